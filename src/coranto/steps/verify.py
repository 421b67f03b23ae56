"""A published edition, its manifest and the archive → what no longer agrees. Reads only."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from coranto.editing import freezing
from coranto.errors import ArchiveError, DeskError
from coranto.model import PublishedEdition
from coranto.steps.desk import Desk
from coranto.steps.publish import frozen_folder

MANIFEST = "manifest.json"
EDITION = "edition.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was compared, and what differs, in words; nothing differs when `faults` is empty."""

    number: int
    files: int
    captures: int
    citations: int
    faults: tuple[str, ...]


def verify(desk: Desk, number: int) -> Verified:
    """Compare edition `number` with its manifest, the store and the archive.

    Raises DeskError when it was not published or its manifest cannot be read.
    """
    folder = frozen_folder(desk, number)
    files = _manifest(folder, number)
    faults = [*_files(folder, files), *_frozen(desk, folder, number)]
    edition = _edition(folder)
    if edition is None:
        faults.append(f"{EDITION} cannot be read: neither captures nor citations were compared.")
        return Verified(number=number, files=len(files), captures=0, citations=0,
                        faults=tuple(faults))  # fmt: skip
    captures = {document.capture: document.url for document in edition.documents}
    for sha256, url in captures.items():
        faults.extend(_capture(desk, sha256, url))
    faults.extend(_citations(desk, edition))
    return Verified(
        number=number,
        files=len(files),
        captures=len(captures),
        citations=len(edition.evidence),
        faults=tuple(faults),
    )


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


def _frozen(desk: Desk, folder: Path, number: int) -> Iterator[str]:
    """The store noted the edition's hash apart from the manifest."""
    known = desk.store.editions.get(number)
    if known is None or known.state != "published":
        yield f"the desk does not know that no. {number} was published."
        return
    path = folder / EDITION
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != known.frozen:
        yield f"{EDITION} is not the one that the desk noted when it was published."


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
