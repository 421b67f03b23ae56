"""Registers of owners are read and matched to sources."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SettingsError
from coranto.model import Disclosure, Source
from coranto.reading.ownership_registers import disclosures_for, guess_mapping, read_register

STATE_MEDIA = """Region,Country,Media company,Main assets,URL,Typology,Notes
North,Ombra,Ombra Radio Union,First Channel,https://first-lir.org/en/,SC,
North,Ombra,Ombra Radio Union,Second Channel,https://first-lir.org/two/,SC,
North,Ombra,Harbour Press,Harbour,www.harbour-lir.org,CaPr,"moved, twice"
South,Velia,Velia Post,World,https://world.harbour-lir.org,IP,
,,,,,,
South,Velia,Page Owners,A page,https://www.facebook.com/a.page,SC,
"""
OUTLETS = [
    {
        "organization": "Lantern Group",
        "domains": ["lantern-lir.org", "www.lamp-lir.org", "not a host"],
        "owner": "The Lir family",
        "typology": "Private",
    },
    "noise",
    {"organization": "Nobody", "domains": [], "owner": None, "extra": {"a": 1}},
    {"organization": "Late", "domains": ["late-lir.org"], "owner": "Late Ltd", "typology": None},
]


def source(homepage):
    return Source(id="s", name="S", homepage=homepage)


def state_media():
    return read_register(STATE_MEDIA.encode(), name="state.csv", mapping={})


def owners(homepage, register=None):
    found = disclosures_for(source(homepage), register or state_media())
    return [(fact.value, fact.row) for fact in found if fact.relation == "owner"]


def test_a_fact_tells_its_register_and_row_and_keeps_its_words():
    assert disclosures_for(source("https://harbour-lir.org/"), state_media()) == (
        Disclosure(
            relation="owner", value="Harbour Press", reference="", register="state.csv", row="3"
        ),
        Disclosure(relation="typology", value="CaPr", reference="", register="state.csv", row="3"),
    )


def test_the_row_of_a_subdomain_beats_that_of_its_domain():
    assert owners("https://world.harbour-lir.org/") == [("Velia Post", "4")]
    assert owners("https://www.harbour-lir.org/") == [("Harbour Press", "3")]


def test_a_section_of_a_site_is_found_by_its_path_and_a_fact_is_told_once():
    assert owners("https://first-lir.org/two/radio") == [("Ombra Radio Union", "2")]
    assert owners("https://first-lir.org/") == [("Ombra Radio Union", "1")]


def test_a_page_on_a_platform_is_only_itself():
    assert owners("https://facebook.com/A.Page/") == [("Page Owners", "6")]
    assert owners("https://www.facebook.com/") == []
    assert owners("https://www.facebook.com/another") == []
    assert owners("https://www.facebook.com/a.page/posts") == []


def test_a_platform_named_as_an_outlet_matches_nobodys_page():
    register = read_register(b"name,domain,owner\nVideo,youtube.com,V\n", name="r", mapping={})

    assert owners("https://www.youtube.com/@ana", register) == []


def test_other_sites_are_not_in_the_register():
    assert owners("https://first-lir.net/") == []
    assert owners("https://notharbour-lir.org/") == []
    assert owners("") == []


def test_a_source_without_homepage_is_found_by_its_feeds():
    found = disclosures_for(
        source(""),
        state_media(),
        addresses=["https://cdn-lir.org/x", "https://harbour-lir.org/rss"],
    )

    assert found[0].value == "Harbour Press"


def test_json_registers_list_domains_and_count_every_record():
    register = read_register(json.dumps(OUTLETS).encode(), name="outlets.json", mapping={})

    assert owners("https://lamp-lir.org", register) == [("The Lir family", "1")]
    assert owners("https://late-lir.org", register) == [("Late Ltd", "4")]
    assert [problem.subject for problem in register.problems] == ["outlets.json, row 2"]


def test_a_list_inside_an_object_is_the_register():
    body = json.dumps({"version": 1, "outlets": OUTLETS}).encode()

    assert len(read_register(body, name="x", mapping={}).rows) == 3


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", "|")],
)
def test_tables_come_in_many_spellings(encoding, delimiter):
    lines = [
        "Website;Parent Company;Funded by;As Of;Source URL",
        'a-lir.org;"Käse; Söhne";Élan;2026;x',
    ]
    text = "\r\n".join(lines)
    if delimiter != ";":
        text = text.replace("Käse; Söhne", "Käse  Söhne").replace(";", delimiter)

    facts = disclosures_for(
        source("https://a-lir.org"), read_register(text.encode(encoding), name="t", mapping={})
    )

    assert [(f.relation, f.value[:4], f.as_of, f.reference) for f in facts] == [
        ("owner", "Käse", "2026", "x"),
        ("funder", "Élan", "2026", "x"),
    ]


def test_a_mapping_names_the_columns_itself():
    body = "Sitio,Dueño\na-lir.org,Familia Lir\n".encode()

    register = read_register(body, name="es.csv", mapping={"url": "Sitio", "owner": "Dueño"})

    assert owners("https://a-lir.org/", register) == [("Familia Lir", "1")]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"url": "Sito"}, "did you mean 'Sitio'"),
        ({"ownr": "Dueño"}, "did you mean 'owner'"),
        ({}, "no column with addresses is known among Sitio, Dueño"),
        ({"owner": "Dueño"}, "name one with"),
    ],
)
def test_a_mistake_in_the_mapping_is_answered_with_the_nearest_word(mapping, told):
    with pytest.raises(SettingsError, match=told):
        read_register("Sitio,Dueño\na-lir.org,x\n".encode(), name="es.csv", mapping=mapping)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"url\n", b"[" * 100_000])
def test_files_without_rows_are_refused(body):
    with pytest.raises(SettingsError):
        read_register(body, name="x", mapping={})


def test_a_row_with_too_many_cells_is_left_out_and_told():
    register = read_register(b"url,owner\na-lir.org,A,B,C\nb-lir.org,D\n", name="r", mapping={})

    assert [row.number for row in register.rows] == [2]
    assert register.problems[0].subject == "r, row 1"


def test_a_column_stands_for_one_field_only():
    assert guess_mapping(["URL", "Facebook Link", "Name", "Type"]) == {
        "name": "Name",
        "url": "URL",
        "typology": "Type",
    }


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_give_a_register_or_say_why_not(noise):
    for body in (noise, b"url,owner\na-lir.org,x\n" + noise, b'[{"url": "a-lir.org"}, "' + noise):
        try:
            register = read_register(body, name="r", mapping={})
        except SettingsError as error:
            assert str(error)
        else:
            disclosures_for(source("https://a-lir.org"), register)
