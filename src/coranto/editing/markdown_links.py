"""Find links, pictures and HTML in a draft's Markdown. Pure; judges none of them.

Parsed as CommonMark, but with every address allowed, so that no link escapes the checks
because a parser rejects it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: A definition such as "[x]: https://…". The parser drops those that nothing refers to, but
#: one reference added later makes a link of it.
_LINK_DEFINITION_PATTERN = re.compile(
    r"(?m)^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*<?(\S+?)>?(?:[ \t].*)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownElement:
    """A link, a picture or a piece of HTML, with its line."""

    kind: Literal["link", "picture", "html"]
    target: str  #: the address, or the HTML itself
    words: str  #: a link's text, or a picture's alternative text
    line: int  #: counted from 1 in the Markdown given


def find_elements(markdown: str) -> list[MarkdownElement]:
    """All links, pictures and pieces of HTML, by line."""
    elements: list[MarkdownElement] = []
    # Tokens of a block know its first line only; inside, line breaks are counted.
    for token in _permissive_parser().parse(markdown):
        first = (token.map or [0])[0] + 1
        if token.type == "html_block":
            elements.append(
                MarkdownElement(kind="html", target=token.content, words="", line=first)
            )
        elif token.type == "inline":
            elements += _inline_elements(token.children or (), first)
    for match in _LINK_DEFINITION_PATTERN.finditer(markdown):
        line = markdown.count("\n", 0, match.start()) + 1
        elements.append(MarkdownElement(kind="link", target=match[1], words="", line=line))
    return sorted(elements, key=lambda element: element.line)


def _inline_elements(children: Sequence["Token"], line: int) -> Iterator[MarkdownElement]:
    opened: list[tuple[str, int, list[str]]] = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "link_open":
            opened.append((str(child.attrs.get("href", "")), line, []))
        elif child.type == "link_close" and opened:
            target, start, words = opened.pop()
            yield MarkdownElement(kind="link", target=target, words="".join(words), line=start)
        elif child.type == "image":
            source = str(child.attrs.get("src", ""))
            yield MarkdownElement(kind="picture", target=source, words=child.content, line=line)
        elif child.type == "html_inline":
            yield MarkdownElement(kind="html", target=child.content, words="", line=line)
        elif opened:
            opened[-1][2].append(child.content)


@lru_cache(maxsize=1)
def _permissive_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    class Permissive(MarkdownIt):
        # The parser would show a link to "javascript:" as text, and no check would see it.
        def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's method
            return True

    return Permissive("commonmark", {"html": True})
