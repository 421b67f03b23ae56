"""Checks of repetition, within one edition and of earlier numbers. Pure."""

from collections.abc import Iterator
from operator import itemgetter

from coranto.analysis.copies import lineages
from coranto.analysis.stories import features
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.sentence_marks import EVIDENCE_PLACEHOLDER
from coranto.model import Item
from coranto.reading import urls
from coranto.reading.language import text

#: Shortest sentence that may not stand twice, in characters: below it are "yes", names, titles.
MIN_SENTENCE_CHARACTERS = 25
#: Share of the longer heading's words that both headings must have to be of one event.
MIN_ALIKE_SHARE = 0.6
#: Fewest words that two headings of one event have in common.
MIN_COMMON_WORDS = 3
#: The words of a heading, each as the set of features that it shares across languages.
HeadingWords = tuple[frozenset[str], ...]


def sentences_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No sentence stands twice in one edition, quoted or in its own words."""
    statements = [(quotation.text, quotation.line) for quotation in manuscript.quotations]
    # A sentence around a quotation is left out: the quotation is compared by itself, and
    # "he said" may stand twice. The desk's own frames recur by design.
    statements += [
        (sentence.own, sentence.line)
        for part in manuscript.parts
        for sentence in manuscript.sentences(part)
        if EVIDENCE_PLACEHOLDER not in sentence.words and not manuscript.framed.match(sentence.own)
    ]
    first_lines: dict[str, int] = {}
    for words, line in sorted(statements, key=itemgetter(1)):
        key = text.normalise(words)
        if len(key) < MIN_SENTENCE_CHARACTERS:
            continue
        if key in first_lines:
            yield Fault(line, f"“{shorten_text(words)}” stands in line {first_lines[key]} already.")
        first_lines.setdefault(key, line)


def links_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No page is linked in two items."""
    first_places: dict[str, tuple[int, int]] = {}
    for number, (_, part) in enumerate(manuscript.told_items):
        for element in manuscript.elements(part):
            key = urls.document_key(element.target) if element.kind == "link" else ""
            # Two links within one item are its own affair: it may name an outlet again.
            item, line = first_places.setdefault(key, (number, element.line))
            if key and item != number:
                address = shorten_text(element.target)
                yield Fault(element.line, f"this page is linked in line {line} already: {address}")


def stories_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No story is told in two items."""
    first_lines: dict[str, int] = {}
    for item in manuscript.items:
        if item.story_id and item.story_id in first_lines:
            yield Fault(
                item.line, f"this story is told in line {first_lines[item.story_id]} already."
            )
        first_lines.setdefault(item.story_id, item.line)


def events_are_unique(manuscript: Manuscript) -> Iterator[Fault]:
    """No two items tell of one event, though they are two stories to the desk."""
    earlier_items: list[tuple[HeadingWords, set[str], Item]] = []
    related_copies = _copies_by_document(manuscript)
    for item, part in manuscript.told_items:
        words = _heading_words(item.heading, manuscript.draft.language)
        document_ids = {document.id for document in manuscript.told(part)}
        for earlier_words, earlier_ids, earlier_item in earlier_items:
            # The same story id twice is an error of `stories_are_unique`.
            is_other_story = item.story_id != earlier_item.story_id or not item.story_id
            # A reprint stands for its original: two items may quote one agency report from
            # different outlets.
            shared_count = sum(
                bool({id_, *related_copies.get(id_, ())} & earlier_ids) for id_ in document_ids
            )
            has_same_documents = 2 * shared_count > len(document_ids)
            is_same_event = (
                has_same_documents
                or _is_same_heading(words, earlier_words)
                or frozenset({item.heading, earlier_item.heading})
                in manuscript.context.alike_headings
            )
            if is_other_story and is_same_event:
                yield Fault(item.line, f"this may be the event of line {earlier_item.line}.")
                break
        earlier_items.append((words, document_ids, item))


def _copies_by_document(manuscript: Manuscript) -> dict[str, set[str]]:
    """Document id → ids of those that it reprints, or that reprint it, for the most part."""
    related_ids: dict[str, set[str]] = {}
    for copy in manuscript.context.copies:
        if copy.origin_id and copy.overlap >= lineages.MIN_COPIED_SHARE:
            related_ids.setdefault(copy.document_id, set()).add(copy.origin_id)
            related_ids.setdefault(copy.origin_id, set()).add(copy.document_id)
    return related_ids


def _heading_words(heading: str, language: str) -> HeadingWords:
    """The words of a heading, each as its stem and its features in other languages."""
    keys_by_word = (
        features.word_features(word, language) for word in features.split_words(heading)
    )
    return tuple(dict.fromkeys(frozenset(keys) for keys in keys_by_word if keys))


def _is_same_heading(heading: HeadingWords, other_heading: HeadingWords) -> bool:
    """Whether two headings have enough words in common to be of one event."""
    # The longer heading counts: a short one would be contained in many others.
    common_count = sum(any(word & other_word for other_word in other_heading) for word in heading)
    longer_count = max(len(heading), len(other_heading))
    return common_count >= MIN_COMMON_WORDS and common_count >= MIN_ALIKE_SHARE * longer_count


def earlier_editions_are_named(manuscript: Manuscript) -> Iterator[Fault]:
    """What an earlier number told is told again only with that number's name."""
    context = manuscript.context
    for item, part in manuscript.told_items:
        # Lower numbers only: a published edition that is corrected finds itself in the list,
        # and those that came after it.
        editions_told_in = [
            number
            for number in context.told.get(item.story_id, ())
            if number < _edition_number(manuscript)
        ]
        editions_continued = context.continued.get(item.story_id, ())
        numbers = sorted(
            {
                *editions_told_in,
                *(number for number in editions_continued if number < _edition_number(manuscript)),
            }
        )
        phrase = "this story was told" if editions_told_in else "this goes on with a story told"
        if not numbers:
            numbers = sorted(context.alike_numbers.get(item.heading, ()))
            phrase = "this may have been told, as the language model finds,"
        if numbers and not any(manuscript.names_number(part, number) for number in numbers):
            yield Fault(
                item.line,
                f"{phrase} in no. {', '.join(map(str, numbers))}, and the item does not say so.",
                manuscript.wording.say("told_before", numbers=numbers),
            )


def _edition_number(manuscript: Manuscript) -> int:
    return manuscript.draft.number
