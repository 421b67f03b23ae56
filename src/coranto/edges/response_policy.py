"""Decide whether a response is usable and when to retry, and decode its body. Pure.

Bodies may be hostile (decompression bombs): they are decoded in chunks, never past a limit.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.errors import Reason, SourceError

DECODE_CHUNK_BYTES = 65_536  #: bytes decoded at a time
MAX_CONTENT_CODINGS = 3  #: applied to one body; real servers apply one
MAX_GZIP_MEMBERS = 100  #: in one gzip body; real servers write one

#: Statuses with a reason of their own; see `raise_for_status` for all others.
_REASONS_BY_STATUS: dict[int, Reason] = {
    401: "login",
    402: "payment",
    403: "blocked",
    404: "missing",
    407: "no connection",
    408: "timed out",
    410: "gone",
    429: "too many requests",
}


def raise_for_status(exchange: Exchange) -> None:
    """Accept a response with content (2xx) or one that says nothing is new (304).

    Raises SourceError for every other status, and for a bot wall of any status.
    """
    status = exchange.status
    status_line = f"{status} {exchange.reason_phrase}".strip()[:200]
    # First, since a challenge page may come with a status of success.
    wall = bot_wall(exchange)
    if wall:
        raise SourceError("blocked", f"{status_line}, {wall}")
    if 200 <= status < 300 or status == 304:
        return
    if status in _REASONS_BY_STATUS:
        raise SourceError(_REASONS_BY_STATUS[status], status_line)
    if 400 <= status < 500:
        # 400, 405, 406, 418, 451 … in answer to a plain GET: the site refuses this kind of client.
        raise SourceError("blocked", status_line)
    raise SourceError("server error" if 500 <= status < 600 else "protocol", status_line)


#: Signs of bot walls: the service, the statuses it uses (none: any status), and a test of the
#: response.
_BOT_WALL_SIGNS: tuple[tuple[str, frozenset[int], Callable[[Exchange], bool]], ...] = (
    ("Cloudflare", frozenset(), lambda exchange: bool(exchange.header("cf-mitigated"))),
    ("Amazon", frozenset(), lambda exchange: bool(exchange.header("x-amzn-waf-action"))),
    ("Cloudflare", frozenset({403, 503}), lambda exchange: _is_served_by(exchange, "cloudflare")),
    ("Akamai", frozenset({403, 429, 503}), lambda exchange: _is_served_by(exchange, "akamaighost")),
    ("DataDome", frozenset({401, 403, 429}), lambda exchange: bool(exchange.header("x-datadome"))),
    ("Imperva", frozenset({403, 503}), lambda exchange: bool(exchange.header("x-iinfo"))),
)


def _is_served_by(exchange: Exchange, name: str) -> bool:
    return exchange.header("server").lower().startswith(name)


def bot_wall(exchange: Exchange) -> str:
    """Which service's bot wall refused the request, judged by headers; "" if none did."""
    for service, statuses, is_wall in _BOT_WALL_SIGNS:
        if (not statuses or exchange.status in statuses) and is_wall(exchange):
            return f"{service}'s bot wall"
    return ""


def retry_after_seconds(exchange: Exchange, now: datetime) -> float | None:
    """Seconds that Retry-After asks to wait (RFC 9110, 10.2.3); None if it is missing."""
    raw = exchange.header("retry-after").strip()
    if raw.isascii() and raw.isdecimal():
        return float(raw[:12])
    moment = _parse_http_date(raw) if raw else None
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def _parse_http_date(raw: str) -> datetime | None:
    # Imported here, because it is slow to load and rarely needed.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(raw[:100])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode_body(exchange: Exchange, limits: ResponseLimits) -> bytes:
    """Undo the content coding of a body: gzip, deflate, br, zstd.

    Raises SourceError("too big") past limits.decoded_bytes, ("truncated") when the body ends
    early, ("bad encoding") when it is not what its header says or the coding is unknown.
    """
    codings = _content_codings(exchange)
    if len(codings) > MAX_CONTENT_CODINGS:
        raise SourceError("bad encoding", f"{len(codings)} codings one upon the other")
    body = exchange.payload
    for coding in reversed(codings):
        if body:
            body = _decode_coding(coding, body, limits.decoded_bytes)
    return body


