"""Read JSON Feed 1.0 and 1.1 into entries. Pure. A value of the wrong type counts as absent."""

import html
import json
from typing import Any

from coranto.errors import SourceError
from coranto.model import Entry, FeedReading, Problem
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup.decoding import strip_invalid_characters


def read_json_feed(text: str, *, url: str) -> FeedReading:
    """Read a JSON Feed. Raises SourceError "not a feed" or "too deep"."""
    feed = _parse_json_object(text)
    items = feed.get("items")
    if not isinstance(items, list):
        raise SourceError("not a feed", "it is JSON, but has no list of items")
    homepage = urls.clean(_string_field(feed, "home_page_url"), base=url)
    entry_link_pairs = [_read_entry(item, feed) for item in items if isinstance(item, dict)]
    linked_entries, link_problems = entries.resolve_links(entry_link_pairs, base=homepage or url)
    keyed_entries, key_problems = entries.assign_keys(linked_entries, subject=url)
    if len(entry_link_pairs) < len(items):
        detail = f"{len(items) - len(entry_link_pairs)} of {len(items)} are no objects"
        key_problems.append(Problem(subject=url, reason="broken entries", detail=detail))
    return FeedReading(
        kind="json",
        title=entries.plain_title(_string_field(feed, "title")),
        homepage=homepage if _string_field(feed, "home_page_url") else "",
        language=entries.language_tag(_string_field(feed, "language")),
        generator=entries.one_line(_string_field(feed, "generator")),
        entries=keyed_entries,
        problems=(*link_problems, *key_problems),
    )


def _parse_json_object(text: str) -> dict[str, Any]:
    try:
        feed = json.loads(text)
    except RecursionError:
        raise SourceError("too deep", "its JSON is nested without end") from None
    except ValueError as error:
        raise SourceError("not a feed", f"broken JSON: {error}") from None
    if not isinstance(feed, dict):
        raise SourceError("not a feed", "it is JSON, but no object")
    return feed


def _string_field(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return strip_invalid_characters(value).strip() if isinstance(value, str) else ""


def _entry_id(item: dict[str, Any]) -> str:
    """Return an entry's id; a number counts as its digits."""
    # JSON Feed 1.1 asks readers to accept numbers. `True` is an int in Python, but no id.
    value = item.get("id")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)[: entries.MAX_KEY_CHARACTERS]
    return _string_field(item, "id")


def _read_entry(item: dict[str, Any], feed: dict[str, Any]) -> tuple[Entry, str]:
    language = _string_field(item, "language") or _string_field(feed, "language")
    entry = Entry(
        key=_entry_id(item),
        url="",
        title=entries.plain_title(_string_field(item, "title")),
        published_raw=_string_field(item, "date_published")[: entries.MAX_NAME_CHARACTERS],
        updated_raw=_string_field(item, "date_modified")[: entries.MAX_NAME_CHARACTERS],
        language=entries.language_tag(language),
        authors=_author_names(item) or _author_names(feed),
        summary=_text_to_html(_string_field(item, "summary")),
        content=_string_field(item, "content_html")
        or _text_to_html(_string_field(item, "content_text")),
        tags=entries.distinct_names(
            entries.one_line(tag) for tag in entries.list_strings(item.get("tags"))
        ),
    )
    identity = _string_field(item, "id")
    link = _string_field(item, "url") or _string_field(item, "external_url")
    return entry, link or (identity if identity.startswith(("http://", "https://")) else "")


def _text_to_html(text: str) -> str:
    """Write plain text as HTML that renders the same, since an entry's content is HTML."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def _author_names(values: dict[str, Any]) -> tuple[str, ...]:
    """Return the names in `authors` (JSON Feed 1.1) and `author` (1.0)."""
    author_list = values.get("authors")
    people = [*(author_list if isinstance(author_list, list) else ()), values.get("author")]
    names = (
        _string_field(person, "name") if isinstance(person, dict) else person for person in people
    )
    return entries.distinct_names(
        entries.author_name(name) for name in names if isinstance(name, str)
    )
