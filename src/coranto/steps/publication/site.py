"""Frozen editions → the site's files: what changed is written, what is ours and gone is removed.

The site holds nothing of its own and can be written again at any time. `files.json` in it
lists every file with its SHA-256, for `coranto verify`.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path, PurePosixPath

import coranto
from coranto.model import PublishedEdition
from coranto.rendering import corrections, site
from coranto.rendering.desk_about import About
from coranto.rendering.i18n import words
from coranto.rendering.web.build_cache import Ledger
from coranto.steps.desk import Desk
from coranto.steps.publication import frozen

#: The site's files, by path, with their SHA-256: what is ours there.
LISTING = "files.json"
#: The end of a file's name while it is written: what a crash leaves of it is removed.
PART = ".part"
#: What they were made of, kept beside the frozen editions.
MADE_OF = ".site.json"


def about(desk: Desk) -> About:
    """What the site says of the desk."""
    told = desk.settings.desk
    cadence = desk.settings.cadence
    return About(
        title=told.title,
        topic=told.topic,
        description=told.description,
        address=told.address,
        language=told.language,
        editors=told.editors,
        contact=told.contact,
        first_number=cadence.first_number,
        cadence=words(told.language).weekly(cadence.day, cadence.time, cadence.zone),
    )


def write(desk: Desk) -> int:
    """Write the site out of all frozen editions. Returns how many files changed."""
    root, listed = desk.site, listing(desk.site)
    held = {path: sha256 for path, sha256 in listed.items() if _stands(root, path, sha256)}
    shape = _shape()
    ledger = Ledger(_made_of(desk, shape, held), shape=shape)
    now: dict[str, str] = {}
    changed = 0
    for path, body in _rendered(desk, ledger):
        now[path] = held[path] if body is None else hashlib.sha256(body).hexdigest()
        if body is not None and held.get(path) != now[path]:
            changed += _written(root / path, body)
    for path, source in _beside(desk):
        is_copied = _copied(source, root / path)
        now[path] = held[path] if path in held and not is_copied else _sha256(root / path)
        changed += is_copied
    for path in set(listed) - set(now):
        (root / path).unlink(missing_ok=True)
        changed += 1
    for torn in root.rglob(f"*{PART}"):
        if torn.relative_to(root).as_posix().removesuffix(PART) in now:
            torn.unlink()
    _written(root / LISTING, _json(now))
    _written(desk.published / MADE_OF, _json({"shape": shape, "made_of": ledger.made_of}))
    return changed


def _rendered(desk: Desk, ledger: Ledger) -> Iterator[site.File]:
    shelved, earlier = _shelved(desk)
    downloads = frozen.downloads(desk)
    return site.render_site(
        shelved,
        about=about(desk),
        earlier=earlier,
        downloads={number: [one.name for one in files] for number, files in downloads.items()},
        ledger=ledger,
    )


def _shelved(desk: Desk) -> tuple[list[PublishedEdition], list[PublishedEdition]]:
    """Every edition as it is now, and the versions that corrections have replaced."""
    shelved, earlier = [], []
    for number in frozen.numbers(desk):
        *before, last = [frozen.read(folder) for folder in frozen.folders(desk, number)]
        shelved.append(last)
        earlier += before
    return shelved, earlier


def _beside(desk: Desk) -> Iterator[tuple[str, Path]]:
    """What readers take away: its path beside the page of each version, and where it is."""
    for number in frozen.numbers(desk):
        *before, newest = frozen.folders(desk, number)
        pages = [corrections.version_path(number, at) for at, _ in enumerate(before, 1)]
        for page, folder in zip(
            [*pages, f"editions/{number}/index.html"], [*before, newest], strict=True
        ):
            for file in frozen.takeaways(desk, folder):
                yield page.replace("index.html", file.name), file


# --- what stands there --------------------------------------------------------


def listing(root: Path) -> dict[str, str]:
    """The SHA-256 of each file of a site by its path; none when there is no such list.

    A path that leads out of the site is left out.
    """
    try:
        found = json.loads((root / LISTING).read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        path: str(sha256)
        for path, sha256 in found.items()
        if not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
    }


def _made_of(desk: Desk, shape: str, held: Mapping[str, str]) -> dict[str, str]:
    """What the files that still stand were made of, by the program that stands, too."""
    try:
        noted = json.loads((desk.published / MADE_OF).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if noted.get("shape") != shape:
        return {}
    return {path: key for path, key in noted["made_of"].items() if path in held}


@cache
def _shape() -> str:
    """What makes pages look as they do: our own files and the libraries that shape them."""
    root = Path(coranto.__file__).parent
    digest = hashlib.sha256(repr([metadata.version(one) for one in frozen.LIBRARIES]).encode())
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _stands(root: Path, path: str, sha256: str) -> bool:
    try:
        return _sha256(root / path) == sha256
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"


def _written(path: Path, body: bytes) -> bool:
    """Write a file whole or not at all, unless it says so already; whether it was written."""
    if path.is_file() and path.read_bytes() == body:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + PART)
    partial.write_bytes(body)
    partial.replace(path)
    return True


def _copied(source: Path, path: Path) -> bool:
    """Copy a file whole or not at all, unless it stands there already; whether it was copied."""
    told, own = source.stat(), path.stat() if path.is_file() else None
    if own and (own.st_size, own.st_mtime_ns) == (told.st_size, told.st_mtime_ns):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + PART)
    shutil.copy2(source, partial)
    partial.replace(path)
    return True
