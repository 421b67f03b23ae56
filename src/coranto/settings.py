"""coranto.toml → one frozen Settings. Reads a file; asks nothing else of the world."""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from datetime import time as time_of_day
from math import inf
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from coranto.errors import SettingsError

FILE = "coranto.toml"

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of coranto.toml: a misspelt key is an error, not a silence."""


class Desk(Group, frozen=True, kw_only=True):
    """What the desk is about."""

    title: str
    topic: str = ""
    description: str = ""
    language: str = "en"  #: of the edition's own words
    languages: tuple[str, ...] = ("en",)  #: order of the edition's sections
    address: str = ""  #: where the site will be published; "" while there is none
    editors: tuple[str, ...] = ()
    contact: str = ""


class Watch(Group, frozen=True, kw_only=True):
    """A word to look for, with its spellings."""

    word: str
    variants: tuple[str, ...] = ()


class Cadence(Group, frozen=True, kw_only=True):
    """When an edition is due."""

    every: Literal["week"] = "week"
    day: Day = "monday"
    time: str = "09:00"
    zone: str = "UTC"
    first_number: int = 1

    def clock(self) -> time_of_day:
        """The time of day an edition is due, in its zone."""
        hour, minute = self.time.split(":")
        return time_of_day(int(hour), int(minute), tzinfo=ZoneInfo(self.zone))


class EditionLimits(Group, frozen=True, kw_only=True):
    """How long a drafted edition may be."""

    items: int = 40
    sentences: int = 3  #: quoted per item
    posts: int = 12


class Limits(Group, frozen=True, kw_only=True):
    """Bounds on what strangers may send."""

    seconds: float = 30.0  #: for one whole answer
    connect_seconds: float = 10.0
    bytes: int = 20_000_000  #: as sent
    decoded_bytes: int = 50_000_000  #: after decompression
    redirects: int = 8
    pages: int = 2_000  #: articles fetched in one run


class Fetch(Group, frozen=True, kw_only=True):
    """How Coranto visits other people's sites."""

    contact: str = ""  #: an address or page in the User-Agent, so that sites can write to you
    proxy: str = ""
    allow: tuple[str, ...] = ()  #: "host:port" inside your own network that may be visited
    delay: float = 1.0  #: seconds between two requests to one host
    workers: int = 16
    robots: bool = True


class Semantic(Group, frozen=True, kw_only=True):
    """An embedding model, if one is to help stories meet across languages."""

    model: str = ""  #: a folder, a name on the Hugging Face hub, or the endpoint's name for it
    endpoint: str = ""  #: address that answers as OpenAI's /v1/embeddings does
    key_environment: str = ""  #: the environment variable that holds the endpoint's key
    seconds: float = 60.0  #: an endpoint may take for one answer


class Settings(Group, frozen=True, kw_only=True):
    """All of coranto.toml."""

    desk: Desk
    watch: tuple[Watch, ...] = ()
    cadence: Cadence = Cadence()
    edition: EditionLimits = EditionLimits()
    limits: Limits = Limits()
    fetch: Fetch = Fetch()
    semantic: Semantic = Semantic()
    ranking: dict[str, float] = {}  #: weights by the signal's name; see editing/ranking.py


def load(folder: Path) -> Settings:
    """The settings of the desk in `folder`. Raises SettingsError with file and line."""
    path = folder / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(
            f"{folder} is not a desk: it has no {FILE}. Make one with `coranto init {folder}`."
        ) from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(f"{path}, line {line}: this is not UTF-8. Save it as UTF-8.") from None
    try:
        return parse(text)
    except SettingsError as error:
        raise SettingsError(f"{path}, {error}") from None


def parse(text: str) -> Settings:
    """Settings out of the text of a coranto.toml. Raises SettingsError starting "line N: "."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax(str(error), text)) from None
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(_explain(str(error), text, raw)) from None
    _check_values(settings, text)
    return settings


def environment_proxy(settings: Settings) -> str:
    """The proxy of the desk's file, else of CORANTO_PROXY; other variables are not read."""
    return settings.fetch.proxy or os.environ.get("CORANTO_PROXY", "")


def environment_key(settings: Settings) -> str:
    """The key of the embedding endpoint, out of the variable that the desk's file names."""
    return os.environ.get(settings.semantic.key_environment, "")


def _syntax(message: str, text: str) -> str:
    found = re.search(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if not found:
        return f"line 1: {message}"
    line = int(found[2]) if found[2] else text.count("\n") + 1
    return f'line {line}: {found[1]}. Text stands in quotation marks: title = "…"'


def _explain(message: str, text: str, raw: dict[str, Any]) -> str:
    """From msgspec's words and path → line, what was expected, nearest valid word."""
    words, _, path = message.partition(" - at ")
    steps = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", path)
    where = [name or index for name, index in steps]
    unknown = re.search(r"unknown field `(.*)`", words)
    missing = re.search(r"missing required field `(.*)`", words)
    if unknown:
        valid = _fields(_type_at(where))
        line = line_of(text, [*where, unknown[1]])
        hint = nearest(unknown[1], valid)
        return f"line {line}: `{unknown[1]}` is not a setting here.{hint}"
    if missing:
        name = ".".join([*where, missing[1]])
        return f"line {line_of(text, where)}: `{name}` is missing. Add it."
    expected = _expected(_type_at(where), words)
    found = _value_at(raw, where)
    line = line_of(text, where)
    hint = _guess(str(found), get_args(_type_at(where))) if "enum" in words else ""
    return f"line {line}: `{'.'.join(where)}` is {found!r}; expected {expected}.{hint}"


def _expected(kind: Any, words: str) -> str:
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{word}"' for word in get_args(kind))
    plain = {str: "text in quotation marks", int: "a whole number", float: "a number"}
    plain |= {bool: "true or false"}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) is tuple:
        return 'a list, such as ["en", "fa"]'
    found = re.search(r"Expected `([^`]*)`", words)
    return {"object": "a table of settings"}.get(found[1], found[1]) if found else words


