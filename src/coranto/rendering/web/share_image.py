"""Draw the picture that social networks show for an edition's address. Pure; same bytes.

Drawn with the site's own typefaces only. A line with a letter that they lack is left out,
because it would show empty boxes.
"""

from collections.abc import Iterator
from functools import lru_cache

from coranto.model import PublishedEdition
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import fonts
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import template_environment
from coranto.rendering.views import NO_EVIDENCE_LINKS, EditionView, edition_view

#: Width of the picture, in the ratio that social networks ask for (1.91 : 1).
IMAGE_WIDTH_PX = 1200
#: Height of the picture.
IMAGE_HEIGHT_PX = 630
#: Free space on either side.
MARGIN_PX = 80
#: Font sizes of the headline; the largest that fits is used.
HEADLINE_SIZES_PX = (88, 76, 66, 56, 48)
#: Height available for the headline.
HEADLINE_HEIGHT_PX = 330
#: Characters of the headline that are shown.
MAX_HEADLINE_CHARACTERS = 180
#: Characters of the desk's title that are shown.
MAX_TITLE_CHARACTERS = 60
# Widths of letters were measured on the bold typeface and rounded up: SVG does not break lines,
# so the lines are broken here, without a library that knows the exact widths.
#: Width of "i", "l" and punctuation.
NARROW_LETTER_EM = 0.33
#: Width of most lower-case letters.
USUAL_LETTER_EM = 0.56
#: Width of capital letters.
CAPITAL_LETTER_EM = 0.72
#: Width of "m" and "w", and of the widest Cyrillic letters.
WIDE_LETTER_EM = 0.95
#: Width of a space.
SPACE_EM = 0.28


def render_share_image(edition: PublishedEdition, *, about: DeskAbout) -> bytes | None:
    """The picture as PNG; None in a build without typefaces."""
    files = [file for _, file in fonts.image_fonts()]
    if not files:
        return None
    import resvg_py

    svg = share_image_svg(edition_view(edition, evidence=NO_EVIDENCE_LINKS), about)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True))


def share_image_svg(view: EditionView, about: DeskAbout) -> str:
    """The picture as SVG."""
    # Line height: Arabic script reaches higher and lower than Latin.
    leading = 1.45 if view.direction == "rtl" else 1.14
    size, lines = _fit_headline(shorten_text(view.headline, MAX_HEADLINE_CHARACTERS), leading)
    step = round(size * leading)
    number = view.words.say("edition", number=view.number)
    languages = {proof.language for proof in view.proofs} - {"und", ""}
    below = view.words["comma"].join(sorted(view.words.tongue(language) for language in languages))
    return (
        template_environment()
        .get_template("card.svg")
        .render(
            width=IMAGE_WIDTH_PX,
            height=IMAGE_HEIGHT_PX,
            start=IMAGE_WIDTH_PX - MARGIN_PX if view.direction == "rtl" else MARGIN_PX,
            anchor="end" if view.direction == "rtl" else "start",
            direction=view.direction,
            title=_drawable_or_empty(shorten_text(about.title, MAX_TITLE_CHARACTERS)),
            dateline=_drawable_or_empty(f"{number}{view.words.dot}{view.span}"),
            size=size,
            lines=[_drawable_or_empty(line) for line in lines],
            top=250 + (HEADLINE_HEIGHT_PX - step * len(lines)) // 2 + size * 3 // 4,
            step=step,
            below=_drawable_or_empty(shorten_text(below, 90)),
        )
    )


def _fit_headline(headline: str, leading: float) -> tuple[int, list[str]]:
    """The largest font size at which the headline fits, and its lines."""
    lines: list[str] = []
    for size in HEADLINE_SIZES_PX:
        lines = list(_wrap_to_width(headline, (IMAGE_WIDTH_PX - 2 * MARGIN_PX) / size))
        if len(lines) * size * leading <= HEADLINE_HEIGHT_PX:
            return size, lines
    return HEADLINE_SIZES_PX[-1], lines[: int(HEADLINE_HEIGHT_PX / HEADLINE_SIZES_PX[-1] / leading)]


def _wrap_to_width(text: str, room: float) -> Iterator[str]:
    """Break the text into lines of at most `room` ems; a wider word is cut."""
    line, filled = "", 0.0
    for word in text.split():
        for part in _split_wide_word(word, room):
            width = sum(_letter_width_em(char) for char in part)
            if line and filled + SPACE_EM + width > room:
                yield line
                line, filled = part, width
            else:
                filled += width + (SPACE_EM if line else 0)
                line = f"{line} {part}" if line else part
    if line:
        yield line


def _split_wide_word(word: str, room: float) -> Iterator[str]:
    max_letters = int(room / WIDE_LETTER_EM)
    return (word[start : start + max_letters] for start in range(0, len(word), max_letters))


def _letter_width_em(char: str) -> float:
    if char in "ijlIft.,:;'’‘|!()[]-" or not char.isalnum():
        return NARROW_LETTER_EM
    if char in "mwMWмшщжюМШЩЖЮ":
        return WIDE_LETTER_EM
    return CAPITAL_LETTER_EM if char.isupper() else USUAL_LETTER_EM


def _drawable_or_empty(text: str) -> str:
    """The text, or "" when the typefaces lack a letter of it."""
    return text if all(ord(char) in _drawable_code_points() for char in text) else ""


@lru_cache(maxsize=1)
def _drawable_code_points() -> frozenset[int]:
    return frozenset(fonts.image_code_points())
