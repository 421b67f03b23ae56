"""Lay out a diagram of who copied whom: one row per report, copies under their origin. Pure.

Only computes positions and labels; the template draws them. Sizes are in units of the diagram,
which the page scales.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coranto.model import Copy, PublishedDocument
from coranto.reading.language.shortening import shorten_text
from coranto.rendering.i18n import Words

#: Width of the diagram.
DIAGRAM_WIDTH = 380
#: Height of a row.
ROW_HEIGHT = 50
#: How much further in a copy stands than its origin.
INDENT_WIDTH = 24
#: Copies of copies are not set further in than this many indents.
MAX_INDENTS = 5
#: From the edge of the diagram to the first dot.
DOT_OFFSET = 12
#: From a dot to its label.
LABEL_GAP = 16
#: Reports in the diagram; the page lists all documents besides.
MAX_SHOWN_REPORTS = 40
#: Characters of an outlet's name in a row without indent.
MAX_NAME_CHARACTERS = 44
#: Characters of an outlet's name in the sentence for screen readers.
MAX_SPOKEN_NAME_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramRow:
    """One report of the diagram: its dot, the line to its origin, its label."""

    x: int
    y: int
    start: int  #: x of the label
    line: str  #: an SVG path from the origin's dot; "" for an origin
    outlet: str
    below: str  #: second line of the label: day, language, share copied
    told: str  #: the row as a sentence for screen readers
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDiagram:
    """The whole diagram."""

    width: int
    height: int
    branches: tuple[DiagramRow, ...]
    more: int  #: number of reports that are not shown


def build_copy_diagram(
    documents: Sequence[PublishedDocument],
    copies: Iterable[Copy],
    *,
    outlets: Mapping[str, str],
    words: Words,
) -> CopyDiagram | None:
    """The diagram of a story's reports; None when none is a copy.

    `documents` are in order of time; `outlets` maps a source's id to the name to show. A copy
    whose origin is not among the documents has no line, but names the agency that it credits.
    """
    reports = [document for document in documents if document.kind != "post"]
    report_ids = {report.id for report in reports}
    copies_by_id = {copy.document_id: copy for copy in copies if copy.document_id in report_ids}
    if not copies_by_id:
        return None
    rows = _order_by_origin(reports, copies_by_id)
    layout = _DiagramLayout(copies_by_id, outlets, words)
    branches = tuple(layout.rows(rows[:MAX_SHOWN_REPORTS]))
    return CopyDiagram(
        width=DIAGRAM_WIDTH,
        height=ROW_HEIGHT * len(branches),
        branches=branches,
        more=max(0, len(rows) - MAX_SHOWN_REPORTS),
    )


def _order_by_origin(
    reports: Sequence[PublishedDocument], copies_by_id: Mapping[str, Copy]
) -> list[tuple[PublishedDocument, int]]:
    """Reports with their depth, each copy after its origin, in the order of `reports`."""
    ids = {report.id for report in reports}
    children: dict[str, list[PublishedDocument]] = {}
    for report in reports:
        copy = copies_by_id.get(report.id)
        parent = copy.origin_id if copy and copy.origin_id in ids else ""
        children.setdefault(parent, []).append(report)
    rows: list[tuple[PublishedDocument, int]] = []
    pending = [(report, 0) for report in reversed(children.pop("", []))]
    while pending or children:
        if not pending:
            # Copies in a circle come only from a damaged file: each is drawn once all the same.
            parent = min(children)
            pending = [(report, 0) for report in reversed(children.pop(parent))]
        report, depth = pending.pop()
        rows.append((report, depth))
        pending += [(child, depth + 1) for child in reversed(children.pop(report.id, []))]
    return rows


class _DiagramLayout:
    """Computes the rows' positions, mirrored where the page runs from right to left."""

    def __init__(
        self, copies_by_id: Mapping[str, Copy], outlets: Mapping[str, str], words: Words
    ) -> None:
        self._copies_by_id = copies_by_id
        self._outlets = outlets
        self._words = words
        self._mirrored = words.direction == "rtl"
        self._dot_positions: dict[str, tuple[int, int]] = {}
        self._names: dict[str, str] = {}

    def rows(self, rows: Sequence[tuple[PublishedDocument, int]]) -> list[DiagramRow]:
        return [self._row(report, depth, position) for position, (report, depth) in enumerate(rows)]

    def _row(self, report: PublishedDocument, depth: int, position: int) -> DiagramRow:
        offset = DOT_OFFSET + INDENT_WIDTH * min(depth, MAX_INDENTS)
        x, y = self._x(offset), ROW_HEIGHT * position + 16
        name = shorten_text(
            self._outlets.get(report.source_id, report.source_id), MAX_SPOKEN_NAME_CHARACTERS
        )
        copy = self._copies_by_id.get(report.id)
        # Origins come before their copies, so a missing one is not in the diagram.
        origin = self._dot_positions.get(copy.origin_id) if copy else None
        facts = [self._words.published(report), self._words.tongue(report.language)]
        copy_text = self._copy_text(copy) if copy else ""
        self._dot_positions[report.id], self._names[report.id] = (x, y), name
        return DiagramRow(
            x=x,
            y=y,
            start=self._x(offset + LABEL_GAP),
            line=f"M{origin[0]} {origin[1] + 7}V{y}H{x}" if origin else "",
            outlet=shorten_text(name, MAX_NAME_CHARACTERS - 3 * min(depth, MAX_INDENTS)),
            below=self._words.dot.join(filter(None, (*facts, self._share_text(copy)))),
            told=self._words["comma"].join(filter(None, (name, *facts, copy_text))),
            is_copy=copy is not None,
        )

    def _x(self, offset: int) -> int:
        return DIAGRAM_WIDTH - offset if self._mirrored else offset

    def _share_text(self, copy: Copy | None) -> str:
        if copy is None:
            return ""
        if copy.origin_id in self._names:
            return self._words.say("copied_share", share=self._percent(copy))
        return self._credit_text(copy)

    def _copy_text(self, copy: Copy) -> str:
        """What the line says, in words for screen readers."""
        if copy.origin_id in self._names:
            return self._words.say(
                "copied_from", outlet=self._names[copy.origin_id], share=self._percent(copy)
            )
        return self._credit_text(copy)

    def _percent(self, copy: Copy) -> str:
        return self._words.number(f"{copy.overlap:.0%}")

    def _credit_text(self, copy: Copy) -> str:
        credit = shorten_text(copy.credit, MAX_NAME_CHARACTERS)
        return self._words.say("credits", agency=credit) if credit else ""
