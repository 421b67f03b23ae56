"""Remove readers' comments from the tree of a page. Pure, but it changes the tree.

Comments are known by the names in their markup, by schema.org's types, and by their shape: a
heading that counts them, then as many items, each with who wrote it and when.
"""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Container
from typing import Any

from coranto.reading.language import phrases

#: Elements that hold comments or one of them.
_COMMENT_TAGS = frozenset(("article", "aside", "details", "div", "dl", "li", "ol", "section", "ul"))
#: Words beside a comment's in a class that say whether comments are allowed, not where they are.
_STATE_WORDS = frozenset("open closed enabled disabled allowed no has with without off on".split())
_NAME_WORD_PATTERN = re.compile(r"[a-z]+|[A-Z][a-z]*|[A-Z]+", re.ASCII)
#: Characters of a class and an id that are looked at.
_MAX_NAME_CHARACTERS = 300
_COMMENT_TYPE_PATTERN = re.compile(r"schema\.org/(?:User)?Comments?\b")
#: Where posts are the page's own content.
_FORUM_PATTERN = re.compile(r"[\"'](?:DiscussionForumPosting|LiveBlogPosting|QAPage)[\"']")

#: Paragraphs, and their characters, of the shortest opinion piece.
MIN_BODY_PARAGRAPHS = 3
MIN_BODY_CHARACTERS = 600

