"""News sitemaps, plain ones, and indexes."""

from coranto.reading.feeds import read_feed

URL = "https://gate.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(inner, root="urlset"):
    return read_feed(f"<{root} {NAMESPACES}>{inner}</{root}>".encode(), url=URL)


def test_a_news_sitemap_gives_titles_dates_and_languages():
    reading = read(
        "<url><loc>https://gate.example/a</loc><news:news><news:publication>"
        "<news:name>The Gate</news:name><news:language>tr</news:language></news:publication>"
        "<news:publication_date>2026-11-10</news:publication_date>"
        "<news:title>Köprü &amp; yol</news:title><news:keywords>yol, köprü</news:keywords>"
        "</news:news><image:image><image:loc>https://gate.example/i.png</image:loc>"
        "<image:title>Not this</image:title></image:image></url>"
    )
    entry = reading.entries[0]

    assert (reading.kind, reading.title, reading.language) == ("sitemap", "The Gate", "tr")
    assert (entry.key, entry.url) == ("https://gate.example/a", "https://gate.example/a")
    assert (entry.title, entry.published_raw) == ("Köprü & yol", "2026-11-10")
    assert (entry.language, entry.tags) == ("tr", ("yol", "köprü"))


def test_a_plain_sitemap_gives_addresses_and_when_they_changed():
    entry = read("<url><loc>/a</loc><lastmod>2026-11-10</lastmod></url>").entries[0]

    assert (entry.url, entry.title) == ("https://gate.example/a", "")
    assert (entry.published_raw, entry.updated_raw) == ("", "2026-11-10")


def test_an_index_gives_further_sitemaps():
    reading = read(
        "<sitemap><loc>https://gate.example/news.xml</loc></sitemap>"
        "<sitemap><loc>https://gate.example/news.xml</loc></sitemap>"
        "<sitemap><loc>file:///etc/passwd</loc></sitemap><sitemap/>",
        root="sitemapindex",
    )

    assert reading.feeds == ("https://gate.example/news.xml",)
    assert reading.entries == ()
    assert [problem.reason for problem in reading.problems] == ["bad address"]


def test_addresses_that_are_none_are_left_out():
    reading = read("<url><loc>javascript:x</loc></url><url/><url><loc>/b</loc></url>")

    assert [entry.url for entry in reading.entries] == ["https://gate.example/b"]
    assert [problem.reason for problem in reading.problems] == ["bad address"]
