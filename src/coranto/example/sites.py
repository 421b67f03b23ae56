"""An outlet's whole site on one day, as answers by path. Pure: nothing is served here."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

import jinja2

from coranto.example import writing
from coranto.example.content import Article, FeedPlan, Library, Outlet, as_it_stood
from coranto.example.writing import View

_TYPES = {
    "rss": "application/rss+xml",
    "rss091": "text/xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "sitemap": "application/xml",
    "index": "application/xml",
    "mastodon": "application/rss+xml",
    "bluesky": "application/rss+xml",
}
#: What a reader's browser looks for in a page's head; sitemaps are not announced there.
_ANNOUNCED = ("rss", "rss091", "rdf", "atom", "json", "mastodon", "bluesky")
_WORDS = {
    "home": "Home",
    "more": "Related",
    "by": "By",
    "subscribe": "Subscribe and never miss a knot.",
}
#: When the sites were last changed before anything was published on them.
_SET_UP = datetime(2026, 11, 1, tzinfo=UTC)
#: How many earlier articles a page points to.
_RELATED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site says to a request for one path."""

    body: bytes
    content_type: str
    status: int = 200
    etag: str = ""
    last_modified: str = ""
    location: str = ""
    delay: float = 0.0  #: seconds before the first byte
    compressed: bool = False  #: with gzip, for those who accept it


