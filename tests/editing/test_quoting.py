"""Which sentences are quoted."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing.quoting import QuotedSentences, choose_quotes, count_quotable_sentences
from coranto.editing.sentences import (
    is_dateline,
    is_self_contained,
    is_speech,
    is_whole,
    is_whole_without_stop,
)
from coranto.model import Document


def chosen(documents, *, count=3, said=None):
    quotes = choose_quotes(
        documents, count=count, already_quoted=QuotedSentences() if said is None else said
    )
    return [quote.document.text[slice(*quote.span)] for quote in quotes]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry Mirabella ran aground on a sandbank early on Tuesday.",
        "Harbour master Korrin said “the lighthouse was lit, and the radio was not”.",
        "کشاورزان دره روز چهارشنبه گوجه‌فرنگی را روی پله‌ها ریختند و رفتند؟",
        "渡轮周二清晨在奥姆布拉灯塔附近的沙洲上搁浅。",
        "Паром «Мирабелла» сел на мель у маяка рано утром во вторник.",
    ],
)
def test_a_whole_sentence_can_be_quoted(sentence):
    assert is_whole(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Too short.",
        "A heading of many words that has no full stop at its end",
        "The summary breaks off in the middle of the sentence and then…",
        "The summary breaks off in the middle of the sentence and then [...]",
        "The captain said “the lighthouse was lit, and then he fell asleep.",
        "the lighthouse was lit”, the captain said to the assembled reporters.",
        "A bracket is (never closed in this otherwise very decent sentence.",
        'An odd " mark stands in this otherwise very decent little sentence.',
        "Subscribe to our newsletter for more on harbours, ferries and tomatoes.",
        "All rights reserved by the Ombra Courier and its distinguished heirs.",
        "More about this ferry stands at https://ombra-courier.example/ferry today.",
        "Home > News > The Lake > Ferries The Mirabella is back in service from Monday.",
        "Lake Wire | The Mirabella is back in service from Monday, the operator says.",
        "Ombra 3 - Brack 1, Veldra 0 - Tarsk 2, Salt 4 - Quay 4 on the last day of the season.",
        "2014: Harbour Hall, Ombra // 2013: Salt House, Brack // 2012: Quay Rooms, Veldra.",
        "&nbsp; The Mirabella is back in service from Monday, the operator says.",
        "Write to desk@lake-wire.example with what you have seen of the ferry Mirabella.",
        "and to the operator, whose ferry Mirabella is back in service from Monday.",
        "“or were about to leave” instead of leaving, said Ann Roe of the ferry Mirabella.",
        "مرفأ أومبرا | تعود العبارة ميرابيلا إلى الخدمة يوم الاثنين كما يقول المشغل.",
        "首页 > 新闻 > 渡轮 > 米拉贝拉号渡轮周一恢复运营，运营商今天这样表示。",
        "One line of a sentence that goes on\nin the next paragraph of it.",
        "W" + "o" * 400 + "rd.",
    ],
)  # fmt: skip
def test_a_scrap_cannot(sentence):
    assert not is_whole(sentence)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("He later left for lunch with all of the harbour's cats.", "en"),
        ("But the radio was not.", "en"),
        ("By midnight it was nine metres wide.", "en"),
        ("By that reckoning the port's right begins on Thursday.", "en"),
        ("No photograph shows him on the eastern loop.", "en"),
        ("Играет с ним судовой кок Теодор Блум.", "ru"),
        ("“I do not sleep any more,” he said.", "en"),
        ("“The lighthouse was lit.”", "en"),
        ("Insurers paid a million at the time.", "en"),
        ("وی افزود که پله‌ها شسته می‌شوند.", "fa"),
        ("به گفتهٔ او پله‌ها شسته می‌شوند.", "fa"),
        ("با این حال، قیمت‌ها پایین نمی‌آید.", "fa"),
        ("وأضاف أن السلالم ستغسل.", "ar"),
        ("قال إن السلالم ستغسل مساء.", "ar"),
        ("Ai tha se fari ishte ndezur.", "sq"),
        ("Shtoi se fari ishte ndezur.", "sq"),
        ("Однако маяк горел.", "ru"),
        ("По его словам, маяк горел.", "ru"),
        ("После аварии он уехал домой.", "ru"),
        ("Am Montag sagte sie, der Leuchtturm habe gebrannt.", "de"),
        ("Ihm zufolge war der Leuchtturm an.", "de"),
        ("Selon elle, le phare était allumé.", "fr"),
        ("Elle a ajouté que le phare était allumé.", "fr"),
        ("Añadió que el faro estaba encendido.", "es"),
        ("Según él, el faro estaba encendido.", "es"),
        ("«El faro estaba encendido», dijo ella.", "es"),
        ("他说灯塔是亮的。", "zh"),
        ("and so it ended.", "xx"),
    ],
)
def test_a_sentence_that_points_back_does_not_stand_alone(sentence, language):
    assert not is_self_contained(sentence, language)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Herbert left for lunch.", "en"),
        ("Oduya said he would not stand.", "en"),
        ("In Ombra she is known as the queen.", "en"),
        ("“The dam is holding,” chief engineer Maud Pellering told reporters.", "en"),
        ("El faro estaba encendido.", "es"),
        ("Según el ministerio, el faro estaba encendido.", "es"),
        ("«El faro estaba encendido», dijo la alcaldesa, Marta Olea.", "es"),
        ("Die Fähre lief am Dienstag auf Grund.", "de"),
        ("Nach dem Angriff fielen alle Rechner aus.", "de"),
        ("Le bac s'est échoué mardi.", "fr"),
        ("Trageti ngeci të martën pranë farit.", "sq"),
        ("Паром сел на мель у маяка.", "ru"),
        ("قال الوزير إن السلالم ستغسل مساء.", "ar"),
        ("سخنگوی وزارتخانه گفت پله‌ها شسته می‌شوند.", "fa"),
    ],
)
def test_a_sentence_with_its_own_subject_stands_alone(sentence, language):
    assert is_self_contained(sentence, language)


def test_what_is_chosen_is_what_several_documents_tell(world):
    aground = world.document(
        "ferry4", "lake-radio", "Ferry aground", "A ferry stuck on a sandbank off Ombra on Tuesday."
    )

    assert chosen([*world.documents[:2], aground], count=2) == [
        "Fishing boats carried 214 passengers of the ferry Mirabella ashore on Tuesday.",
        "The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday.",
    ]


def test_what_happened_comes_before_what_is_said_of_it(world):
    told = "The ferry Mirabella ran aground on a sandbank off Ombra on Tuesday."
    said = "“The ferry Mirabella ran aground on a sandbank off Ombra on Tuesday”, said Ilse Korrin."
    document = world.document("x", "x", "Ferry", f"{said}\n{told}")

    assert is_speech(said)
    assert chosen([document], count=1) == [told]


@pytest.mark.parametrize(
    "dateline",
    ["BUOY 17, Lake Ombra, 15 November (Lake Wire) – ", "TARSKAU, Tarsk — ", "Ombra (LW) - "],
)
def test_a_dateline_is_no_part_of_what_is_quoted(world, dateline):
    told = "The ferry Mirabella ran aground on a sandbank off Ombra on Tuesday."

    assert chosen([world.document("x", "x", "Ferry", dateline + told)]) == [told]


@pytest.mark.parametrize(
    ("dateline", "language", "sentence"),
    [
        ("", "zh", "渡轮米拉贝拉号周二清晨在奥姆布拉灯塔附近的沙洲上搁浅。"),
        ("奥姆布拉通讯社1月10日电（记者罗安）", "zh", "渡轮米拉贝拉号周二在灯塔附近的沙洲上搁浅。"),
        ("奥姆布拉社1月10日电 ", "zh", "渡轮米拉贝拉号周二在灯塔附近的沙洲上搁浅。"),
        ("【湖报讯】", "zh", "渡轮米拉贝拉号周二在灯塔附近的沙洲上搁浅。"),
        ("【オンブラ通信】", "ja", "渡し船ミラベラ号は火曜日の朝、灯台の近くの砂州に乗り上げた。"),
        ("NEW OMBRA: ", "en", "The ferry Mirabella ran aground on a sandbank on Tuesday."),
        ("(Lake Wire) – ", "en", "The ferry Mirabella ran aground on a sandbank on Tuesday."),
        ("Ombra, Nov. 28 – ", "en", "The ferry Mirabella ran aground on a sandbank on Tuesday."),
        (
            "Омбра, Январь 05 (Волна, А. Роу) – ",
            "ru",
            "Паром «Мирабелла» сел на мель у маяка рано утром.",
        ),
    ],
)
def test_no_language_quotes_its_datelines(world, dateline, language, sentence):
    text = f"{dateline}{sentence}"

    report = replace(world.document("x", "x", "Ferry", text), language=language)

    assert chosen([report]) == [sentence]


def test_the_first_line_of_a_paragraph_may_have_a_dateline():
    text = f"The lake is calm again\nOMBRA (Lake Wire) – {SECOND}"

    assert chosen([make_report(text)]) == [SECOND]


def test_a_speaker_in_capitals_stays_with_the_speech():
    text = f"The hearing\nKORRIN: {SECOND}"

    assert chosen([make_report(text)]) == [f"KORRIN: {SECOND}"]


def test_a_dash_alone_makes_no_dateline(world):
    told = "The ferry Mirabella – the oldest on the lake (or nearly) – ran aground on Tuesday."

    assert chosen([world.document("x", "x", "Ferry", told)]) == [told]


def test_no_sentence_is_chosen_twice(world):
    said = QuotedSentences()
    first = chosen(world.documents[:1], count=2, said=said)
    second = chosen(world.documents[:1], count=9, said=said)

    assert not set(first) & set(second)


def test_a_sentence_with_a_word_changed_is_the_same_to_a_reader(world):
    one = "All 214 passengers were taken ashore in small fishing boats before noon on Tuesday."
    documents = [
        world.document("a", "a", "A", one),
        world.document("b", "b", "B", one.replace("small", "little")),
    ]

    assert len(chosen(documents)) == 1


def test_where_only_the_count_differs_the_newest_is_quoted(world):
    one = "At least {} passengers of the ferry Mirabella were taken ashore in fishing boats."
    documents = [
        world.document(
            f"{n}",
            f"s{n}",
            "",
            one.format(count),
            published=datetime(2026, 11, 10, hour, tzinfo=UTC),
        )
        for n, (count, hour) in enumerate([(120, 9), (214, 15), (180, 12)])
    ]

    assert chosen(documents) == [one.format(214)]


def test_a_title_is_not_quoted_from_its_text(world):
    title = "The Ombra lighthouse was lit during the whole of the night."
    document = world.document(
        "x", "x", title, f"{title}\nThe radio was silent from one o'clock on."
    )

    assert chosen([document]) == ["The radio was silent from one o'clock on."]


def test_a_title_that_runs_on_into_the_text_is_not_quoted(world):
    """Short pages are read with their headings, and no full stop parts these from the text."""
    title = "Ombra lighthouse was lit all night"
    document = world.document(
        "x", "x", title,
        f"{title} By Olga Fenn The keeper slept. The radio was silent from one o'clock on.",
    )  # fmt: skip

    assert chosen([document]) == ["The radio was silent from one o'clock on."]


def test_a_short_title_may_begin_a_sentence(world):
    sentence = "Die Stadt Velmora hat beschlossen, den Hafen von Ombra im Winter zu schließen."
    document = world.document("x", "x", "Die Stadt", sentence, language="de")

    assert chosen([document]) == [sentence]


def test_sentences_that_lean_are_taken_where_there_is_no_other(world):
    leaning = world.document("x", "x", "T", "He later left for lunch with all of the cats.")

    assert count_quotable_sentences([leaning]) == 1
    assert chosen([leaning, world.documents[1]], count=9) == chosen([world.documents[1]], count=9)


SAME = """
import sys
from datetime import UTC, datetime
from coranto.editing.quoting import QuotedSentences, choose_quotes
from coranto.model import Document

