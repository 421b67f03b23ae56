"""In every language that has a pack, an untouched draft of a made-up week passes its own checks."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from coranto.editing import checks, draft
from coranto.editing.rules import EditorialRule
from coranto.editing.wording import load_wording
from coranto.model import Copy, Document, Meeting, Network, Placement, Source, Story
from coranto.reading.language import interface, packs

LANGUAGES = packs.available_packs()
#: Full stops that are no dot.
FULL_STOPS = {"zh": "。", "ja": "。", "ur": "۔", "hi": "।", "bn": "।", "hy": "։"}


def sentence(language: str, number: int, name: str = "Mirabella") -> str:
    """Words of a language's pack in a row: they make no sense, but are spelled as it spells."""
    pack = packs.load_pack(language)
    months = sorted(name for names in pack.months.values() for name in names)
    words = [*pack.saying_verbs, *months, pack.native]
    chosen = [words[(number * 3 + step) % len(words)] for step in range(6)]
    return f"{name} {' '.join(chosen)} {214 + number}{FULL_STOPS.get(language, '.')}"


@dataclass(frozen=True, kw_only=True)
class Week:
    """Stories that make a draft use every phrase it has, and what the desk knows of them."""

    stories: tuple[Story, ...]
    sources: dict[str, Source]
    copies: tuple[Copy, ...]
    networks: dict[str, tuple[Network, ...]]
    told: dict[str, list[int]]
    earlier: dict[str, dict[int, str]]

    @property
    def documents(self) -> list[Document]:
        return [document for story in self.stories for document in story.documents]


def at(document: Document, name: str, **changes) -> Document:
    """A copy of a document, at an address of its own."""
    address = f"https://{name}.example/"
    return replace(document, id=f"d{name}", key=address, url=address, **changes)


def build_week(world, language: str) -> Week:
    ferry, second, third, tomato, post = world.documents
    own = [
        at(
            tomato, f"own{number}", source_id=source, language=language,
            title=" ".join(sentence(language, 20 + number, name).split()[:4]),
            text="\n".join(sentence(language, number * 3 + line, name) for line in range(3)),
            published=datetime(2026, 11, 10 + number, tzinfo=UTC), precise=precise,
        )
        for number, (source, precise, name) in enumerate([
            ("ombra-courier", "second", "Mirabella"), ("veldra-post", "day", "Mirabella"),
            ("blog", "month", "Quorvane"),
        ])
    ]  # fmt: skip
    many = [at(second, f"many{number}", source_id=f"outlet-{number}", text="Short.",
               title="Tomatoes on the stairs of the ministry")
            for number in range(13)]  # fmt: skip
    posts = [
        at(post, f"post{number}", authors=(f"@{number}@ombra.example",),
           text=f"Free soup on the square, pot {number}.",
           published=post.published + timedelta(seconds=number))
        for number in range(3)
    ]  # fmt: skip
    vague = at(second, "vague", text="A person familiar with the plans said the mayor will resign.",
               title="Mayor of Quilla to resign")  # fmt: skip
    wire = at(second, "wire", title="Harbour fog lifts", text="Fog lifted from Veldra on Friday.")
    copied = at(wire, "copied", source_id="gazeta-liri")
    credited = at(
        second,
        "credited",
        title="Salt prices fall in Quilla",
        text="Salt costs less in Quilla since Monday.",
    )
    crediting = at(credited, "crediting", source_id="gazeta-liri")
    undated = at(
        second,
        "undated",
        title="Zzyx qorv",
        text="Zzyx qorv brill vant.",
        language="und",
        published=None,
        precise="none",
    )
    covered = at(
        second,
        "covered",
        title="Gulls keep minutes",
        text="The gulls of Tarn keep the minutes of the board.",
    )
    loose = [
        at(
            second,
            f"loose{number}",
            source_id=source,
            title=f"Otters of {place} count fish",
            text=f"The otters of {place} counted {number} fish in the harbour.",
        )
        for number, (source, place) in enumerate(
            [("ombra-courier", "Lirava"), ("gazeta-liri", "Tavasq")], start=31
        )
    ]
    sources = world.sources | {
        name: world.owned(world.sources[name], "Veldra “Holding”")
        for name in ("ombra-courier", "veldra-post")
    }
    sources["gazeta-liri"] = replace(sources["gazeta-liri"], kind="newspaper")
    sources["blog"] = Source(id="blog", name="Own Blog", kind="blog")
    return Week(
        stories=(
            Story(id="sferry", documents=(ferry, second, third)),
            Story(id="sown", documents=tuple(own[:2])),
            Story(id="sblog", documents=(own[2],), later=(at(wire, "later", title="Fog is back"),)),
            Story(id="stomato", documents=(tomato, *many)),
            Story(id="svague", documents=(vague,)),
            Story(id="swire", documents=(wire, copied)),
            Story(id="scredited", documents=(credited, crediting)),
            Story(id="sundated", documents=(undated,)),
            Story(id="scovered", documents=(covered,)),
            Story(
                id="sloose",
                documents=tuple(loose),
                placements=tuple(
                    Placement(document_id=each.id, story_id="sloose", score=0.5, part=each.id)
                    for each in loose
                ),
            ),
            Story(id="spost", documents=(post,)),
            Story(id="spushed", documents=tuple(posts)),
        ),
        sources=sources,
        copies=(
            Copy(document_id=copied.id, origin_id=wire.id, overlap=1.0, origin_overlap=1.0),
            Copy(document_id=credited.id, origin_id="", overlap=0.0, origin_overlap=0.0,
                 credit="Lake Wire"),
            Copy(document_id=crediting.id, origin_id=credited.id, overlap=1.0,
                 origin_overlap=1.0),
        ),
        networks={"spushed": (network_of(posts),)},
        told={"sferry": [3, 5], "scovered": [2]},
        earlier={"sblog": {4: "Blog “opens”"}},
    )  # fmt: skip


