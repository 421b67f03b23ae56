"""Read posts from JSON that networks and tools export, as the fields of `columns`. Pure.

A shape reader knows the objects of one network and returns None for all others.
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
#: Keys under which exports keep their posts, the innermost last: `{"result": {"posts": […]}}`.
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
    """Layout and fields of every post in a decoded value; None for an object that is no post.

    With columns chosen by the user (field → key) objects are read by these alone.
    """
    for candidate, chat in _find_objects(value, {}, _MAX_HOLDER_LEVELS):
        yield _read_post(candidate, chat, chosen)


def post_row(post: PostCells) -> list[str]:
    """A post's fields in the order of `POST_FIELDS`."""
    return [post.get(field, "") for field in POST_FIELDS]


def _find_objects(value: Any, chat: JsonObject, depth: int) -> Iterator[tuple[Any, JsonObject]]:
    """Objects that may be posts, each with the Telegram chat that contains it, or {}."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _find_objects(item, chat, depth - 1)
    elif isinstance(value, dict) and depth and (content := _unwrap_holder(value)) is not None:
        # Telegram's messages do not say which chat they are from; the object around them does.
        yield from _find_objects(content, value if "messages" in value else chat, depth - 1)
    else:
        yield value, chat


def _unwrap_holder(value: JsonObject) -> Any:
    """The content of an API's answer or of an export; None when the value is a post itself."""
    content = next(
        (value[name] for name in _HOLDER_KEYS if isinstance(value.get(name), list | dict)), None
    )
    # Posts have such keys too, so an object that a shape reader knows is never unwrapped.
    if content is None or any(shape(value, {}) is not None for _, shape in SHAPE_READERS):
        return None
    return content


def _read_post(
    value: Any, chat: JsonObject, chosen: Mapping[PostField, str]
) -> tuple[str, PostCells] | None:
    if not isinstance(value, dict):
        return None
    for name, shape in SHAPE_READERS if not chosen else ():
        cells = shape(value, chat)
        if cells is not None:
            return name, {field: cell for field, cell in cells.items() if cell}
    return _read_flat_post(value, chosen)


def _read_flat_post(
    value: JsonObject, chosen: Mapping[PostField, str]
) -> tuple[str, PostCells] | None:
    """A post whose fields are keys of one flat object, as the columns of a table."""
    try:
        columns = recognise_columns(value.keys(), chosen=chosen)
    except NetworkError:
        return None
    return columns.layout, {field: _cell_text(value[name]) for field, name in columns.of.items()}


def _cell_text(value: Any) -> str:
    """A value as the text of a table's cell; lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _json_list(values: Any) -> str:
    """A list of words as JSON; "" when there are none."""
    words = [value for value in values if isinstance(value, str) and value]
    return json.dumps(words, ensure_ascii=False) if words else ""


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts_in(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _read_x_v2(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of X, version 2 of its API."""
    if not {"id", "author_id", "text"} <= post.keys():
        return None
    entities = _as_dict(post.get("entities"))
    referenced_ids = {
        reference.get("type"): reference.get("id")
        for reference in _dicts_in(post.get("referenced_tweets"))
    }
    # Only unwound addresses agree when two posts shorten the link to one page differently.
    links = (
        link.get("unwound_url") or link.get("expanded_url") or link.get("url")
        for link in _dicts_in(entities.get("urls"))
    )
    return {
        "account": _cell_text(post["author_id"]),
        "post": _cell_text(post["id"]),
        "time": _cell_text(post.get("created_at")),
        "repost": _cell_text(referenced_ids.get("retweeted")),
        "reply": _cell_text(referenced_ids.get("replied_to")),
        "text": _cell_text(post["text"]),
        "links": _json_list(links),
        "hashtags": _json_list(
            hashtag.get("tag") for hashtag in _dicts_in(entities.get("hashtags"))
        ),
        "images": _json_list(_as_dict(post.get("attachments")).get("media_keys") or ()),
    }


