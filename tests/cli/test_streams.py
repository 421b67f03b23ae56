"""`coranto group` and `coranto copies`: lines in, lines out, whatever stands in them."""

import gc
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.copies.find import CopyFinder
from coranto.analysis.stories.group import StoryGrouper
from coranto.cli import main, streams
from coranto.cli.files import BadLineError, process_rows
from coranto.cli.streams import (
    FORGET_EVERY_DOCUMENTS,
    DocumentStream,
    OriginMemory,
    document_from_row,
)
from coranto.model import Copy

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FERRY = {
    "title": "Harbour Council halts the Grenmark ferry",
    "text": "The Harbour Council of Grenmark halted the ferry Solvind on Tuesday after engineers "
    "found cracks in 14 of its 22 welded frames. Mayor Tilda Brandvik said the crossing would "
    "stay closed until the spring, and that buses would run around the Ombra lake.",
    "published": "2026-11-10T08:00:00Z",
    "language": "en",
}
BUDGET = {
    "title": "Parliament of Velmora passes a budget for schools",
    "text": "After nine hours of debate the parliament of Velmora passed a budget that gives "
    "schools 310 million crowns. Finance minister Orsolya Hend called it a beginning; teachers "
    "in the capital plan another strike for smaller classes in January.",
    "published": "2026-11-10T09:00:00Z",
    "language": "en",
}


def lines(*rows):
    return b"".join(
        row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in rows
    )


def run(command, *rows, code=0):
    result = CliRunner().invoke(main, [*command.split(), "-"], input=lines(*rows))
    assert result.exit_code == code, result.stderr
    return [json.loads(line) for line in result.stdout_bytes.splitlines()], result.stderr


class Memory:
    """Notes until when it was asked to forget."""

    def __init__(self):
        self.before = []

    def forget(self, before):
        self.before.append(before)


def test_each_document_is_written_with_its_story():
    out, _ = run(
        "group",
        {"id": "a", **FERRY},
        {"id": "b", **BUDGET},
        {"id": "c", **FERRY, "published": "2026-11-10T11:00:00Z"},
    )

    stories = {line["id"]: line["story"] for line in out}
    assert stories["a"] == stories["c"] != stories["b"]


def test_an_event_told_two_days_later_is_one_storyline_of_two_stories(tmp_path):
    later = {
        "title": "Buses replace the Solvind: a lake town waits for spring",
        "text": "Pupils leave an hour earlier, shops miss guests: since the Grenmark ferry was "
        "halted for cracks in its welded frames, buses go around the Ombra lake. Mayor Tilda "
        "Brandvik asks for patience. The yard in Velt has promised a first look at the frames in "
        "January; until then the Solvind lies at the pier, and fishers take some people across.",
        "published": "2026-11-12T07:00:00Z",
    }
    why = tmp_path / "why"

    out, _ = run(f"group --reasons {why}", {"id": "a", **FERRY}, {"id": "b", **BUDGET}, {
        "id": "c", **later})  # fmt: skip

    ferry, budget, days_later = out
    assert ferry["story"] == ferry["storyline"] == days_later["storyline"] != days_later["story"]
    assert budget["storyline"] == budget["story"]
    assert json.loads(why.read_text().splitlines()[2])["continues"] == ferry["story"]


def test_only_an_id_and_a_title_are_needed():
    out, _ = run("group", {"id": 7, "title": "Ferry halted"})

    assert out[0]["id"] == 7
    assert out[0]["story"]


def test_unknown_fields_pass_through():
    out, _ = run("group", {"id": "a", "title": "x", "desk": {"no": [1]}, "story": "theirs"})

    assert out[0]["desk"] == {"no": [1]}
    assert out[0]["story"] != "theirs"


def test_reasons_are_written_to_their_file(tmp_path):
    run(f"group --reasons {tmp_path / 'why'}", {"id": "a", **FERRY}, {"id": "b", **FERRY})

    why = [json.loads(line) for line in (tmp_path / "why").read_text().splitlines()]
    assert [line["id"] for line in why] == ["a", "b"]
    assert all(line["reasons"][0]["signal"] for line in why)


