"""An edition in two languages: laid out, checked, published side by side."""

from datetime import UTC, date, datetime

import pytest

from coranto.errors import DeskError, DraftError
from coranto.steps.editions import check as checking
from coranto.steps.editions import compose as composing
from coranto.steps.editions import files
from coranto.steps.editions import translate as translating
from coranto.steps.publication import publish as publishing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
STORM = "The ferry company said on Tuesday that all crossings of the lake are suspended."


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries on the lake", TUESDAY, "Short."))
    press.page("/storm", "Storm stops ferries on the lake", STORM, STORM.replace("all", "most"))
    desk_of().run()
    with desk_of.opened() as opened:
        composing.compose_draft(opened, **WEEK, now=NOW)
        yield opened


def headline(path):
    return next(line for line in path.read_text("utf-8").splitlines() if line.startswith("# "))


def retitle(path, words):
    before = headline(path)
    stamp = before[before.rindex("{") :]
    text = path.read_text("utf-8").replace(before, f"# {words} {stamp}")
    path.write_text(text, encoding="utf-8")


def test_an_edition_is_published_in_both_languages_with_ways_between_them(desk):
    laid = translating.write_translation_file(desk, 1, "fa")
    assert (laid.current, laid.stale) == (0, 0)
    retitle(laid.path, "طوفان")

    published = publishing.publish_edition(desk, 1, now=NOW)

    first = (published.site / "editions/1/index.html").read_text("utf-8")
    other = (published.site / "editions/1/fa/index.html").read_text("utf-8")
    assert 'href="../../editions/1/fa/index.html" rel="alternate" hreflang="fa"' in first
    assert '<html lang="fa" dir="rtl">' in other
    assert "طوفان" in other
    assert "این متن هنوز ترجمه نشده است." in other
    assert 'href="../../../editions/1/index.html" rel="alternate" hreflang="en"' in other
    assert {"edition.epub", "edition.fa.epub"} <= {one.name for one in published.frozen.iterdir()}
    english = '<a href="../edition.epub" dir="auto">EPUB (English)</a>'
    persian = '<a href="../edition.fa.epub" dir="auto">EPUB (فارسی)</a>'
    assert 0 < other.index(persian) < other.index(english)


def test_what_is_missing_is_a_warning_that_does_not_stop_publication(desk):
    translating.write_translation_file(desk, 1, "fa")
    text = files.read_draft_text(desk, 1)

    findings = checking.check_draft(desk, text, number=1).findings

    told = [one for one in findings if one.check == "missing translation"]
    assert {one.severity for one in told} == {"warning"}
    assert len(told) >= 2


def test_a_translation_that_cannot_be_understood_is_named_with_its_file(desk):
    path = translating.write_translation_file(desk, 1, "fa").path
    path.write_text("no front", encoding="utf-8")

    with pytest.raises(DraftError, match=r"0001\.fa\.md, line 1: the draft starts"):
        checking.check_draft(desk, files.read_draft_text(desk, 1), number=1)


@pytest.mark.parametrize("language", ["en", "new", "../x", ""])
def test_what_is_no_other_language_is_refused(desk, language):
    with pytest.raises(DeskError):
        translating.write_translation_file(desk, 1, language)
