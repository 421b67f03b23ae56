"""What the checks find in an edition as a whole: repetition, origins, form."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from coranto.editing import draft, sentence_marks, visible_text
from coranto.editing.checks import check_draft
from coranto.editing.checks.style import reading_minutes
from coranto.editing.composing.selection import DigestLimits
from coranto.editing.facts.speakers import find_speakers
from coranto.editing.quotations import paragraph_pieces
from coranto.editing.wording import load_wording
from coranto.model import Copy, Disclosure, Meeting, Network


@pytest.fixture(scope="module")
def text(world):
    return draft.format_draft(world.compose())


@pytest.fixture(scope="module")
def find(world):
    def found(text, name, **options):
        lines = text.split("\n")
        options.setdefault("stories", {story.id: story for story in world.stories})
        findings = check_draft(draft.parse_draft(text), world.context(**options), text=text)
        return [
            (one.message, one.fix, lines[one.line - 1]) for one in findings if one.check == name
        ]

    return found


def insert(text, words):
    return text.replace("**Gazeta Liri**", f"{words}\n\n**Gazeta Liri**", 1)


# --- sentences ----------------------------------------------------------------


def cut(markdown):
    (paragraph,) = visible_text.read_paragraphs(markdown)
    pieces = list(paragraph_pieces(replace(paragraph, line=7), "en"))
    return list(sentence_marks.split_sentences(pieces, "en"))


def test_a_sentence_keeps_the_marks_behind_it_and_its_line():
    found = cut("Nobody was hurt.[^a7k2] The *ferry*\nsank,[^b3m4] they said.\nIt rained.")

    assert [(one.words, one.marks, one.line) for one in found] == [
        ("Nobody was hurt.", ("a7k2",), 7),
        ("The ferry sank, they said.", ("b3m4",), 7),
        ("It rained.", (), 9),
    ]


def test_a_quotation_that_ends_like_a_sentence_ends_one():
    found = cut("Brand wrote: “It sank.”[^a7k2] “Slowly.”[^b3m4] Nobody was hurt.")

    assert [one.marks for one in found] == [("a7k2",), ("b3m4",), ()]
    assert found[2].is_alone
    assert found[1].own == ""


# --- twice --------------------------------------------------------------------


def test_an_own_sentence_that_stands_twice_is_named(find, text):
    own = "All three ferries of the lake stay in port this week."
    twice = insert(insert(text, own), own)

    ((message, _, line),) = find(twice, "same sentence")

    assert "stands in line" in message
    assert line == own


def test_a_page_linked_in_two_items_is_named(find, text):
    wrong = text.replace("> — **", "See [this](https://www.veldra-post.example/ferry2/).\n\n> — **")

    assert find(text, "same link") == []
    assert len(find(wrong, "same link")) == 1


def test_two_items_about_one_event_are_named(find, text):
    title = "Ferry Mirabella runs aground off Ombra"
    alike = text.replace("### کشاورزان گوجه‌ها را روی پله‌های وزارتخانه ریختند", f"### {title}!")

    assert find(text, "same event") == []
    ((message, _, line),) = find(alike, "same event")
    assert message.startswith("this may be the event of line")
    assert line == f"### {title}! {{#stomato}}"


def test_items_whose_reports_are_copies_are_one_event(find, text):
    copies = [Copy(document_id="dtomato", origin_id="dferry", overlap=0.9, origin_overlap=0.9)]

    assert len(find(text, "same event", copies=copies)) == 1


def test_headings_that_a_model_finds_alike_may_be_one_event(find, text):
    first, second = re.findall(r"^### (.+?) \{#", text, re.MULTILINE)[:2]
    alike = [frozenset({first, second})]

    ((message, _, line),) = find(text, "same event", alike_headings=alike)

    assert message.startswith("this may be the event of line")
    assert line.startswith(f"### {second}")


def test_a_heading_that_a_model_finds_in_an_earlier_number_names_it(find, text):
    heading = re.search(r"^### (.+?) \{#stomato\}", text, re.MULTILINE)[1]
    said = text.replace("“کشاورزان", "Told before in no. 2 (Tomatoes). “کشاورزان", 1)
    alike = {heading: [2]}

    ((message, fix, line),) = find(text, "told before", alike_numbers=alike)

    assert message.startswith("this may have been told, as the language model finds, in no. 2")
    assert fix == "Covered before in no. 2."
    assert line.endswith("{#stomato}")
    assert find(said, "told before", alike_numbers=alike) == []
    # What is known for sure is not doubted.
    ((message, _, _),) = find(text, "told before", alike_numbers=alike, told={"stomato": (2,)})
    assert message.startswith("this story was told in no. 2")


def test_a_story_told_before_names_the_number(find, text):
    ((message, fix, line),) = find(text, "told before", told={"stomato": (3, 7)})
    said = text.replace("> — **", "> — **").replace(
        "“کشاورزان", "Told before in no. 3 (Tomatoes). “کشاورزان", 1
    )

    assert message == "this story was told in no. 3, and the item does not say so."
    assert fix == "Covered before in no. 3."
    assert line.endswith("{#stomato}")
    assert find(said, "told before", told={"stomato": (3, 7)}) == []
    assert len(find(said, "told before", told={"stomato": (4,)})) == 1


def test_a_story_that_goes_on_names_the_number(find, text):
    ((message, _, _),) = find(text, "told before", continued={"stomato": [2]})

    assert message.startswith("this goes on with a story told in no. 2")


# --- who stands behind it -----------------------------------------------------

COPY = Copy(document_id="dferry2", origin_id="dferry", overlap=0.9, origin_overlap=0.9)
COPY_TOO = Copy(document_id="dferry3", origin_id="dferry", overlap=0.9, origin_overlap=0.9)


def test_three_outlets_with_one_text_are_not_three_sources(find, text):
    claim = "Reported by **3** outlets, all of them independently."
    silent = text.replace(claim, "")

    assert claim in text
    ((message, _, _),) = find(text, "one origin", copies=[COPY, COPY_TOO])
    assert message.startswith("3 independent sources are claimed; of this story's outlets 1")
    ((message, fix, line),) = find(silent, "one origin", copies=[COPY, COPY_TOO])
    assert message.startswith("3 outlets are named, and one report stands behind them")
    assert fix == "Reported by **3** outlets, **1** of them independently."
    assert line.endswith("{#sferry}")
    assert find(text, "one origin", copies=[]) == []


def test_a_state_behind_an_outlet_is_named_once(world, find, text):
    fact = Disclosure(relation="affiliation", value="Government of Velmora", reference="a page")
    sources = dict(world.sources)
    sources["ombra-courier"] = replace(sources["ombra-courier"], disclosures=(fact,))
    said = insert(text, "The Ombra Courier belongs to the *Government of Velmora*.")

    ((message, _, line),) = find(text, "state", sources=sources)

    assert message == "Ombra Courier is quoted, and not said: affiliation Government of Velmora."
    assert line.startswith("[**Ombra Courier**]")
    assert find(said, "state", sources=sources) == []


@pytest.mark.parametrize(
    ("fact", "name"),
    [(("owner", "Harbour Trust"), "owner"), (("owner", "وزارت فرهنگ"), "state"),
     (("typology", "SC"), "state"), (("funder", "State Chancellery"), "state"),
     (("owner", "Министерство культуры"), "state"), (("typology", "ISFM"), "")],
)  # fmt: skip
def test_owners_and_states_are_told_apart(world, find, text, fact, name):
    fact = Disclosure(relation=fact[0], value=fact[1], reference="a page")
    sources = dict(world.sources)
    sources["ombra-courier"] = replace(sources["ombra-courier"], disclosures=(fact,))

    found = [each for each in ("state", "owner") if find(text, each, sources=sources)]

    assert found == ([name] if name else [])


def test_a_short_word_for_a_state_is_not_found_inside_others(world, find, text):
    fact = Disclosure(relation="typology", value="SC", reference="a page")
    sources = dict(world.sources)
    sources["ombra-courier"] = replace(sources["ombra-courier"], disclosures=(fact,))

    assert len(find(insert(text, "We describe it."), "state", sources=sources)) == 1


# --- form ---------------------------------------------------------------------


def test_a_title_in_capitals_is_named_with_a_quieter_one(find, text):
    title = "Ferry Mirabella runs aground off Ombra {#sferry}"
    loud = text.replace(title, "FERRY MIRABELLA RUNS AGROUND OFF OMBRA {#sferry}")

    ((message, fix, line),) = find(loud, "capitals")

    assert message == "this stands in capitals: FERRY MIRABELLA RUNS AGROUND OFF OMBRA"
    assert fix == "perhaps “Ferry Mirabella runs aground off Ombra”"
    assert line.startswith("### FERRY")


def test_a_headline_in_capitals_is_named_too(find, text):
    headline = next(line for line in text.split("\n") if line.startswith("# "))

    loud = text.replace(f"\n{headline}\n", f"\n{headline.upper()}\n")

    ((message, _, line),) = find(loud, "capitals")

    assert message == f"this stands in capitals: {headline[2:].upper()}"
    assert line == headline.upper()


@pytest.mark.parametrize("title", ["NATO and the UN meet", "کشاورزان", "BBC, CNN", "Über ALLES?"])
def test_abbreviations_do_not_shout(find, text, title):
    assert find(text.replace("# Ferry", f"# {title} Ferry"), "capitals") == []


def test_a_picture_without_words_is_named(find, text):
    bare = insert(text, "![](https://gull.example/a.png)")
    told = insert(text, "![A ferry aground](https://gull.example/a.png)")

    assert len(find(bare, "alternative text")) == 1
    assert find(told, "alternative text") == []


def test_a_tracker_is_named_and_taken_off(find, text):
    address = "https://gull.example/a?p=12&utm_source=mail"

    ((_, fix, _),) = find(insert(text, f"See [x]({address})."), "tracker")

    assert fix == "write https://gull.example/a?p=12"
    assert find(insert(text, "See [x](https://gull.example/%C3%A9?p=1#top)."), "tracker") == []


def test_the_item_where_an_edition_grows_too_long_is_named(find, text):
    long = insert(text, "word " * 2380 + ".")

    ((message, _, line),) = find(long, "length", minutes=5)

    assert message.startswith("the edition takes 11 minutes to read; the desk's limit, 5,")
    assert line.endswith("{#sferry}")
    assert find(text, "length", minutes=5) == []
    assert find(long, "length") == []


def test_reading_takes_its_time_in_every_script():
    assert reading_minutes("word " * 238 + "[^a7k2]") == pytest.approx(1)
    assert reading_minutes("字" * 390) == pytest.approx(1)
    assert reading_minutes("[two words](https://a.example/one-two-three)") == pytest.approx(2 / 238)


def test_signatures_are_counted_for_this_very_text(find, text):
    ((message, fix, _),) = find(
        text, "signatures", signatures=2, signed=["Ana"], signed_before=["Ana", "Ben"]
    )

    assert message == "1 of 2 signatures, by Ana. Ben signed a text that was changed since."
    assert "coranto sign 7 --who" in fix
    assert find(text, "signatures", signatures=2, signed=["Ana", "Ben"]) == []
    assert find(text, "signatures") == []


# --- what collecting noted ----------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "check_name"),
    [("gone", "dead link"), ("missing", "dead link"), ("too many redirects", "dead link"),
     ("login", "closed link"), ("payment", "closed link"), ("timed out", "unanswered link"),
     ("no connection", "unanswered link"), ("blocked", "")],
)  # fmt: skip
def test_a_link_that_could_not_be_had_is_named(find, text, reason, check_name):
    wrong = insert(text, "See [the chart](https://www.gull.example/chart/).")
    troubles = {"https://gull.example/chart": reason}

    names = ("dead link", "closed link", "unanswered link")
    found = [each for each in names if find(wrong, each, troubles=troubles)]

    assert found == ([check_name] if check_name else [])


def test_a_link_that_leads_elsewhere_is_named_with_where(find, text):
    wrong = insert(text, "See [it](https://gull.example/short).")
    redirects = {"https://gull.example/short": "https://heron.example/a/long/story"}

    ((message, fix, _),) = find(wrong, "redirect", redirects=redirects)

    assert "https://gull.example/short → https://heron.example/a/long/story" in message
    assert fix == "write https://heron.example/a/long/story"
    same = {"https://gull.example/short": "https://www.gull.example/short/"}
    assert find(wrong, "redirect", redirects=same) == []


def test_a_cited_page_that_vanished_is_named_once(find, text):
    troubles = {"https://ombra-courier.example/ferry": "gone"}

    ((message, _, line),) = find(text, "vanished", troubles=troubles)

    assert message.endswith("is no longer there (gone): https://ombra-courier.example/ferry")
    assert line.startswith("[**Ombra Courier**]")


# --- balance ------------------------------------------------------------------


def test_an_edition_that_leaves_out_half_of_the_week_is_told(world):
    many = [
        world.document(f"n{n}", "ombra-courier", f"Tide {n} rises over pier {n}", f"It rose {n} m.")
        for n in range(20)
    ]
    stories = [world.stories[0].__class__(id=f"sn{n}", documents=(many[n],)) for n in range(20)]
    limits = DigestLimits(per_section=20, per_outlet=20)
    composed = draft.parse_draft(draft.format_draft(world.compose(stories, limits=limits)))
    week = {("ombra-courier", "en"): 30, ("ruznameh", "fa"): 30}
    context = world.context(
        documents=tuple(many), week=week, stories={story.id: story for story in stories}
    )

    found = [one.message for one in check_draft(composed, context) if one.check == "balance"]

    skew = "English 100% here, 50% in the week; Persian 0% here, 50% in the week."
    assert found == [f"languages of 20 against 60: {skew}"]


def test_an_edition_as_mixed_as_its_week_is_in_balance(find, text):
    week = {("ombra-courier", "en"): 30, ("ruznameh", "fa"): 30}

    assert find(text, "balance", week=week) == []


def test_speakers_are_found_beside_words_of_saying():
    english = "“It sank,” Ilse Korrin said. According to Tomas Brand, it floats. Nobody said so."
    albanian = "Ilse Korrin tha se u mbyt."

    assert [name for _, name in find_speakers(english, "en")] == ["Ilse Korrin", "Tomas Brand"]
    assert next(find_speakers(albanian, "sq"))[0] == next(find_speakers(english, "en"))[0]
    assert list(find_speakers("کورین گفت", "fa")) == []


# --- accounts that acted together ---------------------------------------------


@pytest.fixture(scope="module")
def pushed(world):
    """A network of four accounts, of which three posted within 24 seconds."""
    shift = (0, 10, 24, 300)
    posts = [
        world.document(f"p{n}", "captain", "", "Ask the radio.", kind="post",
                       published=world.now + timedelta(seconds=seconds))
        for n, seconds in enumerate(shift)
    ]  # fmt: skip
    meetings = tuple(
        Meeting(thing="Ask", first=posts[n].id, second=posts[n + 1].id, seconds=10)
        for n in range(3)
    )
    network = Network(
        id="n5", window=300, posts={one.id: f"@{n}" for n, one in enumerate(posts)},
        meetings=meetings, first=world.now, last=world.now, finding="beyond chance",
        observed=9, expected=0.1, adjusted=0.001,
    )  # fmt: skip
    story = replace(world.stories[0], documents=(*world.stories[0].documents, *posts))
    return {"networks": {"sferry": (network,)}, "stories": {"sferry": story}}


@pytest.mark.parametrize(
    ("said", "is_found"),
    [((3, "24"), True), ((2, "10"), True), ((4, "300"), True), ((3, "23"), False),
     ((4, "24"), False), ((40, "300"), False)],
)  # fmt: skip
def test_what_is_said_of_accounts_was_found(find, text, pushed, said, is_found):
    said = load_wording("en").say("pushed", accounts=said[0], seconds=said[1])
    wrong = text.replace("**Gazeta Liri**", f"{said}.\n\n**Gazeta Liri**", 1)

    found = find(wrong, "network", **pushed)

    assert [line for _, _, line in found] == ([] if is_found else [f"{said}."])
    assert len(find(wrong, "network")) == 1
