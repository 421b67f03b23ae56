"""Load the made-up outlets and their articles from the TOML files beside this module.

Knows no addresses and no HTTP: only who wrote what, when, and how it was edited later.
"""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from coranto.model import Disclosure, SourceKind

#: What a feed is written as; some are dialects of RSS, "index" is a sitemap index.
FeedFormat = Literal[
    "rss",
    "rss091",
    "rdf",
    "atom",
    "json",
    "sitemap",
    "index",
    "page",
    "mastodon",
    "bluesky",
]
#: What is wrong with a feed; "" for nothing.
FeedFault = Literal["", "malformed", "moved", "slow", "gone", "blocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlan:
    """One feed of an outlet: its format and its fault."""

    path: str
    format: FeedFormat
    title: str = ""
    section: str = ""  #: only articles of this section; "" for all
    contents: Literal["summary", "full"] = "summary"
    links: Literal["plain", "tracked", "amp"] = "plain"
    selector: str = ""  #: for format "page"
    fault: FeedFault = ""
    moved_to: str = ""  #: path that a permanent redirect or a sitemap index points to
    listed: bool = True  #: whether an editor would add it to the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One made-up outlet and how its site is built."""

    id: str
    name: str
    kind: SourceKind
    country: str
    language: str
    style: str  #: name of the template of its articles, without extension
    article_path: str
    about: str
    robots: str  #: "" when the site has no robots.txt
    validators: tuple[Literal["etag", "last-modified"], ...]
    feeds: tuple[FeedPlan, ...]
    languages: tuple[str, ...] = ()
    dates: str = "english"  #: how its pages write a date: see dates.py
    encoding: str = "utf-8"  #: any other one is not declared in the HTTP header
    compressed: bool = False
    words: dict[str, str] = field(default_factory=dict)  #: navigation and boilerplate
    disclosures: tuple[Disclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEdit:
    """How an article was changed after it was published."""

    at: datetime
    changes: tuple[tuple[str, str], ...]  #: old words, new words
    note: str  #: the correction printed under it


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleArticle:
    """One published text; a post when it has no title."""

    slug: str
    event: str  #: what it is about: the ground truth of tests and benchmarks of grouping
    published: datetime
    title: str = ""
    author: str = ""
    section: str = ""
    text: str = ""  #: Markdown; [words](@outlet/slug) links another article
    language: str = ""  #: "" for the outlet's own
    dated: Literal["everywhere", "page", "nowhere"] = "everywhere"
    feed_date: str = ""  #: what the feed claims instead of the true date
    reprint: str = ""  #: "outlet/slug" of the original it copies
    paragraphs: int = 0  #: how many of the original are kept; 0 for all
    edit: ArticleEdit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleContent:
    """All outlets, and the articles of each by its id, the newest first."""

    outlets: tuple[Outlet, ...]
    articles: dict[str, tuple[ExampleArticle, ...]]

    def find(self, reference: str) -> ExampleArticle:
        """The article called "outlet/slug". Raises LookupError when there is none."""
        outlet_id, _, slug = reference.partition("/")
        for article in self.articles[outlet_id]:
            if article.slug == slug:
                return article
        raise LookupError(f"no article {reference}")


@cache
def load_content() -> ExampleContent:
    """All outlets and articles, with reprints filled in; read once."""
    outlets = msgspec.convert(_read_toml("outlets.toml")["outlet"], tuple[Outlet, ...])
    raw = {outlet.id: _read_articles(outlet.id) for outlet in outlets}
    # Reprints are filled in afterwards: their original may be in a file that is read later.
    originals = ExampleContent(outlets=outlets, articles=raw)
    return ExampleContent(
        outlets=outlets,
        articles={
            outlet_id: tuple(_fill_reprint(article, originals) for article in articles)
            for outlet_id, articles in raw.items()
        },
    )


def article_at(article: ExampleArticle, moment: datetime) -> ExampleArticle:
    """The article as its readers saw it at that moment: before or after its edit."""
    edit = article.edit
    if edit is None or edit.at > moment:
        return article
    text = article.text
    for old, new in edit.changes:
        text = text.replace(old, new)
    return replace(article, text=f"{text}\n\n{edit.note}")


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _read_articles(outlet_id: str) -> tuple[ExampleArticle, ...]:
    if not files(__package__).joinpath(f"articles/{outlet_id}.toml").is_file():
        # The feeds of two outlets only fail, so these have published nothing that can be read.
        return ()
    articles = msgspec.convert(
        _read_toml(f"articles/{outlet_id}.toml")["article"], tuple[ExampleArticle, ...]
    )
    # TOML's multi-line strings end with a line break.
    trimmed = (replace(article, text=article.text.strip()) for article in articles)
    return tuple(sorted(trimmed, key=lambda article: article.published, reverse=True))


def _fill_reprint(article: ExampleArticle, originals: ExampleContent) -> ExampleArticle:
    if not article.reprint:
        return article
    original = originals.find(article.reprint)
    paragraphs = original.text.split("\n\n")
    if article.paragraphs:
        paragraphs = paragraphs[: article.paragraphs]
    return replace(
        article,
        title=article.title or original.title,
        text="\n\n".join([*paragraphs, "(Lake Wire)"]),
    )
