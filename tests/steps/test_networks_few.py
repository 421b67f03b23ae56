"""Few posts are worked on in arrays: the answer is the database's own."""

from hashlib import md5
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis import networks_few
from coranto.analysis.networks.question import Question
from coranto.edges.engine import DuckEngine, open_duckdb
from coranto.steps.networks import find
from coranto.steps.networks.actions import ActionOptions, make_actions
from coranto.steps.networks.load import count_posts

REST = ("repost", "reply", "links", "hashtags", "images")
TABLES = ("pairs", "network", "accounts", "objects", "crowds", "left_out")
WORDS = ["ferry", "lake", "ombra", "mayor", "école", "باران", "don't", "1.5"]
TEXTS = st.sampled_from([
    "", "ferry lake ombra mayor", "lake ferry ombra mayor", "ferry lake ombra école",
    "don't ferry باران", "don't ferry باران 1.5", "1.5 lake", "by night",
])  # fmt: skip
#: Account, post, object, text and second; a post may act on itself, or be told twice.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bo", "cy", "Édith", "بهار"]),
        st.integers(0, 300).map("p{}".format),
        st.sampled_from(["x", "y", "z", "p1", "p2"]),
        TEXTS,
        st.integers(0, 12),
    ),
    min_size=8,
    max_size=40,
)
QUESTIONS = st.builds(
    Question,
    actions=st.sampled_from([("share",), ("text",), ("similar",)]),
    windows=st.sampled_from([(0.0,), (3.0,), (10.0,), (1e300,)]),
    participation=st.sampled_from([1, 1, 2, 3]),
    quantile=st.sampled_from([0.0, 0.5, 0.9]),
    loops=st.booleans(),
    weight=st.sampled_from(["pairs", "posts"]),
    similarity=st.sampled_from([0.3, 0.6, 1.0]),
    preset=st.sampled_from(["", "coortweet", "cnt"]),
    most_pairs=st.sampled_from([5, 50, 20_000_000, 20_000_000]),
)


def keep(engine, rows):
    account, post, thing, text, second = zip(*rows, strict=True)
    told = {
        "account": account,
        "post": post,
        "object": thing,
        "text": text,
        **dict.fromkeys(REST, [None] * len(rows)),
    }
    columns = {name: np.array(values, dtype=object) for name, values in told.items()}
    columns["moment"] = np.round(np.array(second) * 1_000_000).astype(np.int64)
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
            make_actions(engine, question, ActionOptions())
            found = find.find_networks(engine, question, count_posts(engine))
            used = engine.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'met_few'")
            return found, [told(engine, table) for table in TABLES], bool(used)


@settings(max_examples=100)
@given(ROWS, QUESTIONS)
def test_arrays_answer_as_the_database_does(rows, question):
    found, tables, _ = answer(rows, question, few=True)
    expected, theirs, used = answer(rows, question, few=False)

    assert (found, tables) == (expected, theirs)
    assert not used


def busy():
    return [
        (f"a{at % 7}", f"p{at}", f"o{at // 5}", f"{WORDS[at // 5 % 8]} {WORDS[at % 3]} by", at % 40)
        for at in range(200)
    ]


@pytest.mark.parametrize("preset", ["", "coortweet", "cnt"])
@pytest.mark.parametrize("action", ["share", "text", "similar"])
def test_arrays_are_used_for_few_posts(action, preset):
    question = Question(
        actions=(action,), participation=2, preset=preset, windows=(30.0,), similarity=0.5
    )

    found, tables, used = answer(busy(), question, few=True)
    expected, theirs, _ = answer(busy(), question, few=False)

    assert used == (action != "similar" or preset != "coortweet")
    assert (found, tables) == (expected, theirs)
    assert found.pairs > 50


@pytest.mark.parametrize("action", ["share", "similar"])
def test_more_pairs_than_arrays_hold_are_left_to_the_database(action, monkeypatch):
    monkeypatch.setattr(networks_few, "MOST_PAIRS", 40)
    question = Question(actions=(action,), windows=(30.0,), similarity=0.5)

    found, _, used = answer(busy(), question, few=True)

    assert not used
    assert found.pairs > 50


@pytest.mark.parametrize("column", ["account", "object"])
def test_two_names_of_one_number_are_left_to_the_database(column, monkeypatch):
    """Numbers are hashes: should two names ever share one, they are not taken for one."""
    ask = DuckEngine.columns

    def ask_badly(engine, sql):
        found = ask(engine, sql)
        if found.get(column, np.array([])).dtype == np.uint64:
            one, other, *_ = np.unique(found[column])
            found[column][found[column] == other] = one
        return found

    question = Question(actions=("share",), windows=(30.0,))
    expected, theirs, used = answer(busy(), question, few=True)
    assert used

    monkeypatch.setattr(DuckEngine, "columns", ask_badly)
    found, tables, used = answer(busy(), question, few=True)

    assert not used
    assert (found, tables) == (expected, theirs)


def test_an_object_that_may_be_left_out_is_left_to_the_database():
    rows = [*busy(), *((f"a{at % 7}", f"q{at}", "viral", "", at % 40) for at in range(40))]
    question = Question(actions=("share",), windows=(30.0,), most_pairs=400)

    found, tables, used = answer(rows, question, few=True)

    assert not used
    assert found.left_out == 1
    assert (found, tables) == answer(rows, question, few=False)[:2]


def test_a_post_does_not_act_on_itself():
    key = md5(b"ferry lake", usedforsecurity=False).hexdigest()
    rows = [(f"a{at}", key if at == 1 else f"p{at}", key, "ferry lake", at) for at in range(4)]

    for action, pairs in (("share", 3), ("text", 3), ("similar", 6)):
        question = Question(actions=(action,), windows=(30.0,), participation=1)
        found, tables, used = answer(rows, question, few=True)

        assert used
        assert found.pairs == pairs
        assert (found, tables) == answer(rows, question, few=False)[:2]


def test_seconds_are_summed_to_the_last_digit():
    """Sums of microseconds over decades are more than doubles can hold."""
    seconds = (at * 7_919 * 1_000_003 % 1_699_999_999 + 0.123457 * (at % 7) for at in range(180))
    rows = [(f"a{at // 60}", f"p{at}", f"o{at % 60}", "", when) for at, when in enumerate(seconds)]
    question = Question(actions=("share",), windows=(1e300,), participation=1)

    found, tables, used = answer(rows, question, few=True)

    assert used
    assert (found, tables) == answer(rows, question, few=False)[:2]
