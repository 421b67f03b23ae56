"""The picture that stands for an edition where its address is shared. Pure; the same bytes.

Drawn with the site's own typefaces. Letters that they do not hold are left out with their line:
a picture of empty boxes says less than none.
"""

from collections.abc import Iterator
from functools import lru_cache

from coranto.model import PublishedEdition
from coranto.rendering import fonts, sanitising
from coranto.rendering.desk_about import About
from coranto.rendering.pages import environment
from coranto.rendering.views import NOWHERE, EditionView, view

#: The size that networks ask for (1.91 : 1), in pixels, and what is left free at the sides.
WIDTH, HEIGHT, EDGE = 1200, 630, 80
#: Sizes of the headline, the largest that fits is taken, and the room it has, in pixels.
SIZES, ROOM = (88, 76, 66, 56, 48), 330
#: Characters of a headline and of a title that are shown.
HEADLINE, TITLE = 180, 60
#: Width of a letter in ems, by what it looks like; measured on the bold cut, rounded up.
NARROW, USUAL, CAPITAL, BROAD = 0.33, 0.56, 0.72, 0.95


def card(edition: PublishedEdition, *, about: About) -> bytes | None:
    """The picture as PNG; None where Coranto was built without typefaces."""
    files = [file for _, file in fonts.pictures()]
    if not files:
        return None
    import resvg_py

    svg = drawing(view(edition, evidence=NOWHERE), about)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True))


def drawing(shown: EditionView, about: About) -> str:
    """The picture as SVG."""
    leading = 1.45 if shown.direction == "rtl" else 1.14
    size, lines = _set(sanitising.clip(shown.headline, HEADLINE), leading)
    step = round(size * leading)
    number = shown.words.say("edition", number=shown.number)
    tongues = {proof.language for proof in shown.proofs} - {"und", ""}
    below = shown.words["comma"].join(sorted(shown.words.tongue(one) for one in tongues))
    return (
        environment()
        .get_template("card.svg")
        .render(
            width=WIDTH,
            height=HEIGHT,
            start=WIDTH - EDGE if shown.direction == "rtl" else EDGE,
            anchor="end" if shown.direction == "rtl" else "start",
            direction=shown.direction,
            title=_drawable(sanitising.clip(about.title, TITLE)),
            dateline=_drawable(f"{number}{shown.words.dot}{shown.span}"),
            size=size,
            lines=[_drawable(line) for line in lines],
            top=250 + (ROOM - step * len(lines)) // 2 + size * 3 // 4,
            step=step,
            below=_drawable(sanitising.clip(below, 90)),
        )
    )


def _set(headline: str, leading: float) -> tuple[int, list[str]]:
    """The largest size at which the headline has room, and its lines."""
    lines: list[str] = []
    for size in SIZES:
        lines = list(_wrapped(headline, (WIDTH - 2 * EDGE) / size))
        if len(lines) * size * leading <= ROOM:
            return size, lines
    return SIZES[-1], lines[: int(ROOM / SIZES[-1] / leading)]


def _wrapped(text: str, room: float) -> Iterator[str]:
    """Lines of at most `room` ems; a word that is wider is cut."""
    line, filled = "", 0.0
    for word in text.split():
        for part in _parts(word, room):
            width = sum(_width(char) for char in part)
            if line and filled + 0.28 + width > room:
                yield line
                line, filled = part, width
            else:
                filled += width + (0.28 if line else 0)
                line = f"{line} {part}" if line else part
    if line:
        yield line


def _parts(word: str, room: float) -> Iterator[str]:
    most = int(room / BROAD)
    return (word[at : at + most] for at in range(0, len(word), most))


def _width(char: str) -> float:
    if char in "ijlIft.,:;'’‘|!()[]-" or not char.isalnum():
        return NARROW
    if char in "mwMWмшщжюМШЩЖЮ":
        return BROAD
    return CAPITAL if char.isupper() else USUAL


def _drawable(text: str) -> str:
    """The text, or nothing when the typefaces lack a letter of it."""
    return text if all(ord(char) in _letters() for char in text) else ""


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    return frozenset(fonts.drawn())
