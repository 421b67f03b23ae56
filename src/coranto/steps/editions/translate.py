"""The files of an edition's other languages, beside the editor's: laid out, kept in step."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from coranto.editing import draft as drafts
from coranto.editing import translations
from coranto.errors import DeskError, DraftError
from coranto.model import Translation
from coranto.steps.desk import Desk
from coranto.steps.editions.compose import path_of

#: Well-formed by RFC 5646, as file names have it.
TAG = re.compile(r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: `0001.new.md` holds what came in since a draft was composed.
PROPOSALS = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A translation's file, and how its texts stand."""

    path: Path
    current: int
    stale: int
    missing: int


def file_of(desk: Desk, number: int, language: str) -> Path:
    """Where the texts of an edition in another language stand."""
    path = path_of(desk, number)
    return path.with_name(f"{path.stem}.{language}{path.suffix}")


def lay(desk: Desk, number: int, language: str) -> Laid:
    """Lay out a translation's file, or bring it in step: not a translated word is changed.

    Raises DeskError when there is no draft or the language is its own, DraftError when one
    of the files cannot be understood.
    """
    if not TAG.fullmatch(language) or language == PROPOSALS:
        raise DeskError(f"{language!r} is no language tag such as “fa” or “pt-BR”.")
    source = path_of(desk, number)
    if not source.exists():
        raise DeskError(f"{source} is not there: make it with `coranto compose`.")
    draft = drafts.read(source.read_text(encoding="utf-8-sig"))
    if draft.language == language:
        raise DeskError(f"no. {number} is written in “{language}”: choose another language.")
    path = file_of(desk, number, language)
    empty = Translation(language=language, texts=(), titles={})
    translation = _read(path, language) if path.exists() else empty
    path.write_text(translations.write(draft, translation), encoding="utf-8")
    counts = Counter(translations.states(draft, _read(path, language)).values())
    return Laid(
        path=path, current=counts["current"], stale=counts["stale"], missing=counts["missing"]
    )


def of(desk: Desk, number: int) -> tuple[Translation, ...]:
    """Every translation of an edition's draft, by language. Raises DraftError."""
    source = path_of(desk, number)
    found = sorted(source.parent.glob(f"{source.stem}.*{source.suffix}"))
    tags = {path: path.name[len(source.stem) + 1 : -len(source.suffix)] for path in found}
    return tuple(
        _read(path, tag) for path, tag in tags.items() if TAG.fullmatch(tag) and tag != PROPOSALS
    )


def _read(path: Path, language: str) -> Translation:
    try:
        read = translations.read(path.read_bytes().decode("utf-8-sig"))
        return replace(read, language=language)
    except UnicodeDecodeError:
        message = f"{path.name} is not UTF-8; save it as UTF-8"
        raise DraftError(message, line=1) from None
    except DraftError as error:
        raise DraftError(f"{path.name}, {error}", line=error.line) from None
