"""Add languages, directions and classes to Markdown tokens. Pure.

Escapes nothing: the renderer of `prose` does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from markdown_it.token import Token

from coranto.reading.language import packs, quotation_marks
from coranto.rendering import sanitising, source_markup
from coranto.rendering.source_markup import LinkTargets

# Marks that open a quotation in some language, and marks that close one.
_OPENERS = "".join(quotation_marks.CLOSERS_BY_OPENER) + quotation_marks.SINGLE_OPENER
_CLOSERS = "".join(quotation_marks.CLOSERS_BY_OPENER.values()) + quotation_marks.SINGLE_CLOSER
# Finnish, Swedish, Hebrew and Arabic open quotations with ”.
_OPENING_QUOTES = frozenset(_OPENERS + "”")
_CLOSING_QUOTES = frozenset(_CLOSERS)
_OUTER_QUOTES = "".join(
    char
    for char in _OPENERS + _CLOSERS
    if char not in quotation_marks.INNER_MARKS + quotation_marks.SINGLE_MARKS
)
_QUOTED_TAIL_PATTERN = re.compile(rf"[{_OPENERS}]\s?([^{_OUTER_QUOTES}]+?)\s?[{_CLOSERS}]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationMark:
    """A citation as it is shown in the text."""

    number: str  #: in the digits of the text's language
    href: str = ""  #: link to its evidence; "" for a number without a link
    shows: str = ""  #: id of the evidence on the same page, shown when the mark is pointed at
    anchor: str = ""  #: id that the evidence links back to
    title: str = ""  #: outlet and date, where the evidence is on another page
    passage: str = ""
    language: str = "und"
    post: bool = False  #: it cites a post: its block quote is a card
    foot: str = ""  #: the card's last line: where the post is archived
    foot_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLink:
    """Where a link to an item of the edition leads."""

    href: str  #: "" where the item has no address
    language: str  #: of its heading


def text_direction(language: str) -> str:
    """The value of `dir` for a language: "ltr", "rtl", or "auto" when it is unknown."""
    return (
        "auto"
        if packs.primary_subtag(language) in {"", "und"}
        else packs.writing_direction(language)
    )


def list_cited_marks(tokens: Sequence[Token]) -> Iterator[str]:
    """The citation marks in the tokens, in order."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "citation":
                yield child.meta["mark"]


