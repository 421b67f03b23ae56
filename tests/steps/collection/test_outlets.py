"""What an aggregator passes on is its outlets' own."""

from datetime import UTC, datetime

from coranto.model import Source

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)


def aggregator(press, answer, *items):
    inner = "".join(
        f"<item><guid>{number}</guid><title>{title}</title><link>{press.url('/to/' + title)}</link>"
        f"<pubDate>Tue, 10 Nov 2026 09:00:00 GMT</pubDate>{source}<description>Ferries stay in the"
        f" harbour, says {title}.</description></item>"
        for number, (title, source) in enumerate(items)
    )
    link = "https://collector.example/"
    text = f"<rss version='2.0'><channel><title>All News</title><link>{link}</link>{inner}"
    press.answers["/feed.xml"] = answer(f"{text}</channel></rss>".encode(), "application/rss+xml")


def source(name, url=""):
    return f"<source url='{url}'>{name}</source>" if url else f"<source>{name}</source>"


def outlets_of(desk):
    start = datetime(2026, 11, 1, tzinfo=UTC)
    found = desk.store.documents.between(start, NOW)
    return {document.title: (document.source_id, document.site_name) for document in found}


def answer_type(press):
    press.page("/any", "Any")
    return type(press.answers.pop("/any"))


def test_the_items_own_outlet_is_the_documents_source(press, desk_of):
    """One that the desk follows, by its site or its name, else a new one that is out of use."""
    made = desk_of()
    aggregator(
        press,
        answer_type(press),
        ("storm", source("The Gull", "https://www.gull.example")),
        ("wind", source("Tern")),
        ("rain", source("Öresund", "https://oresund.example/feed")),
        ("snow", source("Öresund", "https://oresund.example/feed")),
    )
    with made.opened() as desk:
        desk.store.sources.add(Source(id="g", name="Gull", homepage="https://gull.example/"), NOW)
        desk.store.sources.add(Source(id="t", name="TERN"), NOW)

    made.run()

    with made.opened() as desk:
        assert outlets_of(desk) == {
            "storm": ("g", "The Gull"),
            "wind": ("t", "Tern"),
            "rain": ("oresund", "Öresund"),
            "snow": ("oresund", "Öresund"),
        }
        added = desk.store.sources.get("oresund")
    assert added
    assert (added.name, added.homepage) == ("Öresund", "https://oresund.example/")
    assert added.removed is not None


def test_an_unknown_outlet_stays_unknown(press, desk_of):
    named = source("The Gull", "https://gull.example")
    aggregator(press, answer_type(press), ("storm", named), ("wind", named), ("rain", ""))

    desk_of().run()

    with desk_of.opened() as desk:
        assert outlets_of(desk)["rain"] == ("", "")
