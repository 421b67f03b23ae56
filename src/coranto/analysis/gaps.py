"""Find what went silent compared with its own past. Pure: no store, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

#: Weeks of its own past that something is measured against, at least.
MIN_PAST_WEEKS = 3
#: Fewer documents a week than this say nothing about silence.
MIN_WEEKLY_DOCUMENTS = 3.0
#: A week below this share of the usual is called silent.
MAX_SILENT_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGap:
    """A language or country from which far less came than in its own past weeks."""

    name: str
    usual: float  #: median documents a week before
    latest: int  #: documents in the last seven days


def find_coverage_gaps(weekly: Mapping[str, Sequence[int]]) -> list[CoverageGap]:
    """Who went silent. `weekly` has documents per seven days, oldest first, the last one latest."""
    found = []
    for name, weeks in sorted(weekly.items()):
        *past, latest = weeks
        active = past[next((i for i, count in enumerate(past) if count), len(past)) :]
        if len(active) < MIN_PAST_WEEKS:
            continue
        usual = median(active)
        if usual >= MIN_WEEKLY_DOCUMENTS and latest < MAX_SILENT_SHARE * usual:
            found.append(CoverageGap(name=name, usual=usual, latest=latest))
    return found
