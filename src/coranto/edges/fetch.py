"""Fetch web addresses: politely, many hosts at once, in bounds, never from inside addresses.

Hands answers over as they came; archives, stores and interprets nothing. Cookies are not
kept and nothing is sent but GET.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from coranto.edges.addresses import AllowedHosts, Lookup, Target, parse_url
from coranto.edges.limits import ResponseLimits
from coranto.edges.rate_limit import CrawlDelays, HostQueue, HostSlot
from coranto.edges.response import Exchange
from coranto.edges.response_policy import (
    bot_wall,
    decode_body,
    raise_for_status,
    retry_after_seconds,
)
from coranto.edges.worker_pool import WorkerPool
from coranto.errors import Reason, SettingsError, SourceError

if TYPE_CHECKING:
    from coranto.edges.http import HttpClient
    from coranto.edges.robots import Purpose, RobotsRules

__all__ = [
    "AllowedHosts",
    "FetchError",
    "FetchedResponse",
    "Fetcher",
    "Request",
    "ResponseLimits",
    "bot_wall",
    "decode_body",
    "raise_for_status",
    "retry_after_seconds",
]

ACCEPT_HEADERS = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.8",
    "page": "text/html, application/xhtml+xml, */*;q=0.8",
    "robots": "text/plain, */*;q=0.8",
}
MAX_OUTSTANDING_REQUESTS = (
    1000  #: requests read ahead of the answers, so that one host's many do not hold up the rest
)
#: Seconds of Retry-After that are simply waited for; a site that asks for more is left alone.
MAX_RETRY_AFTER_SECONDS = 5.0
ROBOTS_PATH = "/robots.txt"
#: No request to the host can succeed where its robots.txt failed so.
FATAL_ROBOTS_REASONS: frozenset[Reason] = frozenset(
    {"bad address", "certificate", "inside address", "no such host"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to ask for."""

    url: str
    etag: str = ""  #: of the answer already held
    last_modified: str = ""
    purpose: "Purpose" = "page"
    feed_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedResponse(Exchange):
    """What came back in the end: `url` is the address that answered, after all redirects."""

    request: Request
    asked: str  #: the address first asked for
    moved_to: str  #: where permanent redirects from the start lead; "" when there are none
    seconds: float  #: from the first request to the end, waiting for turns included
    hops: tuple[Exchange, ...]  #: all that came on the way: robots.txt, redirects


class FetchError(SourceError):
    """An address could not be fetched. `hops` is what came before that, for the archive."""

    def __init__(self, reason: Reason, detail: str, *, hops: tuple[Exchange, ...]) -> None:
        super().__init__(reason, detail)
        self.hops = hops


@dataclass(slots=True)
class _Fetch:
    """One request under way."""

    request: Request
    turn: HostSlot[Request]
    hops: list[Exchange] = field(default_factory=list)
    moved_to: str = ""


