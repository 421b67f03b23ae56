"""Short identifiers made from hashes. Pure."""

from base64 import b32encode

#: Digits of the identifiers of documents, stories and networks: 60 bits, so that among a million of
#: a kind two share one with a chance of 1 in 2 million.
ID_DIGITS = 12


def base32_digits(digest: bytes, length: int = ID_DIGITS) -> str:
    """The first digits of a hash in base 32 (RFC 4648), in lower case: a-z and 2-7."""
    return b32encode(digest).decode("ascii").lower()[:length]
