"""Read the bytes of a feed into entries. Pure: no network, no clock.

Reads RSS 0.9x to 2.0, RDF, Atom, JSON Feed, sitemaps and the public previews of Telegram channels,
and recognises them by their content, never by the server's Content-Type. Feeds are read on every
visit, so this package may not do what can wait: dates stay raw, HTML stays HTML, no language is
detected.
"""

import zlib
from dataclasses import replace
from typing import Any

from coranto.errors import SourceError
from coranto.model import FeedReading, Problem
from coranto.reading.feeds import (
    entries,
    item_sources,
    json_feed,
    salvage,
    sitemaps,
    size_limits,
    social,
    telegram,
    xml_feeds,
)
from coranto.reading.markup import decoding
from coranto.reading.markup import tree as markup

#: The largest size of a gzipped body after unpacking.
MAX_UNPACKED_BYTES = 50_000_000

_NON_FEED_EXPLANATIONS = {
    "html": "it is a web page",
    "body": "it is a web page",
    "opml": "it is a list of feeds (OPML): use `coranto sources import`",
    "error": "the site answered with an error message",
}


def read_feed(
    body: bytes, *, url: str, content_type: str = "", announced_language: str = ""
) -> FeedReading:
    """Read a feed; broken entries are left out and listed in `problems`.

    `url` is where the feed came from: it completes relative links. `announced_language` is its
    source's, which tells undeclared encodings. Raises SourceError with the
    reason "not a feed", "too deep", "too big" or "bad encoding".
    """
    charset = decoding.header_charset(content_type)
    decoded = decoding.decode(_gunzip_body(body), charset=charset, language=announced_language)
    reading = _read_text(decoded.text, url)
    if not decoded.guess:
        return reading
    problem = Problem(subject=url, reason="encoding guessed", detail=decoded.guess)
    return replace(reading, problems=(problem, *reading.problems))


def _read_text(text: str, url: str) -> FeedReading:
    if text.lstrip()[:1] in {"{", "["}:
        reading = social.mark_posts(json_feed.read_json_feed(text, url=url))
        return item_sources.name_item_sources(reading, url=url)
    if telegram.is_preview(text):
        return social.mark_posts(telegram.read_preview(text, url=url))
    try:
        return _read_xml(markup.parse_xml(text, subject=url), url)
    except SourceError as error:
        if error.reason != "too big":
            raise
    # Only now: counting entries takes time, and hardly any feed has too many.
    text, problems = size_limits.cut_surplus_entries(text, subject=url)
    reading = _read_xml(markup.parse_xml(text, subject=url), url)
    return replace(reading, problems=problems + reading.problems)


def _read_xml(tree: markup.XmlTree, url: str) -> FeedReading:
    if sitemaps.is_sitemap(tree.root):
        reading = sitemaps.read_sitemap(tree.root, url=url)
        return replace(reading, problems=tree.problems + reading.problems)
    reading = social.mark_posts(_read_xml_feed(tree, url))
    return item_sources.name_item_sources(reading, url=url)


def _gunzip_body(body: bytes) -> bytes:
    """Unpack the body when it is a gzip file (`sitemap.xml.gz`)."""
    # Unpacked in one bounded step: 1 kB of gzip can unpack to 1 MB.
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked_body = unpacker.decompress(body, MAX_UNPACKED_BYTES)
    except zlib.error as error:
        raise SourceError("bad encoding", f"a broken gzip file: {error}") from None
    if unpacker.unconsumed_tail:
        raise SourceError("too big", f"more than {MAX_UNPACKED_BYTES:,} bytes unpacked")
    return unpacked_body


def _read_xml_feed(tree: markup.XmlTree, url: str) -> FeedReading:
    parsed = None
    if tree.root is not None:
        parsed = xml_feeds.read_tree(tree.root, url=url, whole=tree.whole)
    problems = list(tree.problems)
    if not tree.whole:
        parsed, loss_detail = _salvage_entries(parsed, tree.text, url)
        if loss_detail:
            problems.append(Problem(subject=url, reason="entries lost", detail=loss_detail))
    if parsed is None:
        raise _not_a_feed_error(tree.root)
    linked_entries, link_problems = entries.resolve_links(parsed.entries, base=parsed.base)
    keyed_entries, key_problems = entries.assign_keys(linked_entries, subject=url)
    return FeedReading(
        kind=parsed.kind,
        title=parsed.title,
        homepage=parsed.homepage,
        language=parsed.language,
        generator=parsed.generator,
        entries=keyed_entries,
        problems=(*problems, *link_problems, *key_problems),
    )


def _salvage_entries(
    parsed: xml_feeds.ParsedFeed | None, text: str, url: str
) -> tuple[xml_feeds.ParsedFeed | None, str]:
    """Add the entries that other parsers find in a broken feed; say how many stay lost."""
    tree_pairs = parsed.entries if parsed else []
    opened_count = salvage.count_opened_entries(text)
    # The other parsers are slow, so they run only when our own reading misses entries.
    if opened_count <= sum(map(salvage.has_id_or_link, tree_pairs)):
        return parsed, ""
    merged_pairs = salvage.merge_readings(text, tree_pairs)
    loss_detail = (
        f"{opened_count - len(merged_pairs)} of {opened_count}"
        if opened_count > len(merged_pairs)
        else ""
    )
    if parsed is None and merged_pairs:
        parsed = xml_feeds.ParsedFeed(
            kind="rss", title="", homepage="", language="und", generator="", base=url, entries=[]
        )
    return (replace(parsed, entries=merged_pairs) if parsed else None), loss_detail


def _not_a_feed_error(root: Any) -> SourceError:
    """Build the error for a tree that is not a feed; its detail says what it is instead."""
    if root is None:
        return SourceError(
            "too deep", f"more than {markup.MAX_XML_LEVELS} levels, and nothing in them"
        )
    name = root.tag.rpartition("}")[2].lower() if isinstance(root.tag, str) else ""
    return SourceError("not a feed", _NON_FEED_EXPLANATIONS.get(name, f"its root is <{name[:40]}>"))
