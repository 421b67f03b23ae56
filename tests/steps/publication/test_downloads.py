"""What readers take away from an edition: made once, frozen, laid beside its page."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from coranto.edges import pdf
from coranto.steps.editions import compose as composing
from coranto.steps.publication import prove_site
from coranto.steps.publication import publish as publishing
from coranto.steps.publication import verify as verifying

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


def test_a_pdf_is_frozen_with_the_edition_and_laid_beside_its_page(desk):
    if reason := pdf.missing_requirement():
        pytest.skip(reason)

    published = publishing.publish_edition(desk, 1, now=NOW)

    body = (published.frozen / "edition.pdf").read_bytes()
    manifest = json.loads((published.frozen / "manifest.json").read_bytes())
    assert body.startswith(b"%PDF-1.7")
    assert (published.site / "editions/1/edition.pdf").read_bytes() == body
    assert '<a href="edition.pdf" dir="auto">PDF</a>' in (
        published.site / "editions/1/index.html"
    ).read_text("utf-8")
    assert "weasyprint" in manifest["libraries"]
    assert manifest["files"]["edition.pdf"] == hashlib.sha256(body).hexdigest()
    assert not verifying.verify_edition(desk, 1).faults


def test_a_book_is_frozen_with_the_edition_and_laid_beside_its_page(desk):
    published = publishing.publish_edition(desk, 1, now=NOW)

    body = (published.frozen / "edition.epub").read_bytes()
    assert body[30:58] == b"mimetypeapplication/epub+zip"
    assert (published.site / "editions/1/edition.epub").read_bytes() == body
    page = (published.site / "editions/1/index.html").read_text("utf-8")
    assert '<a href="edition.epub" dir="auto">EPUB</a>' in page


def test_evidence_that_a_desk_keeps_to_itself_is_frozen_but_not_published(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries on the lake", TUESDAY, "Short."))
    press.page("/storm", "Storm stops ferries on the lake", STORM, STORM.replace("all", "most"))
    desk_of().run()
    settings = desk_of.folder / "coranto.toml"
    told = settings.read_text("utf-8").replace('# evidence = "site"', 'evidence = "desk"')
    settings.write_text(told, "utf-8")
    with desk_of.opened() as desk:
        composing.compose_draft(desk, **WEEK, now=NOW)
        published = publishing.publish_edition(desk, 1, now=NOW)

        assert (published.frozen / "evidence.wacz").is_file()
        assert not list(published.site.rglob("*.wacz"))
        assert "WACZ" not in (published.site / "editions/1/index.html").read_text("utf-8")
        assert not verifying.verify_edition(desk, 1).faults
    assert prove_site.verify_site(published.site).faults == ()
