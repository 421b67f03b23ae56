"""Make placements, and change them as people or later documents decide. Pure."""

from dataclasses import replace

from coranto.analysis.stories.judgements import Rulings
from coranto.model import WEAK_SIGNAL, Placement, Why

JOINED_SIGNAL = "stories joined"
JOINED_DETAIL = "a later report tells both as one"


def make_placement(document_id: str, story: str, *reasons: Why, part: str = "") -> Placement:
    """A placement whose score is the sum of its reasons; in the story's main part by default."""
    score = round(sum(why.value for why in reasons), 3)
    return Placement(
        document_id=document_id, story_id=story, score=score, reasons=reasons, part=part or story
    )


def in_part(placement: Placement, part: str) -> Placement:
    """The placement in another part of its story, to which evidence beyond chance joins it."""
    reasons = tuple(why for why in placement.reasons if why.signal != WEAK_SIGNAL)
    return replace(placement, part=part, reasons=reasons)


def joined_by_report(placement: Placement, story: str) -> Placement:
    """The placement after a later report made its story part of an older one.

    It stays in its part, which nothing joins surely as yet.
    """
    main = _is_in_main_part(placement)
    signals = {JOINED_SIGNAL, WEAK_SIGNAL} if main else {JOINED_SIGNAL}
    reasons = [why for why in placement.reasons if why.signal not in signals]
    reasons.append(Why(signal=JOINED_SIGNAL, value=0.0, detail=JOINED_DETAIL))
    if main:
        reasons.append(Why(signal=WEAK_SIGNAL, value=0.0, detail=JOINED_DETAIL))
    return replace(
        placement,
        story_id=story,
        part=placement.part or placement.story_id,
        reasons=tuple(reasons),
    )


def confirm(placement: Placement) -> Placement:
    """The placement after a person confirmed that its story is one event."""
    if _is_in_main_part(placement):
        return placement
    confirmed = in_part(placement, placement.story_id)
    why = Why(signal="judgement", value=0.0, detail="confirmed by an editor")
    return replace(confirmed, reasons=(*confirmed.reasons, why))


def _is_in_main_part(placement: Placement) -> bool:
    return placement.part in {"", placement.story_id}


def apply_judgements(placement: Placement, rulings: Rulings) -> Placement:
    """The placement after people's judgements; the same object when they change nothing."""
    story = rulings.assigned_story(placement.document_id) or rulings.story(placement.story_id)
    if story in rulings.excluded_stories(placement.document_id):
        story, verb = rulings.own_story(placement.document_id), "split"
    elif story == placement.story_id:
        return placement
    else:
        verb = "move" if rulings.assigned_story(placement.document_id) else "merge"
    why = Why(signal="judgement", value=0.0, detail=f"{verb} decided by an editor")
    is_sure = verb != "merge" or _is_in_main_part(placement)
    judged = in_part(placement, story) if is_sure else placement
    return replace(judged, story_id=story, reasons=(*judged.reasons, why))
