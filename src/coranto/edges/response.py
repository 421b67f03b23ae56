"""One HTTP response as received: the fetcher returns it and the archive stores it.

A value only: it opens nothing and interprets nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from coranto.model import to_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP response: transfer coding undone, content coding kept."""

    url: str  #: the address that answered
    at: datetime  #: aware, UTC
    status: int
    reason_phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()  #: as received, decoded as Latin-1, in order
    payload: bytes = b""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", to_utc(self.at))

    @classmethod
    def of(cls, response: "Exchange") -> "Exchange":
        """Copy only the response out of a FetchedResponse."""
        # A subclass carries its hops; the plain value can be kept without them.
        return Exchange(
            url=response.url,
            at=response.at,
            status=response.status,
            reason_phrase=response.reason_phrase,
            headers=response.headers,
            payload=response.payload,
        )

    def header(self, name: str) -> str:
        """The first value of a header, whose name may be in any case; "" if it is missing."""
        lowered_name = name.lower()
        return next((value for key, value in self.headers if key.lower() == lowered_name), "")
