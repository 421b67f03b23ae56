"""Decide which outlet each item of a feed comes from. Pure.

An aggregator passes on what other outlets publish, and is none of them. Its items name their
source (RSS 2.0, Atom) or lead to it. This module may not know any aggregator: it goes by what
the feed says of itself and of its items.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from coranto.model import Entry, FeedReading
from coranto.reading import urls
from coranto.reading.language import text

#: A feed whose items lead to so many sites that are not its own is made of other sites' items;
#: an outlet with a second domain, or a shortener, has two.
MIN_FOREIGN_SITES = 3
#: Items of an aggregator that come from elsewhere, at least.
MIN_FOREIGN_SHARE = 0.5
#: A text with a smaller share of letters outside of its links is a list of links.
MIN_UNLINKED_SHARE = 0.5
#: Longer texts are no lists of links.
MAX_LIST_CHARACTERS = 20_000

_LINK_PATTERN = re.compile(r"<a\s[^<>]{0,4000}>.{0,2000}?</a\s{0,9}>", re.IGNORECASE | re.DOTALL)


def name_item_sources(reading: FeedReading, *, url: str) -> FeedReading:
    """Return the reading with the sources that are other outlets than the feed's own."""
    articles = [entry for entry in reading.entries if entry.kind == "article"]
    if not articles or reading.kind in {"sitemap", "page"}:
        return reading
    home = reading.homepage or url
    has_sources = any(entry.source_name or entry.source_url for entry in reading.entries)
    count_by_host = Counter(_hosts([entry.url for entry in articles]))
    if not has_sources and not _may_be_planet(count_by_host, _hosts([home, url])):
        return reading
    own_sites = {urls.registrable_domain(home), urls.registrable_domain(url), ""}
    foreign_sites = _count_sites(count_by_host)
    for site in own_sites:
        foreign_sites.pop(site, None)
    is_planet = len(foreign_sites) >= MIN_FOREIGN_SITES and sum(
        foreign_sites.values()
    ) >= MIN_FOREIGN_SHARE * len(articles)
    if not is_planet and not has_sources:
        return reading
    trusted_sites = set(foreign_sites) if is_planet else _sites_of_one_source(articles) - own_sites
    sourced_entries = [
        _name_source(entry, reading, home, is_planet=is_planet, trusted_sites=trusted_sites)
        for entry in reading.entries
    ]
    foreign_count = sum(_has_source(entry) for entry in sourced_entries)
    is_aggregator = foreign_count >= MIN_FOREIGN_SHARE * len(articles) and foreign_count > 0
    return replace(
        reading,
        entries=tuple(
            replace(entry, is_aggregated=True)
            if entry.kind == "article" and (_has_source(entry) or is_aggregator)
            else entry
            for entry in sourced_entries
        ),
    )


def _hosts(addresses: Iterable[str]) -> list[str]:
    return [address.split("/", 3)[2] if "://" in address else "" for address in addresses]


def _may_be_planet(count_by_host: Counter[str], own_hosts: Sequence[str]) -> bool:
    """Whether enough articles lead to other hosts, which have as many sites at most.

    Finding sites loads the Public Suffix List (60 ms), and most feeds lead to one host, or to few.
    """
    foreign_counts = [
        count for host, count in count_by_host.items() if host and host not in own_hosts
    ]
    return (
        len(foreign_counts) >= MIN_FOREIGN_SITES
        and sum(foreign_counts) >= MIN_FOREIGN_SHARE * count_by_host.total()
    )


def _count_sites(count_by_host: Counter[str]) -> Counter[str]:
    """Return how many articles lead to each site; "" counts those without a link."""
    count_by_site: Counter[str] = Counter()
    for host, count in count_by_host.items():
        count_by_site[urls.registrable_domain(f"https://{host}/") if host else ""] += count
    return count_by_site


def _sites_of_one_source(articles: Sequence[Entry]) -> set[str]:
    """Return the sites that only items of one named source lead to: those are its own.

    What items of several sources lead to is an aggregator's redirect.
    """
    names_by_site: dict[str, set[str]] = defaultdict(set)
    for entry in articles:
        names_by_site[urls.registrable_domain(entry.url)].add(entry.source_name)
    return {site for site, names in names_by_site.items() if len(names) == 1 and site}


def _name_source(
    entry: Entry, reading: FeedReading, home: str, *, is_planet: bool, trusted_sites: set[str]
) -> Entry:
    """Clear a source that is the feed itself; take the linked site for one that is missing."""
    if entry.kind != "article":
        return replace(entry, source_name="", source_url="") if _has_source(entry) else entry
    linked_site = urls.site_root(entry.url)
    is_site_trusted = urls.registrable_domain(entry.url) in trusted_sites
    if not _has_source(entry):
        return replace(entry, source_url=linked_site) if is_planet and is_site_trusted else entry
    names = {text.normalise(entry.source_name), text.normalise(reading.title)}
    if urls.same_site(entry.source_url, home) if entry.source_url else len(names) == 1:
        return replace(entry, source_name="", source_url="")
    if not entry.source_url and is_site_trusted:
        entry = replace(entry, source_url=linked_site)
    return _without_link_list(entry)


def _has_source(entry: Entry) -> bool:
    return bool(entry.source_name or entry.source_url)


def _without_link_list(entry: Entry) -> Entry:
    """Clear a summary that lists links: its words are those of other outlets' headlines."""
    markup = entry.summary
    if entry.content or len(markup) > MAX_LIST_CHARACTERS or markup.lower().count("<a ") < 2:
        return entry
    letter_count = sum(map(str.isalpha, text.from_html(markup)))
    unlinked_count = sum(map(str.isalpha, text.from_html(_LINK_PATTERN.sub(" ", markup))))
    is_list = unlinked_count < MIN_UNLINKED_SHARE * letter_count
    return replace(entry, summary="") if is_list else entry
