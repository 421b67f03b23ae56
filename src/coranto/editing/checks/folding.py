"""Fold passages for comparing quotations: what no reader sees goes, words stay. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from coranto.reading.language import quotation_spans, text
from coranto.reading.language.unsafe_characters import strip_unsafe_characters

# Joiners, direction marks and variation selectors: no reader sees them alone. `clean_text`
# removes soft hyphens, zero-width spaces and direction controls.
_INVISIBLE_PATTERN = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200c-\u200f\ufe00-\ufe0f]"
)
_MARK_FOLDS = str.maketrans(dict.fromkeys(
    (char for char in quotation_spans.ALL_MARKS if char not in ",<>"), "'"
) | dict.fromkeys("ʼʻ׳′", "'"))  # fmt: skip
_SPACED_GUILLEMETS_PATTERN = re.compile(r"(?<=[«‹]) | (?=[»›])")
_DOTS_PATTERN = re.compile(r"\.(?: ?\.){2,3}")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A source's text in the form in which it is compared."""

    text: str
    breaks: tuple[int, ...]  #: offsets of the ends of paragraphs


def fold(passage: str) -> str:
    """A passage without what a reader does not see, its quotation marks of one style."""
    # As it is rendered: of a pile of accents above one letter, pages show the first ones only.
    folded = _INVISIBLE_PATTERN.sub("", text.clean_text(strip_unsafe_characters(passage)))
    if not folded.isascii():
        folded = text.clean_text(folded)
    folded = _SPACED_GUILLEMETS_PATTERN.sub("", folded)
    return _DOTS_PATTERN.sub("…", folded.translate(_MARK_FOLDS))


@lru_cache(maxsize=512)
def fold_source(passage: str) -> FoldedText:
    """A source's text, its paragraphs joined by spaces."""
    folded = fold(passage)
    breaks = tuple(at for at, char in enumerate(folded) if char == "\n")
    return FoldedText(folded.replace("\n", " "), breaks)
