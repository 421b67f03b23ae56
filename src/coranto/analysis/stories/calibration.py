"""Reports of made-up events by which an embedding model is judged. Pure.

They are data, in `coranto/languages/reports/*.toml`, one file a language: two reports of each
event, in words that differ, as headlines do. Every event has another one of its kind beside
it, as a desk's week has. A new language needs no code.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class KnownEvent(NamedTuple):
    """A headline, and which event it reports."""

    language: str
    event: str
    headline: str


@cache
def load_known_events() -> tuple[KnownEvent, ...]:
    """All of them, by language and event."""
    folder = files("coranto.languages").joinpath("reports")
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        KnownEvent(file.name.removesuffix(".toml"), event, headline)
        for file in found
        if file.name.endswith(".toml")
        for event, headlines in tomllib.loads(file.read_text("utf-8")).items()
        for headline in headlines
    )
