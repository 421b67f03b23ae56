"""A story as its page shows it: why each document belongs, and what is in doubt."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.cli.desks import fill_settings_template
from coranto.model import WEAK_SIGNAL, Copy, Document, Judgement, Placement, Source, Why
from coranto.steps.desk import open_desk
from coranto.steps.stories.show import show_story

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
WEAK = Why(signal=WEAK_SIGNAL, value=0.0, detail="one name in common: Ombra")


@pytest.fixture
def desk(tmp_path):
    text = fill_settings_template("The Test Digest")
    (tmp_path / "coranto.toml").write_text(text, encoding="utf-8")
    with open_desk(tmp_path) as opened:
        opened.store.sources.add(Source(id="gull", name="The Gull"), NOW)
        opened.store.sources.add(Source(id="tern", name="Der Seeschwalbenbote"), NOW)
        for number, (name, source) in enumerate(
            {"dferry": "gull", "dcopy": "tern", "dtide": "tern"}.items()
        ):
            opened.store.documents.add(document(name, source, number), [])
        yield opened


def document(name, source, number):
    return Document(
        id=name,
        version=1,
        source_id=source,
        kind="article",
        key=f"https://{source}.example/{name}",
        url=f"https://{source}.example/{name}",
        title=f"Report {number}",
        text="Words.",
        published=NOW + timedelta(hours=number),
        seen=NOW,
    )


def place(desk, name, *reasons, part="sferry"):
    placed = Placement(document_id=name, story_id="sferry", score=1, reasons=reasons, part=part)
    desk.store.stories.place([placed])


def test_what_joins_a_part_weakly_is_a_question(desk):
    place(desk, "dferry")
    place(desk, "dcopy", Why(signal="shared names", value=1.0, detail="Mirabella"))
    place(desk, "dtide", WEAK, part="stide")

    (question,) = show_story(desk, "sferry").questions

    assert (question.part, question.others) == (("dtide",), ("dferry", "dcopy"))
    assert question.evidence == (WEAK,)


def test_a_sure_story_asks_nothing(desk):
    place(desk, "dferry")
    place(desk, "dcopy")

    assert show_story(desk, "sferry").questions == ()


def test_copies_lineage_and_judgements_belong_to_the_story(desk):
    for name in ("dferry", "dcopy", "dtide"):
        place(desk, name)
    desk.store.copies.keep(
        [Copy(document_id="dcopy", origin_id="dferry", overlap=0.9, origin_overlap=0.9)]
    )
    number = desk.store.judgements.append(
        Judgement(at=NOW, who="Ines", verb="move", subject="dtide", object="sferry")
    )

    shown = show_story(desk, "sferry")

    assert [member.document.id for member in shown.documents] == ["dferry", "dcopy", "dtide"]
    assert shown.documents[1].origin.id == "dferry"
    assert shown.documents[1].source.name == "Der Seeschwalbenbote"
    assert [lineage.documents for lineage in shown.lineages] == [("dferry", "dcopy")]
    assert shown.independence.count == 2
    assert [id_ for id_, _ in shown.judgements] == [number]
