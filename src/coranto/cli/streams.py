"""File mode for streams of documents: the commands group and copies.

Only the documents of a time window are kept in memory, never the whole stream. The window is
measured by the dates of the documents, not by the clock. The file should be in time order; a
late document is still placed if the window contains its date.
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

#: Fields that are read here; all others are copied to the output.
READ_FIELDS = frozenset({"id", "language", "published", "title", "text", "url", "outlet", "source"})
DEFAULT_WINDOW_DAYS = 30  #: days of the stream that are kept in memory
#: Documents after which old ones are forgotten again.
FORGET_EVERY_DOCUMENTS = 1_000
#: The last dates from which the stream's current time is estimated.
MAX_RECENT_DATES = 4_000
#: One in so many of these dates, the earliest, may be wrong.
EARLY_DATES_DIVISOR = 20
#: Documents kept in memory of a stream that has no dates at all.
MAX_UNDATED_DOCUMENTS = 200_000
#: The assumed time between two documents of such a stream.
UNDATED_INTERVAL = timedelta(milliseconds=1)
#: The assumed time of its first document.
UNDATED_START = datetime(2000, 1, 1, tzinfo=UTC)
#: Characters that no text may contain: NUL, and lone surrogates.
_INVALID_CHARACTER_PATTERN = re.compile("[\x00\ud800-\udfff]")


class DocumentMemory(Protocol):
    """Something that keeps documents and can forget old ones."""

    def forget(self, before: datetime) -> None:
        """Forget the documents from before a time."""


class DocumentStream:
    """Turns lines into documents and forgets old ones. Refuses an id that came before."""

    def __init__(self, memory: DocumentMemory, *, days: float, clock: datetime) -> None:
        self._memory = memory
        self._window = timedelta(days=days)
        self._clock = clock
        self._recent: deque[datetime] = deque(maxlen=MAX_RECENT_DATES)
        # 64-bit hashes, since every id of the stream is kept and may be long. The lowest bit says
        # whether the id was a number in its line, so that it can be written as one again.
        self._ids: set[int] = set()

    def read_document(self, row: dict[str, Any]) -> Document:
        """Turn a row into a document. Raises BadLineError."""
        name = str(row["id"])
        id_hash = _hash_id(name)
        if id_hash in self._ids or id_hash + 1 in self._ids:
            raise BadLineError(f'the id "{name[:80]}" was there before')
        document = document_from_row(row, clock=self._clock, fallback_date=self._fallback_date())
        self._ids.add(id_hash + isinstance(row["id"], int))
        if document.published:
            self._recent.append(document.published)
        if len(self._ids) % FORGET_EVERY_DOCUMENTS == 0 and (horizon := self.horizon()):
            self._memory.forget(horizon)
        return document

    def horizon(self) -> datetime | None:
        """The time before which documents need not be kept in memory."""
        # Not the latest date but an early one of the recent: a few absurd dates in the future
        # would otherwise empty the memory.
        if self._recent:
            dates = sorted(self._recent)
            earliest = dates[len(dates) // EARLY_DATES_DIVISOR]
            return earliest - self._window
        return UNDATED_START + UNDATED_INTERVAL * (len(self._ids) - MAX_UNDATED_DOCUMENTS)

    def original_id(self, name: str) -> str | int:
        """The id of a document with the type that it had in its line."""
        return int(name) if _hash_id(name) + 1 in self._ids else name

    def _fallback_date(self) -> datetime:
        """The time to assume for a document without a date: that of the last dated one."""
        return (
            self._recent[-1] if self._recent else UNDATED_START + UNDATED_INTERVAL * len(self._ids)
        )


def document_from_row(row: dict[str, Any], *, clock: datetime, fallback_date: datetime) -> Document:
    """Turn a row into a document. Raises BadLineError.

    `fallback_date` is used when the row has no date, or one after `clock`, which is absurd.
    """
    from coranto.reading import dates, urls
    from coranto.reading.language import packs, text

    title, body = text_field(row, "title"), text_field(row, "text")
    if row.get("title") is None and row.get("text") is None:
        raise BadLineError('neither "title" nor "text"')
    tag = packs.parse_tag(text_field(row, "language"))
    if tag == "und":
        # The beginning tells the language, and a text may have millions of characters.
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
        # One character for one, so that offsets of passages are valid in the input's text.
        text=_INVALID_CHARACTER_PATTERN.sub("\ufffd", body),
        language=tag,
        published=moment.at,
        published_raw=raw,
        precise=moment.precise,
        seen=moment.at or fallback_date,
    )


def _raw_date(row: dict[str, Any]) -> str:
    """The date as written in the row; a number counts as seconds since 1970."""
    value = row.get("published")
    if isinstance(value, int | float):
        return repr(value)[:40]
    return text_field(row, "published")


def unread_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row that are copied to the output."""
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
    """Group documents: {"id", "title", "text" …} in, {"id", "story", "storyline"} out.

    One document per line, in time order. Only "id" and "title" or "text" must be there;
    "language", "published", "url" and "outlet" help. Each is placed as soon as it is read.
    Two stories may turn out to be one: then the documents of the younger are written again,
    and the last line for an id holds. A storyline holds the stories that tell one event
    within three days; its id is that of its first story.
    """
    from coranto.analysis.stories.days_later import StorylineGrouper
    from coranto.analysis.stories.group import StoryGrouper

    grouper = StorylineGrouper(StoryGrouper(explained=reasons is not None))
    stream = DocumentStream(grouper, days=days, clock=utc_now())

    def place(row: dict[str, Any]) -> None:
        passed_fields = unread_fields(row)
        for placed in grouper.place(stream.read_document(row)):
            placement = placed.placement
            story_fields = {
                "id": stream.original_id(placement.document_id),
                "story": placement.story_id,
                "storyline": placed.storyline,
            }
            write_json_line(passed_fields | story_fields)
            passed_fields = {}  # those of the line just read; the others are written again
            if reasons:
                reasons_json = msgspec.to_builtins(placement.reasons)
                explained_fields = {"score": placement.score, "reasons": reasons_json}
                if placed.continues:
                    explained_fields["continues"] = placed.continues
                reasons.write(encode_json_line(story_fields | explained_fields))

    ctx.exit(1 if process_rows(file, place) else 0)


