"""`coranto network --action similar`: texts contained in others, and templates in thousands."""

import csv
import random
from itertools import combinations

from click.testing import CliRunner

from coranto.analysis.networks.question import MIN_CONTAINED_WORDS
from coranto.cli import main

WORDS = "the harbour council has closed the ferry over lake ombra until friday noon".split()


def run(folder, rows, *arguments):
    """Rows are account, seconds and text."""
    file = folder / "posts.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["account", "time", "text"])
        writer.writerows([row[0], 1_760_000_000 + row[1], row[2]] for row in rows)
    asked = ["network", str(file), "--action", "similar", "--min-participation", "1",
             "--min-edge-weight", "1", "--out", str(folder), *arguments]  # fmt: skip
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def edges(folder):
    return {(row["from"], row["to"]) for row in read(folder / "edges.csv")}


def test_a_text_that_is_contained_in_a_longer_one_is_found(tmp_path):
    short, long = "the ferry over lake ombra is closed", "the ferry over lake ombra is closed: "
    rows = [("ada", 0, short), ("bo", 5, long + " ".join(WORDS) + " and the mayor is away")]

    run(tmp_path, rows)
    assert edges(tmp_path) == set()

    run(tmp_path, rows, "--measure", "containment")
    assert edges(tmp_path) == {("ada", "bo")}


def test_all_contained_texts_are_found_and_no_other(tmp_path):
    rng = random.Random(8)
    said = [
        " ".join(rng.sample(WORDS, rng.randrange(3, 12))) + f" {rng.choice('xyz')}"
        for _ in range(80)
    ]
    rows = [(f"a{each:02}", rng.randrange(200), text) for each, text in enumerate(said)]

    run(tmp_path, rows, "--measure", "containment", "--similarity", "0.75", "--window", "60")

    def alike(one, other):
        few, many = sorted((set(one.split()), set(other.split())), key=len)
        enough = len(few) >= MIN_CONTAINED_WORDS and len(few & many) >= 0.75 * len(few)
        return few == many or enough

    assert edges(tmp_path) == {
        (one[0], other[0])
        for one, other in combinations(rows, 2)
        if abs(one[1] - other[1]) <= 60 and alike(one[2], other[2])
    }


def templates(count):
    """Each account says the same with a number of its own; two others say something else."""
    rows = [(f"station{each}", each % 40, f"wind at the harbour {each} degrees") for each in range(
        count)]  # fmt: skip
    same = " ".join(WORDS)
    return [*rows, ("ada", 9, same), ("bo", 12, f"{same} sharp")]


def test_a_template_in_too_many_texts_is_left_out_and_named(tmp_path):
    for measure in ("jaccard", "containment"):
        asked = ("--window", "60", "--similarity", "0.6", "--measure", measure)

        result = run(tmp_path, templates(60), *asked, "--max-pairs", "1000")

        assert edges(tmp_path) == {("ada", "bo")}
        left = [row for row in read(tmp_path / "objects.csv") if row["left_out"]]
        assert len(left) == 60
        assert "60 objects were left out" in result.stderr

        run(tmp_path, templates(40), *asked, "--max-pairs", "2000")
        assert len(edges(tmp_path)) == 40 * 39 / 2 + 1


def test_a_template_in_neighbouring_windows_is_left_out_as_well(tmp_path):
    """44 texts in each of two minutes: no minute has too many pairs, but both have."""
    rows = [
        (f"station{each}", 30 + each % 2 * 50, f"wind at the harbour {each} degrees")
        for each in range(88)
    ]
    for measure in ("jaccard", "containment"):
        asked = ("--window", "60", "--similarity", "0.6", "--measure", measure)

        for most, left in (("2500", 88), ("9000", 0)):
            run(tmp_path, rows, *asked, "--max-pairs", most)

            assert sum(bool(row["left_out"]) for row in read(tmp_path / "objects.csv")) == left
            assert len(edges(tmp_path)) == (0 if left else 88 * 87 / 2)


def test_a_template_that_goes_on_for_long_is_left_out_as_well(tmp_path):
    """Ten texts in every second minute: no two minutes have many pairs, but an hour has."""
    rows = [
        (f"station{each}", each // 10 * 120, f"wind at the harbour {each} degrees")
        for each in range(300)
    ]
    for measure, most in (("jaccard", 30 * 45), ("containment", 30 * 100)):
        asked = ("--window", "60", "--similarity", "0.6", "--measure", measure)

        for bound, left in ((most - 1, 300), (most, 0)):
            run(tmp_path, rows, *asked, "--max-pairs", str(bound))

            assert sum(bool(row["left_out"]) for row in read(tmp_path / "objects.csv")) == left
            assert len(edges(tmp_path)) == (0 if left else 30 * 45)


def test_a_template_that_two_accounts_use_too_often_to_compare_is_one_object(tmp_path):
    rng = random.Random(4)
    rows = [
        (f"station{each % 2}", rng.randrange(86_400), f"wind at the harbour {each} degrees")
        for each in range(120)
    ]

    run(tmp_path, rows, "--window", "60", "--similarity", "0.6", "--max-pairs", "1000")

    (edge,) = read(tmp_path / "edges.csv")
    assert int(edge["n_objects"]) > 3
    assert edge["finding"] == "insufficient data"
