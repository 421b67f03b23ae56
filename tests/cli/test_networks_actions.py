"""`coranto network`: what posts may have in common, each kind a layer."""

import csv
import random
from collections import defaultdict
from itertools import combinations

import pytest
from click.testing import CliRunner

from coranto.analysis.networks.text_keys import CNT_NORMALISER, Normaliser, cnt_chunks, cnt_pieces
from coranto.cli import main

HEAD = ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp",
        "urls"]  # fmt: skip


def post(number, who, at, message="", **fields):
    """A row as CNT has it."""
    values = {"message_id": f"m{number}", "user_id": who, "username": who, "message": message}
    values |= {"timestamp": str(1_760_000_000 + at)} | fields
    return [values.get(name, "") for name in HEAD]


def run(folder, rows, *arguments, code=0, head=HEAD):
    file = folder / "posts.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head, *rows])
    result = CliRunner().invoke(
        main, ["network", str(file), *map(str, arguments), "--no-chance", "--out", str(folder)]
    )
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def met(folder):
    """Layer, and the posts of each pair."""
    return {
        (row["layer"], row["content_id"], row["content_id_y"]) for row in read(folder / "pairs.csv")
    }


LONG = "The harbour council has closed the ferry over Lake Ombra until the spring"
EACH = [
    ("repost", {"repost_id": "77"}, {"repost_id": "77"}),
    ("reply", {"reply_id": "78"}, {"reply_id": "78"}),
    ("link", {"urls": "https://www.lake.example/a?utm_source=x"},
     {"message": "see https://lake.example/a"}),
    ("domain", {"urls": "https://lake.example/a"}, {"urls": "https://lake.example/b"}),
    ("hashtags", {"message": "now #Ferry #lake"}, {"message": "#ferry today #LAKE"}),
    ("hashtag-set", {"message": "now #lake #ferry"}, {"message": "#ferry today #LAKE"}),
    ("text", {"message": LONG}, {"message": f"@mira {LONG.upper()} https://lake.example/a"}),
    ("similar", {"message": LONG}, {"message": LONG.replace("council", "board")}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "one", "other"), EACH)
def test_posts_meet_in_what_they_have_in_common(tmp_path, action, one, other):
    rows = [
        post(1, "ada", 0, **one),
        post(2, "bo", 5, **other),
        post(3, "cy", 500, **other),
        post(4, "dee", 6, message="nothing of the kind", urls="https://hill.example/c"),
    ]

    run(tmp_path, rows, "--action", action, "--min-participation", 1)

    assert met(tmp_path) == {(action, "m1", "m2")}


def test_pictures_meet_by_their_hashes(tmp_path):
    head = ["who", "when", "pictures"]
    rows = [["ada", "1760000000", "d4 a8"], ["bo", "1760000003", "a8"]]

    run(tmp_path, rows, "--map", "account=who", "--map", "time=when", "--map", "images=pictures",
        "--action", "image", "--min-participation", 1, head=head)  # fmt: skip

    assert met(tmp_path) == {("image", "row 1", "row 2")}


def test_several_actions_make_layers(tmp_path):
    rows = [
        post(1, "ada", 0, message=LONG, reply_id="9"),
        post(2, "bo", 1, message=LONG, reply_id="9"),
        post(3, "cy", 2, message="otherwise", reply_id="9"),
    ]

    run(tmp_path, rows, "--action", "text", "--action", "reply", "--min-participation", 1)

    edges = {(row["layer"], row["from"], row["to"]) for row in read(tmp_path / "edges.csv")}
    assert edges == {("text", "ada", "bo")} | {
        ("reply", *pair) for pair in combinations(("ada", "bo", "cy"), 2)
    }
    assert {row["component"] for row in read(tmp_path / "accounts.csv")} == {"1"}


def test_a_repost_acts_on_what_it_reposts_only(tmp_path):
    rows = [
        post(1, "ada", 0, message=LONG, repost_id="9"),
        post(2, "bo", 1, message=LONG, repost_id="9"),
    ]

    run(tmp_path, rows, "--action", "text", "--action", "repost", "--min-participation", 1)

    assert met(tmp_path) == {("repost", "m1", "m2")}


def test_objects_are_left_out_and_redirects_followed(tmp_path):
    rows = [
        post(1, "ada", 0, urls="https://s.example/1"),
        post(2, "bo", 1, urls="https://lake.example/a"),
        post(3, "cy", 2, urls="https://hill.example/b"),
        post(4, "dee", 3, urls="https://hill.example/b"),
    ]
    (tmp_path / "leading.csv").write_text("https://s.example/1,https://lake.example/a\n")
    (tmp_path / "usual.txt").write_text("https://www.hill.example/b\n")

    run(tmp_path, rows, "--action", "link", "--min-participation", 1,
        "--redirects", tmp_path / "leading.csv", "--exclude", tmp_path / "usual.txt")  # fmt: skip

    assert met(tmp_path) == {("link", "m1", "m2")}


