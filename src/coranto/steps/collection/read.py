"""Captures → documents: read what was collected and is not read yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from coranto.edges import fetch
from coranto.errors import SourceError
from coranto.model import Capture, Document, Page, Problem, Source
from coranto.reading import documents, pages, urls
from coranto.steps.desk import Desk, Progress, Report
from coranto.store.entries import StoredEntry

#: Documents per transaction: large enough to be quick, small enough to lose little time to a crash.
DOCUMENTS_PER_BATCH = 50


@dataclass(slots=True)
class ReadingResult:
    """What reading came to."""

    documents: int = 0
    edited: int = 0  #: by their outlets; a page that could be had only later is no edit
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadDocument:
    """Everything the desk holds of one article or post."""

    key: str
    entries: tuple[StoredEntry, ...]
    capture_id: int | None  #: of its page


def read_documents(desk: Desk, *, run_id: int, report: Report) -> ReadingResult:
    """Turn unread entries and pages into documents and new versions of them."""
    result = ReadingResult()
    keys = sorted(_unread_keys(desk))
    sources = {source.id: source for source in desk.store.sources.with_removed()}
    feeds = {feed.id: feed.source_id for feed in desk.store.feeds.with_removed()}
    owners = {feed_id: sources[source_id] for feed_id, source_id in feeds.items()}
    done = 0
    for batch in _split_batches(keys):
        with desk.store.transaction():
            unread = [_load_unread(desk, key) for key in batch]
            for each in unread:
                _read_document(desk, each, owners, result, run_id=run_id)
            _mark_read(desk, unread)
        done += len(batch)
        report(Progress(step="read", done=done, total=len(keys), note=batch[-1]))
    return result


def _unread_keys(desk: Desk) -> set[str]:
    keys = {page.key for page in desk.store.pages.unread()}
    keys |= {reading_key(stored) for stored in desk.store.entries.unread()}
    return keys


def reading_key(stored: StoredEntry) -> str:
    """What an entry is known by: its address, or its feed and its own id when it has none."""
    return stored.page_key or f"entry:{stored.feed_id}:{stored.entry.key}"


def _split_batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, DOCUMENTS_PER_BATCH)):
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
    entries = [stored for each in unread for stored in each.entries]
    desk.store.entries.mark_read([(stored.feed_id, stored.entry.key) for stored in entries])
    desk.store.pages.mark_read([each.key for each in unread])


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
    """Of one article in several feeds, the entry that tells most, its own outlet's first."""

    def worth(stored: StoredEntry) -> tuple[bool, int, str]:
        own = urls.same_site(owners[stored.feed_id].homepage, stored.entry.url)
        told = len(stored.entry.content) + len(stored.entry.summary)
        return (not own, -told, stored.feed_id)

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
    """The source whose site a page without an entry stands on, else the first of all."""
    for source in owners.values():
        if urls.same_site(source.homepage, capture.url):
            return source
    return next(iter(owners.values()))


def _store_document(desk: Desk, document: Document, key: str, result: ReadingResult) -> None:
    """Add a document, or a version when the outlet edited it."""
    known = desk.store.documents.by_key(key) or desk.store.documents.by_key(document.key)
    if known is None:
        desk.store.documents.add(document, {key, document.key})
        result.documents += 1
        return
    desk.store.documents.known_as(known.id, {key, document.key})
    if _is_less_complete(known, document) or not documents.has_changed(known, document):
        return
    newer = replace(
        document,
        id=known.id,
        key=known.key,
        source_id=known.source_id,
        version=known.version + 1,
    )
    desk.store.documents.add_version(newer)
    result.edited += document.text_from == known.text_from


def _is_less_complete(known: Document, document: Document) -> bool:
    """A feed's summary never replaces what was read from the page itself."""
    return known.text_from == "page" and document.text_from != "page"
