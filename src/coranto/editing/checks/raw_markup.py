"""Check that no markup is printed as it is written, since no page makes anything of it. Pure."""

import re
from collections.abc import Iterator

from coranto.editing import markdown_parser
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.editing.visible_text import VisibleParagraph

#: Kind of markup → what is left of it in a text that was parsed.
_RAW_MARKUP_PATTERNS = {
    "a picture that cannot be read": re.compile(r"!\[[^\]\n]{0,300}\]"),
    "a link that cannot be read": re.compile(r"\[[^\]\n]{0,300}\] ?\([^)\n]{0,300}\)?"),
    "a link by reference": re.compile(
        r"(?m)\[[^\]\n^]{1,300}\]\[[^\]\n]{0,300}\]|^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S"
    ),
    "a table": re.compile(
        r"(?m)^ {0,3}\|?(?: {0,9}:?-{3,60}:? {0,9}\|){1,60} {0,9}(?::?-{3,60}:?)? {0,9}$"
        r"|^ {0,3}\|[^|\n]{1,300}\|"
    ),
    "the name of a story": re.compile(r"\{#[\w.-]{1,80}\}?"),
    "emphasis that does not end": re.compile(r"\*\*|__(?=\w)|(?<=\w)__|~~"),
}
#: A citation mark whose bracket was written with a backslash, or that stands in code.
_PRINTED_MARK_PATTERN = re.compile(r"\[\^([\w-]{1,40})\]")
_PLAIN_TOKEN_TYPES = frozenset({"text", "text_special", "softbreak", "hardbreak"})
_HEADING_PATTERN = re.compile(r"#{1,3}[ \t]+(.*?)(?:[ \t]*\{#[\w.-]+\})?[ \t]*")


def no_markup_is_printed(manuscript: Manuscript) -> Iterator[Fault]:
    """What is written as markup is shown as such: no table, reference or broken link is."""
    for part in manuscript.parts:
        for paragraph in manuscript.paragraphs(part):
            if paragraph.kind != "code":
                yield from _raw_markup(paragraph)
            for match in _PRINTED_MARK_PATTERN.finditer(paragraph.text):
                if match[1] in manuscript.citations:
                    yield Fault(
                        paragraph.line_at(match.start()), f"{match[0]} would be printed as it is."
                    )
    yield from _markup_in_headings(manuscript)


def _raw_markup(paragraph: VisibleParagraph) -> Iterator[Fault]:
    # What was written with a backslash is meant to be printed.
    if paragraph.escaped:
        shown = "".join(
            "\ufffc" if at in paragraph.escaped else char for at, char in enumerate(paragraph.text)
        )
    else:
        shown = paragraph.text
    found_spans: list[tuple[int, int]] = []
    for kind, pattern in _RAW_MARKUP_PATTERNS.items():
        for match in pattern.finditer(shown):
            if any(start < match.end() and match.start() < end for start, end in found_spans[-8:]):
                continue
            found_spans.append(match.span())
            yield Fault(
                paragraph.line_at(match.start()),
                f"{kind} would be printed as it is: {shorten_text(match[0], 60)}",
            )
            # One of a kind for each paragraph is enough to find the others.
            break


def _markup_in_headings(manuscript: Manuscript) -> Iterator[Fault]:
    """Headlines and headings are plain text: links, marks and emphasis in them are printed."""
    lines = manuscript.text.split("\n")
    numbers = [manuscript.headline_line, *(section.line for section in manuscript.draft.sections)]
    numbers += [item.line for item in manuscript.items]
    for number in numbers:
        match = _HEADING_PATTERN.fullmatch(lines[number - 1]) if number <= len(lines) else None
        if not match:
            continue
        types = {
            child.type
            for token in markdown_parser.parse_as_written(f"x {match[1]}")
            for child in token.children or ()
        }
        if types - _PLAIN_TOKEN_TYPES:
            yield Fault(number, f"a heading is plain text: {shorten_text(match[1])}")
