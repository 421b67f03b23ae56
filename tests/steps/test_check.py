"""A draft is checked against what the desk collected; what was found is frozen with it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from coranto.editing import checks
from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.steps import check as checking
from coranto.steps import collect as collecting
from coranto.steps import compose as composing
from coranto.steps import links
from coranto.steps import publish as publishing
from coranto.steps import sign as signing
from coranto.steps.desk import silent
from coranto.steps.verify import verify

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
#: Checks that hold that every sentence shows its evidence.
EVIDENCE = {
    "citation", "unknown mark", "broken mark", "quotation", "uncited quotation",
    "citations in translation", "network",
}  # fmt: skip


@pytest.fixture
def desk(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", "Tue, 10 Nov 2026 09:00:00 GMT", "Short."),
    )
    press.page(
        "/storm",
        "Storm stops ferries",
        "The ferry company said on Tuesday that all crossings are suspended until Friday.",
        "Waves of four metres were measured at the northern pier, the highest in years.",
    )
    desk_of().run()
    with desk_of.opened() as opened:
        composing.compose(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        yield opened


def asking(desk, **checks):
    """The desk, asking for more or less."""
    asked = msgspec.structs.replace(desk.settings.checks, **checks)
    return replace(desk, settings=msgspec.structs.replace(desk.settings, checks=asked))


def found(desk, text):
    findings = checking.check(desk, text, number=1).findings
    return {one.check: one.message for one in findings}


def test_what_was_found_and_switched_off_is_frozen_with_the_edition(desk):
    lax = asking(desk, off={"one source": "This is a town of one paper."})

    published = publishing.publish(lax, 1, now=NOW)

    findings = json.loads((published.frozen / "findings.json").read_bytes())
    (kept,) = [one for one in findings if one["check"] == "one source"]
    assert kept["message"].endswith("(it would have found 1): This is a town of one paper.")
    manifest = json.loads((published.frozen / "manifest.json").read_bytes())
    assert "findings.json" in manifest["files"]
    (published.frozen / "findings.json").write_text("[]")
    assert any("findings.json was changed" in fault for fault in verify(lax, 1).faults)


def test_an_unsigned_edition_is_not_published_where_the_desk_asks_for_signatures(desk):
    strict = asking(desk, signatures=1)
    text = publishing.read_draft(strict, 1)

    with pytest.raises(DeskError, match="0 of 1 signatures"):
        publishing.publish(strict, 1, now=NOW)
    signature = Judgement(
        at=NOW, who="Ada", verb=signing.VERB, subject=signing.subject(1),
        object=signing.fingerprint(text),
    )  # fmt: skip
    signing.sign(strict, signature)

    assert publishing.publish(strict, 1, now=NOW).number == 1


def test_a_link_that_was_gone_when_last_asked_for_is_dead(desk):
    text = publishing.read_draft(desk, 1)
    key = next(iter(checking.check(desk, text, number=1).context.newest.values())).key

    desk.store.pages.failed(key, "gone", "410", None)

    assert {"dead link", "vanished"} <= set(found(desk, text))


def test_a_story_that_is_not_here_is_named_with_the_nearest(desk):
    text = publishing.read_draft(desk, 1)
    story = checking.check(desk, text, number=1).context.week_stories[0]
    findings = checking.check(desk, text.replace(story, f"{story[:-1]}0"), number=1).findings

    assert [one.fix for one in findings if one.check == "unknown story"] == [
        f"did you mean {{#{story}}}?"
    ]


def test_a_line_ending_does_not_undo_a_signature():
    assert signing.fingerprint("a\r\nb\r\n") == signing.fingerprint("\ufeffa\nb\n")


def test_links_are_asked_for_only_when_told_to(desk, press):
    press.page("/moved", "Moved")
    press.answers["/moved"].status = 301
    press.answers["/moved"].headers["Location"] = press.url("/storm")
    text = publishing.read_draft(desk, 1).replace(
        "\n\n## ", f"\n\n[a]({press.url('/nowhere')}), [b]({press.url('/moved')})\n\n## ", 1
    )
    before = len(press.asked)
    assert "dead link" not in found(desk, text)
    assert len(press.asked) == before

    with collecting.fetcher_for(desk, clock=lambda: NOW) as fetcher:
        asked = links.ask(desk, fetcher, text, report=silent)
    findings = checking.check(desk, text, number=1, asked=asked).findings

    assert sorted(asked.values()) == ["", "", "missing"]
    told = {one.check: one.message for one in findings}
    assert press.url("/nowhere") in told["dead link"]
    assert told["redirect"].endswith(f"→ {press.url('/storm')}")
    assert desk.store.captures.latest(press.url("/nowhere")).status == 404


def test_a_page_that_says_it_must_be_paid_for_is_closed(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", "Tue, 10 Nov 2026 09:00:00 GMT", "Short."),
    )
    paid = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    words = "The ferry company said on Tuesday that all crossings are suspended until Friday."
    press.page("/storm", "Storm stops ferries", words, words[::-1], head=paid)
    desk_of().run()
    with desk_of.opened() as opened:
        composing.compose(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        told = found(opened, publishing.read_draft(opened, 1))

    assert "(payment)" in told["closed link"]


def test_what_keeps_no_promise_may_be_switched_off_and_harms_no_page(desk):
    """Design promises evidence; HTML and odd links are only shown as they stand."""
    path = desk.folder / "editions" / "0001.md"
    path.write_text(
        path.read_text("utf-8").replace(
            "\n\n## ", "\n\n<script>alert(1)</script> [here](javascript:alert(1))\n\n## ", 1
        ),
        encoding="utf-8",
    )
    lax = asking(desk, off={"html": "We show code.", "link": "We show code."})

    published = publishing.publish(lax, 1, now=NOW)

    page = (published.site / "editions" / "1" / "index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert checks.switches() == tuple(
        one.name for one in checks.CHECKS if one.name not in EVIDENCE | {"number"}
    )
