"""Rules of a pair and of an edge, asked of the database that finds them."""

from fractions import Fraction
from hashlib import md5

import numpy as np

from coranto.analysis.networks.question import Question
from coranto.edges.engine import open_duckdb
from coranto.steps.networks.load import count_posts
from coranto.steps.networks.run import AnalysisRequest, analyse_posts

REST = ("repost", "reply", "links", "hashtags", "images")


def analyse(folder, rows, question, *tables):
    """The counts, and the rows of tables, for rows of account, post, object, text and second."""
    account, post, thing, text, second = zip(*rows, strict=True)
    cells = {"account": account, "post": post, "object": thing, "text": text}
    cells |= dict.fromkeys(REST, [None] * len(rows))
    columns = {name: np.array(values, dtype=object) for name, values in cells.items()}
    columns["moment"] = np.round(np.array(second) * 1_000_000).astype(np.int64)
    columns["line"] = np.arange(1, len(rows) + 1, dtype=np.int64)
    with open_duckdb(folder, memory="500MB", threads=1) as engine:
        engine.keep("posts", columns)
        request = AnalysisRequest(question=question, is_judged=False)
        result = analyse_posts(engine, count_posts(engine), request)
        return result.counts, *(engine.rows(sql) for sql in tables)


def test_a_post_does_not_act_on_itself(tmp_path):
    """A post that is its own object, by its id or by the key of its text, makes no pair."""
    key = md5(b"ferry lake", usedforsecurity=False).hexdigest()
    rows = [(f"a{at}", key if at == 1 else f"p{at}", key, "ferry lake", at) for at in range(4)]

    pairs = {
        action: analyse(tmp_path, rows, Question(actions=(action,), windows=(30.0,),
                                                 participation=1))[0].pairs
        for action in ("share", "text", "similar")
    }  # fmt: skip

    assert pairs == {"share": 3, "text": 3, "similar": 6}


def test_seconds_are_averaged_to_the_last_digit(tmp_path):
    """Sums of microseconds over decades are more than doubles can hold."""
    seconds = [at * 7_919 * 1_000_003 % 1_699_999_999 + 0.123457 * (at % 7) for at in range(120)]
    rows = [(f"a{at // 60}", f"p{at}", f"o{at % 60}", "", when) for at, when in enumerate(seconds)]
    question = Question(actions=("share",), windows=(1e300,), participation=1)

    counts, edges = analyse(tmp_path, rows, question, "SELECT seconds FROM network")

    moments = [round(when * 1_000_000) for when in seconds]
    apart = sum(abs(moments[at] - moments[at + 60]) for at in range(60))
    assert counts.pairs == 60
    assert edges == [(float(Fraction(apart, 60 * 1_000_000)),)]


def test_an_object_that_could_make_too_many_pairs_is_left_out(tmp_path):
    rows = [(f"a{at % 7}", f"q{at}", "viral", "", at % 40) for at in range(40)]
    rows += [("ada", "x1", "rare", "", 3), ("bo", "x2", "rare", "", 4)]
    question = Question(actions=("share",), windows=(30.0,), participation=1, most_pairs=400)

    counts, pairs = analyse(tmp_path, rows, question, "SELECT object FROM pairs")

    assert counts.left_out == 1
    assert pairs == [("rare",)]
