"""A draft file and the store → what is wrong with the draft, line by line. Reads only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from coranto.edges import fetch
from coranto.editing import checks, markdown_links
from coranto.editing import draft as drafts
from coranto.editing.checks import Context
from coranto.editing.facts import speakers
from coranto.errors import ArchiveError, SourceError
from coranto.model import Document, Draft, Finding
from coranto.reading import urls
from coranto.reading.pages import interstitials
from coranto.steps.desk import Desk
from coranto.steps.editions import sign as signing
from coranto.steps.editions import translate
from coranto.steps.editions.week import networks_by_story, sources_by_id, week_bounds

#: Documents of a week that are searched for speakers, and characters of each.
MAX_SPEAKER_DOCUMENTS = 5_000
MAX_SPEAKER_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A draft that was understood, and what was found in it."""

    draft: Draft
    context: Context
    findings: tuple[Finding, ...]


def check_draft(
    desk: Desk, text: str, *, number: int, asked: Mapping[str, str] | None = None
) -> CheckedDraft:
    """Check the draft of no. `number`. Raises DraftError where it cannot be understood.

    `asked`: by a page's key, why it could not be had just now, "" when it could; see `links`.
    """
    draft = replace(
        drafts.parse_draft(text), translations=translate.load_translations(desk, number)
    )
    context = _build_context(desk, draft, text, number)
    if asked:
        troubles = {**context.troubles, **asked}
        context = replace(context, troubles=troubles)
    findings = checks.check_draft(draft, context, text=text, off=desk.settings.checks.off)
    return CheckedDraft(draft=draft, context=context, findings=tuple(findings))


def _build_context(desk: Desk, draft: Draft, text: str, number: int) -> Context:
    cited = _cited_versions(desk, draft)
    ids = sorted({document_id for document_id, _ in cited})
    newest = {document.id: document for document in desk.store.documents.many(ids)}
    told = [item.story_id for section in draft.sections for item in section.items if item.story_id]
    stories = {story.id: story for story in desk.store.stories.stories(dict.fromkeys(told))}
    held = {document.id for story in stories.values() for document in story.documents}
    links = draft_links(draft)
    keys = set(map(urls.document_key, links))
    documents = [*newest.values(), *(one for story in stories.values() for one in story.documents)]
    start, end = week_bounds(draft.first, draft.last, desk.settings.cadence.zone)
    quoted, names = _count_speakers(desk.store.documents.between(start, end))
    signed = signing.signers_by_text(desk, number)
    return Context(
        number=number,
        documents=cited,
        newest=newest,
        sources=sources_by_id(desk),
        told=desk.store.editions.told(told),
        continued=_earlier_numbers(desk, told),
        troubles=_paid_articles(desk, {one.key: one for one in documents if one.key in keys})
        | desk.store.pages.troubles(sorted(keys.union(one.key for one in newest.values()))),
        redirects=desk.store.captures.redirects(sorted({urls.clean(link) for link in links})),
        week=desk.store.documents.counts_by_source(start, end),
        week_speakers=quoted,
        week_names=names,
        networks=networks_by_story(desk, stories.values()),
        copies=desk.store.copies.of(sorted(held.union(ids))),
        stories=stories,
        week_stories=desk.store.stories.between(start, end),
        minutes=desk.settings.checks.minutes,
        signatures=desk.settings.checks.signatures,
        signed=signed.get(signing.draft_fingerprint(text), ()),
        signed_before=list(dict.fromkeys(who for names in signed.values() for who in names)),
    )


def _cited_versions(desk: Desk, draft: Draft) -> dict[tuple[str, int], Document]:
    """The versions that the draft cites, as far as there are such."""
    found: dict[tuple[str, int], Document] = {}
    for citation in draft.citations:
        document = desk.store.documents.get(citation.document_id, citation.version)
        if document:
            found[citation.document_id, citation.version] = document
    return found


def draft_links(draft: Draft) -> list[str]:
    """Every address that a draft links to, as written."""
    bodies = [draft.lead, *(item.body for section in draft.sections for item in section.items)]
    found = (element for body in bodies for element in markdown_links.find_elements(body))
    return [element.target for element in found if element.kind == "link"]


def _paid_articles(desk: Desk, documents: Mapping[str, Document]) -> dict[str, str]:
    """Articles whose pages, as they were archived, say that they must be paid for."""
    return {
        key: "payment"
        for key, one in documents.items()
        if interstitials.is_paid(_archived_page(desk, one))
    }


def _archived_page(desk: Desk, document: Document) -> bytes:
    """The page that a document was read from; nothing where there is none to be had."""
    capture = desk.store.captures.by_sha256(document.capture)
    if capture is None or "html" not in capture.content_type:
        return b""
    try:
        return fetch.decode_body(desk.archive.read(capture.place), desk.limits)
    except (ArchiveError, SourceError):  # `coranto verify` is there to find out about these
        return b""


def _earlier_numbers(desk: Desk, told: list[str]) -> dict[str, list[int]]:
    """By story, the numbers that told what it goes on with."""
    before = desk.store.storylines.before(told)
    numbers = desk.store.editions.told({each for chain in before.values() for each in chain})
    return {
        story: [number for each in chain for number in numbers.get(each, ())]
        for story, chain in before.items()
    }


def _count_speakers(documents: Iterator[Document]) -> tuple[dict[str, int], dict[str, str]]:
    """Who says how much in the week's documents, by name; and the name behind each key."""
    counts: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    for document in islice(documents, MAX_SPEAKER_DOCUMENTS):
        for key, name in speakers.find_speakers(
            document.text[:MAX_SPEAKER_CHARACTERS], document.language
        ):
            counts[key] += 1
            names.setdefault(key, Counter())[name] += 1
    known = {key: found.most_common(1)[0][0] for key, found in names.items()}
    return {known[key]: count for key, count in counts.items()}, known
