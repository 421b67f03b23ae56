"""Find what a reader takes for quoted in a text: by every mark, in every language. Pure.

Linear in the text. Strict where a mark can be nothing else: a double mark without its partner
opens a quotation that never ends. Single marks and stand-ins such as `` or << count where
they stand in pairs at the ends of words.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from coranto.reading.language import packs, text
from coranto.reading.language.quotation_marks import (
    CLOSERS_BY_OPENER,
    CLOSERS_BY_WEAK_OPENER,
    GERSHAYIM,
    closers_by_opener,
)

#: Marks behind an opening one that may be something else among which its partner is searched.
MAX_MARKS_TO_WEAK_CLOSER = 40
#: Fewest letters and digits between two single marks: in "rock ‘n’ roll" nothing is quoted.
MIN_WEAK_QUOTED_CHARACTERS = 2
#: Every character that may be part of a quotation mark.
ALL_MARKS = "".join(
    dict.fromkeys(
        "".join(
            [
                *CLOSERS_BY_OPENER,
                *CLOSERS_BY_OPENER.values(),
                *CLOSERS_BY_WEAK_OPENER,
                *("".join(closers) for closers in CLOSERS_BY_WEAK_OPENER.values()),
                GERSHAYIM,
            ]
        )
    )
)
_STRONG_MARKS = "".join(dict.fromkeys("".join([*CLOSERS_BY_OPENER, *CLOSERS_BY_OPENER.values()])))
_MARK_PATTERN = re.compile(
    "|".join(
        [
            *(re.escape(mark) for mark in CLOSERS_BY_WEAK_OPENER if len(mark) > 1),
            f"[{re.escape(ALL_MARKS.translate(dict.fromkeys(map(ord, ',<>'))))}]",
        ]
    )
)
_HEBREW_LETTER_PATTERN = re.compile("[א-ת]")
#: Marks that stand inside words, too.
_APOSTROPHES = frozenset("'’´`″ʺ")
#: Languages that open quotations with ’, which is an apostrophe elsewhere.
_APOSTROPHE_OPENS_LANGUAGES = frozenset({"sv", "fi", "mk"})


@dataclass(frozen=True, slots=True)
class QuotationSpan:
    """A quotation's place in a text."""

    start: int  #: of its opening mark
    inner_start: int
    inner_end: int
    end: int  #: behind its closing mark; the text's end when there is none
    is_closed: bool = True  #: False when a mark has no partner


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    end: int
    sign: str


def find_quotation_spans(
    passage: str,
    language: str,
    *,
    escaped: Collection[int] = frozenset(),
    ignored: Collection[int] = frozenset(),
    cited: Collection[int] = frozenset(),
) -> list[QuotationSpan]:
    """All quotations of a text in order; one inside another belongs to the outer one.

    `escaped` are offsets of marks that do not end what another mark began: they were written
    so that they stand for themselves. `ignored` are offsets of marks that quote nothing, and
    `cited` those at which a citation stands.
    """
    return _SpanFinder(passage, packs.primary_subtag(language), escaped, ignored, cited).find()


