"""What the checks find, and where."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing import draft
from coranto.editing.checks import CHECKS, check_draft
from coranto.errors import DraftError
from coranto.model import Story


@pytest.fixture(scope="module")
def text(world):
    return draft.format_draft(world.compose())


@pytest.fixture(scope="module")
def find(world):
    """Findings of a text: (check, severity) with the text of the line they point to."""

    def found(text, **options):
        lines = text.split("\n")
        findings = check_draft(draft.parse_draft(text), world.context(**options), text=text)
        return [(one, lines[one.line - 1] if one.line else "") for one in findings]

    return found


def only(findings, name, severity):
    return [
        (one.message, one.fix, line)
        for one, line in findings
        if (one.check, one.severity) == (name, severity)
    ]


def errors(findings):
    return [one for one, _ in findings if one.severity == "error"]


def test_a_draft_as_composed_has_no_errors(find, text):
    assert errors(find(text)) == []


def test_one_changed_character_in_a_quotation_is_found_and_mended(find, text):
    wrong = text.replace("“The ferry Mirabella ran aground", "“The ferry Mirabela ran aground", 1)

    ((message, fix, line),) = only(find(wrong), "quotation", "error")

    assert "Mirabela" in message
    assert "“The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday.”" in fix
    assert line.startswith("**Ombra Courier**")


def test_a_shortened_quotation_is_exact_as_long_as_it_stands_there(find, text):
    short = text.replace(" on a sandbank off Ombra early on Tuesday.”", "”", 1)

    assert errors(find(short)) == []


def test_an_omission_in_brackets_is_allowed_in_order_only(find, text):
    passage = "The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday."

    allowed = text.replace(f"“{passage}”", "“The ferry Mirabella […] early on Tuesday.”", 1)
    turned = text.replace(f"“{passage}”", "“early on Tuesday. […] The ferry”", 1)

    assert errors(find(allowed)) == []
    assert len(only(find(turned), "quotation", "error")) == 1


def test_an_invented_quotation_has_no_closest_passage(find, text):
    wrong = text.replace("“The ferry Mirabella ran", "“Zebras quiz xylophones! The ferry ran", 1)
    invented = text.replace(
        "“The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday.”",
        "“Zebras quiz xylophones hourly!”",
        1,
    )

    assert only(find(wrong), "quotation", "error")
    assert "nothing there is like it" in only(find(invented), "quotation", "error")[0][1]


def test_a_forged_line_in_a_post_is_found(find, text):
    wrong = text.replace("> \\# Ask the radio.", "> \\# Ask the minister.")

    assert len(only(find(wrong), "quotation", "error")) == 1


def test_words_slipped_behind_a_post_s_mark_are_found(find, text):
    wrong = text.replace("> \\# Ask the radio.[^bxrq]", "> \\# Ask the radio.[^bxrq] I lied.")

    assert wrong != text
    assert len(only(find(wrong), "quotation", "error")) == 1


def test_a_quotation_without_a_citation_is_an_error(find, text):
    wrong = text.replace("**Gazeta Liri** writes", "Somebody “knew it”.\n\n**Gazeta Liri** writes")

    ((message, _, line),) = only(find(wrong), "uncited quotation", "error")

    assert "“knew it” is quoted without a citation" in message
    assert line == "Somebody “knew it”."


def test_a_quotation_mark_without_its_partner_is_an_error(find, text):
    wrong = text.replace("**Gazeta Liri** writes", "Somebody “knew it.\n\n**Gazeta Liri** writes")

    ((message, _, line),) = only(find(wrong), "uncited quotation", "error")

    assert "no partner" in message
    assert line == "Somebody “knew it."


def test_an_unknown_mark_is_named_with_the_nearest(find, text):
    mark = draft.parse_draft(text).citations[0].mark
    wrong = text.replace(f"[^{mark}]", f"[^{mark}x]", 1)

    found = only(find(wrong), "unknown mark", "error")

    assert found[0][:2] == (f"[^{mark}x] is defined nowhere.", f"did you mean [^{mark}]?")


def test_a_citation_of_another_place_is_an_error(find, text):
    moved = text.replace("dferry2@1 0–78", "dferry2@1 1–79")

    ((message, _, line),) = only(find(moved), "citation", "error")

    assert "does not say what stands there" in message
    assert line.startswith("[^")


@pytest.mark.parametrize(
    ("pointer", "says"),
    [("dnone@1 0–78", "does not hold"), ("dferry2@9 0–78", "does not hold"),
     ("dferry2@1 0–9999", "of a text of"), ("dferry2@1 78–0", "of a text of")],
)  # fmt: skip
def test_a_citation_of_nothing_is_an_error(find, text, pointer, says):
    wrong = text.replace("dferry2@1 0–78", pointer)

    assert says in only(find(wrong), "citation", "error")[0][0]


MARKED = re.compile(r"\[\^[\w-]+\](?!:)")


@settings(max_examples=60)
@given(st.data())
def test_a_letter_lost_from_a_mark_or_its_line_is_named(world, data):
    """Either nothing is lost, or the editor hears of that line, or of one that uses the mark."""
    text = draft.format_draft(world.compose())
    start = text.index("\n[^") + 1
    spots = [at for match in MARKED.finditer(text) for at in range(*match.span())]
    spots += [at for at in range(start, len(text)) if text[at] != "\n"]
    at = data.draw(st.sampled_from(spots))
    line = text.count("\n", 0, at) + 1
    mark = text.split("\n")[line - 1][2:6] if at >= start else ""
    uses = {n for n, each in enumerate(text.split("\n"), start=1) if mark and f"[^{mark}]" in each}

    try:
        read = draft.parse_draft(text[:at] + text[at + 1 :])
    except DraftError as error:
        assert error.line == line
        return
    errors = {
        finding.line
        for finding in check_draft(read, world.context())
        if finding.severity == "error"
    }
    kept = [replace(each, line=0) for each in read.citations] == list(world.compose().citations)
    assert errors & {line, *uses} or (kept and not errors)


def test_a_citation_that_nothing_uses_is_a_note(find, text):
    mark = draft.parse_draft(text).citations[0].mark
    start = text.index("“All 214")
    unused = text[:start] + text[text.index("\n", start) :]

    ((message, _, line),) = only(find(unused), "unused citation", "note")

    assert mark in message
    assert line.startswith(f"[^{mark}]:")


def test_a_passage_that_its_outlet_changed_is_a_warning(world, find, text):
    edited = replace(
        world.documents[0],
        version=2,
        text=world.documents[0].text.replace("on a sandbank", "on a rock"),
    )

    ((message, fix, line),) = only(find(text, newest=(edited,)), "edited since", "warning")

    assert "on a [-sandbank-]{+rock+} off" in message
    assert "on a rock" in fix
    assert line.startswith("**Ombra Courier**")


def test_an_edit_elsewhere_in_the_article_is_no_matter(world, find, text):
    edited = replace(world.documents[0], version=2, text=world.documents[0].text + "\nMore.")

    assert only(find(text, newest=(edited,)), "edited since", "warning") == []


def test_an_unknown_date_is_a_note_with_what_the_source_wrote(find, text):
    ((message, _, line),) = only(find(text), "unknown date", "note")

    assert "“dje”" in message
    assert line.startswith("**Gazeta Liri**")


def test_a_sentence_of_the_editors_own_is_a_note(find, text):
    own = text.replace("early on Tuesday.”[^4nnu]", "early on Tuesday.”[^4nnu] Nobody was hurt.")

    ((message, _, line),) = only(find(own), "editor's voice", "note")

    assert message == "this is the editors' own: Nobody was hurt."
    assert line.startswith("**Ombra Courier**")


def test_frames_of_quotations_are_not_the_editors_own(find, text):
    framed = text.replace(
        "“The ferry Mirabella ran", "Dr. Brand wrote: “The ferry Mirabella ran", 1
    )

    assert only(find(framed), "editor's voice", "note") == []


def test_the_same_sentence_twice_is_a_warning(find, text):
    sentence = "“All 214 passengers were taken ashore in fishing boats before noon.”[^5yei]"
    twice = text.replace(sentence, f"{sentence} {sentence}")

    assert twice != text
    assert len(only(find(twice), "same sentence", "warning")) == 1


def test_the_same_story_twice_is_an_error(find, text):
    twice = text.replace("{#stomato}", "{#sferry}")

    ((message, _, line),) = only(find(twice), "same story", "error")

    first = 1 + twice.split("\n").index("### Ferry Mirabella runs aground off Ombra {#sferry}")
    assert message == f"this story is told in line {first} already."
    assert line.endswith("{#sferry}")


@pytest.mark.parametrize(
    "link",
    ["[x](javascript:alert)", "[x](data:text/html,x)", "<javascript:x>", "[x](file:///etc/passwd)",
     "[x](relative/path)", "[x]()", "[x](JaVaScRiPt&#58;alert)"],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_an_error(find, text, link):
    wrong = text.replace("**Gazeta Liri** writes", f"See {link} now.\n\n**Gazeta Liri** writes")

    ((_, _, line),) = only(find(wrong), "link", "error")

    assert line == f"See {link} now."


TOMATO_HEADING = "کشاورزان گوجه‌ها را روی پله‌های وزارتخانه ریختند"


def test_what_is_named_as_in_the_edition_is_linked_there(find, text):
    assert f"Also in this edition: [{TOMATO_HEADING}](#stomato)." in text
    assert only(find(text), "also in this edition", "warning") == []


def test_what_is_named_as_in_the_edition_and_links_elsewhere_is_named(find, text):
    wrong = text.replace("](#stomato)", "](https://ruznameh.example/tomato)", 1)

    ((message, fix, line),) = only(find(wrong), "also in this edition", "warning")

    assert message == f"“{TOMATO_HEADING}” is named as in this edition, and links elsewhere"
    assert fix == "link it to (#stomato)"
    assert line.startswith("Also in this edition")


def test_what_is_named_by_an_older_heading_is_named(find, text):
    changed = text.replace(f"### {TOMATO_HEADING}", "### Tomatoes on the steps")

    ((message, fix, _),) = only(find(changed), "also in this edition", "warning")

    assert message == f"“{TOMATO_HEADING}” has another heading by now"
    assert fix == "write “Tomatoes on the steps”"


def test_a_link_to_an_item_that_the_edition_does_not_have_is_an_error(find, text):
    start, _, rest = text.partition("### " + TOMATO_HEADING)
    taken_out = start + rest[rest.index("## Posts") :]

    ((message, fix, line),) = only(find(taken_out), "link", "error")

    assert message == "no item of this edition is named #stomato"
    assert "braces" in fix
    assert line.startswith("Also in this edition")


def test_a_link_by_reference_is_checked_as_well(find, text):
    wrong = text.replace(
        "**Gazeta Liri** writes", "[x]: javascript:alert\n\n**Gazeta Liri** writes"
    )

    assert len(only(find(wrong), "link", "error")) == 1


def test_an_edition_without_items_is_an_error(world):
    found = check_draft(world.compose([]), world.context())

    assert [(one.check, one.severity) for one in found] == [("empty", "error")]


def test_an_item_without_words_is_an_error(find, text):
    start = text.index("> The")
    empty = text[:start] + text[text.index("\n\n[^") :]

    ((_, _, line),) = only(find(empty), "empty", "error")

    assert line.startswith("### @captain")


def test_days_in_the_wrong_order_are_an_error(find, text):
    assert (
        len(only(find(text.replace("last: 2026-11-15", "last: 2026-11-01")), "days", "error")) == 1
    )


def test_a_headline_on_one_outlet_is_a_note(world):
    composed = draft.parse_draft(
        draft.format_draft(world.compose([Story(id="s1", documents=world.documents[:1])]))
    )

    found = check_draft(composed, world.context())

    assert [one.message for one in found if one.check == "one source"] == [
        "the headline rests on one outlet: Ombra Courier."
    ]


@pytest.mark.parametrize(
    ("gone", "url", "outlet"),
    [((), "https://ombra-courier.example/ferry", "Ombra Courier"),
     (("ombra-courier",), "https://ombra-courier.example/ferry", "ombra-courier.example"),
     ((), "https://ombra-courier.example/tide", "ombra-courier.example")],
)  # fmt: skip
def test_that_outlet_is_the_one_of_the_link_whatever_else_is_cited(world, gone, url, outlet):
    """Both reports are cited, the Courier's alone is linked."""
    composed = draft.parse_draft(
        draft.format_draft(world.compose([Story(id="s1", documents=world.documents[:2])]))
    )
    (section,) = composed.sections
    (item,) = section.items
    body = re.sub(r"\[[^\]]*\]\(https://veldra-post[^)]*\)", "Another", item.body)
    body = body.replace("https://ombra-courier.example/ferry", url)
    marks = "".join(f"[^{one.mark}]" for one in composed.citations)
    item = replace(item, heading=composed.headline, body=f"{body}\n\nBoth say so.{marks}")
    sources = {key: one for key, one in world.sources.items() if key not in gone}

    found = check_draft(
        replace(composed, sections=(replace(section, items=(item,)),)),
        world.context(sources=sources),
    )

    assert {one.document_id for one in composed.citations} == {"dferry", "dferry2"}
    assert [one.message for one in found if one.check == "one source"] == [
        f"the headline rests on one outlet: {outlet}."
    ]


