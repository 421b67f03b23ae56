"""The same queries on Spark give the same answers as on DuckDB."""

import csv
import os
import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coranto.analysis.networks.question import Question
from coranto.edges.engine import open_duckdb
from coranto.edges.engine_spark import open_spark, to_spark_sql
from coranto.errors import NetworkError
from coranto.steps.networks import find
from coranto.steps.networks.actions import ActionOptions, make_actions
from coranto.steps.networks.load import count_posts, load_posts

CLOCK = datetime(2026, 11, 20, tzinfo=UTC)
JAVA = shutil.which("java") or os.environ.get("JAVA_HOME")
#: A small world needs neither many parts nor compiled plans.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}
HEAD = ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp",
        "urls"]  # fmt: skip
ANSWERS = (
    "SELECT layer, object, post, post_y, account, account_y, delta FROM pairs",
    (
        "SELECT layer, source, target, weight, seconds, posts, posts_y, in_subgraph, object_ids "
        "FROM network"
    ),
    (
        "SELECT account, component, subgraph_component, seconds, symmetry, degree, first, last "
        "FROM accounts"
    ),
    "SELECT layer, object, accounts, pairs, posts FROM objects",
    "SELECT layer, object, most, posts FROM left_out",
)


def sayings(path):
    """Posts that say nearly the same, some over two lines and some broken; and a few others."""
    rng = random.Random(5)
    words = "the harbour council has closed the ferry over the lake".split()
    rows = []
    for number in range(150):
        said = " ".join(word for word in words if rng.random() > 0.1)
        said = said.replace("ferry", 'ferry,\n"Solvind"') if number % 9 == 0 else said
        rows.append([f"m{number}", f"a{rng.randrange(9)}", "", "", f"r{number % 7}", said,
                     1_760_000_000 + rng.randrange(2_000), ""])  # fmt: skip
    for number in range(8):
        said = f"the mayor opens a new school in vell with music {number % 3}"
        rows.append([f"n{number}", f"a{number % 4}", "", "", "", said, 1_760_000_000 + number, ""])
    rows.append(["m900", "", "", "", "r1", "nobody, never", "", ""])
    rows.append(["m901", "", "", "", "r1", "nobody", 1_760_000_000, ""])
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    return path


def answers(engine, question):
    size = count_posts(engine)
    found = find.describe_network(engine, question, size, find.find_edges(engine, question, size))
    return found, [sorted(engine.rows(sql), key=str) for sql in ANSWERS]


@pytest.mark.skipif(not JAVA, reason="Spark needs Java, which is not here")
def test_spark_answers_as_duckdb_does(tmp_path):
    pytest.importorskip("pyspark", reason="PySpark is not here: pip install 'coranto[spark]'")
    file = sayings(tmp_path / "posts.csv")
    question = Question(actions=("reply", "similar"), windows=(90.0,))
    # So few pairs may be made that texts with the same rare words are left out.
    bounded = replace(question, similarity=0.6, most_pairs=100)

    def asked(engine):
        taken = load_posts(engine, [file], clock=CLOCK)
        make_actions(engine, question, ActionOptions())
        bad = [(bad.reason, bad.place, bad.rows, bad.example) for bad in taken.bad]
        return bad, answers(engine, question), answers(engine, bounded)

    with open_duckdb(tmp_path, memory="1GB", threads=1) as engine:
        expected = asked(engine)
    with open_spark(tmp_path, master="local[1]", memory="1GB", settings=SMALL) as engine:
        found = asked(engine)

    assert found == expected
    bad, (met, _), (few, _) = expected
    assert bad == [("no account", "row 159", 2, "")]
    assert met.pairs > 50
    assert few.pairs > 0
    assert few.left_out > 1


def test_without_java_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with (
        pytest.raises(NetworkError, match="Spark needs Java"),
        open_spark(tmp_path, master="local[1]", memory="1GB"),
    ):
        pass


def test_queries_are_said_in_spark_s_words():
    pytest.importorskip("sqlglot", reason="sqlglot is not here: pip install 'coranto[spark]'")

    assert to_spark_sql("SELECT a // 2, unnest(string_split(b, ' ')) FROM t").startswith(
        "SELECT a DIV 2, EXPLODE(SPLIT("
    )
