"""Make text that strangers wrote safe for pages, feeds, mails and paths. Pure.

Nothing here makes or escapes markup: templates and `prose` do. This module removes what
escaping leaves: characters that XML forbids, `javascript:` addresses, `../` in file names.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from coranto.reading.language.unsafe_characters import strip_unsafe_characters

__all__ = [
    "LeftToRightText",
    "contact_link",
    "passage_link",
    "safe_file_name",
    "safe_link",
    "strip_unsafe_characters",
]

# Lower case only: two names that differ in case are one file on Windows and macOS.
_SAFE_NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_UNSAFE_URL_PATTERN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\"<>\\^`{|}]")
#: Longest address that is linked, in characters; browsers and servers refuse longer ones.
MAX_LINK_CHARACTERS = 4_000


class LeftToRightText(str):
    """Text that runs from left to right on a page that runs from right to left.

    Templates print it inside an isolate; everywhere else it is a text like any other.
    """

    __slots__ = ()

    def isolated(self) -> str:
        """The text without unsafe characters, inside an isolate of Unicode."""
        return f"\u2066{strip_unsafe_characters(self)}\u2069"


# The same address is linked from the item, the evidence, the source and the story.
@lru_cache(maxsize=1 << 14)
def safe_link(url: str) -> str:
    """The address with unsafe characters quoted; "" unless it is http or https with a host."""
    if len(url) > MAX_LINK_CHARACTERS:
        return ""
    url = strip_unsafe_characters(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return _UNSAFE_URL_PATTERN.sub(lambda match: quote(match[0]), url)


def contact_link(address: str) -> str:
    """A link to a contact: a mail or web address; "" when it is neither."""
    if re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)*", address):
        return "mailto:" + quote(address, safe="@+.-_")
    return safe_link(address)


def passage_link(url: str, passage: str) -> str:
    """The address with a text fragment, by which a browser scrolls to the passage.

    A long passage is given by its first and last words (WICG, Scroll to Text Fragment). Returns
    "" when `url` is no web address.
    """
    target = safe_link(url)
    if not target:
        return ""
    # An address may have a fragment of its own; the directive `:~:` follows it.
    hash_sign = "" if "#" in target else "#"
    fragment = _passage_fragment(" ".join(strip_unsafe_characters(passage).split()))
    return f"{target}{hash_sign}:~:text={fragment}"


def _passage_fragment(passage: str) -> str:
    words = passage.split(" ")
    if len(passage) <= 80 and len(words) <= 12:
        return _encode_fragment(passage)
    if len(words) >= 8:
        first, last = " ".join(words[:4])[:80], " ".join(words[-4:])[-80:]
        return f"{_encode_fragment(first)},{_encode_fragment(last)}"
    return f"{_encode_fragment(passage[:16])},{_encode_fragment(passage[-16:])}"


def _encode_fragment(words: str) -> str:
    """Percent-encode everything but letters and digits, of every script."""
    # A letter takes a third of the bytes of its percent-encoding, and people can read the link. "-"
    # is encoded because the syntax gives it a meaning: `prefix-,text`.
    return "".join(char if char.isalnum() else quote(char, safe="") for char in words).replace(
        "-", "%2D"
    )


def safe_file_name(identifier: str) -> str:
    """A file name for an identifier: itself when it is safe, else "x" and a hash of it."""
    if _SAFE_NAME_PATTERN.fullmatch(identifier):
        return identifier
    # Nothing of an unsafe identifier is kept: no part of "../" may become part of a path.
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"x{digest[:16]}"
