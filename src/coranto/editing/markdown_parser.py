"""The one parser of an edition's Markdown: what is checked is what is rendered. Pure.

CommonMark without HTML and reference links. A picture becomes a link to it, so that a page
loads nothing from elsewhere, and a citation mark becomes a token of its own.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from coranto.reading.language.unsafe_characters import strip_unsafe_characters

#: A mark such as [^b3m9]. Definitions ("[^b3m9]: …") are taken out when a draft is read.
CITATION_MARK_PATTERN = re.compile(r"\[\^([\w-]{1,40})\]")


class _PermissiveMarkdown(MarkdownIt):
    # A link to "javascript:" would be printed as it is written, its address and all. The
    # renderer drops every address that is not of the web or of mail.
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - the library's method
        return True


def parse(markdown: str, *, known_marks: Collection[str]) -> list[Token]:
    """The tokens of a text. Citation marks that are not in `known_marks` stay text."""
    return edition_parser().parse(
        strip_unsafe_characters(markdown), {"known_marks": frozenset(known_marks)}
    )


def parse_as_written(markdown: str) -> list[Token]:
    """The same with every mark taken for known, and escaped characters as tokens of their own.

    Their type is "text_special".
    """
    return _unjoined_parser().parse(strip_unsafe_characters(markdown), {"known_marks": None})


@lru_cache(maxsize=1)
def edition_parser() -> MarkdownIt:
    """The parser; read-only by agreement."""
    return build_parser()


def build_parser(renderer: type[RendererHTML] = RendererHTML) -> MarkdownIt:
    """A parser with these rules and a renderer."""
    parser = _PermissiveMarkdown("commonmark", {"html": False}, renderer_cls=renderer)
    # Reference links would let a definition far below change what a text above links to, and a
    # footnote's definition looks like one.
    parser.disable(["reference", "html_block", "html_inline"])
    # Before links, whose rule would take the bracket of "[^mark]" first.
    parser.inline.ruler.before("link", "citation", _read_citation)
    parser.core.ruler.after("inline", "picture_links", _link_pictures)
    return parser


@lru_cache(maxsize=1)
def _unjoined_parser() -> MarkdownIt:
    parser = build_parser()
    parser.core.ruler.disable("text_join")
    return parser


def _read_citation(state: StateInline, silent: bool) -> bool:
    match = CITATION_MARK_PATTERN.match(state.src, state.pos)
    known_marks = state.env["known_marks"]
    if match is None or (known_marks is not None and match[1] not in known_marks):
        return False
    if not silent:
        state.push("citation", "", 0).meta = {"mark": match[1]}
    state.pos = match.end()
    return True


def _link_pictures(state: StateCore) -> None:
    """Replace each picture by a link to it, whose text is its alternative text."""
    for token in state.tokens:
        if any(child.type == "image" for child in token.children or ()):
            token.children = _with_linked_pictures(token.children or [])


def _with_linked_pictures(children: list[Token]) -> list[Token]:
    linked: list[Token] = []
    open_links = 0
    for child in children:
        open_links += (child.type == "link_open") - (child.type == "link_close")
        if child.type != "image":
            linked.append(child)
            continue
        words = [
            grandchild
            for grandchild in _with_linked_pictures(child.children or [])
            if not grandchild.type.startswith("link_")
        ]
        # A link inside a link is no HTML: there, the alternative text alone stays.
        if open_links:
            linked += words
            continue
        href = str(child.attrs.get("src", ""))
        linked += [
            Token("link_open", "a", 1, attrs={"href": href}),
            *(words or [Token("text", "", 0, content=href)]),
            Token("link_close", "a", -1),
        ]
    return linked
