"""Find out which column of a table of posts holds which field. Pure: column names only.

A known export is recognised by columns that no other export has; for other tables the user
names columns with `--map`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        "CrowdTangle, Instagram",
        "post created|photo|description",
        account="user name|account",
        post="url",
        time="post created",
        text="description",
        links="link",
    ),
    _define_layout(
        "CrowdTangle, older export",
        "created|message|link|final link",
        account="facebook id|account|user name|page name|group name",
        post="url",
        time="created",
        text="message",
        links="final link|link",
    ),
    _define_layout(
        "CrowdTangle, Instagram, older export",
        "created|photo|description|followers at posting",
        account="user name|account",
        post="url",
        time="created",
        text="description",
        links="link",
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
        time="timestamp|timestamp_share|created_at|published|published_at|datetime|created|created_utc"
        "|created_time|creation_time|created_date|creation_date|date|time",
        object="object_id|object",
        repost="repost_id|retweet_id",
        reply="reply_id|in_reply_to",
        text="text|message|body|content",
        links="urls|links|link|url",
        hashtags="hashtags",
        images="image_hash|images",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostColumns:
    """Which column holds which field, and the name of the layout that says so."""

    layout: str
    of: Mapping[PostField, tuple[str, ...]]  #: field → columns, joined by a space
    #: Columns that the layout has for the links, the preferred first; none that the user named.
    link_candidates: tuple[str, ...] = ()
    #: Columns of date and time of day that may belong together, when the user named neither.
    date_and_time: tuple[str, ...] = ()
    keys: str = ""  #: in words, which keys of JSON objects the columns were made of

    def describe(self) -> str:
        """Which column was taken as what, such as "account=Who, time=date + time"."""
        if all(names == (field,) for field, names in self.of.items()):
            return self.keys
        return ", ".join(
            f"{field}={' + '.join(_shortened(name) for name in self.of[field])}"
            for field in POST_FIELDS
            if field in self.of
        )


def recognise_columns(names: Iterable[str], *, chosen: Mapping[PostField, str]) -> PostColumns:
    """The column of each field. Columns chosen by the user precede those of the layout.

    A chosen name such as "date+time" stands for two columns. Raises NetworkError, naming the
    columns that are missing and those that exist.
    """
    names = list(names)
    # Reversed, so that of columns that differ only in case the first is used.
    names_by_lower_case = {name.strip().lower(): name for name in reversed(names)}
    columns: dict[PostField, tuple[str, ...]] = {}
    for field, choice in chosen.items():
        parts = split_choice(choice, lambda name: name.strip().lower() in names_by_lower_case)
        for name in parts:
            if name.strip().lower() not in names_by_lower_case:
                raise NetworkError(
                    f'no column "{name}" for {field}; there are: {_join_names(names)}'
                )
        columns[field] = tuple(names_by_lower_case[name.strip().lower()] for name in parts)
    layout = next(layout for layout in EXPORT_LAYOUTS if layout.marks <= names_by_lower_case.keys())
    candidates_by_field = {
        field: tuple(
            names_by_lower_case[name] for name in candidates if name in names_by_lower_case
        )
        for field, candidates in layout.columns.items()
    }
    for field, candidates in candidates_by_field.items():
        if candidates:
            columns.setdefault(field, candidates[:1])
    missing = [field for field in REQUIRED_FIELDS if field not in columns]
    if missing:
        raise NetworkError(
            f"no column is known to be the {' or the '.join(missing)}; "
            f"name it, as in --map {missing[0]}=COLUMN. There are: {_join_names(names)}"
        )
    return PostColumns(
        layout=layout.name,
        of=MappingProxyType(columns),
        link_candidates=() if "links" in chosen else candidates_by_field.get("links", ()),
        date_and_time=()
        if "time" in chosen
        else _date_and_time_columns(columns["time"][0], names_by_lower_case),
    )


def split_choice(choice: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The columns that a chosen name stands for: itself, or those between its plus signs."""
    return (choice,) if exists(choice) or "+" not in choice else tuple(choice.split("+"))


def _date_and_time_columns(column: str, names_by_lower_case: Mapping[str, str]) -> tuple[str, ...]:
    """The column of a date and the one of its time of day, if `column` has such a sister.

    Their names differ in these words only: "created_date" and "created_time".
    """
    name = column.strip().lower()
    for word, other in (("date", "time"), ("time", "date")):
        sister = names_by_lower_case.get(name.replace(word, other)) if word in name else None
        if sister and sister != column:
            return (column, sister) if word == "date" else (sister, column)
    return ()


#: Of a column's addresses, so many must be the posts' own for the column to hold no links.
MIN_OWN_ADDRESS_SHARE = 0.9
#: Fewer addresses than these can be different from one another by chance.
MIN_UNLIKE_ADDRESSES = 20
#: A shorter id is found in many addresses by chance.
MIN_ID_CHARACTERS = 5


def holds_own_addresses(rows: Sequence[tuple[str, str]]) -> bool:
    """Whether the addresses of posts are the posts' own: rows of an address and the post's id.

    A post's own address has the post's id in it; or all are unlike, and of one site.
    """
    if not rows:
        return False
    own_count = sum(len(post) >= MIN_ID_CHARACTERS and post in address for address, post in rows)
    if own_count >= MIN_OWN_ADDRESS_SHARE * len(rows):
        return True
    addresses = {address for address, _ in rows}
    sites = {address.split("://")[-1].split("/")[0].lower() for address in addresses}
    return len(addresses) == len(rows) >= MIN_UNLIKE_ADDRESSES and len(sites) == 1


def _join_names(names: Iterable[str]) -> str:
    short_names = list(map(_shortened, names))
    return ", ".join(short_names[:40]) + (" …" if len(short_names) > 40 else "") or "none"


def _shortened(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:40]}…"
