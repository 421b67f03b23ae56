"""Decide which earlier story a story continues. Pure: no store, no clock.

A story follows at most one that began before it. The stories that follow one another, step by step,
are a storyline; the first of them gives it its identity. Only the names and rare words of both
stories and the time between them are compared.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import log

from coranto.model import Document, Story, Why
from coranto.reading.language import packs, text, transliteration
from coranto.reading.language.vocabulary import load_vocabulary

#: Stories that began longer ago than this are not continued: ten weeks.
MAX_TIME_APART = timedelta(weeks=10)
#: A story that began within so short a time before is news of the same days, not an earlier
#: chapter.
MIN_TIME_APART = timedelta(days=2)
#: What each week between the beginnings of two stories takes from the score.
SCORE_LOSS_PER_WEEK = 0.02
#: Least score of a story that is continued.
MIN_LINK_SCORE = 0.35
#: Fewest topics that both stories must share: two names are a coincidence.
MIN_SHARED_TOPICS = 3
#: Topics kept of a story.
MAX_KEPT_TOPICS = 30
#: Topics of a story that are looked for in earlier stories: the rarest ones.
MAX_COMPARED_TOPICS = 14
#: A topic of more stories than this says little and is expensive to read.
MAX_STORIES_PER_TOPIC = 100
#: Rarities are computed as if so many unrelated stories were there as well, for desks with few
#: stories.
BACKGROUND_STORIES = 20
#: Documents of a story that are read.
MAX_READ_DOCUMENTS = 12
#: Characters read of each document: news is told at the top.
LEAD_CHARACTERS = 600
#: Concepts of the vocabulary that are not topics.
WEEKDAY_CONCEPTS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
#: A name says more about which story it is than a word does.
NAME_WEIGHT = 2.0
#: Weight of a word that is no name.
WORD_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayedTopic:
    """A topic as people read it."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTopic:
    """A name or rare word of a story, and how many stories of its weeks it occurs in."""

    name: str
    shown: str
    weight: float
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStory:
    """A story that began before, with those of the given topics that occur in it."""

    story_id: str
    first: datetime
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineLink:
    """Which earlier story a story continues, and why."""

    story_id: str
    first: datetime  #: when the story began
    follows: str = ""  #: "" when it begins a storyline
    score: float = 0.0
    reasons: tuple[Why, ...] = ()


def extract_topics(story: Story) -> dict[str, DisplayedTopic]:
    """The topics of a story, by name: those of its documents' names and words that weigh most."""
    counts: Counter[str] = Counter()
    displayed: dict[str, DisplayedTopic] = {}
    documents = sorted(story.documents, key=_publication_order)[:MAX_READ_DOCUMENTS]
    for document in documents:
        document_topics = _document_topics(document)
        counts.update(document_topics.keys())
        for name, topic in document_topics.items():
            displayed.setdefault(name, topic)
    weighted = {
        name: DisplayedTopic(
            words=topic.words,
            weight=round(topic.weight * _mention_share(counts[name], documents), 3),
        )
        for name, topic in displayed.items()
    }
    best = sorted(weighted, key=lambda name: (-weighted[name].weight, name))[:MAX_KEPT_TOPICS]
    return {name: weighted[name] for name in sorted(best)}


def rarest_topics(topics: Sequence[StoryTopic], total: int) -> list[StoryTopic]:
    """The topics that tell a story from the `total` stories of its weeks, the rarest first."""
    distinctive = [topic for topic in topics if topic.stories <= MAX_STORIES_PER_TOPIC]
    return sorted(distinctive, key=lambda topic: (-_topic_value(topic, total), topic.name))[
        :MAX_COMPARED_TOPICS
    ]


def link_to_earlier_story(  # noqa: PLR0913 - each is named
    story_id: str,
    first: datetime,
    *,
    topics: Sequence[StoryTopic],
    total: int,
    earlier: Sequence[EarlierStory],
    apart: Collection[str] = frozenset(),
) -> StorylineLink:
    """The link of a story to the likeliest of `earlier` stories, if any is likely enough.

    `topics` are those of `rarest_topics`; stories in `apart` are never continued.
    """
    links = [
        _link_to_story(story_id, first, topics, total, candidate)
        for candidate in earlier
        if candidate.story_id not in apart
        and first - MAX_TIME_APART <= candidate.first <= first - MIN_TIME_APART
    ]
    likely = [link for link in links if link.score >= MIN_LINK_SCORE]
    return max(
        likely,
        key=lambda link: (link.score, link.follows),
        default=StorylineLink(story_id=story_id, first=first),
    )


