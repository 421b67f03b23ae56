"""Say in an editor's words why documents belong together. Pure."""

from collections.abc import Sequence

from coranto.analysis.stories.features import LEAD_CHARACTERS, split_words, word_features
from coranto.model import WEAK_SIGNAL, Document, Why
from coranto.reading.language import packs

#: Things that are listed; the rest is counted.
MAX_NAMED_THINGS = 8
#: What is said of an embedding model that adds to the score.
FOR_BY_MODEL_TEXT = "by the language model, too"
#: What is said of an embedding model that takes from the score.
AGAINST_BY_MODEL_TEXT = "less, by the language model"


def explain_similarity(
    document: Document,
    own: Sequence[str],
    shared: Sequence[str],
    likeness: float,
    *,
    by_model: float = 0.0,
) -> list[Why]:
    """What the document has in common with a story; the values sum up to `likeness`.

    `own` and `shared` are features as marked in `features.py`, the greatest weights first;
    `by_model` is the part of the likeness that an embedding model adds.
    """
    written_forms = _features_as_written(document, {*own, *shared})
    names = [
        written_forms[feature]
        for feature in shared
        if feature[:2] in {"n:", "g:"} and feature in written_forms
    ]
    numbers = [feature[1:] for feature in shared if feature[0] == "#"]
    words = [written_forms[feature] for feature in (*own, *shared) if feature in written_forms]
    words = [word for word in dict.fromkeys(words) if word not in {*names, *numbers}]
    whys = [
        Why(signal=signal, value=0.0, detail=_join_first_things(list(dict.fromkeys(things))))
        for signal, things in (
            ("shared names", names),
            ("shared numbers", numbers),
            ("shared words", words),
        )
        if things
    ]
    if not whys:
        return [Why(signal="likeness", value=likeness, detail="by the language model alone")]
    likeness -= by_model
    value = round(likeness / len(whys), 3)
    # Values are rounded, and the last one takes what is left: readers add the reasons up.
    last_value = round(likeness - value * (len(whys) - 1), 3)
    weighted_whys = [
        Why(signal=why.signal, value=last_value if why is whys[-1] else value, detail=why.detail)
        for why in whys
    ]
    if by_model:
        detail = FOR_BY_MODEL_TEXT if by_model > 0 else AGAINST_BY_MODEL_TEXT
        weighted_whys.append(Why(signal="likeness", value=by_model, detail=detail))
    return weighted_whys


def explain_weak_link(whys: Sequence[Why]) -> Why:
    """Why a document is joined weakly, from the reasons for its likeness."""
    things = [why.detail for why in whys if why.signal.startswith("shared ")]
    detail = f"little in common: {', '.join(things)}" if things else whys[0].detail
    return Why(signal=WEAK_SIGNAL, value=0.0, detail=detail)


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
    """Map features to the words of the document that have them, for people to read."""
    language = packs.primary_subtag(document.language)
    words_by_feature: dict[str, str] = {}
    for word in dict.fromkeys(
        split_words(f"{document.title[:LEAD_CHARACTERS]} {document.text[:LEAD_CHARACTERS]}")
    ):
        for feature in word_features(word, language):
            if feature in wanted:
                words_by_feature.setdefault(feature, word)
    return words_by_feature
