"""What is known of features does not depend on documents that came and went."""

from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.neighbours import KEPT, Finder

DOCUMENTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([1.0, 1.7])), st.booleans()
    ),
    min_size=1,
    max_size=30,
)


@given(DOCUMENTS)
def test_what_was_forgotten_leaves_no_trace(documents):
    space, other = Finder(), Finder()
    for number, (weights, _) in enumerate(documents):
        space.add(number, weights)
    space.forget([number for number, (_, is_kept) in enumerate(documents) if not is_kept])
    kept = [(number, weights) for number, (weights, is_kept) in enumerate(documents) if is_kept]
    for number, weights in kept:
        other.add(number, weights)
    for one in (space, other):
        one.add(len(documents), {"a": 1.0, "h": 1.0})

    for number, weights in kept:
        query, same = space.query(weights), other.query(weights)
        assert query.weights.tolist() == same.weights.tolist()
        assert query.length == same.length
        assert list(space.near(query)) == list(other.near(same))
        assert told(space.likeness(query, [number])) == told(other.likeness(same, [number]))


def told(likeness):
    return [values.tolist() for values in likeness]


def test_a_likeness_does_not_depend_on_who_else_is_compared():
    space = Finder()
    for number in range(300):
        space.add(number, {f"word{number % each}": 1.0 + each / 7 for each in range(1, 40)})
    query = space.query({f"word{each}": 1.0 for each in range(20)})

    together, common = space.likeness(query, range(300))
    alone = [space.likeness(query, [number]) for number in range(300)]

    assert together.tolist() == [likeness[0] for likeness, _ in alone]
    assert common.tolist() == [count[0] for _, count in alone]


def test_documents_without_features_are_like_none():
    space = Finder()
    space.add(0, {})
    space.add(1, {"word": 1.0})
    space.add(2, {})

    likeness, common = space.likeness(space.query({"word": 1.0, "other": 1.0}), [0, 1, 2])

    assert likeness[0] == likeness[2] == 0.0
    assert 0.0 < likeness[1] < 1.0
    assert common.tolist() == [0, 1, 0]


def test_of_a_common_feature_the_latest_documents_are_found():
    space = Finder()
    for number in range(9 * KEPT):
        space.add(number, {f"word{number % 3}": 1.0})
    space.forget(range(8 * KEPT))

    found = [number for _, numbers in space.near(space.query({"word1": 1.0})) for number in numbers]

    assert set(found) <= set(range(8 * KEPT, 9 * KEPT))
    assert max(found) >= 9 * KEPT - 3
