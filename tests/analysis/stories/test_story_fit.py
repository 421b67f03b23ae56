"""How much evidence joins documents of two outlets."""

from types import SimpleNamespace

import pytest

from coranto.analysis.stories.story_fit import (
    MIN_JOIN_EVIDENCE,
    MIN_LEADS_EVIDENCE,
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
