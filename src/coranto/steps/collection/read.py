"""Captures → documents: read what was collected and is not read yet.

Nothing is fetched here: pages come from the archive, entries from the store.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coranto.edges import fetch
from coranto.errors import ArchiveError, SourceError
from coranto.model import Capture, Document, Entry, Page, Problem, Source
from coranto.reading import documents, pages, urls
from coranto.steps.collection import page_check
from coranto.steps.collection.outlets import Outlets
from coranto.steps.collection.remedies import DocumentRemedies, all_remedies
from coranto.steps.collection.repeated_lines import learn_repeated_lines
from coranto.steps.collection.versions import (
    ReadDocument,
    ReadingResult,
    UnreadDocument,
    store_document,
)
from coranto.steps.desk import Desk, Progress, Report
from coranto.store.database import split_batches
from coranto.store.entries import StoredEntry

#: Documents per transaction: enough to be quick, few enough to lose little work to a crash.
DOCUMENTS_PER_BATCH = 50
#: Reason of the problem of a capture that the archive has lost.
NOT_IN_ARCHIVE = "not in the archive"
#: Documents of one site that are read together, to see which lines they have in common.
MAX_DOCUMENTS_PER_SITE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """An archived page as it was read."""

    capture: Capture
    page: Page | None
    problem: Problem | None  #: why there is no page


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadingContext:
    """What the desk knows that holds for all documents."""

    outlets: Outlets
    remedies: DocumentRemedies


def read_documents(
    desk: Desk, *, run_id: int, report: Report, remedies: DocumentRemedies | None = None
) -> ReadingResult:
    """Turn unread entries and pages into documents and new versions of them.

    `remedies`: what people chose in their reading; by default all that holds now.
    """
    result = ReadingResult()
    context = _ReadingContext(
        outlets=Outlets(desk), remedies=all_remedies(desk) if remedies is None else remedies
    )
    # A page may show that another one is not to be believed, which is then read again: once.
    for _ in range(2):
        # Sorted, so that a rebuild reads in the same order as the run did.
        keys = sorted(_unread_keys(desk))
        documents_done = 0
        for batch in _split_batches(keys):
            # Before the transaction: 200 pages take seconds, in which nobody else could write.
            page_readings = {
                key: reading for key in batch if (reading := _parse_page(desk, key, context))
            }
            with desk.store.transaction():
                _read_batch(desk, batch, page_readings, context, result, run_id=run_id)
            documents_done += len(batch)
            report(Progress(step="read", done=documents_done, total=len(keys), note=batch[-1]))
    return result


def reread_as_judged(desk: Desk, document_id: str, remedies: DocumentRemedies) -> None:
    """Read a document again from what was collected of it, as people chose.

    Another reading than before becomes a new version. Does nothing for an unknown document. The
    caller holds the archive's lock.
    """
    document = desk.store.documents.get(document_id)
    last_run = desk.store.runs.last()
    if document is None or last_run is None:
        return
    context = _ReadingContext(outlets=Outlets(desk), remedies=remedies)
    key = _key_of_reading(desk, document)
    reading = _parse_page(desk, key, context)
    page_readings = {key: reading} if reading else {}
    with desk.store.transaction():
        _read_batch(desk, [key], page_readings, context, ReadingResult(), run_id=last_run.id)


def _key_of_reading(desk: Desk, document: Document) -> str:
    """Of the keys that lead to a document, the one under which it is read."""
    keys = desk.store.documents.keys(document.id)
    pages_of_document = [page for key in keys if (page := desk.store.pages.get(key))]
    for page in pages_of_document:
        capture = desk.store.captures.get(page.capture_id) if page.capture_id else None
        if capture and capture.sha256 == document.capture:
            return page.key
    if pages_of_document:
        return pages_of_document[0].key
    for key in keys:
        _, feed_id, entry_key = key.split(":", 2) if key.startswith("entry:") else ("", "", "")
        stored = desk.store.entries.get(feed_id, entry_key) if feed_id else None
        if stored:
            return reading_key(stored)
    return document.key


def _parse_page(desk: Desk, key: str, context: _ReadingContext) -> PageReading | None:
    """Read the archived page of a document; None where it has none. Writes nothing."""
    unread = _load_unread(desk, key)
    capture = desk.store.captures.get(unread.capture_id) if unread.capture_id else None
    if capture is None or context.remedies.of_key(desk, key).ignores_page:
        return None
    stored_entry = best_entry(unread.entries, context.outlets.feed_owners)
    entry = _entry_of_document(stored_entry, key)
    try:
        exchange = desk.archive.read(capture.place)
    except ArchiveError as error:
        problem = Problem(subject=capture.url, reason=NOT_IN_ARCHIVE, detail=str(error))
        return PageReading(capture=capture, page=None, problem=problem)
    try:
        page = pages.read_page(
            fetch.decode_body(exchange, desk.limits),
            url=capture.url,
            content_type=exchange.header("content-type"),
            announced_title=entry.title if entry else "",
            announced_language=_announced_language(stored_entry, context.outlets),
        )
    except SourceError as error:
        problem = Problem(subject=capture.url, reason=error.reason, detail=error.detail)
        return PageReading(capture=capture, page=None, problem=problem)
    return PageReading(capture=capture, page=page, problem=None)


def _announced_language(stored: StoredEntry | None, outlets: Outlets) -> str:
    """The language of a feed, or of its source; "" where neither tells."""
    if stored is None:
        return ""
    feed_language = stored.entry.language.replace("und", "")
    return feed_language or outlets.feed_owners[stored.feed_id].sole_language


def _read_batch(  # noqa: PLR0913 - each is named
    desk: Desk,
    keys: Sequence[str],
    page_readings: Mapping[str, PageReading],
    context: _ReadingContext,
    result: ReadingResult,
    *,
    run_id: int,
) -> None:
    unread = [_load_unread(desk, key) for key in keys]
    _mark_read(desk, unread)
    # Only then: reading one can ask for others to be read again.
    readings = [
        reading
        for unread_document in unread
        if (
            reading := _read_document(
                desk,
                unread_document,
                page_readings.get(unread_document.key),
                context,
                result,
                run_id=run_id,
            )
        )
    ]
    # What the articles of one site have in common shows only when several of them were read.
    for learnt in learn_repeated_lines(desk, [reading.document for reading in readings]):
        desk.store.problems.record(run_id, learnt.at, learnt.problems)
        result.problems += len(learnt.problems)
    for reading in readings:
        problems = store_document(desk, reading, result)
        _record_problems(desk, result, run_id, reading.capture, problems)


def _unread_keys(desk: Desk) -> set[str]:
    keys = {page.key for page in desk.store.pages.unread()}
    keys |= {reading_key(stored) for stored in desk.store.entries.unread()}
    return keys


def reading_key(stored: StoredEntry) -> str:
    """The key of an entry's document: its address, or feed and entry id without an address."""
    return stored.page_key or f"entry:{stored.feed_id}:{stored.entry.key}"


