"""How long `check` takes when a week's documents are runs of capitals: the worst for speakers.

    python benchmarks/capitals.py [--documents 5000]

Each made-up document is one word of 20,000 capitals, as a hostile feed may send. The desk is
made in a temporary folder and removed at the end.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from coranto.cli.desks import fill_settings_template
from coranto.editing import draft as drafts
from coranto.model import Document, Draft, Source
from coranto.steps.desk import Desk, open_desk
from coranto.steps.editions import check

MONDAY = datetime(2026, 11, 9, 12, tzinfo=UTC)
CAPITALS_PER_DOCUMENT = 20_000


def main() -> None:
    """Make the desk, check a draft, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        settings = fill_settings_template("Capitals")
        (folder / "coranto.toml").write_text(settings, encoding="utf-8")
        with open_desk(folder) as desk:
            fill(desk, count)
            draft = Draft(
                number=1, title="Capitals", first=MONDAY.date(), last=MONDAY.date(), language="en",
                headline="Nothing new", lead="", sections=(), citations=(),
            )  # fmt: skip
            began = time.perf_counter()
            check.check_draft(desk, drafts.format_draft(draft), number=1)
            seconds = time.perf_counter() - began
    print(f"check on {count:,} documents of {CAPITALS_PER_DOCUMENT:,} capitals: {seconds:.1f} s")


def fill(desk: Desk, count: int) -> None:
    """Add documents of one source that are one word of capitals each."""
    desk.store.sources.add(Source(id="kiln", name="The Kiln"), MONDAY)
    with desk.store.transaction():
        for number in range(count):
            url = f"https://kiln.example/{number}"
            desk.store.documents.add(document(number, url), {url})


def document(number: int, url: str) -> Document:
    """One made-up document."""
    digest = sha256(url.encode()).hexdigest()
    seen = MONDAY + timedelta(seconds=number)
    return Document(
        id=f"d{digest[:12]}", version=1, source_id="kiln", kind="article", key=url, url=url,
        title=f"Kiln {number} opens", text="A" * CAPITALS_PER_DOCUMENT, language="en",
        published=seen, published_raw=seen.isoformat(), precise="second", title_from="page",
        text_from="page", published_from="page", language_from="page", seen=seen, capture=digest,
    )  # fmt: skip


if __name__ == "__main__":
    main()
