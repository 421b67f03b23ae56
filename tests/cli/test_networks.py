"""`coranto network`: files of posts in, four tables out."""

import csv
import gzip
import random
from collections import Counter, defaultdict
from itertools import combinations

import duckdb
import pytest
from click.testing import CliRunner

from coranto.cli import main

HEAD = ["object_id", "account_id", "content_id", "timestamp_share"]


def shares(seed, rows=400):
    """Shares of a made-up week in which some accounts meet often; a few ids stand twice."""
    rng = random.Random(seed)
    made = [
        [
            f"o{min(rng.randrange(1, 40), rng.randrange(1, 40))}",
            f"a{min(rng.randrange(1, 60), rng.randrange(1, 60))}",
            f"p{number - (number % 50 == 7)}",
            str(1_760_000_000 + rng.randrange(3_000)),
        ]
        for number in range(rows)
    ]
    return [*made, ["p3", "a1", "p9999", "1760000000"], ["p3", "a2", "p3", "1760000004"]]


def table(path, rows, head=HEAD):
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["network", *map(str, arguments)])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def as_coortweet(rows, window, participation):
    """CooRTweet's detect_groups(), one post after the other."""
    per_account = Counter(row[1] for row in rows)
    grouped = [row for name in per_account for row in rows if row[1] == name]
    taking = [row for row in grouped if per_account[row[1]] >= participation]
    found = []
    for a, b in combinations(taking, 2):
        delta = int(a[3]) - int(b[3])
        if a[0] != b[0] or abs(delta) > window or a[1] == b[1] or a[2] == b[2]:
            continue
        if a[0] in {a[2], b[2]}:
            continue
        older, newer = (b, a) if delta > 0 else (a, b)
        found.append((a[0], older[2], newer[2], str(abs(delta)), older[1], newer[1]))
    posts = {post for pair in found for post in pair[1:3]}
    acts = [row for row in taking if row[2] in posts]
    enough = Counter(row[1] for row in acts)
    counting = {row[2] for row in acts if enough[row[1]] >= participation}
    return [pair for pair in found if counting & {pair[1], pair[2]}]


@pytest.mark.parametrize(("window", "participation"), [(60, 1), (60, 2), (30, 4)])
def test_the_preset_finds_the_pairs_that_coortweet_finds(tmp_path, window, participation):
    rows = shares(window + participation)
    file = table(tmp_path / "shares.csv", rows)

    run(file, "--preset", "coortweet", "--window", window,
        "--min-participation", participation, "--out", tmp_path / "out")  # fmt: skip

    expected = as_coortweet(rows, window, participation)
    columns = ("object_id", "content_id", "content_id_y", "time_delta", "account_id",
               "account_id_y")  # fmt: skip
    pairs = [tuple(row[name] for name in columns) for row in read(tmp_path / "out/pairs.csv")]
    assert Counter(pairs) == Counter(expected)
    assert len(pairs) > 5


def test_edges_weigh_their_pairs_and_the_subgraph_lies_above_the_quantile(tmp_path):
    rows = shares(5, rows=900)
    file = table(tmp_path / "shares.csv", rows)

    result = run(file, "--preset", "coortweet", "--window", 60, "--edge-weight", 0.9,
                 "--out", tmp_path / "out")  # fmt: skip

    met = defaultdict(list)
    for pair in as_coortweet(rows, 60, 2):
        met[frozenset(pair[4:])].append(pair)
    edges = {frozenset((row["from"], row["to"])): row for row in read(tmp_path / "out/edges.csv")}
    assert edges.keys() == met.keys()
    weights = sorted(len(pairs) for pairs in met.values())
    threshold = weights[int(0.9 * (len(weights) - 1))]
    assert f"weigh more than {threshold}" in result.stdout
    for ends, pairs in met.items():
        row = edges[ends]
        assert int(row["weight"]) == len(pairs)
        assert row["in_subgraph"] == str(int(len(pairs) > threshold))
        mean = sum(int(pair[3]) for pair in pairs) / len(pairs)
        assert float(row["avg_time_delta"]) == pytest.approx(mean)
        older, newer = ({pair[i] for pair in pairs} for i in (1, 2))
        assert (row["n_content_id"], row["n_content_id_y"]) == (str(len(older)), str(len(newer)))


