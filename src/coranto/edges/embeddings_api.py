"""Request vectors from a server with OpenAI's `/v1/embeddings` API.

The server may be in a private network, because the desk's settings name its address. No
other address is requested, redirects are not followed and cookies are not kept.
"""

import json
import math
import time
from collections.abc import Callable, Sequence
from functools import cached_property

import httpcore2
import msgspec

from coranto.edges.addresses import AllowedHosts, Target, parse_url, resolve_host
from coranto.edges.http import Deadline, GuardedNetwork
from coranto.errors import ModelError, SourceError

#: Bytes of a response: 64 vectors of 8,192 numbers of 20 characters take half of it.
MAX_RESPONSE_BYTES = 20_000_000
#: Seconds before the first and the second retry.
RETRY_PAUSES_SECONDS = (1.0, 4.0)
#: Statuses of a server that is overloaded or fails for a moment.
RETRIED_STATUSES = frozenset({408, 429, 500, 502, 503, 504})


class EmbeddingRow(msgspec.Struct, frozen=True):
    """One vector of a response."""

    embedding: list[float]
    index: int = -1  #: the position of its text in the request; -1 when the server omits it


class EmbeddingsBody(msgspec.Struct, frozen=True):
    """The required part of a response; other fields are ignored."""

    data: list[EmbeddingRow]


class EmbeddingsEndpoint:
    """A model behind a web address. Raises ModelError for every failure."""

    def __init__(
        self,
        address: str,
        *,
        model: str,
        key: str = "",
        seconds: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # People paste the base address or the whole one; both are accepted.
        self._address = address.rstrip("/").removesuffix("/embeddings") + "/embeddings"
        self._model = model
        self._key = key
        self._seconds = seconds
        self._sleep = sleep
        self._deadline = Deadline()

    @property
    def name(self) -> str:
        """The address and the name that the model has there."""
        return f"{self._address} {self._model}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, all of one length. Raises ModelError."""
        request_body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        content = json.dumps(request_body).encode()
        try:
            return _parse_vectors(self._ask(content), len(texts))
        except SourceError as error:
            raise ModelError(f"{self._address}: {error}") from error
        except httpcore2.TimeoutException as error:
            time_limit = f"{self._seconds:g} seconds"
            raise ModelError(f"{self._address} did not answer within {time_limit}") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            raise ModelError(f"{self._address} broke off: {str(error)[:200]}") from error
        except ValueError as error:
            raise ModelError(f"{self._address}: {error}") from error

    def _ask(self, content: bytes) -> bytes:
        for pause in (*RETRY_PAUSES_SECONDS, None):
            status, body = self._post(content)
            if status == 200:
                return body
            if status not in RETRIED_STATUSES or pause is None:
                break
            self._sleep(pause)
        excerpt = " ".join(body[:200].decode("utf-8", "replace").split())
        raise ValueError(f"the answer is {status}: {excerpt}")

    def _post(self, content: bytes) -> tuple[int, bytes]:
        # The timeouts bound each read; the deadline bounds the whole response, also when it
        # arrives a byte at a time.
        self._deadline.at = time.monotonic() + self._seconds
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        headers = [("Host", self._target.authority), ("Content-Type", "application/json")]
        headers += [("Accept", "application/json"), ("User-Agent", "coranto")]
        headers += [("Authorization", f"Bearer {self._key}")] if self._key else []
        request = httpcore2.Request(
            "POST",
            httpcore2.URL(
                scheme=self._target.scheme,
                host=self._target.host,
                port=self._target.port,
                target=self._target.path,
            ),
            headers=[*headers, ("Content-Length", str(len(content)))],
            content=content,
            extensions={"timeout": timeout},
        )
        response = self._pool.handle_request(request)
        try:
            return response.status, _read_bounded_body(response)
        finally:
            response.close()

    @cached_property
    def _target(self) -> Target:
        return parse_url(self._address)

    @cached_property
    def _pool(self) -> httpcore2.ConnectionPool:
        target = self._target
        allowed = AllowedHosts(hosts=frozenset({(target.host, target.port)}))

        def check(host: str, port: int) -> tuple[str, ...]:
            return resolve_host(host, port, allowed=allowed)

        is_secure = target.scheme == "https"
        return httpcore2.ConnectionPool(
            ssl_context=httpcore2.default_ssl_context() if is_secure else None,
            max_connections=1,
            # A new connection for each request: the server cannot have closed it in between.
            max_keepalive_connections=0,
            network_backend=GuardedNetwork(check, self._deadline),
        )


def _read_bounded_body(response: httpcore2.Response) -> bytes:
    parts, size = [], 0
    for part in response.iter_stream():
        size += len(part)
        if size > MAX_RESPONSE_BYTES:
            raise ValueError(f"the answer is longer than {MAX_RESPONSE_BYTES:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _parse_vectors(body: bytes, count: int) -> list[list[float]]:
    """The vectors in the order of the texts. Raises ValueError for any other response."""
    try:
        rows = msgspec.json.decode(body, type=EmbeddingsBody).data
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"the answer is not one of embeddings: {error}") from error
    if len(rows) != count:
        raise ValueError(f"{count} texts were sent, {len(rows)} vectors came back")
    # Servers may return vectors in any order, and then number them.
    if all(row.index >= 0 for row in rows):
        rows = sorted(rows, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(count)):
            raise ValueError(f"{count} texts were sent, and vectors came for others")
    if not all(math.isfinite(number) for row in rows for number in row.embedding):
        raise ValueError("a vector holds what is no number")
    return [row.embedding for row in rows]
