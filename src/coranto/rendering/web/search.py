"""Build the index that the search page's script reads. Pure.

The index is a script itself: a browser that shows the site from a folder refuses to fetch JSON.
"""

import json
from collections.abc import Iterable, Iterator

from coranto.rendering import prose, sanitising
from coranto.rendering.views import EditionView

#: Characters of one item that are indexed: far more than an item should have.
MAX_TEXT_CHARACTERS = 20_000
#: Editions in one file of the index.
EDITIONS_PER_SHARD = 20

#: Number of the edition, anchor, dates, section, heading, text.
IndexRow = tuple[int, str, str, str, str, str]
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def index_rows(edition: EditionView) -> Iterator[IndexRow]:
    """Yield a row for the lead and one for each item."""
    lead = _indexed_text(edition.lead_read)
    yield (edition.number, "", edition.span, "", edition.headline, lead)
    for section in edition.sections:
        for item in section.items:
            text = _indexed_text(item.read)
            yield (edition.number, item.name, edition.span, section.title, item.heading, text)


def group_by_shard(numbers: Iterable[int]) -> dict[str, list[int]]:
    """File name of the index → numbers of its editions; the newest first."""
    # Cut at fixed numbers, so that a new edition changes only the newest file.
    numbers_by_shard: dict[str, list[int]] = {}
    for number in sorted(numbers, reverse=True):
        numbers_by_shard.setdefault(
            f"{number // EDITIONS_PER_SHARD * EDITIONS_PER_SHARD:04d}.js", []
        ).append(number)
    return numbers_by_shard


def index_script(index: Iterable[IndexRow]) -> bytes:
    """The rows as a script, newest edition first; no text in them can end a string or element."""
    newest = sorted(index, key=lambda row: -row[0])
    rows = ",\n".join(
        json.dumps([_strip_unsafe_cell(cell) for cell in row], ensure_ascii=False) for row in newest
    )
    index_expression = "window.corantoIndex = (window.corantoIndex || [])"
    return f"{index_expression}.concat([\n{rows.translate(_SCRIPT_ESCAPES)}\n]);\n".encode()


def _strip_unsafe_cell(cell: int | str) -> int | str:
    return sanitising.strip_unsafe_characters(cell) if isinstance(cell, str) else cell


def _indexed_text(parsed: prose.Prose) -> str:
    paragraphs = prose.to_text(parsed, cite=lambda _: "", address=lambda _: "")
    return "\n".join(paragraphs)[:MAX_TEXT_CHARACTERS]