def test_findings_come_by_line(find, text):
    wrong = text.replace("“", "“x ").replace("{#stomato}", "{#sferry}")
    lines = [one.line for one, _ in find(wrong)]

    assert lines == sorted(lines)


def test_every_check_says_what_is_always_true():
    assert all(one.rule and one.mend for one in CHECKS)
    assert len({one.name for one in CHECKS}) == len(CHECKS)


def test_a_broken_mark_is_named(find, text):
    mark = draft.parse_draft(text).citations[0].mark
    wrong = text.replace(f"[^{mark}]", f"[^{mark}", 1)

    found = only(find(wrong), "broken mark", "error")

    assert any(message == f"“[^{mark}” is not a whole mark." for message, _, _ in found)


def test_days_are_named_where_they_stand(find, text):
    ((_, _, line),) = only(
        find(text.replace("last: 2026-11-15", "last: 2026-11-01")), "days", "error"
    )

    assert line == "last: 2026-11-01"


@pytest.mark.parametrize(
    "link", ["[x](javascript:alert(1))", "![x](data:text/html,x)[x](vbscript:msgbox)"]
)
def test_an_address_with_brackets_is_a_link_as_well(find, text, link):
    wrong = text.replace("**Gazeta Liri** writes", f"See {link} now.\n\n**Gazeta Liri** writes")

    assert len(only(find(wrong), "link", "error")) == 1


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", "<b>bold</b>", "<!-- x -->"])
def test_html_is_an_error_and_a_sign_is_none(find, text, html):
    wrong = text.replace("**Gazeta Liri** writes", f"Look {html}\n\n**Gazeta Liri** writes")
    sign = text.replace(
        "**Gazeta Liri** writes", "Look: 3 < 4, and \\<b> too.\n\n**Gazeta Liri** writes"
    )

    assert only(find(wrong), "html", "error")[0][2] == f"Look {html}"
    assert errors(find(sign)) == []


