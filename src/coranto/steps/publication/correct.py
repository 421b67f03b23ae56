"""A published edition, changed in its draft → its next version, with what changed and why.

Nothing that was published may be overwritten: a correction is one more folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coranto import __version__
from coranto.editing import corrections, freezing
from coranto.editing import draft as drafts
from coranto.errors import DeskError
from coranto.model import Change, Correction, Draft, PublishedEdition
from coranto.steps.desk import Desk
from coranto.steps.editions import check
from coranto.steps.editions.files import draft_path, read_draft_text, write_editor_file
from coranto.steps.editions.week import sources_by_id
from coranto.steps.publication import frozen, publish, site


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenedEdition:
    """A published edition that is open to be corrected."""

    number: int
    path: Path  #: the editor's file
    was_missing: bool  #: the file was written again from what is frozen
    changes: tuple[Change, ...]  #: between the newest version and the file
    was_imported: bool = False  #: it came from elsewhere, without citations


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionResult:
    """The version that was published."""

    number: int
    version: int  #: 2 is the first correction
    frozen: Path
    written: int  #: files of the site that are new or changed
    changes: tuple[Change, ...]
    was_frozen: bool = False  #: nothing new was corrected: a correction cut off before is finished


def reopen_edition(desk: Desk, number: int) -> ReopenedEdition:
    """Give the editor the file of a published edition, and list what it changes so far.

    A file that is there is never replaced; one that is missing is written from what is
    frozen. Raises DeskError when the number is not published, DraftError when the file
    cannot be parsed.
    """
    previous = frozen.read_newest_version(desk, number)
    path = draft_path(desk, number)
    was_missing = not path.exists()
    if was_missing:
        write_editor_file(path, frozen.read_newest_draft(desk, number))
    draft = drafts.parse_draft(read_draft_text(desk, number))
    _require_same_edition(previous.draft, draft)
    return ReopenedEdition(
        number=number,
        path=path,
        was_missing=was_missing,
        changes=corrections.draft_changes(previous.draft, draft),
        was_imported=bool(previous.imported),
    )


def correct_edition(
    desk: Desk, number: int, *, who: str, reason: str, now: datetime
) -> CorrectionResult:
    """Publish the editor's file as the next version of an edition, and write the site.

    Raises DeskError when nothing differs, a check finds an error, `who` or `reason` is blank,
    or another process publishes; DraftError when the draft cannot be parsed.
    """
    if not who.strip() or not reason.strip():
        raise DeskError("a correction names who makes it and why: readers are told both.")
    with frozen.publication_lock(desk):
        # First what an earlier call froze but did not record, if it was cut off in between.
        frozen.record_versions(desk, number)
        previous = frozen.read_newest_version(desk, number)
        text = read_draft_text(desk, number)
        checked = publish.require_passed_checks(desk, text, number)
        _require_same_edition(previous.draft, checked.draft)
        changes = corrections.draft_changes(previous.draft, checked.draft)
        if not changes:
            return _finish_correction(desk, previous)
        correction = Correction(
            version=previous.version + 1,
            at=now,
            who=who.strip(),
            reason=" ".join(reason.split()),
            changes=changes,
        )
        edition = _build_corrected_edition(desk, previous, checked, correction)
        folder = frozen.write_version(
            desk, edition, text, about=site.about_desk(desk), findings=checked.findings
        )
        frozen.record_versions(desk, number)
        written_files = site.write_site(desk)
    return CorrectionResult(
        number=number,
        version=edition.version,
        frozen=folder,
        written=written_files,
        changes=changes,
    )


def _require_same_edition(published: Draft, corrected: Draft) -> None:
    """Raise DeskError where a correction changes what an edition is known by."""
    for key, old, new in (
        ("number", str(published.number), str(corrected.number)),
        ("language", published.language, corrected.language),
    ):
        if old != new:
            raise DeskError(
                f"this edition was published with “{key}: {old}”, and the file says “{key}: "
                f"{new}”: a correction cannot change that. Write “{key}: {old}” again."
            )


def _finish_correction(desk: Desk, previous: PublishedEdition) -> CorrectionResult:
    """Finish a correction that was cut off. Raises DeskError when there is none to finish."""
    number = previous.draft.number
    # Where the newest version is on the site already, nothing was cut off.
    written_files = site.write_site(desk)
    if not written_files or not previous.corrections:
        raise DeskError(
            f"{draft_path(desk, number)} says what no. {number} says already: there is nothing to "
            "correct. Change it first."
        )
    return CorrectionResult(
        number=number,
        version=previous.version,
        frozen=frozen.version_folder(desk, number, previous.version),
        written=written_files,
        changes=previous.corrections[-1].changes,
        was_frozen=True,
    )


def _build_corrected_edition(
    desk: Desk, previous: PublishedEdition, checked: check.CheckedDraft, correction: Correction
) -> PublishedEdition:
    # Stories of the earlier version stay as readers saw them; only added ones are loaded.
    known_story_ids = {story.id for story in previous.stories}
    added = [
        story_id for story_id in _list_story_ids(checked.draft) if story_id not in known_story_ids
    ]
    return freezing.correct_edition(
        previous,
        checked.draft,
        correction=correction,
        cited=checked.context.documents,
        stories=desk.store.stories.stories(added),
        sources=sources_by_id(desk),
        made_with=f"coranto {__version__}",
    )


def _list_story_ids(draft: Draft) -> Sequence[str]:
    return [item.story_id for section in draft.sections for item in section.items if item.story_id]
