"""Captures → documents: read what was collected and is not read yet.

Nothing is fetched here: pages come from the archive, entries from the store.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from coranto.edges import fetch
from coranto.errors import SourceError
from coranto.model import Capture, Document, Page, Problem, Source
from coranto.reading import documents, pages, urls
from coranto.steps.desk import Desk, Progress, Report
from coranto.store.entries import StoredEntry

#: Documents per transaction: enough to be quick, few enough to lose little work to a crash.
DOCUMENTS_PER_BATCH = 50


@dataclass(slots=True)
class ReadingResult:
    """Counts of what was read."""

    documents: int = 0
    edited: int = 0  #: by their outlets; a page that could be fetched only later is no edit
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadDocument:
    """The entries and the page of one article or post."""

    key: str
    entries: tuple[StoredEntry, ...]
    capture_id: int | None  #: of its page


def read_documents(desk: Desk, *, run_id: int, report: Report) -> ReadingResult:
    """Turn unread entries and pages into documents and new versions of them."""
    result = ReadingResult()
    # Sorted, so that a rebuild reads in the same order as the run did.
    keys = sorted(_unread_keys(desk))
    # Removed ones too: their entries may have come in before they were removed.
    sources = {source.id: source for source in desk.store.sources.with_removed()}
    feeds = {feed.id: feed.source_id for feed in desk.store.feeds.with_removed()}
    owners = {feed_id: sources[source_id] for feed_id, source_id in feeds.items()}
    documents_done = 0
    for batch in _split_batches(keys):
        with desk.store.transaction():
            unread = [_load_unread(desk, key) for key in batch]
            for unread_document in unread:
                _read_document(desk, unread_document, owners, result, run_id=run_id)
            _mark_read(desk, unread)
        documents_done += len(batch)
        report(Progress(step="read", done=documents_done, total=len(keys), note=batch[-1]))
    return result


def _unread_keys(desk: Desk) -> set[str]:
    keys = {page.key for page in desk.store.pages.unread()}
    keys |= {reading_key(stored) for stored in desk.store.entries.unread()}
    return keys


def reading_key(stored: StoredEntry) -> str:
    """The key of an entry's document: its address, or feed and entry id without an address."""
    return stored.page_key or f"entry:{stored.feed_id}:{stored.entry.key}"


def _split_batches(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining_keys = iter(keys)
    while batch := list(islice(remaining_keys, DOCUMENTS_PER_BATCH)):
        yield batch


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


def _read_document(
    desk: Desk,
    unread: UnreadDocument,
    owners: dict[str, Source],
    result: ReadingResult,
    *,
    run_id: int,
) -> None:
    entry = best_entry(unread.entries, owners)
    capture, page = _read_page(desk, unread, result, run_id=run_id)
    # Without a page that can be read, the feed's own text makes the document.
    if capture is None and entry is not None:
        capture = desk.store.captures.get(entry.capture_id)
    if capture is None or (page is None and entry is None):
        return
    source = owners[entry.feed_id] if entry else _page_source(capture, owners)
    document = documents.build_document(
        entry=entry.entry if entry else None,
        page=page,
        feed_language=entry.entry.language if entry else "und",
        source=source,
        url=(entry.entry.url if entry else "") or capture.url,
        seen=capture.at,
        capture=capture.sha256,
    )
    if not document.title and not document.text:
        _record_problem(
            desk, result, run_id, capture, Problem(subject=unread.key, reason="nothing to read")
        )
        return
    _store_document(desk, document, unread.key, result)


def best_entry(entries: Sequence[StoredEntry], owners: dict[str, Source]) -> StoredEntry | None:
    """Of one article's entries in several feeds: its own outlet's first, then the longest."""

    def worth(stored: StoredEntry) -> tuple[bool, int, str]:
        is_own_site = urls.same_site(owners[stored.feed_id].homepage, stored.entry.url)
        text_length = len(stored.entry.content) + len(stored.entry.summary)
        # The feed's id only breaks ties, so that every run chooses the same entry.
        return (not is_own_site, -text_length, stored.feed_id)

    return min(entries, key=worth, default=None)


def _read_page(
    desk: Desk, unread: UnreadDocument, result: ReadingResult, *, run_id: int
) -> tuple[Capture | None, Page | None]:
    if unread.capture_id is None:
        return None, None
    capture = desk.store.captures.get(unread.capture_id)
    if capture is None:
        return None, None
    try:
        exchange = desk.archive.read(capture.place)
        body = fetch.decode_body(exchange, desk.limits)
        page = pages.read_page(body, url=capture.url, content_type=exchange.header("content-type"))
    except SourceError as error:
        problem = Problem(subject=capture.url, reason=error.reason, detail=error.detail)
        _record_problem(desk, result, run_id, capture, problem)
        return None, None
    return capture, page


def _record_problem(
    desk: Desk, result: ReadingResult, run_id: int, capture: Capture, problem: Problem
) -> None:
    desk.store.problems.record(run_id, capture.at, [problem])
    result.problems += 1


def _page_source(capture: Capture, owners: dict[str, Source]) -> Source:
    """The source whose site a page without an entry is on, else the first of all."""
    for source in owners.values():
        if urls.same_site(source.homepage, capture.url):
            return source
    return next(iter(owners.values()))


def _store_document(desk: Desk, document: Document, key: str, result: ReadingResult) -> None:
    """Add a document, or a new version of it when its text has changed."""
    # By both keys: the page may name a canonical address that another entry came under.
    stored_document = desk.store.documents.by_key(key) or desk.store.documents.by_key(document.key)
    if stored_document is None:
        desk.store.documents.add(document, {key, document.key})
        result.documents += 1
        return
    desk.store.documents.known_as(stored_document.id, {key, document.key})
    if _is_less_complete(stored_document, document) or not documents.has_changed(
        stored_document, document
    ):
        return
    newer = replace(
        document,
        id=stored_document.id,
        key=stored_document.key,
        source_id=stored_document.source_id,
        version=stored_document.version + 1,
    )
    desk.store.documents.add_version(newer)
    # A page after a summary is a new version, as the old one may be cited, but no edit.
    result.edited += document.text_from == stored_document.text_from


def _is_less_complete(stored_document: Document, document: Document) -> bool:
    """Whether a feed's text would replace what was read from the page itself."""
    return stored_document.text_from == "page" and document.text_from != "page"
