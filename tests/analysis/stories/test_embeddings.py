"""What an embedding model is heard to say of two documents."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.embeddings import (
    HALF_WEIGHT_DISCRIMINABILITY,
    INITIAL_VECTOR_SLOTS,
    CosineCalibration,
    EmbeddingIndex,
    calibrate_model,
)

KNOWN = {("en", "en"): CosineCalibration(apart=0.2, one=0.7, heard=1.0)}


def turned(degrees):
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def heard(meanings, language, vector, numbers):
    return meanings.log_odds(language, vector, list(numbers)).tolist()


def test_a_model_is_known_by_what_it_makes_of_reports():
    """One that tells English events apart, and finds all that is Persian alike."""
    english = [
        ("en", event, turned(at + off))
        for event, at in (("ferry", 0), ("strike", 60), ("flood", 130))
        for off in (0, 8)
    ]
    persian = [("fa", event, turned(200)) for event in ("ferry", "strike", "flood") for _ in "12"]
    found = calibrate_model([*english, *persian])

    assert found["en", "en"].one == pytest.approx(math.cos(math.radians(8)))
    assert found["en", "en"].apart < 0.5
    assert found["en", "en"].heard > 0.1
    assert found["en", "en"].heard > found.get(("en", "fa"), CosineCalibration(0, 1, 0)).heard
    assert ("fa", "fa") not in found


def test_a_discriminability_of_so_much_counts_half():
    """Cosines of 0.5 and 0.9 within an event, of others so that d' is `HALF`."""
    spread = 0.2
    apart = 0.7 - HALF_WEIGHT_DISCRIMINABILITY * spread / 2**0.5
    pairs = {(0, 1): 0.5, (2, 3): 0.9}
    gram = {pair: pairs.get(pair, apart) for pair in ((a, b) for b in range(4) for a in range(b))}
    # Of different events all are equal: the mean of both variances is half of the other.
    found = scale_of(gram, events=[0, 0, 1, 1])

    assert found.heard == pytest.approx(0.5)


def scale_of(gram, *, events):
    """The scale of a model with these cosines between documents."""
    import numpy as np

    matrix = np.eye(4) * 4  # long vectors, so that any cosines can be had
    for (one, other), cosine in gram.items():
        matrix[one, other] = matrix[other, one] = cosine
    vectors = np.linalg.cholesky(matrix)
    return calibrate_model(
        ("en", str(event), row) for event, row in zip(events, vectors, strict=True)
    )["en", "en"]


def test_it_speaks_for_what_is_as_alike_as_one_event_and_against_the_rest():
    meanings = EmbeddingIndex(KNOWN)
    for number, degrees in enumerate((0, 40, 60, 90, 180), 1):
        meanings.add(number, "en", turned(degrees))
    one, near, between, other, against = heard(meanings, "en", turned(0), range(1, 6))

    assert one > near > 0 > between > other
    assert against == other, "nothing is more than nothing alike"
    assert meanings.find_likely("en", turned(0), near) == [(one, 1), (near, 2)]


def test_of_a_language_it_does_not_know_it_says_nothing():
    meanings = EmbeddingIndex(KNOWN)
    assert heard(meanings, "en", turned(0), [1]) == [0]

    meanings.add(1, "xx", turned(0))

    assert heard(meanings, "en", turned(0), [1, 2]) == [0, 0]
    assert heard(meanings, "xx", turned(0), [1]) == [0]


def test_vectors_of_another_size_are_left_aside():
    meanings = EmbeddingIndex(KNOWN)
    for number, vector in enumerate(([1.0, 0.0], [1.0, 0.0, 0.0], [], [0.0, 1.0]), 1):
        meanings.add(number, "en", vector)

    assert [meanings.vector(number) is None for number in range(1, 5)] == [False, True, True, False]
    assert heard(meanings, "en", [1.0, 0.0], [2, 3, 9]) == [0, 0, 0]
    assert heard(meanings, "en", [1.0], [1, 4]) == [0, 0]
    assert meanings.find_likely("en", [1.0], 0.5) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["en", "xx"]), st.integers(0, 360)),
        max_size=3 * INITIAL_VECTOR_SLOTS,
    ),
    st.randoms(use_true_random=False),
)
def test_what_was_forgotten_and_the_order_change_nothing(documents, random):
    meanings, fresh = EmbeddingIndex(KNOWN), EmbeddingIndex(KNOWN)
    for number, (language, degrees) in enumerate(documents):
        meanings.add(number, language, turned(degrees))
    gone = {number for number in range(len(documents)) if random.random() < 0.5}
    meanings.forget([*gone, 10_000])
    kept = [number for number in range(len(documents)) if number not in gone]
    for number in random.sample(kept, len(kept)):
        fresh.add(number, documents[number][0], turned(documents[number][1]))
    for number in sorted(gone):
        meanings.add(number, "xx", turned(0))

    told = heard(meanings, "en", turned(10), kept)
    assert told == heard(fresh, "en", turned(10), kept)
