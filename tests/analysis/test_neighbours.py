"""What is known of features does not depend on documents that came and went."""

from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.neighbours import KEPT, Space

DOCUMENTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([1.0, 1.7])), st.booleans()
    ),
    min_size=1,
    max_size=30,
)


@given(DOCUMENTS)
def test_what_was_forgotten_leaves_no_trace(documents):
    space, other = Space(), Space()
    for number, (weights, _) in enumerate(documents):
        space.add(number, weights)
    space.forget([number for number, (_, is_kept) in enumerate(documents) if not is_kept])
    kept = [(number, weights) for number, (weights, is_kept) in enumerate(documents) if is_kept]
    for number, weights in kept:
        other.add(number, weights)
    for one in (space, other):
        one.add(len(documents), {"a": 1.0, "h": 1.0})

    for number, weights in kept:
        query = space.query(weights)
        assert query == other.query(weights)
        assert list(space.near(query)) == list(other.near(query))
        assert space.likeness(query, number) == other.likeness(query, number)


def test_of_a_common_feature_the_latest_documents_are_found():
    space = Space()
    for number in range(9 * KEPT):
        space.add(number, {f"word{number % 3}": 1.0})
    space.forget(range(8 * KEPT))

    found = [number for _, numbers in space.near(space.query({"word1": 1.0})) for number in numbers]

    assert set(found) <= set(range(8 * KEPT, 9 * KEPT))
    assert max(found) >= 9 * KEPT - 3