BAD = [
    (b"{broken\n", "not JSON"),
    (b"[1]\n", "not a JSON object"),
    (b'{"title": "x"}\n', 'no "id"'),
    (b'{"id": true, "title": "x"}\n', 'no "id"'),
    (b'{"id": 1}\n', 'neither "title" nor "text"'),
    (b'{"id": 1, "title": 5}\n', '"title" is not text'),
    (b'{"id": 1, "title": "x", "url": []}\n', '"url" is not text'),
    (b'{"id": 1, "title": "\xff"}\n', "not JSON"),
    (b'{"id": "a", "title": "again"}\n', 'the id "a" was there before'),
    (b'{"id": 1, "title": ' + b"[" * 100_000 + b"\n", "not JSON"),
    (b'{"id": 1, "title": "' + b"x" * 20_000_001 + b'"}\n', "longer than"),
]


def test_stories_and_scores_are_the_same_when_nobody_asks_why(tmp_path):
    rows = [
        {"id": f"{name}{n}", **row} for n in range(3) for name, row in (("f", FERRY), ("b", BUDGET))
    ]

    silent, _ = run("group", *rows)
    explained, _ = run(f"group --reasons {tmp_path / 'why.jsonl'}", *rows)

    assert silent == explained


def test_no_line_leaves_a_cycle_of_objects():
    """They are not searched for while lines are read."""
    grouper, finder = StoryGrouper(), CopyFinder()
    stream = DocumentStream(grouper, days=30, clock=NOW)

    def act(row):
        document = stream.read_document(row)
        grouper.place(document)
        finder.add(document)

    good = [{"id": f"d{n}", **FERRY, "title": f"Ferry {n}"} for n in range(100)]
    process_rows(BytesIO(lines(*good[:1], b"nonsense\n")), act)
    gc.collect()

    assert process_rows(BytesIO(lines(*good, *[b"nonsense\n"] * 100)), act) == 101
    assert gc.collect() < 50


