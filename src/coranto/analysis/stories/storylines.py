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
from coranto.reading.language.vocabulary import vocabulary

#: Stories that began longer ago than this are not gone on with: ten weeks.
HORIZON = timedelta(weeks=10)
#: A story that began this shortly before is the same days' news, not an earlier chapter.
APART = timedelta(days=2)
#: What each week between the beginnings of two stories takes from the score.
WEEK = 0.02
#: Least score to go on with a story, and least number of topics that both must share.
THRESHOLD, SHARED = 0.35, 3
#: Topics kept of a story; the rarest of them are looked for in earlier stories.
KEPT, LOOKED_FOR = 30, 14
#: A topic that more stories than this are about says little, and much is to be read for it.
COMMON = 100
#: As if so many unrelated stories stood beside: keeps a desk of three sober.
BACKGROUND = 20
#: Documents of a story that are read, and characters of each: news is told at the top.
DOCUMENTS, LEAD = 12, 600
#: Concepts of the vocabulary that are no topic.
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
#: A name says more about which story it is than a word does.
NAME, WORD = 2.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A topic as people read it."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A name or rare word of a story, and in how many stories of its weeks it occurs."""

    name: str
    shown: str
    weight: float
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A story that began before, with those of the topics asked for that it is about."""

    story_id: str
    first: datetime
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Which earlier story a story goes on with, and why."""

    story_id: str
    first: datetime  #: when the story began
    follows: str = ""  #: "" when it begins a storyline
    score: float = 0.0
    reasons: tuple[Why, ...] = ()


def topics(story: Story) -> dict[str, Shown]:
    """What a story is about, by name: the weightiest of its documents' names and words."""
    counts: Counter[str] = Counter()
    shown: dict[str, Shown] = {}
    documents = sorted(story.documents, key=_time)[:DOCUMENTS]
    for document in documents:
        found = _mentioned(document)
        counts.update(found.keys())
        for name, each in found.items():
            shown.setdefault(name, each)
    held = {
        name: Shown(
            words=each.words, weight=round(each.weight * _share(counts[name], documents), 3)
        )
        for name, each in shown.items()
    }
    best = sorted(held, key=lambda name: (-held[name].weight, name))[:KEPT]
    return {name: held[name] for name in sorted(best)}


def looked_for(found: Sequence[Topic], total: int) -> list[Topic]:
    """The topics that tell a story from the `total` stories of its weeks, rarest first."""
    telling = [topic for topic in found if topic.stories <= COMMON]
    return sorted(telling, key=lambda topic: (-_value(topic, total), topic.name))[:LOOKED_FOR]


def follow(  # noqa: PLR0913 - each is named
    story_id: str,
    first: datetime,
    *,
    topics: Sequence[Topic],
    total: int,
    earlier: Sequence[Earlier],
    apart: Collection[str] = frozenset(),
) -> Link:
    """The link of a story to the likeliest of `earlier` ones, if any is likely enough.

    `topics` are those of `looked_for`; stories in `apart` are never gone on with.
    """
    links = [
        _link(story_id, first, topics, total, one)
        for one in earlier
        if one.story_id not in apart and first - HORIZON <= one.first <= first - APART
    ]
    likely = [link for link in links if link.score >= THRESHOLD]
    return max(
        likely,
        key=lambda link: (link.score, link.follows),
        default=Link(story_id=story_id, first=first),
    )


def _link(
    story_id: str, first: datetime, topics: Sequence[Topic], total: int, earlier: Earlier
) -> Link:
    """How much of what the story is about the earlier one was about too, less the time between."""
    shared = [topic for topic in topics if topic.name in earlier.topics]
    if len(shared) < SHARED:
        return Link(story_id=story_id, first=first)
    whole = sum(_value(topic, total) for topic in topics)
    likeness = round(sum(_value(topic, total) for topic in shared) / whole, 3) if whole else 0.0
    weeks = (first - earlier.first) / timedelta(weeks=1)
    time = round(-WEEK * weeks, 3)
    words = ", ".join(topic.shown for topic in shared[:7])
    count = f"{len(shared)} of its {len(topics)} rarest names and words"
    return Link(
        story_id=story_id,
        first=first,
        follows=earlier.story_id,
        score=round(likeness + time, 3),
        reasons=(
            Why(signal="names and rare words", value=likeness, detail=f"{count}: {words}"),
            Why(signal="weeks apart", value=time, detail=_span(weeks)),
        ),
    )


def _value(topic: Topic, total: int) -> float:
    """Weight times rarity (inverse document frequency): 0 when every story has it."""
    return topic.weight * log((total + BACKGROUND + 1) / (topic.stories + 1))


def _share(count: int, documents: Sequence[Document]) -> float:
    """What all documents tell counts fully; what one of many tells counts half."""
    return 0.5 + 0.5 * count / len(documents)


def _span(weeks: float) -> str:
    days = round(weeks * 7)
    return f"{days} days" if days < 14 else f"{round(weeks)} weeks"


def _time(document: Document) -> tuple[datetime, str]:
    return document.published or document.seen, document.id


_WORD = re.compile(r"[^\W\d_][^\W_]{0,39}")


def _mentioned(document: Document) -> dict[str, Shown]:
    """Names, places, news words in one form for all languages; other words by their stem.

    Days, months and numbers say when it was, not which story it is.
    """
    language = packs.primary(document.language)
    read = f"{document.title[:LEAD]}\n{document.text[:LEAD]}"
    found: dict[str, Shown] = {}
    for word in dict.fromkeys(_WORD.findall(read)):
        for topic, weight in _topics(word, language):
            found.setdefault(topic, Shown(words=word, weight=weight))
    return found


@lru_cache(maxsize=100_000)
def _topics(word: str, language: str) -> tuple[tuple[str, float], ...]:
    normal = text.normalise(word)
    if normal in _months(language):
        return ()
    if meanings := vocabulary(language).meanings(normal):
        known = (meaning for meaning in meanings if meaning[0] != "#" and meaning not in DAYS)
        return tuple(
            (f"g:{each}", NAME) if each[0].isupper() else (f"c:{each}", WORD) for each in known
        )
    stems = text.tokens(word, language)
    bones = transliteration.skeleton(normal) if stems and not word[0].islower() else ""
    if bones:
        return ((f"n:{bones}", NAME if word[0].isupper() else WORD),)
    return tuple((f"{language}:{stem}", WORD) for stem in stems)


@lru_cache(maxsize=256)
def _months(language: str) -> frozenset[str]:
    calendars = packs.pack(language).months.values()
    return frozenset(text.normalise(spelling) for months in calendars for spelling in months)
