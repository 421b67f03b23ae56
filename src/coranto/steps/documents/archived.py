"""The page of a document as it was archived, from the archive alone. Nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.edges import fetch
from coranto.errors import ArchiveError, DeskError, SourceError
from coranto.model import Document
from coranto.reading.markup import decoding
from coranto.rendering import archived
from coranto.rendering.archived import ArchivedResource
from coranto.steps.desk import Desk
from coranto.steps.documents.loading import load_document, page_capture

#: Records of the archive that are read for one page, with its pictures and style sheets.
MAX_LOADED_RESOURCES = 150
#: Bytes of such a record.
MAX_RESOURCE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page for a sandboxed frame, to be sent as `text/html; charset=utf-8`."""

    html: bytes
    policy: str  #: the value of its own Content-Security-Policy
    url: str  #: the address that answered with it
    captured: datetime
    is_marked: bool  #: whether the passage stands in it, under the id `coranto-passage`


def archived_page(
    desk: Desk,
    document_id: str,
    version: int | None = None,
    *,
    passage: tuple[int, int] | None = None,
) -> ArchivedPage:
    """The page that a version of a document was read from, the newest version by default.

    `passage`: start and end in that version's text; by default what editions cite of it. Of a
    version that was read from a feed, the page is shown that was had of it, if any. Raises
    DeskError when there is no page, when it cannot be shown, or when the archive has lost it.
    """
    document = load_document(desk, document_id, version)
    capture = page_capture(desk, document)
    if capture is None:
        raise DeskError(
            f"{document.id}, version {document.version}, was read from a feed: there is no page "
            "of it in the archive."
        )
    spans = [passage] if passage else _cited_spans(desk, document)
    try:
        exchange = desk.archive.read(capture.place)
        body = fetch.decode_body(exchange, desk.limits)
        decoded = decoding.decode(
            body,
            charset=decoding.header_charset(exchange.header("content-type")),
            language=document.language,
        )
        rendered = archived.render_archived_page(
            decoded.text,
            url=capture.url,
            text=document.text,
            spans=spans,
            load=_ResourceLoader(desk).load,
        )
    except ArchiveError as error:
        raise DeskError(f"the page {capture.url} is not in the archive: {error}.") from error
    except SourceError as error:
        raise DeskError(f"the page {capture.url} cannot be shown: {error}.") from error
    if len(rendered.html) > archived.MAX_SHOWN_BYTES:
        raise DeskError(f"the page {capture.url} cannot be shown: {len(rendered.html):,} bytes.")
    return ArchivedPage(
        html=rendered.html,
        policy=archived.POLICY,
        url=capture.url,
        captured=capture.at,
        is_marked=rendered.is_marked,
    )


def _cited_spans(desk: Desk, document: Document) -> Sequence[tuple[int, int]]:
    return desk.store.corrections.cited_spans(document.id, document.version)


class _ResourceLoader:
    """Loads pictures and style sheets of one page, as long as there are not too many."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._remaining = MAX_LOADED_RESOURCES

    def load(self, address: str) -> ArchivedResource | None:
        """What the archive holds of an address; None where it holds nothing that can be used."""
        if not self._remaining:
            return None
        capture = self._desk.store.captures.latest(address)
        if capture is None or capture.status != 200 or capture.place.length > MAX_RESOURCE_BYTES:
            return None
        self._remaining -= 1
        try:
            exchange = self._desk.archive.read(capture.place)
            body = fetch.decode_body(exchange, self._desk.limits)
        except (ArchiveError, SourceError):
            # A picture that is lost is shown by its words: `coranto doctor` names what is damaged.
            return None
        return ArchivedResource(body=body, content_type=capture.content_type)
