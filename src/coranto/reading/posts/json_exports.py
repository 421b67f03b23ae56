"""Posts out of JSON as networks and tools export it, into the fields of `posts_columns`. Pure.

A shape is a function that knows one network's objects; it gives None for all others.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coranto.errors import NetworkError
from coranto.reading.language import text as texts
from coranto.reading.posts.columns import POST_FIELDS, PostField, recognise_columns

PostCells = dict[PostField, str]
JsonObject = Mapping[str, Any]
#: Where exports keep their posts, the innermost last: `{"result": {"posts": […]}}`.
_HOLDER_KEYS = ("result", "chats", "list", "messages", "data", "statuses", "posts", "feed")
_MAX_HOLDER_LEVELS = 8
_ANCHOR_TAG_PATTERN = re.compile(r"<a\s[^>]{0,2000}>", re.IGNORECASE)
_HREF_PATTERN = re.compile(r"""\bhref\s*=\s*["']([^"'>]{1,2000})""", re.IGNORECASE)
_MENTION_CLASS_PATTERN = re.compile(
    r"""\bclass\s*=\s*["'][^"'>]*\b(?:mention|hashtag)\b""", re.IGNORECASE
)


def read_json_posts(
    value: Any, *, chosen: Mapping[PostField, str]
) -> Iterator[tuple[str, PostCells] | None]:
    """Layout and fields of every post in a decoded value; None for what is no known post."""
    for one, chat in _find_objects(value, {}, _MAX_HOLDER_LEVELS):
        yield _read_post(one, chat, chosen)


def post_row(post: PostCells) -> list[str]:
    """A post's fields in the order of FIELDS."""
    return [post.get(field, "") for field in POST_FIELDS]


def _find_objects(value: Any, chat: JsonObject, depth: int) -> Iterator[tuple[Any, JsonObject]]:
    """Objects that may be posts, each with the chat that it stands in."""
    if isinstance(value, list) and depth:
        for one in value:
            yield from _find_objects(one, chat, depth - 1)
    elif isinstance(value, dict) and depth and (held := _unwrap_holder(value)) is not None:
        yield from _find_objects(held, value if "messages" in value else chat, depth - 1)
    else:
        yield value, chat


def _unwrap_holder(value: JsonObject) -> Any:
    """What an answer or an export holds; None when the value is a post itself."""
    held = next(
        (value[name] for name in _HOLDER_KEYS if isinstance(value.get(name), list | dict)), None
    )
    if held is None or any(shape(value, {}) is not None for _, shape in SHAPE_READERS):
        return None
    return held


def _read_post(
    value: Any, chat: JsonObject, chosen: Mapping[PostField, str]
) -> tuple[str, PostCells] | None:
    if not isinstance(value, dict):
        return None
    for name, shape in SHAPE_READERS if not chosen else ():
        found = shape(value, chat)
        if found is not None:
            return name, {field: told for field, told in found.items() if told}
    return _read_flat_post(value, chosen)


def _read_flat_post(
    value: JsonObject, chosen: Mapping[PostField, str]
) -> tuple[str, PostCells] | None:
    """A post whose fields stand side by side, as in a table."""
    try:
        columns = recognise_columns(value.keys(), chosen=chosen)
    except NetworkError:
        return None
    return columns.layout, {field: _cell_text(value[name]) for field, name in columns.of.items()}


def _cell_text(value: Any) -> str:
    """A value as a cell of a table has it."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _json_list(values: Any) -> str:
    """A list of words as JSON; "" when there are none."""
    kept = [value for value in values if isinstance(value, str) and value]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts_in(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _read_x_v2(post: JsonObject, _: JsonObject) -> PostCells | None:
    """X, second interface."""
    if not {"id", "author_id", "text"} <= post.keys():
        return None
    entities = _as_dict(post.get("entities"))
    referred = {one.get("type"): one.get("id") for one in _dicts_in(post.get("referenced_tweets"))}
    links = (one.get("unwound_url") or one.get("expanded_url") or one.get("url")
             for one in _dicts_in(entities.get("urls")))  # fmt: skip
    return {
        "account": _cell_text(post["author_id"]),
        "post": _cell_text(post["id"]),
        "time": _cell_text(post.get("created_at")),
        "repost": _cell_text(referred.get("retweeted")),
        "reply": _cell_text(referred.get("replied_to")),
        "text": _cell_text(post["text"]),
        "links": _json_list(links),
        "hashtags": _json_list(one.get("tag") for one in _dicts_in(entities.get("hashtags"))),
        "images": _json_list(_as_dict(post.get("attachments")).get("media_keys") or ()),
    }


def _read_x_v1(post: JsonObject, _: JsonObject) -> PostCells | None:
    """X, first interface."""
    user = _as_dict(post.get("user"))
    if "created_at" not in post or not ("id_str" in user or "screen_name" in user):
        return None
    long = _as_dict(post.get("extended_tweet"))
    entities = _as_dict(long.get("entities") or post.get("entities"))
    shared = _as_dict(post.get("retweeted_status"))
    return {
        "account": _cell_text(user.get("id_str") or user.get("id") or user.get("screen_name")),
        "post": _cell_text(post.get("id_str") or post.get("id")),
        "time": _cell_text(post["created_at"]),
        "repost": _cell_text(shared.get("id_str") or shared.get("id")),
        "reply": _cell_text(
            post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id")
        ),
        "text": _cell_text(long.get("full_text") or post.get("full_text") or post.get("text")),
        "links": _json_list(one.get("expanded_url") for one in _dicts_in(entities.get("urls"))),
        "hashtags": _json_list(one.get("text") for one in _dicts_in(entities.get("hashtags"))),
        "images": _json_list(
            one.get("media_url_https") for one in _dicts_in(entities.get("media"))
        ),
    }


def _read_mastodon(post: JsonObject, _: JsonObject) -> PostCells | None:
    """Mastodon and what speaks its language. Links to people and hashtags are not links."""
    account = _as_dict(post.get("account"))
    if "content" not in post or not ("acct" in account or "url" in account):
        return None
    content = _cell_text(post["content"])
    hrefs = (
        match[1]
        for tag in _ANCHOR_TAG_PATTERN.findall(content)
        if not _MENTION_CLASS_PATTERN.search(tag) and (match := _HREF_PATTERN.search(tag))
    )
    shared = _as_dict(post.get("reblog"))
    return {
        "account": _cell_text(account.get("url") or account.get("acct")),
        "post": _cell_text(post.get("uri") or post.get("id")),
        "time": _cell_text(post.get("created_at")),
        "repost": _cell_text(shared.get("uri") or shared.get("id")),
        "reply": _cell_text(post.get("in_reply_to_id")),
        "text": texts.from_html(content),
        "links": _json_list(dict.fromkeys([*hrefs, _as_dict(post.get("card")).get("url") or ""])),
        "hashtags": _json_list(one.get("name") for one in _dicts_in(post.get("tags"))),
        "images": _json_list(
            one.get("blurhash") or one.get("url")
            for one in _dicts_in(post.get("media_attachments"))
        ),
    }


def _read_bluesky(post: JsonObject, _: JsonObject) -> PostCells | None:
    """Bluesky: a view of a post, an entry of a feed, or an event of its stream."""
    if isinstance(post.get("post"), dict) and "uri" in post["post"]:
        return _read_bluesky_feed_entry(post)
    commit = _as_dict(post.get("commit"))
    record = _as_dict(commit.get("record") or post.get("record") or post.get("value"))
    account = _as_dict(post.get("author")).get("did") or post.get("did")
    uri = _cell_text(post.get("uri"))
    if uri.startswith("at://") and not account:
        account = uri.split("/")[2]
    if not account or "createdAt" not in record:
        return None
    uri = uri or f"at://{account}/{commit.get('collection')}/{commit.get('rkey')}"
    return read_bluesky_record(record, account=_cell_text(account), uri=uri)


def _read_bluesky_feed_entry(entry: JsonObject) -> PostCells | None:
    """An entry of a feed: a post, or somebody's repost of it."""
    reason = _as_dict(entry.get("reason"))
    if "by" not in reason:
        return _read_bluesky(entry["post"], {})
    account = _cell_text(_as_dict(reason["by"]).get("did"))
    shared, at = _cell_text(entry["post"]["uri"]), _cell_text(reason.get("indexedAt"))
    uri = _cell_text(reason.get("uri")) or f"{account} {shared}"
    return {"account": account, "post": uri, "time": at, "repost": shared}


def read_bluesky_record(record: JsonObject, *, account: str, uri: str) -> PostCells | None:
    """A record of a Bluesky repository; None when it is neither a post nor a repost."""
    kind = str(record.get("$type", "app.bsky.feed.post")).removeprefix("app.bsky.feed.")
    told: PostCells = {"account": account, "post": uri, "time": _cell_text(record.get("createdAt"))}
    if kind == "repost":
        return {**told, "repost": _cell_text(_as_dict(record.get("subject")).get("uri"))}
    if kind != "post":
        return None
    features = [
        feature
        for facet in _dicts_in(record.get("facets"))
        for feature in _dicts_in(facet.get("features"))
    ]
    embed = _as_dict(record.get("embed"))
    media = _as_dict(embed.get("media"))  # beside a post that is quoted
    card = _as_dict(embed.get("external") or media.get("external"))
    return {
        **told,
        "reply": _cell_text(_as_dict(_as_dict(record.get("reply")).get("parent")).get("uri")),
        "text": _cell_text(record.get("text")),
        "links": _json_list(
            dict.fromkeys([*(one.get("uri") for one in features), card.get("uri") or ""])
        ),
        "hashtags": _json_list(one.get("tag") for one in features),
        "images": _json_list(
            _image_blob_link(one) for one in _dicts_in(embed.get("images") or media.get("images"))
        ),
    }


def _image_blob_link(image: JsonObject) -> str:
    return _cell_text(_as_dict(_as_dict(image.get("image")).get("ref")).get("$link"))


def _read_telegram(message: JsonObject, chat: JsonObject) -> PostCells | None:
    """A message of a Telegram export. In a channel the channel is the account."""
    if "date" not in message or not ("text" in message or "text_entities" in message):
        return None
    if "type" not in message or not ("from_id" in message or "id" in chat):
        return None
    if message["type"] != "message":
        return None  # that somebody joined, or pinned a message
    entities = _dicts_in(message.get("text_entities"))
    said = entities or message.get("text")
    parts = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    words = [
        part if isinstance(part, str) else _cell_text(_as_dict(part).get("text")) for part in parts
    ]
    links = (
        one.get("href") or one.get("text")
        for one in entities or _dicts_in(said)
        if one.get("type") in {"link", "text_link"}
    )
    return {
        "account": _cell_text(message.get("from_id")) or f"chat{chat.get('id')}",
        "post": f"{chat.get('id', '')}/{message.get('id')}",
        "time": _cell_text(message.get("date_unixtime") or message["date"]),
        "reply": f"{chat.get('id', '')}/{message['reply_to_message_id']}"
        if message.get("reply_to_message_id")
        else "",
        "text": "".join(words),
        "links": _json_list(links),
        "hashtags": _json_list(one.get("text") for one in entities if one.get("type") == "hashtag"),
    }


def _read_crowdtangle(post: JsonObject, _: JsonObject) -> PostCells | None:
    """CrowdTangle's interface."""
    account = _as_dict(post.get("account"))
    if "platformId" not in post or "date" not in post or not account:
        return None
    expanded = (one.get("expanded") for one in _dicts_in(post.get("expandedLinks")))
    return {
        "account": _cell_text(account.get("platformId") or account.get("id")),
        "post": _cell_text(post["platformId"]),
        "time": _cell_text(post["date"]),
        "text": _cell_text(post.get("message") or post.get("description")),
        "links": _json_list(dict.fromkeys([*expanded, post.get("link") or ""])),
    }


def _read_meta_library(post: JsonObject, _: JsonObject) -> PostCells | None:
    """Meta Content Library."""
    owner = _as_dict(post.get("post_owner"))
    if "creation_time" not in post or "id" not in owner:
        return None
    tags = post.get("hashtags")
    return {
        "account": _cell_text(owner["id"]),
        "post": _cell_text(post.get("id")),
        "time": _cell_text(post["creation_time"]),
        "text": _cell_text(post.get("text")),
        "links": _json_list([_as_dict(post.get("link_attachment")).get("link")]),
        "hashtags": _json_list(tags if isinstance(tags, list) else ()),
    }


#: Networks and tools whose objects are known, the more particular first.
SHAPE_READERS: tuple[tuple[str, Callable[[JsonObject, JsonObject], PostCells | None]], ...] = (
    ("Mastodon", _read_mastodon),
    ("Bluesky", _read_bluesky),
    ("Telegram", _read_telegram),
    ("Meta Content Library", _read_meta_library),
    ("CrowdTangle", _read_crowdtangle),
    ("X, first interface", _read_x_v1),
    ("X, second interface", _read_x_v2),
)
