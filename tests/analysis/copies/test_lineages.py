"""Lineages and independent sources: who reports, and who only reprints."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.copies.lineages import count_independent_sources, group_by_origin
from coranto.model import Copy, Disclosure, Document, DocumentKind, Source

NOW = datetime(2026, 11, 9, tzinfo=UTC)


def report(name: str, source: str = "", kind: DocumentKind = "article") -> Document:
    return Document(
        id=name, version=1, source_id=source or name, kind=kind, key=name, url="", title=name,
        text="", seen=NOW,
    )  # fmt: skip


def copy(name: str, origin: str, *, overlap: float = 1.0, credit: str = "") -> Copy:
    return Copy(
        document_id=name, origin_id=origin, overlap=overlap, origin_overlap=1.0, credit=credit
    )


def owned(name: str, owner: str) -> Source:
    fact = Disclosure(relation="owner", value=owner, reference="")
    return Source(id=name, name=name.title(), disclosures=(fact,))


def test_a_lineage_leads_from_agency_to_outlet_to_blog():
    documents = [report("blog"), report("outlet"), report("wire"), report("other")]

    (lineage,) = group_by_origin(documents, [copy("blog", "outlet"), copy("outlet", "wire")])

    assert (lineage.root, lineage.documents) == ("wire", ("wire", "outlet", "blog"))
    assert lineage.parents == {"outlet": "wire", "blog": "outlet"}


def test_reports_of_unknown_outlets_count_beside_no_other():
    """Nothing tells whether they are another outlet's."""
    documents = [
        report("one"),
        replace(report("two"), source_id=""),
        replace(report("x"), source_id=""),
    ]

    known = count_independent_sources(documents, [], {})
    unknown = count_independent_sources(documents[1:], [], {})

    assert (known.count, known.outlets) == (1, 1)
    assert (unknown.count, unknown.outlets) == (1, 1)


def test_an_origin_told_elsewhere_is_still_the_root():
    (lineage,) = group_by_origin([report("blog")], [copy("blog", "wire")])

    assert (lineage.root, lineage.documents) == ("wire", ("blog",))


def test_documents_that_only_credit_an_agency_belong_together():
    copies = [copy("one", "", credit="Lake Wire"), copy("two", "", credit="Lake Wire")]

    (lineage,) = group_by_origin(
        [report("one"), report("two")], [*copies, copy("three", "elsewhere")]
    )

    assert (lineage.root, lineage.agency) == ("", "Lake Wire")
    assert (lineage.documents, lineage.parents) == (("one", "two"), {"one": "", "two": ""})


def test_documents_that_credit_an_agency_come_from_its_own_report():
    documents = [report("dispatch", "lake-wire"), report("outlet"), report("blog")]
    copies = [copy("outlet", "", credit="Lake Wire"), copy("blog", "outlet")]

    (lineage,) = group_by_origin(documents, copies)

    assert lineage.documents == ("dispatch", "outlet", "blog")
    assert lineage.parents == {"outlet": "dispatch", "blog": "outlet"}


def test_copies_of_one_origin_count_once():
    documents = [report("wire"), report("one"), report("two"), report("other")]

    counted = count_independent_sources(documents, [copy("one", "wire"), copy("two", "wire")], {})

    assert (counted.count, counted.outlets) == (2, 4)
    assert counted.origins == (("wire", "one", "two"), ("other",))
    assert [(why.signal, why.value, why.detail) for why in counted.reasons] == [
        ("outlets", 4.0, "other, wire, one, two report it"),
        ("copies", -2.0, "one, two reprint wire"),
    ]


def test_outlets_that_credit_one_agency_count_once():
    copies = [copy("one", "", credit="Lake Wire"), copy("two", "", credit="Lake Wire")]

    counted = count_independent_sources([report("one"), report("two")], copies, {})

    assert (counted.count, counted.origins) == (1, (("one", "two"),))
    assert counted.reasons[1].detail == "one, two take it from Lake Wire"


def test_an_outlet_with_a_report_of_its_own_counts_though_it_reprints_another():
    documents = [report("wire"), report("reprint", "courier"), report("own", "courier")]

    counted = count_independent_sources(documents, [copy("reprint", "wire")], {})

    assert counted.origins == (("courier",), ("wire",))


def test_a_report_mostly_of_its_own_words_counts():
    counted = count_independent_sources(
        [report("wire"), report("one")], [copy("one", "wire", overlap=0.3)], {}
    )

    assert counted.count == 2


def test_outlets_of_one_owner_count_once_and_the_owner_is_named():
    sources = {name: owned(name, "Lake Holdings") for name in ("post", "courier")}

    counted = count_independent_sources([report("post"), report("courier")], [], sources)

    assert (counted.count, counted.origins) == (1, (("courier", "post"),))
    assert counted.reasons[-1].detail == "Courier, Post belong to Lake Holdings"


def test_posts_are_no_reports():
    counted = count_independent_sources([report("wire"), report("account", kind="post")], [], {})

    assert (counted.count, counted.outlets) == (1, 1)


NAMES = st.sampled_from("abcdefgh")


@settings(max_examples=100)
@given(
    st.sets(NAMES),
    st.dictionaries(NAMES, st.tuples(st.sampled_from(["", *"abcdefghxy"]), st.booleans())),
)
def test_every_source_counts_exactly_once_and_the_reasons_sum_up(names, links):
    """Whatever copies whom, in circles too."""
    documents = [report(name, f"source-{name}") for name in sorted(names)]
    copies = [
        copy(name, origin, credit="Lake Wire" if is_credited else "")
        for name, (origin, is_credited) in links.items()
        if origin != name
    ]

    counted = count_independent_sources(documents, copies, {"source-a": owned("source-a", "x")})
    found = group_by_origin(documents, copies)

    assert sorted(sum(counted.origins, ())) == [f"source-{name}" for name in sorted(names)]
    assert sum(why.value for why in counted.reasons) == counted.count == len(counted.origins)
    members = [name for lineage in found for name in lineage.documents]
    assert len(members) == len(set(members)) <= len(names)
