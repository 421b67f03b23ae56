"""Cut the site's typefaces out of their packages while Coranto is built.

They come from the build's own requirements in pyproject.toml, at fixed versions, so that every
build holds the same bytes. Without them the build goes on: pages then use the reader's fonts.
"""

import hashlib
import io
import tomllib
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TABLE = "src/coranto/rendering/faces.toml"
FOLDER = "src/coranto/rendering/fonts"
#: What the cuts depend on besides the table and this file.
TOOLS = ("brotli", "fonttools", "fontpkg-amiri", "fontpkg-source-serif-4")
FEATURES = """
    calt ccmp fina init isol kern liga lnum locl mark medi mkmk onum pnum rlig smcp c2sc tnum
""".split()


class Fonts(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `rendering/fonts/`, once for each state of what it is made of."""

    PLUGIN_NAME = "custom"

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Cut every face that the table names."""
        root = Path(self.root)
        build_data["artifacts"].append(f"/{FOLDER}/*")
        folder = root / FOLDER
        missing = [name for name in TOOLS if not _installed(name)]
        if missing:
            self.app.display_warning(f"no typefaces: {', '.join(missing)} not installed")
            return
        key = _key(root)
        stamp = folder / "made-of.txt"
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
            return
        folder.mkdir(exist_ok=True)
        table = tomllib.loads((root / TABLE).read_text(encoding="utf-8"))
        for face in table["face"] + table["picture"]:
            (folder / face["file"]).write_bytes(cut(face))
        for package in {face["package"] for face in table["face"]}:
            license_text = (resources.files(package) / "LICENSE").read_bytes()
            name = package.removeprefix("fontpkg_").replace("_", "-")
            (folder / f"{name}-license.txt").write_bytes(license_text)
        stamp.write_text(key, encoding="utf-8")


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _key(root: Path) -> str:
    made_of = hashlib.sha256((root / TABLE).read_bytes() + Path(__file__).read_bytes()).hexdigest()
    return "\n".join([made_of, *(f"{name} {_installed(name)}" for name in TOOLS), ""])


def cut(face: dict[str, Any]) -> bytes:
    """The letters, weights and features of a face that pages use."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    source = (resources.files(face["package"]) / "files" / face["source"]).read_bytes()
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    options = subset.Options(
        hinting=False,
        layout_features=FEATURES,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 6, 13, 14],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_letters(face["covers"]))
    cutter.subset(font)
    limits = {
        axis: tuple(kept) if isinstance(kept, list) else kept
        for axis, kept in face.get("axes", {}).items()
    }
    if limits:
        font = instancer.instantiateVariableFont(font, limits)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = face["family"].replace(" ", "" if record.nameID == 6 else " ")
    font.flavor = "woff2" if face["file"].endswith("woff2") else None
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _letters(covers: str) -> set[int]:
    letters: set[int] = set()
    for run in covers.replace("U+", "").split(", "):
        first, _, last = run.partition("-")
        letters |= set(range(int(first, 16), int(last or first, 16) + 1))
    return letters
