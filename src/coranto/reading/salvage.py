"""Entries of a broken feed that our own reading of its tree missed. Pure.

Two readers that repair in other ways are asked, feedparser and fastfeedparser; both are
slow to import or slow, so only feeds that are not well-formed and visibly lose come here.
"""

import html
import re
from io import BytesIO
from typing import Any

from coranto.model import Entry
from coranto.reading import entries
from coranto.reading.markup import parted

#: feedparser needs a second for each 100 kB of some broken feeds, in characters.
LONGEST = 4_000_000

_MARKER = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
# What the two readers let through from inside on hostile input.
_THEIR_ERRORS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


def expected(text: str) -> int:
    """How many entries the markup opens, those quoted in CDATA and comments left out."""
    return sum(len(_MARKER.findall(piece)) for plain, piece in parted(text) if plain)


def missed(text: str, known: list[tuple[Entry, str]]) -> list[tuple[Entry, str]]:
    """Entries the other readers find in a broken feed and we did not, with their links."""
    found: list[tuple[Entry, str]] = []
    seen = {mark for pair in known for mark in _marks(pair)}
    for read in (_feedparser, _fastfeedparser):
        for pair in read(text[:LONGEST]):
            marks = _marks(pair)
            if marks and not marks & seen:
                found.append(pair)
            seen |= marks
    return found


def _marks(pair: tuple[Entry, str]) -> set[str]:
    """What an entry may be recognised by: its id, link and title."""
    entry, link = pair
    return {mark for mark in (entry.key, link, entry.title) if mark}


def _feedparser(text: str) -> list[tuple[Entry, str]]:
    from feedparser.api import parse

    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # Bytes in a file: a string would be taken for an address and fetched.
        read = parse(  # type: ignore[no-untyped-call]
            BytesIO(text.encode()),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _THEIR_ERRORS:
        return []
    return [
        _entry(item, published=item.get("published"), updated=item.get("updated"))
        for item in read.entries
    ]


def _fastfeedparser(text: str) -> list[tuple[Entry, str]]:
    import fastfeedparser

    try:
        read = fastfeedparser.parse(text.encode())
    except _THEIR_ERRORS:
        return []
    # Its dates are no longer as written, so they are left out: unknown is shown as unknown.
    return [_entry(item, published="", updated="") for item in read["entries"]]


def _entry(item: Any, *, published: Any, updated: Any) -> tuple[Entry, str]:
    content = item.get("content") or [{}]
    entry = Entry(
        key=_string(item.get("id")),
        url="",
        title=entries.title(_string(item.get("title"))),
        published_raw=_string(published)[: entries.LONGEST_NAME],
        updated_raw=_string(updated)[: entries.LONGEST_NAME],
        authors=entries.distinct([entries.author(_string(item.get("author")))]),
        summary=_string(item.get("summary") or item.get("description")),
        content=_string(content[0].get("value")),
    )
    return entry, html.unescape(_string(item.get("link")))


def _string(value: Any) -> str:
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
