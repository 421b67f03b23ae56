"""What the readers of all feed formats share: plain titles, limits, links, unique keys. Pure.

This module may not know a format: it sees strings and `Entry` values only.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from coranto.model import Entry, Problem
from coranto.reading import urls
from coranto.reading.language import packs, text, titles
from coranto.reading.markup.decoding import strip_invalid_characters

#: Further entries of a feed are dropped: the most a sitemap may hold (sitemaps.org).
MAX_ENTRIES = 50_000
#: Longer titles are cut; a headline has 300 characters at most.
MAX_TITLE_CHARACTERS = 1_000
#: Longer keys are cut and end in a hash.
MAX_KEY_CHARACTERS = 400
#: Longer names, tags and raw dates are cut.
MAX_NAME_CHARACTERS = 200
#: Authors or tags of one entry that are kept.
MAX_NAMES = 50
#: Share of the words of the shorter of two texts below which they are two entries'. Two articles
#: of one language share 5 to 12 % of their words, and up to 30 % where the language is not declared
#: and its stop words are among them; a report and its rewritten version share more than 40 %.
MAX_UNLIKE_SHARE = 0.35
#: Different words of a text that are enough to tell it from another.
MIN_COMPARED_TOKENS = 6
#: Characters of a text, and texts under one link and title, that are compared.
MAX_COMPARED_CHARACTERS = 5_000
MAX_UNLIKE_TEXTS = 50
#: Bad addresses of one feed that are listed one by one.
MAX_PROBLEMS = 20

# RSS 2.0 asks for `mail@example.org (Name)`; much software writes the form of mail headers.
_MAIL_WITH_NAME_PATTERN = re.compile(
    r"\A[^\s()<>]{1,200}@[^\s()<>]{1,200}\s{1,20}\(([^()]{1,200})\)"
)
_NAME_WITH_MAIL_PATTERN = re.compile(r"\A([^<>@]{1,200}?)\s{0,20}<[^\s<>]{1,200}@[^\s<>]{1,200}>")


def one_line(raw: str) -> str:
    """Return a feed's string as one line of at most `MAX_NAME_CHARACTERS`."""
    # Cut before splitting as well: a hostile feed can hold a name of megabytes.
    return " ".join(strip_invalid_characters(raw[: MAX_NAME_CHARACTERS * 8]).split())[
        :MAX_NAME_CHARACTERS
    ]


def html_title(raw: str) -> str:
    """Return a title that may hold HTML as one line of plain text."""
    if "<" in raw or "&" in raw:
        raw = titles.title_words(raw[: MAX_TITLE_CHARACTERS * 20])
    return plain_title(raw)


def plain_title(raw: str) -> str:
    """Return a plain-text title as one line of at most `MAX_TITLE_CHARACTERS`."""
    line = " ".join(raw[: MAX_TITLE_CHARACTERS * 20].split())
    return line if len(line) <= MAX_TITLE_CHARACTERS else line[: MAX_TITLE_CHARACTERS - 1] + "…"


def author_name(raw: str) -> str:
    """Return the name in "mail@example.org (Name)" or "Name <mail@example.org>", else all."""
    name = one_line(raw)
    if "@" in name:
        match = _MAIL_WITH_NAME_PATTERN.fullmatch(name) or _NAME_WITH_MAIL_PATTERN.fullmatch(name)
        name = match[1].strip() if match else name
    return text.from_html(name) if "&" in name or "<" in name else name


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the non-empty names in order, each once, at most `MAX_NAMES`."""
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_NAMES]


@lru_cache(maxsize=512)
def language_tag(raw: str) -> str:
    """Return a declared language as a BCP 47 tag; "und" when it is not a language."""
    return packs.parse_tag(raw[:50]) if raw else "und"


def resolve_links(
    entry_link_pairs: Sequence[tuple[Entry, str]], *, base: str
) -> tuple[list[Entry], list[Problem]]:
    """Give entries clean absolute addresses, from (entry, link as written) pairs.

    An entry that has an address already keeps it. Also returns a problem for each link that is not
    a web address; its entry stays without one.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for entry, raw_link in entry_link_pairs:
        url = entry.url or (urls.clean(raw_link, base=base) if raw_link else "")
        # A ticker's items are parts of one page: without an id, the part tells them apart.
        fragment = raw_link.partition("#")[2] if url and not entry.key and "#" not in url else ""
        key = f"{urls.strip_trackers(url)}#{fragment.strip()}" if fragment else entry.key
        is_resolved = (url, key) == (entry.url, entry.key)
        entries.append(entry if is_resolved else replace(entry, url=url, key=key))
        if raw_link and not url:
            subject = entry.title[:100] or entry.key[:100] or base
            problems.append(Problem(subject=subject, reason="bad address", detail=raw_link[:200]))
    return entries, problems[:MAX_PROBLEMS]


