"""Prepare an article for its outlet's templates: addresses, HTML, dates. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from markdown_it import MarkdownIt
from markupsafe import Markup

from coranto.example import dates
from coranto.example.content import ExampleArticle, FeedPlan, Outlet

_ARTICLE_LINK_PATTERN = re.compile(r"\[([^\]]*)\]\(@([a-z-]+)/([^)\s]+)\)")
_MARKDOWN_SIGN_PATTERN = re.compile(r"^(?:#+|>) |\*", re.MULTILINE)
_TRACKING_QUERY = "?utm_source={outlet}&utm_medium=rss&utm_campaign=ombra"
_RTL_LANGUAGES = ("fa", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What a template may show of an article. A date that it must not show is ""."""

    slug: str
    url: str
    link: str  #: its address as the feed at hand gives it
    amp_url: str
    title: str
    author: str
    section: str
    language: str
    direction: str
    html: Markup
    divs: Markup  #: the same with div elements in place of p
    plain: str
    summary: str  #: its first paragraph
    shown: str  #: the visible date
    iso: str  #: the date for machines
    edited_iso: str
    rfc822: str
    brief_date: str
    json_ld: Markup


def text_direction(language: str) -> str:
    """Which way a language is written: "ltr" or "rtl"."""
    return "rtl" if language in _RTL_LANGUAGES else "ltr"


def article_path(article: ExampleArticle, outlet: Outlet) -> str:
    """The path of the article on its outlet's site."""
    return outlet.article_path.format(slug=article.slug)


def strip_markdown(text: str) -> str:
    """The text without its Markdown signs and links."""
    return _MARKDOWN_SIGN_PATTERN.sub("", _ARTICLE_LINK_PATTERN.sub(r"\1", text))


def article_view(
    article: ExampleArticle, outlet: Outlet, *, homes: Mapping[str, str], paths: Mapping[str, str]
) -> ArticleView:
    """The article for the templates; `homes` and `paths` map outlets to addresses and paths."""
    url = homes[outlet.id] + article_path(article, outlet).lstrip("/")
    language = article.language or outlet.language
    plain_text = strip_markdown(article.text)
    # Real sites differ here: some write the date for machines and readers, some only on the page in
    # their own calendar, some nowhere; a feed may also claim a wrong one.
    dates_machines = article.dated == "everywhere" and not article.feed_date
    dates_readers = article.dated != "nowhere" and not article.feed_date
    moment = article.published
    iso = moment.isoformat() if dates_machines else ""
    html = _markdown_to_html(article.text, homes=homes, paths=paths)
    rfc822 = format_datetime(moment) if dates_machines else article.feed_date
    return ArticleView(
        slug=article.slug,
        url=url,
        link=url,
        amp_url=homes[outlet.id] + "amp" + article_path(article, outlet),
        title=article.title,
        author=article.author,
        section=article.section,
        language=language,
        direction=text_direction(language),
        html=html,
        divs=_without_paragraphs(html),
        plain=plain_text,
        summary=plain_text.split("\n\n", 1)[0],
        shown=dates.format_date(moment, manner=outlet.dates) if dates_readers else "",
        iso=iso,
        edited_iso=article.edit.at.isoformat() if article.edit else "",
        rfc822=rfc822,
        brief_date=f"{moment:%d %b %Y %H:%M %z}",
        json_ld=_json_ld(article, outlet, url=url, iso=iso),
    )


def feed_link(view_url: str, amp_url: str, *, outlet: Outlet, feed: FeedPlan) -> str:
    """The address that this feed gives for the article."""
    if feed.links == "amp":
        return amp_url
    if feed.links == "tracked":
        return view_url + _TRACKING_QUERY.format(outlet=outlet.id)
    return view_url


def _markdown_to_html(text: str, *, homes: Mapping[str, str], paths: Mapping[str, str]) -> Markup:
    def address(match: re.Match[str]) -> str:
        words, outlet_id, slug = match.groups()
        target = homes[outlet_id] + paths[outlet_id].format(slug=slug).lstrip("/")
        return f"[{words}]({target})"

    markdown = MarkdownIt("commonmark", {"html": False})
    # Our own text, with raw HTML switched off.
    return Markup(markdown.render(_ARTICLE_LINK_PATTERN.sub(address, text)).strip())  # noqa: S704


def _without_paragraphs(html: Markup) -> Markup:
    return Markup(str(html).replace("<p>", '<div class="par">').replace("</p>", "</div>"))  # noqa: S704


def _json_ld(article: ExampleArticle, outlet: Outlet, *, url: str, iso: str) -> Markup:
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": url,
        "inLanguage": article.language or outlet.language,
        "publisher": {"@type": "Organization", "name": outlet.name},
    }
    if iso:
        facts["datePublished"] = iso
    if article.author:
        facts["author"] = [{"@type": "Person", "name": article.author}]
    json_ld = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(json_ld)  # noqa: S704 - our own text, "<" escaped


def edited_at(article: ExampleArticle, moment: datetime) -> datetime:
    """When the article last changed, as seen at that moment."""
    if article.edit and article.edit.at <= moment:
        return article.edit.at
    return article.published
