"""Read whom a text names as its origin: "(Reuters)", "via", bylines, datelines. Pure.

The words for it are data, in the `[credits]` tables of `coranto/languages/*.toml`. A credit says
where a text comes from only if the name is an agency's, or that of an outlet whose text is compared
with it; the caller decides that.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from coranto.model import Document
from coranto.reading import urls
from coranto.reading.language import packs
from coranto.reading.language.text import normalise

#: Credits are found at either end of a text: characters read at its beginning.
HEAD_CHARACTERS = 320
#: Characters read at the end of a text.
TAIL_CHARACTERS = 240
#: Authors read of one document.
_MAX_AUTHORS = 8
#: Credits kept of one document.
_MAX_CREDITS = 8
#: Words of one name.
_MAX_NAME_WORDS = 5
_NAME_WORD = r"[^\W_][^\s()\[\]{}<>/|:;!?\"“”«»。，、（）]{0,40}"
_FULL_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,{_MAX_NAME_WORDS - 1}}}"
_OPEN = r"[(\[（［【〔/]"
_CLOSE = r"[)\]）］】〕/]"
#: "HOLLIN, 9 November (Lake Wire) –", "(ANSA) - ROMA", "/ATSH/".
_DATELINE_PATTERN = re.compile(
    rf"[^\n.!?]{{0,90}}?{_OPEN}\s?(?P<name>{_FULL_NAME})\s?{_CLOSE}\s*[.]?[-–—:]"
)
#: "PARIS (AFP) The …": the brackets may also hold an aside.
_BRACKETED_NAME_PATTERN = re.compile(rf"{_OPEN}\s?(?P<name>{_FULL_NAME})\s?{_CLOSE}")
#: "МОСКВА, 9 ноября — РИА Новости.", "تهران - ایرنا -".
_DASHED_NAME_PATTERN = re.compile(rf"[^\n.!?]{{2,60}}?\s[-–—]+\s(?P<name>{_FULL_NAME}?)\s?[.\-–—:]")
#: The last line, if it is only a name in brackets or behind a dash.
_SIGNATURE_LINE_PATTERN = re.compile(rf"(?:{_OPEN}|[-–—]+)\s?(?P<name>{_FULL_NAME})\s?{_CLOSE}?\.?")
_HAN_PATTERN = re.compile("[\u3400-\u9fff]")
#: What occurs where a name was found: only credits, any names, or any words.
NamePlace = Literal["credits only", "names", "prose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One name that a text may come from."""

    name: str  #: as people write it; for an agency its first spelling
    keys: tuple[str, ...]  #: values that the outlet's own `outlet_key` may have
    is_sure: bool  #: it is where credits are, and is an agency's or looks like a name


@dataclass(frozen=True, slots=True)
class _CreditPatterns:
    """How credits are written in one language."""

    agencies: Mapping[str, str]  #: key of a spelling → the name
    labelled: re.Pattern[str] | None
    #: Words of which one must occur, in lower case, and the pattern that then finds the name.
    phrases: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
    unspaced: tuple[str, ...]  #: agencies that open a text without a space: 新华社


def outlet_key(name: str, language: str = "und") -> str:
    """The key that spellings of an outlet's name share: its letters and digits."""
    plain = _plain_name(name)
    agency = _credit_patterns(packs.primary_subtag(language)).agencies.get(plain)
    return _plain_name(agency) if agency else plain


def document_outlet_keys(document: Document, name: str = "") -> frozenset[str]:
    """Every `outlet_key` that a credit for this document's outlet may have."""
    address = document.url.split("/", 3)
    host = address[2] if len(address) > 2 else ""
    return _outlet_keys(document.source_id, document.site_name, name, host, document.language)


@lru_cache(maxsize=4096)
def _outlet_keys(source: str, site: str, name: str, host: str, language: str) -> frozenset[str]:
    domain = urls.registrable_domain(f"https://{host}/") if host else ""
    # A host without a domain, or a number, is a machine's name and not an outlet's.
    label = domain.partition(".")[0] if "." in domain and domain[-1].isalpha() else ""
    return frozenset(
        outlet_key(spelling, language) for spelling in (source, site, name, label) if spelling
    ) - {""}


def read_credits(document: Document) -> tuple[Credit, ...]:
    """Whom a document credits, sure credits first; at most eight."""
    patterns = _credit_patterns(packs.primary_subtag(document.language))
    credits_by_keys: dict[tuple[str, ...], Credit] = {}
    for name, place in _find_candidate_names(document, patterns):
        credit = _make_credit(name, patterns, place)
        earlier = credits_by_keys.get(credit.keys)
        if credit.keys and (earlier is None or credit.is_sure > earlier.is_sure):
            credits_by_keys[credit.keys] = credit
        if len(credits_by_keys) == _MAX_CREDITS:
            break
    return tuple(sorted(credits_by_keys.values(), key=lambda credit: not credit.is_sure))


