"""Draft a week of real feeds, or the example, and print its items as JSON: see drafts.py.

    python benchmarks/draft_weeks.py WEEK DATA

A program of its own, so that it imports the version of Coranto that PYTHONPATH names.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week to draft, and what its desk is about. The topics were set before any draft."""

    name: str
    first: date
    topic: str
    top: tuple[str, ...]  #: its top stories, named from the list of all titles before any draft
    settings: str = ""  #: lines of coranto.toml
    words: tuple[str, ...] = ()  #: of the gate; of the watch list where there is no gate yet
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()  #: titles and words

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


#: An editor of world affairs leaves the Games to the sports pages; written before any draft.
NO_SPORT = """
[[mute]]
word = "Olympics"
variants = ["Olympic", "Olympian", "Winter Games", "World Cup"]
"""
EUROPE = (
    "Europe", "European", "EU", "NATO", "Germany", "German", "France", "French", "Italy", "Spain",
    "Poland", "Hungary", "Ukraine", "Ukrainian", "Russia", "Russian", "Britain", "UK", "Munich",
)  # fmt: skip
WEEKS = (
    Week(
        name="2026-W08",
        first=date(2026, 2, 16),
        topic="world affairs: politics, conflicts, disasters, courts, economies; no sport",
        top=(
            "iran-talks",
            "ukraine-talks",
            "peru",
            "bangladesh",
            "west-bank",
            "jackson",
            "rubio-orban",
            "energy-minister",
        ),
        settings=NO_SPORT,
        sections=(
            (
                "Middle East",
                (
                    "Iran",
                    "Israel",
                    "Israeli",
                    "Gaza",
                    "West Bank",
                    "Syria",
                    "Lebanon",
                    "Saudi Arabia",
                    "UAE",
                ),
            ),
            (
                "Europe",
                (
                    "Ukraine",
                    "Russia",
                    "Russian",
                    "Hungary",
                    "Germany",
                    "France",
                    "Spain",
                    "Britain",
                    "UK",
                    "EU",
                    "Europe",
                    "Kremlin",
                    "Belgium",
                    "Austria",
                ),
            ),
            (
                "Asia and Pacific",
                (
                    "China",
                    "India",
                    "Pakistan",
                    "Bangladesh",
                    "Japan",
                    "Korea",
                    "Australia",
                    "Indonesia",
                ),
            ),
            ("Africa", ("Africa", "Nigeria", "Kenya", "Sudan", "Ethiopia", "Congo", "Ghana")),
            (
                "Americas",
                (
                    "US",
                    "U.S.",
                    "United States",
                    "Trump",
                    "Canada",
                    "Mexico",
                    "Peru",
                    "Cuba",
                    "Argentina",
                    "Colombia",
                    "Venezuela",
                    "Brazil",
                ),
            ),
        ),
    ),
    Week(
        name="2026-W07",
        first=date(2026, 2, 9),
        topic="Europe and its neighbours: politics, security, economy, society; no sport results",
        top=(
            "munich",
            "navalny",
            "helmet",
            "lufthansa",
            "hungary",
            "epstein-france",
            "ukraine-talks",
            "france-killing",
        ),
        words=EUROPE,
        sections=(
            (
                "War and security",
                (
                    "Ukraine",
                    "Russia",
                    "Russian",
                    "NATO",
                    "Munich",
                    "defense",
                    "defence",
                    "military",
                    "Navalny",
                ),
            ),
            ("Germany", ("Germany", "German", "Berlin", "Merkel", "Lufthansa")),
            ("European Union", ("EU", "France", "French", "Hungary", "Italy", "Spain", "Poland")),
        ),
    ),
    Week(
        name="2026-W06",
        first=date(2026, 2, 2),
        topic="a general newspaper: business, science, technology, sport, society",
        top=(
            "gold",
            "olympics",
            "india-oil",
            "india-trade",
            "vault",
            "super-bowl",
            "ev-market",
            "fifa-russia",
        ),
        sections=(
            ("Sport", ("Olympics", "Olympic", "football", "Bundesliga", "FIFA", "Super Bowl")),
            ("Science", ("scientists", "study", "research", "virus", "cancer", "health")),
            ("Economy", ("trade", "prices", "market", "oil", "earnings", "economy", "carmakers")),
            ("Technology", ("AI", "software", "chips", "internet", "security")),
        ),
    ),
    # Marked when the ranking was done; only the section for what is told in brief came after it.
    Week(
        name="2026-W05",
        first=date(2026, 1, 26),
        topic="a general newspaper, as the week behind it; with no sections of its own",
        top=(
            "gold",
            "tariffs-euro",
            "tesla",
            "amazon",
            "carnival-trial",
            "afcon",
            "plastic",
            "iran-crises",
        ),
    ),
)
EXAMPLE = "example"


