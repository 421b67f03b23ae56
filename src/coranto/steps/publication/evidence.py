"""What an edition cites, out of the archive → its evidence package, a WACZ file.

Reads the desk and writes the one file that it is told to.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from coranto.edges import wacz
from coranto.model import Capture, PublishedDocument, PublishedEdition
from coranto.steps.desk import Desk


def cited_documents(edition: PublishedEdition) -> list[PublishedDocument]:
    """The documents that an edition cites, each once, in the order of their citations."""
    documents_by_key = {(document.id, document.version): document for document in edition.documents}
    cited_keys = [
        (passage.citation.document_id, passage.citation.version) for passage in edition.evidence
    ]
    return [documents_by_key[key] for key in dict.fromkeys(cited_keys) if key in documents_by_key]


def write_evidence(desk: Desk, edition: PublishedEdition, path: Path) -> None:
    """Write the captures of what an edition cites to a WACZ file.

    A capture that is not in the archive's index is left out, as in the manifest. Raises
    ArchiveError where one is damaged.
    """
    documents_and_captures = [
        (document, desk.store.captures.by_sha256(document.capture))
        for document in cited_documents(edition)
    ]
    # Several documents may come from one capture; it is written once.
    captures_by_sha256 = {
        capture.sha256: capture for _, capture in documents_and_captures if capture
    }
    wacz.write_package(
        path,
        _wacz_members(desk, captures_by_sha256.values()),
        pages=[
            wacz.WaczPage(url=capture.url, at=capture.at, title=document.title)
            for document, capture in documents_and_captures
            if capture
        ],
        about=wacz.WaczMetadata(
            title=f"{edition.draft.title}, no. {edition.draft.number}",
            # Not the time of writing: the same edition gives the same bytes.
            created=edition.updated,
            bytes=sum(capture.place.length for capture in captures_by_sha256.values()),
        ),
    )


def _wacz_members(desk: Desk, captures: Iterable[Capture]) -> Iterator[wacz.WarcMember]:
    for capture in captures:
        packed, record = desk.archive.member(capture.place)
        yield wacz.WarcMember(packed=packed, record=record)
