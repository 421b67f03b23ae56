"""Every mark of Unicode that readers take for a quotation mark is one; by names, not by a list."""

import re
import unicodedata

import pytest

from coranto.reading.language.quotation_spans import find_quotation_spans

WORDS = "the keeper sold the lamp"
NAMES = re.compile(
    r"QUOTATION MARK|\bPRIME\b|GERESH|GERSHAYIM|APOSTROPHE|DITTO MARK|MUCH (?:LESS|GREATER)-THAN"
    r"|(?:ACUTE|GRAVE) ACCENT|MODIFIER LETTER (?:TURNED|REVERSED) COMMA|ANGLE BRACKET"
    r"|CORNER BRACKET|HALF BRACKET|(?:TOP|BOTTOM) (?:LEFT|RIGHT) CORNER$"
)
SWAPS = {"LEFT": "RIGHT", "RIGHT": "LEFT", "LESS": "GREATER", "GREATER": "LESS"}


def marks_of_unicode():
    for sign in map(chr, range(0x20000)):
        category, name = unicodedata.category(sign), unicodedata.name(sign, "")
        is_named = NAMES.search(name) and category not in {"Mn", "Mc", "Me", "Cf", "Lu", "Ll"}
        if is_named or category in {"Pi", "Pf"}:
            yield sign


def partner(sign):
    name = re.sub("|".join(SWAPS), lambda match: SWAPS[match[0]], unicodedata.name(sign))
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return sign


def quoted(text, language="en"):
    spans = find_quotation_spans(text, language)
    return [text[span.inner_start : span.inner_end] for span in spans if span.is_closed]


@pytest.mark.parametrize("sign", list(marks_of_unicode()), ids=lambda sign: f"{ord(sign):04X}")
def test_every_mark_quotes_with_its_partner_and_with_itself(sign):
    assert quoted(f"He said {sign}{WORDS}{partner(sign)}.") == [WORDS]
    assert quoted(f"He said {sign}{WORDS}{sign}.") == [WORDS]


@pytest.mark.parametrize("sign", "'‘’‚‛`´′‵ʹʼˊ׳՚＇")
def test_a_single_mark_written_twice_is_a_double_one(sign):
    assert quoted(f"He said {sign * 2}{WORDS}{sign * 2}.") == [WORDS]


@pytest.mark.parametrize("pair", ["“″", '"”', '“"', "≪»", "⟪>>", "‹⟩", "⹂⹂", "”“", "»«", "`'"])
def test_marks_of_one_shape_quote_together(pair):
    assert quoted(f"He said {pair[0]}{WORDS}{pair[1:]}.") == [WORDS]


@pytest.mark.parametrize(
    "text",
    [
        '26′ 46″ north, 5" of rope, 10″ wide and 6′ by 4′',
        "a ≪ b and b ≪ c", "x >> y >> z", "if i << 3 then", "Hawaiʻi and Gorʹkij, obʺekt",
        "rock ’n’ roll of the ’90s", "un po’ di ’ndrangheta", "ג׳ורג׳ וצה״ל", "one,, two",
    ],
)  # fmt: skip
def test_signs_of_measure_apostrophes_and_sums_quote_nothing(text):
    assert find_quotation_spans(text, "en") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He wrote `the lamp is sold´he’d.", "the lamp is sold"),
        ("❛it’s the keeper’s lamp❜1. Then", "it’s the keeper’s lamp"),
        ("＇маяк сгорел＇5 раз", "маяк сгорел"),
    ],
)
def test_marks_that_are_no_apostrophes_quote_before_letters_too(text, words):
    assert quoted(text) == [words]


@pytest.mark.parametrize("text", ["‘em and don’t", "‘Tis the season’s end, isn’t it"])
def test_apostrophes_set_as_opening_marks_quote_nothing(text):
    assert quoted(text) == []


@pytest.mark.parametrize("text", ["او گفت ’فانوس فروخته شد’ و", "הוא אמר ’המגדל נמכר’ ו"])
def test_scripts_without_capitals_have_no_apostrophes(text):
    assert len(quoted(text, "fa")) == 1


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "zh-TW"])
def test_double_angle_brackets_mark_titles_in_some_languages(language):
    (span,) = find_quotation_spans("他写了《灯塔〈一〉》。", language)

    assert (span.is_title, span.is_closed) == (True, True)


@pytest.mark.parametrize("language", ["en", "fa", "ru", "und"])
def test_elsewhere_they_quote(language):
    (span,) = find_quotation_spans(f"He said 《{WORDS}》.", language)

    assert (span.is_title, span.is_closed) == (False, True)


def test_a_mark_without_any_partner_is_open():
    assert [span.is_closed for span in find_quotation_spans("the lamp” was sold", "en")] == [False]
    assert [span.is_closed for span in find_quotation_spans("“the lamp was sold", "en")] == [False]


@pytest.mark.parametrize(
    "shape", ['“a" ', "⟪a⟪b⟫ ", "⟪", "''a", "’a ", "‘a ", "″a ", "《a", "”", "«a>> "]
)
def test_floods_of_marks_take_linear_time(shape):
    find_quotation_spans(shape * (50_000 // len(shape)), "en")
