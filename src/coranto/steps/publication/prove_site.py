"""A site's folder by itself → what in it is not as it was published. Needs no desk, reads only.

The site may come from anywhere, so its files are hostile: a damaged one is a fault in the
result, never a crash.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from coranto.edges import wacz
from coranto.edges.files import file_sha256
from coranto.editing import freezing
from coranto.errors import ArchiveError, DeskError
from coranto.model import PublishedEdition
from coranto.steps.publication import evidence
from coranto.steps.publication.frozen import EDITION_FILE, EVIDENCE_FILE, MANIFEST_FILE
from coranto.steps.publication.site import LISTING_FILE, read_listing


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVerificationResult:
    """What of a site was compared, and what differs, in words."""

    listed: str  #: SHA-256 of files.json: whoever knows it from elsewhere can trust the rest
    files: int
    editions: int  #: versions of editions, that is
    captures: int
    faults: tuple[str, ...]


class ManifestFiles(msgspec.Struct):
    """The part of an edition's manifest that is compared."""

    files: dict[str, str]


def verify_site(root: Path) -> SiteVerificationResult:
    """Compare a site with its list of files, its manifests and its evidence packages.

    Raises DeskError when the folder contains no site.
    """
    path = root / LISTING_FILE
    listed_hashes = read_listing(root)
    if not listed_hashes:
        raise DeskError(f"{path} is not there or lists nothing: {root} is no site of Coranto.")
    hashes = {name: _regular_file_sha256(root / name) for name in listed_hashes}
    faults = [*_compare_files(listed_hashes, hashes), *_unlisted_files(root, listed_hashes)]
    versions = [
        PurePosixPath(name).parent for name in listed_hashes if name.endswith(f"/{MANIFEST_FILE}")
    ]
    captures = 0
    for folder in sorted(versions):
        faults += _compare_manifest(root, folder, hashes)
        capture_count, evidence_faults = _compare_evidence(root / folder)
        captures += capture_count
        faults += [f"{folder}/{fault}" for fault in evidence_faults]
    return SiteVerificationResult(
        listed=_regular_file_sha256(path),
        files=len(listed_hashes),
        editions=len(versions),
        captures=captures,
        faults=tuple(faults),
    )


def _regular_file_sha256(path: Path) -> str:
    """The SHA-256 of a regular file; "" when there is none, or no file can have this name."""
    # A pipe would be read for ever; a link may lead out of the site.
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        return file_sha256(path)
    except (OSError, ValueError):
        return ""


def _compare_files(listed_hashes: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[str]:
    for path, expected in sorted(listed_hashes.items()):
        if not hashes[path]:
            yield f"{path} is gone."
        elif hashes[path] != expected:
            yield _changed_file_fault(path, hashes[path], expected)


def _changed_file_fault(path: str, actual: str, expected: str) -> str:
    return f"{path} was changed: SHA-256 {actual[:16]}…, published as {expected[:16]}…"


def _unlisted_files(root: Path, listed_hashes: Mapping[str, str]) -> Iterator[str]:
    """A fault for each file that the list does not name."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name != LISTING_FILE and name not in listed_hashes:
            yield f"{name} is not in {LISTING_FILE}."


def _compare_manifest(
    root: Path, folder: PurePosixPath, hashes: Mapping[str, str]
) -> Iterator[str]:
    """A fault for each file beside an edition's page that is not the one of its manifest."""
    path = folder / MANIFEST_FILE
    try:
        files = msgspec.json.decode((root / path).read_bytes(), type=ManifestFiles).files
    except (FileNotFoundError, msgspec.DecodeError, RecursionError) as error:
        yield f"{path} cannot be read: {error}"
        return
    for name, expected in sorted(files.items()):
        # Not every file of the manifest is on the site: the desk may keep its evidence back.
        actual = hashes.get(f"{folder}/{name}")
        if actual and actual != expected:
            yield f"{_changed_file_fault(f'{folder}/{name}', actual, expected)} by its manifest."


def _compare_evidence(folder: Path) -> tuple[int, list[str]]:
    """How many responses the evidence package has, and a fault for each cited one it lacks."""
    if not (folder / EVIDENCE_FILE).is_file():
        return 0, []
    try:
        digests = {sha256 for _, sha256 in wacz.payload_digests(folder / EVIDENCE_FILE)}
        edition = freezing.decode_edition((folder / EDITION_FILE).read_bytes())
    except ArchiveError as error:
        return 0, [str(error)]
    except (FileNotFoundError, msgspec.DecodeError, RecursionError) as error:
        return 0, [f"{EDITION_FILE} cannot be read: {error}"]
    return len(digests), list(_missing_captures(edition, digests))


def _missing_captures(edition: PublishedEdition, digests: set[str]) -> Iterator[str]:
    for document in evidence.cited_documents(edition):
        if document.capture not in digests:
            yield f"{EVIDENCE_FILE} lacks capture {document.capture[:16]}… of {document.url}"
