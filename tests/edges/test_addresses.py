"""Addresses that lead inside are refused in whatever spelling they come."""

import ipaddress
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.edges.addresses import (
    AllowedHosts,
    check_proxied_host,
    is_non_public,
    parse_url,
    resolve_host,
)
from coranto.errors import SettingsError, SourceError

NOBODY = AllowedHosts()


def answering(*addresses):
    """A name service that knows one answer."""
    rows = [(0, 0, 0, "", (address, 0)) for address in addresses]
    return lambda host, port, family, kind: rows


def unknown(host, port, family, kind):
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def reason_of(url, check, lookup):
    try:
        target = parse_url(url)
        check(target.host, target.port, allowed=NOBODY, lookup=lookup)
    except SourceError as error:
        return error.reason
    return "passes"


INSIDE = """
http://127.0.0.1/
http://127.0.0.1:8080/admin
http://127.1/
http://127.0.1/
http://0177.0.0.1/
http://0177.0.0.01/
http://00000177.1/
http://0x7f.0.0.1/
http://0x7f.1/
http://0x7F000001/
http://2130706433/
http://017700000001/
http://127.0.0.1./
http://127%2e0%2e0%2e1/
http://%31%32%37.0.0.1/
http://１２７.０.０.１/
http://①②⑦.⓪.⓪.①/
http://127。0。0。1/
http://127．0．0．1/
http://127.255.255.254/
http://0/
http://0.0.0.0/
http://0x0/
http://10.0.0.1/
http://012.0.0.1/
http://167772161/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://3232235777/
http://0xc0.0xa8.1.1/
http://169.254.169.254/latest/meta-data/
http://2852039166/
http://0xa9fea9fe/
http://0251.0376.0251.0376/
http://100.64.0.1/
http://100.100.100.200/
http://168.63.129.16/
http://192.0.0.192/
http://192.0.2.1/
http://198.18.0.1/
http://198.51.100.7/
http://203.0.113.9/
http://224.0.0.1/
http://240.0.0.1/
http://255.255.255.255/
http://[::]/
http://[::1]/
http://[0:0:0:0:0:0:0:1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[::ffff:169.254.169.254]/
http://[::127.0.0.1]/
http://[64:ff9b::7f00:1]/
http://[64:ff9b::169.254.169.254]/
http://[64:ff9b:1::a00:1]/
http://[2002:7f00:1::]/
http://[2002:c0a8:101::1]/
http://[2001:0:7f00:1::1]/
http://[2001:db8::1]/
http://[2606:2800:220:1:0:5efe:7f00:1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fc00::1]/
http://[fd00:ec2::254]/
http://[fec0::1]/
http://[ff02::1]/
http://user:secret@127.0.0.1/
http://news.example@127.0.0.1/
http://localhost/
http://LOCALHOST/
http://localhost./
http://loc%61lhost/
http://feeds.localhost/
http://printer.local/
http://metadata.google.internal/
http://router.home.arpa/
""".split()


@pytest.mark.parametrize("url", INSIDE)
def test_no_spelling_of_an_inside_address_passes(url):
    """Refused before any name service is asked."""
    assert reason_of(url, resolve_host, answering("93.184.216.34")) == "inside address"


