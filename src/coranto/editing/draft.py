"""Read and write the editor's file: a draft as Markdown. Pure.

`parse_draft(format_draft(draft))` is equal to the draft but for line numbers. Parsing
accepts what text editors and people do: CRLF, a BOM, trailing spaces, items removed, moved
or rewritten. Whether a draft is *right* is not decided here but in `editing/checks`.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from coranto.editing import markdown
from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.errors import DraftError
from coranto.model import Citation, Draft, Item, Section
from coranto.reading.language.shortening import shorten_line

#: Characters of a wrong line that a message shows.
MAX_SHOWN_CHARACTERS = 60
FRONT_MATTER_KEYS = ("number", "title", "first", "last", "language", "editors")
REQUIRED_FRONT_MATTER_KEYS = FRONT_MATTER_KEYS[:-1]

_HEADING_PATTERN = re.compile(r"(#{1,3})(?:[ \t]+(.*))?")
_NAMED_HEADING_PATTERN = re.compile(r"\A(.*?)[ \t]{0,40}\{#([\w.-]+)\}[ \t]*")
_CITATION_DEFINITION_PATTERN = re.compile(r"\[\^([\w-]+)\]:[ \t]*(.*)")
_CITATION_POINTER_PATTERN = re.compile(
    r"\A(\S+)@(\d{1,9})[ \t]+(\d{1,12})[–-](\d{1,12})[ \t]+“(.*)”(?:[ \t]+— [^”]*)?[ \t]*"
)
_ESCAPES_BY_CHARACTER = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}

# --- writing ------------------------------------------------------------------


def format_draft(draft: Draft, *, notes: Mapping[str, str] | None = None) -> str:
    """The text of the draft's file. `notes`: by mark, a note for the editor on a citation."""
    notes = notes or {}
    parts = [_format_front_matter(draft), f"# {_format_heading(draft.headline)}", draft.lead]
    for section in draft.sections:
        parts.append(_format_section_line(section))
        for item in section.items:
            parts += [_format_item_line(item), item.body]
    parts.append(
        "\n".join(
            format_citation(citation, notes.get(citation.mark)) for citation in draft.citations
        )
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def format_proposals(draft: Draft, *, notes: Mapping[str, str] | None = None) -> str:
    """The same with each item's citations right below it, so that an item is one block to copy."""
    blocks = [
        _format_front_matter(draft),
        _format_block(draft, notes, f"# {_format_heading(draft.headline)}", draft.lead),
    ]
    for section in draft.sections:
        blocks.append(_format_section_line(section))
        blocks += [format_item(item, draft, notes=notes) for item in section.items]
    return "\n\n".join(blocks) + "\n"


def format_item(item: Item, draft: Draft, *, notes: Mapping[str, str] | None = None) -> str:
    """An item of the draft with its citations below it: one block to copy."""
    return _format_block(draft, notes, _format_item_line(item), item.body)


def _format_block(draft: Draft, notes: Mapping[str, str] | None, *parts: str) -> str:
    cited = {
        citation.mark: format_citation(citation, (notes or {}).get(citation.mark))
        for citation in draft.citations
    }
    marks = dict.fromkeys(mark for part in parts for mark in CITATION_MARK_PATTERN.findall(part))
    definitions = "\n".join(cited[mark] for mark in marks if mark in cited)
    return "\n\n".join(part for part in (*parts, definitions) if part)


def _format_section_line(section: Section) -> str:
    return f"## {_format_heading(section.title)} {{#{section.id}}}"


def _format_item_line(item: Item) -> str:
    name = f" {{#{item.story_id}}}" if item.story_id else ""
    return f"### {_format_heading(item.heading)}{name}"


def _format_front_matter(draft: Draft) -> str:
    values = {
        "number": str(draft.number),
        "title": draft.title,
        "first": draft.first.isoformat(),
        "last": draft.last.isoformat(),
        "language": draft.language,
        "editors": ", ".join(draft.editors),
    }
    lines = [f"{key}: {_one_line(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---"])


