"""Find the feeds a page declares, and the article links of a page without a feed. Pure.

Pages are parsed leniently, as browsers do. This module may not fetch: its addresses are
candidates that nobody has visited yet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from coranto.errors import SettingsError, SourceError
from coranto.model import Entry, FeedKind, FeedReading, Problem
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup import decoding, tree

#: Feeds of one page, or sitemaps of one robots.txt, that are returned at most.
MAX_FEEDS = 100
#: Links of one page that become entries at most.
MAX_LINKS = 1_000
#: A longer name of a site is its motto.
MAX_SITE_NAME_CHARACTERS = 80
_SITE_NAME_KEYS = ("og:site_name", "application-name", "apple-mobile-web-app-title")

_FEED_KIND_BY_MIME_TYPE: dict[str, FeedKind] = {
    "application/rss+xml": "rss",
    "application/x-rss+xml": "rss",
    "text/rss+xml": "rss",
    "application/atom+xml": "atom",
    "text/atom+xml": "atom",
    "application/rdf+xml": "rdf",
    "application/feed+json": "json",
    "application/json": "json",
    "application/xml": "unknown",
    "text/xml": "unknown",
}
#: Tried in this order when a page declares no feed: the defaults of common site software.
_COMMON_FEED_PATHS = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/rss/",
    "/feed.json",
    "/?feed=rss2",
    "/index.rdf",
    "/sitemap-news.xml",
    "/news-sitemap.xml",
    "/sitemap_news.xml",
)
# Paths such as /feed/, /world/rss, /feed.xml, /news/latest.atom; queries such as ?feed=rss2.
_FEED_PATH_PATTERN = re.compile(
    r"(?:/[^/]{0,100}){0,12}/(?:feeds?|rss|atom|rdf)(?:[./_-][\w./_-]{0,60})?/?"
    r"|(?:/[^/]{0,100}){0,12}/[\w.-]{0,80}(?:(?:feed|rss|atom)\.(?:xml|json|php|aspx?)|\.(?:rss|atom|rdf))",
    re.IGNORECASE,
)
_FEED_QUERY_PATTERN = re.compile(
    r"(?:^|&)(?:feed=(?:rss2?|atom|rdf)|format=(?:feed|rss|atom)|(?:type|alt|output)=(?:rss|atom))(?:&|$)",
    re.IGNORECASE,
)
_SITEMAP_LINE_PATTERN = re.compile(r"(?im)^[ \t]{0,40}sitemap[ \t]{0,40}:[ \t]{0,40}(\S{1,2000})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveredFeed:
    """A feed that a page names; not yet visited."""

    url: str
    title: str = ""
    kind: FeedKind = "unknown"


def feeds_in_page(body: bytes, *, url: str) -> tuple[DiscoveredFeed, ...]:
    """Return the feeds a page declares, then links that look like feeds; may be empty."""
    try:
        root = _parse_page(body)
    except SourceError:
        return ()
    base = _base_address(root, url)
    feed_by_url: dict[str, DiscoveredFeed] = {}
    for feed in (*_declared_feeds(root, base), *_linked_feeds(root, base)):
        feed_by_url.setdefault(feed.url, feed)
    # A page that declares itself as a feed is a page: it has just been parsed as one.
    feed_by_url.pop(url, None)
    return tuple(feed_by_url.values())[:MAX_FEEDS]


def site_name_in_page(body: bytes) -> str:
    """Return the name that a page gives its site in its metadata; "" when it gives none."""
    try:
        root = _parse_page(body)
    except SourceError:
        return ""
    name_by_key: dict[str, str] = {}
    for node in root.iter("meta"):
        key = (node.get("property") or node.get("name") or "").strip().lower()
        name = entries.one_line(node.get("content") or "")
        if name and len(name) <= MAX_SITE_NAME_CHARACTERS and "://" not in name:
            name_by_key.setdefault(key, name)
    return next((name_by_key[key] for key in _SITE_NAME_KEYS if key in name_by_key), "")


def common_feed_addresses(url: str) -> tuple[str, ...]:
    """Return addresses where a site's feeds commonly are, the likeliest first.

    For a page below the site's root, feeds of that section come first: `/world/feed/`.
    """
    page_address = _absolute_address(url, "")
    if not page_address:
        return ()
    parts = urlsplit(page_address)
    root = f"{parts.scheme}://{parts.netloc}"
    section = parts.path.rstrip("/")
    section_addresses = (
        [f"{root}{section}{path}" for path in _COMMON_FEED_PATHS[:3]] if section else []
    )
    return tuple(
        dict.fromkeys([*section_addresses, *(f"{root}{path}" for path in _COMMON_FEED_PATHS)])
    )


def sitemaps_in_robots(text: str) -> tuple[str, ...]:
    """Return the sitemaps a robots.txt names, news sitemaps first."""
    # News sitemaps hold the last two days with titles and dates; plain ones whole archives.
    addresses = (_absolute_address(match, "") for match in _SITEMAP_LINE_PATTERN.findall(text))
    sitemaps = list(dict.fromkeys(address for address in addresses if address))[:MAX_FEEDS]
    return tuple(sorted(sitemaps, key=lambda address: "news" not in address.lower()))


def links_in_page(body: bytes, *, url: str, selector: str, content_type: str = "") -> FeedReading:
    """Return the links that a CSS selector finds in a page, as entries in page order.

    The selector may match links, or elements of which the first link counts. Raises
    SettingsError for an invalid selector, SourceError "not a page" or "too big".
    """
    select_nodes = _compile_selector(selector)
    root = _parse_page(body, charset=decoding.header_charset(content_type))
    base = _base_address(root, url)
    # Picture, headline and text of a teaser often link to one article, hence the factor.
    candidates = [_entry_from_node(node, base) for node in select_nodes(root)[: MAX_LINKS * 4]]
    linked_entries = _unique_by_address(
        [
            candidate
            for candidate in candidates
            if candidate.url and not _is_same_page(candidate.url, url)
        ]
    )
    problems = (
        [] if linked_entries else [Problem(subject=url, reason="nothing selected", detail=selector)]
    )
    keyed_entries, key_problems = entries.assign_keys(linked_entries[:MAX_LINKS], subject=url)
    return FeedReading(
        kind="page",
        title=entries.plain_title(_first_text(root, "//head/title")),
        homepage=url,
        language=entries.language_tag(root.get("lang") or ""),
        entries=keyed_entries,
        problems=(*problems, *key_problems),
    )


# --- the page -----------------------------------------------------------------


def _parse_page(body: bytes, charset: str = "") -> Any:
    text = decoding.decode(body, charset=charset).text
    if text.count("<") > tree.MAX_XML_TAGS:
        raise SourceError("too big", f"more than {tree.MAX_XML_TAGS:,} tags")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser) if text.strip() else None
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise SourceError("not a page", "nothing in it can be read")
    return root


def _base_address(root: Any, url: str) -> str:
    """Return the base of relative links: the page's `<base href>`, else its address."""
    base_href = next((node.get("href") for node in root.iter("base") if node.get("href")), "")
    return (base_href and _absolute_address(base_href, url)) or url


