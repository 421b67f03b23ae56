"""Read what a post acts on: links, domains, hashtags and pictures, each in one spelling. Pure.

Exports write lists in many ways: separated by spaces, commas or bars, or as JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coranto.reading import urls

#: More objects of one kind are not read from one post: no network allows as many.
MAX_OBJECTS_PER_POST = 100
#: Fewest hashtags of a sequence: one alone is a topic and not a pattern.
MIN_SEQUENCE_HASHTAGS = 2
_LINK_PATTERN = re.compile(r"https?://[^\s\"'<>]+")
#: A separator only counts before a scheme: commas and bars are legal inside of addresses.
_LINK_SEPARATOR_PATTERN = re.compile(r"[,;|](?=https?://)")
#: What a sentence or a list may put directly after a link.
_TRAILING_PUNCTUATION = ".,;:!?…)]}»”’|"
#: An address without a scheme. It is tried only at the start of a word: tried at every character, a
#: word of a megabyte took minutes.
_BARE_LINK_PATTERN = re.compile(r"(?<![^\s\"'<>,;|\[\]])[^\s\"'<>,;|\[\]]+\.[^\s\"'<>,;|\[\]]+")
_HASHTAG_PATTERN = re.compile(r"[#＃](\w+)")
_SEPARATOR_PATTERN = re.compile(r"[\s,;|]+")
#: Keys that hold the address in a JSON object; the first present one is used.
_ADDRESS_KEYS = ("unwound_url", "expanded_url", "expanded", "uri", "href", "url")
#: Keys that hold the hashtag in a JSON object; the first present one is used.
_TAG_KEYS = ("tag", "text", "name")
#: Keys that identify the picture in a JSON object; the first present one is used.
_PICTURE_KEYS = ("hash", "media_key", "sha256", "cid", "file", "url")


def extract_links(text: str) -> list[str]:
    """The web addresses in a text or a list, each once, as written."""
    links = _parse_json_list(text, _ADDRESS_KEYS)
    if links is None:
        links = [
            part
            for run in _LINK_PATTERN.findall(text)
            for part in _LINK_SEPARATOR_PATTERN.split(run)
        ]
    return _unique_objects(link.rstrip(_TRAILING_PUNCTUATION) for link in links)


def extract_listed_links(text: str) -> list[str]:
    """The addresses in a column of links, where the scheme may be missing (as in CNT's files)."""
    return extract_links(text) or [
        f"http://{address}" for address in _unique_objects(iter(_BARE_LINK_PATTERN.findall(text)))
    ]


def link_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """Make a function from links to canonical addresses; `redirects` resolves short links."""

    def objects(text: str) -> list[str]:
        resolved = (redirects.get(link, link) for link in extract_listed_links(text))
        return _unique_objects(urls.document_key(link) for link in resolved)

    return objects


def domain_objects(redirects: Mapping[str, str]) -> Callable[[str], list[str]]:
    """Make a function from links to their registrable domains."""
    resolve = link_objects(redirects)

    def objects(text: str) -> list[str]:
        return _unique_objects(urls.registrable_domain(link) for link in resolve(text))

    return objects


def extract_hashtags(text: str) -> list[str]:
    """The hashtags of a text or a list in lower case, in their order, with repetitions."""
    tags = _parse_json_list(text, _TAG_KEYS)
    if tags is None:
        tags = _HASHTAG_PATTERN.findall(text)
    return [tag.lstrip("#＃").lower() for tag in tags if tag][:MAX_OBJECTS_PER_POST]


def extract_listed_hashtags(text: str) -> list[str]:
    """The hashtags in a column of hashtags, where the # may be missing."""
    return (
        extract_hashtags(text)
        or [tag.lower() for tag in _SEPARATOR_PATTERN.split(text) if tag][:MAX_OBJECTS_PER_POST]
    )


def hashtag_sequence(text: str) -> list[str]:
    """The hashtags in their order as one object; an empty list when there are too few."""
    tags = extract_listed_hashtags(text)
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= MIN_SEQUENCE_HASHTAGS else []


def hashtag_set(text: str) -> list[str]:
    """The distinct hashtags in alphabetical order as one object; an empty list when too few."""
    tags = sorted(set(extract_listed_hashtags(text)))
    return [" ".join(f"#{tag}" for tag in tags)] if len(tags) >= MIN_SEQUENCE_HASHTAGS else []


def extract_images(text: str) -> list[str]:
    """The hashes, or else the addresses, of a post's pictures."""
    pictures = _parse_json_list(text, _PICTURE_KEYS)
    return _unique_objects(iter(_SEPARATOR_PATTERN.split(text) if pictures is None else pictures))


def _unique_objects(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))[:MAX_OBJECTS_PER_POST]


def _parse_json_list(text: str, keys: tuple[str, ...]) -> list[str] | None:
    """The strings in a JSON list; None when the text is no JSON list or object."""
    if not text.startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    # Posts are untrusted: thousands of nested brackets raise RecursionError.
    except (ValueError, RecursionError):
        return None
    values = value if isinstance(value, list) else [value]
    return [
        item_text
        for item in values[:MAX_OBJECTS_PER_POST]
        if (item_text := _json_value_text(item, keys))
    ]


def _json_value_text(value: Any, keys: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), "")
    return value if isinstance(value, str) else ""