#: Fewer items may be anything.
MIN_COUNTED_ITEMS = 2
#: Characters of the longest heading that counts comments: longer ones are headlines.
MAX_COUNT_HEADING_CHARACTERS = 40
_HEADING_TAGS = frozenset(("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "header", "strong"))
_MAX_HEADING_CHILDREN = 5
_COUNT_PATTERN = re.compile(r"\d{1,6}")
_WRITER_PATTERN = re.compile(r"author|user|writer|nick|avatar|name", re.IGNORECASE)
#: Elements of an item that are looked at: writer and time stand at its top.
_MAX_ITEM_ELEMENTS = 200
#: Characters of the longest name of a writer.
_MAX_WRITER_CHARACTERS = 60


def drop_comments(tree: Any, *, kept_elements: Container[Any]) -> None:
    """Remove the elements that hold readers' comments, unless the page is a forum or live blog."""
    if any(_FORUM_PATTERN.search(script.text or "") for script in _json_ld_scripts(tree)):
        return
    page_characters = len(tree.text_content())
    has_times = sum(1 for _ in itertools.islice(tree.iter("time"), MIN_COUNTED_ITEMS)) > 1
    dropped: set[Any] = set()
    # A list, because the loop removes elements from the tree.
    for element in list(tree.iter(*_COMMENT_TAGS)):
        if dropped and element.getparent() in dropped:
            dropped.add(element)
        elif element not in kept_elements:
            comments = _comments_in(element, page_characters)
            if has_times and not comments:
                comments = _counted_comments(element)
            dropped.update(comments)
            for comment in comments:
                comment.drop_tree()


def _comments_in(element: Any, page_characters: int) -> list[Any]:
    """The element itself if it is named as comments are, or nothing."""
    names = _comment_names(element)
    if not names or _has_body_paragraphs(element):
        return []
    # Reports of a match minute by minute and captions in galleries are named so, too: with the
    # word at the end of a longer name, or as most of the page's text.
    is_certain = any(map(_begins_with_comment_word, names))
    if not is_certain or 2 * len(element.text_content()) > page_characters:
        return [element] if _is_shaped_as_comments(element) else []
    return [element]


def _is_shaped_as_comments(element: Any) -> bool:
    """Whether a heading near the element's top counts, or an item says who wrote it and when."""
    return _has_writer(element) or any(
        _counts(heading, MIN_COUNTED_ITEMS)
        for heading in itertools.islice(element.iterdescendants(), _MAX_ITEM_ELEMENTS)
        if heading.tag in ("h2", "h3", "h4", "h5")
    )


def _json_ld_scripts(tree: Any) -> list[Any]:
    return [node for node in tree.iter("script") if node.get("type") == "application/ld+json"]


def elements_around_article(tree: Any) -> set[Any]:
    """Headlines, bodies of articles and what encloses them: classes name comments there, too."""
    kept_elements: set[Any] = set()
    for element in tree.iter("h1", "main"):
        _add_with_ancestors(element, kept_elements)
    for element in tree.xpath('.//*[@itemprop="articleBody"]'):
        _add_with_ancestors(element, kept_elements)
    return kept_elements


def _add_with_ancestors(element: Any, elements: set[Any]) -> None:
    while element is not None and element not in elements:
        elements.add(element)
        element = element.getparent()


def _comment_names(element: Any) -> list[str]:
    """The element's id, classes and types that name comments."""
    item_type = element.get("itemtype")
    if item_type and _COMMENT_TYPE_PATTERN.search(item_type):
        return ["comment"]
    attributes = (element.get("id"), element.get("class"), element.get("itemprop"))
    # Most elements have no such name: the words are parted only where one is possible.
    if not any(map(_may_name_comments, attributes)):
        return []
    names = " ".join(filter(None, attributes))[:_MAX_NAME_CHARACTERS]
    return list(filter(_is_comment_name, names.split()))


# Cached, because most elements of a page share their classes with others.
@functools.lru_cache(maxsize=4096)
def _may_name_comments(names: str | None) -> bool:
    return names is not None and _comment_word_pattern().search(names.lower()) is not None


def _begins_with_comment_word(name: str) -> bool:
    return name.lower().startswith(phrases.phrases_of_kind("comment_names"))


def _has_body_paragraphs(element: Any) -> bool:
    """Whether the element is itself a text: comments stand in items, opinion pieces do not.

    A class of an opinion piece has the same word as that of comments in several languages.
    """
    paragraphs = [child for child in element if child.tag == "p"]
    return (
        len(paragraphs) >= MIN_BODY_PARAGRAPHS
        and sum(len(paragraph.text_content()) for paragraph in paragraphs) >= MIN_BODY_CHARACTERS
    )


def _is_comment_name(name: str) -> bool:
    words = [word.lower() for word in _NAME_WORD_PATTERN.findall(name)]
    comment_names = phrases.phrases_of_kind("comment_names")
    return not _STATE_WORDS.intersection(words) and any(
        word.startswith(comment_names) and not word.startswith("commentary") for word in words
    )


@functools.cache
def _comment_word_pattern() -> re.Pattern[str]:
    """Matches names in lower case: one without regard to case takes ten times as long."""
    words = phrases.phrases_of_kind("comment_names")
    shortest = [word for word in words if not any(other in word for other in set(words) - {word})]
    return re.compile("|".join(map(re.escape, shortest)))


def _counted_comments(element: Any) -> list[Any]:
    """The items in an element that are comments by their shape; empty when they are not."""
    if len(element) < MIN_COUNTED_ITEMS:
        return []
    children = list(element)
    most_common = Counter((c.tag, c.get("class")) for c in children[:1000]).most_common(1)
    if not most_common or most_common[0][1] < MIN_COUNTED_ITEMS:
        return []
    markup = most_common[0][0]
    items = [child for child in children if (child.tag, child.get("class")) == markup]
    if items[0].tag not in _COMMENT_TAGS:
        return []
    heading = items[0].getprevious()
    if heading is None:
        heading = element.getprevious()
    if heading is None or not _counts(heading, len(items)):
        return []
    return [heading, *items] if all(_has_writer(item) for item in items) else []


def _counts(heading: Any, count: int) -> bool:
    """Whether a short heading has a number that is not below the number of items."""
    if heading.tag not in _HEADING_TAGS or len(heading) > _MAX_HEADING_CHILDREN:
        return False
    heading_text = heading.text_content().strip()
    number = _COUNT_PATTERN.search(heading_text[:MAX_COUNT_HEADING_CHARACTERS])
    return (
        len(heading_text) <= MAX_COUNT_HEADING_CHARACTERS
        and number is not None
        and int(number[0]) >= count
    )


def _has_writer(item: Any) -> bool:
    """Whether an item has a time and a short text marked up as a person's name."""
    has_time = has_name = False
    for element in itertools.islice(item.iterdescendants(), _MAX_ITEM_ELEMENTS):
        has_time = has_time or element.tag == "time"
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if not has_name and _WRITER_PATTERN.search(names[:_MAX_NAME_CHARACTERS]):
            has_name = 0 < len(element.text_content().strip()) <= _MAX_WRITER_CHARACTERS
        if has_time and has_name:
            return True
    return False