@dataclass(slots=True)
class TokenAnnotator:
    """Annotates the tokens of one text, given its marks, link targets and language."""

    marks: Mapping[str, CitationMark]
    link_targets: LinkTargets
    language: str
    item_links: Mapping[str, ItemLink] = field(default_factory=dict)
    folds_outlets: bool = False  #: whether a list of outlets opens to their details

    def annotate(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens of a text, with attributes on each quotation, link and paragraph."""
        annotated: list[Token] = []
        position = 0
        while position < len(tokens):
            if tokens[position].type == "blockquote_open":
                end = _find_quote_end(tokens, position)
                annotated += self._annotate_block_quote(tokens[position : end + 1])
                position = end
            elif source_markup.is_source_list(tokens, position, self.link_targets):
                end = source_markup.find_list_end(tokens, position)
                annotated += self._annotate_source_list(tokens[position : end + 1])
                position = end
            elif self.folds_outlets and source_markup.is_outlet_list(
                tokens, position, self.link_targets
            ):
                inline = tokens[position + 1]
                annotated.append(
                    source_markup.outlet_details(
                        inline, self._annotate_inline(inline), self.link_targets
                    )
                )
                position += 2
            elif tokens[position].type == "inline":
                annotated.append(self._annotate_inline(tokens[position]))
            else:
                annotated.append(tokens[position])
            position += 1
        return _classify_paragraphs(annotated)

    def _annotate_source_list(self, tokens: Sequence[Token]) -> list[Token]:
        """The list with its class, and behind each entry where its document is archived."""
        return [
            _with_attribute(tokens[0], "class", "sources"),
            *(
                source_markup.with_archived_copy(
                    token, self._annotate_inline(token), self.link_targets
                )
                if token.type == "inline"
                else token
                for token in tokens[1:]
            ),
        ]

    def _annotate_block_quote(self, tokens: Sequence[Token]) -> list[Token]:
        """A block quote, laid out as a card when it cites a post."""
        cited_marks = [self.marks[mark] for mark in list_cited_marks(tokens)]
        if not any(mark.post for mark in cited_marks):
            return [
                _with_attribute(tokens[0], "class", "extract"),
                *self._annotate_inlines(tokens[1:]),
            ]
        inner: list[Token] = []
        for token in tokens[1:-1]:
            inner += self._split_author_line(token) if token.type == "inline" else [token]
        foot = Token("card_foot", "", 0, meta={"shown": cited_marks[0]}, block=True)
        card_foot = [foot] if cited_marks[0].foot else []
        return [
            _with_attribute(tokens[0], "class", "post"),
            *_classify_card_paragraphs(inner, cited_marks[0]),
            *card_foot,
            tokens[-1],
        ]

    def _split_author_line(self, token: Token) -> list[Token]:
        """The post's words and its author's line as two paragraphs."""
        children = list(token.children or ())
        cut = next(
            (i for i, pair in enumerate(pairwise(children)) if _is_before_author_line(*pair)), None
        )
        if cut is None:
            return [self._annotate_inline(token)]
        close = Token("paragraph_close", "p", -1, block=True)
        reopen = Token("paragraph_open", "p", 1, block=True)
        first = token.copy(children=children[:cut])
        return [
            self._annotate_inline(first),
            close,
            reopen,
            self._annotate_inline(token.copy(children=children[cut + 1 :])),
        ]

    def _annotate_inlines(self, tokens: Sequence[Token]) -> list[Token]:
        return [
            self._annotate_inline(token) if token.type == "inline" else token for token in tokens
        ]

    def _annotate_inline(self, token: Token) -> Token:
        annotated: list[Token] = []
        unclosed_unsafe_links = 0
        children = token.children or []
        for position, child in enumerate(children):
            if child.type == "citation":
                annotated += self._annotate_citation(annotated, child)
            elif child.type == "link_open":
                link = self._annotate_link(child, children[position + 1 :])
                # The text of an unsafe link stays; its closing tag must go with the opening one.
                unclosed_unsafe_links += not link
                annotated += link
            elif child.type == "link_close" and unclosed_unsafe_links:
                unclosed_unsafe_links -= 1
            elif child.type == "strong_open":
                # Outlets' names are bold, and may be in another script than the text around them.
                annotated.append(_with_attribute(child, "dir", "auto"))
            else:
                annotated.append(child)
        return token.copy(children=annotated)

    def _annotate_link(self, token: Token, following: Sequence[Token]) -> list[Token]:
        """The link with its attributes; empty when its address is unsafe."""
        href = str(token.attrs.get("href", ""))
        if item := self.item_links.get(href):
            return self._link_to_item(token, item)
        target = sanitising.safe_link(href) or (href if href.startswith("mailto:") else "")
        if not target:
            return []
        attrs: dict[str, str | int | float] = {
            "href": target,
            "dir": "auto",
            "rel": "noopener noreferrer",
        }
        link_target = self.link_targets.get(target)
        if (
            link_target
            and link_target.language != "und"
            and _is_part_of_title(following, link_target.title)
        ):
            attrs |= {"lang": link_target.language, "dir": text_direction(link_target.language)}
            # Set as a block in the line: signs between two links of a list keep their place.
            if attrs["dir"] != packs.writing_direction(self.language):
                attrs["class"] = "across"
        return [token.copy(attrs=attrs)]

    def _link_to_item(self, token: Token, item: ItemLink) -> list[Token]:
        if not item.href:
            return []
        attrs: dict[str, str | int | float] = {"href": item.href, "dir": "auto"}
        if packs.primary_subtag(item.language) not in {"und", packs.primary_subtag(self.language)}:
            attrs |= {"lang": item.language, "dir": text_direction(item.language)}
            if attrs["dir"] != packs.writing_direction(self.language):
                attrs["class"] = "across"
        return [token.copy(attrs=attrs)]

    def _annotate_citation(self, before: list[Token], token: Token) -> list[Token]:
        """The mark; wraps the passage at the end of `before` in a span with its language."""
        mark = self.marks[token.meta["mark"]]
        citation = token.copy(meta={"shown": mark})
        text = before[-1].content if before and before[-1].type == "text" else ""
        start, end = _find_passage(text, mark.passage)
        # The words before the mark are the editor's own: nothing may be shown as if it were quoted.
        if start < 0:
            return [citation]
        attrs = self._language_attributes(mark)
        # Bidirectional text: number and quotation marks outside the span would jump to the wrong
        # side.
        if attrs.get("dir") not in {None, packs.writing_direction(self.language)}:
            return _mark_opposite_passage(before, citation, (start, end), attrs)
        before[-1:] = [
            _text_token(text[:start]),
            Token("quote_open", "span", 1, attrs={"class": "quote", **attrs}),
            _text_token(text[start:end]),
            Token("quote_close", "span", -1),
            _text_token(text[end:]),
        ]
        return [citation]

    def _language_attributes(self, mark: CitationMark) -> dict[str, str]:
        if packs.primary_subtag(mark.language) == packs.primary_subtag(self.language):
            return {}
        language = {"lang": mark.language} if mark.language != "und" else {}
        return {"dir": text_direction(mark.language), **language}


def _mark_opposite_passage(
    before: list[Token], citation: Token, span: tuple[int, int], attrs: Mapping[str, str]
) -> list[Token]:
    """Wrap a passage of the opposite direction, with its quotation marks and number.

    As one element with its own direction, it breaks into lines as a text of its own.
    """
    text = before[-1].content
    start, end = span
    # A bool counts as 0 or 1: one character more on either side where it is a quotation mark.
    start -= text[start - 1 : start] in _OPENING_QUOTES
    end += text[end : end + 1] in _CLOSING_QUOTES
    before[-1:] = [
        _text_token(text[:start]),
        Token("quote_open", "span", 1, attrs={"class": "quote across", **attrs}),
        _text_token(text[start:end]),
    ]
    return [citation, Token("quote_close", "span", -1), _text_token(text[end:])]


def _is_part_of_title(following: Sequence[Token], title: str) -> bool:
    """Whether the text of the link, without quotation marks, is part of the title."""
    link_tokens = takewhile(lambda token: token.type != "link_close", following)
    words = "".join(token.content for token in link_tokens).strip(_OPENERS + _CLOSERS + "… ")
    return bool(words) and words in sanitising.strip_unsafe_characters(title)


def _text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _find_passage(text: str, passage: str) -> tuple[int, int]:
    """Start and end of the passage, or of a quoted piece of it, in the text; (-1, -1) if none."""
    passage = sanitising.strip_unsafe_characters(passage)
    start = text.rfind(passage) if passage else -1
    if start >= 0:
        return start, start + len(passage)
    # An editor may quote less than the passage that the mark stands for.
    match = _QUOTED_TAIL_PATTERN.search(text)
    return match.span(1) if match and match[1] in passage else (-1, -1)


def _is_before_author_line(token: Token, following: Token) -> bool:
    """Whether the author's line begins after this line break."""
    return token.type == "softbreak" and following.content.startswith(("—", "–"))


def _find_quote_end(tokens: Sequence[Token], start: int) -> int:
    level = tokens[start].level
    return next(
        i
        for i in range(start + 1, len(tokens))
        if tokens[i].type == "blockquote_close" and tokens[i].level == level
    )


def _classify_card_paragraphs(tokens: list[Token], mark: CitationMark) -> list[Token]:
    """Give a card's paragraphs their classes: the post's words, then the author's line."""
    opened: list[Token] = []
    for token, following in pairwise([*tokens, Token("end", "", 0)]):
        if token.type != "paragraph_open":
            opened.append(token)
        elif any(child.type == "citation" for child in following.children or ()):
            lang = {"lang": mark.language} if mark.language != "und" else {}
            words = {"class": "words", "dir": text_direction(mark.language), **lang}
            opened.append(token.copy(attrs=words))
        elif following.content.startswith(("—", "–")) or _first_text(following)[:1] in "—–":
            opened.append(_with_attribute(token, "class", "by"))
        else:
            opened.append(_with_attribute(token, "class", "words"))
    return opened


def _first_text(token: Token) -> str:
    return next((child.content for child in token.children or () if child.content), " ")


def _with_attribute(token: Token, name: str, value: str) -> Token:
    return token.copy(attrs={**token.attrs, name: value})


def _classify_paragraphs(tokens: list[Token]) -> list[Token]:
    """Give each paragraph the class of its content."""
    annotated: list[Token] = []
    for token, following in pairwise([*tokens, Token("end", "", 0)]):
        # Paragraphs in lists without blank lines are hidden: Markdown gives them no element.
        plain = token.type == "paragraph_open" and not token.attrs and not token.hidden
        annotated.append(
            _with_attribute(token, "class", _paragraph_class(following)) if plain else token
        )
    return annotated


def _paragraph_class(inline: Token) -> str:
    child_types = {child.type for child in inline.children or ()}
    # A citation makes it a report of what sources say; a bold outlet without one, a list of who
    # else reports; anything else is the editors' own voice.
    if "citation" in child_types:
        return "told"
    return "also" if "strong_open" in child_types else "voice"
