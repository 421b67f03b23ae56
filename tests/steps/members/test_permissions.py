"""One table says which role may do what."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.errors import DeskError
from coranto.model.members import ROLES, AccessToken, Member
from coranto.steps.members import permissions
from coranto.steps.members.permissions import ACTIONS, may, token_may

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)


def member(role, *languages, state="active"):
    return Member(id=role, name=role, role=role, role_languages=languages, state=state, created=NOW)


def token(*scopes):
    return AccessToken(
        id="t", member_id="m", name="t", scopes=scopes, created=NOW, expires=NOW + timedelta(days=1)
    )


#: What each role may do beyond the role below it.
NEW_WITH_ROLE = {
    "reader": {"read", "account", "note"},
    "editor": {
        "decide", "pick", "drop", "later", "assign", "undo", "merge", "split", "move", "apart",
        "confirm", "deny", "remedy", "sources", "run", "compose", "write",
    },
    "publisher": {"sign", "publish", "correct"},
    "owner": {"members", "settings", "audit", "erase"},
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_those_below_may_and_no_more(role):
    expected = set().union(*(NEW_WITH_ROLE[low] for low in ROLES[: ROLES.index(role) + 1]))

    assert {action for action in ACTIONS if may(member(role), action)} == expected


@pytest.mark.parametrize("state", ["invited", "disabled"])
def test_who_is_not_active_may_nothing(state):
    assert not any(may(member("owner", state=state), action) for action in ACTIONS)


def test_a_role_for_a_language_is_enough_for_a_story_that_has_it():
    farsi_editor = member("editor", "fa")

    assert may(farsi_editor, "pick", ["en", "fa-IR"])
    assert may(farsi_editor, "pick")  # which language is asked when the story is known
    assert not may(farsi_editor, "pick", ["en"])
    assert not may(farsi_editor, "pick", [])  # of no known language
    assert may(farsi_editor, "note", ["en"])  # elsewhere a reader


def test_a_role_for_a_language_gives_nothing_that_all_share():
    assert not may(member("editor", "fa"), "sources")
    assert not may(member("publisher", "fa"), "publish", ["fa"])


def test_a_token_does_what_its_scope_and_its_member_allow():
    publisher, reader = member("publisher"), member("reader")

    assert token_may(token("write"), publisher, "publish")
    assert not token_may(token("read", "decide"), publisher, "publish")
    assert not token_may(token("read"), publisher, "pick")
    assert not token_may(token("read", "decide", "write"), reader, "pick")
    assert not token_may(token(), publisher, "read")


def test_an_action_that_is_in_no_row_is_a_fault():
    with pytest.raises(KeyError):
        may(member("owner"), "delete-everything")


def test_a_refusal_says_which_role_it_takes():
    with pytest.raises(DeskError, match="takes the role publisher"):
        permissions.refuse_unpermitted(member("editor"), "sign")
