"""Rank stories by how much they deserve a place in an edition, with reasons. Pure.

Counts independent sources, not outlets: copies of one text and outlets of one owner count
once. What a story says, and how it says it, never counts.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from math import log2

from coranto.analysis.copies import lineages
from coranto.analysis.copies.lineages import Independence
from coranto.editing import rules
from coranto.editing.rules import EditorialRule, spelling_pattern
from coranto.model import Copy, Source, Story, Why
from coranto.reading.language import packs, text

#: Characters of a document's title and text in which watch words are searched.
MAX_WATCHED_CHARACTERS = 2_000
#: Below this length the longest text of a story earns nothing: a headline and little more.
MIN_SUBSTANCE_CHARACTERS = 200
#: Length from which a text earns the full weight of substance.
FULL_SUBSTANCE_CHARACTERS = 600
#: Age of a story's newest report from which recency earns nothing.
MAX_NEWS_AGE = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWord:
    """A word that the desk follows, with its variants in any script."""

    word: str
    variants: tuple[str, ...] = ()


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
        return any(why.signal == PINNED_SIGNAL for why in self.reasons)

    @property
    def is_muted(self) -> bool:
        """Whether a rule of the desk keeps it out of editions."""
        return any(why.signal == MUTED_SIGNAL for why in self.reasons)


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

    @cached_property
    def patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        """Watch words, each with the pattern that finds it in normalised text."""
        patterns_by_word = (
            (word.word, spelling_pattern((word.word, *word.variants))) for word in self.watch
        )
        return [(word, pattern) for word, pattern in patterns_by_word if pattern]


#: The strength of a signal and a detail for people; None when the signal is absent.
SignalResult = tuple[float, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One criterion of the ranking. It adds its weight times the strength that `look` returns."""

    name: str
    weight: float
    look: Callable[[Story, RankingContext], SignalResult]


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
) -> list[RankedStory]:
    """The stories, best first; equal scores in the order of their ids.

    `told` maps a story to the numbers of the editions that contained it, `earlier` to the
    numbers that contained an earlier story of its storyline, each with the heading there.
    `copies`: copies among the documents of these stories.
    `weights` replace those of the signals they name; the others are as in `SIGNALS`. Stories
    that a rule of `mutes` matches, and none of `pins`, come last and are muted; documents of
    muted outlets are left out of the other stories.
    """
    copies_by_document = {copy.document_id: copy for copy in copies}
    context = RankingContext(
        copies=copies_by_document,
        sources=sources,
        watch=watch,
        editions_by_story=told or {},
        told_documents=told_documents,
        earlier=earlier or {},
        now=now,
        pins=pins,
        mutes=mutes,
    )
    ranked = [
        _rank_story(rules.without_muted_outlets(story, mutes, sources), context, weights or {})
        for story in stories
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
        copies=_story_copies(story, context),
        independence=_story_independence(story, context),
    )


def _independence_signal(story: Story, context: RankingContext) -> SignalResult:
    """How many independent sources report it: copies of one text, or one owner, count once."""
    independence = _story_independence(story, context)
    if independence is None:
        return None
    # A detail is one line for people: eight origins of four outlets at most.
    origin_list = "; ".join(
        " = ".join(_source_name(source, context) for source in origin[:4])
        for origin in independence.origins[:8]
    )
    # Logarithmic: the second source says more than the twentieth.
    return log2(1 + independence.count), f"{independence.count}: {origin_list}"


def _story_independence(story: Story, context: RankingContext) -> Independence | None:
    articles = [document for document in story.documents if document.kind != "post"]
    copies = _story_copies(story, context)
    return (
        lineages.count_independent_sources(articles, copies, context.sources) if articles else None
    )


def _story_copies(story: Story, context: RankingContext) -> tuple[Copy, ...]:
    story_copies = (context.copies.get(document.id) for document in story.documents)
    return tuple(copy for copy in story_copies if copy)


def _languages_signal(story: Story, context: RankingContext) -> SignalResult:  # noqa: ARG001 - one shape
    languages = {packs.primary_subtag(document.language) for document in story.documents} - {"und"}
    return (len(languages) - 1.0, ", ".join(sorted(languages))) if len(languages) > 1 else None


