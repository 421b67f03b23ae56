"""What pages say of themselves in JSON-LD (schema.org). Pure; broken JSON is mended or left.

Values come out as strangers wrote them: whoever uses one checks it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

JsonLdNode = Mapping[str, Any]

#: Characters of one script, and values looked at in one page: the largest real ones
#: have a tenth of it.
MAX_SCRIPT_CHARACTERS = 1_000_000
MAX_VISITED_VALUES = 5_000

_COMMENT_PATTERN = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA_PATTERN = re.compile(r",(\s*[}\]])")
_FIELD_PATTERN = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|inLanguage)"\s*:\s*"((?:[^"\\]|\\.)*+)"'
)
#: Better descriptions of an article come first.
_TYPE_ENDINGS = ("article", "posting", "report", "review", "webpage")


def article_nodes(tree: Any) -> list[JsonLdNode]:
    """Descriptions of articles and of the page, the most telling first."""
    found: list[JsonLdNode] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found.extend(
                _find_descriptions(_parse_script((script.text or "")[:MAX_SCRIPT_CHARACTERS]))
            )
    return sorted(found, key=_type_rank)


def first_string(value: Any) -> str:
    """The one string in a value: itself, its name or @value, or the first of a list; else ""."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("alternateName") or ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def person_names(value: Any) -> tuple[str, ...]:
    """Names of the people in a value: strings, objects with names, or a list of them."""
    values = value if isinstance(value, list) else [value]
    return tuple(name for each in values[:50] if (name := first_string(each)))


def _parse_script(script: str) -> Any:
    """The value a script holds; its plain fields when it cannot be mended; None when none."""
    script = _COMMENT_PATTERN.sub("", script.strip())
    for attempt in (script, _TRAILING_COMMA_PATTERN.sub(r"\1", script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _scan_fields(script)


def _scan_fields(script: str) -> JsonLdNode | None:
    if not re.search(r'"@type"\s*:\s*\[?\s*"[A-Za-z]*(?:Article|Posting)"', script):
        return None
    found: dict[str, Any] = {"@type": "Article"}
    for name, written in _FIELD_PATTERN.findall(script):
        try:
            found.setdefault(name, json.loads(f'"{written}"', strict=False))
        except ValueError:
            continue
    return found


def _find_descriptions(value: Any) -> Iterator[JsonLdNode]:
    """Every article or page described anywhere in a value, outermost first."""
    waiting, looked = [value], 0
    while waiting and looked < MAX_VISITED_VALUES:
        looked += 1
        each = waiting.pop(0)
        if isinstance(each, list):
            waiting.extend(each[:200])
        elif isinstance(each, dict):
            if _type_rank(each) < len(_TYPE_ENDINGS):
                yield each
            waiting.extend(
                each[key] for key in ("@graph", "mainEntity", "itemListElement") if key in each
            )


def _type_rank(node: JsonLdNode) -> int:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    ends = [kind.lower() for kind in kinds if isinstance(kind, str)]
    return next(
        (
            rank
            for rank, name in enumerate(_TYPE_ENDINGS)
            if any(end.endswith(name) for end in ends)
        ),
        len(_TYPE_ENDINGS),
    )
