"""The index that the search page's script reads. Pure.

It is a script itself, so that it loads from a folder as well as from a server.
"""

import json
from collections.abc import Iterable, Iterator

from coranto.rendering import prose, sanitising
from coranto.rendering.views import EditionView

#: What is indexed of one item, in characters: far more than an item should have.
MAX_TEXT_CHARACTERS = 20_000
#: Editions that one file of the index holds.
EDITIONS_PER_SHARD = 20

IndexRow = tuple[int, str, str, str, str, str]
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def index_rows(edition: EditionView) -> Iterator[IndexRow]:
    """One row for the lead and one per item: number, anchor, date, section, heading, text."""
    lead = _indexed_text(edition.lead_read)
    yield (edition.number, "", edition.span, "", edition.headline, lead)
    for section in edition.sections:
        for item in section.items:
            text = _indexed_text(item.read)
            yield (edition.number, item.name, edition.span, section.title, item.heading, text)


def group_by_shard(numbers: Iterable[int]) -> dict[str, list[int]]:
    """Editions by the file that indexes them, the newest first: older files stay as they are."""
    numbers_by_shard: dict[str, list[int]] = {}
    for number in sorted(numbers, reverse=True):
        numbers_by_shard.setdefault(
            f"{number // EDITIONS_PER_SHARD * EDITIONS_PER_SHARD:04d}.js", []
        ).append(number)
    return numbers_by_shard


def index_script(index: Iterable[IndexRow]) -> bytes:
    """The index as a script, newest first, that no text in it can break out of."""
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
