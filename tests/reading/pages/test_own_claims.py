"""A page's claims are believed only where they are about the page's own article."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading import pages
from coranto.reading.pages import json_repair, metadata, own_nodes

URL = "https://kiln.example/a/7"
PROSE = (
    "<p>The kiln of Upper Tarsk was fired again on Sunday, after nine years in which it was "
    "cold, and half the town came to look.</p>"
)
OWN = {
    "@type": "NewsArticle",
    "headline": "Kiln of Tarsk fired again",
    "datePublished": "2026-11-08T09:00:00Z",
    "author": {"@type": "Person", "name": "Mara Lind"},
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Goose crosses the lake",
    "datePublished": "2018-02-03T00:00:00Z",
    "author": {"@type": "Person", "name": "Otto Gans"},
}


def read(head: str = "", body: str = "", *, url: str = URL) -> metadata.Metadata:
    markup = (
        f"<html><head><title>Kiln of Tarsk fired again | Kiln Post</title>{head}</head>"
        f"<body><article><h1>Kiln of Tarsk fired again</h1>{PROSE}{PROSE}</article>{body}"
        "</body></html>"
    )
    return metadata.extract_metadata(pages.parse_html(markup), url=url)


def ld(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values
    )


@pytest.mark.parametrize(
    "other",
    [
        OTHER,
        OTHER | {"url": "https://kiln.example/a/6"},
        OTHER | {"mainEntityOfPage": {"@id": URL}},  # a template's mistake
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]},
        {"@type": "ItemList", "itemListElement": [OTHER]},
        {"@type": "WebSite", "name": "Kiln Post", "datePublished": "2001-01-01"},
        {"@type": "WebPage", "url": URL, "datePublished": "2001-01-01", "author": "Webmaster Lu"},
        {"@type": "WebPage", "name": "Kiln Post", "datePublished": "2001-01-01"},
        {"@type": "Event", "name": "Kiln day", "startDate": "2026-12-24", "author": "Host Ivo"},
        {"@type": "Comment", "datePublished": "2026-11-09", "author": "reader"},
    ],
)
def test_a_node_about_something_else_claims_nothing(other):
    found = read(ld(other, OWN))

    assert (found.published_raw, found.published_kind) == (OWN["datePublished"], "typed")
    assert found.authors == ("Mara Lind",)
    assert found.title == OWN["headline"]


def test_a_page_that_is_named_as_the_site_dates_no_article():
    site_page = {"@type": "WebPage", "name": "Kiln Post", "datePublished": "2001-01-01"}

    assert read(ld(site_page)).published_raw == ""


@pytest.mark.parametrize(
    "own",
    [
        {"@type": "NewsArticle", "url": f"{URL}?utm_source=x", "headline": "Fire!"},
        {"@type": "BlogPosting", "mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
        {"@type": "Article", "headline": "Kiln of Tarsk fired again "},
        {"@type": "Article", "headline": "Kiln of “Tarsk” fired again"},
        {"@type": "Article", "headline": "Kiln of Tarsk fired", "@id": "#article"},
        {"@graph": [{"@type": ["Article"], "headline": "Kiln of Tarsk fired again"}]},
    ],
)
def test_a_node_with_this_address_or_headline_is_believed(own):
    inner = own["@graph"][0] if "@graph" in own else own
    inner["datePublished"] = "2026-11-08"

    assert read(ld(own)).published_kind == "typed"


def test_a_sole_node_that_does_not_say_what_it_is_about_is_not_typed():
    found = read(ld({"@type": "NewsArticle", "datePublished": "2026-11-08"}))

    assert (found.published_raw, found.published_kind) == ("2026-11-08", "shown")


@pytest.mark.parametrize(
    "body",
    [
        "<aside><h3>More</h3><time datetime=2024-02-02>2 Feb</time><a href=/x>Goose</a></aside>",
        "<div><h3>More</h3><time datetime=2024-02-02>2 Feb</time><a href=/x>Goose lost</a></div>",
        "<footer>© Kiln Post <time datetime=2024-02-02>2 Feb 2024</time></footer>",
        "<section id=comments><p>Late.</p><time datetime=2026-11-09>x</time></section>",
        "<div class=komentet>"
        + "<div class=k><b>a</b><time datetime=2026-11-09>x</time><p>Hm.</p></div>" * 3
        + "</div>",
        "<img src=/uploads/2024/03/05/kiln.jpg>",
        "<div itemscope itemtype='https://schema.org/Comment'>2026-11-09</div>",
        "<article><h1>Goose lost</h1><time datetime=2019-01-01>x</time></article>",
        "<article><h2>Goose lost</h2><p>1 January 2019</p></article>",
        "<figure><figcaption>The kiln, 3 May 2011</figcaption></figure>",
        "<div class='calendar event'><time datetime=2026-12-24>24 December 2026</time></div>",
    ],
)
def test_no_date_of_another_part_of_the_page_is_taken(body):
    head = '<meta property="og:image" content="https://kiln.example/uploads/2024/03/05/k.jpg">'

    assert read(head, body).published_raw == ""


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ('<meta property="article:modified_time" content="2026-11-12T10:00:00Z">', ""),
        (ld({"@type": "Article", "headline": "Kiln of Tarsk fired again",
             "dateModified": "2026-11-12"}), ""),
        ("", "<time class=updated datetime=2026-11-12>12 November</time>"),
        ("", "<p>Updated: <time datetime=2026-11-12>12 November</time></p>"),
        ("", "<p>Aktualisiert am 12. November 2026</p>"),
        ("", "<p>Stand: 12.11.2026</p>"),
        ("", "<p>Обновлено: 12 ноября 2026</p>"),
        ("", "<p>به‌روزرسانی: ۲۱ آبان ۱۴۰۵</p>"),
    ],
)  # fmt: skip
def test_a_day_of_modification_is_no_day_of_publication(head, line):
    markup = (
        f"<html><head><title>Kiln of Tarsk fired again</title>{head}</head><body><article>"
        f"<h1>Kiln of Tarsk fired again</h1>{line}{PROSE}{PROSE}</article></body></html>"
    )

    found = metadata.extract_metadata(pages.parse_html(markup), url=URL)

    assert found.published_raw == ""


def test_a_claim_that_cannot_be_read_is_not_replaced_by_a_guess():
    """Htmldate would choose a month of 10/11/2026."""
    found = read('<meta property="article:published_time" content="10/11/2026">')

    assert (found.published_raw, found.published_kind) == ("10/11/2026", "typed")


def test_a_day_that_only_the_language_settles_is_not_typed():
    """A German site whose software writes the month first gives 10/11/2026 for 11 October."""
    markup = (
        '<html lang="de"><head><meta property="article:published_time" content="10/11/2026">'
        f"</head><body><h1>Ofen in Tarsk brennt</h1>{PROSE}</body></html>"
    )

    found = metadata.extract_metadata(pages.parse_html(markup), url=URL)

    assert (found.published_raw, found.published_kind) == ("10/11/2026", "shown")


def test_a_guess_is_marked_and_stands_as_the_page_writes_it():
    found = read(body="<div class=meta><p>Tarsk, 8 November 2026</p></div>")

    assert (found.published_raw, found.published_kind) == ("Tarsk, 8 November 2026", "guessed")


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        ('{"@type":"NewsArticle","headline":"Kiln "fired" in Tarsk"}', 'Kiln "fired" in Tarsk'),
        ('{"headline":"Он сказал "нет", и ушёл","@type":"Article"}', 'Он сказал "нет", и ушёл'),
        (r'{"@type":"Article","headline":"It\'s \"hot\""}', 'It\'s "hot"'),
        ('{"@type":"Article","headline":"A "b": c","author":[{"name":"X Y"}]}', 'A "b": c'),
    ],
)
def test_quotation_marks_inside_json_strings_are_kept(broken, title):
    *_, mended = json_repair.attempts(broken)

    assert json.loads(mended)["headline"] == title


def test_a_title_that_its_own_quotation_mark_cut_is_not_used():
    """content="Kiln "fired" again" is read by parsers as the content `Kiln `."""
    markup = (
        '<html><head><meta property="og:title" content="Kiln "fired" again in Tarsk">'
        "<meta name=\"twitter:title\" content='Tarsk's kiln'></head>"
        f'<body><h1>Kiln "fired" again in Tarsk</h1>{PROSE}</body></html>'
    )

    found = metadata.extract_metadata(pages.parse_html(markup), url=URL)

    assert found.title == 'Kiln "fired" again in Tarsk'


@pytest.mark.parametrize(
    ("claim", "heading", "title"),
    [
        ("Kiln fired", "Kiln fired again in Tarsk", "Kiln fired again in Tarsk"),
        ("Печь", "Печь в Тарске снова горит", "Печь в Тарске снова горит"),
        ("Kiln fired again", "Kiln fired again | Kiln Post", "Kiln fired again"),
        ("Kiln fired again", "Fire in Tarsk", "Kiln fired again"),
    ],
)
def test_the_beginning_of_the_heading_is_a_stump(claim, heading, title):
    head = f'<meta property="og:title" content="{claim}">'
    markup = f"<html><head>{head}</head><body><h1>{heading}</h1>{PROSE}</body></html>"

    assert metadata.extract_metadata(pages.parse_html(markup), url=URL).title == title


def test_of_several_headings_the_one_that_the_title_names_is_the_articles():
    markup = (
        "<html><head><title>Kiln of Tarsk fired again | Kiln Post</title></head><body>"
        f"<h1>Kiln Post</h1><h2>Kiln of Tarsk fired again</h2><p>8 November 2026</p>{PROSE}"
    )

    found = metadata.extract_metadata(pages.parse_html(markup), url=URL)

    assert (found.title, found.published_raw) == ("Kiln of Tarsk fired again", "8 November 2026")


def test_an_author_may_be_named_by_reference():
    graph = {"@graph": [OWN | {"author": {"@id": "#m"}}, {"@id": "#m", "name": "Mara Lind"}]}

    assert read(ld(graph)).authors == ("Mara Lind",)


def test_a_teasers_date_above_the_article_is_not_its_own():
    teaser = "<div><a href=/x>Goose lost</a><time datetime=2019-01-01>1 January 2019</time></div>"
    markup = f"<html><body>{teaser}<article><h1>Kiln fired</h1>{PROSE}{PROSE}</article></body>"

    assert metadata.extract_metadata(pages.parse_html(markup), url=URL).published_raw == ""


def test_a_site_that_only_the_title_names_is_no_author():
    assert read('<meta name="author" content="Kiln Post">').authors == ()


def test_bylines_of_other_parts_name_no_author():
    byline = '<div class="byline">By <a rel="author" href="/m">Mara Lind</a></div>'
    river = "".join(
        f'<span class="byline">an hour ago <a rel="author">{name}</a></span>'
        for name in ("Otto Gans", "Ivo Host")
    )
    markup = (
        f"<html><body><article><h1>Kiln of Tarsk fired again</h1>{byline}{PROSE}{PROSE}</article>"
        f"<div class=river><h3>Other</h3>{river}</div></body></html>"
    )

    assert metadata.extract_metadata(pages.parse_html(markup), url=URL).authors == ("Mara Lind",)


@pytest.mark.parametrize("claim", [False, "False", "false", "http://schema.org/False"])
def test_a_body_that_readers_must_pay_for_is_not_taken(claim):
    paid = OWN | {"isAccessibleForFree": claim, "articleBody": "The secret of the glaze is ash."}

    assert read(ld(paid)).body == ""


def test_a_body_of_which_a_part_must_be_paid_for_is_not_taken():
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"}

    assert read(ld(OWN | {"hasPart": part, "articleBody": "The glaze is ash."})).body == ""


NODES = st.lists(
    st.fixed_dictionaries(
        {"@type": st.sampled_from(["NewsArticle", "WebPage", "Review", ["Article"], 7])},
        optional={
            "headline": st.text(max_size=20) | st.lists(st.none(), max_size=2),
            "url": st.sampled_from([URL, "https://kiln.example/b", "http://[", "/a/7", "\ud800"]),
            "@id": st.text(max_size=9),
            "mainEntityOfPage": st.none() | st.booleans() | st.just({"@id": URL}) | st.just({}),
        },
    ),
    max_size=5,
)


@settings(max_examples=100)
@given(NODES, st.lists(st.text(max_size=20), max_size=3))
def test_any_nodes_are_chosen_from(nodes, titles):
    own = own_nodes.choose(nodes, addresses=(URL, ""), titles=titles, base=URL)

    assert all(node in nodes for node in own.all)


@settings(max_examples=200)
@given(st.text(alphabet='{}[]":,\\ abn1\n', max_size=60))
def test_mending_keeps_what_is_valid(text):
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        list(json_repair.attempts(text))
        return

    *_, mended = json_repair.attempts(json.dumps(value))
    assert json.loads(mended) == value


SECOND = {
    "@type": "NewsArticle",
    "headline": "After nine cold years smoke rises over the roofs",
    "datePublished": "2026-11-08T09:00:00Z",
    "author": {"@type": "Person", "name": "Mara Lind"},
}


def read_announced(title: str, *nodes: object) -> metadata.Metadata:
    markup = (
        f"<html><head><title>Kiln of Tarsk fired again</title>{ld(*nodes)}</head>"
        f"<body><article><h1>Kiln of Tarsk fired again</h1>{PROSE}{PROSE}</article></body></html>"
    )
    return metadata.extract_metadata(pages.parse_html(markup), url=URL, announced_title=title)


def test_a_node_with_the_headline_that_the_feed_gives_is_the_articles():
    """The page's own heading was changed after the feed, and neither node gives an address."""
    read_page = read_announced(SECOND["headline"], OTHER, SECOND)

    assert (read_page.authors, read_page.published_kind) == (("Mara Lind",), "typed")


def test_a_feeds_title_makes_no_node_of_another_address_the_articles():
    other = SECOND | {"url": "https://kiln.example/a/6", "author": "Otto Gans"}

    assert read_announced(SECOND["headline"], OWN | {"url": URL}, other).authors == ("Mara Lind",)


def test_without_the_feeds_title_two_unlike_nodes_tell_nothing():
    assert read_announced("", OTHER, SECOND).published_kind != "typed"
