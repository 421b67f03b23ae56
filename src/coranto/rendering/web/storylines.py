"""Join stories that continue one another into storylines, over all editions. Pure."""

from collections import Counter
from dataclasses import dataclass, replace

from coranto.model import PublishedEdition
from coranto.rendering.web.cross_edition import CrossEditionIndex, SourceRecord, StoryRecord

#: Related editions shown at the end of an edition; the archive lists all.
MAX_RELATED_EDITIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """Two or more published stories that continue one another, oldest first."""

    chapters: tuple[StoryRecord, ...]

    @property
    def name(self) -> str:
        """File name of the storyline's page."""
        # That of its earliest story: the address stays when the storyline grows.
        return self.chapters[0].name

    @property
    def title(self) -> str:
        """The title of its newest story that has one."""
        return next(
            (chapter.story.title for chapter in self.chapters[::-1] if chapter.story.title), ""
        )

    @property
    def numbers(self) -> list[int]:
        """The numbers of the editions that have one of its stories."""
        return sorted({number for chapter in self.chapters for number in chapter.numbers})

    def merged_record(self) -> StoryRecord:
        """One record with the documents and copies of all its stories."""
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
        """The sources that reported it with the number of their documents, largest first."""
        counts = Counter(document.source_id for document in self.merged_record().documents.values())
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            (index.sources[source_id], count)
            for source_id, count in ordered
            if source_id in index.sources
        ]


class StorylineIndex:
    """The storylines of all editions, and the storyline of each story."""

    def __init__(self, index: CrossEditionIndex) -> None:
        self._by_story: dict[str, Storyline] = {}
        for group in _group_continued_stories(index):
            chapters = tuple(
                sorted((index.stories[story_id] for story_id in group), key=_first_report_key)
            )
            storyline = Storyline(chapters=chapters)
            self._by_story |= dict.fromkeys(group, storyline)

    def all_storylines(self) -> list[Storyline]:
        """Each storyline once, sorted by name."""
        return sorted(
            {storyline.name: storyline for storyline in self._by_story.values()}.values(),
            key=_storyline_name,
        )

    def storyline_of(self, story: str) -> Storyline | None:
        """The storyline of the story with this id; None when it continues no other."""
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
        """The numbers of editions that share stories or storylines, those with most first."""
        shared: Counter[int] = Counter()
        for story in edition.stories:
            storyline, record = self.storyline_of(story.id), index.stories[story.id]
            shared.update(storyline.numbers if storyline else set(record.numbers))
        # A Counter does not raise for a missing key.
        del shared[edition.draft.number]
        return sorted(shared, key=lambda number: (-shared[number], -number))[:MAX_RELATED_EDITIONS]


def _group_continued_stories(index: CrossEditionIndex) -> list[list[str]]:
    """Groups of two or more ids of stories that continue one another."""
    # Union by shared lists: all members of a group hold the same list object, which also makes a
    # circle of stories one group.
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
    """Sort key: when a story was first reported; stories without documents come last."""
    times = [document.published or document.seen for document in record.documents.values()]
    return (not times, min(times).timestamp() if times else 0.0, record.story.id)


def _storyline_name(storyline: Storyline) -> str:
    return storyline.name
