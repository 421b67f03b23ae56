"""Recover entries of a broken feed that our own reading of its tree missed. Pure.

feedparser and fastfeedparser repair broken markup in other ways than we do. Both are slow to
import or slow to run, so only feeds that are not well-formed and lose entries may come here.
"""

import html
import re
from io import BytesIO
from typing import Any

from coranto.model import Entry
from coranto.reading.feeds import entries
from coranto.reading.markup.repair import split_opaque_sections

#: Entries with their links as written.
EntryLinkPairs = list[tuple[Entry, str]]

#: Longer texts are cut: feedparser takes a second for each 100 kB of some broken feeds.
MAX_SALVAGE_CHARACTERS = 2_000_000

_ENTRY_TAG_PATTERN = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
# What the two libraries raise on hostile input instead of an error of their own.
_PARSER_ERRORS = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    RecursionError,
)


def count_opened_entries(text: str) -> int:
    """Count the entry tags in the markup, without those quoted in CDATA and comments."""
    return sum(
        len(_ENTRY_TAG_PATTERN.findall(piece))
        for plain, piece in split_opaque_sections(text)
        if plain
    )


def merge_readings(text: str, tree_pairs: EntryLinkPairs) -> EntryLinkPairs:
    """Return the reading with most identified entries, plus those only others identify.

    `tree_pairs` is our own reading of the lenient tree. An entry with neither id nor link is
    not identified: in broken markup it is usually a part of one.
    """
    readings = [
        tree_pairs,
        _read_with_feedparser(text[:MAX_SALVAGE_CHARACTERS]),
        _read_with_fastfeedparser(text[:MAX_SALVAGE_CHARACTERS]),
    ]
    fullest_reading = max(readings, key=lambda pairs: sum(map(has_id_or_link, pairs)))
    merged_pairs = list(fullest_reading)
    known_marks = {mark for pair in merged_pairs for mark in _identity_marks(pair)}
    for pair in (pair for reading in readings for pair in reading):
        marks = _identity_marks(pair)
        if has_id_or_link(pair) and not marks & known_marks:
            merged_pairs.append(pair)
            known_marks |= marks
    return merged_pairs


def has_id_or_link(pair: tuple[Entry, str]) -> bool:
    """Whether an entry has an id or a link."""
    return bool(pair[0].key or pair[1])


def _identity_marks(pair: tuple[Entry, str]) -> set[str]:
    """Return what an entry can be recognised by in another reading: its id, link and title."""
    entry, link = pair
    return {mark for mark in (entry.key, link, entry.title) if mark}


def _read_with_feedparser(text: str) -> EntryLinkPairs:
    # Imported here, as fastfeedparser below: most runs meet no feed that needs it.
    from feedparser.api import parse

    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        # A file object: feedparser would fetch a string that looks like an address.
        parsed = parse(  # type: ignore[no-untyped-call]
            BytesIO(text.encode()),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _PARSER_ERRORS:
        return []
    return [
        _build_entry(item, published=item.get("published"), updated=item.get("updated"))
        for item in parsed.entries
    ]


def _read_with_fastfeedparser(text: str) -> EntryLinkPairs:
    import fastfeedparser

    try:
        parsed = fastfeedparser.parse(text.encode())
    except _PARSER_ERRORS:
        return []
    # It rewrites dates, and ours must be as written: they are left out, and stay unknown.
    return [_build_entry(item, published="", updated="") for item in parsed["entries"]]


def _build_entry(item: Any, *, published: Any, updated: Any) -> tuple[Entry, str]:
    content = item.get("content") or [{}]
    entry = Entry(
        key=_clean_string(item.get("id")),
        url="",
        title=entries.html_title(_clean_string(item.get("title"))),
        published_raw=_clean_string(published)[: entries.MAX_NAME_CHARACTERS],
        updated_raw=_clean_string(updated)[: entries.MAX_NAME_CHARACTERS],
        authors=entries.distinct_names([entries.author_name(_clean_string(item.get("author")))]),
        summary=_clean_string(item.get("summary") or item.get("description")),
        content=_clean_string(content[0].get("value")),
    )
    return entry, html.unescape(_clean_string(item.get("link")))


def _clean_string(value: Any) -> str:
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""
