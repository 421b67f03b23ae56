"""Posts out of JSON as networks and tools export it, into the fields of `posts_columns`. Pure.

A shape is a function that knows one network's objects; it gives None for all others.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coranto.errors import NetworkError
from coranto.reading.language import text as texts
from coranto.reading.posts.columns import FIELDS, Field, recognise

Post = dict[Field, str]
Object = Mapping[str, Any]
#: Where exports keep their posts, the innermost last: `{"result": {"posts": […]}}`.
_HOLDERS = ("result", "chats", "list", "messages", "data", "statuses", "posts", "feed")
_DEEPEST = 8
_ANCHOR = re.compile(r"<a\s[^>]{0,2000}>", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"'>]{1,2000})""", re.IGNORECASE)
_NAMED = re.compile(r"""\bclass\s*=\s*["'][^"'>]*\b(?:mention|hashtag)\b""", re.IGNORECASE)


def posts(value: Any, *, chosen: Mapping[Field, str]) -> Iterator[tuple[str, Post] | None]:
    """Layout and fields of every post in a decoded value; None for what is no known post."""
    for one, chat in _objects(value, {}, _DEEPEST):
        yield _post(one, chat, chosen)


def row(post: Post) -> list[str]:
    """A post's fields in the order of FIELDS."""
    return [post.get(field, "") for field in FIELDS]


def _objects(value: Any, chat: Object, depth: int) -> Iterator[tuple[Any, Object]]:
    """Objects that may be posts, each with the chat that it stands in."""
    if isinstance(value, list) and depth:
        for one in value:
            yield from _objects(one, chat, depth - 1)
    elif isinstance(value, dict) and depth and (held := _held(value)) is not None:
        yield from _objects(held, value if "messages" in value else chat, depth - 1)
    else:
        yield value, chat


def _held(value: Object) -> Any:
    """What an answer or an export holds; None when the value is a post itself."""
    held = next(
        (value[name] for name in _HOLDERS if isinstance(value.get(name), list | dict)), None
    )
    if held is None or any(shape(value, {}) is not None for _, shape in SHAPES):
        return None
    return held


def _post(value: Any, chat: Object, chosen: Mapping[Field, str]) -> tuple[str, Post] | None:
    if not isinstance(value, dict):
        return None
    for name, shape in SHAPES if not chosen else ():
        found = shape(value, chat)
        if found is not None:
            return name, {field: told for field, told in found.items() if told}
    return _flat(value, chosen)


def _flat(value: Object, chosen: Mapping[Field, str]) -> tuple[str, Post] | None:
    """A post whose fields stand side by side, as in a table."""
    try:
        columns = recognise(value.keys(), chosen=chosen)
    except NetworkError:
        return None
    return columns.layout, {field: _word(value[name]) for field, name in columns.of.items()}


def _word(value: Any) -> str:
    """A value as a cell of a table has it."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _list(values: Any) -> str:
    """A list of words as JSON; "" when there are none."""
    kept = [value for value in values if isinstance(value, str) and value]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _x2(post: Object, _: Object) -> Post | None:
    """X, second interface."""
    if not {"id", "author_id", "text"} <= post.keys():
        return None
    entities = _dict(post.get("entities"))
    referred = {one.get("type"): one.get("id") for one in _dicts(post.get("referenced_tweets"))}
    links = (one.get("unwound_url") or one.get("expanded_url") or one.get("url")
             for one in _dicts(entities.get("urls")))  # fmt: skip
    return {
        "account": _word(post["author_id"]),
        "post": _word(post["id"]),
        "time": _word(post.get("created_at")),
        "repost": _word(referred.get("retweeted")),
        "reply": _word(referred.get("replied_to")),
        "text": _word(post["text"]),
        "links": _list(links),
        "hashtags": _list(one.get("tag") for one in _dicts(entities.get("hashtags"))),
        "images": _list(_dict(post.get("attachments")).get("media_keys") or ()),
    }


def _x1(post: Object, _: Object) -> Post | None:
    """X, first interface."""
    user = _dict(post.get("user"))
    if "created_at" not in post or not ("id_str" in user or "screen_name" in user):
        return None
    long = _dict(post.get("extended_tweet"))
    entities = _dict(long.get("entities") or post.get("entities"))
    shared = _dict(post.get("retweeted_status"))
    return {
        "account": _word(user.get("id_str") or user.get("id") or user.get("screen_name")),
        "post": _word(post.get("id_str") or post.get("id")),
        "time": _word(post["created_at"]),
        "repost": _word(shared.get("id_str") or shared.get("id")),
        "reply": _word(post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id")),
        "text": _word(long.get("full_text") or post.get("full_text") or post.get("text")),
        "links": _list(one.get("expanded_url") for one in _dicts(entities.get("urls"))),
        "hashtags": _list(one.get("text") for one in _dicts(entities.get("hashtags"))),
        "images": _list(one.get("media_url_https") for one in _dicts(entities.get("media"))),
    }


def _mastodon(post: Object, _: Object) -> Post | None:
    """Mastodon and what speaks its language. Links to people and hashtags are not links."""
    account = _dict(post.get("account"))
    if "content" not in post or not ("acct" in account or "url" in account):
        return None
    content = _word(post["content"])
    hrefs = (
        match[1]
        for tag in _ANCHOR.findall(content)
        if not _NAMED.search(tag) and (match := _HREF.search(tag))
    )
    shared = _dict(post.get("reblog"))
    return {
        "account": _word(account.get("url") or account.get("acct")),
        "post": _word(post.get("uri") or post.get("id")),
        "time": _word(post.get("created_at")),
        "repost": _word(shared.get("uri") or shared.get("id")),
        "reply": _word(post.get("in_reply_to_id")),
        "text": texts.from_html(content),
        "links": _list(dict.fromkeys([*hrefs, _dict(post.get("card")).get("url") or ""])),
        "hashtags": _list(one.get("name") for one in _dicts(post.get("tags"))),
        "images": _list(
            one.get("blurhash") or one.get("url") for one in _dicts(post.get("media_attachments"))
        ),
    }


def _bluesky(post: Object, _: Object) -> Post | None:
    """Bluesky: a view of a post, an entry of a feed, or an event of its stream."""
    if isinstance(post.get("post"), dict) and "uri" in post["post"]:
        return _of_feed(post)
    commit = _dict(post.get("commit"))
    record = _dict(commit.get("record") or post.get("record") or post.get("value"))
    account = _dict(post.get("author")).get("did") or post.get("did")
    uri = _word(post.get("uri"))
    if uri.startswith("at://") and not account:
        account = uri.split("/")[2]
    if not account or "createdAt" not in record:
        return None
    uri = uri or f"at://{account}/{commit.get('collection')}/{commit.get('rkey')}"
    return bluesky_record(record, account=_word(account), uri=uri)


def _of_feed(entry: Object) -> Post | None:
    """An entry of a feed: a post, or somebody's repost of it."""
    reason = _dict(entry.get("reason"))
    if "by" not in reason:
        return _bluesky(entry["post"], {})
    account = _word(_dict(reason["by"]).get("did"))
    shared, at = _word(entry["post"]["uri"]), _word(reason.get("indexedAt"))
    uri = _word(reason.get("uri")) or f"{account} {shared}"
    return {"account": account, "post": uri, "time": at, "repost": shared}


