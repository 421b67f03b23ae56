"""A filter of the inbox is the query of an address, and errors are in words."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.steps.inbox import filters
from coranto.steps.inbox.filters import InboxFilter, format_filter, parse_filter

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


def several(values):
    return st.lists(values, unique=True, max_size=4).map(tuple)


FILTERS = st.builds(
    InboxFilter,
    languages=several(st.sampled_from(["de", "pt", "gsw"])),
    countries=several(st.sampled_from(["AT", "BR"])),
    outlets=several(TEXTS),
    tiers=several(st.sampled_from([1, 2, 3])),
    sections=several(TEXTS),
    folders=several(TEXTS),
    kinds=several(st.sampled_from(filters.KINDS)),
    watch_words=several(TEXTS),
    min_independent=st.integers(0, 9999),
    is_since_visit=st.booleans(),
    assigned_to=several(TEXTS),
    sureness=several(st.sampled_from(filters.SURENESSES)),
    states=several(st.sampled_from(filters.STATES)),
    words=st.just("") | TEXTS,
)


@given(FILTERS)
def test_a_filter_is_read_back_as_it_was_written(inbox_filter):
    parsed = parse_filter(format_filter(inbox_filter))

    assert parsed.filter == inbox_filter
    assert parsed.problems == ()


@given(st.text(max_size=200))
def test_any_query_gives_a_filter_that_can_be_written(query):
    inbox_filter = parse_filter(query).filter

    assert parse_filter(format_filter(inbox_filter)).filter == inbox_filter


def test_every_field_has_a_key():
    named = {field.name for field in filters.FILTER_FIELDS}

    assert named == {field.name for field in fields(InboxFilter)}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("tier=4", "tier='4': a tier is 1, 2 or 3."),
        ("state=loved", "state='loved': a state is one of open, picked, dropped, later."),
        ("language=de1", "language='de1': a language is a code such as de."),
        ("country=AUT", "country='AUT': a country is a code of two letters such as AT."),
        ("independent=many", "independent='many': a number of independent sources is 0 to 9999."),
        ("colour=red", "'colour' is no filter of the inbox. There are: language, country"),
    ],
)
def test_an_unknown_value_is_named_in_words(query, problem):
    parsed = parse_filter(f"?language=fr&{query}")

    assert parsed.filter == InboxFilter(languages=("fr",))
    assert [sentence[: len(problem)] for sentence in parsed.problems] == [problem]
