"""What is wrong with a draft, line by line. Pure: everything known comes in a `Context`.

Any finding of severity "error" stops publication. A check is a function of the
manuscript that yields findings; `CHECKS` is all of them.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence

from coranto.editing import closeness
from coranto.editing.manuscript import Context, Manuscript, Part
from coranto.editing.quotations import Piece
from coranto.model import Citation, Document, Draft, Finding
from coranto.reading import text, urls

__all__ = ["CHECKS", "Check", "Context", "check"]

#: Shorter quotations may well stand twice, in characters: "yes", a name, a title.
REPEATABLE = 25
_OMISSION = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")
_ENDED = re.compile('[.!?…。！？؟۔][”“»"’)]*$')
#: An unescaped start of a mark that no end follows.
_BROKEN_MARK = re.compile(r"(?<!\\)\[\^(?![\w-]+\])[^\s\]]{0,20}")
_EVIDENCE = "\ufffc"


def check(draft: Draft, context: Context) -> list[Finding]:
    """Everything found in a draft, by line."""
    manuscript = Manuscript(draft=draft, context=context)
    found = [finding for look in CHECKS for finding in look(manuscript)]
    return sorted(found, key=lambda finding: (finding.line, finding.check, finding.message))


# --- citations ----------------------------------------------------------------


def citations_point(manuscript: Manuscript) -> Iterator[Finding]:
    """A citation's document, version and offsets exist and hold exactly its text."""
    for citation in manuscript.draft.citations:
        document = manuscript.context.documents.get((citation.document_id, citation.version))
        problem = _misses(citation, document)
        if problem:
            yield Finding(
                check="citation",
                severity="error",
                line=citation.line,
                message=f"[^{citation.mark}] {problem}.",
                fix="restore this line from the draft as composed, or remove what cites it",
            )


def _misses(citation: Citation, document: Document | None) -> str:
    if document is None:
        return f"cites {citation.document_id}@{citation.version}, which this desk does not hold"
    if not 0 <= citation.start < citation.end <= len(document.text):
        length = len(document.text)
        return f"cites {citation.start}–{citation.end} of a text of {length} characters"
    if document.text[citation.start : citation.end] != citation.text:
        there = _shown(document.text[citation.start : citation.end])
        return f"does not say what stands there: “{there}”"
    return ""


def marks_are_defined(manuscript: Manuscript) -> Iterator[Finding]:
    """Every mark in the text has its line at the end of the file."""
    for mark, line in manuscript.used.items():
        if mark not in manuscript.citations:
            near = difflib.get_close_matches(mark, manuscript.citations, n=1, cutoff=0.5)
            yield Finding(
                check="citation",
                severity="error",
                line=line,
                message=f"[^{mark}] is defined nowhere.",
                fix=f"did you mean [^{near[0]}]?" if near else "restore its line at the end",
            )


def marks_are_whole(manuscript: Manuscript) -> Iterator[Finding]:
    """What begins like a mark is one: a broken one would be printed as it stands."""
    for part in manuscript.parts:
        for number, line in enumerate(part.markdown.split("\n"), start=part.line):
            for match in _BROKEN_MARK.finditer(line):
                yield Finding(
                    check="citation",
                    severity="error",
                    line=number,
                    message=f"“{match[0]}” is not a whole mark.",
                    fix="write it as [^a7k2], or remove it",
                )


def citations_are_used(manuscript: Manuscript) -> Iterator[Finding]:
    """A citation that nothing uses is evidence for nothing."""
    for citation in manuscript.draft.citations:
        if citation.mark not in manuscript.used:
            yield Finding(
                check="unused citation",
                severity="note",
                line=citation.line,
                message=f"nothing cites [^{citation.mark}] any more.",
                fix="remove this line, or leave it: it does no harm",
            )


