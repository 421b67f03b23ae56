"""Convert issues of an old newsletter to drafts. Pure.

Recognises the structure only: which headings divide the text, which paragraphs are one
item. Adds and leaves out no word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coranto.editing import markdown
from coranto.model import Draft, Item, Section
from coranto.reading.newsletter_blocks import NewsletterBlock, TextRun
from coranto.reading.newsletters import Issue

#: Length of a heading that is made from a paragraph's first words.
MAX_HEADING_CHARACTERS = 120
#: Paragraphs with links per heading, on average, from which headings are those of sections.
MIN_ITEMS_PER_SECTION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterSeries:
    """Title, language and default section that all imported numbers share."""

    title: str
    language: str
    section: str  #: heading of items without a heading above them


def draft_from_issue(issue: Issue, number: int, day: date, *, series: NewsletterSeries) -> Draft:
    """The draft of digest no. `number`, dated `day`, from a newsletter's issue."""
    lead, parts = _split_into_parts(issue.text.blocks)
    sections = [
        Section(id=f"part-{at}", title=title or series.section, items=tuple(_part_items(blocks)))
        for at, (title, blocks) in enumerate(parts, 1)
    ]
    return Draft(
        number=number,
        title=series.title,
        first=day,
        last=day,
        language=issue.language if issue.language != "und" else series.language,
        headline=issue.title or f"{series.title} {number}",
        lead="\n\n".join(_blocks_to_markdown(lead)),
        sections=tuple(section for section in sections if section.items),
        citations=(),
    )


def _split_into_parts(
    blocks: Sequence[NewsletterBlock],
) -> tuple[list[NewsletterBlock], list[tuple[str, list[NewsletterBlock]]]]:
    """The blocks above the first part, and the parts as pairs of title and blocks."""
    # With one level of headings it is not clear whether they are sections or items: items
    # have about one paragraph with links each, sections have several.
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    if not levels or (len(levels) == 1 and not _are_section_headings(blocks, levels[0])):
        start = next((at for at, block in enumerate(blocks) if _is_item_start(block)), len(blocks))
        return list(blocks[:start]), [("", list(blocks[start:]))]
    lead: list[NewsletterBlock] = []
    parts: list[tuple[str, list[NewsletterBlock]]] = []
    for block in blocks:
        if block.kind == "heading" and block.level == levels[0]:
            parts.append((block.text, []))
        else:
            (parts[-1][1] if parts else lead).append(block)
    return lead, parts


def _are_section_headings(blocks: Sequence[NewsletterBlock], level: int) -> bool:
    """Whether the headings have several items each below them."""
    heads = sum(block.level == level and block.kind == "heading" for block in blocks)
    linked = sum(bool(block.links) for block in blocks if block.kind != "heading")
    return linked >= MIN_ITEMS_PER_SECTION * heads


def _is_item_start(block: NewsletterBlock) -> bool:
    """Whether an item starts at this block: at a heading or a paragraph with a link."""
    # The substitute for a picture is in brackets; a picture belongs to the item above it.
    leads = any(run.href and not run.text.startswith("[") for run in block.runs)
    return block.kind == "heading" or leads


def _part_items(blocks: Sequence[NewsletterBlock]) -> Iterator[Item]:
    """The items of a part, divided by its headings, else by its paragraphs with links."""
    by_heading = any(block.kind == "heading" for block in blocks)
    top = min((block.level for block in blocks if block.kind == "heading"), default=0)
    gathered: list[NewsletterBlock] = []
    heading = ""
    for block in blocks:
        is_head = block.kind == "heading" and block.level == top
        if is_head or (not by_heading and _is_item_start(block)):
            yield from _make_item(heading, gathered)
            heading, gathered = (block.text, []) if is_head else ("", [block])
        else:
            gathered.append(block)
    yield from _make_item(heading, gathered)


def _make_item(heading: str, blocks: Sequence[NewsletterBlock]) -> Iterator[Item]:
    if heading or blocks:
        body = "\n\n".join(_blocks_to_markdown(blocks))
        yield Item(story_id="", heading=heading or _derive_heading(blocks[0]), body=body)


def _derive_heading(block: NewsletterBlock) -> str:
    """A heading for an item without one: a linked title, else bold text, else its first words."""
    # One linked word ("here", "Guardian") is no title.
    titles = [run for run in block.runs if run.href and len(run.text.split()) > 1]
    bold = [run for run in block.runs if run.strong]
    title_run = next(
        iter([*titles, *bold, *(run for run in block.runs if run.href)]), block.runs[0]
    )
    words = " ".join(title_run.text.split()) or block.text
    return (
        words
        if len(words) <= MAX_HEADING_CHARACTERS
        else words[:MAX_HEADING_CHARACTERS].rpartition(" ")[0] + "…"
    )


def _blocks_to_markdown(blocks: Sequence[NewsletterBlock]) -> Iterator[str]:
    """Each block as a paragraph of Markdown; headings inside an item in bold."""
    for block in blocks:
        text = re.sub(
            r" *\n\s*", "\n", "".join(_run_to_markdown(run) for run in block.runs)
        ).strip()
        lines = [_escape_line_start(line) for line in text.split("\n") if line]
        if block.kind == "heading":
            yield f"**{markdown.escape(block.text)}**"
        elif block.kind == "quote":
            yield "\n".join(f"> {line}" for line in lines)
        else:
            yield ("- " if block.kind == "bullet" else "") + "\\\n".join(lines)


def _escape_line_start(line: str) -> str:
    """The line, escaped where its start would be a heading, a list or a quotation."""
    return re.sub(r"^(\d{1,9})?(?=[.)#>+=-])", r"\g<1>\\", line)


def _run_to_markdown(run: TextRun) -> str:
    """A run of text with its emphasis and link as Markdown."""
    # Spaces must stay outside: CommonMark does not read "** word**" as bold.
    text = run.text.strip()
    if not text:
        return run.text
    styled = markdown.link(text, run.href) if run.href else markdown.escape(text)
    if run.emphasis:
        styled = f"*{styled}*"
    if run.strong:
        styled = f"**{styled}**"
    before = run.text[: len(run.text) - len(run.text.lstrip())]
    after = run.text[len(run.text.rstrip()) :]
    return f"{before}{styled}{after}"
