"""Drafts and editions that hold the sentences of earlier versions are still read."""

from datetime import date

import pytest

from coranto.editing.manuscript import Context, Manuscript
from coranto.editing.wording import load_wording
from coranto.model import Draft
from coranto.reading.language import interface

BLANKS = {
    "outlets": "7", "independent": "3", "accounts": "4", "seconds": "12", "numbers": "41",
    "number": "41", "owner": "Vela", "network": "nabcdefghijkl", "headline": "Fog",
}  # fmt: skip
FORMER_SENTENCES = [
    (language, phrase, form.format(**BLANKS))
    for language in interface.interface_languages()
    for phrase, forms in interface.load_interface(language).former.items()
    for form in forms
]


def manuscript_of(language, lead):
    draft = Draft(
        number=42, title="The Quay", first=date(2026, 11, 9), last=date(2026, 11, 15),
        language=language, headline="", lead=lead, sections=(), citations=(),
    )  # fmt: skip
    return Manuscript(draft=draft, context=Context(documents={}))


def sentences(*phrases):
    return [(language, text) for language, phrase, text in FORMER_SENTENCES if phrase in phrases]


@pytest.mark.parametrize(("language", "text"), sentences("counted", "all_independent"))
def test_the_number_of_independent_outlets_is_read(language, text):
    manuscript = manuscript_of(language, text)

    assert manuscript.claimed(manuscript.parts[0]) == (3 if "3" in text else 7)


@pytest.mark.parametrize(
    ("language", "text"), sentences("told_before", "all_new", "new_since", "corrected_heading")
)
def test_the_number_of_an_earlier_edition_is_read(language, text):
    manuscript = manuscript_of(language, text)

    assert manuscript.names_number(manuscript.parts[0], 41)
    assert not manuscript.names_number(manuscript.parts[0], 4)


@pytest.mark.parametrize(
    ("language", "phrase", "text"),
    [entry for entry in FORMER_SENTENCES if entry[1] != "corrected_heading"],
)
def test_the_desk_s_own_sentences_are_known_as_such(language, phrase, text):
    assert manuscript_of(language, "").framed.match(text.replace("*", ""))


@pytest.mark.parametrize("language", interface.interface_languages())
def test_a_phrase_has_former_forms_beside_the_one_that_is_written(language):
    wording = load_wording(language)

    for phrase, forms in wording.interface.former.items():
        written = list(interface.phrase_forms(wording.interface.draft.get(phrase, {})))
        assert set(forms).isdisjoint(written), phrase


def test_a_word_that_only_ends_like_number_names_no_edition():
    manuscript = manuscript_of("fr", "Le piano 41 est à vendre.")

    assert not manuscript.names_number(manuscript.parts[0], 41)
    assert not manuscript.is_number_of_edition("Le piano 41", len("Le piano "))
    assert manuscript.is_number_of_edition(
        "Déjà traité dans le nº 41", len("Déjà traité dans le nº ")
    )


def test_plain_spaces_stand_for_no_break_spaces():
    """Editors' programs and people write them as one."""
    plain = "Traité dans le nº 41 ; tout ce qui suit est postérieur."

    assert manuscript_of("fr", "").framed.match(plain)
