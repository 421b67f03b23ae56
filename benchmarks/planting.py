"""Small editions about made-up articles, each with one fault planted in it, or with none."""

import random
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from coranto.editing import citations, quotations
from coranto.editing.checks import negations
from coranto.editing.wording import load_wording
from coranto.model import Citation, Copy, Document, Draft, Item, Section, Source, Story
from coranto.reading.language import text
from slips import (
    ALIKE,
    HTML,
    MISQUOTED,
    NO_LINKS,
    OWNERS,
    SHOUTED,
    STATES,
    TRACKED,
    VOICES,
)

HERE = Path(__file__).with_name("checks")


@dataclass(frozen=True, kw_only=True)
class Article:
    document: Document
    spans: tuple[tuple[int, int], ...]  #: of its sentences
    says: Sequence[Mapping[str, Any]]
    source: Source

    def cite(self, number: int) -> Citation:
        return citations.cite_passage(self.document, *self.spans[number])


@dataclass(frozen=True, kw_only=True)
class Case:
    """A small edition, and what must be found in it."""

    planted: str  #: name of the check; "" for a clean one
    edition: Draft
    at: str = ""  #: words of the line that the finding must point to
    known: Mapping[str, Any] = field(default_factory=dict)
    change: tuple[str, str] | None = None  #: made in the file's text


