"""Citations whose documents outlets changed or removed after an edition cited them.

Finds and describes them, and stores an editor's judgement to leave one as it is. It changes
no edition: that is a correction.
"""

from dataclasses import dataclass, replace

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.reading import diff
from coranto.reading.diff import TextChange
from coranto.steps.desk import Desk
from coranto.store.corrections import StaleCitation

#: Verb of the judgement that leaves an edition as it is.
LEAVE_VERB = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCitationDetails:
    """A stale citation with what an editor needs to decide about it."""

    doubt: StaleCitation
    title: str
    url: str
    changes: tuple[TextChange, ...]  #: from the cited to the newest version; empty if it vanished


def open_stale_citations(desk: Desk) -> list[StaleCitation]:
    """The stale citations that nobody has settled, the gravest first."""
    settled = {
        (judgement.subject, judgement.object)
        for judgement in desk.store.judgements.with_verbs({LEAVE_VERB})
    }
    return [
        citation
        for citation in desk.store.corrections.stale_citations()
        if _judgement_key(citation) not in settled
    ]


def describe_stale_citation(desk: Desk, citation: StaleCitation) -> StaleCitationDetails:
    """A stale citation with its document's title, address and changes."""
    old = desk.store.documents.get(citation.document_id, citation.version)
    new = desk.store.documents.get(citation.document_id, citation.newest)
    changes = diff.list_changes(old, new) if old and new and old != new else ()
    document = old or new
    return StaleCitationDetails(
        doubt=citation,
        title=document.title if document else citation.document_id,
        url=document.url if document else "",
        changes=changes,
    )


def settle_stale_citations(desk: Desk, number: int, judgement: Judgement) -> int:
    """Settle the stale citations of a document, the judgement's subject, in one edition.

    Returns how many there were. A later change of the document raises a new alarm. Raises
    DeskError when there is nothing to settle.
    """
    citations = [
        citation
        for citation in open_stale_citations(desk)
        if (citation.number, citation.document_id) == (number, judgement.subject)
    ]
    if not citations:
        raise DeskError(
            f"nothing is in doubt about {judgement.subject} in no. {number}: see `coranto status`."
        )
    with desk.store.transaction():
        for citation in citations:
            subject, about = _judgement_key(citation)
            desk.store.judgements.append(
                replace(judgement, verb=LEAVE_VERB, subject=subject, object=about)
            )
    return len(citations)


def _judgement_key(citation: StaleCitation) -> tuple[str, str]:
    """Subject and object of a judgement: the document, and the edition with its state."""
    # The state is part of the key: a judgement about version 3 says nothing about version 4.
    state = citation.reason or f"version {citation.newest}"
    return citation.document_id, f"no. {citation.number}, {state}"
