"""What every kind of feed does with its entries: plain titles, bounds, unique keys. Pure."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from coranto.model import Entry, Problem
from coranto.reading import urls
from coranto.reading.language import packs, text
from coranto.reading.markup.decoding import strip_invalid_characters

#: Entries kept of one feed: what a sitemap may hold at most (sitemaps.org).
MAX_ENTRIES = 50_000
#: Longer titles are cut, in characters; a headline has 300 at most.
MAX_TITLE_CHARACTERS = 1_000
#: Longer keys end in a hash, in characters.
MAX_KEY_CHARACTERS = 400
MAX_NAME_CHARACTERS = 200
MAX_NAMES = 50
#: Problems of one feed that are told one by one.
MAX_PROBLEMS = 20

_MAIL_WITH_NAME_PATTERN = re.compile(r"[^\s()<>]{1,200}@[^\s()<>]{1,200}\s{1,20}\(([^()]{1,200})\)")
_NAME_WITH_MAIL_PATTERN = re.compile(r"([^<>@]{1,200}?)\s{0,20}<[^\s<>]{1,200}@[^\s<>]{1,200}>")


def one_line(raw: str) -> str:
    """A string of a feed as one line, bounded like a name."""
    return " ".join(strip_invalid_characters(raw[: MAX_NAME_CHARACTERS * 8]).split())[
        :MAX_NAME_CHARACTERS
    ]


def html_title(raw: str) -> str:
    """A title that may hold HTML, as plain text in one line."""
    if "<" in raw or "&" in raw:
        raw = text.from_html(raw[: MAX_TITLE_CHARACTERS * 20])
    return plain_title(raw)


def plain_title(raw: str) -> str:
    """A title that is plain text, in one line of at most 1,000 characters."""
    line = " ".join(raw[: MAX_TITLE_CHARACTERS * 20].split())
    return line if len(line) <= MAX_TITLE_CHARACTERS else line[: MAX_TITLE_CHARACTERS - 1] + "…"


def author_name(raw: str) -> str:
    """The name in "mail@example.org (Name)" and "Name <mail@example.org>", else all of it."""
    name = one_line(raw)
    if "@" in name:
        match = _MAIL_WITH_NAME_PATTERN.fullmatch(name) or _NAME_WITH_MAIL_PATTERN.fullmatch(name)
        name = match[1].strip() if match else name
    return text.from_html(name) if "&" in name or "<" in name else name


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names once each in their order, without empty ones, at most fifty."""
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_NAMES]


@lru_cache(maxsize=512)
def language_tag(raw: str) -> str:
    """A declared language as a BCP 47 tag, "und" when it means nothing."""
    return packs.parse_tag(raw[:50]) if raw else "und"


def resolve_links(
    entry_link_pairs: Sequence[tuple[Entry, str]], *, base: str
) -> tuple[list[Entry], list[Problem]]:
    """Entries with their links (given beside them, as written) made absolute and clean."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for entry, raw_link in entry_link_pairs:
        url = urls.clean(raw_link, base=base) if raw_link else ""
        entries.append(replace(entry, url=url) if url else entry)
        if raw_link and not url:
            subject = entry.title[:100] or entry.key[:100] or base
            problems.append(Problem(subject=subject, reason="bad address", detail=raw_link[:200]))
    return entries, problems[:MAX_PROBLEMS]


def assign_keys(
    entries: Sequence[Entry], *, subject: str
) -> tuple[tuple[Entry, ...], list[Problem]]:
    """Entries with keys of their own, and what was folded or left out to get there.

    An entry comes with the feed's own id as its key, or "". Entries that share an id
    are kept apart when their links differ, those that share only a link when their
    titles do, those without a link when titles or dates do; else the first stands for all.
    """
    problems: list[Problem] = []
    non_empty = [
        entry
        for entry in entries
        if entry.key or entry.url or entry.title or entry.content or entry.summary
    ]
    if len(non_empty) < len(entries):
        detail = f"{len(entries) - len(non_empty)} of {len(entries)}"
        problems.append(Problem(subject=subject, reason="empty entries", detail=detail))
    if len(non_empty) > MAX_ENTRIES:
        detail = f"{len(non_empty)}: the first {MAX_ENTRIES:,} are kept"
        problems.append(Problem(subject=subject, reason="too many entries", detail=detail))
    distinct_entries = _distinguish_entries(non_empty[:MAX_ENTRIES])
    if folded_count := min(len(non_empty), MAX_ENTRIES) - len(distinct_entries):
        detail = f"{folded_count} with the id and link of another"
        problems.append(Problem(subject=subject, reason="repeated entries", detail=detail))
    return tuple(distinct_entries), problems


def _distinguish_entries(entries: list[Entry]) -> list[Entry]:
    base_keys = [_base_key(entry) for entry in entries]
    if max(Counter(base_keys).values(), default=0) <= 1:
        return [
            _with_key(entry, base_key) for entry, base_key in zip(entries, base_keys, strict=True)
        ]
    distinguishing_keys: dict[str, set[str]] = defaultdict(set)
    for entry, base_key in zip(entries, base_keys, strict=True):
        distinguishing_keys[base_key].add(_distinguishing_key(entry))
    entry_by_key: dict[str, Entry] = {}
    for entry, base_key in zip(entries, base_keys, strict=True):
        key = (
            base_key
            if len(distinguishing_keys[base_key]) == 1
            else f"{base_key} {_distinguishing_key(entry)}"
        )
        entry_by_key.setdefault(key, entry)
    return [_with_key(entry, key) for key, entry in entry_by_key.items()]


def _base_key(entry: Entry) -> str:
    return (
        bounded_key(entry.key)
        or entry.url
        or short_digest(entry.title, entry.summary, entry.content)
    )


def _distinguishing_key(entry: Entry) -> str:
    """What tells two entries of one id, one link, or one text apart."""
    if entry.url:
        return entry.url if entry.key else short_digest(entry.title)
    return short_digest(entry.title, entry.published_raw)


def _with_key(entry: Entry, key: str) -> Entry:
    key = bounded_key(key)
    return entry if key == entry.key else replace(entry, key=key)


def bounded_key(raw: str) -> str:
    """An id as one bounded line."""
    key = raw if raw.isascii() and " " not in raw and raw.isprintable() else " ".join(raw.split())
    return key if len(key) <= MAX_KEY_CHARACTERS else f"{key[:300]} {short_digest(key)}"


def short_digest(*parts: str) -> str:
    """16 hex digits that stand for the parts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def list_strings(value: Any) -> list[str]:
    """The strings in what should be a string or a list of them, whatever it is."""
    if isinstance(value, str):
        return [value]
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
