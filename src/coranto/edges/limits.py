"""What one response may cost. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """The bounds of one response; `coranto.toml` sets them."""

    seconds: float = 30.0  #: for one response as a whole, connecting included
    connect_seconds: float = 10.0
    bytes: int = 20_000_000  #: of the body as it comes
    decoded_bytes: int = 50_000_000  #: of the body with its content coding undone
    redirects: int = 8  #: followed for one request
