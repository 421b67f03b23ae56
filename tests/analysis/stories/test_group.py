"""Which documents tell the same story."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.stories.group import COMPARISON_WINDOW, StoryGrouper
from coranto.analysis.stories.judgements import Rulings, story_id
from coranto.analysis.stories.placements import apply_judgements
from coranto.model import Document, Judgement, Placement

START = datetime(2026, 11, 9, 8, tzinfo=UTC)


def document(  # noqa: PLR0913 - each is named
    name, title, text="", *, hours=0.0, language="en", kind="article", links=()
):
    published = START + timedelta(hours=hours)
    return Document(
        id=name,
        version=1,
        source_id=f"source of {name}",
        kind=kind,
        key=f"https://{name}.example/a",
        url=f"https://{name}.example/a",
        title=title,
        text=text,
        language=language,
        published=published,
        seen=published,
        links=links,
    )


FERRY = document("ferry", "Ferry Mirabella runs aground off Ombra lighthouse")
FERRY_TOO = document(
    "ferry-too", "Mirabella ferry aground: 214 passengers wait at Ombra lighthouse", hours=5
)
TOMATO = document("tomato", "Growers of the valley pour tomatoes on the ministry's steps", hours=6)
TOMATO_TOO = document("tomato-too", "Tomatoes poured on ministry steps by valley growers", hours=9)


def placed(documents, **options):
    grouper = StoryGrouper(**options)
    return {one.id: grouper.place(one) for one in documents}


def judgement(verb, subject, object_):
    return Judgement(at=START, who="an editor", verb=verb, subject=subject, object=object_)


def test_two_reports_of_one_event_are_one_story_and_say_why():
    found = placed([FERRY, TOMATO, FERRY_TOO, TOMATO_TOO])

    assert found["ferry-too"].story_id == found["ferry"].story_id == story_id("ferry")
    assert found["tomato-too"].story_id == found["tomato"].story_id
    assert found["tomato"].story_id != found["ferry"].story_id
    names, words, time = found["ferry-too"].reasons
    assert (names.signal, set(names.detail.split(", "))) == ("shared names", {"Mirabella", "Ombra"})
    assert words.signal == "shared words"
    assert set(words.detail.split(", ")) == {"aground", "lighthouse", "ferry"}
    assert (time.signal, time.detail) == ("time apart", "5 hours")


def test_reasons_sum_up_to_the_score():
    found = placed([FERRY, FERRY_TOO])["ferry-too"]

    assert found.score == pytest.approx(sum(why.value for why in found.reasons), abs=0.0005)


def test_time_lowers_the_score_but_does_not_decide_it():
    later = document("later", FERRY_TOO.title, hours=3 * 24)
    soon = placed([FERRY, FERRY_TOO])["ferry-too"]
    late = placed([FERRY, later])["later"]

    assert late.story_id == soon.story_id
    assert late.score < soon.score


def test_beyond_the_window_nothing_is_compared():
    again = document("again", FERRY.title, hours=COMPARISON_WINDOW.total_seconds() / 3600)

    assert placed([FERRY, again])["again"].story_id == story_id("again")


def test_one_shared_name_makes_no_story():
    concert = document("concert", "Soprano Mirabella sings for the harbour's children")

    assert placed([FERRY, concert])["concert"].story_id == story_id("concert")


def test_a_word_that_everybody_uses_makes_no_story():
    """On a desk about ferries, "ferry" and "harbour" say nothing."""
    topics = ["timetable", "painting", "tickets", "engine", "music", "union", "fuel", "cat"]
    documents = [
        document(f"d{number}", f"Ferry harbour {topic}", hours=number)
        for number, topic in enumerate(topics * 3)
    ]
    new = document("new", "Ferry harbour lottery", hours=30)

    assert placed([*documents, new])["new"].story_id == story_id("new")


def test_a_round_up_does_not_glue_stories():
    ferry_again = document("f3", "Mirabella ferry still aground at Ombra lighthouse", hours=12)
    round_up = document(
        "round-up", "The week: Mirabella aground at Ombra, tomatoes poured on ministry steps",
        hours=20,
    )  # fmt: skip
    tomato_last = document("t3", f"{TOMATO_TOO.title} fined", hours=10)
    found = placed([FERRY, FERRY_TOO, ferry_again, TOMATO, TOMATO_TOO, round_up, tomato_last])

    assert found["t3"].story_id == found["tomato"].story_id != found["ferry"].story_id


def test_languages_meet_by_names_numbers_places_and_news_words():
    """Without a model: what is told in Persian, Russian and English is one story."""
    english = document("en", "Judo: Naohisa Takato wins first gold medal for Japan in Tokyo")
    persian = document(
        "fa", "جودو: تاکاتو نخستین مدال طلای ژاپن را در توکیو برد", hours=1, language="fa"
    )
    russian = document(
        "ru", "Дзюдоист Такато завоевал первое золото Японии в Токио", hours=2, language="ru"
    )
    other = document("other", "Посольство Японии в Париже закрыто", hours=3, language="ru")

    found = placed([english, TOMATO, persian, russian, other])

    assert found["fa"].story_id == found["ru"].story_id == story_id("en")
    assert found["other"].story_id == story_id("other")
    assert "Такато" in found["ru"].reasons[0].detail


def test_a_post_joins_the_article_it_links_to():
    post = document("post", "", "Unbelievable.", kind="post", links=("http://ferry.example/a/",))

    found = placed([FERRY, post])["post"]

    assert found.story_id == story_id("ferry")
    assert (found.reasons[0].signal, found.reasons[0].detail) == ("link", FERRY.title)


def test_an_article_joins_the_post_that_linked_to_it_first():
    post = document("post", "", "Look at this.", kind="post", links=("https://ferry.example/a",))

    assert placed([post, FERRY])["ferry"].story_id == story_id("post")


def test_a_document_placed_once_stays_where_it_is():
    grouper = StoryGrouper()
    first = [grouper.place(one) for one in (FERRY, FERRY_TOO)]
    edited = document("ferry-too", "Something else entirely now", hours=5)

    assert grouper.place(edited) == first[1]


def test_merged_stories_take_in_what_comes_later():
    merge = judgement("merge", story_id("ferry"), story_id("tomato"))

    found = placed([TOMATO, FERRY, FERRY_TOO], judgements=[merge])

    assert {one.story_id for one in found.values()} == {story_id("tomato")}


def test_a_split_document_never_returns():
    split = judgement("split", "ferry-too", story_id("ferry"))

    assert placed([FERRY, FERRY_TOO], judgements=[split])["ferry-too"].story_id == story_id(
        "ferry-too"
    )


def test_the_first_document_of_a_story_can_be_split_from_it():
    rulings = Rulings([judgement("split", "ferry", story_id("ferry"))])
    placement = Placement(document_id="ferry", story_id=story_id("ferry"), score=1.0)

    moved = apply_judgements(placement, rulings)

    assert moved.story_id not in {story_id("ferry"), ""}
    assert moved.reasons[-1].signal == "judgement"


def test_merges_in_a_circle_end():
    rulings = Rulings([judgement("merge", "s1", "s2"), judgement("merge", "s2", "s1")])

    assert rulings.story("s1") == rulings.story("s2") == "s2"


WORDS = st.sampled_from(
    "ferry lighthouse Mirabella Ombra tomatoes ministry growers strike judge lantern".split()
)


@st.composite
def weeks(draw):
    count = draw(st.integers(2, 14))
    return [
        document(
            f"d{number}",
            " ".join(draw(st.lists(WORDS, max_size=6))),
            " ".join(draw(st.lists(WORDS, max_size=12))),
            hours=draw(st.integers(0, 400)),
            kind=draw(st.sampled_from(["article", "article", "post"])),
            links=draw(st.sampled_from([(), ("https://d0.example/a",), ("https://d3.example/a",)])),
        )
        for number in range(count)
    ]


def settled(grouper, documents, into):
    """Place documents; where everything stands then, in `into`."""
    for one in documents:
        into[one.id] = grouper.place(one)
        into |= {moved.document_id: moved for moved in grouper.moved}
    return into


@settings(max_examples=100)
@given(weeks(), st.integers(0, 14), st.randoms(use_true_random=False))
def test_portions_and_restarts_change_nothing(documents, cut, random):
    """A grouper made anew of what is known, in any order, places as the old one would have.

    Up to `neighbours.EXACT` documents exactly so; above, scores may differ by a hundredth.
    """
    old = StoryGrouper()
    first = settled(old, documents[:cut], {})
    known = [(one, first[one.id]) for one in documents[:cut]]
    random.shuffle(known)

    again = settled(StoryGrouper(known), documents[cut:], dict(first))

    assert again == settled(old, documents[cut:], dict(first))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=200)), max_size=5))
def test_whatever_strangers_write_is_placed(texts):
    documents = [document(f"d{n}", title, text) for n, (title, text) in enumerate(texts)]

    found = placed(documents)

    assert [one.story_id[0] for one in found.values()] == ["s"] * len(documents)


@pytest.mark.parametrize("text", ["", "a" * 1_000_000, "\x00\ud800", "مرحبا " * 1000, "。" * 5000])
def test_hostile_texts_are_placed(text):
    found = placed([document("a", text, text), document("b", text, text, hours=1)])

    assert found["b"].document_id == "b"