def _split_batches(keys: Iterable[str]) -> Iterator[list[str]]:
    """Sorted keys in batches; those of one site are in one batch."""
    batch: list[str] = []
    for _, site_keys in groupby(keys, key=_site_of_key):
        for keys_read_together in split_batches(site_keys, MAX_DOCUMENTS_PER_SITE):
            batch += keys_read_together
            if len(batch) >= DOCUMENTS_PER_BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _site_of_key(key: str) -> str:
    """The host of an address, or the feed of an entry without one."""
    return key.split(":")[1] if key.startswith("entry:") else urls.host(key)


def _load_unread(desk: Desk, key: str) -> UnreadDocument:
    if key.startswith("entry:"):
        _, feed_id, entry_key = key.split(":", 2)
        stored = desk.store.entries.get(feed_id, entry_key)
        return UnreadDocument(key=key, entries=(stored,) if stored else (), capture_id=None)
    page = desk.store.pages.get(key)
    return UnreadDocument(
        key=key,
        entries=tuple(desk.store.entries.for_page(key)),
        capture_id=page.capture_id if page else None,
    )


def _mark_read(desk: Desk, unread: Sequence[UnreadDocument]) -> None:
    entries = [stored for unread_document in unread for stored in unread_document.entries]
    desk.store.entries.mark_read([(stored.feed_id, stored.entry.key) for stored in entries])
    desk.store.pages.mark_read([unread_document.key for unread_document in unread])


