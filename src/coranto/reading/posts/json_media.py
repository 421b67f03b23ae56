"""Read the JSON of networks of pictures and videos, and of Mastodon's archives. Pure.

A shape reader knows the objects of one network and returns None for all others.
"""

import re
from urllib.parse import urlsplit

from coranto.reading.language import text as texts
from coranto.reading.posts.json_cells import (
    NO_POST,
    JsonObject,
    PostCells,
    as_dict,
    cell_text,
    dicts_in,
    has_keys,
    json_list,
    text_list,
)
from coranto.reading.posts.json_shapes import ShapeReader, content_links

#: Activities of an outbox that are posts or reposts; others are likes, follows, deletions.
_POST_ACTIVITIES = frozenset({"Create", "Announce"})
_HASHTAG_PATTERN = re.compile(r"#(\w{1,100})")


def _read_outbox(activity: JsonObject, _: JsonObject) -> PostCells | None:
    """An activity of ActivityPub, as in `outbox.json` of a Mastodon archive."""
    kind = cell_text(activity.get("type"))
    if not has_keys(activity, "actor", "object", "type"):
        return None
    if kind not in _POST_ACTIVITIES:
        return NO_POST
    account = _profile_address(cell_text(activity["actor"]))
    if kind == "Announce":
        original = as_dict(activity["object"]).get("id") or activity["object"]
        return {
            "account": account,
            "post": cell_text(activity.get("id")),
            "time": cell_text(activity.get("published")),
            "repost": cell_text(original),
        }
    note = as_dict(activity["object"])
    content = cell_text(note.get("content"))
    tags = [tag for tag in dicts_in(note.get("tag")) if tag.get("type") == "Hashtag"]
    return {
        "account": account,
        "post": cell_text(note.get("id") or activity.get("id")),
        "time": cell_text(note.get("published") or activity.get("published")),
        "reply": cell_text(note.get("inReplyTo")),
        "text": texts.from_html(content),
        "links": json_list(content_links(content)),
        "hashtags": json_list([cell_text(tag.get("name")).removeprefix("#") for tag in tags]),
        "images": json_list(
            [
                image.get("blurhash") or image.get("url")
                for image in dicts_in(note.get("attachment"))
            ]
        ),
    }


def _profile_address(actor: str) -> str:
    """The address under which Mastodon's own API names an account.

    One account under two names would be two accounts that always act together.
    """
    parts = urlsplit(actor) if actor.isprintable() and "[" not in actor else None
    match = re.fullmatch(r"/users/([\w.-]{1,200})", parts.path) if parts else None
    return f"{parts.scheme}://{parts.netloc}/@{match[1]}" if parts and match else actor


def _read_tiktok(video: JsonObject, _: JsonObject) -> PostCells | None:
    """A video of TikTok: of its research interface, of its web pages, or of a scraper of these."""
    if has_keys(video, "id", "username", "create_time"):
        account, text = video["username"], video.get("video_description")
        hashtags = text_list(video.get("hashtag_names"))
        time = video["create_time"]
    elif has_keys(video, "id", "createTime") and ("author" in video or "authorMeta" in video):
        author = as_dict(video.get("author")) or as_dict(video.get("authorMeta"))
        account = author.get("uniqueId") or author.get("name") or video.get("author")
        text, time = video.get("desc") or video.get("text"), video["createTime"]
        named = [*dicts_in(video.get("challenges")), *dicts_in(video.get("hashtags"))]
        hashtags = [cell_text(tag.get("title") or tag.get("name")) for tag in named]
    else:
        return None
    return {
        "account": cell_text(account),
        "post": cell_text(video["id"]),
        "time": cell_text(time),
        "text": cell_text(text),
        "hashtags": json_list(hashtags),
    }


