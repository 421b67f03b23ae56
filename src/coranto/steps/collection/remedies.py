"""What people chose in the reading of documents, as reading needs it. Reads only."""

from collections.abc import Iterable

from coranto.model import UNDO_VERB, Judgement, Remedies, Remedy
from coranto.model.remedies import REMEDY_FIELDS, REMEDY_SEPARATOR, REMEDY_VERB
from coranto.steps.desk import Desk


def remedies_of(desk: Desk, document_id: str, *, until: int | None = None) -> Remedies:
    """The remedies that hold for a document; `until`: as of the judgement with this id."""
    numbered = desk.store.judgements.about([document_id], {REMEDY_VERB, UNDO_VERB})
    return choose_remedies(
        (number, judgement) for number, judgement in numbered if until is None or number <= until
    )


def choose_remedies(numbered: Iterable[tuple[int, Judgement]]) -> Remedies:
    """Of one document's remedies and undoings, in their order, those that hold."""
    remedies: dict[int, Remedy] = {}
    for number, judgement in numbered:
        if judgement.verb == UNDO_VERB:
            remedies.pop(int(judgement.object) if judgement.object.isdecimal() else 0, None)
        elif remedy := parse_remedy(number, judgement):
            remedies[number] = remedy
    return Remedies(by_field={remedy.field: remedy for remedy in remedies.values()})


def parse_remedy(number: int, judgement: Judgement) -> Remedy | None:
    """The remedy that a judgement with this id is; None when its words are unknown."""
    name, _, choice = judgement.object.partition(REMEDY_SEPARATOR)
    if name not in REMEDY_FIELDS or not choice:
        return None
    return Remedy(
        id=number,
        document_id=judgement.subject,
        field=name,
        choice=choice,
        at=judgement.at,
        who=judgement.who,
        reason=judgement.reason,
    )
