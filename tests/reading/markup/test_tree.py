"""XML from strangers is mended, bounded, and never expanded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.reading.markup import tree as markup


def texts(text):
    return "".join(markup.parse_xml(text, subject="x").root.itertext())


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>'
)


@pytest.mark.parametrize(
    "text",
    [
        f'<?xml version="1.0"?>{LAUGHS}',
        f"\ufeff\n <!-- <l> -->{LAUGHS}",
        '<!DOCTYPE l [<!ENTITY % a "x"><!ENTITY % b "%a;%a;">%b;]><l/>',
        f'<!DOCTYPE l [<!ENTITY a "{"ha" * 2000}">]><l>{"&a;" * 9}</l>',
        f"<!DOCTYPE l [<!-- ]> {'<!ENTITY a' * 9000}",
        "<l>" + "<d>" * 201 + "</d>" * 201 + "</l>",
        "<l>" + "<d>" * 100_000,
    ],
)
def test_what_expands_or_nests_without_end_is_too_deep(text):
    with pytest.raises(SourceError) as caught:
        markup.parse_xml(text, subject="x")

    assert caught.value.reason == "too deep"


def test_a_flood_of_tags_is_too_big():
    with pytest.raises(SourceError) as caught:
        markup.parse_xml("<l>" + "<a/>" * markup.MAX_XML_TAGS, subject="x")

    assert caught.value.reason == "too big"


def test_files_are_not_read_through_entities(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("sesame")
    text = f'<!DOCTYPE l [<!ENTITY x SYSTEM "file://{secret}">]><l>open &x;</l>'

    tree = markup.parse_xml(text, subject="feed")

    assert "".join(tree.root.itertext()) == "open &x;"
    assert tree.problems[0].reason == "entities left out"


def test_a_doctype_without_entities_is_no_problem():
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Old Press//DTD RSS 0.91//EN" "http://press.example/0.91.dtd">'
    )

    tree = markup.parse_xml(f"{doctype}<rss/>", subject="feed")

    assert tree.problems == ()


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("<l>salt & pepper</l>", "salt & pepper"),
        ("<l>/?a=1&b=2&amp;c=3</l>", "/?a=1&b=2&c=3"),
        ("<l>caf&eacute;&hellip;&nbsp;&unheard;</l>", "café…\xa0&unheard;"),
        ("<l>1 < 2 <3</l>", "1 < 2 <3"),
        ("<l>bell\x07 &#7;&#x1F;&#0;&#xD800;rang</l>", "bell rang"),
        ("<l>&#38; &#60;b&#62; &lt;i&gt;</l> &", "& <b> <i>"),
        ("<l>one<br>two<img src='x'>three<br/></l>", "onetwothree"),
        ("<l v=2.0>quotes</l>", "quotes"),
        ("<l><dc:date>today</dc:date><odd:one/></l>", "today"),
        ("<l><title>a <b>bold</title></l>", "a <b>bold"),
        ("<l><title>open<item>x</item></l>", "openx"),
        ("<l><title><![CDATA[open & wide]]><item/></l>", "open & wide"),
        ("<l><summary type='xhtml'><b>in</b></summary> & <title><i>out</title></l>", "in & <i>out"),
        ("<l>whole</l><script>x()</script>", "whole"),
        ("<l><![CDATA[a & b &amp; <i>]]> & </l>", "a & b &amp; <i> & "),
        ('<?xml?xml version="1.0"?><l>two heads</l>', "two heads"),
        ('<?xml version="1.0"?>\n<?xml version="1.0"?><l>again</l>', "again"),
        ("<br />\n<b>Warning</b>: x on line <b>3</b>\n<rss>behind junk</rss>", "behind junk"),
        ("Notice: y\n<?xml version='1.0'?><l>behind a notice</l>", "behind a notice"),
    ],
)
def test_mistakes_with_a_plain_meaning_are_mended(broken, meant):
    assert texts(broken) == meant


def test_what_is_mended_is_told():
    tree = markup.parse_xml("<l>a & b</l>", subject="feed")

    assert tree.whole
    assert [problem.reason for problem in tree.problems] == ["mended"]


def test_a_torn_document_is_read_as_far_as_it_goes():
    tree = markup.parse_xml("<l><a>first</a><a>seco", subject="feed")

    assert not tree.whole
    assert "".join(tree.root.itertext()) == "firstseco"


@pytest.mark.parametrize("text", ["", "   ", "no markup", "<!-- only -->", "<?xml version='1.0'?>"])
def test_what_is_no_xml_is_not_a_feed(text):
    with pytest.raises(SourceError) as caught:
        markup.parse_xml(text, subject="x")

    assert caught.value.reason == "not a feed"


@given(
    st.lists(
        st.sampled_from(
            [
                *"<>&;\"'=/ax:[]!-? \n",
                "<!DOCTYPE l [",
                "<!ENTITY a 'b'>",
                "]]>",
                "<![CDATA[",
                "<!--",
            ]
        ),
        max_size=60,
    )
)
@settings(max_examples=100)
def test_any_text_gives_a_tree_or_a_reason(pieces):
    try:
        tree = markup.parse_xml("<l>" + "".join(pieces), subject="x")
    except SourceError as error:
        assert error.reason in {"not a feed", "too deep", "too big"}
    else:
        assert tree.root is not None


@pytest.mark.parametrize(
    "piece",
    [
        "<![CDATA[",
        "[CDATA[]]>",
        "<!--",
        "<!",
        "&",
        "<",
        "<a ",
        "<a b=c ",
        "</",
        "<br ",
        "x:",
        " xmlns:a=",
    ],
)
def test_repairs_take_linear_time(piece):
    """A million characters of each trap are over within the suite's patience, or never."""
    try:
        markup.parse_xml("<l>" + piece * (1_000_000 // len(piece)), subject="x")
    except SourceError as error:
        assert error.reason in {"not a feed", "too deep", "too big"}
