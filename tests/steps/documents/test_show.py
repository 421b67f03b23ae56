"""A document as its page shows it: where each fact came from, and what else it is part of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coranto.cli.desks import fill_settings_template
from coranto.errors import DeskError
from coranto.model import (
    Copy,
    Disclosure,
    Document,
    Judgement,
    Meeting,
    Network,
    Placement,
    Problem,
    Source,
)
from coranto.steps.desk import open_desk
from coranto.steps.documents.show import compare_documents, paragraph_spans, show_document

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
REPORT = (
    "The ferry Mirabella ran aground off the Ombra lighthouse on Monday night with forty people "
    "on board, and the harbour master said that nobody was hurt."
)


@pytest.fixture
def desk(tmp_path):
    text = fill_settings_template("The Test Digest")
    (tmp_path / "coranto.toml").write_text(text, encoding="utf-8")
    with open_desk(tmp_path) as opened:
        owner = Disclosure(relation="owner", value="Harbour Trust", reference="https://r.example/1")
        opened.store.sources.add(Source(id="gull", name="The Gull", disclosures=(owner,)), NOW)
        yield opened


def document(name="dferry", text=REPORT, **facts):
    url = f"https://gull.example/{name}"
    defaults = {
        "id": name,
        "version": 1,
        "source_id": "gull",
        "kind": "article",
        "key": url,
        "url": url,
        "title": "Ferry aground",
        "text": text,
        "language": "en",
        "published": NOW,
        "published_raw": "10 Nov 2026",
        "precise": "day",
        "title_from": "feed",
        "text_from": "page",
        "published_from": "guess",
        "language_from": "text",
        "seen": NOW,
    }
    return Document(**(defaults | facts))


def test_each_fact_says_where_it_came_from(desk):
    desk.store.documents.add(document(), [])

    facts = {fact.name: fact for fact in show_document(desk, "dferry").facts}

    assert {name: fact.origin for name, fact in facts.items()} == {
        "title": "feed", "text": "page", "published": "guess", "language": "text",
    }  # fmt: skip
    assert (facts["published"].raw, facts["published"].precise) == ("10 Nov 2026", "day")


def test_a_judged_fact_names_who_chose_it(desk):
    judgement = Judgement(at=NOW, who="Ines", verb="remedy", subject="dferry", object="text: feed")
    number = desk.store.judgements.append(judgement)
    desk.store.documents.add(document(judged=(("text", number),)), [])

    shown = show_document(desk, "dferry")
    text = next(fact for fact in shown.facts if fact.name == "text")

    assert (text.origin, text.judged_by, text.judgement_id) == ("judged", "Ines", number)
    assert [remedy.choice for remedy in shown.remedies] == ["feed"]


def test_each_version_says_why_it_is_one_and_what_changed(desk):
    """A page after a summary, and a person's choice, are no edits of the outlet."""
    first = document(text="Forty people on board.", text_from="feed")
    desk.store.documents.add(first, [])
    for version, (text, facts) in enumerate(
        [
            (REPORT, {}),
            (REPORT.replace("forty", "fifty"), {}),
            ("Forty people on board.", {"text_from": "feed", "judged": (("text", 1),)}),
        ],
        start=2,
    ):
        desk.store.documents.add_version(document(text=text, version=version, **facts))

    versions = show_document(desk, "dferry").versions

    assert [version.cause for version in versions] == ["first", "completed", "edited", "judged"]
    pieces = [piece for change in versions[2].changes for piece in change.pieces]
    assert [piece.text for piece in pieces if piece.kind == "added"] == ["fifty"]


def test_paragraphs_are_spans_of_the_text():
    """What a page selects in a paragraph has the offsets that a citation needs."""
    text = "Erste Zeile.\n\nزلزله شدید 🌊 آمد.\nThird"

    spans = list(paragraph_spans(text))

    assert [text[start:end] for start, end in spans] == [line for line in text.split("\n") if line]


def test_a_document_is_shown_with_its_surroundings(desk):
    for name, facts in {"dferry": {}, "dcopy": {}, "dpost": {"kind": "post", "title": ""}}.items():
        desk.store.documents.add(document(name, **facts), [])
        desk.store.stories.place([Placement(document_id=name, story_id="sferry", score=1.0)])
    desk.store.copies.keep(
        [Copy(document_id="dcopy", origin_id="dferry", overlap=0.9, origin_overlap=0.5)]
    )
    network = Network(
        id="n1",
        window=60,
        posts={"dpost": "@gull", "dcopy": "@tern"},
        meetings=(Meeting(thing="x", first="dpost", second="dcopy", seconds=2),),
        first=NOW,
        last=NOW,
        finding="beyond chance",
        observed=1,
        expected=0.1,
        adjusted=0.01,
    )
    desk.store.networks.keep([network])
    wrong = [
        Problem(subject="https://gull.example/dferry", reason="mended"),
        Problem(subject="https://tern.example/", reason="blocked"),
    ]
    desk.store.problems.record(1, NOW, wrong)

    ferry, copy = show_document(desk, "dferry"), show_document(desk, "dcopy")

    assert [shown.other.id for shown in ferry.copies] == ["dcopy"]
    assert (copy.origin.other.id, ferry.lineage.root) == ("dferry", "dferry")
    assert [post.id for shown in copy.networks for post in shown.posts] == ["dpost", "dcopy"]
    assert [problem.reason for problem in ferry.problems] == ["mended"]
    assert ferry.source.disclosures[0].value == "Harbour Trust"
    assert ferry.placement.story_id == "sferry"


def test_any_two_documents_are_compared_passage_by_passage(desk):
    """Also where neither counts as a copy; the spans hold the same words on both sides."""
    own = "A reporter of our own stood on the pier and counted eleven boats that came to help."
    desk.store.documents.add(document(), [])
    desk.store.documents.add(document("dlong", text=f"{own}\n{REPORT}\n{own}"), [])

    comparison = compare_documents(desk, "dferry", "dlong")

    (passage,) = comparison.passages
    first = comparison.first.text[passage.start : passage.end]
    assert first == comparison.second.text[passage.origin_start : passage.origin_end]
    assert len(first.split()) > 20
    assert comparison.overlap == 1.0 > comparison.other_overlap


@pytest.mark.parametrize("text", ["", "Ja.", "“All of it is quoted, every single word here.”"])
def test_documents_without_own_words_share_nothing_and_raise_nothing(desk, text):
    desk.store.documents.add(document(text=text, title=""), [])
    desk.store.documents.add(document("dother"), [])

    assert compare_documents(desk, "dferry", "dother").passages == ()


def test_a_wrong_version_is_told_from_a_wrong_id(desk):
    desk.store.documents.add(document(), [])

    with pytest.raises(DeskError, match="the newest is 1"):
        show_document(desk, "dferry", 7)
    with pytest.raises(DeskError, match="no document dnone"):
        show_document(desk, "dnone")


def test_an_older_version_is_shown_as_it_was(desk):
    first = document()
    desk.store.documents.add(first, [])
    later = replace(first, version=2, text="Other words.", seen=NOW + timedelta(days=1))
    desk.store.documents.add_version(later)

    shown = show_document(desk, "dferry", 1)

    assert (shown.document.text, shown.newest) == (REPORT, 2)
