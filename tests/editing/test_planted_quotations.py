"""Whatever Markdown surrounds a false quotation, what readers see in marks is an error."""

import re
from datetime import date
from html import unescape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.editing.checks import Context, check_draft
from coranto.editing.checks.quotation_match import match_quotation
from coranto.model import Draft
from coranto.rendering import prose
from coranto.rendering.token_markup import TokenAnnotator

FALSE = "the keeper sold the lamp"
MARKUP = st.sampled_from(
    ["*", "**", "_", "`", "[", "]", "(", ")", "![", "](", "https://a.example", "<b>", "&amp;", "\\",
     "# ", "- ", "1. ", "> ", "\n", "\n\n", "    ", "~~", "|", "boats ", "he’d ", '5" ', "—", "…",
     "[…]", "[^ab12]", "سفينة", "船", "\u202e", "\u00ad", "```\n", "&#8220;", "&quot;", "===\n"]
)  # fmt: skip
PAIRS = st.sampled_from(["“”", "„“", "«»", "‹›", "「」", '""', "〝〞", "｢｣", "❝❞", "⹂”", "＂＂"])


@settings(max_examples=150)
@given(st.lists(MARKUP, max_size=10), st.lists(MARKUP, max_size=10), PAIRS, st.booleans())
@example(["> ", "boats ", "\n"], ["[^ab12]"], "“”", True)
@example(["["], ["](", "https://a.example", ")"], "„“", False)
def test_no_false_quotation_is_shown_and_passes(before, after, pair, is_entity):
    opening, closing = (f"&#{ord(mark)};" if is_entity else mark for mark in pair)
    body = f"{''.join(before)}{opening}{FALSE}{closing}{''.join(after)}".strip("\n")
    parsed = prose.parse_markdown(body, known_marks=frozenset())
    page = str(prose.to_html(parsed, TokenAnnotator(marks={}, link_targets={}, language="en")))
    draft = Draft(
        number=1, title="D", first=date(2026, 11, 9), last=date(2026, 11, 9), language="en",
        headline="A week", lead=body, lead_line=1, sections=(), citations=(),
    )  # fmt: skip

    is_shown = f"{pair[0]}{FALSE}{pair[1]}" in unescape(re.sub("<[^>]*>", "", page))
    errors = [one for one in check_draft(draft, Context(documents={})) if one.severity == "error"]

    # Words that cite a mark which is defined nowhere are an error for that reason.
    gates = {"quotation", "uncited quotation", "unknown mark"}
    assert not is_shown or gates & {one.check for one in errors}


@settings(max_examples=150)
@given(st.text("ab -'’1,. \n[]…ن\u0301한", max_size=40), st.text("ab '[]…1,. ن", max_size=12))
def test_what_is_found_stands_there_word_by_word(source, quoted):
    """Every word of a quotation that is found, brackets aside, is a word of its source."""
    match = match_quotation(source, quoted, "en", own_language="en")

    if match.rank <= 1 and "[" not in source:
        shown = re.sub(r"\[([^\[\]])\](?=\w)", r"\1", quoted)
        words = re.findall(r"\w+", re.sub(r"\[[^\[\]]*\]", " ", shown).casefold())
        assert set(words) <= set(re.findall(r"\w+", source.casefold()))


def test_long_inputs_take_linear_time():
    """50,000 characters of each shape that the forms and the negations look for."""
    for shape in ("[…] ", "[a] ", "… ", "l'a ", "1 000 ", "not, ", "'a' ", "a-", "[T]a "):
        long = shape * (50_000 // len(shape))
        match_quotation(long, long[:2_000], "en", own_language="en")
        match_quotation(long, long, "fr", own_language="de")
