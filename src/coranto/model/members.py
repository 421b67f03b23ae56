"""Who works at a desk."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and by which way."""

    name: str
    member_id: str = ""  #: "" for a name that was only given, as on the command line
    through: str = "command line"  #: or "desk", "api"
