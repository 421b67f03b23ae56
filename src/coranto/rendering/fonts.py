"""The site's typefaces: files to serve, and the rules that name them. Pure but for its files.

They are cut when Coranto is built (`hatch_build.py`). Where a build went without them, pages
use the reader's own fonts and nothing else changes.
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
    """The typefaces that this build has, and their licences, by file name."""
    folder = _fonts_folder()
    if not folder.is_dir():
        return {}
    font_names = {face["file"] for face in _load_typefaces()["face"]}
    return {
        file.name: file.read_bytes()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name in font_names or file.name.endswith("-license.txt")
    }


def font_face_rules() -> str:
    """The style sheet's rules for them, for a sheet beside the folder `fonts`."""
    faces = [
        _font_face_rule(face) for face in _load_typefaces()["face"] if face["file"] in font_files()
    ]
    stand_ins = (
        [_fallback_font_rule(font) for font in _load_typefaces()["stand_in"]] if faces else []
    )
    return "".join([*faces, *stand_ins])


def _fallback_font_rule(font: dict[str, Any]) -> str:
    """A typeface of the reader's own, as large as the one that it stands in for."""
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
    """Family and file of each typeface that pictures are drawn with."""
    for face in _load_typefaces()["picture"]:
        file = _fonts_folder() / face["file"]
        if file.is_file():
            yield face["family"], str(file)


def image_code_points() -> Iterator[int]:
    """Every letter that pictures can show."""
    for face in _load_typefaces()["picture"]:
        for run in face["covers"].replace("U+", "").split(", "):
            first, _, last = run.partition("-")
            yield from range(int(first, 16), int(last or first, 16) + 1)