def _format_heading(text: str) -> str:
    """A heading as plain text: nothing in it is read as Markdown or as the heading's name."""
    # CommonMark drops a run of # at a heading's end.
    return re.sub(r"#+$", r"\\\g<0>", markdown.escape(_one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def format_citation(citation: Citation, note: str | None) -> str:
    """The line that defines a citation; `note` stands behind it, for the person who edits."""
    text = re.sub(r"[\\\n\r]", lambda match: _ESCAPES_BY_CHARACTER[match[0]], citation.text)
    pointer = f"{citation.document_id}@{citation.version} {citation.start}–{citation.end}"
    # The passage ends at the line's last ”, so the note behind it must have none.
    tail = " — " + _one_line(note.replace("”", '"')) if note else ""
    return f"[^{citation.mark}]: {pointer} “{text}”{tail}"


# --- reading ------------------------------------------------------------------


@dataclass(slots=True)
class _HeadingBlock:
    """A heading and the lines under it, while the file is read."""

    line: int
    level: int
    text: str
    name: str
    body: list[tuple[int, str]] = field(default_factory=list)

    def markdown(self) -> tuple[str, int]:
        """The body without blank lines at its ends, and the line it starts on; ("", 0) if empty."""
        filled = [number for number, text in self.body if text]
        if not filled:
            return "", 0
        body_lines = [text for number, text in self.body if filled[0] <= number <= filled[-1]]
        return "\n".join(body_lines), filled[0]


def parse_draft(text: str) -> Draft:
    """The draft in an editor's file. Raises DraftError with the line to correct."""
    lines = [line.rstrip(" \t") for line in split_lines(text.removeprefix("\ufeff"))]
    values, start = _parse_front_matter(lines)
    heads, citations = _parse_body(lines, start)
    if not heads or heads[0].level != 1:
        line = heads[0].line if heads else len(lines)
        raise DraftError("the headline is missing: a line such as “# Headline”", line=line)
    lead, lead_line = heads[0].markdown()
    return Draft(
        number=_parse_number(*values["number"]),
        title=values["title"][0],
        first=_parse_date(*values["first"]),
        last=_parse_date(*values["last"]),
        language=values["language"][0],
        headline=heads[0].text,
        lead=lead,
        lead_line=lead_line,
        sections=_build_sections(heads[1:]),
        citations=tuple(citations),
        editors=_parse_editors(values["editors"][0]) if "editors" in values else (),
    )


def split_lines(text: str) -> list[str]:
    """The lines of a file without their ends, as every editor counts them."""
    # Not `splitlines`: it also parts at signs that stand inside of a line.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _parse_front_matter(lines: Sequence[str]) -> tuple[dict[str, tuple[str, int]], int]:
    """Front matter: values with their line numbers; and the index of the line after it."""
    start = next((index for index, line in enumerate(lines) if line), 0)
    if lines[start] != "---":
        raise DraftError("the draft starts with a line “---”, then its number and dates", line=1)
    values: dict[str, tuple[str, int]] = {}
    for index, line in enumerate(lines[start + 1 :], start=start + 1):
        if line == "---":
            _require_front_matter(values, line=index + 1)
            return values, index + 1
        if line:
            key, value = _parse_front_matter_line(line, index + 1)
            if key in values:
                raise DraftError(f"“{key}” stands here a second time", line=index + 1)
            values[key] = value, index + 1
    raise DraftError("the lines at the top have no end: a second “---”", line=start + 1)


def _parse_front_matter_line(line: str, number: int) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    key = key.strip()
    if not colon:
        raise DraftError(
            f"expected “word: value”, found “{shorten_line(line, MAX_SHOWN_CHARACTERS)}”",
            line=number,
        )
    if key not in FRONT_MATTER_KEYS:
        # Cutoff 0: even a far-off key is answered with the nearest valid one.
        near = difflib.get_close_matches(key.lower()[:40], FRONT_MATTER_KEYS, n=1, cutoff=0.0)
        raise DraftError(
            f"“{shorten_line(key, MAX_SHOWN_CHARACTERS)}” is no word of a draft: “{near[0]}”?",
            line=number,
        )
    return key, value.strip()


def _require_front_matter(values: Mapping[str, tuple[str, int]], *, line: int) -> None:
    for key in REQUIRED_FRONT_MATTER_KEYS:
        if not values.get(key, ("", 0))[0]:
            raise DraftError(f"“{key}: …” is missing from the lines at the top", line=line)


def _parse_number(value: str, line: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise DraftError(
            f"the number is digits, not “{shorten_line(value, MAX_SHOWN_CHARACTERS)}”", line=line
        )
    return int(value)


def _parse_date(value: str, line: int) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"a date is written 2026-11-09, not “{shorten_line(value, MAX_SHOWN_CHARACTERS)}”"
        raise DraftError(message, line=line) from None


def _parse_editors(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _parse_body(lines: Sequence[str], start: int) -> tuple[list[_HeadingBlock], list[Citation]]:
    """The headings with the lines under them, and the citations from anywhere in the file."""
    heads: list[_HeadingBlock] = []
    citations: dict[str, Citation] = {}
    for number, line in enumerate(lines[start:], start=start + 1):
        if match := _CITATION_DEFINITION_PATTERN.fullmatch(line):
            citation = _parse_citation(match[1], match[2], number)
            first = citations.setdefault(citation.mark, citation)
            # An editor who copies a proposed item also copies its citations, so the same
            # definition may occur twice; only a different one is an error.
            if replace(first, line=number) != citation:
                message = (
                    f"[^{citation.mark}] is defined as something else (first in line {first.line})"
                )
                raise DraftError(message, line=number)
        elif match := _HEADING_PATTERN.fullmatch(line):
            heads.append(_parse_heading(len(match[1]), match[2] or "", number))
        elif heads:
            heads[-1].body.append((number, line))
        elif line:
            raise DraftError("this stands before the headline (“# …”)", line=number)
    return heads, list(citations.values())


def match_heading(line: str) -> tuple[int, str] | None:
    """The level (1 to 3) and the text of a line that is a heading."""
    match = _HEADING_PATTERN.fullmatch(line.rstrip())
    return (len(match[1]), (match[2] or "").strip()) if match else None


def cited_document_ids(text: str) -> dict[str, str]:
    """The document that each mark of a file points to, as far as its line can be read."""
    definitions = (_CITATION_DEFINITION_PATTERN.fullmatch(line) for line in split_lines(text))
    return {
        definition[1]: pointer[1]
        for definition in definitions
        if definition and (pointer := _CITATION_POINTER_PATTERN.fullmatch(definition[2]))
    }


def is_definition(line: str) -> bool:
    """Whether a line of the file defines a citation."""
    return _CITATION_DEFINITION_PATTERN.fullmatch(line.rstrip()) is not None


def _parse_heading(level: int, text: str, line: int) -> _HeadingBlock:
    name = ""
    match = _NAMED_HEADING_PATTERN.fullmatch(text) if level > 1 else None
    if match:
        text, name = match[1], match[2]
    # An item may have no name: an editor can add one that belongs to no story. But "{#" in
    # its heading is a name that was damaged, and the item would lose its story.
    elif level == 2 or (level == 3 and re.search(r"(?<!\\)\{#", text)):
        example = "## English {#en}" if level == 2 else "### Heading {#s…}"
        raise DraftError(
            f"the name in braces at the heading's end is missing: “{example}”", line=line
        )
    return _HeadingBlock(line, level, markdown.unescape(text.strip()), name)


def _parse_citation(mark: str, definition: str, line: int) -> Citation:
    match = _CITATION_POINTER_PATTERN.fullmatch(definition)
    if not match:
        raise DraftError(
            f"[^{mark}] cannot be read. A citation is “[^{mark}]: document@1 120–245 “its text””",
            line=line,
        )
    characters_by_escape = {escape: char for char, escape in _ESCAPES_BY_CHARACTER.items()}
    return Citation(
        mark=mark,
        document_id=match[1],
        version=int(match[2]),
        start=int(match[3]),
        end=int(match[4]),
        text=re.sub(r"\\[\\nr]", lambda escaped: characters_by_escape[escaped[0]], match[5]),
        line=line,
    )


def _build_sections(heads: Sequence[_HeadingBlock]) -> tuple[Section, ...]:
    sections: list[tuple[_HeadingBlock, list[Item]]] = []
    for head in heads:
        body, body_line = head.markdown()
        if head.level == 1:
            raise DraftError("a second headline; items start with “###”", line=head.line)
        if head.level == 2:
            if body:
                message = "words between a section and its first item; move them into an item"
                raise DraftError(message, line=body_line)
            sections.append((head, []))
        elif not sections:
            raise DraftError("an item before the first section (“## …”)", line=head.line)
        else:
            item = Item(
                story_id=head.name,
                heading=head.text,
                body=body,
                line=head.line,
                body_line=body_line,
            )
            sections[-1][1].append(item)
    return tuple(
        Section(id=head.name, title=head.text, items=tuple(items), line=head.line)
        for head, items in sections
    )
