"""What `coranto status` says of the desk as a whole."""

import pytest
from click.testing import CliRunner

from coranto.cli import main


def status_in(language, folder):
    run = CliRunner().invoke
    run(main, ["init", str(folder)], catch_exceptions=False)
    settings = folder / "coranto.toml"
    text = settings.read_text("utf-8").replace('language = "en"', f'language = "{language}"', 1)
    settings.write_text(text, "utf-8")
    return run(main, ["status", "--desk", str(folder)], catch_exceptions=False).output


@pytest.mark.parametrize(("language", "name"), [("sv", "Swedish"), ("ckb", "Central Kurdish")])
def test_a_language_without_words_of_coranto_s_own_is_named(tmp_path, language, name):
    line = f"  language {name}: Coranto has no words of its own in it; they are in English"

    assert status_in(language, tmp_path / "desk").splitlines().count(line) == 1


@pytest.mark.parametrize("language", ["en", "he", "pt-BR"])
def test_a_language_with_words_is_not_mentioned(tmp_path, language):
    assert "words of its own" not in status_in(language, tmp_path / "desk")
