"""Whatever is asked of a database that another program holds, the answer is a StoreError."""

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from coranto.analysis.stories.storylines import StorylineLink
from coranto.errors import StoreError
from coranto.model import (
    Capture,
    Copy,
    Disclosure,
    Document,
    Entry,
    Feed,
    Folder,
    Judgement,
    Placement,
    Problem,
    RecordLocation,
    SavedView,
    Source,
)
from coranto.model.members import (
    AccessToken,
    Actor,
    AuditEntry,
    Member,
    OneTimeLink,
    Passkey,
    Session,
)
from coranto.reading.repeated_lines import RepeatedLine
from coranto.reading.schedule import RevisitTimes
from coranto.store import Store
from coranto.store.corrections import CorrectionRecord
from coranto.store.entries import EntryRow
from coranto.store.inbox.views import Visit
from coranto.store.members.sign_in import SignInAttempts, SignInChallenge
from coranto.store.pages import PageClaim, PageVisit
from coranto.store.polls import Poll
from coranto.store.runs import RunProgress

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
LOOK = RevisitTimes(at=NOW, again=NOW, since=NOW)
DOCUMENT = Document(
    id="d1",
    version=1,
    source_id="gull",
    kind="article",
    key="https://gull.example/1",
    url="https://gull.example/1",
    title="Ferry late",
    text="The ferry was late.",
    seen=NOW,
)
COPY = Copy(document_id="d1", origin_id="d0", overlap=0.9, origin_overlap=0.5)
FACT = Disclosure(relation="owner", value="Harbour Trust", reference="")
CAPTURE = Capture(
    sha256="0" * 64,
    url="https://gull.example/feed",
    at=NOW,
    status=200,
    content_type="",
    place=RecordLocation(file="a.warc.gz", offset=0, length=10),
    run_id=1,
)
ENTRY = EntryRow(entry=Entry(key="1", url="", title="Ferry late"), page_key="", fingerprint="1")
CLAIM = PageClaim(key="k", title="Ferry late", text_sha256="0")
LINE = RepeatedLine(key="k", text="Read our letter", document_ids=("d1", "d2", "d3"))
VISIT = PageVisit(
    key="k",
    state="due",
    attempts=0,
    not_before=None,
    reason="",
    detail="",
    etag="",
    last_modified="",
    first_had=None,
)

DAYS = (date(2026, 11, 2), date(2026, 11, 8))
VIEW = SavedView(id=0, name="Open", query="state=open", owner="", made_by="Ines", made_at=NOW)
MEMBER = Member(id="m1", name="Ines", role="editor", created=NOW)
SESSION = Session(
    id="1", member_id="m1", created=NOW, last_used=NOW, expires=NOW, address="", agent=""
)
LINK = OneTimeLink(
    id="1", purpose="recovery", member_id="m1", member_name="Ines", created=NOW, expires=NOW
)
TOKEN = AccessToken(
    id="1", member_id="m1", name="phone", scopes=("read",), created=NOW, expires=NOW
)
PASSKEY = Passkey(
    id="k", member_id="m1", name="", public_key=b"", sign_count=0, created=NOW, last_used=None
)
ENTRY_OF_AUDIT = AuditEntry(
    number=1, at=NOW, actor=Actor(name="Ines"), action="read", subject="", before={}, after={},
    previous_hash="", hash="0",
)  # fmt: skip
PROGRESS = RunProgress(run_id=1, at=NOW, step="read", done=1, total=2)