@dataclass(kw_only=True)
class Fetcher:
    """Asks for addresses. A context manager: leaving it closes all connections."""

    limits: ResponseLimits
    allowed: AllowedHosts
    user_agent: str
    clock: Callable[[], datetime]  #: aware, UTC
    proxy: str = ""
    delay: float = 1.0  #: seconds between two requests to one host
    workers: int = 16
    robots: bool = True
    #: Answers to robots.txt from earlier today, by their address: they are not asked for again.
    known_robots: Mapping[str, Exchange] = field(default_factory=dict)
    lookup: Lookup = socket.getaddrinfo

    def __post_init__(self) -> None:
        if not (self.user_agent.isascii() and self.user_agent.isprintable()):
            raise SettingsError(f"the user agent {self.user_agent!r} must be plain ASCII")
        self._manners = CrawlDelays(delay=self.delay)
        self._rules: dict[str, RobotsRules] = {}
        self._left_alone: dict[str, tuple[float, str]] = {}

    @cached_property
    def _wire(self) -> "HttpClient":
        # The HTTP library takes 100 ms to load: only those pay who fetch.
        from coranto.edges.http import HttpClient

        return HttpClient(
            limits=self.limits,
            allowed=self.allowed,
            lookup=self.lookup,
            proxy=self.proxy,
            connections=self.workers,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "_wire" in self.__dict__:
            self._wire.close()

    def fetch(self, request: Request) -> FetchedResponse:
        """Ask for one address, following redirects. Raises FetchError, a SourceError.

        Every status is an answer: see `judge` for what it means.
        """
        turns: HostQueue[Request] = HostQueue(self._manners)
        with HostSlot(turns) as turn:
            return self._fetch(request, turn)

    def fetch_all(
        self, requests: Iterable[Request]
    ) -> Iterator[tuple[Request, FetchedResponse | SourceError]]:
        """Ask for many addresses at once; each comes back as soon as it is there.

        Requests are read as they are needed; an iterable that has run out is asked again
        until everything is answered. At most `workers` answers are held in memory.
        """
        source = iter(requests)
        first = next(source, None)
        if first is None:
            return
        crew = WorkerPool(
            run=self._fetch, manners=self._manners, workers=self.workers, abort=self._wire.abort
        )
        with crew:
            crew.add(_request_host(first), first)
            while True:
                while (
                    crew.outstanding < MAX_OUTSTANDING_REQUESTS
                    and (request := next(source, None)) is not None
                ):
                    crew.add(_request_host(request), request)
                if not crew.outstanding:
                    return
                yield crew.next()

    def _fetch(self, request: Request, turn: HostSlot[Request]) -> FetchedResponse:
        visit = _Fetch(request=request, turn=turn)
        started = time.monotonic()
        try:
            exchange = self._follow(parse_url(request.url), visit)
        except SourceError as error:
            raise FetchError(error.reason, error.detail, hops=tuple(visit.hops)) from error
        return FetchedResponse(
            request=request,
            url=exchange.url,
            asked=request.url,
            status=exchange.status,
            reason_phrase=exchange.reason_phrase,
            headers=exchange.headers,
            payload=exchange.payload,
            moved_to=visit.moved_to,
            at=exchange.at,
            seconds=time.monotonic() - started,
            hops=tuple(visit.hops),
        )

    def _follow(self, target: Target, visit: _Fetch) -> Exchange:
        """The response at the end of all redirects; the others go to the visit's hops."""
        seen = [target.url]
        is_permanent = True
        while True:
            self._check_robots(target, visit)
            exchange = self._ask(target, visit)
            if not _is_redirect(exchange):
                return exchange
            visit.hops.append(exchange)
            target = parse_url(_redirect_url(exchange))
            is_permanent = is_permanent and exchange.status in (301, 308)
            if is_permanent:
                visit.moved_to = target.url
            if target.url in seen or len(seen) > self.limits.redirects:
                raise SourceError("too many redirects", f"{len(seen)}, last to {target.url[:200]}")
            seen.append(target.url)

    def _ask(self, target: Target, visit: _Fetch) -> Exchange:
        visit.turn.use(target.turn)
        self._check_left_alone(target.turn)
        response = self._wire.get(target, self._headers(visit.request))
        exchange = Exchange(
            url=target.url,
            at=self.clock(),
            status=response.status,
            reason_phrase=response.reason_phrase,
            headers=response.headers,
            payload=response.payload,
        )
        self._note_wish_to_wait(exchange, target.turn)
        return exchange

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        headers = [
            ("User-Agent", self.user_agent),
            ("Accept", ACCEPT_HEADERS[request.purpose]),
            ("Accept-Encoding", "gzip, deflate, br"),
        ]
        conditions = (
            ("If-None-Match", request.etag),
            ("If-Modified-Since", request.last_modified),
        )
        # What a stranger once sent as a header may have been stored in any state.
        headers += [(k, v) for k, v in conditions if v and v.isascii() and v.isprintable()]
        return headers

    def _note_wish_to_wait(self, exchange: Exchange, host: str) -> None:
        if exchange.status not in (429, 503):
            return
        asked = retry_after_seconds(exchange, exchange.at) or 0.0
        if asked <= MAX_RETRY_AFTER_SECONDS:
            self._manners.rest(host, asked)
        else:
            said = f"{host} asked to be left alone for {asked:.0f} s"
            self._left_alone[host] = (time.monotonic() + asked, said)

    def _check_left_alone(self, host: str) -> None:
        until, said = self._left_alone.get(host, (0.0, ""))
        if time.monotonic() < until:
            raise SourceError("too many requests", said)

    def _check_robots(self, target: Target, visit: _Fetch) -> None:
        if not self.robots or visit.request.purpose == "robots":
            return
        visit.turn.hold(target.turn)  # so that nobody else asks for the same robots.txt
        origin = f"{target.scheme}://{target.authority}"
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(f"{origin}{ROBOTS_PATH}", visit)
        rules = self._rules[origin]
        if rules.unreachable is not None and rules.unreachable.reason in FATAL_ROBOTS_REASONS:
            raise SourceError(rules.unreachable.reason, rules.unreachable.detail)
        rules.check(target.url, agent=self.user_agent, purpose=visit.request.purpose)
        self._manners.slower[target.turn] = rules.delay(self.user_agent)

    def _read_robots(self, url: str, visit: _Fetch) -> "RobotsRules":
        # Loaded here: its parser is loaded by those who fetch.
        from coranto.edges import robots

        inner = _Fetch(request=Request(url=url, purpose="robots"), turn=visit.turn, hops=visit.hops)
        try:
            known = self._known(url)
            if known is not None:
                return robots.read_rules(known, self.limits)
            exchange = self._follow(parse_url(url), inner)
        except SourceError as error:
            if error.reason == "too many redirects":  # counts as there being none: 2.3.1.2
                return robots.RobotsRules()
            return robots.RobotsRules(unreachable=error)
        visit.hops.append(exchange)
        rules = robots.read_rules(exchange, self.limits)
        if exchange.url.endswith(ROBOTS_PATH):  # of the same site under https, or with www
            self._rules.setdefault(exchange.url.removesuffix(ROBOTS_PATH), rules)
        return rules

    def _known(self, url: str) -> Exchange | None:
        """The known answer at an address, or where known redirects from there lead."""
        known = self.known_robots.get(url)
        for _ in range(self.limits.redirects):
            if known is None or not _is_redirect(known):
                break
            known = self.known_robots.get(_redirect_url(known))
        return None if known is None or _is_redirect(known) else known


def _request_host(request: Request) -> str:
    try:
        return parse_url(request.url).turn
    except SourceError:
        return f"? {request.url}"  # it burdens nobody; the visit itself says what is wrong


def _is_redirect(exchange: Exchange) -> bool:
    return exchange.status in (301, 302, 303, 307, 308) and bool(exchange.header("location"))


def _redirect_url(exchange: Exchange) -> str:
    """Where a redirect leads. Raises SourceError("bad address")."""
    location = exchange.header("location").strip()
    with contextlib.suppress(UnicodeDecodeError):  # else it was Latin-1 after all
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.url, location)
    except ValueError as error:
        raise SourceError("bad address", f"a redirect to {location[:200]!a}") from error
