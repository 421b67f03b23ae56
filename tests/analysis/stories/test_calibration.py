"""Made-up reports by which a model is judged."""

from collections import Counter

from coranto.analysis.stories.calibration import load_known_events


def test_every_language_tells_the_same_events_twice_in_other_words():
    told = Counter((each.language, each.event) for each in load_known_events())
    events = {event for _, event in told}

    assert set(told.values()) == {2}
    assert len(told) == len(events) * len({language for language, _ in told})
    assert len({each.headline for each in load_known_events()}) == len(load_known_events())
