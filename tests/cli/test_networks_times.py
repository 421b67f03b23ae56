"""`coranto network`: times that are no times accuse nobody, and what was taken is said."""

import csv
import json
import random
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main

BEGIN = 1_760_011_207


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["network", *map(str, arguments), "--no-chance"])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def table(path, rows, head="account,post_id,created_at,url"):
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head.split(","), *rows])
    return path


def strangers(written, count=600):
    """Posts at random, each time written by a function of the moment and the post's number."""
    rng = random.Random(11)
    return [
        [f"person{rng.randrange(12):02}", f"p{number}",
         written(BEGIN + rng.randrange(14 * 86_400), number),
         f"https://gull.example/{rng.randrange(9)}"]
        for number in range(count)
    ]  # fmt: skip


def ring(written):
    """Four accounts that push the same links within six seconds."""
    return [
        [f"ring{member}", f"r{push}-{member}", written(BEGIN + push * 50_111 + 2 * member, push),
         f"https://heron.example/{push}"]
        for push in range(12)
        for member in range(4)
    ]  # fmt: skip


def form(pattern):
    return lambda at, _: datetime.fromtimestamp(at, UTC).strftime(pattern)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (form("%Y-%m-%d"), "written to a day, as in 2025-10-"),
        (form("%Y%m%d"), "written to a day, as in 202510"),
        (form("%Y-%m-%d 00:00:00"), "the times are known to a day"),
        (form("%Y-%m-%dT%H:00:00Z"), "the times are known to an hour"),
        (form("%Y-%m-%d %H:%M"), "the times are known to a minute"),
        (lambda at, _: f"{at:.5E}", "a spreadsheet rounded them"),
        (lambda at, _: f"{at * 1000:.5E}".replace(".", ","), "a spreadsheet rounded them"),
        (lambda at, _: str(int(float(f"{at:.5E}"))), "the times are known to 10,000 seconds"),
        (lambda at, _: f"{at / 86_400 + 25_569:.2f}", "the times are known to 864 seconds"),
        (lambda at, _: str(at // 1_000), "a time before 1990"),
        (form("%H:%M:%S"), "a time of day without its date"),
        (form("%m/%d/%Y %I:%M:%S"), "a date whose day and month may be swapped"),
        (form("%a, %d %b %Y %H:%M:%S IST"), "a time zone that means several"),
    ],
)
def test_times_that_are_no_times_make_no_network_and_say_why(tmp_path, written, words):
    rows = [row for row in strangers(written) if row[2][3:5] < "13" or "/" not in row[2]]
    file = table(tmp_path / "posts.csv", rows)

    result = run(file, "--out", tmp_path / "out", "--min-edge-weight", 1, code=1)

    assert words in result.stderr
    assert read(tmp_path / "out/pairs.csv") == []


@pytest.mark.parametrize("every", [2, 4, 8])
def test_a_part_of_times_that_were_cut_makes_no_network(tmp_path, every):
    whole, cut = form("%Y-%m-%dT%H:%M:%SZ"), form("%Y-%m-%dT00:00:00Z")
    rows = strangers(lambda at, number: whole(at, 0) if number % every else cut(at, 0))
    file = table(tmp_path / "posts.csv", rows)

    result = run(file, "--out", tmp_path / "out", "--min-edge-weight", 3)

    assert "pairs of posts are left out: both stand at one moment" in result.stderr
    assert len(read(tmp_path / "out/pairs.csv")) < 10


@pytest.mark.parametrize(
    "written",
    [
        form("%Y-%m-%dT%H:%M:%SZ"),
        form("%m/%d/%Y %I:%M:%S %p"),
        form("%d.%m.%Y %H:%M:%S"),
        lambda at, _: f"{at:.9E}",
        lambda at, _: f"{at / 86_400 + 25_569:.6f}",
        lambda at, _: f"{at / 86_400 + 25_569:.10f}".replace(".", ","),
        lambda at, _: str(at * 1_000),
        lambda at, _: form("%a, %d %b %Y %H:%M:%S CET")(at + 3_600, 0),
    ],
)
def test_whole_times_in_any_form_find_the_ring(tmp_path, written):
    file = table(tmp_path / "posts.csv", strangers(written) + ring(written))

    result = run(file, "--out", tmp_path / "out", "--min-edge-weight", 6)

    assert "times to a second" in result.stdout
    edges = [row for row in read(tmp_path / "out/edges.csv") if row["in_subgraph"] == "1"]
    assert {row["weight"] for row in edges} == {"12"}
    assert {name for row in edges for name in (row["from"], row["to"])} == {
        f"ring{member}" for member in range(4)
    }


