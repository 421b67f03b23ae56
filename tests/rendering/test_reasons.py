"""Reasons are said in the reader's language, and as they stand where they are not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing import ranking
from coranto.model import Why
from coranto.reading.language.interface import interface_languages, load_interface
from coranto.rendering import reasons
from coranto.rendering.i18n import words_for

LANGUAGES = interface_languages()


def said(language, signal, detail):
    (reason,) = reasons.reason_views(
        [Why(signal=signal, value=1.0, detail=detail)], words_for(language)
    )
    return f"{reason.signal}: {reason.detail}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_blanks(language):
    for part in ("signals", "details"):
        tables = [getattr(load_interface(one), part) for one in (language, "de")]
        assert set(tables[0]) == set(tables[1])
    for key, phrase in load_interface(language).details.items():
        for blank in ("{number}", "{days}", "{text}", "{other}"):
            assert (blank in key) == (blank in phrase), key


def test_every_signal_that_ranks_a_story_has_a_name_in_every_language():
    names = {signal.name for signal in ranking.SIGNALS}

    assert [one for one in LANGUAGES if not names <= set(load_interface(one).signals)] == []


@pytest.mark.parametrize(
    ("language", "signal", "detail", "expected"),
    [
        ("de", "time apart", "7 hours", "zeitlicher Abstand: 7 Stunden"),
        ("ru", "time apart", "1 hour", "разница во времени: 1 час"),
        ("ru", "recency", "newest report 3 days old",
         "свежесть: с последнего сообщения прошло: 3 дня"),
        ("ru", "recency", "newest report 1 day old",
         "свежесть: с последнего сообщения прошло: 1 день"),
        ("fa", "languages", "ar, de", "زبان‌ها: عربی، آلمانی"),
        ("en", "languages", "ar, de", "languages: Arabic, German"),
        ("fr", "shared names", "Ombra and 3 more", "noms partagés: Ombra et 3 de plus"),
        ("ja", "shared names", "A, B and 3 more", "共通の名前: A、Bほか 3 件"),
        ("it", "shared names", "A, B and 1 more", "nomi in comune: A, B e 1 altro"),
        ("de", "substance", "longest text: 12796 characters",
         "Länge: längster Text, in Zeichen: 12.796"),
        ("es", "copies", "A, B reprint C", "copias: A, B: copiado de C"),
        ("sq", "first report", "no story before it is like it",
         "raportimi i parë: asnjë ngjarje e mëparshme nuk i ngjan"),
        ("fa", "shared numbers", "1965, 12", "عددهای مشترک: ۱۹۶۵، ۱۲"),
        ("fa", "substance", "longest text: 796 characters", "حجم متن: بلندترین متن: ۷۹۶ نویسه"),
        ("fa", "independent outlets", "2: A = B; C", "رسانه‌های مستقل: ۲: A = B؛ C"),
        ("zh", "independent outlets", "2: A = B; C", "独立媒体: 2：A = B；C"),
        ("en", "copies", "A reprint C", "copies: reprinted from C: A"),
        ("ar", "unheard of", "as it stands", "unheard of: as it stands"),
        ("en", "time apart", "7 hours", "time apart: 7 hours"),
    ],
)  # fmt: skip
def test_a_reason_is_said_in_the_language(language, signal, detail, expected):
    assert said(language, signal, detail) == expected


@given(detail=st.text(), language=st.sampled_from(LANGUAGES))
def test_what_strangers_wrote_comes_through_as_it_is(detail, language):
    """A name that looks like a blank is no blank."""
    assert (
        said(language, "owner", f"{{text}} {detail} x")
        == f"{load_interface(language).signals['owner']}: {{text}} {detail} x"
    )


def test_a_reason_runs_as_the_language_does_in_which_it_is_said():
    """A sentence in Persian may begin with an outlet's name in Latin letters."""
    whys = [
        Why(signal="copies", value=-1.0, detail="A, B reprint C"),
        Why(signal="unheard of", value=1.0, detail="as it stands"),
    ]

    assert [one.direction for one in reasons.reason_views(whys, words_for("fa"))] == ["rtl", "auto"]
