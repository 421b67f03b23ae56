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
MAX_TITLE_CHARACTERS = 500
#: Any date up to here reads as one; whether it is absurd is decided where `seen` is known.
_LATEST_DATE = datetime(2200, 1, 1, tzinfo=UTC)

#: Names of `meta` and `itemprop`, the more trustworthy first.
PUBLISHED_META_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created",
    "dc.date.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "article.published", "publication_date", "publish_date", "publishdate", "publish-date",
    "publishtime", "pubdate", "article_date_original", "citation_publication_date", "date",
)  # fmt: skip
UPDATED_META_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "article.updated",
)  # fmt: skip
TITLE_META_NAMES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title",
         "dcterms.title", "title")  # fmt: skip
AUTHOR_META_NAMES = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
          "dcterms.creator", "byl", "article:author_name", "citation_author")  # fmt: skip
SITE_META_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher",
        "dc.publisher", "al:android:app_name")  # fmt: skip
LANGUAGE_META_NAMES = ("content-language", "language", "og:locale", "dc.language",
            "dcterms.language", "inlanguage")  # fmt: skip

_URL_DATE_PATTERN = re.compile(
    r"/((?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_-])"
)
_TITLE_SEPARATOR_PATTERN = re.compile(r"\s+[|•·»«–—:-]+\s+|\s*[|»«]\s*")
_DIGIT_PATTERN = re.compile(r"\d")
_BYLINE_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?)(?:[\s_-]?name)?(?:$|[\s_])", re.IGNORECASE
)
_GENERIC_TITLES = frozenset(
    {"home", "homepage", "index", "untitled", "news", "article", "startseite", "accueil", "inicio",
     "главная", "خانه", "الرئيسية", "ballina", "首页", "untitleddocument", "notitle", "loading"}
)  # fmt: skip
#: A line with a date and a label is shorter than this; a caption with a date is longer.
_MAX_DATE_LINE_CHARACTERS = 50
_TAGS_WITHOUT_DATES = frozenset(("a", "script", "style", "option"))
_LABEL_PATTERN = re.compile(r"^[^\d:：]{1,40}[:：]\s*")


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
class _PageFacts:
    """What one walk over the tree gathers."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[json_ld.JsonLdNode] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    times: list[tuple[int, str]] = field(default_factory=list)  #: place, as written
    visible: list[tuple[int, str]] = field(default_factory=list)  #: short words with digits
    bylines: list[str] = field(default_factory=list)
    heading_at: int = -1


def extract_metadata(tree: Any, *, url: str) -> Metadata:
    """The page's word on itself. Never raises for what is in it."""
    facts = _gather_facts(tree)
    site = _site_name(facts)
    language = _find_language(facts)
    return Metadata(
        title=_best_title(facts, site),
        authors=_find_authors(facts, site),
        published_raw=_published_date(facts, tree, url=url, language=language),
        updated_raw=_updated_date(facts, language),
        site_name=site,
        canonical=_canonical_url(facts, url),
        language=language,
        body=_article_body(facts),
    )


# --- gathering ----------------------------------------------------------------


def _gather_facts(tree: Any) -> _PageFacts:
    facts = _PageFacts(nodes=json_ld.article_nodes(tree), language=tree.get("lang") or "")
    for place, element in enumerate(tree.iter("*")):
        tag = element.tag
        if tag == "meta":
            _add_meta(facts, element)
        elif tag == "link":
            _add_link(facts, element)
        elif tag == "title":
            facts.title = facts.title or _element_text(element)
        elif tag == "h1":
            facts.headings.append(_element_text(element))
            facts.heading_at = place if facts.heading_at < 0 else facts.heading_at
        elif tag == "time":
            facts.times.append((place, (element.get("datetime") or _element_text(element)).strip()))
        else:
            _add_other_element(facts, element, place)
    return facts


def _add_meta(facts: _PageFacts, element: Any) -> None:
    content = (element.get("content") or "").strip()
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name and content:
            facts.metas.setdefault(name.strip().lower(), []).append(content[:2000])


