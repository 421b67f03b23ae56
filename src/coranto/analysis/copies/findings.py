"""Word what is found of a copy: the Copy values and their reasons. Pure."""

from coranto.analysis.copies import direction
from coranto.analysis.copies.passages import SharedText
from coranto.analysis.copies.records import ComparedText
from coranto.model import Copy, Why

#: Why a copy is withdrawn: it shares only boilerplate.
BOILERPLATE_REASON = Why(signal="standing paragraphs", value=0.0, detail="all that they share")
#: Why a copy is withdrawn: one of the two texts was edited.
EDITED_REASON = Why(signal="edited", value=0.0, detail="they no longer share enough")


def sure_credit_name(copy: ComparedText) -> str:
    """The first name that a document surely credits, other than itself; "" for none."""
    for credit in copy.stamp.credits:
        if credit.is_sure and copy.stamp.names.isdisjoint(credit.keys):
            return credit.name
    return ""


def copies_by_credit_alone(compared: ComparedText) -> list[Copy]:
    """A Copy without origin when a document credits somebody; an empty list otherwise."""
    credit = sure_credit_name(compared)
    if not credit:
        return []
    why = Why(signal="credit", value=direction.CREDIT_WEIGHT, detail=f"it credits “{credit}”")
    return [_copy_without_origin(compared, credit, why)]


def withdrawn_copy(compared: ComparedText, why: Why) -> Copy:
    """A Copy that withdraws an origin, though it may still name whom the document credits."""
    return next(iter(copies_by_credit_alone(compared)), _copy_without_origin(compared, "", why))


def _copy_without_origin(compared: ComparedText, credit: str, why: Why) -> Copy:
    return Copy(
        document_id=compared.id,
        origin_id="",
        overlap=0.0,
        origin_overlap=0.0,
        credit=credit,
        reasons=(why,),
    )


def copy_reasons(shared: SharedText, copy: ComparedText, origin: ComparedText) -> tuple[Why, ...]:
    """How much is shared, and what decides the direction."""
    parts = len(shared.runs)
    unit = "characters" if copy.units.is_unspaced else "words"
    detail = (
        "the very same text"
        if copy.has_same_words(origin)
        else f"{shared.count} {unit} of its own text in {parts} passage{'' if parts == 1 else 's'}"
        f": {round(100 * shared.overlap)} % of it, "
        f"{round(100 * shared.other_overlap)} % of the other"
    )
    first = Why(signal="shared text", value=round(shared.overlap, 3), detail=detail)
    direction_whys = direction.direction_reasons(copy.stamp, origin.stamp)
    # The length alone and what speaks against the direction are left out: a reason for a copy is
    # what speaks for it.
    return (first, *(why for why in direction_whys if why.value > direction.SHORTER_WEIGHT))
