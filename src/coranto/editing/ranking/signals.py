"""The signals of the ranking: each looks at one thing about a story. Pure.

Counts independent sources, not outlets: copies of one text and outlets of one owner count
once. What a story says never counts; how it is told counts where that shows that it is no report.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from math import log2

from coranto.editing import rules
from coranto.editing.ranking.context import (
    RankingContext,
    Signal,
    SignalResult,
    articles_of,
)
from coranto.editing.ranking.standing import find_standing
from coranto.model import Document, Story
from coranto.reading.language import packs, text

#: Below this length the longest text of a story has nothing to quote: a headline and little more.
MIN_SUBSTANCE_CHARACTERS = 40
#: Length from which a text earns the full weight of substance: a sentence or two, as agencies
#: send them. A longer text is no more news.
FULL_SUBSTANCE_CHARACTERS = 120
#: Age of a story's newest report from which recency earns nothing.
MAX_NEWS_AGE = timedelta(days=14)
#: Names of the week's agenda from which a story earns the full weight of it.
FULL_AGENDA_NAMES = 3
#: In a text of which a watch word is no part of title or lead, it counts from so many mentions, and
#: from so many in 1,000 characters: fewer are in passing.
MIN_BODY_MENTIONS = 3
MIN_BODY_MENTIONS_PER_1000 = 3.0
#: Days beside the first that count, at most.
MAX_FURTHER_DAYS = 2
#: Watch words that count, at most.
MAX_WATCH_WORDS = 3


def _independence_signal(story: Story, context: RankingContext) -> SignalResult:
    """How many independent sources report it: copies of one text, or one owner, count once."""
    independence = context.independence(story)
    if independence is None:
        return None
    # A detail is one line for people: eight origins of four outlets at most.
    origin_list = "; ".join(
        " = ".join(context.source_name(source) for source in origin[:4])
        for origin in independence.origins[:8]
    )
    # Logarithmic: the second source says more than the twentieth.
    return log2(1 + independence.count), f"{independence.count}: {origin_list}"


def _languages_signal(story: Story, context: RankingContext) -> SignalResult:  # noqa: ARG001 - one shape
    languages = {packs.primary_subtag(document.language) for document in story.documents} - {"und"}
    return (len(languages) - 1.0, ", ".join(sorted(languages))) if len(languages) > 1 else None


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


def _agencies_signal(story: Story, context: RankingContext) -> SignalResult:
    """News agencies among the outlets: short texts, but reported where it happened."""
    agencies = sorted(
        {
            source.name
            for document in story.documents
            if (source := context.sources.get(document.source_id)) and source.kind == "agency"
        }
    )
    return (min(2.0, float(len(agencies))), ", ".join(agencies)) if agencies else None


def _tier_signal(story: Story, context: RankingContext) -> SignalResult:
    """The best tier that a person gave to one of its sources or their folder."""
    standings = [find_standing(document, context) for document in articles_of(story)]
    best = min(standings, key=lambda standing: standing.tier, default=None)
    return (2.0 - best.tier, f"{best.tier_from}: {best.tier}") if best and best.tier != 2 else None


def _weight_signal(story: Story, context: RankingContext) -> SignalResult:
    """The largest weight that a person gave to one of its sources or their folder."""
    standings = [find_standing(document, context) for document in articles_of(story)]
    largest = max(standings, key=lambda standing: standing.weight, default=None)
    if largest is None or largest.weight == 1:
        return None
    # Logarithmic, so that 2 and 1/2 are as far from 1.
    return log2(largest.weight), f"{largest.weight_from}: {largest.weight:g}"


def _watch_words_signal(story: Story, context: RankingContext) -> SignalResult:
    """How many of the desk's words its titles and leads hold; more than three add nothing."""
    if not context.patterns:
        return None
    strengths = {
        word: max(_watch_word_strength(document, pattern) for document in story.documents)
        for word, pattern in context.patterns
    }
    total = min(float(MAX_WATCH_WORDS), sum(strengths.values()))
    return (
        (total, ", ".join(word for word, strength in strengths.items() if strength))
        if total
        else None
    )


