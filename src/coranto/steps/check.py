"""A draft file and the store → what is wrong with the draft, line by line. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from coranto.editing import checks
from coranto.editing import draft as drafts
from coranto.editing.checks import Context
from coranto.model import Document, Draft, Finding, Story
from coranto.steps import sign as signing
from coranto.steps.compose import bounds, sources
from coranto.steps.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft that was understood, and what was found in it."""

    draft: Draft
    context: Context
    findings: tuple[Finding, ...]


def check(desk: Desk, text: str, *, number: int) -> Checked:
    """Check the draft of no. `number`. Raises DraftError where it cannot be understood."""
    draft = drafts.read(text)
    context = _context(desk, draft, text, number)
    findings = checks.check(draft, context, text=text, off=desk.settings.checks.off)
    return Checked(draft=draft, context=context, findings=tuple(findings))


def _context(desk: Desk, draft: Draft, text: str, number: int) -> Context:
    cited: dict[tuple[str, int], Document] = {}
    for citation in draft.citations:
        document = desk.store.documents.get(citation.document_id, citation.version)
        if document:
            cited[citation.document_id, citation.version] = document
    ids = sorted({document_id for document_id, _ in cited})
    newest = {document.id: document for document in desk.store.documents.many(ids)}
    told = [item.story_id for section in draft.sections for item in section.items if item.story_id]
    stories = _stories(desk, draft, told)
    held = {id_ for story in told if story in stories for id_ in _ids(stories[story])}
    signed = signing.signed(desk, number)
    now = signing.fingerprint(text)
    return Context(
        number=number,
        documents=cited,
        newest=newest,
        sources=sources(desk),
        told=desk.store.editions.told(told),
        continued=_continued(desk, told),
        copies=desk.store.copies.of(sorted(held.union(ids))),
        stories=stories,
        minutes=desk.settings.checks.minutes,
        signatures=desk.settings.checks.signatures,
        signed=signed.get(now, ()),
        signed_before=list(dict.fromkeys(who for names in signed.values() for who in names)),
    )


def _ids(story: Story) -> list[str]:
    return [document.id for document in story.documents]


def _continued(desk: Desk, told: list[str]) -> dict[str, list[int]]:
    """By story, the numbers that told what it goes on with."""
    before = desk.store.storylines.before(told)
    numbers = desk.store.editions.told({each for chain in before.values() for each in chain})
    return {
        story: [number for each in chain for number in numbers.get(each, ())]
        for story, chain in before.items()
    }


def _stories(desk: Desk, draft: Draft, told: list[str]) -> Mapping[str, Story]:
    """The week's stories, and those that the draft tells besides."""
    start, end = bounds(draft.first, draft.last, desk.settings.cadence.zone)
    ids = desk.store.stories.between(start, end) if start < end else []
    found = desk.store.stories.stories(dict.fromkeys([*ids, *told]))
    return {story.id: story for story in found}
