"""A draft file and the store → what is wrong with the draft, line by line.

Reads only, but for the cache of vectors: it gathers what the checks in editing/checks need to know,
and decides nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from coranto.edges import fetch
from coranto.editing import checks, corrections, markdown_links
from coranto.editing import draft as drafts
from coranto.editing.checks import Context
from coranto.editing.facts import speakers
from coranto.editing.own_names import MAX_HEADING_CHARACTERS
from coranto.errors import ArchiveError, SourceError
from coranto.model import Document, Draft, Finding
from coranto.reading import urls
from coranto.reading.language.shortening import shorten_line
from coranto.reading.pages import interstitials
from coranto.steps.desk import Desk
from coranto.steps.editions import sign as signing
from coranto.steps.editions import translate
from coranto.steps.editions.alike import find_alike_headings
from coranto.steps.editions.week import networks_by_story, sources_by_id, week_bounds

#: Documents of a week that are searched for speakers.
MAX_SPEAKER_DOCUMENTS = 5_000
#: Characters of each of them that are searched.
MAX_SPEAKER_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A draft that could be parsed, what it was checked against, and the findings."""

    draft: Draft
    context: Context
    findings: tuple[Finding, ...]


def check_draft(
    desk: Desk, text: str, *, number: int, asked: Mapping[str, str] | None = None
) -> CheckedDraft:
    """Check the draft of no. `number`. Raises DraftError where it cannot be parsed.

    `asked`: by the key of a page, why it could not be fetched just now, "" when it could; see
    check_links.py.
    """
    draft = replace(
        drafts.parse_draft(text), translations=translate.load_translations(desk, number)
    )
    context = _build_context(desk, draft, text, number)
    # What a link answers now counts more than what collecting noted about it earlier.
    if asked:
        troubles = {**context.troubles, **asked}
        context = replace(context, troubles=troubles)
    findings = checks.check_draft(draft, context, text=text, off=desk.settings.checks.off)
    return CheckedDraft(draft=draft, context=context, findings=tuple(findings))


def _build_context(desk: Desk, draft: Draft, text: str, number: int) -> Context:
    # A citation names a version, but is also held against the newest one: outlets edit.
    cited = _cited_versions(desk, draft)
    ids = sorted({document_id for document_id, _ in cited})
    newest = {document.id: document for document in desk.store.documents.by_ids(ids)}
    story_ids = [
        item.story_id for section in draft.sections for item in section.items if item.story_id
    ]
    stories = {story.id: story for story in desk.store.stories.stories(dict.fromkeys(story_ids))}
    story_document_ids = {document.id for story in stories.values() for document in story.documents}
    links = draft_links(draft)
    keys = set(map(urls.document_key, links))
    documents = [
        *newest.values(),
        *(document for story in stories.values() for document in story.documents),
    ]
    start, end = week_bounds(draft.first, draft.last, desk.settings.cadence.zone)
    speaker_counts, names = _count_speakers(desk.store.documents.between(start, end))
    signers_by_text = signing.signers_by_text(desk, number)
    alike = find_alike_headings(desk, draft, number)
    return Context(
        number=number,
        # A published edition may be older than the desk's language; `coranto correct` compares.
        language="" if _is_published(desk, number) else desk.settings.desk.language,
        own_words=_own_words(desk, draft, story_ids),
        documents=cited,
        newest=newest,
        sources=sources_by_id(desk),
        told=desk.store.editions.numbers_by_story(story_ids),
        continued=_earlier_numbers(desk, story_ids),
        alike_headings=alike.pairs,
        alike_numbers=alike.numbers,
        troubles=_paid_articles(
            desk, {document.key: document for document in documents if document.key in keys}
        )
        | desk.store.pages.troubles(
            sorted(keys.union(document.key for document in newest.values()))
        ),
        redirects=_find_redirects(desk, links),
        week=desk.store.documents.counts_by_source(start, end),
        week_speakers=speaker_counts,
        week_names=names,
        networks=networks_by_story(desk, stories.values()),
        copies=desk.store.copies.for_documents(sorted(story_document_ids.union(ids))),
        stories=stories,
        week_stories=desk.store.stories.between(start, end),
        minutes=desk.settings.checks.minutes,
        signatures=desk.settings.checks.signatures,
        signed=signers_by_text.get(signing.edition_fingerprint(desk, number, text), ()),
        signed_before=list(
            dict.fromkeys(signer for signers in signers_by_text.values() for signer in signers)
        ),
    )


