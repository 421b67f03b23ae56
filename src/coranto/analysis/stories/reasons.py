"""Say in an editor's words why documents belong together. Pure."""

from collections.abc import Sequence

from coranto.analysis.stories.features import LEAD_CHARACTERS
from coranto.analysis.stories.features import split_words as words_of
from coranto.analysis.stories.features import word_features as read
from coranto.model import Document, Why
from coranto.reading.language import packs

#: So many things are named; the rest is counted.
MAX_NAMED_THINGS = 8
#: What is said of an embedding model.
FOR_BY_MODEL_TEXT = "by the language model, too"
AGAINST_BY_MODEL_TEXT = "less, by the language model"


def explain_similarity(
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
    told = _features_as_written(document, {*own, *shared})
    names = [told[each] for each in shared if each[:2] in {"n:", "g:"} and each in told]
    numbers = [each[1:] for each in shared if each[0] == "#"]
    words = [told[each] for each in (*own, *shared) if each in told]
    words = [word for word in dict.fromkeys(words) if word not in {*names, *numbers}]
    found = [
        Why(signal=signal, value=0.0, detail=_join_first_things(list(dict.fromkeys(things))))
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
        detail = FOR_BY_MODEL_TEXT if by_model > 0 else AGAINST_BY_MODEL_TEXT
        given.append(Why(signal="likeness", value=by_model, detail=detail))
    return given


def format_days(days: float) -> str:
    """A length of time in hours or days: "5 hours"."""
    hours = round(days * 24)
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{round(days)} days"


def _join_first_things(things: Sequence[str]) -> str:
    more = len(things) - MAX_NAMED_THINGS
    return ", ".join(things[:MAX_NAMED_THINGS]) + (f" and {more} more" if more > 0 else "")


def _features_as_written(document: Document, wanted: set[str]) -> dict[str, str]:
    """Features as the document writes them, for people to read."""
    language = packs.primary_subtag(document.language)
    found: dict[str, str] = {}
    for word in dict.fromkeys(
        words_of(f"{document.title[:LEAD_CHARACTERS]} {document.text[:LEAD_CHARACTERS]}")
    ):
        for feature in read(word, language):
            if feature in wanted:
                found.setdefault(feature, word)
    return found
