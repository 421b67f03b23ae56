"""What strangers wrote never becomes a path, a link or a character that does harm."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.rendering import sanitising

anything = st.text(st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//elsewhere.example/",
        "/rooted",
        "http://",
        "https:///path",
        "http://[half",
        "https://x.example/" + "a" * 5_000,
        "",
    ],
)
def test_only_web_addresses_become_links(url):
    assert sanitising.safe_link(url) == ""


def test_a_link_cannot_leave_its_attribute():
    made = sanitising.safe_link("https://ok.example/\"><script>'\\ x")

    assert not re.search(r"[\"<>\\ ]", made)
    assert made.startswith("https://ok.example/")


@given(anything)
@settings(max_examples=100)
@example("https://user:pass@host.example:99999/ü?q=\u202e")
def test_a_link_is_a_web_address_or_nothing(url):
    made = sanitising.safe_link(url)

    assert made == "" or urlsplit(made).scheme in {"http", "https"}


@given(anything)
@settings(max_examples=100)
@example("../../etc/passwd")
@example("con\x00/..")
def test_a_name_never_climbs(identifier):
    made = sanitising.safe_file_name(identifier)

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", made)
    assert made == sanitising.safe_file_name(identifier)


@given(anything)
@settings(max_examples=100)
@example("a\x00b\x1bc\ud800\ufffe\u202e")
def test_what_is_visible_can_be_written_as_xml(text):
    made = sanitising.strip_unsafe_characters(text)

    made.encode()
    assert not any(
        unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n\r" for char in made
    )
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", made)


def test_towers_of_marks_are_pulled_down():
    made = sanitising.strip_unsafe_characters("Z" + "\u0301" * 500 + "algo")

    assert made == "Z" + "\u0301" * 6 + "algo"


def test_persian_keeps_its_joiners():
    text = "می‌رود و بازمی‌گردد\u200f"

    assert sanitising.strip_unsafe_characters(text) == text


def test_a_short_passage_is_linked_whole():
    made = sanitising.passage_link("https://ok.example/a", "Nobody, in-fact, was wet & cold.")

    assert made == (
        "https://ok.example/a#:~:text=Nobody%2C%20in%2Dfact%2C%20was%20wet%20%26%20cold."
    )


def test_a_long_passage_is_linked_by_its_ends():
    passage = " ".join(f"word{n}" for n in range(40))

    made = sanitising.passage_link("https://ok.example/a#part", passage)

    fragment = made.partition(":~:text=")[2]
    first, last = (unquote(half) for half in fragment.split(","))
    assert made.startswith("https://ok.example/a#part:~:text=")
    assert passage.startswith(first)
    assert passage.endswith(last)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("desk@quay.example", "mailto:desk@quay.example"),
        ("https://quay.example/write", "https://quay.example/write"),
        ("javascript:alert(1)", ""),
        ("desk@quay.example?bcc=all@example", ""),
        ("call us", ""),
    ],
)
def test_a_contact_is_a_mail_or_web_address(address, target):
    assert sanitising.contact_link(address) == target