def _watch_word_strength(document: Document, pattern: re.Pattern[str]) -> float:
    """1 for a word in the title, less in the lead or often in the text, 0 in passing."""
    if document.title and pattern.search(text.normalise(rules.searched_text(document, "title"))):
        return 1.0
    if pattern.search(text.normalise(rules.searched_text(document, "lead"))):
        return 1.0 if document.kind == "post" else 0.75
    form = text.normalise(rules.searched_text(document, "body"))
    mentions = sum(1 for _ in pattern.finditer(form))
    is_often = 1000 * mentions >= MIN_BODY_MENTIONS_PER_1000 * len(form)
    return 0.5 if mentions >= MIN_BODY_MENTIONS and is_often else 0.0


def _agenda_signal(story: Story, context: RankingContext) -> SignalResult:
    """Names in its titles and leads that other outlets of the week write about."""
    shared = context.evidence.agenda.shared_names(articles_of(story))
    if not shared:
        return None
    names = ", ".join(name for name, _ in shared[:FULL_AGENDA_NAMES])
    return min(1.0, len(shared) / FULL_AGENDA_NAMES), names


def _days_signal(story: Story, context: RankingContext) -> SignalResult:  # noqa: ARG001 - one shape
    """On how many days it was reported: what outlets come back to matters to them."""
    days = {(document.published or document.seen).date() for document in articles_of(story)}
    if len(days) < 2:
        return None
    return min(float(MAX_FURTHER_DAYS), len(days) - 1.0), f"{len(days)} days"


def _form_signal(story: Story, context: RankingContext) -> SignalResult:
    """How far its best text is from a report, by its form."""
    forms = [context.form(document) for document in articles_of(story)]
    best = min(forms, key=lambda form: form.strength, default=None)
    if best is None or not best.marks:
        return None
    return best.strength, "; ".join(mark.detail for mark in best.marks)


def _substance_signal(story: Story, context: RankingContext) -> SignalResult:  # noqa: ARG001 - one shape
    longest = max(len(document.text) for document in story.documents)
    if longest < MIN_SUBSTANCE_CHARACTERS:
        return None
    return min(1.0, longest / FULL_SUBSTANCE_CHARACTERS), f"longest text: {longest} characters"


def _outside_topic_signal(story: Story, context: RankingContext) -> SignalResult:
    """A story without any word of the desk's gate is none of its topic; a pin outweighs that."""
    if context.gate is None or _pinned_signal(story, context):
        return None
    if rules.find_topic_words(story.documents, context.gate.words, context.gate.where):
        return None
    return 1.0, f"none of the gate's words: {context.gate.where}"


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
OUTSIDE_TOPIC_SIGNAL = "outside the topic"
#: Weights are set by judgement: the second independent source outweighs recency or length.
SIGNALS: tuple[Signal, ...] = (
    Signal(name="independent outlets", weight=2.0, look=_independence_signal),
    Signal(name="agencies", weight=0.5, look=_agencies_signal),
    Signal(name="languages", weight=1.0, look=_languages_signal),
    Signal(name="tier", weight=1.0, look=_tier_signal),
    Signal(name="weight", weight=1.0, look=_weight_signal),
    Signal(name="watch words", weight=1.0, look=_watch_words_signal),
    Signal(name="agenda", weight=1.0, look=_agenda_signal),
    Signal(name="days", weight=0.5, look=_days_signal),
    # Negative: one plain mark outweighs the agenda, two the only outlet.
    Signal(name="form", weight=-1.0, look=_form_signal),
    Signal(name="already told", weight=-4.0, look=_already_told_signal),
    Signal(name="storyline", weight=0.5, look=_storyline_signal),
    Signal(name="substance", weight=1.0, look=_substance_signal),
    Signal(name="recency", weight=0.5, look=_recency_signal),
    # So large that a rule of the desk outweighs the sum of all others.
    Signal(name=PINNED_SIGNAL, weight=1_000.0, look=_pinned_signal),
    Signal(name=MUTED_SIGNAL, weight=-1_000.0, look=_muted_signal),
    Signal(name=OUTSIDE_TOPIC_SIGNAL, weight=-1_000.0, look=_outside_topic_signal),
)
#: Weights that a desk may set; rules are switched on by writing them, not by a weight.
SIGNAL_WEIGHTS: Mapping[str, float] = {
    signal.name: signal.weight
    for signal in SIGNALS
    if signal.name not in {PINNED_SIGNAL, MUTED_SIGNAL, OUTSIDE_TOPIC_SIGNAL}
}