def _read_document(  # noqa: PLR0913 - each is named
    desk: Desk,
    unread: UnreadDocument,
    page_reading: PageReading | None,
    context: _ReadingContext,
    result: ReadingResult,
    *,
    run_id: int,
) -> ReadDocument | None:
    """The document of an entry and its page; None where neither says anything."""
    outlets = context.outlets
    stored_entry = best_entry(unread.entries, outlets.feed_owners)
    entry = _entry_of_document(stored_entry, unread.key)
    page_capture, page = (
        _check_page(desk, unread, entry, page_reading, result, run_id=run_id)
        if page_reading
        else (None, None)
    )
    # Without a page that can be read, the feed's own text makes the document.
    capture = page_capture if page else None
    if capture is None and stored_entry is not None:
        capture = desk.store.captures.get(stored_entry.capture_id)
    if capture is None or (page is None and entry is None):
        return None
    if entry and page and page_capture:
        entry = _follow_shortener(entry, page_capture)
    document = documents.build_document(
        entry=entry,
        page=page,
        feed_language=entry.language if entry else "und",
        source=outlets.outlet_of(stored_entry)
        if stored_entry
        else _page_source(capture, outlets.feed_owners),
        url=(stored_entry.entry.url if stored_entry else "") or capture.url,
        seen=capture.at,
        capture=capture.sha256,
        remedies=context.remedies.of_key(desk, unread.key),
    )
    if not document.title and not document.text:
        problem = Problem(subject=unread.key, reason="nothing to read")
        _record_problems(desk, result, run_id, capture, [problem])
        return None
    refused = page_capture.sha256 if page_capture and page is None else ""
    return ReadDocument(document=document, unread=unread, capture=capture, refused_capture=refused)


def _entry_of_document(stored_entry: StoredEntry | None, key: str) -> Entry | None:
    """The entry, without its link where unlike entries share that: it names none of them."""
    if stored_entry is None:
        return None
    return replace(stored_entry.entry, url="") if key.startswith("entry:") else stored_entry.entry


def _follow_shortener(entry: Entry, capture: Capture) -> Entry:
    """The entry with the address at which a redirect to another site ended."""
    if not capture.asked or urls.same_site(capture.asked, capture.url):
        return entry
    return replace(entry, url=urls.clean(capture.url) or entry.url)


def best_entry(entries: Sequence[StoredEntry], owners: Mapping[str, Source]) -> StoredEntry | None:
    """Of one article's entries in several feeds: its own outlet's first, then the longest.

    An aggregator's entry comes last: its text need not be the outlet's.
    """

    def worth(stored: StoredEntry) -> tuple[bool, bool, int, str]:
        is_own_site = urls.same_site(owners[stored.feed_id].homepage, stored.entry.url)
        text_length = len(stored.entry.content) + len(stored.entry.summary)
        # The feed's id only breaks ties, so that every run chooses the same entry.
        return (stored.entry.is_aggregated, not is_own_site, -text_length, stored.feed_id)

    return min(entries, key=worth, default=None)


def _check_page(  # noqa: PLR0913 - each is named
    desk: Desk,
    unread: UnreadDocument,
    entry: Entry | None,
    reading: PageReading,
    result: ReadingResult,
    *,
    run_id: int,
) -> tuple[Capture | None, Page | None]:
    """The capture of the article's page, and what is believed of it: None when it is not one."""
    capture = reading.capture
    if reading.problem:
        _record_problems(desk, result, run_id, capture, [reading.problem])
        if reading.problem.reason != NOT_IN_ARCHIVE:
            return capture, None
        # Damaged since the run looked at the archive: the next run fetches the page anew.
        _request_lost_page(desk, unread.key)
        return None, None
    if reading.page is None:
        return capture, None
    check = page_check.check_page(desk, unread.key, entry, reading.page, capture)
    desk.store.pages.read_again(check.reread)
    own_problems = check.page.problems if check.page else ()
    _record_problems(desk, result, run_id, capture, [*check.problems, *own_problems])
    return capture, check.page


def _request_lost_page(desk: Desk, key: str) -> None:
    desk.store.pages.read_again([key])
    desk.store.pages.request_unreadable_again([key])


def _record_problems(
    desk: Desk, result: ReadingResult, run_id: int, capture: Capture, problems: Sequence[Problem]
) -> None:
    desk.store.problems.record(run_id, capture.at, problems)
    result.problems += len(problems)


def _page_source(capture: Capture, owners: Mapping[str, Source]) -> Source:
    """The source whose site a page without an entry is on, else the first of all."""
    for source in owners.values():
        if urls.same_site(source.homepage, capture.url):
            return source
    return next(iter(owners.values()))
