"""Hash and check passwords with argon2id."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from coranto.errors import DeskError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# OWASP's Password Storage Cheat Sheet, the first configuration that is not memory-hungry: a
# small server checks a dozen people's at once.
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
#: OWASP ASVS 4.0.3, 2.1.1.
MIN_PASSWORD_CHARACTERS = 12
#: ASVS 2.1.2 asks that 64 be allowed and more than 128 not be.
MAX_PASSWORD_CHARACTERS = 128
#: "aaaaaaaaaaaa" is long and guessed at once.
MIN_DIFFERENT_CHARACTERS = 5


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    return _hasher().hash(normalise_password(password))


def is_password_right(password_hash: str, password: str) -> bool:
    """Whether a password has this hash; "" stands for no password and takes as long to refuse."""
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    if len(password) > MAX_PASSWORD_CHARACTERS:
        password = ""  # no hash is of "", and time is not spent on megabytes
    # Made in either case: its first making must not tell that the account is unknown.
    dummy_hash = _dummy_hash()
    try:
        _hasher().verify(password_hash or dummy_hash, normalise_password(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(password_hash)


def is_hash_outdated(password_hash: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(password_hash)


def refuse_weak_password(password: str, *, name: str) -> None:
    """Raise DeskError for a password that is too short, too long, or easily guessed."""
    if len(password) < MIN_PASSWORD_CHARACTERS:
        raise DeskError(
            f"this password is too short: it takes {MIN_PASSWORD_CHARACTERS} characters. Three or "
            "four words that do not belong together are easy to remember."
        )
    if len(password) > MAX_PASSWORD_CHARACTERS:
        raise DeskError(
            f"this password is too long: at most {MAX_PASSWORD_CHARACTERS} characters are kept."
        )
    if len(set(password)) < MIN_DIFFERENT_CHARACTERS:
        raise DeskError("this password repeats a few characters: choose a less regular one.")
    folded, folded_name = password.casefold(), name.casefold().strip()
    if folded_name and not folded.replace(folded_name, "").strip("0123456789"):
        raise DeskError("this password is your name: choose one that others cannot guess.")


def normalise_password(password: str) -> bytes:
    """The password as it is hashed: keyboards write one letter in several ways (NIST 800-63B)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _dummy_hash() -> str:
    from coranto.steps.members.random_secrets import make_secret

    return _hasher().hash(make_secret())
