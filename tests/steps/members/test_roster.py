"""Who is a member, in which role; the desk always keeps an owner."""

from datetime import UTC, datetime

import pytest

from coranto.errors import DeskError, StoreError
from coranto.model.members import Actor
from coranto.steps.members import links, roster

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
SHELL = Actor(name="Bodo")


def as_actor(member):
    return Actor(name=member.name, member_id=member.id, through="desk")


def invite(desk, name, role="editor", languages=()):
    member, _ = links.invite_member(
        desk, name=name, role=role, languages=languages, actor=SHELL, now=NOW
    )
    return member


def test_a_role_may_hold_for_some_languages(desk):
    member = invite(desk, "Ines", "editor", ["fa", "ar", "fa"])

    assert member.role_languages == ("fa", "ar")
    assert roster.find_member(desk, "ines") == member


@pytest.mark.parametrize("same", ["Ines", "INES", " Ines  ", "Ｉｎｅｓ", "In\u200des"])
def test_two_names_that_look_alike_are_one(desk, same):
    invite(desk, "Ines")

    with pytest.raises(DeskError, match="there is a member"):
        invite(desk, same)


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 81, "Ines\u202e", "I\x00nes", "\ud800", "a\u2066b"]
)
def test_a_name_that_could_deceive_is_refused(desk, name):
    with pytest.raises(DeskError, match="a member's name"):
        invite(desk, name)


@pytest.mark.parametrize("name", ["نرگس می\u200cداند", "Öykü", "王小明", "O’Neill", "J. R. Ō"])
def test_names_of_any_script_are_taken(desk, name):
    assert invite(desk, name).name == name


@pytest.mark.parametrize(
    ("role", "languages"),
    [("boss", ()), ("", ()), ("editor", ("persian!",)), ("owner", ("fa",)), ("reader", ("fa",))],
)
def test_a_role_that_cannot_be_is_refused(desk, role, languages):
    with pytest.raises(DeskError, match=r"role|language"):
        invite(desk, "Ines", role, languages)


def test_the_last_owner_is_neither_disabled_nor_demoted(desk, join):
    owner = join("Bodo", role="owner")
    invite(desk, "Ada", "owner")  # has not joined: could not manage the desk

    with pytest.raises(DeskError, match="the only owner"):
        roster.disable_member(desk, owner, actor=as_actor(owner), now=NOW)
    with pytest.raises(DeskError, match="the only owner"):
        roster.change_role(desk, owner, role="publisher", actor=as_actor(owner), now=NOW)


def test_two_owners_cannot_disable_each_other_at_once(desk, join):
    """The second of them acts on a list that he saw before."""
    bodo, ada = join("Bodo", role="owner"), join("Ada", role="owner")
    roster.disable_member(desk, ada, actor=as_actor(bodo), now=NOW)

    with pytest.raises(DeskError):
        roster.disable_member(desk, bodo, actor=as_actor(ada), now=NOW)


@pytest.mark.parametrize("role", ["reader", "editor", "publisher"])
def test_only_owners_manage_members(desk, join, role):
    join("Bodo", role="owner")
    actor, other = as_actor(join("Ines", role=role)), join("Öykü")

    for change in (roster.disable_member, roster.enable_member):
        with pytest.raises(DeskError, match="takes the role owner"):
            change(desk, other, actor=actor, now=NOW)
    with pytest.raises(DeskError, match="takes the role owner"):
        roster.change_role(desk, other, role="owner", actor=actor, now=NOW)
    assert roster.find_member(desk, "Öykü") == other


def test_nobody_raises_their_own_role(desk, join):
    editor = join("Ines")

    with pytest.raises(DeskError, match="takes the role owner"):
        roster.change_role(desk, editor, role="owner", actor=as_actor(editor), now=NOW)


def test_preferences_are_kept_for_each(desk, join):
    ines, other = join("Ines"), join("Öykü")

    roster.set_preferences(
        desk, ines, language="fa", theme="dark", keys={"next": "n"}, actor=as_actor(ines), now=NOW
    )

    stored = roster.find_member(desk, "Ines")
    assert (stored.language, stored.theme, stored.keys) == ("fa", "dark", {"next": "n"})
    assert roster.find_member(desk, "Öykü") == other


@pytest.mark.parametrize(
    "wrong", [{"theme": "neon"}, {"language": "<script>"}, {"keys": {"x": "y" * 101}}]
)
def test_preferences_that_cannot_be_are_refused(desk, join, wrong):
    ines = join("Ines")
    values = {"language": "", "theme": "", "keys": {}} | wrong

    with pytest.raises(DeskError):
        roster.set_preferences(desk, ines, **values, actor=as_actor(ines), now=NOW)


def test_an_unknown_name_is_answered_with_the_nearest(desk):
    invite(desk, "Marguerite")

    with pytest.raises(DeskError, match="Did you mean `Marguerite`"):
        roster.find_member(desk, "Margerite")


def test_a_desk_has_members_when_one_has_joined(desk, join):
    invite(desk, "Ines")
    assert not roster.has_members(desk)

    join("Bodo")

    assert roster.has_members(desk)


def test_a_name_is_unique_in_the_database_itself(desk):
    member = invite(desk, "Ines")

    with pytest.raises(StoreError, match="contradicts"):
        desk.store.members.add(member)
