"""Checks of what stands twice, here or in an earlier number. Pure."""

from collections.abc import Iterator

from coranto.analysis import features, lineages
from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.editing.own_words import EVIDENCE
from coranto.model import Item
from coranto.reading import text, urls

#: Shorter sentences may well stand twice, in characters: "yes", a name, a title.
REPEATABLE = 25
#: Share of what two headings say in all that both must say, and how much that is at least.
ALIKE, COMMON = 0.6, 3


def sentences_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No sentence stands twice in one edition, quoted or in its own words."""
    said = [(one.text, one.line) for one in manuscript.quotations]
    said += [
        (sentence.own, sentence.line)
        for part in manuscript.parts
        for sentence in manuscript.sentences(part)
        if EVIDENCE not in sentence.words and not manuscript.framed.match(sentence.own)
    ]
    first: dict[str, int] = {}
    for words, line in sorted(said, key=lambda one: one[1]):
        key = text.normalise(words)
        if len(key) < REPEATABLE:
            continue
        if key in first:
            yield Fault(line, f"“{shown(words)}” stands in line {first[key]} already.")
        first.setdefault(key, line)


def links_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No page is linked in two items."""
    first: dict[str, tuple[int, int]] = {}
    for number, (_, part) in enumerate(manuscript.told_items):
        for element in manuscript.elements(part):
            key = urls.document_key(element.target) if element.kind == "link" else ""
            item, line = first.setdefault(key, (number, element.line))
            if key and item != number:
                address = shown(element.target)
                yield Fault(element.line, f"this page is linked in line {line} already: {address}")


def stories_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No story is told in two items."""
    first: dict[str, int] = {}
    for item in manuscript.items:
        if item.story_id and item.story_id in first:
            yield Fault(item.line, f"this story is told in line {first[item.story_id]} already.")
        first.setdefault(item.story_id, item.line)


def events_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No two items tell of one event, though they are two stories to the desk."""
    seen: list[tuple[frozenset[str], set[str], Item]] = []
    kin = _kin(manuscript)
    for item, part in manuscript.told_items:
        said = _said(item.heading, manuscript.draft.language)
        told = {document.id for document in manuscript.told(part)}
        related = told.union(*(kin.get(id_, ()) for id_ in told))
        for other, documents, earlier in seen:
            is_other = item.story_id != earlier.story_id or not item.story_id
            if is_other and (related & documents or _is_alike(said, other)):
                yield Fault(item.line, f"this may be the event of line {earlier.line}.")
                break
        seen.append((said, told, item))


def _kin(manuscript: Manuscript) -> dict[str, set[str]]:
    """By document, those that it reprints or that reprint it, for the most part."""
    found: dict[str, set[str]] = {}
    for copy in manuscript.context.copies:
        if copy.origin_id and copy.overlap >= lineages.MOSTLY:
            found.setdefault(copy.document_id, set()).add(copy.origin_id)
            found.setdefault(copy.origin_id, set()).add(copy.document_id)
    return found


def _said(heading: str, language: str) -> frozenset[str]:
    """What a heading says, each word as all languages have it or else by its stem."""
    found = (features.features_of_word(word, language) for word in features.words(heading))
    return frozenset(each[-1] for each in found if each)


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both >= COMMON and both >= ALIKE * len(one | other)


def earlier_numbers_are_named(manuscript: Manuscript) -> Iterator[Fault]:
    """What an earlier number told is told again only with that number's name."""
    known = manuscript.context
    for item, part in manuscript.told_items:
        told = [each for each in known.told.get(item.story_id, ()) if each < _number(manuscript)]
        before = known.continued.get(item.story_id, ())
        numbers = sorted({*told, *(each for each in before if each < _number(manuscript))})
        if numbers and not any(manuscript.names_number(part, each) for each in numbers):
            what = "this story was told" if told else "this goes on with a story told"
            listed = ", ".join(map(str, numbers))
            yield Fault(
                item.line,
                f"{what} in no. {listed}, and the item does not say so.",
                manuscript.wording.told_before.format(numbers=listed),
            )


def _number(manuscript: Manuscript) -> int:
    return manuscript.draft.number
