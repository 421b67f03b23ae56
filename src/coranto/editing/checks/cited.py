"""Checks of citations: defined, intact, exact, and still true of their sources. Pure."""

import difflib
import re
from collections.abc import Iterator

from coranto.editing import fuzzy_match
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.model import Citation, Document
from coranto.reading import diff

#: Reasons for a failed visit that mean that readers cannot open the page either.
GONE_REASONS = frozenset({"gone", "missing", "no such host"})
#: Longest difference between two versions that a message shows, in characters.
MAX_DIFFERENCE_CHARACTERS = 400
#: A citation mark that lost a character: its end ("[^a7k2"), its bracket ("^a7k2]"), or its
#: caret ("[a7k2]"), the last only right behind a quotation or a link.
_BROKEN_MARK_PATTERN = re.compile(
    r"(?<!\\)\[\^(?![\w-]+\])[^\s\]]{0,20}"
    r"|(?<![\[\\])\^[\w-]{1,20}\]"
    r"|(?<=[”“»\"\]])\[[a-z2-7]{4,20}\](?![(\[:])"
)


def citations_match_documents(manuscript: Manuscript) -> Iterator[Fault]:
    """A citation's document, version and offsets exist and hold exactly its text."""
    for citation in manuscript.draft.citations:
        document = manuscript.context.documents.get((citation.document_id, citation.version))
        # Offsets alone would hide an edited passage, and the text alone its place: both are
        # in the file, and both must agree with the archived version.
        problem = _citation_problem(citation, document)
        if problem:
            yield Fault(citation.line, f"[^{citation.mark}] {problem}.")


def _citation_problem(citation: Citation, document: Document | None) -> str:
    if document is None:
        return f"cites {citation.document_id}@{citation.version}, which this desk does not hold"
    if not 0 <= citation.start < citation.end <= len(document.text):
        length = len(document.text)
        return f"cites {citation.start}–{citation.end} of a text of {length} characters"
    if document.text[citation.start : citation.end] != citation.text:
        actual_text = shorten_text(document.text[citation.start : citation.end])
        return f"does not say what stands there: “{actual_text}”"
    return ""


def marks_are_defined(manuscript: Manuscript) -> Iterator[Fault]:
    """Every mark in the text has its line at the end of the file."""
    for mark, line in manuscript.used.items():
        if mark not in manuscript.citations:
            similar_marks = difflib.get_close_matches(mark, manuscript.citations, n=1, cutoff=0.5)
            fix = f"did you mean [^{similar_marks[0]}]?" if similar_marks else ""
            yield Fault(line, f"[^{mark}] is defined nowhere.", fix)


def marks_are_whole(manuscript: Manuscript) -> Iterator[Fault]:
    """What begins like a mark is one: a broken one would be printed as it stands."""
    for part in manuscript.parts:
        for number, line in enumerate(part.markdown.split("\n"), start=part.line):
            for match in _BROKEN_MARK_PATTERN.finditer(line):
                yield Fault(number, f"“{match[0]}” is not a whole mark.")


def citations_are_used(manuscript: Manuscript) -> Iterator[Fault]:
    """Every citation is used: one that nothing uses is evidence for nothing."""
    for citation in manuscript.draft.citations:
        if citation.mark not in manuscript.used:
            yield Fault(citation.line, f"nothing cites [^{citation.mark}] any more.")


def passages_are_unchanged(manuscript: Manuscript) -> Iterator[Fault]:
    """What is cited was not changed by its outlet since."""
    for citation in manuscript.draft.citations:
        newest = manuscript.context.newest.get(citation.document_id)
        line = manuscript.used.get(citation.mark)
        if not newest or not line or newest.version <= citation.version:
            continue
        cited = manuscript.context.documents.get((citation.document_id, citation.version))
        # A page in place of the feed's summary, or the other way round, is no edit of the outlet's.
        if cited and cited.text_from != newest.text_from:
            continue
        # An edit elsewhere in the article does not touch what is cited.
        if citation.text not in newest.text:
            current_passage = fuzzy_match.closest_passage(citation.text, [newest])
            yield Fault(
                line,
                f"the outlet has changed [^{citation.mark}]: "
                f"{_marked_difference(citation, newest)}",
                f"it now reads “{shorten_text(current_passage)}”"
                if current_passage
                else "say that it was taken out since",
            )


def _marked_difference(citation: Citation, newest: Document) -> str:
    """The changes to a cited passage: removed words in [-…-], added ones in {+…+}."""
    current_passage = fuzzy_match.closest_passage(citation.text, [newest])
    if not current_passage:
        return f"[-{shorten_text(citation.text)}-]"
    return shorten_text(diff.inline_diff(citation.text, current_passage), MAX_DIFFERENCE_CHARACTERS)


def sources_are_online(manuscript: Manuscript) -> Iterator[Fault]:
    """The page that is cited has not vanished since."""
    # Once per document, at its first mark: one report is often cited many times.
    reported_ids: set[str] = set()
    for mark, line in manuscript.used.items():
        for document in manuscript.cited([mark]):
            reason = manuscript.context.troubles.get(document.key, "")
            if reason in GONE_REASONS and document.id not in reported_ids:
                reported_ids.add(document.id)
                yield Fault(
                    line, f"what [^{mark}] cites is no longer there ({reason}): {document.url}"
                )


def dates_are_known(manuscript: Manuscript) -> Iterator[Fault]:
    """Readers are told where a date is unknown; the editor may know it."""
    reported_ids: set[str] = set()
    for mark, line in manuscript.used.items():
        for document in manuscript.cited([mark]):
            if document.published is None and document.id not in reported_ids:
                reported_ids.add(document.id)
                raw_date_note = f" (it wrote “{shorten_text(document.published_raw)}”)"
                note = raw_date_note if document.published_raw else ""
                yield Fault(line, f"the source gives no date that can be read{note}.")
