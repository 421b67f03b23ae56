"""What a response means, and what its body decodes to."""

import gzip
import io
import os
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.edges.response_policy import decode_body, raise_for_status, retry_after_seconds
from coranto.errors import SourceError

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)
USUAL = ResponseLimits()
TEXT = b"The tide mill of Ombra turns again. " * 50


def answer(payload=b"", status=200, phrase="", **headers):
    return Exchange(
        url="http://news.example/",
        at=NOW,
        status=status,
        reason_phrase=phrase,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        payload=payload,
    )


def packed(coding, data=TEXT):
    bare = zlib.compressobj(9, zlib.DEFLATED, -15)
    zstd = io.BytesIO()
    zstd.close = lambda: None
    writer = ZstdWriter(zstd)
    writer.write(data)
    writer.finish()
    writer.flush()
    return {
        "gzip": gzip.compress(data),
        "x-gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "bare deflate": bare.compress(data) + bare.flush(),
        "br": brotli.compress(data),
        "zstd": zstd.getvalue(),
        "identity": data,
    }[coding]


def reason_of(payload, limits=USUAL, **headers):
    with pytest.raises(SourceError) as caught:
        decode_body(answer(payload, **headers), limits)
    return caught.value.reason


@pytest.mark.parametrize(
    "coding", ["gzip", "x-gzip", "deflate", "bare deflate", "br", "zstd", "identity"]
)
def test_each_coding_is_undone(coding):
    named = answer(packed(coding), Content_Encoding=coding.removeprefix("bare ").upper())

    assert decode_body(named, USUAL) == TEXT


def test_codings_are_undone_in_reverse_order():
    twice = brotli.compress(gzip.compress(TEXT))

    assert decode_body(answer(twice, Content_Encoding="gzip, br"), USUAL) == TEXT


def test_gzip_members_follow_each_other_and_padding_is_ignored():
    body = gzip.compress(TEXT) + gzip.compress(TEXT) + b"\0" * 700

    assert decode_body(answer(body, Content_Encoding="gzip"), USUAL) == TEXT * 2


def test_an_empty_body_has_nothing_to_undo():
    assert decode_body(answer(b"", Content_Encoding="gzip"), USUAL) == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_ends_at_the_limit(coding):
    bomb = packed(coding, bytes(5_000_000))
    limits = ResponseLimits(decoded_bytes=1_000_000)

    assert reason_of(bomb, limits, Content_Encoding=coding) == "too big"


def test_a_bomb_within_a_bomb_ends_at_the_limit():
    bomb = gzip.compress(gzip.compress(bytes(5_000_000)))

    assert (
        reason_of(bomb, ResponseLimits(decoded_bytes=10_000), Content_Encoding="gzip, gzip")
        == "too big"
    )


def test_exactly_the_limit_is_not_too_big():
    limits = ResponseLimits(decoded_bytes=len(TEXT))

    for coding in ("gzip", "deflate", "br", "zstd"):
        assert decode_body(answer(packed(coding), Content_Encoding=coding), limits) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_cut_short_is_truncated(coding):
    body = packed(coding, os.urandom(5000))

    assert reason_of(body[:-4], Content_Encoding=coding) == "truncated"
    assert reason_of(body[:2000], Content_Encoding=coding) == "truncated"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_packed_is_a_bad_encoding(coding):
    assert reason_of(b"<rss><channel>" * 9, Content_Encoding=coding) == "bad encoding"


@pytest.mark.parametrize("coding", ["compress", "gzip2", "gzip, gzip, gzip, gzip", "br;q=1"])
def test_an_unknown_coding_is_a_bad_encoding(coding):
    assert reason_of(gzip.compress(TEXT), Content_Encoding=coding) == "bad encoding"


def test_a_million_empty_members_are_refused():
    assert reason_of(gzip.compress(b"") * 100_000, Content_Encoding="gzip") == "bad encoding"


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br"]))
def test_any_bytes_decode_or_are_refused(body, coding):
    try:
        out = decode_body(
            answer(body, Content_Encoding=coding), ResponseLimits(decoded_bytes=100_000)
        )
    except SourceError as error:
        assert error.reason in ("bad encoding", "truncated", "too big")
    else:
        assert len(out) <= 100_000


@settings(max_examples=50)
@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "bare deflate", "br", "zstd"]))
def test_packing_and_undoing_is_the_same(data, coding):
    coded = answer(packed(coding, data), Content_Encoding=coding.removeprefix("bare "))

    assert decode_body(coded, USUAL) == data


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (400, {}, "blocked"),
        (401, {}, "login"),
        (402, {}, "payment"),
        (403, {}, "blocked"),
        (404, {}, "missing"),
        (405, {}, "blocked"),
        (406, {}, "blocked"),
        (408, {}, "timed out"),
        (410, {}, "gone"),
        (429, {}, "too many requests"),
        (451, {}, "blocked"),
        (500, {}, "server error"),
        (503, {}, "server error"),
        (599, {}, "server error"),
        (301, {}, "protocol"),
        (999, {}, "protocol"),
        (503, {"Server": "cloudflare"}, "blocked"),
        (503, {"Server": "nginx"}, "server error"),
        (200, {"cf-mitigated": "challenge"}, "blocked"),
        (202, {"x-amzn-waf-action": "challenge"}, "blocked"),
        (429, {"X-DataDome": "protected"}, "blocked"),
        (503, {"Server": "AkamaiGHost"}, "blocked"),
        (403, {"X-Iinfo": "1-2"}, "blocked"),
    ],
)
def test_a_status_is_a_reason(status, headers, reason):
    with pytest.raises(SourceError) as caught:
        raise_for_status(answer(b"", status, "Some Words", **headers))

    assert caught.value.reason == reason
    assert caught.value.detail.startswith(f"{status} Some Words")


@pytest.mark.parametrize("status", [200, 203, 206, 226, 304])
def test_an_answer_that_can_be_used_passes(status):
    raise_for_status(answer(b"", status, Server="cloudflare", X_DataDome="protected"))


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        (" 7 ", 7.0),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600.0),
        ("Saturday, 07-Mar-26 12:00:30 GMT", 30.0),
        ("Sat Mar  7 12:00:30 2026", 30.0),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Fri, 99 Zzz 2026 25:00:00 GMT", None),
    ],
)
def test_a_wish_to_wait_is_seconds_or_a_date(raw, seconds):
    assert retry_after_seconds(answer(b"", 429, Retry_After=raw), NOW) == seconds


@settings(max_examples=100)
@given(st.text(max_size=60) | st.integers().map(str))
def test_any_wish_to_wait_is_understood_or_ignored(raw):
    seconds = retry_after_seconds(answer(b"", 503, Retry_After=raw), NOW)

    assert seconds is None or seconds >= 0
