"""The picture that stands for an edition where its address is shared. Pure; the same bytes.

Drawn with the site's own typefaces. Letters that they do not hold are left out with their line:
a picture of empty boxes says less than none.
"""

from collections.abc import Iterator
from functools import lru_cache

from coranto.model import PublishedEdition
from coranto.rendering import fonts, sanitising
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import template_environment
from coranto.rendering.views import NO_EVIDENCE_LINKS, EditionView, edition_view

#: The size that networks ask for (1.91 : 1), in pixels, and what is left free at the sides.
IMAGE_WIDTH_PX = 1200
IMAGE_HEIGHT_PX = 630
MARGIN_PX = 80
#: Sizes of the headline, the largest that fits is taken, and the room it has, in pixels.
HEADLINE_SIZES_PX = (88, 76, 66, 56, 48)
HEADLINE_HEIGHT_PX = 330
#: Characters of a headline and of a title that are shown.
MAX_HEADLINE_CHARACTERS = 180
MAX_TITLE_CHARACTERS = 60
#: Width of a letter in ems, by what it looks like; measured on the bold cut, rounded up.
NARROW_LETTER_EM = 0.33
USUAL_LETTER_EM = 0.56
CAPITAL_LETTER_EM = 0.72
WIDE_LETTER_EM = 0.95


def render_share_image(edition: PublishedEdition, *, about: DeskAbout) -> bytes | None:
    """The picture as PNG; None where Coranto was built without typefaces."""
    files = [file for _, file in fonts.image_fonts()]
    if not files:
        return None
    import resvg_py

    svg = share_image_svg(edition_view(edition, evidence=NO_EVIDENCE_LINKS), about)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True))


def share_image_svg(view: EditionView, about: DeskAbout) -> str:
    """The picture as SVG."""
    leading = 1.45 if view.direction == "rtl" else 1.14
    size, lines = _fit_headline(
        sanitising.clip_text(view.headline, MAX_HEADLINE_CHARACTERS), leading
    )
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
            title=_drawable_or_empty(sanitising.clip_text(about.title, MAX_TITLE_CHARACTERS)),
            dateline=_drawable_or_empty(f"{number}{view.words.dot}{view.span}"),
            size=size,
            lines=[_drawable_or_empty(line) for line in lines],
            top=250 + (HEADLINE_HEIGHT_PX - step * len(lines)) // 2 + size * 3 // 4,
            step=step,
            below=_drawable_or_empty(sanitising.clip_text(below, 90)),
        )
    )


def _fit_headline(headline: str, leading: float) -> tuple[int, list[str]]:
    """The largest size at which the headline has room, and its lines."""
    lines: list[str] = []
    for size in HEADLINE_SIZES_PX:
        lines = list(_wrap_to_width(headline, (IMAGE_WIDTH_PX - 2 * MARGIN_PX) / size))
        if len(lines) * size * leading <= HEADLINE_HEIGHT_PX:
            return size, lines
    return HEADLINE_SIZES_PX[-1], lines[: int(HEADLINE_HEIGHT_PX / HEADLINE_SIZES_PX[-1] / leading)]


def _wrap_to_width(text: str, room: float) -> Iterator[str]:
    """Lines of at most `room` ems; a word that is wider is cut."""
    line, filled = "", 0.0
    for word in text.split():
        for part in _split_wide_word(word, room):
            width = sum(_letter_width_em(char) for char in part)
            if line and filled + 0.28 + width > room:
                yield line
                line, filled = part, width
            else:
                filled += width + (0.28 if line else 0)
                line = f"{line} {part}" if line else part
    if line:
        yield line


def _split_wide_word(word: str, room: float) -> Iterator[str]:
    most = int(room / WIDE_LETTER_EM)
    return (word[start : start + most] for start in range(0, len(word), most))


def _letter_width_em(char: str) -> float:
    if char in "ijlIft.,:;'’‘|!()[]-" or not char.isalnum():
        return NARROW_LETTER_EM
    if char in "mwMWмшщжюМШЩЖЮ":
        return WIDE_LETTER_EM
    return CAPITAL_LETTER_EM if char.isupper() else USUAL_LETTER_EM


def _drawable_or_empty(text: str) -> str:
    """The text, or nothing when the typefaces lack a letter of it."""
    return text if all(ord(char) in _drawable_code_points() for char in text) else ""


@lru_cache(maxsize=1)
def _drawable_code_points() -> frozenset[int]:
    return frozenset(fonts.image_code_points())
