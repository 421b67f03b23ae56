"""Checks of an edition's form: number, days, items, story ids and markup. Pure."""

import difflib
import re
from collections.abc import Iterator

from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.heading_names import is_own_item_name
from coranto.editing.manuscript import Manuscript
from coranto.reading.language import interface, packs

#: Ids of items that report corrections; they belong to no story.
_CORRECTION_NAME_PATTERN = re.compile(r"correction-\d{1,9}-\d{1,9}")


def items_have_text(manuscript: Manuscript) -> Iterator[Fault]:
    """An edition has items, and each of them says something."""
    if not manuscript.items:
        yield Fault(
            1,
            "the edition has no items.",
            "restore at least one, or do not publish this number",
        )
    if not manuscript.draft.headline.strip():
        yield Fault(
            manuscript.headline_line, "the headline is empty.", "write one: “# What happened”"
        )
    for item in manuscript.items:
        if not item.heading.strip():
            yield Fault(item.line, "this heading is empty.", "write what the item tells")
        if not item.body:
            yield Fault(item.line, "this item has a heading and nothing else.")


def number_matches_file_name(manuscript: Manuscript) -> Iterator[Fault]:
    """The number at the top is the number in the file's name."""
    expected_number = manuscript.context.number
    if expected_number is not None and manuscript.draft.number != expected_number:
        yield Fault(
            manuscript.front("number"),
            f"this is no. {manuscript.draft.number}, in the file of no. {expected_number}.",
            f"write “number: {expected_number}”, or rename the file",
        )


def language_is_known(manuscript: Manuscript) -> Iterator[Fault]:
    """The language at the top is one, and that of the desk or of the published edition."""
    written = manuscript.draft.language
    tag = packs.parse_tag(written)
    expected = manuscript.context.language
    line = manuscript.front("language")
    if tag == "und" or packs.primary_subtag(tag) != packs.primary_subtag(written):
        meant = tag if tag != "und" else expected
        yield Fault(
            line,
            f"“{shorten_text(written)}” is no tag of a language.",
            f"write “language: {meant}”" if meant else "",
        )
    elif expected and packs.primary_subtag(tag) != packs.primary_subtag(expected):
        yield Fault(
            line,
            f"this says {packs.language_name(tag)} ({tag}), and the edition is in "
            f"{packs.language_name(expected)} ({expected}).",
            f"write “language: {expected}”; other languages have files of their own: "
            "`coranto translate`",
        )


def days_are_in_order(manuscript: Manuscript) -> Iterator[Fault]:
    """The edition's last day is not before its first."""
    draft = manuscript.draft
    if draft.last < draft.first:
        yield Fault(
            manuscript.front("last"),
            f"the edition ends on {draft.last} and begins on {draft.first}.",
        )


def language_has_phrases(manuscript: Manuscript) -> Iterator[Fault]:
    """Coranto's own words are in the language of the edition and of each translation."""
    tags = [manuscript.draft.language]
    tags += [translation.language for translation in manuscript.draft.translations]
    names = [
        packs.language_name(tag) for tag in dict.fromkeys(tags) if not interface.has_interface(tag)
    ]
    if names:
        yield Fault(
            manuscript.front("language"),
            f"Coranto has no words of its own in {', '.join(names)}: they are in English.",
        )


def stories_exist(manuscript: Manuscript) -> Iterator[Fault]:
    """The name behind an item's heading is that of a story of this desk, or was in a number."""
    stories = manuscript.context.stories
    if stories is None:
        return
    # Not only the stories of this draft: an earlier number may have told one that is no more,
    # and the week's ids let a misspelt one find its neighbour. "" is an item that the editor
    # wrote without a story.
    known_ids = {*stories, *manuscript.context.told, *manuscript.context.week_stories, ""}
    for item in manuscript.items:
        if item.story_id not in known_ids and not _is_name_without_story(item.story_id):
            similar_ids = difflib.get_close_matches(
                item.story_id, sorted(known_ids), n=1, cutoff=0.6
            )
            yield Fault(
                item.line,
                f"this desk has no story {shorten_text(item.story_id)}.",
                f"did you mean {{#{similar_ids[0]}}}?" if similar_ids else "",
            )


def _is_name_without_story(name: str) -> bool:
    return _CORRECTION_NAME_PATTERN.fullmatch(name) is not None or is_own_item_name(name)


def no_html_is_written(manuscript: Manuscript) -> Iterator[Fault]:
    """Drafts hold no HTML: readers would see it as it stands."""
    for part in manuscript.parts:
        for element in manuscript.elements(part):
            if element.kind == "html":
                yield Fault(element.line, f"this is HTML: {shorten_text(element.target)}")
