"""Learn the lines that a source prints under many articles, and leave them out of texts.

Learning a line never looks like an edit: it is left out of what is read from then on, and a
document that has it keeps it. The archive keeps every page as it came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.model import Document, Problem
from coranto.reading import repeated_lines
from coranto.reading.repeated_lines import RepeatedLine
from coranto.steps.desk import Desk

#: The reason under which a line is recorded that is left out of texts.
REPEATED_LINE_REASON = "repeated line"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntLines:
    """What was learnt of one source."""

    at: datetime  #: when the newest of the articles was seen
    problems: tuple[Problem, ...]


def learn_repeated_lines(desk: Desk, documents: Iterable[Document]) -> Iterator[LearntLines]:
    """Compare new articles with one another and with the last ones of their source."""
    by_source: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        if document.kind == "article" and document.source_id and document.text:
            by_source[document.source_id].append(document)
    for source_id, articles in sorted(by_source.items()):
        recent = desk.store.documents.recent_articles(source_id, repeated_lines.COMPARED_ARTICLES)
        found = repeated_lines.find_repeated_lines([*recent, *articles])
        known = desk.store.repeated_lines.known_among(source_id, [line.key for line in found])
        new = [line for line in found if line.key not in known]
        if new:
            at = max(article.seen for article in articles)
            desk.store.repeated_lines.keep(source_id, new, at)
            yield LearntLines(at=at, problems=tuple(_problem(source_id, line) for line in new))


def _problem(source_id: str, line: RepeatedLine) -> Problem:
    return Problem(
        subject=source_id,
        reason=REPEATED_LINE_REASON,
        detail=f"left out of texts from now on, as {len(line.document_ids)} articles have it "
        f"({', '.join(line.document_ids[:3])}): {line.text[:100]}",
    )


def known_keys(desk: Desk, document: Document, others: Sequence[Document] = ()) -> set[str]:
    """The keys of lines in these documents that the first one's source is known to repeat."""
    if document.kind != "article" or not document.source_id:
        return set()
    keys = set().union(*(repeated_lines.line_keys(d.text) for d in (document, *others)))
    return desk.store.repeated_lines.known_among(document.source_id, keys)
