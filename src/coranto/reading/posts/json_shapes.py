"""Read the JSON of networks of texts: X, Mastodon, Bluesky, Telegram, Facebook. Pure.

A shape reader knows the objects of one network and returns None for all others.
"""

import re
from collections.abc import Callable

from coranto.reading.language import text as texts
from coranto.reading.posts.bluesky_car import POST_RECORD_TYPES
from coranto.reading.posts.json_cells import (
    NO_POST,
    JsonObject,
    PostCells,
    as_dict,
    cell_text,
    dicts_in,
    json_list,
    text_list,
    unique_texts,
)

ShapeReader = Callable[[JsonObject, JsonObject], PostCells | None]
_ANCHOR_TAG_PATTERN = re.compile(r"<a\s[^>]{0,2000}>", re.IGNORECASE)
_HREF_PATTERN = re.compile(r"""\bhref\s*=\s*["']([^"'>]{1,2000})""", re.IGNORECASE)
_MENTION_CLASS_PATTERN = re.compile(
    r"""\bclass\s*=\s*["'][^"'>]*\b(?:mention|hashtag)\b""", re.IGNORECASE
)

#: What X's stream says beside posts: an object of this one key.
_X_STREAM_MESSAGES = frozenset({
    "delete", "scrub_geo", "limit", "status_withheld", "user_withheld", "disconnect", "warning",
})  # fmt: skip


