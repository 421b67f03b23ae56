"""Items say which outlet they come from; an aggregator is none."""

import pytest

from coranto.reading.feeds import read_feed

URL = "https://collector.example/rss"


def read(text):
    return read_feed(text.encode(), url=URL).entries


def rss(*items, link="https://collector.example/"):
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<rss version="2.0"><channel><title>Collector</title><link>{link}</link>{inner}'
        "</channel></rss>"
    )


def item(link, source="", description=""):
    return (
        f"<title>Kiln {link}</title><link>{link}</link>{source}<description>{description}"
        "</description>"
    )


def sources_of(text):
    return [(entry.source_name, entry.source_url, entry.is_aggregated) for entry in read(text)]


def test_the_source_of_an_rss_item_is_its_outlet():
    text = rss(
        item("https://collector.example/a", '<source url="https://kiln.example">Pec</source>')
    )

    assert sources_of(text) == [("Pec", "https://kiln.example/", True)]


def test_the_source_of_an_atom_entry_is_its_outlet_and_names_the_author():
    source = (
        "<source><id>urn:pec</id><title>Pec</title><author><name>Ada Hrnčíř</name></author>"
        '<link rel="self" href="https://kiln.example/feed"/></source>'
    )
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet Clay</title>'
        "<author><name>Planet</name></author><entry><id>1</id><title>Glaze</title>"
        f'<link href="https://kiln.example/1"/>{source}</entry></feed>'
    )

    (entry,) = read(text)

    assert (entry.source_name, entry.source_url) == ("Pec", "https://kiln.example/feed")
    assert entry.authors == ("Ada Hrnčíř",)


def test_a_source_without_an_address_is_on_the_site_that_only_it_is_linked_on():
    named = "<source>Pec</source>"
    other = "<source>Herald</source>"
    text = rss(
        item("https://kiln.example/1", named),
        item("https://redirect.example/2", named),
        item("https://redirect.example/3", other),
    )

    assert sources_of(text) == [
        ("Pec", "https://kiln.example/", True),
        ("Pec", "", True),
        ("Herald", "", True),
    ]


@pytest.mark.parametrize(
    "source",
    [
        '<source url="https://www.collector.example/sport.xml">Collector - Sport</source>',
        "<source>COLLECTOR</source>",
        "<source/>",
    ],
)
def test_a_feed_that_names_itself_is_no_aggregator(source):
    assert sources_of(rss(item("https://collector.example/a", source))) == [("", "", False)]


def test_a_feed_that_leads_to_many_sites_is_made_of_their_items():
    text = rss(*(item(f"https://{name}.example/1") for name in ("ash", "birch", "clay")))

    assert sources_of(text) == [
        ("", f"https://{name}.example/", True) for name in ("ash", "birch", "clay")
    ]


def test_an_outlet_with_a_second_domain_is_no_aggregator():
    text = rss(*(item(f"https://collector-news.example/{number}") for number in range(9)))

    assert set(sources_of(text)) == {("", "", False)}


def test_the_outlet_of_an_aggregators_item_that_names_none_is_unknown():
    named = '<source url="https://kiln.example">Pec</source>'
    text = rss(
        item("https://collector.example/1", named),
        item("https://collector.example/2", named),
        item("https://collector.example/3"),
    )

    assert sources_of(text)[2] == ("", "", True)


def test_the_headlines_of_other_outlets_are_not_the_items_text():
    links = "".join(
        f"&lt;li&gt;&lt;a href='/{number}'&gt;Another headline {number}&lt;/a&gt; Herald&lt;/li&gt;"
        for number in range(3)
    )
    source = '<source url="https://kiln.example">Pec</source>'
    text = rss(
        item("https://collector.example/1", source, f"&lt;ol&gt;{links}&lt;/ol&gt;"),
        item(
            "https://collector.example/2",
            source,
            "The kiln opens, &lt;a href='/'&gt;says&lt;/a&gt;",
        ),
    )

    assert [bool(entry.summary) for entry in read(text)] == [False, True]
