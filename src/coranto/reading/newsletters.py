"""Read the past issues of a newsletter or blog from its files. Pure: no store, no network.

Reads Markdown, HTML, feeds and WordPress exports (WXR). What is not an issue (a draft, an empty
post) becomes a `Problem` with its reason; nothing is left out in silence.
"""

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from coranto.errors import SourceError
from coranto.model import Entry, Problem
from coranto.reading import dates, feeds, newsletter_blocks, urls
from coranto.reading.language import packs, phrases
from coranto.reading.markup import decoding
from coranto.reading.newsletter_blocks import ParsedBlocks
from coranto.reading.pages import metadata

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json", ".rdf"})

IssueForm = Literal["Markdown", "page", "feed"]

_LABELLED_NUMBER_PATTERN = re.compile(
    rf"(?:\b{phrases.alternatives('issue_labels')}\b\.?|№|n°|nº|#"
    rf"|{phrases.alternatives('glued_issue_labels')}[ٔهی\u200c]*)\s{{0,9}}[:.#№]?\s{{0,9}}(\d{{1,9}})\b",
    re.IGNORECASE,
)
# Not the end of a date (2024-05-06), a fraction or a decimal.
_TRAILING_NUMBER_PATTERN = re.compile(r"(?<![\d./-])(\d{1,5})\s*$")
_SLUG_NUMBER_PATTERN = re.compile(r"[a-z][-_](\d{1,5})/?(?:\.\w{1,5})?$", re.IGNORECASE)
_FILE_NAME_DATE_PATTERN = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)")
_FRONT_MATTER_PATTERN = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_MATTER_PAIR_PATTERN = re.compile(r"(?m)^([A-Za-z_]{1,40})[ \t]*[:=][ \t]*(.*)$")
# An item that is never closed reaches to the end: searching for its end again from every later
# "<item" would take quadratic time.
_ITEM_PATTERN = re.compile(r"<item\b[^<]*+(?:<(?!/item>)[^<]*+)*+(?:</item>|\Z)")
_POST_TYPE_PATTERN = re.compile(r"<wp:post_type>(?:<!\[CDATA\[)?\s*([\w-]+)")
_POST_STATUS_PATTERN = re.compile(r"<wp:status>(?:<!\[CDATA\[)?\s*([\w-]+)")
#: Elements that hold a page's own text, the most specific first.
_MAIN_TEXT_XPATHS = ("//article", "//main", "//*[@role='main']", "//body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One past issue with the facts its file gives."""

    subject: str  #: names it in messages: the file, and in a feed the entry's title
    title: str
    number: int | None  #: None when neither title nor address names one
    published: datetime | None  #: UTC; None when the file gives no date
    published_raw: str
    url: str  #: where it appeared; "" when unknown
    language: str  #: "und" when unknown
    text: ParsedBlocks
    form: IssueForm = "Markdown"  #: of the file it came from


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterReading:
    """The issues of one file, and what in it could not be read as one."""

    issues: tuple[Issue, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """What is known about a file besides its bytes."""

    name: str  #: of the file; used in problems and for its suffix
    url: str  #: where it was fetched from; "" for a local file
    seen: datetime  #: when it is read; later publication dates are refused
    pattern: re.Pattern[str] | None = None  #: its first group is the number in a title
    language: str = "und"  #: of dates, where an issue declares no language


def read_issues(body: bytes, context: FileContext) -> NewsletterReading:
    """Read the issues in a file. Raises SourceError when nothing in it can be read."""
    suffix = PurePath(urlsplit(context.name).path if context.url else context.name).suffix.lower()
    if suffix in MARKDOWN_SUFFIXES:
        return _single_issue_reading(_read_markdown(decoding.decode(body).text, context), context)
    # A fetched page often has no suffix, so its first bytes decide as well.
    start = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in PAGE_SUFFIXES or start.startswith((b"<!doctype html", b"<html")):
        return _single_issue_reading(_read_html_page(body, context), context)
    return _read_feed_issues(body, context)


def find_issue_number(title: str, url: str, pattern: re.Pattern[str] | None = None) -> int | None:
    """Return the issue number in a title, else at the end of an address; a year is none.

    With `pattern`, only what its first group matches counts.
    """
    plain = _ascii_digits(title)
    if pattern is not None:
        match = pattern.search(plain) or pattern.search(url)
        digits = match[1] if match else None
        # An editor's pattern may match thousands of digits, which int() refuses.
        return int(digits) if digits and re.fullmatch(r"[0-9]{1,9}", digits) else None
    if match := _LABELLED_NUMBER_PATTERN.search(plain):
        return int(match[1])
    for match in (
        _TRAILING_NUMBER_PATTERN.search(plain),
        _SLUG_NUMBER_PATTERN.search(urlsplit(url).path),
    ):
        # "What happened in 2024" and "/2024/" end in a year, not in a number.
        if match and not 1900 <= int(match[1]) <= 2100:
            return int(match[1])
    return None


def _ascii_digits(text: str) -> str:
    """Replace the decimal digits of every script by 0 to 9."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char
        for char in text
    )


def _single_issue_reading(issue: Issue, context: FileContext) -> NewsletterReading:
    if not issue.text.blocks:
        return NewsletterReading(
            issues=(), problems=(Problem(subject=context.name, reason="no text in it"),)
        )
    return NewsletterReading(issues=(issue,), problems=())


# --- Markdown -----------------------------------------------------------------


def _read_markdown(text: str, context: FileContext) -> Issue:
    """Read a Markdown file, with or without front matter (`title: …` lines at its top)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n")
    facts: dict[str, str] = {}
    if match := _FRONT_MATTER_PATTERN.match(text):
        facts = {
            key.lower(): value.strip().strip("\"'")
            for key, value in _FRONT_MATTER_PAIR_PATTERN.findall(match[2])
        }
        text = text[match.end() :]
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parsed = newsletter_blocks.read_html(parser.render(text), base=context.url)
    title = _first_fact(facts, "title", "headline") or _first_heading(parsed)
    url = _first_fact(facts, "permalink", "url", "link", "canonical_url")
    file_date_match = _FILE_NAME_DATE_PATTERN.search(PurePath(context.name).name)
    published_raw = (
        _first_fact(facts, "date", "published", "pubdate", "published_at")
        or (file_date_match or [""])[0]
    )
    issue = _build_issue(
        context,
        title=title,
        raw=published_raw,
        url=url,
        language=_first_fact(facts, "language", "lang"),
    )
    number_text = _ascii_digits(_first_fact(facts, "number", "issue", "no"))
    number = int(number_text) if re.fullmatch(r"\d{1,9}", number_text) else issue.number
    return replace(issue, number=number, text=_drop_title(parsed, title))


def _first_fact(facts: dict[str, str], *keys: str) -> str:
    return next((facts[key] for key in keys if facts.get(key)), "")


def _first_heading(parsed: ParsedBlocks) -> str:
    return next((block.text for block in parsed.blocks if block.kind == "heading"), "")


def _drop_title(parsed: ParsedBlocks, title: str) -> ParsedBlocks:
    """Drop a first heading that repeats the title."""
    head = parsed.blocks[:1]
    is_title = head and head[0].kind == "heading" and head[0].text == " ".join(title.split())
    return replace(parsed, blocks=parsed.blocks[1:]) if is_title else parsed


# --- pages --------------------------------------------------------------------


def _read_html_page(body: bytes, context: FileContext) -> Issue:
    text = decoding.decode(body).text
    root = newsletter_blocks.parse_html(text)
    if root is None:
        raise SourceError("not a page", "no element in it can be read")
    page_facts = metadata.extract_metadata(root, url=context.url)
    main_element = next(
        (elements[0] for path in _MAIN_TEXT_XPATHS if (elements := root.xpath(path))), root
    )
    # Navigation, asides and footers also occur inside `<article>`.
    for aside in main_element.xpath(".//nav | .//aside | .//footer"):
        aside.drop_tree()
    parsed = newsletter_blocks.read_tree(main_element, base=page_facts.canonical or context.url)
    title = page_facts.title or _first_heading(parsed)
    url = page_facts.canonical or context.url
    # An edition has no mark for a date that was guessed, so it stays unknown.
    raw = page_facts.published_raw if page_facts.published_kind != "guessed" else ""
    issue = _build_issue(context, title=title, raw=raw, url=url, language=page_facts.language)
    return replace(issue, text=_drop_title(parsed, title), form="page")


# --- feeds and exports --------------------------------------------------------


def _read_feed_issues(body: bytes, context: FileContext) -> NewsletterReading:
    """Read the entries of a feed, or the published posts of a WordPress export."""
    problems: list[Problem] = []
    text = decoding.decode(body).text
    # An export lists pages, menus and media as items too; the feed reader would take them
    # for posts, so they are cut from the text first.
    if "<wp:post_type>" in text:
        text = _ITEM_PATTERN.sub(
            lambda match: _keep_if_published(match[0], context, problems), text
        )
        body = text.encode()
    # A relative link in a file has no base: `.invalid` (RFC 2606) cannot name a real site.
    reading = feeds.read_feed(body, url=context.url or "https://import.invalid/")
    problems += [replace(problem, subject=context.name) for problem in reading.problems]
    issues = list(_issues_of_entries(reading.entries, context, reading.language, problems))
    return NewsletterReading(issues=tuple(issues), problems=tuple(problems))


def _keep_if_published(item: str, context: FileContext, problems: list[Problem]) -> str:
    """Return an export's item when it is a published post, else ""; drafts become problems."""
    kind, status = _POST_TYPE_PATTERN.search(item), _POST_STATUS_PATTERN.search(item)
    if kind and kind[1] != "post":
        return ""
    if status and status[1] != "publish":
        title = re.search(r"<title>(?:<!\[CDATA\[)?(.{0,200}?)(?:\]\]>)?</title>", item, re.DOTALL)
        subject = f"{context.name}: {entities.unescape(title[1]) if title else 'a post'}"
        problems.append(Problem(subject=subject, reason=f"not published: {status[1]}"))
        return ""
    return item


def _issues_of_entries(
    entries: tuple[Entry, ...], context: FileContext, language: str, problems: list[Problem]
) -> Iterator[Issue]:
    for entry in entries:
        subject = f"{context.name}: {entry.title or entry.url or entry.key}"
        parsed = newsletter_blocks.read_html(
            _add_paragraph_tags(entry.content or entry.summary), base=entry.url
        )
        if not parsed.blocks:
            problems.append(Problem(subject=subject, reason="no text in it"))
            continue
        issue_language = entry.language if entry.language != "und" else language
        published_raw = entry.published_raw or entry.updated_raw
        issue = _build_issue(
            context, title=entry.title, raw=published_raw, url=entry.url, language=issue_language
        )
        text = _drop_title(parsed, entry.title)
        yield replace(issue, subject=subject, text=text, form="feed")


def _add_paragraph_tags(content: str) -> str:
    """Mark up the paragraphs of old WordPress posts, which only blank lines separate."""
    if re.search(r"<(?:p|div|li|h[1-6])\b", content, re.IGNORECASE):
        return content
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", content) if part.strip())


def _build_issue(context: FileContext, *, title: str, raw: str, url: str, language: str) -> Issue:
    issue_language = language or "und"
    moment = dates.read_date(
        raw,
        seen=context.seen,
        language=context.language if issue_language == "und" else issue_language,
    )
    clean_url = urls.clean(url, base=context.url)
    return Issue(
        subject=context.name,
        title=" ".join(title.split()),
        number=find_issue_number(title, clean_url or context.name, context.pattern),
        published=moment.at,
        published_raw=raw,
        url=clean_url,
        language=packs.primary_subtag(issue_language) or "und",
        text=ParsedBlocks(blocks=(), strange=()),
    )