def continued_within(chains: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which of some stories each of them continues: the first one of its storyline among them.

    `chains` maps each of the stories to all earlier ones of its storyline, the nearest first.
    Stories that continue none of the others are left out.
    """
    return {
        story_id: next(earlier for earlier in reversed(chain) if earlier in chains)
        for story_id, chain in chains.items()
        if any(earlier in chains for earlier in chain)
    }


def _link_to_story(
    story_id: str, first: datetime, topics: Sequence[StoryTopic], total: int, earlier: EarlierStory
) -> StorylineLink:
    """The share of the story's topics that the earlier one has, minus the time between them."""
    shared = [topic for topic in topics if topic.name in earlier.topics]
    if len(shared) < MIN_SHARED_TOPICS:
        return StorylineLink(story_id=story_id, first=first)
    total_value = sum(_topic_value(topic, total) for topic in topics)
    similarity = (
        round(sum(_topic_value(topic, total) for topic in shared) / total_value, 3)
        if total_value
        else 0.0
    )
    weeks = (first - earlier.first) / timedelta(weeks=1)
    time_loss = round(-SCORE_LOSS_PER_WEEK * weeks, 3)
    words = ", ".join(topic.shown for topic in shared[:7])
    count = f"{len(shared)} of its {len(topics)} rarest names and words"
    return StorylineLink(
        story_id=story_id,
        first=first,
        follows=earlier.story_id,
        score=round(similarity + time_loss, 3),
        reasons=(
            Why(signal="names and rare words", value=similarity, detail=f"{count}: {words}"),
            Why(signal="weeks apart", value=time_loss, detail=_format_weeks(weeks)),
        ),
    )


def _topic_value(topic: StoryTopic, total: int) -> float:
    """Weight times rarity (inverse document frequency): 0 when every story has the topic."""
    return topic.weight * log((total + BACKGROUND_STORIES + 1) / (topic.stories + 1))


def _mention_share(count: int, documents: Sequence[Document]) -> float:
    """What all documents tell counts fully; what one of many tells counts about half."""
    return 0.5 + 0.5 * count / len(documents)


def _format_weeks(weeks: float) -> str:
    days = round(weeks * 7)
    return f"{days} days" if days < 14 else f"{round(weeks)} weeks"


def _publication_order(document: Document) -> tuple[datetime, str]:
    return document.published or document.seen, document.id


_WORD_PATTERN = re.compile(r"[^\W\d_][^\W_]{0,39}")


def _document_topics(document: Document) -> dict[str, DisplayedTopic]:
    """Names, places and news words in one form for all languages; other words by their stem.

    Days, months and numbers say when something happened, not which story it is.
    """
    language = packs.primary_subtag(document.language)
    lead = f"{document.title[:LEAD_CHARACTERS]}\n{document.text[:LEAD_CHARACTERS]}"
    topics: dict[str, DisplayedTopic] = {}
    for word in dict.fromkeys(_WORD_PATTERN.findall(lead)):
        for topic, weight in _word_topics(word, language):
            topics.setdefault(topic, DisplayedTopic(words=word, weight=weight))
    return topics


@lru_cache(maxsize=100_000)
def _word_topics(word: str, language: str) -> tuple[tuple[str, float], ...]:
    normal = text.normalise(word)
    if normal in _month_spellings(language):
        return ()
    if meanings := load_vocabulary(language).meanings(normal):
        topical = (
            meaning for meaning in meanings if meaning[0] != "#" and meaning not in WEEKDAY_CONCEPTS
        )
        return tuple(
            (f"g:{concept}", NAME_WEIGHT) if concept[0].isupper() else (f"c:{concept}", WORD_WEIGHT)
            for concept in topical
        )
    stems = text.tokens(word, language)
    skeleton = transliteration.consonant_skeleton(normal) if stems and not word[0].islower() else ""
    if skeleton:
        return ((f"n:{skeleton}", NAME_WEIGHT if word[0].isupper() else WORD_WEIGHT),)
    return tuple((f"{language}:{stem}", WORD_WEIGHT) for stem in stems)


@lru_cache(maxsize=256)
def _month_spellings(language: str) -> frozenset[str]:
    calendars = packs.load_pack(language).months.values()
    return frozenset(text.normalise(spelling) for months in calendars for spelling in months)
