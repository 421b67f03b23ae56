"""Find how accounts of a network pushed one story, and which part of it belongs to that. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from coranto.model import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPush:
    """Posts of one thing by several accounts, each within the window after the one before."""

    thing: str
    posts: tuple[str, ...]  #: document ids, oldest first
    accounts: int
    seconds: float  #: from the first post to the last


def network_within_story(network: Network, documents: Collection[str]) -> Network | None:
    """The part of a network that belongs to a story of these documents; None when there is none.

    The finding stays that of the whole network, which was judged as a whole.
    """
    meetings = tuple(
        meeting
        for meeting in network.meetings
        if meeting.first in documents and meeting.second in documents
    )
    meeting_posts = {post for meeting in meetings for post in (meeting.first, meeting.second)}
    posts = {post: account for post, account in network.posts.items() if post in meeting_posts}
    return replace(network, meetings=meetings, posts=posts) if meetings else None


def strongest_push(network: Network, published: Mapping[str, datetime]) -> StoryPush:
    """The push of the most accounts; among equals the shortest one, then the earliest.

    `published` maps the network's posts to their times. Raises ValueError without meetings.
    """
    posts_by_thing: dict[str, set[str]] = {}
    for meeting in network.meetings:
        posts_by_thing.setdefault(meeting.thing, set()).update((meeting.first, meeting.second))
    pushes = [
        push
        for thing, posts in sorted(posts_by_thing.items())
        for push in _split_into_pushes(
            thing, sorted(posts, key=lambda post: (published[post], post)), network, published
        )
    ]
    return min(pushes, key=lambda push: (-push.accounts, push.seconds, published[push.posts[0]]))


def _split_into_pushes(
    thing: str, posts: list[str], network: Network, published: Mapping[str, datetime]
) -> list[StoryPush]:
    """Split the posts of one thing where more than the window lies between two."""
    groups = [[posts[0]]]
    for previous, post in pairwise(posts):
        if (published[post] - published[previous]).total_seconds() > network.window:
            groups.append([])
        groups[-1].append(post)
    return [
        StoryPush(
            thing=thing,
            posts=tuple(group),
            accounts=len({network.posts[post] for post in group}),
            seconds=(published[group[-1]] - published[group[0]]).total_seconds(),
        )
        for group in groups
    ]
