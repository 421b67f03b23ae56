"""A checked draft → the frozen edition, and the site, feeds and mail made of all of them.

Freezing is one move of a folder: an edition is published whole or not at all. The site
holds nothing of its own and can be written again at any time.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from coranto import __version__
from coranto.editing import freezing
from coranto.errors import DeskError, DraftError
from coranto.model import Draft, PublishedEdition
from coranto.rendering import mail, site
from coranto.rendering.about import About
from coranto.steps import check
from coranto.steps.compose import bounds, path_of, rank, sources, until
from coranto.steps.desk import Desk

#: Which files of the site are ours: what a later edition no longer has is removed.
LISTING = ".coranto-files.json"
#: What shapes a frozen edition besides Coranto: another version of these may write other bytes.
LIBRARIES = ("babel", "css-inline", "jinja2", "lxml", "markdown-it-py", "nh3", "trafilatura")


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

    Raises DeskError when a check finds an error, when there is no draft, or when the
    number is published already; DraftError when the draft cannot be understood.
    """
    folder = frozen_folder(desk, number)
    known = desk.store.editions.get(number)
    was_published = known if known and known.state == "published" else None
    was_frozen = folder.exists()
    if was_published and not was_frozen:
        raise DeskError(f"no. {number} is published, but {folder} is gone: restore it.")
    if not was_frozen:
        text = read_draft(desk, number)
        freeze(desk, _passed(desk, text, number), text, folder, now=now)
    if not was_published:
        _record(desk, number, folder)
    written = write_site(desk)
    if was_published and not written:
        raise DeskError(
            f"no. {number} was published on {was_published.published_at:%Y-%m-%d} and is "
            "frozen; nothing was changed."
        )
    return Published(
        number=number, frozen=folder, site=desk.site, written=written, was_frozen=was_frozen
    )


def _passed(desk: Desk, text: str, number: int) -> check.Checked:
    """The draft, checked. Raises DeskError with its first error."""
    checked = check.check(desk, text, number=number)
    if errors := [finding for finding in checked.findings if finding.severity == "error"]:
        rest = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
        raise DeskError(
            f"no. {number} cannot be published; line {errors[0].line}: {errors[0].message}{rest} "
            f"See `coranto check {number}`."
        )
    return checked


def frozen_folder(desk: Desk, number: int) -> Path:
    """Where a frozen edition stands."""
    return desk.published / f"{number:04d}"


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


def freeze(desk: Desk, checked: check.Checked, text: str, folder: Path, *, now: datetime) -> None:
    """Write the frozen edition, whole or not at all."""
    edition = _edition(desk, checked.draft, checked, now=now)
    partial = folder.with_suffix(".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    files = {
        "draft.md": text.encode(),
        "edition.json": freezing.encode(edition),
        "edition.eml": mail.render_mail(edition, about=about(desk), sender=_sender(desk)),
    }
    files["manifest.json"] = _manifest(desk, edition, files)
    for name, body in files.items():
        (partial / name).write_bytes(body)
    partial.replace(folder)


def _edition(
    desk: Desk, draft: Draft, checked: check.Checked, *, now: datetime
) -> PublishedEdition:
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


def _manifest(desk: Desk, edition: PublishedEdition, files: dict[str, bytes]) -> bytes:
    """What the edition was made of, with hashes."""
    captures = []
    for document in edition.documents:
        capture = desk.store.captures.by_sha256(document.capture)
        captures.append(
            {
                "document": document.id,
                "version": document.version,
                "url": document.url,
                "capture": document.capture,
                "archive": capture.place.file if capture else "",
            }
        )
    manifest: dict[str, Any] = {
        "number": edition.draft.number,
        "made_with": edition.made_with,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "published": edition.published.isoformat(),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in sorted(files.items())},
        "documents": captures,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _sender(desk: Desk) -> str:
    return desk.settings.desk.contact if "@" in desk.settings.desk.contact else ""


def _record(desk: Desk, number: int, folder: Path) -> None:
    body = (folder / "edition.json").read_bytes()
    edition = freezing.decode(body)
    with desk.store.transaction():
        if desk.store.editions.get(number) is None:
            draft = edition.draft
            composed = hashlib.sha256((folder / "draft.md").read_bytes()).hexdigest()
            desk.store.editions.compose(
                number, draft.first, draft.last, edition.published, composed
            )
        desk.store.editions.publish(
            number,
            edition.published,
            hashlib.sha256(body).hexdigest(),
            {story.id: story.ranking for story in edition.stories},
            [document.id for document in edition.documents],
            headings={story.id: story.title for story in edition.stories},
        )


def editions(desk: Desk) -> list[PublishedEdition]:
    """Every frozen edition, by number."""
    # A folder with another name is one that publication was cut off in.
    folders = [folder for folder in desk.published.glob("*") if folder.name.isdecimal()]
    return [
        freezing.decode((folder / "edition.json").read_bytes())
        for folder in sorted(folders, key=lambda folder: int(folder.name))
    ]


def about(desk: Desk) -> About:
    """What the site says of the desk."""
    words = desk.settings.desk
    cadence = desk.settings.cadence
    return About(
        title=words.title,
        topic=words.topic,
        description=words.description,
        address=words.address,
        language=words.language,
        editors=words.editors,
        contact=words.contact,
        first_number=cadence.first_number,
        cadence=f"every {cadence.day.title()}, {cadence.time} {cadence.zone}",
    )


def write_site(desk: Desk) -> int:
    """Write the site out of all frozen editions. Returns how many files changed."""
    facts = about(desk)
    frozen = editions(desk)
    return _write_files(desk.site, site.render_site(frozen, about=facts))


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
