"""Markdown tokens with languages, directions and classes on. Pure; escapes nothing itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from markdown_it.token import Token

from coranto.reading.language import packs
from coranto.rendering import sanitising

_OPENING_QUOTES = frozenset('“„«‹"「『‘”')
_CLOSING_QUOTES = frozenset('”“»›"」』’')
_QUOTED_TAIL_PATTERN = re.compile(r"[“„«‹\"「『‘]\s?([^“„”«»\"「」『』]+?)\s?[”“»›\"」』’]\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationMark:
    """A citation as the text shows it."""

    number: str  #: in the text's own figures
    href: str = ""  #: where its evidence stands; "" for a number that leads nowhere
    shows: str = ""  #: id of the evidence on the same page, shown when the mark is pointed at
    anchor: str = ""  #: id for the way back from the evidence
    title: str = ""  #: outlet and date, where the evidence is on another page
    passage: str = ""
    language: str = "und"
    post: bool = False  #: it cites a post: its block quote is a card
    foot: str = ""  #: the card's last line: where the post is archived
    foot_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """A document that the text may link to by its title."""

    title: str
    language: str


def text_direction(language: str) -> str:
    """What `dir` says for a language: "auto" when it is unknown."""
    return (
        "auto"
        if packs.primary_subtag(language) in {"", "und"}
        else packs.writing_direction(language)
    )


def list_cited_marks(tokens: Sequence[Token]) -> Iterator[str]:
    """The marks that tokens cite, in order."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "citation":
                yield child.meta["mark"]


