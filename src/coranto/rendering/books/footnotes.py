"""Which notes stand below which text, where each citation is told only once. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from coranto.rendering.views import Proof

#: A citation's note, and an earlier one of the same page that it can point to.
Note: TypeAlias = tuple[Proof, Proof | None]


def picker() -> Callable[[Sequence[Proof]], list[Note]]:
    """What picks the notes below a text, text after text: those that were not given above."""
    given: set[str] = set()
    first: dict[tuple[str, int], Proof] = {}

    def pick(proofs: Sequence[Proof]) -> list[Note]:
        picked: list[Note] = []
        for proof in proofs:
            if proof.mark not in given:
                given.add(proof.mark)
                before = first.setdefault((proof.url or proof.mark, proof.version), proof)
                picked.append((proof, None if before is proof else before))
        return picked

    return pick
