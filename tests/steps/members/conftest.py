"""A desk with members, and one clock that only the tests move."""

from datetime import UTC, datetime

import pytest

from coranto.cli.desks import fill_settings_template
from coranto.model.members import Actor
from coranto.steps.desk import open_desk
from coranto.steps.members import roster

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
#: Somebody with a shell on the desk's machine.
SHELL = Actor(name="Bodo")
PASSWORD = "correct horse battery"


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "coranto.toml").write_text(fill_settings_template("The Lake Digest"))
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def join(desk):
    """Make somebody a member, with PASSWORD."""

    def add(name, role="editor", languages=()):
        member = roster.add_member(
            desk, name=name, role=role, languages=languages, state="active", actor=SHELL, now=NOW
        )
        actor = Actor(name=name, member_id=member.id, through="desk")
        return roster.set_password(desk, member, password=PASSWORD, actor=actor, now=NOW)

    return add