def passages_still_stand(manuscript: Manuscript) -> Iterator[Finding]:
    """What is cited was not changed by its outlet since."""
    for citation in manuscript.draft.citations:
        newest = manuscript.context.newest.get(citation.document_id)
        line = manuscript.used.get(citation.mark)
        if not newest or not line or newest.version <= citation.version:
            continue
        if citation.text not in newest.text:
            now = closeness.closest(citation.text, [newest])
            yield Finding(
                check="edited since",
                severity="warning",
                line=line,
                message=f"the outlet has changed [^{citation.mark}]: “{_shown(citation.text)}”",
                fix=f"it now reads “{_shown(now)}”" if now else "say that it was taken out since",
            )


def dates_are_known(manuscript: Manuscript) -> Iterator[Finding]:
    """Readers are told where a date is unknown; the editor may know it."""
    seen: set[str] = set()
    for mark, line in manuscript.used.items():
        for document in manuscript.cited([mark]):
            if document.published is None and document.id not in seen:
                seen.add(document.id)
                raw = f" (it wrote “{_shown(document.published_raw)}”)"
                yield Finding(
                    check="unknown date",
                    severity="note",
                    line=line,
                    message="the source gives no date that can be read"
                    + (raw if document.published_raw else "")
                    + ".",
                    fix="leave “date unknown”, or write in your own words when it was",
                )


# --- quotations ---------------------------------------------------------------


def quotations_are_exact(manuscript: Manuscript) -> Iterator[Finding]:
    """Text in quotation marks stands character by character in a cited version."""
    for quotation in manuscript.quotations:
        documents = manuscript.cited(quotation.marks)
        if not quotation.is_closed or not documents:
            continue
        if not any(_holds(document, quotation.text) for document in documents):
            near = closeness.closest(quotation.text, documents)
            yield Finding(
                check="quotation",
                severity="error",
                line=quotation.line,
                message=f"“{_shown(quotation.text)}” does not stand in what it cites.",
                fix=f"the closest there is “{near}”"
                if near
                else "nothing there is like it: remove it, or cite where it stands",
            )


def _holds(document: Document, quoted: str) -> bool:
    """Is it there, or are its parts around each “[…]” there in this order?"""
    there = document.text.replace("\n", " ")
    at = there.find(quoted)
    if at >= 0:
        return True
    parts = [part for part in _OMISSION.split(quoted) if part]
    at = 0
    for part in parts:
        at = there.find(part, at) + len(part)
        if at < len(part):
            return False
    return len(parts) > 1


def quotations_are_vouched_for(manuscript: Manuscript) -> Iterator[Finding]:
    """No quotation without a citation, and no quotation mark without its partner."""
    for quotation in manuscript.quotations:
        if not quotation.is_closed:
            yield Finding(
                check="quotation",
                severity="error",
                line=quotation.line,
                message=f"a quotation mark has no partner: “{_shown(quotation.text)}”.",
                fix="close the quotation; a mark that is none is written with a backslash: \\“",
            )
        elif not quotation.marks:
            yield Finding(
                check="quotation",
                severity="error",
                line=quotation.line,
                message=f"“{_shown(quotation.text)}” is quoted without a citation.",
                fix="put a citation mark such as [^a7k2] behind it, or take the marks away",
            )


def sentences_stand_once(manuscript: Manuscript) -> Iterator[Finding]:
    """No sentence is quoted twice in one edition."""
    first: dict[str, int] = {}
    for quotation in manuscript.quotations:
        key = text.normalise(quotation.text)
        if len(key) < REPEATABLE:
            continue
        if key in first:
            yield Finding(
                check="repetition",
                severity="warning",
                line=quotation.line,
                message=f"“{_shown(quotation.text)}” stands in line {first[key]} already.",
                fix="quote it once",
            )
        first.setdefault(key, quotation.line)


# --- the edition --------------------------------------------------------------


def own_words_are_meant(manuscript: Manuscript) -> Iterator[Finding]:
    """A sentence without evidence is the editor's own; readers see it as that."""
    for part in manuscript.parts:
        for pieces in manuscript.pieces(part):
            for sentence in _own_sentences(pieces, manuscript):
                yield Finding(
                    check="editor's voice",
                    severity="note",
                    line=pieces[0].line,
                    message=f"this is the editors' own: {_shown(sentence)}",
                    fix="nothing, if it is; else cite what says so",
                )


