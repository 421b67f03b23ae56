"""Build the responses of an outlet's site at one moment, by path. Pure: serves nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

import jinja2

from coranto.example import writing
from coranto.example.content import ExampleArticle, ExampleContent, FeedPlan, Outlet, article_at
from coranto.example.writing import ArticleView

_FEED_CONTENT_TYPES = {
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
#: Formats that a page announces in its head; sitemaps are not announced there.
_ANNOUNCED_FORMATS = ("rss", "rss091", "rdf", "atom", "json", "mastodon", "bluesky")
_DEFAULT_LABELS = {
    "home": "Home",
    "more": "Related",
    "by": "By",
    "subscribe": "Subscribe and never miss a knot.",
}
#: Last change of a site without articles.
_SITES_CREATED = datetime(2026, 11, 1, tzinfo=UTC)
#: Number of earlier articles that a page links to.
_MAX_RELATED_ARTICLES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResponse:
    """The response to a request for one path."""

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
class _OutletDay:
    """One outlet at one moment: everything that its responses are made of."""

    outlet: Outlet
    site: _SiteView
    articles: tuple[ExampleArticle, ...]  #: newest first
    views: tuple[ArticleView, ...]  #: of the same articles, in the same order
    moment: datetime
    slowness: float

    def context(self, **values: object) -> dict[str, object]:
        words = _DEFAULT_LABELS | self.outlet.words
        return {"outlet": self.outlet, "site": self.site, "words": words, **values}

    def last_changed(self) -> datetime:
        """When the site last changed."""
        changes = (writing.edited_at(article, self.moment) for article in self.articles)
        return max(changes, default=_SITES_CREATED)


def site_responses(
    outlet: Outlet,
    content: ExampleContent,
    *,
    homes: Mapping[str, str],
    moment: datetime,
    slowness: float,
) -> dict[str, SiteResponse]:
    """Path → response, for every path of the outlet's site at that moment.

    `homes` maps an outlet's id to its address with a final slash; a slow feed waits `slowness`
    seconds.
    """
    day = _outlet_day(outlet, content, homes=homes, moment=moment, slowness=slowness)
    responses = {"/": _front_page(day), "/about": _about_page(day)}
    if outlet.robots:
        robots = outlet.robots.replace("{home}/", homes[outlet.id])
        responses["/robots.txt"] = _text_response(robots, "text/plain; charset=utf-8")
    for article, view in zip(day.articles, day.views, strict=True):
        responses |= _article_pages(day, article, view)
    for feed in outlet.feeds:
        responses[feed.path] = _feed_response(day, feed)
    return responses


def _outlet_day(
    outlet: Outlet,
    content: ExampleContent,
    *,
    homes: Mapping[str, str],
    moment: datetime,
    slowness: float,
) -> _OutletDay:
    articles = tuple(
        article_at(article, moment)
        for article in content.articles[outlet.id]
        if article.published <= moment
    )
    paths = {any_outlet.id: any_outlet.article_path for any_outlet in content.outlets}
    views = tuple(
        _hide_later_edit(
            writing.article_view(article, outlet, homes=homes, paths=paths), article, moment=moment
        )
        for article in articles
    )
    home = homes[outlet.id]
    site = _SiteView(
        home=home,
        host=home.split("/")[2],
        direction=writing.text_direction(outlet.language),
        updated=max((view.iso for view in views), default=_SITES_CREATED.isoformat()),
        alternates=tuple(
            _feed_view(outlet, feed, home=home)
            for feed in outlet.feeds
            if feed.listed and feed.format in _ANNOUNCED_FORMATS
        ),
    )
    return _OutletDay(
        outlet=outlet,
        site=site,
        articles=articles,
        views=views,
        moment=moment,
        slowness=slowness,
    )


def _hide_later_edit(
    view: ArticleView, article: ExampleArticle, *, moment: datetime
) -> ArticleView:
    if article.edit and article.edit.at > moment:
        return replace(view, edited_iso="")
    return view


def _feed_view(outlet: Outlet, feed: FeedPlan, *, home: str) -> _FeedView:
    return _FeedView(
        title=feed.title or outlet.name,
        url=home + feed.path.lstrip("/"),
        type=_FEED_CONTENT_TYPES.get(feed.format, "text/html"),
        full=feed.contents == "full",
        moved_to=home + feed.moved_to.lstrip("/"),
    )


def _front_page(day: _OutletDay) -> SiteResponse:
    if any(feed.fault == "blocked" for feed in day.outlet.feeds):
        return _blocked_page(day)
    return _html_response(day, "front.html", articles=day.views)


def _about_page(day: _OutletDay) -> SiteResponse:
    return _html_response(day, "about.html")


def _blocked_page(day: _OutletDay) -> SiteResponse:
    return replace(_html_response(day, "wall.html"), status=403, etag="", last_modified="")


def _article_pages(
    day: _OutletDay, article: ExampleArticle, view: ArticleView
) -> dict[str, SiteResponse]:
    changed = writing.edited_at(article, day.moment)
    # Only earlier articles: a page must not change when a later article is published.
    earlier = [candidate for candidate in day.articles if candidate.published < article.published]
    slugs = {candidate.slug for candidate in earlier[:_MAX_RELATED_ARTICLES]}
    others = [candidate for candidate in day.views if candidate.slug in slugs]
    path = writing.article_path(article, day.outlet)
    page = _html_response(
        day, f"{day.outlet.style}.html", changed=changed, article=view, others=others
    )
    if day.outlet.style != "courier":
        return {path: page}
    amp = _html_response(day, "amp.html", changed=changed, article=view)
    return {path: page, f"/amp{path}": amp}


def _feed_response(day: _OutletDay, feed: FeedPlan) -> SiteResponse:
    if feed.fault == "gone":
        return SiteResponse(
            status=410, content_type="text/plain", body=b"This feed has been untied.\n"
        )
    if feed.fault == "blocked":
        return _blocked_page(day)
    if feed.fault == "moved":
        target = _feed_view(day.outlet, feed, home=day.site.home).moved_to
        return SiteResponse(
            status=301, content_type="text/plain", body=b"Moved.\n", location=target
        )
    if feed.format == "page":
        return _html_response(day, "front.html", articles=day.views)
    text = (
        _break_feed_markup(_render_feed(day, feed))
        if feed.fault == "malformed"
        else _render_feed(day, feed)
    )
    response = _response_with_validators(
        day,
        _encode_for_outlet(day.outlet, text),
        _FEED_CONTENT_TYPES[feed.format],
        day.last_changed(),
    )
    return replace(response, delay=day.slowness if feed.fault == "slow" else 0.0)


def _render_feed(day: _OutletDay, feed: FeedPlan) -> str:
    views = [
        replace(view, link=writing.feed_link(view.url, view.amp_url, outlet=day.outlet, feed=feed))
        for article, view in zip(day.articles, day.views, strict=True)
        if feed.section in ("", article.section)
    ]
    feed_view = _feed_view(day.outlet, feed, home=day.site.home)
    if feed.format == "json":
        return _json_feed(day, feed_view, views)
    template = _template_environment().get_template(f"{feed.format}.xml")
    return template.render(day.context(feed=feed_view, articles=views))


def _json_feed(day: _OutletDay, feed: _FeedView, views: Sequence[ArticleView]) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": day.site.home,
            "feed_url": feed.url,
            "language": day.outlet.language,
            "items": [_json_item(view, is_full=feed.full) for view in views],
        },
        ensure_ascii=False,
        indent=1,
    )


def _json_item(view: ArticleView, *, is_full: bool) -> dict[str, object]:
    item: dict[str, object] = {"id": view.url, "url": view.link, "title": view.title}
    item |= {"content_html": str(view.html)} if is_full else {"summary": view.summary}
    if view.iso:
        item["date_published"] = view.iso
    if view.author:
        item["authors"] = [{"name": view.author}]
    return item


def _break_feed_markup(text: str) -> str:
    """The feed with the faults of real systems: bare &, entities of HTML, unclosed tags."""
    return (
        text.replace("&amp;", "&")
        .replace("<description>", "<description>&nbsp;", 1)
        .replace("</description>\n</item>", "<br></description>\n</item>", 1)
        .replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', "")
    )


def _html_response(
    day: _OutletDay, template: str, *, changed: datetime | None = None, **context: object
) -> SiteResponse:
    text = _template_environment().get_template(template).render(day.context(**context))
    # A page in another encoding declares it only in the page: readers must look there.
    plain = "text/html; charset=utf-8" if day.outlet.encoding == "utf-8" else "text/html"
    return _response_with_validators(day, _encode_for_outlet(day.outlet, text), plain, changed)


def _encode_for_outlet(outlet: Outlet, text: str) -> bytes:
    # An older encoding lacks some characters; like real systems, the page writes them as numeric
    # entities.
    return text.encode(outlet.encoding, errors="xmlcharrefreplace")


def _response_with_validators(
    day: _OutletDay, body: bytes, content_type: str, changed: datetime | None
) -> SiteResponse:
    # From the content: the tag changes exactly when the page does.
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    validators = day.outlet.validators
    return SiteResponse(
        body=body,
        content_type=content_type,
        etag=tag if "etag" in validators else "",
        last_modified=_http_date(changed) if changed and "last-modified" in validators else "",
        compressed=day.outlet.compressed,
    )


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _text_response(text: str, content_type: str) -> SiteResponse:
    return SiteResponse(body=text.encode(), content_type=content_type)


@cache
def _template_environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("coranto.example"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
