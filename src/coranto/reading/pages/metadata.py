"""Read a page's metadata: title, authors, dates, site, canonical address, language. Pure.

The tree must be as parsed, before extraction changes it. Of several claims the most
trustworthy is used; a date stays as written and is never guessed from the article's text.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from coranto.reading import dates, urls
from coranto.reading.language import packs, phrases, text
from coranto.reading.pages import boilerplate, bylines, json_ld

#: Characters after which a title is cut: twice those of the longest real headline.
MAX_TITLE_CHARACTERS = 500
#: Any date before this one reads as a date. Whether it lies in the future is decided later,
#: where the time of the visit is known.
_LATEST_DATE = datetime(2200, 1, 1, tzinfo=UTC)

# In the tables below: names of `meta` and `itemprop`, the most trustworthy first.
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
_GENERIC_TITLES = frozenset(phrases.phrases_of_kind("generic_titles"))
#: Characters from which a short text is no dateline: a caption with a date is longer.
_MAX_DATE_LINE_CHARACTERS = 50
_TAGS_WITHOUT_DATES = frozenset(("a", "script", "style", "option"))
_LABEL_PATTERN = re.compile(r"^[^\d:：]{1,40}[:：]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's metadata as it claims them. Unknown values are "" or "und"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_raw: str = ""
    updated_raw: str = ""
    site_name: str = ""
    canonical: str = ""
    language: str = "und"
    body: str = ""  #: the article's text in JSON-LD, as plain text


@dataclass(slots=True)
class _PageFacts:
    """The claims that one walk over the tree gathers, not yet judged.

    A place is the number of an element in the order of the document.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)  #: by name in lower case
    nodes: list[json_ld.JsonLdNode] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    canonical: str = ""
    times: list[tuple[int, str]] = field(default_factory=list)  #: place, as written
    short_texts: list[tuple[int, str]] = field(default_factory=list)  #: place, text with digits
    bylines: list[str] = field(default_factory=list)
    heading_place: int = -1  #: of the first h1; -1 when there is none


def extract_metadata(tree: Any, *, url: str) -> Metadata:
    """The page's metadata. Raises nothing, whatever the page holds."""
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
            facts.heading_place = place if facts.heading_place < 0 else facts.heading_place
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
    """Add microdata, bylines and short texts that may be a date."""
    itemprop = element.get("itemprop")
    if itemprop:
        value = element.get("content") or element.get("datetime") or _element_text(element, 300)
        # Only the first is the article's own: comments have authors and dates too.
        facts.metas.setdefault(itemprop.strip().lower(), [value.strip()])
    classes = element.get("class")
    rel = element.get("rel") or ""
    if (classes and _BYLINE_CLASS_PATTERN.search(classes)) or "author" in rel:
        facts.bylines.append(_element_text(element, 300, "\n"))
    short_text = element.text
    if (
        short_text
        and 5 < len(short_text) < _MAX_DATE_LINE_CHARACTERS
        and _DIGIT_PATTERN.search(short_text)
        and element.tag not in _TAGS_WITHOUT_DATES
    ):
        facts.short_texts.append((place, short_text.strip()))


def _element_text(element: Any, limit: int = MAX_TITLE_CHARACTERS * 2, separator: str = "") -> str:
    """The text of an element, at most `limit` characters; `separator` parts its nodes."""
    # Stop at the limit: in broken markup an unclosed element holds the rest of the page.
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece[:limit])
        length += len(pieces[-1])
        if length >= limit:
            break
    if separator:
        return separator.join(" ".join(piece.split()) for piece in pieces if piece.strip())[:limit]
    return " ".join("".join(pieces).split())[:limit]


