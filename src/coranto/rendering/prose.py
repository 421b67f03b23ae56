"""Convert an edition's Markdown to safe HTML and plain text, with numbered citations. Pure.

Two barriers: the parser knows no HTML, pictures and reference links (`markdown_parser`), and the
output passes a sanitiser. Only http, https and mail links remain links.
"""

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from coranto.editing import markdown_parser
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import sanitising, source_markup
from coranto.rendering.source_markup import LinkTarget, LinkTargets
from coranto.rendering.token_markup import (
    CitationMark,
    ItemLink,
    TokenAnnotator,
    list_cited_marks,
    text_direction,
)

__all__ = [
    "CitationMark",
    "ItemLink",
    "LinkTarget",
    "Prose",
    "TokenAnnotator",
    "excerpt_html",
    "normalise_address",
    "parse_markdown",
    "split_at_sources",
    "text_direction",
    "to_html",
    "to_text",
]

#: Characters of a text's beginning, from which it ends at the next citation.
MIN_EXCERPT_CHARACTERS = 120
#: Characters of a beginning that quotes nothing.
MAX_OWN_CHARACTERS = 300

_ALLOWED_TAGS = {
    "a", "blockquote", "br", "cite", "code", "details", "em", "footer", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "span", "strong", "summary", "sup", "ul",
}  # fmt: skip
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "id", "lang", "dir", "title", "class", "interestfor", "role", "rel"},
    "blockquote": {"class"},
    "details": {"class"},
    "footer": {"class"},
    "p": {"class", "lang", "dir"},
    "span": {"class", "lang", "dir", "title"},
    "strong": {"dir"},
    "sup": {"class"},
    "ul": {"class"},
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


def to_html(prose: Prose, annotator: TokenAnnotator) -> Markup:
    """Safe HTML of a text."""
    return _render_html(annotator.annotate(prose.tokens))


def split_at_sources(prose: Prose, link_targets: LinkTargets) -> tuple[Prose, Prose, Prose]:
    """The text before the list of sources, the list, and the text behind it."""
    before, sources, after = (
        Prose(tuple(tokens), tuple(list_cited_marks(tokens)))
        for tokens in source_markup.split_at_source_list(prose.tokens, link_targets)
    )
    return before, sources, after


def excerpt_html(prose: Prose, annotator: TokenAnnotator) -> Markup:
    """The beginning of a text's first paragraph without marks and links; "" for none.

    It ends behind a cited quotation, so that none is cut where the text does not cut it.
    """
    paragraphs = [
        (opening, inline)
        for opening, inline in pairwise(prose.tokens)
        if opening.type == "paragraph_open" and not opening.hidden
    ]
    if not paragraphs:
        return Markup("")
    # A card of a post stands in for an item that has no words of its own.
    opening, inline = min(paragraphs, key=lambda paragraph: paragraph[0].level > 0)
    children = list(_excerpt_tokens(inline.children or ()))
    closing = Token("paragraph_close", "p", -1, block=True)
    annotated = annotator.annotate([opening, inline.copy(children=children), closing])
    annotated[1].children = [
        child
        for child in annotated[1].children or ()
        if child.type not in {"citation", "link_open", "link_close"}
    ]
    return _render_html(annotated)


def _excerpt_tokens(children: Sequence[Token]) -> Iterator[Token]:
    """The first tokens, to the first citation behind `MIN_EXCERPT_CHARACTERS`."""
    length = 0
    is_cited = any(child.type == "citation" for child in children)
    for child, following in pairwise([*children, Token("end", "", 0)]):
        length += len(child.content)
        if length > MAX_OWN_CHARACTERS and not is_cited:
            left = MAX_OWN_CHARACTERS - length + len(child.content)
            yield child.copy(content=shorten_text(child.content, max(left, 1)))
            return
        yield child
        is_end = child.type == "citation" and following.type != "citation"
        if is_end and length >= MIN_EXCERPT_CHARACTERS:
            return


def _render_html(tokens: Sequence[Token]) -> Markup:
    raw = _markdown_parser().renderer.render(tokens, _markdown_parser().options, {})
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

    def archived(self, tokens: Sequence[Token], idx: int, _options: Any, _env: Any) -> str:
        return _archived_html(tokens[idx].meta["target"])

    def outlet_details(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        names = self.renderInline(tokens[idx].children or (), options, env)
        entries = "".join(
            f"<li>{_document_html(href, target)}</li>"
            for href, target in tokens[idx].meta["documents"]
        )
        return f'<details class="others"><summary>{names}</summary><ul>{entries}</ul></details>\n'


def _archived_html(target: LinkTarget) -> str:
    title, words = html.escape(target.archived_title), html.escape(target.archived)
    return f'<span class="archived" title="{title}"> · {words}</span>'


def _document_html(href: str, target: LinkTarget) -> str:
    """Outlet, headline and the facts of a document, with a link."""
    language = html.escape(target.language)
    lang = f' lang="{language}"' if target.language != "und" else ""
    direction = text_direction(target.language)
    title = html.escape(target.title or href)
    link = f'<a href="{html.escape(href)}"{lang} dir="{direction}" rel="noopener noreferrer">'
    facts = "".join(f' · <span dir="auto">{html.escape(fact)}</span>' for fact in target.facts)
    outlet = f'<strong dir="auto">{html.escape(target.outlet)}</strong>'
    archived = _archived_html(target) if target.archived else ""
    return f"{outlet} · {link}{title}</a>{facts}{archived}"


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
