"""A small invented week: a ferry, tomatoes and a cat, in four languages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coranto.editing import checks, ranking
from coranto.editing.composing import digest
from coranto.model import Disclosure, Document, Source, Story

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def document(name, source_id, title, text, **more):
    facts = {
        "version": 1,
        "kind": "article",
        "language": "en",
        "published": datetime(2026, 11, 10, 8, tzinfo=UTC),
        "precise": "second",
        "seen": datetime(2026, 11, 10, 12, tzinfo=UTC),
        "key": f"https://{source_id}.example/{name}",
        "url": f"https://{source_id}.example/{name}",
    }
    return Document(id=f"d{name}", source_id=source_id, title=title, text=text, **{**facts, **more})


FERRY = document(
    "ferry", "ombra-courier", "Ferry Mirabella runs aground off Ombra",
    "The ferry Mirabella ran aground on a sandbank off Ombra early on Tuesday.\n"
    "Harbour master Ilse Korrin said “the lighthouse was lit, and the radio was not”.\n"
    "He later left for lunch with all of the harbour's 31 cats.\n"
    "All 214 passengers were taken ashore in fishing boats before noon.\n"
    "Read more in our newsletter about the Mirabella and her passengers.\n"
    "A tug from Veldra is expected to pull the Mirabella free on Wednesday.",
    authors=("Tomas Brand",),
)  # fmt: skip
FERRY_TOO = document(
    "ferry2", "veldra-post", "Mirabella aground: 214 passengers ashore",
    "Fishing boats carried 214 passengers of the ferry Mirabella ashore on Tuesday.\n"
    "The operator has owed the harbour radio its licence fee since spring.",
    published=datetime(2026, 11, 10, 15, tzinfo=UTC),
)  # fmt: skip
FERRY_SQ = document(
    "ferry3", "gazeta-liri", "Trageti Mirabella ngec pranë Ombrës",
    "Trageti Mirabella ngeci të martën në mëngjes pranë farit të Ombrës.\n"
    "Udhëtarët u nxorën në breg me varka peshkimi para mesditës.",
    language="sq", published=None, published_raw="dje", precise="none",
)  # fmt: skip
TOMATO = document(
    "tomato", "ruznameh", "کشاورزان گوجه‌ها را روی پله‌های وزارتخانه ریختند",
    "کشاورزان دره روز چهارشنبه چهار تن گوجه‌فرنگی را روی پله‌های وزارت کشاورزی ریختند.\n"
    "سخنگوی وزارتخانه گفت: «پله‌ها تا شب شسته می‌شوند و قیمت‌ها پایین نمی‌آید.»",
    language="fa", published=datetime(2026, 11, 11, tzinfo=UTC), precise="day",
)  # fmt: skip
POST = document(
    "post", "captain", "", "The *lighthouse* [was] lit.\n# Ask the radio.",
    kind="post", authors=("@captain@ombra.example",),
    published=datetime(2026, 11, 11, 14, 2, tzinfo=UTC),
)  # fmt: skip
DOCUMENTS = (FERRY, FERRY_TOO, FERRY_SQ, TOMATO, POST)
SOURCES = {
    source.id: source
    for source in (
        Source(id="ombra-courier", name="Ombra Courier"),
        Source(id="veldra-post", name="Veldra Post"),
        Source(id="gazeta-liri", name="Gazeta Liri"),
        Source(id="ruznameh", name="روزنامهٔ دره"),
        Source(id="captain", name="Captain"),
    )
}
STORIES = (
    Story(id="sferry", documents=(FERRY, FERRY_TOO, FERRY_SQ)),
    Story(id="stomato", documents=(TOMATO,)),
    Story(id="spost", documents=(POST,)),
)


class World:
    """The week, with the editing room's functions filled in."""

    documents = DOCUMENTS
    sources = SOURCES
    stories = STORIES
    now = NOW
    document = staticmethod(document)
    owned = staticmethod(
        lambda source, owner: replace(
            source,
            disclosures=(Disclosure(relation="owner", value=owner, reference="a register"),),
        )
    )

    @staticmethod
    def rank(stories=STORIES, **options):
        return ranking.rank_stories(stories, **{"sources": SOURCES, "now": NOW, **options})

    @staticmethod
    def compose(stories=STORIES, **options):
        facts = {
            "number": 7,
            "title": "The Ombra Digest",
            "first": date(2026, 11, 9),
            "last": date(2026, 11, 15),
            "language": "en",
            "languages": ("en", "sq", "fa"),
            "sources": SOURCES,
            "editors": ("Ana Kola", "Ben Ito"),
        }
        steered = {name: options.pop(name) for name in ("pins", "mutes") if name in options}
        shared = {name: options[name] for name in ("sources", "earlier") if name in options}
        ranked = World.rank(stories, copies=options.pop("copies", ()), **shared, **steered)
        return digest.compose_digest(ranked, **{**facts, **options})

    @staticmethod
    def context(documents=DOCUMENTS, newest=(), **more):
        return checks.Context(
            documents={(one.id, one.version): one for one in documents},
            newest={one.id: one for one in (*documents, *newest)},
            **{"sources": SOURCES, **more},
        )


@pytest.fixture(scope="session")
def world():
    return World
