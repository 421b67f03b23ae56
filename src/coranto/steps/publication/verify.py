"""A published edition, its manifest and the archive → what no longer agrees. Reads only."""

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
from coranto.steps.publication.frozen import EDITION, MANIFEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was compared, and what differs, in words; nothing differs when `faults` is empty."""

    number: int
    versions: int  #: the first, and its corrections
    files: int
    captures: int
    citations: int
    faults: tuple[str, ...]


def verify(desk: Desk, number: int) -> Verified:
    """Compare every version of edition `number` with its manifest, the store and the archive.

    Raises DeskError when it was not published or a manifest cannot be read.
    """
    folders = frozen.folders(desk, number) or [frozen.folder_of(desk, number)]
    versions = [_version(desk, number, folder) for folder in folders]
    return Verified(
        number=number,
        versions=len(versions),
        files=sum(one.files for one in versions),
        captures=sum(one.captures for one in versions),
        citations=sum(one.citations for one in versions),
        faults=(
            *(fault for one in versions for fault in one.faults),
            *_chain(folders),
            *_noted(desk, number, folders),
        ),
    )


def _version(desk: Desk, number: int, folder: Path) -> Verified:
    """One version by itself. Its faults name its folder, but for the first."""
    files = _manifest(folder, number)
    faults = [*_files(folder, files)]
    edition = _edition(folder)
    if edition is None:
        faults.append(f"{EDITION} cannot be read: neither captures nor citations were compared.")
    captures = {one.capture: one.url for one in edition.documents} if edition else {}
    for sha256, url in captures.items():
        faults.extend(_capture(desk, sha256, url))
    faults.extend(_citations(desk, edition) if edition else ())
    faults.extend(_texts(desk, folder))
    where = f"{folder.name}: " if "-" in folder.name else ""
    return Verified(
        number=number,
        versions=1,
        files=len(files),
        captures=len(captures),
        citations=len(edition.evidence) if edition else 0,
        faults=tuple(f"{where}{fault}" for fault in faults),
    )


class _Made(msgspec.Struct, frozen=True):
    """A document as a manifest lists it."""

    document: str
    version: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    url: str
    text: str = ""  #: SHA-256; "" in an edition that was made before manifests had it


class _Manifest(msgspec.Struct, frozen=True):
    """What is read of a manifest besides its files."""

    documents: tuple[_Made, ...] = ()


def _chain(folders: Sequence[Path]) -> Iterator[str]:
    """Each correction names, by hash, the manifest of the version that it corrects."""
    for before, after in pairwise(folders):
        corrects = json.loads((after / MANIFEST).read_bytes()).get("corrects")
        if corrects != hashlib.sha256((before / MANIFEST).read_bytes()).hexdigest():
            yield f"{after.name} does not correct what stands in {before.name} now."


def _noted(desk: Desk, number: int, folders: Sequence[Path]) -> Iterator[str]:
    """The store noted every version's hash, apart from the manifests."""
    known = desk.store.editions.get(number)
    if known is None or known.state != "published":
        yield f"the desk does not know that no. {number} was published."
        return
    noted = [known.frozen, *(one.frozen for one in desk.store.corrections.of(number))]
    for folder, sha256 in zip_longest(folders, noted):
        if folder is None:
            yield f"a correction that the desk noted is gone: {sha256[:16]}…"
            continue
        path = folder / EDITION
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            where = f"{folder.name}/{EDITION}" if "-" in folder.name else EDITION
            yield f"{where} is not the one that the desk noted when it was published."


def _manifest(folder: Path, number: int) -> dict[str, str]:
    """Files by name with their SHA-256, as the manifest lists them."""
    path = folder / MANIFEST
    try:
        manifest: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise DeskError(f"no. {number} cannot be verified: {path} is not there.") from None
    except (ValueError, RecursionError):
        raise DeskError(f"{path} is not JSON: restore it from a copy of the desk.") from None
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict) or not all(isinstance(one, str) for one in files.values()):
        raise DeskError(f"{path} lists no files: restore it from a copy of the desk.")
    return files


def _files(folder: Path, files: dict[str, str]) -> Iterator[str]:
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    for name in sorted(there - set(files)):
        yield f"{name} is not in the manifest."
    for name, expected in sorted(files.items()):
        if name not in there:
            yield f"{name} is gone."
            continue
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            yield f"{name} was changed: SHA-256 {found[:16]}…, published as {expected[:16]}…"


def _edition(folder: Path) -> PublishedEdition | None:
    try:
        return freezing.decode((folder / EDITION).read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _capture(desk: Desk, sha256: str, url: str) -> Iterator[str]:
    """The archive still holds the answer, byte for byte."""
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


def _texts(desk: Desk, folder: Path) -> Iterator[str]:
    """Every document still says, word for word, what it said when the edition was made."""
    try:
        listed = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest).documents
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield f"{MANIFEST} does not list its documents: their texts were not compared."
        return
    for one in listed:
        if not one.text:
            continue
        document = desk.store.documents.get(one.document, one.version)
        where = f"{one.document}@{one.version} ({one.url})"
        if document is None:
            yield f"{where} is no longer held."
        elif text_sha256(document.title, document.text) != one.text:
            yield f"{where} has another text now."


def _citations(desk: Desk, edition: PublishedEdition) -> Iterator[str]:
    """Every cited passage stands in the version it cites, character by character."""
    for evidence in edition.evidence:
        citation = evidence.citation
        document = desk.store.documents.get(citation.document_id, citation.version)
        where = f"[^{citation.mark}] cites {citation.document_id}@{citation.version}"
        if document is None:
            yield f"{where}, which the desk no longer holds."
        elif document.text[citation.start : citation.end] != citation.text:
            yield f"{where}, whose text no longer says so at {citation.start}–{citation.end}."
