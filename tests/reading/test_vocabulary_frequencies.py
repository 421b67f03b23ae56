"""No word of the vocabulary is far too frequent for what it is said to mean.

A word that mostly means something else joins unlike documents: Persian کشتی is a ship before it is
wrestling, and Russian того, "of that", is no country. The languages tell: speakers of each use a
concept about as often. A concept whose words are sixteen times as frequent in one language as in
the others (a sport, four times) has a word there that means something else. Places may be spoken
of more where the language is at home, so they are not compared there.

The frequencies are those of `wordfreq`. It does not cover Albanian: `sq.toml` is read by people
alone, and a word that is everyday there must be found by them.
"""

from collections import defaultdict
from functools import cache
from math import log10
from statistics import median

import pytest
import wordfreq
from babel.core import get_global

from coranto.reading.language import text
from coranto.reading.language.vocabulary import concept_kinds, load_vocabulary

#: Languages with a vocabulary of their own that `wordfreq` covers.
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "it", "pt", "ru", "sl", "tr", "zh")
#: Words of each language that are looked up, the most frequent ones.
MAX_WORDS = 60_000
#: Decimal logarithm of how much more frequent than in other languages a concept may be.
MAX_CONCEPT_EXCESS = 1.2
#: The same of a sport. Reports of two sports are of two events, so that a wrong one parts them.
MAX_SPORT_EXCESS = 0.6
#: The same of a place, which one language may be nearer to than others.
MAX_PLACE_EXCESS = 1.3
#: Languages that a concept is known in, besides the one that is compared.
MIN_OTHER_LANGUAGES = 3
#: Per cent of a country's people who speak a language from which on it is at home there.
MIN_SPEAKERS = 1.0
#: Frequent in one language for a reason: the thing itself is more spoken of there.
ACCEPTED = {
    ("ramadan", "ar"), ("ramadan", "fa"), ("ramadan", "tr"), ("super_bowl", "en"),
    ("gold_price", "fa"), ("nato", "sl"), ("obituary", "zh"), ("obituary", "tr"),
    ("obituary", "de"), ("baseball", "en"), ("rugby", "en"), ("rugby", "fr"), ("cricket", "en"),
    ("hockey", "ru"), ("hockey", "sl"), ("ski", "sl"), ("climbing", "sl"), ("handball", "sl"),
    ("volleyball", "fa"), ("taekwondo", "fa"),
}  # fmt: skip


@cache
def frequencies():
    """Share of all words by meaning and language, and the words that make it up."""
    shares = defaultdict(lambda: defaultdict(float))
    words = defaultdict(list)
    for language in LANGUAGES:
        vocabulary = load_vocabulary(language)
        by_word = wordfreq.get_frequency_dict(language, wordlist="best")
        for word in sorted(by_word, key=by_word.get, reverse=True)[:MAX_WORDS]:
            for meaning in set(vocabulary.meanings(text.normalise(word))):
                shares[meaning][language] += by_word[word]
                words[meaning, language].append(word)
    return shares, words


def is_at_home(meaning, language):
    """Whether a language is spoken at a place: countries by their ISO code, cities by zone."""
    country = meaning if len(meaning) == 2 else get_global("zone_territories").get(meaning, "")
    languages = get_global("territory_languages").get(country, {})
    return languages.get(language, {}).get("population_percent", 0) >= MIN_SPEAKERS


def too_frequent(language):
    shares, words = frequencies()
    for meaning, by_language in shares.items():
        others = [log10(share) for other, share in by_language.items() if other != language]
        if language not in by_language or len(others) < MIN_OTHER_LANGUAGES:
            continue
        excess = log10(by_language[language]) - median(others)
        is_place = meaning[0].isupper()
        is_sport = concept_kinds().get(meaning) == "sport"
        limit = MAX_SPORT_EXCESS if is_sport else MAX_CONCEPT_EXCESS
        limit = MAX_PLACE_EXCESS if is_place else limit
        accepted = (meaning, language) in ACCEPTED or (is_place and is_at_home(meaning, language))
        if excess > limit and not accepted:
            yield f"{meaning}: {10**excess:.0f} times, {', '.join(words[meaning, language][:4])}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_far_too_frequent_for_its_concept(language):
    assert list(too_frequent(language)) == []