def test_a_ring_that_begins_on_the_hour_is_still_found(tmp_path):
    """One of its members stands on whole hours, the others do not."""
    noon = 1_760_011_200
    rows = [[f"ring{member}", f"r{push}-{member}", noon + push * 25_200 + 2 * member,
             f"https://heron.example/{push}"]
            for push in range(8) for member in range(3)]  # fmt: skip
    file = table(tmp_path / "posts.csv", rows)

    run(file, "--out", tmp_path / "out")

    assert len(read(tmp_path / "out/pairs.csv")) == 3 * 8


def test_a_window_as_wide_as_the_times_are_cut_finds_pairs(tmp_path):
    file = table(tmp_path / "posts.csv", strangers(form("%Y-%m-%d")))

    result = run(file, "--out", tmp_path / "out", "--window", 86_400)

    assert "times to a day" in result.stdout
    assert len(read(tmp_path / "out/pairs.csv")) > 100


def test_a_narrower_window_that_is_finer_than_the_times_has_no_edge(tmp_path):
    written = form("%Y-%m-%dT%H:%M:00Z")
    file = table(tmp_path / "posts.csv", strangers(written) + ring(written))

    run(file, "--out", tmp_path / "out", "--window", "60,10")

    assert read(tmp_path / "out/pairs.csv") != []
    assert read(tmp_path / "out/windows.csv") == []


