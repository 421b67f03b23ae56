"""Fetch web addresses: rate-limited, many hosts at once, within limits, public hosts only.

This module returns responses as received; it does not archive, store or interpret them. It
sends only GET requests and keeps no cookies.
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
from coranto.edges.host_pauses import MAX_RETRY_AFTER_SECONDS, HostPauses, PausedHostError
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
    from coranto.edges.http import HttpClient, Response
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
#: Requests read ahead of the responses, so that many requests to one host do not block others.
MAX_OUTSTANDING_REQUESTS = 1000
ROBOTS_PATH = "/robots.txt"
#: If robots.txt failed for one of these reasons, every other request to the host would fail, too.
FATAL_ROBOTS_REASONS: frozenset[Reason] = frozenset(
    {"bad address", "certificate", "inside address", "no such host"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to fetch."""

    url: str
    etag: str = ""  #: ETag of the response that is already archived
    last_modified: str = ""  #: Last-Modified of that response
    purpose: "Purpose" = "page"
    feed_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedResponse(Exchange):
    """The final response: `url` is the address that answered, after all redirects."""

    request: Request
    asked: str  #: the address that was requested first
    moved_to: str  #: where permanent redirects from the start lead; "" when there are none
    seconds: float  #: from the first request to the end, including waits for the rate limit
    hops: tuple[Exchange, ...]  #: all responses on the way: robots.txt, redirects


class FetchError(SourceError):
    """An address could not be fetched. `hops` are the responses before that, to archive.

    `is_postponed`: it was not asked for, since its host is left alone until the next run.
    """

    def __init__(
        self,
        reason: Reason,
        detail: str,
        *,
        hops: tuple[Exchange, ...],
        is_postponed: bool = False,
    ) -> None:
        super().__init__(reason, detail)
        self.hops = hops
        self.is_postponed = is_postponed


@dataclass(slots=True)
class _FetchState:
    """The state of one request in progress."""

    request: Request
    slot: HostSlot[Request]
    hops: list[Exchange] = field(default_factory=list)
    moved_to: str = ""  #: as in FetchedResponse


