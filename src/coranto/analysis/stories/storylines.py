"""Decide which earlier story a story goes on with. Pure: no store, no clock.

A story follows at most one that began before it; who follows whom, step by step, is
the storyline, and the story at its beginning gives it its identity. Nothing but the
names and rare words of both, and the time between, is looked at.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import log

from coranto.model import Document, Story, Why
from coranto.reading.language import packs, text, transliteration
from coranto.reading.language.vocabulary import load_vocabulary

#: Stories that began longer ago than this are not gone on with: ten weeks.
MAX_TIME_APART = timedelta(weeks=10)
#: A story that began this shortly before is the same days' news, not an earlier chapter.
MIN_TIME_APART = timedelta(days=2)
#: What each week between the beginnings of two stories takes from the score.
SCORE_LOSS_PER_WEEK = 0.02
#: Least score to go on with a story, and least number of topics that both must share.
MIN_LINK_SCORE = 0.35
MIN_SHARED_TOPICS = 3
#: Topics kept of a story; the rarest of them are looked for in earlier stories.
MAX_KEPT_TOPICS = 30
MAX_COMPARED_TOPICS = 14
#: A topic that more stories than this are about says little, and much is to be read for it.
MAX_STORIES_PER_TOPIC = 100
#: As if so many unrelated stories stood beside: keeps a desk of three sober.
BACKGROUND_STORIES = 20
#: Documents of a story that are read, and characters of each: news is told at the top.
MAX_READ_DOCUMENTS = 12
LEAD_CHARACTERS = 600
#: Concepts of the vocabulary that are no topic.
WEEKDAY_CONCEPTS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
#: A name says more about which story it is than a word does.
NAME_WEIGHT = 2.0
WORD_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayedTopic:
    """A topic as people read it."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTopic:
    """A name or rare word of a story, and in how many stories of its weeks it occurs."""

    name: str
    shown: str
    weight: float
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStory:
    """A story that began before, with those of the topics asked for that it is about."""

    story_id: str
    first: datetime
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineLink:
    """Which earlier story a story goes on with, and why."""

    story_id: str
    first: datetime  #: when the story began
    follows: str = ""  #: "" when it begins a storyline
    score: float = 0.0
    reasons: tuple[Why, ...] = ()


def extract_topics(story: Story) -> dict[str, DisplayedTopic]:
    """What a story is about, by name: the weightiest of its documents' names and words."""
    counts: Counter[str] = Counter()
    shown: dict[str, DisplayedTopic] = {}
    documents = sorted(story.documents, key=_publication_order)[:MAX_READ_DOCUMENTS]
    for document in documents:
        found = _document_topics(document)
        counts.update(found.keys())
        for name, each in found.items():
            shown.setdefault(name, each)
    held = {
        name: DisplayedTopic(
            words=each.words, weight=round(each.weight * _mention_share(counts[name], documents), 3)
        )
        for name, each in shown.items()
    }
    best = sorted(held, key=lambda name: (-held[name].weight, name))[:MAX_KEPT_TOPICS]
    return {name: held[name] for name in sorted(best)}