@pytest.mark.parametrize("url", INSIDE)
def test_a_proxy_is_not_sent_there_either(url):
    assert reason_of(url, check_proxied_host, unknown) == "inside address"


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.1.2.3 192.168.0.10 169.254.169.254 0.0.0.0 100.64.1.1 ::1 fe80::1%eth0
    fd00::5 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 2002:a00:1::""".split(),
)
def test_a_name_that_leads_inside_is_refused(address):
    """Also when it leads outside as well: which one is used must not be up to chance."""
    with pytest.raises(SourceError) as caught:
        resolve_host("news.example", 80, allowed=NOBODY, lookup=answering("93.184.216.34", address))

    assert caught.value.reason == "inside address"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://93.184.216.34/", "93.184.216.34"),
        ("http://1572395042/", "93.184.216.34"),
        ("http://0x5db8d822/", "93.184.216.34"),
        ("http://[2606:2800:220:1:248:1893:25c8:1946]/", "2606:2800:220:1:248:1893:25c8:1946"),
        ("http://[::ffff:93.184.216.34]/", "::ffff:5db8:d822"),
        ("http://[64:ff9b::93.184.216.34]/", "64:ff9b::5db8:d822"),
    ],
)
def test_an_address_outside_passes_in_its_one_spelling(url, host):
    target = parse_url(url)

    found = resolve_host(target.host, target.port, allowed=NOBODY, lookup=unknown)

    assert [ipaddress.ip_address(address) for address in found] == [ipaddress.ip_address(host)]


def test_an_allowed_host_passes_by_its_name_and_port_only():
    allowed = AllowedHosts.parse(["Intranet.Example:8000", "[::1]:81", "localhost:82"])

    def reason(host, port):
        try:
            return resolve_host(host, port, allowed=allowed, lookup=answering("127.0.0.1"))
        except SourceError as error:
            return error.reason

    assert [
        reason("intranet.example", 8000),
        reason("intranet.example", 8001),
        reason("127.0.0.1", 8000),
        reason("other.example", 8000),
        reason("::1", 81),
        reason("::1", 82),
        reason("localhost", 82),
    ] == [
        ("127.0.0.1",),
        "inside address",
        "inside address",
        "inside address",
        ("::1",),
        "inside address",
        ("127.0.0.1",),
    ]


@pytest.mark.parametrize("entry", ["localhost", "", "http://localhost:80", "a b:80", "h:x", ":80"])
def test_an_allowed_host_is_named_with_its_port(entry):
    with pytest.raises(SettingsError):
        AllowedHosts.parse([entry])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.example/feed",
        "ftp://news.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://news.example:70/",
        "http://",
        "http:///path",
        "http://:80/",
        "http://news.example:0/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://4294967296/",
        "http://08.1.1.1/",
        "http://news..example/",
        "http://-/",
        "http://127.0.0.1\\@news.example/",
        "http://news.example\\.evil/",
        "http://a b.example/",
        "http://news.example%00/",
        "http://news.example%2f.evil.example/",
        "http://[::1/",
        "http://[::g]/",
        "http://" + "a" * 300 + ".example/",
        "http://news.example/" + "a" * 9000,
    ],
)
def test_what_is_no_web_address_is_called_so(url):
    with pytest.raises(SourceError) as caught:
        parse_url(url)

    assert caught.value.reason == "bad address"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("HTTP://News.Example:80", "http://news.example/"),
        ("https://news.example:443/a?b=c#d", "https://news.example/a?b=c"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("http://user:secret@news.example/", "http://news.example/"),
        ("http://bücher.example/ö?q=ü", "http://xn--bcher-kva.example/%C3%B6?q=%C3%BC"),
        ("http://news.example/a b%20c%", "http://news.example/a%20b%20c%"),
        ("http://خبر.example/", "http://xn--ngblk.example/"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_a_web_address_is_asked_for_in_one_spelling(url, asked):
    assert parse_url(url).url == asked


def test_ports_of_the_web_share_their_hosts_turn():
    urls = ["http://a.example/", "https://a.example/", "http://a.example:8080/"]

    assert [parse_url(url).rate_limit_host for url in urls] == [
        "a.example",
        "a.example",
        "a.example:8080",
    ]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (socket.EAI_NONAME, "no such host"),
        (socket.EAI_AGAIN, "no connection"),
        (socket.EAI_FAIL, "no such host"),
    ],
)
def test_a_name_service_that_cannot_answer_is_no_missing_host(code, reason):
    def failing(*asked):
        raise socket.gaierror(code, "failed")

    with pytest.raises(SourceError) as caught:
        resolve_host("news.example", 80, allowed=NOBODY, lookup=failing)

    assert caught.value.reason == reason


def test_a_name_that_only_the_proxy_knows_passes():
    check_proxied_host("news.example", 80, allowed=NOBODY, lookup=unknown)

    with pytest.raises(SourceError, match="inside"):
        check_proxied_host("news.example", 80, allowed=NOBODY, lookup=answering("10.0.0.1"))


@settings(max_examples=100)
@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=40))
def test_any_text_is_an_address_or_refused(url):
    """And an address read once is read the same again."""
    try:
        target = parse_url(url)
    except SourceError:
        return

    assert parse_url(target.url) == target


@settings(max_examples=100)
@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_private_passes(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert is_non_public(address)


@settings(max_examples=50)
@given(st.ip_addresses(v=4))
def test_an_address_is_the_same_however_it_is_carried(address):
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(address))

    assert is_non_public(address) == is_non_public(mapped) == is_non_public(translated)
