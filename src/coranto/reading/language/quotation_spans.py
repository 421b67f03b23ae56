"""Find what a reader takes for quoted in a text: by every mark, in every language. Pure.

Linear in the text. Strict where a mark can be nothing else: a double mark without its partner
opens a quotation that never ends. Single marks and stand-ins such as `` or << count where
they stand in pairs at the ends of words.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from coranto.reading.language import packs, quotation_marks, text
from coranto.reading.language.quotation_marks import (
    CLOSERS_BY_OPENER,
    CURLY_DOUBLE_MARKS,
    DOUBLE_STAND_INS,
    GERSHAYIM,
    SINGLE_RUN,
    SINGLE_SHAPES,
    closers_by_opener,
)

#: Marks of one shape behind an opening one among which its partner is searched.
MAX_MARKS_TO_WEAK_CLOSER = 40
#: Marks of a paragraph that may be searched in vain for their partner: each takes linear time.
MAX_FAILED_SEARCHES = 20
#: Fewest letters and digits between two single marks: in "rock ‘n’ roll" nothing is quoted.
MIN_SINGLE_QUOTED_CHARACTERS = 2
_BRACKETS = "".join(mark for mark in quotation_marks.bracket_closers() if len(mark) == 1)
_STRONG_MARKS = "".join(dict.fromkeys("".join([*CLOSERS_BY_OPENER, *CLOSERS_BY_OPENER.values()])))
#: Every character that is a quotation mark alone.
ALL_MARKS = "".join(
    dict.fromkeys(
        _STRONG_MARKS
        + GERSHAYIM
        + SINGLE_SHAPES
        + DOUBLE_STAND_INS
        + CURLY_DOUBLE_MARKS
        + _BRACKETS
    )
)
_MARK_PATTERN = re.compile(rf"[{re.escape(SINGLE_SHAPES)}]{{2,}}|,,|<<|>>|[{re.escape(ALL_MARKS)}]")
_HEBREW_LETTER_PATTERN = re.compile("[א-ת]")
#: Marks that stand inside words, too, and behind numbers.
_APOSTROPHES = frozenset(f"{SINGLE_SHAPES}{DOUBLE_STAND_INS}") | {SINGLE_RUN}
#: Of them, those that are typed or set for apostrophes.
_WRITTEN_APOSTROPHES = frozenset("'’‘")
#: Signs of minutes, seconds, feet and inches behind a number.
_MEASURE_SIGNS = frozenset("\"'’ʹ´″ʺ′")
#: Fewest letters of a word that an apostrophe does not shorten: un po’, o’.
MIN_UNCLIPPED_LETTERS = 3
#: Languages that write an apostrophe for an accent at the end of words: citta’.
_APOSTROPHE_ENDS_WORDS_LANGUAGES = frozenset({"it"})
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
    is_title: bool = False  #: in the marks that the language puts around titles of works


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
    if not _MARK_PATTERN.search(passage):
        return []
    return _SpanFinder(passage, packs.primary_subtag(language), escaped, ignored, cited).find()


@dataclass(slots=True)
class _SpanFinder:
    passage: str
    language: str
    escaped: Collection[int]
    ignored: Collection[int]
    cited: Collection[int]
    marks: list[_Mark] = field(default_factory=list)
    #: Sign or name of a shape → the indexes of its marks.
    indexes_by_sign: dict[str, list[int]] = field(default_factory=dict)
    failed_searches: int = 0

    def find(self) -> list[QuotationSpan]:
        self._read_marks()
        closers, titles = (
            strong_closers(self.language),
            quotation_marks.title_closers(self.language),
        )
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
            elif mark.sign in titles:
                span, next_index = self._title_span(index, titles[mark.sign])
            elif mark.sign in closers:
                span, next_index = self._strong_span(index, closers[mark.sign])
            elif mark.sign in _STRONG_MARKS:
                span, next_index = self._stray_span(index)
            else:
                span, next_index = self._weak_span(index)
            if span:
                spans.append(span)
                prefixed = None
            index = next_index
        return spans

    def _read_marks(self) -> None:
        shapes = quotation_marks.shapes_by_mark()
        for match in _MARK_PATTERN.finditer(self.passage):
            if match.start() in self.ignored:
                continue
            sign = SINGLE_RUN if match[0][0] in SINGLE_SHAPES and len(match[0]) > 1 else match[0]
            for name in (sign, shapes[sign]):
                self.indexes_by_sign.setdefault(name, []).append(len(self.marks))
            self.marks.append(_Mark(match.start(), match.end(), sign))

    def _marks_behind(self, index: int, name: str) -> Iterator[tuple[int, _Mark]]:
        """The next marks of a sign or a shape behind one."""
        indexes = self.indexes_by_sign.get(name, [])
        first = bisect_right(indexes, index)
        for other_index in indexes[first : first + MAX_MARKS_TO_WEAK_CLOSER]:
            yield other_index, self.marks[other_index]

    def _has_behind(self, index: int, signs: Collection[str]) -> bool:
        """Whether one of the signs stands behind a mark."""
        return any(self.indexes_by_sign.get(sign, [-1])[-1] > index for sign in signs)

    # --- marks that can be nothing else ---

    def _strong_span(self, index: int, closers: str) -> tuple[QuotationSpan | None, int]:
        opening = self.marks[index]
        # 5" of rope, 10″: behind a digit, a mark that nothing opened measures.
        if opening.sign == '"' and self._character_before(opening).isdecimal():
            return None, index + 1
        if self._has_behind(index, closers):
            end = self._find_outer_closer(index, closers)
        else:
            # “a", «a>>: of another kind, but of the same shape.
            end = self._find_same_shape(index, self._may_end_unescaped)
        if end >= 0:
            return _closed_span(opening, self.marks[end]), end + 1
        # The rest belongs to it: a reader cannot tell where it ends either.
        length = len(self.passage)
        return QuotationSpan(opening.at, opening.end, length, length, is_closed=False), len(
            self.marks
        )

    def _stray_span(self, index: int) -> tuple[QuotationSpan, int]:
        """The quotation that begins with a closing mark (”a”, »a«), or the mark alone."""
        opening = self.marks[index]
        end = -1
        if self._may_open(opening):
            end = self._find_same_shape(index, self._may_end_unescaped)
        if end >= 0:
            return _closed_span(opening, self.marks[end]), end + 1
        return (
            QuotationSpan(opening.at, opening.end, opening.end, opening.end, is_closed=False),
            index + 1,
        )

    def _find_outer_closer(self, index: int, closers: Collection[str]) -> int:
        """The index of the mark that closes this one, over others nested in it; -1 if none."""
        if self.failed_searches >= MAX_FAILED_SEARCHES:
            return -1
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
        self.failed_searches += 1
        return -1

    def _find_same_shape(self, index: int, may_end: Callable[[_Mark], bool]) -> int:
        """The index of the mark that closes this one by its shape: first one of the same sign."""
        opening = self.marks[index]
        shape = quotation_marks.shapes_by_mark()[opening.sign]
        partner = quotation_marks.bracket_closers().get(opening.sign, opening.sign)
        for name in (partner, opening.sign, shape):
            for other_index, mark in self._marks_behind(index, name):
                if may_end(mark):
                    return other_index
        return -1

    # --- marks that may be something else as well ---

    def _title_span(self, index: int, closer: str) -> tuple[QuotationSpan | None, int]:
        for end, mark in self._marks_behind(index, closer):
            span = _closed_span(self.marks[index], mark)
            return replace(span, is_title=True), end + 1
        return None, index + 1

    def _weak_span(self, index: int) -> tuple[QuotationSpan | None, int]:
        opening = self.marks[index]
        shape = quotation_marks.shapes_by_mark()[opening.sign]
        if shape not in {"single", "double"}:
            return self._bracket_span(index)
        if not self._may_open(opening):
            return None, index + 1
        if shape == "single":
            best = self._find_single_closer(index)
            # ‘a’’: a run of single marks is one double mark.
            best = best if best >= 0 else self._find_first(index, (SINGLE_RUN,))
            best = best if best >= 0 else self._find_glued_closer(index)
        elif opening.sign == SINGLE_RUN:
            best = self._find_first(index, (SINGLE_RUN, "double", "single"))
        else:
            best = self._find_first(index, (opening.sign, "double"))
        quoted = self.passage[opening.end : self.marks[best].at] if best >= 0 else ""
        min_characters = MIN_SINGLE_QUOTED_CHARACTERS if shape == "single" else 1
        if sum(map(str.isalnum, quoted)) < min_characters:
            return None, index + 1
        return _closed_span(opening, self.marks[best]), best + 1

    def _find_first(self, index: int, names: Collection[str]) -> int:
        """The first mark that may close this one, of the first of these names that has one."""
        # What nothing closes at the end of a word is closed inside one: “a''s”.
        for may_close in (self._may_close, self._is_behind_word):
            for name in names:
                for other_index, mark in self._marks_behind(index, name):
                    if may_close(mark):
                        return other_index
        return -1

    def _find_glued_closer(self, index: int) -> int:
        """The single mark behind a word that closes this one before a letter or digit: `a´b.

        Only of marks that nobody writes for an apostrophe: ‘em and don’t quote nothing.
        """
        if self.marks[index].sign in _WRITTEN_APOSTROPHES:
            return -1
        for other_index, mark in self._marks_behind(index, "single"):
            if mark.sign not in _WRITTEN_APOSTROPHES and self._is_behind_word(mark):
                return other_index
        return -1

    def _find_single_closer(self, index: int) -> int:
        opening, best = self.marks[index], -1
        # An apostrophe before a word and one behind another: ’ndrangheta … un po’ di.
        is_apostrophe = opening.sign == "’" and self.language not in _APOSTROPHE_OPENS_LANGUAGES
        for other_index, mark in self._marks_behind(index, "single"):
            if (is_apostrophe and mark.sign not in "’‘") or not self._may_close(mark):
                # What opens a quotation of its own begins another one.
                if best >= 0 and mark.sign == opening.sign:
                    break
                continue
            is_possessive = self._is_possessive(mark)
            if is_apostrophe and mark.sign == "’" and self._is_clipped_word(mark):
                continue
            best = other_index if best < 0 or not is_possessive else best
            if not is_possessive:
                break
        return best

    def _bracket_span(self, index: int) -> tuple[QuotationSpan | None, int]:
        """What stands between two brackets of one shape: ≪a≫, ⟪a>>, and at words ≫a≫."""
        opening = self.marks[index]
        partner = quotation_marks.bracket_closers()[opening.sign]
        end = -1
        if self._has_behind(index, (partner,)):
            end = self._find_outer_closer(index, (partner,))
        if end < 0 and self._may_open(opening):
            end = self._find_same_shape(index, self._is_behind_word)
        quoted = self.passage[opening.end : self.marks[end].at] if end >= 0 else ""
        if not any(map(str.isalnum, quoted)):
            return None, index + 1
        return _closed_span(opening, self.marks[end]), end + 1

    # --- what stands around a mark ---

    def _may_end_unescaped(self, mark: _Mark) -> bool:
        """Whether the mark, as it stands in the file, is behind a word and before none."""
        return (
            mark.at not in self.escaped
            and self._is_behind_word(mark)
            and (
                mark.end in self.cited
                or not _is_spaced_word_character(self._character_behind(mark))
            )
        )

    def _is_behind_word(self, mark: _Mark) -> bool:
        """Whether the mark stands behind something that it does not measure."""
        before = self._character_before(mark)
        return bool(before.strip()) and not (mark.sign in _MEASURE_SIGNS and before.isdecimal())

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
            # No apostrophe stands inside a word of such a script.
            or text.is_unspaced(before)
        )

    def _is_before_word(self, mark: _Mark) -> bool:
        behind = self.passage[mark.end : mark.end + 2]
        return mark.end not in self.cited and behind[:1].isspace() and behind[1:].isalnum()

    def _is_clipped_word(self, mark: _Mark) -> bool:
        """Whether the mark may stand for the end of the word before it: a lot o’ boats."""
        start = max(0, mark.at - MIN_UNCLIPPED_LETTERS)
        # No script without capitals shortens words with apostrophes.
        is_cased = (before := self._character_before(mark)).lower() != before.upper()
        return (
            self._is_before_word(mark)
            and is_cased
            and (
                self._is_possessive(mark)
                or self.language in _APOSTROPHE_ENDS_WORDS_LANGUAGES
                or not self.passage[start : mark.at].isalpha()
            )
        )

    def _is_possessive(self, mark: _Mark) -> bool:
        """Whether the mark may be the apostrophe of a plural: the boys’ school."""
        return self._character_before(mark) in {"s", "S", "z", "x"} and self._is_before_word(mark)

    def _is_inside_hebrew_word(self, mark: _Mark) -> bool:
        if mark.sign not in {'"', GERSHAYIM, "”", SINGLE_RUN}:
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
    for opener in (*SINGLE_SHAPES, *quotation_marks.title_closers(language)):
        closers.pop(opener, None)
    closers.setdefault(GERSHAYIM, GERSHAYIM + '"”')
    return closers
