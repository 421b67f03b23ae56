"""Bytes from strangers become text."""

import time

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


# --- labels and guesses -------------------------------------------------------

#: Made-up sentences of one language each, with encodings that hold it.
SENTENCES = {
    "pt": ("A estação não abrirá até à próxima reunião da câmara, após a decisão.",
           "cp1252 iso-8859-15"),
    "fr": ("Le préfet a confié à l'hôtelier la clé du château où siège le comité.",
           "cp1252 iso-8859-1"),
    "tr": ("Belediye başkanı dün akşam yağışların ardından açılışı iptal ettiğini söyledi.",
           "cp1254 iso-8859-9"),
    "cs": ("Řeka se zvedla o tři metry, most zůstává zavřený a školy čekají na příkaz úřadů.",
           "cp1250 iso-8859-2"),
    "pl": ("Burmistrz ogłosił, że most będzie zamknięty, a łodzie wrócą później.",
           "cp1250 iso-8859-2"),
    "hu": ("A szűk kikötőből később indulnak a hajók, őszig nem töltik föl újra a gyűrűs gátat.",
           "cp1250 iso-8859-2"),
    "ru": ("Мэр объявил, что мост закрыт до утра, а паромы останутся в порту из-за ветра.",
           "cp1251 koi8-r"),
    "ar": ("أعلن رئيس البلدية أن الجسر مغلق حتى الصباح وأن العبارات ستبقى في الميناء بسبب الرياح",
           "cp1256"),
    "zh": ("市长宣布大桥关闭到早上，渡轮因为大风留在港口，学校明天不上课。", "gb18030"),
    "ja": ("市長は橋を朝まで閉鎖すると発表し、フェリーは強風のため港にとどまっています。",
           "shift_jis"),
    "ko": ("시장은 다리를 아침까지 폐쇄한다고 발표했으며 여객선은 강풍 때문에 항구에 머문다.",
           "euc_kr"),
}  # fmt: skip
ENCODED = [
    (sentence, encoding)
    for sentence, encodings in SENTENCES.values()
    for encoding in encodings.split()
]


@pytest.mark.parametrize(("sentence", "encoding"), ENCODED)
def test_undeclared_bytes_are_guessed_and_it_is_said(sentence, encoding):
    decoded = decode(f"<title>{sentence}</title>".encode(encoding))

    assert sentence in decoded.text
    assert decoded.guess.startswith("no encoding is declared: ")


@pytest.mark.parametrize(("sentence", "encoding"), ENCODED)
def test_a_label_of_latin_1_stands_back_behind_the_bytes(sentence, encoding):
    decoded = decode(f"<title>{sentence}</title>".encode(encoding), charset="iso-8859-1")

    assert sentence in decoded.text
    assert bool(decoded.guess) == (encoding not in {"cp1252", "iso-8859-1", "iso-8859-15"})


@pytest.mark.parametrize("default", ["iso-8859-1", "us-ascii", "windows-1252"])
def test_a_servers_default_stands_back_behind_the_document(default):
    text = '<?xml version="1.0" encoding="iso-8859-2"?><a>Žďár</a>'

    decoded = decode(text.encode("iso-8859-2"), charset=default)

    assert (decoded.text, decoded.guess) == (text, "")


def test_one_letter_of_a_name_does_not_outweigh_a_label():
    """Hungarian read as Latin-1 is Portuguese but for its "ö"; so is Portuguese about Köln."""
    text = "A estação de Köln não abrirá até à próxima reunião, após a decisão da câmara."

    assert decode(text.encode("cp1252"), charset="iso-8859-1").text == text


def test_latin_1_that_is_latin_1_is_believed():
    for text in ("Þórður fór á ísinn í gær", "naïve café", "½ l für 3 €", "“Çava”", "Å"):
        assert decode(text.encode("cp1252"), charset="latin-1").text == text


@pytest.mark.parametrize("piece", [b"\xe9", b"\xe9 ", b"a\xb3", b"\x81\x40", b"\xff\xfe\xfd a"])
def test_guessing_takes_bounded_time(piece):
    started = time.process_time()

    decode(b"<" + piece * 1_000_000, charset="latin-1")

    assert time.process_time() - started < 3


def test_a_declared_language_tells_encodings_that_fit_equally():
    """Turkish in cp1254 reads as Icelandic in cp1252, in letters that both languages have."""
    sentence = "Başkan dün açıldığını söyledi"
    declared = f'<html lang="tr"><p>{sentence}</p>'.encode("cp1254")
    undeclared = f"<p>{sentence}</p>".encode("cp1254")

    assert sentence in decode(declared, charset="iso-8859-1").text
    assert sentence in decode(undeclared, charset="iso-8859-1", language="tr").text


@pytest.mark.parametrize(
    "head",
    [
        "<html lang=he-IL>",
        '<html dir="rtl" xml:lang="he">',
        '<rss version="2.0"><channel><language>he-il</language>',
        "<rdf:RDF><channel><dc:language>he</dc:language>",
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="he">',
    ],
)
def test_pages_and_feeds_declare_languages(head):
    assert "יש לחם" in decode(f"{head}<p>יש לחם".encode("cp1255")).text


@pytest.mark.parametrize("language", ["en", "pl", "ru", "und", "x" * 20, "zh-TW"])
@pytest.mark.parametrize(("sentence", "encoding"), ENCODED)
def test_a_wrong_declared_language_does_not_outweigh_the_bytes(sentence, encoding, language):
    body = f'<html lang="{language}"><title>{sentence}</title>'.encode(encoding)

    assert sentence in decode(body).text