def test_one_bad_file_does_not_hide_behind_a_good_one(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    table(folder / "cut.csv", strangers(form("%Y-%m-%dT%H:00:00Z"), count=300))
    whole = [[f"x{row[0]}", f"x{row[1]}", *row[2:]]
             for row in strangers(form("%Y-%m-%dT%H:%M:%SZ"), count=4_000)]  # fmt: skip
    table(folder / "whole.csv", whole)

    result = run(folder, "--out", tmp_path / "out", code=1)

    assert "cut.csv: the times are known to an hour" in result.stderr
    people = {name for row in read(tmp_path / "out/pairs.csv")
              for name in (row["account_id"], row["account_id_y"])}  # fmt: skip
    assert sum(not name.startswith("x") for name in people) < 12


def test_similar_texts_at_one_cut_moment_are_no_pairs(tmp_path):
    words = "the causeway over the lake is shut until monday morning said the council".split()
    rng = random.Random(3)
    rows = [
        [f"person{number % 9}", f"p{number}",
         f"2025-10-{9 + number % 5:02}T{number % 24:02}:00:00Z",
         " ".join(rng.sample(words, 11))]
        for number in range(200)
    ]  # fmt: skip
    file = table(tmp_path / "posts.csv", rows, head="account,post_id,created_at,text")

    result = run(file, "--action", "similar", "--out", tmp_path / "out", code=1)

    assert read(tmp_path / "out/pairs.csv") == []
    assert "pairs of posts are left out" in result.stderr


def test_date_and_time_columns_and_their_names_are_told(tmp_path):
    rows = [["ana", "p1", "2025-10-09", "12:00:01", "https://lake.example/a"],
            ["bo", "p2", "2025-10-09", "12:00:04", "https://lake.example/a"]]  # fmt: skip
    file = table(tmp_path / "posts.csv", rows, head="username,id,date,time,url")

    result = run(file, "--out", tmp_path / "out", "--min-participation", 1)

    told = "taken as: account=username, post=id, time=date + time, links=url"
    assert told in result.stdout
    assert [row["time_delta"] for row in read(tmp_path / "out/pairs.csv")] == ["3"]
    assert "time=date + time" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_a_named_form_of_times_is_read_and_a_wrong_one_refused(tmp_path):
    rows = [["ana", "p1", "09/10/2025 12:00:01", "a"], ["bo", "p2", "09/10/2025 12:00:04", "a"]]
    file = table(tmp_path / "posts.csv", rows, head="account,post_id,created_at,object")
    asked = ("--min-participation", 1, "--out", tmp_path / "out")

    run(file, *asked, "--time-format", "%d/%m/%Y %H:%M:%S")
    refused = run(file, *asked, "--time-format", "%H:%M", code=2)

    assert read(tmp_path / "out/accounts.csv")[0]["first"] == "2025-10-09T12:00:01Z"
    assert "no date in it" in refused.stderr


def test_rounded_ids_are_no_ids(tmp_path):
    rows = [["1.29403E+18", f"1.6{number}E+18", BEGIN + number, "a"] for number in range(5)]
    rows += [["ana", "1.63E+18", BEGIN, "1.2E+17"], ["bo", "1.63E+18", BEGIN + 2, "1.2E+17"]]
    file = table(tmp_path / "a.csv", rows, head="account_id,content_id,timestamp_share,object_id")

    result = run(file, "--out", tmp_path / "out", code=1)

    assert "row 1, 5 rows: an account id that a spreadsheet rounded" in result.stderr
    assert "7 ids of “content_id” were rounded by a spreadsheet" in result.stderr
    assert "2 ids of “object_id” were rounded by a spreadsheet" in result.stderr
    assert "2 posts of 2 accounts" in result.stdout
    assert read(tmp_path / "out/pairs.csv") == []


def test_posts_own_addresses_leave_the_links_of_their_texts(tmp_path):
    rows = [
        [name, f"11632{at}", f"2025-10-09T12:00:{at:02}Z", "See https://lake.example/a",
         f"https://hill.example/@{name}/11632{at}"]
        for at, name in enumerate(("ana", "bo", "cy"))
    ]  # fmt: skip
    file = table(tmp_path / "a.csv", rows, head="username,id,created_at,text,url")

    result = run(file, "--action", "link", "--min-participation", 1, "--out", tmp_path / "out")

    assert '"url" holds the posts\' own addresses' in result.stderr
    assert {row["object_id"] for row in read(tmp_path / "out/pairs.csv")} == {
        "https://lake.example/a"
    }


def test_a_line_that_names_the_delimiter_is_no_header(tmp_path):
    file = tmp_path / "a.csv"
    lines = ["sep=;", "account;post_id;created_at;url",
             "ana;1;2025-10-09T12:00:01Z;https://l.example",
             "bo;2;2025-10-09T12:00:02Z;https://l.example",
             'cy;"3;2025-10-09;https://l.example']  # fmt: skip
    file.write_text("\r\n".join(lines), encoding="utf-8-sig")

    result = run(file, "--min-participation", 1, "--out", tmp_path / "out", code=1)

    assert len(read(tmp_path / "out/pairs.csv")) == 1
    assert "line 5: a quotation mark in the wrong place" in result.stderr


def test_an_older_crowdtangle_export_is_read(tmp_path):
    head = "Group Name,Facebook Id,Created,Type,URL,Message,Link,Final Link"
    rows = [
        [f"Lake {at}", 440 + at, f"2025-10-09 08:00:0{at} EDT", "Link", f"https://f.example/{at}",
         "x", "https://s.example/1", "https://lake.example/a"]
        for at in range(2)
    ]  # fmt: skip
    result = run(table(tmp_path / "a.csv", rows, head=head), "--min-participation", 1,
                 "--action", "link", "--out", tmp_path / "out")  # fmt: skip

    assert "CrowdTangle, older export" in result.stdout
    assert "links=Final Link" in result.stdout
    assert read(tmp_path / "out/accounts.csv")[0]["first"] == "2025-10-09T12:00:00Z"


def test_a_path_of_keys_is_mapped_and_a_wrong_one_named(tmp_path):
    posts = [{"who": {"name": name}, "at": BEGIN + at, "urls": [{"full": "https://lake.example/a"}]}
             for at, name in enumerate(("ana", "bo"))]  # fmt: skip
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(map(json.dumps, posts)))
    asked = (file, "--map", "time=at", "--map", "links=urls[].full", "--out", tmp_path / "out",
             "--min-participation", 1)  # fmt: skip

    result = run(*asked, "--map", "account=who.name")
    wrong = run(*asked, "--map", "account=who.nom", code=1)

    assert len(read(tmp_path / "out/pairs.csv")) == 1
    assert "account=who.name, time=at, links=urls[].full" in result.stdout
    assert 'no key "who.nom" for account; there are: who.name, at, urls[].full' in wrong.stderr


