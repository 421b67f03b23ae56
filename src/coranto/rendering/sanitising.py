"""What strangers wrote, made fit for pages, feeds, mails and paths. Pure.

Nothing here makes markup: templates and `prose` escape. This module sees to what
escaping does not: characters no XML may hold, addresses that run, names that climb.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

# Controls (XML 1.0 allows only tab, newline, return), noncharacters, lone surrogates,
# and what turns the direction of the words after it.
_UNSAFE_CHARACTER_PATTERN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
#: No language stacks more marks on a letter; towers of them cover the lines above.
_STACKED_MARKS_PATTERN = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_SAFE_NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_UNSAFE_URL_PATTERN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\"<>\\^`{|}]")
#: Longer addresses are not linked, in characters: no browser or server takes them.
MAX_LINK_CHARACTERS = 4_000


def strip_unsafe_characters(text: str) -> str:
    """The text without characters that XML forbids or that disturb the text around it."""
    if text.isascii() and text.isprintable():
        return text
    return _STACKED_MARKS_PATTERN.sub(r"\1", _UNSAFE_CHARACTER_PATTERN.sub("", text))


def clip_text(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there is a word's end."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


@lru_cache(maxsize=1 << 14)
def safe_link(url: str) -> str:
    """The address if it is a web address fit for a link, else ""."""
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
    """A link to write to: a mail address, or a web address; "" when it is neither."""
    if re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)*", address):
        return "mailto:" + quote(address, safe="@+.-_")
    return safe_link(address)


def passage_link(url: str, passage: str) -> str:
    """The address with a text fragment that makes a browser scroll to the passage.

    Long passages are given by their first and last words (WICG Scroll to Text Fragment).
    """
    target = safe_link(url)
    if not target:
        return ""
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
    """Letters of every script stay as they are: a third of the bytes, and people can read it."""
    return "".join(char if char.isalnum() else quote(char, safe="") for char in words).replace(
        "-", "%2D"
    )


def safe_file_name(identifier: str) -> str:
    """A file name for an identifier: itself when it is plain, else a hash of it."""
    if _SAFE_NAME_PATTERN.fullmatch(identifier):
        return identifier
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"x{digest[:16]}"
