"""What makes a story worth telling."""

from dataclasses import replace
from datetime import timedelta

import pytest

from coranto.editing.ranking import (
    MUTED_SIGNAL,
    OUTSIDE_TOPIC_SIGNAL,
    PINNED_SIGNAL,
    SIGNAL_WEIGHTS,
    SIGNALS,
    WatchWord,
)
from coranto.editing.rules import EditorialRule, TopicGate
from coranto.model import Copy, Folder, Source, Story

TEXT = "The tug from Veldra pulled the ferry free at dawn, and the harbour applauded. " * 4


def story(world, *sources, text="", **facts):
    return Story(
        id=f"s{'-'.join(sources)}",
        documents=tuple(
            world.document(
                f"{source}-{n}", source, "Tug pulls ferry", text and f"{text}{n}", **facts
            )
            for n, source in enumerate(sources)
        ),
    )


def value(ranked, signal):
    return next((why.value for why in ranked.reasons if why.signal == signal), 0.0)


def detail(ranked, signal):
    return next(why.detail for why in ranked.reasons if why.signal == signal)


def test_more_independent_outlets_come_first(world):
    one, two = story(world, "ombra-courier"), story(world, "ombra-courier", "veldra-post")

    assert [ranked.story.id for ranked in world.rank([one, two])] == [two.id, one.id]


def test_an_outlet_counts_once_however_much_it_writes(world):
    often = story(world, "ombra-courier", "ombra-courier", "ombra-courier")
    (ranked,) = world.rank([often])

    assert value(ranked, "independent outlets") == SIGNAL_WEIGHTS["independent outlets"]
    assert detail(ranked, "independent outlets") == "1: Ombra Courier"


def test_a_copied_text_counts_once(world):
    documents = [
        world.document(name, name, f"A title of {name}", TEXT)
        for name in ("ombra-courier", "veldra-post")
    ]
    copy = Copy(
        document_id=documents[1].id, origin_id=documents[0].id, overlap=0.9, origin_overlap=0.9
    )
    (ranked,) = world.rank([Story(id="s1", documents=tuple(documents))], copies=[copy])

    assert detail(ranked, "independent outlets") == "1: Ombra Courier = Veldra Post"
    assert (ranked.copies, ranked.independence.outlets) == ((copy,), 2)


def test_a_story_that_goes_on_with_one_told_before_says_so(world):
    (ranked,) = world.rank(world.stories[:1], earlier={"sferry": {41: "Ferry leaves dock"}})

    assert detail(ranked, "storyline") == "goes on with no. 41: Ferry leaves dock"


def test_outlets_of_one_owner_count_once(world):
    sources = {
        name: world.owned(source, "Veldra Holding" if name != "captain" else "Himself")
        for name, source in world.sources.items()
    }
    (ranked,) = world.rank(
        [story(world, "ombra-courier", "veldra-post", "captain")], sources=sources
    )

    assert detail(ranked, "independent outlets").startswith("2: ")


@pytest.mark.parametrize(
    ("word", "variants", "found"),
    [
        ("Mirabella", (), True),
        ("MIRABELLA", (), True),
        ("ferry", (), True),
        ("fer", (), False),
        ("boat", ("Trageti",), True),
        ("tomato", ("گوجه",), False),
        ("", (), False),
    ],
)
def test_watch_words_are_found_in_any_script_but_not_inside_words(world, word, variants, found):
    (ranked,) = world.rank(world.stories[:1], watch=[WatchWord(word=word, variants=variants)])

    assert any(why.signal == "watch words" for why in ranked.reasons) is found


def test_a_persian_watch_word_is_found_in_arabic_letters(world):
    (ranked,) = world.rank(world.stories[1:2], watch=[WatchWord(word="x", variants=("كشاورزى",))])

    assert detail(ranked, "watch words") == "x"


def test_a_chinese_watch_word_needs_no_spaces(world):
    chinese = Story(id="s1", documents=(world.document("zh", "x", "渡轮在奥姆布拉搁浅", ""),))

    (ranked,) = world.rank([chinese], watch=[WatchWord(word="搁浅")])

    assert detail(ranked, "watch words") == "搁浅"


def test_a_story_told_before_falls_behind_unless_something_is_new(world):
    told = {"sferry": [6]}
    same = {document.id for document in world.stories[0].documents}
    (never,) = world.rank(world.stories[:1])
    (stale,) = world.rank(world.stories[:1], told=told, told_documents=same)
    (fresh,) = world.rank(world.stories[:1], told=told, told_documents=same - {"dferry3"})

    assert never.score > fresh.score > stale.score
    assert detail(fresh, "already told") == "in no. 6; new documents: 1"
    assert detail(stale, "already told") == "in no. 6; nothing new"


def test_news_of_last_month_is_not_recent(world):
    (ranked,) = world.rank(world.stories[:1], now=world.now + timedelta(days=40))

    assert value(ranked, "recency") == 0.0


def test_a_date_in_the_future_earns_nothing_more(world):
    later = replace(world.documents[0], published=world.now + timedelta(days=1))
    (ranked,) = world.rank([Story(id="s1", documents=(later,))])

    assert value(ranked, "recency") == SIGNAL_WEIGHTS["recency"]


def test_reasons_sum_up_to_the_score(world):
    for ranked in world.rank(watch=[WatchWord(word="ferry")], told={"sferry": [3]}):
        assert ranked.score == pytest.approx(sum(why.value for why in ranked.reasons), abs=0.0005)


