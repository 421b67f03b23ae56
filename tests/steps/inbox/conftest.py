"""A desk whose stories are put into its database without collecting them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.cli.desks import fill_settings_template
from coranto.model import Document, Placement, Source
from coranto.steps.desk import open_desk
from coranto.steps.inbox.refresh import refresh_open_weeks

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
#: While the week goes on: its edition is the one in work.
NOW = datetime(2026, 11, 13, 12, tzinfo=UTC)


@dataclass
class WrittenDesk:
    """Adds stories to an open desk."""

    desk: object
    made: int = 0
    ids: dict = field(default_factory=dict)

    def add(  # noqa: PLR0913 - each is named
        self, name, *sources, language="en", hour=9, kind="article", weak=False, seen=None
    ):
        """A story of one document from each of some sources; its id."""
        story_id = self.ids.setdefault(name, f"s{len(self.ids):012}")
        for source_id in sources or ("gull",):
            if not self.desk.store.sources.get(source_id):
                source = Source(id=source_id, name=source_id.title(), country="AT")
                self.desk.store.sources.add(source, MONDAY)
            self.made += 1
            url = f"https://{source_id}.example/{self.made}"
            published = MONDAY + timedelta(hours=hour + self.made / 60)
            document = Document(
                id=f"d{self.made:012}",
                version=1,
                source_id=source_id,
                kind=kind,
                key=url,
                url=url,
                title=f"{name} number {self.made}",
                text=f"What {name} says about {name} stands here, with Mirabella and Ombra in it.",
                language=language,
                published=published,
                seen=seen or published,
            )
            part = f"s{self.made:011}x" if weak else story_id
            self.desk.store.documents.add(document, [])
            placement = Placement(document_id=document.id, story_id=story_id, score=0.5, part=part)
            self.desk.store.stories.place([placement])
            self.desk.store.documents.mark_grouped([document.id])
        return story_id

    def refresh(self, now=NOW):
        return refresh_open_weeks(self.desk, now)


@pytest.fixture
def written(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    text = fill_settings_template("The Test Digest")
    (folder / "coranto.toml").write_text(text, encoding="utf-8")
    with open_desk(folder) as desk:
        # The week before is told, so that the one that goes on is in work.
        desk.store.editions.compose(1, date(2026, 11, 2), date(2026, 11, 8), MONDAY, "0")
        desk.store.editions.publish(1, MONDAY - timedelta(days=1), "0", {}, [])
        yield WrittenDesk(desk)