def _add_link(facts: _PageFacts, element: Any) -> None:
    if "canonical" in (element.get("rel") or "").lower().split():
        facts.canonical = facts.canonical or (element.get("href") or "").strip()


def _add_other_element(facts: _PageFacts, element: Any, place: int) -> None:
    """Microdata, bylines and short words that may be a date."""
    prop = element.get("itemprop")
    if prop:
        value = element.get("content") or element.get("datetime") or _element_text(element, 300)
        # The first is the article's own: comments have authors and dates too.
        facts.metas.setdefault(prop.strip().lower(), [value.strip()])
    named = element.get("class")
    if (named and _BYLINE_CLASS_PATTERN.search(named)) or "author" in (element.get("rel") or ""):
        facts.bylines.append(_element_text(element, 300, "\n"))
    own = element.text
    if (
        own
        and 5 < len(own) < _MAX_DATE_LINE_CHARACTERS
        and _DIGIT_PATTERN.search(own)
        and element.tag not in _TAGS_WITHOUT_DATES
    ):
        facts.visible.append((place, own.strip()))


def _element_text(element: Any, limit: int = MAX_TITLE_CHARACTERS * 2, between: str = "") -> str:
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


def _first_meta(metas: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


# --- title and site -----------------------------------------------------------


def _best_title(facts: _PageFacts, site: str) -> str:
    heading = _plain_title(facts.headings[0]) if len(facts.headings) == 1 else ""
    claims = [_plain_title(json_ld.first_string(node.get("headline"))) for node in facts.nodes[:3]]
    claims += [
        _plain_title(facts.metas[name][0]) for name in TITLE_META_NAMES if name in facts.metas
    ]
    claims += [heading, _plain_title(facts.title), *map(_plain_title, facts.headings[:1])]
    for claim in claims:
        title = _strip_site_name(claim, site)
        if title and boilerplate.line_key(title) not in _GENERIC_TITLES | {
            boilerplate.line_key(site)
        }:
            return _untruncated_title(title, heading)[:MAX_TITLE_CHARACTERS].strip()
    return ""


def _plain_title(written: str) -> str:
    """A title without markup and line ends, entities decoded however often they were coded."""
    written = written[: MAX_TITLE_CHARACTERS * 4]
    for _ in range(2):
        written = html.unescape(written)
    if "<" in written:
        written = text.from_html(written)
    return " ".join(text.clean_text(written).split())


def _strip_site_name(title: str, site: str) -> str:
    """The title without " | Site name" behind or before it."""
    parts = _TITLE_SEPARATOR_PATTERN.split(title)
    if len(parts) < 2:
        return title
    name = boilerplate.line_key(site)
    if name and boilerplate.line_key(parts[-1]) in (name, f"{name}com"):
        return title[: title.rindex(parts[-1])].rstrip(" |•·»«–—:-")
    if name and boilerplate.line_key(parts[0]) == name:
        return title[len(parts[0]) :].lstrip(" |•·»«–—:-")
    return title


def _untruncated_title(title: str, heading: str) -> str:
    """The heading when the title is only its beginning, cut off with dots."""
    start = title.rstrip(" .…")
    return heading if start != title and len(start) > 20 and heading.startswith(start) else title


def _site_name(facts: _PageFacts) -> str:
    """The site's name without its motto; an address is no name."""
    publishers = (json_ld.first_string(node.get("publisher")) for node in facts.nodes)
    for claim in (
        *(facts.metas[name][0] for name in SITE_META_NAMES if name in facts.metas),
        *publishers,
    ):
        name = _plain_title(claim)
        if name and not name.startswith(("http:", "https:", "@")):
            return _TITLE_SEPARATOR_PATTERN.split(name)[0][:200]
    return ""


# --- authors, language, address -----------------------------------------------


def _find_authors(facts: _PageFacts, site: str) -> tuple[str, ...]:
    """Names by the first kind of claim that has any besides the site's own."""
    described = [
        name for node in facts.nodes[:3] for name in json_ld.person_names(node.get("author"))
    ]
    claimed = (value for name in AUTHOR_META_NAMES for value in facts.metas.get(name, ())[:20])
    shown = bylines.parse_authors_strictly(facts.bylines[:3])
    for names in (bylines.parse_authors(described), bylines.parse_authors(claimed), shown):
        people = tuple(
            name for name in names if boilerplate.line_key(name) != boilerplate.line_key(site)
        )
        if people:
            return people
    return ()


def _find_language(facts: _PageFacts) -> str:
    described = [json_ld.first_string(node.get("inLanguage")) for node in facts.nodes]
    metas = [facts.metas[name][0] for name in LANGUAGE_META_NAMES if name in facts.metas]
    for claim in (*described, facts.language, *metas):
        found = packs.parse_tag(claim[:40]) if claim else "und"
        if found != "und":
            return found
    return "und"


def _canonical_url(facts: _PageFacts, url: str) -> str:
    """The page's claim if it stays on the site and is not the front page of another page."""
    for claim in (facts.canonical, _first_meta(facts.metas, ("og:url",))):
        address = urls.clean(claim, base=url) if claim else ""
        if address and urls.same_site(address, url) and not _is_front_page(address, url):
            return address
    return ""


def _is_front_page(address: str, url: str) -> bool:
    return address.rstrip("/").count("/") <= 2 < urls.clean(url).rstrip("/").count("/")


def _article_body(facts: _PageFacts) -> str:
    written = next(
        (b for n in facts.nodes if (b := json_ld.first_string(n.get("articleBody")))), ""
    )
    return text.from_html(written) if written else ""


# --- dates --------------------------------------------------------------------


def _published_date(facts: _PageFacts, tree: Any, *, url: str, language: str) -> str:
    """When it was published, as written by the most trustworthy claim that reads as a date."""
    claims = list(_date_claims(facts, "datePublished", PUBLISHED_META_NAMES))
    claims += [raw for place, raw in facts.times if place > facts.heading_at][:1]
    found = _first_date_claim(claims, language)
    if found and _is_date(found, language):
        return found
    near = _first_date_claim(_dates_near_heading(facts), language)
    if near and _is_date(near, language):
        return near
    address = _URL_DATE_PATTERN.search(url)
    return (address[1] if address else "") or _htmldate_date(tree, url) or found


def _updated_date(facts: _PageFacts, language: str) -> str:
    found = _first_date_claim(_date_claims(facts, "dateModified", UPDATED_META_NAMES), language)
    return found if found and _is_date(found, language) else ""


def _date_claims(facts: _PageFacts, described: str, names: Iterable[str]) -> Iterator[str]:
    for node in facts.nodes:
        yield json_ld.first_string(node.get(described))
    for name in names:
        yield from facts.metas.get(name, ())[:1]


def _first_date_claim(claims: Iterable[str], language: str) -> str:
    """The first claim that reads as a date; else the first that says anything."""
    written = [text.clean_text(claim[:100]) for claim in claims]
    written = [claim for claim in written if _DIGIT_PATTERN.search(claim)]
    dated = (claim for claim in written if _is_date(claim, language))
    return next(dated, written[0] if written else "")


def _is_date(raw: str, language: str) -> bool:
    return dates.read_date(raw, seen=_LATEST_DATE, language=language).at is not None


def _dates_near_heading(facts: _PageFacts) -> list[str]:
    """Short words with digits around the headline, nearest first, labels left off."""
    if facts.heading_at < 0:
        return []
    near = [
        (abs(place - facts.heading_at), words)
        for place, words in facts.visible
        if -25 <= place - facts.heading_at <= 60
    ]
    return [_LABEL_PATTERN.sub("", words) for _, words in sorted(near)[:12]]


def _htmldate_date(tree: Any, url: str) -> str:
    """What htmldate finds in the places it knows; its search of the whole text is a guess."""
    import htmldate

    try:
        found = htmldate.find_date(
            tree, url=url or None, original_date=True, extensive_search=False, max_date="2199-12-31"
        )
    except ValueError:  # it writes back what it cut, and lxml refuses control characters
        return ""
    return found or ""