def emit_draft(name: str, data: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        items = (
            list(example_items(Path(folder)))
            if name == EXAMPLE
            else list(week_items(next(w for w in WEEKS if w.name == name), data, Path(folder)))
        )
    print(json.dumps(items, ensure_ascii=False))


def week_items(week: Week, data: Path, folder: Path) -> Iterator[dict[str, Any]]:
    import loopback
    from coranto import jobs
    from coranto.steps.collection import collect
    from coranto.steps.desk import no_report, open_desk

    now = datetime.combine(week.last + timedelta(days=1), time(6), tzinfo=UTC)
    with loopback.Loopback(data, pages=False) as served:
        allowed = json.dumps(served.allowed())
        (folder / "coranto.toml").write_text(
            f'[desk]\ntitle = "Week"\nlanguages = ["en"]\n{week.settings}\n{gate_or_watch(week)}\n'
            f"[fetch]\nallow = {allowed}\ndelay = 0.0\nrobots = false\n",
            encoding="utf-8",
        )
        with open_desk(folder) as desk:
            add_sources(desk, data, served.feeds(), now)
            with collect.fetcher_for(desk, clock=lambda: now) as fetcher:
                jobs.run_steps(desk, fetcher, clock=lambda: now, report=no_report)
            yield from draft_items(desk, week.first, week.last, now)


def gate_or_watch(week: Week) -> str:
    """The week's words as a gate, or as watch words for a version that has no gate."""
    from coranto.settings import tables

    lines = [
        f"[[section]]\nid = {json.dumps(title.lower().replace(' ', '-'))}\n"
        f"title = {json.dumps(title)}\nwords = {json.dumps(words)}\n"
        for title, words in week.sections
    ]
    if week.words and hasattr(tables, "GateTable"):
        lines.append(f"[gate]\nmust_hold_one_of = {json.dumps(week.words)}\n")
    elif week.words:
        lines += [f"[[watch]]\nword = {json.dumps(word)}\n" for word in week.words]
    return "".join(lines)


def add_sources(desk: Any, data: Path, addresses: Sequence[str], now: datetime) -> None:
    """One source for each feed, under the name that it gives itself; pages are not fetched."""
    from coranto.errors import SourceError
    from coranto.model import Feed, Source
    from coranto.reading.feeds import read_feed

    paths = sorted((data / "feeds").glob("*.xml"))
    with desk.store.transaction():
        for path, address in zip(paths, addresses, strict=True):
            try:
                title = read_feed(path.read_bytes(), url=address).title
            except SourceError:
                title = ""
            identifier = path.stem[:12]
            desk.store.sources.add(Source(id=identifier, name=title or identifier), now)
            feed = Feed(id=identifier, source_id=identifier, url=address, pages="never")
            desk.store.feeds.add(feed, now)


def example_items(folder: Path) -> Iterator[dict[str, Any]]:
    from contextlib import redirect_stdout
    from io import StringIO

    from coranto.cli import demo
    from coranto.example import FIRST_DAY, LAST_DAY, ExampleWeek
    from coranto.steps.desk import open_desk

    with ExampleWeek(day=demo.VISIT_DAYS[0]) as week, redirect_stdout(StringIO()):
        demo._write_settings(folder, week)  # noqa: SLF001 - the demonstration, step by step
        with open_desk(folder) as desk:
            demo._add_sources(desk, week)  # noqa: SLF001
            for day in demo.VISIT_DAYS:
                demo._collect_day(desk, week, day)  # noqa: SLF001
            now = demo.end_of_day(demo.VISIT_DAYS[-1]) + timedelta(hours=9)
            items = list(draft_items(desk, FIRST_DAY, LAST_DAY, now))
    yield from items


def draft_items(desk: Any, first: date, last: date, now: datetime) -> Iterator[dict[str, Any]]:
    from coranto.steps.editions import compose

    ranked = compose.rank_stories(desk, first=first, last=last, now=now)
    draft = compose.build_draft(desk, ranked, number=1, first=first, last=last)
    stories = {ranked_story.story.id: ranked_story for ranked_story in ranked}
    cited = {citation.mark: citation.document_id for citation in draft.citations}
    for section in draft.sections:
        for item in section.items:
            story = stories[item.story_id]
            documents = {document.id: document for document in story.story.documents}
            first_cited = next((id_ for mark, id_ in cited.items() if mark in item.body), None)
            lead = documents.get(first_cited or "") or story.story.documents[0]
            yield {
                "section": section.title,
                "heading": item.heading,
                "score": story.score,
                "reasons": [f"{why.signal} {why.value}: {why.detail}" for why in story.reasons],
                "documents": [
                    {"id": d.id, "title": d.title, "source": d.source_id, "text": d.text[:700],
                     "length": len(d.text), "published": str(d.published)}
                    for d in (lead, *(d for d in story.story.documents if d.id != lead.id))
                ],
            }  # fmt: skip


if __name__ == "__main__":
    emit_draft(sys.argv[1], Path(sys.argv[2]))
