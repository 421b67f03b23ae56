"""JSON Feed 1.0 and 1.1 → entries. Pure. Wrong types count as absent."""

import html
import json
from typing import Any

from coranto.errors import SourceError
from coranto.model import Entry, FeedReading, Problem
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup.decoding import cleaned


def read_json_feed(text: str, *, url: str) -> FeedReading:
    """What a JSON Feed says. Raises SourceError: "not a feed", "too deep"."""
    feed = _parsed(text)
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError("not a feed", "it is JSON, but has no list of items")
    homepage = urls.clean(_string(feed, "home_page_url"), base=url)
    found = [_entry(item, feed) for item in items if isinstance(item, dict)]
    linked, bad = entries.linked(found, base=homepage or url)
    kept, problems = entries.keyed(linked, subject=url)
    if len(found) < len(items):
        detail = f"{len(items) - len(found)} of {len(items)} are no objects"
        problems.append(Problem(subject=url, reason="broken entries", detail=detail))
    return FeedReading(
        kind="json",
        title=entries.plain_title(_string(feed, "title")),
        homepage=homepage if _string(feed, "home_page_url") else "",
        language=entries.language(_string(feed, "language")),
        generator=entries.one_line(_string(feed, "generator")),
        entries=kept,
        problems=(*bad, *problems),
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        feed = json.loads(text)
    except RecursionError:
        raise SourceError("too deep", "its JSON is nested without end") from None
    except ValueError as error:
        raise SourceError("not a feed", f"broken JSON: {error}") from None
    if not isinstance(feed, dict):
        raise SourceError("not a feed", "it is JSON, but no object")
    return feed


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return cleaned(value).strip() if isinstance(value, str) else ""


def _identity(item: dict[str, Any]) -> str:
    """An entry's id; a number is its digits, against the standard but often seen."""
    value = item.get("id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)[: entries.LONGEST_KEY]
    return _string(item, "id")


def _entry(item: dict[str, Any], feed: dict[str, Any]) -> tuple[Entry, str]:
    language = _string(item, "language") or _string(feed, "language")
    entry = Entry(
        key=_identity(item),
        url="",
        title=entries.plain_title(_string(item, "title")),
        published_raw=_string(item, "date_published")[: entries.LONGEST_NAME],
        updated_raw=_string(item, "date_modified")[: entries.LONGEST_NAME],
        language=entries.language(language),
        authors=_authors(item) or _authors(feed),
        summary=html.escape(_string(item, "summary"), quote=False),
        content=_string(item, "content_html") or _as_html(_string(item, "content_text")),
        tags=entries.distinct(entries.one_line(tag) for tag in entries.strings(item.get("tags"))),
    )
    identity = _string(item, "id")
    link = _string(item, "url") or _string(item, "external_url")
    return entry, link or (identity if identity.startswith(("http://", "https://")) else "")


def _as_html(text: str) -> str:
    """Plain text as HTML that reads the same."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def _authors(values: dict[str, Any]) -> tuple[str, ...]:
    """Names of `authors` (1.1) and `author` (1.0)."""
    listed = values.get("authors")
    people = [*(listed if isinstance(listed, list) else ()), values.get("author")]
    names = (_string(p, "name") if isinstance(p, dict) else p for p in people)
    return entries.distinct(entries.author(n) for n in names if isinstance(n, str))
