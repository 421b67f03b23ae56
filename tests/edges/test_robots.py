"""What a site's robots.txt asks is done, and asked for once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.edges.fetch import FetchedResponse, FetchError, Request
from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.edges.robots import MAX_CRAWL_DELAY_SECONDS, read_rules
from coranto.errors import SourceError

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)
AGENT = "Coranto/test (press review)"


def robots(body, status=200, headers=()):
    return Exchange(
        url="http://news.example/robots.txt", at=NOW, status=status, headers=headers, payload=body
    )


def verdict(rules, path, purpose="page"):
    try:
        rules.check(f"http://news.example{path}", agent=AGENT, purpose=purpose)
    except SourceError as error:
        return error.reason
    return "allowed"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (b"", "/a", "allowed"),
        (b"User-agent: *\nDisallow: /private", "/a", "allowed"),
        (b"User-agent: *\nDisallow: /private", "/private/a", "robots"),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "/a", "robots"),
        (b"User-agent: *\r\nDisallow: /\r\nAllow: /feed\r\n", "/feed.xml", "allowed"),
        (b"User-agent: coranto\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", "robots"),
        (b"User-agent: otherbot\nDisallow: /", "/a", "allowed"),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf", "robots"),
        (b"User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", "allowed"),
        (b"<html>Welcome to our page not found page</html>", "/a", "allowed"),
        (b"\xff\xfe\x00\x00 no text at all", "/a", "allowed"),
        (b"User-agent: *\nDisallow: /\xff", "/a", "allowed"),
    ],
)
def test_what_is_disallowed_is_refused(text, path, expected):
    assert verdict(read_rules(robots(text), ResponseLimits()), path) == expected


@pytest.mark.parametrize(
    ("status", "page", "feed"),
    [
        (404, "allowed", "allowed"),
        (403, "allowed", "allowed"),
        (401, "allowed", "allowed"),
        (500, "server error", "allowed"),
        (503, "server error", "allowed"),
        (429, "too many requests", "allowed"),
    ],
)
def test_an_unreachable_robots_txt_closes_pages_but_not_feeds(status, page, feed):
    """RFC 9309, 2.3.1: missing means open, broken means closed; feeds an editor asked for."""
    rules = read_rules(robots(b"User-agent: *\nDisallow: /", status), ResponseLimits())

    assert (verdict(rules, "/a"), verdict(rules, "/a", "feed")) == (page, feed)


def test_a_broken_body_counts_as_unreachable():
    rules = read_rules(robots(b"xx", headers=(("Content-Encoding", "gzip"),)), ResponseLimits())

    assert verdict(rules, "/a") == "bad encoding"


def test_only_the_first_500_kilobytes_count():
    rules = read_rules(robots(b"#" * 512_000 + b"\nUser-agent: *\nDisallow: /"), ResponseLimits())

    assert verdict(rules, "/a") == "allowed"


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("900", MAX_CRAWL_DELAY_SECONDS), ("-1", 0.0), ("x", 0.0)],
)
def test_a_crawl_delay_is_honoured_within_reason(raw, seconds):
    rules = read_rules(robots(f"User-agent: *\nCrawl-delay: {raw}".encode()), ResponseLimits())

    assert rules.delay(AGENT) == seconds


@settings(max_examples=100)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
    st.text(max_size=30),
)
def test_any_bytes_are_rules_of_some_kind(body, path):
    rules = read_rules(robots(b"User-agent: *\nDisallow: /" + body), ResponseLimits())

    assert verdict(rules, f"/{path}") in ("allowed", "robots")
    assert 0 <= rules.delay(AGENT) <= MAX_CRAWL_DELAY_SECONDS


# As the fetcher does it


def fetched(fetcher, *requests):
    with fetcher:
        return {
            request.url: "ok" if isinstance(result, FetchedResponse) else result.reason
            for request, result in fetcher.fetch_all(requests)
        }


def test_robots_txt_is_asked_for_once_per_host_and_kept_for_the_archive(serve, visitor, reply):
    rules = b"User-agent: *\nDisallow: /no\n"
    site = serve({"/robots.txt": reply(rules), "/a": reply(b"a"), "/b": reply(b"b")})

    with visitor(site, robots=True) as fetcher:
        first = fetcher.fetch(Request(url=site.url("/a")))
        second = fetcher.fetch(Request(url=site.url("/b")))
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(Request(url=site.url("/no")))

    assert site.targets == ["/robots.txt", "/a", "/b"]
    assert [(hop.url, hop.payload) for hop in first.hops] == [(site.url("/robots.txt"), rules)]
    assert (second.hops, caught.value.reason) == ((), "robots")


def test_a_refusal_hands_over_the_robots_txt_it_rests_on(serve, visitor, reply):
    site = serve({"/robots.txt": reply(b"User-agent: *\nDisallow: /")})

    with visitor(site, robots=True) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(Request(url=site.url("/a"), purpose="feed"))

    assert (caught.value.reason, len(caught.value.hops)) == ("robots", 1)


def test_a_known_robots_txt_is_not_asked_for_again(serve, visitor, reply):
    site = serve({"/a": reply()})
    known = {site.url("/robots.txt"): robots(b"User-agent: *\nDisallow: /b")}
    requests = [Request(url=site.url("/a")), Request(url=site.url("/b"))]

    found = fetched(visitor(site, robots=True, known_robots=known), *requests)

    assert site.targets == ["/a"]
    assert found == {site.url("/a"): "ok", site.url("/b"): "robots"}


def test_a_redirect_is_held_to_the_rules_of_where_it_leads(serve, visitor, reply):
    closed = serve({"/robots.txt": reply(b"User-agent: *\nDisallow: /"), "/": reply(b"secret")})
    site = serve({"/": reply(b"", "302 On", Location=closed.url())})

    found = fetched(visitor(site, closed, robots=True), Request(url=site.url()))

    assert (found, closed.targets) == ({site.url(): "robots"}, ["/robots.txt"])


def test_a_robots_txt_that_redirects_to_another_hosts_counts_for_both(serve, visitor, reply):
    """As from http to https: it is asked for once, and kept apart from the page."""
    site = serve({"/a": reply(b"a")})
    named = f"http://localhost:{site.port}"

    def rules(connection, asked):
        moved = reply(b"", "301 On", Location=f"{named}/robots.txt")
        connection.sendall(moved if asked.headers["host"].startswith("127") else reply())
        return True

    site.behaviours["/robots.txt"] = rules
    with visitor(site, robots=True) as fetcher:
        first = fetcher.fetch(Request(url=site.url("/a")))
        second = fetcher.fetch(Request(url=f"{named}/a"))
    known = {hop.url: hop for hop in first.hops}
    with visitor(site, robots=True, known_robots=known) as fetcher:
        third = fetcher.fetch(Request(url=site.url("/a")))

    assert site.targets == ["/robots.txt", "/robots.txt", "/a", "/a", "/a"]
    assert [hop.status for hop in first.hops] == [301, 200]
    assert second.hops == third.hops == ()


def test_a_robots_txt_that_moved_is_followed(serve, visitor, reply):
    site = serve(
        {
            "/robots.txt": reply(b"", "301 On", Location="/rules.txt"),
            "/rules.txt": reply(b"User-agent: *\nDisallow: /"),
        }
    )

    assert fetched(visitor(site, robots=True), Request(url=site.url())) == {site.url(): "robots"}


def test_a_robots_txt_that_redirects_without_end_is_none(serve, visitor, reply):
    site = serve({"/robots.txt": reply(b"", "301 On", Location="/robots.txt"), "/": reply()})

    assert fetched(visitor(site, robots=True), Request(url=site.url())) == {site.url(): "ok"}


def test_a_dead_host_is_reported_as_what_it_is(visitor):
    assert fetched(visitor(robots=True), Request(url="http://10.0.0.1/", purpose="feed")) == {
        "http://10.0.0.1/": "inside address"
    }


def test_a_crawl_delay_parts_the_requests(serve, visitor, reply):
    rules = reply(b"User-agent: *\nCrawl-delay: 0.1")
    site = serve({"/robots.txt": rules, "/a": reply(), "/b": reply()})

    fetched(visitor(site, robots=True), *(Request(url=site.url(path)) for path in ("/a", "/b")))

    moments = [asked.at for asked in site.asked]
    assert moments[2] - moments[1] >= 0.1


def test_robots_txt_itself_needs_no_permission(serve, visitor, reply):
    site = serve({"/robots.txt": reply(b"User-agent: *\nDisallow: /")})
    request = Request(url=site.url("/robots.txt"), purpose="robots")

    assert fetched(visitor(site, robots=True), request) == {request.url: "ok"}