def test_an_action_that_no_post_takes_is_refused(tmp_path):
    result = run(tmp_path, [post(1, "ada", 0, message=LONG)], "--action", "repost", code=1)

    assert "no post has repost, which --action repost looks at" in result.stderr


def sayings(seed):
    """Posts of a few accounts that say nearly the same, with links, mentions and repetitions."""
    rng = random.Random(seed)
    words = LONG.lower().split()
    rows = []
    for number in range(300):
        said = [word for word in words if rng.random() > 0.1]
        said += [f"@a{rng.randrange(5)}"] * (rng.random() < 0.2)
        said += [f"https://lake.example/{number}"] * (rng.random() < 0.5)
        said = said if rng.random() > 0.1 else said[-2:]
        rows.append(post(number, f"a{rng.randrange(12)}", rng.randrange(4_000), " ".join(said)))
    return rows


def as_cnt(rows, window, same):
    """CNT's count: for two accounts, the posts of the one that agree with one of the other's."""
    posts = defaultdict(set)
    for a, b in combinations(rows, 2):
        if a[1] != b[1] and abs(int(a[6]) - int(b[6])) <= window and same(a[5], b[5]):
            posts[a[1], b[1]].add(a[0])
            posts[b[1], a[1]].add(b[0])
    return {
        (one, other): max(len(found), len(posts[other, one]))
        for (one, other), found in posts.items()
        if one < other
    }


def spoken(text):
    return set((Normaliser().spoken(text) or "").split())


def cnt_words(text):
    chunks = (cnt_chunks(text) or "").split()
    return {word for chunk in chunks for word in (cnt_pieces(chunk) or "").split()}


def jaccard(words, least):
    def same(a, b):
        one, other = words(a), words(b)
        return bool(one and other) and len(one & other) / len(one | other) >= least

    return same


@pytest.mark.parametrize(
    ("arguments", "same"),
    [
        (("--preset", "cnt"), lambda a, b: CNT_NORMALISER.folded(a) == CNT_NORMALISER.folded(b)),
        (("--preset", "cnt", "--action", "similar", "--similarity", 0.8), jaccard(cnt_words, 0.8)),
        (("--preset", "cnt", "--action", "similar", "--similarity", 0.5), jaccard(cnt_words, 0.5)),
    ],
)
def test_the_preset_weighs_edges_as_cnt_does(tmp_path, arguments, same):
    rows = sayings(7)

    run(tmp_path, rows, *arguments, "--window", 120)

    edges = {(row["from"], row["to"]): int(row["weight"]) for row in read(tmp_path / "edges.csv")}
    assert edges == as_cnt(rows, 120, same)
    assert len(edges) > 20


def test_similar_texts_are_all_found_and_no_other(tmp_path):
    rows = sayings(8)

    run(tmp_path, rows, "--action", "similar", "--similarity", 0.7, "--window", 90,
        "--min-participation", 1)  # fmt: skip

    same = jaccard(spoken, 0.7)
    expected = {
        frozenset((a[0], b[0]))
        for a, b in combinations(rows, 2)
        if a[1] != b[1] and abs(int(a[6]) - int(b[6])) <= 90 and same(a[5], b[5])
    }
    assert {frozenset(pair[1:]) for pair in met(tmp_path)} == expected
    assert len(expected) > 50


def test_narrower_windows_are_found_in_the_same_run(tmp_path):
    rows = [
        post(number, f"a{number % 7}", number * 3 % 400, reply_id=str(number % 5))
        for number in range(200)
    ]
    asked = ("--action", "reply", "--min-participation", 1, "--edge-weight", 0.8)
    together, alone = tmp_path / "together", tmp_path / "alone"
    together.mkdir()
    alone.mkdir()

    run(together, rows, *asked, "--window", "9,60")
    run(alone, rows, *asked, "--window", 9)

    columns = ("from", "to", "weight", "avg_time_delta", "in_subgraph")
    fast = read(together / "windows.csv")
    assert {row["window"] for row in fast} == {"9"}
    assert [[row[name] for name in columns] for row in fast] == [
        [row[name] for name in columns] for row in read(alone / "edges.csv")
    ]
    assert 0 < len(fast) < len(read(together / "edges.csv"))