def test_accounts_and_objects_tell_what_was_met(tmp_path):
    rows = [
        ["song", "ada", "1", "1760000000"],
        ["song", "bo", "2", "1760000003"],
        ["song", "cy", "3", "1760000009"],
        ["poem", "ada", "4", "1760000100"],
        ["poem", "bo", "5", "1760000101"],
        ["poem", "dee", "6", "1760009999"],
    ]
    file = table(tmp_path / "shares.csv", rows)

    run(file, "--window", 5, "--min-participation", 1, "--out", tmp_path / "out")

    accounts = {row["account_id"]: row for row in read(tmp_path / "out/accounts.csv")}
    assert accounts.keys() == {"ada", "bo"}
    ada = accounts["ada"]
    assert (ada["avg_time_delta"], ada["unique_shares_count"], ada["posts"]) == ("2", "2", "2")
    assert (ada["component"], ada["subgraph_component"]) == ("1", "0")
    assert (ada["first"], ada["last"]) == ("2025-10-09T08:53:20Z", "2025-10-09T08:55:00Z")
    objects = {row["object_id"]: row for row in read(tmp_path / "out/objects.csv")}
    assert {name: (row["accounts"], row["pairs"]) for name, row in objects.items()} == {
        "song": ("2", "1"),
        "poem": ("2", "1"),
    }


def test_the_same_input_gives_the_same_bytes(tmp_path):
    file = table(tmp_path / "shares.csv", shares(9, rows=2_000))

    for out in ("one", "two"):
        run(file, "--window", 60, "--out", tmp_path / out)

    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == [
        "accounts.csv", "components.csv", "edges.csv", "network.gexf", "network.graphml",
        "objects.csv", "pairs.csv", "report.html", "summary.json",
    ]  # fmt: skip
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_parquet_and_gzip_and_a_folder_are_read_alike(tmp_path):
    rows = shares(3)
    plain = table(tmp_path / "shares.csv", rows)
    folder = tmp_path / "many"
    folder.mkdir()
    for number, part in enumerate((rows[:150], rows[150:])):
        packed = gzip.compress(table(tmp_path / "part.csv", part).read_bytes())
        (folder / f"{number}.csv.gz").write_bytes(packed)
    duckdb.sql(f"COPY (FROM read_csv('{plain}')) TO '{tmp_path}/shares.parquet'")

    for name in ("shares.csv", "shares.parquet", "many", "many/*.gz"):
        run(tmp_path / name, "--window", 60, "--out", tmp_path / "out" / name.replace("*", ""))

    expected = (tmp_path / "out/shares.csv/pairs.csv").read_bytes()
    for name in ("shares.parquet", "many", "many/.gz"):
        assert (tmp_path / "out" / name / "pairs.csv").read_bytes() == expected


def test_other_columns_are_named(tmp_path):
    rows = [["x", "ada", "1", "1760000000"], ["x", "bo", "2", "2025-10-09T08:53:24+00:00"]]
    file = table(tmp_path / "own.csv", rows, head=["What", "Who", "Id", "When"])

    missing = run(file, "--out", tmp_path / "out", code=1)
    assert "name it, as in --map account=COLUMN. There are: What, Who, Id, When" in missing.stderr

    run(file, "--map", "object=what", "--map", "account=Who", "--map", "time=When",
        "--min-participation", 1, "--out", tmp_path / "out")  # fmt: skip
    assert read(tmp_path / "out/pairs.csv")[0]["time_delta"] == "4"


def test_an_object_of_too_many_pairs_is_left_out_and_said_so(tmp_path):
    crowd = [["viral", f"a{n}", f"p{n}", "1760000000"] for n in range(3_000)]
    file = table(tmp_path / "shares.csv", [*crowd, *shares(2)])

    result = run(file, "--min-participation", 1, "--max-pairs", 100_000,
                 "--out", tmp_path / "out")  # fmt: skip

    assert "1 object was left out, which could make up to 4,498,500 pairs" in result.stderr
    left = [row for row in read(tmp_path / "out/objects.csv") if row["left_out"]]
    assert [(row["object_id"], row["left_out"]) for row in left] == [
        ("viral", "could make up to 4498500 pairs")
    ]
    assert not any(row["object_id"] == "viral" for row in read(tmp_path / "out/pairs.csv"))


