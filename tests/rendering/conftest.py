"""A made-up harbour, its outlets, and three editions of a digest about it."""

import hashlib
import os
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coranto.model import (
    Change,
    Citation,
    Copy,
    Correction,
    Disclosure,
    Draft,
    Evidence,
    Item,
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Section,
    Source,
    Why,
)
from coranto.rendering.site import DeskAbout

QUOTES = {"en": "“”", "fa": "«»"}

SOURCES = (
    Source(
        id="ombra-courier", name="Ombra Courier", homepage="https://courier.ombra.example/",
        kind="newspaper", country="IT", languages=("en",),
        disclosures=(
            Disclosure(
                relation="owner", value="Vela Holding S.p.A.",
                reference="https://register.example/vela", as_of="2025-03",
                register="registers/outlets.csv", row="17",
            ),
            Disclosure(
                relation="funder", value="Port Authority of Ombra",
                reference="Annual report 2024, p. 61",
            ),
        ),
    ),
    Source(id="daryanews", name="دریانیوز", kind="agency", country="IR", languages=("fa",)),
    Source(
        id="zeri-i-bregut", name="Zëri i Bregut", kind="newspaper", country="AL", languages=("sq",)
    ),
    Source(
        id="port-vestnik", name="Портовый вестник", kind="newspaper", country="RU",
        languages=("ru",),
    ),
    Source(id="al-mina", name="الميناء", kind="broadcaster", country="LB", languages=("ar",)),
    Source(id="harbour-ministry", name="Ministry of Tides", kind="ministry", languages=("en",)),
    Source(id="captain", name="@captain@ombra.example", kind="account", languages=("en",)),
)  # fmt: skip

REPORTS = tomllib.loads((Path(__file__).parent / "reports.toml").read_text(encoding="utf-8"))

STORIES = (
    ("crane", "mul", ("crane", "crane-fa"), ("crane-tides",)),
    ("gull", "en", ("en-gull",), ()),
    ("fog", "en", ("en-fog",), ()),
    ("salt", "fa", ("salt-fa",), ()),
    ("eel", "sq", ("sq-eel",), ()),
    ("light", "sq", ("sq-light",), ()),
    ("rope", "ru", ("ru-rope",), ()),
    ("ice", "ru", ("ru-ice",), ()),
    ("fish", "ar", ("ar-fish",), ()),
    ("boat", "ar", ("ar-boat",), ()),
    ("post-up", "posts", ("post-1",), ()),
    ("post-tea", "posts", ("post-2",), ()),
)

#: The draft's own words, by edition language.
PHRASES = {
    "en": {"also": "Also reported by", "month": "November 2026", "unknown": "date unknown"},
    "fa": {"also": "همچنین به گزارش", "month": "نوامبر 2026", "unknown": "تاریخ نامعلوم"},
}
NAMES = {
    "en": {
        "mul": "In several languages", "en": "English", "fa": "Persian", "sq": "Albanian",
        "ru": "Russian", "ar": "Arabic", "posts": "Posts",
    },
    "fa": {
        "mul": "به چند زبان", "en": "انگلیسی", "fa": "فارسی", "sq": "آلبانیایی",
        "ru": "روسی", "ar": "عربی", "posts": "فرسته‌ها",
    },
}  # fmt: skip
VOICE = {
    "en": "The two accounts differ on whether the ferry minds.",
    "fa": "دو روایت بر سر رضایت خود کشتی اختلاف دارند.",
}


