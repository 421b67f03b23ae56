"""coranto.toml: what is right is read; what is wrong is named with line and nearest word."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto import settings
from coranto.errors import SettingsError

RIGHT = """\
[desk]
title = "The Lake Digest"
languages = ["en", "fa"]
[cadence]
day = "friday"
time = "08:30"
zone = "Europe/Berlin"
[[watch]]
word = "lake"
[[watch]]
word = "library"
variants = ["کتابخانه"]
"""

MISTAKES = [
    ("[cadence]", "[cadance]", "line 4: `cadance` is not a setting here. Did you mean `cadence`?"),
    ('"friday"', '"fryday"', "line 5: `cadence.day` is 'fryday'; expected one of"),
    ('"friday"', '"fryday"', "Did you mean `friday`?"),
    ('"The Lake Digest"', "12", "line 2: `desk.title` is 12; expected text in quotation marks."),
    ('"The Lake Digest"', "The Lake Digest", "line 2: Invalid value."),
    ("title =", "titel =", "line 2: `titel` is not a setting here. Did you mean `title`?"),
    ("variants", "varaints", "line 12: `varaints` is not a setting here."),
    ("Europe/Berlin", "Europe/Berlyn", "line 7: `Europe/Berlyn` is not a time zone"),
    ("Europe/Berlin", "Europe/Berlyn", "Did you mean `Europe/Berlin`?"),
    ("08:30", "25:30", "line 6: `25:30` is not a time of day"),
    ('["en", "fa"]', '"en"', "line 3: `desk.languages` is 'en'; expected a list"),
    ("[cadence]", "[fetch]\nallow = ['a:99999']\n[cadence]", "line 5: `a:99999` is not host:port"),
    ("[cadence]", "[limits]\nseconds = nan\n[cadence]", "line 5: `limits.seconds` must be"),
    ("[cadence]", "[ranking]\nlanguage = 2.0\n[cadence]", "Did you mean `languages`?"),
    (
        "[cadence]",
        "[checks.off]\n'edited sins' = 'x'\n[cadence]",
        "line 5: `edited sins` is no check. Did you mean `edited since`?",
    ),
    (
        "[cadence]",
        "[checks.off]\nquotation = 'x'\n[cadence]",
        "line 5: `quotation` cannot be switched off",
    ),
    (
        "[cadence]",
        "[checks.off]\nnumber = 'x'\n[cadence]",
        "what keeps a promise to readers has no switch, nor has an edition's number.",
    ),
    (
        "[cadence]",
        "[checks.off]\n'unknown date' = ' '\n[cadence]",
        "line 5: say why `unknown date` is switched off",
    ),
    ("[cadence]", "[[mute]]\nreason = 'x'\n[cadence]", "line 4: `mute` names one thing"),
    ("[cadence]", "[[pin]]\nword = 'a'\noutlet = 'b'\n[cadence]", "line 4: `pin` names one thing"),
    ("[cadence]", "[[pin]]\nstori = 'a'\n[cadence]", "Did you mean `story`?"),
    (
        "[cadence]",
        "[[section]]\nid = 'mul'\ntitle = 'x'\nwords = ['y']\n[cadence]",
        "line 5: `mul` is no name of a section",
    ),
    (
        "[cadence]",
        "[gate]\nmust_hold_one_of = ['ferry', ' ']\n[cadence]",
        "line 5: a word of the gate is empty",
    ),
    (
        "[cadence]",
        "[[section]]\nid = 'harbour'\ntitle = 'x'\nwords = []\n[cadence]",
        "line 4: section `harbour` needs a title and words",
    ),
    ('"fa"]', '"a language"]', "line 3: `a language` is not a language tag"),
]


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES)
def test_a_mistake_is_answered_with_its_line_and_the_nearest_word(right, wrong, words):
    with pytest.raises(SettingsError) as caught:
        settings.parse(RIGHT.replace(right, wrong))

    assert words in str(caught.value)


def test_a_missing_title_is_named():
    with pytest.raises(SettingsError, match=r"`desk.title` is missing"):
        settings.parse('[desk]\ntopic = "lakes"\n')


def test_a_folder_without_the_file_is_told_how_to_become_a_desk(tmp_path):
    with pytest.raises(SettingsError, match="coranto init"):
        settings.load(tmp_path)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path):
    (tmp_path / settings.SETTINGS_FILE).write_bytes(b'[desk]\ntitle = "caf\xe9"\n')

    with pytest.raises(SettingsError, match="line 2: this is not UTF-8"):
        settings.load(tmp_path)


@pytest.mark.parametrize(
    ("semantic", "words"),
    [
        ('endpoint = "http://x/v1"', "line 14: name the endpoint's model as well"),
        ('model = "m"\nendpoint = "x/v1"', "line 15: `x/v1` does not start with http"),
        ('model = "m"\nseconds = 0', "line 15: `semantic.seconds` must be above 0"),
        ("models = 1", "Did you mean `model`?"),
    ],
)
def test_a_mistake_about_the_model_is_named(semantic, words):
    with pytest.raises(SettingsError) as caught:
        settings.parse(f"{RIGHT}[semantic]\n{semantic}\n")

    assert words in str(caught.value)


def test_the_key_of_an_endpoint_comes_from_the_variable_that_is_named(monkeypatch):
    monkeypatch.setenv("A_KEY", "secret")
    named = settings.parse(f'{RIGHT}[semantic]\nmodel = "m"\nkey_environment = "A_KEY"\n')

    assert settings.environment_key(named) == "secret"
    assert settings.environment_key(settings.parse(RIGHT)) == ""


def test_what_is_right_is_read():
    read = settings.parse(RIGHT)

    assert read.desk.languages == ("en", "fa")
    assert read.watch[1].variants == ("کتابخانه",)


def test_an_edition_is_due_at_the_hour_of_the_zone_across_the_clock_change():
    cadence = settings.CadenceTable(day="sunday", time="09:00", zone="Europe/Berlin")
    before_the_change = datetime(2026, 10, 24, 12, tzinfo=UTC)

    due = settings.due_after(before_the_change, cadence)

    assert due.astimezone(UTC) == datetime(2026, 10, 25, 8, tzinfo=UTC)


def test_an_edition_due_now_is_next_due_in_a_week():
    cadence = settings.CadenceTable(day="monday", time="09:00", zone="UTC")
    now = datetime(2026, 11, 9, 9, tzinfo=UTC)

    assert settings.due_after(now, cadence) == datetime(2026, 11, 16, 9, tzinfo=UTC)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    try:
        settings.parse(text)
    except SettingsError as error:
        assert str(error).startswith("line ")
