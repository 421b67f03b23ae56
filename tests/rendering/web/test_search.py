"""The search page finds what the desk's own search would, and nothing breaks out of it."""

import json
import shutil
import subprocess
from importlib import resources

import pytest

from coranto.reading.language import text
from coranto.rendering.views import edition_view
from coranto.rendering.web import search

SCRIPT = resources.files("coranto.rendering") / "templates" / "search.js"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="runs the script in node")


def run(program, **values):
    source = f"const m = require({json.dumps(str(SCRIPT))}); const v = {json.dumps(values)};"
    command = ["node", "-e", f"{source} console.log(JSON.stringify({program}))"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)


def rows_of(edition):
    return list(search.index_rows(edition_view(edition)))


@needs_node
def test_the_script_folds_as_the_desk_does():
    spellings = [
        "Crane LIFTS Ferry", "Zëri i Bregut", "Ёлка и Йод", "Straße", "İstanbul ISI ısı", "Łódź",
        "كتاب علي", "می‌رود", "۱۲۳ ٤٥٦", "کِتاب", "مـــدرسه", "naïve “x” – y", "Ω ὀδός", "日本語",
        "ﬁne ½", "d’accord", "הַיּוֹם", "আমি ১২", "a\u00ad b\u200bc", "ﷺ", "ё\u0301", "Ǆ", "ñ", "ς",
    ]  # fmt: skip

    assert run("v.spellings.map(m.fold)", spellings=spellings) == [
        text.normalise(one) for one in spellings
    ]


@needs_node
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("crane fog", ["scrane"]),
        ("CRANE FÓG", ["scrane"]),
        ("كشتي", ["scrane"]),
        ("سوق السمك", ["sfish"]),
        ("ngjalat lagune", ["seel"]),
        ("узел", ["srope"]),
        ("يخت", []),
        ("", []),
        ("   ", []),
    ],
)
def test_what_readers_type_finds_the_item(editions, query, found):
    index = [list(row) for row in rows_of(editions[1])]

    rows = run("m.find(v.index, v.query)", index=index, query=query)

    assert [row[1] for row in rows if row[1]] == found


def test_the_index_holds_the_lead_and_every_item(editions):
    rows = rows_of(editions[1])

    assert [row[1] for row in rows][:3] == ["", "scrane", "sgull"]
    assert len(rows) == 13


@pytest.mark.parametrize("text", ["</script><script>alert(1)//", "\u2028alert(1)\u2029", "\ud800"])
def test_no_text_breaks_out_of_the_index(with_text, text):
    script = search.index_script(rows_of(with_text(text))).decode()

    assert not set("<>\u2028\u2029") & set(script)
    start, end = script.index("[\n"), script.rindex("]")
    assert json.loads(script[start : end + 1])
