"""Recognise a page that holds only a part of its article, by its links to the next part. Pure.

A link names another part of the same article only where its address is this one's with a number
more: blogs mark the next article in the same way (`rel="next"`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from coranto.model import Problem
from coranto.reading import urls
from coranto.reading.pages.claims import element_text

#: Links that are looked at, and the highest number of a part.
MAX_PART_LINKS = 200
MAX_PART_NUMBER = 99
#: Characters of the line that counts the parts: "Page 1 of 3".
MAX_COUNT_CHARACTERS = 300

_PAGINATION_CLASS_PATTERN = re.compile(r"\bpag(?:inat|er\b|es?[_-]?(?:nav|links?))", re.IGNORECASE)
#: What is added to an address to name a part: ?page=2, &p=2, /2, /page/2, -2.html, ,seite2.
_QUERY_PART_PATTERN = re.compile(r"[?&]([a-zA-Z_]{1,20})=(\d{1,3})(?=&|$)")
_PATH_PART_PATTERNS = (
    re.compile(r"[/_,-](\d{1,2})/?(\.\w{2,5})?$"),
    re.compile(r"[/_,-][^\W\d_]{1,12}[/_,-]?(\d{1,2})/?(\.\w{2,5})?$"),
)
_COUNT_PATTERN = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s{1,3}[^\d\s]{1,12}\s{1,3}|\s?/\s?)(\d{1,2})(?!\d)"
)


def find_part_problems(tree: Any, *, url: str) -> tuple[Problem, ...]:
    """The problem of a page that is a part of an article; none for a whole one.

    The tree must be as parsed, before extraction changes it.
    """
    numbers = {
        number: address
        for address in _linked_addresses(tree, url)
        if (number := _part_number(address, url))
    }
    if 2 not in numbers:
        return ()
    counted = [max(numbers), *_counted_parts(tree)]
    return (
        Problem(
            subject=url,
            reason="part of an article",
            detail=f"page 1 of {max(counted)}; the next is {numbers[2]}",
        ),
    )


def _linked_addresses(tree: Any, url: str) -> Iterator[str]:
    """Addresses of links to a next page, and of all in a pagination."""
    links = [link for link in tree.iter("a", "link") if _is_next_link(link)]
    for pagination in _paginations(tree):
        links.extend(pagination.iter("a"))
    for link in links[:MAX_PART_LINKS]:
        address = urls.clean((link.get("href") or "")[:2000], base=url)
        if address:
            yield address


def _is_next_link(link: Any) -> bool:
    return "next" in (link.get("rel") or "").lower().split()


def _paginations(tree: Any) -> list[Any]:
    """The outermost elements whose class or id says that they are a pagination."""
    found: list[Any] = []
    for element in tree.iter("div", "nav", "ul", "ol", "p", "section"):
        if _names_pagination(element.get("class")) or _names_pagination(element.get("id")):
            found.append(element)
        if len(found) == MAX_PART_LINKS:
            break
    return found


# Cached, because most elements of a page share their classes with others.
@lru_cache(maxsize=4_096)
def _names_pagination(names: str | None) -> bool:
    return names is not None and _PAGINATION_CLASS_PATTERN.search(names[:300]) is not None


def _part_number(address: str, url: str) -> int:
    """The number of the part of this page's article at an address; 0 for another page."""
    own_key, own_path = urls.document_key(url), urlsplit(urls.clean(url)).path
    for match in _QUERY_PART_PATTERN.finditer(address):
        rest = address[: match.start()] + address[match.end() :].replace("&", "?", 1)
        # Parts of the readers' comments are numbered as well.
        if "comment" not in match[1] and match[1] != "cpage" and urls.document_key(rest) == own_key:
            return _in_bounds(match[2])
    path = urlsplit(address).path
    for pattern in _PATH_PART_PATTERNS if urls.same_site(address, url) else ():
        part = pattern.search(path)
        if part is None or "comment" in part[0]:
            continue
        stem = path[: part.start()] + (part[2] or "")
        if stem.rstrip("/") == own_path.rstrip("/"):
            return _in_bounds(part[1])
    return 0


def _in_bounds(digits: str) -> int:
    number = int(digits)
    return number if 2 <= number <= MAX_PART_NUMBER else 0


def _counted_parts(tree: Any) -> list[int]:
    """The last number of "Page 1 of 3" in each pagination that starts so."""
    counts = [
        _COUNT_PATTERN.search(element_text(pagination, MAX_COUNT_CHARACTERS))
        for pagination in _paginations(tree)
    ]
    return [int(count[2]) for count in counts if count is not None and count[1] == "1"]
