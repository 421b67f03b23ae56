"""Bytes without a declaration are read in the encoding of their language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.markup import encoding_guess

SENTENCES = {
    "Депутаты отложили голосование по закону о рыбной ловле на озере.":
        ("cp1251", "koi8_r", "iso8859_5", "cp866"),
    "Мост закрыт.": ("cp1251", "koi8_r"),
    "Мешканці міста вийшли на площу, щоб підтримати вчителів.": ("cp1251", "koi8_u"),
    "Άνοιξε ξανά η γέφυρα του λιμανιού ύστερα από δύο μήνες.": ("cp1253", "iso8859_7"),
    "أعلنت البلدية إغلاق الجسر أمام الشاحنات حتى نهاية الشهر.": ("cp1256", "iso8859_6"),
    "كارگران بندر گفتند كه دستمزد پرداخت نشده است.": ("cp1256",),
    "העירייה סגרה את הגשר למשאיות עד סוף החודש.": ("cp1255", "iso8859_8"),
    "昨日新港口正式启用。": ("gb18030",),
    "工人們說工資沒有發放，港口停工兩天。": ("big5",),
    "港の労働者は賃金が支払われていないと話した。": ("cp932", "euc_jp"),
    "항만 노동자들은 임금이 지급되지 않았다고 말했다.": ("cp949",),
    "ท่าเรือใหม่เปิดทำการแล้วเมื่อวานนี้": ("cp874",),
}  # fmt: skip
CASES = [(text, codec) for text, codecs in SENTENCES.items() for codec in codecs]


@pytest.mark.parametrize(("text", "codec"), CASES)
@pytest.mark.parametrize("form", ["{}", "<html><title>{0}</title><p>{0}</p>", "{0} {0} {0} {0}"])
def test_undeclared_text_is_read_in_its_encoding(text, codec, form):
    body = form.format(text).encode(codec)

    guessed_codec = encoding_guess.guess_codec(body)

    assert body.decode(guessed_codec) == form.format(text)


@given(st.binary(max_size=2_000))
def test_any_bytes_get_a_codec_that_decodes_them(body):
    assert isinstance(body.decode(encoding_guess.guess_codec(body), "replace"), str)