def assign_keys(
    entries: Sequence[Entry], *, subject: str
) -> tuple[tuple[Entry, ...], list[Problem]]:
    """Give entries unique keys; also return problems for entries folded or left out.

    An entry arrives with the feed's own id as its key, or "". Entries that share an id stay
    distinct when their links or titles differ, those that share only a link when their titles
    differ, those without a link when titles or dates differ; a text stands for a title that is
    missing. Without an id, link and title are not enough where the texts share next to nothing.
    Otherwise the first is kept.
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
        detail = f"{len(non_empty):,}: the first {MAX_ENTRIES:,} are kept"
        problems.append(Problem(subject=subject, reason="too many entries", detail=detail))
    distinct_entries = _distinguish_entries(non_empty[:MAX_ENTRIES])
    if folded_count := min(len(non_empty), MAX_ENTRIES) - len(distinct_entries):
        detail = f"{folded_count} with the id and link of another"
        problems.append(Problem(subject=subject, reason="repeated entries", detail=detail))
    return tuple(distinct_entries), problems


def _distinguish_entries(entries: list[Entry]) -> list[Entry]:
    # Keys must not change while a feed grows, or entries would be read again as new ones:
    # an entry's key depends on its own fields, and gets a suffix only where ids collide.
    base_keys = [_base_key(entry) for entry in entries]
    count_by_key = Counter(base_keys)
    if len(count_by_key) == len(entries):
        return [
            _with_key(entry, base_key) for entry, base_key in zip(entries, base_keys, strict=True)
        ]
    urls_by_key: dict[str, set[str]] = defaultdict(set)
    marks_by_link: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry, base_key in zip(entries, base_keys, strict=True):
        # The mark of an entry hashes its text: only where another has its key.
        if count_by_key[base_key] > 1:
            urls_by_key[base_key].add(entry.url)
            marks_by_link[base_key, entry.url].add(_distinguishing_mark(entry))
    entries_by_key: dict[str, list[Entry]] = defaultdict(list)
    for entry, base_key in zip(entries, base_keys, strict=True):
        suffixes = [
            entry.url if len(urls_by_key[base_key]) > 1 else "",
            _distinguishing_mark(entry) if len(marks_by_link[base_key, entry.url]) > 1 else "",
        ]
        entries_by_key[" ".join([base_key, *filter(None, suffixes)])].append(entry)
    return [
        _with_key(entry, unlike_key)
        for key, sharing in entries_by_key.items()
        for unlike_key, entry in _unlike_entries(key, sharing)
    ]


def _unlike_entries(key: str, sharing: Sequence[Entry]) -> list[tuple[str, Entry]]:
    """One entry for each text of those under one key, the first of each, with its own key."""
    first, *others = sharing
    if first.key or not others:
        return [(key, first)]
    unlike: list[tuple[frozenset[str], Entry]] = []
    for entry in sharing:
        words = _text_words(entry)
        if all(_is_unlike_text(words, other) for other, _ in unlike[:MAX_UNLIKE_TEXTS]):
            unlike.append((words, entry))
    if len(unlike) == 1:
        return [(key, first)]
    dates = {entry.published_raw for _, entry in unlike}
    # By their dates, if these tell them apart: a text may be corrected.
    marks = [
        entry.published_raw
        if len(dates) == len(unlike)
        else short_digest(entry.summary, entry.content)
        for _, entry in unlike
    ]
    return [(f"{key} {mark}", entry) for mark, (_, entry) in zip(marks, unlike, strict=True)]


def _text_words(entry: Entry) -> frozenset[str]:
    markup = max(entry.content, entry.summary, key=len)[:MAX_COMPARED_CHARACTERS]
    return frozenset(text.tokens(text.from_html(markup), entry.language))


def _is_unlike_text(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two texts share next to nothing; one of a few words may be of any article."""
    smaller = min(len(first), len(second))
    return smaller >= MIN_COMPARED_TOKENS and len(first & second) < MAX_UNLIKE_SHARE * smaller


def _base_key(entry: Entry) -> str:
    return (
        bounded_key(entry.key)
        or urls.strip_trackers(entry.url)
        or short_digest(entry.title, entry.summary, entry.content)
    )


def _distinguishing_mark(entry: Entry) -> str:
    """A hash of what tells an entry from others of its id and link: its title, else its text."""
    # Some feeds give every item the id "0"; tickers link every item to one page.
    words = (entry.title,) if entry.title else (entry.summary, entry.content)
    return short_digest(*words) if entry.url else short_digest(*words, entry.published_raw)


def _with_key(entry: Entry, key: str) -> Entry:
    return entry if key == entry.key else replace(entry, key=bounded_key(key))


def bounded_key(raw: str) -> str:
    """Return an id as one line of at most `MAX_KEY_CHARACTERS`."""
    key = raw if raw.isascii() and " " not in raw and raw.isprintable() else " ".join(raw.split())
    return key if len(key) <= MAX_KEY_CHARACTERS else f"{key[:300]} {short_digest(key)}"


def short_digest(*parts: str) -> str:
    """Return the first 16 hex digits of the parts' SHA-256."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def list_strings(value: Any) -> list[str]:
    """Return the strings of a JSON value that should be a string or a list of strings."""
    if isinstance(value, str):
        return [value]
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []
