"""Checks of an edition's style and release: capitals, pictures, length, signatures. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from coranto.editing import markdown
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.quotations import CITATION_MARK_PATTERN, LINK_PATTERN
from coranto.model import Document

#: Longest word in capitals that may be an abbreviation (UN, NATO), in letters.
MAX_ABBREVIATION_LETTERS = 4
#: Shortest single word in capitals that is surely no abbreviation, in letters.
MIN_LONG_WORD_LETTERS = 8
#: Share of capitals among a heading's letters from which it counts as set in capitals.
MIN_CAPITALS_SHARE = 0.7
#: Speed of silent reading in scripts with spaces: that of English (Brysbaert 2019, Journal
#: of Memory and Language 109).
WORDS_PER_MINUTE = 238
#: Speed of silent reading in scripts without spaces: that of Chinese, at one and a half
#: characters a word (the same study).
CHARACTERS_PER_MINUTE = 390

_WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNSPACED_PATTERN = re.compile(
    "[\u0e00-\u0eff\u1780-\u17d3\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
)


def headings_are_not_capitals(manuscript: Manuscript) -> Iterator[Fault]:
    """No headline and no heading is written in capitals."""
    # The lead cites what the headline is about.
    headings = [(manuscript.draft.headline, manuscript.headline_line, manuscript.parts[0])]
    headings += [
        (part.item.heading, part.item.line, part) for part in manuscript.parts if part.item
    ]
    for heading, line, part in headings:
        if _is_in_capitals(heading):
            suggestion = _lower_case_heading(heading, manuscript.cited(manuscript.marks(part)))
            yield Fault(
                line, f"this stands in capitals: {shorten_text(heading)}", f"perhaps “{suggestion}”"
            )


def _is_in_capitals(heading: str) -> bool:
    """Whether a heading is set in capitals, beyond its abbreviations."""
    # Letters without case (Arabic, Chinese) say nothing either way.
    letters = [char for char in heading if char.isupper() or char.islower()]
    capital_words = [word for word in _WORD_PATTERN.findall(heading) if word.isupper()]
    long_words = [word for word in capital_words if len(word) > MAX_ABBREVIATION_LETTERS]
    has_long_words = len(long_words) > 1 or any(
        len(word) >= MIN_LONG_WORD_LETTERS for word in long_words
    )
    return has_long_words and sum(char.isupper() for char in letters) >= MIN_CAPITALS_SHARE * len(
        letters
    )


def _lower_case_heading(heading: str, documents: Iterable[Document]) -> str:
    """The heading in small letters, except words that the documents write otherwise."""
    # The documents know which words are names: "OMBRA" becomes "Ombra", "FERRY" "ferry".
    spellings: dict[str, Counter[str]] = {}
    for document in documents:
        for word in _WORD_PATTERN.findall(document.text):
            spellings.setdefault(word.casefold(), Counter())[word] += 1

    def document_spelling(match: re.Match[str]) -> str:
        counts = spellings.get(match[0].casefold())
        return counts.most_common(1)[0][0] if counts else match[0].lower()

    words = _WORD_PATTERN.sub(document_spelling, heading)
    return words[:1].upper() + words[1:]


def pictures_are_described(manuscript: Manuscript) -> Iterator[Fault]:
    """Every picture has words for those who do not see it."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "picture" and not element.words.strip():
                yield Fault(
                    element.line,
                    f"this picture has no alternative text: {shorten_text(element.target)}",
                )


def edition_is_short_enough(manuscript: Manuscript) -> Iterator[Fault]:
    """The edition is read in no more minutes than the desk allows."""
    limit = manuscript.context.minutes
    if not limit:
        return
    minutes_read, limit_line = 0.0, 0
    for part in manuscript.parts:
        minutes_before, minutes_read = minutes_read, minutes_read + reading_minutes(part.markdown)
        if minutes_before <= limit < minutes_read:
            limit_line = part.item.line if part.item else part.line
    if limit_line:
        yield Fault(
            limit_line,
            f"the edition takes {minutes_read:.0f} minutes to read; the desk's limit, {limit:g}, "
            "is reached here.",
        )


def reading_minutes(body: str) -> float:
    """Minutes that a piece of Markdown takes to read, without its marks and link addresses."""
    words = markdown.unescape(LINK_PATTERN.sub(r"\1", CITATION_MARK_PATTERN.sub("", body)))
    spaced = _UNSPACED_PATTERN.sub(" ", words)
    return (
        len(_WORD_PATTERN.findall(spaced)) / WORDS_PER_MINUTE
        + len(_UNSPACED_PATTERN.findall(words)) / CHARACTERS_PER_MINUTE
    )


def enough_editors_signed(manuscript: Manuscript) -> Iterator[Fault]:
    """As many editors have signed this very text as the desk asks for."""
    required_count, signers = manuscript.context.signatures, manuscript.context.signed
    if len(signers) >= required_count:
        return
    signer_note = f", by {', '.join(signers)}" if signers else ""
    stale_signers = [name for name in manuscript.context.signed_before if name not in signers]
    stale_note = (
        f" {', '.join(stale_signers)} signed a text that was changed since."
        if stale_signers
        else ""
    )
    yield Fault(
        1,
        f"{len(signers)} of {required_count} signatures{signer_note}.{stale_note}",
        f"when it is done: `coranto sign {manuscript.draft.number} --who NAME` for each who "
        "answers for it",
    )