@pytest.mark.parametrize(("bad", "words"), BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("command", ["group", "copies"])
def test_a_bad_line_is_named_and_the_rest_goes_on(command, bad, words):
    _, said = run(command, {"id": "a", **FERRY}, bad, {"id": "z", **FERRY}, code=1)
    out, _ = run(command, {"id": "a", **FERRY}, {"id": "z", **FERRY})

    assert said.startswith("line 2: ")
    assert words in said
    assert said.count("line ") == 1
    assert "z" in [line["id"] for line in out]


ODD = {
    "empty": {"title": "", "text": ""},
    "emoji": {"text": "🎉🔥🎉 👩‍👩‍👧"},
    "one word": {"text": "Storm"},
    "capitals": {"title": "FERRY HALTED IN GRENMARK"},
    "mixed": {"text": "Der Rat halted паром во вторник اليوم 今天"},
    "controls": {"text": "a\x00b\ud800c\u202ed"},
    "no date": {"title": "x", "published": None},
    "absurd date": {"title": "x", "published": "9999-99-99"},
    "a date of the last millennium": {"title": "x", "published": "1066-10-14"},
    "a number as date": {"title": "x", "published": 1_700_000_000},
    "an absurd number": {"title": "x", "published": 1e300},
    "a bad address": {"title": "x", "url": "javascript:alert(1)"},
    "a bad language": {"title": "x", "language": "??"},
    "an odd id": {"id": "\ud800\n", "title": "x"},
}


@pytest.mark.parametrize("command", ["group", "copies"])
def test_odd_documents_are_all_taken(command):
    rows = [{"id": name, **row} for name, row in ODD.items()]

    out, said = run(command, *rows, {"id": "last", **FERRY})

    assert said == ""
    if command == "group":
        assert [line["id"] for line in out] == [*(row["id"] for row in rows), "last"]


@pytest.mark.parametrize("command", ["group", "copies"])
def test_a_text_of_5_million_characters_is_taken(command):
    text = " ".join(f"word{number}" for number in range(500_000))

    run(command, {"id": "a", "text": text}, {"id": "b", "text": text})


def test_nothing_in_is_nothing_out():
    assert run("group", b"\n \n") == ([], "")


def test_a_copy_is_written_with_its_origin_and_where_the_chain_began():
    later = {**FERRY, "published": "2026-11-10T15:00:00Z", "outlet": "gull"}
    out, _ = run("copies", {"id": 1, **FERRY, "outlet": "tern"}, {"id": 2, **later})

    [line] = out
    assert (line["id"], line["origin"], line["first"]) == (2, 1, 1)
    assert line["overlap"] > 0.9


def test_passages_point_into_the_texts_as_they_came(tmp_path):
    wrapped = f"From\u00a0our  correspondent\r\n\r\n{FERRY['text']}"
    rows = [
        {"id": "a", **FERRY, "outlet": "tern"},
        {"id": "b", "text": wrapped, "published": "2026-11-11", "outlet": "gull"},
    ]
    run(f"copies --passages {tmp_path / 'shared'}", *rows)

    [told] = [json.loads(line) for line in (tmp_path / "shared").read_text().splitlines()]
    for start, end, origin_start, origin_end in told["passages"]:
        assert wrapped[start:end] == FERRY["text"][origin_start:origin_end]
    assert told["passages"]


def test_the_first_of_a_chain_is_found_and_what_was_wrong_is_taken_back():
    def copy(one, other):
        return Copy(document_id=one, origin_id=other, overlap=1, origin_overlap=1)

    origins = OriginMemory(Memory())
    origins.record_copy(copy("blog", "paper"), NOW)
    origins.record_copy(copy("paper", "agency"), NOW)

    assert origins.chain_start("blog") == "agency"
    assert origins.record_copy(copy("agency", "paper"), NOW) == "paper"
    assert origins.chain_start("agency") == origins.chain_start("blog") == "paper"


def test_documents_of_the_window_are_remembered_and_no_others():
    memory = Memory()
    stream = DocumentStream(memory, days=30, clock=NOW)
    for number in range(10 * FORGET_EVERY_DOCUMENTS):
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number / 50)
        stream.read_document({"id": number, "title": "x", "published": day.isoformat()})

    assert len(memory.before) == 10
    assert day - timedelta(days=35) < memory.before[-1] < day - timedelta(days=30)


def test_a_few_absurd_dates_do_not_empty_the_memory():
    memory = Memory()
    stream = DocumentStream(memory, days=30, clock=NOW)
    for number in range(2 * FORGET_EVERY_DOCUMENTS):
        date = "2026-11-15" if number % 50 == 0 else "2021-03-01"
        stream.read_document({"id": number, "title": "x", "published": date})

    assert memory.before[-1] == datetime(2021, 1, 30, tzinfo=UTC)


def test_a_stream_in_no_order_forgets_little():
    memory = Memory()
    stream = DocumentStream(memory, days=30, clock=NOW)
    for number in range(4 * FORGET_EVERY_DOCUMENTS):
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number * 7919 % 1000)
        stream.read_document({"id": number, "title": "x", "published": day.isoformat()})

    assert memory.before[-1] < datetime(2024, 3, 1, tzinfo=UTC)


def test_of_a_stream_without_dates_the_last_documents_are_remembered(monkeypatch):
    monkeypatch.setattr(streams, "MAX_UNDATED_DOCUMENTS", 2 * FORGET_EVERY_DOCUMENTS)
    memory = Memory()
    stream = DocumentStream(memory, days=30, clock=NOW)
    seen = [
        stream.read_document({"id": number, "title": "x"}).seen
        for number in range(5 * FORGET_EVERY_DOCUMENTS)
    ]

    assert sum(moment >= memory.before[-1] for moment in seen) == 2 * FORGET_EVERY_DOCUMENTS
    assert memory.before[0] < seen[0]


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "text", "url", "published", "language", "outlet"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    )
)
def test_any_line_is_a_document_or_named(row):
    try:
        document = document_from_row({"id": "a"} | row, clock=NOW, fallback_date=NOW)
    except BadLineError as error:
        assert str(error)
    else:
        assert document.seen.tzinfo
