"""What people chose in the reading of documents, as reading needs it. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from coranto.model import UNDO_VERB, Judgement, Remedies, Remedy
from coranto.model.remedies import REMEDY_FIELDS, REMEDY_SEPARATOR, REMEDY_VERB
from coranto.steps.desk import Desk

NumberedJudgement = tuple[int, Judgement]


class DocumentRemedies:
    """The remedies of all documents, as of some judgements."""

    def __init__(self, numbered: Iterable[NumberedJudgement] = ()) -> None:
        self._by_document: defaultdict[str, list[NumberedJudgement]] = defaultdict(list)
        for number, judgement in numbered:
            self._by_document[judgement.subject].append((number, judgement))

    def of_document(self, document_id: str) -> Remedies:
        """The remedies that hold for a document."""
        return choose_remedies(self._by_document.get(document_id, ()))

    def of_key(self, desk: Desk, key: str) -> Remedies:
        """The remedies that hold for the document that a key leads to."""
        # Most desks have none: nothing is looked up for those.
        document = desk.store.documents.by_key(key) if self._by_document else None
        return self.of_document(document.id) if document else Remedies()


def all_remedies(desk: Desk) -> DocumentRemedies:
    """The remedies of all documents, as of now."""
    return DocumentRemedies(numbered_remedies(desk))


def numbered_remedies(desk: Desk) -> list[NumberedJudgement]:
    """Every remedy and every undoing of one, with its id, in the order they were made."""
    numbered = desk.store.judgements.numbered({REMEDY_VERB, UNDO_VERB})
    # Other decisions are undone with the same verb; their subjects are stories.
    subjects = {judgement.subject for _, judgement in numbered if judgement.verb == REMEDY_VERB}
    return [(number, judgement) for number, judgement in numbered if judgement.subject in subjects]


def remedies_of(desk: Desk, document_id: str) -> Remedies:
    """The remedies that hold for one document now."""
    return choose_remedies(desk.store.judgements.about([document_id], {REMEDY_VERB, UNDO_VERB}))


def choose_remedies(numbered: Sequence[NumberedJudgement]) -> Remedies:
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
