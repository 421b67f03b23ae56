"""File mode for streams of documents: `coranto group` and `coranto copies`.

Holds the documents of a window of the stream's own time, never the stream. The file
should be in time order; what comes late finds its place as long as the window reaches.
"""

import re
from collections import deque
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, BinaryIO, Protocol

import click
import msgspec

from coranto.cli.files import (
    BadLineError,
    encode_json_line,
    process_rows,
    text_field,
    write_json_line,
)
from coranto.cli.options import utc_now
from coranto.model import Copy, Document

#: Fields that are read here. All others pass through.
READ_FIELDS = frozenset({"id", "language", "published", "title", "text", "url", "outlet", "source"})
DEFAULT_WINDOW_DAYS = 30  #: days of the stream that are remembered
#: Documents between two times of forgetting.
FORGET_EVERY_DOCUMENTS = 1_000
#: The stream's time is told by so many dates; the earliest twentieth of them may be wrong.
MAX_RECENT_DATES = 4_000
EARLY_DATES_DIVISOR = 20
#: Documents remembered of a stream that has no dates at all, and its made-up pace.
MAX_UNDATED_DOCUMENTS = 200_000
UNDATED_INTERVAL = timedelta(milliseconds=1)
UNDATED_START = datetime(2000, 1, 1, tzinfo=UTC)
#: What no text may hold: NUL, and halves of characters.
_INVALID_CHARACTER_PATTERN = re.compile("[\x00\ud800-\udfff]")


class DocumentMemory(Protocol):
    """What holds documents, and can let go of old ones."""

    def forget(self, before: datetime) -> None:
        """Let go of documents from before a moment."""


