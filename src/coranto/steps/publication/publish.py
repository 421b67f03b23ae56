"""A checked draft → the frozen edition, and the site, feeds and mail made of all of them.

Freezing is one move of a folder: an edition is published whole or not at all.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coranto import __version__
from coranto.editing import freezing
from coranto.errors import DeskError, DraftError
from coranto.model import Draft, PublishedEdition
from coranto.steps.desk import Desk
from coranto.steps.editions import check
from coranto.steps.editions.compose import bounds, path_of, rank, sources, until
from coranto.steps.networks import detect
from coranto.steps.publication import frozen, site


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
        frozen.write(desk, edition, text, about=site.about(desk), findings=checked.findings)
    frozen.note(desk, number)
    written = site.write(desk)
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
    stories = [until(story, end) for story in desk.store.stories.stories(filter(None, told))]
    return freezing.freeze(
        draft,
        cited=checked.context.documents,
        stories=stories,
        ranked={one.story.id: one for one in ranked},
        before=desk.store.storylines.before(filter(None, told)),
        networks=detect.of_stories(desk, stories),
        sources=sources(desk),
        published=now,
        made_with=f"coranto {__version__}",
    )
