"""A language that stops coming is noticed; one that was never there is not."""

from coranto.analysis import gaps


def test_a_language_that_stops_is_noticed():
    found = gaps.find_coverage_gaps({"fa": [12, 9, 11, 10, 0], "en": [40, 38, 41, 39, 37]})

    assert [(one.name, one.usual, one.latest) for one in found] == [("fa", 10.5, 0)]


def test_a_quiet_week_is_not_silence():
    assert gaps.find_coverage_gaps({"sq": [10, 10, 10, 4]}) == []


def test_a_language_that_just_began_has_no_past_to_be_measured_against():
    assert gaps.find_coverage_gaps({"ar": [0, 0, 0, 9, 8, 0]}) == []


def test_two_documents_a_week_are_too_few_to_judge():
    assert gaps.find_coverage_gaps({"de": [2, 2, 2, 2, 0]}) == []
