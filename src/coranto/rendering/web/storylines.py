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
        return next((one.story.title for one in self.chapters[::-1] if one.story.title), "")

    @property
    def numbers(self) -> list[int]:
        """The editions that tell it."""
        return sorted({number for one in self.chapters for number in one.numbers})

    def whole(self) -> StoryRecord:
        """All its stories as one: every document and every copy among them."""
        copies = tuple(copy for one in self.chapters for copy in one.story.copies)
        documents = {key: each for one in self.chapters for key, each in one.documents.items()}
        return StoryRecord(
            story=replace(self.chapters[-1].story, copies=copies), documents=documents
        )

    def sources(self, library: CrossEditionIndex) -> list[tuple[SourceRecord, int]]:
        """Who reported it and how often, those with most reports first."""
        told = Counter(one.source_id for one in self.whole().documents.values())
        ordered = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(library.sources[one], many) for one, many in ordered if one in library.sources]


class StorylineIndex:
    """Every storyline of a library, and which of them a story belongs to."""

    def __init__(self, library: CrossEditionIndex) -> None:
        self._of: dict[str, Storyline] = {}
        for group in _group_continued_stories(library):
            chapters = tuple(sorted((library.stories[one] for one in group), key=_first_report_key))
            line = Storyline(chapters=chapters)
            self._of |= dict.fromkeys(group, line)

    def all(self) -> list[Storyline]:
        """Each storyline once, by name."""
        return sorted({line.name: line for line in self._of.values()}.values(), key=_storyline_name)

    def of(self, story: str) -> Storyline | None:
        """The storyline of a story, by the story's id; None for one that stands alone."""
        return self._of.get(story)

    def after(self, shelf: StoryRecord) -> list[StoryRecord]:
        """The stories that continue this one, the nearest first."""
        line = self.of(shelf.story.id)
        return [one for one in line.chapters if shelf.story.id in one.story.before] if line else []

    def related(self, edition: PublishedEdition, library: CrossEditionIndex) -> list[int]:
        """Other editions that tell its stories or storylines: those with most of them first."""
        shared: Counter[int] = Counter()
        for story in edition.stories:
            line, shelf = self.of(story.id), library.stories[story.id]
            shared.update(line.numbers if line else set(shelf.numbers))
        del shared[edition.draft.number]
        return sorted(shared, key=lambda number: (-shared[number], -number))[:MAX_RELATED_EDITIONS]


def _group_continued_stories(library: CrossEditionIndex) -> list[list[str]]:
    """The ids of stories that continue one another, of two or more."""
    group = {story: [story] for story in library.stories}
    for story, shelf in library.stories.items():
        for earlier in shelf.story.before:
            if earlier in group and group[earlier] is not group[story]:
                group[story] += group[earlier]
                for one in group[earlier]:
                    group[one] = group[story]
    return list({id(one): one for one in group.values() if len(one) > 1}.values())


def _first_report_key(shelf: StoryRecord) -> tuple[bool, float, str]:
    """When a story was first reported; what nobody dated comes last."""
    times = [one.published or one.seen for one in shelf.documents.values()]
    return (not times, min(times).timestamp() if times else 0.0, shelf.story.id)


def _storyline_name(line: Storyline) -> str:
    return line.name
