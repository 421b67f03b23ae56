"""Stories that become one or are kept apart, what is forgotten, and floods of one text."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from coranto.analysis.stories.embeddings import CosineCalibration
from coranto.analysis.stories.features import extract_features, strip_outlet_name
from coranto.analysis.stories.group import StoryGrouper
from coranto.analysis.stories.judgements import Rulings, story_id
from coranto.analysis.stories.placements import apply_judgements
from coranto.model import Document, Judgement, Placement

START = datetime(2026, 11, 9, 8, tzinfo=UTC)


def document(name, title, *, hours=0.0, language="en", dated=True):
    seen = START + timedelta(hours=hours)
    return Document(
        id=name,
        version=1,
        source_id=f"source of {name}",
        kind="article",
        key=f"https://{name}.example/a",
        url=f"https://{name}.example/a",
        title=title,
        text="",
        language=language,
        published=seen if dated else None,
        seen=seen,
    )


def settled(documents, **options):
    grouper, found = StoryGrouper(**options), {}
    for one in documents:
        found[one.id] = grouper.place(one).story_id
        found |= {moved.document_id: moved.story_id for moved in grouper.moved}
    return found


def judgement(verb, subject, object_):
    return Judgement(at=START, who="an editor", verb=verb, subject=subject, object=object_)


DAM = document("dam", "Dam of Velmora cracks, four villages evacuated")
FLOOD = document("flood", "Río Ombra inunda cuatro pueblos en Velmora", hours=1, language="es")
BOTH = document("both", "Velmora: dam cracks, river Ombra floods four villages, evacuated", hours=2)
WHOLE = [
    document("one", "Ferry Mirabella aground off Ombra"),
    document("two", "Captain Castellan held by police in Ombra", hours=1),
    document(
        "three", "Ferry Mirabella aground off Ombra: captain Castellan held by police", hours=2
    ),
]


def test_two_stories_become_one_when_a_later_report_tells_both():
    early = document("early", "Captain Castellan and ferry Mirabella: police in Ombra", hours=1)
    late = document("late", "Mirabella ferry aground off Ombra, captain Castellan held", hours=2)
    grouper = StoryGrouper(placed=[placed_alone(WHOLE[0]), placed_alone(early)])

    there = grouper.place(late)

    assert [moved.document_id for moved in grouper.moved] in (["early"], ["early", "late"])
    assert {moved.story_id for moved in grouper.moved} == {there.story_id} == {story_id("one")}
    assert "stories joined" in {why.signal for why in grouper.moved[0].reasons}


def placed_alone(one):
    return one, Placement(document_id=one.id, story_id=story_id(one.id), score=1.0)


@pytest.mark.parametrize("verb", ["apart", "split"])
def test_what_an_editor_parted_never_becomes_one(verb):
    early = document("early", "Captain Castellan and ferry Mirabella: police in Ombra", hours=1)
    late = document("late", "Mirabella ferry aground off Ombra, captain Castellan held", hours=2)
    subject = story_id("early") if verb == "apart" else "early"
    parted = judgement(verb, subject, story_id("one"))
    grouper = StoryGrouper(
        placed=[placed_alone(WHOLE[0]), placed_alone(early)], judgements=[parted]
    )

    grouper.place(late)

    assert grouper.moved == []


def test_a_moved_document_goes_where_the_editor_put_it():
    move = judgement("move", "two", story_id("dam"))

    assert settled([DAM, WHOLE[0], WHOLE[1]], judgements=[move])["two"] == story_id("dam")


def test_the_last_judgement_on_a_document_holds():
    there = judgement("move", "two", story_id("dam"))
    away = judgement("split", "two", story_id("dam"))
    placement = Placement(document_id="two", story_id=story_id("two"), score=1.0)

    assert apply_judgements(placement, Rulings([there, away])).story_id == story_id("two")
    assert apply_judgements(placement, Rulings([away, there])).story_id == story_id("dam")
    assert Rulings([away, there]).excluded_stories("two") == frozenset()


def test_a_merge_takes_back_what_was_kept_apart():
    rulings = Rulings([judgement("apart", "s1", "s2"), judgement("merge", "s2", "s1")])

    assert not rulings.are_kept_apart("s1", "s3")
    assert rulings.story("s2") == "s1"


def test_stories_kept_apart_stay_so_under_the_names_they_took():
    rulings = Rulings([judgement("apart", "s1", "s2"), judgement("merge", "s2", "s3")])

    assert rulings.are_kept_apart("s1", "s3")


def test_a_document_like_a_split_off_one_joins_that():
    """The halves of a story teach what belongs to them."""
    split = judgement("split", "two", story_id("one"))
    like = document("like", "Police in Ombra hold captain Castellan", hours=3)
    known = [
        placed_alone(WHOLE[0]),
        (WHOLE[1], Placement(document_id="two", story_id=story_id("one"), score=1.0)),
    ]
    grouper = StoryGrouper(placed=known, judgements=[split])

    assert grouper.place(like).story_id == story_id("two")


def test_what_was_forgotten_is_not_compared_any_more():
    grouper = StoryGrouper()
    grouper.place(WHOLE[0])
    grouper.place(WHOLE[1])

    grouper.forget(START + timedelta(hours=1))

    again = document("again", WHOLE[0].title, hours=3)
    assert grouper.place(again).story_id == story_id("again")
    assert grouper.place(WHOLE[1]).story_id == story_id("two")


def test_everything_can_be_forgotten():
    grouper = StoryGrouper()
    for one in WHOLE:
        grouper.place(one)

    grouper.forget(START + timedelta(days=99))

    assert grouper.place(DAM).story_id == story_id("dam")


@pytest.mark.parametrize(
    "title", ["Ferry Mirabella aground off Ombra", "渡轮在翁布拉搁浅", "Паром сел на мель"]
)
def test_thousands_of_copies_of_one_text_are_one_story(title):
    documents = [document(f"d{n}", title, hours=n / 1000) for n in range(1500)]

    assert set(settled(documents).values()) == {story_id("d0")}


def test_documents_that_say_nothing_stay_alone():
    documents = [
        document(f"d{n}", title) for n, title in enumerate(["", "🔥🔥🔥", "", "!!!", "🔥🔥🔥"])
    ]

    assert len(set(settled(documents).values())) == len(documents)


def test_without_a_date_more_must_be_alike():
    vague = "Ombra police after Mirabella captain Castellan was held"
    dated = settled([WHOLE[0], document("v", vague, hours=1)])
    undated = settled([WHOLE[0], document("v", vague, hours=1, dated=False)])
    same = settled([WHOLE[0], document("v", WHOLE[0].title, hours=1, dated=False)])

    assert dated["v"] == same["v"] == story_id("one")
    assert undated["v"] == story_id("v")


def test_another_place_speaks_against_it():
    kenya = document("kenya", "Hundreds protest against fuel prices in Kenya, roads blocked")
    grouper = StoryGrouper(placed=[placed_alone(kenya)])
    peru = grouper.place(document("peru", "Hundreds protest against fuel prices in Peru", hours=1))

    grouper = StoryGrouper(placed=[placed_alone(kenya)])
    towns = grouper.place(document("x", "Hundreds protest against fuel prices in towns", hours=1))

    assert peru.score < towns.score


class Model:
    """Knows English, and of each document what it is told."""

    scale: ClassVar = {("en", "en"): CosineCalibration(apart=0.2, one=0.7, heard=1.0)}

    def __init__(self, vectors):
        self._vectors = vectors

    def __call__(self, document):
        return self._vectors[document.id]


def test_a_model_brings_together_what_words_do_not():
    one = document("one", "Ferry Mirabella aground off Ombra")
    other = document("other", "Rescue of passengers took all night", hours=6)
    far = Model({"one": [1.0, 0.0], "other": [0.0, 1.0]})
    near = Model({"one": [1.0, 0.0], "other": [1.0, 0.05]})

    assert settled([one, other], vectors=far)["other"] == story_id("other")
    assert settled([one, other], vectors=near)["other"] == story_id("one")


@pytest.mark.parametrize(
    ("vector", "said"), [([1.0, 0.05], "by the language model, too"), ([0.45, 0.9], "less, by")]
)
def test_what_a_model_adds_or_takes_is_a_reason(vector, said):
    one = document("one", "Ferry Mirabella aground off Ombra lighthouse")
    other = document("other", "Mirabella ferry aground: 214 wait at Ombra lighthouse", hours=1)
    grouper = StoryGrouper(vectors=Model({"one": [1.0, 0.0], "other": vector}))
    grouper.place(one)
    found = grouper.place(other)
    without = settled([one, other])

    (why,) = [each for each in found.reasons if each.signal == "likeness"]
    assert why.detail.startswith(said)
    assert (why.value > 0) == ("too" in said)
    assert sum(each.value for each in found.reasons) == pytest.approx(found.score, abs=0.0005)
    assert found.story_id == without["other"]


@pytest.mark.parametrize(("vector", "adds"), [([1.0, 0.05], True), ([0.0, 1.0], False)])
def test_a_model_may_only_add_to_the_evidence_of_texts_in_one_language(vector, adds):
    """What two outlets' texts have in common is no less because a model finds them unlike."""
    one = replace(document("one", "Ferry Mirabella aground off Ombra"), text="All are safe.")
    other = replace(document("other", "Mirabella refloated", hours=3), text="She lay off Ombra.")

    def evidence(vectors):
        grouper = StoryGrouper([placed_alone(one)], vectors=vectors)
        query = grouper._make_query(other)
        return grouper._index.evidence(query, [grouper._index.document(1)], {1})

    (without,) = evidence(None)
    (with_model,) = evidence(Model({"one": [1.0, 0.0], "other": vector}))

    assert (with_model > without) == adds
    assert with_model >= without


