"""Apply what people decided about stories: merges, splits, moves. Pure; later ones win."""

import hashlib
from collections.abc import Iterable

from coranto.model import UNDO_VERB, Judgement
from coranto.model.ids import base32_digits


def story_id(document_id: str) -> str:
    """The id of the story that a document opens: "s" and 12 base-32 digits of a hash."""
    digest = hashlib.sha256(document_id.encode("utf-8", "replace")).digest()
    return "s" + base32_digits(digest)


def judgements_in_force(numbered: Iterable[tuple[int, Judgement]]) -> list[Judgement]:
    """The judgements that were not taken back, in their order, without the undoing of others.

    `numbered`: judgements with their ids, in their order.
    """
    ordered = list(numbered)
    undone_ids = {judgement.object for _, judgement in ordered if judgement.verb == UNDO_VERB}
    return [
        judgement
        for number, judgement in ordered
        if judgement.verb != UNDO_VERB and str(number) not in undone_ids
    ]


class Rulings:
    """Which stories are one or must never be, and which documents belong where.

    `merge` subject: the story that ends, object: the story it becomes part of.
    `split` subject: the document, object: the story it does not belong to.
    `move` subject: the document, object: the story it belongs to.
    `apart` subject and object: two stories that never become one.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._merged_into: dict[str, str] = {}
        self._excluded: dict[str, set[str]] = {}
        self._moved: dict[str, str] = {}
        self._apart: set[frozenset[str]] = set()
        handlers = {
            "merge": self._merge,
            "split": self._split,
            "move": self._move,
            "apart": self._keep_apart,
        }
        for judgement in judgements:
            if judgement.verb in handlers:
                handlers[judgement.verb](judgement.subject, judgement.object)

    def story(self, story: str) -> str:
        """The story that this one is now part of: itself unless it was merged."""
        while story in self._merged_into:
            story = self._merged_into[story]
        return story

    def excluded_stories(self, document_id: str) -> frozenset[str]:
        """Stories that a person said this document does not belong to."""
        return frozenset(self.story(story) for story in self._excluded.get(document_id, ()))

    def split_documents(self) -> Iterable[str]:
        """Documents that a person excluded from some story."""
        return self._excluded

    def assigned_story(self, document_id: str) -> str:
        """The story that a person moved this document to; "" when nobody did."""
        story = self._moved.get(document_id, "")
        return self.story(story) if story else ""

    def are_kept_apart(self, first: str, second: str) -> bool:
        """Whether a person said that two stories must not become one."""
        pair = {self.story(first), self.story(second)}
        return any({self.story(member) for member in parted} == pair for parted in self._apart)

    def own_story(self, document_id: str) -> str:
        """The story that a document opens; another one when it was split from that."""
        story = self.story(story_id(document_id))
        is_split = story in self.excluded_stories(document_id)
        return story_id(f"{document_id}/apart") if is_split else story

    def _merge(self, subject: str, into: str) -> None:
        subject, into = self.story(subject), self.story(into)
        if subject != into:
            # The later judgement wins: a merge revokes that the two were kept apart.
            pair = {subject, into}
            self._apart = {
                parted for parted in self._apart if not pair >= self._current_stories(parted)
            }
            self._merged_into[subject] = into

    def _split(self, document_id: str, story: str) -> None:
        self._excluded.setdefault(document_id, set()).add(story)
        if self.assigned_story(document_id) == self.story(story):
            del self._moved[document_id]
        # Splitting tells of both halves: stories that a person took apart must not be merged again
        # by what documents say.
        own = self.own_story(document_id)
        if own != self.story(story):
            self._apart.add(frozenset((own, story)))

    def _move(self, document_id: str, story: str) -> None:
        target = self.story(story)
        still_excluded = {
            excluded
            for excluded in self._excluded.get(document_id, ())
            if self.story(excluded) != target
        }
        self._excluded[document_id] = still_excluded
        self._moved[document_id] = story

    def _keep_apart(self, first: str, second: str) -> None:
        if self.story(first) != self.story(second):
            self._apart.add(frozenset((first, second)))

    def _current_stories(self, pair: Iterable[str]) -> set[str]:
        return {self.story(member) for member in pair}
