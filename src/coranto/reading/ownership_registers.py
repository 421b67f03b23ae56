"""Registers of who owns, funds or directs the media: read, and matched to sources. Pure.

A register is a table somebody else keeps, CSV or JSON. Its words are kept as written:
codes such as "SC" are not interpreted, and a fact always tells its file and row.
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

#: Rows read of one register: all media of the world are fewer.
MAX_REGISTER_ROWS = 100_000
#: Longer values are cut, in characters.
MAX_VALUE_CHARACTERS = 4_000

#: What a register's column may stand for, with common spellings of it in headers.
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
#: Hosts of many unrelated accounts: there the whole path says whose page it is.
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
    """A register as read: its rows, the columns they came from, and what was left out."""

    name: str
    mapping: Mapping[str, str]
    rows: tuple[RegisterRow, ...]
    by_site: Mapping[str, tuple[RegisterRow, ...]]  #: registrable domain → its rows
    problems: tuple[Problem, ...] = ()


def read_register(body: bytes, *, name: str, mapping: Mapping[str, str]) -> Register:
    """A register's rows by our fields.

    `mapping` names the column of each field (`REGISTER_FIELDS`); an empty one is guessed from the
    headers.
    Raises SettingsError when the file is no table, or a column or field does not exist.
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
    """Field → column, for the columns whose headers are common spellings of a field."""
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
    """What the register says about a source, found by its homepage.

    `addresses` (of its feeds) are asked when the homepage is in no row. The same fact in
    several rows is told once, from the first.
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
    """The rows that mean an address most exactly: host before domain, section before site."""
    clean_address = urls.clean(address)
    ranked = [
        (_row_specificity(row, clean_address), row)
        for row in register.by_site.get(urls.registrable_domain(clean_address), ())
    ]
    best_rank = max((rank for rank, _ in ranked), default=())
    return tuple(row for rank, row in ranked if rank and rank == best_rank)


# --- matching -----------------------------------------------------------------


def _row_specificity(row: RegisterRow, source_address: str) -> tuple[int, ...]:
    """How exactly a row means an address; () when it means something else."""
    return max(
        (_address_specificity(row_address, source_address) for row_address in row.addresses),
        default=(),
    )


def _address_specificity(row_address: str, source_address: str) -> tuple[int, ...]:
    if urls.registrable_domain(row_address) != urls.registrable_domain(source_address):
        return ()
    row_parts, source_parts = urlsplit(row_address), urlsplit(source_address)
    row_host, source_host = _strip_www(row_parts.netloc), _strip_www(source_parts.netloc)
    row_path, source_path = _path_segments(row_parts.path), _path_segments(source_parts.path)
    if urls.registrable_domain(source_address) in PLATFORM_DOMAINS:
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
    """A clean address of "https://a.example/", "a.example" or "//a.example"; else ""."""
    if "://" in raw:
        return urls.clean(raw)
    schemeless = raw.removeprefix("//")
    return (
        urls.clean(f"https://{schemeless}") if _BARE_ADDRESS_PATTERN.fullmatch(schemeless) else ""
    )


def _collect_table(
    records: Iterator[Mapping[str, str] | None], name: str, problems: list[Problem]
) -> tuple[list[str], list[tuple[int, Mapping[str, str]]]]:
    """All columns in their order, and the records with their numbers."""
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
            continue  # counted, so that the numbers stay those of the file
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
    """Records by header. None for one that has more cells than the header has names."""
    header_line, _, _ = text.partition("\n")
    delimiter = max((",", ";", "\t", "|"), key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [" ".join(cell.split()) for cell in next(reader, [])]
        for cells in reader:
            if not cells:
                continue
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
        # A cell beyond the csv module's bound of 128 kB, or a quote that never ends.
        yield None


def _json_records(text: str) -> Iterator[Mapping[str, str] | None]:
    """Objects of a list, or of the first list in an object. None for what is no object."""
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
    """A cell as one string: lists are joined, nothing is "", the rest as JSON writes it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_cell_text, value)))[:MAX_VALUE_CHARACTERS]
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=True)[:MAX_VALUE_CHARACTERS]
    text = decoding.strip_invalid_characters(value) if isinstance(value, str) else json.dumps(value)
    return " ".join(text.split())[:MAX_VALUE_CHARACTERS]
