"""Which column of a table of posts is what: the exports that are known. Pure.

A layout is recognised by columns that only it has; `--map` says the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from coranto.errors import NetworkError

PostField = Literal[
    "account", "post", "time", "object", "repost", "reply", "text", "links", "hashtags", "images",
]  # fmt: skip
POST_FIELDS: tuple[PostField, ...] = get_args(PostField)
#: Without these a row is no post.
REQUIRED_FIELDS: tuple[PostField, ...] = ("account", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLayout:
    """How an export names its columns. `marks` are those by which it is known."""

    name: str
    marks: frozenset[str]
    columns: Mapping[PostField, tuple[str, ...]]  #: the first that is there


def _define_layout(name: str, marks: str, **columns: str) -> ExportLayout:
    named = {field: tuple(columns[field].split("|")) for field in POST_FIELDS if field in columns}
    told = frozenset(mark for mark in marks.split("|") if mark)
    return ExportLayout(name=name, marks=told, columns=MappingProxyType(named))


#: Known exports, the more particular first: the last takes what bears the usual names.
#: Column names are compared in lower case.
EXPORT_LAYOUTS: tuple[ExportLayout, ...] = (
    _define_layout(
        "CooRTweet",
        "object_id|content_id",
        account="account_id|id_user",
        post="content_id",
        time="timestamp_share",
        object="object_id",
        text="text",
    ),
    _define_layout(
        "CNT",
        "message_id|user_id|message",
        account="user_id",
        post="message_id",
        time="timestamp",
        repost="repost_id",
        reply="reply_id",
        text="message",
        links="urls",
    ),
    _define_layout(
        "X, second interface",
        "author_id|conversation_id|text",
        account="author_id",
        post="id",
        time="created_at",
        repost="referenced_tweets.retweeted.id",
        reply="referenced_tweets.replied_to.id",
        text="text",
        links="entities.urls",
        hashtags="entities.hashtags",
        images="attachments.media_keys",
    ),
    _define_layout(
        "X, first interface",
        "user_screen_name|in_reply_to_status_id",
        account="user_id|user_screen_name",
        post="id",
        time="parsed_created_at|created_at",
        repost="retweet_id|retweeted_status_id",
        reply="in_reply_to_status_id",
        text="full_text|text",
        links="urls",
        hashtags="hashtags",
        images="media",
    ),
    _define_layout(
        "CrowdTangle",
        "post created|message",
        account="facebook id|account|user name|page name|group name",
        post="url",
        time="post created",
        text="message",
        links="final link|link",
    ),
    _define_layout(
        "Meta Content Library",
        "creation_time|post_owner.id",
        account="post_owner.id",
        post="id",
        time="creation_time",
        text="text",
        links="link_attachment.link",
        hashtags="hashtags",
    ),
    _define_layout(
        "4CAT",
        "thread_id|author|body",
        account="author_id|author",
        post="id",
        time="unix_timestamp|timestamp",
        text="body",
        links="urls",
        hashtags="hashtags",
        images="image_md5|images",
    ),
    _define_layout(
        "usual names",
        "",
        account="account_id|account|user_id|author_id|user|author|username|screen_name",
        post="post_id|message_id|content_id|tweet_id|status_id|id",
        time="timestamp|timestamp_share|created_at|published|datetime|date|time",
        object="object_id|object",
        repost="repost_id|retweet_id",
        reply="reply_id|in_reply_to",
        text="text|message|body|content",
        links="urls|links|url|link",
        hashtags="hashtags",
        images="image_hash|images",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostColumns:
    """Which column each field stands in, and whose layout this is."""

    layout: str
    of: Mapping[PostField, str]


def recognise_columns(names: Iterable[str], *, chosen: Mapping[PostField, str]) -> PostColumns:
    """The columns of the fields. What is chosen comes before what is known.

    Raises NetworkError, naming what is missing and what there is.
    """
    names = list(names)
    lower = {name.strip().lower(): name for name in reversed(names)}
    for field, name in chosen.items():
        if name.strip().lower() not in lower:
            raise NetworkError(f'no column "{name}" for {field}; there are: {_join_names(names)}')
    found = {field: lower[name.strip().lower()] for field, name in chosen.items()}
    layout = next(one for one in EXPORT_LAYOUTS if one.marks <= lower.keys())
    for field, candidates in layout.columns.items():
        known = next((lower[name] for name in candidates if name in lower), None)
        if known is not None:
            found.setdefault(field, known)
    missing = [field for field in REQUIRED_FIELDS if field not in found]
    if missing:
        raise NetworkError(
            f"no column is known to be the {' or the '.join(missing)}; "
            f"name it, as in --map {missing[0]}=COLUMN. There are: {_join_names(names)}"
        )
    return PostColumns(layout=layout.name, of=MappingProxyType(found))


def _join_names(names: Iterable[str]) -> str:
    shown = [name if len(name) <= 40 else f"{name[:40]}…" for name in names]
    return ", ".join(shown[:40]) + (" …" if len(shown) > 40 else "") or "none"
