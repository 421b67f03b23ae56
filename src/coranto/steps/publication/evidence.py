"""What an edition cites, out of the archive → its evidence package, a WACZ file. Reads only."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from coranto.edges import wacz
from coranto.model import Capture, PublishedDocument, PublishedEdition
from coranto.steps.desk import Desk


def cited_documents(edition: PublishedEdition) -> list[PublishedDocument]:
    """The documents that an edition cites, as a reader comes upon them."""
    held = {(one.id, one.version): one for one in edition.documents}
    named = [(one.citation.document_id, one.citation.version) for one in edition.evidence]
    return [held[each] for each in dict.fromkeys(named) if each in held]


def write_evidence(desk: Desk, edition: PublishedEdition, path: Path) -> None:
    """Write the captures of what an edition cites. Raises ArchiveError where one is damaged.

    What the archive's index does not hold is left out: the manifest says so, too.
    """
    found = [(one, desk.store.captures.by_sha256(one.capture)) for one in cited_documents(edition)]
    held = {capture.sha256: capture for _, capture in found if capture}
    wacz.write_package(
        path,
        _wacz_members(desk, held.values()),
        pages=[
            wacz.WaczPage(url=capture.url, at=capture.at, title=one.title)
            for one, capture in found
            if capture
        ],
        about=wacz.WaczMetadata(
            title=f"{edition.draft.title}, no. {edition.draft.number}",
            created=edition.updated,
            bytes=sum(capture.place.length for capture in held.values()),
        ),
    )


def _wacz_members(desk: Desk, captures: Iterable[Capture]) -> Iterator[wacz.WarcMember]:
    for capture in captures:
        packed, record = desk.archive.member(capture.place)
        yield wacz.WarcMember(packed=packed, record=record)
