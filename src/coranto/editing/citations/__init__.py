"""Citations: exact passages of document versions, their marks and notes. Pure.

A citation's text is exactly `text[start:end]` of the version it points to. No other
module creates a `Citation` for a passage.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from coranto.editing.wording import Wording
from coranto.model import Citation, Document, Source
from coranto.model.ids import base32_digits

#: Characters of a mark. A mark gets longer only where two passages would share one.
MIN_MARK_CHARACTERS = 4


def passage_mark(
    document_id: str, version: int, start: int, end: int, *, length: int = MIN_MARK_CHARACTERS
) -> str:
    """A short stable name of a passage, computed from what it points to, in base 32."""
    pointer = f"{document_id}@{version} {start}-{end}".encode("utf-8", "replace")
    return base32_digits(hashlib.sha256(pointer).digest(), length)


def cite_passage(
    document: Document, start: int, end: int, *, taken_marks: Collection[str] = frozenset()
) -> Citation:
    """The citation of a passage. Raises ValueError when the passage is not inside the text.

    `taken_marks` are the marks of other passages; the mark grows until it differs from them.
    """
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"{start}–{end} is not inside the {len(document.text)} characters")
    # Editors read and copy marks by hand, so they are as short as they can be: four
    # characters of base 32 are a million names.
    length = MIN_MARK_CHARACTERS
    while passage_mark(document.id, document.version, start, end, length=length) in taken_marks:
        length += 1
    return Citation(
        mark=passage_mark(document.id, document.version, start, end, length=length),
        document_id=document.id,
        version=document.version,
        start=start,
        end=end,
        text=document.text[start:end],
    )


def citation_notes(
    citations: Sequence[Citation],
    *,
    documents: Mapping[tuple[str, int], Document],
    sources: Mapping[str, Source],
    wording: Wording,
) -> dict[str, str]:
    """By mark, a note for the person who edits the draft: outlet, date and address."""
    notes_by_mark: dict[str, str] = {}
    for citation in citations:
        document = documents.get((citation.document_id, citation.version))
        if document:
            parts = (_outlet_name(document, sources), wording.day(document), document.url)
            notes_by_mark[citation.mark] = ", ".join(part for part in parts if part)
    return notes_by_mark


def _outlet_name(document: Document, sources: Mapping[str, Source]) -> str:
    source = sources.get(document.source_id)
    return source.name if source else document.site_name
