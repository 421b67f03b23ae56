"""Checks of an edition's translations: complete, up to date, with the same citations. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from coranto.editing import quotations, translations, visible_text
from coranto.editing.checks import quotation_match
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.quotations import CITATION_MARK_PATTERN, Quotation
from coranto.editing.translations import TranslationState
from coranto.model import Document


def citations_are_the_same(manuscript: Manuscript) -> Iterator[Fault]:
    """A text in another language cites what its original cites, and nothing else."""
    originals = translations.original_texts(manuscript.draft)
    for translation in manuscript.draft.translations:
        for text in translation.texts:
            line = _item_line(manuscript, text.story_id)
            if text.story_id not in originals:
                yield Fault(
                    1,
                    f"the file in “{translation.language}” has an item "
                    f"{shorten_text(text.story_id)}, which this edition has not.",
                    "remove it there, or restore it here",
                )
                continue
            if translations.text_state(text, originals[text.story_id]) == "stale":
                # Made from an older original, whose citations may have been others; the
                # check `translations_are_current` reports it.
                continue
            original_marks, translated_marks = (
                set(CITATION_MARK_PATTERN.findall(body))
                for body in (originals[text.story_id][1], text.body)
            )
            for mark in sorted(original_marks ^ translated_marks):
                difference = (
                    "does not have" if mark in original_marks else "has, and the original does not,"
                )
                yield Fault(line, f"the text in “{translation.language}” {difference} [^{mark}].")


def quotations_are_in_the_original(manuscript: Manuscript) -> Iterator[Fault]:
    """A quotation in another language is one of the original's, or stands in what is cited."""
    originals = translations.original_texts(manuscript.draft)
    for translation in manuscript.draft.translations:
        for text in translation.texts:
            original = originals.get(text.story_id)
            # What nobody has translated is the original, which has checks of its own.
            if not original or translations.text_state(text, original) == "missing":
                continue
            unmatched = _count_quotations(manuscript, *original, manuscript.draft.language)
            documents = _documents_of_text(manuscript, *original)
            for key, quotation in _keyed_quotations(
                manuscript, text.heading, text.body, translation.language
            ):
                if quotation.is_title or _is_found(quotation, documents, translation.language):
                    continue
                # A card's lines may be broken elsewhere in another language.
                if quotation.is_closed and unmatched[key]:
                    unmatched[key] -= "card" not in key
                    continue
                problem = (
                    "is no quotation of the original, and does not stand in what it cites"
                    if quotation.is_closed
                    else f"has a quotation mark without a partner: {quotation.open_mark}"
                )
                yield Fault(
                    _item_line(manuscript, text.story_id),
                    f"in the text in “{translation.language}”, "
                    f"“{shorten_text(quotation.text)}” {problem}.",
                )


def _count_quotations(
    manuscript: Manuscript, heading: str, body: str, language: str
) -> Counter[frozenset[str]]:
    return Counter(
        key
        for key, quotation in _keyed_quotations(manuscript, heading, body, language)
        if not quotation.is_title
    )


def _keyed_quotations(
    manuscript: Manuscript, heading: str, body: str, language: str
) -> Iterator[tuple[frozenset[str], Quotation]]:
    """The quotations of a text, each with what its counterpart in the original has, too.

    That is its citations; "heading" for one in the heading, and "card" for a card's line.
    """
    names = manuscript.own_names
    for quotation in quotations.find_plain_quotations(heading, language, line=1, own_names=names):
        yield frozenset({"heading"}), quotation
    for paragraph in visible_text.read_paragraphs(body):
        kind = {"card"} if paragraph.kind == "quoted" else set[str]()
        for quotation in quotations.quotations_in_paragraphs(
            [paragraph], language, own_names=names
        ):
            yield frozenset(kind or {f"[^{mark}]" for mark in quotation.marks}), quotation


def _documents_of_text(manuscript: Manuscript, heading: str, body: str) -> Sequence[Document]:
    return manuscript.cited(CITATION_MARK_PATTERN.findall(f"{heading} {body}"))


def _is_found(quotation: Quotation, documents: Sequence[Document], language: str) -> bool:
    """Whether a quotation stands as it is in a cited version, or is its title."""
    return quotation.is_closed and any(
        quotation_match.match_quotation(
            source,
            quotation.text,
            document.language,
            own_language=language,
            own_words=quotation.own_words,
            is_cut=quotation.is_cut,
        ).rank
        <= 1
        for document in documents
        for source in (document.text, document.title)
    )


def translations_are_complete(manuscript: Manuscript) -> Iterator[Fault]:
    """Every item is there in each language that the edition has a file of."""
    for name, language in _texts_in_state(manuscript, "missing"):
        yield Fault(_item_line(manuscript, name), f"there is no text in “{language}” yet.")


def translations_are_current(manuscript: Manuscript) -> Iterator[Fault]:
    """A text in another language was made from the original as it is now."""
    for name, language in _texts_in_state(manuscript, "stale"):
        yield Fault(
            _item_line(manuscript, name), f"the text in “{language}” was made from an older one."
        )


def _texts_in_state(manuscript: Manuscript, state: TranslationState) -> Iterator[tuple[str, str]]:
    for translation in manuscript.draft.translations:
        for name, text_state in translations.text_states(manuscript.draft, translation).items():
            if text_state == state:
                yield name, translation.language


def _item_line(manuscript: Manuscript, name: str) -> int:
    items = {item.story_id: item.line for item in manuscript.items if item.story_id}
    return items.get(name) or manuscript.headline_line
