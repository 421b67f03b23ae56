"""One edition in several languages: what is current, stale or missing is known by itself."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coranto.editing import checks, translations
from coranto.editing.checks import Context
from coranto.model import Draft, Item, Section, Translation

EMPTY = Translation(language="fa", texts=(), titles={})
NOTES = {"missing": "not translated", "stale": "older"}


def draft(**bodies):
    items = tuple(
        Item(story_id=name, heading=f"Heading {name}", body=body, line=10 + at)
        for at, (name, body) in enumerate(bodies.items())
    )
    return Draft(
        number=1, title="The Quay", first=date(2026, 11, 9), last=date(2026, 11, 15),
        language="en", headline="Eels return", lead="Nine years.",
        sections=(Section(id="en", title="English", items=items),), citations=(),
    )  # fmt: skip


def laid(original, text=""):
    return translations.format_translation(
        original, translations.parse_translation(text) if text else EMPTY
    )


def states(original, text):
    return translations.text_states(original, translations.parse_translation(text))


def found(original, text):
    told = replace(original, translations=(translations.parse_translation(text),))
    context = Context(documents={})
    names = {"citations in translation", "missing translation", "stale translation"}
    return [
        (one.check, one.line, one.message)
        for one in checks.check_draft(told, context, text="")
        if one.check in names
    ]


def test_what_was_laid_out_is_missing_until_somebody_translates_it():
    original = draft(s1="Eels.[^aa]", s2="Salt.")
    text = laid(original)

    assert states(original, text) == {"": "missing", "s1": "missing", "s2": "missing"}
    text = text.replace("Eels.[^aa]", "مارماهی.[^aa]")
    assert states(original, text) == {"": "missing", "s1": "current", "s2": "missing"}


def test_a_changed_original_makes_its_translation_stale_and_takes_up_what_was_untouched():
    text = laid(draft(s1="Eels.", s2="Salt.")).replace("Eels.", "مارماهی.")
    later = draft(s1="Eels, again.", s2="Salt, again.", s3="Rope.")

    assert states(later, text) == {"": "missing", "s1": "stale", "s2": "missing", "s3": "missing"}
    text = laid(later, text)
    assert "مارماهی." in text
    assert "Salt, again." in text
    assert "Rope." in text
    assert states(later, text)["s1"] == "stale"


def test_a_text_without_its_fingerprint_counts_as_made_from_the_present_original():
    original = draft(s1="Eels, again.")
    text = laid(draft(s1="Eels.")).replace("Eels.", "مارماهی.")
    stamp = translations.text_fingerprint("Heading s1", "Eels.")

    text = laid(original, text.replace(f" of {stamp}}}", "}"))

    assert states(original, text)["s1"] == "current"
    assert f"{{#s1 of {translations.text_fingerprint('Heading s1', 'Eels, again.')}}}" in text


def test_readers_are_told_what_is_not_current():
    original = draft(s1="Eels.", s2="Salt.")
    text = laid(original).replace("Eels.", "مارماهی.").replace("English", "انگلیسی")
    later = draft(s1="Eels, again.", s2="Salt.")

    shown = translations.draft_in_language(later, translations.parse_translation(text), notes=NOTES)

    assert (shown.language, shown.sections[0].title) == ("fa", "انگلیسی")
    assert [item.body for item in shown.sections[0].items] == [
        "*older*\n\nمارماهی.",
        "*not translated*\n\nSalt.",
    ]


def test_an_item_of_no_story_is_shown_as_it_is():
    original = draft(s1="Eels.")
    own = Item(story_id="", heading="Ours", body="We thank you.")
    (section,) = original.sections
    original = replace(original, sections=(replace(section, items=(own, *section.items)),))

    shown = translations.draft_in_language(
        original, translations.parse_translation(laid(original)), notes=NOTES
    )

    assert [item.heading for item in shown.sections[0].items] == ["Ours", "Heading s1"]
    assert shown.sections[0].items[0].body == "*not translated*\n\nWe thank you."


def test_a_lost_or_invented_citation_is_an_error_on_the_original_s_line():
    original = draft(s1="Eels.[^aa]", s2="Salt.[^bb]")
    text = laid(original).replace("Eels.[^aa]", "مارماهی.").replace("Salt.[^bb]", "نمک.[^bb][^cc]")

    assert found(original, text) == [
        ("missing translation", 1, "there is no text in “fa” yet."),
        ("citations in translation", 10, "the text in “fa” does not have [^aa]."),
        (
            "citations in translation",
            11,
            "the text in “fa” has, and the original does not, [^cc].",
        ),
    ]


def test_an_item_that_the_edition_has_not_is_named():
    text = laid(draft(s1="Eels.", s9="Gone.")).replace("Gone.", "رفته.").replace("Eels.", "مار.")

    assert found(draft(s1="Eels."), text)[0][2] == (
        "the file in “fa” has an item s9, which this edition has not."
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_laying_out_again_changes_nothing(body):
    original = draft(s1=f"A {' '.join(body.split())} b")
    text = laid(original).replace("Nine years.", "نه سال.")

    assert laid(original, text) == text
