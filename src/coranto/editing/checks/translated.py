"""Checks of an edition's translations: complete, up to date, with the same citations. Pure."""

from collections.abc import Iterator

from coranto.editing import translations
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.editing.translations import TranslationState


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
