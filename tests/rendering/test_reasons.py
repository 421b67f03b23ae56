"""Reasons are said in the reader's language, and as they stand where they are not known."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing import ranking
from coranto.model import Why
from coranto.rendering import reasons
from coranto.rendering.i18n import words_for

TABLES = tomllib.loads(
    (resources.files("coranto.rendering") / "reasons.toml").read_text(encoding="utf-8")
)


def said(language, signal, detail):
    (reason,) = reasons.reason_views(
        [Why(signal=signal, value=1.0, detail=detail)], words_for(language)
    )
    return f"{reason.signal}: {reason.detail}"


@pytest.mark.parametrize("language", sorted(TABLES))
def test_every_language_says_the_same_things_with_the_same_blanks(language):
    for part in ("signals", "details"):
        assert set(TABLES[language][part]) == set(TABLES["de"][part])
    for key, phrase in TABLES[language]["details"].items():
        for blank in ("{number}", "{days}", "{text}", "{other}"):
            assert (blank in key) == (blank in phrase), key


def test_every_signal_that_ranks_a_story_has_a_name_in_every_language():
    assert [
        table
        for table in TABLES.values()
        if not set(ranking.SIGNAL_WEIGHTS) <= set(table["signals"])
    ] == []


@pytest.mark.parametrize(
    ("language", "signal", "detail", "expected"),
    [
        ("de", "time apart", "7 hours", "zeitlicher Abstand: 7 Stunden"),
        ("ru", "time apart", "1 hour", "разница во времени: 1 час"),
        ("ru", "recency", "newest report 3 days old",
         "свежесть: возраст последнего сообщения: 3 дня"),
        ("ru", "recency", "newest report 1 day old",
         "свежесть: возраст последнего сообщения: 1 день"),
        ("fa", "languages", "ar, de", "زبان‌ها: عربی، آلمانی"),
        ("en", "languages", "ar, de", "languages: Arabic, German"),
        ("fr", "shared names", "Ombra and 3 more", "noms communs: Ombra et 3 autres"),
        ("es", "copies", "A, B reprint C", "copias: A, B: copiado de C"),
        ("sq", "first report", "no story before it is like it",
         "raportimi i parë: asnjë ngjarje e mëparshme nuk i ngjan"),
        ("ar", "unheard of", "as it stands", "unheard of: as it stands"),
        ("en", "time apart", "7 hours", "time apart: 7 hours"),
    ],
)  # fmt: skip
def test_a_reason_is_said_in_the_language(language, signal, detail, expected):
    assert said(language, signal, detail) == expected


@given(detail=st.text(), language=st.sampled_from(sorted(TABLES)))
def test_what_strangers_wrote_comes_through_as_it_is(detail, language):
    """A name that looks like a blank is no blank."""
    assert (
        said(language, "owner", f"{{text}} {detail} x")
        == f"{TABLES[language]['signals']['owner']}: {{text}} {detail} x"
    )


def test_a_reason_runs_as_the_language_does_in_which_it_is_said():
    """A sentence in Persian may begin with an outlet's name in Latin letters."""
    whys = [
        Why(signal="copies", value=-1.0, detail="A, B reprint C"),
        Why(signal="unheard of", value=1.0, detail="as it stands"),
    ]

    assert [one.direction for one in reasons.reason_views(whys, words_for("fa"))] == ["rtl", "auto"]
