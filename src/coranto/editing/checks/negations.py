"""Find negations and denials in the words that a quotation leaves out. Pure; words are data.

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
    """The first negation or denial of a passage in a language; "" when there is none."""
    lowered = _without_exceptions(passage, language)
    code = packs.primary_subtag(language)
    match = _negations(code).search(lowered) or _denials(code).search(lowered)
    return match[0] if match else ""


def find_turning_word(passage: str, language: str) -> str:
    """The same, or else the first word that makes a claim of a fact ("allegedly")."""
    hedge = _hedges(packs.primary_subtag(language)).search(passage.casefold())
    return find_negation(passage, language) or (hedge[0] if hedge else "")


def find_negation_around(before: str, quoted: str, behind: str, language: str) -> str:
    """A negation of the clause in which a quotation stands, outside of it; "" for none.

    `before` and `behind` are the words around it in its paragraph; `behind` is empty where the
    quotation ends a sentence.
    """
    pack, code = packs.load_pack(language), packs.primary_subtag(language)
    clause = _without_exceptions(
        _clause_before(before[-MAX_SEARCHED_CHARACTERS:], quoted, language), language
    )
    if match := _negations(code).search(clause):
        return match[0]
    if word := _find_governing_denial(clause, quoted, language):
        return word
    clause = _CLAUSE_BREAK_PATTERN.split(behind[:MAX_SEARCHED_CHARACTERS], maxsplit=1)[0]
    clause = _without_exceptions(clause, language)
    if pack.denials_follow and (match := _denials(code).search(clause)):
        between = clause[: match.start()].split()
        if not pack.date_words.joins.intersection(between):
            return match[0]
    if not pack.negation_ends_clause:
        # "It is | not": further on, a negation may be that of another verb.
        first_word = _FIRST_WORD_PATTERN.match(clause)
        clause = first_word[0] if first_word else ""
    match = _negations(code).search(clause)
    return match[0] if match else ""


def _find_governing_denial(clause: str, quoted: str, language: str) -> str:
    """The last denial before a quotation, if it governs it.

    "He denied the charges and | went home": behind "and" stands another verb. "He denied that
    it sank and | that he fled" goes on with what is denied.
    """
    matches = list(_denials(packs.primary_subtag(language)).finditer(clause))
    if not matches:
        return ""
    pack = packs.load_pack(language)
    between = clause[matches[-1].end() :].split()
    is_joined = not pack.date_words.joins.isdisjoint(between)
    opened = {*between, *quoted.casefold().split(maxsplit=1)[:1]}
    if is_joined and opened.isdisjoint(pack.negated_clause_openers):
        return ""
    return matches[-1][0]


def _without_exceptions(passage: str, language: str) -> str:
    """The passage in lower case, phrases in which a negation negates nothing as spaces."""
    exceptions = _exceptions(packs.primary_subtag(language))
    return exceptions.sub(lambda match: " " * len(match[0]), passage.casefold())


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


# One function for each, since tests/test_patterns.py finds patterns by them.
@lru_cache(maxsize=128)
def _negations(code: str) -> re.Pattern[str]:
    return _phrase_pattern(packs.load_pack(code).negations)


@lru_cache(maxsize=128)
def _exceptions(code: str) -> re.Pattern[str]:
    return _phrase_pattern(packs.load_pack(code).negation_exceptions)


@lru_cache(maxsize=128)
def _denials(code: str) -> re.Pattern[str]:
    return _phrase_pattern(packs.load_pack(code).denials)


@lru_cache(maxsize=128)
def _hedges(code: str) -> re.Pattern[str]:
    return _phrase_pattern(packs.load_pack(code).hedges)


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
