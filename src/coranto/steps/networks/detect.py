"""A desk's posts → networks: which accounts post the same within seconds, again and again.

All networks are found anew among the posts of the last weeks, counted back from when the
newest was first seen: the result depends on what the desk holds, never on the clock.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from coranto.analysis.networks.question import Question
from coranto.analysis.significance.verdicts import Verdict
from coranto.edges.engine import Engine, open_duckdb, render_query
from coranto.errors import NetworkError
from coranto.model import Document, Meeting, Network
from coranto.model.ids import base32_digits
from coranto.steps.desk import Desk
from coranto.steps.networks.load import count_posts

#: Moments are microseconds since then.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Characters of a text that a meeting shows of it.
MAX_EXCERPT_CHARACTERS = 120


def detect_networks(desk: Desk) -> int:
    """Store the networks among the desk's posts. Returns how many act beyond chance."""
    posts = _recent_posts(desk)
    # One account has nobody to meet, so no engine is started for it.
    networks = (
        find_desk_networks(posts, desk) if len({_post_account(post) for post in posts}) > 1 else []
    )
    desk.store.networks.keep(networks)
    return sum(network.finding == "beyond chance" for network in networks)


def find_desk_networks(posts: list[Document], desk: Desk) -> list[Network]:
    """The networks among the posts whose time is known to the second, the largest first."""
    # Imported here: it loads what writes reports, which a desk without posts never needs.
    from coranto.steps.networks.run import AnalysisRequest, analyse_posts

    posts = [post for post in posts if post.published and post.precise == "second"]
    network_settings = desk.settings.networks
    question = Question(
        actions=("link", "text"),
        windows=(network_settings.window,),
        participation=network_settings.participation,
        quantile=None,
        least_weight=network_settings.weight,
    )
    with open_duckdb(desk.folder, memory="1GB", threads=os.cpu_count() or 1) as engine:
        engine.keep("posts", _post_columns(posts))
        try:
            result = analyse_posts(engine, count_posts(engine), AnalysisRequest(question=question))
        except NetworkError:  # no post has a link or a text
            return []
        # The report makes these tables for the command; the desk writes no report.
        engine.make("members", render_query("members"))
        engine.make("met_inside", render_query("met_inside"))
        return list(_build_networks(engine, result.verdicts, window=network_settings.window))


def _recent_posts(desk: Desk) -> list[Document]:
    newest = desk.store.networks.newest_post()
    if newest is None:
        return []
    first = newest - timedelta(days=desk.settings.networks.days)
    return list(desk.store.documents.by_ids(desk.store.networks.timed_posts(first, newest)))


def _post_account(post: Document) -> str:
    return post.authors[0] if post.authors else post.source_id


def _post_columns(posts: list[Document]) -> dict[str, Any]:
    def texts(values: Iterable[str | None]) -> Any:
        return np.array(list(values), dtype=object)

    empty_column = texts([None] * len(posts))
    seconds = [
        ((post.published or post.seen) - EPOCH) // timedelta(microseconds=1) for post in posts
    ]
    return {
        "line": np.arange(1, len(posts) + 1, dtype=np.int64),
        "account": texts(_post_account(post) for post in posts),
        "post": texts(post.id for post in posts),
        "moment": np.array(seconds, dtype=np.int64),
        "text": texts(post.text or None for post in posts),
        "links": texts(" ".join(post.links) or None for post in posts),
        **dict.fromkeys(("object", "repost", "reply", "hashtags", "images"), empty_column),
    }


def _build_networks(
    engine: Engine, verdicts: Mapping[int, Verdict], *, window: float
) -> Iterable[Network]:
    rows = engine.rows(render_query("desk_meetings", characters=MAX_EXCERPT_CHARACTERS))
    for component in sorted({row[0] for row in rows}):
        inside = [row for row in rows if row[0] == component]
        when = {
            post: (moment, account)
            for _, _, first, first_account, second, second_account, moment, delta in inside
            for post, account, moment in (
                (first, first_account, moment),
                (second, second_account, moment + delta),
            )
        }
        posts = dict(sorted(when.items(), key=lambda item: (item[1], item[0])))
        verdict = verdicts[component]
        yield Network(
            id=_network_id(posts),
            window=window,
            posts={post: account for post, (_, account) in posts.items()},
            meetings=tuple(
                Meeting(thing=thing, first=first, second=second, seconds=delta / 1_000_000)
                for _, thing, first, _, second, _, _, delta in inside
            ),
            first=_to_datetime(min(moment for moment, _ in posts.values())),
            last=_to_datetime(max(moment for moment, _ in posts.values())),
            finding=verdict.finding,
            observed=verdict.observed,
            expected=verdict.expected,
            adjusted=verdict.adjusted,
        )


def _network_id(posts: Iterable[str]) -> str:
    digest = hashlib.sha256("\n".join(sorted(posts)).encode()).digest()
    return "n" + base32_digits(digest)


def _to_datetime(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
