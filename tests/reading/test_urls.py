"""Addresses: what is cleaned off them, and which of them are one article."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.reading import urls

CLEANED = [
    ("https://ombra.example/a/b.html", "https://ombra.example/a/b.html"),
    ("https://ombra.example", "https://ombra.example/"),
    ("HTTPS://Ombra.EXAMPLE/A/b", "https://ombra.example/A/b"),
    ("  https://ombra.example/a\n", "https://ombra.example/a"),
    ("https://om\nbra.example/a\tb", "https://ombra.example/ab"),
    ("http://ombra.example:80/a", "http://ombra.example/a"),
    ("https://ombra.example:443/a", "https://ombra.example/a"),
    ("https://ombra.example:8443/a", "https://ombra.example:8443/a"),
    ("https://reader:secret@ombra.example/a", "https://ombra.example/a"),
    ("https://ombra.example/a/../b/./c", "https://ombra.example/b/c"),
    ("https://ombra.example/a/..", "https://ombra.example/"),
    ("https://ombra.example/../../a", "https://ombra.example/a"),
    ("https://ombra.example/%2e%2E/a", "https://ombra.example/a"),
    ("https://ombra.example/a#top", "https://ombra.example/a"),
    ("https://ombra.example/#/news/5", "https://ombra.example/#/news/5"),
    ("https://ombra.example/a?", "https://ombra.example/a"),
    ("https://ombra.example/%7euser/%c3%a9", "https://ombra.example/~user/%C3%A9"),
    ("https://ombra.example/é ü", "https://ombra.example/%C3%A9%20%C3%BC"),
    ("https://ombra.example/100%", "https://ombra.example/100%25"),
    ("https://ombra.example/خبر", "https://ombra.example/%D8%AE%D8%A8%D8%B1"),
    ("https://новости.рф/а", "https://xn--b1amnebsh.xn--p1ai/%D0%B0"),
    ("https://ombra.example./a", "https://ombra.example/a"),
    ("https://[2001:DB8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
    ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/a"),
    ("http:\\\\ombra.example\\a?x=\\", "http://ombra.example/a?x=%5C"),
    ("feed://ombra.example/rss", "http://ombra.example/rss"),
    ("feed:https://ombra.example/rss", "https://ombra.example/rss"),
    (
        "https://ombra.example/?utm_source=rss&p=12&&",
        "https://ombra.example/?utm_source=rss&p=12&&",
    ),
    ("https://ombra.example/a?source=bbc", "https://ombra.example/a?source=bbc"),
    ("https://ombra.example/a;jsessionid=0A1B?p=5", "https://ombra.example/a;jsessionid=0A1B?p=5"),
    ("https://ombra.example/a?id=5&amp;lang=en", "https://ombra.example/a?id=5&lang=en"),
    ("https://ombra.example/a?id=5&#038;lang=en", "https://ombra.example/a?id=5&lang=en"),
    ("https://ombra.example/a.php?12345", "https://ombra.example/a.php?12345"),
]


@pytest.mark.parametrize(("url", "expected"), CLEANED)
def test_an_address_loses_only_what_names_no_article(url: str, expected: str):
    assert urls.clean(url) == expected


UNTRACKED = [
    ("https://ombra.example/a;jsessionid=0A1B?p=5", "https://ombra.example/a?p=5"),
    ("https://ombra.example/?utm_source=rss&p=12&utm_medium=x", "https://ombra.example/?p=12"),
    ("https://ombra.example/a?UTM_Source=rss", "https://ombra.example/a"),
    ("https://ombra.example/a?fbclid=Iw&gclid=5", "https://ombra.example/a"),
    (
        "https://ombra.example/a?PHPSESSID=5f&b=1#!/c?utm_x=1",
        "https://ombra.example/a?b=1#!/c?utm_x=1",
    ),
    ("https://ombra.example/a?ref=rss&source=feed&via=", "https://ombra.example/a"),
    ("https://ombra.example/a?ncid=newsletter", "https://ombra.example/a"),
    ("https://ombra.example/a?ncid=12", "https://ombra.example/a?ncid=12"),
    *(
        (f"https://ombra.example/a?{name}=bbc", f"https://ombra.example/a?{name}=bbc")
        for name in ("source", "from", "ref", "via", "src", "partner", "campaign", "feed", "medium")
    ),
]


@pytest.mark.parametrize(("url", "expected"), UNTRACKED)
def test_only_what_is_known_to_track_is_taken_off(url: str, expected: str):
    assert urls.strip_trackers(url) == expected
    assert urls.strip_trackers(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript://ombra.example/%0aalert(1)",
        "data:text/html,<script>",
        "mailto:desk@ombra.example",
        "ftp://ombra.example/a",
        "file:///etc/passwd",
        "//ombra.example/a",
        "/a/b",
        "ombra.example",
        "http://",
        "http:///a",
        "https://ombra example/a",
        "https://ombra.example:port/a",
        "https://ombra.example:99999/a",
        "https://ombra..example/a",
        "https://[::1",
        "https://[not-an-address]/",
        "https://<script>/",
        "https://" + "a" * 64 + ".example/",
        "https://ombra.example/" + "a" * urls.MAX_URL_CHARACTERS,
    ],
)
def test_what_is_no_web_address_is_empty(url: str):
    assert urls.clean(url) == ""
    assert urls.document_key(url) == ""
    assert urls.host(url) == ""
    assert urls.registrable_domain(url) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a?p=5", "https://ombra.example/a?p=5"),
        ("b", "https://ombra.example/news/b"),
        ("../b", "https://ombra.example/b"),
        ("//other.example/a", "https://other.example/a"),
        ("?page=2", "https://ombra.example/news/index?page=2"),
        ("https://other.example/a", "https://other.example/a"),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_relative_address_needs_its_base(url: str, expected: str):
    assert urls.clean(url, base="https://ombra.example/news/index?x=1") == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://ombra.example/story",
        "https://www.ombra.example/story/",
        "https://m.ombra.example/story",
        "https://mobile.ombra.example/story",
        "https://amp.ombra.example/story",
        "https://www.m.ombra.example/story",
        "https://ombra.example/story/amp",
        "https://ombra.example/story/amp/",
        "https://ombra.example/amp/story",
        "https://ombra.example/story.amp",
        "https://ombra.example/story?amp",
        "https://ombra.example/story?amp=1",
        "https://ombra.example/story?outputType=amp",
        "https://ombra.example/story/index.html",
        "https://ombra.example//story",
        "https://ombra.example/story?utm_source=feed#comments",
        "https://ombra-example.cdn.ampproject.org/c/s/ombra.example/story",
        "https://www-ombra-example.cdn.ampproject.org/v/s/www.ombra.example/story/amp/?amp_js_v=9",
        "https://cdn.ampproject.org/c/ombra.example/story",
        "https://www.google.com/amp/s/amp.ombra.example/story",
        "https://www.google.co.uk/amp/ombra.example/story.amp",
    ],
)
def test_every_form_of_an_article_has_one_key(url: str):
    assert urls.document_key(url) == "https://ombra.example/story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://ombra.example/?p=12", "https://ombra.example/?p=13"),
        ("https://ombra.example/a?id=5", "https://ombra.example/a?id=6"),
        ("https://ombra.example/a?article=5", "https://ombra.example/a?article=6"),
        ("https://ombra.example/a.php?12345", "https://ombra.example/a.php?12346"),
        ("https://ombra.example/a?gallery=5", "https://ombra.example/a?gallery=6"),
        ("https://ombra.example/a?cid=5", "https://ombra.example/a?cid=6"),
        ("https://ombra.example/a?source=5", "https://ombra.example/a?source=6"),
        ("https://ombra.example/a?source=bbc", "https://ombra.example/a?source=cnn"),
        ("https://ombra.example/a?from=oslo", "https://ombra.example/a?from=riga"),
        ("https://ombra.example/a?ref=law", "https://ombra.example/a"),
        ("https://ombra.example/a?via=x", "https://ombra.example/a?via=y"),
        ("https://ombra.example/a?m=1", "https://ombra.example/a"),
        ("https://ombra.example/#!/5", "https://ombra.example/#!/6"),
        ("https://ombra.example/A", "https://ombra.example/a"),
        ("https://ombra.example/guitar/amp/12", "https://ombra.example/guitar/12"),
        ("https://ombra.example/a%2Fb", "https://ombra.example/a/b"),
        ("https://ombra.example:8001/a", "https://ombra.example:8002/a"),
        ("https://news.ombra.example/a", "https://sport.ombra.example/a"),
        ("https://m.example/a", "https://amp.example/a"),
        ("https://ombra.example/a?x=1&x=2", "https://ombra.example/a?x=1"),
    ],
)
def test_different_articles_keep_different_keys(one: str, other: str):
    assert urls.document_key(one) != urls.document_key(other)


def test_the_order_of_parameters_tells_nothing():
    one = urls.document_key("https://ombra.example/a?b=2&a=1&a=0")
    other = urls.document_key("https://ombra.example/a?a=0&b=2&a=1")

    assert one == other


def test_bloggers_mobile_form_is_the_same_article():
    key = urls.document_key("https://ombra.blogspot.com/2026/11/a.html?m=1")

    assert key == "https://ombra.blogspot.com/2026/11/a.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ombra.co.uk/a", "ombra.co.uk"),
        ("https://news.ombra.com/a", "ombra.com"),
        ("https://ombra.blogspot.com/a", "ombra.blogspot.com"),
        ("https://blogspot.com/", "blogspot.com"),
        ("https://co.uk/", "co.uk"),
        ("https://ombra.example/a", "ombra.example"),
        ("https://fa.www.ombra.example/a", "ombra.example"),
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("http://localhost:8001/a", "localhost:8001"),
        ("http://[::1]:8001/a", "[::1]:8001"),
        ("https://новости.рф/а", "xn--b1amnebsh.xn--p1ai"),
    ],
)
def test_a_site_is_a_registrable_domain_or_a_host_with_its_port(url: str, expected: str):
    assert urls.registrable_domain(url) == expected


def test_hosts_of_one_domain_are_one_site_and_nothing_is_no_site():
    assert urls.same_site("https://www.ombra.com/a", "http://cdn.ombra.com/b")
    assert not urls.same_site("https://ombra.com/", "https://other.com/")
    assert not urls.same_site("", "")
    assert urls.host("https://WWW.ombra.com:8443/a") == "www.ombra.com"


_ADDRESSES = st.builds(
    "".join,
    st.lists(
        st.one_of(
            st.sampled_from(
                "http:// https:// // / \\ . .. @ : ? # & ; = % %2 %41 %2e %2F [ ] :: www. m. amp. "
                "/amp .amp .amp.html index.html ombra.example é خبر 北京 ß ⑦ ｅ. \u3002 \ud800 \0 "
                "utm_source=x amp=1 p=5 google.com/amp/s/ cdn.ampproject.org/c/s/ feed: #!".split()
            ),
            st.text(max_size=5),
        ),
        max_size=15,
    ),
)


@settings(max_examples=100)
@given(st.one_of(st.text(), _ADDRESSES), st.one_of(st.just(""), _ADDRESSES))
@example("http://[", "")
@example("a", "http://[")
@example("", "http://ombra.example/\ud800")
@example("https://ombra.example/%25%32%66..", "")
@example("https://www.google.com/amp/s/www.google.com/amp/s/", "")
@example("https://ombra.example/%\ud800", "")
def test_cleaning_never_fails_and_cleaning_twice_changes_nothing(url: str, base: str):
    cleaned = urls.clean(url, base=base)

    assert urls.clean(cleaned) == cleaned
    assert cleaned == "" or (cleaned.isascii() and cleaned.startswith(("http://", "https://")))
    assert "@" not in cleaned.split("/")[2] if cleaned else True


@settings(max_examples=100)
@given(st.one_of(st.text(), _ADDRESSES.map("https://ombra.example/".__add__)))
@example("https://ombra.example" + "/amp" * 2000)
@example("https://ombra.example/index.html/amp/.amp/")
@example("https://ombra.example/a?b#/c?d")
def test_a_key_is_its_own_key_and_the_key_of_the_cleaned_address(url: str):
    key = urls.document_key(url)

    assert urls.document_key(key) == key
    assert urls.document_key(urls.clean(url)) == key
    assert urls.same_site(key, key) == bool(key)


@settings(max_examples=100)
@given(
    st.from_regex(
        r"https?://[a-z]{1,9}\.(com|example)/([a-z0-9._~!$&'()*+,=:@-]{1,9}/){0,4}", fullmatch=True
    )
)
def test_the_short_way_for_ordinary_links_says_what_the_long_way_says(url: str):
    assert urls.clean(url) == urls.clean(url + "#")
