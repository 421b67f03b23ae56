"""What is held of a document to compare others with it: numbers, never its text. Pure."""

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

    number: int  #: counted as they come
    id: str
    source: str
    stamp: PublicationRecord
    units: Tokens
    whole: int  #: one number for all its words in their order
    paragraphs: HashArray  #: each line's standing.key; none when the source is not known

    def sizes(self) -> dict[int, int]:
        """Words of each paragraph, by its key."""
        if not len(self.paragraphs):
            return {}
        ends = np.append(self.units.lines[1:], len(self.units.words))
        sizes = (ends - self.units.lines).tolist()
        return dict(zip(self.paragraphs.tolist(), sizes, strict=True))

    def is_same(self, other: "ComparedText") -> bool:
        """Whether both have the very same words."""
        return self.whole == other.whole and len(self.units.words) == len(other.units.words)

    def text(self, learnt: set[int]) -> MaskedText:
        """The units with those marked that are the document's own, given standing paragraphs."""
        own = ~self.units.quoted()
        keys = self.paragraphs.tolist()
        if not learnt.isdisjoint(keys):
            ends = np.append(self.units.lines[1:], len(own)).tolist()
            for key, start, end in zip(keys, self.units.lines.tolist(), ends, strict=True):
                if key in learnt:
                    own[start:end] = False
        return MaskedText(units=self.units, own=own)


def read_compared_text(document: Document, number: int) -> ComparedText:
    """The imprint of a document's text, or of its title when it has no text."""
    read = tokens.tokenise_text(document.text or document.title, document.language)
    # Documents of unknown outlets must not teach each other what is boilerplate.
    lines = tokens.hash_lines(read) if document.source_id else []
    keys = [boilerplate.paragraph_key(line, document.source_id) for line in lines]
    return ComparedText(
        number=number,
        id=document.id,
        source=document.source_id,
        stamp=_publication_record(document, len(read.words)),
        units=read,
        whole=tokens.hash_tokens(read.words),
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