@dataclass(kw_only=True)
class Fetcher:
    """Fetches addresses. A context manager: leaving it closes all connections."""

    limits: ResponseLimits
    allowed: AllowedHosts
    user_agent: str
    clock: Callable[[], datetime]  #: aware, UTC
    proxy: str = ""
    delay: float = 1.0  #: seconds between two requests to one host
    workers: int = 16
    robots: bool = True
    #: Address → response to robots.txt from earlier today, which is not requested again.
    known_robots: Mapping[str, Exchange] = field(default_factory=dict)
    lookup: Lookup = socket.getaddrinfo

    def __post_init__(self) -> None:
        if not (self.user_agent.isascii() and self.user_agent.isprintable()):
            raise SettingsError(f"the user agent {self.user_agent!r} must be plain ASCII")
        self._delays = CrawlDelays(delay=self.delay)
        self._rules_by_origin: dict[str, RobotsRules] = {}
        self._pauses = HostPauses()

    @cached_property
    def _client(self) -> "HttpClient":
        # Imported on first use: the HTTP library takes 100 ms to load, which most commands save.
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
        if "_client" in self.__dict__:
            self._client.close()

    def fetch(self, request: Request) -> FetchedResponse:
        """Fetch one address and follow redirects. Raises FetchError, a SourceError.

        A response of any status is returned; `raise_for_status` says whether it is usable.
        """
        queue: HostQueue[Request] = HostQueue(self._delays)
        with HostSlot(queue) as slot:
            return self._fetch(request, slot)

    def fetch_all(
        self, requests: Iterable[Request]
    ) -> Iterator[tuple[Request, FetchedResponse | SourceError]]:
        """Fetch many addresses at once and yield each response as soon as it is complete.

        Requests are read lazily. An exhausted iterable is read again until every request is
        answered, so it may grow by what responses say. At most `workers` responses are held in
        memory.
        """
        request_iterator = iter(requests)
        first_request = next(request_iterator, None)
        if first_request is None:
            return
        pool = WorkerPool(
            run=self._fetch, delays=self._delays, workers=self.workers, abort=self._client.abort
        )
        with pool:
            pool.add(_request_host(first_request), first_request)
            while True:
                while (
                    pool.outstanding < MAX_OUTSTANDING_REQUESTS
                    and (request := next(request_iterator, None)) is not None
                ):
                    pool.add(_request_host(request), request)
                if not pool.outstanding:
                    return
                yield pool.next()

    def _fetch(self, request: Request, slot: HostSlot[Request]) -> FetchedResponse:
        state = _FetchState(request=request, slot=slot)
        started = time.monotonic()
        try:
            exchange = self._follow(parse_url(request.url), state)
        except SourceError as error:
            raise FetchError(
                error.reason,
                error.detail,
                hops=tuple(state.hops),
                is_postponed=isinstance(error, PausedHostError),
            ) from error
        return FetchedResponse(
            request=request,
            url=exchange.url,
            asked=request.url,
            status=exchange.status,
            reason_phrase=exchange.reason_phrase,
            headers=exchange.headers,
            payload=exchange.payload,
            moved_to=state.moved_to,
            at=exchange.at,
            seconds=time.monotonic() - started,
            hops=tuple(state.hops),
        )

    def _follow(self, target: Target, state: _FetchState) -> Exchange:
        """The response at the end of all redirects; redirects are appended to `state.hops`."""
        visited_urls = [target.url]
        is_permanent = True
        while True:
            try:
                self._check_robots(target, state)
            except SourceError:
                # Nothing is sent where robots.txt forbids it or could not be had.
                state.slot.release_unused()
                raise
            exchange = self._request(target, state)
            if not _is_redirect(exchange):
                return exchange
            # Each hop is parsed and checked anew: a redirect may lead into a private network.
            state.hops.append(exchange)
            target = parse_url(_redirect_url(exchange))
            is_permanent = is_permanent and exchange.status in (301, 308)
            if is_permanent:
                state.moved_to = target.url
            if target.url in visited_urls or len(visited_urls) > self.limits.redirects:
                raise SourceError(
                    "too many redirects", f"{len(visited_urls)}, last to {target.url[:200]}"
                )
            visited_urls.append(target.url)

    def _request(self, target: Target, state: _FetchState) -> Exchange:
        try:
            self._pauses.check(target.rate_limit_host)
        except PausedHostError:
            state.slot.release_unused()
            raise
        state.slot.acquire_for_request(target.rate_limit_host)
        response = self._get_response(target, state)
        exchange = Exchange(
            url=target.url,
            at=self.clock(),
            status=response.status,
            reason_phrase=response.reason_phrase,
            headers=response.headers,
            payload=response.payload,
        )
        self._record_retry_after(exchange, target.rate_limit_host)
        return exchange

    def _get_response(self, target: Target, state: _FetchState) -> "Response":
        """Send one request, and note how long its host kept us waiting. Raises SourceError."""
        host, asked_at = target.rate_limit_host, time.monotonic()
        try:
            response = self._client.get(target, self._headers(state.request))
        except SourceError as error:
            if error.reason == "timed out":
                self._pauses.record_timeout(host, time.monotonic() - asked_at)
            raise
        self._pauses.record_answer(host, time.monotonic() - asked_at)
        return response

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
        # The validators were sent by a server: a line break in one would forge a header of ours.
        headers += [
            (name, value)
            for name, value in conditions
            if value and value.isascii() and value.isprintable()
        ]
        return headers

    def _record_retry_after(self, exchange: Exchange, host: str) -> None:
        if exchange.status not in (429, 503):
            return
        wait_seconds = retry_after_seconds(exchange, exchange.at) or 0.0
        # A worker that waits longer would block the run; later requests to the host fail at once.
        if wait_seconds <= MAX_RETRY_AFTER_SECONDS:
            self._delays.postpone(host, wait_seconds)
        else:
            self._pauses.pause(host, wait_seconds)

    def _check_robots(self, target: Target, state: _FetchState) -> None:
        if not self.robots or state.request.purpose == "robots":
            return
        # Hold the host first, so that no other thread requests the same robots.txt.
        state.slot.acquire(target.rate_limit_host)
        origin = f"{target.scheme}://{target.authority}"
        if origin not in self._rules_by_origin:
            self._rules_by_origin[origin] = self._read_robots(f"{origin}{ROBOTS_PATH}", state)
        rules = self._rules_by_origin[origin]
        if rules.unreachable is not None and rules.unreachable.reason in FATAL_ROBOTS_REASONS:
            raise SourceError(rules.unreachable.reason, rules.unreachable.detail)
        rules.check(target.url, agent=self.user_agent, purpose=state.request.purpose)
        self._delays.requested_delays[target.rate_limit_host] = rules.delay(self.user_agent)

    def _read_robots(self, url: str, state: _FetchState) -> "RobotsRules":
        # Imported here, so that only commands that fetch load the parser.
        from coranto.edges import robots

        robots_state = _FetchState(
            request=Request(url=url, purpose="robots"), slot=state.slot, hops=state.hops
        )
        try:
            known_response = self._known_robots_response(url)
            if known_response is not None:
                return robots.read_rules(known_response, self.limits)
            exchange = self._follow(parse_url(url), robots_state)
        except SourceError as error:
            # RFC 9309, 2.3.1.2: a robots.txt behind too many redirects counts as missing.
            if error.reason == "too many redirects":
                return robots.RobotsRules()
            return robots.RobotsRules(unreachable=error)
        state.hops.append(exchange)
        rules = robots.read_rules(exchange, self.limits)
        # A redirect, as from http to https or to www, leads to another origin's robots.txt.
        if exchange.url.endswith(ROBOTS_PATH):
            self._rules_by_origin.setdefault(exchange.url.removesuffix(ROBOTS_PATH), rules)
        return rules

    def _known_robots_response(self, url: str) -> Exchange | None:
        """The known response for an address, following known redirects."""
        response = self.known_robots.get(url)
        for _ in range(self.limits.redirects):
            if response is None or not _is_redirect(response):
                break
            response = self.known_robots.get(_redirect_url(response))
        return None if response is None or _is_redirect(response) else response


def _request_host(request: Request) -> str:
    try:
        return parse_url(request.url).rate_limit_host
    except SourceError:
        return f"? {request.url}"  # a queue of its own; fetching it raises the error


def _is_redirect(exchange: Exchange) -> bool:
    return exchange.status in (301, 302, 303, 307, 308) and bool(exchange.header("location"))


def _redirect_url(exchange: Exchange) -> str:
    """Where a redirect leads. Raises SourceError("bad address")."""
    location = exchange.header("location").strip()
    # Headers are decoded as Latin-1, but servers send addresses in UTF-8, too.
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.url, location)
    except ValueError as error:
        raise SourceError("bad address", f"a redirect to {location[:200]!a}") from error