def _watch_words_signal(story: Story, context: RankingContext) -> SignalResult:
    """How many of the desk's words occur in titles and texts; more than three add nothing."""
    if not context.patterns:
        return None
    forms = [
        text.normalise(
            f"{document.title[:MAX_WATCHED_CHARACTERS]} {document.text[:MAX_WATCHED_CHARACTERS]}"
        )
        for document in story.documents
    ]
    matching_words = [
        word for word, pattern in context.patterns if any(pattern.search(form) for form in forms)
    ]
    return (
        (float(min(3, len(matching_words))), ", ".join(matching_words)) if matching_words else None
    )


def _already_told_signal(story: Story, context: RankingContext) -> SignalResult:
    """Full strength for a story told before without anything new, a quarter with new documents."""
    numbers = context.editions_by_story.get(story.id)
    if not numbers:
        return None
    fresh = [document for document in story.documents if document.id not in context.told_documents]
    editions_note = f"in no. {', '.join(str(number) for number in sorted(numbers))}"
    if context.told_documents and fresh:
        return 0.25, f"{editions_note}; new documents: {len(fresh)}"
    return 1.0, f"{editions_note}; nothing new"


def _storyline_signal(story: Story, context: RankingContext) -> SignalResult:
    """Full strength where an earlier story of the same storyline was in an edition."""
    numbers = context.earlier.get(story.id)
    if not numbers:
        return None
    editions_note = "; ".join(f"no. {number}: {numbers[number]}" for number in sorted(numbers))
    return 1.0, f"goes on with {editions_note}"


def _substance_signal(story: Story, context: RankingContext) -> SignalResult:  # noqa: ARG001 - one shape
    longest = max(len(document.text) for document in story.documents)
    if longest < MIN_SUBSTANCE_CHARACTERS:
        return None
    return min(1.0, longest / FULL_SUBSTANCE_CHARACTERS), f"longest text: {longest} characters"


def _recency_signal(story: Story, context: RankingContext) -> SignalResult:
    # A date in the future (a wrong clock, a wrong time zone) must not earn more than "now".
    age = context.now - story.span()[1]
    if age >= MAX_NEWS_AGE:
        return None
    days = max(0, age.days)
    detail = f"newest report {days} {'day' if days == 1 else 'days'} old"
    return 1 - max(age, timedelta()) / MAX_NEWS_AGE, detail


def _pinned_signal(story: Story, context: RankingContext) -> SignalResult:
    """A rule of the desk puts the story first."""
    matching_rule = rules.describe_matching_rule(story, context.pins, context.sources)
    return (1.0, matching_rule) if matching_rule else None


def _muted_signal(story: Story, context: RankingContext) -> SignalResult:
    """A rule of the desk keeps the story out; a pin of the same story outweighs it."""
    if _pinned_signal(story, context):
        return None
    matching_rule = rules.describe_matching_rule(story, context.mutes, context.sources)
    return (1.0, matching_rule) if matching_rule else None


PINNED_SIGNAL = "pinned"
MUTED_SIGNAL = "muted"
#: Weights are set by judgement: the second independent source outweighs recency or length.
SIGNALS: tuple[Signal, ...] = (
    Signal(name="independent outlets", weight=2.0, look=_independence_signal),
    Signal(name="languages", weight=1.0, look=_languages_signal),
    Signal(name="watch words", weight=1.0, look=_watch_words_signal),
    Signal(name="already told", weight=-4.0, look=_already_told_signal),
    Signal(name="storyline", weight=0.5, look=_storyline_signal),
    Signal(name="substance", weight=1.0, look=_substance_signal),
    Signal(name="recency", weight=0.5, look=_recency_signal),
    # So large that a rule of the desk outweighs the sum of all others.
    Signal(name=PINNED_SIGNAL, weight=1_000.0, look=_pinned_signal),
    Signal(name=MUTED_SIGNAL, weight=-1_000.0, look=_muted_signal),
)
#: Weights that a desk may set; rules are switched on by writing them, not by a weight.
SIGNAL_WEIGHTS: Mapping[str, float] = {
    signal.name: signal.weight
    for signal in SIGNALS
    if signal.name not in {PINNED_SIGNAL, MUTED_SIGNAL}
}


def _source_name(source_id: str, context: RankingContext) -> str:
    source = context.sources.get(source_id)
    return source.name if source else source_id
