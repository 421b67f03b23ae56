"""A checked draft → the frozen edition, and the site, feeds and mail made of all editions.

Freezing is one move of a folder: an edition is published whole or not at all.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coranto import __version__
from coranto.editing import freezing
from coranto.errors import DeskError
from coranto.model import Draft, PublishedEdition
from coranto.steps.desk import Desk
from coranto.steps.editions import check
from coranto.steps.editions.compose import rank_stories
from coranto.steps.editions.files import read_draft_text
from coranto.steps.editions.week import (
    networks_by_story,
    sources_by_id,
    story_as_of,
    week_bounds,
)
from coranto.steps.inbox.refresh import refresh_stories
from coranto.steps.publication import frozen, site


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationResult:
    """The edition that was published."""

    number: int
    frozen: Path
    site: Path
    written: int  #: files of the site that are new or changed
    was_frozen: bool  #: it was frozen before, and this call has finished its publication


def publish_edition(desk: Desk, number: int, *, now: datetime) -> PublicationResult:
    """Freeze edition `number` and write the site, or finish what was cut off doing so.

    Raises DeskError when a check finds an error, when there is no draft, when the number
    is published already, or while another process publishes; DraftError when the draft
    cannot be parsed.
    """
    with frozen.publication_lock(desk):
        return _freeze_and_write_site(desk, number, now=now)


def _freeze_and_write_site(desk: Desk, number: int, *, now: datetime) -> PublicationResult:
    folder = frozen.version_folder(desk, number)
    stored_edition = desk.store.editions.get(number)
    was_published = (
        stored_edition if stored_edition and stored_edition.state == "published" else None
    )
    # A frozen folder without a record is a publication that was cut off: it is finished below.
    was_frozen = folder.exists()
    if was_published and not was_frozen:
        raise DeskError(f"no. {number} is published, but {folder} is gone: restore it.")
    if not was_frozen:
        text = read_draft_text(desk, number)
        checked = require_passed_checks(desk, text, number)
        edition = build_edition(desk, checked, now=now)
        frozen.write_version(
            desk, edition, text, about=site.about_desk(desk), findings=checked.findings
        )
    frozen.record_versions(desk, number)
    if not was_frozen:
        # The inbox says from now on in which number the stories were.
        refresh_stories(desk, {story.id for story in edition.stories}, now)
    written_files = site.write_site(desk)
    # Publishing again is an error only when there was nothing left to do.
    if was_published and not written_files:
        raise DeskError(
            f"no. {number} was published on {was_published.published_at:%Y-%m-%d} and is "
            f"frozen; nothing was changed. To correct it: `coranto correct {number}`."
        )
    return PublicationResult(
        number=number, frozen=folder, site=desk.site, written=written_files, was_frozen=was_frozen
    )


def require_passed_checks(desk: Desk, text: str, number: int) -> check.CheckedDraft:
    """Check a draft. Raises DeskError with its first error; warnings stay in the result."""
    checked = check.check_draft(desk, text, number=number)
    if errors := [finding for finding in checked.findings if finding.severity == "error"]:
        more_errors = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
        raise DeskError(
            f"no. {number} cannot be published; line {errors[0].line}: {errors[0].message}"
            f"{more_errors} See `coranto check {number}`."
        )
    return checked


def build_edition(desk: Desk, checked: check.CheckedDraft, *, now: datetime) -> PublishedEdition:
    """A checked draft with everything that its pages show, as it would be frozen now."""
    draft: Draft = checked.draft
    story_ids = [item.story_id for section in draft.sections for item in section.items]
    # Readers are shown why a story ranks as it does; the draft's text does not say it.
    ranked = rank_stories(desk, first=draft.first, last=draft.last, now=now)
    _, end = week_bounds(draft.first, draft.last, desk.settings.cadence.zone)
    stories = [
        story_as_of(story, end) for story in desk.store.stories.stories(filter(None, story_ids))
    ]
    return freezing.freeze_edition(
        draft,
        cited=checked.context.documents,
        stories=stories,
        ranked={ranked_story.story.id: ranked_story for ranked_story in ranked},
        before=desk.store.storylines.earlier_stories(filter(None, story_ids)),
        networks=networks_by_story(desk, stories),
        sources=sources_by_id(desk),
        published=now,
        made_with=f"coranto {__version__}",
    )
