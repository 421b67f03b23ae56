"""Text: what cleaning takes away, what compares as equal, where words and sentences end."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.reading.language import segmentation, text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  plain  ", "plain"),
        ("one  two\u00a0\u3000three\tfour", "one two three four"),
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("one \n \n\n two", "one\ntwo"),
        ("nul\x00 bell\x07 del\x7f", "nul bell del"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("over\u202eride \u2066isolate\u2069", "override isolate"),
        ("می\u200cروم", "می\u200cروم"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_cleaning_takes_away_what_cannot_be_seen(raw: str, expected: str):
    assert text.clean_text(raw) == expected


def test_a_flood_of_accents_is_thinned():
    """Canonical ordering of such a flood takes quadratic time."""
    cleaned = text.clean_text("a" + "\u0301\u0323" * 500_000 + " b")

    assert len(cleaned) < 40
    assert cleaned.endswith(" b")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<b>bo</b>ld and <i>ital</i>ic", "bold and italic"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("one\ntwo", "one two"),
        ("<script>alert('<p>')</script>after", "after"),
        ("<STYLE>p { }</STYLE >after", "after"),
        ("<script>never closed", ""),
        ("before<!-- <p>hidden</p> -->after", "beforeafter"),
        ("before<!-- never closed", "before"),
        ("<!DOCTYPE html><p>text", "text"),
        ("<![CDATA[<p>text</p>]]>", "text"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("<3 you", "<3 you"),
        ('<a title="a > b" href=x>link</a>', "link"),
        ("<a title='it\"s'>link</a>", "link"),
        ("&lt;script&gt;", "<script>"),
        ("&amp;lt;", "&lt;"),
        ("&#1740;&#x6a9;", "یک"),
        ("&#99999999999;", "\ufffd"),
        ("&#" + "9" * 10_000 + ";", "\ufffd"),
        ("&nbsp;one&nbsp;", "one"),
        ("خبر <b>فوری</b>", "خبر فوری"),
        ("<p>never closed <a href='x", "never closed"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_html_becomes_the_text_a_reader_sees(markup: str, expected: str):
    assert text.from_html(markup) == expected


@pytest.mark.parametrize(
    "piece",
    ["<", "<a", '<a "', "<a '>", "<!--", "<!", "<script>", "&", "&#1", "<p>x", " ", "\n \t", "]]>"],
)
def test_a_megabyte_of_broken_markup_is_answered(piece: str):
    """Each step goes on behind what it looked at: these took minutes when one did not."""
    markup = piece * (1_000_000 // len(piece)) + "x"

    assert len(text.from_html(markup)) <= len(markup)


_MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "< > </ /> <p> </p> <br> <script> </script> <!-- --> <![CDATA[ ]]> ' \" = & ; &lt; "
            "&#60; &#x3c; &amp; <a <b> \x00 \ud800 \u202e \n é خ".split(" ")
        ),
        st.text(max_size=4),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=100)
@given(_MARKUP)
def test_no_markup_makes_it_fail(markup: str):
    found = text.from_html(markup)

    found.encode()
    assert found == text.clean_text(found)


@settings(max_examples=100)
@given(st.text())
@example("a \u0301")
@example("\u200b \u200b")
@example("\n\u202e\n")
def test_cleaning_twice_changes_nothing(raw: str):
    cleaned = text.clean_text(raw)

    assert text.clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) == "Cs" for char in cleaned)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "straße"),
        ("Café", "CAFE\u0301"),
        ("Łódź", "lodz"),
        ("İSTANBUL", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("ёлка", "елка"),
        ("كتاب", "کتاب"),
        ("علي", "علی"),
        ("موسى", "موسی"),
        ("مدرسة", "مدرسه"),
        ("أخبار", "اخبار"),
        ("آب", "اب"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("می‌رود", "میرود"),
        ("۱۲۳", "123"),
        ("١٢٣", "123"),
        ("ＡＢＣ１", "abc1"),
        ("don’t", "don't"),
        ("“so”", '"so"'),
        ("a – b", "a - b"),
        ("two\u00a0\n words", "two words"),
        ("שָׁלוֹם", "שלום"),
        ("ﷲ", "الله"),
    ],
)
def test_spellings_that_readers_take_for_the_same_compare_as_equal(one: str, other: str):
    assert text.normalise(one) == text.normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("мой", "мои"), ("їжа", "іжа"), ("が", "か"), ("हिन्दी", "हन्द"), ("پ", "ب")]
)
def test_letters_of_their_own_stay_apart(one: str, other: str):
    assert text.normalise(one) != text.normalise(other)


@settings(max_examples=100)
@given(st.text())
@example("\u0130\u0307")
@example("か\u200c\u3099")
@example("\u1e9b\u0323")
def test_normalising_twice_changes_nothing(raw: str):
    form = text.normalise(raw)

    assert text.normalise(form) == form
    assert text.normalise(raw.upper().lower()) == text.normalise(raw.upper())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("北京大学", "北京 京大 大学"),
        ("iPhone手机", "iphone 手机"),
        ("東京で地震", "東京 京で で地 地震"),
        ("人", "人"),
        ("ข่าว", "ข่ ่า าว"),
        ("한국 뉴스", "한국 뉴스"),
        ("Plain Text", "plain text"),
    ],
)
def test_the_search_form_pairs_scripts_without_spaces(raw: str, expected: str):
    assert text.search_form(raw) == expected


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("The ministers were meeting", "a minister meets", "en"),
        ("министры встречались", "министров", "ru"),
        ("Kryeministri dhe ministrat", "kryeministri ministrat", "sq"),
        ("وزیران در تهران", "وزیران تهران", "fa"),
        ("كتاب في المدرسة", "کتاب المدرسه", "und"),
        ("İSTANBUL'DA deprem", "istanbul'da deprem", "tr"),
        ("IŞIK", "ışık", "tr"),
        ("les élections", "élection", "fr"),
    ],
)
def test_words_of_one_meaning_share_their_tokens(one: str, other: str, language: str):
    assert set(text.tokens(other, language)) <= set(text.tokens(one, language)) != set()


@pytest.mark.parametrize(
    ("raw", "language", "expected"),
    [
        ("dhe ose për një", "sq", []),
        ("the of and", "en", []),
        ("и в на", "ru", []),
        ("از در به", "fa", []),
        ("हिन्दी में", "hi", ["हिन्द"]),
        ("iPhone手机", "zh", ["iphone", "手机"]),
        ("COVID-19 in 2026", "en", ["covid", "19", "2026"]),
        ("", "en", []),
        ("!?…", "no-such-language", []),
    ],
)
def test_tokens_leave_out_words_without_meaning(raw: str, language: str, expected: list[str]):
    assert text.tokens(raw, language) == expected


@settings(max_examples=100)
@given(st.text(), st.sampled_from(["en", "fa", "ar", "zh", "tr", "hi", "und", "sq", "", "x"]))
def test_no_text_makes_tokens_fail(raw: str, language: str):
    assert all(token == text.normalise(token) for token in text.tokens(raw, language))


@pytest.mark.parametrize(
    ("raw", "language", "expected"),
    [
        ("Dr. Vale spoke. She left.", "en", ["Dr. Vale spoke.", "She left."]),
        ("It cost 3.5 million. Who pays?", "en", ["It cost 3.5 million.", "Who pays?"]),
        ("First\nSecond", "en", ["First", "Second"]),
        ("آیا رفت؟ بله. تمام شد.", "fa", ["آیا رفت؟", "بله.", "تمام شد."]),
        ("هل ذهب؟ نعم.", "ar", ["هل ذهب؟", "نعم."]),
        ("他走了。她来了！好吗？", "zh", ["他走了。", "她来了！", "好吗？"]),
        ("वह गया। वह आई।", "hi", ["वह गया।", "वह आई।"]),
        ("Am 10. November kam er. Er ging.", "de", ["Am 10. November kam er.", "Er ging."]),
        ("  padded.  twice.  ", "en", ["padded.", "twice."]),
        ("🎉 Done. Next.", "en", ["🎉 Done.", "Next."]),
        ("Erdhi z. Basha. Foli.", "sq", ["Erdhi z. Basha.", "Foli."]),
        ("", "en", []),
        (" \n ", "en", []),
    ],
)
def test_sentences_end_where_readers_end_them(raw: str, language: str, expected: list[str]):
    assert [raw[start:end] for start, end in segmentation.sentence_spans(raw, language)] == expected


def test_a_quoted_sentence_is_not_torn_from_who_said_it():
    raw = '"It is over," she said. "Go home."'

    first, *_ = segmentation.sentence_spans(raw, "en")

    assert raw[slice(*first)] == '"It is over," she said.'


_PROSE = st.lists(
    st.one_of(
        st.sampled_from(
            '. ! ? 。 ؟ । … " “ ” « » ( ) \n Dr. e.g. 3.5 z. said 北京 خبر 🎉 \ud800'.split(" ")
        ),
        st.text(max_size=5),
        st.just(" "),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=100)
@given(_PROSE, st.sampled_from(["en", "fa", "zh", "de", "sq", "und", "no-such"]))
def test_sentences_are_in_order_apart_and_hold_all_that_is_not_space(raw: str, language: str):
    spans = segmentation.sentence_spans(raw, language)

    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(raw[start:end].strip() == raw[start:end] != "" for start, end in spans)
    outside = "".join(
        raw[end:start] for end, start in zip([0, *edges[1::2]], [*edges[::2], None], strict=True)
    )
    assert outside.strip() == ""


def test_a_megabyte_without_an_end_is_cut_into_sentences():
    raw = "<!--" * 250_000

    spans = segmentation.sentence_spans(raw, "en")

    assert sum(end - start for start, end in spans) == len(raw)
