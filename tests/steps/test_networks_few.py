"""Few posts are worked on in arrays: the answer is the database's own."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.networks import Question
from coranto.edges.engine import open_duckdb
from coranto.steps import networks
from coranto.steps.actions import Reading, act
from coranto.steps.posts import measured

REST = ("repost", "reply", "text", "links", "hashtags", "images")
TABLES = ("pairs", "network", "accounts", "objects", "crowds", "left_out")
#: Account, post, object and second; a post may act on itself, or be told twice.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bo", "cy", "Édith", "بهار"]),
        st.integers(0, 30).map("p{}".format),
        st.sampled_from(["x", "y", "z", "p1", "p2"]),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=40,
)
QUESTIONS = st.builds(
    Question,
    actions=st.just(("share",)),
    windows=st.sampled_from([(0.0,), (3.0,), (10.0,), (100.0,)]),
    participation=st.integers(1, 3),
    quantile=st.sampled_from([0.0, 0.5, 0.9]),
    loops=st.booleans(),
    weight=st.sampled_from(["pairs", "posts"]),
    preset=st.sampled_from(["", "coortweet", "cnt"]),
    most_pairs=st.sampled_from([5, 50, 20_000_000]),
)


def keep(engine, rows):
    account, post, thing, second = zip(*rows, strict=True)
    told = {
        "account": account,
        "post": post,
        "object": thing,
        **dict.fromkeys(REST, [""] * len(rows)),
    }
    columns = {name: np.array(values, dtype=object) for name, values in told.items()}
    columns["moment"] = np.array(second, dtype=np.int64) * 1_000_000
    columns["line"] = np.arange(1, len(rows) + 1, dtype=np.int64)
    engine.keep("posts", columns)


def told(engine, table):
    """A table's rows in any order, without what numbers them."""
    names = sorted(row[0] for row in engine.rows(f"DESCRIBE {table}") if row[0] != "number")
    return names, sorted(map(str, engine.rows(f"SELECT {', '.join(names)} FROM {table}")))  # noqa: S608


def answer(rows, question, *, few):
    """What is found, by arrays when there are few posts; and whether they were used."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with open_duckdb(folder, memory="500MB", threads=1) as engine:
            if not few:
                engine.few = lambda _: False
            keep(engine, rows)
            act(engine, question, Reading())
            found = networks.find(engine, question, measured(engine))
            used = engine.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'met_few'")
            return found, [told(engine, table) for table in TABLES], bool(used)


@settings(max_examples=60, deadline=None)
@given(ROWS, QUESTIONS)
def test_arrays_answer_as_the_database_does(rows, question):
    found, tables, _ = answer(rows, question, few=True)
    expected, theirs, used = answer(rows, question, few=False)

    assert (found, tables) == (expected, theirs)
    assert not used


@pytest.mark.parametrize("preset", ["", "coortweet", "cnt"])
def test_arrays_are_used_for_few_posts(preset):
    rows = [(f"a{at % 7}", f"p{at}", f"o{at // 5}", at % 40) for at in range(200)]
    question = Question(actions=("share",), participation=2, preset=preset, windows=(30.0,))

    found, tables, used = answer(rows, question, few=True)
    expected, theirs, _ = answer(rows, question, few=False)

    assert used
    assert (found, tables) == (expected, theirs)
    assert found.pairs > 50
