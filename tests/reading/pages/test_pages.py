"""Pages of invented outlets, in the ways real pages differ."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.model import Page
from coranto.reading import pages
from coranto.reading.pages import article_text, interstitials

URL = "https://ferry.example/news/2026/tin-boats"
FIRST = (
    "The harbour council of Lower Ombra voted on Tuesday to replace its two wooden ferries "
    "with boats made of tin, after a debate that lasted until the lamps went out."
)
SECOND = (
    "“Wood has served us for two hundred years,” said the harbour master, Ilva Terrence, "
    "“but the worms have voted with their teeth.” The first tin boat is due in spring."
)
THIRD = (
    "Opponents fear the noise. A trial crossing in October woke most of the eastern quay, "
    "and a petition against the boats has gathered four hundred names."
)


def html(body: str, *, head: str = "", language: str = "en") -> bytes:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def article(*paragraphs: str, extra: str = "") -> str:
    inside = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<main><article><h1>Tin boats for Ombra</h1>{inside}{extra}</article></main>"


def long_body() -> str:
    return "".join(f"<p>Day {number}. {FIRST} {THIRD}</p>" for number in range(10))


def read(body: bytes, **keywords: str) -> Page:
    return pages.read_page(body, url=URL, **keywords)


def refusal(body: bytes, **keywords: str) -> str:
    with pytest.raises(SourceError) as caught:
        read(body, **keywords)
    return caught.value.reason


def test_the_text_is_the_articles_paragraphs_without_its_headline():
    page = read(
        html(
            "<nav><ul><li><a href='/'>Home</a><li><a href='/sport'>Sport</a></ul></nav>"
            + article(FIRST, SECOND, THIRD)
            + "<footer>The Ferry, Quay 4, Lower Ombra</footer>"
        )
    )

    assert page.text == f"{FIRST}\n{SECOND}\n{THIRD}"
    assert page.title == "Tin boats for Ombra"


def test_pointers_appeals_and_furniture_are_left_out():
    page = read(
        html(
            article(
                FIRST,
                "Read more: Who pays for the old ferry?",
                '<a href="/old">The night the old ferry sank beside the quay</a>',
                SECOND,
                "Advertisement",
                THIRD,
                "Subscribe to our newsletter for more of this.",
            )
        )
    )

    assert page.text == f"{FIRST}\n{SECOND}\n{THIRD}"


def test_a_body_divided_by_advertisements_is_read_whole():
    parts = "".join(
        f'<div class="chunk"><div class="body-part"><p>{part}</p><p>{part} Again.</p>'
        f'<p>Part {n} closes: {THIRD}</p></div><div class="slot"></div></div>'
        for n, part in enumerate((FIRST, SECOND))
    )

    page = read(html(f"<main><article><h1>Tin boats</h1>{parts}</article></main>"))

    assert FIRST in page.text
    assert SECOND in page.text
    assert "Part 1 closes" in page.text


def test_a_tooltip_does_not_stand_in_the_sentence_but_its_word_does():
    tooltip = (
        'The mayor, <span class="tooltip-wrap"><a>Oda Brill</a><span class="tooltip-box">'
        "Mayor since 2019</span></span>, abstained from the vote on the new tin boats."
    )

    page = read(html(article(FIRST, tooltip, SECOND)))

    assert "The mayor, Oda Brill, abstained" in page.text
    assert "since 2019" not in page.text


def test_a_class_on_the_whole_page_hides_nothing():
    body = html(article(FIRST, SECOND)).replace(b"<body>", b'<body class="sr-only tooltip">')

    assert read(body).text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("names", ["print-only", "visually-hidden"])
def test_a_body_that_is_called_hidden_is_read(names):
    page = read(html(f"<h1>Tin boats</h1><div class='{names}'>{long_body()}</div>"))

    assert FIRST in page.text


def test_a_body_that_the_precise_extraction_loses_is_read(monkeypatch):
    monkeypatch.setattr(
        article_text,
        "_run_trafilatura",
        lambda tree, *, favor_precision, fast: article_text._Extraction(
            [f"{FIRST} {SECOND}"]
            if favor_precision
            else [f"Day {n}. {FIRST} {THIRD}" for n in range(10)],
            has_side_parts=False,
        ),
    )

    page = read(html(f"<h1>Tin boats</h1><p>{FIRST} {SECOND}</p>{long_body()}"))

    assert "Day 9" in page.text


@pytest.mark.parametrize(
    ("body", "is_compared"),
    [
        ("", False),
        (f"<div class='teaser'><p>{THIRD}</p></div>", True),
        (f"<section>{long_body()}</section>", True),
    ],
    ids=["plain article", "teaser in its body", "most prose elsewhere"],
)
def test_only_a_doubtful_extraction_is_compared_with_others(monkeypatch, body, is_compared):
    """Comparing takes half of the time of reading a page."""
    fast_runs = []
    run_trafilatura = article_text._run_trafilatura

    def run_and_note(tree, *, favor_precision, fast):
        fast_runs.append(fast)
        extraction = run_trafilatura(tree, favor_precision=favor_precision, fast=fast)
        return extraction._replace(lines=[FIRST, SECOND, *([THIRD] if "teaser" in body else [])])

    monkeypatch.setattr(article_text, "_run_trafilatura", run_and_note)

    read(html(article(FIRST, SECOND, extra=body)))

    assert (False in fast_runs) == is_compared


def test_a_page_of_very_many_paragraphs_is_read_in_time():
    page = read(html(article(*(f"{number}. {FIRST}" for number in range(15_000)))))

    assert page.text.count("\n") == 14_999


def test_an_embedded_post_belongs_to_the_article():
    post = (
        '<div class="social-embed"><blockquote class="twitter-tweet"><p>No tin on my quay! '
        "We shall not be moved, nor shall our ears.</p>— Quay Watch</blockquote></div>"
    )

    page = read(html(article(FIRST, SECOND, THIRD, extra=post)))

    assert "No tin on my quay!" in page.text


def test_links_come_from_the_text_only_cleaned_and_once():
    page = read(
        html(
            "<nav><a href='/elsewhere'>Elsewhere</a></nav>"
            + article(
                FIRST
                + ' See <a href="/minutes?utm_source=x">the minutes</a> and <a href="/minutes">'
                'the minutes again</a>, or <a href="javascript:alert(1)">this</a>.',
                SECOND,
            )
        )
    )

    assert page.links == ("https://ferry.example/minutes",)


def test_the_text_in_json_ld_fills_in_for_a_stub():
    whole = " ".join((FIRST, SECOND, THIRD, FIRST.replace("Tuesday", "Wednesday")))
    script = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "'
        + whole.replace('"', '\\"')
        + '"}</script>'
    )

    page = read(html(article(FIRST), head=script))

    assert page.text == whole


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "شورای بندر روز سه‌شنبه تصمیم گرفت قایق‌های چوبی را با حلبی جایگزین کند. "),
        ("ar", "قرر مجلس الميناء يوم الثلاثاء استبدال العبّارات الخشبية بقوارب من الصفيح. "),
        ("ru", "Портовый совет во вторник решил заменить деревянные паромы лодками. "),
        ("zh", "港口委员会星期二决定用铁皮船代替两艘木制渡轮，辩论一直持续到深夜。"),
        ("sq", "Këshilli i portit vendosi të martën t’i zëvendësojë tragetet me varka. "),
    ],
)  # fmt: skip
def test_every_script_is_read(language, text):
    text *= 6
    page = read(html(article(text.strip(), text.strip() + " 2"), language=language))

    assert page.language == language
    assert page.text.split("\n")[0] == text.strip()


def test_the_servers_charset_is_used_when_the_bytes_are_not_utf_8():
    body = "<html><body>" + article("Совет порта решил заменить паромы лодками. " * 8)

    page = read(body.encode("cp1251"), content_type="text/html; charset=windows-1251")

    assert page.text.startswith("Совет порта решил")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Just a moment...", "Checking your browser before accessing ferry.example."),
        ("Access Denied", "You don't have permission to access this page on this server."),
        ("ferry.example", "Please enable JS and disable any ad blocker"),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
        ("Один момент…", "Идёт проверка браузера, подождите."),
    ],
)
def test_a_bot_wall_is_not_an_article(title, words):
    body = html(f"<div><h1>{words}</h1><p>{words}</p></div>", head=f"<title>{title}</title>")

    assert refusal(body) == "blocked"


def test_an_article_about_walls_is_no_wall():
    page = read(
        html(
            article(FIRST, "“Access denied”, the gate said, and verify you are human.", SECOND),
            head="<title>Access denied: how the quay gate fell in love with the word no</title>",
        )
    )

    assert FIRST in page.text


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", ""),
        (b"%PDF-1.7 hello", ""),
        (b'{"title": "boats"}', "application/json"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<rss version='2.0'><channel><title>x</title></channel></rss>", "text/xml"),
        (b"just words, no markup", "text/plain"),
        (gzip.compress(b"<html>"), ""),
        (b"<html><head><title>Empty</title></head><body></body></html>", "text/html"),
    ],
)
def test_what_is_no_page_is_refused(body, content_type):
    assert refusal(body, content_type=content_type) == "not a page"


def test_size_depth_tags_and_attributes_are_bounded():
    attributes = " ".join(f"a{n}" for n in range(40_000))
    refusals = [
        refusal(b"<html>" + b" " * pages.MAX_PAGE_BYTES),
        refusal(html("<p>x" * (pages.MAX_PAGE_TAGS + 1))),
        refusal(html("<div>" * 600 + FIRST)),
        refusal(html("<div>" * 50_000 + FIRST)),
        refusal(html(f"<p {attributes}>{FIRST}</p>")),
        refusal(html(f'<p x="<b" {attributes}>{FIRST}</p>')),
    ]

    assert refusals == ["too big", "too big", "too deep", "too deep", "too deep", "too deep"]


def test_a_page_as_deep_as_broken_ones_are_is_read():
    page = read(html("<div>" * 400 + article(FIRST, SECOND, THIRD)))

    assert FIRST in page.text


def test_an_endless_title_is_cut_and_told():
    page = read(html(article(FIRST, SECOND), head=f"<title>{'T' * 1_000_000}</title>"))

    assert len(page.title) <= 500
    assert page.title


def test_joiners_stay_in_words_and_pictures():
    """Persian is spelt with the one, emoji are made of the other."""
    words = "قایق‌ها از بندر رفتند 👩‍🚀 " * 8

    page = read(html(article(words.strip(), SECOND), language="fa"))

    assert page.text.split("\n")[0] == words.strip()


def test_nuls_and_directions_do_not_reach_the_text():
    page = read(html(article(FIRST.replace("council", "coun\x00cil\u202e"), SECOND)))

    assert page.text.split("\n")[0] == FIRST


@pytest.mark.parametrize("character", ["\x08", "\x1f", "\uffff", "&#8;", "&#x1F;", "&#0008;"])
def test_a_control_character_costs_no_more_than_itself(character):
    page = read(html(article(FIRST.replace("council", f"coun{character}cil"), SECOND)))

    assert page.text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("tag", ["p", "div"])
def test_blocks_stay_blocks_on_short_pages(tag):
    words = "Ombra closes the quay for drills as its envoys hold another round of talks"
    page = read(
        html(
            "<main><article><h1>Quay closed for drills</h1><time>20 November</time>"
            "<div class='share'><a href='#'>Share on X</a> <a href='#'>Print</a></div>"
            f"<{tag}>{words}</{tag}><div class='newsletter-box'><h3>Our newsletter</h3>"
            f"<{tag}>Get the top stories in your inbox every day.</{tag}></div></article></main>"
        )
    )

    assert words in page.text.split("\n")
    assert "Share on X" not in page.text


def test_comments_longer_than_the_article_are_not_its_text():
    items = "".join(
        f"<div class='comment'><b class='author'>reader{n}</b><p>{THIRD}</p></div>"
        for n in range(8)
    )

    page = read(
        html(f"<article><h1>Tin</h1><p>{FIRST}</p></article><div id='comments'>{items}</div>")
    )

    assert page.text == FIRST


def test_no_markup_survives_in_the_text():
    page = read(
        html(article(FIRST, "<script>alert('tin')</script>" + SECOND, "<style>p{}</style>" + THIRD))
    )

    assert "<" not in page.text
    assert "alert" not in page.text


FRAGMENTS = st.sampled_from(
    [
        "<p>", "</p>", "<div class='tooltip'>", "</div>", "<a href='/x?a=1'>", "</a>", "<h1>",
        "<article>", "<time datetime='2026-11-10'>",
        "<table><tr><td>",
        "<blockquote class='twitter-tweet'>", "<script type='application/ld+json'>",
        '{"@type": ["NewsArticle"], "author": [[{}]], ',
        "</script>", "<meta property='og:title' content='", "<!--", "]]>", "&#0;", "\x00", "\ud800",
        "<li itemprop='author'>", "<br>", FIRST, SECOND, "10.11.2026", "<base href='http://['>",
    ]
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(FRAGMENTS | st.text(max_size=30), max_size=40), st.sampled_from(["", URL, "x://["]))
def test_any_markup_is_read_or_refused(fragments, url):
    body = ("<html><body>" + "".join(fragments)).encode("utf-8", "surrogatepass")
    try:
        page = pages.read_page(body, url=url)
    except SourceError:
        return

    assert page.text == page.text.strip()
    page.text.encode()
    page.title.encode()


@settings(max_examples=60)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_are_read_or_refused(noise, content_type):
    try:
        page = pages.read_page(noise, url=URL, content_type=content_type)
    except SourceError:
        return

    assert page.text


@pytest.mark.parametrize(
    ("markup", "is_paid"),
    [(b'{"isAccessibleForFree": false}', True), (b"'isAccessibleForFree':'False'", True),
     (b'{"isAccessibleForFree":true}', False), (b"isAccessibleForFree: false", False),
     (b'<meta property="article:content_tier" content="metered">', True),
     (b'<meta property="article:content_tier" content="free">', False), (b"", False)],
)  # fmt: skip
def test_a_page_says_itself_that_it_must_be_paid_for(markup, is_paid):
    assert interstitials.is_paid(markup) is is_paid


@pytest.mark.parametrize(
    "claims",
    [
        '"headline": "Kiln fired", "isAccessibleForFree": false',
        '"headline": "Goose lost", "url": "https://kiln.example/a/8"',
    ],
)
def test_a_body_in_json_ld_that_is_paid_or_of_another_article_is_no_text(claims):
    secret = "The glaze is made of ash and salt, as only subscribers may know. " * 9
    script = f'{{"@type": "NewsArticle", {claims}, "articleBody": "{secret}"}}'
    markup = (
        f'<html><head><title>Kiln fired</title><script type="application/ld+json">{script}</script>'
        "</head><body><article><h1>Kiln fired</h1><p>The kiln of Tarsk was fired again on Sunday, "
        "and half the town came to look.</p></article></body></html>"
    )

    page = pages.read_page(markup.encode(), url="https://kiln.example/a/7")

    assert "ash" not in page.text
    assert "half the town" in page.text
