"""What a page looks like: the titles it gives itself, and how much of it is links. Pure.

Read from the tree as parsed, before extraction changes it.
"""

from collections.abc import Iterator
from typing import Any

#: Characters of one title, and titles of one page, that are looked at.
MAX_TITLE_CHARACTERS = 500
MAX_TITLES = 12
#: Metadata that name the article for other sites to show.
TITLE_PROPERTIES = frozenset({"og:title", "twitter:title", "dc.title", "headline"})
_UNSHOWN_TAGS = frozenset({"script", "style", "noscript", "template", "head"})


def page_titles(tree: Any) -> tuple[str, ...]:
    """Every title that the page gives itself: `title`, `h1` and the metadata, each once."""
    titles: dict[str, None] = {}
    for element in tree.iter("title", "h1", "meta"):
        raw = _meta_title(element) if element.tag == "meta" else "".join(_first_texts(element))
        title = " ".join(raw[:MAX_TITLE_CHARACTERS].split())
        if title:
            titles[title] = None
        if len(titles) == MAX_TITLES:
            break
    return tuple(titles)


def _meta_title(element: Any) -> str:
    names = (element.get(attribute) or "" for attribute in ("property", "name", "itemprop"))
    is_title = any(name.strip().lower() in TITLE_PROPERTIES for name in names)
    return (element.get("content") or "") if is_title else ""


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
    shown = linked = 0
    # A walk of our own: `iter` does not tell what an element stands in.
    stack = [(tree, False)]
    while stack:
        element, is_linked = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSHOWN_TAGS:
            continue
        is_link = is_linked or element.tag == "a"
        own = _visible_length(element.text)
        shown += own
        linked += own if is_link else 0
        for child in element:
            tail = _visible_length(child.tail)
            shown += tail
            linked += tail if is_link else 0
            stack.append((child, is_link))
    return linked / shown if shown else 0.0


def _visible_length(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
