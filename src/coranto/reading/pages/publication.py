"""Find when a page says that its article was published, and how surely it says so. Pure.

A day of modification is no day of publication, and what cannot be read as one day is not
guessed at: it stays as written.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from coranto.model import DateClaimKind
from coranto.reading import dates
from coranto.reading.language import phrases, text
from coranto.reading.pages import json_ld
from coranto.reading.pages.claims import (
    ArticleHead,
    PageClaims,
    ShownText,
    is_beside_link,
    without_lists,
)
from coranto.reading.pages.own_nodes import OwnNodes

#: Any date before this one reads as a date. Whether it lies in the future is decided later,
#: where the time of the visit is known.
_LATEST_DATE = datetime(2200, 1, 1, tzinfo=UTC)
#: Datelines that are read, at most, of the head of an article and of the page.
MAX_HEAD_DATE_LINES = 12
MAX_PAGE_DATE_LINES = 60

#: Names of `meta` that say of nothing but an article when it was published (ogp.me).
TYPED_META_NAMES = ("article:published_time", "og:article:published_time")
#: Other names of `meta` and `itemprop`, the most trustworthy first.
SHOWN_META_NAMES = (
    "datepublished", "og:published_time", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "dcterms.created", "dc.date.created", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "article.published", "publication_date", "publish_date",
    "publishdate", "publish-date", "publishtime", "pubdate", "article_date_original",
    "citation_publication_date", "date",
)  # fmt: skip
UPDATED_META_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "lastmod", "last-modified", "article.updated",
)  # fmt: skip

_URL_DATE_PATTERN = re.compile(
    r"/((?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01]))(?=[/_-])"
)
_LABEL_PATTERN = re.compile(r"^[^\d:：]{1,40}[:：]\s*")
_DIGIT_PATTERN = re.compile(r"\d")


class PublicationClaim(NamedTuple):
    """A date as written, and what kind of claim it is."""

    raw: str
    kind: DateClaimKind


def find_publication(
    claims: PageClaims, own: OwnNodes, head: ArticleHead, *, url: str, language: str
) -> PublicationClaim:
    """The surest claim that reads as a date; else the first that does not, as written."""
    typed = [json_ld.first_string(node.get("datePublished")) for node in own.named]
    typed += _meta_dates(claims, TYPED_META_NAMES)
    shown = [json_ld.first_string(node.get("datePublished")) for node in own.unnamed]
    shown += _meta_dates(claims, SHOWN_META_NAMES)
    shown += [time.text for time in _without_updates(head.own_texts(claims.times))[:1]]
    # Without a heading to be near to, a line may be anything: the site's clock, a teaser's date.
    lines_in_head = head.own_texts(claims.short_texts) if head.heading >= 0 else []
    lines = _date_lines(lines_in_head[:MAX_HEAD_DATE_LINES])
    in_url = [match[1] for match in [_URL_DATE_PATTERN.search(url)] if match]
    # Software writes 10/11/2026 in its own order, not in that of the page's language.
    readable = _first_readable(typed, "und")
    if readable:
        return PublicationClaim(readable, "typed")
    readable = _first_readable([*typed, *shown, *lines, *in_url], language)
    if readable:
        return PublicationClaim(readable, "shown")
    for raw in map(_clean_date, [*typed, *shown]):
        if _DIGIT_PATTERN.search(raw):
            return PublicationClaim(raw, "typed" if raw in map(_clean_date, typed) else "shown")
    return PublicationClaim("", "none")


def guess_publication(
    claims: PageClaims, head: ArticleHead, tree: Any, *, url: str, language: str
) -> PublicationClaim:
    """The date that htmldate finds, as the page writes it; for pages that claim none.

    A date that no line of the article's own part of the page states is not believed: htmldate
    takes some from the addresses of pictures and from days of modification.
    """
    lines = [
        shown
        for shown in (*without_lists(claims.times), *without_lists(claims.short_texts))
        if shown.place > head.heading
        and not head.is_in_another_article(shown)
        and not _is_of_next_part(shown, claims, head)
    ]
    candidates = _date_lines(lines[:MAX_PAGE_DATE_LINES])
    day = _htmldate_day(tree, url) if candidates else ""
    for raw in map(_clean_date, candidates):
        moment = dates.read_date(raw, seen=_LATEST_DATE, language=language)
        if not day or moment.at is None or moment.precise == "month":
            continue
        # A time with a zone may belong to the day before or behind it in UTC.
        if raw.startswith(day) or f"{moment.at:%Y-%m-%d}" == day:
            return PublicationClaim(raw, "guessed")
    return PublicationClaim("", "none")


def find_update(claims: PageClaims, own: OwnNodes, *, language: str) -> str:
    """The date of the last modification, as written; "" when none reads as a date."""
    described = [json_ld.first_string(node.get("dateModified")) for node in own.all]
    return _first_readable([*described, *_meta_dates(claims, UPDATED_META_NAMES)], language)


def _meta_dates(claims: PageClaims, names: Iterable[str]) -> list[str]:
    return [claims.metas[name][0] for name in names if name in claims.metas]


def _first_readable(raws: Iterable[str], language: str) -> str:
    cleaned = (raw for raw in map(_clean_date, raws) if _DIGIT_PATTERN.search(raw))
    return next((raw for raw in cleaned if _is_date(raw, language)), "")


def _clean_date(raw: str) -> str:
    return text.clean_text(raw[:100])


def _is_date(raw: str, language: str) -> bool:
    return dates.read_date(raw, seen=_LATEST_DATE, language=language).at is not None


def _date_lines(shown: Iterable[ShownText]) -> list[str]:
    """The texts without their labels, less those whose label says that it is an update."""
    return [_LABEL_PATTERN.sub("", line.text) for line in _without_updates(shown)]


def _without_updates(shown: Iterable[ShownText]) -> list[ShownText]:
    return [line for line in shown if not _is_labelled_update(line)]


def _is_labelled_update(shown: ShownText) -> bool:
    own_label = _DIGIT_PATTERN.split(shown.text, maxsplit=1)[0]
    label = text.normalise(f"{shown.label} {own_label}")
    return bool(label.strip()) and any(word in label for word in _modification_words())


@cache
def _modification_words() -> tuple[str, ...]:
    return tuple(map(text.normalise, phrases.phrases_of_kind("update_labels")))


def _is_of_next_part(shown: ShownText, claims: PageClaims, head: ArticleHead) -> bool:
    """Whether a text stands behind another article's heading, or behind any beside a link."""
    headings = [
        element.tag for place, element in claims.headings if head.first_prose < place < shown.place
    ]
    return "h1" in headings or (bool(headings) and is_beside_link(shown))


def _htmldate_day(tree: Any, url: str) -> str:
    """The date that htmldate finds in its known places, as ISO 8601; "" when it finds none."""
    import htmldate

    try:
        # Not `extensive_search`: what it finds in the whole text is a guess.
        day = htmldate.find_date(
            tree, url=url or None, original_date=True, extensive_search=False, max_date="2199-12-31"
        )
    # htmldate writes cleaned text back into the tree, and lxml refuses control characters.
    except ValueError:
        return ""
    return day or ""