def _own_sentences(pieces: Sequence[Piece], manuscript: Manuscript) -> Iterator[str]:
    """Sentences of a paragraph in which nothing is quoted, cited or linked."""
    masked = ""
    for piece in pieces:
        ended = "." if piece.kind == "quotation" and _ENDED.search(piece.text) else ""
        masked += piece.raw if piece.kind == "words" else _EVIDENCE + ended
    framed = manuscript.wording.frames()
    for stretch in re.split(rf"(?<={_EVIDENCE}\.)(?:{_EVIDENCE})*\s*", masked):
        for start, end in text.sentences(stretch, manuscript.draft.language):
            sentence = " ".join(stretch[start:end].split())
            is_words = sum(char.isalpha() for char in sentence) > 1
            if is_words and _EVIDENCE not in sentence and not sentence.startswith(framed):
                yield sentence


def stories_stand_once(manuscript: Manuscript) -> Iterator[Finding]:
    """No story is told in two items."""
    first: dict[str, int] = {}
    for item in manuscript.items:
        if item.story_id and item.story_id in first:
            yield Finding(
                check="repetition",
                severity="error",
                line=item.line,
                message=f"this story is told in line {first[item.story_id]} already.",
                fix="join the two items, or remove one",
            )
        first.setdefault(item.story_id, item.line)


def links_lead_to_the_web(manuscript: Manuscript) -> Iterator[Finding]:
    """A link leads to an http or https address."""
    for part in manuscript.parts:
        for address, line in manuscript.links(part):
            if not urls.clean(address):
                yield Finding(
                    check="link",
                    severity="error",
                    line=line,
                    message=f"this link leads nowhere on the web: {_shown(address)}",
                    fix="an address starts with http:// or https://",
                )


def something_is_told(manuscript: Manuscript) -> Iterator[Finding]:
    """An edition has items, and each of them says something."""
    if not manuscript.items:
        yield Finding(
            check="empty",
            severity="error",
            line=1,
            message="the edition has no items.",
            fix="restore at least one, or do not publish this number",
        )
    for item in manuscript.items:
        if not item.body:
            yield Finding(
                check="empty",
                severity="error",
                line=item.line,
                message="this item has a heading and nothing else.",
                fix="restore its text, or remove the heading as well",
            )


def days_are_in_order(manuscript: Manuscript) -> Iterator[Finding]:
    """The edition's last day is not before its first."""
    draft = manuscript.draft
    if draft.last < draft.first:
        yield Finding(
            check="days",
            severity="error",
            line=1,
            message=f"the edition ends on {draft.last} and begins on {draft.first}.",
            fix="correct “first” or “last” at the top",
        )


def headline_has_company(manuscript: Manuscript) -> Iterator[Finding]:
    """A headline that rests on one outlet should be known to."""
    named = [item for item in manuscript.items if item.heading == manuscript.draft.headline]
    for item in named:
        part = Part(markdown=item.body, line=item.body_line)
        links = {urls.site(address) for address, _ in manuscript.links(part)}
        if len(links) == 1:
            yield Finding(
                check="one source",
                severity="note",
                line=item.line,
                message=f"the headline rests on one outlet: {links.pop()}.",
                fix="look for a second one, or say that it stands alone",
            )


Check = Callable[[Manuscript], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    days_are_in_order,
    something_is_told,
    citations_point,
    marks_are_defined,
    marks_are_whole,
    quotations_are_exact,
    quotations_are_vouched_for,
    links_lead_to_the_web,
    stories_stand_once,
    sentences_stand_once,
    passages_still_stand,
    headline_has_company,
    dates_are_known,
    own_words_are_meant,
    citations_are_used,
)


def _shown(words: str) -> str:
    line = " ".join(words[:400].split())
    return line if len(line) <= 120 else line[:119].rstrip() + "…"
