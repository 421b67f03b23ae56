"""Decide which of two texts came first, by their credits and times. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coranto.analysis.copies.credits import Credit
from coranto.model import Why

#: A text that names the other's outlet is its copy, whatever the clocks say.
CREDIT_WEIGHT = 3.0
#: An unsure credit of which only a part is the other outlet's name.
PARTIAL_CREDIT_WEIGHT = 1.5
#: A text that names its own outlet ("(Lake Wire)" at Lake Wire) is nobody's copy.
OWN_CREDIT_WEIGHT = 2.0
#: The dates of publication decide where nobody is named.
PUBLISHED_WEIGHT = 1.0
#: When a text was first seen counts only where the dates do not help.
SEEN_WEIGHT = 0.3
#: The shorter text is more often the copy, but only slightly.
SHORTER_WEIGHT = 0.1
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRecord:
    """When and by whom a text was published, as far as is known."""

    outlet: str  #: its name, for people
    names: frozenset[str]  #: keys of the outlet's names: see credits.document_outlet_keys
    credits: tuple[Credit, ...]
    published: int | None  #: seconds since 1970
    is_day: bool  #: only the day is known, not the time
    seen: int  #: seconds since 1970
    size: int  #: number of words

    @property
    def second(self) -> int:
        """When it was published, or else first seen."""
        return self.seen if self.published is None else self.published


def direction_reasons(copy: PublicationRecord, origin: PublicationRecord) -> list[Why]:
    """What suggests that `copy` is copied from `origin`: positive values for, negative against."""
    reasons = [
        *_credit_reasons(copy, origin, 1),
        *_credit_reasons(origin, copy, -1),
        *_time_reasons(copy, origin),
    ]
    if copy.size != origin.size:
        sign = 1 if copy.size < origin.size else -1
        reasons.append(Why(signal="length", value=sign * SHORTER_WEIGHT, detail="the shorter text"))
    return reasons


def is_copy(reasons: Iterable[Why]) -> bool:
    """Whether the reasons say so; when they cancel out, the text that came in later is the copy."""
    return sum(why.value for why in reasons) >= 0


def credited_name(copy: PublicationRecord, origin: PublicationRecord) -> str:
    """The name by which `copy` credits the outlet of `origin`; "" when it does not."""
    return next(
        (credit.name for credit in copy.credits if not origin.names.isdisjoint(credit.keys)), ""
    )


def _credit_reasons(
    copy: PublicationRecord, origin: PublicationRecord, sign: Literal[1, -1]
) -> list[Why]:
    """What a text's credits say if it were the copy; `sign` turns the values round."""
    # Between two texts of one outlet its name says nothing.
    if copy.names & origin.names:
        return []
    reasons = []
    for credit in copy.credits:
        if not origin.names.isdisjoint(credit.keys):
            value = (
                CREDIT_WEIGHT
                if credit.is_sure or credit.keys[0] in origin.names
                else PARTIAL_CREDIT_WEIGHT
            )
            detail = f"{copy.outlet} credits “{credit.name}”"
            reasons.append(Why(signal="credit", value=sign * value, detail=detail))
            break
    own_credit = next(
        (credit for credit in copy.credits if not copy.names.isdisjoint(credit.keys)), None
    )
    if own_credit:
        detail = f"{copy.outlet} names itself: “{own_credit.name}”"
        reasons.append(Why(signal="own credit", value=-sign * OWN_CREDIT_WEIGHT, detail=detail))
    return reasons


def _time_reasons(copy: PublicationRecord, origin: PublicationRecord) -> list[Why]:
    seen_gap = copy.seen - origin.seen
    if copy.published is not None and origin.published is not None:
        gap = copy.published - origin.published
        # A date without a time reads as midnight: compared by the second, it would always win
        # against a time of the same day.
        if copy.is_day or origin.is_day:
            gap = (copy.published // _DAY_SECONDS - origin.published // _DAY_SECONDS) * _DAY_SECONDS
        if gap:
            value = PUBLISHED_WEIGHT if gap > 0 else -PUBLISHED_WEIGHT
            detail = f"{format_seconds(abs(gap))} {'later' if gap > 0 else 'earlier'}"
            return [Why(signal="published", value=value, detail=detail)]
    if seen_gap:
        value = SEEN_WEIGHT if seen_gap > 0 else -SEEN_WEIGHT
        detail = f"{format_seconds(abs(seen_gap))} {'later' if seen_gap > 0 else 'earlier'}"
        return [Why(signal="first seen", value=value, detail=detail)]
    return []


def format_seconds(seconds: int) -> str:
    """A length of time in words, in the largest unit that fits: "3 hours"."""
    for unit, size in (("day", _DAY_SECONDS), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count = seconds // size
        if count >= (2 if unit == "day" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "0 seconds"
