"""A personal token is shown once, and ends with its time, its member or by being revoked."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.errors import DeskError
from coranto.model.members import Actor
from coranto.steps.members import roster, tokens

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)


def as_actor(member):
    return Actor(name=member.name, member_id=member.id, through="desk")


def create(desk, member, scopes=("read",), days=30, name="phone"):
    return tokens.create_token(
        desk, member, name=name, scopes=scopes, days=days, actor=as_actor(member), now=NOW
    )


def test_a_token_finds_its_member(desk, join):
    member = join("Ines")
    token, secret = create(desk, member, ("decide", "read"))

    assert tokens.find_token(desk, secret, NOW) == (member, token)
    assert token.scopes == ("read", "decide")
    assert secret.startswith(tokens.TOKEN_PREFIX)


def test_the_database_and_the_audit_do_not_hold_the_secret(desk, join):
    _, secret = create(desk, join("Ines"))
    desk.store.copy_to(desk.folder / "copy.db")

    written = (desk.folder / "copy.db").read_bytes()

    assert secret.removeprefix(tokens.TOKEN_PREFIX).encode() not in written


@pytest.mark.parametrize("secret", ["", "coranto_", "coranto_x", "x" * 10**6, "coranto_\ud800"])
def test_another_secret_finds_nobody(desk, join, secret):
    create(desk, join("Ines"))

    assert tokens.find_token(desk, secret, NOW) is None


def test_a_token_expires(desk, join):
    _, secret = create(desk, join("Ines"), days=2)
    expiry = NOW + timedelta(days=2)

    assert tokens.find_token(desk, secret, expiry - timedelta(seconds=1))
    assert tokens.find_token(desk, secret, expiry) is None


def test_a_revoked_token_is_refused(desk, join):
    member = join("Ines")
    token, secret = create(desk, member)

    tokens.revoke_token(desk, member, token.id, actor=as_actor(member), now=NOW)

    assert tokens.find_token(desk, secret, NOW) is None
    assert tokens.list_tokens(desk, member) == []


def test_a_disabled_members_token_is_refused(desk, join):
    member = join("Ines")
    _, secret = create(desk, member)

    roster.disable_member(desk, member, actor=Actor(name="Bodo"), now=NOW)

    assert tokens.find_token(desk, secret, NOW) is None


def test_nobody_revokes_the_token_of_another(desk, join):
    ines, other = join("Ines"), join("Öykü")
    token, secret = create(desk, ines)

    with pytest.raises(DeskError, match="has no token"):
        tokens.revoke_token(desk, other, token.id, actor=as_actor(other), now=NOW)

    assert tokens.find_token(desk, secret, NOW)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "x" * 81}, {"scopes": ()}, {"scopes": ("root",)}, {"days": 0},
     {"days": 367}],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused(desk, join, wrong):
    with pytest.raises(DeskError, match="a token"):
        create(desk, join("Ines"), **wrong)


def test_a_member_has_no_endless_list_of_tokens(desk, join):
    member = join("Ines")
    for _ in range(tokens.MAX_TOKENS_PER_MEMBER):
        create(desk, member)

    with pytest.raises(DeskError, match="revoke some"):
        create(desk, member)


def test_its_use_is_recorded_once_an_hour(desk, join):
    member = join("Ines")
    token, _ = create(desk, member)
    tokens.touch_token(desk, token, NOW)
    (used,) = tokens.list_tokens(desk, member)
    before = desk.store._database.connection.total_changes

    tokens.touch_token(desk, used, NOW + timedelta(minutes=59))

    assert used.last_used == NOW
    assert desk.store._database.connection.total_changes == before
