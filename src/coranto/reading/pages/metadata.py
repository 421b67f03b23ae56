"""What a page says of itself: title, authors, dates, site, canonical address, language. Pure.

Read from the tree before extraction changes it. Of several claims the more
trustworthy wins; a date stays as written, and none is guessed from elsewhere.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from coranto.reading import dates, urls
from coranto.reading.language import packs, text
from coranto.reading.pages import boilerplate, bylines, json_ld

#: A title is cut here, in characters: the longest real headline has half of it.
LONGEST_TITLE = 500
#: Any date up to here reads as one; whether it is absurd is decided where `seen` is known.
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

#: Names of `meta` and `itemprop`, the more trustworthy first.
PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created",
    "dc.date.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "article.published", "publication_date", "publish_date", "publishdate", "publish-date",
    "publishtime", "pubdate", "article_date_original", "citation_publication_date", "date",
)  # fmt: skip
UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "article.updated",
)  # fmt: skip
TITLE = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title",
         "dcterms.title", "title")  # fmt: skip
AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
          "dcterms.creator", "byl", "article:author_name", "citation_author")  # fmt: skip
SITE = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher",
        "dc.publisher", "al:android:app_name")  # fmt: skip
LANGUAGE = ("content-language", "language", "og:locale", "dc.language", "dcterms.language",
            "inlanguage")  # fmt: skip

_ADDRESS_DATE = re.compile(
    r"/((?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_-])"
)
_SEPARATOR = re.compile(r"\s+[|•·»«–—:-]+\s+|\s*[|»«]\s*")
_DIGIT = re.compile(r"\d")
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?)(?:[\s_-]?name)?(?:$|[\s_])", re.IGNORECASE
)
_GENERIC = frozenset(
    {"home", "homepage", "index", "untitled", "news", "article", "startseite", "accueil", "inicio",
     "главная", "خانه", "الرئيسية", "ballina", "首页", "untitleddocument", "notitle", "loading"}
)  # fmt: skip
#: A line with a date and a label is shorter than this; a caption with a date is longer.
_DATE_LINE = 50
_NO_DATES = frozenset(("a", "script", "style", "option"))
_LABEL = re.compile(r"^[^\d:：]{1,40}[:：]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's word on itself. Unknown is "" or "und"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_raw: str = ""
    updated_raw: str = ""
    site_name: str = ""
    canonical: str = ""
    language: str = "und"
    body: str = ""  #: the text that JSON-LD gives; plain


@dataclass(slots=True)
class _Facts:
    """What one walk over the tree gathers."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[json_ld.Node] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    times: list[tuple[int, str]] = field(default_factory=list)  #: place, as written
    visible: list[tuple[int, str]] = field(default_factory=list)  #: short words with digits
    bylines: list[str] = field(default_factory=list)
    heading_at: int = -1


def read(tree: Any, *, url: str) -> Metadata:
    """The page's word on itself. Never raises for what is in it."""
    facts = _gathered(tree)
    site = _site(facts)
    language = _language(facts)
    return Metadata(
        title=_title(facts, site),
        authors=_authors(facts, site),
        published_raw=_published(facts, tree, url=url, language=language),
        updated_raw=_updated(facts, language),
        site_name=site,
        canonical=_canonical(facts, url),
        language=language,
        body=_body(facts),
    )


# --- gathering ----------------------------------------------------------------


def _gathered(tree: Any) -> _Facts:
    facts = _Facts(nodes=json_ld.nodes(tree), language=tree.get("lang") or "")
    for place, element in enumerate(tree.iter("*")):
        tag = element.tag
        if tag == "meta":
            _add_meta(facts, element)
        elif tag == "link":
            _add_link(facts, element)
        elif tag == "title":
            facts.title = facts.title or _words(element)
        elif tag == "h1":
            facts.headings.append(_words(element))
            facts.heading_at = place if facts.heading_at < 0 else facts.heading_at
        elif tag == "time":
            facts.times.append((place, (element.get("datetime") or _words(element)).strip()))
        else:
            _add_body(facts, element, place)
    return facts