def _content_codings(exchange: Exchange) -> list[str]:
    raw = ",".join(value for key, value in exchange.headers if key.lower() == "content-encoding")
    names = (name.strip().lower() for name in raw.split(","))
    # Some servers name a character set, or "none", where a content coding belongs.
    return [name for name in names if name not in ("", "identity", "none", "utf-8")]


def _decode_coding(coding: str, body: bytes, limit: int) -> bytes:
    decoder = {
        "gzip": _decompress_gzip,
        "x-gzip": _decompress_gzip,
        "deflate": _decompress_deflate,
        "br": _decompress_brotli,
        "zstd": _decompress_zstd,
    }.get(coding)
    if decoder is None:
        raise SourceError("bad encoding", f"unknown coding {coding[:40]!r}")
    parts, size = [], 0
    # One byte past the limit suffices to know that the body is too big.
    for part in decoder(body, limit + 1):
        size += len(part)
        if size > limit:
            raise SourceError("too big", f"more than {limit} bytes once unpacked")
        parts.append(part)
    return b"".join(parts)


def _body_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), DECODE_CHUNK_BYTES):
        yield body[start : start + DECODE_CHUNK_BYTES]


def _decompress_gzip(body: bytes, max_chunk_bytes: int) -> Iterator[bytes]:
    return _decompress_zlib(body, max_chunk_bytes, window_bits=zlib.MAX_WBITS | 16)


def _decompress_deflate(body: bytes, max_chunk_bytes: int) -> Iterator[bytes]:
    # "deflate" means zlib's format, but some servers send raw deflate (RFC 9110, 8.4.1.2).
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _decompress_zlib(
        body, max_chunk_bytes, window_bits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
    )


def _decompress_zlib(body: bytes, max_chunk_bytes: int, *, window_bits: int) -> Iterator[bytes]:
    decompressor = zlib.decompressobj(window_bits)
    members = 1
    for piece in _body_chunks(body):
        remaining = piece
        while remaining:
            if decompressor.eof:
                if window_bits < 16 or remaining[:1] != b"\x1f":
                    return  # padding after the end, which browsers ignore too
                members += 1
                decompressor = zlib.decompressobj(window_bits)
            if members > MAX_GZIP_MEMBERS:
                raise SourceError("bad encoding", f"more than {MAX_GZIP_MEMBERS} gzip members")
            try:
                yield decompressor.decompress(
                    remaining, min(max_chunk_bytes, 16 * DECODE_CHUNK_BYTES)
                )
            except zlib.error as error:
                raise SourceError("bad encoding", str(error)) from error
            remaining = (
                decompressor.unused_data if decompressor.eof else decompressor.unconsumed_tail
            )
    if not decompressor.eof:
        raise SourceError("truncated", "its compressed body breaks off")


def _decompress_brotli(body: bytes, max_chunk_bytes: int) -> Iterator[bytes]:
    # Imported here, so that it is loaded only once a site uses it.
    import brotli

    decompressor = brotli.Decompressor()
    size = min(max_chunk_bytes, 16 * DECODE_CHUNK_BYTES)
    try:
        for piece in _body_chunks(body):
            part = decompressor.process(piece, output_buffer_limit=size)
            yield part
            while not decompressor.is_finished() and (
                part or not decompressor.can_accept_more_data()
            ):
                part = decompressor.process(b"", output_buffer_limit=size)
                yield part
            if decompressor.is_finished():
                return
    except brotli.error as error:
        raise SourceError("bad encoding", str(error)) from error
    raise SourceError("truncated", "its compressed body breaks off")


def _decompress_zstd(body: bytes, max_chunk_bytes: int) -> Iterator[bytes]:
    # Imported here: we do not accept zstd in requests, so servers rarely send it.
    from fastwarc.stream_io import ZstdReader

    try:
        reader = ZstdReader(io.BytesIO(body))
        while part := reader.read(min(max_chunk_bytes, 16 * DECODE_CHUNK_BYTES)):
            yield part
    except OSError as error:
        broke_off = "incomplete" in str(error)
        raise SourceError("truncated" if broke_off else "bad encoding", str(error)) from error
