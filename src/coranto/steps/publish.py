"""A checked draft → the frozen edition, and the site, feeds and mail made of all of them.

Freezing is one move of a folder: an edition is published whole or not at all. The site
holds nothing of its own and can be written again at any time.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from coranto import __version__
from coranto.editing import freezing
from coranto.errors import DeskError, DraftError
from coranto.model import Draft, PublishedEdition
from coranto.rendering import site
from coranto.rendering.about import About
from coranto.rendering.words import words
from coranto.steps import check, frozen
from coranto.steps.compose import bounds, path_of, rank, sources, until
from coranto.steps.desk import Desk

#: Which files of the site are ours: what a later edition no longer has is removed.
LISTING = ".coranto-files.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing came to."""

    number: int
    frozen: Path
    site: Path
    written: int  #: files of the site that are new or changed
    was_frozen: bool  #: it was frozen before, and what was missing has been made


def publish(desk: Desk, number: int, *, now: datetime) -> Published:
    """Freeze edition `number` and write the site, or finish what was cut off doing so.

    Raises DeskError when a check finds an error, when there is no draft, when the number
    is published already, or while another process publishes; DraftError when the draft
    cannot be understood.
    """
    with frozen.locked(desk):
        return _publish(desk, number, now=now)


def _publish(desk: Desk, number: int, *, now: datetime) -> Published:
    folder = frozen.folder_of(desk, number)
    known = desk.store.editions.get(number)
    was_published = known if known and known.state == "published" else None
    was_frozen = folder.exists()
    if was_published and not was_frozen:
        raise DeskError(f"no. {number} is published, but {folder} is gone: restore it.")
    if not was_frozen:
        text = read_draft(desk, number)
        checked = passed(desk, text, number)
        edition = edition_of(desk, checked, now=now)
        frozen.write(desk, edition, text, about=about(desk), findings=checked.findings)
    frozen.note(desk, number)
    written = write_site(desk)
    if was_published and not written:
        raise DeskError(
            f"no. {number} was published on {was_published.published_at:%Y-%m-%d} and is "
            f"frozen; nothing was changed. To correct it: `coranto correct {number}`."
        )
    return Published(
        number=number, frozen=folder, site=desk.site, written=written, was_frozen=was_frozen
    )


def passed(desk: Desk, text: str, number: int) -> check.Checked:
    """The draft, checked. Raises DeskError with its first error."""
    checked = check.check(desk, text, number=number)
    if errors := [finding for finding in checked.findings if finding.severity == "error"]:
        rest = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
        raise DeskError(
            f"no. {number} cannot be published; line {errors[0].line}: {errors[0].message}{rest} "
            f"See `coranto check {number}`."
        )
    return checked


def read_draft(desk: Desk, number: int) -> str:
    """The text of the editor's file. Raises DeskError, DraftError when it is not UTF-8."""
    path = path_of(desk, number)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DeskError(f"{path} is not there: make it with `coranto compose`.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DraftError("this is not UTF-8; save the file as UTF-8", line=line) from None


def edition_of(desk: Desk, checked: check.Checked, *, now: datetime) -> PublishedEdition:
    """A checked draft with everything its pages show, as it would be frozen now."""
    draft: Draft = checked.draft
    told = [item.story_id for section in draft.sections for item in section.items]
    ranked = rank(desk, first=draft.first, last=draft.last, now=now)
    _, end = bounds(draft.first, draft.last, desk.settings.cadence.zone)
    return freezing.freeze(
        draft,
        cited=checked.context.documents,
        stories=[until(story, end) for story in desk.store.stories.stories(filter(None, told))],
        ranked={one.story.id: one for one in ranked},
        before=desk.store.storylines.before(filter(None, told)),
        sources=sources(desk),
        published=now,
        made_with=f"coranto {__version__}",
    )


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


def write_site(desk: Desk) -> int:
    """Write the site out of all frozen editions. Returns how many files changed."""
    shelved, earlier = _shelved(desk)
    downloads = frozen.downloads(desk)
    pages = site.render_site(
        shelved,
        about=about(desk),
        earlier=earlier,
        downloads={number: [one.name for one in files] for number, files in downloads.items()},
    )
    return _write_files(desk.site, chain(pages, _beside(downloads)))


def _beside(downloads: Mapping[int, Iterable[Path]]) -> Iterator[tuple[str, bytes]]:
    """What readers take away, beside the edition's page."""
    for number, files in downloads.items():
        yield from ((f"editions/{number}/{file.name}", file.read_bytes()) for file in files)


def _shelved(desk: Desk) -> tuple[list[PublishedEdition], list[PublishedEdition]]:
    """Every edition as it is now, and the versions that corrections have replaced."""
    shelved, earlier = [], []
    for number in frozen.numbers(desk):
        *before, last = [frozen.read(folder) for folder in frozen.folders(desk, number)]
        shelved.append(last)
        earlier += before
    return shelved, earlier


def _write_files(root: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write what differs, remove what is ours and no longer there."""
    before = _listed(root)
    now: list[str] = []
    changed = 0
    for name, body in files:
        now.append(name)
        path = root / name
        if path.is_file() and path.read_bytes() == body:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, body)
        changed += 1
    for name in before - set(now):
        (root / name).unlink(missing_ok=True)
        changed += 1
    root.mkdir(parents=True, exist_ok=True)
    _write(root / LISTING, json.dumps(sorted(now), indent=0).encode())
    return changed


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(body)
    partial.replace(path)


def _listed(root: Path) -> set[str]:
    try:
        return set(json.loads((root / LISTING).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return set()
