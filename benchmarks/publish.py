"""Publish a large edition on a desk with a long archive: seconds, memory, sizes of pages.

    python benchmarks/publish.py DIR

Everything is invented from a seeded vocabulary. Two desks are made in DIR: one with 100
editions behind a new one of 100 items and 1,000 citations, one with 500 editions behind an
ordinary one. What stands behind is published as the program left it: the site is written
once before anything is measured. Reach: 20 s and 500 MB for the site, 20 s for the PDF,
60 kB for the front page, 300 kB for any page; and pages of the first desk's site load as
`loading.py` says. Sizes are taken over both sites.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import loading
from big_desk import Vocabulary
from coranto.cli.desks import fill_settings_template
from coranto.edges import pdf
from coranto.edges.archive import Exchange
from coranto.editing import draft as drafts
from coranto.editing import freezing
from coranto.model import (
    Citation,
    Document,
    Draft,
    Evidence,
    Item,
    Placement,
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Section,
    Source,
    Why,
)
from coranto.rendering.books import print_html
from coranto.steps.desk import Desk, open_desk
from coranto.steps.publication import frozen, site

SOURCES = 150
#: The Monday on which the newest edition is due.
END = datetime(2026, 11, 16, 9, tzinfo=UTC)
LANGUAGES = ("en", "de", "ru", "fa")
#: Each run in a process of its own: seconds and the most memory that it held.
RUN = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from coranto.steps.publication import publish
from coranto.steps.desk import open_desk
from coranto.edges import pdf
if sys.argv[3] == "without":
    pdf.missing_requirement = lambda: "not measured here"
with open_desk(Path(sys.argv[1])) as desk:
    before, worked = time.perf_counter(), time.process_time()
    now = datetime(2026, 11, 16, 9, tzinfo=UTC)
    done = publish.publish_edition(desk, int(sys.argv[2]), now=now)
    taken, worked = time.perf_counter() - before, time.process_time() - worked
held = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(f"{taken:.2f} {worked:.2f} {int(held) / 1000:.0f} {done.written}")
"""


@dataclass(frozen=True)
class Size:
    """How much an edition holds."""

    items: int
    citations: int