@dataclass(slots=True)
class TokenAnnotator:
    """What is known of the text's marks and links, and of its own language."""

    marks: Mapping[str, CitationMark]
    linked: Mapping[str, LinkTarget]
    language: str

    def blocks(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens of a text, each quotation, link and paragraph with what it is."""
        dressed: list[Token] = []
        at = 0
        while at < len(tokens):
            if tokens[at].type == "blockquote_open":
                end = _find_quote_end(tokens, at)
                dressed += self._card(tokens[at : end + 1])
                at = end
            elif tokens[at].type == "inline":
                dressed.append(self._inline(tokens[at]))
            else:
                dressed.append(tokens[at])
            at += 1
        return _classify_paragraphs(dressed)

    def _card(self, tokens: Sequence[Token]) -> list[Token]:
        """A block quote: a post's card when it cites a post."""
        shown = [self.marks[mark] for mark in list_cited_marks(tokens)]
        if not any(mark.post for mark in shown):
            return [_with_attribute(tokens[0], "class", "extract"), *self._inlines(tokens[1:])]
        inner: list[Token] = []
        for token in tokens[1:-1]:
            inner += self._card_lines(token) if token.type == "inline" else [token]
        foot = Token("card_foot", "", 0, meta={"shown": shown[0]}, block=True)
        feet = [foot] if shown[0].foot else []
        return [
            _with_attribute(tokens[0], "class", "post"),
            *_classify_card_paragraphs(inner, shown[0]),
            *feet,
            tokens[-1],
        ]

    def _card_lines(self, token: Token) -> list[Token]:
        """The post's words and, parted from them, its author's line."""
        children = list(token.children or ())
        cut = next(
            (i for i, pair in enumerate(pairwise(children)) if _is_before_author_line(*pair)), None
        )
        if cut is None:
            return [self._inline(token)]
        close = Token("paragraph_close", "p", -1, block=True)
        reopen = Token("paragraph_open", "p", 1, block=True)
        first = token.copy(children=children[:cut])
        return [
            self._inline(first),
            close,
            reopen,
            self._inline(token.copy(children=children[cut + 1 :])),
        ]

    def _inlines(self, tokens: Sequence[Token]) -> list[Token]:
        return [self._inline(token) if token.type == "inline" else token for token in tokens]

    def _inline(self, token: Token) -> Token:
        dressed: list[Token] = []
        dead = 0
        children = token.children or []
        for at, child in enumerate(children):
            if child.type == "citation":
                dressed += self._cite(dressed, child)
            elif child.type == "link_open":
                link = self._link(child, children[at + 1 :])
                dead += not link
                dressed += link
            elif child.type == "link_close" and dead:
                dead -= 1
            elif child.type == "strong_open":
                dressed.append(_with_attribute(child, "dir", "auto"))
            else:
                dressed.append(child)
        return token.copy(children=dressed)

    def _link(self, token: Token, following: Sequence[Token]) -> list[Token]:
        """The link if it is alive; in the language of the title that it shows."""
        href = str(token.attrs.get("href", ""))
        target = sanitising.safe_link(href) or (href if href.startswith("mailto:") else "")
        if not target:
            return []
        attrs: dict[str, str | int | float] = {
            "href": target,
            "dir": "auto",
            "rel": "noopener noreferrer",
        }
        known = self.linked.get(target)
        if known and known.language != "und" and _is_part_of_title(following, known.title):
            attrs |= {"lang": known.language, "dir": text_direction(known.language)}
            if attrs["dir"] != packs.writing_direction(self.language):
                attrs["class"] = "across"
        return [token.copy(attrs=attrs)]

    def _cite(self, before: list[Token], token: Token) -> list[Token]:
        """The mark, and the passage before it set off in the passage's language."""
        mark = self.marks[token.meta["mark"]]
        shown = token.copy(meta={"shown": mark})
        text = before[-1].content if before and before[-1].type == "text" else ""
        start, end = _find_passage(text, mark.passage)
        if start < 0:
            return [shown]
        attrs = self._tongue(mark)
        if attrs.get("dir") not in {None, packs.writing_direction(self.language)}:
            return _mark_opposite_passage(before, shown, (start, end), attrs)
        before[-1:] = [
            _text_token(text[:start]),
            Token("quote_open", "span", 1, attrs={"class": "quote", **attrs}),
            _text_token(text[start:end]),
            Token("quote_close", "span", -1),
            _text_token(text[end:]),
        ]
        return [shown]

    def _tongue(self, mark: CitationMark) -> dict[str, str]:
        if packs.primary_subtag(mark.language) == packs.primary_subtag(self.language):
            return {}
        tongue = {"lang": mark.language} if mark.language != "und" else {}
        return {"dir": text_direction(mark.language), **tongue}


def _mark_opposite_passage(
    before: list[Token], shown: Token, span: tuple[int, int], attrs: Mapping[str, str]
) -> list[Token]:
    """A passage that runs the other way, whole with its quotation marks and number.

    So it wraps as its own text does.
    """
    text = before[-1].content
    start, end = span
    start -= text[start - 1 : start] in _OPENING_QUOTES
    end += text[end : end + 1] in _CLOSING_QUOTES
    before[-1:] = [
        _text_token(text[:start]),
        Token("quote_open", "span", 1, attrs={"class": "quote across", **attrs}),
        _text_token(text[start:end]),
    ]
    return [shown, Token("quote_close", "span", -1), _text_token(text[end:])]


def _is_part_of_title(following: Sequence[Token], title: str) -> bool:
    """Does the text up to the link's end stand in the title, quotation marks aside?"""
    shown = takewhile(lambda token: token.type != "link_close", following)
    words = "".join(token.content for token in shown).strip('“”„«»"「」『』‘’… ')
    return bool(words) and words in sanitising.strip_unsafe_characters(title)


def _text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _find_passage(text: str, passage: str) -> tuple[int, int]:
    """Where the passage, or a piece of it in quotation marks, stands at the text's end."""
    passage = sanitising.strip_unsafe_characters(passage)
    start = text.rfind(passage) if passage else -1
    if start >= 0:
        return start, start + len(passage)
    match = _QUOTED_TAIL_PATTERN.search(text)
    return match.span(1) if match and match[1] in passage else (-1, -1)


def _is_before_author_line(here: Token, following: Token) -> bool:
    """Does the author's line begin behind this line end?"""
    return here.type == "softbreak" and following.content.startswith(("—", "–"))


def _find_quote_end(tokens: Sequence[Token], at: int) -> int:
    level = tokens[at].level
    return next(
        i
        for i in range(at + 1, len(tokens))
        if tokens[i].type == "blockquote_close" and tokens[i].level == level
    )


def _classify_card_paragraphs(tokens: list[Token], mark: CitationMark) -> list[Token]:
    """A card's paragraphs: the post's words in its language, then the author's line."""
    opened: list[Token] = []
    for here, following in pairwise([*tokens, Token("end", "", 0)]):
        if here.type != "paragraph_open":
            opened.append(here)
        elif any(child.type == "citation" for child in following.children or ()):
            lang = {"lang": mark.language} if mark.language != "und" else {}
            words = {"class": "words", "dir": text_direction(mark.language), **lang}
            opened.append(here.copy(attrs=words))
        elif following.content.startswith(("—", "–")) or _first_text(following)[:1] in "—–":
            opened.append(_with_attribute(here, "class", "by"))
        else:
            opened.append(_with_attribute(here, "class", "words"))
    return opened


def _first_text(token: Token) -> str:
    return next((child.content for child in token.children or () if child.content), " ")


def _with_attribute(token: Token, name: str, value: str) -> Token:
    return token.copy(attrs={**token.attrs, name: value})


def _classify_paragraphs(tokens: list[Token]) -> list[Token]:
    """Paragraphs told by what they hold: quotations, who else reports, or the editors' voice."""
    dressed: list[Token] = []
    for here, following in pairwise([*tokens, Token("end", "", 0)]):
        plain = here.type == "paragraph_open" and not here.attrs and not here.hidden
        dressed.append(
            _with_attribute(here, "class", _paragraph_class(following)) if plain else here
        )
    return dressed


def _paragraph_class(inline: Token) -> str:
    held = {child.type for child in inline.children or ()}
    if "citation" in held:
        return "told"
    return "also" if "strong_open" in held else "voice"
