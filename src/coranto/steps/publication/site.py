"""Frozen editions → the site's files: what changed is written, what is ours and gone is removed.

The site holds nothing of its own and can be written again at any time. `files.json` in it
lists every file with its SHA-256, for `coranto verify`.
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

#: The site's files, by path, with their SHA-256: what is ours there.
LISTING_FILE = "files.json"
#: What they were made of, kept beside the frozen editions.
BUILD_CACHE_FILE = ".site.json"


def about_desk(desk: Desk) -> DeskAbout:
    """What the site says of the desk."""
    told = desk.settings.desk
    cadence = desk.settings.cadence
    return DeskAbout(
        title=told.title,
        topic=told.topic,
        description=told.description,
        address=told.address,
        language=told.language,
        editors=told.editors,
        contact=told.contact,
        first_number=cadence.first_number,
        cadence=words_for(told.language).weekly(cadence.day, cadence.time, cadence.zone),
    )


def write_site(desk: Desk) -> int:
    """Write the site out of all frozen editions. Returns how many files changed."""
    root, listed = desk.site, read_listing(desk.site)
    held = {path: sha256 for path, sha256 in listed.items() if _is_intact(root, path, sha256)}
    shape = _program_sha256()
    ledger = BuildCache(_read_build_cache(desk, shape, held), shape=shape)
    now: dict[str, str] = {}
    changed = 0
    for path, body in _render_files(desk, ledger):
        now[path] = held[path] if body is None else hashlib.sha256(body).hexdigest()
        if body is not None and held.get(path) != now[path]:
            changed += _write_if_changed(root / path, body)
    for path, source in _download_paths(desk):
        is_copied = _copy_if_changed(source, root / path)
        now[path] = held[path] if path in held and not is_copied else file_sha256(root / path)
        changed += is_copied
    for path in set(listed) - set(now):
        (root / path).unlink(missing_ok=True)
        changed += 1
    for torn in root.rglob(f"*{PARTIAL_SUFFIX}"):
        if torn.relative_to(root).as_posix().removesuffix(PARTIAL_SUFFIX) in now:
            torn.unlink()
    _write_if_changed(root / LISTING_FILE, _encode_json(now))
    _write_if_changed(
        desk.published / BUILD_CACHE_FILE, _encode_json({"shape": shape, "made_of": ledger.made_of})
    )
    return changed


def _render_files(desk: Desk, ledger: BuildCache) -> Iterator[site.SiteFile]:
    shelved, earlier = _load_versions(desk)
    downloads = frozen.downloads_by_number(desk)
    return site.render_site(
        shelved,
        about=about_desk(desk),
        earlier=earlier,
        downloads={number: [one.name for one in files] for number, files in downloads.items()},
        ledger=ledger,
    )


def _load_versions(desk: Desk) -> tuple[list[PublishedEdition], list[PublishedEdition]]:
    """Every edition as it is now, and the versions that corrections have replaced."""
    shelved, earlier = [], []
    for number in frozen.frozen_numbers(desk):
        *before, last = [
            frozen.read_version(folder) for folder in frozen.version_folders(desk, number)
        ]
        shelved.append(last)
        earlier += before
    return shelved, earlier


def _download_paths(desk: Desk) -> Iterator[tuple[str, Path]]:
    """What readers take away: its path beside the page of each version, and where it is."""
    for number in frozen.frozen_numbers(desk):
        *before, newest = frozen.version_folders(desk, number)
        pages = [corrections.version_path(number, at) for at, _ in enumerate(before, 1)]
        for page, folder in zip(
            [*pages, f"editions/{number}/index.html"], [*before, newest], strict=True
        ):
            for file in frozen.version_downloads(desk, folder):
                yield page.replace("index.html", file.name), file


# --- what stands there --------------------------------------------------------


def read_listing(root: Path) -> dict[str, str]:
    """The SHA-256 of each file of a site by its path; none when there is no such list.

    A path that leads out of the site is left out.
    """
    try:
        found = json.loads((root / LISTING_FILE).read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        path: str(sha256)
        for path, sha256 in found.items()
        if not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
    }


def _read_build_cache(desk: Desk, shape: str, held: Mapping[str, str]) -> dict[str, str]:
    """What the files that still stand were made of, by the program that stands, too."""
    try:
        noted = json.loads((desk.published / BUILD_CACHE_FILE).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if noted.get("shape") != shape:
        return {}
    return {path: key for path, key in noted["made_of"].items() if path in held}


@cache
def _program_sha256() -> str:
    """What makes pages look as they do: our own files and the libraries that shape them."""
    root = Path(coranto.__file__).parent
    digest = hashlib.sha256(
        repr([metadata.version(one) for one in frozen.RENDERING_LIBRARIES]).encode()
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
    """Write a file whole or not at all, unless it says so already; whether it was written."""
    if path.is_file() and path.read_bytes() == body:
        return False
    replace_file(path, body)
    return True


def _copy_if_changed(source: Path, path: Path) -> bool:
    """Copy a file whole or not at all, unless it stands there already; whether it was copied."""
    told, own = source.stat(), path.stat() if path.is_file() else None
    if own and (own.st_size, own.st_mtime_ns) == (told.st_size, told.st_mtime_ns):
        return False
    copy_file(source, path)
    return True
