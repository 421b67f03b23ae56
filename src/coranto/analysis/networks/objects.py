"""What a post acts on: links, domains, hashtags and pictures, each in one spelling. Pure.

Exports write lists in many ways: with spaces, commas or bars between, or as JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coranto.reading import urls

#: More of one kind are not read from one post: no network allows as many.
MOST = 100
#: So many hashtags make a sequence: one alone is a topic, not a pattern.
SEQUENCE = 2
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_NEXT = re.compile(r"[,;|](?=https?://)")
_AFTER = ".,;:!?…)]}»”’|"  #: what a sentence or a list puts after a link
#: Tried only where a word begins: a word of a megabyte took minutes.
_BARE = re.compile(r"(?<![^\s\"'<>,;|\[\]])[^\s\"'<>,;|\[\]]+\.[^\s\"'<>,;|\[\]]+")
_HASHTAG = re.compile(r"[#＃](\w+)")
_PARTED = re.compile(r"[\s,;|]+")
#: Where a list of JSON objects holds the address, the tag or the picture; the first there is.
_ADDRESSES = ("unwound_url", "expanded_url", "expanded", "uri", "href", "url")
_TAGS = ("tag", "text", "name")
_PICTURES = ("hash", "media_key", "sha256", "cid", "file", "url")


def links(text: str) -> list[str]:
    """The web addresses in a text or a list, each once, as written."""
    found = _listed(text, _ADDRESSES)
    if found is None:
        found = [part for run in _LINK.findall(text) for part in _NEXT.split(run)]
    return _once(link.rstrip(_AFTER) for link in found)


def listed_links(text: str) -> list[str]:
    """The web addresses in a column of links, where the scheme may be missing (as CNT has it)."""
    return links(text) or [f"http://{bare}" for bare in _once(iter(_BARE.findall(text)))]


def link_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """A function from links to their canonical addresses, where a redirect leads if known."""

    def objects(text: str) -> list[str]:
        resolved = (redirects.get(link, link) for link in listed_links(text))
        return _once(urls.document_key(link) for link in resolved)

    return objects


def domain_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """A function from links to their registrable domains."""
    resolve = link_objects(redirects)

    def objects(text: str) -> list[str]:
        return _once(urls.site(link) for link in resolve(text))

    return objects


def hashtags(text: str) -> list[str]:
    """The hashtags of a text or a list in lower case, in their order, repeated ones too."""
    found = _listed(text, _TAGS)
    if found is None:
        found = _HASHTAG.findall(text)
    return [tag.lstrip("#＃").lower() for tag in found if tag][:MOST]


def listed_hashtags(text: str) -> list[str]:
    """The hashtags in a column of hashtags, where the # may be missing."""
    return hashtags(text) or [tag.lower() for tag in _PARTED.split(text) if tag][:MOST]


def sequence(text: str) -> list[str]:
    """The hashtags in their order as one object; none when there are too few."""
    tags = listed_hashtags(text)
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= SEQUENCE else []


def hashtag_set(text: str) -> list[str]:
    """The different hashtags in alphabetical order as one object; none when too few."""
    tags = sorted(set(listed_hashtags(text)))
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= SEQUENCE else []


def images(text: str) -> list[str]:
    """The hashes, or else the addresses, of a post's pictures."""
    found = _listed(text, _PICTURES)
    return _once(iter(_PARTED.split(text) if found is None else found))


def _once(found: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one))[:MOST]


def _listed(text: str, keys: tuple[str, ...]) -> list[str] | None:
    """The words of a list in JSON; None when it is no such list."""
    if not text.startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = value if isinstance(value, list) else [value]
    return [word for one in values[:MOST] if (word := _word(one, keys))]


def _word(value: Any, keys: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""