#: One call of every public method of every family.
CALLS: dict[str, Callable[[Store], Any]] = {
    "sources.add": lambda s: s.sources.add(Source(id="gull", name="Gull"), NOW),
    "sources.get": lambda s: s.sources.get("gull"),
    "sources.all": lambda s: s.sources.all(),
    "sources.with_removed": lambda s: s.sources.with_removed(),
    "sources.update": lambda s: s.sources.update(Source(id="gull", name="Gull")),
    "sources.remove": lambda s: s.sources.remove("gull", NOW),
    "sources.unused_id": lambda s: s.sources.unused_id("Gull"),
    "sources.set_folder": lambda s: s.sources.set_folder(Folder(path=("World",), tier=1)),
    "sources.folders": lambda s: s.sources.folders(),
    "sources.names": lambda s: s.sources.names(["gull"]),
    "sources.disclose": lambda s: s.sources.disclose("gull", [FACT], NOW),
    "feeds.add": lambda s: s.feeds.add(Feed(id="f", source_id="gull", url="u"), NOW),
    "feeds.get": lambda s: s.feeds.get("f"),
    "feeds.by_url": lambda s: s.feeds.by_url("u"),
    "feeds.all": lambda s: s.feeds.all(),
    "feeds.with_removed": lambda s: s.feeds.with_removed(),
    "feeds.of_source": lambda s: s.feeds.of_source("gull"),
    "feeds.due": lambda s: s.feeds.due(NOW),
    "feeds.update": lambda s: s.feeds.update(Feed(id="f", source_id="gull", url="u")),
    "feeds.remove": lambda s: s.feeds.remove("f", NOW),
    "runs.start": lambda s: s.runs.start(NOW),
    "runs.restore": lambda s: s.runs.restore(7, NOW),
    "runs.unfinished": lambda s: s.runs.unfinished(),
    "runs.finish": lambda s: s.runs.finish(1, NOW, "success", {}),
    "runs.get": lambda s: s.runs.get(1),
    "runs.last": lambda s: s.runs.last(),
    "runs.recent": lambda s: s.runs.recent(5),
    "runs.record_progress": lambda s: s.runs.record_progress(PROGRESS),
    "runs.progress": lambda s: s.runs.progress(),
    "runs.forget_progress": lambda s: s.runs.forget_progress(),
    "polls.record": lambda s: s.polls.record(Poll(run_id=1, feed_id="f", at=NOW, outcome="new")),
    "polls.feeds_polled_in": lambda s: s.polls.feeds_polled_in(1),
    "polls.of_run": lambda s: s.polls.of_run(1),
    "polls.latest": lambda s: s.polls.latest(),
    "polls.empty_since": lambda s: s.polls.empty_since("f"),
    "polls.empty_feeds": lambda s: s.polls.empty_feeds(),
    "polls.outcomes": lambda s: s.polls.outcomes(1),
    "problems.record": lambda s: s.problems.record(1, NOW, [Problem(subject="u", reason="odd")]),
    "problems.recent": lambda s: s.problems.recent(5),
    "problems.about": lambda s: s.problems.about(["x"], 1),
    "problems.count": lambda s: s.problems.count(),
    "problems.count_by_reason": lambda s: s.problems.count_by_reason(["odd"]),
    "problems.recent_of": lambda s: s.problems.recent_of(["odd"], 5),
    "captures.add": lambda s: s.captures.add(CAPTURE),
    "captures.get": lambda s: s.captures.get(1),
    "captures.latest": lambda s: s.captures.latest("u"),
    "captures.redirects": lambda s: s.captures.redirects(["u"]),
    "captures.by_sha256": lambda s: s.captures.by_sha256("0" * 64),
    "captures.robots": lambda s: s.captures.robots(NOW),
    "captures.ends": lambda s: s.captures.ends(),
    "captures.count": lambda s: s.captures.count(),
    "captures.of_file": lambda s: list(s.captures.of_file("a.warc.gz")),
    "captures.forget": lambda s: s.captures.forget([1]),
    "integrity.find_structural_faults": lambda s: s.integrity.find_structural_faults(),
    "integrity.find_faults": lambda s: list(s.integrity.find_faults()),
    "entries.upsert": lambda s: s.entries.upsert("f", [ENTRY], 1, NOW),
    "entries.get": lambda s: s.entries.get("f", "1"),
    "entries.unread": lambda s: list(s.entries.unread()),
    "entries.unread_keys": lambda s: s.entries.unread_keys(),
    "entries.for_page": lambda s: s.entries.for_page("k"),
    "entries.of_pages": lambda s: list(s.entries.of_pages("f", ["k"])),
    "entries.feeds_of_documents": lambda s: list(s.entries.feeds_of_documents(["d1"])),
    "entries.mark_read": lambda s: s.entries.mark_read([("f", "1")]),
    "pages.request": lambda s: s.pages.request([("k", "u")]),
    "pages.request_again": lambda s: s.pages.request_again(["k"]),
    "pages.request_unreadable_again": lambda s: s.pages.request_unreadable_again(["k"]),
    "pages.get": lambda s: s.pages.get("k"),
    "pages.due": lambda s: s.pages.due(NOW, 10),
    "pages.count_due": lambda s: s.pages.count_due(NOW),
    "pages.record_fetched": lambda s: s.pages.record_fetched("k", 1, "", "", LOOK),
    "pages.record_unchanged": lambda s: s.pages.record_unchanged("k", LOOK),
    "pages.record_failure": lambda s: s.pages.record_failure("k", "gone", "", None),
    "pages.unread": lambda s: list(s.pages.unread()),
    "pages.mark_read": lambda s: s.pages.mark_read(["k"]),
    "pages.keep_claim": lambda s: s.pages.keep_claim(CLAIM),
    "pages.claim_of": lambda s: s.pages.claim_of("k"),
    "pages.claims_of_text": lambda s: s.pages.claims_of_text("0"),
    "pages.claims_of_canonical": lambda s: s.pages.claims_of_canonical("k"),
    "pages.read_again": lambda s: s.pages.read_again(["k"]),
    "pages.visits": lambda s: s.pages.visits(),
    "pages.restore_visits": lambda s: s.pages.restore_visits([VISIT]),
    "pages.troubles": lambda s: s.pages.troubles(["k"]),
    "pages.failures_by_reason": lambda s: s.pages.failures_by_reason(),
    "documents.add": lambda s: s.documents.add(DOCUMENT, []),
    "documents.add_version": lambda s: s.documents.add_version(DOCUMENT),
    "documents.add_keys": lambda s: s.documents.add_keys("d1", ["k"]),
    "documents.move_key": lambda s: s.documents.move_key("k", "d1"),
    "documents.correct_url": lambda s: s.documents.correct_url("d1", "https://gull.example/2"),
    "documents.by_key": lambda s: s.documents.by_key("k"),
    "documents.get": lambda s: s.documents.get("d1"),
    "documents.by_ids": lambda s: s.documents.by_ids(["d1"]),
    "documents.ids_beginning": lambda s: s.documents.ids_beginning("d", 1),
    "documents.recent_articles": lambda s: s.documents.recent_articles("gull", 9),
    "documents.count_beginnings": lambda s: s.documents.count_beginnings(),
    "documents.versions": lambda s: s.documents.versions("d1"),
    "documents.keys": lambda s: s.documents.keys("d1"),
    "documents.between": lambda s: list(s.documents.between(NOW, NOW)),
    "documents.ungrouped": lambda s: s.documents.ungrouped(),
    "documents.mark_grouped": lambda s: s.documents.mark_grouped(["d1"]),
    "documents.search": lambda s: s.documents.search("ferry"),
    "documents.count": lambda s: s.documents.count(),
    "documents.arrivals": lambda s: s.documents.arrivals(["d1"]),
    "documents.counts_by_source": lambda s: s.documents.counts_by_source(NOW, NOW),
    "documents.counts_by_language": lambda s: s.documents.counts_by_language(NOW, NOW),
    "repeated_lines.keep": lambda s: s.repeated_lines.keep("gull", [LINE], NOW),
    "repeated_lines.known_among": lambda s: s.repeated_lines.known_among("gull", ["k"]),
    "repeated_lines.of_source": lambda s: s.repeated_lines.of_source("gull"),
    "stories.place": lambda s: s.stories.place(
        [Placement(document_id="d1", story_id="s1", score=1.0)]
    ),
    "stories.placement": lambda s: s.stories.placement("d1"),
    "stories.placed_between": lambda s: list(s.stories.placed_between(NOW, NOW)),
    "stories.story": lambda s: s.stories.story("s1"),
    "stories.between": lambda s: s.stories.between(NOW, NOW),
    "stories.stories": lambda s: s.stories.stories(["s1"]),
    "stories.placements": lambda s: s.stories.placements(["s1"]),
    "stories.existing_ids": lambda s: s.stories.existing_ids(["s1"]),
    "stories.languages": lambda s: s.stories.languages(["s1"]),
    "stories.with_words": lambda s: s.stories.with_words("ferry"),
    "copies.keep": lambda s: s.copies.keep([COPY]),
    "copies.drop": lambda s: s.copies.drop(["d1"]),
    "copies.for_documents": lambda s: s.copies.for_documents(["d1"]),
    "copies.copies_of_documents": lambda s: s.copies.copies_of_documents(["d1"]),
    "storylines.unsettled": lambda s: s.storylines.unsettled(),
    "storylines.unsettle": lambda s: s.storylines.unsettle(["s1"]),
    "storylines.store_topics": lambda s: s.storylines.store_topics("s1", NOW, {}),
    "storylines.topics": lambda s: s.storylines.topics("s1", NOW, NOW, 9),
    "storylines.stories_with_topics": lambda s: s.storylines.stories_with_topics(
        ["ferry"], NOW, NOW, 1
    ),
    "storylines.count": lambda s: s.storylines.count(NOW, NOW),
    "storylines.store_links": lambda s: s.storylines.store_links(
        [StorylineLink(story_id="s1", first=NOW)]
    ),
    "storylines.links": lambda s: s.storylines.links(["s1"]),
    "storylines.earlier_stories": lambda s: s.storylines.earlier_stories(["s1"]),
    "storylines.following": lambda s: s.storylines.following(["s1"]),
    "networks.keep": lambda s: s.networks.keep([]),
    "networks.all": lambda s: s.networks.all(),
    "networks.with_posts": lambda s: s.networks.with_posts(["d1"]),
    "networks.newest_post": lambda s: s.networks.newest_post(),
    "networks.timed_posts": lambda s: s.networks.timed_posts(NOW, NOW),
    "judgements.append": lambda s: s.judgements.append(
        Judgement(at=NOW, who="Ines", verb="reject", subject="s1")
    ),
    "judgements.all": lambda s: s.judgements.all(),
    "judgements.numbered": lambda s: s.judgements.numbered(["remedy"]),
    "judgements.naming": lambda s: s.judgements.naming(["d1"]),
    "judgements.with_verbs": lambda s: s.judgements.with_verbs(["pick"]),
    "judgements.about": lambda s: s.judgements.about(["s1"], ["pick"]),
    "judgements.subjects_of": lambda s: s.judgements.subjects_of(["pick"]),
    "judgements.get": lambda s: s.judgements.get(1),
    "judgements.last_id": lambda s: s.judgements.last_id(),
    "summaries.replace_week": lambda s: s.summaries.replace_week(DAYS, [], NOW),
    "summaries.replace_stories": lambda s: s.summaries.replace_stories(DAYS, [], [], NOW),
    "summaries.labels": lambda s: s.summaries.labels(DAYS),
    "summaries.by_ids": lambda s: s.summaries.by_ids(DAYS, ["s1"]),
    "summaries.titles": lambda s: s.summaries.titles(["s1"]),
    "summaries.stories_with_former_ids": lambda s: s.summaries.stories_with_former_ids(["s1"]),
    "summaries.weeks_of": lambda s: s.summaries.weeks_of(["s1"]),
    "summaries.order": lambda s: s.summaries.order(DAYS),
    "summaries.keep_context": lambda s: s.summaries.keep_context(DAYS, b"{}"),
    "summaries.context": lambda s: s.summaries.context(DAYS),
    "moves.keep": lambda s: s.moves.keep(
        1, [Placement(document_id="d1", story_id="s1", score=1.0)], {"d1": "s2"}
    ),
    "moves.of_judgement": lambda s: s.moves.of_judgement(1),
    "views.save": lambda s: s.views.save(VIEW),
    "views.visible_to": lambda s: s.views.visible_to("Ines"),
    "views.get": lambda s: s.views.get(1),
    "views.delete": lambda s: s.views.delete(1),
    "visits.record": lambda s: s.visits.record("Ines", Visit(at=NOW, through=NOW)),
    "visits.get": lambda s: s.visits.get("Ines"),
    "visits.newest_arrival": lambda s: s.visits.newest_arrival(),
    "members.add": lambda s: s.members.add(MEMBER),
    "members.get": lambda s: s.members.get("m1"),
    "members.by_name": lambda s: s.members.by_name("Ines"),
    "members.all": lambda s: s.members.all(),
    "members.has_any": lambda s: s.members.has_any(),
    "members.count_active_owners": lambda s: s.members.count_active_owners(),
    "members.set_role": lambda s: s.members.set_role("m1", "reader", ()),
    "members.set_disabled": lambda s: s.members.set_disabled("m1", NOW),
    "members.set_joined": lambda s: s.members.set_joined("m1", NOW),
    "members.set_password_hash": lambda s: s.members.set_password_hash("m1", ""),
    "members.password_hash": lambda s: s.members.password_hash("m1"),
    "members.set_preferences": lambda s: s.members.set_preferences(
        "m1", language="fa", theme="", keys={}
    ),
    "sessions.add": lambda s: s.sessions.add(SESSION, "0"),
    "sessions.by_hash": lambda s: s.sessions.by_hash("0", now=NOW, used_since=NOW),
    "sessions.of_member": lambda s: s.sessions.of_member("m1", now=NOW, used_since=NOW),
    "sessions.touch": lambda s: s.sessions.touch("1", NOW),
    "sessions.end": lambda s: s.sessions.end("1", "m1"),
    "sessions.end_all": lambda s: s.sessions.end_all("m1"),
    "sessions.forget_ended": lambda s: s.sessions.forget_ended(now=NOW, used_since=NOW),
    "one_time_links.add": lambda s: s.one_time_links.add(LINK, "0"),
    "one_time_links.by_hash": lambda s: s.one_time_links.by_hash("0", now=NOW),
    "one_time_links.spend": lambda s: s.one_time_links.spend("1"),
    "one_time_links.delete_of": lambda s: s.one_time_links.delete_of("m1"),
    "access_tokens.add": lambda s: s.access_tokens.add(TOKEN, "0"),
    "access_tokens.by_hash": lambda s: s.access_tokens.by_hash("0", now=NOW),
    "access_tokens.of_member": lambda s: s.access_tokens.of_member("m1"),
    "access_tokens.touch": lambda s: s.access_tokens.touch("1", NOW),
    "access_tokens.delete": lambda s: s.access_tokens.delete("1", "m1"),
    "access_tokens.delete_of": lambda s: s.access_tokens.delete_of("m1"),
    "sign_in_records.attempts": lambda s: s.sign_in_records.attempts("0"),
    "sign_in_records.record_attempts": lambda s: s.sign_in_records.record_attempts(
        SignInAttempts(key="0", failures=1, last=NOW)
    ),
    "sign_in_records.forget_attempts": lambda s: s.sign_in_records.forget_attempts(
        failed_before=NOW, succeeded_before=NOW
    ),
    "sign_in_records.add_challenge": lambda s: s.sign_in_records.add_challenge(
        "0", SignInChallenge(purpose="passkey", holder="", content={}, expires=NOW)
    ),
    "sign_in_records.take_challenge": lambda s: s.sign_in_records.take_challenge("0"),
    "sign_in_records.forget_challenges": lambda s: s.sign_in_records.forget_challenges(NOW),
    "passkeys.add": lambda s: s.passkeys.add(PASSKEY),
    "passkeys.get": lambda s: s.passkeys.get("k"),
    "passkeys.of_member": lambda s: s.passkeys.of_member("m1"),
    "passkeys.record_use": lambda s: s.passkeys.record_use("k", 1, NOW),
    "passkeys.delete": lambda s: s.passkeys.delete("k", "m1"),
    "passkeys.delete_of": lambda s: s.passkeys.delete_of("m1"),
    "identities.link": lambda s: s.identities.link("https://id.example", "1", "m1", NOW),
    "identities.member_of": lambda s: s.identities.member_of("https://id.example", "1"),
    "identities.of_member": lambda s: s.identities.of_member("m1"),
    "identities.delete_of": lambda s: s.identities.delete_of("m1"),
    "audit.append": lambda s: s.audit.append(ENTRY_OF_AUDIT),
    "audit.last": lambda s: s.audit.last(),
    "audit.all": lambda s: list(s.audit.all()),
    "audit.before": lambda s: s.audit.before(None, 5),
    "editions.next_number": lambda s: s.editions.next_number(1),
    "editions.compose": lambda s: s.editions.compose(
        1, date(2026, 11, 2), date(2026, 11, 8), NOW, "0"
    ),
    "editions.publish": lambda s: s.editions.publish(1, NOW, "0", {}, []),
    "editions.forget": lambda s: s.editions.forget(1),
    "editions.get": lambda s: s.editions.get(1),
    "editions.all": lambda s: s.editions.all(),
    "editions.numbers_by_story": lambda s: s.editions.numbers_by_story(["s1"]),
    "editions.headings": lambda s: s.editions.headings(["s1"]),
    "editions.latest_headings": lambda s: s.editions.latest_headings(2, 4),
    "editions.published_document_ids": lambda s: s.editions.published_document_ids(1),
    "editions.rankings": lambda s: s.editions.rankings(1),
    "corrections.add": lambda s: s.corrections.add(
        CorrectionRecord(number=1, version=2, at=NOW, who="a", reason="b", headline="c", frozen="0")
    ),
    "corrections.of_edition": lambda s: s.corrections.of_edition(1),
    "corrections.unreported": lambda s: s.corrections.unreported(),
    "corrections.mark_reported": lambda s: s.corrections.mark_reported(2, [(1, 2)]),
    "corrections.stale_citations": lambda s: s.corrections.stale_citations(),
    "corrections.cited_spans": lambda s: s.corrections.cited_spans("d1", 1),
    "corrections.editions_citing": lambda s: s.corrections.editions_citing("d1"),
    "pages.mark_cited": lambda s: s.pages.mark_cited(["d"], LOOK),
    "corrections.replace_citations": lambda s: s.corrections.replace_citations(1, []),
    "overview.counts": lambda s: s.overview.counts(),
    "overview.weekly": lambda s: s.overview.weekly("language", 4, NOW),
    "overview.broken_feeds": lambda s: s.overview.broken_feeds(),
    "forget_derived": lambda s: s.forget_derived(),
    "copy_to": lambda s: s.copy_to(Path("/nowhere/at/all.db")),
    "transaction": lambda s: s.transaction().__enter__(),
    "snapshot": lambda s: s.snapshot().__enter__(),
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database that another program holds for itself, reading included."""
    path = tmp_path_factory.mktemp("desk") / "coranto.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield path


@pytest.mark.parametrize("name", CALLS)
def test_a_held_database_is_a_store_error(held: Path, name: str):
    with closing(sqlite3.connect(held, timeout=0, isolation_level=None)) as connection:
        store = Store(connection)

        with pytest.raises(StoreError, match=r"another program is using it|cannot be opened"):
            CALLS[name](store)


def test_opening_a_held_database_is_a_store_error(held: Path):
    with pytest.raises(StoreError, match="another program is using it"):
        Store.open(held, patience=0)


def test_no_method_is_forgotten_above():
    """A new public method comes with its line in CALLS."""
    with Store.memory() as store:
        families = {name: each for name, each in vars(store).items() if not name.startswith("_")}
    methods = {
        f"{family}.{name}"
        for family, each in families.items()
        for name, _ in inspect.getmembers(each, inspect.ismethod)
        if not name.startswith("_")
    }
    own = {name for name, _ in inspect.getmembers(Store, inspect.isfunction) if name[0] != "_"}

    assert methods | own - {"close"} == set(CALLS)
