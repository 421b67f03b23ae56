"""Pages that came for an article: are walls recognised, and are articles left alone?

    python benchmarks/walls.py [--data DIR] [--show]

Over 60 made-up walls in 26 languages, each as written and then in every layout that sites send it
in, with a feed that gives title and summary, the title alone, and with no feed at all; the first
once more as if no phrase of a wall were known. Then made articles that look like walls
(`walls/right.toml`), and real articles of DIR, whose feed is made of their own titles and true
texts. Articles of which a
page has the beginning only are counted with both. The exit status is 1 when a made article is
refused.
"""

import argparse
import gzip
import html
import itertools
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any
from unittest import mock

from coranto.errors import SourceError
from coranto.model import Entry
from coranto.reading import documents, pages
from coranto.reading.pages import identity, interstitials
from data_folder import DATA_FOLDER

HERE = Path(__file__).with_name("walls")
SITE = "https://orrin.example"
ADDRESS = f"{SITE}/2026/11/28/4711"
#: In which layouts a wall of a kind is shown; others as written only.
LAYOUTS = ("plain", "modal", "own_title", "own_headline", "form", "error", "shell", "refresh")
MOVABLE_KINDS = frozenset({"consent", "payment", "login", "blocked", "missing", "maintenance"})
#: Characters of a true text that a feed would give as a summary.
SUMMARY_CHARACTERS = 250
FEEDS = ("title and summary", "title only", "no feed")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page that came for an article."""

    name: str
    language: str
    kinds: Sequence[str]  #: what it may rightly be called; none for an article
    title: str
    summary: str
    markup: bytes
    url: str = ADDRESS


def judge(case: Case, feed: str) -> str:
    """What the page is called; "" when it is believed."""
    summary = case.summary if feed == "title and summary" else ""
    entry = Entry(key="k", url=ADDRESS, title=case.title, summary=summary, language=case.language)
    try:
        page = pages.read_page(case.markup, url=case.url)
    except SourceError as error:
        return error.reason
    known = None if feed == "no feed" else entry
    words = documents.feed_text(entry) if known else ""
    mismatch = identity.find_mismatch(known, words, page, url=case.url, asked=ADDRESS)
    return mismatch.kind if mismatch else ""


# --- made pages ---------------------------------------------------------------


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def walls(articles: Mapping[str, Any], layouts: Mapping[str, str]) -> Iterator[Case]:
    """Each wall in the layout in which it was written."""
    for wall in load("walls")["walls"]:
        yield wall_case(wall, wall["layout"], articles, layouts)


def moved_walls(articles: Mapping[str, Any], layouts: Mapping[str, str]) -> Iterator[Case]:
    """Each wall in every other layout that its kind comes in."""
    for wall in load("walls")["walls"]:
        if wall["kind"] in MOVABLE_KINDS and wall["layout"] != "preview":
            for layout in LAYOUTS:
                if layout != wall["layout"]:
                    yield wall_case(wall, layout, articles, layouts)


def wall_case(
    wall: Mapping[str, Any], layout: str, articles: Mapping[str, Any], layouts: Mapping[str, str]
) -> Case:
    article = articles[wall["language"]]
    markup = fill(layouts[layout], wall, article)
    return Case(
        name=f"{wall['kind']} in {layout}",
        language=wall["language"],
        kinds=wall.get("kinds", [wall["kind"]]),
        title=article["title"],
        summary=article["summary"],
        markup=markup,
        url=f"{SITE}/" if wall.get("root") else ADDRESS,
    )


def fill(layout: str, page: Mapping[str, Any], article: Mapping[str, Any]) -> bytes:
    """A page: what it says, amid the menu and the teasers of its site."""
    teasers, menu = article["teasers"], article["menu"]
    links = [f'<a href="/2026/11/27/{n}">{teaser}</a>' for n, teaser in enumerate(teasers)]
    words = [w if w.startswith("<") else f"<p>{html.escape(w)}</p>" for w in page["words"]]
    summaries = [
        f"<article><h3>{link}</h3><p>{teaser}: {' '.join(menu[:3]).lower()}. {other}.</p></article>"
        for link, teaser, other in zip(links, teasers, teasers[1:] + teasers[:1], strict=True)
    ]
    filled = Template(layout).substitute(
        language=page.get("shown", page.get("language", "en")),
        heading=page["heading"],
        site=f"{menu[0]} 24",
        words="\n".join(words),
        buttons=" ".join(f"<button>{button}</button>" for button in page["buttons"]),
        menu="".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(menu)),
        teasers="".join(f"<li>{link}</li>" for link in links),
        summaries="".join(summaries),
        story=page.get("title", article["title"]),
        lead=article["text"][0],
    )
    return filled.strip().encode()


def right_pages(articles: Mapping[str, Any], layouts: Mapping[str, str]) -> Iterator[Case]:
    """Made pages that are the article, though something about them looks otherwise."""
    for page in load("right")["pages"]:
        markup = fill(layouts["article"], {"buttons": [], **page}, articles[page["language"]])
        yield Case(
            name=page["name"],
            language=page["language"],
            kinds=(),
            title=page["title"],
            summary=page.get("summary", ""),
            markup=markup,
        )


#: Ways in which a page keeps the rest of an article: what JSON-LD says, what stands behind the
#: first paragraphs, and whether the page has the beginning only.
CUTS = {
    "paid, dots": ({"isAccessibleForFree": False}, "<p>$start…</p>", True),
    "paid, hidden": ({"isAccessibleForFree": False}, "<p hidden>$rest</p>", True),
    "paid, section hidden": ("selector", "<div class=x style='display:none'>$rest</div>", True),
    "paid, section missing": ("selector", "", True),
    "dots, form behind": ({}, "<p>$start...</p><form><input type=email></form>", True),
    "dots, button behind": ({}, "<p>$start […]</p><div><button>+</button></div>", True),
    "paid, all shown": ("selector", "<div class=x><p>$rest</p></div>", False),
    "free, dots": ({}, "<p>$start…</p>", False),
    "free, hidden": ({}, "<p hidden>$rest</p>", False),
    "free, form behind": ({}, "<form><input type=email></form>", False),
}


def cut_pages(articles: Mapping[str, Any]) -> Iterator[tuple[str, str, bytes, bool]]:
    """Way, language, page and whether it has the beginning of its article only."""
    for language, article in articles.items():
        first, rest = article["text"][0], " ".join(article["text"][1:] * 3)
        for way, (claims, behind, is_cut) in CUTS.items():
            part = {"isAccessibleForFree": False, "cssSelector": ".x"}
            known = {"hasPart": part} if claims == "selector" else claims
            node = {"@type": "NewsArticle", "headline": article["title"], **known}
            start = rest[: len(rest) // 3].rstrip("。. ")
            filled = Template(behind).substitute(rest=rest, start=start)
            yield way, language, cut_page(article["title"], language, node, first, filled), is_cut


def cut_page(title: str, language: str, node: object, first: str, behind: str) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    head = f"<html lang={language}><head><meta charset=utf-8><title>{title}</title>{script}</head>"
    body = f"<h1>{title}</h1><p>{first}</p><p>{first} {first}</p>{behind}"
    return f"<!doctype html>{head}<body><main><article>{body}</article></main></body>".encode()


# --- real pages ---------------------------------------------------------------


def real_pages(data: Path) -> Iterator[tuple[str, Case]]:
    """Set and article; its title is the page's own, its summary the true text's beginning."""
    truths = json.loads((data / "pages" / "ground-truth.json").read_text("utf-8"))
    for name, truth in truths.items():
        yield "pages", real_page(data / "pages", name, truth["articleBody"])
    with (data / "pages-segments" / "segments.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield (
                "pages-segments",
                real_page(data / "pages-segments", row["file"], " ".join(row["with"])),
            )


def is_read(case: Case) -> bool:
    """Whether extraction found the article's text: without, refusing the page is right."""
    try:
        page_text = pages.read_page(case.markup, url=case.url).text
    except SourceError:
        return False
    truth = set(case.summary.split())
    return len(truth & set(page_text.split())) >= len(truth) / 2


