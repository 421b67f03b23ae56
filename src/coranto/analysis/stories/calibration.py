"""Load reports of invented events by which an embedding model is calibrated. Pure.

They are data, in `coranto/languages/reports/*.toml`, one file for each language: two reports of
each event, in different words, as headlines are. Every event has another one of its kind beside it,
as in a desk's week. A new language needs no code.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class KnownEvent(NamedTuple):
    """A headline, and the event that it reports."""

    language: str
    event: str
    headline: str


@cache
def load_known_events() -> tuple[KnownEvent, ...]:
    """All known events, by language and event."""
    folder = files("coranto.languages").joinpath("reports")
    report_files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        KnownEvent(file.name.removesuffix(".toml"), event, headline)
        for file in report_files
        if file.name.endswith(".toml")
        for event, headlines in tomllib.loads(file.read_text("utf-8")).items()
        for headline in headlines
    )
