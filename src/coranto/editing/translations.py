"""One edition in several languages: a file for each, in lock-step with the first. Pure.

Each text says which text it was made from, by a fingerprint in its heading's braces:
`### Heading {#s12 of 3f9a2c1b}`. So a text that nobody translated yet, and one whose
original was changed since, are known without any memory of what was before.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from coranto.editing import draft as drafts
from coranto.model import Draft, Item, Section, Translated, Translation

State = Literal["current", "stale", "missing"]

_STAMPED = re.compile(r"(?m)^(#{1,3}[ \t].*?)[ \t]*\{(#[\w.-]+)?[ \t]*of ([0-9a-f]{8})\}[ \t]*$")
_HEADING = re.compile(r"(?m)^(#|###)[ \t].*$")
_NAME = re.compile(r"\{#([\w.-]+)\}[ \t]*$")


def fingerprint(heading: str, body: str) -> str:
    """Eight characters that tell a text from what it was before."""
    told = f"{' '.join(heading.split())}\n{body.strip()}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def originals(draft: Draft) -> dict[str, tuple[str, str]]:
    """Heading and body by story, those of the lead by ""; items of no story have no name."""
    items = [item for section in draft.sections for item in section.items if item.story_id]
    return {"": (draft.headline, draft.lead)} | {
        item.story_id: (item.heading, item.body) for item in items
    }


def state(text: Translated | None, original: tuple[str, str]) -> State:
    """Whether a text says what its original says now, said it once, or is none."""
    if text is None or fingerprint(text.heading, text.body) in {text.of, fingerprint(*original)}:
        return "missing"
    return "current" if text.of in {"", fingerprint(*original)} else "stale"


def states(draft: Draft, translation: Translation) -> dict[str, State]:
    """The state of each text by story; "" is headline and lead."""
    texts = {text.story_id: text for text in translation.texts}
    return {name: state(texts.get(name), told) for name, told in originals(draft).items()}


# --- the file -----------------------------------------------------------------


def read(text: str) -> Translation:
    """What a translation's file holds. Raises DraftError naming its line."""
    stamps: dict[str, str] = {}

    def unstamped(match: re.Match[str]) -> str:
        name = (match[2] or "").removeprefix("#")
        stamps[name] = match[3]
        return f"{match[1]} {{{match[2]}}}" if match[2] else match[1]

    draft = drafts.read(_STAMPED.sub(unstamped, text))
    items = [item for section in draft.sections for item in section.items if item.story_id]
    lead = Translated(story_id="", heading=draft.headline, body=draft.lead, of=stamps.get("", ""))
    texts = [
        Translated(story_id=one.story_id, heading=one.heading, body=one.body,
                   of=stamps.get(one.story_id, ""))
        for one in items
    ]  # fmt: skip
    return Translation(
        language=draft.language,
        texts=(lead, *texts),
        titles={section.id: section.title for section in draft.sections},
    )


def write(draft: Draft, translation: Translation) -> str:
    """The file of a translation: what there is of it, and the original where it is missing.

    What says no fingerprint is taken to be made from the original as it is now.
    """
    texts = {text.story_id: text for text in translation.texts}
    known = states(draft, translation)
    stamps: dict[str, str] = {}
    shown: dict[str, tuple[str, str]] = {}
    for name, original in originals(draft).items():
        text = texts.get(name)
        kept = text if text and known[name] != "missing" else None
        shown[name] = (kept.heading, kept.body) if kept else original
        stamps[name] = (kept.of if kept else "") or fingerprint(*original)
    return _stamped(drafts.write(_shown(draft, translation, shown)), stamps)


def _shown(draft: Draft, translation: Translation, texts: Mapping[str, tuple[str, str]]) -> Draft:
    """The draft with other texts and without its citations: the first file has those."""

    def item(one: Item) -> Item:
        heading, body = texts.get(one.story_id or "\0", (one.heading, one.body))
        return replace(one, heading=heading, body=body)

    sections = tuple(
        replace(
            section,
            title=translation.titles.get(section.id, section.title),
            items=tuple(item(one) for one in section.items if one.story_id),
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


def _stamped(text: str, stamps: Mapping[str, str]) -> str:
    def stamp(match: re.Match[str]) -> str:
        line, name = match[0], _NAME.search(match[0])
        if match[1] == "###" and name:
            return f"{line[: name.start()]}{{#{name[1]} of {stamps[name[1]]}}}"
        return f"{line} {{of {stamps['']}}}" if match[1] == "#" else line

    return _HEADING.sub(stamp, text)


# --- reading it ---------------------------------------------------------------


def in_language(draft: Draft, translation: Translation, *, notes: Mapping[State, str]) -> Draft:
    """The draft as readers of another language meet it; what is not current says so.

    `notes`: what readers are told of a text in this state; none for "current".
    """
    known = states(draft, translation)
    texts = {text.story_id: text for text in translation.texts}
    shown: dict[str, tuple[str, str]] = {}
    for name, original in originals(draft).items():
        text = texts.get(name)
        told = (text.heading, text.body) if text and known[name] != "missing" else original
        shown[name] = told[0], "\n\n".join(filter(None, (_note(notes, known[name]), told[1])))
    made = _shown(draft, translation, shown)
    return replace(made, sections=tuple(_whole(draft, made, notes)), citations=draft.citations)


def _whole(draft: Draft, made: Draft, notes: Mapping[State, str]) -> Iterator[Section]:
    """Sections with the items that have no name, which are shown as they are."""
    sections = {section.id: section for section in made.sections}
    for section in draft.sections:
        shown = sections.get(section.id, replace(section, items=()))
        items = iter(shown.items)
        yield replace(
            shown,
            items=tuple(
                next(items) if one.story_id
                else replace(one, body=f"{_note(notes, 'missing')}\n\n{one.body}".strip())
                for one in section.items
            ),
        )  # fmt: skip


def _note(notes: Mapping[State, str], known: State) -> str:
    return f"*{notes[known]}*" if known in notes else ""