class Maker:
    """Makes editions out of articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.chance = random.Random(6)

    # --- parts ----------------------------------------------------------------

    def frame(self, article: Article, language: str) -> str:
        """How an item names its source, and a first quotation."""
        words, document = load_wording(language), article.document
        title = f"[{quotations.quote_passage(document.title, language)[1:-1]}]({document.url})"
        when = f"{words.day(document)}{words['comma']}{words.language_name(document.language)}"
        return f"**{article.source.name}**, {document.authors[0]}, {title} ({when})"

    def quote(self, article: Article, number: int, language: str) -> str:
        cited = article.cite(number)
        return f"{quotations.quote_passage(cited.text, language)}[^{cited.mark}]"

    def item(self, article: Article, body: str, language: str = "en", story: str = "") -> Item:
        return Item(
            story_id=story or f"s{article.document.id}",
            heading=article.document.title,
            body=f"{self.frame(article, language)}.\n\n{body}",
        )

    def edition(self, *items: Item, language: str = "en", cited: Sequence[Citation] = ()) -> Draft:
        return Draft(
            number=41,
            title="The Lake Digest",
            first=date(2026, 11, 9),
            last=date(2026, 11, 15),
            language=language,
            headline="A week on the lake",
            lead="",
            sections=(Section(id="mul", title="Several", items=items),),
            citations=tuple(dict.fromkeys(cited)),
        )

    def one(
        self, article: Article, body: str, *, planted: str = "", at: str = "",
        language: str = "en", **more: Any,
    ) -> Case:  # fmt: skip
        """A case of one item, with every citation that its body uses."""
        cited = [article.cite(number) for number in range(len(article.spans))]
        used = [one for one in cited if f"[^{one.mark}]" in body]
        edition = self.edition(self.item(article, body, language), language=language, cited=used)
        return Case(planted=planted, edition=edition, at=at, **more)

    # --- written by hand ------------------------------------------------------

    def said(self) -> Iterator[Case]:
        """Every sentence as it is, then with each of its faults."""
        for article in self.articles:
            for says in article.says:
                marks = "".join(f"[^{article.cite(number).mark}]" for number in says["cites"])
                clean = says["says"]
                yield self.one(article, clean + marks, language=says["in"])
                for kind in ("number", "date", "name"):
                    if kind in says:
                        wrong = clean.replace(*says[kind])
                        yield self.one(
                            article, wrong + marks, planted=f"unfounded {kind}", at=wrong,
                            language=says["in"],
                        )  # fmt: skip

    def unsaid(self) -> Iterator[Case]:
        """Every fifth of them without its citation."""
        said = [(article, says) for article in self.articles for says in article.says]
        for article, says in said[::5]:
            words = says["says"]
            language = says["in"]
            yield self.one(article, words, planted="uncited statement", at=words, language=language)

    def voices(self) -> Iterator[Case]:
        """Sentences that look like faults and are none."""
        for number, words in enumerate(VOICES):
            yield self.one(self.articles[number % len(self.articles)], words)

    # --- quotations -----------------------------------------------------------

    def quoted(self) -> Iterator[Case]:
        """Sentences quoted exactly, shortened or with an omission; then misquoted."""
        languages = ("en", "de", "fr", "fa", "sq", "ru")
        for turn, (article, number) in enumerate(self.sentences()):
            language = languages[turn % len(languages)]
            cited = article.cite(number)
            shown = self.shortened(cited.text, turn)
            mark = f"[^{cited.mark}]"
            first, _, last = shown.partition(" […] ")
            left_out = cited.text[len(first) : len(cited.text) - len(last)] if last else ""
            # What leaves out a negation says the contrary, however exact its parts are.
            is_misleading = negations.find_negation(left_out, article.document.language) != ""
            yield self.one(
                article, quotations.quote_passage(shown, language) + mark, language=language,
                planted="quotation" if is_misleading else "", at=mark if is_misleading else "",
            )  # fmt: skip
            wrong = MISQUOTED[turn % len(MISQUOTED)](cited.text, self.chance)
            if text.normalise(wrong) not in text.normalise(article.document.text):
                body = quotations.quote_passage(wrong, language) + mark
                yield self.one(article, body, planted="quotation", at=mark, language=language)

    def sentences(self) -> Iterator[tuple[Article, int]]:
        for article in self.articles:
            for number in range(len(article.spans)):
                yield article, number

    def shortened(self, passage: str, turn: int) -> str:
        words = passage.split(" ")
        # A true quotation does not part a number from what it counts.
        edges = words[:2] + words[-2:] if turn % 3 == 1 else words[2:4] + words[-3:-1]
        if any(char.isdecimal() for char in "".join(edges)):
            return passage
        if turn % 3 == 1 and len(words) > 4:
            return " ".join(words[1:-1])
        if turn % 3 == 2 and len(words) > 6:
            return f"{' '.join(words[:3])} […] {' '.join(words[-2:])}"
        return passage

    def loose(self) -> Iterator[Case]:
        """Quotations without a citation, marks without a partner, marks that are none."""
        for turn, article in enumerate(self.articles):
            quote, mark = self.quote(article, 0, "en"), article.cite(0).mark
            bare = quote.removesuffix(f"[^{mark}]")
            if turn % 2:
                yield self.one(article, bare, planted="uncited quotation", at=bare)
            else:
                body = f"{quote} and “so on."
                yield self.one(article, body, planted="uncited quotation", at="so on")
            if turn < 6:
                name = f"{mark[:3]}9" if mark[3] != "9" else f"{mark[:3]}8"
                case = self.one(article, quote)
                yield replace(
                    case, planted="unknown mark", at=f"[^{name}]",
                    change=(f"[^{mark}]\n", f"[^{name}]\n"),
                )  # fmt: skip
                broken = (f"[^{mark}]\n", f"[^{mark}]  [^{mark[:2]}\n")
                yield replace(case, planted="broken mark", at=f"[^{mark[:2]}", change=broken)

    def misplaced(self) -> Iterator[Case]:
        """Citations whose offsets, version or document are others."""
        for turn, (article, number) in enumerate(self.sentences()):
            cited = article.cite(number)
            start, end = cited.start, cited.end
            pointer = f"{cited.document_id}@1 {start}–{end}"
            others = (
                f"{cited.document_id}@1 {start + 1}–{end + 1}",
                f"{cited.document_id}@1 {start}–{end + 3}",
                f"{cited.document_id}@1 {start + 2}–{end}",
                f"{cited.document_id}@1 {end}–{start}",
                f"{cited.document_id}@2 {start}–{end}",
                f"{cited.document_id}x@1 {start}–{end}",
                f"{cited.document_id}@1 {start}–{10 * end + 999}",
            )
            body = f"In its own words.[^{cited.mark}]"
            case = self.one(article, body, planted="citation", at=f"[^{cited.mark}]:")
            if turn % 2 == 0:
                yield replace(case, change=(pointer, others[turn // 2 % len(others)]))

    # --- what is known besides ------------------------------------------------

    def changed(self) -> Iterator[Case]:
        """Passages that their outlets changed or took away; changes elsewhere."""
        for article in self.articles[:10]:
            one, body = article.document, self.quote(article, 1, "en")
            passage = article.cite(1).text
            edited = replace(one, version=2, text=one.text.replace(passage, passage[4:] + " Ha!"))
            longer = replace(one, version=2, text=one.text + "\nMore follows.")
            yield self.one(
                article, body, planted="edited since", at=body, known={"newest": {one.id: edited}}
            )
            yield self.one(article, body, known={"newest": {one.id: longer}})

    def links(self) -> Iterator[Case]:
        """Links that are dead, closed, tracked, moved or no links; and good ones."""
        for turn, article in enumerate(self.articles[:5]):
            page = f"https://pier.example/p/{turn}"
            body = f"The [chart of the lake]({page}) shows where."
            bad: dict[str, tuple[str, dict[str, Any]]] = {
                "dead link": (page, {"troubles": {page: "gone" if turn % 2 else "missing"}}),
                "unanswered link": (page, {"troubles": {page: "timed out"}}),
                "closed link": (page, {"troubles": {page: "login"}}),
                "redirect": (page, {"redirects": {page: f"https://quay.example/{turn}"}}),
                "tracker": (f"{page}?{TRACKED[turn]}", {}),
                "link": (NO_LINKS[turn], {}),
            }
            for name, (address, known) in bad.items():
                wrong = body.replace(page, address)
                yield self.one(article, wrong, planted=name, at=address, known=known)
            own = {"troubles": {article.document.key: "gone"}}
            quote = self.quote(article, 0, "en")
            case = self.one(article, quote, planted="vanished", at=quote, known=own)
            frameless = replace(case.edition.sections[0].items[0], body=quote)
            yield replace(case, edition=self.edition(frameless, cited=case.edition.citations))

    def forms(self) -> Iterator[Case]:
        """HTML, pictures without words, shouted titles, unknown stories, wrong tops."""
        for turn, article in enumerate(self.articles[:5]):
            yield self.one(article, HTML[turn], planted="html", at=HTML[turn])
            picture = f"![](https://pier.example/{turn}.png)"
            yield self.one(article, picture, planted="alternative text", at=picture)
            case = self.one(article, self.quote(article, 0, "en"))
            item = case.edition.sections[0].items[0]
            loud = replace(item, heading=SHOUTED[turn])
            yield self.told(case, "capitals", f"### {loud.heading}", loud)
            lost = replace(item, story_id=f"{item.story_id}x")
            yield self.told(case, "unknown story", f"{{#{lost.story_id}}}", lost)
            empty = replace(item, body="")
            yield self.told(case, "empty", f"### {item.heading}", empty, cited=())
            yield replace(case, planted="number", at="number: ", change=("number: 41", "number: 4"))
            yield replace(case, planted="days", at="last: ", change=("2026-11-15", "2026-10-15"))

    def told(
        self, case: Case, name: str, at: str, *items: Item,
        cited: Sequence[Citation] | None = None, **known: Any,
    ) -> Case:  # fmt: skip
        cited = case.edition.citations if cited is None else cited
        return replace(
            case, planted=name, at=at, edition=self.edition(*items, cited=cited), known=known
        )

    def repeated(self) -> Iterator[Case]:
        """Sentences, links, stories and events that stand twice, here or in a number before."""
        pairs = zip(self.articles[:5], self.articles[5:10], strict=True)
        for turn, (article, other) in enumerate(pairs):
            quote = self.quote(article, 0, "en")
            first, second = self.item(article, quote), self.item(other, self.quote(other, 0, "en"))
            cited = (article.cite(0), other.cite(0))
            case = Case(planted="", edition=self.edition(first, second, cited=cited))
            yield case
            again = replace(second, body=f"{second.body}\n\nAgain: {quote}")
            yield self.told(case, "same sentence", f"Again: {quote}", first, again)
            linking = replace(second, body=f"{second.body}\n\nSee [it]({article.document.url}).")
            yield self.told(case, "same link", "See [it]", first, linking)
            same = replace(second, story_id=first.story_id)
            yield self.told(case, "same story", f"### {second.heading}", first, same)
            alike = replace(second, heading=ALIKE[turn][1])
            yield self.told(
                case, "same event", f"### {alike.heading}",
                replace(first, heading=ALIKE[turn][0]), alike,
            )  # fmt: skip
            before = {"told": {first.story_id: (12, 40)}}
            yield self.told(case, "told before", f"### {first.heading}", first, second, **before)
            told_before = load_wording("en").say("told_before", numbers=40)
            said = replace(first, body=f"{first.body}\n\n{told_before}")
            yield replace(case, edition=self.edition(said, second, cited=cited), known=before)

    def behind(self) -> Iterator[Case]:
        """One text told as several sources; states and owners that are not named."""
        pairs = zip(self.articles[:5], self.articles[5:10], strict=True)
        for turn, (article, other) in enumerate(pairs):
            one, two = article.document, other.document
            copies = [Copy(document_id=two.id, origin_id=one.id, overlap=0.9, origin_overlap=0.9)]
            cited = (article.cite(0), other.cite(0))
            bodies = [f"{self.frame(each, 'en')}: {self.quote(each, 0, 'en')}"
                      for each in (article, other)]  # fmt: skip
            item = Item(story_id="sboth", heading=one.title, body="\n\n".join(bodies))
            story = {"stories": {"sboth": Story(id="sboth", documents=(one, two))}}
            case = Case(planted="", edition=self.edition(item, cited=cited), known=story)
            yield case
            known = {**story, "copies": copies}
            yield self.told(case, "one origin", f"### {item.heading}", item, **known)
            counted = load_wording("en").say("counted", outlets=2, independent=1)
            said = replace(item, body=f"{item.body}\n\n{counted}.")
            yield replace(case, edition=self.edition(said, cited=cited), known=known)
            for name, fact in (("state", STATES[turn]), ("owner", OWNERS[turn])):
                owned = replace(article.source, disclosures=(fact,))
                body = self.quote(article, 0, "en")
                sources = {"sources": {owned.id: owned}}
                yield self.one(article, body, planted=name, at=body, known=sources)
                told = f"{body}\n\nBehind it: {fact.value}."
                yield self.one(article, told, known=sources)

    def long(self) -> Iterator[Case]:
        """Editions that are too long, unsigned, or of a part of the week only."""
        article = self.articles[0]
        body = f"{self.quote(article, 0, 'en')}\n\n{'We thank our readers. ' * 300}"
        heading = f"### {article.document.title}"
        yield self.one(article, body, planted="length", at=heading, known={"minutes": 4})
        yield self.one(article, body, known={"minutes": 40})
        yield self.one(article, self.quote(article, 0, "en"), planted="signatures", at="---",
                       known={"signatures": 2, "signed": ["Ada"]})  # fmt: skip
        yield self.one(article, self.quote(article, 0, "en"),
                       known={"signatures": 2, "signed": ["Ada", "Ben"]})  # fmt: skip
        said = load_wording("en").say("pushed", accounts=9, seconds=40, network="n5")
        yield self.one(article, f"{said}.", planted="network", at=said)
        items = [self.item(each, self.quote(each, 0, "en")) for each in self.articles]
        cited = [each.cite(0) for each in self.articles]
        case = Case(planted="", edition=self.edition(*items, cited=cited))
        fair = Counter((each.source.id, each.document.language) for each in self.articles)
        yield replace(case, known={"week": fair})
        yield self.told(case, "balance", "# A week", *items, week={("gull", "el"): 90, **fair})

    def cases(self) -> Iterator[Case]:
        for make in (
            self.said, self.unsaid, self.voices, self.quoted, self.loose, self.misplaced,
            self.changed, self.links, self.forms, self.repeated, self.behind, self.long,
        ):  # fmt: skip
            yield from make()


def articles(name: str) -> list[Article]:
    """A file's made-up articles as documents."""
    rows = tomllib.loads((HERE / name).read_text("utf-8"))["article"]
    return [article(number, row) for number, row in enumerate(rows)]


def article(number: int, row: Mapping[str, Any]) -> Article:
    body = " ".join(row["text"])
    spans, at = [], 0
    for sentence in row["text"]:
        start = body.index(sentence, at)
        at = start + len(sentence)
        spans.append((start, at))
    moment = datetime.combine(row["published"], datetime.min.time(), tzinfo=UTC)
    address = f"https://outlet{number}.example/a"
    document = Document(
        id=f"d{number}", version=1, source_id=f"outlet{number}", kind="article", key=address,
        url=address, title=row["title"], text=body, language=row["language"],
        published=moment + timedelta(hours=9), precise="second", authors=tuple(row["authors"]),
        seen=moment + timedelta(hours=10),
    )  # fmt: skip
    source = Source(id=f"outlet{number}", name=row["outlet"])
    return Article(document=document, spans=tuple(spans), says=row["says"], source=source)