def _absolute_address(raw: str, base: str) -> str:
    """Return an absolute web address without fragment; "" for anything else."""
    # Not `urls.clean`: what looks like a tracking parameter may select the feed.
    reference = re.sub(r"[\t\r\n]", "", raw[: urls.MAX_URL_CHARACTERS]).strip().replace(" ", "%20")
    if reference[:5].lower() == "feed:":
        reference = f"http:{reference[5:]}" if reference[5:7] == "//" else reference[5:]
    try:
        absolute = urljoin(base, reference)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if "@" in parts.netloc or not urls.clean(absolute):
        return ""
    return absolute.partition("#")[0]


def _declared_feeds(root: Any, base: str) -> Iterator[DiscoveredFeed]:
    for node in root.iter("link"):
        rel = (node.get("rel") or "").lower().split()
        kind = _FEED_KIND_BY_MIME_TYPE.get((node.get("type") or "").split(";")[0].strip().lower())
        if not {"alternate", "feed"} & set(rel) or (kind is None and "feed" not in rel):
            continue
        address = _absolute_address(node.get("href") or "", base) if node.get("href") else ""
        # WordPress declares its REST API and oEmbed as alternates with the type of JSON.
        if address and "/wp-json/" not in address and "oembed" not in address:
            title = entries.plain_title(node.get("title") or "")
            yield DiscoveredFeed(url=address, title=title, kind=kind or "unknown")


def _linked_feeds(root: Any, base: str) -> Iterator[DiscoveredFeed]:
    for node in root.iter("a"):
        href = (node.get("href") or "").strip()
        if not href or len(href) > 1000:
            continue
        kind = _FEED_KIND_BY_MIME_TYPE.get((node.get("type") or "").lower())
        address = _absolute_address(href, base)
        has_feed_scheme = href[:5].lower() == "feed:"
        if address and (kind or has_feed_scheme or _is_feed_address(address)):
            yield DiscoveredFeed(url=address, title=_node_text(node), kind=kind or "unknown")


def _is_feed_address(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_FEED_PATH_PATTERN.fullmatch(parts.path) or _FEED_QUERY_PATTERN.search(parts.query))


# --- links as entries ---------------------------------------------------------


def _compile_selector(selector: str) -> Any:
    # Imported here: only pages without a feed need cssselect.
    from lxml.cssselect import CSSSelector, ExpressionError, SelectorError

    try:
        return CSSSelector(selector, translator="html")  # type: ignore[no-untyped-call]
    except (SelectorError, ExpressionError, etree.XPathError, ValueError) as error:
        raise SettingsError(
            f"the selector {selector[:200]!r} is not valid CSS: {error}. "
            "A selector looks like `h2.headline a` or `article`"
        ) from None


def _entry_from_node(node: Any, base: str) -> Entry:
    link = node if node.get("href") else next(node.iter("a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    published = next(
        (time_node.get("datetime") for time_node in node.iter("time") if time_node.get("datetime")),
        "",
    )
    return Entry(
        key="",
        url=urls.clean(href, base=base) if href and not href.startswith("#") else "",
        title=(_node_text(link) or (link.get("title") or "").strip()) if link is not None else "",
        published_raw=published.strip()[: entries.MAX_NAME_CHARACTERS],
    )


def _unique_by_address(candidates: list[Entry]) -> list[Entry]:
    """Keep one entry per address, with its longest title.

    A picture, a headline and "Read more" often link to the same article.
    """
    entry_by_url: dict[str, Entry] = {}
    for candidate in candidates:
        address = urls.strip_trackers(candidate.url)
        first = entry_by_url.setdefault(address, candidate)
        if len(candidate.title) > len(first.title):
            entry_by_url[address] = replace(first, title=candidate.title)
    return list(entry_by_url.values())


def _is_same_page(address: str, url: str) -> bool:
    return address.partition("#")[0] == urls.clean(url)


def _node_text(node: Any) -> str:
    return entries.plain_title(" ".join("".join(node.itertext()).split()))


def _first_text(root: Any, path: str) -> str:
    return next((_node_text(node) for node in root.xpath(path)), "")
