"""Merge what a feed and a page say about one article into one `Document`. Pure.

For each field the more trustworthy of the two is chosen, and the document records which one
that was. This module may not guess: what neither of them says stays unknown.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from coranto.model import Document, Entry, Origin, Page, ParsedDate, Remedies, Source
from coranto.model.ids import base32_digits
from coranto.reading import dates, diff, urls
from coranto.reading.language import packs, text
from coranto.reading.pages import boilerplate, bylines
from coranto.reading.remedies import ChosenReading

#: Longer texts are cut; the longest real ones have a fifth of this.
MAX_TEXT_CHARACTERS = 1_000_000
#: Longer titles are cut; the longest real ones have a fifth of this.
MAX_TITLE_CHARACTERS = 500
#: A text with fewer letters than this is too short for detection to overrule a declaration.
MIN_DETECTION_LETTERS = 60
#: A page's text with less than this share of the length of the feed's text is a stub.
MIN_PAGE_TEXT_SHARE = 0.6
#: Two titles that are at least this similar, in words or as a whole, name the same article.
MIN_TITLE_SIMILARITY_PERCENT = 55
#: Two dates of one article that are further apart contradict each other: the surer one is used.
MAX_DATE_DISAGREEMENT = timedelta(hours=36)

#: Groups of languages that statistical detection confuses: inside one, a declaration wins.
CLOSE_LANGUAGES = (frozenset({"bs", "hr", "sr", "sh", "cnr"}), frozenset({"nb", "nn", "no"}),
         frozenset({"id", "ms"}), frozenset({"fa", "prs"}))  # fmt: skip

_HREF_PATTERN = re.compile(
    r"""\bhref\s{0,5}=\s{0,5}(?:"([^"]{1,2000})"|'([^']{1,2000})')""", re.IGNORECASE
)
_MAX_FEED_LINKS = 500

has_changed = diff.has_changed
list_changes = diff.list_changes


def document_id(key: str) -> str:
    """Return the letter d and the first 12 base-32 digits of the key's SHA-256."""
    # A key may come from a feed's id, which can hold lone surrogates: they must not raise.
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return "d" + base32_digits(digest)


def build_document(  # noqa: PLR0913 - each is something only the caller knows
    *,
    entry: Entry | None,
    page: Page | None,
    feed_language: str,
    source: Source,
    url: str,
    seen: datetime,
    capture: str,
    remedies: Remedies | None = None,
) -> Document:
    """Build the document of an entry, its page, or both. Never raises for their content.

    `seen` is when the capture was made, in UTC: a publication date well after it is refused.
    `url` is the document's address when neither the entry nor the page has one. `remedies`: what
    people chose; the document names those that could be followed.
    """
    entry = entry or Entry(key="", url="", title="")
    page = page or Page()
    chosen = ChosenReading(remedies or Remedies(), entry, page)
    title, title_from = chosen.read("title", lambda entry, page: _choose_title(entry, page, source))
    words, text_from = chosen.read("text", lambda entry, page: _choose_text(entry, page, title))
    language, language_from = chosen.language() or _choose_language(
        entry, page, feed_language, source, f"{title}\n{words}"
    )
    moment, published_from = chosen.read(
        "published",
        lambda entry, page: _choose_published(entry, page, seen=seen, language=language),
    )
    key = _document_key(entry, page, source, url)
    return Document(
        id=document_id(key),
        version=1,
        source_id=source.id,
        kind=entry.kind,
        key=key,
        url=urls.strip_trackers(page.canonical or entry.url or url),
        title=title,
        text=words,
        language=language,
        published=moment.at,
        published_raw=moment.raw,
        precise=moment.precise if moment.at else "none",
        authors=_choose_authors(entry, page),
        # The page may be the aggregator's: the item's own source is the outlet.
        site_name=entry.source_name or page.site_name,
        links=page.links if text_from == "page" else _feed_links(entry, url),
        title_from=title_from,
        text_from=text_from,
        published_from=published_from,
        language_from=language_from,
        seen=seen,
        capture=capture,
        text_sha256=text_sha256(title, words),
        is_beginning=text_from == "page" and page.is_beginning,
        judged=chosen.judged(),
    )


def are_unlike_entries(entries: Sequence[Entry]) -> bool:
    """Whether entries that give one link are several articles: other ids, titles and texts.

    Podcasts, minutes and live pages link every entry to the same page.
    """
    first, *others = {entry.key: entry for entry in entries}.values()
    return any(_is_unlike_entry(first, other) for other in others)


