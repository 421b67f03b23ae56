"""Find the outlet that an item of an aggregator comes from, among the desk's sources or new.

An aggregator is a way to an outlet, and none itself: what it passes on is counted, ranked and
shown as the outlet's own.
"""

from collections.abc import Mapping
from datetime import datetime

from coranto.model import Source
from coranto.reading import urls
from coranto.reading.language import text
from coranto.steps.collection import source_identity
from coranto.steps.desk import Desk
from coranto.store.entries import StoredEntry

#: The outlet of an item whose aggregator does not tell it: counted as no outlet.
UNKNOWN_OUTLET = Source(id="", name="")


class Outlets:
    """The sources that feeds belong to, and those that their items come from."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sources = desk.store.sources.with_removed()
        source_by_id = {source.id: source for source in self._sources}
        #: The source of each feed, by the feed's id. Removed ones too: their entries may have
        #: come in before they were removed.
        self.feed_owners: Mapping[str, Source] = {
            feed.id: source_by_id[feed.source_id] for feed in desk.store.feeds.with_removed()
        }
        self._outlet_by_claim: dict[tuple[str, str], Source] = {}

    def outlet_of(self, stored: StoredEntry) -> Source:
        """The source of an entry: its feed's, or the outlet that its aggregator names.

        An outlet that the desk does not follow becomes a source that is out of use, so that it
        has a name, and is the same one when an editor adds it.
        """
        entry = stored.entry
        if not entry.is_aggregated:
            return self.feed_owners[stored.feed_id]
        claim = (entry.source_name, entry.source_url)
        if claim == ("", ""):
            return UNKNOWN_OUTLET
        if claim not in self._outlet_by_claim:
            self._outlet_by_claim[claim] = self._find(claim) or self._add(claim, stored.first_seen)
        return self._outlet_by_claim[claim]

    def _find(self, claim: tuple[str, str]) -> Source | None:
        name, url = claim
        feed = self._desk.store.feeds.by_url(url) if url else None
        if feed is not None:
            return self._desk.store.sources.get(feed.source_id)
        if url:
            suggested = Source(id="", name=name, homepage=url)
            return source_identity.find_same_source(self._sources, suggested)
        key = text.normalise(name)
        return next(
            (source for source in self._sources if text.normalise(source.name) == key), None
        )

    def _add(self, claim: tuple[str, str], at: datetime) -> Source:
        name, url = claim
        name = name or urls.host(url).removeprefix("www.")
        outlet = Source(
            id=self._desk.store.sources.unused_id(name),
            name=name,
            homepage=_homepage(url) if url else "",
            removed=at,
        )
        self._desk.store.sources.add(outlet, at)
        self._sources.append(outlet)
        return outlet


def _homepage(url: str) -> str:
    """The site that an item's source names; on a platform, the address itself."""
    return url if source_identity.is_hosted(url) else urls.site_root(url)
