"""Networks of accounts among the desk's posts."""

import json
from collections.abc import Iterable
from datetime import datetime

from coranto.model import Meeting, Network
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database


class Networks:
    """The tables `networks` and `network_posts`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("networks")

    def keep(self, networks: Iterable[Network]) -> None:
        """Store networks in place of all earlier ones."""
        # All of them each time: a network's id comes from its posts, so that one that grew
        # is another one, and nothing would tell which old one it replaces.
        network_list = list(networks)
        with self._database.transaction():
            self._sql.write("forget_network_posts")
            self._sql.write("forget_networks")
            self._sql.write_many(
                "keep_network", [_network_values(network) for network in network_list]
            )
            self._sql.write_many(
                "keep_network_post",
                [
                    {"network_id": network.id, "document_id": post}
                    for network in network_list
                    for post in network.posts
                ],
            )

    def all(self) -> list[Network]:
        """Every network, the one with the most posts first."""
        return [_network_from_row(row) for row in self._sql.rows("networks")]

    def with_posts(self, document_ids: Iterable[str]) -> list[Network]:
        """The networks that any of these posts is in, each once, by id."""
        # A network comes once for every batch of posts: the dict keeps it once.
        rows = {row["id"]: row for row in self._sql.stream("networks_of", document_ids)}
        return [_network_from_row(rows[network_id]) for network_id in sorted(rows)]

    def newest_post(self) -> datetime | None:
        """When the newest post was first seen; None when there are no posts."""
        first_seen = self._sql.value("newest_post")
        return converters.to_time(first_seen) if first_seen else None

    def timed_posts(self, first: datetime, last: datetime) -> list[str]:
        """Ids of the posts from `first` to `last`, both included, oldest first.

        Only posts whose time is known to the second: others cannot tell who was fast.
        """
        window = {"first": converters.from_time(first), "last": converters.from_time(last)}
        return [row["id"] for row in self._sql.rows("timed_posts", **window)]


def _network_values(network: Network) -> Values:
    return {
        "id": network.id,
        "window": network.window,
        "posts": json.dumps(network.posts, ensure_ascii=False),
        "meetings": json.dumps(
            [
                [meeting.thing, meeting.first, meeting.second, meeting.seconds]
                for meeting in network.meetings
            ],
            ensure_ascii=False,
        ),
        "first": converters.from_time(network.first),
        "last": converters.from_time(network.last),
        "finding": network.finding,
        "observed": network.observed,
        "expected": network.expected,
        "adjusted": network.adjusted,
        "size": len(network.posts),
    }


def _network_from_row(row: Row) -> Network:
    return Network(
        id=row["id"],
        window=row["window"],
        posts=json.loads(row["posts"]),
        meetings=tuple(
            Meeting(thing=thing, first=first, second=second, seconds=seconds)
            for thing, first, second, seconds in json.loads(row["meetings"])
        ),
        first=converters.to_time(row["first"]),
        last=converters.to_time(row["last"]),
        finding=row["finding"],
        observed=row["observed"],
        expected=row["expected"],
        adjusted=row["adjusted"],
    )
