"""A published edition, its manifest and the archive → what no longer agrees. Reads only.

What is damaged is a fault in the result, never a crash; only an edition that was never
published, or whose manifest cannot be read, is refused.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Annotated, Any

import msgspec

from coranto.editing import freezing
from coranto.errors import ArchiveError, DeskError
from coranto.model import PublishedEdition
from coranto.reading.documents import text_sha256
from coranto.steps.desk import Desk
from coranto.steps.publication import frozen
from coranto.steps.publication.frozen import EDITION_FILE, MANIFEST_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationResult:
    """What was compared, and what differs, in words; nothing differs when `faults` is empty."""

    number: int
    versions: int  #: the first, and its corrections
    files: int
    captures: int
    citations: int
    faults: tuple[str, ...]


def verify_edition(desk: Desk, number: int) -> VerificationResult:
    """Compare every version of edition `number` with its manifest, the store and the archive.

    Raises DeskError when it was not published or a manifest cannot be read.
    """
    folders = frozen.version_folders(desk, number) or [frozen.version_folder(desk, number)]
    versions = [_verify_version(desk, number, folder) for folder in folders]
    return VerificationResult(
        number=number,
        versions=len(versions),
        files=sum(version.files for version in versions),
        captures=sum(version.captures for version in versions),
        citations=sum(version.citations for version in versions),
        faults=(
            *(fault for version in versions for fault in version.faults),
            *_compare_chain(folders),
            *_compare_recorded_hashes(desk, number, folders),
        ),
    )


def _verify_version(desk: Desk, number: int, folder: Path) -> VerificationResult:
    """Compare one version by itself. The faults of a correction name its folder."""
    files = _read_manifest(folder, number)
    faults = [*_compare_files(folder, files)]
    edition = _read_edition(folder)
    if edition is None:
        faults.append(
            f"{EDITION_FILE} cannot be read: neither captures nor citations were compared."
        )
    captures = {document.capture: document.url for document in edition.documents} if edition else {}
    for sha256, url in captures.items():
        faults.extend(_compare_capture(desk, sha256, url))
    faults.extend(_compare_citations(desk, edition) if edition else ())
    faults.extend(_compare_texts(desk, folder))
    where = f"{folder.name}: " if "-" in folder.name else ""
    return VerificationResult(
        number=number,
        versions=1,
        files=len(files),
        captures=len(captures),
        citations=len(edition.evidence) if edition else 0,
        faults=tuple(f"{where}{fault}" for fault in faults),
    )


class _ManifestDocument(msgspec.Struct, frozen=True):
    """A document as a manifest lists it."""

    document: str
    version: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    url: str
    text: str = ""  #: SHA-256; "" in an edition that was made before manifests had it


class _ManifestDocuments(msgspec.Struct, frozen=True):
    """The part of a manifest that lists documents."""

    documents: tuple[_ManifestDocument, ...] = ()


def _compare_chain(folders: Sequence[Path]) -> Iterator[str]:
    """A fault for each correction that does not name its predecessor's manifest by its hash."""
    for before, after in pairwise(folders):
        corrects = json.loads((after / MANIFEST_FILE).read_bytes()).get("corrects")
        if corrects != hashlib.sha256((before / MANIFEST_FILE).read_bytes()).hexdigest():
            yield f"{after.name} does not correct what stands in {before.name} now."


def _compare_recorded_hashes(desk: Desk, number: int, folders: Sequence[Path]) -> Iterator[str]:
    """A fault for each version whose hash is not the one that the store recorded."""
    # Whoever changes an edition can change its manifest, too, but not easily the database.
    stored_edition = desk.store.editions.get(number)
    if stored_edition is None or stored_edition.state != "published":
        yield f"the desk does not know that no. {number} was published."
        return
    recorded_hashes = [
        stored_edition.frozen,
        *(correction.frozen for correction in desk.store.corrections.of_edition(number)),
    ]
    for folder, sha256 in zip_longest(folders, recorded_hashes):
        if folder is None:
            yield f"a correction that the desk noted is gone: {sha256[:16]}…"
            continue
        path = folder / EDITION_FILE
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            where = f"{folder.name}/{EDITION_FILE}" if "-" in folder.name else EDITION_FILE
            yield f"{where} is not the one that the desk noted when it was published."


def _read_manifest(folder: Path, number: int) -> dict[str, str]:
    """By name, the SHA-256 of the files that a manifest lists. Raises DeskError."""
    path = folder / MANIFEST_FILE
    try:
        manifest: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise DeskError(f"no. {number} cannot be verified: {path} is not there.") from None
    except (ValueError, RecursionError):
        raise DeskError(f"{path} is not JSON: restore it from a copy of the desk.") from None
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict) or not all(isinstance(sha256, str) for sha256 in files.values()):
        raise DeskError(f"{path} lists no files: restore it from a copy of the desk.")
    return files


def _compare_files(folder: Path, files: dict[str, str]) -> Iterator[str]:
    present_names = {path.name for path in folder.iterdir()} - {MANIFEST_FILE}
    for name in sorted(present_names - set(files)):
        yield f"{name} is not in the manifest."
    for name, expected in sorted(files.items()):
        if name not in present_names:
            yield f"{name} is gone."
            continue
        actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if actual != expected:
            yield f"{name} was changed: SHA-256 {actual[:16]}…, published as {expected[:16]}…"


def _read_edition(folder: Path) -> PublishedEdition | None:
    try:
        return freezing.decode_edition((folder / EDITION_FILE).read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _compare_capture(desk: Desk, sha256: str, url: str) -> Iterator[str]:
    """A fault when the archive does not have the capture any more, byte for byte."""
    capture = desk.store.captures.by_sha256(sha256)
    if capture is None:
        yield f"capture {sha256[:16]}… of {url} is not in the archive's index."
        return
    try:
        payload = desk.archive.read(capture.place).payload
    except ArchiveError as error:
        yield f"capture {sha256[:16]}… of {url}: {error}"
        return
    if hashlib.sha256(payload).hexdigest() != sha256:
        yield f"capture {sha256[:16]}… of {url} holds other bytes."


def _compare_texts(desk: Desk, folder: Path) -> Iterator[str]:
    """A fault for each document whose text is not what it was when the edition was made."""
    # Beyond what is cited: numbers and findings of an edition rest on whole texts.
    try:
        manifest_documents = msgspec.json.decode(
            (folder / MANIFEST_FILE).read_bytes(), type=_ManifestDocuments
        ).documents
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield f"{MANIFEST_FILE} does not list its documents: their texts were not compared."
        return
    for manifest_document in manifest_documents:
        if not manifest_document.text:
            continue  # made before manifests had hashes of texts
        document = desk.store.documents.get(manifest_document.document, manifest_document.version)
        where = (
            f"{manifest_document.document}@{manifest_document.version} ({manifest_document.url})"
        )
        if document is None:
            yield f"{where} is no longer held."
        elif text_sha256(document.title, document.text) != manifest_document.text:
            yield f"{where} has another text now."


def _compare_citations(desk: Desk, edition: PublishedEdition) -> Iterator[str]:
    """A fault for each cited passage that is not in its version, character by character."""
    for evidence in edition.evidence:
        citation = evidence.citation
        document = desk.store.documents.get(citation.document_id, citation.version)
        where = f"[^{citation.mark}] cites {citation.document_id}@{citation.version}"
        if document is None:
            yield f"{where}, which the desk no longer holds."
        elif document.text[citation.start : citation.end] != citation.text:
            yield f"{where}, whose text no longer says so at {citation.start}–{citation.end}."
