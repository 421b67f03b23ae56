"""The mail: whole where it fits, honest where it does not, readable as plain text."""

import email
import re
from dataclasses import replace
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default
from email.utils import formataddr, parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from coranto.rendering.mail import MAIL_POLICY, MAX_HTML_BYTES, render_mail

SENDER = "The Quay <desk@quay.example>"


def parts(edition, about, sender=SENDER):
    message = email.message_from_bytes(
        render_mail(edition, about=about, sender=sender), policy=default
    )
    text = message.get_body(("plain",)).get_content()
    return message, text, message.get_body(("html",)).get_content()


def many(edition, times):
    section = edition.draft.sections[1]
    items = tuple(
        replace(item, story_id=f"{item.story_id}{n}", heading=f"{item.heading} ({n})")
        for n in range(times)
        for item in section.items
    )
    return replace(edition, draft=replace(edition.draft, sections=(replace(section, items=items),)))


def test_the_same_edition_gives_the_same_mail(editions, about):
    one = render_mail(editions[1], about=about, sender=SENDER)

    assert one == render_mail(editions[1], about=about, sender=SENDER)


def test_the_head_says_which_digest_of_which_day(editions, about):
    message, _, _ = parts(editions[1], about)

    assert message["Subject"] == "The Quay, No. 12: The ferry that did not come down"
    assert message["From"] == SENDER
    assert message["Date"].datetime == editions[1].published
    assert message["Content-Language"] == "en"
    assert re.fullmatch(r"<[0-9a-f]{32}@quay\.example>", message["Message-ID"])
    assert message["To"] is None


def test_a_different_edition_is_a_different_message(editions, about):
    first, _, _ = parts(editions[0], about)
    second, _, _ = parts(editions[1], about)

    assert first["Message-ID"] != second["Message-ID"]


def test_the_text_is_wrapped_and_every_number_has_its_note(editions, about):
    _, text, _ = parts(editions[1], about)

    body, notes = text.split("--- Notes")
    assert all(len(line) <= 72 or "://" in line for line in text.splitlines())
    assert set(re.findall(r"\[(\d+)\]", body)) == set(
        re.findall(r"^\[(\d+)\]", notes, re.MULTILINE)
    )
    assert "    https://ombra-courier.example/2026/11/crane.html" in notes
    assert "Read on the web: https://quay.example/digest/editions/12/" in body


def test_the_first_words_are_what_inboxes_show(editions, about):
    _, _, page = parts(editions[1], about)

    first = html.fromstring(page).xpath("//body//*[normalize-space(text())]")[0]
    assert first.text.startswith("A ferry has been in the air since Tuesday")
    assert "display:none" in first.get("style")


def test_styles_are_in_the_elements_and_dark_mode_stays(editions, about):
    _, _, page = parts(editions[1], about)

    assert "prefers-color-scheme: dark" in page
    assert html.fromstring(page).xpath("//h1/@style")


def test_a_persian_mail_runs_from_right_to_left(editions, about):
    message, _, page = parts(editions[2], about)

    assert html.fromstring(page).get("dir") == "rtl"
    assert message["Subject"] == "The Quay، شمارهٔ ۱۳: کشتی‌ای که پایین نیامد"


@pytest.mark.parametrize("times", [80, 600])
def test_a_large_edition_is_shortened_and_says_so(editions, about, times):
    _, text, page = parts(many(editions[1], times), about)

    assert len(page.encode()) <= MAX_HTML_BYTES
    assert "Shortened to fit in an email" in page
    assert "https://quay.example/digest/editions/12/" in page
    assert f"({times - 1})" in text


def test_as_much_is_told_as_there_is_room_for(editions, about):
    _, _, page = parts(many(editions[1], 80), about)

    assert MAX_HTML_BYTES - 2_000 < len(page.encode()) <= MAX_HTML_BYTES


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(subject=st.lists(WORDS, min_size=1, max_size=30).map(" ".join))
def test_no_header_loses_a_space(subject):
    """Long headers are folded between words that stay apart, in any script."""
    made = EmailMessage(policy=MAIL_POLICY)
    made["Subject"] = subject
    made["From"] = formataddr((subject, "a@b.example"))

    written = made.as_bytes()
    # The older reader is the one that joins what was folded as RFC 2047 says.
    read = email.message_from_bytes(written, policy=compat32)
    assert str(make_header(decode_header(read["Subject"]))) == subject
    name, address = parseaddr(str(make_header(decode_header(read["From"]))))
    assert (name, address) == (subject, "a@b.example")
    assert max(map(len, written.splitlines())) <= 998


