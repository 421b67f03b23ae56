"""A sitemap's tree → entries, or the sitemaps an index lists. Pure.

News sitemaps give titles and dates; plain ones only addresses and when they changed.
"""

from typing import Any

from coranto.model import Entry, FeedReading, Problem
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup.repair import PREFIXES

_NEWS = PREFIXES["news"]
#: Sitemaps followed from one index: one for each month of 80 years.
MOST_SITEMAPS = 1_000


def read_sitemap(root: Any, *, url: str) -> FeedReading:
    """What a `urlset` or a `sitemapindex` says."""
    if _local(root) == "sitemapindex":
        return _read_index(root, url)
    rows = [_facts(node) for node in root.iter("{*}url") if node.getparent() is root]
    linked, bad = entries.linked([(_entry(row), row.get("loc", "")) for row in rows], base=url)
    found, problems = entries.keyed([e for e in linked if e.url], subject=url)
    return FeedReading(
        kind="sitemap",
        title=next((entries.plain_title(r["name"]) for r in rows if r.get("name")), ""),
        language=_only({entry.language for entry in found}),
        entries=found,
        problems=(*bad, *problems),
    )


def is_sitemap(root: Any) -> bool:
    """Whether a tree is a sitemap or an index of them."""
    return root is not None and _local(root) in {"urlset", "sitemapindex"}


def _read_index(root: Any, url: str) -> FeedReading:
    raw = [_facts(node).get("loc", "") for node in root.iter("{*}sitemap")]
    addresses = {raw_one: urls.clean(raw_one, base=url) for raw_one in raw if raw_one}
    bad = [r for r, address in addresses.items() if not address]
    return FeedReading(
        kind="sitemap",
        feeds=tuple(dict.fromkeys(a for a in addresses.values() if a))[:MOST_SITEMAPS],
        problems=tuple(
            Problem(subject=url, reason="bad address", detail=r[:200])
            for r in bad[: entries.MOST_PROBLEMS]
        ),
    )


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _facts(node: Any) -> dict[str, str]:
    """The texts below one `url`, by local name; those of images and videos left out."""
    facts: dict[str, str] = {}
    for child in node.iter():
        tag = child.tag
        if not isinstance(tag, str) or not child.text:
            continue
        parent = child.getparent()
        if parent is node or tag.startswith(f"{{{_NEWS}}}"):
            facts.setdefault(_local(child), child.text.strip())
    return facts


def _entry(facts: dict[str, str]) -> Entry:
    return Entry(
        key="",
        url="",
        title=entries.title(facts.get("title", "")),
        published_raw=facts.get("publication_date", "")[: entries.LONGEST_NAME],
        updated_raw=facts.get("lastmod", "")[: entries.LONGEST_NAME],
        language=entries.language(facts.get("language", "")),
        tags=entries.distinct(
            entries.one_line(t) for t in facts.get("keywords", "").split(",")[:50]
        ),
    )


def _only(tags: set[str]) -> str:
    return tags.pop() if len(tags) == 1 else "und"
