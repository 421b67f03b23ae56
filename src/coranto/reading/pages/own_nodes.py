"""Choose the JSON-LD nodes that describe the page's own article. Pure.

Pages describe related articles, teasers and their site as well, often before their own
article and with the same types. A node is believed where it gives the page's address or its
headline, or the one that its feed announced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coranto.reading import urls
from coranto.reading.language import text
from coranto.reading.pages import json_ld

#: A headline at least this similar (0 to 100) to a title of the page is that title, edited:
#: quotation marks and dashes differ, a word was added.
MIN_HEADLINE_SIMILARITY = 75.0
SAME_HEADLINE_SIMILARITY = 100.0
#: Characters of the shortest headline that names an article by being a part of its title.
MIN_CONTAINED_CHARACTERS = 15
#: Nodes of one page that are compared.
MAX_COMPARED_NODES = 100
#: Characters of a headline or title that are compared.
MAX_COMPARED_CHARACTERS = 500


class OwnNodes(NamedTuple):
    """The nodes about the page's article, the best first."""

    named: tuple[json_ld.JsonLdNode, ...] = ()  #: they give its address or its headline
    #: The page's only one, which does not say what it is about; or the page by the same title.
    unnamed: tuple[json_ld.JsonLdNode, ...] = ()

    @property
    def all(self) -> tuple[json_ld.JsonLdNode, ...]:
        """The nodes of both kinds."""
        return self.named + self.unnamed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """How a node fits the page."""

    node: json_ld.JsonLdNode
    has_own_address: bool
    has_other_address: bool
    headline: str
    similarity: float  #: of the headline with the title that is most like it; 0 to 100

    @property
    def is_like(self) -> bool:
        return self.similarity >= MIN_HEADLINE_SIMILARITY

    @property
    def is_same(self) -> bool:
        return self.similarity >= SAME_HEADLINE_SIMILARITY


def choose(
    nodes: Sequence[json_ld.JsonLdNode],
    *,
    addresses: Iterable[str],
    titles: Iterable[str],
    base: str,
) -> OwnNodes:
    """The nodes that describe the article of a page with these addresses and titles."""
    own_keys = {key for address in addresses if (key := urls.document_key(address))}
    folded_titles = {
        folded for title in titles if (folded := text.normalise(title[:MAX_COMPARED_CHARACTERS]))
    }
    articles = [node for node in nodes if json_ld.is_article(node)][:MAX_COMPARED_NODES]
    matches = [_match(node, own_keys, folded_titles, base) for node in articles]
    named = _named_matches(matches)
    if named:
        return OwnNodes(named=tuple(match.node for match in named))
    sole = matches[0] if len(matches) == 1 else None
    if sole and not sole.has_other_address and not (sole.headline and folded_titles):
        return OwnNodes(unnamed=(sole.node,))
    pages = [node for node in nodes if not json_ld.is_article(node)][:MAX_COMPARED_NODES]
    page_matches = [_match(node, own_keys, folded_titles, base) for node in pages]
    return OwnNodes(unnamed=tuple(match.node for match in page_matches if match.is_like))


def _named_matches(matches: list[_Match]) -> list[_Match]:
    surest = [match for match in matches if match.has_own_address and match.is_like]
    if surest:
        # Templates write the page's address into every node, so the headline is asked as well.
        return [
            match
            for match in matches
            if match in surest
            or (match.has_own_address and not match.headline)
            or (match.is_same and not match.has_other_address)
        ]
    same = [match for match in matches if match.is_same]
    addressed = [match for match in matches if match.has_own_address]
    if same or addressed:
        return same or addressed
    alike = [match for match in matches if match.is_like and not match.has_other_address]
    best = max((match.similarity for match in alike), default=0.0)
    return [match for match in alike if match.similarity == best]


def _match(
    node: json_ld.JsonLdNode, own_keys: set[str], folded_titles: set[str], base: str
) -> _Match:
    cleaned = [urls.clean(address[:2000], base=base) for address in json_ld.addresses(node)]
    keys = {urls.document_key(address) for address in cleaned if address}
    written = json_ld.first_string(node.get("headline")) or json_ld.first_string(node.get("name"))
    headline = text.normalise(written[:MAX_COMPARED_CHARACTERS])
    return _Match(
        node=node,
        has_own_address=not own_keys.isdisjoint(keys),
        has_other_address=own_keys.isdisjoint(keys) and bool(_page_keys(node, base)),
        headline=headline,
        similarity=max((_similarity(headline, title) for title in folded_titles), default=0.0),
    )


def _page_keys(node: json_ld.JsonLdNode, base: str) -> set[str]:
    """Keys of the pages that a node gives as its own. `@id` may be any name, so it is none."""
    stated = {**node, "@id": None}
    keys = {
        urls.document_key(urls.clean(address[:2000], base=base))
        for address in json_ld.addresses(stated)
    }
    # Many sites give their front page as the address of every article.
    return {key for key in keys if key.count("/") > 2}


def _similarity(headline: str, title: str) -> float:
    from rapidfuzz import fuzz

    if not headline or headline == title:
        return SAME_HEADLINE_SIMILARITY if headline else 0.0
    shorter, longer = sorted((headline, title), key=len)
    if len(shorter) >= MIN_CONTAINED_CHARACTERS and shorter in longer:
        return (MIN_HEADLINE_SIMILARITY + SAME_HEADLINE_SIMILARITY) / 2
    return min(fuzz.ratio(headline, title), SAME_HEADLINE_SIMILARITY - 1)