def test_what_strangers_wrote_is_no_formula_in_a_spreadsheet(tmp_path):
    names = ["=cmd|x", "+1", "-2", "@ana", "\u00e9ve"]
    rows = [[name, f"={name}", BEGIN + at, "=1+1", "-said"] for at, name in enumerate(names)]
    file = table(tmp_path / "a.csv", rows, head="account,post_id,timestamp,object,text")

    run(file, "--action", "share", "--action", "text", "--min-participation", 1, "--loops",
        "--window", "60,10", "--min-edge-weight", 1, "--out", tmp_path / "out")  # fmt: skip

    for path in sorted((tmp_path / "out").glob("*.csv")):
        cells = [cell for row in read(path) for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}], path.name
    accounts = {row["account_id"] for row in read(tmp_path / "out/accounts.csv")}
    assert accounts == {"'=cmd|x", "'+1", "'-2", "'@ana", "\u00e9ve"}

    (tmp_path / "left.txt").write_text("'=1+1\n")
    run(file, "--action", "share", "--exclude", tmp_path / "left.txt", "--min-participation", 1,
        "--out", tmp_path / "out")  # fmt: skip
    assert read(tmp_path / "out/pairs.csv") == []


def test_hours_from_one_to_twelve_without_am_and_pm_are_refused(tmp_path):
    rows = strangers(form("%Y-%m-%d %I:%M:%S")) + ring(form("%Y-%m-%d %I:%M:%S"))
    file = table(tmp_path / "posts.csv", rows)

    refused = run(file, "--out", tmp_path / "out", code=1)
    named = run(file, "--time-format", "%Y-%m-%d %H:%M:%S", "--out", tmp_path / "out")

    assert "counts to twelve without AM or PM" in refused.stderr
    assert "0 edges between" in refused.stdout
    assert "counts to twelve" not in named.stderr


def test_posts_of_a_morning_are_no_doubt(tmp_path):
    rng = random.Random(3)
    rows = [
        [f"a{n % 4}", f"p{n}", f"2025-01-02 {8 + n % 5:02}:{rng.randrange(60):02}:{n % 59:02}",
         f"https://gull.example/{n}"]
        for n in range(300)
    ]  # fmt: skip

    result = run(table(tmp_path / "posts.csv", rows), "--out", tmp_path / "out")

    assert "twelve" not in result.stderr


def test_an_offset_is_that_of_a_zone_of_several_meanings(tmp_path):
    link = "https://heron.example/"
    rows = [[f"a{n}", f"p{n}", f"Sat Nov 28 17:30:0{n} IST 2020", link] for n in (1, 2)]
    file = table(tmp_path / "posts.csv", rows)

    refused = run(file, "--out", tmp_path / "out", code=1)
    run(file, "--utc-offset", "+05:30", "--min-participation", 1, "--out", tmp_path / "out")

    assert "--utc-offset" in refused.stderr
    assert read(tmp_path / "out/accounts.csv")[0]["first"] == "2020-11-28T12:00:01Z"


def test_an_archive_that_does_not_say_whose_it_is_asks_for_its_account(tmp_path):
    """Instagram's own archive of an account."""
    posts = [
        {"media": [{"uri": f"{n}.jpg"}], "title": f"Kiln {n}", "creation_timestamp": BEGIN + n}
        for n in range(3)
    ]
    file = tmp_path / "posts_1.json"
    file.write_text(json.dumps(posts), encoding="utf-8")

    refused = run(file, "--out", tmp_path / "out", "--action", "text", code=1)
    named = run(file, "--account", "kilns", "--action", "text", "--out", tmp_path / "out")

    assert "--account NAME" in refused.stderr
    assert "3 posts of 1 account" in named.stdout