def _read_x_v1(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of X, version 1 of its API."""
    user = _as_dict(post.get("user"))
    if "created_at" not in post or not ("id_str" in user or "screen_name" in user):
        return None
    # Posts of more than 140 characters are cut; `extended_tweet` has their text and links whole.
    extended = _as_dict(post.get("extended_tweet"))
    entities = _as_dict(extended.get("entities") or post.get("entities"))
    original = _as_dict(post.get("retweeted_status"))
    return {
        # `id_str` first: ids exceed 2**53, and tools written in JavaScript round `id`.
        "account": _cell_text(user.get("id_str") or user.get("id") or user.get("screen_name")),
        "post": _cell_text(post.get("id_str") or post.get("id")),
        "time": _cell_text(post["created_at"]),
        "repost": _cell_text(original.get("id_str") or original.get("id")),
        "reply": _cell_text(
            post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id")
        ),
        "text": _cell_text(extended.get("full_text") or post.get("full_text") or post.get("text")),
        "links": _json_list(link.get("expanded_url") for link in _dicts_in(entities.get("urls"))),
        "hashtags": _json_list(
            hashtag.get("text") for hashtag in _dicts_in(entities.get("hashtags"))
        ),
        "images": _json_list(
            image.get("media_url_https") for image in _dicts_in(entities.get("media"))
        ),
    }


def _read_mastodon(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of Mastodon, or of software with its API. Mentions and hashtags are not links."""
    account = _as_dict(post.get("account"))
    if "content" not in post or not ("acct" in account or "url" in account):
        return None
    content = _cell_text(post["content"])
    hrefs = (
        match[1]
        for tag in _ANCHOR_TAG_PATTERN.findall(content)
        if not _MENTION_CLASS_PATTERN.search(tag) and (match := _HREF_PATTERN.search(tag))
    )
    original = _as_dict(post.get("reblog"))
    return {
        "account": _cell_text(account.get("url") or account.get("acct")),
        # `id` is each server's own number for a post; `uri` is the same on all servers.
        "post": _cell_text(post.get("uri") or post.get("id")),
        "time": _cell_text(post.get("created_at")),
        "repost": _cell_text(original.get("uri") or original.get("id")),
        "reply": _cell_text(post.get("in_reply_to_id")),
        "text": texts.from_html(content),
        "links": _json_list(dict.fromkeys([*hrefs, _as_dict(post.get("card")).get("url") or ""])),
        "hashtags": _json_list(hashtag.get("name") for hashtag in _dicts_in(post.get("tags"))),
        # The blurhash is computed from the picture, so that copies of it meet across servers;
        # each copy has an address of its own.
        "images": _json_list(
            image.get("blurhash") or image.get("url")
            for image in _dicts_in(post.get("media_attachments"))
        ),
    }


def _read_bluesky(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of Bluesky: a post view, an entry of a feed, or an event of its stream."""
    if isinstance(post.get("post"), dict) and "uri" in post["post"]:
        return _read_bluesky_feed_entry(post)
    commit = _as_dict(post.get("commit"))
    record = _as_dict(commit.get("record") or post.get("record") or post.get("value"))
    # The DID, not the handle: accounts change their handles.
    account = _as_dict(post.get("author")).get("did") or post.get("did")
    uri = _cell_text(post.get("uri"))
    if uri.startswith("at://") and not account:
        account = uri.split("/")[2]
    if not account or "createdAt" not in record:
        return None
    uri = uri or f"at://{account}/{commit.get('collection')}/{commit.get('rkey')}"
    return read_bluesky_record(record, account=_cell_text(account), uri=uri)


def _read_bluesky_feed_entry(entry: JsonObject) -> PostCells | None:
    """An entry of a feed: a post, or another account's repost of it."""
    reason = _as_dict(entry.get("reason"))
    if "by" not in reason:
        return _read_bluesky(entry["post"], {})
    account = _cell_text(_as_dict(reason["by"]).get("did"))
    original, time = _cell_text(entry["post"]["uri"]), _cell_text(reason.get("indexedAt"))
    # Feeds need not give the repost's own address; account and post identify it as well.
    uri = _cell_text(reason.get("uri")) or f"{account} {original}"
    return {"account": account, "post": uri, "time": time, "repost": original}


def read_bluesky_record(record: JsonObject, *, account: str, uri: str) -> PostCells | None:
    """The fields of a Bluesky record; None when it is neither a post nor a repost."""
    kind = str(record.get("$type", "app.bsky.feed.post")).removeprefix("app.bsky.feed.")
    cells: PostCells = {
        "account": account,
        "post": uri,
        "time": _cell_text(record.get("createdAt")),
    }
    if kind == "repost":
        return {**cells, "repost": _cell_text(_as_dict(record.get("subject")).get("uri"))}
    if kind != "post":
        return None
    features = [
        feature
        for facet in _dicts_in(record.get("facets"))
        for feature in _dicts_in(facet.get("features"))
    ]
    embed = _as_dict(record.get("embed"))
    # A post that quotes another has its own pictures and card one level deeper.
    media = _as_dict(embed.get("media"))
    card = _as_dict(embed.get("external") or media.get("external"))
    return {
        **cells,
        "reply": _cell_text(_as_dict(_as_dict(record.get("reply")).get("parent")).get("uri")),
        "text": _cell_text(record.get("text")),
        "links": _json_list(
            dict.fromkeys([*(feature.get("uri") for feature in features), card.get("uri") or ""])
        ),
        "hashtags": _json_list(feature.get("tag") for feature in features),
        "images": _json_list(
            _image_blob_link(image)
            for image in _dicts_in(embed.get("images") or media.get("images"))
        ),
    }


def _image_blob_link(image: JsonObject) -> str:
    return _cell_text(_as_dict(_as_dict(image.get("image")).get("ref")).get("$link"))


def _read_telegram(message: JsonObject, chat: JsonObject) -> PostCells | None:
    """A message of a Telegram export. A channel's posts have the channel as their account."""
    if "date" not in message or not ("text" in message or "text_entities" in message):
        return None
    if "type" not in message or not ("from_id" in message or "id" in chat):
        return None
    # "service" messages report that a member joined or that a message was pinned.
    if message["type"] != "message":
        return None
    # The text is a string, or a list of strings and of objects such as links; older exports
    # have no `text_entities`.
    entities = _dicts_in(message.get("text_entities"))
    text = entities or message.get("text")
    parts = [text] if isinstance(text, str) else text if isinstance(text, list) else []
    words = [
        part if isinstance(part, str) else _cell_text(_as_dict(part).get("text")) for part in parts
    ]
    links = (
        entity.get("href") or entity.get("text")
        for entity in entities or _dicts_in(text)
        if entity.get("type") in {"link", "text_link"}
    )
    return {
        "account": _cell_text(message.get("from_id")) or f"chat{chat.get('id')}",
        # Message ids count within one chat, so the chat's id is part of the post's.
        "post": f"{chat.get('id', '')}/{message.get('id')}",
        # `date` is in the time zone of the computer that exported, without saying which.
        "time": _cell_text(message.get("date_unixtime") or message["date"]),
        "reply": f"{chat.get('id', '')}/{message['reply_to_message_id']}"
        if message.get("reply_to_message_id")
        else "",
        "text": "".join(words),
        "links": _json_list(links),
        "hashtags": _json_list(
            entity.get("text") for entity in entities if entity.get("type") == "hashtag"
        ),
    }


def _read_crowdtangle(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of CrowdTangle's API."""
    account = _as_dict(post.get("account"))
    if "platformId" not in post or "date" not in post or not account:
        return None
    expanded_links = (link.get("expanded") for link in _dicts_in(post.get("expandedLinks")))
    return {
        "account": _cell_text(account.get("platformId") or account.get("id")),
        "post": _cell_text(post["platformId"]),
        "time": _cell_text(post["date"]),
        "text": _cell_text(post.get("message") or post.get("description")),
        "links": _json_list(dict.fromkeys([*expanded_links, post.get("link") or ""])),
    }


def _read_meta_library(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of the Meta Content Library."""
    owner = _as_dict(post.get("post_owner"))
    if "creation_time" not in post or "id" not in owner:
        return None
    hashtags = post.get("hashtags")
    return {
        "account": _cell_text(owner["id"]),
        "post": _cell_text(post.get("id")),
        "time": _cell_text(post["creation_time"]),
        "text": _cell_text(post.get("text")),
        "links": _json_list([_as_dict(post.get("link_attachment")).get("link")]),
        "hashtags": _json_list(hashtags if isinstance(hashtags, list) else ()),
    }


#: Reader of each network's or tool's objects, by the name of the layout, the most specific
#: first: an object that fits several is read by the first.
SHAPE_READERS: tuple[tuple[str, Callable[[JsonObject, JsonObject], PostCells | None]], ...] = (
    ("Mastodon", _read_mastodon),
    ("Bluesky", _read_bluesky),
    ("Telegram", _read_telegram),
    ("Meta Content Library", _read_meta_library),
    ("CrowdTangle", _read_crowdtangle),
    ("X, first interface", _read_x_v1),
    ("X, second interface", _read_x_v2),
)
