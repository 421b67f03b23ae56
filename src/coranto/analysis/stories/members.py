"""The documents of each story, in the order of time. Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

#: The share of documents that tell an event told by another outlet, before the desk's own
#: documents show it: that of so many documents.
USUAL_FURTHER_REPORT_SHARE = 0.2
BACKGROUND_DOCUMENTS = 50
#: Documents compared of a story: those nearest in time.
MAX_NEAREST_PER_STORY = 8
#: Documents compared of a story as a whole.
MAX_SAMPLED_DOCUMENTS = 12


class PlacedMember(NamedTuple):
    """A document of a story, as far as its place in it goes."""

    second: int
    document_id: str
    number: int
    source_id: str  #: "" when the outlet is not known


class StoryMembers:
    """The documents in memory, by story; a story without any is dropped."""

    def __init__(self) -> None:
        self._members: dict[str, list[PlacedMember]] = {}
        self._further_reports: dict[str, int] = {}  #: by story
        self._further_report_count = 0

    def __contains__(self, story: str) -> bool:
        return story in self._members

    def further_report_share(self, documents: int) -> float:
        """The share of so many documents that tell an event told by another outlet."""
        expected = self._further_report_count + USUAL_FURTHER_REPORT_SHARE * BACKGROUND_DOCUMENTS
        return expected / (documents + BACKGROUND_DOCUMENTS)

    def of(self, story: str) -> Sequence[PlacedMember]:
        """The documents of a story, the oldest first."""
        return self._members.get(story, ())

    def numbers(self, story: str) -> set[int]:
        """The numbers of a story's documents."""
        return {member.number for member in self.of(story)}

    def add(self, story: str, member: PlacedMember) -> None:
        """Add a document to a story."""
        insort(self._members.setdefault(story, []), member)
        self._count_outlets(story)

    def merge(self, younger: str, older: str) -> None:
        """Make the documents of one story those of another one."""
        self._members[older] = sorted([*self._members[older], *self._members.pop(younger)])
        self._count_outlets(younger)
        self._count_outlets(older)

    def forget(self, stories: Iterable[str], numbers: AbstractSet[int]) -> None:
        """Drop the documents of these numbers, which are in these stories."""
        for story in stories:
            members = [member for member in self.of(story) if member.number not in numbers]
            if members:
                self._members[story] = members
            else:
                self._members.pop(story, None)
            self._count_outlets(story)

    def sample(self, story: str) -> Sequence[PlacedMember]:
        """At most `MAX_SAMPLED_DOCUMENTS` of a story, evenly spread."""
        return evenly_spaced(self.of(story))

    def nearest_in_time(self, story: str, second: int) -> Sequence[PlacedMember]:
        """At most `MAX_NEAREST_PER_STORY` of a story, nearest to a second."""
        members = self.of(story)
        if len(members) <= MAX_NEAREST_PER_STORY:
            return members
        index = bisect_left(members, (second,))
        around = members[max(0, index - MAX_NEAREST_PER_STORY) : index + MAX_NEAREST_PER_STORY]
        return sorted(around, key=lambda member: (abs(member.second - second), member.document_id))[
            :MAX_NEAREST_PER_STORY
        ]

    def _count_outlets(self, story: str) -> None:
        # Where outlets are not known, each document may be of another one.
        outlets = {member.source_id or member.document_id for member in self.of(story)}
        self._further_report_count -= self._further_reports.pop(story, 0)
        if len(outlets) > 1:
            self._further_reports[story] = len(outlets) - 1
            self._further_report_count += len(outlets) - 1


def evenly_spaced(members: Sequence[PlacedMember]) -> Sequence[PlacedMember]:
    """At most `MAX_SAMPLED_DOCUMENTS` of many, evenly spread."""
    if len(members) <= MAX_SAMPLED_DOCUMENTS:
        return members
    return [
        members[index * len(members) // MAX_SAMPLED_DOCUMENTS]
        for index in range(MAX_SAMPLED_DOCUMENTS)
    ]
