"""Languages: tags as people write them, packs as contributors write them, and detection."""

import pytest
from babel import Locale
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.reading.language import packs, text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_gb", "en-GB"),
        ("en-us", "en-US"),
        ("en_US.UTF-8", "en-US"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("zh_TW", "zh-TW"),
        ("es-419", "es-419"),
        ("sr-Latn", "sr-Latn"),
        ("de-DE-1996", "de-DE"),
        ("en-EN", "en"),
        ("fas", "fa"),
        ("per", "fa"),
        ("prs", "fa"),
        ("ger", "de"),
        ("deu", "de"),
        ("eng", "en"),
        ("sqi", "sq"),
        ("alb", "sq"),
        ("zho", "zh"),
        ("ckb", "ckb"),
        ("iw", "he"),
        ("nb-NO", "no-NO"),
        ("jp", "ja"),
        ("Persian", "fa"),
        ("farsi", "fa"),
        ("English", "en"),
        ("albanian", "sq"),
        ("Deutsch", "de"),
        ("русский", "ru"),
        ("فارسی", "fa"),
        ("Central Kurdish", "ckb"),
        ("en, en-GB", "en"),
        ("en-US,en-GB", "en"),
        (" fr ", "fr"),
        ("en, fr", "und"),
        ("mul", "und"),
        ("x-default", "und"),
        ("und", "und"),
        ("zz", "und"),
        ("qqq", "und"),
        ("blah", "und"),
        ("none", "und"),
        ("", "und"),
        ("<script>", "und"),
    ],
)
def test_a_tag_is_what_somebody_meant_or_unknown(raw: str, expected: str):
    assert packs.parse_tag(raw) == expected


@settings(max_examples=100)
@given(
    st.one_of(
        st.text(),
        st.from_regex(r"[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,5}){0,3}", fullmatch=True),
    )
)
@example("e" * 1_000_000)
@example("\ud800")
@example("ﬀ")
def test_no_text_makes_tag_fail_and_a_tag_stays_itself(raw: str):
    found = packs.parse_tag(raw)

    assert packs.parse_tag(found) == found
    assert (
        packs.primary_subtag(found) == "und" or packs.primary_subtag(found) in packs.LANGUAGE_CODES
    )
    assert packs.language_name(found)


@pytest.mark.parametrize(
    ("tag", "language", "expected"),
    [
        ("fa", "en", "Persian"),
        ("en-GB", "en", "British English"),
        ("sq", "de", "Albanisch"),
        ("zh", "fa", "چینی"),
        ("pt-AO", "en", "Portuguese"),
        ("fa", "qqq", "Persian"),
        ("qqq", "en", "qqq"),
    ],
)
def test_a_language_is_named_in_another(tag: str, language: str, expected: str):
    assert packs.language_name(tag, language=language) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fa", "rtl"),
        ("ar-EG", "rtl"),
        ("ckb", "rtl"),
        ("ku", "ltr"),
        ("az-Arab", "rtl"),
        ("pa-Arab-PK", "rtl"),
        ("ur-Latn", "ltr"),
        ("en", "ltr"),
        ("und", "ltr"),
    ],
)
def test_direction_is_by_script_then_by_language(tag: str, expected: str):
    assert packs.writing_direction(tag) == expected


def test_primary_leaves_script_and_region_out():
    assert [packs.primary_subtag(tag) for tag in ("en-GB", "zh-Hans-CN", "fa")] == [
        "en",
        "zh",
        "fa",
    ]


def test_a_language_without_a_pack_has_common_quotation_marks():
    unknown = packs.load_pack("mt-MT")

    assert unknown == packs.LanguagePack(tag="mt")
    assert ("“", "”") in unknown.quote_marks


def test_the_languages_the_desk_was_asked_for_have_packs():
    assert {"en", "fa", "ar", "sq", "ru", "de", "fr", "es", "tr", "zh"} <= set(
        packs.available_packs()
    )


@pytest.mark.parametrize("code", packs.available_packs())
def test_a_pack_is_complete_and_in_the_form_its_readers_expect(code: str):
    pack = packs.load_pack(code)

    assert pack.tag == code in packs.LANGUAGE_CODES
    assert pack.name
    assert pack.native
    assert packs.parse_tag(pack.name) == code
    assert all(len(pair) == 2 and all(pair) for pair in pack.quote_marks)
    assert set(pack.months) <= {"gregorian", "jalali", "hijri"}
    for months in pack.months.values():
        assert set(months.values()) == set(range(1, 13))
    assert all(word == word.strip() != "" for word in (*pack.stop_words, *pack.saying_verbs))


#: CLDR writes these with an article in front, or with numbers.
NUMBERED = {"ca", "ja", "ko", "zh"}