def test_a_story_that_is_not_here_is_an_error(world, find, text):
    wrong = text.replace("{#stomato}", "{#stomata}")

    ((message, fix, line),) = only(
        find(wrong, stories={story.id: story for story in world.stories}), "unknown story", "error"
    )

    assert message == "this desk has no story stomata."
    assert fix == "did you mean {#stomato}?"
    assert line.endswith("{#stomata}")


def test_a_check_that_is_switched_off_says_so_with_its_reason(world, text):
    composed = draft.parse_draft(text)

    found = check_draft(composed, world.context(), off={"unknown date": "Our sources never date."})

    assert [one.message for one in found if one.check == "unknown date"] == [
        "the check “unknown date” is switched off (it would have found 1): Our sources never date."
    ]


def test_what_keeps_the_promise_has_no_switch(world, text):
    wrong = draft.parse_draft(
        text.replace("“The ferry Mirabella ran", "“The ferry Mirabela ran", 1)
    )

    found = check_draft(wrong, world.context(), off={"quotation": "Nobody will notice."})

    assert [one.severity for one in found if one.check == "quotation"] == ["error"]


@settings(max_examples=40)
@given(st.text(max_size=300), st.sampled_from(["en", "fa", "de", "zh", "tr", "und"]))
def test_nothing_that_an_editor_writes_breaks_the_checks(world, words, language):
    composed = world.compose()
    section = composed.sections[0]
    item = replace(section.items[0], heading=words, body=f"{section.items[0].body}\n\n{words}")
    wrong = replace(
        composed, sections=(replace(section, items=(item,)),), language=language, lead=words
    )

    found = check_draft(wrong, world.context(), text=draft.format_draft(wrong))

    assert all(one.line >= 0 and one.message and one.severity for one in found)


@pytest.mark.parametrize(
    "words",
    ["“" * 20_000, "[^" * 20_000, "[x](" * 10_000, "a-" * 40_000, "Aa" * 40_000, "1,2." * 20_000,
     "<a " * 20_000, "said " * 20_000, "10 November " * 5_000, "[^a7k2] " * 10_000, "x. " * 20_000,
     "﷽" * 10_000, "\u0301" * 20_000, "![](" * 10_000, "# " * 20_000, "> " * 20_000],
    ids=lambda words: repr(words[:4]),
)  # fmt: skip
def test_a_draft_full_of_one_thing_is_checked_all_the_same(world, words):
    composed = world.compose()
    section = composed.sections[0]
    item = replace(section.items[0], body=f"{section.items[0].body}\n\n{words}")

    found = check_draft(
        replace(composed, sections=(replace(section, items=(item,)),)), world.context()
    )

    assert any(one.check == "unknown date" for one in found)