@dataclass(frozen=True, slots=True, kw_only=True)
class _FeedView:
    title: str
    url: str
    type: str
    full: bool
    moved_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SiteView:
    home: str
    host: str
    direction: str
    updated: str
    alternates: tuple[_FeedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One outlet at one moment: all that its answers are made of."""

    outlet: Outlet
    site: _SiteView
    articles: tuple[Article, ...]  #: newest first
    views: tuple[View, ...]  #: of those articles
    moment: datetime
    slowness: float

    def context(self, **more: object) -> dict[str, object]:
        words = _WORDS | self.outlet.words
        return {"outlet": self.outlet, "site": self.site, "words": words, **more}

    def latest(self) -> datetime:
        """When the site last changed."""
        changes = (writing.edited_at(article, self.moment) for article in self.articles)
        return max(changes, default=_SET_UP)


def answers(
    outlet: Outlet,
    library: Library,
    *,
    homes: Mapping[str, str],
    moment: datetime,
    slowness: float,
) -> dict[str, Answer]:
    """Every path of the outlet's site as it answers at that moment.

    `homes` gives each outlet's address with a final slash; a slow feed waits `slowness` seconds.
    """
    day = _day(outlet, library, homes=homes, moment=moment, slowness=slowness)
    found = {"/": _front(day), "/about": _about(day)}
    if outlet.robots:
        robots = outlet.robots.replace("{home}/", homes[outlet.id])
        found["/robots.txt"] = _answer(robots, "text/plain; charset=utf-8")
    for article, view in zip(day.articles, day.views, strict=True):
        found |= _pages(day, article, view)
    for feed in outlet.feeds:
        found[feed.path] = _feed(day, feed)
    return found


def _day(
    outlet: Outlet,
    library: Library,
    *,
    homes: Mapping[str, str],
    moment: datetime,
    slowness: float,
) -> _Day:
    articles = tuple(
        as_it_stood(article, moment)
        for article in library.articles[outlet.id]
        if article.published <= moment
    )
    paths = {each.id: each.article_path for each in library.outlets}
    views = tuple(
        _seen_before_edit(
            writing.view(article, outlet, homes=homes, paths=paths), article, moment=moment
        )
        for article in articles
    )
    home = homes[outlet.id]
    site = _SiteView(
        home=home,
        host=home.split("/")[2],
        direction=writing.direction(outlet.language),
        updated=max((view.iso for view in views), default=_SET_UP.isoformat()),
        alternates=tuple(
            _feed_view(outlet, feed, home=home)
            for feed in outlet.feeds
            if feed.listed and feed.format in _ANNOUNCED
        ),
    )
    return _Day(
        outlet=outlet,
        site=site,
        articles=articles,
        views=views,
        moment=moment,
        slowness=slowness,
    )


def _seen_before_edit(view: View, article: Article, *, moment: datetime) -> View:
    if article.edit and article.edit.at > moment:
        return replace(view, edited_iso="")
    return view


def _feed_view(outlet: Outlet, feed: FeedPlan, *, home: str) -> _FeedView:
    return _FeedView(
        title=feed.title or outlet.name,
        url=home + feed.path.lstrip("/"),
        type=_TYPES.get(feed.format, "text/html"),
        full=feed.contents == "full",
        moved_to=home + feed.moved_to.lstrip("/"),
    )


def _front(day: _Day) -> Answer:
    if any(feed.fault == "blocked" for feed in day.outlet.feeds):
        return _wall(day)
    return _html(day, "front.html", articles=day.views)


def _about(day: _Day) -> Answer:
    return _html(day, "about.html")


def _wall(day: _Day) -> Answer:
    return replace(_html(day, "wall.html"), status=403, etag="", last_modified="")


def _pages(day: _Day, article: Article, view: View) -> dict[str, Answer]:
    changed = writing.edited_at(article, day.moment)
    earlier = [other for other in day.articles if other.published < article.published]
    slugs = {other.slug for other in earlier[:_RELATED]}
    others = [other for other in day.views if other.slug in slugs]
    path = writing.path(article, day.outlet)
    page = _html(day, f"{day.outlet.style}.html", changed=changed, article=view, others=others)
    if day.outlet.style != "courier":
        return {path: page}
    amp = _html(day, "amp.html", changed=changed, article=view)
    return {path: page, f"/amp{path}": amp}


def _feed(day: _Day, feed: FeedPlan) -> Answer:
    if feed.fault == "gone":
        return Answer(status=410, content_type="text/plain", body=b"This feed has been untied.\n")
    if feed.fault == "blocked":
        return _wall(day)
    if feed.fault == "moved":
        there = _feed_view(day.outlet, feed, home=day.site.home).moved_to
        return Answer(status=301, content_type="text/plain", body=b"Moved.\n", location=there)
    if feed.format == "page":
        return _html(day, "front.html", articles=day.views)
    text = _broken(_written(day, feed)) if feed.fault == "malformed" else _written(day, feed)
    answer = _validated(day, _encoded(day.outlet, text), _TYPES[feed.format], day.latest())
    return replace(answer, delay=day.slowness if feed.fault == "slow" else 0.0)


def _written(day: _Day, feed: FeedPlan) -> str:
    views = [
        replace(view, link=writing.linked(view.url, view.amp_url, outlet=day.outlet, feed=feed))
        for article, view in zip(day.articles, day.views, strict=True)
        if feed.section in ("", article.section)
    ]
    shown = _feed_view(day.outlet, feed, home=day.site.home)
    if feed.format == "json":
        return _json_feed(day, shown, views)
    template = _templates().get_template(f"{feed.format}.xml")
    return template.render(day.context(feed=shown, articles=views))


def _json_feed(day: _Day, feed: _FeedView, views: Sequence[View]) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": day.site.home,
            "feed_url": feed.url,
            "language": day.outlet.language,
            "items": [_json_item(view, full=feed.full) for view in views],
        },
        ensure_ascii=False,
        indent=1,
    )


def _json_item(view: View, *, full: bool) -> dict[str, object]:
    item: dict[str, object] = {"id": view.url, "url": view.link, "title": view.title}
    item |= {"content_html": str(view.html)} if full else {"summary": view.summary}
    if view.iso:
        item["date_published"] = view.iso
    if view.author:
        item["authors"] = [{"name": view.author}]
    return item


def _broken(text: str) -> str:
    """The feed as some systems really write it: bare &, HTML's entities, open tags."""
    return (
        text.replace("&amp;", "&")
        .replace("<description>", "<description>&nbsp;", 1)
        .replace("</description>\n</item>", "<br></description>\n</item>", 1)
        .replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "")
    )


def _html(
    day: _Day, template: str, *, changed: datetime | None = None, **context: object
) -> Answer:
    text = _templates().get_template(template).render(day.context(**context))
    plain = "text/html; charset=utf-8" if day.outlet.encoding == "utf-8" else "text/html"
    return _validated(day, _encoded(day.outlet, text), plain, changed)


def _encoded(outlet: Outlet, text: str) -> bytes:
    return text.encode(outlet.encoding, errors="xmlcharrefreplace")


def _validated(day: _Day, body: bytes, content_type: str, changed: datetime | None) -> Answer:
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    held = day.outlet.validators
    return Answer(
        body=body,
        content_type=content_type,
        etag=tag if "etag" in held else "",
        last_modified=_http_date(changed) if changed and "last-modified" in held else "",
        compressed=day.outlet.compressed,
    )


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _answer(text: str, content_type: str) -> Answer:
    return Answer(body=text.encode(), content_type=content_type)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("coranto.example"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