@pytest.mark.parametrize("code", [code for code in packs.available_packs() if code not in NUMBERED])
def test_a_pack_knows_the_month_names_of_cldr(code: str):
    known = {
        text.normalise(spelling).rstrip("."): month
        for spelling, month in packs.load_pack(code).months["gregorian"].items()
    }
    names = Locale.parse(code).months["format"]

    for width in ("wide", "abbreviated"):
        for month, spelling in names[width].items():
            assert known.get(text.normalise(spelling).rstrip(".")) == month, spelling


HEADLINES = {
    "am": "የሐይቁ ከተማ አዲስ ድልድይ ከፈተች",
    "ar": "افتتحت مدينة البحيرة جسرا جديدا أمام المشاة",
    "be": "Горад на возеры адкрыў новы мост для пешаходаў",
    "bg": "Градът край езерото откри нов мост за пешеходци",
    "bn": "হ্রদের শহর একটি নতুন সেতু খুলেছে",
    "ckb": "شاری دەریاچەکە پردێکی نوێی کردەوە",
    "cs": "Město u jezera otevřelo nový most pro chodce",
    "de": "Die Stadt am See hat eine neue Brücke für Fußgänger eröffnet",
    "el": "Η πόλη της λίμνης άνοιξε νέα γέφυρα",
    "en": "The town by the lake has opened a new bridge for walkers",
    "es": "La ciudad del lago abrió un puente nuevo para los peatones",
    "fa": "شهر کنار دریاچه پل تازه‌ای برای پیاده‌ها گشود",
    "fr": "La ville du lac a ouvert un nouveau pont pour les piétons",
    "he": "העיר שעל האגם פתחה גשר חדש",
    "hi": "झील के किनारे बसे शहर ने पैदल चलने वालों के लिए नया पुल खोला है",
    "hu": "A tóparti város új hidat nyitott a gyalogosoknak",
    "hy": "Լճափնյա քաղաքը նոր կամուրջ բացեց",
    "it": "La città sul lago ha aperto un nuovo ponte per i pedoni",
    "ja": "湖の町で新しい橋が開通した",
    "ka": "ტბის ქალაქმა ახალი ხიდი გახსნა",
    "ko": "호숫가 도시가 새 다리를 개통했다",
    "mk": "Градот крај езерото отвори нов мост за пешаците од вчера, рече ѓаконот",
    "nl": "De stad aan het meer heeft een nieuwe brug voor voetgangers geopend",
    "pl": "Miasto nad jeziorem otworzyło nowy most dla pieszych",
    "ps": "د ډنډ ښار د پلي تګ لپاره نوی پل پرانیست",
    "pt": "A cidade do lago abriu uma nova ponte para os pedestres",
    "ru": "Город у озера открыл новый мост для пешеходов",
    "sq": "Qyteti buzë liqenit hapi një urë të re për këmbësorët",
    "sr": "Град крај језера отворио је нови мост, рекао је ђакон",
    "sv": "Staden vid sjön har öppnat en ny bro för gående",
    "th": "เมืองริมทะเลสาบเปิดสะพานใหม่",
    "tr": "Göl kıyısındaki şehir yayalar için yeni bir köprü açtı",
    "ug": "كۆل بويىدىكى شەھەر يېڭى كۆۋرۈك ئاچتى",
    "uk": "Місто біля озера відкрило новий міст для пішоходів",
    "ur": "جھیل کے کنارے شہر نے پیدل چلنے والوں کے لیے نیا پل کھول دیا ہے",
    "vi": "Thành phố bên hồ đã mở một cây cầu mới cho người đi bộ",
    "zh": "湖边小城开放了一座新桥",
}


@pytest.mark.parametrize(("language", "headline"), HEADLINES.items())
def test_a_headline_tells_its_language(language: str, headline: str):
    found, sure = packs.detect_language(headline)

    assert found == language
    assert 0.5 < sure <= 1


@pytest.mark.parametrize(
    "unsure", ["", "ok", "Lago", "2026-11-10", "!!!", "https://ombra.example/the-new-bridge", "Ana"]
)
def test_what_is_too_short_or_in_no_language_is_unknown(unsure: str):
    assert packs.detect_language(unsure)[0] == "und"


def test_foreign_names_and_links_do_not_hide_the_language():
    found, _ = packs.detect_language(
        "نخست‌وزیر در Ombra Courier گفت https://ombra.example/interview"
    )

    assert found == "fa"


@settings(max_examples=100)
@given(st.text())
@example("\ud800abc")
@example("a" * 1_000_000)
@example("a" + "\u0301\u0323" * 500_000)
def test_no_text_makes_detection_fail(raw: str):
    found, sure = packs.detect_language(raw)

    assert found == packs.parse_tag(found)
    assert 0 <= sure <= 1
