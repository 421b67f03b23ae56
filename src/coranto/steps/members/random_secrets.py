"""Random secrets and ids. A secret is handed out once; the store has only its hash."""

import hashlib
import secrets

#: 256 bits: nobody guesses one, so a fast hash without salt is enough to store it.
SECRET_BYTES = 32
ID_BYTES = 8
#: Longer texts are no secrets of ours: they are not hashed.
MAX_SECRET_CHARACTERS = 200


def make_secret() -> str:
    """A new secret of letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(SECRET_BYTES)


def make_id() -> str:
    """A new id, in hex. Knowing it gives no access."""
    return secrets.token_hex(ID_BYTES)


def hash_secret(secret: str) -> str:
    """The SHA-256 of a secret, in hex; of "" for what is too long to be one."""
    if len(secret) > MAX_SECRET_CHARACTERS:
        secret = ""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
