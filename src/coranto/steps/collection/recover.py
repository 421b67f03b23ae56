"""Bring the database up to the archive: after a crash, and after a backup was put back.

What the archive holds and the database does not is absorbed again, with the runs and the
feeds that only the archive knows of. Nothing is fetched.
"""

from datetime import datetime

from coranto.edges.archive import DamagedSpan
from coranto.errors import ArchiveError
from coranto.model import Capture, Feed, Source
from coranto.reading import urls
from coranto.steps.collection import source_identity
from coranto.steps.collection.collect import absorb_and_note
from coranto.steps.desk import Desk


def recover_from_archive(desk: Desk) -> list[str]:
    """Cut torn records, absorb what the database missed. Returns a sentence for each repair.

    The caller holds the archive's lock.
    """
    messages = desk.archive.repair()
    for capture in list(desk.archive.scan(desk.store.captures.ends())):
        # Damage is reported, with that in other files, by steps/integrity.py.
        if not isinstance(capture, DamagedSpan):
            messages += _absorb_missed(desk, capture)
    desk.store.pages.request_unreadable_again(_unreadable_pages(desk))
    return messages


def _absorb_missed(desk: Desk, capture: Capture) -> list[str]:
    messages = []
    with desk.store.transaction():
        # A backup of the database is older than the last runs, and so than their numbers.
        desk.store.runs.restore(capture.run_id, capture.at)
        if capture.feed_id and desk.store.feeds.get(capture.feed_id) is None:
            messages.append(_restore_feed(desk, capture))
        try:
            absorb_and_note(desk, capture, desk.archive.read(capture.place))
        except ArchiveError as error:
            # An unchanged answer whose first record is damaged: known, but without content.
            desk.store.captures.add(capture)
            return [*messages, f"cannot be read again: {capture.url} ({error})"]
    return [*messages, f"found again in the archive: {capture.url}"]


def _restore_feed(desk: Desk, capture: Capture) -> str:
    """Add a feed that only the archive knows of to the source of its site, or to a new one."""
    url = capture.asked or capture.url
    host = urls.host(url)
    wanted_source = Source(id="", name=host, homepage=f"https://{host}/")
    known_sources = desk.store.sources.with_removed()
    source = source_identity.find_same_source(known_sources, wanted_source)
    source_id = source.id if source else _add_source(desk, wanted_source, capture.at)
    feed = Feed(id=capture.feed_id, source_id=source_id, url=url)
    same_url = desk.store.feeds.by_url(url)
    if same_url is not None:  # it moved there: the address is taken, the id is not
        feed = Feed(id=capture.feed_id, source_id=source_id, url=f"{url}#{capture.feed_id}")
    desk.store.feeds.add(feed, capture.at)
    return f"a feed that only the archive knew is back, under the source {source_id}: {url}"


def _add_source(desk: Desk, source: Source, at: datetime) -> str:
    source_id = desk.store.sources.unused_id(source.name)
    named_source = Source(id=source_id, name=source.name, homepage=source.homepage)
    desk.store.sources.add(named_source, at)
    return source_id


def _unreadable_pages(desk: Desk) -> list[str]:
    """Keys of pages that were fetched, not read yet, and are damaged in the archive."""
    keys = []
    for page in desk.store.pages.unread():
        capture = desk.store.captures.get(page.capture_id)
        try:
            if capture is not None:
                desk.archive.read(capture.place)
        except ArchiveError:
            keys.append(page.key)
    return keys