def _first_meta(metas: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


# --- title and site -----------------------------------------------------------


def _best_title(facts: _PageFacts, site: str) -> str:
    # Only a sole h1 is surely the headline; the first of several is the last claim.
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


def _plain_title(raw: str) -> str:
    """A title on one line, without markup and entities."""
    title = raw[: MAX_TITLE_CHARACTERS * 4]
    # Twice: content systems write "&amp;amp;", escaping what is escaped already.
    for _ in range(2):
        title = html.unescape(title)
    if "<" in title:
        title = text.from_html(title)
    return " ".join(text.clean_text(title).split())


def _strip_site_name(title: str, site: str) -> str:
    """The title without the site's name at its end or beginning, as in "Title | Site"."""
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
    """The heading when the title is its beginning, truncated with dots; else the title."""
    start = title.rstrip(" .…")
    return heading if start != title and len(start) > 20 and heading.startswith(start) else title


def _site_name(facts: _PageFacts) -> str:
    """The site's name without its motto. A URL or a handle does not count as a name."""
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
    """The names in the first kind of claim that has others than the site's own."""
    described = [
        name for node in facts.nodes[:3] for name in json_ld.person_names(node.get("author"))
    ]
    in_metas = (value for name in AUTHOR_META_NAMES for value in facts.metas.get(name, ())[:20])
    visible = bylines.parse_authors_strictly(facts.bylines[:3])
    for names in (bylines.parse_authors(described), bylines.parse_authors(in_metas), visible):
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
        tag = packs.parse_tag(claim[:40]) if claim else "und"
        if tag != "und":
            return tag
    return "und"


def _canonical_url(facts: _PageFacts, url: str) -> str:
    """The canonical address that the page claims, cleaned; "" when it cannot be believed.

    It must be on the same site, and not be the front page when this page is another.
    """
    for claim in (facts.canonical, _first_meta(facts.metas, ("og:url",))):
        address = urls.clean(claim, base=url) if claim else ""
        if address and urls.same_site(address, url) and not _is_front_page(address, url):
            return address
    return ""


def _is_front_page(address: str, url: str) -> bool:
    return address.rstrip("/").count("/") <= 2 < urls.clean(url).rstrip("/").count("/")


def _article_body(facts: _PageFacts) -> str:
    body = next(
        (body for node in facts.nodes if (body := json_ld.first_string(node.get("articleBody")))),
        "",
    )
    return text.from_html(body) if body else ""


# --- dates --------------------------------------------------------------------


def _published_date(facts: _PageFacts, tree: Any, *, url: str, language: str) -> str:
    """The publication date, as written by the most trustworthy claim that reads as a date."""
    claims = list(_date_claims(facts, "datePublished", PUBLISHED_META_NAMES))
    # Only behind the heading: a <time> above it need not be the article's.
    claims += [raw for place, raw in facts.times if place > facts.heading_place][:1]
    claim = _first_date_claim(claims, language)
    if claim and _is_date(claim, language):
        return claim
    near_heading = _first_date_claim(_dates_near_heading(facts), language)
    if near_heading and _is_date(near_heading, language):
        return near_heading
    in_url = _URL_DATE_PATTERN.search(url)
    # The claim that does not read as a date comes last: shown as written, it tells more than "".
    return (in_url[1] if in_url else "") or _htmldate_date(tree, url) or claim


def _updated_date(facts: _PageFacts, language: str) -> str:
    claim = _first_date_claim(_date_claims(facts, "dateModified", UPDATED_META_NAMES), language)
    return claim if claim and _is_date(claim, language) else ""


def _date_claims(facts: _PageFacts, json_ld_key: str, meta_names: Iterable[str]) -> Iterator[str]:
    for node in facts.nodes:
        yield json_ld.first_string(node.get(json_ld_key))
    for name in meta_names:
        yield from facts.metas.get(name, ())[:1]


def _first_date_claim(claims: Iterable[str], language: str) -> str:
    """The first claim that reads as a date, else the first that has a digit, else ""."""
    with_digits = [
        cleaned
        for claim in claims
        if _DIGIT_PATTERN.search(cleaned := text.clean_text(claim[:100]))
    ]
    readable = (claim for claim in with_digits if _is_date(claim, language))
    return next(readable, with_digits[0] if with_digits else "")


def _is_date(raw: str, language: str) -> bool:
    return dates.read_date(raw, seen=_LATEST_DATE, language=language).at is not None


def _dates_near_heading(facts: _PageFacts) -> list[str]:
    """Short texts with digits around the headline, nearest first, without their labels.

    Within 25 elements before it and 60 behind it.
    """
    if facts.heading_place < 0:
        return []
    nearby = [
        (abs(place - facts.heading_place), short_text)
        for place, short_text in facts.short_texts
        if -25 <= place - facts.heading_place <= 60
    ]
    return [_LABEL_PATTERN.sub("", short_text) for _, short_text in sorted(nearby)[:12]]


def _htmldate_date(tree: Any, url: str) -> str:
    """The date that htmldate finds in its known places, as ISO 8601; "" when it finds none."""
    import htmldate

    try:
        # Not `extensive_search`: what it finds in the whole text is a guess.
        date = htmldate.find_date(
            tree, url=url or None, original_date=True, extensive_search=False, max_date="2199-12-31"
        )
    # htmldate writes cleaned text back into the tree, and lxml refuses control characters.
    except ValueError:
        return ""
    return date or ""