def _is_unlike_entry(first: Entry, second: Entry) -> bool:
    if first.title and second.title and not is_same_title(first.title, second.title):
        return True
    first_words, second_words = feed_text(first), feed_text(second)
    if not first_words or not second_words:
        return False
    return not diff.is_alike(first_words, second_words, first.language)


def text_sha256(title: str, words: str) -> str:
    """Return the hex SHA-256 of title, newline and text in UTF-8; it identifies a version."""
    return hashlib.sha256(f"{title}\n{words}".encode()).hexdigest()


def _document_key(entry: Entry, page: Page, source: Source, url: str) -> str:
    """Return the key of its address; the feed's own id when it has no address."""
    if entry.key and not entry.url and not page.canonical:
        return f"entry:{source.id}:{text.clean_text(entry.key)}"
    address = page.canonical or entry.url or url
    return urls.document_key(address) or f"entry:{source.id}:{text.clean_text(address)}"


# --- title and text -----------------------------------------------------------


def _choose_title(entry: Entry, page: Page, source: Source) -> tuple[str, Origin]:
    """The page's title when it names this article, else the feed's. Posts have no title."""
    page_title, feed_title = _clean_line(page.title), _clean_line(entry.title)
    if entry.kind == "post" or _is_site_name(page_title, page, source):
        page_title = ""
    if page_title and (
        not feed_title
        or (
            is_same_title(page_title, feed_title)
            and not _is_beginning(page_title, feed_title, page, source)
        )
    ):
        return page_title, "page"
    return (feed_title, "feed") if feed_title else ("", "none")


def _clean_line(raw: str) -> str:
    return " ".join(text.clean_text(raw[: 4 * MAX_TITLE_CHARACTERS]).split())[
        :MAX_TITLE_CHARACTERS
    ].strip()


def _is_site_name(title: str, page: Page, source: Source) -> bool:
    """Whether a title names only the site."""
    names = {boilerplate.line_key(name) for name in (page.site_name, source.name) if name}
    return boilerplate.line_key(title) in names


def _is_beginning(page_title: str, feed_title: str, page: Page, source: Source) -> bool:
    """Whether a page's title is the feed's cut off; not where only a site's name is missing."""
    start, whole = text.normalise(page_title.rstrip(" .…")), text.normalise(feed_title)
    rest = boilerplate.line_key(whole[len(start) :])
    names = {boilerplate.line_key(name) for name in (page.site_name, source.name)}
    return whole.startswith(start) and rest not in {"", *names}


def is_same_title(first: str, second: str) -> bool:
    """Whether two titles name one article, in these words or in others of the same."""
    from rapidfuzz import fuzz

    first_words, second_words = text.normalise(first), text.normalise(second)
    return (
        max(fuzz.ratio(first_words, second_words), fuzz.token_set_ratio(first_words, second_words))
        >= MIN_TITLE_SIMILARITY_PERCENT
    )


def _choose_text(entry: Entry, page: Page, title: str) -> tuple[str, Origin]:
    """The page's text unless the feed holds clearly more: paywalled pages show a stub."""
    page_text, feed_text = (
        text.clean_text(page.text[:MAX_TEXT_CHARACTERS]),
        _feed_text(entry, title),
    )
    # The page of a post shows replies and other posts beside it; the feed has the post alone.
    if entry.kind == "post":
        page_text = ""
    if page_text and len(page_text) >= MIN_PAGE_TEXT_SHARE * len(feed_text):
        return page_text, "page"
    return (feed_text, "feed") if feed_text else ("", "none")


def feed_text(entry: Entry) -> str:
    """The text that a feed gives of an article, without markup and appeals of the feed."""
    return _feed_text(entry, _clean_line(entry.title))


def _feed_text(entry: Entry, title: str) -> str:
    """The longer of content and summary, without lines such as "Read more" that feeds add."""
    markup = max(entry.content, entry.summary, key=len)
    lines = [line.strip() for line in text.from_html(markup).split("\n")]
    if entry.kind != "post":
        lines = boilerplate.without_boilerplate(lines, title=title)
    return "\n".join(line for line in lines if line)[:MAX_TEXT_CHARACTERS].strip()


def _feed_links(entry: Entry, base: str) -> tuple[str, ...]:
    markup = max(entry.content, entry.summary, key=len)[:MAX_TEXT_CHARACTERS]
    links: dict[str, None] = {}
    for match in _HREF_PATTERN.finditer(markup):
        address = (match[1] or match[2]).replace("&amp;", "&")
        cleaned = urls.strip_trackers(urls.clean(address, base=entry.url or base))
        if cleaned and len(links) < _MAX_FEED_LINKS:
            links[cleaned] = None
    return tuple(links)


