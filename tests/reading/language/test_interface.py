"""Every interface language has every phrase, with its blanks, in every form that it counts in."""

import re

import pytest
from babel import Locale

from coranto.reading.language import interface, packs
from coranto.reading.language.interface import load_interface, phrase_forms

LANGUAGES = interface.interface_languages()
PARTS = ("draft", "site", "signals", "details")


def blanks(form):
    return sorted(re.findall(r"\{(\w*)\}", form))


def counting_phrases(language):
    """The phrases of a language that have several forms."""
    parts = [load_interface(language).draft, load_interface(language).site]
    return {
        key: phrase for part in parts for key, phrase in part.items() if not isinstance(phrase, str)
    }


def test_the_interface_speaks_these_languages():
    assert set(LANGUAGES) >= {
        "en", "fa", "sq", "ar", "ru", "de", "fr", "es", "he", "zh", "ja", "ur", "tr", "it", "pt",
        "uk",
    }  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_there_with_its_blanks(language, part):
    english, own = (getattr(load_interface(one), part) for one in ("en", language))

    assert set(own) == set(english)
    for key, phrase in own.items():
        expected = blanks(next(phrase_forms(english[key])))
        assert {tuple(blanks(form)) for form in phrase_forms(phrase)} == {tuple(expected)}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_has_spaces_around_it(language):
    for key, phrase in load_interface(language).site.items():
        for form in phrase_forms(phrase):
            assert form.strip(), key
            assert form == form.strip() or key in {"comma", "semicolon", "colon"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_that_counts_has_the_plural_categories_of_its_language(language):
    """Exactly those of CLDR, besides single numbers such as two ("both")."""
    categories = Locale.parse(language).plural_form.tags | {"other"}
    for key, phrase in counting_phrases(language).items():
        assert {name for name in phrase if not re.fullmatch(r"=\d+", name)} == categories, key
        assert f"{{{interface.COUNTED_BLANKS[key]}}}" in phrase["other"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_for_different_numbers_differ(language):
    """Words that do not change with the number need no forms."""
    for key, phrase in counting_phrases(language).items():
        assert len(set(phrase.values())) > 1, key


#: The marks of all languages that do the same, by what they do.
SAME_MARKS = (
    ",،，、", ";؛；", ":：", "?؟？", "!！", "()（）", "%٪％",
)  # fmt: skip
#: Marks that a language uses, though its table of punctuation does not name them.
OTHER_MARKS = {
    # A list of words, in Chinese.
    "zh": "、？！（）%", "ja": "？！（）%", "ar": "؟!()%", "fa": "؟!()٪", "ur": "؟!()%",
}  # fmt: skip


def all_forms(language):
    """Every form of every phrase, with the name of its phrase."""
    for part in PARTS:
        for key, phrase in getattr(load_interface(language), part).items():
            for form in phrase_forms(phrase):
                yield key, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_have_the_marks_of_their_language(language):
    """No Latin comma in Arabic, no straight quotation marks and no three dots anywhere."""
    site = load_interface(language).site
    own = "".join(site[mark] for mark in ("comma", "semicolon", "colon", "stop"))
    own += OTHER_MARKS.get(language, "?!()%")
    foreign = {mark for marks in SAME_MARKS for mark in marks} - set(own)
    foreign |= set("\"'`…") | (set() if own.count(".") else {"."}) | set("。۔") - set(own)

    assert [(key, form) for key, form in all_forms(language) if foreign & set(form)] == []
    assert [(key, form) for key, form in all_forms(language) if ".." in form] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_stand_as_their_language_sets_them(language):
    """French has no-break spaces before them; no other language has spaces there."""
    space_before = {";": "\u202f", "!": "\u202f", "?": "\u202f", ":": "\u00a0"}
    for key, form in all_forms(language):
        for match in re.finditer(r"(\s*)([;:!?؛؟，、；：。۔،])", form):
            expected = space_before.get(match[2], "") if language == "fr" else ""
            assert match[1] == expected, (key, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_a_draft_quotes(language):
    """Quotation marks of the desk's own would be a quotation that cites nothing."""
    marks = {mark for pair in packs.load_pack(language).quote_marks for mark in pair} | set('“”«»"')

    draft = load_interface(language).draft.values()
    assert [form for phrase in draft for form in phrase_forms(phrase) if marks & set(form)] == []


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("ru", 1, "Об этом сообщило **1** издание"),
        ("ru", 3, "Об этом сообщили **3** издания"),
        ("ru", 11, "Об этом сообщили **11** изданий"),
        ("uk", 22, "Про це повідомили **22** видання"),
        ("uk", 5, "Про це повідомили **5** видань"),
        ("fa", 11, "**۱۱** رسانه"),
    ],
)  # fmt: skip
def test_words_agree_with_the_number_that_they_count(language, count, expected):
    own = load_interface(language)

    text = own.fill_phrase(own.draft, "counted", outlets=count, independent=1)

    assert text.startswith(expected)


@pytest.mark.parametrize(
    ("language", "numbers", "expected"),
    [
        ("en", [3], "Covered before in no. 3."),
        ("en", [3, 5], "Covered before in nos. 3, 5."),
        ("fa", [3, 5], "پیش‌تر در شماره‌های ۳، ۵ آمده است."),
        ("ar", [3, 5], "ورد سابقًا في العددين 3، 5."),
        ("ar", [3, 5, 7], "ورد سابقًا في الأعداد 3، 5، 7."),
        ("fr", ["3 (Titre)", "5"], "Déjà traité dans les numéros 3 (Titre), 5."),
    ],
)
def test_words_agree_with_a_list_that_they_count(language, numbers, expected):
    own = load_interface(language)

    assert own.fill_phrase(own.draft, "told_before", numbers=numbers) == expected


def test_two_are_both():
    own = load_interface("de")

    assert own.fill_phrase(own.draft, "all_independent", outlets=2).endswith(
        "beide unabhängig voneinander"
    )
    assert own.fill_phrase(own.draft, "all_independent", outlets=3).endswith(
        "alle unabhängig voneinander"
    )


@pytest.mark.parametrize("tag", ["sv", "ckb", "tlh-Latn", "", "../../secret"])
def test_a_language_without_phrases_has_those_of_english(tag):
    assert not interface.has_interface(tag)
    assert load_interface(tag).language == "en"


def test_a_tag_with_a_country_or_script_has_its_language_s_phrases():
    assert load_interface("pt-BR").language == "pt"
    assert load_interface("zh-Hant-TW").language == "zh"