def _add_meta(facts: _Facts, element: Any) -> None:
    content = (element.get("content") or "").strip()
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name and content:
            facts.metas.setdefault(name.strip().lower(), []).append(content[:2000])


def _add_link(facts: _Facts, element: Any) -> None:
    if "canonical" in (element.get("rel") or "").lower().split():
        facts.canonical = facts.canonical or (element.get("href") or "").strip()


def _add_body(facts: _Facts, element: Any, place: int) -> None:
    """Microdata, bylines and short words that may be a date."""
    prop = element.get("itemprop")
    if prop:
        value = element.get("content") or element.get("datetime") or _words(element, 300)
        # The first is the article's own: comments have authors and dates too.
        facts.metas.setdefault(prop.strip().lower(), [value.strip()])
    named = element.get("class")
    if (named and _BYLINE_CLASS.search(named)) or "author" in (element.get("rel") or ""):
        facts.bylines.append(_words(element, 300, "\n"))
    own = element.text
    if own and 5 < len(own) < _DATE_LINE and _DIGIT.search(own) and element.tag not in _NO_DATES:
        facts.visible.append((place, own.strip()))


def _words(element: Any, limit: int = LONGEST_TITLE * 2, between: str = "") -> str:
    """The words in an element, up to so many characters: it may hold the whole page."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece[:limit])
        length += len(pieces[-1])
        if length >= limit:
            break
    if between:
        return between.join(" ".join(piece.split()) for piece in pieces if piece.strip())[:limit]
    return " ".join("".join(pieces).split())[:limit]


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


# --- title and site -----------------------------------------------------------


def _title(facts: _Facts, site: str) -> str:
    heading = _plain(facts.headings[0]) if len(facts.headings) == 1 else ""
    claims = [_plain(json_ld.words(node.get("headline"))) for node in facts.nodes[:3]]
    claims += [_plain(facts.metas[name][0]) for name in TITLE if name in facts.metas]
    claims += [heading, _plain(facts.title), *map(_plain, facts.headings[:1])]
    for claim in claims:
        title = _without_site(claim, site)
        if title and boilerplate.key(title) not in _GENERIC | {boilerplate.key(site)}:
            return _uncut(title, heading)[:LONGEST_TITLE].strip()
    return ""


def _plain(written: str) -> str:
    """A title without markup and line ends, entities decoded however often they were coded."""
    written = written[: LONGEST_TITLE * 4]
    for _ in range(2):
        written = html.unescape(written)
    if "<" in written:
        written = text.from_html(written)
    return " ".join(text.clean_text(written).split())


def _without_site(title: str, site: str) -> str:
    """The title without " | Site name" behind or before it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    name = boilerplate.key(site)
    if name and boilerplate.key(parts[-1]) in (name, f"{name}com"):
        return title[: title.rindex(parts[-1])].rstrip(" |•·»«–—:-")
    if name and boilerplate.key(parts[0]) == name:
        return title[len(parts[0]) :].lstrip(" |•·»«–—:-")
    return title


def _uncut(title: str, heading: str) -> str:
    """The heading when the title is only its beginning, cut off with dots."""
    start = title.rstrip(" .…")
    return heading if start != title and len(start) > 20 and heading.startswith(start) else title


def _site(facts: _Facts) -> str:
    """The site's name without its motto; an address is no name."""
    publishers = (json_ld.words(node.get("publisher")) for node in facts.nodes)
    for claim in (*(facts.metas[name][0] for name in SITE if name in facts.metas), *publishers):
        name = _plain(claim)
        if name and not name.startswith(("http:", "https:", "@")):
            return _SEPARATOR.split(name)[0][:200]
    return ""


# --- authors, language, address -----------------------------------------------


