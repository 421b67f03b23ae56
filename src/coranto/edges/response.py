"""One HTTP response as it came: what the fetcher hands over and the archive keeps.

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
    headers: tuple[tuple[str, str], ...] = ()  #: as they came, Latin-1, in order
    payload: bytes = b""

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", to_utc(self.at))

    @classmethod
    def of(cls, answer: "Exchange") -> "Exchange":
        """The response alone within an Answer of the fetcher."""
        return Exchange(
            url=answer.url,
            at=answer.at,
            status=answer.status,
            reason_phrase=answer.reason_phrase,
            headers=answer.headers,
            payload=answer.payload,
        )

    def header(self, name: str) -> str:
        """The first value of the header of this name in any case, "" when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