def _read_instagram(post: JsonObject, _: JsonObject) -> PostCells | None:
    """A post of Instagram: of its interfaces for programs and for its pages, or of Instaloader."""
    if isinstance(post.get("node"), dict):
        return _read_instagram(post["node"], {})
    owner = as_dict(post.get("owner")) or as_dict(post.get("user"))
    time = post.get("taken_at_timestamp") or post.get("taken_at")
    if time and owner:
        captions = dicts_in(as_dict(post.get("edge_media_to_caption")).get("edges"))
        caption = as_dict(captions[0].get("node")) if captions else as_dict(post.get("caption"))
        text = caption.get("text")
    elif has_keys(post, "timestamp", "username") and ("permalink" in post or "media_type" in post):
        text, time, owner = post.get("caption"), post["timestamp"], {"username": post["username"]}
    elif has_keys(post, "media", "creation_timestamp"):
        # An account's own archive does not say whose it is.
        text, time = post.get("title"), post["creation_timestamp"]
    else:
        return None
    text = cell_text(text)
    return {
        # The name, not the number: only some of these interfaces give the number.
        "account": cell_text(owner.get("username") or owner.get("pk") or owner.get("id")),
        "post": cell_text(post.get("shortcode") or post.get("code") or post.get("id")),
        "time": cell_text(time),
        "text": text,
        "hashtags": json_list(_HASHTAG_PATTERN.findall(text[:10_000])),
    }


def _read_youtube(item: JsonObject, _: JsonObject) -> PostCells | None:
    """A video or comment of YouTube's interface for programs; no channel is a post."""
    kind, snippet = cell_text(item.get("kind")), as_dict(item.get("snippet"))
    if not kind.startswith("youtube#"):
        return _read_video_file(item)
    if "items" in item or "topLevelComment" in snippet:  # see `thread_comments`
        return None
    if kind == "youtube#comment":
        return _read_youtube_comment(item, snippet)
    content, identity = as_dict(item.get("contentDetails")), as_dict(item.get("id"))
    video = (
        as_dict(snippet.get("resourceId")).get("videoId")
        or content.get("videoId")
        or identity.get("videoId")
    )
    if not video and kind != "youtube#video":
        return NO_POST
    words = (snippet.get("title"), snippet.get("description"))
    return {
        # An entry of a playlist is by the list's owner, at the time when it was put there.
        "account": cell_text(snippet.get("videoOwnerChannelId") or snippet.get("channelId")),
        "post": cell_text(video or item.get("id")),
        "time": cell_text(content.get("videoPublishedAt") or snippet.get("publishedAt")),
        "text": "\n".join(filter(None, map(cell_text, words))),
        "hashtags": json_list(text_list(snippet.get("tags"))),
    }


def thread_comments(thread: JsonObject) -> list[JsonObject] | None:
    """The comments of a thread on YouTube; None for any other object."""
    first = as_dict(as_dict(thread.get("snippet")).get("topLevelComment"))
    if not first:
        return None
    return [first, *dicts_in(as_dict(thread.get("replies")).get("comments"))]


def _read_youtube_comment(comment: JsonObject, snippet: JsonObject) -> PostCells:
    author = as_dict(snippet.get("authorChannelId"))
    return {
        "account": cell_text(author.get("value") or snippet.get("authorDisplayName")),
        "post": cell_text(comment.get("id")),
        "time": cell_text(snippet.get("publishedAt")),
        "reply": cell_text(snippet.get("parentId") or snippet.get("videoId")),
        "text": cell_text(snippet.get("textOriginal") or snippet.get("textDisplay")),
    }


def _read_video_file(video: JsonObject) -> PostCells | None:
    """What yt-dlp writes beside a video."""
    if not has_keys(video, "id", "upload_date", "title"):
        return None
    words = (video.get("title"), video.get("description"))
    # `upload_date` is only a day; older files have nothing else.
    time = video.get("timestamp") or video.get("release_timestamp") or video["upload_date"]
    return {
        "account": cell_text(video.get("channel_id") or video.get("uploader_id")),
        "post": cell_text(video["id"]),
        "time": cell_text(time),
        "text": "\n".join(filter(None, map(cell_text, words))),
        "hashtags": json_list(text_list(video.get("tags"))),
    }


#: Reader of each network's objects, by the name of the layout. An object that fits several is
#: read by the first.
MEDIA_SHAPE_READERS: tuple[tuple[str, ShapeReader], ...] = (
    ("ActivityPub outbox", _read_outbox),
    ("YouTube", _read_youtube),
    ("TikTok", _read_tiktok),
    ("Instagram", _read_instagram),
)
