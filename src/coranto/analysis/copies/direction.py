"""Decide which of two texts was first, by what they say and when they came. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coranto.analysis.copies.credits import Credit
from coranto.model import Why

#: A text that names the other's outlet is its copy, whatever the clocks say; one that
#: names its own ("(Lake Wire)" at Lake Wire) is nobody's.
CREDIT, PART_OF_CREDIT, OWN_CREDIT = 3.0, 1.5, 2.0
#: Clocks decide where nobody is named; when it was seen only where no date helps.
PUBLISHED, SEEN = 1.0, 0.3
#: What is cut is more often the copy, but hardly.
SHORTER = 0.1
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
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


def evidence(copy: Stamp, origin: Stamp) -> list[Why]:
    """What speaks for one text being the copy of the other: above zero, against: below."""
    found = [
        *_credits(copy, origin, 1),
        *_credits(origin, copy, -1),
        *_clocks(copy, origin),
    ]
    if copy.size != origin.size:
        sign = 1 if copy.size < origin.size else -1
        found.append(Why(signal="length", value=sign * SHORTER, detail="the shorter text"))
    return found


def is_copy(reasons: Iterable[Why]) -> bool:
    """Whether the evidence says so; when it says nothing, the text met later is the copy."""
    return sum(why.value for why in reasons) >= 0


def credited(copy: Stamp, origin: Stamp) -> str:
    """The name by which one text credits the other's outlet; "" when it does not."""
    return next((one.name for one in copy.credits if not origin.names.isdisjoint(one.keys)), "")


def _credits(copy: Stamp, origin: Stamp, sign: Literal[1, -1]) -> list[Why]:
    """What a text's credits say, if it were the copy."""
    if copy.names & origin.names:
        return []
    found = []
    for one in copy.credits:
        if not origin.names.isdisjoint(one.keys):
            value = CREDIT if one.is_sure or one.keys[0] in origin.names else PART_OF_CREDIT
            detail = f"{copy.outlet} credits “{one.name}”"
            found.append(Why(signal="credit", value=sign * value, detail=detail))
            break
    own = next((one for one in copy.credits if not copy.names.isdisjoint(one.keys)), None)
    if own:
        detail = f"{copy.outlet} names itself: “{own.name}”"
        found.append(Why(signal="own credit", value=-sign * OWN_CREDIT, detail=detail))
    return found


def _clocks(copy: Stamp, origin: Stamp) -> list[Why]:
    seen = copy.seen - origin.seen
    if copy.published is not None and origin.published is not None:
        gap = copy.published - origin.published
        if copy.is_day or origin.is_day:
            gap = (copy.published // _DAY - origin.published // _DAY) * _DAY
        if gap:
            value = PUBLISHED if gap > 0 else -PUBLISHED
            detail = f"{span(abs(gap))} {'later' if gap > 0 else 'earlier'}"
            return [Why(signal="published", value=value, detail=detail)]
    if seen:
        value = SEEN if seen > 0 else -SEEN
        detail = f"{span(abs(seen))} {'later' if seen > 0 else 'earlier'}"
        return [Why(signal="first seen", value=value, detail=detail)]
    return []


def span(seconds: int) -> str:
    """A stretch of time in words."""
    for unit, size in (("day", _DAY), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count = seconds // size
        if count >= (2 if unit == "day" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"
