"""Bytes of a feed → its entries. Pure: no network, no clock.

RSS 0.9x to 2.0, RDF, Atom, JSON Feed and sitemaps, told apart by what they hold and
never by what the server calls them. Feeds are read on every visit, so nothing here
is done that can wait: dates stay raw, HTML stays HTML, no language is detected.
"""

import zlib
from dataclasses import replace
from typing import Any

from coranto.errors import SourceError
from coranto.model import FeedReading, Problem
from coranto.reading.feeds import entries, json_feed, salvage, sitemaps, social, xml_feeds
from coranto.reading.markup import decoding
from coranto.reading.markup import tree as markup

#: A gzipped sitemap may unfold to this many bytes.
MAX_UNPACKED_BYTES = 50_000_000

_NON_FEED_EXPLANATIONS = {
    "html": "it is a web page",
    "body": "it is a web page",
    "opml": "it is a list of feeds (OPML): use `coranto sources import`",
    "error": "the site answered with an error message",
}


def read_feed(body: bytes, *, url: str, content_type: str = "") -> FeedReading:
    """What the feed says; broken entries are left out and named in `problems`.

    Raises SourceError: "not a feed", "too deep", "too big", "bad encoding".
    """
    charset = decoding.header_charset(content_type)
    text = decoding.decode(_gunzip_body(body), charset=charset).text
    if text.lstrip()[:1] in {"{", "["}:
        return social.mark_posts(json_feed.read_json_feed(text, url=url))
    tree = markup.parse_xml(text, subject=url)
    if sitemaps.is_sitemap(tree.root):
        reading = sitemaps.read_sitemap(tree.root, url=url)
        return replace(reading, problems=tree.problems + reading.problems)
    return social.mark_posts(_read_xml_feed(tree, url))


def _gunzip_body(body: bytes) -> bytes:
    """The body, unpacked when it is a gzip file, as large sitemaps are."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unfolded = unpacker.decompress(body, MAX_UNPACKED_BYTES)
    except zlib.error as error:
        raise SourceError("bad encoding", f"a broken gzip file: {error}") from None
    if unpacker.unconsumed_tail:
        raise SourceError("too big", f"more than {MAX_UNPACKED_BYTES:,} bytes unpacked")
    return unfolded


def _read_xml_feed(tree: markup.XmlTree, url: str) -> FeedReading:
    found = None
    if tree.root is not None:
        found = xml_feeds.read_tree(tree.root, url=url, whole=tree.whole)
    problems = list(tree.problems)
    if not tree.whole:
        found, lost = _salvage_entries(found, tree.text)
        if lost:
            problems.append(Problem(subject=url, reason="entries lost", detail=lost))
    if found is None:
        raise _not_a_feed_error(tree.root)
    base = url if found.kind == "atom" else found.homepage or url
    linked, bad = entries.resolve_links(found.entries, base=base)
    kept, folded = entries.assign_keys(linked, subject=url)
    return FeedReading(
        kind=found.kind,
        title=found.title,
        homepage=found.homepage,
        language=found.language,
        generator=found.generator,
        entries=kept,
        problems=(*problems, *bad, *folded),
    )


def _salvage_entries(
    found: xml_feeds.ParsedFeed | None, text: str
) -> tuple[xml_feeds.ParsedFeed | None, str]:
    """A broken feed with what other ways of repairing find, and how many are lost still."""
    known = found.entries if found else []
    expected = salvage.count_opened_entries(text)
    if expected <= sum(map(salvage.has_id_or_link, known)):
        return found, ""
    best = salvage.merge_readings(text, known)
    lost = f"{expected - len(best)} of {expected}" if expected > len(best) else ""
    if found is None and best:
        found = xml_feeds.ParsedFeed(
            kind="rss", title="", homepage="", language="und", generator="", entries=[]
        )
    return (replace(found, entries=best) if found else None), lost


def _not_a_feed_error(root: Any) -> SourceError:
    """Why a tree is no feed, in words that say what it is instead."""
    if root is None:
        return SourceError(
            "too deep", f"more than {markup.MAX_XML_LEVELS} levels, and nothing in them"
        )
    name = root.tag.rpartition("}")[2].lower() if isinstance(root.tag, str) else ""
    return SourceError("not a feed", _NON_FEED_EXPLANATIONS.get(name, f"its root is <{name[:40]}>"))
