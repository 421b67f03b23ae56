"""Rank stories by how much they deserve a place in an edition, with reasons. Pure.

What counts stands in `signals`; this module adds it up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.analysis.copies.lineages import Independence
from coranto.editing import rules
from coranto.editing.ranking.context import RankingContext, WatchWord
from coranto.editing.ranking.evidence import WeekEvidence, gather_evidence
from coranto.editing.ranking.signals import (
    MUTED_SIGNAL,
    OUTSIDE_TOPIC_SIGNAL,
    PINNED_SIGNAL,
    SIGNAL_WEIGHTS,
    SIGNALS,
)
from coranto.editing.rules import EditorialRule, TopicGate
from coranto.model import Copy, Folder, Source, Story, Why

__all__ = [
    "MUTED_SIGNAL",
    "OUTSIDE_TOPIC_SIGNAL",
    "PINNED_SIGNAL",
    "SIGNALS",
    "SIGNAL_WEIGHTS",
    "RankedStory",
    "WatchWord",
    "WeekEvidence",
    "gather_evidence",
    "rank_stories",
]


#: Signals that speak for a text that is no report by its form; others are what every text has.
SPEAKING_FOR = (
    "agencies", "languages", "tier", "weight", "watch words", "agenda", "days", "storyline",
)  # fmt: skip
#: A lone text below this sum is no report. One plain mark is 1.0, so a mark that two of three
#: names of the agenda outweigh is let through, and the weakest mark is never enough.
MIN_MERIT = -0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStory:
    """A story, its score, and the reasons whose values sum up to it."""

    story: Story
    score: float
    reasons: tuple[Why, ...]
    copies: tuple[Copy, ...] = ()  #: of its documents
    independence: Independence | None = None  #: None when it has posts only

    @property
    def is_pinned(self) -> bool:
        """Whether a rule of the desk puts it first."""
        return self._has_reason(PINNED_SIGNAL)

    @property
    def is_muted(self) -> bool:
        """Whether a rule of the desk keeps it out of editions."""
        return self._has_reason(MUTED_SIGNAL)

    @property
    def is_excluded(self) -> bool:
        """Whether it is muted, or holds none of the words that the desk's stories must hold."""
        return self.is_muted or self._has_reason(OUTSIDE_TOPIC_SIGNAL)

    @property
    def is_no_report(self) -> bool:
        """Whether it is no report by its form, and little else speaks for it."""
        if self.independence is None or self.independence.count > 1:
            return False
        values = {why.signal: why.value for why in self.reasons}
        form = values.get("form", 0.0)
        return form < 0 and form + sum(values.get(name, 0.0) for name in SPEAKING_FOR) < MIN_MERIT

    def _has_reason(self, signal: str) -> bool:
        return any(why.signal == signal for why in self.reasons)


def rank_stories(  # noqa: PLR0913 - each is named
    stories: Iterable[Story],
    *,
    sources: Mapping[str, Source],
    watch: Sequence[WatchWord] = (),
    told: Mapping[str, Sequence[int]] | None = None,
    told_documents: Collection[str] = frozenset(),
    earlier: Mapping[str, Mapping[int, str]] | None = None,
    copies: Iterable[Copy] = (),
    now: datetime,
    weights: Mapping[str, float] | None = None,
    pins: Sequence[EditorialRule] = (),
    mutes: Sequence[EditorialRule] = (),
    gate: TopicGate | None = None,
    folders: Mapping[tuple[str, ...], Folder] | None = None,
    folder_by_document: Mapping[str, tuple[str, ...]] | None = None,
    evidence: WeekEvidence | None = None,
) -> list[RankedStory]:
    """The stories, best first; equal scores in the order of their ids.

    `told` maps a story to the numbers of the editions that contained it, `earlier` to the
    numbers that contained an earlier story of its storyline, each with the heading there.
    `copies`: copies among the documents of these stories.
    `weights` replace those of the signals they name; the others are as in `SIGNALS`. Stories
    that a rule of `mutes` matches, or that hold no word of `gate`, and that none of `pins`
    matches, come last; documents of muted outlets are left out of the other stories.
    `folders` have what was set for folders of feeds, `folder_by_document` the path of each
    document's feed. `evidence` is that of the whole week; by default of these stories.
    """
    story_list = list(stories)
    context = RankingContext(
        copies={copy.document_id: copy for copy in copies},
        sources=sources,
        watch=watch,
        editions_by_story=told or {},
        told_documents=told_documents,
        earlier=earlier or {},
        now=now,
        pins=pins,
        mutes=mutes,
        gate=gate,
        folders=folders or {},
        folder_by_document=folder_by_document or {},
        evidence=evidence
        or gather_evidence(document for story in story_list for document in story.documents),
    )
    ranked = [
        _rank_story(rules.without_muted_outlets(story, mutes, sources), context, weights or {})
        for story in story_list
    ]
    return sorted(ranked, key=lambda ranked_story: (-ranked_story.score, ranked_story.story.id))


def _rank_story(story: Story, context: RankingContext, weights: Mapping[str, float]) -> RankedStory:
    reasons = []
    for signal in SIGNALS:
        signal_result = signal.look(story, context)
        if signal_result:
            value = round(weights.get(signal.name, signal.weight) * signal_result[0], 3)
            reasons.append(Why(signal=signal.name, value=value, detail=signal_result[1]))
    score = round(sum(why.value for why in reasons), 3)
    return RankedStory(
        story=story,
        score=score,
        reasons=tuple(reasons),
        copies=context.story_copies(story),
        independence=context.independence(story),
    )
