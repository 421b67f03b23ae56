"""Sources are found, tried, kept, looked after and taken out of use."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.errors import DeskError, SourceError
from coranto.model import Feed, FeedReading, Source
from coranto.steps.collection import collect, discover, source_identity, sources
from coranto.steps.collection.discover import Discovery, FeedTrial
from coranto.steps.collection.sources import SourceFacts
from coranto.steps.desk import no_report

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
ITEM = ("/news/1", "Ferry late", "Sun, 15 Nov 2026 08:00:00 GMT", "It was late.")
OTHER = ("/news/2", "Gull steals hat", "Sun, 15 Nov 2026 09:00:00 GMT", "The mayor's.")


@pytest.fixture
def desk(desk_of):
    """An open desk that allows the press, and reads nothing of it yet."""
    with desk_of().opened() as desk:
        desk.store.sources.update(Source(id="paper-1", name="Paper 1"))
        desk.store.sources.remove("paper-1", NOW)
        yield desk


@pytest.fixture
def fetcher(desk):
    with collect.fetcher_for(desk, clock=lambda: NOW) as fetcher:
        yield fetcher


@pytest.fixture
def answer(press):
    """What the press answers with: `answer(body, type, status)`."""
    press.page("/any", "Any")
    return type(press.answers.pop("/any"))


def find(desk, fetcher, url):
    return discover.discover_feeds(desk, fetcher, url, report=no_report)


def link(path, title=""):
    return f"<link rel=alternate type=application/rss+xml href='{path}' title='{title}'>"


def test_feeds_that_a_page_names_are_found(press, desk, fetcher):
    """Comments are no news, and the same news twice is found once."""
    head = link("/rss") + link("/atom") + link("/sea") + link("/comments/feed") + link("/gone")
    press.page("/", "The Gull", head=head)
    press.feed("/rss", ITEM, OTHER)
    press.feed("/atom", OTHER)
    press.feed("/sea", ("/sea/1", "Storm", "Sun, 15 Nov 2026 09:00:00 GMT", "Big."))
    press.feed("/comments/feed", ("/c/1", "Re: Ferry", "", "First!"))

    found = find(desk, fetcher, press.url("/"))

    assert [trial.url for trial in found.found] == [press.url("/rss"), press.url("/sea")]
    assert [(trial.url, trial.reason) for trial in found.refused] == [
        (press.url("/gone"), "missing")
    ]
    assert "/comments/feed" not in press.asked


def test_a_feed_itself_is_taken_as_it_is(press, desk, fetcher):
    press.feed("/odd/place", ITEM)

    found = find(desk, fetcher, press.url("/odd/place"))

    assert [trial.url for trial in found.found] == [press.url("/odd/place")]
    assert found.homepage == press.url("/")


def test_common_places_are_looked_at_until_one_has_a_feed(press, desk, fetcher):
    press.page("/", "The Gull")
    press.feed("/feed.xml", ITEM)

    found = find(desk, fetcher, press.url("/"))

    assert [trial.url for trial in found.found] == [press.url("/feed.xml")]
    assert press.asked[-1] == "/feed.xml"


def test_news_sitemaps_are_found_through_robots_txt(press, desk, fetcher, answer):
    namespace = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    news = "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    press.page("/", "The Gull")
    robots = f"Sitemap: {press.url('/maps.xml')}\n"
    press.answers["/robots.txt"] = answer(robots.encode(), "text/plain")
    press.answers["/maps.xml"] = answer(
        f"<sitemapindex {namespace}><sitemap><loc>{press.url('/n.xml')}</loc></sitemap>"
        "</sitemapindex>".encode(),
        "text/xml",
    )
    press.answers["/n.xml"] = answer(
        f"<urlset {namespace} {news}><url><loc>{press.url('/news/1')}</loc><n:news>"
        "<n:title>Ferry late</n:title></n:news></url></urlset>".encode(),
        "text/xml",
    )

    found = find(desk, fetcher, press.url("/"))

    assert [(trial.url, trial.kind) for trial in found.found] == [(press.url("/n.xml"), "sitemap")]


def test_a_site_without_a_feed_says_so(press, desk, fetcher):
    press.page("/", "The Gull")

    with pytest.raises(SourceError, match="no feed is named there"):
        find(desk, fetcher, press.url("/"))


def test_a_site_that_is_gone_says_so(press, desk, fetcher):
    with pytest.raises(SourceError) as caught:
        find(desk, fetcher, press.url("/nowhere"))

    assert caught.value.reason == "missing"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "file:///etc/passwd", "https://"])
def test_what_is_no_address_is_refused(desk, fetcher, url):
    with pytest.raises(SourceError) as caught:
        find(desk, fetcher, url)

    assert caught.value.reason == "bad address"


def test_inside_addresses_are_refused(desk, fetcher):
    with pytest.raises(SourceError) as caught:
        find(desk, fetcher, "http://127.0.0.1:9/")

    assert caught.value.reason == "inside address"


def test_what_came_is_archived(press, desk, fetcher):
    """Also what turned out to be no feed."""
    press.page("/", "The Gull")
    before = desk.store.captures.count()

    with pytest.raises(SourceError):
        find(desk, fetcher, press.url("/"))

    assert desk.store.captures.count() > before
    capture = desk.store.captures.latest(press.url("/"))
    assert capture
    assert desk.archive.read(capture.place).payload == press.answers["/"].body


def test_a_page_without_a_feed_is_read_by_a_selector(press, desk, fetcher):
    press.page("/list", "List", "<a class=story href=/news/1>Ferry late</a>")

    found = discover.select_page_links(desk, fetcher, press.url("/list"), "a.story")
    added = sources.add_source(desk, found, SourceFacts(pages="never"), NOW)

    [feed] = added.feeds
    assert (feed.kind, feed.selector, feed.pages) == ("page", "a.story", "never")
    with pytest.raises(DeskError, match="matches the selector 'h9'"):
        discover.select_page_links(desk, fetcher, press.url("/list"), "h9")


def test_a_source_is_described_by_its_feeds_and_its_editor(press, desk, fetcher):
    press.feed("/rss", ITEM)
    found = find(desk, fetcher, press.url("/rss"))

    added = sources.add_source(desk, found, SourceFacts(kind="newspaper", country="FI"), NOW)

    assert added.source == Source(
        id="the-paper",
        name="The Paper",
        homepage=press.url("/"),
        kind="newspaper",
        country="FI",
        languages=("en",),
    )
    assert added.is_new
    assert desk.store.sources.get("the-paper") == added.source
    assert desk.store.feeds.of_source("the-paper") == list(added.feeds)


def test_a_second_feed_of_a_site_joins_its_source(press, desk, fetcher):
    """Two sections of one outlet are one independent source."""
    press.feed("/rss", ITEM)
    press.feed("/sea", OTHER)
    first = sources.add_source(desk, find(desk, fetcher, press.url("/rss")), SourceFacts(), NOW)
    second = sources.add_source(
        desk, find(desk, fetcher, press.url("/sea")), SourceFacts(country="FI"), NOW
    )
    again = sources.add_source(desk, find(desk, fetcher, press.url("/sea")), SourceFacts(), NOW)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.source.id == first.source.id
    assert second.source.country == "FI"
    assert (len(again.feeds), len(again.known)) == (0, 1)


def test_no_more_feeds_than_wanted_are_kept(press, desk, fetcher):
    press.page("/", "The Gull", head=link("/rss") + link("/sea"))
    press.feed("/rss", ITEM)
    press.feed("/sea", OTHER)

    added = sources.add_source(desk, find(desk, fetcher, press.url("/")), SourceFacts(most=1), NOW)

    assert [feed.url for feed in added.feeds] == [press.url("/rss")]


def test_a_removed_source_stays_and_its_feed_can_come_back(press, desk, fetcher):
    press.feed("/rss", ITEM)
    found = find(desk, fetcher, press.url("/rss"))
    first = sources.add_source(desk, found, SourceFacts(), NOW)

    gone = sources.remove_source_or_feed(desk, first.source.id, NOW)
    after = desk.store.feeds.due(NOW)
    back = sources.add_source(desk, found, SourceFacts(), NOW)

    assert [feed.id for feed in gone] == [first.feeds[0].id]
    assert after == []
    assert [feed.id for feed in back.feeds] == [first.feeds[0].id]
    assert [feed.source_id for feed in desk.store.feeds.due(NOW)] == [back.source.id]


def test_an_outlet_that_comes_back_is_the_one_it_was(press, desk, fetcher):
    """Else its old and its new articles would count as two independent sources."""
    press.feed("/rss", ITEM)
    found = find(desk, fetcher, press.url("/rss"))
    first = sources.add_source(desk, found, SourceFacts(country="FI"), NOW)
    sources.remove_source_or_feed(desk, first.source.id, NOW)

    back = sources.add_source(desk, found, SourceFacts(), NOW)

    assert (back.is_new, back.source) == (False, first.source)
    assert desk.store.sources.all() == [first.source]


def test_one_feed_is_removed_by_its_id_or_address(press, desk, fetcher):
    press.page("/", "The Gull", head=link("/rss") + link("/sea"))
    press.feed("/rss", ITEM)
    press.feed("/sea", OTHER)
    added = sources.add_source(desk, find(desk, fetcher, press.url("/")), SourceFacts(), NOW)

    sources.remove_source_or_feed(desk, added.feeds[0].id, NOW)
    sources.remove_source_or_feed(desk, press.url("/sea"), NOW)

    assert desk.store.feeds.all() == []
    assert [source.id for source in desk.store.sources.all()] == [added.source.id]


def test_an_unknown_name_is_answered_with_the_nearest(press, desk, fetcher):
    press.feed("/rss", ITEM)
    sources.add_source(desk, find(desk, fetcher, press.url("/rss")), SourceFacts(), NOW)

    with pytest.raises(DeskError, match="did you mean 'the-paper'"):
        sources.remove_source_or_feed(desk, "the-papr", NOW)


def test_every_feed_is_checked_and_told_what_is_wrong(press, desk, fetcher, answer):
    press.feed("/rss", ITEM)
    press.feed("/empty")
    press.page("/page", "A page")
    paths = ["/rss", "/empty", "/page", "/gone", "/moved"]
    press.answers["/moved"] = answer(b"", status=301, headers={"Location": "/rss"})
    desk.store.sources.add(Source(id="gull", name="Gull"), NOW)
    keep(desk, press, *paths)

    checked = {
        each.feed.url: each.reason
        for each in sources.check_feeds(
            desk, fetcher, sources.select_feeds(desk, []), report=no_report
        )
    }

    reasons = dict(zip(paths, [None, "empty", "not a feed", "missing", "moved"], strict=True))
    assert checked == {press.url(path): reason for path, reason in reasons.items()}


def keep(desk, press, *paths):
    """Feeds of the source "gull" that have failed before."""
    for path in paths:
        url = press.url(path)
        later = NOW + timedelta(days=1)
        feed = Feed(
            id=sources.feed_id(url), source_id="gull", url=url, failures=3, not_before=later
        )
        desk.store.feeds.add(feed, NOW)


def test_a_feed_that_answers_again_is_due_again(press, desk, fetcher):
    press.feed("/rss", ITEM)
    desk.store.sources.add(Source(id="gull", name="Gull"), NOW)
    keep(desk, press, "/rss", "/gone")

    list(sources.check_feeds(desk, fetcher, sources.select_feeds(desk, ["gull"]), report=no_report))

    assert [feed.url for feed in desk.store.feeds.due(NOW)] == [press.url("/rss")]


def test_a_moved_feed_is_visited_where_it_moved_to(press, desk, fetcher, answer):
    """Its id stays, so its entries are not taken for new ones."""
    press.feed("/new", ITEM)
    press.feed("/other", OTHER)
    for old, new in (("/old", "/new"), ("/older", "/other")):
        press.answers[old] = answer(b"", status=308, headers={"Location": new})
    desk.store.sources.add(Source(id="gull", name="Gull"), NOW)
    keep(desk, press, "/old", "/older", "/other")
    checked = list(
        sources.check_feeds(desk, fetcher, sources.select_feeds(desk, []), report=no_report)
    )

    moved = sources.accept_moves(desk, checked, NOW)

    assert len(moved) == 2
    feeds = {feed.url: feed.id for feed in desk.store.feeds.all()}
    assert feeds == {
        press.url("/new"): sources.feed_id(press.url("/old")),
        press.url("/other"): sources.feed_id(press.url("/other")),
    }


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["The Gull"], "The Gull"),
        (["The Gull - World", "The Gull - Sea"], "The Gull"),
        (["The Gull", "The Gull | Sea"], "The Gull"),
        (["World", "Sea"], "World"),
        ([], ""),
    ],
)
def test_a_name_is_what_titles_have_in_common(titles, name):
    assert sources.common_name(titles) == name


def test_accounts_on_one_platform_are_different_sources():
    one = Source(id="", name="", homepage="https://social.example/@one", kind="account")
    two = Source(id="", name="", homepage="https://social.example/@two", kind="account")

    assert source_identity.site_identity(one) != source_identity.site_identity(two)


# --- names and services ---------------------------------------------------------------


def discovered(homepage, title, *, site_name="", language="und"):
    reading = FeedReading(kind="rss", title=title, homepage=homepage, language=language)
    trial = FeedTrial(url=f"{homepage}feed.xml", title=title, kind="rss", reading=reading)
    return Discovery(homepage=homepage, site_name=site_name, found=(trial,))


def added_name(desk, found):
    return sources.add_source(desk, found, SourceFacts(), NOW).source.name


def test_the_site_is_asked_for_its_name_before_a_feed_is_believed(press, desk, fetcher):
    press.page("/", "Front", head="<meta property='og:site_name' content='The Gull'>")
    press.feed("/top", ITEM)

    from_feed = find(desk, fetcher, press.url("/top"))
    press.page("/", "Front", head=link("/top") + "<meta name=application-name content=Gull>")
    from_page = find(desk, fetcher, press.url("/"))

    assert (from_feed.site_name, from_page.site_name) == ("The Gull", "Gull")
    assert added_name(desk, from_feed) == "The Gull"


def test_a_feed_is_believed_where_the_site_says_nothing(press, desk, fetcher):
    press.feed("/top", ITEM)

    assert added_name(desk, find(desk, fetcher, press.url("/top"))) == "The Paper"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            discovered("https://kiln.example/persian/", "Kiln Persian", site_name="Kiln"),
            discovered("https://kiln.example/russian/", "Kiln Russian", site_name="Kiln"),
        ),
        (
            discovered("https://kiln.example/", "Kiln", language="en"),
            discovered("https://kiln.example/arabi/", "كيلن", language="ar"),
        ),
        (
            discovered("https://fa.kiln.co.uk/", "Kiln Persian"),
            discovered("https://www.kiln.co.uk/de/", "Kiln Deutsch"),
        ),
    ],
)
def test_services_in_several_languages_are_several_sources(desk, first, second):
    before = sources.add_source(desk, first, SourceFacts(), NOW).source
    after = sources.add_source(desk, second, SourceFacts(), NOW).source

    assert before.id != after.id
    assert before.name != after.name
    assert desk.store.sources.get(before.id) == before


def test_a_service_with_the_name_of_another_is_named_with_its_language(desk):
    for path in ("espanol", "t%C3%BCrk%C3%A7e", "shqip"):
        found = discovered(f"https://kiln.example/{path}/", "Kiln", site_name="Kiln")
        sources.add_source(desk, found, SourceFacts(), NOW)

    names = {source.name for source in desk.store.sources.with_removed()}
    assert sorted(name for name in names if name.startswith("Kiln")) == [
        "Kiln",
        "Kiln (Albanian)",
        "Kiln (Turkish)",
    ]


def test_adding_a_source_never_renames_another(desk):
    first = sources.add_source(
        desk, discovered("https://kiln.example/", "Kiln"), SourceFacts(), NOW
    )
    sport = discovered("https://kiln.example/sport/", "Kiln - Sport")

    named = sources.add_source(desk, sport, SourceFacts(name="Kiln Sport"), NOW)
    again = sources.add_source(desk, sport, SourceFacts(name="Other"), NOW)

    assert (named.is_new, named.source.name) == (True, "Kiln Sport")
    assert (again.is_new, again.source) == (False, named.source)
    assert desk.store.sources.get(first.source.id) == first.source


@pytest.mark.parametrize(
    ("homepage", "language"),
    [
        ("https://kiln.example/persian/", "fa"),
        ("https://kiln.example/pt-br", "pt"),
        ("https://fa.kiln.example/news", "fa"),
        ("https://kiln.example/espanol/", "es"),
        ("https://kiln.example/turkce", "tr"),
        ("https://kiln.example/t%C3%BCrk%C3%A7e/haber", "tr"),
        ("https://kiln.example/francais", "fr"),
        ("https://kiln.example/portugues/", "pt"),
        ("https://kiln.example/shqip", "sq"),
        ("https://kiln.example/cestina", "cs"),
        ("https://kiln.example/srpski", "sr"),
        ("https://kiln.example/kurdi", "ku"),
        ("https://kiln.example/tieng-viet/", "vi"),
        ("https://kiln.example/%D9%81%D8%A7%D8%B1%D8%B3%DB%8C/", "fa"),
        ("https://kiln.example/العربية/", "ar"),
        ("https://kiln.example/українська", "uk"),
        ("https://kiln.example/%E4%B8%AD%E6%96%87/", "zh"),
        ("https://kiln.example/ไทย", "th"),
        ("https://persian.kiln.example/", "fa"),
        ("https://xn--mgbug7c06b.kiln.example/", "fa"),
        ("https://kiln.example/%FF%FE", ""),
        ("https://kiln.example/politica", ""),
        ("https://kiln.example/ruotsi", ""),
        ("https://kiln.example/sea/", ""),
        ("https://kiln.example/sport", ""),
        ("https://www.kiln.example/", ""),
    ],
)
def test_an_address_names_the_language_of_a_service(homepage, language):
    source = Source(id="", name="", homepage=homepage)

    assert source_identity.service_language(source) == language