def real_page(folder: Path, name: str, truth: str) -> Case:
    markup = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
    try:
        title = pages.read_page(markup, url=ADDRESS).title
    except SourceError:
        title = "unknown"
    return Case(
        name=name,
        language="und",
        kinds=(),
        title=title,
        summary=html.escape(truth[:SUMMARY_CHARACTERS]),
        markup=markup,
    )


# --- tables -------------------------------------------------------------------


def print_walls(title: str, cases: Sequence[Case], *, show: bool) -> None:
    """Recognised and rightly named, by kind and by language."""
    print(f"\n{title}: {len(cases)} in {len({case.language for case in cases})} languages")
    with mock.patch.object(interstitials, "_phrases_by_kind", dict):
        blind = sum(bool(judge(case, FEEDS[0])) for case in cases)
    print(f"  title and summary, no phrase known: recognised {blind}/{len(cases)}")
    for feed in FEEDS:
        verdicts = [judge(case, feed) for case in cases]
        recognised = sum(map(bool, verdicts))
        named = sum(v in case.kinds for case, v in zip(cases, verdicts, strict=True))
        print(f"  {feed:18} recognised {recognised}/{len(cases)}, named rightly {named}")
        if feed != "no feed":
            for group in ("kind", "language"):
                print(f"    by {group}: {tally(cases, verdicts, group)}")
        if show:
            for case, verdict in zip(cases, verdicts, strict=True):
                if verdict not in case.kinds:
                    print(f"      {case.language} {case.name}: {verdict or 'believed'}")