def test_a_long_word_does_not_widen_a_mail(editions, about):
    _, _, page = parts(editions[1], about)

    assert (
        "overflow-wrap:anywhere" in html.fromstring(page).xpath("//div[@class='paper']/@style")[0]
    )


def test_where_passages_have_no_room_a_text_has_one_note(editions, about):
    _, _, page = parts(many(editions[1], 20), about)

    notes = html.fromstring(page).xpath("//div[@class='notes']/p")
    links = [note.xpath("a/@href")[0] for note in notes if note.xpath("a")]
    assert len(links) == len(set(links))


def test_texts_that_look_alike_have_a_note_each(editions, about):
    """Two texts without an address or a date, of one outlet."""
    edition = many(editions[1], 20)
    alike = tuple(
        replace(one, url="", published=None, source_id="captain") for one in edition.documents
    )
    _, _, page = parts(replace(edition, documents=alike), about)

    notes = html.fromstring(page).xpath("//div[@class='notes']/p")
    texts = {one.citation.document_id for one in edition.evidence}
    shown = {"dcrane", "den-gull", "den-fog"} & texts
    assert len(notes) == len(shown) == 3


def test_in_a_list_of_links_each_stays_with_the_sign_behind_it(editions, about):
    edition = editions[2]
    first, second = (one for one in edition.documents if one.id in {"dcrane", "den-gull"})
    lead = f"نیز: [{first.title}]({first.url})؛ [{second.title}]({second.url})."
    _, _, page = parts(replace(edition, draft=replace(edition.draft, lead=lead)), about)

    links = html.fromstring(page).xpath("//p[contains(., 'نیز:')]/a")
    assert [link.get("dir") for link in links] == ["ltr", "ltr"]
    assert not any("inline-block" in link.get("style", "") for link in links)


def test_what_looks_like_markup_in_a_passage_stays(with_text, about):
    """The mail is slimmed: nothing that a source wrote may go with it."""
    words = ' class="told" rel="x" title="SHA-256 1" <span>y</span> "'
    _, _, page = parts(with_text(words), about)

    assert words.strip() in html.fromstring(page).text_content()


def test_a_small_edition_is_not_shortened(editions, about):
    _, _, page = parts(editions[1], about)

    assert "Shortened" not in page
    assert all(one.citation.text.split("\n")[0] in page for one in editions[1].evidence)


def test_without_an_address_numbers_lead_nowhere(editions, about):
    _, text, page = parts(editions[1], replace(about, address=""))

    assert "on the web" not in text
    assert not html.fromstring(page).xpath("//sup/a")
    assert html.fromstring(page).xpath("//sup/text()")[0] == "1"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</style><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "one\r\nBcc: everyone@example.org\r\n\r\nbody",
        "a\x00\x1b\ud800\u202e",
        "[x](javascript:alert(1))",
        "w" * 500_000,
        "",
    ],
)
def test_what_sources_wrote_harms_no_mail(with_text, about, text):
    message, _, page = parts(with_text(text), replace(about, title=text))

    tree = html.fromstring(page)
    assert len(page.encode()) <= MAX_HTML_BYTES
    assert message["Bcc"] is None
    assert not tree.xpath("//script | //img | //iframe | //link | //@onerror | //@onclick")
    assert all(url.startswith(("https://", "http://")) for url in tree.xpath("//@href"))
    assert len(tree.xpath("//style")) == 1


def test_a_sender_cannot_add_headers(editions, about):
    message, _, _ = parts(editions[1], about, "Quay\r\nBcc: all@example.org <desk@quay.example>")

    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("desk@quay.example", "The Quay <desk@quay.example>"),
        ("", "The Quay <desk@coranto.invalid>"),
        ("no address", "The Quay <desk@coranto.invalid>"),
    ],
)
def test_from_always_names_the_digest(editions, about, sender, shown):
    assert parts(editions[1], about, sender)[0]["From"] == shown


def test_the_plain_text_looks_as_it_did(editions, about, golden):
    golden("mail.txt", parts(editions[1], about)[1].encode())


def test_the_html_looks_as_it_did(editions, about, golden):
    golden("mail.html", parts(editions[1], about)[2].encode())
