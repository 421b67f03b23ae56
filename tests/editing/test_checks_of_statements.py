"""What the checks find in sentences of the editors' own that cite something, or nothing."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from coranto.editing import draft
from coranto.editing.checks import check_draft
from coranto.editing.wording import load_wording

CITED = "All 214 passengers were taken ashore in fishing boats before noon."


#: Published on Tuesday, 10 November 2026.
ON_TUESDAY = "The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday."


@pytest.fixture(scope="module")
def find(world):
    """Names of checks that complain about one sentence, which cites `CITED`; with messages."""
    return finder(world, CITED)


@pytest.fixture(scope="module")
def find_of_tuesday(world):
    """The same of a sentence that cites `ON_TUESDAY`."""
    return finder(world, ON_TUESDAY)


def finder(world, cited):
    composed = draft.parse_draft(draft.format_draft(world.compose()))
    text = draft.format_draft(composed)
    mark = next(one.mark for one in composed.citations if one.text == cited)

    def found(sentence):
        wrong = text.replace("**Gazeta Liri**", f"{sentence}\n\n**Gazeta Liri**", 1)
        findings = check_draft(draft.parse_draft(wrong), world.context(), text=wrong)
        line = wrong.split("\n").index(sentence) + 1
        return {one.check: (one.message, one.fix) for one in findings if one.line == line}

    return lambda sentence: found(sentence.replace("[^]", f"[^{mark}]"))


@pytest.mark.parametrize(
    "sentence",
    ["Fishing boats took 214 people ashore.[^]", "They carried two hundred and fourteen.[^]",
     "The Ombra Courier wrote on 10 November 2026 that all 214 are safe.[^]",
     "Harbour master Ilse Korrin watched the Mirabella.[^]", "Mirabella's passengers are safe.[^]",
     "A dozen boats came, one after the other.[^]",
     "Over 200 people came ashore.[^]", "**Ombra Courier** (English) has more.[^]"],
)  # fmt: skip
def test_what_is_cited_is_founded(find, sentence):
    assert find(sentence) == {}


def test_what_the_desk_itself_writes_counts_what_it_knows(find):
    pushed = load_wording("en").say("pushed", accounts=9, seconds=42)

    assert list(find(f"{pushed}[^].")) == ["network"]


def test_a_number_that_is_not_cited_is_named_with_what_is(find):
    found = find("Fishing boats took 241 people ashore.[^]")

    assert found == {
        "unfounded number": (
            "“241” does not stand in what this sentence cites.", "what is cited has 214"
        )
    }  # fmt: skip


def test_a_number_that_stands_elsewhere_in_the_article_is_to_be_cited_there(find):
    found = find("The 31 cats of the harbour watched.[^]")

    assert found["unfounded number"][1] == (
        "cite this as well: “He later left for lunch with all of the harbour's 31 cats.”"
    )


@pytest.mark.parametrize("day", ["11 November", "Thursday", "10 November 2025", "2026-11-12"])
def test_another_day_is_named(find, day):
    assert list(find(f"They were taken ashore on {day}.[^]")) == ["unfounded date"]


def test_another_name_is_named(find):
    found = find("Fishing boats took 214 people ashore, captain Orlo Dahlgren saw.[^]")

    assert found["unfounded name"][0].startswith("“Orlo Dahlgren” is in none of the articles")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [("Some 214 people were on board.", "214"), ("They left on 9 November.", "9 November"),
     ("The operator said that all are safe.", "said"),
     ("According to the harbour, all are safe.", "according to")],
)  # fmt: skip
def test_a_statement_without_a_citation_is_named(find, sentence, told):
    found = find(sentence)

    assert list(found) == ["uncited statement"]
    assert f"“{told}”" in found["uncited statement"][0]


def test_a_citation_that_says_so_is_proposed(find):
    assert find("Some 214 people were on board.")["uncited statement"][1].endswith("says so")


def test_a_voice_that_states_nothing_is_a_note(find):
    assert list(find("We shall come back to this.")) == ["editor's voice"]
    assert list(find("Compare our no. 41 on the tides.")) == ["editor's voice"]


def test_an_outlet_named_as_a_sentence_ends_states_nothing(world):
    text = draft.format_draft(world.compose())
    wrong = text.replace("**Gazeta Liri**", "**Ombra Today!**", 1)
    sources = {
        key: replace(one, name=one.name.replace("Gazeta Liri", "Ombra Today!"))
        for key, one in world.context().sources.items()
    }

    findings = check_draft(draft.parse_draft(wrong), world.context(sources=sources), text=wrong)

    names = {"uncited statement", "editor's voice"}
    assert [one.message for one in findings if one.check in names and "Today" in one.message] == []


def test_a_number_in_an_outlet_s_name_is_founded(world):
    composed = world.compose()
    sources = dict(world.sources)
    sources["ombra-courier"] = replace(sources["ombra-courier"], name="Channel 4")
    mark = next(one.mark for one in composed.citations if one.text == CITED)
    wrong = draft.format_draft(composed).replace(
        "**Gazeta", f"Channel 4 saw it.[^{mark}]\n\n**Gazeta", 1
    )

    findings = check_draft(draft.parse_draft(wrong), world.context(sources=sources), text=wrong)

    assert [one.message for one in findings if one.check == "unfounded number"] == []


@pytest.mark.parametrize(
    "sentence",
    ["They left on the 10th.", "On the 10th, they left.", "They left on the 10th in Velmora.",
     "They left on the 10th at noon.", "It was on the 10th that they left.",
     "They left on the 10th of the month.", "On the 10th he left.",
     "They left on the 10th because of the wind.", "They left on the 10th for Velmora.",
     "On the 10th the minister left.", "On the 10th a boat left.", "The 10th was a Tuesday.",
     "On the 10th I left.", "They left on the 10th as planned, with all cats.",
     "They left between the 10th and 10th.", "They left on the 10th–10th.",
     "They left on the 10th, 10th or 10th in Velmora.", "From the 10th to the 10th they left."],
)  # fmt: skip
def test_an_ordinal_is_a_day_where_no_noun_follows(find_of_tuesday, sentence):
    """What is cited has but one day, so that it stands for others, too."""
    assert "unfounded number" not in find_of_tuesday(f"{sentence}[^]")


@pytest.mark.parametrize(
    ("sentence", "number"),
    [("They left after the 10th round.", "10"), ("The 10th-largest boat left.", "10"),
     ("The boat came 10th.", "10"), ("The boat came 10th in Velmora.", "10"),
     ("It was the 10th all-time record.", "10"), ("The boats came 10th and 10th.", "10"),
     ("They left after the 10th and 10th rounds.", "10"),
     ("They left on the 10th and 12th.", "12"), ("They left on the 10th or the 12th.", "12")],
)  # fmt: skip
def test_an_ordinal_of_something_else_or_another_day_is_named(find_of_tuesday, sentence, number):
    assert f"“{number}" in find_of_tuesday(f"{sentence}[^]")["unfounded number"][0]


#: The days from 9 to 11 November in every language of the packs.
_RANGES_FILE = Path(__file__).parents[1] / "reading" / "dates" / "ranges.toml"
_RANGES = [
    (language, phrase)
    for language, phrases in tomllib.loads(_RANGES_FILE.read_text(encoding="utf-8")).items()
    for phrase in phrases
]


@pytest.mark.parametrize(("language", "written"), _RANGES)
def test_a_day_between_two_that_are_cited_is_founded_in_every_language(world, language, written):
    composed = draft.parse_draft(draft.format_draft(world.compose()))
    cited = next(one for one in composed.citations if one.text == CITED)
    ferry = next(one for one in world.documents if one.id == cited.document_id)
    ferry = replace(ferry, language=language, text=ferry.text.replace(CITED, written))
    moved = replace(cited, text=written, end=cited.start + len(written))
    composed = replace(
        composed, citations=tuple(moved if one == cited else one for one in composed.citations)
    )
    days = (9, 10, 11, 13)
    sentences = "\n\n".join(f"It is so on {day} November 2026.[^{cited.mark}]" for day in days)
    text = draft.format_draft(composed).replace("**Gazeta", f"{sentences}\n\n**Gazeta", 1)
    context = world.context(documents=(ferry, *world.documents[1:]))

    findings = check_draft(draft.parse_draft(text), context, text=text)

    assert [one.message for one in findings if one.check == "unfounded date"] == [
        "“13 November 2026” is no day that this sentence's citations name."
    ]
