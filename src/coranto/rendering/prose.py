"""Convert an edition's Markdown to safe HTML and plain text, with numbered citations. Pure.

Two barriers: the parser knows no HTML, pictures and reference links (`markdown_parser`), and the
output passes a sanitiser. Only http, https and mail links remain links.
"""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from coranto.editing import markdown_parser
from coranto.rendering import sanitising
from coranto.rendering.token_markup import (
    CitationMark,
    LinkTarget,
    TokenAnnotator,
    list_cited_marks,
    text_direction,
)

__all__ = [
    "CitationMark",
    "LinkTarget",
    "Prose",
    "normalise_address",
    "parse_markdown",
    "text_direction",
    "to_html",
    "to_text",
]

_ALLOWED_TAGS = {
    "a", "blockquote", "br", "cite", "code", "em", "footer", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "span", "strong", "sup", "ul",
}  # fmt: skip
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "id", "lang", "dir", "title", "class", "interestfor", "role", "rel"},
    "blockquote": {"class"},
    "footer": {"class"},
    "p": {"class", "lang", "dir"},
    "span": {"class", "lang", "dir", "title"},
    "strong": {"dir"},
    "sup": {"class"},
}


@dataclass(frozen=True, slots=True)
class Prose:
    """Parsed Markdown: its tokens and the citation marks in it, in order."""

    tokens: tuple[Token, ...]
    marks: tuple[str, ...]


def parse_markdown(markdown: str, *, known_marks: frozenset[str]) -> Prose:
    """Parse Markdown. Citation marks that are not in `known_marks` stay text."""
    tokens = markdown_parser.parse(markdown, known_marks=known_marks)
    return Prose(tuple(tokens), tuple(list_cited_marks(tokens)))


def to_html(
    prose: Prose,
    *,
    marks: Mapping[str, CitationMark],
    link_targets: Mapping[str, LinkTarget],
    language: str,
) -> Markup:
    """Safe HTML of a text in `language`; `link_targets` maps normalised addresses to documents."""
    annotator = TokenAnnotator(marks, link_targets, language)
    raw = _markdown_parser().renderer.render(
        annotator.annotate(prose.tokens), _markdown_parser().options, {}
    )
    return Markup(_sanitise_html(raw))  # noqa: S704 - just sanitised


def to_text(
    prose: Prose, *, cite: Callable[[str], str], address: Callable[[str], str]
) -> list[str]:
    """Paragraphs of plain text; `cite` returns the text for a mark, `address` that after a link."""
    paragraphs: list[str] = []
    depth = 0
    for token in prose.tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "inline":
            lines = "".join(_plain_text_parts(token.children or (), cite, address)).strip()
            # A post in a block quote keeps its lines; elsewhere a line break of Markdown is a
            # space.
            paragraphs.append(_quoted_lines(lines) if depth else " ".join(lines.split()))
        elif token.content:
            paragraphs.append(token.content.strip())
    return [paragraph for paragraph in paragraphs if paragraph]


def _quoted_lines(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _plain_text_parts(
    children: Sequence[Token], cite: Callable[[str], str], address: Callable[[str], str]
) -> Iterator[str]:
    href = ""
    for child in children:
        if child.type == "citation":
            yield cite(child.meta["mark"])
        elif child.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif child.type == "link_open":
            href = str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            yield address(href)
        else:
            yield child.content


# --- writing ------------------------------------------------------------------


class _CitationRenderer(RendererHTML):
    """Renders the two token types of our own; a method is called for the type of its name."""

    def citation(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        mark: CitationMark = tokens[idx].meta["shown"]
        attributes = {"href": mark.href, "id": mark.anchor, "title": mark.title}
        if mark.shows:
            attributes |= {"interestfor": mark.shows, "role": "doc-noteref"}
        attribute_text = "".join(f' {k}="{html.escape(v)}"' for k, v in attributes.items() if v)
        number = (
            f"<a{attribute_text}>{html.escape(mark.number)}</a>"
            if mark.href
            else html.escape(mark.number)
        )
        return f'<sup class="cite">{number}</sup>'

    def card_foot(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        mark: CitationMark = tokens[idx].meta["shown"]
        title = html.escape(mark.foot_title)
        foot = html.escape(mark.foot)
        return f'<p class="archived"><span title="{title}">{foot}</span></p>'


@lru_cache(maxsize=1)
def _markdown_parser() -> MarkdownIt:
    return markdown_parser.build_parser(_CitationRenderer)


def _sanitise_html(raw: str) -> str:
    return nh3.clean(
        # Again: Markdown decodes entities such as "&#x202e;" into characters that were not in the
        # text.
        sanitising.strip_unsafe_characters(raw),
        tags=_ALLOWED_TAGS,
        attributes=_ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        # Links have their `rel` already; those to evidence on the same page need none.
        link_rel=None,
    )


def normalise_address(url: str) -> str:
    """An address in the form that Markdown gives to links; "" when it is no web address."""
    return (
        sanitising.safe_link(_markdown_parser().normalizeLink(url))
        if sanitising.safe_link(url)
        else ""
    )
