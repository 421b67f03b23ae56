"""Entries of a broken feed that our own reading of its tree missed. Pure.

Two readers that repair in other ways are asked, feedparser and fastfeedparser; both are
slow to import or slow, so only feeds that are not well-formed and visibly lose come here.
"""

import html
import re
from io import BytesIO
from typing import Any

from coranto.model import Entry
from coranto.reading.feeds import entries
from coranto.reading.markup.repair import parted

#: Entries, each with its link as written.
Pairs = list[tuple[Entry, str]]

#: feedparser needs a second for each 100 kB of some broken feeds, in characters.
LONGEST = 2_000_000

_MARKER = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
# What the two readers let through from inside on hostile input.
_THEIR_ERRORS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


def expected(text: str) -> int:
    """How many entries the markup opens, those quoted in CDATA and comments left out."""
    return sum(len(_MARKER.findall(piece)) for plain, piece in parted(text) if plain)


def best(text: str, known: Pairs) -> Pairs:
    """The reading that identifies most entries, with those of the others that it lacks.

    Broken markup makes one element swallow the next: an entry with neither id nor link
    is a wreck, and taken from another reading only when none identifies it.
    """
    readings = [known, _feedparser(text[:LONGEST]), _fastfeedparser(text[:LONGEST])]
    chosen = max(readings, key=lambda pairs: sum(map(is_known_by_more_than_its_title, pairs)))
    found = list(chosen)
    seen = {mark for pair in found for mark in _marks(pair)}
    for pair in (pair for reading in readings for pair in reading):
        marks = _marks(pair)
        if is_known_by_more_than_its_title(pair) and not marks & seen:
            found.append(pair)
            seen |= marks
    return found


def is_known_by_more_than_its_title(pair: tuple[Entry, str]) -> bool:
    """Whether an entry has an id or a link."""
    return bool(pair[0].key or pair[1])


def _marks(pair: tuple[Entry, str]) -> set[str]:
    """What an entry may be recognised by: its id, link and title."""
    entry, link = pair
    return {mark for mark in (entry.key, link, entry.title) if mark}


def _feedparser(text: str) -> Pairs:
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


def _fastfeedparser(text: str) -> Pairs:
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
