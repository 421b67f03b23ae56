"""Sessions end with what they rest on: time, password, role, the account itself."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.model.members import Actor
from coranto.steps.members import roster, sessions

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
SHELL = Actor(name="Bodo")


def start(desk, member, now=NOW):
    return sessions.start_session(desk, member, address="192.0.2.1", agent="Firefox", now=now)


def as_actor(member):
    return Actor(name=member.name, member_id=member.id, through="desk")


def test_a_secret_finds_its_member(desk, join):
    member = join("Ines")
    secret = start(desk, member)

    found_member, session = sessions.find_session(desk, secret, NOW)

    assert found_member == member
    assert session.agent == "Firefox"
    assert secret not in str(session)


def test_the_database_does_not_hold_the_secret(desk, join):
    secret = start(desk, join("Ines"))
    desk.store.copy_to(desk.folder / "copy.db")

    assert secret.encode() not in (desk.folder / "copy.db").read_bytes()


@pytest.mark.parametrize("secret", ["", "x", "x" * 10**6, "\ud800"])
def test_another_secret_finds_nobody(desk, join, secret):
    start(desk, join("Ines"))

    assert sessions.find_session(desk, secret, NOW) is None


def test_each_start_makes_another_secret(desk, join):
    """What the browser brought along may be known to whoever planted it."""
    member = join("Ines")

    assert start(desk, member) != start(desk, member)


def end_by_password(desk, member):
    roster.set_password(desk, member, password="another long word", actor=as_actor(member), now=NOW)


def end_by_role(desk, member):
    roster.change_role(desk, member, role="reader", actor=SHELL, now=NOW)


def end_by_disabling(desk, member):
    roster.disable_member(desk, member, actor=SHELL, now=NOW)


def end_by_disabling_and_enabling(desk, member):
    disabled = roster.disable_member(desk, member, actor=SHELL, now=NOW)
    roster.enable_member(desk, disabled, actor=SHELL, now=NOW)


@pytest.mark.parametrize(
    "end", [end_by_password, end_by_role, end_by_disabling, end_by_disabling_and_enabling]
)
def test_what_a_session_rests_on_ends_it(desk, join, end):
    join("Bodo", role="owner")
    member = join("Ines")
    secret = start(desk, member)

    end(desk, member)

    assert sessions.find_session(desk, secret, NOW) is None


def test_the_session_that_changed_the_password_goes_on(desk, join):
    member = join("Ines")
    here, there = start(desk, member), start(desk, member)
    _, session = sessions.find_session(desk, here, NOW)

    roster.set_password(
        desk, member, password="another long word", actor=as_actor(member), now=NOW,
        keep_session=session.id,
    )  # fmt: skip

    assert sessions.find_session(desk, here, NOW)
    assert sessions.find_session(desk, there, NOW) is None


def test_an_idle_session_ends(desk, join):
    secret = start(desk, join("Ines"))
    idle = timedelta(seconds=sessions.MAX_IDLE_SECONDS)

    assert sessions.find_session(desk, secret, NOW + idle * 0.99)
    assert sessions.find_session(desk, secret, NOW + idle) is None


def test_a_session_in_use_ends_at_last(desk, join):
    secret, moment = start(desk, join("Ines")), NOW
    while session_and_member := sessions.find_session(desk, secret, moment):
        sessions.touch_session(desk, session_and_member[1], moment)
        moment += timedelta(days=1)

    assert moment - NOW == timedelta(seconds=sessions.MAX_SESSION_SECONDS)


def test_finding_a_session_writes_nothing(desk, join):
    secret = start(desk, join("Ines"))
    before = desk.store._database.connection.total_changes

    _, session = sessions.find_session(desk, secret, NOW)
    sessions.touch_session(desk, session, NOW + timedelta(minutes=59))

    assert desk.store._database.connection.total_changes == before


def test_sessions_are_listed_and_ended_singly(desk, join):
    ines, bodo = join("Ines"), join("Bodo")
    first, second = start(desk, ines), start(desk, ines, NOW + timedelta(minutes=1))
    start(desk, bodo)
    listed = sessions.list_sessions(desk, ines, NOW)

    sessions.end_session(desk, listed[0], actor=as_actor(ines), now=NOW)

    assert [session.member_id for session in listed] == [ines.id, ines.id]
    assert sessions.find_session(desk, first, NOW)
    assert sessions.find_session(desk, second, NOW) is None


def test_all_other_sessions_end_at_once(desk, join):
    member = join("Ines")
    here, there = start(desk, member), start(desk, member)
    _, session = sessions.find_session(desk, here, NOW)

    count = sessions.end_other_sessions(
        desk, member, except_id=session.id, actor=as_actor(member), now=NOW
    )

    assert count == 1
    assert sessions.find_session(desk, here, NOW)
    assert sessions.find_session(desk, there, NOW) is None
