"""Turn the HTML of an old newsletter into plain blocks of text with links. Pure; never raises.

What such blocks cannot hold (pictures, frames, tables, forms) is kept as text and listed in
`ParsedBlocks.strange`. This module may not decide what an issue or an item is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import lxml.html
from lxml import etree

from coranto.reading import urls
from coranto.reading.markup.decoding import strip_invalid_characters

BlockKind = Literal["heading", "paragraph", "quote", "bullet"]

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
#: The level of a heading that is marked up as a bold paragraph.
BOLD_HEADING_LEVEL = 7
_BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form header hr li main nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul h1 h2 h3 h4 h5 h6".split()
)
_SKIPPED_TAGS = frozenset(
    "script style head title template noscript svg math object select".split()
)
#: Shortcodes of WordPress and of the page builders WPBakery (`vc_`) and Divi (`et_pb_`).
_SHORTCODE_PATTERN = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|contact-form|vc_|et_pb_)[^\[\]]{0,400}\]"
)
#: Longer alternative texts are cut.
MAX_ALT_TEXT_CHARACTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRun:
    """Consecutive characters with the same link and style."""

    text: str
    href: str = ""  #: cleaned; "" for plain text
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterBlock:
    """A heading, a paragraph, a quotation or a list item."""

    kind: BlockKind
    runs: tuple[TextRun, ...]
    level: int = 0  #: of a heading: 1 to 6, or BOLD_HEADING_LEVEL; else 0

    @property
    def text(self) -> str:
        """Its text in one line."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses it links to, each once, in order."""
        return tuple(dict.fromkeys(run.href for run in self.runs if run.href))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedBlocks:
    """A text in blocks, and what in it could not be shown."""

    blocks: tuple[NewsletterBlock, ...]
    strange: tuple[str, ...]  #: descriptions in document order: "picture https://…"


def read_html(html: str, *, base: str = "") -> ParsedBlocks:
    """Read the blocks of an HTML text; `base` completes relative addresses."""
    if not html.strip():
        return ParsedBlocks(blocks=(), strange=())
    root = parse_html(html)
    return ParsedBlocks(blocks=(), strange=()) if root is None else read_tree(root, base=base)


def parse_html(html: str) -> Any:
    """Parse an HTML text without comments into an lxml element; None when it is empty."""
    lxml_html: Any = lxml.html
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(strip_invalid_characters(html).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def read_tree(root: Any, *, base: str = "") -> ParsedBlocks:
    """Read the blocks of a parsed lxml element; `base` completes relative addresses."""
    walker = _TreeWalker(base=base)
    walker.walk_tree(root)
    blocks = tuple(_promote_bold_paragraph(block) for block in walker.blocks)
    strange = [
        *walker.strange,
        *(f"code {shortcode}" for block in blocks for shortcode in _find_shortcodes(block)),
    ]
    return ParsedBlocks(blocks=blocks, strange=tuple(strange))


def _find_shortcodes(block: NewsletterBlock) -> list[str]:
    return _SHORTCODE_PATTERN.findall(block.text)


def _promote_bold_paragraph(block: NewsletterBlock) -> NewsletterBlock:
    """Turn a short paragraph that is all bold into a heading."""
    # Mail editors and old blogs write headings as bold paragraphs; a long one is emphasis.
    visible_runs = [run for run in block.runs if run.text.strip()]
    if (
        block.kind != "paragraph"
        or len(block.text) > 160
        or not all(run.strong for run in visible_runs)
    ):
        return block
    return replace(block, kind="heading", level=BOLD_HEADING_LEVEL)


@dataclass(slots=True)
class _TreeWalker:
    """Collects the blocks of a tree in one pass.

    Without recursion: 100,000 nested elements must not exhaust Python's stack.
    """

    base: str
    blocks: list[NewsletterBlock] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)

    def walk_tree(self, root: Any) -> None:
        skipped_depth = 0
        for event, node in etree.iterwalk(root, events=("start", "end")):
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                skipped_depth += tag in _SKIPPED_TAGS
                if not skipped_depth and tag:
                    self._open_tag(tag, node)
                    self._add_text(node.text)
            else:
                if not skipped_depth and tag:
                    self._close_tag(tag)
                skipped_depth -= tag in _SKIPPED_TAGS
                if not skipped_depth and node is not root:
                    self._add_text(node.tail)
        self._finish_block()

    def _open_tag(self, tag: str, node: Any) -> None:
        if tag in _BLOCK_TAGS:
            self._finish_block()
        self.open_tags.append(tag)
        if tag == "a":
            self.hrefs.append(urls.clean(node.get("href") or "", base=self.base))
        elif tag == "br":
            self.runs.append(TextRun(text="\n"))
        elif tag in _UNSUPPORTED_TAG_NAMES:
            self._add_placeholder(tag, node)

    def _close_tag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS:
            self._finish_block()
        if tag == "a" and self.hrefs:
            self.hrefs.pop()
        if self.open_tags:
            self.open_tags.pop()

    def _add_text(self, text: str | None) -> None:
        if text:
            self.runs.append(self._build_run(text))

    def _build_run(self, text: str) -> TextRun:
        one_spaced = re.sub(r"\s+", " ", text)
        inline_tags = set(self.open_tags)
        return TextRun(
            text=one_spaced,
            href=self.hrefs[-1] if self.hrefs else "",
            strong=bool(inline_tags & {"b", "strong"}),
            emphasis=bool(inline_tags & {"i", "em", "cite"}),
        )

    def _add_placeholder(self, tag: str, node: Any) -> None:
        """Record an element that cannot be shown, and put its description into the text."""
        address = urls.clean(node.get("src") or node.get("data") or "", base=self.base)
        self.strange.append(f"{_UNSUPPORTED_TAG_NAMES[tag]} {address}".strip())
        words = " ".join((node.get("alt") or node.get("title") or "").split())[
            :MAX_ALT_TEXT_CHARACTERS
        ]
        if words or address:
            self.runs.append(
                TextRun(text=f"[{words or _UNSUPPORTED_TAG_NAMES[tag]}]", href=address)
            )

    def _finish_block(self) -> None:
        runs, self.runs = tuple(_merge_runs(self.runs)), []
        if not any(run.text.strip() for run in runs):
            return
        level = next(
            (_HEADING_LEVELS[tag] for tag in reversed(self.open_tags) if tag in _HEADING_LEVELS), 0
        )
        kind: BlockKind = "paragraph"
        if level:
            kind = "heading"
        elif "li" in self.open_tags or "dd" in self.open_tags:
            kind = "bullet"
        elif "blockquote" in self.open_tags:
            kind = "quote"
        self.blocks.append(NewsletterBlock(kind=kind, runs=runs, level=level))


_UNSUPPORTED_TAG_NAMES = {
    "img": "picture", "iframe": "frame", "embed": "frame", "video": "film", "audio": "sound",
    "table": "table", "form": "form",
}  # fmt: skip


def _merge_runs(runs: list[TextRun]) -> Iterator[TextRun]:
    """Join neighbouring runs of one style; strip space at both ends of the block."""
    merged: list[TextRun] = []
    for run in runs:
        if merged and replace(merged[-1], text="") == replace(run, text=""):
            merged[-1] = replace(run, text=merged[-1].text + run.text)
        else:
            merged.append(run)
    while merged and not merged[0].text.strip():
        merged.pop(0)
    while merged and not merged[-1].text.strip():
        merged.pop()
    if merged:
        merged[0] = replace(merged[0], text=merged[0].text.lstrip())
        merged[-1] = replace(merged[-1], text=merged[-1].text.rstrip())
    yield from merged
