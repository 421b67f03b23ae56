"""Credits: whom texts name as their origin, in every language that has a pack."""

import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.copies import credits
from coranto.model import Document
from coranto.reading.language import packs


def told(text: str, language: str, *authors: str) -> Document:
    return Document(
        id="d", version=1, source_id="s", kind="article", key="d", url="", title="", text=text,
        language=language, authors=authors, seen=datetime(2026, 11, 9, tzinfo=UTC),
    )  # fmt: skip


def credited(text: str, language: str) -> set[str]:
    return {key for credit in credits.read_credits(told(text, language)) for key in credit.keys}


def words(language: str) -> dict[str, list[str]]:
    pack = files("coranto.languages").joinpath(f"{language}.toml").read_text("utf-8")
    table: dict[str, list[str]] = tomllib.loads(pack)["credits"]
    return table


@pytest.mark.parametrize("language", packs.available_packs())
def test_every_label_and_phrase_of_every_language_finds_a_name(language: str):
    table = words(language)

    for label in table["labels"]:
        assert "lakewire" in credited(f"{label}: Lake Wire", language), label
    for phrase in table["phrases"]:
        text = f"Bla bla, {phrase.replace('{name}', 'Lake Wire')}, bla."
        assert "lakewire" in credited(text, language), phrase


@pytest.mark.parametrize("language", packs.available_packs())
def test_every_spelling_of_an_agency_is_that_agency(language: str):
    for spellings in words(language).get("agencies", ()):
        for spelling in spellings:
            signed = credits.read_credits(told(f"Bla bla.\n({spelling})", language))
            assert signed[0].is_sure, spelling
            assert signed[0].keys == (credits.outlet_key(spelling, language),)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "PARIS, Nov. 9 (AFP) - The ship", "AFP"),
        ("en", "PARIS (Reuters) — The ship", "Reuters"),
        ("it", "(ANSA) - ROMA, 9 NOV - La nave", "ANSA"),
        ("es", "Madrid, 9 nov (EFE).- El barco", "EFE"),
        ("sq", "TIRANË, 9 nëntor /ATSH/ – Anija", "ATA"),
        ("ru", "МОСКВА, 9 ноября — РИА Новости. Корабль", "RIA Novosti"),
        ("fa", "تهران - ایرنا - کشتی", "IRNA"),
        ("zh", "新华社北京11月9日电（记者 李明）船", "Xinhua"),
        ("ja", "【北京共同】船は", "Kyodo"),
        ("ko", "(서울=연합뉴스) 배는", "Yonhap"),
    ],
)
def test_a_dateline_names_its_agency(language: str, text: str, name: str):
    first = credits.read_credits(told(text, language))[0]

    assert (first.name, first.is_sure) == (name, True)


def test_a_byline_names_an_agency_among_people():
    first = credits.read_credits(told("Bla.", "en", "Mira Castellan and Reuters"))[0]

    assert first.name == "Reuters"


@settings(max_examples=100)
@given(st.text(max_size=300), st.sampled_from([*packs.available_packs(), "und", "xx"]), st.text())
def test_no_text_makes_it_fail_or_give_an_empty_name(text: str, language: str, author: str):
    for credit in credits.read_credits(told(text, language, author)):
        assert credit.name
        assert all(credit.keys)
