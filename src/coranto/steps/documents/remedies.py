"""Choose how a document is read, where its reading is wrong, and take that back.

A remedy is a judgement, so that a rebuild follows it, too. It reads the document again, which needs
the archive's lock: it is refused while a run goes on.
"""

from dataclasses import dataclass
from datetime import datetime

from coranto.errors import DeskError
from coranto.model import UNDO_VERB, Document, Judgement, Remedy, RemedyField
from coranto.model.members import Actor
from coranto.model.remedies import (
    NOT_THE_ARTICLE,
    REMEDY_FIELDS,
    REMEDY_SEPARATOR,
    REMEDY_VERB,
)
from coranto.reading.language import packs
from coranto.steps.collection.read import reread_as_judged
from coranto.steps.collection.remedies import DocumentRemedies, remedies_of
from coranto.steps.desk import Desk
from coranto.steps.documents.loading import load_document
from coranto.steps.inbox.judging import explain_running
from coranto.steps.inbox.refresh import refresh_stories

#: Characters of a reason.
MAX_REASON_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyResult:
    """A remedy that was recorded or taken back, and the document as it is read now."""

    judgement_id: int
    remedy: Remedy
    document: Document  #: its newest version
    is_new_version: bool  #: whether it reads differently now


def remedy_document(  # noqa: PLR0913 - each is named
    desk: Desk,
    document_id: str,
    *,
    field: RemedyField | str,
    choice: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> RemedyResult:
    """Choose how one field of a document is read from now on, and read it so at once.

    `choice`: "feed" or "page" for title, text and date; a language for the language; "not the
    article" for the page. Raises DeskError when that makes no sense, when what was chosen says
    nothing, or while a run goes on; nothing is stored then.
    """
    document = load_document(desk, document_id)
    valid_choice = _validate_choice(document, field, choice)
    for earlier in remedies_of(desk, document_id).by_field.values():
        if (earlier.field, earlier.choice) == (field, valid_choice):
            raise DeskError(f"{earlier.who} chose that already, on {earlier.at:%Y-%m-%d}.")
    judgement = Judgement(
        at=now,
        who=actor.name,
        verb=REMEDY_VERB,
        subject=document_id,
        object=f"{field}{REMEDY_SEPARATOR}{valid_choice}",
        reason=reason.strip()[:MAX_REASON_CHARACTERS],
        member_id=actor.member_id,
        through=actor.through,
    )
    with explain_running(desk), desk.archive.locked(), desk.store.transaction():
        number = desk.store.judgements.append(judgement)
        newest = _reread(desk, document)
        if dict(newest.judged).get(field) != number:
            raise DeskError(_explain_no_effect(document, field, valid_choice))
    remedy = _holding_remedy(desk, number, document_id)
    return _finish(desk, number, remedy, document, now)


def undo_remedy(  # noqa: PLR0913 - each is named
    desk: Desk,
    judgement_id: int,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    document_id: str = "",
) -> RemedyResult:
    """Take a remedy back: the document is read as if nobody had made it.

    `document_id`: the document that it must be about; "" for any. Raises DeskError when there is
    no such remedy, when it does not hold any more, or while a run goes on; nothing is stored then.
    """
    judgement = desk.store.judgements.get(judgement_id)
    if (
        judgement is None
        or judgement.verb != REMEDY_VERB
        or document_id not in {"", judgement.subject}
    ):
        raise DeskError(f"there is no remedy {judgement_id} here: `coranto document` lists them.")
    remedy = _holding_remedy(desk, judgement_id, judgement.subject)
    document = load_document(desk, judgement.subject)
    undo = Judgement(
        at=now,
        who=actor.name,
        verb=UNDO_VERB,
        subject=judgement.subject,
        object=str(judgement_id),
        reason=reason.strip()[:MAX_REASON_CHARACTERS],
        member_id=actor.member_id,
        through=actor.through,
    )
    with explain_running(desk), desk.archive.locked(), desk.store.transaction():
        number = desk.store.judgements.append(undo)
        _reread(desk, document)
    return _finish(desk, number, remedy, document, now)


def _validate_choice(document: Document, field: str, choice: str) -> str:
    if field not in REMEDY_FIELDS:
        raise DeskError(f"{field[:40]!r} cannot be chosen: {', '.join(REMEDY_FIELDS)}.")
    if field == "language":
        tag = packs.parse_tag(choice)
        if tag == "und":
            raise DeskError(f"{choice[:40]!r} is no language: name it as “fa” or “pt-BR”.")
        return tag
    if document.kind == "post" and (field == "page" or choice == "page"):
        raise DeskError(f"{document.id} is a post, which is read from its feed alone.")
    allowed = (NOT_THE_ARTICLE,) if field == "page" else ("feed", "page")
    if choice not in allowed:
        raise DeskError(f"{choice[:40]!r} is no choice for the {field}: {' or '.join(allowed)}.")
    return choice


def _reread(desk: Desk, document: Document) -> Document:
    numbered = desk.store.judgements.about([document.id], {REMEDY_VERB, UNDO_VERB})
    reread_as_judged(desk, document.id, DocumentRemedies(numbered))
    return load_document(desk, document.id)


def _explain_no_effect(document: Document, field: str, choice: str) -> str:
    if field == "page":
        return (
            f"no feed tells of {document.id}: without its page nothing is left of it. To take it "
            "out of a story, use `coranto story split`."
        )
    return f"the {choice} gives no {field} of {document.id}: nothing was changed."


def _holding_remedy(desk: Desk, judgement_id: int, document_id: str) -> Remedy:
    for remedy in remedies_of(desk, document_id).by_field.values():
        if remedy.id == judgement_id:
            return remedy
    raise DeskError(
        f"the remedy {judgement_id} does not hold any more: it was taken back, or a later one "
        "took its place."
    )


def _finish(
    desk: Desk, judgement_id: int, remedy: Remedy, before: Document, now: datetime
) -> RemedyResult:
    """List the document's story anew, and say what came of the remedy."""
    newest = load_document(desk, before.id)
    placement = desk.store.stories.placement(before.id)
    if placement:
        refresh_stories(desk, {placement.story_id}, now)
    return RemedyResult(
        judgement_id=judgement_id,
        remedy=remedy,
        document=newest,
        is_new_version=newest.version > before.version,
    )
