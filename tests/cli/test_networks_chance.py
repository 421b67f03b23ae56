"""`coranto network` against chance: a planted ring among people who share what is popular."""

import csv
import random

from click.testing import CliRunner

from coranto.cli import main

DAY = 86_400


def crowd(rng):
    """300 people share 400 links of very unequal popularity over a week, each in bursts."""
    starts = [rng.uniform(0, 6 * DAY) for _ in range(400)]
    for number in range(9_000):
        link = min(int(rng.paretovariate(0.7)), 400) - 1
        moment = starts[link] + rng.expovariate(1 / DAY)
        yield f"https://news.example/{link}", f"reader{rng.randrange(300)}", f"p{number}", moment


def ring(rng):
    """8 accounts push 15 links within seconds of one another, and share at random besides."""
    for at in range(15):
        moment = rng.uniform(0, 7 * DAY)
        for member in range(8):
            second = moment + rng.uniform(0, 20)
            yield f"https://ombra.example/{at}", f"ring{member}", f"r{at}-{member}", second
    for number in range(240):
        link = f"https://news.example/{rng.randrange(400)}"
        yield link, f"ring{number % 8}", f"s{number}", rng.uniform(0, 7 * DAY)


def asked(tmp_path, rows, *options):
    file = tmp_path / "shares.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["object_id", "account_id", "content_id", "timestamp_share"])
        writer.writerows([*row[:3], 1_760_000_000 + round(row[3])] for row in rows)
    arguments = ["network", str(file), "--window", "60", "--out", str(tmp_path / "out"), *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def table(tmp_path, name):
    with (tmp_path / "out" / name).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_a_planted_ring_is_beyond_chance_and_nobody_else_is(tmp_path):
    rng = random.Random(5)

    told = asked(tmp_path, [*crowd(rng), *ring(rng)])

    found = [row for row in table(tmp_path, "edges.csv") if row["finding"] == "beyond chance"]
    assert len(found) == 28
    assert {row[end][:4] for row in found for end in ("from", "to")} == {"ring"}
    assert all(float(row["observed_to_expected"]) > 10 for row in found)
    assert "1 beyond chance" in told


def test_a_component_is_beyond_chance_when_an_edge_in_it_is(tmp_path):
    rng = random.Random(5)

    asked(tmp_path, ring(rng), "--min-edge-weight", "5")

    components = table(tmp_path, "components.csv")
    assert [row["component"] for row in components] == ["1"]
    assert components[0]["finding"] == "beyond chance"
    assert int(components[0]["accounts"]) == 8


def test_edges_outside_the_subgraph_are_not_tested(tmp_path):
    rng = random.Random(5)

    asked(tmp_path, [*crowd(rng), *ring(rng)])

    for row in table(tmp_path, "edges.csv"):
        assert bool(row["finding"]) == (row["in_subgraph"] == "1")


def test_chance_can_be_left_out(tmp_path):
    told = asked(tmp_path, ring(random.Random(5)), "--min-edge-weight", "5", "--no-chance")

    assert {row["finding"] for row in table(tmp_path, "edges.csv")} == {""}
    assert table(tmp_path, "components.csv")[0]["p_value"] == ""
    assert "beyond chance" not in told


def test_where_nobody_meets_nothing_is_tested(tmp_path):
    rows = [
        ("https://ombra.example/1", "ada", "p1", 0),
        ("https://ombra.example/1", "bo", "p2", 900),
    ]

    told = asked(tmp_path, rows)

    assert table(tmp_path, "components.csv") == []
    assert "components of the subgraph" not in told


def said(tmp_path, rows, *options):
    """Rows of account, seconds and text, asked for similar texts."""
    file = tmp_path / "posts.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["account", "time", "text"])
        writer.writerows([row[0], 1_760_000_000 + row[1], row[2]] for row in rows)
    arguments = ["network", str(file), "--window", "60", "--out", str(tmp_path / "out"), *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return table(tmp_path, "edges.csv")


def words(rng):
    return " ".join(f"word{rng.randrange(5_000)}" for _ in range(12))


def test_similar_texts_are_tested_too(tmp_path):
    """Two accounts push twelve texts with one word changed; others post texts of their own."""
    rng = random.Random(2)
    rows = [(f"reader{each % 20}", rng.randrange(7 * DAY), words(rng)) for each in range(600)]
    for _ in range(12):
        moment, text = rng.randrange(7 * DAY), words(rng)
        rows += [("ring1", moment, text), ("ring2", moment + 9, text.rsplit(" ", 1)[0] + " other")]

    (edge,) = said(tmp_path, rows, "--action", "similar", "--min-edge-weight", "1")

    assert (edge["from"], edge["to"], edge["finding"]) == ("ring1", "ring2", "beyond chance")
    assert edge["n_objects"] == "12"


def test_a_template_that_two_accounts_always_use_is_one_object(tmp_path):
    rng = random.Random(4)
    rows = [
        (
            f"station{each % 2}",
            rng.randrange(DAY),
            f"wind and rain at the harbour today degrees {each}",
        )
        for each in range(400)
    ]

    (edge,) = said(tmp_path, rows, "--action", "similar", "--min-edge-weight", "1",
                   "--similarity", "0.7")  # fmt: skip

    assert int(edge["n_objects"]) > 10
    assert edge["finding"] == "insufficient data"


def test_posts_with_many_links_in_common_met_once(tmp_path):
    rng = random.Random(6)
    rows = [
        (account, moment, " ".join(f"https://ombra.example/{post}/{at}" for at in range(9)))
        for post in range(2)
        for moment in [rng.randrange(DAY)]
        for account in ("ada", "bo")
    ] + [
        (who, rng.randrange(DAY), f"https://{who}.example/{at}")
        for at in range(9)
        for who in ("ada", "bo")
    ]

    (edge,) = said(tmp_path, rows, "--action", "link", "--min-edge-weight", "1")

    assert edge["n_objects"] == "18"
    assert edge["finding"] != "beyond chance"


def test_rows_that_are_there_twice_do_not_change_what_chance_says(tmp_path):
    rng = random.Random(5)
    rows = [*crowd(rng), *ring(rng)]
    asked(tmp_path, rows)
    once = table(tmp_path, "edges.csv"), table(tmp_path, "pairs.csv")

    asked(tmp_path, [*rows, *rows])

    assert (table(tmp_path, "edges.csv"), table(tmp_path, "pairs.csv")) == once
