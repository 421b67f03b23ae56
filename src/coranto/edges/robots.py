"""The rules of a site's robots.txt (RFC 9309). Reads them; neither fetches nor waits."""

from dataclasses import dataclass
from typing import Literal

from protego import Protego

from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.edges.response_policy import decode_body
from coranto.errors import SourceError

Purpose = Literal["feed", "page", "robots"]

MAX_ROBOTS_BYTES = 500 * 1024  #: RFC 9309, 2.5: the least that a crawler must read
MAX_CRAWL_DELAY_SECONDS = 30.0  #: seconds of Crawl-delay that are honoured


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """The rules of one host's robots.txt, or why it could not be fetched."""

    parsed: Protego | None = None  #: None: everything is allowed
    unreachable: SourceError | None = None  #: why it could not be fetched

    def check(self, url: str, *, agent: str, purpose: Purpose) -> None:
        """Refuse an address that the site disallows for crawlers. Raises SourceError.

        If robots.txt is unreachable, a feed is fetched all the same, since an editor named its
        address; a page is not (RFC 9309, 2.3.1.4).
        """
        if purpose == "robots":
            return
        if self.unreachable is not None and purpose == "page":
            detail = f"its robots.txt: {self.unreachable.detail}"
            raise SourceError(self.unreachable.reason, detail)
        if self.parsed is not None and not self.parsed.can_fetch(url, agent):
            raise SourceError("robots", url[:200])

    def delay(self, agent: str) -> float:
        """Seconds between two requests (Crawl-delay), 30 at most."""
        # Crawl-delay is not in RFC 9309, and sites write any number into it.
        requested_delay = self.parsed.crawl_delay(agent) if self.parsed is not None else None
        return min(max(requested_delay or 0.0, 0.0), MAX_CRAWL_DELAY_SECONDS)


def read_rules(exchange: Exchange, limits: ResponseLimits) -> RobotsRules:
    """The rules in a response to a request for robots.txt (RFC 9309, 2.3.1).

    2xx is read, other statuses below 500 allow everything, 429 and 5xx count as unreachable,
    and so does a body that cannot be decoded.
    """
    status_line = f"{exchange.status} {exchange.reason_phrase}".strip()
    if exchange.status == 429:
        return RobotsRules(unreachable=SourceError("too many requests", status_line))
    if exchange.status >= 500:
        return RobotsRules(unreachable=SourceError("server error", status_line))
    if not 200 <= exchange.status < 300:
        return RobotsRules()
    try:
        body = decode_body(exchange, limits)
    except SourceError as error:
        return RobotsRules(unreachable=error)
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
    return RobotsRules(parsed=Protego.parse(text))
