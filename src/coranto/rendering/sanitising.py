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
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
#: No language stacks more marks on a letter; towers of them cover the lines above.
_TOWER = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NOT_IN_LINK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\"<>\\^`{|}]")
#: Longer addresses are not linked, in characters: no browser or server takes them.
LONGEST_LINK = 4_000


def visible(text: str) -> str:
    """The text without characters that XML forbids or that disturb the text around it."""
    if text.isascii() and text.isprintable():
        return text
    return _TOWER.sub(r"\1", _UNFIT.sub("", text))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there is a word's end."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


@lru_cache(maxsize=1 << 14)
def link(url: str) -> str:
    """The address if it is a web address fit for a link, else ""."""
    if len(url) > LONGEST_LINK:
        return ""
    url = visible(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return _NOT_IN_LINK.sub(lambda match: quote(match[0]), url)


def contact(address: str) -> str:
    """A link to write to: a mail address, or a web address; "" when it is neither."""
    if re.fullmatch(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)*", address):
        return "mailto:" + quote(address, safe="@+.-_")
    return link(address)


def passage_link(url: str, passage: str) -> str:
    """The address with a text fragment that makes a browser scroll to the passage.

    Long passages are given by their first and last words (WICG Scroll to Text Fragment).
    """
    target = link(url)
    if not target:
        return ""
    hash_sign = "" if "#" in target else "#"
    return f"{target}{hash_sign}:~:text={_ends(' '.join(visible(passage).split()))}"


def _ends(passage: str) -> str:
    words = passage.split(" ")
    if len(passage) <= 80 and len(words) <= 12:
        return _encoded(passage)
    if len(words) >= 8:
        return f"{_encoded(' '.join(words[:4])[:80])},{_encoded(' '.join(words[-4:])[-80:])}"
    return f"{_encoded(passage[:16])},{_encoded(passage[-16:])}"


def _encoded(words: str) -> str:
    """Letters of every script stay as they are: a third of the bytes, and people can read it."""
    return "".join(char if char.isalnum() else quote(char, safe="") for char in words).replace(
        "-", "%2D"
    )


def name(identifier: str) -> str:
    """A file name for an identifier: itself when it is plain, else a hash of it."""
    if _SAFE_NAME.fullmatch(identifier):
        return identifier
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"x{digest[:16]}"
