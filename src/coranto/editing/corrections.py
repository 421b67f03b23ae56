"""List what a correction changes in a published edition, and report it in the next. Pure.

Does not decide what is wrong: it only compares two drafts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from coranto.editing import markdown
from coranto.editing.quotations import escape_quotation_marks
from coranto.editing.wording import Wording
from coranto.model import Change, ChangedPart, Citation, Draft, Item, Section

#: Id of the section that reports corrections of earlier editions.
CORRECTIONS_SECTION_ID = "corrections"
_CORRECTION_ID_PATTERN = re.compile(r"correction-(\d{1,9})-(\d{1,9})")


def draft_changes(old: Draft, new: Draft) -> tuple[Change, ...]:
    """The changes between two drafts of one edition, in reading order."""
    return (
        *_header_changes(old, new),
        *_section_title_changes(old, new),
        *_item_changes(old, new),
        *_citation_changes(old, new),
        *_translation_changes(old, new),
    )


def _change_if_different(part: ChangedPart, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(part=part, item="", heading="", old=old, new=new)


def _header_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """Changes of title, days, editors, headline and lead."""
    yield from _change_if_different("title", old.title, new.title)
    yield from _change_if_different(
        "days", f"{old.first} – {old.last}", f"{new.first} – {new.last}"
    )
    yield from _change_if_different("editors", ", ".join(old.editors), ", ".join(new.editors))
    yield from _change_if_different("headline", old.headline, new.headline)
    yield from _change_if_different("lead", old.lead, new.lead)


def _section_title_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """Changed section titles. An added or removed section shows as changes of its items."""
    titles = {section.id: section.title for section in old.sections}
    for section in new.sections:
        yield from _change_if_different(
            "section", titles.get(section.id, section.title), section.title
        )


def _item_changes(old: Draft, new: Draft) -> Iterator[Change]:
    before, after = _items_by_key(old), _items_by_key(new)
    for key, item in after.items():
        name = item.story_id or item.heading
        if key not in before:
            yield Change(part="item", item=name, heading=item.heading, old="", new=_item_text(item))
            continue
        old_item = before[key]
        if old_item.heading != item.heading:
            yield Change(part="heading", item=name, heading=item.heading,
                         old=old_item.heading, new=item.heading)  # fmt: skip
        if old_item.body != item.body:
            yield Change(part="item", item=name, heading=item.heading,
                         old=old_item.body, new=item.body)  # fmt: skip
    for key, item in before.items():
        if key not in after:
            name = item.story_id or item.heading
            yield Change(part="item", item=name, heading=item.heading, old=_item_text(item), new="")
    yield from _item_order_changes(before, after)
    yield from _item_section_changes(old, new)


def _item_text(item: Item) -> str:
    """An item's text; its heading where the body is empty."""
    # A change from "" to "" would not be recorded, and an item without a body is still news.
    return item.body or markdown.escape(item.heading)


def _items_by_key(draft: Draft) -> dict[tuple[str, int], Item]:
    """Items by story id, else by heading, with a counter for items that share one."""
    items_by_key: dict[tuple[str, int], Item] = {}
    for section in draft.sections:
        for item in section.items:
            # "#" keeps an id from being equal to another item's heading.
            name = f"#{item.story_id}" if item.story_id else item.heading
            at = sum(1 for key, _ in items_by_key if key == name)
            items_by_key[name, at] = item
    return items_by_key


def _item_order_changes(
    before: Mapping[tuple[str, int], Item], after: Mapping[tuple[str, int], Item]
) -> Iterator[Change]:
    """A changed order of the items in both drafts, as their present headings."""
    old = [after[key].heading for key in before if key in after]
    new = [item.heading for key, item in after.items() if key in before]
    yield from _change_if_different("order", "\n".join(old), "\n".join(new))


def _item_section_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """Stories that moved to another section, with the titles of both sections."""
    before, after = (
        {item.story_id: section for section in draft.sections for item in section.items}
        for draft in (old, new)
    )
    for section in new.sections:
        for item in section.items:
            old_section = before.get(item.story_id) if item.story_id else None
            if old_section and old_section.id != after[item.story_id].id:
                yield Change(part="section", item=item.story_id, heading=item.heading,
                             old=old_section.title, new=section.title)  # fmt: skip


def _citation_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """Citations that point to another passage under the same mark."""
    # The line in the editor's file moves with every edit and is no part of the evidence.
    before = {citation.mark: replace(citation, line=0) for citation in old.citations}
    for citation in new.citations:
        old_citation = before.get(citation.mark)
        if old_citation is not None and old_citation != replace(citation, line=0):
            yield from _change_if_different(
                "evidence", _format_citation(old_citation), _format_citation(citation)
            )


def _translation_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """Changed texts of the edition's other languages, each under its heading there."""
    before, after = (
        {
            (translation.language, text.story_id): text
            for translation in draft.translations
            for text in translation.texts
        }
        for draft in (old, new)
    )
    for key in dict.fromkeys([*after, *before]):
        old_text, new_text = before.get(key), after.get(key)
        texts = [f"{markdown.escape(text.heading)}\n\n{text.body}" if text else ""
                 for text in (old_text, new_text)]  # fmt: skip
        if texts[0] != texts[1]:
            existing_text = new_text or old_text
            heading = existing_text.heading if existing_text else ""
            yield Change(part="translation", item=key[1], heading=heading,
                         old=texts[0], new=texts[1])  # fmt: skip


def _format_citation(citation: Citation) -> str:
    place = f"{citation.document_id}@{citation.version} {citation.start}–{citation.end}"
    return f"{markdown.escape(citation.text)} ({place})"


# --- the next edition ---------------------------------------------------------


def correction_item_id(number: int, version: int) -> str:
    """The id of the item in the next edition that reports a correction."""
    return f"correction-{number}-{version}"


def correction_item(  # noqa: PLR0913 - each is named
    *, number: int, version: int, headline: str, at: datetime, reason: str, wording: Wording
) -> Item:
    """The item that reports a correction to the readers of the next edition."""
    body = wording.say(
        "corrected",
        number=number,
        date=wording.date(at),
        # The reason is the editor's own text: its quotation marks must not ask for a citation.
        reason=escape_quotation_marks(" ".join(reason.split())),
    )
    heading = wording.say("corrected_heading", number=number, headline=headline)
    return Item(story_id=correction_item_id(number, version), heading=heading, body=body)


def reported_corrections(draft: Draft) -> list[tuple[int, int]]:
    """The corrections that an edition reports, as pairs of number and version."""
    names = [item.story_id for section in draft.sections for item in section.items]
    matches = [_CORRECTION_ID_PATTERN.fullmatch(name) for name in names]
    return [(int(match[1]), int(match[2])) for match in matches if match]


def corrections_section(notes: Sequence[Item], wording: Wording) -> Section:
    """The section that holds the items about corrections."""
    return Section(id=CORRECTIONS_SECTION_ID, title=wording["corrections"], items=tuple(notes))
