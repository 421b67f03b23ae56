"""Checks of what stands twice, here or in an earlier number. Pure."""

from collections.abc import Iterator

from coranto.analysis.copies import lineages
from coranto.analysis.stories import features
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.sentence_marks import EVIDENCE_PLACEHOLDER
from coranto.model import Item
from coranto.reading import urls
from coranto.reading.language import text

#: Shorter sentences may well stand twice, in characters: "yes", a name, a title.
MIN_SENTENCE_CHARACTERS = 25
#: Share of the longer heading's words that the other must say too, and how many at least.
MIN_ALIKE_SHARE = 0.6
MIN_COMMON_WORDS = 3
#: The words of a heading, each by what it is known by.
HeadingWords = tuple[frozenset[str], ...]


def sentences_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No sentence stands twice in one edition, quoted or in its own words."""
    said = [(one.text, one.line) for one in manuscript.quotations]
    said += [
        (sentence.own, sentence.line)
        for part in manuscript.parts
        for sentence in manuscript.sentences(part)
        if EVIDENCE_PLACEHOLDER not in sentence.words and not manuscript.framed.match(sentence.own)
    ]
    first: dict[str, int] = {}
    for words, line in sorted(said, key=lambda one: one[1]):
        key = text.normalise(words)
        if len(key) < MIN_SENTENCE_CHARACTERS:
            continue
        if key in first:
            yield Fault(line, f"“{shorten_text(words)}” stands in line {first[key]} already.")
        first.setdefault(key, line)


def links_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No page is linked in two items."""
    first: dict[str, tuple[int, int]] = {}
    for number, (_, part) in enumerate(manuscript.told_items):
        for element in manuscript.elements(part):
            key = urls.document_key(element.target) if element.kind == "link" else ""
            item, line = first.setdefault(key, (number, element.line))
            if key and item != number:
                address = shorten_text(element.target)
                yield Fault(element.line, f"this page is linked in line {line} already: {address}")


def stories_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No story is told in two items."""
    first: dict[str, int] = {}
    for item in manuscript.items:
        if item.story_id and item.story_id in first:
            yield Fault(item.line, f"this story is told in line {first[item.story_id]} already.")
        first.setdefault(item.story_id, item.line)


def events_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No two items tell of one event, though they are two stories to the desk."""
    seen: list[tuple[HeadingWords, set[str], Item]] = []
    kin = _copies_by_document(manuscript)
    for item, part in manuscript.told_items:
        said = _heading_words(item.heading, manuscript.draft.language)
        told = {document.id for document in manuscript.told(part)}
        for other, documents, earlier in seen:
            is_other = item.story_id != earlier.story_id or not item.story_id
            shared = sum(bool({id_, *kin.get(id_, ())} & documents) for id_ in told)
            is_same = 2 * shared > len(told)
            if is_other and (is_same or _is_same_heading(said, other)):
                yield Fault(item.line, f"this may be the event of line {earlier.line}.")
                break
        seen.append((said, told, item))


def _copies_by_document(manuscript: Manuscript) -> dict[str, set[str]]:
    """By document, those that it reprints or that reprint it, for the most part."""
    found: dict[str, set[str]] = {}
    for copy in manuscript.context.copies:
        if copy.origin_id and copy.overlap >= lineages.MIN_COPIED_SHARE:
            found.setdefault(copy.document_id, set()).add(copy.origin_id)
            found.setdefault(copy.origin_id, set()).add(copy.document_id)
    return found


def _heading_words(heading: str, language: str) -> HeadingWords:
    """What a heading says: each word by its stem and as all languages have it."""
    found = (features.word_features(word, language) for word in features.split_words(heading))
    return tuple(dict.fromkeys(frozenset(each) for each in found if each))


def _is_same_heading(one: HeadingWords, other: HeadingWords) -> bool:
    met = sum(any(word & each for each in other) for word in one)
    most = max(len(one), len(other))
    return met >= MIN_COMMON_WORDS and met >= MIN_ALIKE_SHARE * most


def earlier_editions_are_named(manuscript: Manuscript) -> Iterator[Fault]:
    """What an earlier number told is told again only with that number's name."""
    known = manuscript.context
    for item, part in manuscript.told_items:
        told = [
            each for each in known.told.get(item.story_id, ()) if each < _edition_number(manuscript)
        ]
        before = known.continued.get(item.story_id, ())
        numbers = sorted({*told, *(each for each in before if each < _edition_number(manuscript))})
        if numbers and not any(manuscript.names_number(part, each) for each in numbers):
            what = "this story was told" if told else "this goes on with a story told"
            listed = ", ".join(map(str, numbers))
            yield Fault(
                item.line,
                f"{what} in no. {listed}, and the item does not say so.",
                manuscript.wording.told_before.format(numbers=listed),
            )


def _edition_number(manuscript: Manuscript) -> int:
    return manuscript.draft.number
