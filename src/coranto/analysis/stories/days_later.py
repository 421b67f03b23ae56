"""Keep the stories of a stream that tell one event days apart together. Pure.

Closeness in time is part of what makes documents one story, so an event that an outlet tells two
days after the others is another story. Such stories are one storyline: a story belongs to that of
the story it is like but for the time between, within three days of its first report. The first
story gives a storyline its id.

A desk's storylines, which go on for weeks, are another matter: see `storylines.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from coranto.analysis.stories.group import StoryGrouper
from coranto.model import Document, Placement

#: The time after the first report of a storyline in which stories are added to it.
MAX_STORYLINE_TIME = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylinePlacement:
    """The story and the storyline of a document."""

    placement: Placement
    storyline: str
    continues: str = ""  #: the story that the document, which opened one, tells days later


@dataclass(slots=True, kw_only=True)
class _Storyline:
    id: str  #: of its first story
    first: datetime
    #: by document id: when it was published, and where it is placed
    documents: dict[str, tuple[datetime, Placement]] = field(default_factory=dict)
    stories: set[str] = field(default_factory=set)


class StorylineGrouper:
    """Places documents one by one, in stories and in storylines."""

    def __init__(self, grouper: StoryGrouper) -> None:
        self._grouper = grouper
        self._by_story: dict[str, _Storyline] = {}
        self._by_document: dict[str, _Storyline] = {}

    def place(self, document: Document) -> list[StorylinePlacement]:
        """Place a document; return where it belongs, then the others whose place has changed."""
        placement = self._grouper.place(document)
        at = document.published or document.seen
        continued = self._continued_story(at)
        storyline = self._by_story.get(placement.story_id) or self._by_story.get(continued)
        if storyline is None:
            storyline = _Storyline(id=placement.story_id, first=at)
        storyline.first = min(storyline.first, at)
        self._add(storyline, document.id, at, placement)
        changed = {document.id: placement}
        for moved in self._grouper.moved:
            changed |= self._follow(moved)
        return [
            StorylinePlacement(
                placement=changed_placement,
                storyline=self._by_document[name].id,
                continues=continued if name == document.id else "",
            )
            for name, changed_placement in changed.items()
        ]

    def forget(self, before: datetime) -> None:
        """Drop documents published before a moment: later ones are not compared with them."""
        self._grouper.forget(before)
        for name, storyline in list(self._by_document.items()):
            if storyline.documents[name][0] < before:
                del storyline.documents[name], self._by_document[name]
        self._by_story = {
            story: storyline for story, storyline in self._by_story.items() if storyline.documents
        }

    def _continued_story(self, at: datetime) -> str:
        for story in self._grouper.continued_stories():
            storyline = self._by_story.get(story)
            if storyline and abs(at - storyline.first) <= MAX_STORYLINE_TIME:
                return story
        return ""

    def _add(self, storyline: _Storyline, name: str, at: datetime, placement: Placement) -> None:
        storyline.documents[name] = at, placement
        storyline.stories.add(placement.story_id)
        self._by_document[name] = self._by_story[placement.story_id] = storyline

    def _follow(self, moved: Placement) -> dict[str, Placement]:
        """Follow a placement that changed; return it and others whose storyline has, by id."""
        own = self._by_document.get(moved.document_id)
        if own is None:
            return {}
        own.documents[moved.document_id] = own.documents[moved.document_id][0], moved
        changed = {moved.document_id: moved}
        other = self._by_story.get(moved.story_id)
        if other is None:
            self._add(own, moved.document_id, own.documents[moved.document_id][0], moved)
        elif other is not own:
            changed |= self._merge(own, other)
        return changed

    def _merge(self, own: _Storyline, other: _Storyline) -> dict[str, Placement]:
        """Make two storylines one; return the documents of the one that loses its id."""
        older, younger = (own, other) if own.first < other.first else (other, own)
        for name, (at, placement) in younger.documents.items():
            self._add(older, name, at, placement)
        self._by_story |= dict.fromkeys(younger.stories, older)
        older.stories |= younger.stories
        return {name: placement for name, (_, placement) in younger.documents.items()}
