"""Compare documents by their time, as far as their sources give it. Pure.

A date without a time of day reads as midnight in the source's own time zone. Where its dates do not
name that zone, all documents of such a source have one whole hour in UTC, or two where clocks are
changed within the year. Two such dates say nothing about closeness in time.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import expm1, log1p
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from coranto.model import Document

#: Fewest days assumed between two documents of which one has no date.
UNDATED_MIN_DAYS = 1.5
#: Fewest days assumed between two documents of which one has a date without a time of day.
BARE_DATE_MIN_DAYS = 1 / 3
#: Unrelated documents expected at the very moment of another one: whole hours are popular.
MIN_EXPECTED_DOCUMENTS = 0.05
#: Documents that a desk may miss each day: among those of few feeds nothing would look like chance.
BACKGROUND_DOCUMENTS_PER_DAY = 10
SECONDS_PER_DAY = 86_400
SECONDS_PER_HOUR = 3_600
HOURS_PER_DAY = 24
#: Documents of a source from which on its hours are known.
MIN_KNOWN_DOCUMENTS = 5
#: Stands for every moment that is no whole hour.
_NO_WHOLE_HOUR = -1
#: The zone behind a time of day, as ISO 8601 and RFC 5322 write it.
_ZONE_PATTERN = re.compile(r":\d\d(?:\.\d{1,9})? ?([+-])(\d\d):?(\d\d)\Z")
#: No written date is longer.
MAX_DATE_CHARACTERS = 100

_FIRST_DAY_SCALE = log1p(4)

FloatArray = npt.NDArray[np.float64]


class Moment(Protocol):
    """When a document was published, in so far as its source says it."""

    @property
    def second(self) -> int:
        """Seconds since 1970 of publication, or else of when it was first seen."""

    @property
    def dated(self) -> bool:
        """Whether the source gives a date."""

    @property
    def utc_offset(self) -> int:
        """Seconds by which the clock of its written date is before UTC; 0 if it says nothing."""

    @property
    def source_id(self) -> str:
        """The source; "" when it is not known."""


class PublicationMoment(NamedTuple):
    """When a document was published: a `Moment` of its own."""

    second: int
    dated: bool
    utc_offset: int
    source_id: str


def read_moment(document: Document) -> PublicationMoment:
    """When a document was published, and by which clock, as its written date says."""
    at = document.published or document.seen
    zone = _ZONE_PATTERN.search(document.published_raw[:MAX_DATE_CHARACTERS])
    utc_offset = 0
    if zone and document.published:
        sign, hours, minutes = zone.groups()
        utc_offset = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60)
    return PublicationMoment(
        int(at.timestamp() // 1), document.published is not None, utc_offset, document.source_id
    )


class Timeline:
    """The moments of the documents in memory, and what is known of their sources' clocks."""

    def __init__(self, window: int) -> None:
        """Compare documents within `window` seconds to either side."""
        self._window = window
        self._seconds: list[int] = []  #: of all documents, ascending
        self._clocks = _SourceClocks()

    def add(self, moment: Moment) -> None:
        """Note when a document was published."""
        insort(self._seconds, moment.second)
        self._clocks.add(moment.source_id, moment.second + moment.utc_offset)

    def forget(self, oldest: Iterable[Moment]) -> None:
        """Drop the oldest documents."""
        for moment in oldest:
            self._clocks.forget(moment.source_id, moment.second + moment.utc_offset)
            del self._seconds[bisect_left(self._seconds, moment.second)]

    def has_time(self, moment: Moment) -> bool:
        """Whether a document has a date with a time of day."""
        local_second = moment.second + moment.utc_offset
        return moment.dated and not self._clocks.is_bare_date(moment.source_id, local_second)

    def lapses(self, moment: Moment, others: Sequence[Moment]) -> FloatArray:
        """The weight of the time between a document and others, in first days."""
        seconds = np.array([other.second for other in others])
        days_apart = np.abs(seconds - moment.second) / SECONDS_PER_DAY
        own_min = self._min_days(moment)
        min_days = [max(own_min, self._min_days(other)) for other in others]
        # With the logarithm, time lowers the chance but hardly decides it: the second day counts
        # less than the first, and a follow-up after days is still the story.
        lapses: FloatArray = np.log1p(4 * np.maximum(days_apart, min_days)) / _FIRST_DAY_SCALE
        return lapses

    def expected_as_close(self, moment: Moment, other: Moment, related: Iterable[Moment]) -> float:
        """How many unrelated documents are as close in time as the other one.

        `related` are documents in memory that are not counted; those that a desk may miss are.
        """
        is_known = self.has_time(moment) and self.has_time(other)
        span = abs(moment.second - other.second)
        if not is_known:
            are_dated = moment.dated and other.dated
            span = max(span, SECONDS_PER_DAY) if are_dated else self._window
        first = bisect_left(self._seconds, moment.second - span)
        last = bisect_right(self._seconds, moment.second + span)
        related_count = sum(abs(member.second - moment.second) <= span for member in related)
        background = BACKGROUND_DOCUMENTS_PER_DAY * 2 * span / SECONDS_PER_DAY
        return last - first - related_count + background + MIN_EXPECTED_DOCUMENTS

    def _min_days(self, moment: Moment) -> float:
        if not moment.dated:
            return UNDATED_MIN_DAYS
        return 0.0 if self.has_time(moment) else BARE_DATE_MIN_DAYS


def days_of_lapse(lapse: float) -> float:
    """The days between two documents that have this lapse: the inverse of `Timeline.lapses`."""
    return expm1(lapse * _FIRST_DAY_SCALE) / 4


class _SourceClocks:
    """The hours at which the documents of each source are published, by the clock of its dates."""

    def __init__(self) -> None:
        self._hours: defaultdict[str, Counter[int]] = defaultdict(Counter)

    def add(self, source_id: str, second: int) -> None:
        """Note the moment of a source's document, in seconds since 1970 of that clock."""
        self._hours[source_id][_whole_hour(second)] += 1

    def forget(self, source_id: str, second: int) -> None:
        """Take back the moment of a source's document."""
        hours = self._hours[source_id]
        hours[_whole_hour(second)] -= 1
        if not hours[_whole_hour(second)]:
            del hours[_whole_hour(second)]
        if not hours:
            del self._hours[source_id]

    def is_bare_date(self, source_id: str, second: int) -> bool:
        """Whether a moment is but a date: midnight, and the source knows no other hours.

        A source of which nothing else is known is believed to mean midnight in UTC.
        """
        hour = _whole_hour(second)
        if hour == _NO_WHOLE_HOUR:
            return False
        hours = self._hours.get(source_id)
        if not hours or hours.total() < MIN_KNOWN_DOCUMENTS:
            return {*(hours or ()), hour} == {0}
        own_hours = {*hours, hour} - {_NO_WHOLE_HOUR}
        are_neighbours = max(own_hours) - min(own_hours) in {0, 1, HOURS_PER_DAY - 1}
        return _NO_WHOLE_HOUR not in hours and are_neighbours


def _whole_hour(second: int) -> int:
    is_whole = second % SECONDS_PER_HOUR == 0
    return second % SECONDS_PER_DAY // SECONDS_PER_HOUR if is_whole else _NO_WHOLE_HOUR
