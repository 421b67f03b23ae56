"""What the signals of the ranking know besides the story that they look at. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from coranto.analysis.copies import lineages
from coranto.analysis.copies.lineages import Independence
from coranto.editing.ranking.evidence import WeekEvidence
from coranto.editing.ranking.form import DocumentForm, outlet_mark
from coranto.editing.rules import EditorialRule, TopicGate, spelling_pattern
from coranto.model import Copy, Document, Folder, Source, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWord:
    """A word that the desk follows, with its variants in any script."""

    word: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RankingContext:
    """What the signals know besides the stories."""

    copies: Mapping[str, Copy] = field(default_factory=dict)
    sources: Mapping[str, Source]
    watch: Sequence[WatchWord]
    editions_by_story: Mapping[str, Sequence[int]]  #: by story, numbers
    told_documents: Collection[str] = frozenset()  #: ids the stories had in those editions
    #: By story, the numbers with an earlier story of its storyline → the heading there.
    earlier: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    now: datetime
    pins: Sequence[EditorialRule] = ()
    mutes: Sequence[EditorialRule] = ()
    gate: TopicGate | None = None
    folders: Mapping[tuple[str, ...], Folder] = field(default_factory=dict)
    folder_by_document: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: WeekEvidence  #: of all the stories

    @cached_property
    def patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        """Watch words, each with the pattern that finds it in normalised text."""
        patterns_by_word = (
            (word.word, spelling_pattern((word.word, *word.variants))) for word in self.watch
        )
        return [(word, pattern) for word, pattern in patterns_by_word if pattern]

    def form(self, document: Document) -> DocumentForm:
        """What a document is by its form and its outlet's."""
        form = self.evidence.own_form(document)
        mark = outlet_mark(*self.evidence.marked_by_outlet.get(document.source_id, (0, 0)))
        is_post = document.kind == "post"
        return DocumentForm((*form.marks, mark)) if mark and not is_post else form

    def source_name(self, source_id: str) -> str:
        """The name of a source, or its id where it is not known."""
        source = self.sources.get(source_id)
        return source.name if source else source_id

    def story_copies(self, story: Story) -> tuple[Copy, ...]:
        """The copies among a story's documents."""
        copies = (self.copies.get(document.id) for document in story.documents)
        return tuple(copy for copy in copies if copy)

    def independence(self, story: Story) -> Independence | None:
        """How many independent sources report it; None for a story of posts alone."""
        # Outlets that may tell of several events confirm nothing: the largest sure part counts.
        parts = [articles_of(replace(story, documents=part)) for part in story.parts]
        articles = max(parts, key=len, default=[])
        copies = self.story_copies(story)
        return (
            lineages.count_independent_sources(articles, copies, self.sources) if articles else None
        )


def articles_of(story: Story) -> list[Document]:
    """A story's documents but its posts."""
    return [document for document in story.documents if document.kind != "post"]


#: The strength of a signal and a detail for people; None when the signal is absent.
SignalResult = tuple[float, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One criterion of the ranking. It adds its weight times the strength that `look` returns."""

    name: str
    weight: float
    look: Callable[[Story, RankingContext], SignalResult]
