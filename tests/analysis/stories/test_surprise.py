"""What one document shares with others is weighed against unrelated documents."""

from math import inf

import numpy as np

from coranto.analysis.stories.surprise import (
    FeatureCounts,
    SurpriseCandidate,
    SurpriseMeasure,
    number_in_phrase,
)

FEATURES = 12


def measure(  # noqa: PLR0913 - each is named
    shared,
    *,
    holders=(),
    positions=None,
    names=(),
    outlets=(),
    uncounted=(),
    sufficient=inf,
    related=frozenset(),
):
    """The surprise of sharing features, by their index, on a desk of 1,000 documents."""
    holder_sets = {**{index: set() for index in range(FEATURES)}, **dict(holders)}
    counts = np.array([max(1.0, len(holder_sets[index])) for index in range(FEATURES)])
    is_counted = np.ones(FEATURES, dtype=bool)
    is_counted[list(uncounted)] = False
    features = FeatureCounts(
        counts=counts,
        background=np.full(FEATURES, 0.1),
        documents=1_000,
        holders=holder_sets.__getitem__,
        views=(np.ones(FEATURES, dtype=bool),),
        is_counted=is_counted,
    )
    places = np.zeros(FEATURES, dtype=np.int64)
    places[list(shared)] = positions or [3 * index + 1 for index in range(len(shared))]
    candidate = SurpriseCandidate(number=1, names=set(), outlets=outlets, sufficient=sufficient)
    return SurpriseMeasure(features, related).measure(places, list(names), candidate).surprise


def test_words_that_always_go_together_count_once():
    """The words of one subject are no independent evidence."""
    holders, others = set(range(30)), set(range(30, 60))
    alone = measure([0], holders={0: holders})

    together = measure([0, 1], holders={0: holders, 1: holders})
    apart = measure([0, 1], holders={0: holders, 1: others})

    assert alone < together < 1.5 * alone
    assert apart > 1.5 * together


def test_the_two_names_of_a_person_count_once():
    """What is added for a name is added once for a person, too."""
    holders, others = set(range(30)), set(range(30, 60))
    one_person = measure([0, 1], holders={0: holders, 1: holders}, names=[0, 1])
    two_people = measure([0, 1], holders={0: holders, 1: others}, names=[0, 1])

    assert one_person < 0.7 * two_people


def test_what_an_outlet_always_writes_of_is_no_evidence():
    """Ten of 1,000 documents have a name: all of one outlet, or of ten."""
    holders = set(range(10))
    its_own, of_another = set(range(12)), set(range(500, 512))

    common = measure([0, 1], holders={0: holders}, outlets=[its_own, of_another])
    rare = measure([0, 1], holders={0: holders}, outlets=[of_another])

    assert common < 0.7 * rare


def test_the_story_itself_does_not_make_its_names_common():
    story = set(range(10))
    outlet = set(range(12))

    as_unrelated = measure([0, 1], holders={0: story}, outlets=[outlet])
    as_related = measure([0, 1], holders={0: story}, outlets=[outlet], related=story)

    assert as_related > as_unrelated


def test_words_of_a_phrase_say_nothing_beside_it():
    with_parts = measure([0, 1, 2])
    phrase_alone = measure([0])

    assert measure([0, 1, 2], uncounted=[1, 2]) == phrase_alone < with_parts


def test_a_surprise_that_suffices_is_not_measured_to_the_end():
    shared = list(range(10))
    enough, whole = measure(shared, sufficient=5.0), measure(shared)

    assert 5.0 <= enough < whole


def test_words_that_follow_one_another_in_both_are_a_phrase():
    assert number_in_phrase([0, 1, 2, 5], [4, 5, 6, 9]) == [0, 1, 2, 0]
    assert number_in_phrase([0, 1], [5, 4]) == [0, 0]


def test_the_further_words_of_a_name_count_little_and_those_of_a_quotation_in_full():
    """Four words such as "Prime Minister Ada Castellan" are one thing; ten are no chance."""
    name = measure([0, 1, 2, 3], positions=[1, 2, 3, 4])
    words = measure([0, 1, 2, 3], positions=[1, 4, 7, 10])
    quotation = measure(range(10), positions=list(range(1, 11)))

    assert name < 0.6 * words
    assert quotation > 2 * name
