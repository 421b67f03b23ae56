"""The typefaces that were cut hold the letters of every interface language, and may be missing."""

import io
import re
from importlib import resources

import pytest

from coranto.reading.language.interface import (
    interface_languages,
    load_interface,
    phrase_forms,
)
from coranto.rendering import fonts
from coranto.rendering.i18n import words_for
from coranto.rendering.site import render_site

built = pytest.mark.skipif(not fonts.font_files(), reason="this build went without typefaces")


def letters_of(*files):
    from fontTools.ttLib import TTFont

    return set().union(
        *(TTFont(io.BytesIO(fonts.font_files()[name])).getBestCmap() for name in files)
    )


@built
def test_every_typeface_of_the_table_was_cut_and_is_small():
    cut = {name: body for name, body in fonts.font_files().items() if name.endswith("woff2")}

    assert len(cut) == fonts.font_face_rules().count('url("fonts/') == 8
    assert all(body.startswith(b"wOF2") for body in cut.values())
    assert max(map(len, cut.values())) < 120_000


@built
def test_until_a_typeface_has_come_one_of_the_readers_own_is_drawn_as_large():
    sheet = (resources.files("coranto.rendering") / "templates/style.css").read_text("utf-8")
    rule = r'font-family: "(Coranto Like \w+)";\n  font-weight: (\d+)'
    families = re.findall(rule, fonts.font_face_rules())

    assert {weight for _, weight in families} == {"400", "700"}
    assert all(f'"{family}"' in sheet for family, _ in families)


@built
@pytest.mark.parametrize(
    "language",
    [language for language in interface_languages() if language not in {"he", "ja", "zh"}],
)
def test_the_typefaces_hold_every_letter_of_the_interface(language):
    """Hebrew, Japanese and Chinese are set in the reader's own typefaces."""
    phrases = [
        form for phrase in load_interface(language).site.values() for form in phrase_forms(phrase)
    ]
    held = letters_of(*(name for name in fonts.font_files() if name.endswith("woff2")))

    letters = "".join(phrases) + words_for(language).number("0123456789.5%")
    assert {char for char in letters if ord(char) not in held} == set()


@built
def test_a_site_serves_the_typefaces_with_their_licences(editions, about):
    files = dict(render_site(editions, about=about))

    assert b'url("fonts/serif-latin.woff2")' in files["style.css"]
    assert files["fonts/serif-latin.woff2"] == fonts.font_files()["serif-latin.woff2"]
    assert b"SIL OPEN FONT LICENSE" in files["fonts/source-serif-4-license.txt"].upper()
    assert b"SIL OPEN FONT LICENSE" in files["fonts/amiri-license.txt"].upper()


@built
def test_a_typeface_has_no_name_that_is_reserved():
    from fontTools.ttLib import TTFont

    for name, body in fonts.font_files().items():
        if name.endswith("woff2"):
            named = TTFont(io.BytesIO(body))["name"]
            assert named.getDebugName(1).startswith("Coranto"), name
            assert "Open Font License" in named.getDebugName(13), name


def test_a_build_without_typefaces_has_pages_all_the_same(tmp_path, monkeypatch, editions, about):
    monkeypatch.setattr(fonts, "_fonts_folder", lambda: tmp_path / "none")
    fonts.font_files.cache_clear()
    try:
        files = dict(render_site(editions, about=about))
    finally:
        monkeypatch.undo()
        fonts.font_files.cache_clear()

    assert not [path for path in files if path.startswith("fonts/")]
    assert b"@font-face" not in files["style.css"]
    assert b"--serif:" in files["style.css"]
