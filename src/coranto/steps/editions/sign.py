"""Who answers for an edition: a signature is a judgement about its exact texts.

Signatures are appended and never changed. An edition has none once its draft, or the file of
one of its translations, was edited, added or removed.
"""

import hashlib

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.settings.validation_messages import suggest_nearest
from coranto.steps.desk import Desk
from coranto.steps.editions import translate

SIGN_VERB = "sign"


def draft_fingerprint(text: str) -> str:
    """The SHA-256 of a draft's text, which a signature names."""
    # A copy over git or a Windows editor changes line ends and the byte order mark, but no word.
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def edition_fingerprint(desk: Desk, number: int, text: str) -> str:
    """What is signed of an edition: its draft's text and the files of its translations.

    Without translations it is the fingerprint of the draft alone.
    """
    bodies_by_tag = translate.read_translation_files(desk, number)
    if not bodies_by_tag:
        return draft_fingerprint(text)
    parts = [draft_fingerprint(text)]
    parts += [f"{tag} {draft_fingerprint(body)}" for tag, body in sorted(bodies_by_tag.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sign_draft(desk: Desk, judgement: Judgement) -> int:
    """Store a signature. Returns how many people have signed this text.

    Signing the same text again changes nothing. Raises DeskError when `who` is none of the
    editors that coranto.toml names; where it names none, anybody may sign.
    """
    editors = desk.settings.desk.editors
    if editors and judgement.who not in editors:
        hint = suggest_nearest(judgement.who, editors) or f" They are: {', '.join(editors)}."
        raise DeskError(f"{judgement.who} is no editor of this desk.{hint}")
    names = _find_signers(desk, judgement.subject).get(judgement.object, [])
    if judgement.who not in names:
        with desk.store.transaction():
            desk.store.judgements.append(judgement)
        names = [*names, judgement.who]
    return len(names)


def signature_subject(number: int) -> str:
    """The subject of a signature as judgements name it: "no. 7"."""
    return f"no. {number}"


def signers_by_text(desk: Desk, number: int) -> dict[str, list[str]]:
    """Who signed no. `number`, by the fingerprint of the text that they signed."""
    return _find_signers(desk, signature_subject(number))


def _find_signers(desk: Desk, about: str) -> dict[str, list[str]]:
    signers: dict[str, list[str]] = {}
    for judgement in desk.store.judgements.all():
        names = (
            signers.setdefault(judgement.object, [])
            if (judgement.verb, judgement.subject) == (SIGN_VERB, about)
            else None
        )
        if names is not None and judgement.who not in names:
            names.append(judgement.who)
    return signers
