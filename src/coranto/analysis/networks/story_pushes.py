"""How accounts of a network pushed one story: what of the network belongs to it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from coranto.model import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPush:
    """Posts of one thing by several accounts, each within the window of the one before."""

    thing: str
    posts: tuple[str, ...]  #: document ids, oldest first
    accounts: int
    seconds: float  #: from the first post to the last


def network_within_story(network: Network, documents: Collection[str]) -> Network | None:
    """What of a network belongs to a story of these documents; None when it is nothing.

    The finding stays that of the whole network, which was judged as a whole.
    """
    meetings = tuple(
        one for one in network.meetings if one.first in documents and one.second in documents
    )
    met = {post for one in meetings for post in (one.first, one.second)}
    posts = {post: account for post, account in network.posts.items() if post in met}
    return replace(network, meetings=meetings, posts=posts) if meetings else None


def strongest_push(network: Network, published: Mapping[str, datetime]) -> StoryPush:
    """The push of the most accounts, of these the shortest, of these the first.

    `published` are the times of the network's posts. Raises ValueError without meetings.
    """
    things: dict[str, set[str]] = {}
    for one in network.meetings:
        things.setdefault(one.thing, set()).update((one.first, one.second))
    pushes = [
        push
        for thing, posts in sorted(things.items())
        for push in _split_into_pushes(
            thing, sorted(posts, key=lambda post: (published[post], post)), network, published
        )
    ]
    return min(pushes, key=lambda push: (-push.accounts, push.seconds, published[push.posts[0]]))


def _split_into_pushes(
    thing: str, posts: list[str], network: Network, published: Mapping[str, datetime]
) -> list[StoryPush]:
    """Posts of one thing, parted where more than the window lies between two."""
    groups = [[posts[0]]]
    for before, post in pairwise(posts):
        if (published[post] - published[before]).total_seconds() > network.window:
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
