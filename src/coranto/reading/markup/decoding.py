"""Decode the bytes of feeds, pages and files. Pure; may not raise, whatever the bytes.

Tried in this order: byte-order mark, UTF-8 if it decodes, the server's charset, the document's
own declaration, a guess. Latin-1 is the default of servers and templates: such a label stands
back behind another one, and behind bytes that say otherwise. The text never holds NULs or lone
surrogates.
"""

import codecs
import re
from dataclasses import dataclass, replace

from coranto.reading.markup import encoding_guess

#: A charset declaration is looked for in this many bytes at the top of a document.
DECLARATION_SEARCH_BYTES = 2048

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, because it begins with that mark
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED_UTF16_STARTS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"), (b"{\x00", "utf-16-le"))
_DECLARATION_PATTERN = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})"""
    rb"""|<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""",
    re.IGNORECASE,
)
#: `lang` of HTML, `xml:lang`, and the `language` of RSS.
_LANGUAGE_PATTERN = re.compile(
    rb"""<(?:html|rss|feed|rdf:rdf)\b[^>]{0,500}?\s(?:xml:)?lang\s{0,9}=\s{0,9}["']?([a-zA-Z-]{2,20})"""
    rb"""|<(?:dc:)?language>\s{0,9}([a-zA-Z-]{2,20})""",
    re.IGNORECASE,
)
_CHARSET_PATTERN = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
# Other codecs of Python (utf-7, unicode_escape, punycode …) would let a charset name turn
# harmless bytes into markup.
_ALLOWED_CODECS_PATTERN = re.compile(
    r"utf_?(8|16|32)|iso|latin|windows|cp|koi8|gb|big5|euc|shift|sjis|ms|ks|tis|mac|us_ascii|ascii",
)
# As browsers do (WHATWG Encoding): pages declared in a small charset usually use characters
# of its larger successor, such as the quotation marks of Windows-1252 in "Latin-1".
_CODEC_SUCCESSORS = {
    "iso8859_1": "cp1252",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_FORBIDDEN_CHARACTERS_PATTERN = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """Text, and the encoding it was decoded with."""

    text: str
    encoding: str
    guess: str = ""  #: why the encoding was guessed; "" when it was declared


def decode(
    body: bytes, *, charset: str = "", declared_charset: str = "", language: str = ""
) -> DecodedText:
    """Decode the body. `charset` comes from the server, `declared_charset` from the document.

    `language` is the one to expect where the document declares none; it matters for guesses only.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _decode_with_codec(body[len(mark) :] if encoding == "utf-8" else body, encoding)
    for start, encoding in _UNMARKED_UTF16_STARTS:
        if body.startswith(start):
            return _decode_with_codec(body, encoding)
    # UTF-8 comes before all declarations: text in another encoding hardly ever decodes as
    # UTF-8, while declarations are often those of a server's or template's default.
    try:
        # Strict UTF-8 cannot hold lone surrogates, so the search for them is saved, and NULs are
        # found in bytes in a tenth of the time.
        text = body.decode()
        text = text.replace("\x00", "") if b"\x00" in body else text
        return DecodedText(text=text, encoding="utf-8")
    except UnicodeDecodeError:
        return _decode_non_utf8(body, charset, declared_charset, language)


def header_charset(content_type: str) -> str:
    """Return the charset in a Content-Type header; "" when it names none."""
    match = _CHARSET_PATTERN.search(content_type[:500])
    return match[1] if match else ""


def strip_invalid_characters(text: str) -> str:
    """Remove NULs and lone surrogates, which databases and files refuse."""
    return (
        text
        if text.isascii() and "\x00" not in text
        else _FORBIDDEN_CHARACTERS_PATTERN.sub("", text)
    )


def _decode_non_utf8(
    body: bytes, charset: str, declared_charset: str, expected_language: str
) -> DecodedText:
    """Decode what is not valid UTF-8: damaged UTF-8, or an older encoding."""
    text = body.decode("utf-8", "replace")
    damaged_count = text.count("\ufffd")
    # A stray byte among real UTF-8: any other encoding would garble all the rest.
    if damaged_count * 5 < len(body) - len(text) and _count_multibyte(text) > damaged_count * 5:
        return DecodedText(text=strip_invalid_characters(text), encoding="utf-8")
    labels = map(_codec_name, (charset, declared_charset, _find_declared_charset(body)))
    encodings = [label for label in labels if label and not label.startswith("utf")]
    specific_encoding = next((label for label in encodings if label != "cp1252"), "")
    if specific_encoding:
        return _decode_with_codec(body, specific_encoding)
    language = _find_declared_language(body) or expected_language
    if encodings and not encoding_guess.contradicts_latin_1(body, language):
        return _decode_with_codec(body, "cp1252")
    reason = "the bytes are not Latin-1, as labelled" if encodings else "no encoding is declared"
    guessed_encoding = _codec_name(encoding_guess.guess_codec(body, language)) or "cp1252"
    return replace(
        _decode_with_codec(body, guessed_encoding), guess=f"{reason}: {guessed_encoding} is guessed"
    )


def _count_multibyte(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")


def _find_declared_charset(body: bytes) -> str:
    match = _DECLARATION_PATTERN.search(body[:DECLARATION_SEARCH_BYTES])
    return (match[1] or match[2]).decode("ascii", "replace") if match else ""


def _find_declared_language(body: bytes) -> str:
    match = _LANGUAGE_PATTERN.search(body[:DECLARATION_SEARCH_BYTES])
    return (match[1] or match[2]).decode("ascii") if match else ""


def _codec_name(name: str) -> str:
    """Return the codec for an encoding's name; "" for an unknown or forbidden one."""
    name = name.strip().lower().replace("x-sjis", "shift_jis").replace("windows-31j", "cp932")
    if not _ALLOWED_CODECS_PATTERN.match(name.replace("-", "_")):
        return ""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _CODEC_SUCCESSORS.get(codec, codec)


def _decode_with_codec(body: bytes, encoding: str) -> DecodedText:
    text = body.decode(encoding, "replace")
    return DecodedText(
        text=strip_invalid_characters(text.removeprefix("\ufeff")), encoding=encoding
    )
