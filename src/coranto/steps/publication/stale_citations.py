"""What editions cite that outlets changed or took away afterwards. Reads; keeps judgements."""

from dataclasses import dataclass

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.reading import diff
from coranto.reading.diff import Change
from coranto.steps.desk import Desk
from coranto.store.corrections import Doubt

#: What an editor decides who leaves an edition as it is.
VERB = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A cited document that is not what it was when an edition cited it."""

    doubt: Doubt
    title: str
    url: str
    changes: tuple[Change, ...]  #: from the cited version to the newest; none when it vanished


def open_doubts(desk: Desk) -> list[Doubt]:
    """The doubts that nobody has settled, the gravest first."""
    settled = {(one.subject, one.object) for one in desk.store.judgements.all() if one.verb == VERB}
    return [one for one in desk.store.corrections.doubts() if _key(one) not in settled]


def alarm(desk: Desk, doubt: Doubt) -> Alarm:
    """A doubt with what an editor wants to know of it."""
    old = desk.store.documents.get(doubt.document_id, doubt.version)
    new = desk.store.documents.get(doubt.document_id, doubt.newest)
    changes = diff.difference(old, new) if old and new and old != new else ()
    shown = old or new
    return Alarm(
        doubt=doubt,
        title=shown.title if shown else doubt.document_id,
        url=shown.url if shown else "",
        changes=changes,
    )


def leave(desk: Desk, number: int, judgement: Judgement) -> int:
    """Settle the doubts about a document, its subject, in one edition; how many they were.

    A later change of the document raises a new one. Raises DeskError when there is none.
    """
    found = [
        one
        for one in open_doubts(desk)
        if (one.number, one.document_id) == (number, judgement.subject)
    ]
    if not found:
        raise DeskError(
            f"nothing is in doubt about {judgement.subject} in no. {number}: see `coranto status`."
        )
    with desk.store.transaction():
        for doubt in found:
            subject, about = _key(doubt)
            desk.store.judgements.append(
                Judgement(
                    at=judgement.at,
                    who=judgement.who,
                    verb=VERB,
                    subject=subject,
                    object=about,
                    reason=judgement.reason,
                )
            )
    return len(found)


def _key(doubt: Doubt) -> tuple[str, str]:
    """What a judgement about a doubt names: the document, and the edition with its state."""
    state = doubt.reason or f"version {doubt.newest}"
    return doubt.document_id, f"no. {doubt.number}, {state}"
