"""What people decided about stories: merges, splits, moves. Pure; a later judgement wins."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable

from coranto.model import Judgement


def story_id(first: str) -> str:
    """The id of the story that a document opens: "s" and 12 base-32 digits of its id."""
    digest = hashlib.sha256(first.encode("utf-8", "replace")).digest()
    return "s" + b32encode(digest).decode("ascii").lower()[:12]


class Rulings:
    """Which stories are one or never will be, and which documents belong where.

    `merge` subject: the story that ends, object: the story it becomes part of.
    `split` subject: the document, object: the story it does not belong to.
    `move` subject: the document, object: the story it belongs to.
    `apart` subject and object: two stories that never become one.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._became: dict[str, str] = {}
        self._out: dict[str, set[str]] = {}
        self._moved: dict[str, str] = {}
        self._apart: set[frozenset[str]] = set()
        carry = {
            "merge": self._merge,
            "split": self._split,
            "move": self._move,
            "apart": self._part,
        }
        for judgement in judgements:
            if judgement.verb in carry:
                carry[judgement.verb](judgement.subject, judgement.object)

    def story(self, story: str) -> str:
        """The story that this one is part of by now: itself unless it was merged."""
        while story in self._became:
            story = self._became[story]
        return story

    def kept_out(self, document_id: str) -> frozenset[str]:
        """Stories that a person said this document does not belong to."""
        return frozenset(self.story(story) for story in self._out.get(document_id, ()))

    def split_off(self) -> Iterable[str]:
        """Documents that a person kept out of some story."""
        return self._out

    def moved(self, document_id: str) -> str:
        """The story that a person put this document into; "" when nobody did."""
        story = self._moved.get(document_id, "")
        return self.story(story) if story else ""

    def parted(self, one: str, other: str) -> bool:
        """Whether a person said that two stories must not become one."""
        pair = {self.story(one), self.story(other)}
        return any({self.story(each) for each in known} == pair for known in self._apart)

    def opened_by(self, document_id: str) -> str:
        """The story a document opens, another one when it was split from that."""
        story = self.story(story_id(document_id))
        apart = story in self.kept_out(document_id)
        return story_id(f"{document_id}/apart") if apart else story

    def _merge(self, subject: str, into: str) -> None:
        subject, into = self.story(subject), self.story(into)
        if subject != into:
            pair = {subject, into}
            self._apart = {known for known in self._apart if not pair >= self._now(known)}
            self._became[subject] = into

    def _split(self, document_id: str, story: str) -> None:
        self._out.setdefault(document_id, set()).add(story)
        if self.moved(document_id) == self.story(story):
            del self._moved[document_id]
        opened = self.opened_by(document_id)
        if opened != self.story(story):
            self._apart.add(frozenset((opened, story)))

    def _move(self, document_id: str, story: str) -> None:
        target = self.story(story)
        left = {each for each in self._out.get(document_id, ()) if self.story(each) != target}
        self._out[document_id] = left
        self._moved[document_id] = story

    def _part(self, one: str, other: str) -> None:
        if self.story(one) != self.story(other):
            self._apart.add(frozenset((one, other)))

    def _now(self, pair: Iterable[str]) -> set[str]:
        return {self.story(each) for each in pair}