def nearest(word: str, valid: tuple[str, ...]) -> str:
    """The sentence "Did you mean …?" with the nearest of the valid words, then all of them."""
    return f"{_guess(word, valid)} Valid: {', '.join(valid)}."


def _guess(word: str, valid: Iterable[str]) -> str:
    by_folded = {name.lower(): name for name in valid}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.5)
    return f" Did you mean `{by_folded[close[0]]}`?" if close else ""


def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(getattr(kind, "__struct_fields__", ()))


def _type_at(where: list[str]) -> Any:
    kind: Any = Settings
    for step in where:
        if step.isdigit() or step == "...":
            kind = next((arg for arg in get_args(kind) if arg is not Ellipsis), kind)
        elif _fields(kind):
            kind = get_type_hints(kind).get(step, kind)
    return kind


def _value_at(raw: Any, where: list[str]) -> Any:
    for step in where:
        if isinstance(raw, list) and step.isdigit():
            raw = raw[int(step)]
        elif isinstance(raw, dict):
            raw = raw.get(step, raw)
    return raw


def _keys(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and path of every table and key; entries of [[tables]] are numbered from 0."""
    table: tuple[str, ...] = ()
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            seen[header[1]] = seen.get(header[1], -1) + 1
            table = (header[1], str(seen[header[1]]))
            yield number, table
        elif header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = tuple(header[1].split("."))
            yield number, table
        elif key := re.match(r"""\s*["']?([\w. -]+?)["']?\s*=""", line):
            yield number, (*table, *key[1].split("."))


def line_of(text: str, where: list[str]) -> int:
    """The line of the longest part of a path that the file holds, counted from 1."""
    best = (0, 1)
    for number, path in _keys(text):
        shared = 0
        for mine, theirs in zip(where, path, strict=False):
            if mine != theirs:
                break
            shared += 1
        if shared == len(path) and shared > best[0]:
            best = (shared, number)
    return best[1]


def _check_values(settings: Settings, text: str) -> None:
    """What types cannot say: zones, times, addresses, ranges."""
    for where, problem in _wrong_values(settings):
        raise SettingsError(f"line {line_of(text, where)}: {problem}")


def _wrong_values(settings: Settings) -> Iterator[tuple[list[str], str]]:
    cadence = settings.cadence
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", cadence.time):
        yield ["cadence", "time"], f"`{cadence.time}` is not a time of day such as 09:00."
    try:
        ZoneInfo(cadence.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ["cadence", "zone"], _wrong_zone(cadence.zone)
    if cadence.first_number < 0:
        yield ["cadence", "first_number"], "the first number cannot be below 0."
    if not settings.desk.title.strip():
        yield ["desk", "title"], "the desk needs a title."
    tags = [("language", settings.desk.language)]
    tags += [("languages", tag) for tag in settings.desk.languages]
    for key, tag in tags:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
            yield ["desk", key], f"`{tag}` is not a language tag such as en, fa or pt-BR."
    for place in settings.fetch.allow:
        found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\s/]+):(\d{1,5})", place)
        if not found or not 0 < int(found[2]) < 65536:
            yield ["fetch", "allow"], f"`{place}` is not host:port, such as intranet.example:8080."
    if settings.ranking:
        yield from _wrong_weights(settings.ranking)
    yield from _wrong_ranges(settings)


def _wrong_weights(weights: Mapping[str, float]) -> Iterator[tuple[list[str], str]]:
    from coranto.editing.ranking import WEIGHTS  # only who weighs pays for loading it

    for name in weights:
        if name not in WEIGHTS:
            yield ["ranking", name], f"`{name}` is no signal.{nearest(name, tuple(WEIGHTS))}"


def _wrong_ranges(settings: Settings) -> Iterator[tuple[list[str], str]]:
    for table in ("limits", "edition"):
        group = getattr(settings, table)
        for name in _fields(group):
            if not 0 < getattr(group, name) < inf:
                yield [table, name], f"`{table}.{name}` must be a number above 0."
    if settings.fetch.workers not in range(1, 257):
        yield ["fetch", "workers"], "`fetch.workers` must be between 1 and 256."
    if not 0 <= settings.fetch.delay < inf:
        yield ["fetch", "delay"], "`fetch.delay` must be a number, 0 or more."
    if settings.semantic.seconds <= 0:
        yield ["semantic", "seconds"], "`semantic.seconds` must be above 0."
    if settings.semantic.endpoint and not settings.semantic.model:
        yield ["semantic", "endpoint"], "name the endpoint's model as well: `semantic.model`."
    for where in (["desk", "address"], ["fetch", "proxy"], ["semantic", "endpoint"]):
        address = getattr(getattr(settings, where[0]), where[1])
        if address and not re.match(r"https?://[^\s/]+", address):
            yield where, f"`{address}` does not start with http:// or https://."


def _wrong_zone(zone: str) -> str:
    from zoneinfo import available_timezones  # reads a folder: only on a mistake

    guess = _guess(zone, available_timezones())
    return f"`{zone}` is not a time zone such as Europe/Berlin.{guess}"


def due_after(moment: datetime, cadence: Cadence) -> datetime:
    """The first time an edition is due after `moment`, in the cadence's zone."""
    zone = ZoneInfo(cadence.zone)
    local = moment.astimezone(zone)
    days = (DAYS.index(cadence.day) - local.weekday()) % 7
    clock = cadence.clock()
    due = datetime.combine(local.date() + timedelta(days=days), clock)
    return due if due > local else datetime.combine(due.date() + timedelta(days=7), clock)