def _find_redirects(desk: Desk, links: Iterable[str]) -> dict[str, str]:
    """Where the draft's links led when last visited, by their cleaned addresses."""
    # A page was fetched as its feed wrote the address, trackers included; the draft has none.
    pages = {urls.clean(link): desk.store.pages.get(urls.document_key(link)) for link in links}
    visited = {link: page.url if page else link for link, page in pages.items()}
    final_by_address = desk.store.captures.redirects(sorted({*visited, *visited.values()}))
    return {
        link: final_by_address.get(link, "") or final_by_address[address]
        for link, address in visited.items()
        if link in final_by_address or address in final_by_address
    }


def _is_published(desk: Desk, number: int) -> bool:
    edition = desk.store.editions.get(number)
    return edition is not None and edition.state == "published"


def _own_words(desk: Desk, draft: Draft, story_ids: list[str]) -> list[str]:
    """What the desk itself wrote and prints as a whole: titles, earlier headings, corrections."""
    earlier_ids = desk.store.storylines.earlier_stories(story_ids).values()
    headings = desk.store.editions.headings({*story_ids, *chain.from_iterable(earlier_ids)})
    numbers = {number for number, _ in corrections.reported_corrections(draft)}
    records = chain.from_iterable(
        desk.store.corrections.of_edition(number) for number in sorted(numbers)
    )
    return [
        desk.settings.desk.title,
        *(section.title for section in desk.settings.section),
        *(
            shorten_line(heading, MAX_HEADING_CHARACTERS)
            for by_number in headings.values()
            for heading in by_number.values()
        ),
        *(
            text
            for record in records
            for text in (" ".join(record.reason.split()), record.headline)
        ),
    ]


def _cited_versions(desk: Desk, draft: Draft) -> dict[tuple[str, int], Document]:
    """The cited versions by document id and version; what does not exist is left out."""
    versions: dict[tuple[str, int], Document] = {}
    for citation in draft.citations:
        document = desk.store.documents.get(citation.document_id, citation.version)
        if document:
            versions[citation.document_id, citation.version] = document
    return versions


def draft_links(draft: Draft) -> list[str]:
    """Every address that a draft links to, as written."""
    bodies = [draft.lead, *(item.body for section in draft.sections for item in section.items)]
    elements = (element for body in bodies for element in markdown_links.find_elements(body))
    return [element.target for element in elements if element.kind == "link"]


def _paid_articles(desk: Desk, documents: Mapping[str, Document]) -> dict[str, str]:
    """The keys of documents whose archived pages say that they must be paid for."""
    return {
        key: "payment"
        for key, document in documents.items()
        if interstitials.is_paid(_archived_page(desk, document))
    }


def _archived_page(desk: Desk, document: Document) -> bytes:
    """The newest page that came for a document, read or not; b"" where there is none."""
    # A preview that must be paid for is no article: its document was read from the feed.
    page = desk.store.pages.get(document.key)
    capture = (
        desk.store.captures.get(page.capture_id)
        if page and page.capture_id
        else desk.store.captures.by_sha256(document.capture)
    )
    if capture is None or "html" not in capture.content_type:
        return b""
    try:
        return fetch.decode_body(desk.archive.read(capture.place), desk.limits)
    except (ArchiveError, SourceError):  # damage is what `coranto verify` reports
        return b""


def _earlier_numbers(desk: Desk, story_ids: list[str]) -> dict[str, list[int]]:
    """By story, the numbers of the editions that told what the story continues."""
    earlier_ids_by_story = desk.store.storylines.earlier_stories(story_ids)
    numbers = desk.store.editions.numbers_by_story(
        set(chain.from_iterable(earlier_ids_by_story.values()))
    )
    return {
        story: [number for earlier_id in earlier_ids for number in numbers.get(earlier_id, ())]
        for story, earlier_ids in earlier_ids_by_story.items()
    }


def _count_speakers(documents: Iterator[Document]) -> tuple[dict[str, int], dict[str, str]]:
    """How often each speaker is quoted in documents, by name; and the name for each key."""
    counts: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    for document in islice(documents, MAX_SPEAKER_DOCUMENTS):
        for key, name in speakers.find_speakers(
            document.text[:MAX_SPEAKER_CHARACTERS], document.language
        ):
            counts[key] += 1
            names.setdefault(key, Counter())[name] += 1
    # Spellings of one name share a key; the most frequent one is shown.
    usual_names = {key: spellings.most_common(1)[0][0] for key, spellings in names.items()}
    return {usual_names[key]: count for key, count in counts.items()}, usual_names
