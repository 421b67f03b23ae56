"""`coranto network`: exports of several networks, and files that strangers made."""

import csv
import gzip
import json

import pytest
import zstandard
from click.testing import CliRunner

from coranto.cli import main


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["network", *map(str, arguments), "--no-chance"])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def shared(who, at, **more):
    return {"id": f"{who}{at}", "author_id": who, "text": "see",
            "created_at": f"2025-10-09T12:00:{at:02}.000Z",
            "entities": {"urls": [{"expanded_url": "https://lake.example/a"}]}} | more  # fmt: skip


def test_networks_meet_in_links(tmp_path):
    """X as lines, Mastodon as an array, Telegram as one object, a table with American times."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x.jsonl").write_text(json.dumps({"data": [shared("ada", 1)]}) + "\n")
    toot = {"uri": "https://hill.example/1", "created_at": "2025-10-09T12:00:02Z",
            "account": {"url": "https://hill.example/@bo"},
            "content": '<p><a href="https://lake.example/a?utm_source=m">x</a></p>'}  # fmt: skip
    (folder / "toots.json.gz").write_bytes(gzip.compress(json.dumps([toot], indent=1).encode()))
    chat = {"id": 5, "messages": [{
        "id": 1, "type": "message", "date": "x", "date_unixtime": "1760011203", "from_id": "user9",
        "text": [{"type": "link", "text": "https://www.lake.example/a"}]}]}  # fmt: skip
    content = json.dumps(chat).encode()
    (folder / "result.json.zst").write_bytes(zstandard.ZstdCompressor().compress(content))
    (folder / "pages.csv").write_text(
        '"Page Name","Facebook Id","Post Created","URL","Message","Link"\n'
        '"Lake","44","2025-10-09 08:00:04 EDT","https://f.example/1","x","https://lake.example/a"\n'
    )

    result = run(folder, "--action", "link", "--min-participation", 1, "--out", tmp_path / "out")

    accounts = {row["account_id"] for row in read(tmp_path / "out/accounts.csv")}
    assert accounts == {"ada", "https://hill.example/@bo", "user9", "44"}
    for layout in ("X, second interface", "Mastodon", "Telegram", "CrowdTangle"):
        assert f"1 row, {layout}" in result.stdout


def test_lines_that_are_no_posts_are_counted(tmp_path):
    file = tmp_path / "posts.jsonl"
    good = [json.dumps(shared(who, at)) for at, who in enumerate(("ada", "bo"))]
    undated = json.dumps(shared("cy", 3, created_at="soon"))
    earlier = json.dumps(shared("cy", 3, created_at="an hour ago"))
    lines = [good[0], '{"id": ', '{"kind": "identity"}', "[]", "", good[1], undated, earlier]
    file.write_text("\n".join(lines))

    result = run(file, "--action", "link", "--min-participation", 1, "--out", tmp_path, code=1)

    assert "line 2: no JSON: '{\"id\": '" in result.stderr
    assert "line 3: no post of a known kind" in result.stderr
    assert "row 3, 2 rows: a time that cannot be read: 'soon'" in result.stderr
    assert "4 rows were skipped" in result.stderr
    assert len(read(tmp_path / "pairs.csv")) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"[1, 2", "no JSON, nor one object a line"),
        ("a.json", b"[" * 100_000, "no JSON, nor one object a line"),
        ("a.jsonl.zst", b"no zstd at all", "cannot be unpacked"),
        ("a.jsonl.gz", gzip.compress(b'{"id": 1}\n' * 9_000)[:60], "cut off"),
        ("a.csv", "account,time\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"account,time\rada,1760000000\r", "its first line is no header"),
        ("a.txt", b"\x00\xff\xfe binary", "no column is known to be the account or the time"),
    ],
)
def test_a_file_of_nothing_is_refused_in_words(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    assert words in run(tmp_path / name, "--out", tmp_path / "out", code=1).stderr


def table(path, rows):
    head = ["object_id", "account_id", "content_id", "timestamp_share", "text"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def test_many_posts_at_one_second_are_one_crowd(tmp_path):
    """100,000 posts at one second: five thousand million pairs, which are not made."""
    rows = [["x", f"a{number}", f"p{number}", 1_760_000_000, "x"] for number in range(100_000)]

    result = run(table(tmp_path / "a.csv", rows), "--min-participation", 1, "--out", tmp_path)

    assert "1 object was left out, which could make" in result.stderr
    assert read(tmp_path / "pairs.csv") == []


def test_a_cut_off_repository_is_named_and_other_files_are_read(tmp_path):
    (tmp_path / "ada.car").write_bytes(b"\x3a\xa2")
    (tmp_path / "x.jsonl").write_text(json.dumps(shared("ada", 1)) + "\n")

    result = run(tmp_path, "--out", tmp_path / "out", code=1)

    assert "ada.car: left out: the file was cut off before its end" in result.stderr
    assert "1 post of 1 account\n" in result.stdout


def test_an_account_alone_makes_no_network(tmp_path):
    rows = [["x", "ada", f"p{number}", 1_760_000_000 + number, "x"] for number in range(50)]
    file = table(tmp_path / "a.csv", rows)

    assert "0 pairs of posts" in run(file, "--out", tmp_path).stdout
    looped = run(file, "--loops", "--window", 1, "--out", tmp_path)
    assert "49 pairs of posts, 1 edge between 1 account in 1 component\n" in looped.stdout
    assert "no edge weighs more than that" in looped.stderr


def test_empty_texts_and_texts_of_links_say_nothing(tmp_path):
    said = ["", " ", "https://lake.example/1", "@mira", "🚢", "\u200b"]
    rows = [["", f"a{at}", f"p{at}", 1_760_000_000 + at, text] for at, text in enumerate(said * 2)]

    run(table(tmp_path / "a.csv", rows), "--action", "text", "--action", "similar",
        "--min-participation", 1, "--out", tmp_path)  # fmt: skip

    assert read(tmp_path / "pairs.csv") == []


def test_repeated_ids_are_told_and_counted_once(tmp_path):
    rows = [["x", "ada", "p1", 1_760_000_000, "x"], ["x", "bo", "p2", 1_760_000_001, "x"]]

    result = run(table(tmp_path / "a.csv", rows * 3), "--min-participation", 1, "--out", tmp_path)

    assert "4 rows have the id of another row's post" in result.stdout
    assert [row["weight"] for row in read(tmp_path / "edges.csv")] == ["1"]


def test_times_of_all_forms_meet(tmp_path):
    when = ["1760011200", "1760011200500", "2025-10-09T14:00:01+02:00",
            "Thu Oct 09 12:00:02 +0000 2025", "Thu, 09 Oct 2025 12:00:03 GMT"]  # fmt: skip
    rows = [["x", f"a{number}", f"p{number}", at, "x"] for number, at in enumerate(when)]

    run(table(tmp_path / "a.csv", rows), "--min-participation", 1, "--out", tmp_path)

    assert len(read(tmp_path / "pairs.csv")) == 10
    first = {row["account_id"]: row["first"] for row in read(tmp_path / "accounts.csv")}
    assert first["a2"] == "2025-10-09T12:00:01Z"