def _authors(facts: _Facts, site: str) -> tuple[str, ...]:
    """Names by the first kind of claim that has any besides the site's own."""
    described = [name for node in facts.nodes[:3] for name in json_ld.names(node.get("author"))]
    claimed = (value for name in AUTHOR for value in facts.metas.get(name, ())[:20])
    shown = bylines.shown_authors(facts.bylines[:3])
    for names in (bylines.authors(described), bylines.authors(claimed), shown):
        people = tuple(name for name in names if boilerplate.key(name) != boilerplate.key(site))
        if people:
            return people
    return ()


def _language(facts: _Facts) -> str:
    described = [json_ld.words(node.get("inLanguage")) for node in facts.nodes]
    metas = [facts.metas[name][0] for name in LANGUAGE if name in facts.metas]
    for claim in (*described, facts.language, *metas):
        found = packs.tag(claim[:40]) if claim else "und"
        if found != "und":
            return found
    return "und"


def _canonical(facts: _Facts, url: str) -> str:
    """The page's claim if it stays on the site and is not the front page of another page."""
    for claim in (facts.canonical, _first(facts.metas, ("og:url",))):
        address = urls.clean(claim, base=url) if claim else ""
        if address and urls.same_site(address, url) and not _is_front(address, url):
            return address
    return ""


def _is_front(address: str, url: str) -> bool:
    return address.rstrip("/").count("/") <= 2 < urls.clean(url).rstrip("/").count("/")


def _body(facts: _Facts) -> str:
    written = next((b for n in facts.nodes if (b := json_ld.words(n.get("articleBody")))), "")
    return text.from_html(written) if written else ""


# --- dates --------------------------------------------------------------------


def _published(facts: _Facts, tree: Any, *, url: str, language: str) -> str:
    """When it was published, as written by the most trustworthy claim that reads as a date."""
    claims = list(_claims(facts, "datePublished", PUBLISHED))
    claims += [raw for place, raw in facts.times if place > facts.heading_at][:1]
    found = _readable(claims, language)
    if found and _is_date(found, language):
        return found
    near = _readable(_near_heading(facts), language)
    if near and _is_date(near, language):
        return near
    address = _ADDRESS_DATE.search(url)
    return (address[1] if address else "") or _searched(tree, url) or found


def _updated(facts: _Facts, language: str) -> str:
    found = _readable(_claims(facts, "dateModified", UPDATED), language)
    return found if found and _is_date(found, language) else ""


def _claims(facts: _Facts, described: str, names: Iterable[str]) -> Iterator[str]:
    for node in facts.nodes:
        yield json_ld.words(node.get(described))
    for name in names:
        yield from facts.metas.get(name, ())[:1]


def _readable(claims: Iterable[str], language: str) -> str:
    """The first claim that reads as a date; else the first that says anything."""
    written = [text.clean_text(claim[:100]) for claim in claims]
    written = [claim for claim in written if _DIGIT.search(claim)]
    dated = (claim for claim in written if _is_date(claim, language))
    return next(dated, written[0] if written else "")


def _is_date(raw: str, language: str) -> bool:
    return dates.read_date(raw, seen=_LATEST, language=language).at is not None


def _near_heading(facts: _Facts) -> list[str]:
    """Short words with digits around the headline, nearest first, labels left off."""
    if facts.heading_at < 0:
        return []
    near = [
        (abs(place - facts.heading_at), words)
        for place, words in facts.visible
        if -25 <= place - facts.heading_at <= 60
    ]
    return [_LABEL.sub("", words) for _, words in sorted(near)[:12]]


def _searched(tree: Any, url: str) -> str:
    """What htmldate finds in the places it knows; its search of the whole text is a guess."""
    import htmldate

    try:
        found = htmldate.find_date(
            tree, url=url or None, original_date=True, extensive_search=False, max_date="2199-12-31"
        )
    except ValueError:  # it writes back what it cut, and lxml refuses control characters
        return ""
    return found or ""
