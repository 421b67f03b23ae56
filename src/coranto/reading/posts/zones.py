"""Time zones as exports write them behind a time: names and offsets. Pure.

A name is read only where it means one zone: CST is the time of Chicago, Havana and Shanghai.
"""

import re
from collections.abc import Mapping
from datetime import UTC, timedelta, timezone
from types import MappingProxyType

#: Minutes east of Greenwich. Those of America are RFC 822's. Left out, since they mean several:
#: AST, BST, CST, ECT, GST, IST, LMT, WST and others.
ZONE_OFFSET_MINUTES: Mapping[str, int] = MappingProxyType({
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "WAT": 60, "CAT": 120,
    "SAST": 120, "EAT": 180, "PKT": 300, "NPT": 345, "WIB": 420, "HKT": 480, "SGT": 480,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "EST": -300,
    "EDT": -240, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480,
    "HST": -600, "BRT": -180,
})  # fmt: skip
#: In the form of RFC 822, which defines them. Elsewhere CST is the time of China as well.
RFC822_ZONE_OFFSET_MINUTES: Mapping[str, int] = MappingProxyType({
    **ZONE_OFFSET_MINUTES, "CST": -360, "CDT": -300,
})  # fmt: skip
_OFFSET_PATTERN = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?")
MAX_OFFSET_MINUTES = 18 * 60


def named_zone(name: str, zones: Mapping[str, int] = ZONE_OFFSET_MINUTES) -> timezone | None:
    """The zone of a name; None when it means several, or is unknown."""
    minutes = zones.get(name.upper())
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def parse_offset(text: str) -> timezone | None:
    """The zone of an offset such as "+05:30", "-0800", "+3" or "Z"; None when it is none."""
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    match = _OFFSET_PATTERN.fullmatch(text)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > MAX_OFFSET_MINUTES:
        return None
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
