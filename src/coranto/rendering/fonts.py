"""The site's typefaces: the files to serve, and the CSS rules that name them.

Reads only files of the package. The typefaces are cut when Coranto is built (`hatch_build.py`).
In a build without them, pages use the reader's own fonts and nothing else changes.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any


def _fonts_folder() -> Traversable:
    return resources.files("coranto.rendering") / "fonts"


@lru_cache(maxsize=1)
def _load_typefaces() -> dict[str, list[dict[str, Any]]]:
    file = resources.files("coranto.rendering") / "faces.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def font_files() -> dict[str, bytes]:
    """The typefaces of this build and their licences: file name → bytes; empty without any."""
    folder = _fonts_folder()
    if not folder.is_dir():
        return {}
    font_names = {face["file"] for face in _load_typefaces()["face"]}
    return {
        file.name: file.read_bytes()
        # Sorted: folders list their files in an order that differs between machines.
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        # Their licence (SIL Open Font License) asks that its text goes with every copy.
        if file.name in font_names or file.name.endswith("-license.txt")
    }


def font_face_rules() -> str:
    """The CSS rules that declare them, for a style sheet beside the folder `fonts`."""
    faces = [
        _font_face_rule(face) for face in _load_typefaces()["face"] if face["file"] in font_files()
    ]
    fallbacks = (
        [_fallback_font_rule(font) for font in _load_typefaces()["stand_in"]] if faces else []
    )
    return "".join([*faces, *fallbacks])


def _fallback_font_rule(font: dict[str, Any]) -> str:
    """The rule for a local typeface that is scaled to the size of the one it stands in for."""
    # Until a typeface has come, the text is set in this one: at the same size and line height,
    # nothing on the page moves when it is replaced.
    local = ", ".join(f'local("{name}")' for name in font["local"])
    return (
        f'@font-face {{\n  font-family: "{font["family"]}";\n  font-weight: {font["weight"]};\n'
        f"  src: {local};\n  size-adjust: {font['size']}%;\n  ascent-override: {font['ascent']}%;\n"
        f"  descent-override: {font['descent']}%;\n  line-gap-override: 0%;\n}}\n\n"
    )


def _font_face_rule(face: dict[str, Any]) -> str:
    adjusted = f"  size-adjust: {face['size_adjust']};\n" if "size_adjust" in face else ""
    return (
        f'@font-face {{\n  font-family: "{face["family"]}";\n'
        f"  font-style: {face.get('style', 'normal')};\n  font-weight: {face['weight']};\n"
        f'  font-display: swap;\n  src: url("fonts/{face["file"]}") format("woff2");\n{adjusted}'
        f"  unicode-range: {face['covers']};\n}}\n\n"
    )


def font_hashes() -> dict[str, str]:
    """The SHA-256 of each typeface, for an edition's manifest."""
    return {name: hashlib.sha256(body).hexdigest() for name, body in font_files().items()}


def image_fonts() -> Iterator[tuple[str, str]]:
    """Yield family and file path of each typeface that pictures are drawn with."""
    for face in _load_typefaces()["picture"]:
        file = _fonts_folder() / face["file"]
        if file.is_file():
            yield face["family"], str(file)


def image_code_points() -> Iterator[int]:
    """Yield every code point that the pictures' typefaces hold."""
    for face in _load_typefaces()["picture"]:
        # Ranges as CSS writes them in `unicode-range`: "U+20-7E, U+A0".
        for run in face["covers"].replace("U+", "").split(", "):
            first, _, last = run.partition("-")
            yield from range(int(first, 16), int(last or first, 16) + 1)