def _find_candidate_names(
    document: Document, patterns: _CreditPatterns
) -> Iterable[tuple[str, NamePlace]]:
    """Names where credits are written, each with what else may be written there."""
    text = document.text.strip() if len(document.text) < HEAD_CHARACTERS else document.text
    head, tail = text[:HEAD_CHARACTERS].lstrip(), text[-TAIL_CHARACTERS:].rstrip()
    yield from ((name, "credits only") for name in _find_names_on_lines(head, tail, patterns))
    for author in document.authors[:_MAX_AUTHORS]:
        for part in re.split(r"[,/;&|]| and ", author[:200]):
            yield part.strip(), "names"
    if dashed_match := _DASHED_NAME_PATTERN.match(head):
        yield dashed_match["name"], "names"
    for excerpt in (head, tail[-80:]) if len(text) > HEAD_CHARACTERS else (text,):
        yield from ((match["name"], "names") for match in _BRACKETED_NAME_PATTERN.finditer(excerpt))
        lowered = excerpt.lower()
        for parts, phrase in patterns.phrases:
            # Searching for plain strings first is cheaper than running the pattern.
            if any(part in lowered for part in parts):
                yield from ((match["name"], "prose") for match in phrase.finditer(excerpt))


def _find_names_on_lines(head: str, tail: str, patterns: _CreditPatterns) -> Iterable[str]:
    """Names in datelines, after labels and below texts."""
    yield from (name for name in patterns.unspaced if head.startswith(name))
    if dateline_match := _DATELINE_PATTERN.match(head):
        yield dateline_match["name"]
    for line in (*head.split("\n")[:2], *tail.split("\n")[-3:]):
        if (
            len(line) < 120
            and patterns.labelled
            and (label_match := patterns.labelled.match(line.strip()))
        ):
            yield label_match["name"]
    if signature_match := _SIGNATURE_LINE_PATTERN.fullmatch(tail.rsplit("\n", 1)[-1].strip()):
        yield signature_match["name"]


def _make_credit(name: str, patterns: _CreditPatterns, place: NamePlace) -> Credit:
    """A credit from a name as written, which may have extra words at either end."""
    parts = name.strip(" .,'’-–—=").replace("=", " ").split()[: _MAX_NAME_WORDS + 1]
    spans = [parts[:end] for end in range(len(parts), 0, -1)]
    spans += [parts[start:] for start in range(1, len(parts))]
    # Han characters are written without spaces: the extra word may be part of the only one.
    if len(parts) == 1 and _HAN_PATTERN.match(name):
        spans += [[name[start:]] for start in range(1, min(len(name), 6))]
    keys: list[str] = []
    for span in spans:
        plain = _plain_name(" ".join(span))
        if agency := patterns.agencies.get(plain):
            return Credit(name=agency, keys=(_plain_name(agency),), is_sure=place != "prose")
        keys.append(plain)
    unique = tuple(key for key in dict.fromkeys(keys) if len(key) > 1)
    is_sure = place == "credits only" and _is_outlet_name(parts)
    return Credit(name=" ".join(parts), keys=unique, is_sure=is_sure)


def _is_outlet_name(parts: list[str]) -> bool:
    """Whether words look like an outlet's name and not like an aside: "(updated)"."""
    first = parts[0] if parts else ""
    return len(first) > 1 and not first[0].isdigit() and first[0] != first[0].lower()


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    plain = "".join(char for char in normalise(name) if char.isalnum())
    return plain.removeprefix("the") if len(plain) > 6 else plain


# --- the words of a language --------------------------------------------------


@lru_cache(maxsize=256)
def _credit_patterns(code: str) -> _CreditPatterns:
    table = {**_credits_table("en")}
    if code != "en":
        for field, rows in _credits_table(code).items():
            table[field] = [*table.get(field, ()), *rows]
    labels = sorted(table.get("labels", ()), key=len, reverse=True)
    agencies: dict[str, str] = {}
    for spellings in table.get("agencies", ()):
        for spelling in spellings:
            agencies.setdefault(_plain_name(spelling), spellings[0])
    unspaced = (
        name for row in table.get("agencies", ()) for name in row if _HAN_PATTERN.match(name)
    )
    return _CreditPatterns(
        agencies=agencies,
        labelled=_label_pattern(labels),
        phrases=_phrase_patterns(table),
        unspaced=tuple(unspaced),
    )


def _label_pattern(labels: list[str]) -> re.Pattern[str] | None:
    if not labels:
        return None
    alternatives = "|".join(re.escape(label) for label in labels)
    return re.compile(
        rf"[(（\[]?(?:{alternatives})(?:\s*[:：/-]\s*|\s+)(?P<name>{_FULL_NAME})", re.IGNORECASE
    )


def _phrase_patterns(
    table: Mapping[str, Any],
) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """One pattern for all names after words, and one for each name between or before words."""
    behind: list[str] = []
    patterns: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
    for phrase in table.get("phrases", ()):
        before, _, after = phrase.partition("{name}")
        if not after:
            behind.append(before)
            continue
        name = rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,2}}" if before == "" else _FULL_NAME
        start = re.escape(before) if before else r"(?<!\w)"
        pattern = re.compile(rf"{start}(?P<name>{name}?){re.escape(after)}", re.IGNORECASE)
        patterns.append(((after.lower(),), pattern))
    if behind:
        alternatives = "|".join(re.escape(words) for words in sorted(behind, key=len, reverse=True))
        pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?P<name>{_FULL_NAME})", re.IGNORECASE)
        patterns.append((tuple(words.lower() for words in behind), pattern))
    return tuple(patterns)


@lru_cache(maxsize=256)
def _credits_table(code: str) -> Mapping[str, Any]:
    """A language pack's `[credits]`; nothing when there is none."""
    import tomllib
    from importlib.resources import files

    if code not in packs.available_packs():
        return {}
    raw = files("coranto.languages").joinpath(f"{code}.toml").read_text("utf-8")
    table: Mapping[str, Any] = tomllib.loads(raw).get("credits", {})
    return table
