"""Numbers, days and names of sentences, in many languages."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing.facts import arithmetic, names, numbers, speakers, times
from coranto.reading.dates import mentions

PUBLISHED = date(2026, 11, 10)  # a Tuesday
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "sq", "ru", "tr", "ar", "fa", "zh", "sl", "und")


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [("en", "214", 214), ("en", "1,200", 1200), ("en", "1.5", 1.5), ("en", "the 21st", 21),
     ("en", "3.5 million", 3_500_000), ("en", "two hundred and fourteen", 214),
     ("en", "one thousand two hundred", 1200), ("en", "twenty-one", 21), ("en", "1 200", 1200),
     ("de", "1.200", 1200), ("de", "einundzwanzig", 21), ("de", "3,5 Mio. Euro", 3_500_000),
     ("de", "zweihundert", 200), ("fr", "quatre-vingt-dix-sept", 97), ("fr", "vingt et un", 21),
     ("es", "treinta y dos", 32), ("pt", "duzentos", None), ("it", "ventitre", None),
     ("sq", "dyqind e katërmbëdhjetë", 214), ("ru", "двести четырнадцать", 214),
     ("ru", "3,5 млн", 3_500_000), ("tr", "yüz elli üç", 153), ("ar", "خمسة وعشرون", 25),
     ("ar", "٢١٤", 214), ("fa", "بیست و یک نفر", 21), ("fa", "۳٫۵ میلیون", 3_500_000),
     ("zh", "二百一十四人", 214), ("zh", "3.5万", 35_000), ("sl", "enaindvajset", 21)],
)  # fmt: skip
def test_a_number_means_the_same_in_every_script(language, written, value):
    """What a language's words leave out is not read, rather than read wrongly."""
    found = [one.values for one in numbers.find_numbers(written, language)]

    assert found == ([] if value is None else [frozenset({value})]) or value in found[0]


def test_a_number_that_can_be_read_in_two_ways_is_read_in_both():
    (found,) = numbers.find_numbers("1.200", "en")

    assert found.values == {1.2, 1200}


@pytest.mark.parametrize("written", ["F-16", "G20", "COVID-19", "the Mirabella2"])
def test_a_number_inside_a_name_is_none(written):
    assert numbers.find_numbers(written, "en") == []


def test_what_a_person_says_without_counting_is_vague():
    found = numbers.find_numbers("a dozen cats, one of them, two million crates", "en")

    assert [(one.raw, one.is_vague) for one in found] == [
        ("dozen", True), ("one", True), ("two million", False),
    ]  # fmt: skip


NAMED = "The ferry Mirabella ran aground off Ombra, Ilse Korrin and Tomas Brand said in Albania."


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Mirabella's, Ombra: Ilse Korrin, Tomas Brand; Albanian"),
     ("sq", "Trageti Mirabella pranë Ombrës, Ilse Korrin, Tomas Brand, Shqipëri"),
     ("ru", "«Мирабелла» у Омбры; Ильзе Коррин и Томас Бранд в Албании"),
     ("fa", "میرابلا نزدیک اومبرا، ایلزه کورین و توماس برند در آلبانی"),
     ("zh", "米拉贝拉号在翁布拉附近搁浅")],
)  # fmt: skip
def test_names_meet_across_scripts(language, written):
    known = names.index_names(written, language)

    assert [name.raw for name in names.find_names(NAMED, "en") if not known.has(name)] == []


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "The ferry Aurelia ran aground."), ("ru", "Паром «Аурелия» сел на мель."),
     ("fa", "کشتی آئورلیا به گل نشست.")],
)  # fmt: skip
def test_another_name_is_missed(language, written):
    known = names.index_names(written, language)

    missed = [name.raw for name in names.find_names(NAMED, "en") if not known.has(name)]

    assert {"Mirabella", "Brand"} <= set(missed)


def test_german_nouns_are_no_names():
    found = names.find_names(
        "Die Fähre Mirabella lief am Dienstag auf Grund, sagte Ilse Korrin.", "de"
    )

    assert [name.raw for name in found] == ["Mirabella", "Korrin"]


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_no_text_breaks_them(written, language):
    for one in (
        *numbers.find_numbers(written, language),
        *mentions.find_days(written, language, PUBLISHED),
    ):
        assert written[one.start : one.end] == one.raw
    for name in names.find_names(written, language):
        assert written[name.start : name.end] == name.raw
    names.index_names(written, language)


def test_numbers_stand_amid_words_of_scripts_without_spaces():
    found = numbers.find_numbers("悬赏3.5万元，约30人", "zh")

    assert [sorted(one.values) for one in found] == [[35_000], [30]]


