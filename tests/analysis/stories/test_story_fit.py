"""How much evidence joins documents of two outlets."""

from math import inf
from types import SimpleNamespace

import pytest

from coranto.analysis.stories.story_fit import (
    MIN_JOIN_EVIDENCE,
    MIN_LEADS_EVIDENCE,
    continuation_log_odds,
    min_evidence,
)


@pytest.mark.parametrize(
    ("leads", "further_report_share", "expected"),
    [
        ((True, True), 0.5, MIN_LEADS_EVIDENCE),
        ((True, True), 0.02, MIN_JOIN_EVIDENCE),
        ((True, False), 0.5, MIN_JOIN_EVIDENCE),
        ((False, False), 0.5, MIN_JOIN_EVIDENCE),
    ],
)
def test_likeness_is_trusted_between_leads_of_outlets_that_tell_the_same_events(
    leads, further_report_share, expected
):
    """A line of summary, or a blog among blogs, is like another one by chance."""
    query, member = (SimpleNamespace(has_lead=has_lead) for has_lead in leads)

    assert min_evidence(query, member, further_report_share) == expected


def log_odds_of(likeness, evidence, *, leads=True, further_report_share=0.5):
    query, member = (SimpleNamespace(has_lead=leads, id="tern") for _ in range(2))
    fit = SimpleNamespace(timeless=likeness, evidence=[evidence], compared=[member])
    return continuation_log_odds(query, fit, further_report_share)


def test_likeness_and_evidence_make_up_for_each_other_days_apart():
    assert log_odds_of(0.5, 0.0) == 0
    assert log_odds_of(0.8, -4.0) > 0 > log_odds_of(0.6, -4.0)
    assert log_odds_of(0.4, 4.0) > 0 > log_odds_of(0.4, 0.0)


def test_where_likeness_means_less_only_evidence_makes_a_story_another_ones_continuation():
    assert log_odds_of(0.99, 1.0, leads=False) == log_odds_of(0.9, 1.0, further_report_share=0.02)
    assert log_odds_of(0.99, 1.0, leads=False) == -inf
    assert log_odds_of(0.99, 2.0, leads=False) > 0
