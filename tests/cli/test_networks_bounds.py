"""`coranto network` stays within the pairs and the memory that it is allowed."""

import csv
import subprocess
import sys

import pytest
from click.testing import CliRunner

from coranto.cli import main

START = 1_760_000_000
#: Prints the peak memory of a command in KB. A process of its own starts the command, since the
#: peak of a new process is at least what the one that started it has: for pytest, 600 MB.
PEAK_MEMORY_PROGRAM = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=False, stdout=sys.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def write_shares(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([
            ["object_id", "account_id", "content_id", "timestamp_share"], *rows
        ])  # fmt: skip
    return path


def objects_of(folder):
    with (folder / "objects.csv").open(encoding="utf-8", newline="") as stream:
        return {row["object_id"]: row for row in csv.DictReader(stream)}


def test_the_bound_of_pairs_holds_for_all_objects_together(tmp_path):
    """The objects of most pairs are left out first, and what they could have made is said."""
    sizes = {"small": 3, "middle": 30, "large": 40, "larger": 50, "largest": 51}
    rows = [
        [name, f"a{n}", f"{name}{n}", START] for name, size in sizes.items() for n in range(size)
    ]
    file = write_shares(tmp_path / "shares.csv", rows)

    result = CliRunner().invoke(main, [
        "network", str(file), "--min-participation", "1", "--max-pairs", "1300",
        "--out", str(tmp_path / "out"),
    ])  # fmt: skip

    assert "2 objects were left out, which could make up to 2,500 pairs" in result.stderr
    objects = objects_of(tmp_path / "out")
    assert {name for name, row in objects.items() if row["left_out"]} == {"larger", "largest"}
    assert sum(int(row["pairs"] or 0) for row in objects.values()) == 3 + 435 + 780


def test_similar_texts_that_are_posted_often_are_refused_in_words(tmp_path):
    """Each by itself makes 435 pairs, and both together 900 more."""
    texts = ["one two three four five six seven eight nine ten",
             "one two three four five six seven eight nine ten eleven"]  # fmt: skip
    rows = [[f"a{n}", f"p{n}", START, texts[n % 2]] for n in range(60)]
    file = tmp_path / "posts.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["account", "post_id", "created_at", "text"], *rows])

    result = CliRunner().invoke(main, [
        "network", str(file), "--action", "similar", "--min-participation", "1",
        "--max-pairs", "880", "--out", str(tmp_path / "out"),
    ])  # fmt: skip

    assert result.exit_code == 1
    assert "posts of similar texts could make 900 pairs" in result.output + str(result.exception)


def write_chain(path, kind):
    """Posts of which each meets only the next ones: no object or word is in many pairs."""
    with path.open("w", encoding="utf-8") as stream:
        if kind == "share":
            stream.write("account_id,content_id,object_id,timestamp_share\n")
            stream.writelines(
                f"a{n + k},p{n}-{k},o{n},{START + 9 * n + k}\n"
                for n in range(60_000) for k in (0, 1)
            )  # fmt: skip
        else:
            stream.write("account,post_id,created_at,text\n")
            stream.writelines(
                f"a{n},p{n},{START + n},{' '.join(f'w{word}' for word in range(n, n + 12))}\n"
                for n in range(20_000)
            )


@pytest.mark.parametrize("kind", ["share", "similar"])
def test_a_chain_of_posts_stays_within_the_memory_that_is_allowed(tmp_path, kind):
    write_chain(tmp_path / "chain.csv", kind)
    command = [sys.executable, "-m", "coranto", "network", str(tmp_path / "chain.csv"),
               "--action", kind, "--memory", "300MB", "--out", str(tmp_path / "out")]  # fmt: skip

    result = subprocess.run(
        [sys.executable, "-c", PEAK_MEMORY_PROGRAM, *command],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "pairs of posts" in result.stderr, result
    assert int(result.stdout.split()[-1]) * 1024 < 300_000_000


def test_too_little_memory_is_refused_with_the_least(tmp_path):
    file = write_shares(tmp_path / "shares.csv", [["x", "ada", "1", START]])

    for memory, expected in (("100MB", "220MB is the least"), ("much", "no amount of memory")):
        result = CliRunner().invoke(
            main, ["network", str(file), "--memory", memory, "--out", str(tmp_path / "out")]
        )
        assert expected in result.output + str(result.exception)
