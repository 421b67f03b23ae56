"""Read the public preview of a Telegram channel (https://t.me/s/NAME) as a feed of posts. Pure.

Telegram offers no feed. Its preview page holds the last twenty posts of a channel, each with an
address, a time and its text as HTML.
"""

import re
from typing import Any

from lxml import etree

from coranto.errors import SourceError
from coranto.model import Entry, FeedReading, Problem
from coranto.reading.feeds import entries
from coranto.reading.markup import tree as markup

#: Posts of one page that are read; a preview has twenty.
MAX_POSTS = 500
#: Characters of a page in which the class of a post must occur.
MAX_SEARCHED_CHARACTERS = 2_000_000
#: Characters of a page in which it must say whose it is.
MAX_HEAD_CHARACTERS = 20_000

_SITE_PATTERN = re.compile(
    r"""<meta property=["']og:site_name["'] content=["']Telegram["']""", re.IGNORECASE
)
_POST_CLASS = "tgme_widget_message"


def is_preview(text: str) -> bool:
    """Whether a decoded answer is the preview of a channel."""
    # Articles show single posts in the same markup, so the page must call itself Telegram's.
    return (
        text[:1000].lstrip("\ufeff \t\r\n")[:5].lower() in {"<!doc", "<html"}
        and f'class="{_POST_CLASS}' in text[:MAX_SEARCHED_CHARACTERS]
        and _SITE_PATTERN.search(text[:MAX_HEAD_CHARACTERS]) is not None
    )


def read_preview(text: str, *, url: str) -> FeedReading:
    """The posts of a channel's preview, in the order of the page.

    Posts without words (a picture, a voice message) are left out and counted in `problems`.
    Raises SourceError "not a feed" or "too big".
    """
    root = _parse_preview(text)
    posts = [node for node in root.iter("div") if _has_class(node, _POST_CLASS)][:MAX_POSTS]
    read_posts = [_read_post(node) for node in posts if node.get("data-post")]
    worded = [post for post in read_posts if post.content]
    problems = []
    if len(worded) < len(read_posts):
        detail = f"{len(read_posts) - len(worded)} of {len(read_posts)}"
        problems.append(Problem(subject=url, reason="posts without words", detail=detail))
    keyed_entries, key_problems = entries.assign_keys(worded, subject=url)
    channel = next((node.get("data-post").split("/")[0] for node in posts), "")
    return FeedReading(
        kind="telegram",
        title=entries.plain_title(_channel_title(root)),
        homepage=f"https://t.me/{channel}" if channel else "",
        entries=keyed_entries,
        problems=(*problems, *key_problems),
    )


def _parse_preview(text: str) -> Any:
    if text.count("<") > markup.MAX_XML_TAGS:
        raise SourceError("too big", f"more than {markup.MAX_XML_TAGS:,} tags")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise SourceError("not a feed", "nothing in it can be read")
    return root


def _has_class(node: Any, name: str) -> bool:
    return name in (node.get("class") or "").split()


def _descendant(node: Any, tag: str, class_name: str) -> Any:
    return next((inner for inner in node.iter(tag) if _has_class(inner, class_name)), None)


def _read_post(node: Any) -> Entry:
    """One post. Its day is that of its link: a video has a `time` as well, its length."""
    words = next((inner for inner in node.iter("div") if _is_own_text(inner)), None)
    link = _descendant(node, "a", "tgme_widget_message_date")
    moment = next(link.iter("time"), None) if link is not None else None
    address = f"https://t.me/{node.get('data-post')[:200]}"
    return Entry(
        key=address,
        url=address,
        title="",
        published_raw=(moment.get("datetime") or "") if moment is not None else "",
        content=_inner_html(words) if words is not None else "",
    )


def _is_own_text(node: Any) -> bool:
    # The words of the post that this one answers stand above its own, with a class more.
    return _has_class(node, f"{_POST_CLASS}_text") and not _has_class(node, "js-message_reply_text")


def _inner_html(node: Any) -> str:
    pieces = [node.text or ""]
    pieces += [etree.tostring(child, encoding="unicode", method="html") for child in node]
    return "".join(pieces).strip()


def _channel_title(root: Any) -> str:
    titles = (node.get("content") for node in root.iter("meta") if _is_title(node))
    return next(filter(None, titles), "") or (root.findtext(".//title") or "")


def _is_title(node: Any) -> bool:
    return bool(node.get("property") == "og:title")