class DocumentStream:
    """Lines into documents, in the stream's own time. Refuses an id it has seen."""

    def __init__(self, memory: DocumentMemory, *, days: float, clock: datetime) -> None:
        self._memory = memory
        self._window = timedelta(days=days)
        self._clock = clock
        self._recent: deque[datetime] = deque(maxlen=MAX_RECENT_DATES)
        self._ids: set[int] = set()  #: hashed, as a name may be long; odd if it was a number

    def document(self, row: dict[str, Any]) -> Document:
        """The document of a line. Raises BadLineError."""
        name = str(row["id"])
        mark = _hash_id(name)
        if mark in self._ids or mark + 1 in self._ids:
            raise BadLineError(f'the id "{name[:80]}" was there before')
        document = document_from_row(row, clock=self._clock, seen=self._seen())
        self._ids.add(mark + isinstance(row["id"], int))
        if document.published:
            self._recent.append(document.published)
        if len(self._ids) % FORGET_EVERY_DOCUMENTS == 0 and (horizon := self.horizon()):
            self._memory.forget(horizon)
        return document

    def horizon(self) -> datetime | None:
        """The moment before which documents need not be remembered; None at the start."""
        if self._recent:
            dates = sorted(self._recent)
            earliest = dates[len(dates) // EARLY_DATES_DIVISOR]
            return earliest - self._window
        return UNDATED_START + UNDATED_INTERVAL * (len(self._ids) - MAX_UNDATED_DOCUMENTS)

    def as_written(self, name: str) -> str | int:
        """The id of a document as its line had it."""
        return int(name) if _hash_id(name) + 1 in self._ids else name

    def _seen(self) -> datetime:
        """When an undated document of the stream may be taken to have come."""
        return (
            self._recent[-1] if self._recent else UNDATED_START + UNDATED_INTERVAL * len(self._ids)
        )


def document_from_row(row: dict[str, Any], *, clock: datetime, seen: datetime) -> Document:
    """A document out of a line. Dates after `clock` are absurd. Raises BadLineError.

    `seen` stands in when the line has no date, or an absurd one.
    """
    from coranto.reading import dates, urls
    from coranto.reading.language import packs, text

    title, body = text_field(row, "title"), text_field(row, "text")
    if row.get("title") is None and row.get("text") is None:
        raise BadLineError('neither "title" nor "text"')
    tag = packs.parse_tag(text_field(row, "language"))
    if tag == "und":
        tag, _ = packs.detect_language(f"{title}\n{body[:4_000]}")
    raw = _raw_date(row)
    moment = dates.read_date(raw, seen=clock, language=tag)
    url = text_field(row, "url")
    return Document(
        id=str(row["id"]),
        version=1,
        source_id=text_field(row, "outlet") or text_field(row, "source"),
        kind="article",
        key=urls.document_key(url),
        url=url,
        title=text.clean_text(title),
        # One for one: offsets must hold in the text as it came.
        text=_INVALID_CHARACTER_PATTERN.sub("\ufffd", body),
        language=tag,
        published=moment.at,
        published_raw=raw,
        precise=moment.precise,
        seen=moment.at or seen,
    )


def _raw_date(row: dict[str, Any]) -> str:
    """The date as written; a number counts as seconds since 1970."""
    value = row.get("published")
    if isinstance(value, int | float):
        return repr(value)[:40]
    return text_field(row, "published")


def unread_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a line that are not read here."""
    return {name: value for name, value in row.items() if name not in READ_FIELDS}


def _hash_id(name: str) -> int:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & ~1


window_option = click.option(
    "--window",
    "days",
    type=click.FloatRange(1, 36_500),
    default=DEFAULT_WINDOW_DAYS,
    show_default=True,
    help="Days of the stream's own time that are remembered.",
)


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--reasons", type=click.File("wb"), help="Write why, per document.")
@window_option
@click.pass_context
def group(ctx: click.Context, file: BinaryIO, reasons: BinaryIO | None, days: float) -> None:
    """Group documents into stories: {"id", "title", "text" …} in, {"id", "story"} out.

    One document per line, in time order. Only "id" and "title" or "text" must be there;
    "language", "published", "url" and "outlet" help. Each is placed as soon as it is read.
    Two stories may turn out to be one: then the documents of the younger are written again,
    and the last line for an id holds.
    """
    from coranto.analysis.stories import group as stories

    grouper = stories.StoryGrouper(explained=reasons is not None)
    stream = DocumentStream(grouper, days=days, clock=utc_now())

    def place(row: dict[str, Any]) -> None:
        own = grouper.place(stream.document(row))
        for placement in (own, *grouper.moved):
            name = stream.as_written(placement.document_id)
            told = {"id": name, "story": placement.story_id}
            write_json_line(unread_fields(row) | told if placement is own else told)
            if reasons:
                why = msgspec.to_builtins(placement.reasons)
                reasons.write(encode_json_line(told | {"score": placement.score, "reasons": why}))

    ctx.exit(1 if process_rows(file, place) else 0)


class OriginMemory:
    """What each document of the window was last found to copy. A Memory."""

    def __init__(self, finder: DocumentMemory) -> None:
        self._finder = finder
        self._origins: dict[str, tuple[datetime, str]] = {}

    def forget(self, before: datetime) -> None:
        """Let go of documents from before a moment."""
        self._finder.forget(before)
        self._origins = {name: found for name, found in self._origins.items() if found[0] >= before}

    def note(self, copy: Copy, at: datetime) -> str:
        """Remember a finding; the id of a document that is thereby no copy any more, or ""."""
        self._origins[copy.document_id] = (at, copy.origin_id)
        if self._origins.get(copy.origin_id, (at, ""))[1] == copy.document_id:
            del self._origins[copy.origin_id]
            return copy.origin_id
        return ""

    def first(self, name: str) -> str:
        """The document at the beginning of the chain that leads to this one."""
        passed_by = {name}
        while (found := self._origins.get(name)) and found[1] not in passed_by:
            name = found[1]
            passed_by.add(name)
        return name


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--passages", type=click.File("wb"), help="Write what is shared, and why, per copy.")
@window_option
@click.pass_context
def copies(ctx: click.Context, file: BinaryIO, passages: BinaryIO | None, days: float) -> None:
    """Find who reprinted whom: {"id", "title", "text" …} in, {"id", "origin", …} out.

    One document per line, in time order, as for `coranto group`. For each that copies
    another: "origin", which it copies; "overlap", the share of its words that stand there;
    "first", where the chain of reprints began. A document that came late may change what
    was said before: the last line for an id holds, and an empty "origin" takes it back.
    """
    from coranto.analysis.copies.find import CopyFinder

    finder = CopyFinder()
    origins = OriginMemory(finder)
    stream = DocumentStream(origins, days=days, clock=utc_now())

    def find(row: dict[str, Any]) -> None:
        document = stream.document(row)
        for copy in finder.add(document):
            if copy.origin_id:
                own = unread_fields(row) if copy.document_id == document.id else {}
                _write_copy(copy, own, origins, stream, at=document.published or document.seen)
            if passages:
                passages.write(encode_json_line(_copy_with_passages(copy, stream)))

    ctx.exit(1 if process_rows(file, find) else 0)


def _write_copy(
    copy: Copy, own: dict[str, Any], origins: OriginMemory, stream: DocumentStream, *, at: datetime
) -> None:
    """Write a finding, with what passes through, and what is thereby taken back."""
    taken_back = origins.note(copy, at)
    write_json_line(own | _copy_line(copy, origins.first(copy.document_id), stream))
    if taken_back:
        name = stream.as_written(taken_back)
        write_json_line({"id": name, "origin": "", "overlap": 0.0, "first": name})


def _copy_line(copy: Copy, first: str, stream: DocumentStream) -> dict[str, Any]:
    return {
        "id": stream.as_written(copy.document_id),
        "origin": stream.as_written(copy.origin_id),
        "overlap": copy.overlap,
        "first": stream.as_written(first),
    }


def _copy_with_passages(copy: Copy, stream: DocumentStream) -> dict[str, Any]:
    """A finding with its passages: [start, end, start in the origin, end in the origin]."""
    return {
        "id": stream.as_written(copy.document_id),
        "origin": stream.as_written(copy.origin_id),
        "overlap": copy.overlap,
        "origin_overlap": copy.origin_overlap,
        "credit": copy.credit,
        "passages": [
            [shared.start, shared.end, shared.origin_start, shared.origin_end]
            for shared in copy.passages
        ],
        "reasons": msgspec.to_builtins(copy.reasons),
    }
