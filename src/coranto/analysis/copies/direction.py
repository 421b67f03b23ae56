"""Decide which of two texts was first, by what they say and when they came. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coranto.analysis.copies.credits import Credit
from coranto.model import Why

#: A text that names the other's outlet is its copy, whatever the clocks say; one that
#: names its own ("(Lake Wire)" at Lake Wire) is nobody's.
CREDIT_WEIGHT = 3.0
PARTIAL_CREDIT_WEIGHT = 1.5
OWN_CREDIT_WEIGHT = 2.0
#: Clocks decide where nobody is named; when it was seen only where no date helps.
PUBLISHED_WEIGHT = 1.0
SEEN_WEIGHT = 0.3
#: What is cut is more often the copy, but hardly.
SHORTER_WEIGHT = 0.1
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRecord:
    """When and by whom a text was published, as far as is known."""

    outlet: str  #: for people
    names: frozenset[str]  #: keys of the outlet's names: see crediting.own_keys
    credits: tuple[Credit, ...]
    published: int | None  #: seconds since 1970
    is_day: bool  #: only the day is known
    seen: int  #: seconds since 1970
    size: int  #: words

    @property
    def second(self) -> int:
        """When it was published, else first seen."""
        return self.seen if self.published is None else self.published


def direction_reasons(copy: PublicationRecord, origin: PublicationRecord) -> list[Why]:
    """What speaks for one text being the copy of the other: above zero, against: below."""
    found = [
        *_credit_reasons(copy, origin, 1),
        *_credit_reasons(origin, copy, -1),
        *_time_reasons(copy, origin),
    ]
    if copy.size != origin.size:
        sign = 1 if copy.size < origin.size else -1
        found.append(Why(signal="length", value=sign * SHORTER_WEIGHT, detail="the shorter text"))
    return found


def is_copy(reasons: Iterable[Why]) -> bool:
    """Whether the evidence says so; when it says nothing, the text met later is the copy."""
    return sum(why.value for why in reasons) >= 0


def credited_name(copy: PublicationRecord, origin: PublicationRecord) -> str:
    """The name by which one text credits the other's outlet; "" when it does not."""
    return next((one.name for one in copy.credits if not origin.names.isdisjoint(one.keys)), "")


def _credit_reasons(
    copy: PublicationRecord, origin: PublicationRecord, sign: Literal[1, -1]
) -> list[Why]:
    """What a text's credits say, if it were the copy."""
    if copy.names & origin.names:
        return []
    found = []
    for one in copy.credits:
        if not origin.names.isdisjoint(one.keys):
            value = (
                CREDIT_WEIGHT
                if one.is_sure or one.keys[0] in origin.names
                else PARTIAL_CREDIT_WEIGHT
            )
            detail = f"{copy.outlet} credits “{one.name}”"
            found.append(Why(signal="credit", value=sign * value, detail=detail))
            break
    own = next((one for one in copy.credits if not copy.names.isdisjoint(one.keys)), None)
    if own:
        detail = f"{copy.outlet} names itself: “{own.name}”"
        found.append(Why(signal="own credit", value=-sign * OWN_CREDIT_WEIGHT, detail=detail))
    return found


def _time_reasons(copy: PublicationRecord, origin: PublicationRecord) -> list[Why]:
    seen = copy.seen - origin.seen
    if copy.published is not None and origin.published is not None:
        gap = copy.published - origin.published
        if copy.is_day or origin.is_day:
            gap = (copy.published // _DAY_SECONDS - origin.published // _DAY_SECONDS) * _DAY_SECONDS
        if gap:
            value = PUBLISHED_WEIGHT if gap > 0 else -PUBLISHED_WEIGHT
            detail = f"{format_seconds(abs(gap))} {'later' if gap > 0 else 'earlier'}"
            return [Why(signal="published", value=value, detail=detail)]
    if seen:
        value = SEEN_WEIGHT if seen > 0 else -SEEN_WEIGHT
        detail = f"{format_seconds(abs(seen))} {'later' if seen > 0 else 'earlier'}"
        return [Why(signal="first seen", value=value, detail=detail)]
    return []


def format_seconds(seconds: int) -> str:
    """A stretch of time in words."""
    for unit, size in (("day", _DAY_SECONDS), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count = seconds // size
        if count >= (2 if unit == "day" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"
