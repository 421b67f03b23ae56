"""Commands that run often load only what they use."""

import subprocess
import sys

import pytest

#: Libraries and readers that take 10 to 200 ms each to load.
HEAVY_MODULES = (
    "coranto.reading.documents",
    "coranto.reading.pages",
    "coranto.rendering.web",
    "jinja2",
    "markdown_it",
    "numpy",
    "tld",
    "trafilatura",
)
READ_FEED = """
from coranto.reading.feeds import read_feed
item = "<item><guid>g{0}</guid><title>Heron {0}</title><link>https://news.heron.example/{0}</link></item>"
items = "".join(item.format(number) for number in range(9))
body = f"<rss><channel><link>https://news.heron.example/</link>{items}</channel></rss>"
assert len(read_feed(body.encode(), url="https://news.heron.example/feed").entries) == 9
"""


@pytest.mark.parametrize(
    "code",
    [
        "import coranto.cli.runs, coranto.jobs, coranto.steps.collection.collect",
        "import coranto.cli.desks, coranto.steps.desk",
        READ_FEED,
    ],
    ids=["collect", "desk", "feed"],
)
def test_heavy_modules_wait_until_they_are_needed(code):
    listing = f"{code}\nimport sys\nprint(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", listing], check=True, capture_output=True, text=True
    )

    assert set(run.stdout.split()).isdisjoint(HEAVY_MODULES)
