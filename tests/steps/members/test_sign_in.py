"""Guessing is slowed by account and by network, and nobody is locked out for good."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.errors import DeskError, SignInError
from coranto.model.members import Actor
from coranto.steps.members import passwords, roster
from coranto.steps.members.sign_in import (
    FREE_ACCOUNT_FAILURES,
    FREE_NETWORK_FAILURES,
    MAX_WAIT_SECONDS,
    WRONG_PASSWORD_TEXT,
    check_password,
)

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
PASSWORD = "correct horse battery"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def attempt(desk, name="Ines", password=PASSWORD, network=HOME, now=NOW):
    return check_password(desk, name=name, password=password, network=network, now=now)


def fail(desk, times, *, name="Ines", networks=(ELSEWHERE,), now=NOW):
    """Wrong attempts from these networks in turn, as many as are looked at."""
    for number in range(times):
        network = networks[number % len(networks)]
        with pytest.raises(SignInError):
            attempt(desk, name=name, password="wrong", network=network, now=now)


@pytest.mark.parametrize("name", ["Ines", " ines ", "INES", "Ｉｎｅｓ"])
def test_name_and_password_let_a_member_in(desk, join, name):
    member = join("Ines")

    assert attempt(desk, name=name) == member


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ines", "wrong"), ("Ines", ""), ("nobody", PASSWORD), ("", ""), ("Ines", "x" * 10**6),
     ("x" * 10**6, PASSWORD), ("\ud800", "\ud800")],
)  # fmt: skip
def test_what_is_wrong_is_not_told(desk, join, name, password):
    join("Ines")

    with pytest.raises(SignInError) as refusal:
        attempt(desk, name=name, password=password)

    assert str(refusal.value) == WRONG_PASSWORD_TEXT


def test_an_unknown_name_costs_the_same_work(desk, join, monkeypatch):
    """Else the time that an answer takes tells who has an account."""
    join("Ines")
    work = []
    hasher = passwords._hasher()
    verify = type(hasher).verify
    monkeypatch.setattr(
        type(hasher),
        "verify",
        lambda self, encoded, word: (work.append(encoded), verify(self, encoded, word)),
    )

    for name in ("Ines", "nobody"):
        with pytest.raises(SignInError):
            attempt(desk, name=name, password="wrong")

    parameters = [encoded.split("$")[1:4] for encoded in work]
    assert len(parameters) == 2
    assert parameters[0] == parameters[1]


def test_an_invited_member_has_no_password(desk):
    roster.add_member(
        desk, name="Ines", role="editor", languages=(), state="invited",
        actor=Actor(name="Bodo"), now=NOW,
    )  # fmt: skip

    with pytest.raises(SignInError, match="do not fit"):
        attempt(desk, password="")


def test_a_disabled_member_is_told_so_only_with_the_right_password(desk, join):
    join("Bodo", role="owner")
    roster.disable_member(desk, join("Ines"), actor=Actor(name="Bodo"), now=NOW)

    with pytest.raises(SignInError, match="disabled"):
        attempt(desk)
    with pytest.raises(SignInError, match="do not fit"):
        attempt(desk, password="wrong")


def test_ten_wrong_attempts_slow_the_account_from_everywhere(desk, join):
    join("Ines")
    fail(desk, 10)

    with pytest.raises(SignInError, match="many wrong attempts") as refusal:
        attempt(desk, network="203.0.113.5")

    assert refusal.value.wait_seconds > 0


def test_the_wait_doubles_up_to_a_bound(desk, join):
    join("Ines")
    waits, moment = [], NOW
    for number in range(20):
        with pytest.raises(SignInError) as refusal:
            attempt(desk, password="wrong", network=f"203.0.113.{number}", now=moment)
        if wait_seconds := refusal.value.wait_seconds:
            waits.append(wait_seconds)
        moment += timedelta(seconds=wait_seconds)

    assert waits[:4] == [1, 2, 4, 8]
    assert max(waits) <= MAX_WAIT_SECONDS


def test_the_right_password_lets_in_after_the_wait(desk, join):
    """A wait that ended lets the next attempt through, however many there were before."""
    member = join("Ines")
    fail(desk, 200)

    assert attempt(desk, now=NOW + timedelta(seconds=MAX_WAIT_SECONDS)) == member


def test_attempts_during_the_wait_do_not_lengthen_it(desk, join):
    member = join("Ines")
    fail(desk, FREE_ACCOUNT_FAILURES + 1)
    with pytest.raises(SignInError):
        attempt(desk, now=NOW + timedelta(seconds=0.5))

    assert attempt(desk, now=NOW + timedelta(seconds=2)) == member


def test_a_strangers_guesses_do_not_slow_a_member_at_home(desk, join):
    member = join("Ines")
    attempt(desk, network=HOME)
    fail(desk, 200)

    assert attempt(desk, network=HOME) == member


def test_guesses_at_many_accounts_slow_their_network(desk, join):
    join("Ines")
    for number in range(FREE_NETWORK_FAILURES + 1):
        fail(desk, 1, name=f"name {number}")

    with pytest.raises(SignInError, match="many wrong attempts"):
        attempt(desk, network=ELSEWHERE)


def test_an_account_of_ones_own_does_not_reset_the_network(desk, join):
    join("Ines")
    for number in range(FREE_NETWORK_FAILURES - 1):
        fail(desk, 1, name=f"name {number}")
        attempt(desk, network=ELSEWHERE)
    fail(desk, 1, name="one more")

    with pytest.raises(SignInError, match="many wrong attempts"):
        attempt(desk, network=ELSEWHERE)


def test_the_addresses_of_one_ipv6_network_count_together(desk, join):
    join("Ines")
    for number in range(FREE_NETWORK_FAILURES + 1):
        fail(desk, 1, name=f"name {number}", networks=[f"2001:db8:1:2::{number}"])

    with pytest.raises(SignInError, match="many wrong attempts"):
        attempt(desk, network="2001:db8:1:2:ffff::1")


def test_old_failures_are_forgotten(desk, join):
    member = join("Ines")
    fail(desk, FREE_ACCOUNT_FAILURES + 1)
    tomorrow = NOW + timedelta(days=1)

    fail(desk, FREE_ACCOUNT_FAILURES - 1, now=tomorrow)

    assert attempt(desk, network="203.0.113.5", now=tomorrow) == member


def test_a_hash_with_old_parameters_is_made_anew(desk, join):
    member = join("Ines")
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    desk.store.members.set_password_hash(member.id, old)

    attempt(desk)

    assert not passwords.is_hash_outdated(desk.store.members.password_hash(member.id))


@pytest.mark.parametrize(
    "password", ["", "short", "x" * 129, "aaaaaaaaaaaaaa", "abababababab", "InesInesInes12"]
)
def test_a_weak_password_is_refused(desk, join, password):
    member = join("Ines")
    actor = Actor(name="Ines", member_id=member.id, through="desk")

    with pytest.raises(DeskError, match="this password"):
        roster.set_password(desk, member, password=password, actor=actor, now=NOW)


def test_a_password_is_the_same_however_a_keyboard_writes_it(desk, join):
    member = join("Ines")
    actor = Actor(name="Ines", member_id=member.id, through="desk")
    roster.set_password(desk, member, password="Übergroße Möwe", actor=actor, now=NOW)

    decomposed = "U\u0308bergroße Mo\u0308we"

    assert attempt(desk, password=decomposed).id == member.id


def test_nobody_sets_the_password_of_another(desk, join):
    ines, bodo = join("Ines"), join("Bodo", role="owner")
    actor = Actor(name="Bodo", member_id=bodo.id, through="desk")

    with pytest.raises(DeskError, match="themselves"):
        roster.set_password(desk, ines, password=PASSWORD, actor=actor, now=NOW)