def test_turkish_counts_past_ten_in_two_words():
    assert [one.raw for one in numbers.find_numbers("on iki saat, on, iki", "tr")] == [
        "on iki", "on", "iki",
    ]  # fmt: skip


def test_names_that_begin_alike_are_two():
    assert not names.index_names("Nadia Hollow", "en").has(
        names.find_names("In Hollin it froze.", "en")[0]
    )


def test_offices_and_institutions_are_no_names():
    """Every language has another word for them."""
    stated = "The Foreign Minister, the Supreme Court and the Ministry of Culture met Ann Leland."

    assert [name.raw for name in names.find_names(stated, "en")] == ["Ann", "Leland"]


def test_a_city_is_known_by_its_country_where_languages_differ():
    known = names.index_names("Они встретились в Тегеране.", "ru")

    assert known.has(names.find_names("They met in Tehran.", "en")[0])


@pytest.mark.parametrize(
    ("passage", "sentence", "language"),
    [("2,987 pilings", "Nearly 3,000 stand there", "en"), ("290 boats", "about 300 boats", "en"),
     ("1.480 Pendler", "rund 1.500 Pendler", "de"), ("4.950 kilos", "casi 5.000 kilos", "es"),
     ("12 boats and 3 barges", "15 vessels: 12 boats, 3 barges", "en"),
     ("of 40 cranes, 10 are old", "30 of the 40 are not", "en"),
     ("1 млрд 200 млн крон", "1,2 млрд крон", "ru"), ("half of them", "50 percent", "en"),
     ("ein Drittel davon", "33 Prozent", "de"), ("les trois quarts", "75 %", "fr"),
     ("از ۲۰۰ غرفه، ۱۵۰ غرفه", "۷۵ درصد از ۲۰۰", "fa"),
     ("of 120, 90 came", "three quarters of the 120", "en"),
     ("3,214 pilings", "More than 3,000 stand", "en"), ("$3,214", "about US$ 3,000", "en"),
     ("2,987 pilings", "no more than 3,000", "en"), ("3 214 pieux", "plus de 3 000", "fr"),
     ("2 987 pieux", "moins de 3 000", "fr"), ("3.214 barcos", "más de 3.000", "es"),
     ("۲۹۸۷ نفر", "کمتر از ۳۰۰۰ نفر", "fa"), ("۳۲۱۴ نفر", "بیش از ۳۰۰۰ نفر", "fa")],
)  # fmt: skip
def test_what_follows_from_a_passage_is_founded(passage, sentence, language):
    given = arithmetic.read_number_passage(passage, language)
    beside = arithmetic.read_number_passage(sentence, language).values

    for number in numbers.find_numbers(sentence, language):
        assert number.values & given.values or arithmetic.is_derivable(
            number, sentence, language, passages=[given], sentence_values=beside
        )


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [("2,987 pilings", "3,000 stand there"), ("2,987 pilings", "nearly 4,000"),
     ("of 40 cranes, 10 are older than 60 years", "fifty cranes"), ("half of them", "60 percent"),
     ("12 boats and 3 barges", "15 vessels"), ("3,000 men and 2,000 women", "5,000"),
     ("214 came ashore", "about 241"), ("it took 4 days", "over the 3 days"),
     ("it took 4 days", "over 3 days"), ("2,987 pilings", "over the 3,000"),
     ("2,987 pilings", "under a bridge of 3,000"), ("2,987 pilings", "around the 3,000")],
)  # fmt: skip
def test_what_does_not_follow_is_not_founded(passage, sentence):
    given = arithmetic.read_number_passage(passage, "en")
    (number,) = numbers.find_numbers(sentence, "en")

    assert not arithmetic.is_derivable(number, sentence, "en", passages=[given], sentence_values=())


@pytest.mark.parametrize(
    ("passage", "sentence", "language"),
    [("2,987 pilings", "More than 3,000", "en"), ("2,987 pilings", "At least 3,000", "en"),
     ("3,214 pilings", "Fewer than 3,000", "en"), ("3,214 pilings", "no more than 3,000", "en"),
     ("2,987 pilings", "no fewer than 3,000", "en"), ("2,987 pilings", "the most, 3,000", "en"),
     ("2 987 pieux", "plus de 3 000", "fr"), ("2 987 pieux", "le port de 3 000", "fr"),
     ("3 214 pieux", "pas plus de 3 000", "fr"), ("2.987 barcos", "más de 3.000", "es"),
     ("2.987 barcos", "el puerto de 3.000", "es"), ("2.987 barcos", "dice que 3.000", "es"),
     ("۲۹۸۷ نفر", "بیش از ۳۰۰۰", "fa"), ("۲۹۸۷ نفر", "از ۳۰۰۰", "fa"),
     ("۲۹۸۷ نفر", "به ۳۰۰۰", "fa")],
)  # fmt: skip
def test_a_rounded_number_is_on_the_side_that_its_words_say(passage, sentence, language):
    given = arithmetic.read_number_passage(passage, language)
    (number,) = numbers.find_numbers(sentence, language)

    assert not arithmetic.is_derivable(
        number, sentence, language, passages=[given], sentence_values=()
    )


