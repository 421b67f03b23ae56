"""Find the days that stand beside a month's name in prose. Pure and linear."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from coranto.reading.dates import ranges, scanner, tables
from coranto.reading.dates.prose import DayMention, MonthDay, ScannedProse, make_date
from coranto.reading.dates.scanner import MonthMention

#: Characters between two tokens that are looked at.
MAX_GAP_CHARACTERS = 20
_YEAR_PATTERN = re.compile(r"1[34]\d\d|19\d\d|20\d\d")


def find_named_dates(prose: ScannedProse) -> Iterator[DayMention]:
    """Months by their names with a day next to them, and further days of the same month."""
    scanned = prose.scanned
    words = tables.date_words(prose.code)
    names = tables.month_names(prose.code)
    months = [
        month
        for month in scanner.find_months(scanned.words, names, words.month_endings)
        if not _is_inside_word(prose, month)
    ]
    taken = {at for month in months for at in range(month.start, month.end)}
    for index, month in enumerate(months):
        neighbours = [*months[max(0, index - 1) : index], *months[index + 1 : index + 2]]
        beside = scanner.find_day_and_year(scanned, month, taken, words.beside)
        if beside.day is None or _is_nearer_to_another(prose, month, beside.day, neighbours):
            continue
        is_before = beside.day < month.start
        further = list(
            ranges.days_before(scanned, prose.plain, beside.day, taken, prose.code)
            if is_before
            else ranges.days_after(scanned, prose.plain, beside.day, taken, prose.code)
        )
        taken |= {beside.day, *further}
        year = _year_token(prose, beside.year, further)
        yield from _mentions_of_month(prose, month, beside.day, further, year)


def _is_inside_word(prose: ScannedProse, month: MonthMention) -> bool:
    """Whether a month's name is part of another name: "Mar-a-Lago"."""
    tokens, plain = prose.scanned.tokens, prose.plain
    start, end = tokens[month.start].start(), tokens[month.end - 1].end()
    behind, before = plain[end : end + 2], plain[max(0, start - 2) : start]
    return (behind[:1] == "-" and behind[1:].isalpha()) or (
        before[1:] == "-"
        and before[:1].isalpha()
        and prose.scanned.words[month.start - 1] not in tables.words_near_days(prose.code)
    )


def _is_nearer_to_another(
    prose: ScannedProse, month: MonthMention, day: int, neighbours: list[MonthMention]
) -> bool:
    """Whether a day belongs to the month on its other side: "Aban (13 November)" is no date."""
    is_before = day < month.start
    beside = [other for other in neighbours if day + 1 == other.start or other.end == day]
    own_gap = _gap(prose, day, month.start) if is_before else _gap(prose, month.end - 1, day)
    return any(
        _gap(prose, day, other.start) < own_gap
        if day < other.start
        else _gap(prose, other.end - 1, day) < own_gap
        for other in beside
    )


def _gap(prose: ScannedProse, first: int, second: int) -> int:
    """The number of marks between two tokens; a point may belong to the day: "9. novembrist"."""
    tokens = prose.scanned.tokens
    between = prose.plain[tokens[first].end() : tokens[second].start()]
    return sum(not char.isspace() and char != "." for char in between[:MAX_GAP_CHARACTERS])


def _year_token(prose: ScannedProse, beside: int | None, further: list[int]) -> int | None:
    """The year beside a date, or behind the last of its days: "November 9–11, 2026"."""
    words = prose.scanned.words
    behind = further[-1] + 1 if further else len(words)
    for at in (beside, behind):
        if at is not None and at < len(words) and _YEAR_PATTERN.fullmatch(words[at]):
            return at
    return None


def _mentions_of_month(
    prose: ScannedProse,
    month: MonthMention,
    day: int,
    further: list[int],
    year_token: int | None,
) -> Iterator[DayMention]:
    words, tokens = prose.scanned.words, prose.scanned.tokens
    year = None if year_token is None else int(words[year_token])
    dates = _month_days(prose, month, int(words[day]), year)
    if not dates:
        return
    places = {month.start, month.end - 1, day, year_token or day}
    is_before = day < month.start
    if year_token is not None and year_token < min(day, month.start):
        places.discard(year_token)
    if not is_before and further and year_token == further[-1] + 1:
        places.discard(year_token)
    start, end = tokens[min(places)].start(), tokens[max(places)].end()
    is_ours = any(calendar == "gregorian" for calendar, _ in month.meanings)
    yield replace(prose.mention(start, end, dates), year=year if is_ours else None)
    for listed in further:
        token = tokens[listed]
        number = _month_days(prose, month, int(words[listed]), year)
        yield prose.mention(token.start(), token.end(), number)


def _month_days(
    prose: ScannedProse, month: MonthMention, day: int, year: int | None
) -> set[MonthDay]:
    return {
        month_day
        for meaning in month.meanings
        for month_day in _gregorian_days(meaning, day, year, prose.published)
    }


def _gregorian_days(
    meaning: tuple[str, int], day: int, year: int | None, published: date | None
) -> Iterator[MonthDay]:
    """The day in our calendar; of other calendars the one nearest to publication."""
    calendar, month = meaning
    if calendar == "gregorian":
        if make_date(2024, month, day):
            yield month, day
        return
    if published is None and year is None:
        return
    now = published.year if published else 0
    guess = now - 621 if calendar == "jalali" else round((now - 622) * 33 / 32)
    possible: list[date] = []
    for at in (year,) if year else (guess - 1, guess, guess + 1):
        try:
            possible.append(tables.CALENDAR_CONVERTERS[calendar](at, month, day))
        except ValueError:
            continue
    nearest = min(possible, key=lambda made: abs(made - published) if published else
                  made - date.min, default=None)  # fmt: skip
    if nearest:
        yield nearest.month, nearest.day
        if calendar == "hijri":  # tabular: months begin when the moon is sighted
            for shift in (-1, 1):
                other = nearest + timedelta(days=shift)
                yield other.month, other.day
