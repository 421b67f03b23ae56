"""Choose the notes below each text of a book, each citation only once. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from coranto.rendering.evidence_views import EvidenceView

#: A citation's note, and an earlier note on the same page that it refers to, if there is one.
Footnote: TypeAlias = tuple[EvidenceView, EvidenceView | None]


def footnote_picker() -> Callable[[Sequence[EvidenceView]], list[Footnote]]:
    """A function that returns the notes below a text, without those of the texts before it."""
    noted_marks: set[str] = set()
    first_by_page: dict[tuple[str, int], EvidenceView] = {}

    def pick(proofs: Sequence[EvidenceView]) -> list[Footnote]:
        picked: list[Footnote] = []
        for proof in proofs:
            if proof.mark not in noted_marks:
                noted_marks.add(proof.mark)
                # By the version, too: an outlet may have changed the page between two citations.
                before = first_by_page.setdefault((proof.url or proof.mark, proof.version), proof)
                picked.append((proof, None if before is proof else before))
        return picked

    return pick
