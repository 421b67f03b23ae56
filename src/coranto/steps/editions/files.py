"""The editor's files of an edition: their paths, how they are read, how they are written.

No other module may open one. A file is replaced whole or not at all: it is an editor's work,
and no full disk or crash may cost a byte of it.
"""

from pathlib import Path

from coranto.edges.files import replace_file
from coranto.editing import draft as drafts
from coranto.errors import DeskError, DraftError
from coranto.model import Draft
from coranto.steps.desk import Desk


def draft_path(desk: Desk, number: int) -> Path:
    """The editor's draft of an edition."""
    return desk.drafts / f"{number:04d}.md"


def translation_path(desk: Desk, number: int, language: str) -> Path:
    """The texts of an edition in another language, beside its draft."""
    return desk.drafts / f"{number:04d}.{language}.md"


def proposals_path(desk: Desk, number: int) -> Path:
    """Items that came in since the draft was composed, beside it."""
    return desk.drafts / f"{number:04d}.new.md"


def again_path(desk: Desk, number: int) -> Path:
    """A draft that was composed anew, beside the editor's."""
    return desk.drafts / f"{number:04d}.again.md"


def composed_again_path(desk: Desk, number: int) -> Path:
    """The draft that was composed anew, as it was written last."""
    return desk.drafts / ".composed" / f"{number:04d}.again.md"


def composed_path(desk: Desk, number: int) -> Path:
    """The draft as it was composed: compared with it, an editor's changes show."""
    # In a hidden folder, so that nobody edits it by mistake.
    return desk.drafts / ".composed" / f"{number:04d}.md"


def composed_proposals_path(desk: Desk, number: int) -> Path:
    """The proposals as they were written last."""
    return desk.drafts / ".composed" / f"{number:04d}.new.md"


def read_draft_text(desk: Desk, number: int) -> str:
    """The text of an edition's draft.

    Raises DeskError when there is none, DraftError as `read_editor_file` does.
    """
    path = draft_path(desk, number)
    if not path.exists():
        raise DeskError(f"{path} is not there: make it with `coranto compose`.")
    return read_editor_file(path)


def read_editor_file(path: Path) -> str:
    """The text of an editor's file, without a byte order mark.

    Raises DraftError, with the line, when it is not UTF-8; OSError when it cannot be read.
    """
    # Some editors on Windows save a byte order mark, which is no part of the text.
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `error.object` lacks the byte order mark, which contains no line end.
        line = error.object[: error.start].count(b"\n") + 1
        raise DraftError("this is not UTF-8; save the file as UTF-8", line=line) from None


def read_draft_file(path: Path) -> Draft:
    """The draft in a file. Raises DeskError, which names the file, when it cannot be parsed."""
    try:
        return drafts.parse_draft(read_editor_file(path))
    except FileNotFoundError:
        raise DeskError(f"{path} is not there: make it with `coranto compose`.") from None
    except DraftError as error:
        raise DeskError(f"{path} cannot be read; nothing was changed. Mend {error}.") from None


def write_editor_file(path: Path, text: str) -> None:
    """Replace an editor's file, or make it.

    Raises DeskError when it cannot be written, on a full disk for example; the file is then
    as it was before.
    """
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise DeskError(
            f"{path} could not be written ({error.strerror}); it is as it was before. Make room "
            "or allow writing there, and try again."
        ) from error
