"""Stories that continue one another, put together from what the editions froze. Pure.

A storyline is named by its earliest story, so that its address stays as it grows.
"""

from collections import Counter
from dataclasses import dataclass, replace

from coranto.model import PublishedEdition
from coranto.rendering.web.cross_edition import CrossEditionIndex, SourceRecord, StoryRecord

#: Related editions shown at the end of one: more would be the archive again.
MAX_RELATED_EDITIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """Two or more stories that were told, oldest first."""

    chapters: tuple[StoryRecord, ...]

    @property
    def name(self) -> str:
        """File name of the storyline's page."""
        return self.chapters[0].name

    @property
    def title(self) -> str:
        """That of its newest story that has one."""
        return next(
            (chapter.story.title for chapter in self.chapters[::-1] if chapter.story.title), ""
        )

    @property
    def numbers(self) -> list[int]:
        """The editions that tell it."""
        return sorted({number for chapter in self.chapters for number in chapter.numbers})

    def merged_record(self) -> StoryRecord:
        """All its stories as one: every document and every copy among them."""
        copies = tuple(copy for chapter in self.chapters for copy in chapter.story.copies)
        documents = {
            key: document
            for chapter in self.chapters
            for key, document in chapter.documents.items()
        }
        return StoryRecord(
            story=replace(self.chapters[-1].story, copies=copies), documents=documents
        )

    def count_sources(self, index: CrossEditionIndex) -> list[tuple[SourceRecord, int]]:
        """Who reported it and how often, those with most reports first."""
        counts = Counter(document.source_id for document in self.merged_record().documents.values())
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            (index.sources[source_id], count)
            for source_id, count in ordered
            if source_id in index.sources
        ]


class StorylineIndex:
    """Every storyline of a library, and which of them a story belongs to."""

    def __init__(self, index: CrossEditionIndex) -> None:
        self._by_story: dict[str, Storyline] = {}
        for group in _group_continued_stories(index):
            chapters = tuple(
                sorted((index.stories[story_id] for story_id in group), key=_first_report_key)
            )
            storyline = Storyline(chapters=chapters)
            self._by_story |= dict.fromkeys(group, storyline)

    def all_storylines(self) -> list[Storyline]:
        """Each storyline once, by name."""
        return sorted(
            {storyline.name: storyline for storyline in self._by_story.values()}.values(),
            key=_storyline_name,
        )

    def storyline_of(self, story: str) -> Storyline | None:
        """The storyline of a story, by the story's id; None for one that stands alone."""
        return self._by_story.get(story)

    def later_stories(self, record: StoryRecord) -> list[StoryRecord]:
        """The stories that continue this one, the nearest first."""
        storyline = self.storyline_of(record.story.id)
        return (
            [chapter for chapter in storyline.chapters if record.story.id in chapter.story.before]
            if storyline
            else []
        )

    def related_editions(self, edition: PublishedEdition, index: CrossEditionIndex) -> list[int]:
        """Other editions that tell its stories or storylines: those with most of them first."""
        shared: Counter[int] = Counter()
        for story in edition.stories:
            storyline, record = self.storyline_of(story.id), index.stories[story.id]
            shared.update(storyline.numbers if storyline else set(record.numbers))
        del shared[edition.draft.number]
        return sorted(shared, key=lambda number: (-shared[number], -number))[:MAX_RELATED_EDITIONS]


def _group_continued_stories(index: CrossEditionIndex) -> list[list[str]]:
    """The ids of stories that continue one another, of two or more."""
    group = {story: [story] for story in index.stories}
    for story, record in index.stories.items():
        for earlier in record.story.before:
            if earlier in group and group[earlier] is not group[story]:
                group[story] += group[earlier]
                for story_id in group[earlier]:
                    group[story_id] = group[story]
    return list(
        {id(story_ids): story_ids for story_ids in group.values() if len(story_ids) > 1}.values()
    )


def _first_report_key(record: StoryRecord) -> tuple[bool, float, str]:
    """When a story was first reported; what nobody dated comes last."""
    times = [document.published or document.seen for document in record.documents.values()]
    return (not times, min(times).timestamp() if times else 0.0, record.story.id)


def _storyline_name(storyline: Storyline) -> str:
    return storyline.name
