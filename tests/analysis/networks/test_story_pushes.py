"""What of a network belongs to one story."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.analysis.networks import story_pushes
from coranto.model import Meeting, Network

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
#: Post → account, seconds after noon, thing.
POSTS = {
    "d1": ("ada", 0, "bridge"), "d2": ("bo", 20, "bridge"), "d3": ("cem", 45, "bridge"),
    "d4": ("ada", 900, "bridge"), "d5": ("bo", 905, "bridge"),
    "d6": ("ada", 50_000, "ferry"), "d7": ("cem", 50_009, "ferry"),
}  # fmt: skip
PUBLISHED = {post: NOON + timedelta(seconds=second) for post, (_, second, _) in POSTS.items()}


def network(*pairs):
    return Network(
        id="nabc",
        window=60.0,
        posts={post: account for post, (account, _, _) in POSTS.items()},
        meetings=tuple(
            Meeting(
                thing=POSTS[first][2],
                first=first,
                second=second,
                seconds=(PUBLISHED[second] - PUBLISHED[first]).total_seconds(),
            )
            for first, second in pairs
        ),
        first=NOON,
        last=NOON + timedelta(days=1),
        finding="beyond chance",
        observed=9,
        expected=0.1,
        adjusted=0.001,
    )


WHOLE = network(("d1", "d2"), ("d2", "d3"), ("d1", "d3"), ("d4", "d5"), ("d6", "d7"))


def test_only_meetings_of_the_storys_own_posts_belong_to_it():
    found = story_pushes.network_within_story(WHOLE, {"d1", "d3", "d6", "other"})

    assert [(one.first, one.second) for one in found.meetings] == [("d1", "d3")]
    assert found.posts == {"d1": "ada", "d3": "cem"}
    assert found.observed == WHOLE.observed
    assert story_pushes.network_within_story(WHOLE, {"d1", "d6"}) is None


def test_a_push_is_parted_where_the_accounts_paused():
    assert story_pushes.strongest_push(WHOLE, PUBLISHED) == story_pushes.StoryPush(
        thing="bridge", posts=("d1", "d2", "d3"), accounts=3, seconds=45.0
    )


def test_of_equal_pushes_the_shortest_is_told():
    found = story_pushes.strongest_push(network(("d4", "d5"), ("d6", "d7")), PUBLISHED)

    assert found.posts == ("d4", "d5")


def test_a_network_without_meetings_pushed_nothing():
    with pytest.raises(ValueError, match="empty"):
        story_pushes.strongest_push(network(), PUBLISHED)