@pytest.mark.parametrize(
    ("sentence", "is_founded"),
    [("75 percent came", False), ("three quarters came", False), ("90 came, 75 percent", True),
     ("90 came, 57 percent", False)],
)  # fmt: skip
def test_a_share_is_of_a_number_told_beside_it(sentence, is_founded):
    """Any two numbers of a passage have some share."""
    given = arithmetic.read_number_passage("of 120, 90 came with 7 boats and 31 cats", "en")
    beside = arithmetic.read_number_passage(sentence, "en").values
    told = [one for one in numbers.find_numbers(sentence, "en") if not one.values & given.values]

    assert [
        arithmetic.is_derivable(one, sentence, "en", passages=[given], sentence_values=beside)
        for one in told[:1]
    ] == [is_founded]


def test_of_a_passage_without_end_the_first_numbers_are_taken():
    given = arithmetic.read_number_passage(" boats, ".join(map(str, range(1000, 4000))), "en")

    assert len(given.values) <= 200


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("18:30", 390), ("at 6.30 pm", 390), ("6 p.m.", 360), ("17 h 45", 345), ("17h45", 345),
     ("۱۸:۳۰", 390), ("noon, 12:00", 0), ("3.5 million", None), ("version 1.2.3", None),
     ("10 boats", None)],
)  # fmt: skip
def test_times_of_day_in_many_spellings(written, minutes):
    assert [one.minutes for one in times.find_times(written)] == (
        [] if minutes is None else [minutes]
    )


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [("6.30 pm", "18:30", True), ("6.30 am", "18:30", False), ("6.30 a.m.", "6.30 p.m.", False),
     ("6.30 am", "06:30", True), ("6.30 am", "at 6:30", True), ("6:30", "18:30", True),
     ("12.30 am", "0:30", True), ("12.30 pm", "0:30", False), ("12:30", "12.30 pm", True),
     ("24:00", "0:00", True)],
)  # fmt: skip
def test_halves_of_the_day_are_told_apart_where_both_tell(one, other, is_one):
    (first,), (second,) = times.find_times(one), times.find_times(other)

    assert first.may_match(second) == second.may_match(first) == is_one


@pytest.mark.parametrize("language", LANGUAGES)
@given(written=st.text(max_size=60))
@settings(max_examples=20)
def test_any_text_has_times_shares_and_sums(language, written):
    given_ = arithmetic.read_number_passage(written, language)
    list(times.find_times(written))
    for number in numbers.find_numbers(written, language):
        arithmetic.is_derivable(
            number, written, language, passages=[given_], sentence_values=given_.values
        )


@pytest.mark.parametrize(
    ("written", "language", "names_said"),
    [
        ("“No,” said Ada Lind. Ilse Korrin-Roe says so.", "en", ["Ada Lind", "Ilse Korrin-Roe"]),
        ("'Jean-Pierre d'Aa Mor' … (Otto Oar, said", "en", ["Otto Oar"]),
        ("unsaid Ada Lind went home", "en", []),
        ("Да, сказал Дмитрий Гром вчера", "ru", ["Дмитрий Гром"]),
        ("A" * 20_000 + " said Ada Lind", "en", ["Ada Lind"]),
        ("AA-" * 7_000 + "B said", "en", []),
    ],
)
def test_a_speaker_is_a_full_name_beside_a_word_of_saying(written, language, names_said):
    assert [name for _, name in speakers.find_speakers(written, language)] == names_said


def test_a_sum_is_looked_up_by_its_parts():
    """Both addends, or the number subtracted from, stand in the sentence."""
    given = arithmetic.NumberPassage(frozenset({40.0, 12.0, 28.0, 1000.0, 2000000.0}), frozenset())

    def follows(value, beside):
        [number] = numbers.find_numbers(f"{value}", "en")
        return arithmetic.is_derivable(
            number, f"{value}", "en", passages=[given], sentence_values=beside
        )

    assert follows(52, {40.0, 12.0, 52.0})
    assert follows(988, {1000.0, 988.0})
    assert follows(2_001_000, {2_001_000.0})
    assert not follows(52, {52.0})
    assert not follows(24, {12.0, 24.0})
