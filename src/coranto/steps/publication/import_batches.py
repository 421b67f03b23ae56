"""What each import took in, so that it can be asked about before and undone afterwards.

Undoing moves the imported numbers out of `published/`; nothing is deleted but their rows.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.edges.files import replace_file, sync_folder
from coranto.errors import DeskError
from coranto.steps.desk import Desk
from coranto.steps.publication import frozen, site

BATCHES_FILE = "imports.json"
UNDONE_FOLDER = "undone-imports"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would add to a desk that has published numbers of its own."""

    numbers: tuple[int, ...]  #: new ones, in order
    last_own: int  #: the newest number that the desk published itself
    next_before: int  #: the next number without the import
    next_after: int


#: Whether a person agrees to an import into a live series.
ConfirmImport = Callable[[ImportPlan], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneImport:
    """What undoing an import did."""

    numbers: tuple[int, ...]  #: taken out
    kept: tuple[int, ...]  #: not taken out, since they were corrected here


def accept_import(plan: ImportPlan) -> bool:  # noqa: ARG001 - a ConfirmImport
    """Agree to any import."""
    return True


def plan_import(desk: Desk, numbers: Sequence[int]) -> ImportPlan | None:
    """What adding these new numbers would do; None where there is nothing to ask about."""
    last_own = _last_own_number(desk)
    if last_own is None or not numbers:
        return None
    next_before = desk.store.editions.next_number(desk.settings.cadence.first_number)
    return ImportPlan(
        numbers=tuple(numbers),
        last_own=last_own,
        next_before=next_before,
        next_after=max(next_before, max(numbers) + 1),
    )


def _last_own_number(desk: Desk) -> int | None:
    for number in reversed(frozen.frozen_numbers(desk)):
        if not frozen.read_version(frozen.version_folder(desk, number)).imported:
            return number
    return None


def record_batch(desk: Desk, numbers: Sequence[int], *, at: datetime) -> None:
    """Note the numbers of an import before it begins: one that is cut off can be undone, too."""
    batches = [*_read_batches(desk), {"at": at.isoformat(), "numbers": list(numbers)}]
    _write_batches(desk, batches)


def undo_last_import(desk: Desk) -> UndoneImport:
    """Take the numbers of the last import out again and write the site.

    Raises DeskError when nothing was imported, or another process publishes.
    """
    with frozen.publication_lock(desk):
        batches = _read_batches(desk)
        if not batches:
            raise DeskError("no import is noted on this desk: there is nothing to undo.")
        kept = [number for number in batches[-1]["numbers"] if _is_corrected(desk, number)]
        taken_out = [
            number
            for number in batches[-1]["numbers"]
            if number not in kept and _take_out(desk, number)
        ]
        _write_batches(desk, batches[:-1])
        site.write_site(desk)
    return UndoneImport(numbers=tuple(taken_out), kept=tuple(kept))


def _is_corrected(desk: Desk, number: int) -> bool:
    return len(frozen.version_folders(desk, number)) > 1


def _take_out(desk: Desk, number: int) -> bool:
    """Move an imported number aside and forget it. Returns whether it was there."""
    folder = frozen.version_folder(desk, number)
    is_known = desk.store.editions.get(number) is not None
    if folder.is_dir():
        if not frozen.read_version(folder).imported:
            return False
        undone_folder = desk.folder / UNDONE_FOLDER
        undone_folder.mkdir(exist_ok=True)
        copies = len(list(undone_folder.glob(f"{folder.name}*")))
        # The folder first: a crash in between leaves a row that undoing again removes, while a
        # folder without its row would be recorded again by the next run.
        folder.rename(undone_folder / (f"{folder.name}-{copies + 1}" if copies else folder.name))
        sync_folder(desk.published)
    elif not is_known:
        return False
    desk.store.editions.forget(number)
    return True


def _read_batches(desk: Desk) -> list[dict[str, list[int]]]:
    path = desk.published / BATCHES_FILE
    if not path.exists():
        return []
    try:
        batches: list[dict[str, list[int]]] = json.loads(path.read_bytes())
    except ValueError as error:
        raise DeskError(f"{path} cannot be read ({error}): restore it from a copy.") from None
    return batches


def _write_batches(desk: Desk, batches: Sequence[object]) -> None:
    replace_file(desk.published / BATCHES_FILE, json.dumps(list(batches), indent=1).encode())
