"""How the page of a story shows the networks of accounts that pushed it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coranto.model import Meeting, Network, PublishedDocument
from coranto.rendering import sanitising
from coranto.rendering.i18n import Words

#: Pairs of posts that a page lists; the edition's JSON has them all.
LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One post of a pair."""

    account: str
    href: str  #: "" when its address is no web address
    time: str  #: to the second, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two posts of the same within the window."""

    apart: str
    first: Side
    second: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class PushView:
    """A network, as far as it pushed the story."""

    id: str
    summary: str
    odds: str
    pairs: tuple[Pair, ...]
    more: int  #: pairs that are not listed


def views(
    networks: tuple[Network, ...], documents: Mapping[str, PublishedDocument], said: Words
) -> Iterator[PushView]:
    """The networks that pushed a story, in words and pair by pair, the closest first."""
    for network in networks:
        closest = sorted(network.meetings, key=lambda one: (one.seconds, one.first, one.second))
        yield PushView(
            id=network.id,
            summary=said.say(
                "push",
                accounts=len(network.accounts),
                posts=len(network.posts),
                window=said.number(f"{network.window:g}"),
            ),
            odds=said.say(
                "push_odds",
                observed=network.observed,
                expected=said.number(f"{network.expected:.2g}"),
                adjusted=said.number(f"{network.adjusted:.2g}"),
            ),
            pairs=tuple(_pair(one, network, documents, said) for one in closest[:LISTED]),
            more=max(0, len(closest) - LISTED),
        )


def _pair(
    meeting: Meeting, network: Network, documents: Mapping[str, PublishedDocument], said: Words
) -> Pair:
    first, second = (
        _side(network.posts[post], documents.get(post)) for post in (meeting.first, meeting.second)
    )
    seconds = said.number(f"{meeting.seconds:g}")
    return Pair(apart=said.say("push_apart", seconds=seconds), first=first, second=second)


def _side(account: str, post: PublishedDocument | None) -> Side:
    moment = post.published if post else None
    return Side(
        account=account,
        href=sanitising.link(post.url) if post else "",
        time=f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "",
    )
