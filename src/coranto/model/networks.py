"""Networks: accounts that posted the same at the same time, with their posts as evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coranto.model.documents import refuse_naive


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two posts of the same within the window."""

    thing: str  #: what both posted: an address, or the beginning of a text
    first: str  #: id of the older post
    second: str  #: id of the newer one
    seconds: float  #: between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Accounts that met again and again. Whether by chance, the finding says."""

    id: str  #: "n" and 12 base-32 digits of the SHA-256 of its posts' ids
    window: float  #: seconds between two posts, at most
    posts: dict[str, str]  #: post's document id → its account, oldest first
    meetings: tuple[Meeting, ...]
    first: datetime
    last: datetime
    finding: Literal["beyond chance", "chance", "insufficient data"]
    observed: int  #: meetings at distinct objects, over all pairs of accounts
    expected: float  #: how many of these chance alone would give
    # Adjusted, since among the many pairs of a desk some meet often by chance.
    adjusted: float  #: p-value after adjusting for all pairs of accounts

    def __post_init__(self) -> None:
        refuse_naive(self.first, self.last)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Its accounts, by name."""
        return tuple(sorted(set(self.posts.values())))
