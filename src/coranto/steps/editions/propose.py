"""An editor's draft and the week as it stands now → what is new, written beside the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coranto.editing import draft as drafts
from coranto.editing import proposals
from coranto.editing.proposals import Proposals
from coranto.editing.ranking import Ranked
from coranto.errors import DeskError, DraftError
from coranto.model import Draft
from coranto.steps.desk import Desk
from coranto.steps.editions import compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What composing again came to; the draft itself was only read."""

    number: int
    draft: Path
    path: Path  #: of the proposals; not there when nothing is proposed
    proposals: Proposals
    ranked: tuple[Ranked, ...]


def path_of(desk: Desk, number: int) -> Path:
    """Where proposals for an edition stand."""
    return desk.drafts / f"{number:04d}.new.md"


def propose(
    desk: Desk, *, first: date | None = None, last: date | None = None, now: datetime
) -> Proposed:
    """Write what the waiting draft lacks beside it. Its own days hold unless others are given.

    Raises DeskError when no draft waits, it cannot be read, or older proposals were changed.
    """
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path, written = path_of(desk, number), _written_path(desk, number)
    mine = _read(compose.path_of(desk, number))
    _refuse_changed(path, written)
    first, last = first or mine.first, last or mine.last
    ranked = compose.rank(desk, first=first, last=last, now=now)
    composed, proposed = (
        _read(each) if each.exists() else None
        for each in (compose.composed_path(desk, number), written)
    )
    fresh = compose.drafted(
        desk, ranked, number=number, first=first, last=last,
        beside=mine, removed=proposals.removed(mine, composed),
    )  # fmt: skip
    found = proposals.propose(
        fresh, mine=mine, composed=composed, proposed=proposed,
        known={one.story.id for one in ranked},
    )  # fmt: skip
    _write(desk, found, ranked, number)
    return Proposed(
        number=number,
        draft=compose.path_of(desk, number),
        path=path,
        proposals=found,
        ranked=tuple(ranked),
    )


def _written_path(desk: Desk, number: int) -> Path:
    """The proposals as they were written last."""
    return compose.composed_path(desk, number).with_suffix(".new.md")


def _read(path: Path) -> Draft:
    try:
        return drafts.read(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise DeskError(f"{path} is not there: make it with `coranto compose`.") from None
    except UnicodeDecodeError:
        raise DeskError(f"{path} is not UTF-8: save it as UTF-8.") from None
    except DraftError as error:
        raise DeskError(f"{path} cannot be read; nothing was changed. Mend {error}.") from None


def _refuse_changed(path: Path, written: Path) -> None:
    """Proposals that somebody worked on are an editor's work as well."""
    if path.exists() and not (written.exists() and path.read_bytes() == written.read_bytes()):
        raise DeskError(
            f"{path} was changed by hand. Copy what you want of it into the draft, remove it, "
            "and compose again."
        )


def _write(desk: Desk, found: Proposals, ranked: Sequence[Ranked], number: int) -> None:
    if found.items or found.is_lead_new:
        text = drafts.write_proposals(found.draft, notes=compose.notes(desk, found.draft, ranked))
        compose.write(_written_path(desk, number), text)
        compose.write(path_of(desk, number), text)
    else:
        path_of(desk, number).unlink(missing_ok=True)
