"""Names in one form for every script, and what words of the news mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading.language import text, transliteration
from coranto.reading.language.vocabulary import concept_kinds, load_vocabulary


@pytest.mark.parametrize(
    "spellings",
    [
        "Takato Такато تاكاتو تاکاتو",
        "Horigome Хоригоме هوريجومي",
        "Assad Asad Асад",
        "Osaka Осака أوساكا",
        "Djokovic Đoković Джокович",
        "Pogačar Погачар",
        "Rahimov Rakhimov Рахимов",
        "Muller Müller Мюллер",
    ],
)
def test_spellings_of_a_name_meet_in_its_skeleton(spellings):
    found = {transliteration.consonant_skeleton(each) for each in spellings.split()}

    assert len(found) == 1
    assert "" not in found


@pytest.mark.parametrize("pair", ["Takato Osaka", "Assad Erdogan", "Мюллер Миронов"])
def test_other_names_do_not_meet(pair):
    one, other = pair.split()

    assert transliteration.consonant_skeleton(one) != transliteration.consonant_skeleton(other)


def test_a_short_name_is_known_by_how_it_sounds():
    assert (
        transliteration.phonetic_spelling("Абе")
        == transliteration.phonetic_spelling("Abe")
        == "abe"
    )
    assert (
        transliteration.phonetic_spelling("Юто")
        == transliteration.phonetic_spelling("Yuto")
        == "yuto"
    )
    assert transliteration.phonetic_spelling("Li") == transliteration.phonetic_spelling("آبه") == ""


def test_too_few_consonants_are_nobodys_skeleton():
    assert (
        transliteration.consonant_skeleton("Leo")
        == transliteration.consonant_skeleton("Io")
        == transliteration.consonant_skeleton("")
        == ""
    )


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_any_word_has_a_skeleton_of_small_letters_or_none(word):
    found = transliteration.consonant_skeleton(word)

    assert found == "" or (found.isascii() and found.isalpha() and found.islower())


@pytest.mark.parametrize(
    ("language", "word", "meaning"),
    [
        ("en", "earthquakes", "earthquake"),
        ("es", "terremotos", "earthquake"),
        ("fr", "seisme", "earthquake"),
        ("ru", "землетрясение", "earthquake"),
        ("fa", "زلزله", "earthquake"),
        ("ar", "والزلزال", "earthquake"),
        ("zh", "强烈地震后", "earthquake"),
        ("sq", "termeti", "earthquake"),
        ("de", "erdbebens", "earthquake"),
        ("de", "kriegserklarung", "war"),
        ("ru", "украинская", "UA"),
        ("sl", "japonska", "JP"),
        ("ar", "اليابان", "JP"),
        ("fi", "ranska", "FR"),
        ("fa", "توکیو", "Asia/Tokyo"),
    ],
)
def test_words_of_every_language_mean_the_same(language, word, meaning):
    assert meaning in load_vocabulary(language).meanings(text.normalise(word))


@pytest.mark.parametrize("word", ["oro", "oroscopo"])
def test_short_words_stand_for_themselves_alone(word):
    found = load_vocabulary("es").meanings(word)

    assert ("gold" in found) is (word == "oro")


LANGUAGES = "en es pt fr it de ru sl ar fa tr zh sq".split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_vocabulary_has_the_same_concepts(language):
    """But for a few that a language does not have. CLDR names the places that are missing."""
    english = {meaning for words in ENTRIES["en"].values() for meaning in words}
    found = {meaning for words in ENTRIES[language].values() for meaning in words}
    english, found = ({one for one in each if one.islower()} for each in (english, found))

    assert len(english - found) <= 3
    assert not found - english


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "kenyan"), ("es", "keniano"), ("fr", "kenyan"), ("de", "kenianischer"),
     ("pt", "queniano"), ("ru", "кенийский")],
)  # fmt: skip
def test_a_people_is_its_country(language, word):
    assert "KE" in load_vocabulary(language).meanings(text.normalise(word))


def test_kinds_are_of_concepts_that_exist():
    known = {meaning for words in ENTRIES["en"].values() for meaning in words}

    assert set(concept_kinds()) <= known


def _entries(language):
    import tomllib
    from importlib.resources import files

    packed = files("coranto.languages").joinpath("vocabulary", f"{language}.toml")
    tables = tomllib.loads(packed.read_text("utf-8"))
    found = {}
    for meaning, words in (*tables["concepts"].items(), *tables["places"].items()):
        for word in words:
            found.setdefault(word, set()).add(meaning)
    return found


ENTRIES = {language: _entries(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_written_as_they_are_compared(language):
    words = [word.rstrip("*=") for word in ENTRIES[language]]

    assert [word for word in words if text.normalise(word) != word] == []


@settings(max_examples=100)
@given(st.sampled_from(["en", "ar", "zh", "de", "xx", "und", ""]), st.text(max_size=40))
def test_any_word_may_be_asked(language, word):
    assert isinstance(load_vocabulary(language).meanings(text.normalise(word)), tuple)
