"""Define what is kept of a document to compare others with it: hashes, never its text. Pure."""

from dataclasses import dataclass

import numpy as np

from coranto.analysis.copies import boilerplate, credits, tokens
from coranto.analysis.copies.direction import PublicationRecord
from coranto.analysis.copies.passages import MaskedText
from coranto.analysis.copies.tokens import HashArray, Tokens
from coranto.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedText:
    """A document, as far as later ones are compared with it."""

    number: int  #: counted in the order of arrival
    id: str
    source: str
    stamp: PublicationRecord
    units: Tokens
    whole: int  #: hash of all its words in their order
    #: `boilerplate.paragraph_key` of each line; empty when the source is unknown
    paragraphs: HashArray

    def paragraph_word_counts(self) -> dict[int, int]:
        """The number of words of each paragraph, by its key."""
        if not len(self.paragraphs):
            return {}
        ends = np.append(self.units.lines[1:], len(self.units.words))
        sizes = (ends - self.units.lines).tolist()
        return dict(zip(self.paragraphs.tolist(), sizes, strict=True))

    def has_same_words(self, other: "ComparedText") -> bool:
        """Whether both have exactly the same words in the same order."""
        return self.whole == other.whole and len(self.units.words) == len(other.units.words)

    def masked_text(self, learnt: set[int]) -> MaskedText:
        """The units with a mask of the document's own; `learnt` are boilerplate keys."""
        own = ~self.units.quoted_mask()
        keys = self.paragraphs.tolist()
        if not learnt.isdisjoint(keys):
            ends = np.append(self.units.lines[1:], len(own)).tolist()
            for key, start, end in zip(keys, self.units.lines.tolist(), ends, strict=True):
                if key in learnt:
                    own[start:end] = False
        return MaskedText(units=self.units, own=own)


def read_compared_text(document: Document, number: int) -> ComparedText:
    """Read a document's text, or its title when it has no text."""
    tokenised = tokens.tokenise_text(document.text or document.title, document.language)
    # Without a source there is no site whose boilerplate could be learnt: texts of unknown
    # outlets would teach each other.
    lines = tokens.hash_lines(tokenised) if document.source_id else []
    keys = [boilerplate.paragraph_key(line, document.source_id) for line in lines]
    return ComparedText(
        number=number,
        id=document.id,
        source=document.source_id,
        stamp=_publication_record(document, len(tokenised.words)),
        units=tokenised,
        whole=tokens.hash_tokens(tokenised.words),
        paragraphs=np.array(keys, dtype=np.uint64),
    )


def _publication_record(document: Document, size: int) -> PublicationRecord:
    published = document.published
    return PublicationRecord(
        outlet=document.site_name or document.source_id or document.id,
        names=credits.document_outlet_keys(document),
        credits=credits.read_credits(document),
        published=None if published is None else int(published.timestamp()),
        is_day=document.precise in {"day", "month"},
        seen=int(document.seen.timestamp()),
        size=size,
    )
