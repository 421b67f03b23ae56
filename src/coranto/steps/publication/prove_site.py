"""A site's folder by itself → what in it is not as it was published. Needs no desk, reads only.

The site may come from anywhere: nothing in it is trusted but for its hashes.
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

    listed: str  #: SHA-256 of the list itself: who knows it from elsewhere can trust the rest
    files: int
    editions: int  #: versions of editions, that is
    captures: int
    faults: tuple[str, ...]


class ManifestFiles(msgspec.Struct):
    """What is read of an edition's manifest."""

    files: dict[str, str]


def verify_site(root: Path) -> SiteVerificationResult:
    """Compare a site with its list, its manifests and its evidence packages.

    Raises DeskError when the folder holds no site.
    """
    path = root / LISTING_FILE
    listed = read_listing(root)
    if not listed:
        raise DeskError(f"{path} is not there or lists nothing: {root} is no site of Coranto.")
    hashes = {each: _regular_file_sha256(root / each) for each in listed}
    faults = [*_compare_files(listed, hashes), *_unlisted_files(root, listed)]
    versions = [PurePosixPath(each).parent for each in listed if each.endswith(f"/{MANIFEST_FILE}")]
    captures = 0
    for folder in sorted(versions):
        faults += _compare_manifest(root, folder, hashes)
        found, wrong = _compare_evidence(root / folder)
        captures += found
        faults += [f"{folder}/{fault}" for fault in wrong]
    return SiteVerificationResult(
        listed=_regular_file_sha256(path),
        files=len(listed),
        editions=len(versions),
        captures=captures,
        faults=tuple(faults),
    )


def _regular_file_sha256(path: Path) -> str:
    """The file's SHA-256; "" when it is gone, a pipe or a link, or no file can be called so."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        return file_sha256(path)
    except (OSError, ValueError):
        return ""


def _compare_files(listed: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[str]:
    for path, expected in sorted(listed.items()):
        if not hashes[path]:
            yield f"{path} is gone."
        elif hashes[path] != expected:
            yield _changed_file_fault(path, hashes[path], expected)


def _changed_file_fault(path: str, found: str, expected: str) -> str:
    return f"{path} was changed: SHA-256 {found[:16]}…, published as {expected[:16]}…"


def _unlisted_files(root: Path, listed: Mapping[str, str]) -> Iterator[str]:
    """Files that nobody listed."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name != LISTING_FILE and name not in listed:
            yield f"{name} is not in {LISTING_FILE}."


def _compare_manifest(
    root: Path, folder: PurePosixPath, hashes: Mapping[str, str]
) -> Iterator[str]:
    """What stands beside an edition's page is what its manifest names."""
    path = folder / MANIFEST_FILE
    try:
        files = msgspec.json.decode((root / path).read_bytes(), type=ManifestFiles).files
    except (FileNotFoundError, msgspec.DecodeError, RecursionError) as error:
        yield f"{path} cannot be read: {error}"
        return
    for name, expected in sorted(files.items()):
        found = hashes.get(f"{folder}/{name}")
        if found and found != expected:
            yield f"{_changed_file_fault(f'{folder}/{name}', found, expected)} by its manifest."


def _compare_evidence(folder: Path) -> tuple[int, list[str]]:
    """How many responses the evidence holds, and which that the edition cites it does not."""
    if not (folder / EVIDENCE_FILE).is_file():
        return 0, []
    try:
        held = {sha256 for _, sha256 in wacz.payload_digests(folder / EVIDENCE_FILE)}
        edition = freezing.decode_edition((folder / EDITION_FILE).read_bytes())
    except ArchiveError as error:
        return 0, [str(error)]
    except (FileNotFoundError, msgspec.DecodeError, RecursionError) as error:
        return 0, [f"{EDITION_FILE} cannot be read: {error}"]
    return len(held), list(_missing_captures(edition, held))


def _missing_captures(edition: PublishedEdition, held: set[str]) -> Iterator[str]:
    for document in evidence.cited_documents(edition):
        if document.capture not in held:
            yield f"{EVIDENCE_FILE} lacks capture {document.capture[:16]}… of {document.url}"
