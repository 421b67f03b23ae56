"""Find an item's list of sources, and its list of other outlets, in Markdown tokens. Pure.

Both are recognised by their form, so that an editor may change their words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """A document of the edition that the text may link to by its title."""

    title: str
    language: str
    outlet: str = ""
    facts: tuple[str, ...] = ()  #: authors, day, language: what a list of outlets leaves out
    archived: str = ""  #: where it is archived: "archived copy 3f9a2c1b4d5e"
    archived_title: str = ""


#: The documents of an edition, by the address that links to them have.
LinkTargets = Mapping[str, LinkTarget]


def find_list_end(tokens: Sequence[Token], start: int) -> int:
    """The index of the token that closes the list which begins at `start`."""
    level = tokens[start].level
    return next(
        i
        for i in range(start + 1, len(tokens))
        if tokens[i].type == "bullet_list_close" and tokens[i].level == level
    )


def is_source_list(tokens: Sequence[Token], start: int, link_targets: LinkTargets) -> bool:
    """Whether a list begins here whose entries each name an outlet and link its documents."""
    if tokens[start].type != "bullet_list_open":
        return False
    inlines = [
        token for token in tokens[start : find_list_end(tokens, start)] if token.type == "inline"
    ]
    return bool(inlines) and all(
        inline.children
        and inline.children[0].type == "strong_open"
        and any(linked_documents(inline, link_targets))
        for inline in inlines
    )


def split_at_source_list(
    tokens: Sequence[Token], link_targets: LinkTargets
) -> tuple[Sequence[Token], Sequence[Token], Sequence[Token]]:
    """The text before the first list of sources, the list, and what follows it.

    All is text before it where there is none.
    """
    for start in range(len(tokens)):
        if is_source_list(tokens, start, link_targets):
            end = find_list_end(tokens, start) + 1
            return tokens[:start], tokens[start:end], tokens[end:]
    return tokens, (), ()


def is_outlet_list(tokens: Sequence[Token], start: int, link_targets: LinkTargets) -> bool:
    """Whether a paragraph begins here in which all that is bold is a link to a document."""
    if tokens[start].type != "paragraph_open" or tokens[start].hidden:
        return False
    children = tokens[start + 1].children or []
    bold = [following for child, following in pairwise(children) if child.type == "strong_open"]
    return (
        bool(bold)
        and all(child.type != "citation" for child in children)
        and all(str(following.attrs.get("href", "")) in link_targets for following in bold)
    )


def linked_documents(inline: Token, link_targets: LinkTargets) -> Iterator[tuple[str, LinkTarget]]:
    """Yield the address and the document of each link to one."""
    for child in inline.children or ():
        href = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
        if target := link_targets.get(href):
            yield href, target


def outlet_details(inline: Token, annotated: Token, link_targets: LinkTargets) -> Token:
    """A list of outlets as a line, without links, that opens to the documents that it links."""
    names = [
        child for child in annotated.children or () if child.type not in {"link_open", "link_close"}
    ]
    documents = list(linked_documents(inline, link_targets))
    return Token("outlet_details", "", 0, children=names, meta={"documents": documents}, block=True)


def with_archived_copy(inline: Token, annotated: Token, link_targets: LinkTargets) -> Token:
    """An entry of a list of sources, and behind it where its first document is archived."""
    _, target = next(linked_documents(inline, link_targets))
    archived = [Token("archived", "", 0, meta={"target": target})] if target.archived else []
    return annotated.copy(children=[*(annotated.children or ()), *archived])
