"""Read a sitemap's tree into entries, or an index into the sitemaps it lists. Pure.

News sitemaps give titles and dates; plain ones only addresses and dates of change. This module
may not follow an index: the caller decides which of its sitemaps to fetch.
"""

from typing import Any

from coranto.model import Entry, FeedReading, Problem
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup.repair import NAMESPACES_BY_PREFIX

_NEWS_NAMESPACE = NAMESPACES_BY_PREFIX["news"]
#: Sitemaps returned from one index: enough for one a month over 80 years.
MAX_SITEMAPS = 1_000


def read_sitemap(root: Any, *, url: str) -> FeedReading:
    """Read a `urlset` or a `sitemapindex`; `url` completes relative addresses."""
    # `{*}url` also finds elements of that name in extensions; only the root's children are
    # pages. The wildcard stays, because many sitemaps have a wrong namespace or none.
    if _local_name(root) == "sitemapindex":
        return _read_index(root, url)
    facts_by_url = [_url_facts(node) for node in root.iter("{*}url") if node.getparent() is root]
    linked_entries, link_problems = entries.resolve_links(
        [(_build_entry(facts), facts.get("loc", "")) for facts in facts_by_url], base=url
    )
    keyed_entries, key_problems = entries.assign_keys(
        [entry for entry in linked_entries if entry.url], subject=url
    )
    return FeedReading(
        kind="sitemap",
        title=next(
            (entries.plain_title(facts["name"]) for facts in facts_by_url if facts.get("name")), ""
        ),
        language=_common_language({entry.language for entry in keyed_entries}),
        entries=keyed_entries,
        problems=(*link_problems, *key_problems),
    )


def is_sitemap(root: Any) -> bool:
    """Whether an lxml element (or None) is the root of a sitemap or of a sitemap index."""
    return root is not None and _local_name(root) in {"urlset", "sitemapindex"}


def _read_index(root: Any, url: str) -> FeedReading:
    raw_addresses = [_url_facts(node).get("loc", "") for node in root.iter("{*}sitemap")]
    addresses = {
        raw_address: urls.clean(raw_address, base=url)
        for raw_address in raw_addresses
        if raw_address
    }
    bad_addresses = [raw_address for raw_address, address in addresses.items() if not address]
    return FeedReading(
        kind="sitemap",
        feeds=tuple(dict.fromkeys(address for address in addresses.values() if address))[
            :MAX_SITEMAPS
        ],
        problems=tuple(
            Problem(subject=url, reason="bad address", detail=raw_address[:200])
            for raw_address in bad_addresses[: entries.MAX_PROBLEMS]
        ),
    )


def _local_name(node: Any) -> str:
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _url_facts(node: Any) -> dict[str, str]:
    """Return the texts below one `url` element by local name."""
    # Image and video extensions have a `loc` and `title` too: those name a file, not the page.
    facts: dict[str, str] = {}
    for child in node.iter():
        tag = child.tag
        if not isinstance(tag, str) or not child.text:
            continue
        parent = child.getparent()
        if parent is node or tag.startswith(f"{{{_NEWS_NAMESPACE}}}"):
            facts.setdefault(_local_name(child), child.text.strip())
    return facts


def _build_entry(facts: dict[str, str]) -> Entry:
    return Entry(
        key="",
        url="",
        title=entries.html_title(facts.get("title", "")),
        published_raw=facts.get("publication_date", "")[: entries.MAX_NAME_CHARACTERS],
        updated_raw=facts.get("lastmod", "")[: entries.MAX_NAME_CHARACTERS],
        language=entries.language_tag(facts.get("language", "")),
        tags=entries.distinct_names(
            entries.one_line(keyword) for keyword in facts.get("keywords", "").split(",")[:50]
        ),
    )


def _common_language(tags: set[str]) -> str:
    return tags.pop() if len(tags) == 1 else "und"
