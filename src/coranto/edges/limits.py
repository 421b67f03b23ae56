"""Limits on one response. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """Limits on one response, from `[limits]` in `coranto.toml`."""

    seconds: float = 30.0  #: for the whole response, including connecting
    connect_seconds: float = 10.0
    bytes: int = 20_000_000  #: of the body as received
    decoded_bytes: int = 50_000_000  #: of the body with its content coding undone
    redirects: int = 8  #: that are followed for one request
