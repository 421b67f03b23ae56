"""`coranto cite`: what it prints and puts into a draft passes the check."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.steps.editions import compose as composing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SENTENCE = "The ferry company did not say on Tuesday that all crossings of the lake are suspended."


@pytest.fixture
def desk(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries on the lake", "Tue, 10 Nov 2026 09:00:00 GMT", "Short."),
    )
    press.page(
        "/storm", "Storm stops ferries on the lake", SENTENCE,
        "Waves of four metres were measured at the pier. Waves of four metres are rare, the "
        "harbour master said, and he has measured them for eleven years.",
    )  # fmt: skip
    made = desk_of("/feed.xml")
    made.run()
    with made.opened() as opened:
        composing.compose_draft(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
    return made


@pytest.fixture
def coranto(desk):
    def run(*arguments):
        command, *others = arguments
        return CliRunner().invoke(main, [command, "--desk", str(desk.folder), *others])

    return run


def document_id(desk):
    with desk.opened() as opened:
        return opened.store.documents.search("ferry")[0].document_id


def story_id(desk):
    with desk.opened() as opened:
        return opened.store.stories.placement(document_id(desk)).story_id


def test_words_are_quoted_with_the_line_that_defines_their_mark(desk, coranto):
    result = coranto("cite", document_id(desk), "he has  measured them for eleven years")

    quotation, _, definition = result.output.strip().split("\n")
    assert quotation.startswith("“he has measured them for eleven years”[^")
    assert definition.startswith(f"{quotation[-7:]}: {document_id(desk)}@1 ")


@pytest.mark.parametrize("name", ["beginning", "address"])
def test_a_document_is_named_by_its_beginning_or_address(desk, coranto, press, name):
    names = {"beginning": document_id(desk)[:6], "address": press.url("/storm")}

    assert "“Waves" in coranto("cite", names[name], "Waves of four metres were").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Waves of four metres", "2 times"),
        ("Waves of five metres were measured", "nearest passage: “Waves of four metres were"),
        ("all crossings of the lake are suspended", "says “not”"),
        ("rossings of the lake", "inside a word"),
        ("", "do not stand in"),
    ],
)
def test_what_cannot_be_quoted_is_refused_with_the_way_out(desk, coranto, words, message):
    result = coranto("cite", document_id(desk), words)

    assert (result.exit_code, message in result.output) == (1, True), result.output


def test_the_occurrence_chooses_among_several_places(desk, coranto):
    first, second = (
        coranto("cite", document_id(desk), "Waves of four metres", "--occurrence", number).output
        for number in ("1", "2")
    )

    assert first != second
    assert (
        coranto("cite", document_id(desk), "Waves of four metres", "--occurrence", "3").exit_code
        == 1
    )


def test_a_quotation_put_into_an_item_passes_the_check(desk, coranto):
    before = (desk.folder / "editions/0001.md").read_text("utf-8")

    result = coranto(
        "cite", document_id(desk), "he has measured them for eleven years",
        "--into", story_id(desk)[:5],
    )  # fmt: skip

    after = (desk.folder / "editions/0001.md").read_text("utf-8")
    assert result.exit_code == 0, result.output
    assert after.count("“he has measured them for eleven years”") == 2
    assert len(after.splitlines()) == len(before.splitlines()) + 3
    assert coranto("check", "1").exit_code == 0


def test_an_unknown_item_leaves_the_draft_as_it_is(desk, coranto):
    before = (desk.folder / "editions/0001.md").read_bytes()

    result = coranto("cite", document_id(desk), "he has measured them", "--into", "szzz")

    assert (result.exit_code, "no item is called" in result.output) == (1, True)
    assert (desk.folder / "editions/0001.md").read_bytes() == before
