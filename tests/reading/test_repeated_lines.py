"""Lines that stand under many articles of one source: which are learnt, which are the article's."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.model import Document
from coranto.reading.repeated_lines import (
    find_repeated_lines,
    line_keys,
    without_repeated_lines,
)

SEEN = datetime(2026, 11, 15, tzinfo=UTC)
#: Language → titles and texts of articles that have nothing in common.
ARTICLES = {
    "en": (
        ("Storm stops ferries", "All crossings of the lake are suspended until Friday morning."),
        ("Museum of glass opens", "Four rooms in the former harbour office show two centuries."),
        ("School gets a garden", "Pupils planted forty apple trees behind the gymnasium."),
    ),
    "ru": (
        ("Шторм остановил паромы", "Все рейсы через озеро отменены до утра пятницы."),
        ("Открылся музей стекла", "В четырёх залах показаны изделия мастеров за два века."),
        ("Школа посадила сад", "Ученики высадили сорок яблонь позади спортивного корпуса."),
    ),
    "fa": (
        ("توفان کشتی‌ها را متوقف کرد", "همه سفرهای دریاچه تا صبح جمعه لغو شده است."),
        ("موزه شیشه گشوده شد", "چهار تالار آثار استادان دو سده را به نمایش می‌گذارد."),
        ("مدرسه باغ تازه‌ای ساخت", "دانش‌آموزان چهل درخت سیب پشت ورزشگاه کاشتند."),
    ),
    "zh": (
        ("暴风雨令渡轮停航", "湖上所有航线停运至星期五早晨。"),
        ("玻璃博物馆开馆", "四个展厅陈列两百年来工匠的作品。"),
        ("学校种下果园", "学生们在体育馆后面栽了四十棵苹果树。"),
    ),
}
BOXES = {
    "en": "Sign up here and receive our letter by e-mail every morning at seven",
    "ru": "Подпишитесь на нашу рассылку и получайте письма каждое утро",
    "fa": "برای دریافت خبرنامه روزانه ما نشانی رایانامه خود را بنویسید",
    "zh": "关注我们的微信公众号获取更多精彩内容",
}


def article(number, title, *lines, language="en"):
    return Document(
        id=f"d{number}",
        version=1,
        source_id="courier",
        kind="article",
        key=f"https://ombra.example/{number}",
        url=f"https://ombra.example/{number}",
        title=title,
        text="\n".join(lines),
        language=language,
        seen=SEEN,
    )


def articles(language, *behind, before=()):
    return [
        article(number, title, *before, text, *behind, language=language)
        for number, (title, text) in enumerate(ARTICLES[language])
    ]


def learnt(documents):
    return [line.text for line in find_repeated_lines(documents)]


@pytest.mark.parametrize("language", ARTICLES)
def test_a_box_behind_unlike_articles_is_learnt_and_left_out(language):
    documents = articles(language, BOXES[language])

    (line,) = find_repeated_lines(documents)

    assert line.text == BOXES[language]
    assert line.document_ids == ("d0", "d1", "d2")
    own = [without_repeated_lines(document, {line.key}).text for document in documents]
    assert own == [text for _, text in ARTICLES[language]]


@pytest.mark.parametrize("language", ARTICLES)
def test_a_box_between_two_paragraphs_is_learnt(language):
    own = [text for _, text in ARTICLES[language]]
    documents = [
        article(n, title, own[n], BOXES[language], own[n - 1], language=language)
        for n, (title, _) in enumerate(ARTICLES[language])
    ]

    assert BOXES[language] in learnt(documents)


def test_two_articles_are_too_few():
    assert learnt(articles("en", BOXES["en"])[:2]) == []


def test_versions_of_one_text_count_once():
    title, text = ARTICLES["en"][0]
    more = [article(n, f"{title} {n}", text, BOXES["en"]) for n in range(3, 9)]

    assert learnt([*articles("en", BOXES["en"])[:2], *more]) == []


@pytest.mark.parametrize("language", ARTICLES)
def test_the_opening_of_a_column_stays(language):
    documents = articles(language, before=[BOXES[language]])

    assert learnt(documents) == []


def test_a_line_that_is_known_stays_where_it_opens_a_text():
    (line,) = find_repeated_lines(articles("en", BOXES["en"]))
    column = article(9, "Letter from the lake", BOXES["en"], "The ice came early this year.")

    assert without_repeated_lines(column, {line.key}) == column


@pytest.mark.parametrize(
    ("language", "quotation"),
    [
        ("en", "“Nobody should go out before the pier is mended,” Ilse Brandt said."),
        ("de", "„Niemand soll hinaus, ehe der Steg repariert ist“, sagte Ilse Brandt."),
        ("fr", "« Personne ne doit sortir avant la réparation », a dit Ilse Brandt."),
        ("ru", "«Никто не должен выходить до ремонта причала», — сказала Ильзе Брандт."),
        ("zh", "“在码头修好之前任何人都不应该出海”，伊尔莎说。"),
    ],
)
def test_a_quotation_stays_however_often_it_is_printed(language, quotation):
    base = language if language in ARTICLES else "en"

    assert learnt(articles(base, quotation)) == []


def test_a_background_paragraph_about_the_articles_subject_stays():
    background = "The strait has been closed to tankers since the blockade began in March."
    documents = [
        article(1, "Tankers wait", "Forty tankers wait off the strait, owners say.", background),
        article(2, "Oil dearer", "The blockade of the strait made oil dearer.", background),
        article(3, "Talks fail", "Talks on ending the blockade and tankers' return", background),
    ]

    assert learnt(documents) == []


def test_a_paragraph_amid_others_stays_and_one_at_the_end_is_learnt():
    legal = " ".join(["Copying in whole or part requires written consent of our publishers."] * 4)
    titles, own = zip(*ARTICLES["en"], strict=True)
    amid = [article(n, titles[n], own[n] * 3, legal, own[n - 1]) for n in range(3)]
    at_end = [article(n, titles[n], own[n] * 3, legal) for n in range(3)]

    assert legal not in learnt(amid)
    assert learnt(at_end) == [legal]


def test_what_is_hardly_more_than_the_line_is_one_wall_and_not_several_articles():
    wall = " ".join(["We and our partners count how you use this page, if you agree."] * 6)

    assert learnt(articles("en", wall)) == []


def test_headings_and_short_answers_stay():
    assert learnt(articles("en", "What next?", "Yes, always.", "The background")) == []


def test_a_text_is_never_emptied():
    box = BOXES["en"]
    (line,) = find_repeated_lines(articles("en", box))
    form = article(9, "Letters", "Write to us.", box, box)

    assert without_repeated_lines(form, {line.key}) == form


def test_a_line_that_is_kept_on_purpose_stays():
    first, *_ = documents = articles("en", BOXES["en"])
    (line,) = find_repeated_lines(documents)

    kept = without_repeated_lines(first, {line.key}, kept=line_keys(first.text))

    assert kept == first


@given(st.lists(st.text(max_size=80), max_size=8), st.lists(st.text(max_size=200), max_size=8))
def test_any_text_is_taken_and_only_whole_lines_go(titles, texts):
    documents = [article(n, title, *texts) for n, title in enumerate(titles)]
    keys = {line.key for line in find_repeated_lines(documents)}

    for document in documents:
        own = without_repeated_lines(document, keys).text.split("\n")
        assert set(own) <= set(document.text.split("\n"))
