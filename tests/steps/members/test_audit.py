"""The audit tells what became of the desk's members, and shows when it was tampered with."""

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from coranto.errors import DeskError, StoreError
from coranto.model.members import Actor
from coranto.steps.desk import open_desk
from coranto.steps.members import audit, links, roster, sessions, tokens

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
SHELL = Actor(name="Bodo")
OTHER_COLUMNS = "member_id, through, action, subject, before, after, previous_hash, hash"
PASSWORD = "correct horse battery"


def as_actor(member):
    return Actor(name=member.name, member_id=member.id, through="desk")


def append(desk, subject="x", **values):
    return audit.append_entry(
        desk, actor=SHELL, action="members.role", subject=subject, now=NOW, **values
    )


def actions(desk):
    return [entry.action for entry in reversed(audit.list_entries(desk))]


def test_each_act_writes_one_entry_with_before_and_after(desk):
    links.spend_link(desk, links.owner_link(desk, now=NOW), name="Bodo", password=PASSWORD, now=NOW)
    member, secret = links.invite_member(desk, name="Ines", role="editor", actor=SHELL, now=NOW)
    member = links.spend_link(desk, secret, password=PASSWORD, now=NOW)
    sessions.start_session(desk, member, address="192.0.2.1", agent="", now=NOW)
    _, session = sessions.find_session(
        desk, sessions.start_session(desk, member, address="", agent="", now=NOW), NOW
    )
    sessions.end_session(desk, session, actor=as_actor(member), now=NOW)
    roster.change_role(desk, member, role="publisher", actor=SHELL, now=NOW)
    token, _ = tokens.create_token(
        desk, member, name="t", scopes=["read"], actor=as_actor(member), now=NOW
    )
    tokens.revoke_token(desk, member, token.id, actor=as_actor(member), now=NOW)
    roster.disable_member(desk, member, actor=SHELL, now=NOW)

    assert actions(desk) == [
        "members.add", "members.add", "members.join", "session.start", "session.start",
        "session.end", "members.role", "account.token", "account.token_revoked", "members.disable",
    ]  # fmt: skip
    role_entry = audit.list_entries(desk)[3]
    assert (role_entry.before["role"], role_entry.after["role"]) == ("editor", "publisher")
    assert audit.verify_audit(desk).breaks == ()


def test_what_is_refused_leaves_no_entry(desk, join):
    owner = join("Bodo", role="owner")
    before = audit.verify_audit(desk)

    with pytest.raises(DeskError):
        roster.disable_member(desk, owner, actor=SHELL, now=NOW)

    assert audit.verify_audit(desk) == before


def test_an_act_and_its_entry_come_together_or_not_at_all(desk, join, monkeypatch):
    member = join("Ines")
    secret = sessions.start_session(desk, member, address="", agent="", now=NOW)

    def refuse(*_, **__):
        raise StoreError("the disk is full")

    monkeypatch.setattr(type(desk.store.audit), "append", refuse)
    with pytest.raises(StoreError):
        roster.disable_member(desk, member, actor=SHELL, now=NOW)

    assert roster.find_member(desk, "Ines").state == "active"
    assert sessions.find_session(desk, secret, NOW)


def test_no_secret_is_in_it(desk):
    secret = links.owner_link(desk, now=NOW)
    member = links.spend_link(desk, secret, name="Bodo", password=PASSWORD, now=NOW)
    session = sessions.start_session(desk, member, address="", agent="", now=NOW)
    _, token = tokens.create_token(
        desk, member, name="t", scopes=["read"], actor=as_actor(member), now=NOW
    )

    written = "\n".join(audit.export_audit(desk))

    assert not [word for word in (secret, PASSWORD, session, token, "argon2") if word in written]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'Eve'",
        "DELETE FROM audit",
        f"REPLACE INTO audit SELECT number, at, 'Eve', {OTHER_COLUMNS} FROM audit",  # noqa: S608
        f"INSERT INTO audit SELECT number - 1, at, 'Eve', {OTHER_COLUMNS} FROM audit",  # noqa: S608
    ],
)
def test_the_database_refuses_to_change_it(desk, statement):
    append(desk)
    connection = desk.store._database.connection

    with pytest.raises(sqlite3.IntegrityError, match="appended only"):
        connection.execute(statement)


#: What somebody may do who opens the file, drops the triggers, and knows SQL.
TAMPERINGS = {
    "an actor": ("UPDATE audit SET actor = 'Eve' WHERE number = 2", "entry 2 .* was changed"),
    "a value": (
        """UPDATE audit SET after = '{"role":"owner"}' WHERE number = 2""",
        "entry 2 .* was changed",
    ),
    "a time": (
        "UPDATE audit SET at = '2026-01-01T00:00:00.000000Z' WHERE number = 3",
        "entry 3 .* was changed",
    ),
    "an entry in the middle": ("DELETE FROM audit WHERE number = 2", "entry 2 .* is missing"),
    "the first entry": ("DELETE FROM audit WHERE number = 1", "entry 1 .* is missing"),
    "the order": (
        "UPDATE audit SET number = CASE number WHEN 2 THEN -3 ELSE -2 END WHERE number IN (2, 3)",
        "entry",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_breaks_the_chain(tmp_path, desk, name):
    statement, message = TAMPERINGS[name]
    for subject in ("first", "second", "third", "fourth"):
        append(desk, subject, before={"role": "reader"}, after={"role": "editor"})
    with closing(sqlite3.connect(tmp_path / "coranto.db")) as file:
        file.execute("DROP TRIGGER audit_is_not_changed")
        file.execute("DROP TRIGGER audit_is_not_deleted")
        file.execute(statement)
        file.execute("UPDATE audit SET number = -number WHERE number < 0")
        file.commit()

    with open_desk(tmp_path) as tampered:
        breaks = " ".join(audit.verify_audit(tampered).breaks)

    assert re.search(message, breaks)


def test_a_tail_that_was_cut_off_shows_by_the_last_hash(tmp_path, desk):
    append(desk)
    noted = append(desk).hash
    with closing(sqlite3.connect(tmp_path / "coranto.db")) as file:
        file.execute("DROP TRIGGER audit_is_not_deleted")
        file.execute("DELETE FROM audit WHERE number = 2")
        file.commit()

    assert audit.verify_audit(desk).last_hash != noted


def test_others_can_follow_the_exported_chain(desk):
    """With sha256 and json alone, as the docstring of export_audit says."""
    for subject in ("Öykü", "نرگس", "a\nb"):
        append(desk, subject, before={"b": 1, "a": [True, None, "ü"]})
    previous = ""

    for line in audit.export_audit(desk):
        fields = json.loads(line)
        own_hash = fields.pop("hash")
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert "\n" not in line
        assert fields["previous"] == previous
        assert hashlib.sha256(text.encode()).hexdigest() == own_hash
        previous = own_hash

    assert previous == audit.verify_audit(desk).last_hash


def test_entries_are_listed_by_pages(desk):
    for number in range(7):
        append(desk, str(number))

    newest = audit.list_entries(desk, limit=3)
    older = audit.list_entries(desk, before=newest[-1].number, limit=3)

    assert [entry.subject for entry in [*newest, *older]] == ["6", "5", "4", "3", "2", "1"]
