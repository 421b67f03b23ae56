"""Gather what a page claims about its article in one walk over the tree. Pure; judges little.

Only what can be seen from the shape of the markup is left out: what stands in parts of the
page that hold other things than the article (menus, sidebars, footers, readers' comments).
A place is the number of an element in the order of the document.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from coranto.reading.pages import json_ld

#: Characters of a heading or title that are read: twice those of the longest title kept.
MAX_HEADING_CHARACTERS = 1_000
#: Characters of a byline that are read.
MAX_BYLINE_CHARACTERS = 300
#: Characters from which a short text is no dateline: a caption with a date is longer.
MAX_DATE_LINE_CHARACTERS = 50
MIN_DATE_LINE_CHARACTERS = 5
#: Characters from which a paragraph, and any other element's own text, is prose.
MIN_PARAGRAPH_CHARACTERS = 50
MIN_PROSE_CHARACTERS = 80
#: Characters before a short text that may say what it is: "Updated:".
MAX_LABEL_CHARACTERS = 60
#: Elements before the heading among which a dateline or byline may stand.
MAX_ELEMENTS_ABOVE_HEADING = 25
#: Levels above a heading that are its own part of the page: where the dateline above it stands.
MAX_LEVELS_AROUND_HEADING = 5
#: Levels above an element that are compared to tell a list of alike parts.
_LIST_LEVELS = 3
_MAX_SCOPE_LEVELS = 30

_DIGIT_PATTERN = re.compile(r"\d")
_BYLINE_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?)(?:[\s_-]?name)?(?:$|[\s_])", re.IGNORECASE
)
_CLASS_SEPARATOR_PATTERN = re.compile(r"[\s_-]+")
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4"))
_TAGS_WITHOUT_DATES = frozenset(("a", "script", "style", "option"))
_TAGS_WITHOUT_PROSE = _TAGS_WITHOUT_DATES | _HEADING_TAGS | {
    "title", "figcaption", "noscript", "template", "button", "label", "textarea",
}  # fmt: skip
#: Tags of parts that never hold the article itself (HTML 5).
_FOREIGN_TAGS = frozenset(("aside", "nav", "footer", "template", "dialog", "figcaption"))
#: How the types of microdata end that describe other things than the article.
_FOREIGN_TYPE_ENDINGS = ("comment", "comments", "event")
#: Words that page templates put into classes and ids of such parts.
_FOREIGN_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|related|recommended|sidebar|footer|breadcrumbs?"
    r"|v?event|events|calendar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UPDATE_CLASSES = frozenset(
    {"updated", "modified", "datemodified", "lastmod", "lastmodified", "dateupdated"}
)
_PUBLICATION_CLASSES = frozenset({"published", "datepublished", "pubdate", "publishdate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """A short text that readers see, and where it stands."""

    place: int
    text: str
    label: str  #: what stands before it in its parent
    parent: Any
    signature: tuple[str, ...]  #: tags and classes of the elements around it


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemProperty:
    """One property of microdata."""

    name: str  #: in lower case
    value: str
    scope: Any  #: the element of the item that it belongs to; None for the page


@dataclass(slots=True)
class PageClaims:
    """What one walk over the tree gathers, in the order of the document."""

    metas: dict[str, list[str]] = field(default_factory=dict)  #: by name in lower case
    properties: list[ItemProperty] = field(default_factory=list)
    nodes: list[json_ld.JsonLdNode] = field(default_factory=list)
    headings: list[tuple[int, Any]] = field(default_factory=list)  #: place, element
    title: str = ""
    language: str = ""
    canonical: str = ""
    times: list[ShownText] = field(default_factory=list)
    short_texts: list[ShownText] = field(default_factory=list)  #: with digits
    bylines: list[ShownText] = field(default_factory=list)
    prose_places: list[int] = field(default_factory=list)

    def headings_of(self, tag: str) -> list[str]:
        """The texts of the headings of one level."""
        return [element_text(element) for _, element in self.headings if element.tag == tag]


def gather(tree: Any) -> PageClaims:
    """What the page claims. The tree must be as parsed, before extraction changes it."""
    claims = PageClaims(nodes=json_ld.article_nodes(tree), language=tree.get("lang") or "")
    foreign_until = -1
    for place, element in enumerate(tree.iter("*")):
        tag = element.tag
        if tag == "meta":
            _add_meta(claims, element)
        elif tag == "link":
            _add_link(claims, element)
        elif tag == "title":
            claims.title = claims.title or element_text(element)
        if place <= foreign_until:
            continue
        if _is_foreign(element, claims):
            foreign_until = place + sum(1 for _ in element.iterdescendants("*"))
            continue
        if tag in _HEADING_TAGS:
            claims.headings.append((place, element))
        elif tag not in ("meta", "link", "title"):
            _add_shown(claims, element, place)
        if element.get("itemprop"):
            _add_property(claims, element)
    return claims


def _add_meta(claims: PageClaims, element: Any) -> None:
    content = (element.get("content") or "").strip()
    # content="The "wet" ferry" gives attributes named `wet"` and `ferry"`: what the parser has
    # of the content is its beginning only.
    if any('"' in name or "'" in name for name in element.keys()):  # noqa: SIM118
        return
    for attribute in ("property", "name", "http-equiv"):
        name = element.get(attribute)
        if name and content:
            claims.metas.setdefault(name.strip().lower(), []).append(content[:2000])


def _add_link(claims: PageClaims, element: Any) -> None:
    if "canonical" in (element.get("rel") or "").lower().split():
        claims.canonical = claims.canonical or (element.get("href") or "").strip()


def _is_foreign(element: Any, claims: PageClaims) -> bool:
    """Whether an element is a part of the page that holds other things than the article."""
    tag = element.tag
    if tag in _FOREIGN_TAGS:
        return True
    if tag == "header":
        # The site's own header; an article's holds its heading or stands behind it.
        return not claims.headings and not _has_heading(element, *_HEADING_TAGS)
    item_type = element.get("itemtype")
    if (
        item_type
        and item_type[:200].strip().lower().endswith(_FOREIGN_TYPE_ENDINGS)
        and not _has_heading(element, "h1")
    ):
        return True
    if tag in ("html", "body", "main", "article"):
        return False
    return (
        _names_foreign_part(element.get("class")) or _names_foreign_part(element.get("id"))
    ) and not _has_heading(element, "h1")


# Cached, because most elements of a page share their classes with others.
@lru_cache(maxsize=4_096)
def _names_foreign_part(names: str | None) -> bool:
    return names is not None and _FOREIGN_CLASS_PATTERN.search(names[:500]) is not None


@lru_cache(maxsize=4_096)
def _names_byline(classes: str | None) -> bool:
    return classes is not None and _BYLINE_CLASS_PATTERN.search(classes) is not None


def _has_heading(element: Any, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def _class_words(names: Iterable[str | None]) -> set[str]:
    return {
        word
        for name in names
        if name
        for word in _CLASS_SEPARATOR_PATTERN.split(name[:500].strip().lower())
    }


def _add_property(claims: PageClaims, element: Any) -> None:
    value = element.get("content") or element.get("datetime") or element_text(element, 300)
    for name in element.get("itemprop")[:200].lower().split():
        claims.properties.append(
            ItemProperty(name=name, value=value.strip()[:2000], scope=_scope(element))
        )


def _scope(element: Any) -> Any:
    for level, ancestor in enumerate(element.iterancestors()):
        if ancestor.get("itemscope") is not None:
            return ancestor
        if level == _MAX_SCOPE_LEVELS:
            break
    return None


def _add_shown(claims: PageClaims, element: Any, place: int) -> None:
    """Add what readers see: times, bylines, prose, and short texts that may be dates."""
    tag, own_text = element.tag, (element.text or "").strip()
    if tag == "time":
        if not _is_update(element):
            raw = (element.get("datetime") or element_text(element)).strip()
            claims.times.append(_shown(element, place, raw))
    elif _names_byline(element.get("class")) or "author" in (element.get("rel") or ""):
        byline = element_text(element, MAX_BYLINE_CHARACTERS, "\n")
        claims.bylines.append(_shown(element, place, byline))
    if tag not in _TAGS_WITHOUT_DATES and _may_be_date(own_text) and not _is_update(element):
        claims.short_texts.append(_shown(element, place, own_text))
    # Old pages write the date bare behind an icon, a label or a line break.
    tail = (element.tail or "").strip()
    if _may_be_date(tail) and not _is_update(element):
        behind = _shown(element, place, tail)
        claims.short_texts.append(replace(behind, label=own_text[-MAX_LABEL_CHARACTERS:]))
    minimum = MIN_PARAGRAPH_CHARACTERS if tag == "p" else MIN_PROSE_CHARACTERS
    if len(own_text) >= minimum and tag not in _TAGS_WITHOUT_PROSE:
        claims.prose_places.append(place)


def _may_be_date(text: str) -> bool:
    return (
        MIN_DATE_LINE_CHARACTERS < len(text) < MAX_DATE_LINE_CHARACTERS
        and _DIGIT_PATTERN.search(text) is not None
    )


def _is_update(element: Any) -> bool:
    """Whether the classes of an element or its parent say that it is the day of an update."""
    parent = element.getparent()
    words = _class_words((element.get("class"), element.get("itemprop")))
    if words.isdisjoint(_UPDATE_CLASSES | _PUBLICATION_CLASSES) and parent is not None:
        words = _class_words((parent.get("class"), parent.get("itemprop")))
    return not words.isdisjoint(_UPDATE_CLASSES) and words.isdisjoint(_PUBLICATION_CLASSES)


def _shown(element: Any, place: int, text: str) -> ShownText:
    around = [element]
    for ancestor in element.iterancestors():
        around.append(ancestor)
        if len(around) > _LIST_LEVELS:
            break
    signature = tuple(f"{node.tag}.{(node.get('class') or '')[:100]}" for node in around)
    return ShownText(
        place=place,
        text=text,
        label=_text_before(element)[-MAX_LABEL_CHARACTERS:],
        parent=element.getparent(),
        signature=signature,
    )


def _text_before(element: Any) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or "").strip() or previous.text or ""
    return (parent.text or "") if parent is not None else ""


def element_text(element: Any, limit: int = MAX_HEADING_CHARACTERS, separator: str = "") -> str:
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


# --- where the article's head is ----------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHead:
    """The part of a page where an article's own byline and dateline stand, as places.

    It starts before the heading and ends at the second paragraph, or at the next heading
    behind the first one: what follows may be another part of the page.
    """

    heading: int  #: -1 when the page has none
    first_prose: int
    end: int
    around: tuple[Any, ...]  #: the elements that the heading stands in, the nearest first
    articles: tuple[Any, ...]  #: those of them that are an `article`

    @classmethod
    def find(cls, claims: PageClaims, heading_place: int, heading: Any) -> "ArticleHead":
        """The head of the article whose heading stands at a place; -1 and None for none."""
        after = [place for place in claims.prose_places if place > heading_place]
        end_of_page = 1 << 60
        first_prose = after[0] if after else end_of_page
        ends = [
            *after[1:2],
            *[place for place, _ in claims.headings if place > max(first_prose, heading_place)][:1],
        ]
        around = [] if heading is None else list(heading.iterancestors())
        return cls(
            heading=heading_place,
            first_prose=first_prose,
            end=min(ends, default=end_of_page),
            around=tuple(around[:MAX_LEVELS_AROUND_HEADING]),
            articles=tuple(element for element in around if element.tag == "article"),
        )

    def own_texts(self, shown: list[ShownText]) -> list[ShownText]:
        """Of one kind of texts those that stand in the head, nearest to the heading first.

        Behind the first paragraph, and before the heading, what is repeated in alike parts of
        the page belongs to a list of others: comments, teasers.
        """
        listed = _listed_signatures(shown)
        own = [
            text
            for text in shown
            if self.heading < text.place < self.end
            and not self.is_in_another_article(text)
            and (text.signature not in listed or text.place < self.first_prose)
        ]
        above = [
            text
            for text in shown
            if self.heading - MAX_ELEMENTS_ABOVE_HEADING <= text.place < self.heading
            and text.signature not in listed
            and self._is_beside_heading(text)
        ]
        return sorted(own + above, key=lambda text: abs(text.place - self.heading))

    def _is_beside_heading(self, shown: ShownText) -> bool:
        """Whether a text stands in the heading's own part of the page, not in the site's."""
        ancestors = [shown.parent, *islice(shown.parent.iterancestors(), _LIST_LEVELS)]
        shared = [near for near in self.around if any(near is element for element in ancestors)]
        if is_beside_link(shown):
            shared = [near for near in shared if near.tag not in ("body", "html")]
        return bool(shared)

    def is_in_another_article(self, shown: ShownText) -> bool:
        """Whether a text stands in an `article` of the page that does not hold the heading."""
        if self.heading < 0:
            return False
        article = next(shown.parent.iterancestors("article"), None)
        article = shown.parent if shown.parent.tag == "article" else article
        return article is not None and not any(article is own for own in self.articles)


def is_beside_link(shown: ShownText) -> bool:
    """Whether a link stands beside a text, as in teasers."""
    return next(shown.parent.iter("a"), None) is not None


def without_lists(shown: list[ShownText]) -> list[ShownText]:
    """The texts that are not repeated in alike parts of the page."""
    listed = _listed_signatures(shown)
    return [text for text in shown if text.signature not in listed]


def _listed_signatures(shown: list[ShownText]) -> set[tuple[str, ...]]:
    """Signatures that occur under several parents."""
    parents = {(text.signature, id(text.parent)) for text in shown}
    counts = Counter(signature for signature, _ in parents)
    return {signature for signature, count in counts.items() if count > 1}
