"""Which notes stand below which text, where each citation is told only once. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from coranto.rendering.views import EvidenceView

#: A citation's note, and an earlier one of the same page that it can point to.
Footnote: TypeAlias = tuple[EvidenceView, EvidenceView | None]


def footnote_picker() -> Callable[[Sequence[EvidenceView]], list[Footnote]]:
    """What picks the notes below a text, text after text: those that were not given above."""
    noted_marks: set[str] = set()
    first: dict[tuple[str, int], EvidenceView] = {}

    def pick(proofs: Sequence[EvidenceView]) -> list[Footnote]:
        picked: list[Footnote] = []
        for proof in proofs:
            if proof.mark not in noted_marks:
                noted_marks.add(proof.mark)
                before = first.setdefault((proof.url or proof.mark, proof.version), proof)
                picked.append((proof, None if before is proof else before))
        return picked

    return pick
