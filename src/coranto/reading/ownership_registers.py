"""Read registers of who owns, funds or directs the media; match them to sources. Pure.

A register is a table, CSV or JSON, that somebody else maintains. This module may not
interpret its words: codes such as "SC" stay as written, and each fact names its file and row.
"""

import csv
import difflib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from coranto.errors import SettingsError
from coranto.model import Disclosure, Problem, Relation, Source
from coranto.reading import urls
from coranto.reading.markup import decoding

#: Further rows of a register are not read; there are fewer media outlets in the world.
MAX_REGISTER_ROWS = 100_000
#: Longer values are cut.
MAX_VALUE_CHARACTERS = 4_000

#: Our field → common spellings of its column's header, the likeliest first.
REGISTER_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": (
            "name", "organization", "organisation", "outlet", "main assets", "media outlet",
            "source", "brand", "publication", "title", "media",
        ),
        "domains": ("domains", "domain", "hosts", "websites", "host"),
        "url": ("url", "website", "homepage", "web site", "site", "web", "link", "address"),
        "country": ("country", "country name", "country code", "nation"),
        "owner": (
            "owner", "owners", "media company", "parent company", "parent", "ownership",
            "owned by", "company", "publisher",
        ),
        "funder": ("funder", "funders", "funding", "funded by", "sponsor", "donor"),
        "affiliation": ("affiliation", "affiliations", "affiliated with", "control", "alignment"),
        "typology": ("typology", "type", "category", "classification", "class"),
        "reference": ("reference", "references", "citation", "source url", "evidence", "sources"),
        "as_of": ("as of", "as_of", "date", "year", "updated", "last updated", "checked"),
    }
)  # fmt: skip
_RELATIONS: tuple[Relation, ...] = ("owner", "funder", "affiliation", "typology")
#: Sites that host many unrelated accounts: there only the whole path names the owner.
PLATFORM_DOMAINS = frozenset(
    """
    facebook.com fb.com twitter.com x.com instagram.com youtube.com youtu.be t.me telegram.me
    tiktok.com linkedin.com vk.com ok.ru rutube.ru odysee.com rumble.com medium.com substack.com
    threads.net bsky.app mastodon.social reddit.com weibo.com wechat.com google.com apple.com
    linktr.ee dzen.ru soundcloud.com spotify.com github.com archive.org wikipedia.org
    """.split()
)
_BARE_ADDRESS_PATTERN = re.compile(
    r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}(?::\d{1,5})?(?:[/?#]\S{0,2000})?"
)
_SEPARATORS_PATTERN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One record of a register."""

    number: int  #: counted from 1, as the file counts its records
    values: Mapping[str, str]  #: our field → the register's words
    addresses: tuple[str, ...]  #: clean addresses of what the row is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register's rows, the columns they came from, and what could not be read."""

    name: str  #: of its file, as facts cite it
    mapping: Mapping[str, str]  #: our field → the register's column
    rows: tuple[RegisterRow, ...]
    by_site: Mapping[str, tuple[RegisterRow, ...]]  #: registrable domain → its rows
    problems: tuple[Problem, ...] = ()


def read_register(body: bytes, *, name: str, mapping: Mapping[str, str]) -> Register:
    """Read a register's rows into our fields.

    `mapping` gives the column of each field (`REGISTER_FIELDS`); when it is empty, the columns
    are guessed from the headers. Raises SettingsError when the file is not a table, when a
    column or field does not exist, or when no column holds addresses.
    """
    text = decoding.decode(body).text
    problems: list[Problem] = []
    records = _json_records(text) if text.lstrip()[:1] in {"[", "{"} else _csv_records(text)
    columns, table = _collect_table(records, name, problems)
    column_by_field = _check_mapping(mapping, columns) if mapping else guess_mapping(columns)
    if not {"url", "domains"} & column_by_field.keys():
        raise SettingsError(
            f"{name}: no column with addresses is known among {', '.join(columns)[:500]}; "
            "name one with `--map url=COLUMN` or `--map domains=COLUMN`"
        )
    rows = tuple(_build_row(number, record, column_by_field) for number, record in table)
    return Register(
        name=name,
        mapping=column_by_field,
        rows=rows,
        by_site=_index_by_site(rows),
        problems=tuple(problems),
    )


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Return field → column for the headers that are common spellings of a field."""
    column_by_spelling = {
        " ".join(column.lower().replace("_", " ").split()): column for column in columns
    }
    column_by_field: dict[str, str] = {}
    for field, spellings in REGISTER_FIELDS.items():
        column = next(
            (
                column_by_spelling[spelling]
                for spelling in spellings
                if spelling in column_by_spelling
            ),
            "",
        )
        if column and column not in column_by_field.values():
            column_by_field[field] = column
    return column_by_field


def disclosures_for(
    source: Source, register: Register, *, addresses: Sequence[str] = ()
) -> tuple[Disclosure, ...]:
    """Return what the register says about a source, found by its homepage.

    `addresses` (of its feeds) are tried in order when no row matches the homepage. A fact that
    several rows repeat is returned once, with the first of these rows.
    """
    for address in (source.homepage, *addresses):
        rows = matching_rows(address, register)
        if rows:
            facts = (fact for row in rows for fact in _row_disclosures(row, register.name))
            distinct_facts: dict[tuple[str, str], Disclosure] = {}
            for fact in facts:
                distinct_facts.setdefault((fact.relation, fact.value), fact)
            return tuple(distinct_facts.values())
    return ()


def matching_rows(address: str, register: Register) -> tuple[RegisterRow, ...]:
    """Return the rows that match an address best: host before domain, section before site."""
    clean_address = urls.clean(address)
    ranked = [
        (_row_specificity(row, clean_address), row)
        for row in register.by_site.get(urls.registrable_domain(clean_address), ())
    ]
    best_rank = max((rank for rank, _ in ranked), default=())
    return tuple(row for rank, row in ranked if rank and rank == best_rank)


# --- matching -----------------------------------------------------------------


def _row_specificity(row: RegisterRow, source_address: str) -> tuple[int, ...]:
    """How specifically a row matches an address; () when it does not match."""
    return max(
        (_address_specificity(row_address, source_address) for row_address in row.addresses),
        default=(),
    )


def _address_specificity(row_address: str, source_address: str) -> tuple[int, ...]:
    """A rank that compares as a tuple: 3 same host, 2 parent host, 1 same domain, then depth."""
    if urls.registrable_domain(row_address) != urls.registrable_domain(source_address):
        return ()
    row_parts, source_parts = urlsplit(row_address), urlsplit(source_address)
    row_host, source_host = _strip_www(row_parts.netloc), _strip_www(source_parts.netloc)
    row_path, source_path = _path_segments(row_parts.path), _path_segments(source_parts.path)
    if urls.registrable_domain(source_address) in PLATFORM_DOMAINS:
        # Neither the platform itself nor a post below an account says who owns the account.
        is_same_page = (row_host, row_path) == (source_host, source_path) and bool(source_path)
        return (3, len(source_path)) if is_same_page else ()
    is_above = row_path == source_path[: len(row_path)]
    depth = len(row_path) if is_above else -1
    if row_host == source_host:
        return (3, depth)
    if source_host.endswith(f".{row_host}"):
        return (2, row_host.count("."), depth)
    return (1, depth)


def _strip_www(netloc: str) -> str:
    return netloc.removeprefix("www.")


def _path_segments(path: str) -> list[str]:
    return [part.lower() for part in path.split("/") if part]


def _row_disclosures(row: RegisterRow, name: str) -> Iterator[Disclosure]:
    for relation in _RELATIONS:
        if value := row.values.get(relation, ""):
            yield Disclosure(
                relation=relation,
                value=value,
                reference=row.values.get("reference", ""),
                as_of=row.values.get("as_of", ""),
                register=name,
                row=str(row.number),
            )


def _index_by_site(rows: tuple[RegisterRow, ...]) -> Mapping[str, tuple[RegisterRow, ...]]:
    rows_by_site: dict[str, list[RegisterRow]] = {}
    for row in rows:
        for site in dict.fromkeys(urls.registrable_domain(address) for address in row.addresses):
            rows_by_site.setdefault(site, []).append(row)
    return MappingProxyType({site: tuple(site_rows) for site, site_rows in rows_by_site.items()})


# --- reading ------------------------------------------------------------------


def _build_row(
    number: int, record: Mapping[str, str], column_by_field: Mapping[str, str]
) -> RegisterRow:
    values = {field: record.get(column, "") for field, column in column_by_field.items()}
    raw_addresses = [values.get("url", ""), *_SEPARATORS_PATTERN.split(values.get("domains", ""))]
    addresses = (_clean_address(address.strip()) for address in raw_addresses)
    return RegisterRow(
        number=number,
        values=MappingProxyType({field: value for field, value in values.items() if value}),
        addresses=tuple(dict.fromkeys(address for address in addresses if address)),
    )


def _clean_address(raw: str) -> str:
    """Clean "https://a.example/", "a.example" or "//a.example"; "" for anything else."""
    if "://" in raw:
        return urls.clean(raw)
    schemeless = raw.removeprefix("//")
    return (
        urls.clean(f"https://{schemeless}") if _BARE_ADDRESS_PATTERN.fullmatch(schemeless) else ""
    )


def _collect_table(
    records: Iterator[Mapping[str, str] | None], name: str, problems: list[Problem]
) -> tuple[list[str], list[tuple[int, Mapping[str, str]]]]:
    """Return all columns in order, and the non-empty records with their numbers."""
    columns: dict[str, None] = {}
    table: list[tuple[int, Mapping[str, str]]] = []
    for number, record in enumerate(records, 1):
        if number > MAX_REGISTER_ROWS:
            problems.append(
                Problem(
                    subject=name, reason="too many rows", detail=f"{MAX_REGISTER_ROWS:,} are read"
                )
            )
            break
        if record is None:
            problems.append(Problem(subject=f"{name}, row {number}", reason="broken row"))
            continue
        if not any(record.values()):
            continue  # numbered all the same, so that later numbers agree with the file
        columns.update(dict.fromkeys(record))
        table.append((number, record))
    if not table:
        raise SettingsError(
            f"{name} holds no rows: a register is a CSV table or a JSON list of objects"
        )
    return list(columns), table


def _check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    for field, column in mapping.items():
        if field not in REGISTER_FIELDS:
            raise SettingsError(
                f"{field!r} is no field of a register{_suggest_nearest(field, REGISTER_FIELDS)}"
            )
        if column not in columns:
            raise SettingsError(
                f"the register has no column {column!r}{_suggest_nearest(column, columns)}"
            )
    return dict(mapping)


def _suggest_nearest(word: str, candidates: Iterable[str]) -> str:
    words = list(candidates)
    nearest_words = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return (
        f": did you mean {nearest_words[0]!r}?"
        if nearest_words
        else f"; there are: {', '.join(words)[:500]}"
    )


def _csv_records(text: str) -> Iterator[Mapping[str, str] | None]:
    """Yield each record by header; None for one with more cells than the header.

    Spreadsheets in many countries write semicolons, so the delimiter is the most frequent
    candidate in the header line.
    """
    header_line, _, _ = text.partition("\n")
    delimiter = max((",", ";", "\t", "|"), key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [" ".join(cell.split()) for cell in next(reader, [])]
        for cells in reader:
            if not cells:
                continue
            # Too many cells mean an unquoted delimiter: the values have shifted columns, and a
            # wrong owner is worse than none. Trailing empty cells are harmless.
            cells_fit = len(cells) <= len(header) or not any(cells[len(header) :])
            yield (
                {
                    column: _cell_text(value)
                    for column, value in zip(header, cells, strict=False)
                    if column
                }
                if cells_fit
                else None
            )
    except csv.Error:
        # A cell beyond the csv module's limit of 128 KiB, or a quote that never ends.
        yield None


def _json_records(text: str) -> Iterator[Mapping[str, str] | None]:
    """Yield the objects of a list, or of the first list in an object; None for other values."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"the register is broken JSON: {error}") from None
    if isinstance(data, dict):
        data = next((value for value in data.values() if isinstance(value, list)), [data])
    for record in data:
        if isinstance(record, dict):
            yield {
                decoding.strip_invalid_characters(key): _cell_text(value)
                for key, value in record.items()
            }
        else:
            yield None


def _cell_text(value: Any) -> str:
    """Return a cell as one bounded line: lists joined, null "", other values as JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_cell_text, value)))[:MAX_VALUE_CHARACTERS]
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=True)[:MAX_VALUE_CHARACTERS]
    text = decoding.strip_invalid_characters(value) if isinstance(value, str) else json.dumps(value)
    return " ".join(text.split())[:MAX_VALUE_CHARACTERS]
