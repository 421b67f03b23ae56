"""Markdown becomes safe HTML, and each quotation keeps its language and its number."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from coranto.rendering import prose
from coranto.rendering.prose import CitationMark, LinkTarget, TokenAnnotator

MARKS = {
    "a7k2": CitationMark(
        number="1", href="#e-a7k2", anchor="c-a7k2", passage="متن فارسی.", language="fa"
    ),
    "b3m9": CitationMark(
        number="2", href="#e-b3m9", passage="plain *stars* & <tags>", language="de"
    ),
    "k3d9": CitationMark(
        number="3", href="#e-k3d9", passage="up\nhere", language="en", post=True, foot="archived ab"
    ),
}
TAGS = {"a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
        "span", "strong", "sup", "ul", "div"}  # fmt: skip
ATTRIBUTES = {"href", "id", "class", "lang", "dir", "title", "rel"}


def shown(markdown, linked=None, **options):
    read = prose.parse_markdown(markdown, known_marks=frozenset(MARKS))
    annotator = TokenAnnotator(marks=MARKS, link_targets=linked or {}, language="en", **options)
    made = prose.to_html(read, annotator)
    return html.fragment_fromstring(str(made), create_parent="div")


def test_a_passage_that_runs_the_other_way_is_set_as_its_own_text():
    page = shown("**Outlet**: “متن فارسی.”[^a7k2]")

    passage = page.xpath("//span[@class='quote across']")[0]
    assert (passage.get("lang"), passage.get("dir")) == ("fa", "rtl")
    assert passage.text_content() == "“متن فارسی.”1"


def test_a_passage_is_marked_with_its_language_character_by_character():
    page = shown(r"“plain \*stars\* \& \<tags\>”[^b3m9]")

    passage = page.xpath("//span[@class='quote']")[0]
    assert passage.get("lang") == "de"
    assert passage.text_content() == "plain *stars* & <tags>"


def test_a_shortened_quotation_is_still_the_passages():
    assert shown("They say “plain”[^b3m9]").xpath("string(//span[@class='quote'])") == "plain"


def test_words_that_are_not_the_passages_are_not_marked_as_such():
    assert not shown("They say “something else”[^b3m9]").xpath("//span")


def test_marks_are_numbered_links_to_their_evidence():
    link = shown("Yes.[^a7k2]").xpath("//sup/a")[0]

    assert (link.text, link.get("href"), link.get("id")) == ("1", "#e-a7k2", "c-a7k2")


def test_a_fake_mark_stays_text():
    page = shown(r"Nothing[^zzzz] and \[^a7k2]")

    assert not page.xpath("//sup")
    assert page.text_content().strip() == "Nothing[^zzzz] and [^a7k2]"


def test_a_definition_of_a_mark_is_not_a_link():
    assert not shown("See [^zzzz].\n\n[^zzzz]: https://elsewhere.example/").xpath("//a")


def test_a_link_that_shows_a_title_has_its_language():
    linked = {
        prose.normalise_address("https://ok.example/ü"): LinkTarget(
            title="عنوان خبر", language="fa"
        )
    }

    title, day = shown("[“عنوان خبر”](https://ok.example/ü) [9 May](https://ok.example/ü)", linked)[
        0
    ]

    assert (title.get("lang"), title.get("dir")) == ("fa", "rtl")
    assert (day.get("lang"), day.get("dir")) == (None, "auto")


def test_a_post_is_a_card_with_its_words_its_author_and_its_archived_copy():
    for between in ("\n", "\n>\n"):
        card = shown(f"> up\n> here[^k3d9]{between}> — **@u@h**, [9 May](https://h.example/1)")[0]

        assert card.get("class") == "post"
        assert [part.get("class") for part in card] == ["words", "by", "archived"]
        assert card[0].text_content() == "up\nhere3"
        assert card[0].get("lang") == "en"
        assert card[1].text_content() == "— @u@h, 9 May"
        assert card[2].text_content() == "archived ab"


def test_an_ordinary_block_quote_is_no_card():
    assert shown("> just so[^b3m9]")[0].get("class") == "extract"


def test_paragraphs_are_told_apart_by_what_they_hold():
    page = shown("“x”[^b3m9]\n\nAlso: **Outlet**\n\nOur own words.")

    assert [paragraph.get("class") for paragraph in page] == ["told", "also", "voice"]


def test_plain_text_reads_on():
    read = prose.parse_markdown(
        "**A**, [t](https://x.example/): “q”[^b3m9]\n\n> a\n> b", known_marks={"b3m9"}
    )

    text = prose.to_text(read, cite=lambda mark: f"({mark})", address=lambda url: f" <{url}>")

    assert text == ["A, t <https://x.example/>: “q”(b3m9)", "> a\n> b"]


@given(
    st.lists(
        st.sampled_from(
            [
                *("<script>", "</script>", "<img src=x onerror=alert(1)>", "[x](javascript:a)"),
                *("[x](data:text/html,x)", "![x](https://x.example/)", "[^a7k2]", "[^k3d9]", "“"),
                *("”", ">", "\n", "\n\n", "> ", "— ", "`", "**", "_", "\\", "\x00", "\u202e"),
                *("[", "](", ")", "<https://x.example/>", "&lt;", "&#x6a;avascript:", "متن فارسی."),
                *("# ", "- ", "    ", "```\n", "---\n", '" onclick="x'),
            ]
        )
        | st.text(st.characters(codec=None), max_size=8),
        max_size=30,
    )
)
@settings(max_examples=100)
def test_nothing_in_markdown_comes_alive(pieces):
    for element in shown("".join(pieces)).iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        href = element.get("href", "#")
        assert href.startswith(("#e-", "http://", "https://", "mailto:")) or href == "#"
