"""How well headlines can be grouped by what they say: a judge that may choose its cut afterwards.

    pip install -r benchmarks/requirements.txt
    python benchmarks/ceiling.py [--data DIR]

Gradient boosting learns from all pairs of one half of the Olympics' stories what makes one
event (words, vocabulary, letters, pairs of words, places, sports, time), and is asked about the
pairs of the other half; average linkage joins the likeliest, looking at all at once, and stops
where the result is best. No desk could do that. `answers` has even learnt from the very
pairs that it is asked about. Beside them, the grouper as it is shipped: one document
after the other, one setting for all.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from coranto.analysis.stories.features import extract_features, strip_outlet_name
from coranto.analysis.stories.group import MIN_JOIN_SCORE
from coranto.reading.language import text, transliteration
from data_folder import DATA_FOLDER
from stories import ALONE, Told, half, olympics, report, scores

#: Pairs of two stories that are learnt from, drawn from all of them and weighed as all.
DRAWN = 600_000
CUTS = (0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
Numbers = npt.NDArray[np.float32]


def pairs(told: Sequence[Told]) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """A row for each pair of documents: how alike they are, column by column; if of one story."""
    documents = [document for _, document in told]
    said = [extract_features(document) for document in documents]
    upper = np.triu_indices(len(told), 1)
    kinds = ([dict(each.own) for each in said], [dict(each.shared) for each in said])
    spaces = [TfidfTransformer().fit_transform(DictVectorizer().fit_transform(k)) for k in kinds]
    titles = [
        transliteration.to_latin(text.normalise(strip_outlet_name(document.title)))
        for document in documents
    ]
    spaces += [
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(titles),
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(titles),
    ]
    columns = [np.asarray((space @ space.T).toarray(), dtype=np.float32)[upper] for space in spaces]
    places, sports = (
        [each.claims.get(kind, frozenset()) for each in said] for kind in ("place", "sport")
    )
    columns += [_agreed(places, upper), _agreed(sports, upper)]
    seconds = np.array([document.seen.timestamp() for document in documents])
    columns.append(np.abs(seconds[upper[0]] - seconds[upper[1]]).astype(np.float32))
    languages = np.array([document.language for document in documents])
    columns.append((languages[upper[0]] == languages[upper[1]]).astype(np.float32))
    stories = np.array([story for story, _ in told])
    return np.column_stack(columns), stories[upper[0]] == stories[upper[1]]


def _agreed(claims: Sequence[frozenset[str]], both: tuple[npt.NDArray[np.int64], ...]) -> Numbers:
    """1 where both name one of the same, -1 where both name others, 0 where one names none."""
    named = ((claims[one], claims[other]) for one, other in zip(*both, strict=True))
    return np.array([bool(a and b) * (1 if a & b else -1) for a, b in named], dtype=np.float32)


def judge(cuts: Sequence[Sequence[Told]]) -> HistGradientBoostingClassifier:
    """A judge that has learnt from the pairs within each of some sets."""
    known = [pairs(told) for told in cuts]
    rows, is_one = (np.concatenate(parts) for parts in zip(*known, strict=True))
    same, other = np.flatnonzero(is_one), np.flatnonzero(~is_one)
    drawn = np.random.default_rng(0).choice(other, min(len(other), DRAWN), replace=False)
    weights = np.concatenate((np.ones(len(same)), np.full(len(drawn), len(other) / len(drawn))))
    chosen = np.concatenate((same, drawn))
    learnt = HistGradientBoostingClassifier(
        max_iter=40, min_samples_leaf=50, l2_regularization=1, random_state=0
    )
    return learnt.fit(rows[chosen], is_one[chosen], sample_weight=weights)


def best(learnt: HistGradientBoostingClassifier, told: Sequence[Told]) -> float:
    """The best BCubed F1 of all cuts."""
    rows, _ = pairs(told)
    tree = linkage(1 - learnt.predict_proba(rows)[:, 1], "average")
    stories = [story for story, _ in told]
    found = [fcluster(tree, 1 - cut, "distance") for cut in CUTS]
    return max(scores(list(zip(stories, map(str, each), strict=True)))[1] for each in found)


def compare(name: str, sets: Sequence[Sequence[Told]]) -> None:
    """Print what judges and the grouper make of the other half of each set, as a mean."""
    others = [half(told, 1) for told in sets]
    means = [
        sum(best(learnt, told) for told in others) / len(others)
        for learnt in (judge([half(told, 0) for told in sets]), judge(others))
    ]
    shipped = [report(f"  coranto group, {name}", told, MIN_JOIN_SCORE)[1] for told in others]
    print(
        f"{name}, BCubed F1 on the other half: coranto {sum(shipped) / len(shipped):.1f}, "
        f"a judge {means[0]:.1f}, answers {means[1]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    folder = parser.parse_args().data / "stories"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give --data DIR or CORANTO_DATA")
    told = olympics(folder)
    compare("all languages", [told])
    compare("each alone", [[pair for pair in told if pair[1].language == code] for code in ALONE])


if __name__ == "__main__":
    main()
