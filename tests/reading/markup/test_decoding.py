"""Bytes from strangers become text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading.markup.decoding import decode, header_charset


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Käse".encode("utf-8-sig"), "Käse"),
        ("Käse".encode("utf-16"), "Käse"),
        ("\ufeffKäse".encode("utf-16-be"), "Käse"),
        ("\ufeffKäse".encode("utf-32"), "Käse"),
        ("<a>Käse".encode("utf-16-le"), "<a>Käse"),
        ("<a>Käse".encode("utf-16-be"), "<a>Käse"),
    ],
)
def test_marks_and_wide_forms_are_recognised(body, text):
    assert decode(body).text == text


def test_utf8_that_decodes_beats_what_the_server_and_the_document_say():
    body = '<?xml version="1.0" encoding="iso-8859-1"?><a>Tiranë</a>'.encode()

    assert decode(body, charset="windows-1251").text.endswith("<a>Tiranë</a>")


def test_the_server_is_believed_before_the_document():
    body = '<?xml version="1.0" encoding="koi8-r"?><a>Новости</a>'.encode("cp1251")

    assert "Новости" in decode(body, charset="windows-1251").text


@pytest.mark.parametrize(
    "head",
    [
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<?xml version='1.0' encoding='windows-1251'?>",
        '<html><head><meta charset="windows-1251">',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
    ],
)
def test_a_declaration_is_read(head):
    assert "Съезд" in decode(f"{head}<p>Съезд</p>".encode("cp1251")).text


def test_declarations_stand_in_the_first_two_kilobytes():
    body = (" " * 3000 + '<meta charset="koi8-r">').encode() + "Ç".encode("cp1252")

    assert decode(body).encoding != "koi8-r"


def test_latin_1_means_windows_1252_as_in_browsers():
    assert decode(b"\x93quoted\x94", charset="ISO-8859-1").text == "“quoted”"


def test_one_stray_byte_does_not_spoil_a_text_in_utf8():
    body = "خبر ".encode() * 50 + b"\xff" + "پایان".encode()

    decoded = decode(body, charset="windows-1256")

    assert decoded.encoding == "utf-8"
    assert decoded.text.endswith("پایان")


def test_a_guess_is_made_when_nobody_says():
    body = "Президент подписал новый закон о печати и свободе собраний. ".encode("cp1251") * 20

    assert "Президент" in decode(body).text


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "hex", "no-such", "\x00", "idna"])
def test_encodings_that_can_smuggle_are_not_used(charset):
    assert decode(b"caf\xe9 +ADw-script+AD4-", charset=charset).text == "café +ADw-script+AD4-"


def test_a_content_type_names_its_charset():
    assert header_charset('text/xml; Charset="UTF-8"; q=1') == "UTF-8"
    assert header_charset("text/xml") == ""


@given(st.binary(max_size=300), st.text(max_size=20))
@settings(max_examples=100)
def test_any_bytes_give_text_that_can_be_stored(body, charset):
    text = decode(body, charset=charset).text

    assert "\x00" not in text
    assert text.encode().decode() == text
