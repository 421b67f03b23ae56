"""The example desk: a made-up week on a made-up lake, served over loopback.

Outlets, people, places and events are all invented. `ExampleWeek` serves the outlets' sites
with the differences and faults of real ones; the rest is what an editor would write into
coranto.toml.
"""

from coranto.example.topic import (
    DESCRIPTION,
    FIRST_DAY,
    FIRST_NUMBER,
    LANGUAGES,
    LAST_DAY,
    SERIES,
    TIME_ZONE,
    TOPIC,
    WATCH_WORDS,
)
from coranto.example.week import DAY_NAMES, DayName, ExampleSource, ExampleWeek, end_of_day

__all__ = [
    "DAY_NAMES",
    "DESCRIPTION",
    "FIRST_DAY",
    "FIRST_NUMBER",
    "LANGUAGES",
    "LAST_DAY",
    "SERIES",
    "TIME_ZONE",
    "TOPIC",
    "WATCH_WORDS",
    "DayName",
    "ExampleSource",
    "ExampleWeek",
    "end_of_day",
]
