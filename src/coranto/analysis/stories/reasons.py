"""Say in an editor's words why documents belong together. Pure."""

from collections.abc import Sequence

from coranto.analysis.stories.features import LEAD
from coranto.analysis.stories.features import features_of_word as read
from coranto.analysis.stories.features import words as words_of
from coranto.model import Document, Why
from coranto.reading.language import packs

#: So many things are named; the rest is counted.
NAMED = 8
#: What is said of an embedding model.
BY_MODEL, AGAINST = "by the language model, too", "less, by the language model"


def reasons(
    document: Document,
    own: Sequence[str],
    shared: Sequence[str],
    likeness: float,
    *,
    by_model: float = 0.0,
) -> list[Why]:
    """What the document has in common with a story; the values sum up to the likeness.

    `own` and `shared` are features as `analysis.features` marks them, the weightiest first;
    `by_model` is how much of the likeness an embedding model makes.
    """
    told = _as_written(document, {*own, *shared})
    names = [told[each] for each in shared if each[:2] in {"n:", "g:"} and each in told]
    numbers = [each[1:] for each in shared if each[0] == "#"]
    words = [told[each] for each in (*own, *shared) if each in told]
    words = [word for word in dict.fromkeys(words) if word not in {*names, *numbers}]
    found = [
        Why(signal=signal, value=0.0, detail=_listed(list(dict.fromkeys(things))))
        for signal, things in (
            ("shared names", names),
            ("shared numbers", numbers),
            ("shared words", words),
        )
        if things
    ]
    if not found:
        return [Why(signal="likeness", value=likeness, detail="by the language model alone")]
    likeness -= by_model
    value = round(likeness / len(found), 3)
    rest = round(likeness - value * (len(found) - 1), 3)
    given = [
        Why(signal=why.signal, value=rest if why is found[-1] else value, detail=why.detail)
        for why in found
    ]
    if by_model:
        detail = BY_MODEL if by_model > 0 else AGAINST
        given.append(Why(signal="likeness", value=by_model, detail=detail))
    return given


def span(days: float) -> str:
    """A length of time in hours or days: "5 hours"."""
    hours = round(days * 24)
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{round(days)} days"


def _listed(things: Sequence[str]) -> str:
    more = len(things) - NAMED
    return ", ".join(things[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _as_written(document: Document, wanted: set[str]) -> dict[str, str]:
    """Features as the document writes them, for people to read."""
    language = packs.primary(document.language)
    found: dict[str, str] = {}
    for word in dict.fromkeys(words_of(f"{document.title[:LEAD]} {document.text[:LEAD]}")):
        for feature in read(word, language):
            if feature in wanted:
                found.setdefault(feature, word)
    return found