def mark_of(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return "".join("abcdefghijklmnop"[int(digit, 16)] for digit in digest[:4])


def escaped(text: str) -> str:
    return "".join("\\" + char if char in "\\`*_{}[]<>#!&|~" else char for char in text)


def address(name: str) -> str:
    return f"https://{REPORTS[name]['source']}.example/2026/11/{name}.html"


def outlet(name: str) -> str:
    return next(one.name for one in SOURCES if one.id == REPORTS[name]["source"])


def when(name: str, language: str) -> str:
    day, words = REPORTS[name].get("day"), PHRASES[language]
    return f"{day} {words['month']}" if day else words["unknown"]


def document(name: str, moment: datetime) -> PublishedDocument:
    report = REPORTS[name]
    day = report.get("day")
    return PublishedDocument(
        id=f"d{name}", version=1, source_id=report["source"], kind=report["kind"],
        url=address(name), title=report["title"], language=report["language"],
        published=moment + timedelta(days=day - 1) if day else None,
        published_raw="", authors=tuple(report["authors"]), seen=moment + timedelta(days=15),
        capture=hashlib.sha256(name.encode()).hexdigest(),
    )  # fmt: skip


def proofs_of(name: str) -> list[Evidence]:
    before, passages = REPORTS[name]["before"], REPORTS[name]["passages"]
    text = before + " ".join(passages)
    found = []
    for passage in passages:
        start = text.index(passage)
        end = start + len(passage)
        citation = Citation(
            mark=mark_of(passage), document_id=f"d{name}", version=1,
            start=start, end=end, text=passage,
        )  # fmt: skip
        found.append(Evidence(citation=citation, before=text[:start], after=text[end:]))
    return found


def told(name: str, language: str) -> str:
    report = REPORTS[name]
    passages = report["passages"]
    day = when(name, language)
    if report["kind"] == "post":
        lines = f"{escaped(passages[0])}[^{mark_of(passages[0])}]".replace("\n", "\n> ")
        return f"> {lines}\n>\n> — **{outlet(name)}**, [{day} 14:02]({address(name)})"
    opened, closed = QUOTES[language]
    said = " ".join(f"{opened}{escaped(one)}{closed}[^{mark_of(one)}]" for one in passages)
    by = "".join(f", {author}" for author in report["authors"])
    link = f"[{opened}{escaped(report['title'])}{closed}]({address(name)})"
    tongue = NAMES[language][report["language"]]
    return f"**{outlet(name)}**{by}, {link} ({day}, {tongue}): {said}"


def item_of(story: str, names: tuple[str, ...], also: tuple[str, ...], language: str) -> Item:
    body = "\n\n".join(told(name, language) for name in names)
    if also:
        listed = ", ".join(
            f"**{outlet(name)}** ([{when(name, language)}]({address(name)}))" for name in also
        )
        body += f"\n\n{PHRASES[language]['also']}: {listed}\n\n{VOICE[language]}"
    heading = REPORTS[names[0]]["title"] or "Captain, from above"
    return Item(story_id=f"s{story}", heading=heading, body=body)


def edition_of(number: int, language: str, headline: str, lead: str) -> PublishedEdition:
    moment = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    sections = []
    for tag in dict.fromkeys(one[1] for one in STORIES):
        items = tuple(item_of(*one[:1], *one[2:], language) for one in STORIES if one[1] == tag)
        sections.append(Section(id=tag, title=NAMES[language][tag], items=items))
    evidence = tuple(proof for one in STORIES for name in one[2] for proof in proofs_of(name))
    first = date(2026, 11, 9) + timedelta(weeks=number - 12)
    draft = Draft(
        number=number, title="The Quay", first=first, last=first + timedelta(days=6),
        language=language, headline=headline, lead=lead, sections=tuple(sections),
        citations=tuple(proof.citation for proof in evidence), editors=("R. Nettle", "ش. موج"),
    )  # fmt: skip
    return PublishedEdition(
        draft=draft,
        published=datetime(2026, 11, 16, 9, tzinfo=UTC) + timedelta(weeks=number - 12),
        evidence=evidence,
        documents=tuple(document(name, moment) for name in REPORTS),
        stories=tuple(story_of(*one) for one in STORIES),
        sources=SOURCES,
        made_with="coranto 0.1.0",
    )


def story_of(story: str, _: str, names: tuple[str, ...], also: tuple[str, ...]) -> PublishedStory:
    members = names + also
    reasons = {
        f"d{name}": (
            Why(signal="shared words", value=0.62, detail="crane, ferry, fog"),
            Why(signal="hours apart", value=-0.05, detail="5"),
        )
        for name in members[1:]
    }
    return PublishedStory(
        id=f"s{story}", title=REPORTS[names[0]]["title"],
        documents=tuple(f"d{name}" for name in members),
        reasons=reasons, ranking=(Why(signal="outlets", value=3.0, detail=str(len(members))),),
        copies=copies_in(members), before=("seel",) if story == "crane" else (),
        independence=(Why(signal="outlets", value=2.0, detail="two of them report it"),),
    )  # fmt: skip


def copies_in(members: tuple[str, ...]) -> tuple[Copy, ...]:
    """The second report reprints the first; the third credits somebody who is not here."""
    facts = {"overlap": 0.94, "origin_overlap": 0.5}
    reprint = [
        Copy(document_id=f"d{name}", origin_id=f"d{members[0]}", **facts) for name in members[1:2]
    ]
    credit = [
        Copy(document_id=f"d{name}", origin_id="", credit="Lake Wire", overlap=0, origin_overlap=0)
        for name in members[2:3]
    ]
    return (*reprint, *credit)


def english(number: int = 12) -> PublishedEdition:
    passage = REPORTS["crane"]["passages"][0]
    lead = (
        "A ferry has been in the air since Tuesday, and opinion divides on whether it is late. "
        f"The harbour office will say only this: “{passage}”[^{mark_of(passage)}]\n\n"
        "Elsewhere eels return, a rope comes back as a knot, and gulls turn out to keep minutes."
    )
    return edition_of(number, "en", "The ferry that did not come down", lead)


def persian() -> PublishedEdition:
    lead = (
        "یک کشتی مسافربری از سه‌شنبه در هواست و بر سر این‌که دیر کرده یا نه اختلاف است.\n\n"
        "در همین هفته مارماهی‌ها برگشتند، طنابی گره خورده پیدا شد و مرغ‌های دریایی صورت‌جلسه نوشتند."
    )
    return edition_of(13, "fa", "کشتی‌ای که پایین نیامد", lead)


@pytest.fixture
def about() -> DeskAbout:
    return DeskAbout(
        title="The Quay", topic="Harbours of the Inner Sea", address="https://quay.example/digest",
        description="A weekly review of what the harbours’ own press says, in six languages.",
        language="en", editors=("R. Nettle", "ش. موج"), contact="desk@quay.example",
        cadence="every Monday at nine",
    )  # fmt: skip


@pytest.fixture
def editions() -> list[PublishedEdition]:
    earlier = english(11)
    quiet = replace(earlier.draft, headline="A quiet week, with eels")
    return [replace(earlier, draft=quiet), english(), persian()]


@pytest.fixture
def corrected() -> PublishedEdition:
    """No. 12 with one correction."""
    change = Change(
        part="headline", item="", heading="", old="The ferry that came down",
        new="The ferry that did not come down",
    )  # fmt: skip
    correction = Correction(
        version=2, at=datetime(2026, 11, 18, 10, tzinfo=UTC), who="R. Nettle",
        reason="It was the other crane.", changes=(change,),
    )  # fmt: skip
    return replace(english(), corrections=(correction,))


def grown(edition: PublishedEdition, times: int) -> PublishedEdition:
    """The edition with each of its items many times, as different stories."""
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(item, story_id=f"{item.story_id}x{n}", heading=f"{item.heading} ({n})")
                for n in range(times)
                for item in section.items
            ),
        )
        for section in edition.draft.sections
    )
    return replace(edition, draft=replace(edition.draft, sections=sections))


