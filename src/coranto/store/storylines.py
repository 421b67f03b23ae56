"""Storylines: which earlier story a story continues, and the topics of stories."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from coranto.analysis.stories.storylines import (
    DisplayedTopic,
    EarlierStory,
    StorylineLink,
    StoryTopic,
)
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, as_keys

#: Most steps back along a storyline: more than any has, and an end to one that is damaged.
MAX_STORYLINE_STEPS = 400


class Storylines:
    """The tables `storylines` and `story_topics`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("storylines")

    def unsettled(self) -> list[tuple[str, datetime]]:
        """Stories that are new or changed, with when they began; the earliest first."""
        rows = self._sql.rows("unsettled")
        return [(row["story_id"], converters.to_time(row["first"])) for row in rows]

    def unsettle(self, story_ids: Sequence[str]) -> None:
        """Mark the storylines of these stories, and of those that continue them, as unsettled."""
        # What a story continues depends on the topics of the earlier one.
        self._sql.write("unsettle", keys=as_keys(story_ids))

    def store_topics(
        self, story_id: str, first: datetime, topics: Mapping[str, DisplayedTopic]
    ) -> None:
        """Store the topics of a story in place of earlier ones."""
        rows = [_topic_values(story_id, first, name, topic) for name, topic in topics.items()]
        with self._database.transaction():
            self._sql.write("begin", story_id=story_id, first=converters.from_time(first))
            self._sql.write("forget_topics", keys=as_keys([story_id]))
            self._sql.write_many("keep_topic", rows)

    def topics(
        self, story_id: str, since: datetime, until: datetime, most: int
    ) -> list[StoryTopic]:
        """The topics of a story, each with how many stories that began in a span have it.

        Counting stops at `most`: more are too many, however many they are.
        """
        rows = self._sql.rows(
            "topics_of",
            story_id=story_id,
            since=converters.from_time(since),
            until=converters.from_time(until),
            most=most,
        )
        return [
            StoryTopic(
                name=row["topic"], shown=row["shown"], weight=row["weight"], stories=row["stories"]
            )
            for row in rows
        ]

    def stories_with_topics(
        self, topics: Sequence[str], since: datetime, before: datetime, least: int
    ) -> list[EarlierStory]:
        """Stories that began in a span of time and have at least `least` of the topics."""
        rows = self._sql.rows(
            "about",
            topics=as_keys(topics),
            since=converters.from_time(since),
            before=converters.from_time(before),
            least=least,
        )
        return [
            EarlierStory(
                story_id=row["story_id"],
                first=converters.to_time(row["first"]),
                topics=frozenset(converters.to_tuple(row["topics"])),
            )
            for row in rows
        ]

    def count(self, since: datetime, until: datetime) -> int:
        """How many stories with topics began in a span of time."""
        story_count: int = self._sql.value(
            "count_between", since=converters.from_time(since), until=converters.from_time(until)
        )
        return story_count

    def store_links(self, links: Iterable[StorylineLink]) -> None:
        """Store which earlier stories these continue."""
        self._sql.write_many("settle", [_link_values(link) for link in links])

    def links(self, story_ids: Iterable[str]) -> dict[str, StorylineLink]:
        """Story id → what it continues; stories that continue none are left out."""
        rows = self._sql.stream("links_of", story_ids)
        return {row["story_id"]: _link_from_row(row) for row in rows if row["follows"]}

    def earlier_stories(self, story_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Story id → the earlier stories of its storyline, the nearest first; () for none.

        The last of them, else the story itself, identifies the storyline.
        """
        # All stories take a step back at once: as many statements as the longest storyline has
        # steps, not one for each story.
        chains: dict[str, list[str]] = {story_id: [] for story_id in story_ids}
        ends = {story_id: story_id for story_id in chains}
        for _ in range(MAX_STORYLINE_STEPS):
            links = self.links(set(ends.values()))
            ends = {story_id: links[end].follows for story_id, end in ends.items() if end in links}
            ends = {
                story_id: end
                for story_id, end in ends.items()
                if end not in {story_id, *chains[story_id]}
            }
            # A story that came up before was left out: only a damaged database has a circle.
            if not ends:
                break
            for story_id, end in ends.items():
                chains[story_id].append(end)
        return {story_id: tuple(chain) for story_id, chain in chains.items()}

    def following(self, story_ids: Iterable[str]) -> list[str]:
        """Ids of stories that continue one of these."""
        return [row["story_id"] for row in self._sql.stream("following", story_ids)]


def _topic_values(story_id: str, first: datetime, name: str, topic: DisplayedTopic) -> Values:
    return {
        "story_id": story_id,
        "first": converters.from_time(first),
        "topic": name,
        "shown": topic.words,
        "weight": topic.weight,
    }


def _link_values(link: StorylineLink) -> Values:
    return {
        "story_id": link.story_id,
        "first": converters.from_time(link.first),
        "follows": link.follows,
        "score": link.score,
        "reasons": converters.from_reasons(link.reasons),
    }


def _link_from_row(row: Row) -> StorylineLink:
    return StorylineLink(
        story_id=row["story_id"],
        first=converters.to_time(row["first"]),
        follows=row["follows"],
        score=row["score"],
        reasons=converters.to_reasons(row["reasons"]),
    )