def network_of(posts: list[Document]) -> Network:
    meetings = tuple(
        Meeting(thing="https://thing.example/", first=one.id, second=two.id, seconds=1)
        for one, two in pairwise(posts)
    )
    return Network(
        id="nabcdefghijkl", window=60, posts={post.id: post.authors[0] for post in posts},
        meetings=meetings, first=posts[0].published, last=posts[-1].published,
        finding="beyond chance", observed=9, expected=0.1, adjusted=0.001,
    )  # fmt: skip


def compose(world, week: Week, language: str):
    return world.compose(
        week.stories, language=language, languages=(language, "en", "sq", "fa"),
        sources=week.sources, copies=week.copies, networks=week.networks,
        told=week.told, told_documents={"dferry", "dferry3", "dcovered"}, earlier=week.earlier,
        pins=[EditorialRule(story="scovered")],
    )  # fmt: skip


def check(world, week: Week, text: str):
    context = world.context(
        week.documents, sources=week.sources, copies=week.copies, networks=week.networks,
        told=week.told, continued={"sblog": [4]}, number=7,
        stories={story.id: story for story in week.stories},
        own_words=[heading for numbers in week.earlier.values() for heading in numbers.values()],
    )  # fmt: skip
    return checks.check_draft(draft.parse_draft(text), context, text=text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_draft_has_no_warning(world, language):
    week = build_week(world, language)
    text = draft.format_draft(compose(world, week, language))

    findings = check(world, week, text)

    assert [
        (finding.check, finding.message) for finding in findings if finding.severity != "note"
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_are_in_english_are_named_once(world, language):
    week = build_week(world, language)
    text = draft.format_draft(compose(world, week, language))

    notes = [one for one in check(world, week, text) if one.check == "words in English"]

    assert len(notes) == (not interface.has_interface(language))
    assert all(text.split("\n")[note.line - 1] == f"language: {language}" for note in notes)
    assert all(note.severity == "note" for note in notes)


@pytest.mark.parametrize("language", interface.interface_languages())
def test_the_week_makes_a_draft_use_every_phrase(world, language):
    """What the test above proves, it proves for all phrases that an untouched draft can hold."""
    week = build_week(world, language)
    text = draft.format_draft(compose(world, week, language)).replace("*", "")
    elsewhere = {"brief", "corrected", "corrected_heading", "corrections", "several_outlets",
                 "untitled"}  # fmt: skip

    unused = [
        key
        for key, phrase in load_wording(language).interface.draft.items()
        if key not in elsewhere and not any(
            re.search(interface.form_pattern(form, dict.fromkeys(BLANKS, ".+?")), text)
            for form in interface.phrase_forms(phrase)
        )
    ]  # fmt: skip

    assert unused == []


BLANKS = ("outlets", "independent", "owner", "accounts", "seconds", "count", "numbers", "number",
          "headline", "date", "reason", "outlet", "language")  # fmt: skip
