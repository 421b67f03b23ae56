"""A translation quotes what its original quotes, or what is cited, and nothing else."""

import pytest

from coranto.editing.checks import Context, check_draft
from coranto.editing.citations import cite_passage
from coranto.model import Draft, Item, Section, Translated, Translation

TEXT = "A tug from Veldra pulled the ferry free at noon. Nobody was hurt."


@pytest.fixture(scope="module")
def errors_of(world):
    document = world.document("tr", "ombra-courier", "Ferry free", TEXT)
    mark = cite_passage(document, 0, len(TEXT))

    def find(body, *, heading="Fähre frei", original="It says “Nobody was hurt”.[^m]", of=""):
        item = Item(story_id="s1", heading="“Ferry free”", line=5, body_line=7,
                    body=original.replace("[^m]", f"[^{mark.mark}]"))  # fmt: skip
        text = Translated(
            story_id="s1", heading=heading, body=body.replace("[^m]", f"[^{mark.mark}]"), of=of
        )
        draft = Draft(
            number=1, title="Digest", first=world.now.date(), last=world.now.date(), language="en",
            headline="A week", lead="", citations=(mark,),
            sections=(Section(id="en", title="English", items=(item,)),),
            translations=(Translation(language="de", texts=(text,), titles={}),),
        )  # fmt: skip
        context = Context(documents={(document.id, 1): document}, sources=world.sources)
        return [one for one in check_draft(draft, context) if one.check == NAME]

    return find


NAME = "quotations in translation"


@pytest.mark.parametrize(
    "body",
    [
        "Dort steht „Niemand wurde verletzt“.[^m]",
        "Dort steht „Nobody was hurt“.[^m]",
        "„Niemand wurde verletzt“[^m] und „A tug from Veldra“.[^m]",
        "Ohne Zitat.[^m]",
    ],
)
def test_a_translated_or_an_exact_quotation_passes(errors_of, body):
    assert errors_of(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "„Niemand wurde verletzt“[^m] und „Der Kapitän floh“.[^m]",  # one more than the original
        "„Niemand wurde verletzt“ ist der Stand.",  # without the citation
        "> Der Kapitän floh[^m]",  # the original has no card
        "„Niemand wurde verletzt[^m]",  # never closed
    ],
)
@pytest.mark.parametrize("of", ["", "00000000"])
def test_any_other_is_an_error_even_in_a_stale_text(errors_of, body, of):
    (error,) = errors_of(body, of=of)

    assert (error.severity, error.line, "in “de”" in error.message) == ("error", 5, True)


def test_a_heading_may_translate_the_quotation_of_its_original(errors_of):
    assert errors_of("Ohne.[^m]", heading="„Fähre frei“") == []
    assert errors_of("Ohne.[^m]", heading="„Fähre frei“ und „Kapitän floh“")


def test_the_card_of_the_original_is_translated_in_other_lines(errors_of):
    card = "> A tug from Veldra pulled the ferry free at noon.[^m]"
    assert errors_of("> Ein Schlepper\n> zog die Fähre frei.[^m]", original=card) == []


def test_languages_without_an_interface_are_told_once(world):
    draft = Draft(
        number=1, title="Digest", first=world.now.date(), last=world.now.date(), language="sl",
        headline="A week", lead="", sections=(), citations=(),
        translations=(
            Translation(language="hy", texts=(), titles={}),
            Translation(language="de", texts=(), titles={}),
        ),
    )  # fmt: skip
    notes = [one for one in check_draft(draft, Context(documents={}))
             if one.check == "words in English"]  # fmt: skip

    assert [one.message for one in notes] == [
        "Coranto has no words of its own in Slovenian, Armenian: they are in English."
    ]
