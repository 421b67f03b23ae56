"""Sign in by name and password.

Who guesses is slowed by account and by network, each attempt more than the last, up to a bound:
nobody is locked out for good. A member's own networks, from which a password was right before,
are counted apart, so that a stranger's guesses do not slow the member there.
"""

import hashlib
import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coranto.errors import SignInError
from coranto.model.members import Member
from coranto.steps.desk import Desk
from coranto.steps.members import passwords
from coranto.steps.members.roster import MAX_NAME_CHARACTERS
from coranto.store.members.members import fold_name
from coranto.store.members.sign_in import SignInAttempts

#: Wrong attempts that are free, of one account and of one network, where many may sit.
FREE_ACCOUNT_FAILURES = 5
FREE_NETWORK_FAILURES = 20
#: The wait doubles with each further failure, from one second up to this. 288 guesses a day are
#: nothing against twelve characters (NIST 800-63B, 5.2.2, allows 100 in a row and then a lock).
MAX_WAIT_SECONDS = 300
#: Failures are forgotten when there was none for so long.
FORGET_AFTER = timedelta(hours=1)
#: A network from which the password was right within this time is the member's own.
OWN_NETWORK_TIME = timedelta(days=90)
#: IPv6 gives every household at least so long a prefix, and any number of addresses in it.
IPV6_PREFIX_BITS = 64
#: One sentence for every wrong attempt: it does not tell whether there is such an account.
WRONG_PASSWORD_TEXT = "Name and password do not fit together."  # noqa: S105 - a sentence


def check_password(desk: Desk, *, name: str, password: str, network: str, now: datetime) -> Member:
    """The active member of this name and password.

    `network`: the address that the attempt comes from. Raises SignInError, with the same words
    and after the same work for a wrong password and an unknown name.
    """
    # A lone surrogate, which a form can bring, has no place in the database.
    name = name[:MAX_NAME_CHARACTERS].encode("utf-8", "replace").decode()
    counters = _count_attempt(desk, name, network, now)
    member = desk.store.members.by_name(name)
    password_hash = desk.store.members.password_hash(member.id if member else "")
    if not passwords.is_password_right(password_hash, password) or member is None:
        raise SignInError(WRONG_PASSWORD_TEXT)
    if member.state != "active":
        raise SignInError("This account is disabled: ask an owner of the desk.")
    with desk.store.transaction():
        _record_success(desk, counters, now)
        if passwords.is_hash_outdated(password_hash):
            desk.store.members.set_password_hash(member.id, passwords.hash_password(password))
    return member


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counters:
    """The counters of one attempt, as they were before it."""

    account: SignInAttempts  #: of the account, or of the account from its own network
    network: SignInAttempts
    own_network_key: str


def _count_attempt(desk: Desk, name: str, network: str, now: datetime) -> _Counters:
    """Count an attempt as a failure before it is looked at. Raises SignInError for too many.

    Before, because a hundred at once would else all be looked at while none has failed yet.
    """
    account_key = _hash_key("account", fold_name(name))
    network_key = _hash_key("network", _network_of(network))
    own_network_key = _hash_key("own network", account_key, network_key)
    records = desk.store.sign_in_records
    with desk.store.transaction():
        own = records.attempts(own_network_key)
        is_own = bool(own and own.succeeded and now - own.succeeded < OWN_NETWORK_TIME)
        counters = _Counters(
            account=_current_attempts(desk, own_network_key if is_own else account_key, now),
            network=_current_attempts(desk, network_key, now),
            own_network_key=own_network_key,
        )
        _refuse_early_attempt(counters, now)
        for counter in (counters.account, counters.network):
            records.record_attempts(replace(counter, failures=counter.failures + 1, last=now))
        records.forget_attempts(
            failed_before=now - FORGET_AFTER, succeeded_before=now - OWN_NETWORK_TIME
        )
    return counters


def _current_attempts(desk: Desk, key: str, now: datetime) -> SignInAttempts:
    attempts = desk.store.sign_in_records.attempts(key)
    if attempts is None or now - attempts.last >= FORGET_AFTER:
        succeeded = attempts.succeeded if attempts else None
        return SignInAttempts(key=key, failures=0, last=now, succeeded=succeeded)
    return attempts


def _refuse_early_attempt(counters: _Counters, now: datetime) -> None:
    waits = (
        _remaining_wait(counters.account, FREE_ACCOUNT_FAILURES, now),
        _remaining_wait(counters.network, FREE_NETWORK_FAILURES, now),
    )
    if wait_seconds := max(waits):
        raise SignInError(
            f"There were many wrong attempts: try again in {wait_seconds} seconds.",
            wait_seconds=wait_seconds,
        )


def _remaining_wait(attempts: SignInAttempts, free_failures: int, now: datetime) -> int:
    """Whole seconds until the next attempt is looked at; 0 for at once."""
    # The exponent is bounded, too: failures go on being counted.
    excess = min(attempts.failures - free_failures, 20)
    if excess < 0:
        return 0
    due = attempts.last + timedelta(seconds=min(2**excess, MAX_WAIT_SECONDS))
    return max(0, -int(-(due - now).total_seconds() // 1))


def _record_success(desk: Desk, counters: _Counters, now: datetime) -> None:
    records = desk.store.sign_in_records
    # The account begins anew. The network gets back only what this attempt added: else whoever
    # has one account could go on guessing at the others.
    records.record_attempts(replace(counters.account, failures=0, last=now))
    records.record_attempts(counters.network)
    own = SignInAttempts(key=counters.own_network_key, failures=0, last=now, succeeded=now)
    records.record_attempts(own)


def _network_of(address: str) -> str:
    """The network that counts as one: an IPv4 address, or the first 64 bits of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX_BITS), strict=False))


def _hash_key(*parts: str) -> str:
    # Hashed, since people type passwords into the field of the name.
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
