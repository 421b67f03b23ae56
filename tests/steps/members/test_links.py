"""A one-time link is spent once, by a person who sends a form, and in its time."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.errors import DeskError, SignInError
from coranto.model.members import Actor
from coranto.steps.members import links, roster, sessions, tokens
from coranto.steps.members.sign_in import check_password

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
PASSWORD = "correct horse battery"
SHELL = Actor(name="Bodo")


def invite(desk, name="Ines", role="editor"):
    return links.invite_member(desk, name=name, role=role, actor=SHELL, now=NOW)


def recover(desk, member):
    return links.create_link(desk, purpose="recovery", member=member, actor=SHELL, now=NOW)


def sign_in(desk, name, password=PASSWORD):
    return check_password(desk, name=name, password=password, network="192.0.2.1", now=NOW)


def test_the_first_owner_is_made_by_a_link(desk):
    secret = links.owner_link(desk, now=NOW)

    member = links.spend_link(desk, secret, name="Ines", password=PASSWORD, now=NOW)

    assert (member.role, member.state) == ("owner", "active")
    assert sign_in(desk, "Ines") == member
    assert links.owner_link(desk, now=NOW) == ""


def test_a_second_start_voids_the_first_owners_link(desk):
    first = links.owner_link(desk, now=NOW)
    links.owner_link(desk, now=NOW)

    with pytest.raises(DeskError, match="used already"):
        links.spend_link(desk, first, name="Ines", password=PASSWORD, now=NOW)


def test_a_desk_with_an_owner_makes_no_other_by_an_old_link(desk, join):
    secret = links.owner_link(desk, now=NOW)
    join("Bodo", role="owner")

    with pytest.raises(DeskError, match="has an owner by now"):
        links.spend_link(desk, secret, name="Eve", password=PASSWORD, now=NOW)


def test_an_invited_member_joins(desk):
    invited, secret = invite(desk)

    member = links.spend_link(desk, secret, password=PASSWORD, now=NOW)

    assert (invited.state, member.state, member.role) == ("invited", "active", "editor")
    assert sign_in(desk, "Ines") == member


def test_looking_at_a_link_spends_nothing(desk):
    """Mail scanners open every address of a mail, some of them in a whole browser."""
    _, secret = invite(desk)
    changes = desk.store._database.connection.total_changes

    for _ in range(50):
        assert links.peek_link(desk, secret, now=NOW).member_name == "Ines"

    assert desk.store._database.connection.total_changes == changes
    assert links.spend_link(desk, secret, password=PASSWORD, now=NOW)


def test_a_link_is_spent_once(desk):
    _, secret = invite(desk)
    links.spend_link(desk, secret, password=PASSWORD, now=NOW)

    assert links.peek_link(desk, secret, now=NOW) is None
    with pytest.raises(DeskError, match="used already"):
        links.spend_link(desk, secret, password="another long word", now=NOW)


def test_a_link_expires(desk):
    _, secret = invite(desk)
    late = NOW + links.LINK_TIMES["invitation"]

    assert links.peek_link(desk, secret, now=late - timedelta(seconds=1))
    assert links.peek_link(desk, secret, now=late) is None


def test_a_weak_password_leaves_the_link_unspent(desk):
    _, secret = invite(desk)

    with pytest.raises(DeskError, match="too short"):
        links.spend_link(desk, secret, password="short", now=NOW)

    assert links.spend_link(desk, secret, password=PASSWORD, now=NOW)


def test_a_taken_name_leaves_the_owners_link_unspent(desk):
    invite(desk, "Ines")
    secret = links.owner_link(desk, now=NOW)

    with pytest.raises(DeskError, match="a name belongs to one person"):
        links.spend_link(desk, secret, name="INES", password=PASSWORD, now=NOW)

    assert links.spend_link(desk, secret, name="Bodo", password=PASSWORD, now=NOW)


def test_a_link_does_not_admit_who_was_disabled(desk):
    invited, secret = invite(desk)
    roster.disable_member(desk, invited, actor=SHELL, now=NOW)

    with pytest.raises(DeskError, match="used already"):
        links.spend_link(desk, secret, password=PASSWORD, now=NOW)


def test_a_recovery_takes_away_all_that_was_used_before(desk, join):
    """A lost device may be in somebody's hands."""
    member = join("Ines")
    session = sessions.start_session(desk, member, address="", agent="", now=NOW)
    actor = Actor(name="Ines", member_id=member.id)
    _, token = tokens.create_token(
        desk, member, name="phone", scopes=["read"], actor=actor, now=NOW
    )
    desk.store.identities.link("https://id.example", "42", member.id, NOW)

    links.spend_link(desk, recover(desk, member), password="another long word", now=NOW)

    assert sessions.find_session(desk, session, NOW) is None
    assert tokens.find_token(desk, token, NOW) is None
    assert desk.store.identities.of_member(member.id) == []
    with pytest.raises(SignInError):
        sign_in(desk, "Ines")
    assert sign_in(desk, "Ines", "another long word").id == member.id


def test_an_unspent_recovery_changes_nothing(desk, join):
    member = join("Ines")
    session = sessions.start_session(desk, member, address="", agent="", now=NOW)

    recover(desk, member)

    assert sessions.find_session(desk, session, NOW)
    assert sign_in(desk, "Ines") == member


def test_a_second_link_voids_the_first(desk, join):
    member = join("Ines")
    first = recover(desk, member)
    recover(desk, member)

    assert links.peek_link(desk, first, now=NOW) is None


def test_a_link_without_a_password_leaves_none(desk):
    """Who will sign in by a passkey need not have a password; an empty one is none."""
    _, secret = invite(desk)

    links.spend_link(desk, secret, password=None, now=NOW)

    with pytest.raises(SignInError):
        sign_in(desk, "Ines", "")


@pytest.mark.parametrize("state", ["invited", "disabled"])
def test_a_recovery_is_for_who_has_joined(desk, join, state):
    member, _ = invite(desk)
    if state == "disabled":
        member = roster.disable_member(desk, member, actor=SHELL, now=NOW)

    with pytest.raises(DeskError, match=state):
        recover(desk, member)


def test_only_an_owner_makes_links(desk, join):
    editor, other = join("Ines"), join("Öykü")
    actor = Actor(name="Ines", member_id=editor.id, through="desk")

    with pytest.raises(DeskError, match="takes the role owner"):
        links.create_link(desk, purpose="recovery", member=other, actor=actor, now=NOW)
    with pytest.raises(DeskError, match="takes the role owner"):
        links.invite_member(desk, name="Eve", role="owner", actor=actor, now=NOW)
    assert [member.name for member in roster.list_members(desk)] == ["Ines", "Öykü"]
