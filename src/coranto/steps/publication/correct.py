"""A published edition, changed in its draft → its next version, with what changed and why.

Nothing that was published is written over: a correction is one more folder.
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
    changes: tuple[Change, ...]  #: what it would change by now
    was_imported: bool = False  #: it came from elsewhere, without citations


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionResult:
    """What correcting came to."""

    number: int
    version: int  #: 2 is the first correction
    frozen: Path
    written: int  #: files of the site that are new or changed
    changes: tuple[Change, ...]
    was_frozen: bool = False  #: nothing new is corrected: what was cut off before is finished


def reopen_edition(desk: Desk, number: int) -> ReopenedEdition:
    """Lay a published edition's file before the editor, and say what it changes so far.

    A file that is there is never replaced. Raises DeskError when the number is not
    published, DraftError when the file cannot be understood.
    """
    before = frozen.read_newest_version(desk, number)
    path = draft_path(desk, number)
    was_missing = not path.exists()
    if was_missing:
        write_editor_file(path, frozen.read_newest_draft(desk, number))
    draft = drafts.parse_draft(read_draft_text(desk, number))
    return ReopenedEdition(
        number=number,
        path=path,
        was_missing=was_missing,
        changes=corrections.draft_changes(before.draft, draft),
        was_imported=bool(before.imported),
    )


def correct_edition(
    desk: Desk, number: int, *, who: str, reason: str, now: datetime
) -> CorrectionResult:
    """Publish the editor's file as the next version of an edition, and write the site.

    Raises DeskError when nothing differs, a check finds an error, nobody or nothing is
    named as who and why, or another process publishes; DraftError as `publish` does.
    """
    if not who.strip() or not reason.strip():
        raise DeskError("a correction names who makes it and why: readers are told both.")
    with frozen.publication_lock(desk):
        frozen.record_versions(desk, number)
        before = frozen.read_newest_version(desk, number)
        text = read_draft_text(desk, number)
        checked = publish.require_passed_checks(desk, text, number)
        changes = corrections.draft_changes(before.draft, checked.draft)
        if not changes:
            return _finish_correction(desk, before)
        correction = Correction(
            version=before.version + 1,
            at=now,
            who=who.strip(),
            reason=" ".join(reason.split()),
            changes=changes,
        )
        edition = _build_corrected_edition(desk, before, checked, correction)
        folder = frozen.write_version(
            desk, edition, text, about=site.about_desk(desk), findings=checked.findings
        )
        frozen.record_versions(desk, number)
        written = site.write_site(desk)
    return CorrectionResult(
        number=number, version=edition.version, frozen=folder, written=written, changes=changes
    )


def _finish_correction(desk: Desk, before: PublishedEdition) -> CorrectionResult:
    """Finish a correction that was cut off; DeskError when there is none to finish."""
    number = before.draft.number
    written = site.write_site(desk)
    if not written or not before.corrections:
        raise DeskError(
            f"{draft_path(desk, number)} says what no. {number} says already: there is nothing to "
            "correct. Change it first."
        )
    return CorrectionResult(
        number=number,
        version=before.version,
        frozen=frozen.version_folder(desk, number, before.version),
        written=written,
        changes=before.corrections[-1].changes,
        was_frozen=True,
    )


def _build_corrected_edition(
    desk: Desk, before: PublishedEdition, checked: check.CheckedDraft, correction: Correction
) -> PublishedEdition:
    known = {story.id for story in before.stories}
    added = [each for each in _list_story_ids(checked.draft) if each not in known]
    return freezing.correct_edition(
        before,
        checked.draft,
        correction=correction,
        cited=checked.context.documents,
        stories=desk.store.stories.stories(added),
        sources=sources_by_id(desk),
        made_with=f"coranto {__version__}",
    )


def _list_story_ids(draft: Draft) -> Sequence[str]:
    return [item.story_id for one in draft.sections for item in one.items if item.story_id]