def rarest_topics(found: Sequence[StoryTopic], total: int) -> list[StoryTopic]:
    """The topics that tell a story from the `total` stories of its weeks, rarest first."""
    telling = [topic for topic in found if topic.stories <= MAX_STORIES_PER_TOPIC]
    return sorted(telling, key=lambda topic: (-_topic_value(topic, total), topic.name))[
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
    """The link of a story to the likeliest of `earlier` ones, if any is likely enough.

    `extract_topics` are those of `rarest_topics`; stories in `apart` are never gone on with.
    """
    links = [
        _link_to_story(story_id, first, topics, total, one)
        for one in earlier
        if one.story_id not in apart
        and first - MAX_TIME_APART <= one.first <= first - MIN_TIME_APART
    ]
    likely = [link for link in links if link.score >= MIN_LINK_SCORE]
    return max(
        likely,
        key=lambda link: (link.score, link.follows),
        default=StorylineLink(story_id=story_id, first=first),
    )


def _link_to_story(
    story_id: str, first: datetime, topics: Sequence[StoryTopic], total: int, earlier: EarlierStory
) -> StorylineLink:
    """How much of what the story is about the earlier one was about too, less the time between."""
    shared = [topic for topic in topics if topic.name in earlier.topics]
    if len(shared) < MIN_SHARED_TOPICS:
        return StorylineLink(story_id=story_id, first=first)
    whole = sum(_topic_value(topic, total) for topic in topics)
    likeness = (
        round(sum(_topic_value(topic, total) for topic in shared) / whole, 3) if whole else 0.0
    )
    weeks = (first - earlier.first) / timedelta(weeks=1)
    time = round(-SCORE_LOSS_PER_WEEK * weeks, 3)
    words = ", ".join(topic.shown for topic in shared[:7])
    count = f"{len(shared)} of its {len(topics)} rarest names and words"
    return StorylineLink(
        story_id=story_id,
        first=first,
        follows=earlier.story_id,
        score=round(likeness + time, 3),
        reasons=(
            Why(signal="names and rare words", value=likeness, detail=f"{count}: {words}"),
            Why(signal="weeks apart", value=time, detail=_format_weeks(weeks)),
        ),
    )


def _topic_value(topic: StoryTopic, total: int) -> float:
    """Weight times rarity (inverse document frequency): 0 when every story has it."""
    return topic.weight * log((total + BACKGROUND_STORIES + 1) / (topic.stories + 1))


def _mention_share(count: int, documents: Sequence[Document]) -> float:
    """What all documents tell counts fully; what one of many tells counts half."""
    return 0.5 + 0.5 * count / len(documents)


def _format_weeks(weeks: float) -> str:
    days = round(weeks * 7)
    return f"{days} days" if days < 14 else f"{round(weeks)} weeks"


def _publication_order(document: Document) -> tuple[datetime, str]:
    return document.published or document.seen, document.id


_WORD_PATTERN = re.compile(r"[^\W\d_][^\W_]{0,39}")


def _document_topics(document: Document) -> dict[str, DisplayedTopic]:
    """Names, places, news words in one form for all languages; other words by their stem.

    Days, months and numbers say when it was, not which story it is.
    """
    language = packs.primary_subtag(document.language)
    read = f"{document.title[:LEAD_CHARACTERS]}\n{document.text[:LEAD_CHARACTERS]}"
    found: dict[str, DisplayedTopic] = {}
    for word in dict.fromkeys(_WORD_PATTERN.findall(read)):
        for topic, weight in _word_topics(word, language):
            found.setdefault(topic, DisplayedTopic(words=word, weight=weight))
    return found


@lru_cache(maxsize=100_000)
def _word_topics(word: str, language: str) -> tuple[tuple[str, float], ...]:
    normal = text.normalise(word)
    if normal in _month_spellings(language):
        return ()
    if meanings := load_vocabulary(language).meanings(normal):
        known = (
            meaning for meaning in meanings if meaning[0] != "#" and meaning not in WEEKDAY_CONCEPTS
        )
        return tuple(
            (f"g:{each}", NAME_WEIGHT) if each[0].isupper() else (f"c:{each}", WORD_WEIGHT)
            for each in known
        )
    stems = text.tokens(word, language)
    bones = transliteration.consonant_skeleton(normal) if stems and not word[0].islower() else ""
    if bones:
        return ((f"n:{bones}", NAME_WEIGHT if word[0].isupper() else WORD_WEIGHT),)
    return tuple((f"{language}:{stem}", WORD_WEIGHT) for stem in stems)


@lru_cache(maxsize=256)
def _month_spellings(language: str) -> frozenset[str]:
    calendars = packs.load_pack(language).months.values()
    return frozenset(text.normalise(spelling) for months in calendars for spelling in months)
