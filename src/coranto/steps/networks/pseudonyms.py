"""Replace names of accounts and posts with pseudonyms; the same key gives the same ones.

The key is never written anywhere.
"""

import hmac
from pathlib import Path

from coranto.edges.engine import Engine, render_query
from coranto.errors import NetworkError
from coranto.model.ids import base32_digits

#: A shorter key could be guessed: whoever has it can try every name.
MIN_KEY_BYTES = 16
#: Digits of a pseudonym: 80 bits.
PSEUDONYM_DIGITS = 16


def read_key(path: Path) -> bytes:
    """The secret key in a file, without white space around it. Raises NetworkError."""
    key = path.read_bytes().strip()
    if len(key) < MIN_KEY_BYTES:
        raise NetworkError(
            f"{path}: a key has at least {MIN_KEY_BYTES} bytes; `openssl rand -hex 32` makes one"
        )
    return key


def make_pseudonym(name: str, *, key: bytes) -> str:
    """A name as 16 base-32 digits of its HMAC-SHA256 (RFC 2104) with the key."""
    digest = hmac.digest(key, name.encode("utf-8", "surrogatepass"), "sha256")
    return base32_digits(digest, PSEUDONYM_DIGITS)


def pseudonymise_posts(engine: Engine, key: bytes) -> None:
    """Replace the ids of accounts and posts, also of reposted and answered ones."""
    engine.function("pseudonym_of", lambda name: make_pseudonym(name, key=key), "VARCHAR")
    engine.make("disguised", render_query("disguised"))
    engine.view("posts", "SELECT * FROM disguised")


def forget_texts(engine: Engine) -> None:
    """Take the texts out of the tables that are written: a search would lead to the author."""
    engine.make("textless", render_query("textless"))
    engine.view("posts", "SELECT * FROM textless")
    engine.view("examples", render_query("no_examples"))
