"""What is known of features does not depend on documents that came and went."""

from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.nearest import MAX_KEPT_POSTINGS, FeatureIndex

DOCUMENTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([1.0, 1.7])), st.booleans()
    ),
    min_size=1,
    max_size=30,
)


@given(DOCUMENTS)
def test_what_was_forgotten_leaves_no_trace(documents):
    space, other = FeatureIndex(candidate_kinds=1), FeatureIndex(candidate_kinds=1)
    for number, (weights, _) in enumerate(documents):
        space.add(number, space.query([weights]))
    space.forget([number for number, (_, is_kept) in enumerate(documents) if not is_kept])
    kept = [(number, weights) for number, (weights, is_kept) in enumerate(documents) if is_kept]
    for number, weights in kept:
        other.add(number, other.query([weights]))
    for one in (space, other):
        one.add(len(documents), one.query([{"a": 1.0, "h": 1.0}]))

    for number, weights in kept:
        query, same = space.query([weights]), other.query([weights])
        assert query.weights.tolist() == same.weights.tolist()
        assert query.lengths == same.lengths
        assert space.rare_postings(query) == other.rare_postings(same)
        assert told(space.compare(query, [number])) == told(other.compare(same, [number]))


def told(compared):
    return [values.tolist() for values in compared]


def test_a_likeness_does_not_depend_on_who_else_is_compared():
    space = FeatureIndex(candidate_kinds=1)
    for number in range(300):
        said = {f"word{number % each}": 1.0 + each / 7 for each in range(1, 40)}
        space.add(number, space.query([said]))
    query = space.query([{f"word{each}": 1.0 for each in range(20)}])

    together, common = space.compare(query, range(300))
    alone = [space.compare(query, [number]) for number in range(300)]

    assert together.tolist() == [likeness[0].tolist() for likeness, _ in alone]
    assert common.tolist() == [count[0].tolist() for _, count in alone]


def test_documents_without_features_are_like_none():
    space = FeatureIndex(candidate_kinds=1)
    for number, said in enumerate(({}, {"word": 1.0}, {})):
        space.add(number, space.query([said]))

    likeness, common = space.compare(space.query([{"word": 1.0, "other": 1.0}]), [0, 1, 2])

    assert likeness[0, 0] == likeness[2, 0] == 0.0
    assert 0.0 < likeness[1, 0] < 1.0
    assert common.tolist() == [[0], [1], [0]]


def test_of_a_common_feature_the_latest_documents_are_found():
    space = FeatureIndex(candidate_kinds=1)
    for number in range(9 * MAX_KEPT_POSTINGS):
        space.add(number, space.query([{f"word{number % 3}": 1.0}]))
    space.forget(range(8 * MAX_KEPT_POSTINGS))

    found = [
        number
        for _, numbers in space.rare_postings(space.query([{"word1": 1.0}]))
        for number in numbers
    ]

    assert set(found) <= set(range(8 * MAX_KEPT_POSTINGS, 9 * MAX_KEPT_POSTINGS))
    assert max(found) >= 9 * MAX_KEPT_POSTINGS - 3


def test_what_came_late_and_left_first_is_not_looked_for():
    """Of a common feature the oldest postings are cut off; the newest may be forgotten first."""
    space = FeatureIndex(candidate_kinds=1)
    for number in range(600):
        space.add(number, space.query([{"word": 1.0}]))
    for number in range(600, 600 + 2 * MAX_KEPT_POSTINGS + 1):
        space.add(number, space.query([{"word": 1.0, "late": 1.0}]))
    space.forget(range(600, 600 + 2 * MAX_KEPT_POSTINGS + 1))
    for number in range(3_000, 4_500):
        space.add(number, space.query([{"other": 1.0}]))

    near = space.rare_postings(space.query([{"word": 1.0}]))

    assert [numbers for _, numbers in near] in ([], [[]])
