"""A filter of the inbox: parsed from and written to the query of an address. Pure.

An address can be sent to a colleague, so it names nothing of the person who made it: "me" and
"since my last visit" are those of the person who opens it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from coranto.model import DecisionState, DocumentKind, SourceKind, Sureness, Tier

#: Values of one key that are used, and characters of one value: an address may be anybody's.
MAX_VALUES_PER_KEY = 50
MAX_VALUE_CHARACTERS = 200
#: Characters of a query that are read.
MAX_QUERY_CHARACTERS = 8_000
#: The value of `assigned` that stands for whoever opens the address.
ME = "me"

KINDS: tuple[str, ...] = (*get_args(DocumentKind), *get_args(SourceKind))
STATES: tuple[str, ...] = get_args(DecisionState)
SURENESSES: tuple[str, ...] = get_args(Sureness)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What a list of stories shows: values of one field are alternatives, all fields must hold.

    Empty fields let everything through.
    """

    languages: tuple[str, ...] = ()  #: primary subtags: "de"
    countries: tuple[str, ...] = ()  #: ISO 3166-1 alpha-2, of the outlets
    outlets: tuple[str, ...] = ()  #: ids of sources
    tiers: tuple[Tier, ...] = ()
    sections: tuple[str, ...] = ()  #: ids of the edition's sections
    folders: tuple[str, ...] = ()  #: "World", "World/Europe"
    kinds: tuple[str, ...] = ()  #: of documents ("post") and of sources ("agency")
    watch_words: tuple[str, ...] = ()
    min_independent: int = 0  #: sources that report on their own
    is_since_visit: bool = False  #: only what came since the person's last visit
    assigned_to: tuple[str, ...] = ()  #: names; "me" is whoever asks
    sureness: tuple[Sureness, ...] = ()
    states: tuple[DecisionState, ...] = ()
    words: str = ""  #: all of which one document of the story holds


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFilter:
    """A filter, and a sentence on everything in the query that it leaves out."""

    filter: InboxFilter
    problems: tuple[str, ...]


def parse_filter(query: str) -> ParsedFilter:
    """The filter of a query such as "language=de&tier=1&state=open"; a leading "?" is allowed.

    Never raises: what is unknown is left out, and named in `problems`.
    """
    values_by_key: dict[str, list[str]] = {}
    problems: list[str] = []
    shortened = query.removeprefix("?")[:MAX_QUERY_CHARACTERS]
    for key, value in parse_qsl(shortened, max_num_fields=None, errors="replace"):
        values_by_key.setdefault(key, []).append(value.strip()[:MAX_VALUE_CHARACTERS])
    values: dict[str, Any] = {}
    for key, raw_values in values_by_key.items():
        field = _FIELDS_BY_KEY.get(key)
        if field is None:
            problems.append(_unknown_key_sentence(key))
            continue
        parsed, wrong = field.parse_values(raw_values[:MAX_VALUES_PER_KEY])
        problems += [f"{key}={value!r}: {field.expected}." for value in wrong]
        if parsed:
            values[field.name] = parsed if field.is_list else parsed[-1]
    return ParsedFilter(filter=InboxFilter(**values), problems=tuple(problems))


def format_filter(inbox_filter: InboxFilter) -> str:
    """The query of a filter, which `parse_filter` reads back; "" for one without conditions."""
    pairs = []
    for field in FILTER_FIELDS:
        value = getattr(inbox_filter, field.name)
        values = value if field.is_list else (value,) if value else ()
        pairs += [(field.key, field.write(part)) for part in values]
    return urlencode(pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """A field of the filter: its key in a query, and how its values are read."""

    name: str
    key: str
    expected: str  #: what its values are, in words
    parse: Callable[[str], Any]  #: None for a value that is none
    write: Callable[[Any], str] = str
    is_list: bool = True

    def parse_values(self, raw_values: Sequence[str]) -> tuple[tuple[Any, ...], list[str]]:
        """The values of the key, each once, and the texts that are none."""
        parsed = {raw: self.parse(raw) for raw in dict.fromkeys(raw_values) if raw}
        wrong = [raw for raw, value in parsed.items() if value is None]
        usable = dict.fromkeys(value for value in parsed.values() if value is not None)
        return tuple(usable), wrong


def _one_of(*choices: str) -> Callable[[str], str | None]:
    return lambda raw: raw if raw in choices else None


def _parse_tag(raw: str) -> str | None:
    tag = raw.lower()
    return tag if 2 <= len(tag) <= 8 and tag.isascii() and tag.isalpha() else None


def _parse_country(raw: str) -> str | None:
    code = raw.upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _parse_tier(raw: str) -> Tier | None:
    tiers: Mapping[str, Tier] = {str(tier): tier for tier in get_args(Tier)}
    return tiers.get(raw)


def _parse_count(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 else None


def _parse_visit(raw: str) -> Literal[True] | None:
    return True if raw == "visit" else None


def _parse_text(raw: str) -> str | None:
    """Any text without control characters and lone surrogates, which no name has."""
    return raw if raw.isprintable() else None


FILTER_FIELDS: tuple[FilterField, ...] = (
    FilterField(
        name="languages",
        key="language",
        expected="a language is a code such as de",
        parse=_parse_tag,
    ),
    FilterField(
        name="countries",
        key="country",
        expected="a country is a code of two letters such as AT",
        parse=_parse_country,
    ),
    FilterField(
        name="outlets", key="outlet", expected="an outlet is the id of a source", parse=_parse_text
    ),
    FilterField(name="tiers", key="tier", expected="a tier is 1, 2 or 3", parse=_parse_tier),
    FilterField(
        name="sections", key="section", expected="a section is named by its id", parse=_parse_text
    ),
    FilterField(
        name="folders",
        key="folder",
        expected="a folder is named by its titles, such as World/Europe",
        parse=_parse_text,
    ),
    FilterField(
        name="kinds",
        key="kind",
        expected=f"a kind is one of {', '.join(KINDS)}",
        parse=_one_of(*KINDS),
    ),
    FilterField(
        name="watch_words", key="watch", expected="a watch word is a word", parse=_parse_text
    ),
    FilterField(
        name="min_independent",
        key="independent",
        expected="a number of independent sources is 0 to 9999",
        parse=_parse_count,
        is_list=False,
    ),
    FilterField(
        name="is_since_visit",
        key="since",
        expected="the only value is visit: since your last visit",
        parse=_parse_visit,
        write=lambda _: "visit",
        is_list=False,
    ),
    FilterField(
        name="assigned_to",
        key="assigned",
        expected="a story is assigned to a name, or to me",
        parse=_parse_text,
    ),
    FilterField(
        name="sureness",
        key="sure",
        expected=f"a merge is one of {', '.join(SURENESSES)}",
        parse=_one_of(*SURENESSES),
    ),
    FilterField(
        name="states",
        key="state",
        expected=f"a state is one of {', '.join(STATES)}",
        parse=_one_of(*STATES),
    ),
    FilterField(
        name="words", key="q", expected="words are letters", parse=_parse_text, is_list=False
    ),
)
_FIELDS_BY_KEY: Mapping[str, FilterField] = {field.key: field for field in FILTER_FIELDS}


def _unknown_key_sentence(key: str) -> str:
    known_keys = ", ".join(_FIELDS_BY_KEY)
    return f"{key[:MAX_VALUE_CHARACTERS]!r} is no filter of the inbox. There are: {known_keys}."