def tally(cases: Sequence[Case], verdicts: Sequence[str], group: str) -> str:
    totals: Counter[str] = Counter()
    recognised: Counter[str] = Counter()
    for case, verdict in zip(cases, verdicts, strict=True):
        name = case.language if group == "language" else case.name.partition(" ")[0]
        totals[name] += 1
        recognised[name] += bool(verdict)
    return ", ".join(f"{name} {recognised[name]}/{totals[name]}" for name in sorted(totals))


def print_cut(cases: Sequence[tuple[str, str, bytes, bool]], *, show: bool) -> None:
    """Cut articles that are named so, and whole ones that are."""
    languages = len({language for _, language, _, _ in cases})
    print(f"\narticles cut off by a wall, and whole ones: {len(cases)} in {languages} languages")
    marked: Counter[bool] = Counter()
    for way, language, markup, is_cut in cases:
        is_beginning = pages.read_page(markup, url=ADDRESS).is_beginning
        marked[is_cut] += is_beginning
        if show and is_beginning != is_cut:
            print(f"      {language} {way}: {'believed' if is_cut else 'called cut'}")
    cut = sum(is_cut for *_, is_cut in cases)
    print(f"  named {marked[True]}/{cut}, whole ones called cut {marked[False]}/{len(cases) - cut}")


def print_right(cases: Sequence[Case], *, show: bool) -> int:
    """How many made articles are refused."""
    refused = 0
    for feed in FEEDS:
        verdicts = [judge(case, feed) for case in cases]
        refused += sum(map(bool, verdicts))
        print(f"  {feed:18} refused {sum(map(bool, verdicts))}/{len(cases)}")
        for case, verdict in zip(cases, verdicts, strict=True):
            if show and verdict:
                print(f"      {case.language} {case.name}: {verdict}")
    return refused


def print_real(data: Path, *, show: bool) -> None:
    """Real articles that are refused; those whose site declares them paid counted apart."""
    cases = list(real_pages(data))
    for name, group in itertools.groupby(cases, key=lambda pair: pair[0]):
        articles = [case for _, case in group]
        for feed in FEEDS:
            verdicts = Counter[str]()
            for case in articles:
                verdict = judge(case, feed)
                if verdict == "payment" and interstitials.is_paid(case.markup):
                    verdict = "declared as paid"
                elif verdict and not is_read(case):
                    verdict = "text not found"
                verdicts[verdict or "believed"] += 1
                if show and verdict:
                    print(f"      {name} {case.name} {feed}: {verdict}: {case.title[:60]}")
            print(f"  {name:14} {feed:18} {dict(verdicts.most_common())}")
        print(f"  {name:14} called the beginning only: {count_beginnings(articles, show=show)}")


def count_beginnings(cases: Sequence[Case], *, show: bool) -> int:
    """Real articles that are called cut; `show` prints their last words, for a person to judge."""
    marked = 0
    for case in cases:
        try:
            page = pages.read_page(case.markup, url=case.url)
        except SourceError:
            continue
        marked += page.is_beginning
        if show and page.is_beginning:
            print(f"      {case.name} ends with: {page.text[-60:]!r}")
    return marked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--show", action="store_true", help="name what was missed or refused")
    arguments = parser.parse_args()
    articles, layouts = load("articles"), load("layouts")
    show = arguments.show
    print_walls("walls as written", list(walls(articles, layouts)), show=show)
    print_walls("walls in every layout", list(moved_walls(articles, layouts)), show=show)
    print_cut(list(cut_pages(articles)), show=show)
    right = list(right_pages(articles, layouts))
    print(f"\nmade articles: {len(right)}")
    refused = print_right(right, show=show)
    if (arguments.data / "pages" / "ground-truth.json").is_file():
        print("\nreal articles")
        print_real(arguments.data, show=show)
    else:
        print(f"\nno real pages in {arguments.data}: give --data DIR or CORANTO_DATA")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