def bluesky_record(record: Object, *, account: str, uri: str) -> Post | None:
    """A record of a Bluesky repository; None when it is neither a post nor a repost."""
    kind = str(record.get("$type", "app.bsky.feed.post")).removeprefix("app.bsky.feed.")
    told: Post = {"account": account, "post": uri, "time": _word(record.get("createdAt"))}
    if kind == "repost":
        return {**told, "repost": _word(_dict(record.get("subject")).get("uri"))}
    if kind != "post":
        return None
    features = [
        feature
        for facet in _dicts(record.get("facets"))
        for feature in _dicts(facet.get("features"))
    ]
    embed = _dict(record.get("embed"))
    media = _dict(embed.get("media"))  # beside a post that is quoted
    card = _dict(embed.get("external") or media.get("external"))
    return {
        **told,
        "reply": _word(_dict(_dict(record.get("reply")).get("parent")).get("uri")),
        "text": _word(record.get("text")),
        "links": _list(
            dict.fromkeys([*(one.get("uri") for one in features), card.get("uri") or ""])
        ),
        "hashtags": _list(one.get("tag") for one in features),
        "images": _list(_blob(one) for one in _dicts(embed.get("images") or media.get("images"))),
    }


def _blob(image: Object) -> str:
    return _word(_dict(_dict(image.get("image")).get("ref")).get("$link"))


def _telegram(message: Object, chat: Object) -> Post | None:
    """A message of a Telegram export. In a channel the channel is the account."""
    if "date" not in message or not ("text" in message or "text_entities" in message):
        return None
    if "type" not in message or not ("from_id" in message or "id" in chat):
        return None
    if message["type"] != "message":
        return None  # that somebody joined, or pinned a message
    entities = _dicts(message.get("text_entities"))
    said = entities or message.get("text")
    parts = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    words = [part if isinstance(part, str) else _word(_dict(part).get("text")) for part in parts]
    links = (
        one.get("href") or one.get("text")
        for one in entities or _dicts(said)
        if one.get("type") in {"link", "text_link"}
    )
    return {
        "account": _word(message.get("from_id")) or f"chat{chat.get('id')}",
        "post": f"{chat.get('id', '')}/{message.get('id')}",
        "time": _word(message.get("date_unixtime") or message["date"]),
        "reply": f"{chat.get('id', '')}/{message['reply_to_message_id']}"
        if message.get("reply_to_message_id")
        else "",
        "text": "".join(words),
        "links": _list(links),
        "hashtags": _list(one.get("text") for one in entities if one.get("type") == "hashtag"),
    }


def _crowdtangle(post: Object, _: Object) -> Post | None:
    """CrowdTangle's interface."""
    account = _dict(post.get("account"))
    if "platformId" not in post or "date" not in post or not account:
        return None
    expanded = (one.get("expanded") for one in _dicts(post.get("expandedLinks")))
    return {
        "account": _word(account.get("platformId") or account.get("id")),
        "post": _word(post["platformId"]),
        "time": _word(post["date"]),
        "text": _word(post.get("message") or post.get("description")),
        "links": _list(dict.fromkeys([*expanded, post.get("link") or ""])),
    }


def _meta(post: Object, _: Object) -> Post | None:
    """Meta Content Library."""
    owner = _dict(post.get("post_owner"))
    if "creation_time" not in post or "id" not in owner:
        return None
    tags = post.get("hashtags")
    return {
        "account": _word(owner["id"]),
        "post": _word(post.get("id")),
        "time": _word(post["creation_time"]),
        "text": _word(post.get("text")),
        "links": _list([_dict(post.get("link_attachment")).get("link")]),
        "hashtags": _list(tags if isinstance(tags, list) else ()),
    }


#: Networks and tools whose objects are known, the more particular first.
SHAPES: tuple[tuple[str, Callable[[Object, Object], Post | None]], ...] = (
    ("Mastodon", _mastodon),
    ("Bluesky", _bluesky),
    ("Telegram", _telegram),
    ("Meta Content Library", _meta),
    ("CrowdTangle", _crowdtangle),
    ("X, first interface", _x1),
    ("X, second interface", _x2),
)
