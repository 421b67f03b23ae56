"""Find out which column of a table of posts holds which field. Pure: column names only.

A known export is recognised by columns that no other export has; for other tables the user
names columns with `--map`.
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
#: Fields without which a row is not a post.
REQUIRED_FIELDS: tuple[PostField, ...] = ("account", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLayout:
    """How an export names its columns."""

    name: str
    marks: frozenset[str]  #: columns that identify the export, in lower case
    columns: Mapping[PostField, tuple[str, ...]]  #: column names, the preferred first


def _define_layout(name: str, marks: str, **columns: str) -> ExportLayout:
    """A layout from lists parted by "|": CrowdTangle's column names hold spaces."""
    candidates = {
        field: tuple(columns[field].split("|")) for field in POST_FIELDS if field in columns
    }
    identifying = frozenset(mark for mark in marks.split("|") if mark)
    return ExportLayout(name=name, marks=identifying, columns=MappingProxyType(candidates))


#: Known exports, the most specific first. The last has no marks, so it matches every table.
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
    """Which column holds which field, and the name of the layout that says so."""

    layout: str
    of: Mapping[PostField, str]  #: field → column, as the table writes it


def recognise_columns(names: Iterable[str], *, chosen: Mapping[PostField, str]) -> PostColumns:
    """The column of each field. Columns chosen by the user precede those of the layout.

    Raises NetworkError, naming the columns that are missing and those that exist.
    """
    names = list(names)
    # Reversed, so that of columns that differ only in case the first is used.
    names_by_lower_case = {name.strip().lower(): name for name in reversed(names)}
    for field, name in chosen.items():
        if name.strip().lower() not in names_by_lower_case:
            raise NetworkError(f'no column "{name}" for {field}; there are: {_join_names(names)}')
    columns = {field: names_by_lower_case[name.strip().lower()] for field, name in chosen.items()}
    layout = next(layout for layout in EXPORT_LAYOUTS if layout.marks <= names_by_lower_case.keys())
    for field, candidates in layout.columns.items():
        column = next(
            (names_by_lower_case[name] for name in candidates if name in names_by_lower_case), None
        )
        if column is not None:
            columns.setdefault(field, column)
    missing = [field for field in REQUIRED_FIELDS if field not in columns]
    if missing:
        raise NetworkError(
            f"no column is known to be the {' or the '.join(missing)}; "
            f"name it, as in --map {missing[0]}=COLUMN. There are: {_join_names(names)}"
        )
    return PostColumns(layout=layout.name, of=MappingProxyType(columns))


def _join_names(names: Iterable[str]) -> str:
    short_names = [name if len(name) <= 40 else f"{name[:40]}…" for name in names]
    return ", ".join(short_names[:40]) + (" …" if len(short_names) > 40 else "") or "none"
