"""`coranto sources` as it is typed and as it answers."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from coranto.cli import main

FEED = """<rss version='2.0'><channel><title>The Gull</title><language>en</language>
<item><title>Ferry late</title><link>/1</link></item></channel></rss>"""
OPML = """<opml version='2.0'><head/><body><outline text='Coast'>
<outline type='rss' text='Tern' xmlUrl='https://tern.example/rss' htmlUrl='https://tern.example/'/>
</outline></body></opml>"""


@pytest.fixture
def gull():
    """A site with one feed; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.path == "/feed"
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(FEED.encode() if known else b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def coranto(tmp_path, gull):
    """Run a command of `coranto sources` on a desk that may visit the gull."""
    folder = tmp_path / "desk"
    folder.mkdir()
    settings = f'[desk]\ntitle = "Test"\n[fetch]\nallow = ["{gull}"]\ndelay = 0.0\n'
    (folder / "coranto.toml").write_text(settings)

    def run(*arguments, code=0):
        typed = ["sources", arguments[0], "--desk", str(folder), *arguments[1:]]
        result = CliRunner().invoke(main, typed)
        assert result.exit_code == code, result.output
        return result.output

    return run


def test_a_source_is_added_listed_checked_and_removed(coranto, gull):
    added = coranto("add", f"http://{gull}/feed", "--country", "fi", "--kind", "newspaper")
    listed = json.loads(coranto("list", "--json"))
    shown = coranto("list")
    checked = coranto("check")
    removed = coranto("remove", "the-gull")

    assert f"added    http://{gull}/feed (rss, 1 entry)" in added
    [source] = listed
    assert (source["id"], source["kind"], source["country"]) == ("the-gull", "newspaper", "FI")
    assert [feed["url"] for feed in source["feeds"]] == [f"http://{gull}/feed"]
    assert "unreviewed" in shown
    assert "1 feed well, 0 with trouble." in checked
    assert "1 feed no longer visited" in removed
    assert "No sources yet" in coranto("list")
    assert "removed 2" in coranto("list", "--removed")


def test_trouble_is_explained_and_shows_in_the_exit_status(coranto, gull, tmp_path):
    (tmp_path / "list.opml").write_text(OPML.replace("https://tern.example/rss", f"http://{gull}/"))
    coranto("import", str(tmp_path / "list.opml"))

    said = coranto("check", code=1)

    assert "nothing is found at this address (404)" in said
    assert "→ check the address" in said


def test_what_cannot_be_added_is_said_in_words(coranto, gull):
    gone = coranto("add", f"http://{gull}/nowhere", code=1)
    assert "(404)" in gone
    assert "→ check the address" in gone
    assert "two letters" in coranto("add", f"http://{gull}/feed", "--country", "Finland", code=1)
    assert "two letters" in coranto("add", f"http://{gull}/feed", "--country", "xx", code=1)
    assert "is no language" in coranto("add", f"http://{gull}/feed", "--language", "??", code=1)


def test_a_list_goes_in_and_out(coranto, tmp_path):
    (tmp_path / "in.opml").write_text(OPML)

    came = coranto("import", str(tmp_path / "in.opml"))
    coranto("export", str(tmp_path / "out.opml"))

    assert "1 feed of 1 new source added, 0 known already." in came
    written, printed = (tmp_path / "out.opml").read_text(), coranto("export")
    # The clock may turn to the next second in between.
    created = re.compile(r"<dateCreated>.*?<")
    assert created.sub("<", written) == created.sub("<", printed)
    assert 'xmlUrl="https://tern.example/rss"' in coranto("export")


def test_a_file_that_cannot_be_written_is_named(coranto, tmp_path):
    said = coranto("export", str(tmp_path / "nowhere" / "out.opml"), code=1)

    assert said == f"coranto: {tmp_path}/nowhere/out.opml: No such file or directory\n"


def test_what_is_no_list_is_named(coranto, tmp_path):
    (tmp_path / "in.opml").write_text(FEED)

    said = coranto("import", str(tmp_path / "in.opml"), code=1)

    assert "in.opml cannot be imported: this is not OPML: its root is <rss>." in said


def test_a_desk_is_not_half_made_of_a_wrong_list(tmp_path):
    (tmp_path / "in.opml").write_text(FEED)

    made = CliRunner().invoke(
        main, ["init", str(tmp_path / "new"), "--opml", str(tmp_path / "in.opml")]
    )

    assert made.exit_code == 1
    assert not (tmp_path / "new").exists()


def test_a_register_is_tried_and_taken(coranto, tmp_path):
    (tmp_path / "in.opml").write_text(OPML)
    (tmp_path / "media.csv").write_text("Site,Owner\nhttps://tern.example/,Harbour Trust\n")
    coranto("import", str(tmp_path / "in.opml"))

    tried = coranto("register", str(tmp_path / "media.csv"), "--dry-run")
    before = coranto("list")
    taken = coranto("register", str(tmp_path / "media.csv"), "--map", "url=Site")

    assert "Facts: 1 would be added." in tried
    assert "unreviewed" in before
    assert "Facts: 0 were added." in taken
    assert "FIELD=COLUMN" in coranto(
        "register", str(tmp_path / "media.csv"), "--map", "owner", code=1
    )


def test_facts_of_a_source_are_set_by_hand_and_stay(coranto, gull):
    coranto("add", f"http://{gull}/feed")

    coranto("set", "the-gull", "--kind", "newspaper", "--country", "fi", "--language", "sv")
    listed = coranto("set", "the-gull", "--tier", "1", "--weight", "2.5")
    coranto("disclose", "the-gull", "owner", "Harbour Trust", "--reference", "Annual report 2025")
    again = coranto("disclose", "the-gull", "owner", "Harbour Trust", "--reference", "elsewhere")

    (told,) = json.loads(coranto("list", "--json"))
    assert (told["kind"], told["country"], told["languages"]) == ("newspaper", "FI", ["sv"])
    assert (told["tier"], told["weight"]) == (1, 2.5)
    assert "FI; sv; tier 1, weight 2.5" in listed
    assert [fact["value"] for fact in told["disclosures"]] == ["Harbour Trust"]
    assert told["disclosures"][0]["reference"] == "Annual report 2025"
    assert "known already" in again


def test_an_unknown_source_is_answered_with_the_nearest(coranto, gull):
    coranto("add", f"http://{gull}/feed")

    assert "did you mean 'the-gull'" in coranto("set", "the-gul", "--country", "FI", code=1)


def test_a_tier_is_one_of_three_and_a_folder_must_be_there(coranto, gull):
    coranto("add", f"http://{gull}/feed")

    assert "4 is not in the range" in coranto("set", "the-gull", "--tier", "4", code=2)
    assert "Folders of feeds: none." in coranto("set-folder", "World", "--tier", "1", code=1)
