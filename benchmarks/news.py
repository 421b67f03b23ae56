"""Make a stream of news-like documents that are known to tell the same story or to be copies.

    python benchmarks/news.py --documents 100000 > news.jsonl

The model, all of it from one seed:

- Words: 8 languages of 4 scripts; each has its real stop words and then 30,000 made-up
  words, drawn with Zipf's law (1 / (rank + 3)). Every twelfth is a loan word: the same
  in all languages, spelt in the language's own letters. Chinese has no spaces.
- Names: 20,000 of two words, Zipf-popular, spelt in the letters of each language.
- Stories: begun at random moments, 3,333 documents a day in the mean (100,000 in 30 days).
  Documents per story follow k ** -2 up to 400: most stories have one. They come in a burst:
  exponential delays with a mean of 20 hours. A story has 3 to 6 names, 2 numbers, 14
  words of its own, and a topic (1 of 300, with 60 words) that other stories share.
- Documents: 60 % in the story's first language, the rest in any. A title of 6 to 11 words;
  a text of about 170 words (log-normal, 40 to 1,200) in sentences; of its words 14 % are
  the story's, 9 % names and numbers, 8 % the topic's, the rest the language's.
- Copies: 30 % of the documents of a language that has told the story before reprint
  one of those by another outlet, under a title of their own; a third cut the end off, a
  third put a paragraph of their own before it. `true_origin` says which was reprinted.
- Outlets: 50 in each language, Zipf-busy. Every text of an outlet ends in its standing line.
"""

import argparse
import heapq
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

import stopwordsiso

START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 100_000 / 30  #: documents
WORDS = 30_000
LOAN = 12  #: every so many words are loan words
NAMES = 20_000
TOPICS = 300
OUTLETS = 50  #: in each language
LARGEST = 400  #: documents of one story
HOURS = 20.0  #: mean delay within a story
#: The last documents of a story come earlier than this: e ** -33 of them do not.
REMEMBERED = timedelta(hours=33 * HOURS)
COPIED = 0.3
LANGUAGES = ("en", "es", "de", "ru", "fa", "ar", "tr", "zh")
LETTERS = {
    "es": ("bcdfghlmnprstvz", "aeiou"),
    "de": ("bdfghklmnprstwz", "aeiouäöü"),
    "ru": ("бвгджзклмнпрстфхцчш", "аеиоуыя"),
    "fa": ("بپتجچدرزسشفقکگلمن", "اویه"),
    "ar": ("بتثجحخدرزسشصطعفقكلمن", "اوي"),
    "tr": ("bcçdfgğhklmnprsştvyz", "aeıioöuü"),
    "en": ("bcdfghlmnprstvw", "aeiou"),
}
HAN = "".join(map(chr, range(0x4E00, 0x5400)))
RUSSIAN = str.maketrans("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз")
ARABIC = str.maketrans("abdfgiklmnoprstuvz", "ابدفغيكلمنوبرستووز", "e")
PERSIAN = str.maketrans("abdfgiklmnoprstuvz", "ابدفگیکلمنوپرستووز", "e")
SPELT = {"ru": RUSSIAN, "ar": ARABIC, "fa": PERSIAN}

Row = dict[str, Any]


def drawn(count: int) -> list[float]:
    """Cumulative weights of Zipf's law."""
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


def syllables(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(count))


def spelt(name: str, language: str) -> str:
    """A Latin name in the letters of a language; Chinese keeps it, which is kind to us."""
    return name.translate(SPELT[language]) if language in SPELT else name.title()


