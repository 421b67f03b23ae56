"""Find languages and countries whose coverage fell silent compared with their own past.

Pure: no store, no clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

#: Fewest earlier weeks with documents that a name is compared with.
MIN_PAST_WEEKS = 3
#: Below this median of documents a week, silence proves nothing.
MIN_WEEKLY_DOCUMENTS = 3.0
#: A week with less than this share of the usual number of documents counts as silent.
MAX_SILENT_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGap:
    """A language or country with far fewer documents this week than in its own past weeks."""

    name: str
    usual: float  #: median number of documents in the weeks before
    latest: int  #: number of documents in the last seven days


def find_coverage_gaps(weekly: Mapping[str, Sequence[int]]) -> list[CoverageGap]:
    """List the names that went silent, in alphabetical order.

    `weekly` maps a name to its documents per seven days, the oldest week first, the latest last.
    """
    silent = []
    for name, weeks in sorted(weekly.items()):
        *past, latest = weeks
        # Weeks before the first document do not count: a source that was added last month has no
        # earlier past to fall silent from.
        active = past[next((i for i, count in enumerate(past) if count), len(past)) :]
        if len(active) < MIN_PAST_WEEKS:
            continue
        usual = median(active)
        if usual >= MIN_WEEKLY_DOCUMENTS and latest < MAX_SILENT_SHARE * usual:
            silent.append(CoverageGap(name=name, usual=usual, latest=latest))
    return silent