def document(number, text):
    return Document(id=f"d{number}", version=1, source_id="s", kind="article", key="", url="",
                    title="", text=text, language="en", seen=datetime(2026, 11, 9, tzinfo=UTC))

words = "harbour ferry radio tug sandbank licence lighthouse captain cat tomato".split()
lines = ["Every " + " and ".join(words[n:] + words[:n]) + " came to Ombra." for n in range(10)]
documents = [document(n, line) for n, line in enumerate(lines)]
found = choose_quotes(documents, count=3, already_quoted=QuotedSentences())
print([quote.document.id for quote in found])
"""


def test_the_same_documents_give_the_same_sentences_in_every_process():
    """Sentences that are equally telling are told apart by no chance of the machine."""
    told = {
        subprocess.run(
            [sys.executable, "-c", SAME],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }

    assert len(told) == 1


def test_a_thousand_long_documents_are_chosen_from_quickly_enough(world):
    """Only so much of each is looked at, and only so many are compared: the work is bounded."""
    many = [
        replace(world.documents[0], id=f"d{n}", text=world.documents[0].text * 200)
        for n in range(1000)
    ]

    assert len(chosen(many)) == 3


@settings(max_examples=80)
@given(st.text(st.one_of(st.sampled_from("aA “”.!?\n«»([—"), st.characters()), max_size=400))
def test_every_passage_is_exactly_in_the_text(world, text):
    document = world.document("x", "x", "Title", text)

    for passage in chosen([document]):
        assert passage in text
        assert "\n" not in passage


# --- what is read into a text with its sentences ------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "28 November 2026, 10:00 The bridge is shut to lorries from Monday on.",
        "Published 28 November 2026 10:00 The bridge is shut to lorries from Monday on.",
        "۷ آذر ۱۴۰۵، ۱۰:۰۰ پل از دوشنبه به روی کامیون‌ها بسته است.",
        "28.11.2026, Омбра 10:00:36 Мост закрыт для грузовиков с понедельника.",
        "28 November 2026 The bridge is shut to lorries from Monday on.",
        "2026-11-28 Die Brücke ist ab Montag für Lastwagen gesperrt.",
        "28 novembre 2026 Le pont est fermé aux camions dès lundi.",
        "28/11/2026 El puente cierra a los camiones desde el lunes.",
        "2026年11月28日 大桥从周一起禁止卡车通行。",
        "28 नवंबर 2026 पुल सोमवार से ट्रकों के लिए बंद है।",
    ],
)
def test_a_line_of_date_and_time_is_no_sentence(sentence):
    assert is_dateline(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "On 28 November 2026 the bridge was shut to lorries for good.",
        "2026年11月28日，大桥禁止卡车通行。",
        "28 ships of 40 left the harbour in the year 2026, the operator says.",
        "At 10:30 the bridge was shut to lorries, and nobody knew for how long.",
    ],
)
def test_a_sentence_may_name_its_day(sentence):
    assert not is_dateline(sentence)


@pytest.mark.parametrize(
    ("sentence", "language", "expected"),
    [
        (
            "Veldra closes the strait for drills as its envoys hold another round of talks",
            "en",
            True,
        ),
        ("Veldra closes the strait for drills as its envoys hold another round of", "en", False),
        ("Veldra closes the strait for drills as its envoys hold another…", "en", False),
        ("closes the strait for drills as its envoys hold another round of talks", "en", False),
        ("Veldra closes the strait", "en", False),
        ("تنگه برای رزمایش بسته شد و فرستادگان دور دیگری از گفت‌وگوها را برگزار کردند", "fa", True),
        ("वेल्ड्रा ने अभ्यास के लिए जलडमरूमध्य बंद कर दिया और दूतों की बातचीत जारी है", "hi", True),
        (
            "Veldra tatbikat için boğazı kapattı ve elçiler görüşmelere devam ediyor oldu",
            "tr",
            True,
        ),
        (
            "Veldra sperrt die Meerenge, weil dort eine Übung mit vielen Schiffen im Gang ist",
            "de",
            True,
        ),
        (
            "Veldra ferme le détroit pour des manœuvres pendant que ses émissaires parlent de",
            "fr",
            False,
        ),
        (
            "Veldra cierra el estrecho por maniobras mientras sus enviados hablan con el",
            "es",
            False,
        ),
        ("Велдра закрывает пролив на время учений, пока её посланники говорят о", "ru", False),
        ("أغلقت فيلدرا المضيق لإجراء مناورات بينما يعقد مبعوثوها جولة أخرى من", "ar", False),
        ("维尔德拉因演习关闭海峡，其特使正在举行新一轮会谈", "zh", True),
    ],
)
def test_a_report_without_a_full_stop_is_whole_unless_it_was_cut(sentence, language, expected):
    assert is_whole_without_stop(sentence, language) == expected


def make_report(text, **facts):
    return Document(
        id="d1", version=1, source_id="s", kind="article", key="", url="", text=text,
        language="en", seen=datetime(2026, 11, 9, tzinfo=UTC),
        **{"title": "", "text_from": "page", **facts},
    )  # fmt: skip


SECOND = "The ferry Mirabella was refloated by two tugs late in the evening."


@pytest.mark.parametrize(
    ("title", "authors", "first"),
    [
        (
            "Bridge shut to lorries for good",
            (),
            "Bridge shut to lorries for good The harbour bridge carries no lorries from Monday.",
        ),
        (
            "Bridge shut",
            ("Ann Roe",),
            "Bridge shut By Ann Roe, Lake Wire The harbour bridge carries no lorries from Monday.",
        ),
        (
            "پل به روی کامیون‌ها بسته شد",
            ("آن رو",),
            "پل به روی کامیون‌ها بسته شد آن رو، خبرنگار موج، پل بندر از دوشنبه کامیون نمی‌پذیرد.",
        ),
        (
            "渡轮在湖中搁浅无人受伤",
            (),
            "渡轮在湖中搁浅无人受伤本报记者周二清晨从灯塔附近的沙洲上发来报道。",
        ),
        (
            "Bridge",
            (),
            "28 November 2026, 10:00 The harbour bridge carries no lorries from Monday.",
        ),
        ("Bridge", (), "Lesen Sie auch: Die Brücke am Hafen trägt ab Montag keine Lastwagen mehr."),
        ("Bridge", (), "اقرأ أيضاً: الجسر في المرفأ لا يحمل شاحنات منذ يوم الاثنين القادم."),
    ],
)
def test_what_was_read_into_a_sentence_is_not_quoted(title, authors, first):
    report = make_report(f"{first}\n{SECOND}", title=title, authors=authors)

    assert chosen([report]) == [SECOND]


NO_STOP = "Veldra closes the strait for drills as its envoys hold another round of talks"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [NO_STOP]),
        ({"text_from": "feed"}, [NO_STOP]),
        ({"is_beginning": True}, []),
        ({"text": f"{NO_STOP} that nobody {NO_STOP}", "text_from": "feed"}, []),
        ({"text": f"Share this\n{NO_STOP}"}, []),
        ({"title": NO_STOP}, []),
    ],
)
def test_a_report_of_one_sentence_needs_no_full_stop(changes, expected):
    report = make_report(**{"text": NO_STOP, **changes})

    assert chosen([report]) == expected
