"""Lines that stand in an article but are not of it: pointers elsewhere, appeals, notices.

Pure. Only whole lines are dropped, never parts of one, so what stays is exactly
what the outlet wrote. The words are data, in `coranto/languages/phrases/pages.toml`.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from coranto.reading.language import phrases

#: Lines that say only this are furniture, whatever stands between their letters.
_FURNITURE_KEYS = frozenset(phrases.phrases_of_kind("furniture"))
_BOILERPLATE_PREFIXES = (
    *phrases.phrases_of_kind("pointers"),
    *phrases.phrases_of_kind("appeals"),
)
_FOLLOW_US_PATTERN = re.compile(
    r"(?:follow|find|join|like|e-?mail|contact|reach|write to) .{1,120}?"
    r"(?:\bon (?:facebook|twitter|instagram|x|youtube|telegram|whatsapp|bluesky|mastodon)\b|@)"
)
_READING_TIME_PATTERN = re.compile(
    rf"\d{{1,4}} ?min(?:ute)?s? read|{phrases.alternatives('reading_times')}"
)
#: What blog software adds to each item of a feed.
_FIRST_APPEARED_PATTERN = re.compile(
    rf"{phrases.alternatives('first_appeared_posts')} .{{1,200}} "
    + phrases.alternatives("first_appeared_verbs")
)
_YEAR_PATTERN = re.compile(r"(?<!\d)(?:[12]\d{3}|[۱۲][۰-۹]{3}|[١٢][٠-٩]{3})(?!\d)")
#: 16:05, 13h36
_CLOCK_TIME_PATTERN = re.compile(r"(?<![\d:])\d{1,2}[:h]\d{2}(?![\d:])")
_BYLINE_PATTERN = re.compile(rf"{phrases.alternatives('byline_starts')}\s", re.IGNORECASE)
_WORD_PATTERN = re.compile(r"\w+")
#: Most of what is no letter or digit: removed from bytes, it takes half of the time.
_ASCII_NON_WORDS = re.sub(rb"\w", b"", bytes(range(0x80)))

#: Longer lines are prose, whatever they begin with.
MAX_BOILERPLATE_CHARACTERS = 220
#: Characters of the longest dateline without and with a time of day: "PUBLISHED ... | UPDATED ...".
MAX_DATELINE_CHARACTERS = 70
MAX_TIMED_DATELINE_CHARACTERS = 250
#: Lines of at most so many characters have their keys cached: 4,096 of them take 4 MB.
MAX_CACHED_CHARACTERS = 500
#: How many lines at the top are searched for the headline.
HEADLINE_SEARCH_LINES = 5


def line_key(line: str) -> str:
    """A line's letters and digits, case folded: equal for two printings of the same line."""
    return _short_line_key(line) if len(line) <= MAX_CACHED_CHARACTERS else _fold_letters(line)


def _fold_letters(line: str) -> str:
    source = line.encode("utf-8", "surrogatepass").translate(None, _ASCII_NON_WORDS)
    letters = source.decode("utf-8", "surrogatepass")
    return (letters if letters.isascii() else "".join(_WORD_PATTERN.findall(letters))).casefold()


# Cached, because each line of a page is compared a dozen times.
_short_line_key = lru_cache(maxsize=4_096)(_fold_letters)


def is_boilerplate(line: str) -> bool:
    """Whether a line is a pointer, an appeal or furniture, wherever it is in the text."""
    if len(line) > MAX_BOILERPLATE_CHARACTERS:
        return False
    folded = line.casefold().lstrip("-–—•►▶»>*| ")
    return (
        folded.startswith(_BOILERPLATE_PREFIXES)
        or line_key(folded) in _FURNITURE_KEYS
        or _READING_TIME_PATTERN.match(folded) is not None
        or _FOLLOW_US_PATTERN.match(folded) is not None
        or _FIRST_APPEARED_PATTERN.match(folded) is not None
    )


def is_dateline(line: str) -> bool:
    """Whether a short line under a headline gives only date or author."""
    # A sentence may name a year, too; a dateline is short and does not end like a sentence.
    is_sentence = line.endswith((".", "!", "?", "؟", "。"))
    if len(line) <= MAX_DATELINE_CHARACTERS and not is_sentence:
        return has_year(line) or _BYLINE_PATTERN.match(line) is not None
    # Year and time of day with a bar between two times, or "4:56 p.m.", are no sentence.
    return (
        len(line) <= MAX_TIMED_DATELINE_CHARACTERS
        and (not is_sentence or "|" in line)
        and has_year(line)
        and _CLOCK_TIME_PATTERN.search(line) is not None
    )


def has_year(line: str) -> bool:
    """Whether a line names a year with four digits, Western, Persian or Arabic."""
    return _YEAR_PATTERN.search(line) is not None


def without_boilerplate(
    lines: Sequence[str], *, title: str = "", pointers: Collection[str] = ()
) -> list[str]:
    """The article's own lines.

    The headline `title` is left out. `pointers` holds the `line_key` of every paragraph that
    is one link and nothing else, which leads readers to another page.
    """
    article_lines = _lines_after_headline(lines, title)
    article_lines = [line for line in article_lines if not is_boilerplate(line)]
    return _without_pointers(article_lines, pointers)


def _lines_after_headline(lines: Sequence[str], title: str) -> list[str]:
    """The lines without a headline near the top, those above it and the datelines below it."""
    start, title_key = 0, line_key(title)
    for number, line in enumerate(lines[:HEADLINE_SEARCH_LINES]):
        if title_key and line_key(line) == title_key:
            start = number + 1
            break
        # A long line is prose: the text has begun, and a later headline is a repetition.
        if len(line) > 120:
            break
    # Only below a headline that was found, so that no text loses its first line for a year in it.
    while start and start < len(lines) and is_dateline(lines[start]):
        start += 1
    return list(lines[start:])


def _without_pointers(lines: list[str], pointers: Collection[str]) -> list[str]:
    if not pointers:
        return lines
    article_lines = [line for line in lines if line_key(line) not in pointers]
    # A page that is mostly links is a list that its editors made: the links are its text.
    return article_lines if 2 * sum(map(len, article_lines)) > sum(map(len, lines)) else lines
