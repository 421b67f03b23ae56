"""The report and the graph files: the same network as the tables, with the posts behind it."""

import csv
import json
import random
import re

import networkx as nx
from click.testing import CliRunner

from coranto.cli import main

HEAD = ["object_id", "account_id", "content_id", "timestamp_share", "text"]


def written(tmp_path, rows, *options):
    tmp_path.mkdir(exist_ok=True)
    file = tmp_path / "shares.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    out = tmp_path / "out"
    arguments = ["network", str(file), "--window", "60", "--min-edge-weight", "2", *options]
    result = CliRunner().invoke(main, [*map(str, arguments), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


def rows(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def two_rings():
    """Two groups that each push their own links again and again, and a passer-by."""
    rng = random.Random(2)
    for ring, members in (("a", 5), ("b", 3)):
        for link in range(6):
            start = 1_760_000_000 + rng.randrange(80_000)
            for member in range(members):
                name = f"{ring}-{link}"
                post = f"p-{name}-{member}", start + 3 * member, f"Look: {name}"
                yield [f"https://ombra.example/{name}", f"{ring}{member}", *post]
    yield ["https://ombra.example/a-1", "passer-by", "p-0", 1_760_000_000, "Once"]


def test_graph_files_hold_the_subgraph(tmp_path):
    out = written(tmp_path, two_rings())

    graphml = nx.read_graphml(out / "network.graphml")
    gexf = nx.read_gexf(out / "network.gexf", version="1.3")

    edges = [row for row in rows(out / "edges.csv") if row["in_subgraph"] == "1"]
    expected = {frozenset((row["from"], row["to"])): float(row["weight"]) for row in edges}
    for graph in (graphml, gexf):
        names = nx.get_node_attributes(graph, "label")
        found = {
            frozenset((names[a], names[b])): weight for a, b, weight in graph.edges.data("weight")
        }
        assert found == expected


def test_accounts_have_a_community_and_a_rank(tmp_path):
    out = written(tmp_path, two_rings())

    found = {row["account_id"]: row for row in rows(out / "accounts.csv")}
    assert {found[f"a{at}"]["community"] for at in range(5)} == {"1"}
    assert {found[f"b{at}"]["community"] for at in range(3)} == {"2"}
    assert abs(sum(float(row["pagerank"]) for row in found.values() if row["pagerank"]) - 1) < 1e-6
    assert found["a0"]["coordinated_rate"] == "1.0"


def test_numbers_of_the_report_are_lines_of_the_tables(tmp_path):
    out = written(tmp_path, two_rings())

    html = (out / "report.html").read_text(encoding="utf-8")
    lines = (out / "pairs.csv").read_text(encoding="utf-8").splitlines()

    told = re.findall(r"<bdi>(\S+?)</bdi> · <strong>(\S+) s apart</strong>.*?row (\d+)<", html)
    assert told
    for thing, seconds, row in told:
        values = lines[int(row) - 1].split(",")
        assert values[1] == thing
        assert float(values[4]) == float(seconds)
    assert "Look: a-0" in html


def test_the_picture_has_the_accounts_and_edges_of_the_subgraph(tmp_path):
    out = written(tmp_path, two_rings())

    html = (out / "report.html").read_text(encoding="utf-8")
    picture = json.loads(re.search(r'id="picture">(.*?)</script>', html, re.DOTALL)[1])
    assert sorted(picture["names"]) == [
        *(f"a{at}" for at in range(5)),
        *(f"b{at}" for at in range(3)),
    ]
    assert len(picture["edges"]) == 10 + 3
    assert picture["components"] == [1] * 5 + [2] * 3


def test_a_network_without_edges_is_reported_too(tmp_path):
    out = written(tmp_path, [["https://ombra.example/1", "ada", "p1", 1_760_000_000, ""]])

    assert "No two accounts" in (out / "report.html").read_text(encoding="utf-8")
    assert len(nx.read_graphml(out / "network.graphml")) == 0


def test_with_a_key_no_name_post_or_text_is_written(tmp_path):
    key = tmp_path / "key"
    key.write_text("a secret of enough bytes\n")
    plain = written(tmp_path / "plain", two_rings())

    out = written(tmp_path / "disguised", two_rings(), "--pseudonyms", key)

    for path in out.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b[ab][0-4]\b|p-[ab]-\d|Look: |passer-by", text), path
    weights = [sorted(row["weight"] for row in rows(each / "edges.csv")) for each in (plain, out)]
    assert weights[0] == weights[1]
    again = written(tmp_path / "again", two_rings(), "--pseudonyms", key)
    for path in out.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_a_short_key_is_refused(tmp_path):
    key = tmp_path / "key"
    key.write_text("short\n")

    arguments = ["network", str(key), "--out", str(tmp_path / "out"), "--pseudonyms", str(key)]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 1
    assert "a key has at least 16 bytes" in result.output
