"""The command that demonstrates Coranto: it serves a made-up week and runs the main job on it.

The outlets' sites are served over loopback; nothing leaves this machine.
"""

import json
import shutil
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from coranto import jobs, settings
from coranto.cli.desks import fill_settings_template
from coranto.cli.options import progress_meter
from coranto.cli.output import pluralise, run_lines
from coranto.errors import DeskError
from coranto.example import (
    DESCRIPTION,
    FIRST_DAY,
    FIRST_NUMBER,
    LANGUAGES,
    LAST_DAY,
    SERIES,
    TIME_ZONE,
    TOPIC,
    WATCH_WORDS,
    DayName,
    ExampleWeek,
    end_of_day,
)
from coranto.steps.collection import collect as collecting
from coranto.steps.desk import Clock, Desk, open_desk
from coranto.steps.editions import compose as composing
from coranto.steps.publication import publish as publishing

#: Marks a folder as made by the demonstration: only such a folder is ever replaced.
MARKER_FILE = ".made-by-coranto-demo"
#: The desk visits its sources on two days, because an outlet edits an article in between.
VISIT_DAYS: Sequence[DayName] = ("friday", "sunday")
#: Editors whom the demonstration's settings name.
EDITORS = ("Ada Quill", "Bashir Folio")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"))
@click.option("--stay", is_flag=True, help="Keep the outlets' sites up afterwards, until Ctrl-C.")
def demo(folder: Path, *, stay: bool) -> None:
    """Run the main job on a made-up week of made-up outlets, to edition no. 1.

    Nothing leaves this machine: the outlets are served over loopback.
    """
    _prepare_folder(folder)
    with ExampleWeek(day=VISIT_DAYS[0]) as week:
        _write_settings(folder, week)
        with open_desk(folder) as desk:
            _add_sources(desk, week)
            for day in VISIT_DAYS:
                _collect_day(desk, week, day)
            _publish_edition(desk)
        if stay:
            _wait_for_interrupt(week)


def _prepare_folder(folder: Path) -> None:
    if (folder / MARKER_FILE).exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise DeskError(f"{folder} is not empty and was not made by a demonstration. Name another.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER_FILE).write_text("`coranto demo` may replace this folder.\n", encoding="utf-8")


def _write_settings(folder: Path, week: ExampleWeek) -> None:
    def to_toml(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    watch = "".join(
        f"[[watch]]\nword = {to_toml(word)}\nvariants = {to_toml(list(variants))}\n\n"
        for word, variants in WATCH_WORDS.items()
    )
    # The template is filled in, rather than written anew, so that the demonstration's file has the
    # same explanations as the file of `coranto init`.
    text = fill_settings_template(SERIES)
    for old, new in {
        'topic = ""': f"topic = {to_toml(TOPIC)}",
        'description = ""': f"description = {to_toml(DESCRIPTION)}",
        'languages = ["en"]': f"languages = {to_toml(list(LANGUAGES))}",
        '# editors = ["Ada Example"]': f"editors = {to_toml(list(EDITORS))}",
        '# contact = "desk@example.org"': 'contact = "desk@ombra-digest.example"',
        "[cadence]\n": f"{watch}[cadence]\n",
        'zone = "UTC"': f"zone = {to_toml(TIME_ZONE)}",
        "first_number = 1": f"first_number = {FIRST_NUMBER}",
        "# delay = 1.0": "delay = 0.0",
        '# allow = ["intranet.example.org:8080"]': f"allow = {to_toml(list(week.hosts))}",
    }.items():
        text = text.replace(old, new, 1)
    (folder / settings.SETTINGS_FILE).write_text(text, encoding="utf-8")


def _add_sources(desk: Desk, week: ExampleWeek) -> None:
    at = end_of_day(VISIT_DAYS[0])
    with desk.store.transaction():
        for example_source in week.sources:
            desk.store.sources.add(example_source.source, at)
            desk.store.sources.disclose(
                example_source.source.id, example_source.source.disclosures, at
            )
            for feed in example_source.feeds:
                desk.store.feeds.add(feed, at)
    feeds = sum(len(example_source.feeds) for example_source in week.sources)
    click.echo(
        f"The made-up week: {pluralise(len(week.sources), 'source')}, {pluralise(feeds, 'feed')}."
    )


def _collect_day(desk: Desk, week: ExampleWeek, day: DayName) -> None:
    week.turn_to(day)
    clock = clock_starting_at(end_of_day(day))
    click.echo(f"\nOn {day.title()} evening:")
    with collecting.fetcher_for(desk, clock=clock) as fetcher:
        result = jobs.run_steps(desk, fetcher, clock=clock, report=progress_meter())
    for line in run_lines(result):
        click.echo(line)


def clock_starting_at(moment: datetime) -> Clock:
    """A clock that shows `moment` now and runs on from there."""
    # The made-up week has fixed dates: with the real clock every article would be old.
    started = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - started)


def _publish_edition(desk: Desk) -> None:
    moment = end_of_day(VISIT_DAYS[-1]) + timedelta(hours=9)
    composition = composing.compose_draft(desk, first=FIRST_DAY, last=LAST_DAY, now=moment)
    publication = publishing.publish_edition(desk, composition.number, now=moment)
    click.echo(
        f"\nEdition no. {composition.number}, from {pluralise(composition.documents, 'document')} "
        f"in {pluralise(composition.stories, 'story')}:"
    )
    click.echo(f"  read it    {publication.site / 'index.html'}")
    click.echo(f"  serve it   coranto serve --desk {desk.folder}")
    click.echo(f"  its draft  {composition.path}")
    click.echo(f"  its mail   {publication.frozen / 'edition.eml'}")
    click.echo(f"  the desk   coranto status --desk {desk.folder}")


def _wait_for_interrupt(week: ExampleWeek) -> None:
    click.echo("\nThe outlets' sites are up until Ctrl-C:")
    for name, home in week.homes.items():
        click.echo(f"  {name:<24} {home}")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        click.echo("")
