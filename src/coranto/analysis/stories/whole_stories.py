"""Compare stories as wholes. Pure."""

from collections.abc import Sequence
from heapq import nlargest
from math import log

from coranto.analysis.stories.members import PlacedMember, evenly_spaced
from coranto.analysis.stories.similarity import SimilarityIndex
from coranto.analysis.stories.story_fit import MAX_CLOSEST_DOCUMENTS

#: Large stories are told in many ways: this times the logarithm of the smaller one's number of
#: documents is added to the mean score.
LARGE_STORY_ALLOWANCE = 0.04


def story_similarity(
    index: SimilarityIndex,
    first: Sequence[PlacedMember],
    second: Sequence[PlacedMember],
    *,
    without: str,
) -> float:
    """The mean score of sampled documents of the smaller story with the closest of the larger.

    An allowance is added for large stories. The document that made the stories meet is left out,
    unless it is a whole story.
    """
    member_lists = [
        [member for member in members if member.document_id != without] or members
        for members in (first, second)
    ]
    smaller, larger = sorted(member_lists, key=lambda members: (len(members), members[0]))
    documents = [index.document(member.number) for member in evenly_spaced(larger)]
    scores = []
    for member in evenly_spaced(smaller):
        matches = index.compare(index.query_of(member.number), documents)
        highest = nlargest(MAX_CLOSEST_DOCUMENTS, (match.chance for match in matches))
        scores.append(sum(highest) / len(highest))
    return sum(scores) / len(scores) + LARGE_STORY_ALLOWANCE * log(len(smaller))