@dataclass(slots=True)
class _SpanFinder:
    passage: str
    language: str
    escaped: Collection[int]
    ignored: Collection[int]
    cited: Collection[int]
    marks: list[_Mark] = field(default_factory=list)

    def find(self) -> list[QuotationSpan]:
        self.marks = [
            _Mark(match.start(), match.end(), match[0])
            for match in _MARK_PATTERN.finditer(self.passage)
            if match.start() not in self.ignored
        ]
        closers = strong_closers(self.language)
        spans: list[QuotationSpan] = []
        #: A mark inside a Hebrew word, which may open a quotation behind a prefix: ב"הארץ".
        prefixed: _Mark | None = None
        index = 0
        while index < len(self.marks):
            mark = self.marks[index]
            span, next_index = None, index + 1
            if self._is_inside_hebrew_word(mark):
                prefixed = prefixed or mark
            elif (
                prefixed and mark.sign in {prefixed.sign, '"', GERSHAYIM} and self._may_close(mark)
            ):
                span = _closed_span(prefixed, mark)
            elif mark.sign in closers:
                span, next_index = self._strong_span(index, closers)
            elif mark.sign in CLOSERS_BY_WEAK_OPENER:
                span, next_index = self._weak_span(index)
            elif mark.sign in _STRONG_MARKS:
                span = QuotationSpan(mark.at, mark.end, mark.end, mark.end, is_closed=False)
            if span:
                spans.append(span)
                prefixed = None
            index = next_index
        return spans

    def _strong_span(
        self, index: int, closers: Mapping[str, str]
    ) -> tuple[QuotationSpan | None, int]:
        opening = self.marks[index]
        # 5" of rope, 10″: behind a digit, a mark that nothing opened measures.
        if opening.sign == '"' and self._character_before(opening).isdecimal():
            return None, index + 1
        end = self._find_outer_closer(index, closers[opening.sign])
        if end >= 0:
            return _closed_span(opening, self.marks[end]), end + 1
        # The rest belongs to it: a reader cannot tell where it ends either.
        length = len(self.passage)
        return QuotationSpan(opening.at, opening.end, length, length, is_closed=False), len(
            self.marks
        )

    def _find_outer_closer(self, index: int, closers: str) -> int:
        """The index of the mark that closes this one, over others nested in it; -1 if none."""
        opening, awaited = self.marks[index], [closers]
        is_escaped = opening.at in self.escaped
        for other_index in range(index + 1, len(self.marks)):
            mark = self.marks[other_index]
            if (mark.at in self.escaped and not is_escaped) or self._is_inside_hebrew_word(mark):
                continue
            if mark.sign in awaited[-1]:
                awaited.pop()
                if not awaited:
                    return other_index
            elif mark.sign == opening.sign:
                awaited.append(closers)
            # “ closes what „ opens: in “a „b“ c” it must not be taken for a third quotation.
            elif mark.sign == "„" and opening.sign == "“":
                awaited.append(CLOSERS_BY_OPENER[mark.sign])
        return -1

    def _weak_span(self, index: int) -> tuple[QuotationSpan | None, int]:
        opening = self.marks[index]
        if not self._may_open(opening):
            return None, index + 1
        closers = CLOSERS_BY_WEAK_OPENER[opening.sign]
        best = -1
        last = min(len(self.marks), index + 1 + MAX_MARKS_TO_WEAK_CLOSER)
        for other_index in range(index + 1, last):
            mark = self.marks[other_index]
            if mark.sign not in closers or not self._may_close(mark):
                # What opens a quotation of its own begins another one.
                if best >= 0 and mark.sign == opening.sign:
                    break
                continue
            is_possessive = self._is_possessive(mark)
            # An apostrophe before a word and one behind another: ’ndrangheta … un po’ di.
            is_apostrophe = opening.sign == "’" and self.language not in _APOSTROPHE_OPENS_LANGUAGES
            if is_apostrophe and self._is_before_word(mark):
                continue
            best = other_index if best < 0 or not is_possessive else best
            if not is_possessive:
                break
        if best < 0:
            return None, index + 1
        quoted = self.passage[opening.end : self.marks[best].at]
        if sum(map(str.isalnum, quoted)) < MIN_WEAK_QUOTED_CHARACTERS:
            return None, index + 1
        return _closed_span(opening, self.marks[best]), best + 1

    def _character_before(self, mark: _Mark) -> str:
        return self.passage[mark.at - 1 : mark.at] if mark.at else ""

    def _character_behind(self, mark: _Mark) -> str:
        return self.passage[mark.end : mark.end + 1]

    def _may_open(self, mark: _Mark) -> bool:
        """Whether the mark stands before a word, and not inside one or behind one."""
        before, behind = self._character_before(mark), self._character_behind(mark)
        return bool(behind.strip()) and not _is_spaced_word_character(before)

    def _may_close(self, mark: _Mark) -> bool:
        """Whether the mark stands behind a word, and not inside one or before one."""
        before, behind = self._character_before(mark), self._character_behind(mark)
        return bool(before.strip()) and (
            mark.sign not in _APOSTROPHES
            or mark.end in self.cited
            or not _is_spaced_word_character(behind)
        )

    def _is_before_word(self, mark: _Mark) -> bool:
        behind = self.passage[mark.end : mark.end + 2]
        return mark.end not in self.cited and behind[:1].isspace() and behind[1:].isalnum()

    def _is_possessive(self, mark: _Mark) -> bool:
        """Whether the mark may be the apostrophe of a plural: the boys’ school."""
        return self._character_before(mark) in {"s", "S", "z", "x"} and self._is_before_word(mark)

    def _is_inside_hebrew_word(self, mark: _Mark) -> bool:
        if mark.sign not in {'"', GERSHAYIM, "”"}:
            return False
        before, behind = self._character_before(mark), self._character_behind(mark)
        return bool(_HEBREW_LETTER_PATTERN.match(before) and _HEBREW_LETTER_PATTERN.match(behind))


def _closed_span(opening: _Mark, closing: _Mark) -> QuotationSpan:
    return QuotationSpan(opening.at, opening.end, closing.at, closing.end)


def _is_spaced_word_character(char: str) -> bool:
    """Whether a character is part of a word in a script that has spaces between words."""
    return char.isalnum() and not text.is_unspaced(char)


@lru_cache(maxsize=256)
def strong_closers(language: str) -> Mapping[str, str]:
    """Opening mark that can be nothing else in a language → its closing marks."""
    closers = dict(closers_by_opener(language))
    for opener in CLOSERS_BY_WEAK_OPENER:
        closers.pop(opener, None)
    closers.setdefault(GERSHAYIM, GERSHAYIM + '"”')
    return closers
