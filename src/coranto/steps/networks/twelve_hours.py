"""Find times of a file that count to twelve without AM or PM: strangers would meet by them."""

from collections.abc import Iterable

from coranto.edges.engine import Engine, quote_literal, render_query
from coranto.reading.posts import half_days, times

#: Whether a written time has AM or PM, or words of another script for them.
_HALF_DAY_SQL = "regexp_matches(time, '[AaPp][.]? ?[Mm]|[^ -~]')"


def twelve_hour_problems(engine: Engine, time_samples: Iterable[str]) -> list[tuple[str, str]]:
    """SQL condition and reason of such times; none unless the file in `told` has them."""
    # Nearly all files are done with their first rows.
    if not half_days.may_count_to_twelve(time_samples):
        return []
    posts_by_hour = dict(engine.rows(render_query("written_hours", half_day=_HALF_DAY_SQL)))
    if not half_days.counts_to_twelve(posts_by_hour):
        return []
    return [(f"NOT {_HALF_DAY_SQL}", quote_literal(times.TWELVE_HOURS))]
