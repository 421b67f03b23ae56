"""Prepare the networks of accounts that pushed a story for the story's page. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coranto.model import Meeting, Network, PublishedDocument
from coranto.rendering import sanitising
from coranto.rendering.i18n import Words

#: Pairs of posts on a page; the edition's JSON has all of them.
MAX_LISTED_PAIRS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedPost:
    """One post of a pair."""

    account: str
    href: str  #: "" when its address is no web address
    time: str  #: to the second, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class PushedPair:
    """Two posts of the same object within the window."""

    apart: str
    first: PushedPost
    second: PushedPost


@dataclass(frozen=True, slots=True, kw_only=True)
class PushView:
    """A network with the pairs of posts that pushed the story."""

    id: str
    summary: str
    odds: str
    pairs: tuple[PushedPair, ...]
    more: int  #: pairs that are not listed


def push_views(
    networks: tuple[Network, ...], documents: Mapping[str, PublishedDocument], words: Words
) -> Iterator[PushView]:
    """Yield the networks that pushed a story, each with its pairs, the closest in time first."""
    for network in networks:
        closest = sorted(
            network.meetings, key=lambda meeting: (meeting.seconds, meeting.first, meeting.second)
        )
        yield PushView(
            id=network.id,
            summary=words.say(
                "push",
                accounts=len(network.accounts),
                posts=len(network.posts),
                window=network.window,
            ),
            odds=words.say(
                "push_odds",
                observed=network.observed,
                expected=words.rounded(network.expected),
                adjusted=words.rounded(network.adjusted),
            ),
            pairs=tuple(
                _pushed_pair(meeting, network, documents, words)
                for meeting in closest[:MAX_LISTED_PAIRS]
            ),
            more=max(0, len(closest) - MAX_LISTED_PAIRS),
        )


def _pushed_pair(
    meeting: Meeting, network: Network, documents: Mapping[str, PublishedDocument], words: Words
) -> PushedPair:
    first, second = (
        _pushed_post(network.posts[post], documents.get(post), words)
        for post in (meeting.first, meeting.second)
    )
    apart = words.say("push_apart", seconds=meeting.seconds)
    return PushedPair(apart=apart, first=first, second=second)


def _pushed_post(account: str, post: PublishedDocument | None, words: Words) -> PushedPost:
    moment = post.published if post else None
    return PushedPost(
        account=account,
        href=sanitising.safe_link(post.url) if post else "",
        time=words.time(moment) if moment else "",
    )