def test_a_model_that_counts_for_nothing_is_no_reason():
    """The words of two texts in one language tell enough."""
    text = "The ferry Mirabella ran aground off Ombra lighthouse with 214 passengers on board."
    one, other = (
        replace(document(name, text, hours=hours), text=f"{text} {name}")
        for name, hours in (("one", 0), ("other", 3))
    )
    grouper = StoryGrouper(vectors=Model({"one": [1.0, 0.0], "other": [1.0, 0.05]}))
    grouper.place(one)

    assert "likeness" not in {each.signal for each in grouper.place(other).reasons}


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Ferry aground off Ombra | The Lake Courier", "Ferry aground off Ombra"),
        ("Ferry aground off Ombra - Sport - La Boya", "Ferry aground off Ombra"),
        ("Ferry - aground", "Ferry - aground"),
        ("| The Lake Courier", "| The Lake Courier"),
    ],
)
def test_what_outlets_hang_on_titles_is_left_out(title, kept):
    assert strip_outlet_name(title) == kept


def test_words_are_told_in_what_languages_share():
    found = extract_features(document("d", "Землетрясение в Японии: 54 погибших", language="ru"))

    assert {"c:earthquake", "g:JP", "#54", "c:kill"} <= set(found.shared)


@pytest.mark.parametrize(
    ("title", "language", "meaning"),
    [
        ("L’ouverture du musée", "fr", "c:opening"),
        ("Un match d'or", "fr", "c:gold"),
        ("Ombra-2031", "en", "#2031"),
        ("Ferrovia dell'Albania", "it", "g:AL"),
        ("The lake's ferry", "en", "c:lake"),
    ],
)
def test_a_word_joined_to_another_is_known(title, language, meaning):
    """An elision, a compound or a possessive hides no word."""
    assert meaning in extract_features(document("d", title, language=language)).shared


def test_short_names_meet_across_scripts():
    latin = extract_features(document("d", "Sato and Mila"))
    cyrillic = extract_features(document("d", "Сато и Мила", language="ru"))

    assert {"n:sato", "n:mila"} <= latin.shared.keys() & cyrillic.shared.keys()


def test_titles_share_runs_of_letters_across_languages():
    english = extract_features(document("d", "Constitution suspended"))
    russian = extract_features(document("d", "Конституция приостановлена", language="ru"))

    assert {"~stit", "~titu"} <= english.letters.keys() & russian.letters.keys()
