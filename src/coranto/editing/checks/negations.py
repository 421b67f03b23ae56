"""Find negations in the words that a quotation leaves out. Pure; the words are data.

The words of each language stand in its pack. In a script without spaces they are searched as
strings of characters, elsewhere as words; "*" stands for the rest of a word.
"""

import re
from functools import lru_cache

from coranto.editing.checks.folding import fold
from coranto.reading.language import packs, text

#: Characters before and behind a quotation that are searched.
MAX_SEARCHED_CHARACTERS = 240
_CLAUSE_BREAK_PATTERN = re.compile(r"[.!?…;:,،؛؟۔।。！？，；：、()\[\]]|(?<= )[–—-](?= )|—")
_FIRST_WORD_PATTERN = re.compile(r"\W{0,40}(\w[\w'-]{0,60})")
#: Letters and digits, with the marks on letters that Python's \\w leaves out.
_WORD_CHARACTERS = (
    "\\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
)
_NOTHING_PATTERN = re.compile(r"(?!)")


def find_negation(passage: str, language: str) -> str:
    """The first negation of a passage in a language; "" when there is none."""
    lowered = passage.casefold()
    words, exceptions = _patterns(packs.primary_subtag(language))
    lowered = exceptions.sub(lambda match: " " * len(match[0]), lowered)
    match = words.search(lowered)
    return match[0] if match else ""


def find_negation_around(before: str, quoted: str, behind: str, language: str) -> str:
    """A negation of the clause in which a quotation stands, outside of it; "" for none.

    `before` and `behind` are the words around it in its paragraph; `behind` is empty where the
    quotation ends a sentence.
    """
    before = before[-MAX_SEARCHED_CHARACTERS:]
    if word := find_negation(_clause_before(before, quoted, language), language):
        return word
    clause = _CLAUSE_BREAK_PATTERN.split(behind[:MAX_SEARCHED_CHARACTERS], maxsplit=1)[0]
    if not packs.load_pack(language).negation_ends_clause:
        # "It is | not": further on, a negation may be that of another verb.
        first_word = _FIRST_WORD_PATTERN.match(clause)
        clause = first_word[0] if first_word else ""
    return find_negation(clause, language)


def _clause_before(before: str, quoted: str, language: str) -> str:
    """The clause that a quotation goes on with, and the one that governs it ("not true, that")."""
    breaks = [match.end() for match in _CLAUSE_BREAK_PATTERN.finditer(before)]
    if not breaks:
        return before
    clause = before[breaks[-1] :]
    first_word = _FIRST_WORD_PATTERN.match(f"{clause} {quoted}")
    openers = packs.load_pack(language).negated_clause_openers
    if first_word and first_word[1].casefold() in openers and before[breaks[-1] - 1] in ",،，":
        return before[breaks[-2] if len(breaks) > 1 else 0 :]
    return clause


@lru_cache(maxsize=128)
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The pattern of a language's negations, and that of phrases in which they negate nothing."""
    pack = packs.load_pack(code)
    return _phrase_pattern(pack.negations), _phrase_pattern(pack.negation_exceptions)


def _phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    if not phrases:
        return _NOTHING_PATTERN
    # The longest first: of "no" and "no one", the message names what was said. A quotation is
    # compared without joiners, so the words are, too.
    ordered = sorted(
        {fold(phrase).casefold() for phrase in phrases}, key=lambda one: (-len(one), one)
    )
    return re.compile("|".join(map(_word_pattern, ordered)))


def _word_pattern(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\*", f"[{_WORD_CHARACTERS}]{{0,30}}")
    if text.is_unspaced(phrase):
        return pattern
    return f"(?<![{_WORD_CHARACTERS}]){pattern}(?![{_WORD_CHARACTERS}])"