class OriginMemory:
    """Remembers which document each document of the window copies, by the latest finding."""

    def __init__(self, finder: DocumentMemory) -> None:
        self._finder = finder
        self._origins: dict[str, tuple[datetime, str]] = {}

    def forget(self, before: datetime) -> None:
        """Forget the documents from before a time."""
        self._finder.forget(before)
        self._origins = {
            name: origin for name, origin in self._origins.items() if origin[0] >= before
        }

    def record_copy(self, copy: Copy, at: datetime) -> str:
        """Record a finding. Returns the id of a document that is now no copy, or ""."""
        # A document that came late may prove to be the original of its own original: of two that
        # copy each other, the latest finding holds.
        self._origins[copy.document_id] = (at, copy.origin_id)
        if self._origins.get(copy.origin_id, (at, ""))[1] == copy.document_id:
            del self._origins[copy.origin_id]
            return copy.origin_id
        return ""

    def chain_start(self, name: str) -> str:
        """The id of the document at the beginning of the chain of copies."""
        # Findings that were made at different times may form a circle.
        ids_passed = {name}
        while (origin := self._origins.get(name)) and origin[1] not in ids_passed:
            name = origin[1]
            ids_passed.add(name)
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
        document = stream.read_document(row)
        for copy in finder.add(document):
            if copy.origin_id:
                passed_fields = unread_fields(row) if copy.document_id == document.id else {}
                _write_copy(
                    copy, passed_fields, origins, stream, at=document.published or document.seen
                )
            if passages:
                passages.write(encode_json_line(_copy_with_passages(copy, stream)))

    ctx.exit(1 if process_rows(file, find) else 0)


def _write_copy(
    copy: Copy,
    passed_fields: dict[str, Any],
    origins: OriginMemory,
    stream: DocumentStream,
    *,
    at: datetime,
) -> None:
    """Write a finding with the copied fields, and retract the finding that it replaces."""
    taken_back = origins.record_copy(copy, at)
    write_json_line(passed_fields | _copy_line(copy, origins.chain_start(copy.document_id), stream))
    if taken_back:
        name = stream.original_id(taken_back)
        write_json_line({"id": name, "origin": "", "overlap": 0.0, "first": name})


def _copy_line(copy: Copy, chain_start: str, stream: DocumentStream) -> dict[str, Any]:
    return {
        "id": stream.original_id(copy.document_id),
        "origin": stream.original_id(copy.origin_id),
        "overlap": copy.overlap,
        "first": stream.original_id(chain_start),
    }


def _copy_with_passages(copy: Copy, stream: DocumentStream) -> dict[str, Any]:
    """A finding with its passages as [start, end, start in the origin, end in the origin]."""
    return {
        "id": stream.original_id(copy.document_id),
        "origin": stream.original_id(copy.origin_id),
        "overlap": copy.overlap,
        "origin_overlap": copy.origin_overlap,
        "credit": copy.credit,
        "passages": [
            [passage.start, passage.end, passage.origin_start, passage.origin_end]
            for passage in copy.passages
        ],
        "reasons": msgspec.to_builtins(copy.reasons),
    }
