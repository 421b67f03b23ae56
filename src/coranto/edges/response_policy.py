"""Judge a response: is it usable, when to come back, what does its body decode to. Pure.

A body is hostile: it is decoded piece by piece and never beyond its limit.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.errors import Reason, SourceError

DECODE_CHUNK_BYTES = 65_536  #: bytes decoded at a time
MAX_CONTENT_CODINGS = 3  #: one upon the other; real servers use one
MAX_GZIP_MEMBERS = 100  #: of one gzip body; real servers write one

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


def raise_for_status(answer: Exchange) -> None:
    """Accept a response that carries something (2xx) or says nothing is new (304).

    Raises SourceError for all others, and for a bot wall whatever its status.
    """
    status = answer.status
    said = f"{status} {answer.reason_phrase}".strip()[:200]
    wall = bot_wall(answer)
    if wall:
        raise SourceError("blocked", f"{said}, {wall}")
    if 200 <= status < 300 or status == 304:
        return
    if status in _REASONS_BY_STATUS:
        raise SourceError(_REASONS_BY_STATUS[status], said)
    if 400 <= status < 500:
        # 400, 405, 406, 418, 451 … to a plain GET: the site turns this kind of visitor away.
        raise SourceError("blocked", said)
    raise SourceError("server error" if 500 <= status < 600 else "protocol", said)


#: Who turned a visit away: the service, the statuses it does so with, how it is known.
_BOT_WALL_SIGNS: tuple[tuple[str, frozenset[int], Callable[[Exchange], bool]], ...] = (
    ("Cloudflare", frozenset(), lambda answer: bool(answer.header("cf-mitigated"))),
    ("Amazon", frozenset(), lambda answer: bool(answer.header("x-amzn-waf-action"))),
    ("Cloudflare", frozenset({403, 503}), lambda answer: _is_served_by(answer, "cloudflare")),
    ("Akamai", frozenset({403, 429, 503}), lambda answer: _is_served_by(answer, "akamaighost")),
    ("DataDome", frozenset({401, 403, 429}), lambda answer: bool(answer.header("x-datadome"))),
    ("Imperva", frozenset({403, 503}), lambda answer: bool(answer.header("x-iinfo"))),
)


def _is_served_by(answer: Exchange, name: str) -> bool:
    return answer.header("server").lower().startswith(name)


def bot_wall(answer: Exchange) -> str:
    """Which service turned the visit away, told by its headers; "" when none did."""
    for service, statuses, is_wall in _BOT_WALL_SIGNS:
        if (not statuses or answer.status in statuses) and is_wall(answer):
            return f"{service}'s bot wall"
    return ""


def retry_after_seconds(answer: Exchange, now: datetime) -> float | None:
    """Seconds the site asks to wait (RFC 9110, 10.2.3), None when it does not say."""
    raw = answer.header("retry-after").strip()
    if raw.isascii() and raw.isdecimal():
        return float(raw[:12])
    moment = _parse_http_date(raw) if raw else None
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def _parse_http_date(raw: str) -> datetime | None:
    # Loaded here: slow to load, seldom needed.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(raw[:100])
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def decode_body(answer: Exchange, limits: ResponseLimits) -> bytes:
    """The body with its content coding undone: gzip, deflate, br, zstd.

    Raises SourceError("too big") past limits.decoded_bytes, ("truncated") when it breaks
    off, ("bad encoding") when it is not what its header says or a coding is unknown.
    """
    codings = _content_codings(answer)
    if len(codings) > MAX_CONTENT_CODINGS:
        raise SourceError("bad encoding", f"{len(codings)} codings one upon the other")
    body = answer.payload
    for coding in reversed(codings):
        if body:
            body = _decode_coding(coding, body, limits.decoded_bytes)
    return body


def _content_codings(answer: Exchange) -> list[str]:
    raw = ",".join(v for k, v in answer.headers if k.lower() == "content-encoding")
    names = (name.strip().lower() for name in raw.split(","))
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
    for part in decoder(body, limit + 1):
        size += len(part)
        if size > limit:
            raise SourceError("too big", f"more than {limit} bytes once unpacked")
        parts.append(part)
    return b"".join(parts)


def _body_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), DECODE_CHUNK_BYTES):
        yield body[start : start + DECODE_CHUNK_BYTES]


def _decompress_gzip(body: bytes, most: int) -> Iterator[bytes]:
    return _decompress_zlib(body, most, window=zlib.MAX_WBITS | 16)


def _decompress_deflate(body: bytes, most: int) -> Iterator[bytes]:
    # "deflate" means zlib's format, but some servers send it bare (RFC 9110, 8.4.1.2).
    is_zlib = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _decompress_zlib(body, most, window=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _decompress_zlib(body: bytes, most: int, *, window: int) -> Iterator[bytes]:
    engine = zlib.decompressobj(window)
    members = 1
    for piece in _body_chunks(body):
        rest = piece
        while rest:
            if engine.eof:
                if window < 16 or rest[:1] != b"\x1f":
                    return  # padding after the end, which browsers ignore too
                members += 1
                engine = zlib.decompressobj(window)
            if members > MAX_GZIP_MEMBERS:
                raise SourceError("bad encoding", f"more than {MAX_GZIP_MEMBERS} gzip members")
            try:
                yield engine.decompress(rest, min(most, 16 * DECODE_CHUNK_BYTES))
            except zlib.error as error:
                raise SourceError("bad encoding", str(error)) from error
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof:
        raise SourceError("truncated", "its compressed body breaks off")


def _decompress_brotli(body: bytes, most: int) -> Iterator[bytes]:
    # Loaded here: loaded when a site first uses it.
    import brotli

    engine = brotli.Decompressor()
    size = min(most, 16 * DECODE_CHUNK_BYTES)
    try:
        for piece in _body_chunks(body):
            part = engine.process(piece, output_buffer_limit=size)
            yield part
            while not engine.is_finished() and (part or not engine.can_accept_more_data()):
                part = engine.process(b"", output_buffer_limit=size)
                yield part
            if engine.is_finished():
                return
    except brotli.error as error:
        raise SourceError("bad encoding", str(error)) from error
    raise SourceError("truncated", "its compressed body breaks off")


def _decompress_zstd(body: bytes, most: int) -> Iterator[bytes]:
    # Loaded here: never asked for, seldom sent.
    from fastwarc.stream_io import ZstdReader

    try:
        reader = ZstdReader(io.BytesIO(body))
        while part := reader.read(min(most, 16 * DECODE_CHUNK_BYTES)):
            yield part
    except OSError as error:
        broke_off = "incomplete" in str(error)
        raise SourceError("truncated" if broke_off else "bad encoding", str(error)) from error