class Press:
    """Makes up documents and what is said of them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.vocabularies = {one: Vocabulary.of(one, chance) for one in LANGUAGES}
        self.sources = {
            f"outlet{number:03}": Source(
                id=f"outlet{number:03}",
                name=f"Outlet {number:03}",
                homepage=f"https://outlet{number:03}.example/",
                kind="newspaper",
                country="FI",
                languages=(LANGUAGES[number % 4],),
            )
            for number in range(SOURCES)
        }

    def document(self, number: str, language: str, day: datetime) -> Document:
        """A document of eight sentences."""
        vocabulary = self.vocabularies[language]
        sentences = [
            " ".join(vocabulary.sentence(self.chance, 14)).capitalize() + "." for _ in range(8)
        ]
        source = self.chance.randrange(SOURCES // 4) * 4 + LANGUAGES.index(language)
        url = f"https://outlet{source:03}.example/{number}"
        return Document(
            id=f"d{sha256(number.encode()).hexdigest()[:12]}",
            version=1,
            source_id=f"outlet{source:03}",
            kind="article",
            key=url,
            url=url,
            title=" ".join(vocabulary.sentence(self.chance, 8)).capitalize(),
            text="\n".join(sentences),
            language=language,
            published=day,
            published_raw=day.isoformat(),
            precise="second",
            seen=day,
            capture=sha256(url.encode()).hexdigest(),
        )

    def stories(self, number: int, size: Size, end: datetime) -> Iterator[list[Document]]:
        """The documents of an edition, story by story; each is cited once."""
        each = size.citations // size.items
        for item in range(size.items):
            language = LANGUAGES[item % 4]
            day = end - timedelta(hours=self.chance.randrange(2, 160))
            yield [
                self.document(f"{number}/{item}/{at}", language, day + timedelta(minutes=at))
                for at in range(each)
            ]


def drafted(number: int, stories: list[list[Document]], end: datetime) -> Draft:
    """The draft that tells these stories, quoting one sentence of each document."""
    citations: list[Citation] = []
    sections: dict[str, list[Item]] = {}
    for story in stories:
        parts = []
        for document in story:
            passage = document.text.partition("\n")[0]
            mark = sha256(document.id.encode()).hexdigest()[:9]
            citations.append(
                Citation(
                    mark=mark,
                    document_id=document.id,
                    version=1,
                    start=0,
                    end=len(passage),
                    text=passage,
                )
            )
            parts.append(f"[{document.source_id}]({document.url}): “{passage}”[^{mark}]")
        item = Item(story_id=name(story), heading=story[0].title, body="\n\n".join(parts))
        sections.setdefault(story[0].language, []).append(item)
    last = (end - timedelta(days=1)).date()
    return Draft(
        number=number,
        title="The Long Digest",
        first=last - timedelta(days=6),
        last=last,
        language="en",
        headline=stories[0][0].title,
        lead="These are the editors' own words about the week.",
        sections=tuple(
            Section(id=one, title=one.upper(), items=tuple(items))
            for one, items in sections.items()
        ),
        citations=tuple(citations),
        editors=("Ada Quill",),
    )


def name(story: list[Document]) -> str:
    """The id of a story."""
    return f"s{story[0].id[1:]}"


def why(document: Document) -> tuple[Why, ...]:
    """Reasons as long as real ones."""
    return (
        Why(signal="names in common", value=0.61, detail=document.title),
        Why(signal="hours apart", value=-0.05, detail="5 hours"),
    )


def frozen_edition(
    press: Press, number: int, stories: list[list[Document]], end: datetime
) -> PublishedEdition:
    """An edition as publishing would have frozen it."""
    draft = drafted(number, stories, end)
    texts = {document.id: document.text for story in stories for document in story}
    documents = [document for story in stories for document in story]
    used = sorted({document.source_id for document in documents})
    return PublishedEdition(
        draft=draft,
        published=end,
        evidence=tuple(
            Evidence(
                citation=one,
                before="",
                after=texts[one.document_id][one.end : one.end + freezing.CONTEXT_CHARACTERS],
            )
            for one in draft.citations
        ),
        documents=tuple(published(document) for document in documents),
        stories=tuple(
            PublishedStory(
                id=name(story),
                title=story[0].title,
                documents=tuple(document.id for document in story),
                reasons={document.id: why(document) for document in story},
                ranking=why(story[0]),
            )
            for story in stories
        ),
        sources=tuple(press.sources[one] for one in used),
        made_with="coranto 0.1.0",
    )


def published(document: Document) -> PublishedDocument:
    """What an edition keeps of a document."""
    return PublishedDocument(
        id=document.id,
        version=1,
        source_id=document.source_id,
        kind="article",
        url=document.url,
        title=document.title,
        language=document.language,
        published=document.published,
        published_raw=document.published_raw,
        authors=(),
        seen=document.seen,
        capture=document.capture,
    )


def make(folder: Path, *, behind: int, ordinary: Size, newest: Size) -> int:
    """A desk with so many editions behind the draft of a new one; the number of that."""
    folder.mkdir(parents=True)
    text = fill_settings_template("The Long Digest").replace("# address =", "address =", 1)
    (folder / "coranto.toml").write_text(text, encoding="utf-8")
    press = Press(random.Random(1620))
    with open_desk(folder) as desk:
        with desk.store.transaction():
            for source in press.sources.values():
                desk.store.sources.add(source, END)
        for number in range(1, behind + 1):
            end = END - timedelta(weeks=behind + 1 - number)
            stories = list(press.stories(number, ordinary, end))
            freeze(desk, frozen_edition(press, number, stories, end))
        site.write_site(desk)
        number = behind + 1
        stories = list(press.stories(number, newest, END))
        collect(desk, stories)
        desk.drafts.mkdir()
        path = desk.drafts / f"{number:04d}.md"
        path.write_text(drafts.format_draft(drafted(number, stories, END)), encoding="utf-8")
    return number


def freeze(desk: Desk, edition: PublishedEdition) -> None:
    """Lay an edition where publishing would have; its mail and evidence are not needed here."""
    folder = frozen.version_folder(desk, edition.draft.number)
    folder.mkdir(parents=True)
    (folder / frozen.EDITION_FILE).write_bytes(freezing.encode_edition(edition))
    (folder / frozen.DRAFT_FILE).write_text(drafts.format_draft(edition.draft), encoding="utf-8")
    (folder / frozen.MANIFEST_FILE).write_text(json.dumps({"files": {}}), encoding="utf-8")
    frozen.record_versions(desk, edition.draft.number)


def collect(desk: Desk, stories: list[list[Document]]) -> None:
    """Put the newest week into the archive and the store, as a run would have."""
    with desk.archive.locked(), desk.store.transaction():
        for document in (each for story in stories for each in story):
            page = f"<html><title>{document.title}</title>{document.text}</html>" * 20
            exchange = Exchange(
                url=document.url,
                at=document.seen,
                status=200,
                reason_phrase="OK",
                headers=(("Content-Type", "text/html; charset=utf-8"),),
                payload=page.encode(),
            )
            capture = desk.archive.append(exchange, run_id=1)
            desk.store.captures.add(capture)
            held = {**{one: getattr(document, one) for one in document.__slots__}}
            desk.store.documents.add(Document(**held | {"capture": capture.sha256}), set())
        for story in stories:
            desk.store.stories.place(
                [
                    Placement(document_id=one.id, story_id=name(story), score=0.6, reasons=why(one))
                    for one in story
                ]
            )


def measured(folder: Path, number: int) -> tuple[float, float, float, int]:
    """Seconds, those of the processor, megabytes and files of publishing without a PDF."""
    command = [sys.executable, "-c", RUN, str(folder), str(number), "without"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(out[0]), float(out[1]), float(out[2]), int(out[3])


def of_pdf(folder: Path, number: int) -> float | None:
    """Seconds that the PDF takes, None where none can be made."""
    if pdf.missing_requirement():
        return None
    with open_desk(folder) as desk:
        edition, about = frozen.read_newest_version(desk, number), site.about_desk(desk)
    before = time.perf_counter()
    pdf.render_pdf(print_html.render_print_html(edition, about=about))
    return time.perf_counter() - before


def largest(site: Path) -> tuple[Path, int]:
    """The largest page of the site, and its bytes."""
    return max(
        ((path, path.stat().st_size) for path in site.rglob("*.html")), key=lambda each: each[1]
    )


def row(what: str, found: str, reach: str, *, is_reached: bool) -> bool:
    """Print one row of the table."""
    print(f"{what:<62} {found:>14} {reach:>10}  {'' if is_reached else 'MISSED'}")
    return is_reached


def main() -> None:
    """Make the desks, publish, print; exit with 1 when something is not reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--behind", type=int, default=100)
    parser.add_argument("--long", type=int, default=500)
    asked = parser.parse_args()
    ordinary = Size(items=40, citations=120)
    good = []
    print(f"{'':<62} {'found':>14} {'reach':>10}")
    folder = asked.folder / "large"
    number = make(folder, behind=asked.behind, ordinary=ordinary, newest=Size(100, 1000))
    seconds, worked, megabytes, files = measured(folder, number)
    what = f"100 items, 1,000 citations, {asked.behind} behind"
    good.append(row(f"{what}: s", f"{seconds:.1f}", "20", is_reached=seconds < 20))
    row(f"{what}: s of the processor", f"{worked:.1f}", "", is_reached=True)
    good.append(row(f"{what}: MB", f"{megabytes:.0f}", "500", is_reached=megabytes < 500))
    row(f"{what}: files written", f"{files:,}", "", is_reached=True)
    taken = of_pdf(folder, number)
    if taken is not None:
        good.append(row("its PDF: s", f"{taken:.1f}", "20", is_reached=taken < 20))
    folder = asked.folder / "long"
    number = make(folder, behind=asked.long, ordinary=ordinary, newest=ordinary)
    seconds, worked, megabytes, files = measured(folder, number)
    what = f"40 items, 120 citations, {asked.long} behind"
    row(f"{what}: s", f"{seconds:.1f}", "", is_reached=True)
    row(f"{what}: s of the processor", f"{worked:.1f}", "", is_reached=True)
    row(f"{what}: MB", f"{megabytes:.0f}", "", is_reached=True)
    row(f"{what}: files written", f"{files:,}", "", is_reached=True)
    front = (folder / "site/index.html").stat().st_size / 1000
    good.append(row("front page: kB", f"{front:.1f}", "60", is_reached=front < 60))
    for root in (asked.folder / "large/site", folder / "site"):
        path, size = largest(root)
        what = f"largest page ({path.relative_to(asked.folder)}): kB"
        good.append(row(what, f"{size / 1000:.1f}", "300", is_reached=size < 300_000))
    good.append(loading.measure(asked.folder / "large/site"))
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