def test_no_pair_at_all_is_an_answer(tmp_path):
    file = table(tmp_path / "shares.csv", [["x", "ada", "1", "1760000000"]])

    result = run(file, "--out", tmp_path / "out")

    assert "0 pairs of posts" in result.stdout
    assert read(tmp_path / "out/edges.csv") == []


def test_bad_rows_are_shown_with_their_reasons_and_skipped(tmp_path):
    good = [["x", "ada", "1", "1760000000"], ["x", "bo", "2", "1760000001"]]
    bad = [
        ["x", "", "3", "1760000000"],
        ["x", "cy", "4", ""],
        ["x", "cy", "5", "yesterday"],
        ["x", "cy", "6", "9999-01-01T00:00:00Z"],
    ]
    file = table(tmp_path / "shares.csv", [*good, *bad])
    with file.open("a", encoding="utf-8") as stream:
        stream.write('x,"dee" said,7,1760000000\nx,eve\n')

    result = run(file, "--min-participation", 1, "--out", tmp_path / "out", code=1)

    for words in (
        "row 3: no account",
        "row 4: no time",
        "row 5: a time that cannot be read: 'yesterday'",
        "row 6: a time in the future: '9999-01-01T00:00:00Z'",
        "line 8: a quotation mark in the wrong place",
        "line 9: too few columns: 'x,eve'",
        "6 rows were skipped",
    ):
        assert words in result.stderr
    assert len(read(tmp_path / "out/pairs.csv")) == 1


def test_the_example_of_bad_rows_is_that_of_the_row_that_is_named(tmp_path):
    rows = [["x", "", "1", ""], ["x", "", "2", "yesterday"], ["x", "ada", "3", "1760000000"]]
    file = table(tmp_path / "shares.csv", rows)

    result = run(file, "--out", tmp_path / "out", code=1)

    assert "row 1, 2 rows: no account\n" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.parquet", b"PAR1 is how it begins", "no Parquet file"),
        ("a.csv.gz", gzip.compress(b"object_id,account_id\n" * 9_000)[:60], "cut off"),
        ("a.csv.gz", b"no gzip at all", "cannot be unpacked"),
    ],
)
def test_a_damaged_file_is_refused_in_words(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    result = run(tmp_path / name, "--out", tmp_path / "out", code=1)

    assert f"{name}: " in result.stderr
    assert words in result.stderr


def test_one_damaged_file_does_not_stop_the_others(tmp_path):
    table(tmp_path / "a.csv", shares(1))
    (tmp_path / "b.csv.gz").write_bytes(b"no gzip at all")

    result = run(tmp_path / "*.csv*", "--window", 60, "--out", tmp_path / "out", code=1)

    assert "b.csv.gz: left out: cannot be unpacked" in result.stderr
    assert read(tmp_path / "out/pairs.csv")


def test_a_wrong_question_is_refused(tmp_path):
    file = table(tmp_path / "shares.csv", shares(1))

    for asked, words in (
        (("--window", "soon"), "no number of seconds"),
        (("--window", "-5"), "a number of seconds, 0 or more"),
        (("--memory", "much"), "no amount of memory"),
    ):
        assert words in run(file, *asked, "--out", tmp_path / "out", code=1).stderr


def test_a_quote_that_never_closes_costs_one_row(tmp_path):
    file = tmp_path / "shares.csv"
    lines = [",".join(row) for row in shares(1)]
    lines.insert(50, 'x,"ada,77,1760000000')
    file.write_text("\n".join([",".join(HEAD), *lines]), encoding="utf-8")

    result = run(file, "--window", 60, "--out", tmp_path / "out", code=1)

    assert "line 52: a quotation mark in the wrong place: 'x,\"ada,77,1760000000'" in result.stderr
    assert "1 row was skipped" in result.stderr
    assert f"{len(lines) - 1} posts" in result.stdout