def test_a_desk_s_weight_replaces_ours(world):
    (ranked,) = world.rank(world.stories[:1], weights={"languages": 100.0})

    assert value(ranked, "languages") == 100.0


def test_equals_stand_in_a_stable_order(world):
    stories = [replace(world.stories[1], id=f"s{n}") for n in (3, 1, 2)]

    assert [ranked.story.id for ranked in world.rank(stories)] == ["s1", "s2", "s3"]


def test_every_signal_has_a_name_of_its_own():
    assert (
        len({signal.name for signal in SIGNALS})
        == len(SIGNALS)
        == len({*SIGNAL_WEIGHTS, PINNED_SIGNAL, MUTED_SIGNAL, OUTSIDE_TOPIC_SIGNAL})
    )


# --- trust, agenda, length ------------------------------------------------------


def test_a_tier_that_a_person_gave_counts_and_says_whose_it_is(world):
    trusted = replace(world.sources["ombra-courier"], tier=1, weight=4)
    distrusted = replace(world.sources["veldra-post"], tier=3)
    sources = world.sources | {source.id: source for source in (trusted, distrusted)}
    stories = [story(world, "veldra-post"), story(world, "gazeta-liri"), story(world, trusted.id)]

    ranked = world.rank(stories, sources=sources)

    assert [one.story.id for one in ranked] == ["sombra-courier", "sgazeta-liri", "sveldra-post"]
    assert detail(ranked[0], "tier") == "Ombra Courier: 1"
    assert detail(ranked[0], "weight") == "Ombra Courier: 4"
    assert value(ranked[0], "weight") == 2.0
    assert value(ranked[2], "tier") == -1.0


def test_a_folder_s_tier_holds_for_its_feeds_where_the_source_has_none(world):
    one = story(world, "veldra-post")
    folders = {("World",): Folder(path=("World",), tier=1)}
    placed = {one.documents[0].id: ("World", "Lakes")}
    own = world.sources | {"veldra-post": replace(world.sources["veldra-post"], tier=3)}

    (by_folder,) = world.rank([one], folders=folders, folder_by_document=placed)
    (by_source,) = world.rank([one], folders=folders, folder_by_document=placed, sources=own)

    assert detail(by_folder, "tier") == "World/: 1"
    assert detail(by_source, "tier") == "Veldra Post: 3"


def test_a_watch_word_in_passing_adds_nothing(world):
    """Deep in a long text it is no subject; in the title, the lead or again and again it is."""
    long = "The mayor opened the new hall of the town and praised its builders. " * 10
    watch = [WatchWord(word="Mirabella")]
    in_passing = world.document("p", "x", "Hall opens", f"{long} The Mirabella is a ferry. {long}")
    often = world.document("o", "x", "Hall opens", long[:400] + "The Mirabella is old. " * 6)
    leading = world.document("l", "x", "Hall opens", f"The ferry Mirabella is old. {long}")
    ranked = {
        one.story.id: one
        for one in world.rank(
            [Story(id=one.id, documents=(one,)) for one in (in_passing, often, leading)],
            watch=watch,
        )
    }

    assert value(ranked["dp"], "watch words") == 0
    assert value(ranked["do"], "watch words") == 0.5
    assert value(ranked["dl"], "watch words") > value(ranked["do"], "watch words")


def test_a_short_report_of_an_agency_comes_before_a_long_blog(world):
    wire = Source(id="wire", name="Lake Wire", kind="agency")
    short = world.document("s", "wire", "Tug pulls ferry", "A tug pulled the ferry free. " * 5)
    long = world.document("l", "blog", "On ferries", "They sail, and ever have sailed. " * 400)
    ranked = world.rank(
        [Story(id="slong", documents=(long,)), Story(id="sshort", documents=(short,))],
        sources=world.sources | {"wire": wire},
    )

    assert [one.story.id for one in ranked] == ["sshort", "slong"]
    assert detail(ranked[0], "agencies") == "Lake Wire"


def test_names_that_others_write_about_count_and_those_of_one_outlet_do_not(world):
    def about(name, outlet, subject):
        text = f"On Monday the mayor of {subject} spoke in the hall of the town."
        document = world.document(name, outlet, f"Mayor of {subject} speaks", text)
        return Story(id=f"s{name}", documents=(document,))

    ranked = {
        one.story.id: one
        for one in world.rank(
            [about("a", "o1", "Velmora"), about("b", "o2", "Velmora"),
             about("c", "o3", "Velmora"), about("d", "o3", "Quilla"), about("e", "o3", "Quilla")]
        )
    }  # fmt: skip

    assert detail(ranked["sa"], "agenda") == "velmora"
    assert value(ranked["sd"], "agenda") == 0


def test_a_story_outside_the_gate_comes_last_unless_it_is_pinned(world):
    gate = TopicGate(words=("Mirabella", "گوجه"), where="title")
    cat = story(world, "ombra-courier", text=TEXT)
    pin = EditorialRule(story=cat.id)

    ranked = world.rank([*world.stories[:2], cat], gate=gate)
    pinned = world.rank([*world.stories[:2], cat], gate=gate, pins=[pin])

    assert [one.is_excluded for one in ranked] == [False, False, True]
    assert detail(ranked[-1], OUTSIDE_TOPIC_SIGNAL) == "none of the gate's words: title"
    assert not pinned[0].is_excluded