@pytest.fixture
def large(editions: list[PublishedEdition]) -> PublishedEdition:
    """No. 12 with so much in it that it takes several pages."""
    return grown(editions[1], 50)


@pytest.fixture
def with_text() -> Callable[..., PublishedEdition]:
    """An edition whose every foreign text is what a test says."""
    return hostile


def hostile(text: str, *, url: str = "https://ok.example/") -> PublishedEdition:
    base = english()
    citation = Citation(mark="evil", document_id="dx", version=1, start=0, end=len(text), text=text)
    disclosure = Disclosure(
        relation="owner", value=text, reference=url, as_of=text, register=text, row=text
    )
    source = Source(
        id=text[:80], name=text, homepage=url, country=text[:9], disclosures=(disclosure,)
    )
    paper = replace(
        base.documents[0], id="dx", source_id=source.id, title=text, url=url, authors=(text,),
        language="und", capture=text,
    )  # fmt: skip
    body = (
        f"**{escaped(text)}**, [“{escaped(text)}”]({url}): “{escaped(text)}”[^evil] {text}\n\n"
        f"> {text}[^post]\n> — x"
    )
    item = Item(story_id=text[:80] or "s", heading=text, body=body)
    draft = replace(
        base.draft, headline=text, lead=text, title=text, editors=(text,),
        sections=(Section(id=text[:20], title=text, items=(item,)),),
        citations=(citation, replace(citation, mark="post", document_id="dp")),
    )  # fmt: skip
    why = Why(signal=text, value=1.0, detail=text)
    story = PublishedStory(
        id=item.story_id,
        title=text,
        documents=("dx", "dp", "dy"),
        reasons={"dx": (why,)},
        ranking=(why,),
        independence=(why, why),
        before=(text, item.story_id),
        copies=(
            Copy(document_id="dx", origin_id="", overlap=0, origin_overlap=0, credit=text),
            Copy(document_id="dy", origin_id="dx", overlap=1, origin_overlap=1, credit=text),
        ),
    )
    return replace(
        base, draft=draft,
        documents=(paper, replace(paper, id="dp", kind="post"), replace(paper, id="dy")),
        stories=(story,), sources=(source,), made_with=text,
        evidence=tuple(Evidence(citation=one, before=text, after=text) for one in draft.citations),
    )  # fmt: skip


#: Chromium calls home at start unless it is told not to.
QUIET = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()


@pytest.fixture(scope="module")
def browser():
    """Chromium, as quiet as it can be made; where there is none, tests are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    known = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("CORANTO_CHROMIUM") or next(filter(None, known), None)
    if not path:
        pytest.skip("needs Chromium: apt-get install chromium")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """Compare with a kept file. CORANTO_GOLDEN=write keeps what is rendered now instead."""
    folder = Path(__file__).parent / "golden"

    def compare(name: str, body: bytes) -> None:
        if os.environ.get("CORANTO_GOLDEN") == "write":
            (folder / name).write_bytes(body.replace(b"\r\n", b"\n"))
        assert body.decode().splitlines() == (folder / name).read_text("utf-8").splitlines()

    return compare
