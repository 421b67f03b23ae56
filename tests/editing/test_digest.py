"""How a digest is composed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.editing import checks, citations, draft
from coranto.editing.composing.item_text import card_lines
from coranto.editing.composing.selection import DigestLimits
from coranto.editing.rules import EditorialRule
from coranto.editing.wording import load_wording
from coranto.model import Copy, Placement, Story
from coranto.reading.language.shortening import shorten_line

GOLDEN = Path(__file__).parent / "golden"


def written(world, **options):
    composed = world.compose(**options)
    notes = citations.citation_notes(
        composed.citations,
        documents=world.context().documents,
        sources=world.sources,
        wording=load_wording(composed.language),
    )
    return draft.format_draft(composed, notes=notes)


def errors(world, composed, documents, **known):
    context = world.context(documents, **known)
    findings = checks.check_draft(draft.parse_draft(draft.format_draft(composed)), context)
    return [finding for finding in findings if finding.severity == "error"]


def bodies(composed):
    return [item.body for section in composed.sections for item in section.items]


@pytest.mark.parametrize("language", ["en", "fa", "de"])
def test_the_week_reads_like_this(world, language):
    """The file an editor is handed. Change the golden file only after reading the new one."""
    text = written(world, language=language)

    assert text == (GOLDEN / f"draft.{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fa", "sq", "ar", "ru", "de", "fr", "es", "tr", "ja"])
def test_what_is_composed_passes_its_own_checks(world, language):
    assert errors(world, world.compose(language=language), world.documents) == []


def test_the_same_stories_make_the_same_draft(world):
    assert world.compose() == world.compose(tuple(reversed(world.stories)))


def test_sections_follow_the_desk_s_order_then_posts(world):
    singles = [Story(id=f"s{one.id}", documents=(one,)) for one in world.documents]
    composed = world.compose(singles, languages=("fa", "sq"))

    assert [section.id for section in composed.sections] == ["fa", "sq", "en", "posts"]


def test_an_unknown_language_is_called_unknown(world):
    odd = replace(world.documents[1], language="und")

    composed = world.compose([Story(id="s1", documents=(odd,))])

    assert [(section.id, section.title) for section in composed.sections] == [
        ("und", "Language unknown")
    ]


def test_the_headline_is_in_the_edition_s_language_if_a_leading_story_is(world):
    stories = [Story(id=f"s{one.id}", documents=(one,)) for one in world.documents[2:4]]

    assert world.compose(stories, language="fa").headline == world.documents[3].title
    assert world.compose(stories, language="sq").headline == world.documents[2].title


def test_nothing_to_tell_is_an_edition_without_items(world):
    composed = world.compose([])

    assert (composed.headline, composed.lead, composed.sections) == ("The Ombra Digest", "", ())


def test_limits_hold_for_items_posts_and_sentences(world):
    stories = [
        Story(id=f"s{number}", documents=(replace(one, id=f"{one.id}{number}"),))
        for number in range(6)
        for one in (world.documents[number % 2 * 4],)
    ]
    composed = world.compose(stories, limits=DigestLimits(items=2, posts=1, sentences=1))

    assert [len(section.items) for section in composed.sections] == [2, 1]
    assert bodies(composed)[0].count("[^") <= 1


def test_no_sentence_stands_twice(world):
    twin = replace(world.documents[0], id="dtwin", source_id="veldra-post")
    stories = [world.stories[0], Story(id="stwin", documents=(twin,))]

    texts = [citation.text for citation in world.compose(stories).citations]

    assert len(texts) == len(set(texts))


def test_every_other_outlet_is_listed_once(world):
    brief = replace(world.documents[1], text="")
    again = replace(brief, id="dagain", url="https://veldra-post.example/again")
    composed = world.compose([Story(id="s1", documents=(world.documents[0], brief, again))])

    assert bodies(composed)[0].count("[Veldra Post]") == 1


def test_many_outlets_are_counted_rather_than_listed(world):
    many = [
        replace(world.documents[1], id=f"d{number}", source_id=f"outlet {number}")
        for number in range(30)
    ]
    composed = world.compose([Story(id="s1", documents=(world.documents[0], *many))])

    assert "and 19 more" in bodies(composed)[0] or "and 20 more" in bodies(composed)[0]


def test_a_story_told_before_shows_what_is_new(world):
    composed = world.compose(
        world.stories[:1], told={"sferry": [3, 5]}, told_documents={"dferry", "dferry3"}
    )

    assert (
        "Covered in nos. 3, 5; new since then: **[Veldra Post](https://veldra-post.example/ferry2)**"
        in (bodies(composed)[0])
    )
    assert bodies(composed)[0].startswith("**Veldra Post**")


def test_a_story_told_before_with_nothing_new_says_so(world):
    composed = world.compose(world.stories[:1], told={"sferry": [3]})

    assert "Covered before in no. 3." in bodies(composed)[0]


def test_a_story_told_before_to_which_nothing_came_is_left_out_unless_pinned(world):
    told = {"told": {"sferry": [3]}, "told_documents": {"dferry", "dferry2", "dferry3"}}

    assert world.compose(world.stories[:1], **told).sections == ()
    pinned = world.compose(world.stories[:1], pins=[EditorialRule(story="sferry")], **told)
    assert "Covered before in no. 3." in bodies(pinned)[0]


def test_what_came_before_the_week_is_not_told_again(world):
    old = replace(world.documents[1], published=datetime(2026, 11, 3, tzinfo=UTC))

    (body,) = bodies(world.compose([Story(id="s1", documents=(world.documents[0], old))]))

    assert "Veldra Post" not in body


def test_posts_of_a_story_are_cards_in_its_item(world):
    composed = world.compose([Story(id="s1", documents=(world.documents[1], world.documents[4]))])

    assert "> — **@captain@ombra.example**, [11 November 2026 14:02 UTC](" in bodies(composed)[0]


def test_a_document_without_text_is_told_by_its_title(world):
    bare = replace(world.documents[0], text="")

    (body,) = bodies(world.compose([Story(id="s1", documents=(bare,))]))

    assert body == (
        "- **[Ombra Courier](https://ombra-courier.example/ferry)** · Tomas Brand · "
        "10 November 2026"
    )


def test_citations_stand_in_the_order_of_reading(world):
    composed = world.compose()
    text = draft.format_draft(composed)

    places = [text.index(f"[^{citation.mark}]") for citation in composed.citations]

    assert places == sorted(places)


def test_months_and_days_are_shown_as_far_as_known(world):
    words = load_wording("en")
    document = world.documents[0]

    assert words.day(document) == "10 November 2026"
    assert words.day(replace(document, precise="month")) == "November 2026"
    assert words.day(replace(document, published=None)) == "date unknown"
    assert words.minute(replace(document, precise="day")) == "10 November 2026"
    assert words.minute(document) == "10 November 2026 08:00 UTC"


def test_a_language_without_phrases_is_served_in_english():
    assert load_wording("tlh-Latn")["also"] == load_wording("en-GB")["also"] == "Also reported by"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a b", "a b"),
        ("word " * 9, "word word word…"),
        ("x" * 40, "x" * 18 + "…"),
        (" \n a\n", "a"),
    ],
)
def test_titles_are_cut_at_a_word(text, short):
    assert shorten_line(text, 19) == short


def test_a_long_post_is_cut_at_a_word_and_says_so(world):
    post = replace(world.documents[4], text="word " * 1000)
    ((start, end),) = card_lines(post.text)
    (body,) = bodies(world.compose([Story(id="s1", documents=(post,))]))

    assert (start, post.text[end - 4 : end], end <= 1000) == (0, "word", True)
    assert "] …\n" in body


NASTY = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()#+-.!|<>&~=\"'“”„«»:/ \n^a7k2"),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    ),
    max_size=120,
)


@settings(max_examples=60)
@given(st.tuples(NASTY, NASTY, NASTY, NASTY), st.sampled_from(["en", "fa", "de"]))
@example(("«", "", "", ""), "fa")
@example(("”", "„", "»", ""), "de")
@example(("“", "", "", ""), "en")
def test_whatever_strangers_write_a_draft_survives_its_file(world, words, language):
    """Titles, names, texts and posts full of markup: nothing is lost, nothing gains a meaning."""
    title, name, text, url = words
    told = text.replace("\n", " ") + " stood on the pier in the rain, and nobody wrote it down."
    article = replace(
        world.documents[0], title=title, authors=(name,), text=told, url=f"https://a.example/{url}"
    )
    post = replace(world.documents[4], text=text, authors=(name,))
    stories = [Story(id="s1", documents=(article,)), Story(id="s2", documents=(post,))]
    sources = {"ombra-courier": replace(world.sources["ombra-courier"], name=name)}
    limits = DigestLimits(only_reports=False)
    composed = world.compose(stories, sources=sources, language=language, editors=(), limits=limits)

    read = draft.parse_draft(draft.format_draft(composed))

    assert bodies(read) == bodies(composed)
    assert draft.format_draft(read) == draft.format_draft(composed)
    known = {"sources": sources, "stories": {story.id: story for story in stories}}
    assert errors(world, composed, (article, post), **known) == []


@pytest.mark.parametrize("name", ["^", "^a7k2", "<<0", ">>a", "``x", ",,y", "''q", "“", "»"])
@pytest.mark.parametrize("language", ["en", "fa", "de"])
def test_a_quotation_mark_in_an_outlet_s_name_begins_no_quotation(world, name, language):
    sources = {"ombra-courier": replace(world.sources["ombra-courier"], name=name)}
    article = replace(world.documents[0], title="", authors=(name,))
    story = Story(id="s1", documents=(article,))
    composed = world.compose([story], sources=sources, language=language)

    assert errors(world, composed, (article,), sources=sources) == []


def test_a_post_without_words_is_left_out(world):
    empty = replace(world.documents[4], text=" \n")

    assert world.compose([Story(id="s1", documents=(empty,))]).sections == ()


def test_a_megabyte_of_title_makes_a_readable_item(world):
    huge = replace(
        world.documents[0],
        title="W" * 1_000_000,
        authors=("N" * 100_000,),
        published=datetime(2026, 11, 10, tzinfo=UTC),
    )

    assert len(draft.format_draft(world.compose([Story(id="s1", documents=(huge,))]))) < 4_000


def copy(of, origin, credit=""):
    return Copy(
        document_id=of.id, origin_id=origin, overlap=0.95, origin_overlap=0.95, credit=credit
    )


def test_copies_are_told_from_independent_reports_with_their_origin(world):
    first, second, third = (
        *world.documents[:2],
        replace(world.documents[1], id="d3", source_id="x"),
    )
    composed = world.compose(
        [Story(id="s1", documents=(first, second, third))], copies=[copy(second, first.id)]
    )

    assert (
        "Reported by **3** outlets, **2** of them independently; origin: "
        "**[Ombra Courier](https://ombra-courier.example/ferry)**."
    ) in bodies(composed)[0]


def test_who_owns_an_outlet_stands_at_its_name_wherever_it_is_quoted(world):
    owned = world.owned(world.sources["veldra-post"], "Ada “Buoy” Kit")
    twice = replace(
        world.documents[1],
        id="dagain",
        text="Beekeepers of Veldra harvested forty jars of honey on the roof of the opera house.",
    )
    stories = [Story(id=f"s{one.id}", documents=(one,)) for one in (world.documents[1], twice)]
    composed = world.compose(stories, sources={**world.sources, "veldra-post": owned})

    told = "(https://veldra-post.example/ferry2)** *Owner: Ada &#8220;Buoy&#8221; Kit* · 10"
    assert [told in body for body in bodies(composed)] == [True, True]
    documents = (world.documents[1], twice)
    assert errors(world, composed, documents, sources={"veldra-post": owned}) == []


@pytest.mark.parametrize("owner", ["Kit & Co.", "A\n# B\n\n## C {#x}", "[^a7k2]" * 9, "O" * 10_000])
def test_whatever_a_register_says_of_an_owner_stays_one_line_of_text(world, owner):
    owned = {"veldra-post": world.owned(world.sources["veldra-post"], owner)}
    composed = world.compose([Story(id="s1", documents=(world.documents[1],))], sources=owned)

    (line,) = [line for line in bodies(composed)[0].split("\n") if "*Owner: " in line]
    assert len(line) < 300
    assert bodies(draft.parse_draft(draft.format_draft(composed))) == bodies(composed)
    assert errors(world, composed, world.documents) == []


def test_a_single_source_that_hides_is_called_that(world):
    bare = replace(world.documents[1], authors=())
    story = Story(id="s1", documents=(bare,))
    blog = {"veldra-post": replace(world.sources["veldra-post"], kind="blog")}
    known = {"veldra-post": world.owned(blog["veldra-post"], "Ada Kit")}
    named = Story(id="s1", documents=(replace(bare, authors=("Ada Kit",)),))

    assert load_wording("en")["only_source"] in bodies(world.compose([story], sources=blog))[0]
    assert load_wording("en")["only_source"] not in bodies(world.compose([story], sources=known))[0]
    assert load_wording("en")["only_source"] not in bodies(world.compose([named], sources=blog))[0]
    assert load_wording("en")["only_source"] not in bodies(world.compose([story]))[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The ferry was late, said two people familiar with the radio."),
        ("fa", "یک مقام آگاه گفت که کشتی دیر رسید و بی‌سیم خاموش بود."),
        ("ar", "وقال مصدر مطلع إن العبارة تأخرت كثيرا في الوصول."),
        ("sq", "Trageti u vonua, thanë burime pranë kompanisë së trageteve."),
        ("ru", "Паром опоздал, рассказал собеседник на условиях анонимности."),
        ("de", "Die Fähre war zu spät, sagte eine mit der Sache vertraute Person."),
        ("fr", "Le bac était en retard, dit un marin sous couvert d’anonymat."),
        ("es", "El barco llegó tarde, según fuentes cercanas a la naviera."),
    ],
)
def test_a_single_report_that_rests_on_people_without_names_says_so(world, language, words):
    vague = world.document("v", "veldra-post", "Ferry late", words, language=language)
    second = replace(world.documents[0], language=language)

    assert (
        load_wording("en")["unnamed"]
        in bodies(world.compose([Story(id="s1", documents=(vague,))]))[0]
    )
    both = world.compose([Story(id="s1", documents=(vague, second))])
    assert load_wording("en")["unnamed"] not in bodies(both)[0]


def test_a_weakly_joined_story_never_leads_nor_counts_its_outlets(world):
    ferry, *others = world.stories
    placements = tuple(
        Placement(document_id=document.id, story_id=ferry.id, score=0.5, part=document.id)
        for document in ferry.documents
    )
    weak = replace(ferry, placements=placements)

    sure, composed = world.compose(), world.compose(stories=[weak, *others])

    item = next(body for body in bodies(composed) if "It is not certain that all" in body)
    assert "independently" not in item
    assert sure.headline != composed.headline


def test_an_agency_that_is_only_credited_is_named_as_that(world):
    first, second = world.documents[:2]
    composed = world.compose(
        [Story(id="s1", documents=(first, second))],
        copies=[copy(first, "", "Lake Wire"), copy(second, first.id)],
    )

    assert (
        "origin: **Lake Wire** (credited in these reports; its own text was not collected)"
        in bodies(composed)[0]
    )


def test_outlets_of_one_owner_are_named_with_the_owner(world):
    sources = world.sources | {
        name: world.owned(world.sources[name], "Veldra “Holding”")
        for name in ("ombra-courier", "veldra-post")
    }
    composed = world.compose([Story(id="s1", documents=world.documents[:2])], sources=sources)

    assert (
        "Same owner, Veldra &#8220;Holding&#8221;: **Ombra Courier**, **Veldra Post**."
        in (bodies(composed)[0])
    )
    assert errors(world, composed, world.documents, sources=sources) == []


def test_a_story_is_quoted_in_three_languages_at_most_its_own_first(world):
    tongues = ("sq", "en", "fa", "ru", "de")
    documents = [
        replace(world.documents[0], id=f"d{tongue}", source_id=tongue, language=tongue)
        for tongue in tongues
    ]
    composed = world.compose([Story(id="s1", documents=tuple(documents))])

    (section,) = composed.sections
    told = [line for line in section.items[0].body.split("\n\n") if line.startswith("**")]
    assert section.id == "mul"
    assert len(told) == 3
    assert told[0].startswith("**en**")


def test_a_story_that_goes_on_names_the_number_it_was_covered_in(world):
    composed = world.compose(
        world.stories[:1], earlier={"sferry": {41: "Ferry “Mirabella” leaves dock"}}
    )

    assert (
        "Covered in no. 41 (Ferry &#8220;Mirabella&#8221; leaves dock); "
        "everything here is new since then."
    ) in bodies(composed)[0]


def test_the_desk_s_own_sentences_are_not_taken_for_the_editors(world):
    composed = world.compose(
        [Story(id="s1", documents=world.documents[:2])], earlier={"s1": {41: "Ferry leaves"}}
    )
    context = world.context(world.documents)
    findings = checks.check_draft(draft.parse_draft(draft.format_draft(composed)), context)

    assert [one.message for one in findings if one.check == "editor's voice"] == []


def test_a_reprint_is_not_quoted_where_its_origin_can_be(world):
    first, second = world.documents[:2]
    longer = replace(second, text=first.text + "\n" + first.text[::-1])
    composed = world.compose(
        [Story(id="s1", documents=(first, longer))], copies=[copy(longer, first.id)]
    )

    assert bodies(composed)[0].startswith("**Ombra Courier**")
    assert composed.lead.startswith("[**Ombra Courier**]")
