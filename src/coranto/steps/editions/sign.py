"""Who answers for a draft: a signature is a judgement about its very text, kept for ever."""

import hashlib

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.settings.validation_messages import suggest_nearest
from coranto.steps.desk import Desk

SIGN_VERB = "sign"


def draft_fingerprint(text: str) -> str:
    """What is signed: the SHA-256 of a draft's text, however its lines end."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def sign_draft(desk: Desk, judgement: Judgement) -> int:
    """Keep a signature; how many this text has now. Raises DeskError for who is no editor.

    Signing the same text again changes nothing.
    """
    editors = desk.settings.desk.editors
    if editors and judgement.who not in editors:
        near = suggest_nearest(judgement.who, editors) or f" They are: {', '.join(editors)}."
        raise DeskError(f"{judgement.who} is no editor of this desk.{near}")
    names = _find_signers(desk, judgement.subject).get(judgement.object, [])
    if judgement.who not in names:
        with desk.store.transaction():
            desk.store.judgements.append(judgement)
        names = [*names, judgement.who]
    return len(names)


def signature_subject(number: int) -> str:
    """What a signature is about: "no. 7"."""
    return f"no. {number}"


def signers_by_text(desk: Desk, number: int) -> dict[str, list[str]]:
    """Who signed no. `number`, by the fingerprint of the text they signed."""
    return _find_signers(desk, signature_subject(number))


def _find_signers(desk: Desk, about: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in desk.store.judgements.all():
        names = (
            found.setdefault(one.object, [])
            if (one.verb, one.subject) == (SIGN_VERB, about)
            else None
        )
        if names is not None and one.who not in names:
            names.append(one.who)
    return found