@dataclass(frozen=True)
class World:
    """What all stories share, and the dice."""

    chance: random.Random
    vocabularies: dict[str, list[str]]
    weights: list[float]
    names: list[str]
    name_weights: list[float]
    topics: list[list[int]]
    outlet_weights: list[float]
    standing: dict[str, list[str]]  #: language → the last line of each of its outlets

    @classmethod
    def of(cls, chance: random.Random) -> "World":
        loans = [syllables(chance, 4) for _ in range(WORDS // LOAN + 1)]
        vocabularies = {code: _vocabulary(code, loans, chance) for code in LANGUAGES}
        return cls(
            chance=chance,
            vocabularies=vocabularies,
            weights=drawn(WORDS),
            names=[f"{syllables(chance, 3)} {syllables(chance, 4)}" for _ in range(NAMES)],
            name_weights=drawn(NAMES),
            topics=[chance.sample(range(300, 6_000), 60) for _ in range(TOPICS)],
            outlet_weights=drawn(OUTLETS),
            standing={
                code: [" ".join(chance.choices(words[500:], k=18)) for _ in range(OUTLETS)]
                for code, words in vocabularies.items()
            },
        )


def _vocabulary(code: str, loans: Sequence[str], chance: random.Random) -> list[str]:
    stop = set(stopwordsiso.stopwords(code))
    words = dict.fromkeys(chance.sample(sorted(stop), min(len(stop), 100)))
    for loan in loans:
        while len(words) % LOAN:
            words[_word(code, chance)] = None
        words[spelt(loan, code).lower()] = None
    while len(words) < WORDS:
        words[_word(code, chance)] = None
    return list(words)[:WORDS]


def _word(code: str, chance: random.Random) -> str:
    if code == "zh":
        return "".join(chance.choices(HAN, k=2))
    consonants, vowels = LETTERS[code]
    length = chance.choice((2, 2, 3, 3, 4))
    return "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(length))


@dataclass(frozen=True)
class Told:
    """A text of a story, for others to reprint."""

    id: str
    outlet: int
    text: str


@dataclass(frozen=True)
class Event:
    """One story, and what has been told of it."""

    id: str
    begun: datetime
    first: str  #: its first language
    names: list[str]
    numbers: list[str]
    words: list[int]
    topic: list[int]
    told: dict[str, list[Told]] = field(default_factory=dict)


def event(number: int, begun: datetime, world: World) -> Event:
    chance = world.chance
    return Event(
        id=f"e{number}",
        begun=begun,
        first=chance.choice(LANGUAGES),
        names=chance.choices(world.names, cum_weights=world.name_weights, k=chance.randint(3, 6)),
        numbers=[str(chance.randint(11, 9_999)) for _ in range(2)],
        words=[int(100 + 120 / (1 - chance.random())) % WORDS for _ in range(14)],
        topic=chance.choice(world.topics),
    )


def moments(chance: random.Random) -> Iterator[tuple[datetime, int]]:
    """When each document comes and of which story it is, oldest first."""
    sizes = range(1, LARGEST + 1)
    weights = list(accumulate(size**-2 for size in sizes))
    mean = sum(1 / size for size in sizes) / weights[-1]
    waiting: list[tuple[datetime, int]] = []
    begun, number = START, 0
    while True:
        begun += timedelta(days=chance.expovariate(A_DAY / mean))
        while waiting and waiting[0][0] <= begun:
            yield heapq.heappop(waiting)
        number += 1
        heapq.heappush(waiting, (begun, number))
        for _ in range(chance.choices(sizes, cum_weights=weights)[0] - 1):
            later = begun + timedelta(hours=chance.expovariate(1 / HOURS))
            heapq.heappush(waiting, (later, number))


def rows(seed: int = 1) -> Iterator[Row]:
    """Documents without end, in time order, as file mode reads them, with the truth."""
    chance = random.Random(seed)
    world = World.of(chance)
    events: dict[int, Event] = {}
    for number, (at, story) in enumerate(moments(chance)):
        if story not in events:
            events[story] = event(story, at, world)
        if number % 10_000 == 0:
            oldest = at - REMEMBERED
            events = {key: known for key, known in events.items() if known.begun > oldest}
        yield _row(f"n{number}", at, events[story], world)


def _row(name: str, at: datetime, event: Event, world: World) -> Row:
    chance = world.chance
    language = event.first if chance.random() < 0.6 else chance.choice(LANGUAGES)
    outlet = chance.choices(range(OUTLETS), cum_weights=world.outlet_weights)[0]
    told = event.told.setdefault(language, [])
    origin = ""
    if told and chance.random() < COPIED:
        source = chance.choice(told)
        origin, text = source.id, _reprinted(source.text, event, language, world)
        outlet = (outlet + 1) % OUTLETS if outlet == source.outlet else outlet
    else:
        text = _text(event, language, world)
        if len(told) < 20:
            told.append(Told(name, outlet, text))
    title = _sentence(event, language, world, size=chance.randint(6, 11), own=0.4)
    return {
        "id": name,
        "language": language,
        "published": at.isoformat(timespec="seconds"),
        "title": title.rstrip(".。"),
        "text": f"{text}\n{world.standing[language][outlet]}",
        "url": f"https://{language}{outlet}.example/{name}",
        "outlet": f"{language}{outlet}",
        "true_story": event.id,
        "true_origin": origin,
    }


def _reprinted(text: str, event: Event, language: str, world: World) -> str:
    """Cut at its end, or with words of its own before it, or as it was."""
    way = world.chance.randrange(3)
    if way == 0:
        lines = text.split("\n")
        return "\n".join(lines[: max(1, len(lines) * 2 // 3)])
    if way == 1:
        return f"{_sentence(event, language, world, size=24, own=0.2)}\n{text}"
    return text


def _text(event: Event, language: str, world: World) -> str:
    chance = world.chance
    length = min(1_200, max(40, int(chance.lognormvariate(5.0, 0.6))))
    sentences: list[str] = []
    while length > 0:
        size = chance.randint(8, 22)
        sentences.append(_sentence(event, language, world, size=size, own=0.14))
        length -= size
    parts = [sentences[start : start + 3] for start in range(0, len(sentences), 3)]
    joined = "" if language == "zh" else " "
    return "\n".join(joined.join(part) for part in parts)


def _sentence(event: Event, language: str, world: World, *, size: int, own: float) -> str:
    """So many words, of which the share `own` is the story's own."""
    chance, vocabulary = world.chance, world.vocabularies[language]
    words = chance.choices(vocabulary, cum_weights=world.weights, k=size)
    for place in range(size):
        draw = chance.random()
        if draw < own:
            words[place] = vocabulary[chance.choice(event.words)]
        elif draw < own + 0.07:
            words[place] = spelt(chance.choice(event.names), language)
        elif draw < own + 0.09:
            words[place] = chance.choice(event.numbers)
        elif draw < own + 0.17:
            words[place] = vocabulary[chance.choice(event.topic)]
    if language == "zh":
        return "".join(words) + "。"
    text = " ".join(words) + "."
    return text[0].upper() + text[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for row in islice(rows(arguments.seed), arguments.documents):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
