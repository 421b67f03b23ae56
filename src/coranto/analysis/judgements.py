"""What people decided about stories: merges and splits. Pure; a later judgement wins."""

import hashlib
from base64 import b32encode
from collections.abc import Iterable

from coranto.model import Judgement


def story_id(first: str) -> str:
    """The id of the story that a document opens: "s" and 12 base-32 digits of its id."""
    digest = hashlib.sha256(first.encode("utf-8", "replace")).digest()
    return "s" + b32encode(digest).decode("ascii").lower()[:12]


class Rulings:
    """Which stories are one, and which documents are kept out of which story.

    `merge` subject: the story that ends, object: the story it becomes part of.
    `split` subject: the document, object: the story it does not belong to.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._became: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.verb == "merge":
                self._merge(judgement.subject, judgement.object)
            elif judgement.verb == "split":
                self._apart.setdefault(judgement.subject, set()).add(judgement.object)

    def story(self, story: str) -> str:
        """The story that this one is part of by now: itself unless it was merged."""
        while story in self._became:
            story = self._became[story]
        return story

    def kept_out(self, document_id: str) -> frozenset[str]:
        """Stories that a person said this document does not belong to."""
        return frozenset(self.story(story) for story in self._apart.get(document_id, ()))

    def opened_by(self, document_id: str) -> str:
        """The story a document opens, another one when it was split from that."""
        story = self.story(story_id(document_id))
        apart = story in self.kept_out(document_id)
        return story_id(f"{document_id}/apart") if apart else story

    def _merge(self, subject: str, into: str) -> None:
        subject, into = self.story(subject), self.story(into)
        if subject != into:
            self._became[subject] = into
