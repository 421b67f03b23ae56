"""A draft's headings → which of them an embedding model finds to be of one event.

Nothing is asked of the network: a model behind an address, or one that may be downloaded, is left
out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from coranto.analysis.stories.embeddings import Vector, are_one_event
from coranto.model import Draft
from coranto.reading.language import packs
from coranto.steps.desk import Desk
from coranto.steps.stories.embed import DeskVectors, open_offline_vectors

#: Earlier editions whose headings are compared: of a story told longer ago a reader does not think,
#: and among more headings more are alike by chance.
MAX_EARLIER_EDITIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeHeadings:
    """What an embedding model finds alike; empty without one."""

    pairs: frozenset[frozenset[str]] = frozenset()  #: headings of the draft
    #: By heading of the draft, the numbers with one like it.
    numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)


def find_alike_headings(desk: Desk, draft: Draft, number: int) -> AlikeHeadings:
    """The headings of the draft of no. `number` that are of one event, or of an earlier one."""
    headings = list(
        dict.fromkeys(item.heading for section in draft.sections for item in section.items)
    )
    earlier = desk.store.editions.latest_headings(number, MAX_EARLIER_EDITIONS)
    with open_offline_vectors(desk) as vectors:
        if vectors is None or not headings:
            return AlikeHeadings()
        language = packs.primary_subtag(draft.language)
        own = _vectors_by_heading(vectors, headings)
        told = _vectors_by_heading(vectors, [heading for _, heading in earlier])

        def are_alike(first: Vector, second: Vector) -> bool:
            return are_one_event((language, first), (language, second), vectors.scale)

        pairs = {
            frozenset({heading, other_heading})
            for (heading, first), (other_heading, second) in combinations(own.items(), 2)
            if are_alike(first, second)
        }
        numbers = {
            heading: sorted(
                {
                    earlier_number
                    for earlier_number, earlier_heading in earlier
                    if earlier_heading in told and are_alike(first, told[earlier_heading])
                }
            )
            for heading, first in own.items()
        }
    return AlikeHeadings(pairs=frozenset(pairs), numbers=numbers)


def _vectors_by_heading(vectors: DeskVectors, headings: Sequence[str]) -> dict[str, Vector]:
    """The vectors of headings; without those of which the model knows nothing."""
    pairs = zip(headings, vectors.headings(headings), strict=True)
    return {heading: vector for heading, vector in pairs if vector is not None}
