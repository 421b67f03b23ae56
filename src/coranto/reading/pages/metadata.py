"""Read a page's metadata: title, authors, dates, site, canonical address, language. Pure.

The tree must be as parsed, before extraction changes it. Of several claims about the page's own
article the most trustworthy is used; claims about other articles of the page are left.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coranto.model import DateClaimKind
from coranto.reading import urls
from coranto.reading.language import packs, phrases, text, titles
from coranto.reading.pages import (
    boilerplate,
    bylines,
    json_ld,
    own_nodes,
    publication,
)
from coranto.reading.pages import (
    claims as page_claims,
)
from coranto.reading.pages.claims import ArticleHead, PageClaims
from coranto.reading.pages.own_nodes import OwnNodes

#: Characters after which a title is cut: twice those of the longest real headline.
MAX_TITLE_CHARACTERS = 500
#: Characters of the longest heading that completes a title; broken markup makes headings of pages.
MAX_COMPLETING_CHARACTERS = 300
#: Headings of one page that are compared with its titles.
MAX_COMPARED_HEADINGS = 100
#: Characters from which a heading of the second or third level may be the article's.
MIN_LOWER_HEADING_CHARACTERS = 10

# In the tables below: names of `meta` and `itemprop`, the most trustworthy first.
TITLE_META_NAMES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title",
         "dcterms.title", "title")  # fmt: skip
AUTHOR_META_NAMES = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
          "dcterms.creator", "byl", "article:author_name", "citation_author")  # fmt: skip
SITE_META_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher",
        "dc.publisher", "al:android:app_name")  # fmt: skip
LANGUAGE_META_NAMES = ("content-language", "language", "og:locale", "dc.language",
            "dcterms.language", "inlanguage")  # fmt: skip

_TITLE_SEPARATOR_PATTERN = re.compile(r"\s{1,40}[|•·»«–—:-]{1,9}\s+|\s{0,40}[|»«]\s*")
#: How a cut title goes on: in a word, or with the next one.
_CONTINUATION_PATTERN = re.compile(r"""[\w"']| ["'(]?\w""")
_HEADING_CONTINUATION_PATTERN = re.compile(r"(?! ?[|•·»«])")
_GENERIC_TITLES = frozenset(phrases.phrases_of_kind("generic_titles"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's metadata as it claims them. Unknown values are "" or "und"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published_raw: str = ""
    published_kind: DateClaimKind = "none"
    updated_raw: str = ""
    site_name: str = ""
    canonical: str = ""
    language: str = "und"
    body: str = ""  #: the article's text in JSON-LD, as plain text; "" when readers must pay for it
    #: Whether every text in JSON-LD is of this article and free to read.
    has_own_bodies_only: bool = True
    paid_selectors: tuple[str, ...] = ()  #: CSS selectors of the part that must be paid for
    word_count: int = 0  #: of the article, as the page gives it; 0 when it does not


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    """What tells the page's own article from the others on the page."""

    heading: str  #: "" when the page has none that is surely the article's
    head: ArticleHead
    own: OwnNodes
    heading_element: Any


def extract_metadata(tree: Any, *, url: str, announced_title: str = "") -> Metadata:
    """The page's metadata. Raises nothing, whatever the page holds.

    `announced_title` is the one that a feed gives the article; JSON-LD of that headline is its own.
    """
    claims = page_claims.gather(tree)
    site = _site_name(claims)
    article = _find_article(claims, url, site, announced_title)
    _add_own_properties(claims, article)
    language = _find_language(claims, article.own)
    published = publication.find_publication(
        claims, article.own, article.head, url=url, language=language
    )
    if published.kind == "none":
        published = publication.guess_publication(
            claims, article.head, tree, url=url, language=language
        )
    return Metadata(
        title=_best_title(claims, article, site),
        authors=_find_authors(claims, article, site),
        published_raw=published.raw,
        published_kind=published.kind,
        updated_raw=publication.find_update(claims, article.own, language=language),
        site_name=site,
        canonical=_canonical_url(claims, url),
        language=language,
        body=_article_body(article.own),
        has_own_bodies_only=_has_own_bodies_only(claims, article.own),
        paid_selectors=tuple(s for node in article.own.all for s in json_ld.paid_selectors(node)),
        word_count=max(map(json_ld.word_count, article.own.all), default=0),
    )


# --- which article ------------------------------------------------------------


def _find_article(claims: PageClaims, url: str, site: str, announced_title: str) -> _Article:
    meta_titles = [claims.metas[name][0] for name in TITLE_META_NAMES if name in claims.metas]
    tag_titles = _TITLE_SEPARATOR_PATTERN.split(claims.title)
    page_titles = [_plain_title(title) for title in (*meta_titles, claims.title)]
    parts = [_plain_title(part) for part in tag_titles]
    place, element, is_sure = _main_heading(claims, [*page_titles, *parts], site)
    heading = page_claims.element_text(element) if element is not None else ""
    headings = [heading, *claims.headings_of("h1")]
    own = own_nodes.choose(
        claims.nodes,
        addresses=(url, claims.canonical and urls.clean(claims.canonical, base=url),
                   _first_meta(claims.metas, ("og:url",))),
        # Of the parts of a title the longest: a shorter one is the name of a section or the site.
        titles=[announced_title, *page_titles, max(parts, key=len), *map(_plain_title, headings)],
        base=url,
    )  # fmt: skip
    return _Article(
        heading=_plain_title(heading) if is_sure else "",
        head=ArticleHead.find(claims, place, element),
        own=own,
        heading_element=element,
    )


def _main_heading(
    claims: PageClaims, page_titles: Iterable[str], site: str
) -> tuple[int, Any, bool]:
    """Place and element of the article's heading, and whether it surely is that.

    It says what a title of the page says. Else only a sole h1 is surely the headline.
    """
    folded_titles = {text.normalise(title) for title in page_titles} - {"", text.normalise(site)}
    likely: list[tuple[int, int, Any]] = []
    for place, element in claims.headings[:MAX_COMPARED_HEADINGS]:
        words = text.normalise(_plain_title(page_claims.element_text(element)))
        if words in folded_titles and (
            element.tag == "h1" or len(words) >= MIN_LOWER_HEADING_CHARACTERS
        ):
            likely.append((len(words), place, element))
    if likely:
        # The site's name is a heading as well, and a shorter part of the title.
        length = max(words for words, _, _ in likely)
        return *next(match[1:] for match in likely if match[0] == length), True
    firsts = [heading for heading in claims.headings if heading[1].tag == "h1"]
    return (*firsts[0], len(firsts) == 1) if firsts else (-1, None, False)


def _add_own_properties(claims: PageClaims, article: _Article) -> None:
    """Add the microdata of the page and of the item that holds the article's heading."""
    heading = article.heading_element
    around_heading = [] if heading is None else [heading, *heading.iterancestors()]
    headlines = {text.normalise(article.heading), text.normalise(_plain_title(claims.title))} - {""}
    own_scopes = [None, *(element for element in around_heading if _is_scope(element))]
    own_scopes += [
        item.scope
        for item in claims.properties
        if item.name in ("headline", "name")
        and text.normalise(_plain_title(item.value)) in headlines
    ]
    # The properties keep the elements alive, so that no other gets their ids.
    own_ids = set(map(id, own_scopes))
    scopes_by_name: dict[str, Any] = {}
    for item in claims.properties:
        # Only of the first item that has it: the parts of an item have dates and authors, too.
        if id(item.scope) in own_ids and (
            scopes_by_name.get(item.name, claims) is item.scope or item.name not in claims.metas
        ):
            scopes_by_name[item.name] = item.scope
            # Longer values of several are what the page tells of its authors.
            if item.name not in claims.metas or len(item.value) <= bylines.MAX_NAME_CHARACTERS:
                claims.metas.setdefault(item.name, []).append(item.value)


def _is_scope(element: Any) -> bool:
    return element.get("itemscope") is not None


def _first_meta(metas: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


# --- title and site -----------------------------------------------------------


def _best_title(claims: PageClaims, article: _Article, site: str) -> str:
    headlines = [
        _plain_title(json_ld.first_string(node.get("headline"))) for node in article.own.all[:3]
    ]
    described = [
        _plain_title(claims.metas[name][0]) for name in TITLE_META_NAMES if name in claims.metas
    ]
    shown = [article.heading, _plain_title(claims.title)]
    shown += map(_plain_title, claims.headings_of("h1")[:1])
    claims_of_title = (*headlines, *described)
    for claim in (*claims_of_title, *shown):
        title = _strip_site_name(claim, site)
        if title and boilerplate.line_key(title) not in _GENERIC_TITLES | {
            boilerplate.line_key(site)
        }:
            return _complete_title(title, article.heading, claims_of_title)[
                :MAX_TITLE_CHARACTERS
            ].strip()
    return ""


def _plain_title(raw: str) -> str:
    """A title of metadata on one line, without type setting and entities."""
    title = raw[: MAX_TITLE_CHARACTERS * 4]
    # Content systems write "&amp;amp;", escaping what is escaped already.
    return titles.title_words(html.unescape(title) if "&" in title else title)


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


def _complete_title(title: str, heading: str, others: Iterable[str]) -> str:
    """The longer title that begins with this one: a proper beginning is a stump.

    That is the heading, or another title that goes on in words; behind a dash or a line it may
    go on with the name of the site.
    """
    start = text.normalise(title.rstrip(" .…"))
    for candidate in (heading, *others):
        words = text.normalise(candidate)
        goes_on = _HEADING_CONTINUATION_PATTERN if candidate == heading else _CONTINUATION_PATTERN
        if (
            start
            and len(title) < len(candidate) <= MAX_COMPLETING_CHARACTERS
            and words.startswith(start)
            and goes_on.match(words, len(start))
        ):
            return candidate
    return title


def _site_name(claims: PageClaims) -> str:
    """The site's name without its motto. A URL or a handle does not count as a name."""
    publishers = (json_ld.first_string(node.get("publisher")) for node in claims.nodes)
    for claim in (
        *(claims.metas[name][0] for name in SITE_META_NAMES if name in claims.metas),
        *publishers,
    ):
        name = _plain_title(claim)
        if name and not name.startswith(("http:", "https:", "@")):
            return _TITLE_SEPARATOR_PATTERN.split(name)[0][:200]
    return ""


# --- authors, language, address -----------------------------------------------


def _find_authors(claims: PageClaims, article: _Article, site: str) -> tuple[str, ...]:
    """The names in the first kind of claim that has others than the site's own."""
    # A page may name its site in its title only: "Tin boats | The Ferry".
    title_parts = _TITLE_SEPARATOR_PATTERN.split(claims.title)
    site_keys = {boilerplate.line_key(name) for name in (site, *title_parts[1:])}
    described = [
        name for node in article.own.all[:3] for name in json_ld.person_names(node.get("author"))
    ]
    in_metas = (value for name in AUTHOR_META_NAMES for value in claims.metas.get(name, ())[:20])
    visible = bylines.parse_authors_strictly(_own_bylines(claims, article.head))
    for names in (bylines.parse_authors(described), bylines.parse_authors(in_metas), visible):
        people = tuple(name for name in names if boilerplate.line_key(name) not in site_keys)
        if people:
            return people
    return ()


def _own_bylines(claims: PageClaims, head: ArticleHead) -> list[str]:
    """The byline nearest to the heading, with those beside it; others are of other articles."""
    own = head.own_texts(claims.bylines)
    # A part of a byline may stand in an element of its own: "by", a picture.
    first = next((line for line in own if bylines.parse_authors_strictly([line.text])), None)
    return [line.text for line in own if first and line.parent is first.parent][:3]


def _find_language(claims: PageClaims, own: OwnNodes) -> str:
    pages = [node for node in claims.nodes if not json_ld.is_article(node)]
    described = [json_ld.first_string(node.get("inLanguage")) for node in (*own.all, *pages)]
    metas = [claims.metas[name][0] for name in LANGUAGE_META_NAMES if name in claims.metas]
    for claim in (*described, claims.language, *metas):
        tag = packs.parse_tag(claim[:40]) if claim else "und"
        if tag != "und":
            return tag
    return "und"


def _canonical_url(claims: PageClaims, url: str) -> str:
    """The canonical address that the page claims, cleaned; "" when it cannot be believed.

    It must be on the same site, and not be the front page when this page is another.
    """
    for claim in (claims.canonical, _first_meta(claims.metas, ("og:url",))):
        address = urls.strip_trackers(urls.clean(claim, base=url)) if claim else ""
        if address and urls.same_site(address, url) and not _is_front_page(address, url):
            return address
    return ""


def _is_front_page(address: str, url: str) -> bool:
    return address.rstrip("/").count("/") <= 2 < urls.clean(url).rstrip("/").count("/")


def _article_body(own: OwnNodes) -> str:
    # A text that readers must pay for is not taken, though the page holds it.
    if any(map(json_ld.is_paid, own.all)):
        return ""
    bodies = (json_ld.first_string(node.get("articleBody")) for node in own.all)
    body = next(filter(None, bodies), "")
    return text.from_html(body) if body else ""


def _has_own_bodies_only(claims: PageClaims, own: OwnNodes) -> bool:
    own_ids = set(map(id, own.all))
    return all(
        id(node) in own_ids and not json_ld.is_paid(node)
        for node in claims.nodes
        if json_ld.first_string(node.get("articleBody"))
    )
