"""A made-up harbour, its outlets, and three editions of a digest about it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.model import (
    Citation,
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
from coranto.rendering.site import About

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
            Disclosure(relation="funder", value="Port Authority of Ombra", reference="Annual report 2024, p. 61"),
        ),
    ),
    Source(id="daryanews", name="دریانیوز", kind="agency", country="IR", languages=("fa",)),
    Source(id="zeri-i-bregut", name="Zëri i Bregut", kind="newspaper", country="AL", languages=("sq",)),
    Source(id="port-vestnik", name="Портовый вестник", kind="newspaper", country="RU", languages=("ru",)),
    Source(id="al-mina", name="الميناء", kind="broadcaster", country="LB", languages=("ar",)),
    Source(id="harbour-ministry", name="Ministry of Tides", kind="ministry", languages=("en",)),
    Source(id="captain", name="@captain@ombra.example", kind="account", languages=("en",)),
)  # fmt: skip

#: source, kind, language, title, authors, day of November 2026 (0: unknown), context and passages
REPORTS = {
    "crane": ("ombra-courier", "article", "en", "Harbour crane lifts ferry out of fog, and keeps it", ("Anna Molo",), 10, "The harbour office spoke on Tuesday. ", ("The crane has asked for nothing and has been given less.", "Nobody aboard was wet, which for a ferry is a record.")),
    "crane-tides": ("harbour-ministry", "article", "en", "Statement on the elevated ferry", (), 11, "For immediate release. ", ("The ferry remains a vessel within the meaning of the Act, at whatever height.",)),
    "crane-fa": ("daryanews", "article", "fa", "جرثقیل بندر، کشتی مسافربری را از مه بیرون کشید", ("مینا دریایی",), 10, "به گزارش دریانیوز، ", ("جرثقیل شمارهٔ ۷ بندر اُمبرا صبح سه‌شنبه کشتی را از آب بلند کرد و هنوز پایین نگذاشته است.", "به گفتهٔ ناخدا، مسافران از منظره راضی‌اند.")),
    "salt-fa": ("daryanews", "article", "fa", "صادرات نمک دریا به «جزیرهٔ خاموش» پس از سه سال از سر گرفته شد", (), 12, "", ("نخستین محمولهٔ نمک، ۴۲ تُن، بامداد پنجشنبه بارگیری شد.",)),
    "sq-eel": ("zeri-i-bregut", "article", "sq", "Ngjalat kthehen në lagunë pas tridhjetë vjetësh", ("Dritan Kallmi",), 9, "Peshkatarët e vjetër thonë se e dinin. ", ("Askush nuk i ftoi, por të gjithë i prisnin.", "Laguna ka hyrë në provim dhe ka marrë dhjetë.")),
    "sq-light": ("zeri-i-bregut", "article", "sq", "Fari i vjetër ndizet me energji nga dallgët", (), 0, "", ("Drita shihet deri në shtëpinë e halles sime.",)),
    "ru-rope": ("port-vestnik", "article", "ru", "Канат длиной в километр исчез со склада и вернулся узлом", ("Пётр Якорев",), 13, "Склад опечатан. ", ("Узел никто не вязал, а развязать его не может никто.", "Комиссия считает узел уликой и приобщила его к делу целиком.")),
    "ru-ice": ("port-vestnik", "article", "ru", "Ледокол впервые за двадцать лет ушёл в отпуск", (), 14, "", ("Лёд обещал подождать.",)),
    "ar-fish": ("al-mina", "article", "ar", "سوق السمك يفتح أبوابه ليلًا بطلب من السمك", ("هدى البحري",), 11, "قال مدير السوق إن القرار مؤقت. ", ("لم يعترض أحد من الزبائن، ولم يُسأل السمك مرة ثانية.",)),
    "ar-boat": ("al-mina", "article", "ar", "قارب ورقي يقطع الخليج في تسع ساعات", (), 12, "", ("وصل القارب جافًا من الداخل، وهذا ما لم يتوقعه صانعه البالغ من العمر ثماني سنوات.",)),
    "en-gull": ("ombra-courier", "article", "en", "Gulls found to keep minutes: an inquiry into who has been attending the harbour board’s closed meetings, what they ate, and why the record is more accurate than ours", ("Anna Molo", "Piero Scoglio"), 12, "", ("The gulls’ version records two motions the secretary had forgotten.",)),
    "en-fog": ("ombra-courier", "article", "en", "Fog levy refunded", (), 0, "", ("Anyone who paid for fog in October will get it back in November.",)),
    "post-1": ("captain", "post", "en", "", ("@captain@ombra.example",), 10, "", ("Still up here.\nCan see my house. Somebody left the kitchen light on.",)),
    "post-2": ("captain", "post", "fa", "", ("@captain@ombra.example",), 11, "", ("سلام از بالا! چای داریم، فرود نداریم.",)),
}  # fmt: skip

LANGUAGE_NAMES = {
    "en": "English",
    "fa": "Persian",
    "sq": "Albanian",
    "ru": "Russian",
    "ar": "Arabic",
}

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

TITLES = {
    "en": {"mul": "In several languages", "en": "English", "fa": "Persian", "sq": "Albanian", "ru": "Russian", "ar": "Arabic", "posts": "Posts"},
    "fa": {"mul": "به چند زبان", "en": "انگلیسی", "fa": "فارسی", "sq": "آلبانیایی", "ru": "روسی", "ar": "عربی", "posts": "فرسته‌ها"},
}  # fmt: skip


def mark_of(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return "".join("abcdefghijklmnop"[int(digit, 16)] for digit in digest[:4])


def escaped(text: str) -> str:
    return "".join("\\" + char if char in "\\`*_{}[]<>#!&|~" else char for char in text)


def document(name: str, moment: datetime) -> PublishedDocument:
    source, kind, language, title, authors, day, _, _ = REPORTS[name]
    return PublishedDocument(
        id=f"d{name}", version=1, source_id=source, kind=kind,
        url=f"https://{source}.example/2026/11/{name}.html", title=title, language=language,
        published=moment + timedelta(days=day - 1) if day else None,
        published_raw="", authors=authors, seen=moment + timedelta(days=15),
        capture=hashlib.sha256(name.encode()).hexdigest(),
    )  # fmt: skip


def proofs_of(name: str) -> list[Evidence]:
    before, passages = REPORTS[name][6], REPORTS[name][7]
    text = before + " ".join(passages) + " The rest of the report is about the weather."
    found = []
    for passage in passages:
        start = text.index(passage)
        end = start + len(passage)
        citation = Citation(
            mark=mark_of(passage),
            document_id=f"d{name}",
            version=1,
            start=start,
            end=end,
            text=passage,
        )
        found.append(Evidence(citation=citation, before=text[:start], after=text[end:]))
    return found


def told(name: str, quotes: str) -> str:
    source, kind, language, title, authors, day, _, passages = REPORTS[name]
    outlet = next(one.name for one in SOURCES if one.id == source)
    url = f"https://{source}.example/2026/11/{name}.html"
    when = f"{day} November 2026" if day else "date unknown"
    if kind == "post":
        lines = escaped(passages[0]).split("\n")
        lines[-1] += f"[^{mark_of(passages[0])}]"
        words = "\n".join(f"> {line}" for line in lines)
        return f"{words}\n>\n> — **{outlet}**, [{when} 14:02]({url})"
    by = "".join(f", {author}" for author in authors)
    said = " ".join(f"{quotes[0]}{escaped(one)}{quotes[1]}[^{mark_of(one)}]" for one in passages)
    link = f"[{quotes[0]}{escaped(title)}{quotes[1]}]({url})"
    return f"**{outlet}**{by}, {link} ({when}, {LANGUAGE_NAMES[language]}): {said}"


def item_of(story: str, names: tuple[str, ...], also: tuple[str, ...], quotes: str) -> Item:
    body = "\n\n".join(told(name, quotes) for name in names)
    others = [next(one.name for one in SOURCES if one.id == REPORTS[name][0]) for name in also]
    links = [f"https://{REPORTS[name][0]}.example/2026/11/{name}.html" for name in also]
    if others:
        listed = ", ".join(
            f"**{other}** ([11 November 2026]({link}), English)"
            for other, link in zip(others, links, strict=True)
        )
        body += f"\n\nAlso reported by: {listed}"
    if story == "crane":
        body += "\n\nThe two accounts differ on whether the ferry minds."
    heading = REPORTS[names[0]][3] or "Captain, from above"
    return Item(story_id=f"s{story}", heading=heading, body=body)


def edition_of(number: int, language: str, headline: str, lead: str) -> PublishedEdition:
    moment = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    quotes = QUOTES[language]
    sections = []
    for tag in dict.fromkeys(one[1] for one in STORIES):
        items = tuple(item_of(*one[:1], *one[2:], quotes) for one in STORIES if one[1] == tag)
        sections.append(Section(id=tag, title=TITLES[language][tag], items=items))
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
        id=f"s{story}", title=REPORTS[names[0]][3], documents=tuple(f"d{name}" for name in members),
        reasons=reasons, ranking=(Why(signal="outlets", value=3.0, detail=str(len(members))),),
    )  # fmt: skip


def english(number: int = 12) -> PublishedEdition:
    passage = REPORTS["crane"][7][0]
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
def about() -> About:
    return About(
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
def with_text() -> Callable[..., PublishedEdition]:
    """An edition whose every foreign text is what a test says."""
    return hostile


def hostile(text: str, *, url: str = "https://ok.example/") -> PublishedEdition:
    base = english()
    citation = Citation(mark="evil", document_id="dx", version=1, start=0, end=len(text), text=text)
    source = Source(
        id=text[:80], name=text, homepage=url, country=text[:9],
        disclosures=(Disclosure(relation="owner", value=text, reference=url, as_of=text, register=text, row=text),),
    )  # fmt: skip
    paper = replace(
        base.documents[0], id="dx", source_id=source.id, title=text, url=url, authors=(text,),
        language="und", capture=text,
    )  # fmt: skip
    post = replace(paper, id="dp", kind="post")
    item = Item(
        story_id=text[:80] or "s", heading=text,
        body=f"**{escaped(text)}**, [“{escaped(text)}”]({url}): “{escaped(text)}”[^evil] {text}\n\n> {text}[^post]\n> — x",
    )  # fmt: skip
    draft = replace(
        base.draft, headline=text, lead=text, title=text, editors=(text,),
        sections=(Section(id=text[:20], title=text, items=(item,)),),
        citations=(citation, replace(citation, mark="post", document_id="dp")),
    )  # fmt: skip
    why = Why(signal=text, value=1.0, detail=text)
    story = PublishedStory(
        id=item.story_id, title=text, documents=("dx", "dp"), reasons={"dx": (why,)}, ranking=(why,)
    )
    return replace(
        base, draft=draft, documents=(paper, post), stories=(story,), sources=(source,),
        evidence=tuple(Evidence(citation=one, before=text, after=text) for one in draft.citations),
        made_with=text,
    )  # fmt: skip
