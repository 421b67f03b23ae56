"""The editor's file: written, changed by hand, read again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing.draft import format_draft, format_proposals, parse_draft
from coranto.errors import DraftError
from coranto.model import Citation, Draft, Item, Section

LINE = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), max_size=40)
    .map(lambda text: " ".join(text.split()))
)  # fmt: skip
PLAIN = st.one_of(LINE, st.text(st.sampled_from('#{}[]^:*\\ a—-"“”'), max_size=20)).map(
    lambda text: " ".join(text.split())
)
#: Lines of Markdown that are neither headings nor definitions.
BODY = st.lists(
    PLAIN.filter(lambda line: line and not line.startswith(("#", "[^"))), max_size=4
).map("\n\n".join)
NAME = st.from_regex(r"[a-z][a-z0-9]{0,11}", fullmatch=True)
CITATIONS = st.lists(
    st.builds(
        Citation,
        mark=st.from_regex(r"[a-z2-7]{4,6}", fullmatch=True),
        document_id=NAME,
        version=st.integers(1, 99),
        start=st.integers(0, 9999),
        end=st.integers(0, 9999),
        text=st.text(
            st.one_of(st.sampled_from("“”—\\\n\r\tn“” "), st.characters(exclude_categories=["Cs"])),
            max_size=40,
        ),
    ),
    max_size=4,
    unique_by=lambda citation: citation.mark,
).map(tuple)
ITEM = st.builds(Item, story_id=NAME, heading=PLAIN, body=BODY)
SECTION = st.builds(Section, id=NAME, title=PLAIN, items=st.lists(ITEM, max_size=3).map(tuple))
DRAFTS = st.builds(
    Draft,
    number=st.integers(0, 10**6),
    title=PLAIN.filter(bool),
    first=st.dates(),
    last=st.dates(),
    language=st.sampled_from(["en", "fa", "zh-Hant"]),
    headline=PLAIN,
    lead=BODY,
    sections=st.lists(SECTION, max_size=3).map(tuple),
    citations=CITATIONS,
    editors=st.lists(PLAIN.map(lambda name: name.replace(",", "")).map(str.strip).filter(bool),
                     max_size=2).map(tuple),
)  # fmt: skip


def without_lines(draft):
    return replace(
        draft,
        lead_line=0,
        citations=tuple(replace(citation, line=0) for citation in draft.citations),
        sections=tuple(
            replace(
                section,
                line=0,
                items=tuple(replace(item, line=0, body_line=0) for item in section.items),
            )
            for section in draft.sections
        ),
    )


@pytest.fixture(scope="module")
def text(world):
    return format_draft(world.compose())


@settings(max_examples=100)
@given(DRAFTS)
def test_what_is_written_is_read_again(draft):
    assert without_lines(parse_draft(format_draft(draft))) == draft


@settings(max_examples=100)
@given(DRAFTS)
def test_proposals_are_read_as_a_draft_is(draft):
    """But for the order of citations, and those that nothing uses."""
    read_back = without_lines(parse_draft(format_proposals(draft)))

    assert replace(read_back, citations=()) == replace(draft, citations=())
    assert set(read_back.citations) <= set(draft.citations)


def test_a_citation_copied_once_more_is_the_same_citation(world):
    draft = world.compose()
    text = format_draft(draft)
    last_line = text.rstrip().rpartition("\n")[2]

    assert without_lines(parse_draft(f"{text}\n{last_line}\n")) == draft


@settings(max_examples=50)
@given(DRAFTS)
def test_windows_editors_change_nothing(draft):
    written = format_draft(draft)
    mangled = "\ufeff" + "\r\n".join(line + " \t" for line in written.split("\n"))

    assert parse_draft(mangled) == parse_draft(written)


@settings(max_examples=100)
@given(st.text(st.sampled_from('-:\n#{} a7^[]@–"“”\\\rnumber1'), max_size=200))
def test_any_text_is_a_draft_or_an_error_with_its_line(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    try:
        parse_draft(text)
    except DraftError as error:
        assert 1 <= error.line <= lines
    else:
        assert text.lstrip("\r\n \t").startswith("---")


def test_a_composed_draft_survives_the_file(world):
    draft = world.compose()

    assert without_lines(parse_draft(format_draft(draft))) == draft


def test_lines_are_those_of_the_file(text):
    draft, lines = parse_draft(text), text.split("\n")

    item = draft.sections[0].items[0]
    assert lines[item.line - 1].startswith("### Ferry")
    assert lines[item.body_line - 1].startswith("**Ombra Courier**")
    assert lines[draft.lead_line - 1].startswith("[**Ombra Courier**]")
    assert all(
        lines[citation.line - 1].startswith(f"[^{citation.mark}]:") for citation in draft.citations
    )


def test_a_removed_item_is_gone_and_the_rest_stays(text):
    start, end = text.index("### کشاورزان"), text.index("## Posts")

    draft = parse_draft(text[:start] + text[end:])

    assert [len(section.items) for section in draft.sections] == [1, 0, 1]


def test_a_sentence_of_the_editor_s_own_is_kept_where_it_stands(text):
    draft = parse_draft(
        text.replace("\n\n**Gazeta Liri**", "\n\nA word of our own.\n\n**Gazeta Liri**")
    )

    paragraphs = draft.sections[0].items[0].body.split("\n\n")
    assert paragraphs[2] == "A word of our own."


def test_citations_may_stand_anywhere(text):
    body, start = text.split("[^", 1)[0], text.index("\n[^")
    definitions = text[start:].strip()
    head, rest = text[:start].split("\n\n# ", 1)

    assert body
    assert (
        parse_draft(f"{head}\n\n{definitions}\n\n# {rest}").citations[0].mark
        == parse_draft(text).citations[0].mark
    )


TOP = "---\nnumber: 1\ntitle: T\nfirst: 2026-11-09\nlast: 2026-11-15\nlanguage: en\n---\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "---"),
        ("# Headline", 1, "---"),
        ("---\nnumber: 1", 1, "no end"),
        (TOP.replace("title", "tilte") + "# H", 3, "“title”?"),
        (TOP.replace("number: 1", "number: one") + "# H", 2, "digits"),
        (TOP.replace("number: 1", "number 1") + "# H", 2, "word: value"),
        (TOP.replace("title: T\n", "title: T\ntitle: U\n") + "# H", 4, "second time"),
        (TOP.replace("first: 2026-11-09", "first: 9 Nov") + "# H", 4, "2026-11-09"),
        (TOP.replace("title: T\n", "") + "# H", 6, "title"),
        (TOP, 8, "headline"),
        (TOP + "words\n# H", 8, "before the headline"),
        (TOP + "# H\n# I", 9, "second headline"),
        (TOP + "# H\n### I {#s1}", 9, "before the first section"),
        (TOP + "# H\n## English", 9, "braces"),
        (TOP + "# H\n## English {#en}\n### I {#s1", 10, "braces"),
        (TOP + "# H\n## English {#en}\n\nwords", 11, "between a section"),
        (TOP + "# H\n[^a]: d1@1 0–1", 9, "cannot be read"),
        (TOP + "# H\n[^a]: d1@1 0–1 “x”\n[^a]: d1@1 0–1 “y”", 10, "(first in line 9)"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text, line, says):
    with pytest.raises(DraftError) as caught:
        parse_draft(text)

    assert caught.value.line == line
    assert says in str(caught.value)


def test_notes_are_for_people_only(world):
    draft = world.compose()
    mark = draft.citations[0].mark

    text = format_draft(draft, notes={mark: "Veldra Post, “the best”, https://veldra-post.example"})

    assert "— Veldra Post" in text
    assert without_lines(parse_draft(text)) == draft


def test_headings_are_plain_text():
    draft = Draft(
        number=1, title="T", first=date(2026, 11, 9), last=date(2026, 11, 15), language="en",
        headline="# *All* [this](x) {#en} #", lead="", citations=(),
        sections=(Section(id="en", title="E", items=()),),
    )  # fmt: skip

    assert parse_draft(format_draft(draft)).headline == draft.headline


def test_an_editor_may_add_an_item_that_belongs_to_no_story(world):
    text = format_draft(world.compose())
    added = text.replace("\n### ", "\n### A word from us\n\nWe were ill.\n\n### ", 1)

    read_back = parse_draft(added)

    assert read_back.sections[0].items[0].story_id == ""
    assert parse_draft(format_draft(read_back)).sections[0].items[0].heading == "A word from us"
