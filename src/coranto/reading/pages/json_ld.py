"""Read how pages describe themselves in JSON-LD (schema.org). Pure; raises nothing.

Values may be of any type, as the page has them: callers must check what they use.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from coranto.reading.pages import json_repair

JsonLdNode = Mapping[str, Any]

# Ten times those of the largest real pages.
#: Characters read of one script.
MAX_SCRIPT_CHARACTERS = 1_000_000
#: Values visited in one script.
MAX_VISITED_VALUES = 5_000

_FIELD_PATTERN = re.compile(
    r'"(headline|datePublished|dateModified|articleBody|inLanguage)"\s*:\s*"((?:[^"\\]|\\.)*+)"'
)
#: How the types of useful descriptions end, the best description of an article first.
_TYPE_ENDINGS = ("article", "posting", "report", "review", "webpage")
#: Rank of a description of the page, which is no description of its article.
_PAGE_RANK = _TYPE_ENDINGS.index("webpage")


def article_nodes(tree: Any) -> list[JsonLdNode]:
    """Descriptions of articles and of the page, the best first."""
    nodes: list[JsonLdNode] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            value = _parse_script((script.text or "")[:MAX_SCRIPT_CHARACTERS])
            names = _names_by_id(value)
            nodes.extend(_with_named_authors(node, names) for node in _find_descriptions(value))
    return sorted(nodes, key=_type_rank)


def is_article(node: JsonLdNode) -> bool:
    """Whether a node describes an article; else it describes a page."""
    return _type_rank(node) < _PAGE_RANK


def first_string(value: Any) -> str:
    """The one string in a value: itself, its name or @value, or the first of a list; else ""."""
    # Four steps reach the string in a list of objects whose name is itself an object.
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("alternateName") or ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def person_names(value: Any) -> tuple[str, ...]:
    """Names of the people in a value: a string, an object with a name, or a list of them."""
    people = value if isinstance(value, list) else [value]
    return tuple(name for person in people[:50] if (name := first_string(person)))


def addresses(node: JsonLdNode) -> tuple[str, ...]:
    """The addresses by which a node says what it describes, as written."""
    values = [node.get("mainEntityOfPage"), node.get("url"), node.get("@id")]
    written = [
        value.get("@id") or value.get("url") if isinstance(value, dict) else value
        for value in values
    ]
    return tuple(address for address in written if isinstance(address, str) and address)


def is_paid(node: JsonLdNode) -> bool:
    """Whether a node says that not everybody may read the article, or a part of it."""
    return any(map(_is_claimed_paid, (node, *_parts(node))))


def paid_selectors(node: JsonLdNode) -> tuple[str, ...]:
    """CSS selectors of the parts that must be paid for, as written."""
    written = [part.get("cssSelector") for part in _parts(node) if _is_claimed_paid(part)]
    listed = [item for value in written for item in (value if isinstance(value, list) else [value])]
    return tuple(selector for selector in listed[:50] if isinstance(selector, str))


def word_count(node: JsonLdNode) -> int:
    """The number of words that a node gives of its article; 0 when it gives none."""
    digits = first_string(node.get("wordCount")).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


def _parts(node: JsonLdNode) -> list[JsonLdNode]:
    parts = node.get("hasPart")
    parts = parts if isinstance(parts, list) else [parts]
    return [part for part in parts[:50] if isinstance(part, dict)]


def _is_claimed_paid(claim: JsonLdNode) -> bool:
    return str(claim.get("isAccessibleForFree")).lower().rpartition("/")[2] == "false"


def _names_by_id(value: Any) -> dict[str, str]:
    """Names of the things that a graph describes; an article's node refers to them by id."""
    graph = value.get("@graph") if isinstance(value, dict) else value
    return {
        node["@id"]: name
        for node in (graph if isinstance(graph, list) else [])[:200]
        if isinstance(node, dict)
        and isinstance(node.get("@id"), str)
        and isinstance(name := node.get("name"), str)
    }


def _with_named_authors(node: JsonLdNode, names: Mapping[str, str]) -> JsonLdNode:
    authors = node.get("author")
    listed = authors if isinstance(authors, list) else [authors]
    references = [
        author.get("@id") if isinstance(author, dict) and "name" not in author else None
        for author in listed[:50]
    ]
    if not any(isinstance(reference, str) and reference in names for reference in references):
        return node
    named = [
        names.get(reference, author) if isinstance(reference, str) else author
        for reference, author in zip(references, listed, strict=False)
    ]
    return {**node, "author": named}


def _parse_script(script: str) -> Any:
    """The value in a script, or the plain fields of one that is not JSON; None without any."""
    for attempt in json_repair.attempts(script):
        try:
            # `strict=False`: real scripts have line ends inside strings.
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _scan_fields(script)


def _scan_fields(script: str) -> JsonLdNode | None:
    # Without the structure nobody knows what a field belongs to: an article's type must occur,
    # and a field with two values belongs to two descriptions.
    if not re.search(r'"@type"\s*:\s*\[?\s*"[A-Za-z]*(?:Article|Posting)"', script):
        return None
    values: dict[str, set[str]] = {}
    for name, literal in _FIELD_PATTERN.findall(script):
        try:
            values.setdefault(name, set()).add(json.loads(f'"{literal}"', strict=False))
        except ValueError:
            continue
    sole_values = {name: value.pop() for name, value in values.items() if len(value) == 1}
    return {"@type": "Article", **sole_values}


def _find_descriptions(value: Any) -> Iterator[JsonLdNode]:
    """Every article or page described in a value, outermost first.

    What stands in a list of items (`itemListElement`) is another page's.
    """
    pending, visited_count = [value], 0
    while pending and visited_count < MAX_VISITED_VALUES:
        visited_count += 1
        node = pending.pop(0)
        if isinstance(node, list):
            pending.extend(node[:200])
        elif isinstance(node, dict):
            if _type_rank(node) < len(_TYPE_ENDINGS):
                yield node
            pending.extend(node[key] for key in ("@graph", "mainEntity") if key in node)


def _type_rank(node: JsonLdNode) -> int:
    types = node.get("@type")
    types = types if isinstance(types, list) else [types]
    type_names = [name.lower() for name in types if isinstance(name, str)]
    return next(
        (
            rank
            for rank, ending in enumerate(_TYPE_ENDINGS)
            if any(name.endswith(ending) for name in type_names)
        ),
        len(_TYPE_ENDINGS),
    )
