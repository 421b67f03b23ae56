"""Recognise posts in the feeds of social accounts. Pure.

A post has a handle as its author and no title. This module may not ask a network: it goes by
the entry's address and by what the feed says about itself.
"""

import html
import re
from dataclasses import dataclass, replace

from coranto.model import Entry, FeedReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """How to recognise the posts of a social network."""

    name: str
    post: re.Pattern[str]  #: matches a post's address; groups `account` and maybe `host`
    handle: str  #: a format string with the fields `account` and maybe `host`
    generator: str = ""  #: the beginning of the feed's generator; "" when it names none
    titled: bool = False  #: whether its feeds repeat the text as a title
    plain: bool = False  #: whether its feeds hold plain text where HTML is expected


#: The known networks, tried in order. Add further ones here.
PLATFORMS: tuple[Platform, ...] = (
    Platform(
        name="Mastodon",
        post=re.compile(
            r"https?://(?P<host>[^/]{1,253})/@(?P<account>[\w.-]{1,64}(?:@[\w.-]{1,253})?)/\d{1,30}"
        ),
        handle="@{account}@{host}",
        generator="Mastodon",
    ),
    Platform(
        name="ActivityPub",
        post=re.compile(
            r"https?://(?P<host>[^/]{1,253})/(?:users|u|@)/?(?P<account>[\w.-]{1,64})/(?:statuses|posts?|notes)/[\w-]{1,64}"
        ),
        handle="@{account}@{host}",
    ),
    Platform(
        name="Bluesky",
        post=re.compile(r"https?://bsky\.app/profile/(?P<account>[\w.:-]{1,253})/post/\w{1,32}"),
        handle="@{account}",
        plain=True,
    ),
    Platform(
        name="X",
        post=re.compile(
            r"https?://(?:www\.|mobile\.)?(?:twitter\.com|x\.com|nitter\.[\w.]{2,30})/(?P<account>\w{1,30})/status/\d{1,30}"
        ),
        handle="@{account}",
        titled=True,
    ),
    Platform(
        name="Telegram",
        post=re.compile(r"https?://(?:t|telegram)\.me/(?:s/)?(?P<account>\w{3,64})/\d{1,20}"),
        handle="@{account}",
        titled=True,
    ),
)

_TITLE_HANDLE_PATTERN = re.compile(r"@(?P<handle>[\w.-]{1,253})")


def mark_posts(reading: FeedReading) -> FeedReading:
    """Return the reading with the posts of known networks marked as such."""
    marked_entries = tuple(_mark_post(entry, reading) for entry in reading.entries)
    changed = any(
        marked_entry is not entry
        for marked_entry, entry in zip(marked_entries, reading.entries, strict=True)
    )
    return replace(reading, entries=marked_entries) if changed else reading


def _mark_post(entry: Entry, reading: FeedReading) -> Entry:
    if not entry.url or "/" not in entry.url[9:]:
        return entry
    for platform in PLATFORMS:
        match = platform.post.match(entry.url)
        if match and _is_post_of(platform, entry, reading):
            return _entry_as_post(entry, platform, _account_handle(platform, match, reading))
    return entry


def _is_post_of(platform: Platform, entry: Entry, reading: FeedReading) -> bool:
    """Whether an entry with a post's address is a post.

    A blog may use addresses like Mastodon's (`/@ana/2026`), but its articles have titles. So a
    titled entry is an article unless the feed's software or the network is known.
    """
    if platform.generator and reading.generator.startswith(platform.generator):
        return True
    return platform.titled or not entry.title


def _account_handle(platform: Platform, match: re.Match[str], reading: FeedReading) -> str:
    account = match["account"]
    if account.startswith("did:"):
        # Bluesky links by DID; the handle is in the feed's title only: "@ana.example - Ana".
        title_match = _TITLE_HANDLE_PATTERN.match(reading.title)
        account = title_match["handle"] if title_match else account
    if "@" in account:
        return f"@{account}"
    return platform.handle.format(**(match.groupdict() | {"account": account}))


def _entry_as_post(entry: Entry, platform: Platform, handle: str) -> Entry:
    content = entry.content or entry.summary or html.escape(entry.title, quote=False)
    if platform.plain and content is entry.summary:
        # Its line ends may be written as HTML already, the rest of it never is.
        words = html.unescape(content.replace("<br>\n", "\n"))
        content = html.escape(words, quote=False).replace("\n", "<br>\n")
    return replace(entry, kind="post", title="", authors=(handle,), content=content, summary="")
