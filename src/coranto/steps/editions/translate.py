"""The files of an edition's other languages, beside the draft: laid out, kept up to date.

Nothing is translated here, and no word of a translator is changed.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from coranto.editing import draft as drafts
from coranto.editing import translations
from coranto.errors import DeskError, DraftError
from coranto.model import Translation
from coranto.steps.desk import Desk
from coranto.steps.editions.files import (
    draft_path,
    read_draft_text,
    read_editor_file,
    translation_path,
    write_editor_file,
)

#: Well-formed by RFC 5646, as file names have it.
LANGUAGE_TAG_PATTERN = re.compile(r"[a-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: No languages: `0001.new.md` has the items that came in since a draft was composed, and
#: `0001.again.md` is one that was composed anew.
OTHER_TAGS = frozenset({"new", "again"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationFileResult:
    """A translation's file, and how many of its texts are current, stale or missing."""

    path: Path
    current: int
    stale: int
    missing: int


def write_translation_file(desk: Desk, number: int, language: str) -> TranslationFileResult:
    """Lay out the file of a translation, or update it to the draft; translated words stay.

    Raises DeskError when there is no draft or the language is its own, DraftError when one
    of the files cannot be parsed.
    """
    if not LANGUAGE_TAG_PATTERN.fullmatch(language) or language in OTHER_TAGS:
        raise DeskError(f"{language!r} is no language tag such as “fa” or “pt-BR”.")
    draft = drafts.parse_draft(read_draft_text(desk, number))
    if draft.language == language:
        raise DeskError(f"no. {number} is written in “{language}”: choose another language.")
    path = translation_path(desk, number, language)
    empty = Translation(language=language, texts=(), titles={})
    translation = _read_translation(path, language) if path.exists() else empty
    write_editor_file(path, translations.format_translation(draft, translation))
    counts = Counter(translations.text_states(draft, _read_translation(path, language)).values())
    return TranslationFileResult(
        path=path, current=counts["current"], stale=counts["stale"], missing=counts["missing"]
    )


def load_translations(desk: Desk, number: int) -> tuple[Translation, ...]:
    """Every translation of an edition's draft, in the order of their tags.

    Raises DraftError, with the file's name, when one cannot be parsed.
    """
    return tuple(
        _read_translation(path, tag) for tag, path in _translation_paths(desk, number).items()
    )


def read_translation_files(desk: Desk, number: int) -> dict[str, str]:
    """By language tag, the text of each translation's file, whatever stands in it."""
    paths = _translation_paths(desk, number)
    return {tag: read_editor_file(path) for tag, path in paths.items()}


def _translation_paths(desk: Desk, number: int) -> dict[str, Path]:
    source = draft_path(desk, number)
    paths = sorted(source.parent.glob(f"{source.stem}.*{source.suffix}"))
    tags = {path.name[len(source.stem) + 1 : -len(source.suffix)]: path for path in paths}
    return {
        tag: path
        for tag, path in tags.items()
        if LANGUAGE_TAG_PATTERN.fullmatch(tag) and tag not in OTHER_TAGS
    }


def _read_translation(path: Path, language: str) -> Translation:
    try:
        translation = translations.parse_translation(read_editor_file(path))
    except DraftError as error:
        raise DraftError(f"{path.name}, {error}", line=error.line) from None
    # The file's name decides, not its head: by the name a translation is found and published.
    return replace(translation, language=language)
