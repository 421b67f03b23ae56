"""Frozen editions → the site's files: writes what changed, removes what is no longer part of it.

The site has nothing of its own and can be written again at any time. `files.json` in it lists
every file with its SHA-256, for `coranto verify`. Only files that an earlier list names may be
removed: others in the folder are somebody else's.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path, PurePosixPath

import coranto
from coranto.edges.files import PARTIAL_SUFFIX, copy_file, file_sha256, replace_file
from coranto.model import PublishedEdition
from coranto.rendering import corrections, site
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.i18n import words_for
from coranto.rendering.web.build_cache import BuildCache
from coranto.steps.desk import Desk
from coranto.steps.publication import frozen

#: File of the site that lists its files, by path, with their SHA-256.
LISTING_FILE = "files.json"
#: Beside the frozen editions: hashes of what the site's files were made of.
BUILD_CACHE_FILE = ".site.json"


def about_desk(desk: Desk) -> DeskAbout:
    """What the site says about the desk, from coranto.toml."""
    desk_table = desk.settings.desk
    cadence = desk.settings.cadence
    return DeskAbout(
        title=desk_table.title,
        topic=desk_table.topic,
        description=desk_table.description,
        address=desk_table.address,
        language=desk_table.language,
        editors=desk_table.editors,
        contact=desk_table.contact,
        first_number=cadence.first_number,
        cadence=words_for(desk_table.language).weekly(cadence.day, cadence.time, cadence.zone),
    )


def write_site(desk: Desk) -> int:
    """Write the site out of all frozen editions. Returns how many files changed."""
    # A listed file that somebody changed or removed counts as not written, and is put right.
    root, listed_hashes = desk.site, read_listing(desk.site)
    intact_hashes = {
        path: sha256 for path, sha256 in listed_hashes.items() if _is_intact(root, path, sha256)
    }
    program_hash = _program_sha256()
    build_cache = BuildCache(
        _read_build_cache(desk, program_hash, intact_hashes), shape=program_hash
    )
    current_hashes: dict[str, str] = {}
    changed = 0
    for path, body in _render_files(desk, build_cache):
        # No body: the build cache found that the file would come out as it is.
        current_hashes[path] = (
            intact_hashes[path] if body is None else hashlib.sha256(body).hexdigest()
        )
        if body is not None and intact_hashes.get(path) != current_hashes[path]:
            changed += _write_if_changed(root / path, body)
    for path, source in _download_paths(desk):
        is_copied = _copy_if_changed(source, root / path)
        current_hashes[path] = (
            intact_hashes[path]
            if path in intact_hashes and not is_copied
            else file_sha256(root / path)
        )
        changed += is_copied
    for path in set(listed_hashes) - set(current_hashes):
        (root / path).unlink(missing_ok=True)
        changed += 1
    # What a crash left of a file that was being written.
    for partial_file in root.rglob(f"*{PARTIAL_SUFFIX}"):
        if partial_file.relative_to(root).as_posix().removesuffix(PARTIAL_SUFFIX) in current_hashes:
            partial_file.unlink()
    # After the files: a crash before it leaves the old list, and they are written again.
    _write_if_changed(root / LISTING_FILE, _encode_json(current_hashes))
    _write_if_changed(
        desk.published / BUILD_CACHE_FILE,
        _encode_json({"shape": program_hash, "made_of": build_cache.made_of}),
    )
    return changed


def _render_files(desk: Desk, build_cache: BuildCache) -> Iterator[site.SiteFile]:
    newest_editions, earlier = _load_versions(desk)
    downloads = frozen.downloads_by_number(desk)
    return site.render_site(
        newest_editions,
        about=about_desk(desk),
        earlier=earlier,
        downloads={number: [file.name for file in files] for number, files in downloads.items()},
        ledger=build_cache,
    )


def _load_versions(desk: Desk) -> tuple[list[PublishedEdition], list[PublishedEdition]]:
    """The newest version of every edition, and the versions that corrections replaced."""
    newest_editions, earlier = [], []
    for number in frozen.frozen_numbers(desk):
        *before, last = [
            frozen.read_version(folder) for folder in frozen.version_folders(desk, number)
        ]
        newest_editions.append(last)
        earlier += before
    return newest_editions, earlier


def _download_paths(desk: Desk) -> Iterator[tuple[str, Path]]:
    """Yield the path on the site, and the frozen file, of every download of every version."""
    for number in frozen.frozen_numbers(desk):
        *before, newest = frozen.version_folders(desk, number)
        pages = [corrections.version_path(number, at) for at, _ in enumerate(before, 1)]
        for page, folder in zip(
            [*pages, f"editions/{number}/index.html"], [*before, newest], strict=True
        ):
            for file in frozen.version_downloads(desk, folder):
                yield page.replace("index.html", file.name), file


# --- what is on the site now --------------------------------------------------------


def read_listing(root: Path) -> dict[str, str]:
    """By path, the SHA-256 of each file that a site's list names; empty without a list.

    Paths that lead out of the site are left out.
    """
    # The list may be a stranger's (`coranto verify SITE`), and files it names are removed when
    # the site is written: neither its form nor its paths are trusted.
    try:
        listing = json.loads((root / LISTING_FILE).read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    if not isinstance(listing, dict):
        return {}
    return {
        path: str(sha256)
        for path, sha256 in listing.items()
        if not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
    }


def _read_build_cache(
    desk: Desk, program_hash: str, intact_hashes: Mapping[str, str]
) -> dict[str, str]:
    """By path, what intact files were made of, if this very program made them; else empty."""
    try:
        saved_cache = json.loads((desk.published / BUILD_CACHE_FILE).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if saved_cache.get("shape") != program_hash:
        return {}
    return {path: key for path, key in saved_cache["made_of"].items() if path in intact_hashes}


@cache
def _program_sha256() -> str:
    """A hash of what shapes the pages: Coranto's own files and the versions of libraries."""
    root = Path(coranto.__file__).parent
    digest = hashlib.sha256(
        repr([metadata.version(library) for library in frozen.RENDERING_LIBRARIES]).encode()
    )
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_intact(root: Path, path: str, sha256: str) -> bool:
    try:
        return file_sha256(root / path) == sha256
    except OSError:
        return False


def _encode_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"


def _write_if_changed(path: Path, body: bytes) -> bool:
    """Write a file, whole or not at all, unless it has these bytes. Returns whether it did."""
    if path.is_file() and path.read_bytes() == body:
        return False
    replace_file(path, body)
    return True


def _copy_if_changed(source: Path, path: Path) -> bool:
    """Copy a file, whole or not at all, unless it is there. Returns whether it did."""
    # Told by size and time, which a copy keeps from its source.
    source_stat, own_stat = source.stat(), path.stat() if path.is_file() else None
    if own_stat and (own_stat.st_size, own_stat.st_mtime_ns) == (
        source_stat.st_size,
        source_stat.st_mtime_ns,
    ):
        return False
    copy_file(source, path)
    return True