def _read_x_v2(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of X, version 2 of its API. An answer without posts has only `meta`."""
    if post.keys() == {"meta"}:
        return NO_POST
    if not {"id", "author_id", "text"} <= post.keys():
        return None
    entities = as_dict(post.get("entities"))
    referenced_ids = {
        # As text: a list as "type" could not be a key.
        cell_text(reference.get("type")): reference.get("id")
        for reference in dicts_in(post.get("referenced_tweets"))
    }
    # Only unwound addresses agree when two posts shorten the link to one page differently.
    links = (
        link.get("unwound_url") or link.get("expanded_url") or link.get("url")
        for link in dicts_in(entities.get("urls"))
    )
    return {
        "account": cell_text(post["author_id"]),
        "post": cell_text(post["id"]),
        "time": cell_text(post.get("created_at")),
        "repost": cell_text(referenced_ids.get("retweeted")),
        "reply": cell_text(referenced_ids.get("replied_to")),
        "text": cell_text(post["text"]),
        "links": json_list(links),
        "hashtags": json_list(hashtag.get("tag") for hashtag in dicts_in(entities.get("hashtags"))),
        "images": json_list(text_list(as_dict(post.get("attachments")).get("media_keys"))),
    }


def _read_x_v1(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of X, version 1 of its API; its stream tells of deletions and limits, too."""
    if len(post) == 1 and post.keys() <= _X_STREAM_MESSAGES:
        return NO_POST
    user = as_dict(post.get("user"))
    if "created_at" not in post or not ("id_str" in user or "screen_name" in user):
        return None
    # Posts of more than 140 characters are cut; `extended_tweet` has their text and links whole.
    extended = as_dict(post.get("extended_tweet"))
    entities = as_dict(extended.get("entities") or post.get("entities"))
    original = as_dict(post.get("retweeted_status"))
    return {
        # `id_str` first: ids exceed 2**53, and tools written in JavaScript round `id`.
        "account": cell_text(user.get("id_str") or user.get("id") or user.get("screen_name")),
        "post": cell_text(post.get("id_str") or post.get("id")),
        "time": cell_text(post["created_at"]),
        "repost": cell_text(original.get("id_str") or original.get("id")),
        "reply": cell_text(
            post.get("in_reply_to_status_id_str") or post.get("in_reply_to_status_id")
        ),
        "text": cell_text(extended.get("full_text") or post.get("full_text") or post.get("text")),
        "links": json_list(link.get("expanded_url") for link in dicts_in(entities.get("urls"))),
        "hashtags": json_list(
            hashtag.get("text") for hashtag in dicts_in(entities.get("hashtags"))
        ),
        "images": json_list(
            image.get("media_url_https") for image in dicts_in(entities.get("media"))
        ),
    }


def content_links(content: str) -> list[str]:
    """Addresses that a post in HTML links, without mentions and hashtags."""
    return unique_texts(
        match[1]
        for tag in _ANCHOR_TAG_PATTERN.findall(content)
        if not _MENTION_CLASS_PATTERN.search(tag) and (match := _HREF_PATTERN.search(tag))
    )


def _read_mastodon(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of Mastodon, or of software with its API. Mentions and hashtags are not links."""
    account = as_dict(post.get("account"))
    if "content" not in post or not ("acct" in account or "url" in account):
        return None
    content = cell_text(post["content"])
    original = as_dict(post.get("reblog"))
    return {
        "account": cell_text(account.get("url") or account.get("acct")),
        # `id` is each server's own number for a post; `uri` is the same on all servers.
        "post": cell_text(post.get("uri") or post.get("id")),
        "time": cell_text(post.get("created_at")),
        "repost": cell_text(original.get("uri") or original.get("id")),
        "reply": cell_text(post.get("in_reply_to_id")),
        "text": texts.from_html(content),
        "links": json_list(
            unique_texts([*content_links(content), as_dict(post.get("card")).get("url")])
        ),
        "hashtags": json_list(hashtag.get("name") for hashtag in dicts_in(post.get("tags"))),
        # The blurhash is computed from the picture, so that copies of it meet across servers;
        # each copy has an address of its own.
        "images": json_list(
            image.get("blurhash") or image.get("url")
            for image in dicts_in(post.get("media_attachments"))
        ),
    }


def _read_bluesky(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of Bluesky: a post view, an entry of a feed, or an event of its stream."""
    if isinstance(post.get("post"), dict) and "uri" in post["post"]:
        return _read_bluesky_feed_entry(post)
    commit = as_dict(post.get("commit"))
    record = as_dict(commit.get("record") or post.get("record") or post.get("value"))
    if _is_bluesky_service(post, commit):
        return NO_POST
    # The DID, not the handle: accounts change their handles.
    account = as_dict(post.get("author")).get("did") or post.get("did")
    uri = cell_text(post.get("uri"))
    if uri.startswith("at://") and not account:
        account = uri.split("/")[2]
    if not account or "createdAt" not in record:
        return None
    uri = uri or f"at://{account}/{commit.get('collection')}/{commit.get('rkey')}"
    return read_bluesky_record(record, account=cell_text(account), uri=uri)


def _is_bluesky_service(event: JsonObject, commit: JsonObject) -> bool:
    """Whether an event of the stream tells of no post: of an account, a like, a deletion."""
    if "did" not in event:
        return False
    kind, collection = cell_text(event.get("kind")), cell_text(commit.get("collection"))
    return (kind in {"identity", "account"} and isinstance(event.get(kind), dict)) or (
        bool(collection)
        and (collection not in POST_RECORD_TYPES or cell_text(commit.get("operation")) == "delete")
    )


def _read_bluesky_feed_entry(entry: JsonObject) -> PostCells | None:
    """An entry of a feed: a post, or another account's repost of it."""
    reason = as_dict(entry.get("reason"))
    if "by" not in reason:
        return _read_bluesky(entry["post"], {})
    account = cell_text(as_dict(reason["by"]).get("did"))
    original, time = cell_text(entry["post"]["uri"]), cell_text(reason.get("indexedAt"))
    # Feeds need not give the repost's own address; account and post identify it as well.
    uri = cell_text(reason.get("uri")) or f"{account} {original}"
    return {"account": account, "post": uri, "time": time, "repost": original}


def read_bluesky_record(record: JsonObject, *, account: str, uri: str) -> PostCells | None:
    """The fields of a Bluesky record; None when it is neither a post nor a repost."""
    kind = str(record.get("$type", "app.bsky.feed.post")).removeprefix("app.bsky.feed.")
    cells: PostCells = {
        "account": account,
        "post": uri,
        "time": cell_text(record.get("createdAt")),
    }
    if kind == "repost":
        return {**cells, "repost": cell_text(as_dict(record.get("subject")).get("uri"))}
    if kind != "post":
        return None
    features = [
        feature
        for facet in dicts_in(record.get("facets"))
        for feature in dicts_in(facet.get("features"))
    ]
    embed = as_dict(record.get("embed"))
    # A post that quotes another has its own pictures and card one level deeper.
    media = as_dict(embed.get("media"))
    card = as_dict(embed.get("external") or media.get("external"))
    return {
        **cells,
        "reply": cell_text(as_dict(as_dict(record.get("reply")).get("parent")).get("uri")),
        "text": cell_text(record.get("text")),
        "links": json_list(
            unique_texts([*(feature.get("uri") for feature in features), card.get("uri") or ""])
        ),
        "hashtags": json_list(feature.get("tag") for feature in features),
        "images": json_list(
            _image_blob_link(image)
            for image in dicts_in(embed.get("images") or media.get("images"))
        ),
    }


def _image_blob_link(image: JsonObject) -> str:
    return cell_text(as_dict(as_dict(image.get("image")).get("ref")).get("$link"))


def _read_telegram(message: JsonObject, chat: JsonObject) -> PostCells | None:
    """A message of a Telegram export. A channel's posts have the channel as their account."""
    # "service" messages report that a member joined or that a message was pinned.
    if "date" in message and message.get("type") in ("service", "unsupported"):
        return NO_POST
    if "date" not in message or not ("text" in message or "text_entities" in message):
        return None
    if message.get("type") != "message" or not ("from_id" in message or "id" in chat):
        return None
    # The text is a string, or a list of strings and of objects such as links; older exports
    # have no `text_entities`.
    entities = dicts_in(message.get("text_entities"))
    text = entities or message.get("text")
    parts = [text] if isinstance(text, str) else text if isinstance(text, list) else []
    words = [
        part if isinstance(part, str) else cell_text(as_dict(part).get("text")) for part in parts
    ]
    links = (
        entity.get("href") or entity.get("text")
        for entity in entities or dicts_in(text)
        if cell_text(entity.get("type")) in {"link", "text_link"}
    )
    return {
        "account": cell_text(message.get("from_id")) or f"chat{chat.get('id')}",
        # Message ids count within one chat, so the chat's id is part of the post's.
        "post": f"{chat.get('id', '')}/{message.get('id')}",
        # `date` is in the time zone of the computer that exported, without saying which.
        "time": cell_text(message.get("date_unixtime") or message["date"]),
        "reply": f"{chat.get('id', '')}/{message['reply_to_message_id']}"
        if message.get("reply_to_message_id")
        else "",
        "text": "".join(words),
        "links": json_list(links),
        "hashtags": json_list(
            entity.get("text") for entity in entities if entity.get("type") == "hashtag"
        ),
    }


def _read_crowdtangle(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of CrowdTangle's API."""
    account = as_dict(post.get("account"))
    if "platformId" not in post or "date" not in post or not account:
        return None
    expanded_links = (link.get("expanded") for link in dicts_in(post.get("expandedLinks")))
    return {
        "account": cell_text(account.get("platformId") or account.get("id")),
        "post": cell_text(post["platformId"]),
        "time": cell_text(post["date"]),
        "text": cell_text(post.get("message") or post.get("description")),
        "links": json_list(unique_texts([*expanded_links, post.get("link") or ""])),
    }


def _read_meta_library(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of the Meta Content Library."""
    owner = as_dict(post.get("post_owner"))
    if "creation_time" not in post or "id" not in owner:
        return None
    hashtags = post.get("hashtags")
    return {
        "account": cell_text(owner["id"]),
        "post": cell_text(post.get("id")),
        "time": cell_text(post["creation_time"]),
        "text": cell_text(post.get("text")),
        "links": json_list([as_dict(post.get("link_attachment")).get("link")]),
        "hashtags": json_list(hashtags if isinstance(hashtags, list) else ()),
    }


#: Reader of each network's or tool's objects, by the name of the layout, the most specific
#: first: an object that fits several is read by the first.
TEXT_SHAPE_READERS: tuple[tuple[str, ShapeReader], ...] = (
    ("Mastodon", _read_mastodon),
    ("Bluesky", _read_bluesky),
    ("Telegram", _read_telegram),
    ("Meta Content Library", _read_meta_library),
    ("CrowdTangle", _read_crowdtangle),
    ("X, first interface", _read_x_v1),
    ("X, second interface", _read_x_v2),
)
