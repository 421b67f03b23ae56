"""What a post acts on: links, domains, hashtags and pictures, each in one spelling. Pure.

Exports write lists in many ways: with spaces, commas or bars between, or as JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coranto.reading import urls

#: More of one kind are not read from one post: no network allows as many.
MAX_OBJECTS_PER_POST = 100
#: So many hashtags make a sequence: one alone is a topic, not a pattern.
MIN_SEQUENCE_HASHTAGS = 2
_LINK_PATTERN = re.compile(r"https?://[^\s\"'<>]+")
_LINK_SEPARATOR_PATTERN = re.compile(r"[,;|](?=https?://)")
_TRAILING_PUNCTUATION = ".,;:!?…)]}»”’|"  #: what a sentence or a list puts after a link
#: Tried only where a word begins: a word of a megabyte took minutes.
_BARE_LINK_PATTERN = re.compile(r"(?<![^\s\"'<>,;|\[\]])[^\s\"'<>,;|\[\]]+\.[^\s\"'<>,;|\[\]]+")
_HASHTAG_PATTERN = re.compile(r"[#＃](\w+)")
_SEPARATOR_PATTERN = re.compile(r"[\s,;|]+")
#: Where a list of JSON objects holds the address, the tag or the picture; the first there is.
_ADDRESS_KEYS = ("unwound_url", "expanded_url", "expanded", "uri", "href", "url")
_TAG_KEYS = ("tag", "text", "name")
_PICTURE_KEYS = ("hash", "media_key", "sha256", "cid", "file", "url")


def extract_links(text: str) -> list[str]:
    """The web addresses in a text or a list, each once, as written."""
    found = _parse_json_list(text, _ADDRESS_KEYS)
    if found is None:
        found = [
            part
            for run in _LINK_PATTERN.findall(text)
            for part in _LINK_SEPARATOR_PATTERN.split(run)
        ]
    return _unique_objects(link.rstrip(_TRAILING_PUNCTUATION) for link in found)


def extract_listed_links(text: str) -> list[str]:
    """The web addresses in a column of links, where the scheme may be missing (as CNT has it)."""
    return extract_links(text) or [
        f"http://{bare}" for bare in _unique_objects(iter(_BARE_LINK_PATTERN.findall(text)))
    ]


def link_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """A function from links to their canonical addresses, where a redirect leads if known."""

    def objects(text: str) -> list[str]:
        resolved = (redirects.get(link, link) for link in extract_listed_links(text))
        return _unique_objects(urls.document_key(link) for link in resolved)

    return objects


def domain_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """A function from links to their registrable domains."""
    resolve = link_objects(redirects)

    def objects(text: str) -> list[str]:
        return _unique_objects(urls.registrable_domain(link) for link in resolve(text))

    return objects


def extract_hashtags(text: str) -> list[str]:
    """The hashtags of a text or a list in lower case, in their order, repeated ones too."""
    found = _parse_json_list(text, _TAG_KEYS)
    if found is None:
        found = _HASHTAG_PATTERN.findall(text)
    return [tag.lstrip("#＃").lower() for tag in found if tag][:MAX_OBJECTS_PER_POST]


def extract_listed_hashtags(text: str) -> list[str]:
    """The hashtags in a column of hashtags, where the # may be missing."""
    return (
        extract_hashtags(text)
        or [tag.lower() for tag in _SEPARATOR_PATTERN.split(text) if tag][:MAX_OBJECTS_PER_POST]
    )


def hashtag_sequence(text: str) -> list[str]:
    """The hashtags in their order as one object; none when there are too few."""
    tags = extract_listed_hashtags(text)
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= MIN_SEQUENCE_HASHTAGS else []


def hashtag_set(text: str) -> list[str]:
    """The different hashtags in alphabetical order as one object; none when too few."""
    tags = sorted(set(extract_listed_hashtags(text)))
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= MIN_SEQUENCE_HASHTAGS else []


def extract_images(text: str) -> list[str]:
    """The hashes, or else the addresses, of a post's pictures."""
    found = _parse_json_list(text, _PICTURE_KEYS)
    return _unique_objects(iter(_SEPARATOR_PATTERN.split(text) if found is None else found))


def _unique_objects(found: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one))[:MAX_OBJECTS_PER_POST]


def _parse_json_list(text: str, keys: tuple[str, ...]) -> list[str] | None:
    """The words of a list in JSON; None when it is no such list."""
    if not text.startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = value if isinstance(value, list) else [value]
    return [word for one in values[:MAX_OBJECTS_PER_POST] if (word := _json_value_text(one, keys))]


def _json_value_text(value: Any, keys: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""
