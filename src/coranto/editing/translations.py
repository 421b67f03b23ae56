"""Read and write the translations of a draft, one file for each language. Pure.

Each text names the original it was made from, by a fingerprint in the braces of its heading:
`### Heading {#s12 of 3f9a2c1b}`. So a text that nobody has translated, and one whose original
has changed since, are recognised from the files alone.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from coranto.editing import draft as drafts
from coranto.model import Draft, Item, Section, Translated, Translation

#: "stale": its original has changed since. "missing": nobody has translated it.
TranslationState = Literal["current", "stale", "missing"]

_STAMPED_HEADING_PATTERN = re.compile(
    r"(?m)^(#{1,3}[ \t].*?)[ \t]{0,40}\{(#[\w.-]{1,200})?[ \t]{0,9}of ([0-9a-f]{8})\}[ \t]*$"
)
_HEADING_PATTERN = re.compile(r"(?m)^(#|###)[ \t].*$")
_HEADING_NAME_PATTERN = re.compile(r"\{#([\w.-]+)\}[ \t]*$")


def text_fingerprint(heading: str, body: str) -> str:
    """Eight hexadecimal digits of the SHA-256 of a text, without regard to outer space."""
    normal_text = f"{' '.join(heading.split())}\n{body.strip()}"
    return hashlib.sha256(normal_text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def original_texts(draft: Draft) -> dict[str, tuple[str, str]]:
    """Heading and body by story id; headline and lead by "". Items without a story are left out."""
    items = [item for section in draft.sections for item in section.items if item.story_id]
    return {"": (draft.headline, draft.lead)} | {
        item.story_id: (item.heading, item.body) for item in items
    }


def text_state(text: Translated | None, original: tuple[str, str]) -> TranslationState:
    """Whether a text translates its original as it is now, as it was once, or not at all."""
    # A text equal to the original it was made from is the original that was laid out for
    # the translator, and one without a fingerprint was written by hand for this original.
    if text is None or text_fingerprint(text.heading, text.body) in {
        text.of,
        text_fingerprint(*original),
    }:
        return "missing"
    return "current" if text.of in {"", text_fingerprint(*original)} else "stale"


def text_states(draft: Draft, translation: Translation) -> dict[str, TranslationState]:
    """The state of each text by story id; "" is headline and lead."""
    texts = {text.story_id: text for text in translation.texts}
    return {
        story_id: text_state(texts.get(story_id), original)
        for story_id, original in original_texts(draft).items()
    }


# --- the file -----------------------------------------------------------------


def parse_translation(text: str) -> Translation:
    """The translation in a file. Raises DraftError with the line to correct."""
    stamps: dict[str, str] = {}

    def unstamped(match: re.Match[str]) -> str:
        name = (match[2] or "").removeprefix("#")
        stamps[name] = match[3]
        return f"{match[1]} {{{match[2]}}}" if match[2] else match[1]

    draft = drafts.parse_draft(_STAMPED_HEADING_PATTERN.sub(unstamped, text))
    items = [item for section in draft.sections for item in section.items if item.story_id]
    lead = Translated(story_id="", heading=draft.headline, body=draft.lead, of=stamps.get("", ""))
    texts = [
        Translated(story_id=item.story_id, heading=item.heading, body=item.body,
                   of=stamps.get(item.story_id, ""))
        for item in items
    ]  # fmt: skip
    return Translation(
        language=draft.language,
        texts=(lead, *texts),
        titles={section.id: section.title for section in draft.sections},
    )


def format_translation(draft: Draft, translation: Translation) -> str:
    """The text of a translation's file, with the original wherever a translation is missing.

    A translated text without a fingerprint gets that of the original as it is now.
    """
    texts = {text.story_id: text for text in translation.texts}
    states = text_states(draft, translation)
    stamps: dict[str, str] = {}
    shown_texts: dict[str, tuple[str, str]] = {}
    for name, original in original_texts(draft).items():
        text = texts.get(name)
        current_text = text if text and states[name] != "missing" else None
        shown_texts[name] = (current_text.heading, current_text.body) if current_text else original
        stamps[name] = (current_text.of if current_text else "") or text_fingerprint(*original)
    return _stamp_headings(
        drafts.format_draft(_translated_draft(draft, translation, shown_texts)), stamps
    )


def _translated_draft(
    draft: Draft, translation: Translation, texts: Mapping[str, tuple[str, str]]
) -> Draft:
    """The draft with other texts, without items of no story and without citations.

    Citations are in the original's file only, so that they cannot differ between languages.
    """

    def item(original: Item) -> Item:
        # "\0" is no story's id: "" would give an item without a story the lead's text.
        heading, body = texts.get(original.story_id or "\0", (original.heading, original.body))
        return replace(original, heading=heading, body=body)

    sections = tuple(
        replace(
            section,
            title=translation.titles.get(section.id, section.title),
            items=tuple(item(original) for original in section.items if original.story_id),
        )
        for section in draft.sections
    )
    return replace(
        draft,
        language=translation.language,
        headline=texts[""][0],
        lead=texts[""][1],
        sections=tuple(section for section in sections if section.items),
        citations=(),
        translations=(),
    )


def _stamp_headings(text: str, stamps: Mapping[str, str]) -> str:
    def stamp(match: re.Match[str]) -> str:
        line, name = match[0], _HEADING_NAME_PATTERN.search(match[0])
        if match[1] == "###" and name:
            return f"{line[: name.start()]}{{#{name[1]} of {stamps[name[1]]}}}"
        return f"{line} {{of {stamps['']}}}" if match[1] == "#" else line

    return _HEADING_PATTERN.sub(stamp, text)


# --- reading it ---------------------------------------------------------------


def draft_in_language(
    draft: Draft, translation: Translation, *, notes: Mapping[TranslationState, str]
) -> Draft:
    """The draft for readers of another language; a text that is not current says so.

    `notes`: the note to readers for a text in each state; "current" has none.
    """
    states = text_states(draft, translation)
    texts = {text.story_id: text for text in translation.texts}
    shown_texts: dict[str, tuple[str, str]] = {}
    for name, original in original_texts(draft).items():
        text = texts.get(name)
        shown_text = (text.heading, text.body) if text and states[name] != "missing" else original
        shown_texts[name] = (
            shown_text[0],
            "\n\n".join(filter(None, (_state_note(notes, states[name]), shown_text[1]))),
        )
    translated = _translated_draft(draft, translation, shown_texts)
    return replace(
        translated,
        sections=tuple(_sections_with_unnamed_items(draft, translated, notes)),
        citations=draft.citations,
    )


def _sections_with_unnamed_items(
    draft: Draft, translated: Draft, notes: Mapping[TranslationState, str]
) -> Iterator[Section]:
    """Sections completed by the items without a story, untranslated and marked as missing."""
    sections = {section.id: section for section in translated.sections}
    for section in draft.sections:
        translated_section = sections.get(section.id, replace(section, items=()))
        items = iter(translated_section.items)
        yield replace(
            translated_section,
            items=tuple(
                next(items) if item.story_id
                else replace(item, body=f"{_state_note(notes, 'missing')}\n\n{item.body}".strip())
                for item in section.items
            ),
        )  # fmt: skip


def _state_note(notes: Mapping[TranslationState, str], state: TranslationState) -> str:
    return f"*{notes[state]}*" if state in notes else ""