def _choose_authors(entry: Entry, page: Page) -> tuple[str, ...]:
    if entry.kind == "post":
        return tuple(filter(None, map(_clean_line, entry.authors)))
    return page.authors or bylines.parse_authors(entry.authors)


# --- language -----------------------------------------------------------------


def _choose_language(
    entry: Entry, page: Page, feed_language: str, source: Source, words: str
) -> tuple[str, Origin]:
    """The language of the text; the declared one where the text is too short to detect it."""
    # Many sites declare the default of their theme (often English) whatever they write in.
    declared_tags = _declared_languages(entry, page, feed_language, source)
    detected, _ = packs.detect_language(words)
    is_long_enough = sum(map(str.isalpha, words[:1000])) >= MIN_DETECTION_LETTERS
    if detected == "und" or (declared_tags and not is_long_enough):
        return next(iter(declared_tags), ("und", "none"))
    for tag, _ in declared_tags:
        if _is_compatible_language(tag, detected):
            return tag, "text"  # with the region or script, which only a declaration gives
    return detected, "text"


def _declared_languages(
    entry: Entry, page: Page, feed_language: str, source: Source
) -> list[tuple[str, Origin]]:
    """The declared languages with who declares them, the most trustworthy first."""
    claims: tuple[tuple[str, Origin], ...] = (
        (page.language, "page"),
        (entry.language, "feed"),
        (feed_language, "feed"),
        (source.sole_language, "none"),
    )
    tags = [(packs.parse_tag(tag), origin) for tag, origin in claims]
    return [(tag, origin) for tag, origin in tags if tag != "und"]


def _is_compatible_language(declared_tag: str, detected_tag: str) -> bool:
    pair = {packs.primary_subtag(declared_tag), packs.primary_subtag(detected_tag)}
    return len(pair) == 1 or any(pair <= close for close in CLOSE_LANGUAGES)


# --- date ---------------------------------------------------------------------


class _DateClaim(NamedTuple):
    moment: ParsedDate
    origin: Origin
    is_of_publication: bool = True


def _choose_published(
    entry: Entry, page: Page, *, seen: datetime, language: str
) -> tuple[ParsedDate, Origin]:
    """The publication date and who gives it; a date of None keeps its raw words."""
    parsed_claims = [
        _DateClaim(dates.read_date(raw, seen=seen, language=language), origin, is_of_publication)
        for raw, origin, is_of_publication in _date_claims(entry, page)
        if raw.strip()
    ]
    dated_claims = [claim for claim in parsed_claims if claim.moment.at is not None]
    if dated_claims:
        best = _most_exact_date(dated_claims)
        return replace(best.moment, raw=text.clean_text(best.moment.raw)), best.origin
    unread = next(iter(parsed_claims), None)
    raw, note = (unread.moment.raw, unread.moment.note) if unread else ("", "")
    return ParsedDate(raw=text.clean_text(raw), at=None, precise="none", note=note), "none"


def _date_claims(entry: Entry, page: Page) -> list[tuple[str, Origin, bool]]:
    """Dates as written, with who says them and whether of publication, the surest first.

    Only metadata of the article's own overrule the feed: what a page shows may be the date of
    a comment, a teaser or an event. A guess stands where neither says anything.
    """
    claims: list[tuple[str, Origin, bool]] = [(entry.published_raw, "feed", True)]
    if page.published_kind == "typed":
        claims.insert(0, (page.published_raw, "page", True))
    elif page.published_kind == "shown":
        claims.append((page.published_raw, "page", True))
    if not entry.published_raw.strip():
        # Atom requires `updated` only (RFC 4287, 4.1.2), so many entries have no other date.
        claims.append((entry.updated_raw, "feed", False))
    if page.published_kind == "guessed" and not any(raw.strip() for raw, _, _ in claims):
        claims.append((page.published_raw, "guess", True))
    return claims


def _most_exact_date(claims: Sequence[_DateClaim]) -> _DateClaim:
    """The surest date, or a more exact one that agrees with it."""
    best = surest = claims[0]
    for claim in claims[1:]:
        if (
            claim.is_of_publication
            and claim.moment.at
            and surest.moment.at
            and abs(claim.moment.at - surest.moment.at) <= MAX_DATE_DISAGREEMENT
            and _date_exactness(claim) > _date_exactness(best)
        ):
            best = claim
    return best


def _date_exactness(claim: _DateClaim) -> int:
    """How exact a date is: 0 a month, 1 a day, 2 a time without zone, 3 a time with one."""
    if claim.moment.precise == "second":
        return 2 if dates.NO_ZONE_NOTE in claim.moment.note else 3
    return 1 if claim.moment.precise == "day" else 0
