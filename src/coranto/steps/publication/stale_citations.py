"""What editions cite that outlets changed or took away afterwards. Reads; keeps judgements."""

from dataclasses import dataclass

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.reading import diff
from coranto.reading.diff import TextChange
from coranto.steps.desk import Desk
from coranto.store.corrections import StaleCitation

#: What an editor decides who leaves an edition as it is.
LEAVE_VERB = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCitationDetails:
    """A cited document that is not what it was when an edition cited it."""

    doubt: StaleCitation
    title: str
    url: str
    changes: tuple[TextChange, ...]  #: from the cited version to the newest; none when it vanished


def open_stale_citations(desk: Desk) -> list[StaleCitation]:
    """The doubts that nobody has settled, the gravest first."""
    settled = {
        (one.subject, one.object) for one in desk.store.judgements.all() if one.verb == LEAVE_VERB
    }
    return [one for one in desk.store.corrections.doubts() if _judgement_key(one) not in settled]


def describe_stale_citation(desk: Desk, doubt: StaleCitation) -> StaleCitationDetails:
    """A doubt with what an editor wants to know of it."""
    old = desk.store.documents.get(doubt.document_id, doubt.version)
    new = desk.store.documents.get(doubt.document_id, doubt.newest)
    changes = diff.list_changes(old, new) if old and new and old != new else ()
    shown = old or new
    return StaleCitationDetails(
        doubt=doubt,
        title=shown.title if shown else doubt.document_id,
        url=shown.url if shown else "",
        changes=changes,
    )


def settle_stale_citations(desk: Desk, number: int, judgement: Judgement) -> int:
    """Settle the doubts about a document, its subject, in one edition; how many they were.

    A later change of the document raises a new one. Raises DeskError when there is none.
    """
    found = [
        one
        for one in open_stale_citations(desk)
        if (one.number, one.document_id) == (number, judgement.subject)
    ]
    if not found:
        raise DeskError(
            f"nothing is in doubt about {judgement.subject} in no. {number}: see `coranto status`."
        )
    with desk.store.transaction():
        for doubt in found:
            subject, about = _judgement_key(doubt)
            desk.store.judgements.append(
                Judgement(
                    at=judgement.at,
                    who=judgement.who,
                    verb=LEAVE_VERB,
                    subject=subject,
                    object=about,
                    reason=judgement.reason,
                )
            )
    return len(found)


def _judgement_key(doubt: StaleCitation) -> tuple[str, str]:
    """What a judgement about a doubt names: the document, and the edition with its state."""
    state = doubt.reason or f"version {doubt.newest}"
    return doubt.document_id, f"no. {doubt.number}, {state}"
