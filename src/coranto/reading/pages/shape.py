"""What a page looks like: how it names and describes itself, its links and its forms. Pure.

Read from the tree as parsed, before extraction changes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

#: Characters of one title, and titles of one page, that are looked at.
MAX_TITLE_CHARACTERS = 500
MAX_TITLES = 12
#: Metadata that name the article for other sites to show.
TITLE_PROPERTIES = frozenset({"og:title", "twitter:title", "dc.title", "headline"})
#: Metadata that tell other sites what the article says.
DESCRIPTION_PROPERTIES = frozenset({"description", "og:description", "twitter:description"})
#: Characters of the description that are looked at, and elements that are looked at for it.
MAX_DESCRIPTION_CHARACTERS = 1_000
MAX_META_ELEMENTS = 500
#: Fields of forms that are looked at.
MAX_INPUT_ELEMENTS = 200
#: Links that are looked at for one to the front page.
MAX_LINKS = 100
_TYPE_PROPERTIES = frozenset({"og:type"})
_ROOT_PATTERN = re.compile(r"(?:https?://[^/]{1,100})?/?")
#: What stands around an article on every page of a site.
_FRAME_TAGS = ("header", "nav", "aside", "footer")
_UNSHOWN_TAGS = frozenset({"script", "style", "noscript", "template", "head"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """What a page looks like before its article is extracted."""

    titles: tuple[str, ...]
    description: str
    link_share: float
    asks_for_password: bool
    is_named_as_site: bool
    is_marked_as_article: bool

    @classmethod
    def of(cls, tree: Any) -> "PageShape":
        """Look at a tree as it was parsed."""
        description = page_description(tree)
        return cls(
            titles=page_titles(tree),
            description=description,
            link_share=link_share(tree),
            asks_for_password=asks_for_password(tree),
            is_named_as_site=is_named_as_site(tree),
            is_marked_as_article=bool(description) or is_marked_as_article(tree),
        )


def page_titles(tree: Any) -> tuple[str, ...]:
    """Every title that the page gives itself: `title`, `h1` and the metadata, each once."""
    titles: dict[str, None] = {}
    for element in tree.iter("title", "h1", "meta"):
        raw = (
            _meta_content(element, TITLE_PROPERTIES)
            if element.tag == "meta"
            else "".join(_first_texts(element))
        )
        title = " ".join(raw[:MAX_TITLE_CHARACTERS].split())
        if title:
            titles[title] = None
        if len(titles) == MAX_TITLES:
            break
    return tuple(titles)


def page_description(tree: Any) -> str:
    """The longest description that the page gives of itself in its metadata."""
    metas = islice(tree.iter("meta"), MAX_META_ELEMENTS)
    descriptions = (_meta_content(element, DESCRIPTION_PROPERTIES) for element in metas)
    return " ".join(max(descriptions, key=len, default="")[:MAX_DESCRIPTION_CHARACTERS].split())


def asks_for_password(tree: Any) -> bool:
    """Whether the page has a field for a password where its article should be."""
    return any(
        (field.get("type") or "").strip().lower() == "password"
        and not any(True for _ in field.iterancestors(*_FRAME_TAGS))
        for field in islice(tree.iter("input"), MAX_INPUT_ELEMENTS)
    )


def is_marked_as_article(tree: Any) -> bool:
    """Whether the page's markup names an article of its own, not a list of several."""
    if sum(1 for _ in islice(tree.iter("article"), 2)) == 1:
        return True
    metas = islice(tree.iter("meta"), MAX_META_ELEMENTS)
    return any(
        _meta_content(element, _TYPE_PROPERTIES).strip().lower() == "article" for element in metas
    )


def is_named_as_site(tree: Any) -> bool:
    """Whether the page's only title is the words of a link to its site's front page."""
    titles = page_titles(tree)
    links = islice(tree.iter("a"), MAX_LINKS)
    roots = (link for link in links if _ROOT_PATTERN.fullmatch((link.get("href") or "")[:200]))
    return len(titles) == 1 and any(
        " ".join("".join(_first_texts(link)).split()) == titles[0] for link in roots
    )


def _meta_content(element: Any, properties: frozenset[str]) -> str:
    names = (element.get(attribute) or "" for attribute in ("property", "name", "itemprop"))
    is_wanted = any(name.strip().lower() in properties for name in names)
    return (element.get("content") or "") if is_wanted else ""


def _first_texts(element: Any) -> Iterator[str]:
    """Pieces of an element's text, as many as a title has: it may hold the whole page."""
    length = 0
    for piece in element.itertext():
        yield piece
        length += len(piece)
        if length > MAX_TITLE_CHARACTERS:
            return


def link_share(tree: Any) -> float:
    """The share, 0 to 1, of the page's visible characters that stand in links."""
    plain_pieces: list[str] = []
    linked_pieces: list[str] = []
    # A walk of our own: `iter` does not tell what an element stands in.
    stack = [(tree, plain_pieces)]
    while stack:
        element, pieces_around = stack.pop()
        tag = element.tag
        if tag in _UNSHOWN_TAGS:
            continue
        pieces = linked_pieces if tag == "a" else pieces_around
        if piece := element.text:
            pieces.append(piece)
        for child in element:
            if piece := child.tail:
                pieces.append(piece)
            stack.append((child, pieces))
    linked = _count_visible(linked_pieces)
    shown = _count_visible(plain_pieces) + linked
    return linked / shown if shown else 0.0


def _count_visible(pieces: list[str]) -> int:
    return len("".join("".join(pieces).split()))
