"""Lines are completed and trimmed by where they stand in the page."""

import pytest

from coranto.reading import pages
from coranto.reading.pages import blocks, completion

TITLE = "Tin boats for Ombra"
STANDFIRST = (
    "The council has voted for boats made of tin, and the harbour master says that it had no choice"
)
FIRST = "The harbour council of Lower Ombra voted on Tuesday to replace its two wooden ferries."
SECOND = "Opponents fear the noise, and a petition against the boats has four hundred names by now."


def completed(body: str, *lines: str) -> list[str]:
    tree = pages.parse_html(f"<html><body>{body}</body></html>")
    return completion.complete_lines(lines, blocks.page_blocks(tree), title=TITLE)


def body_of(*elements: str, above: str = "") -> str:
    return f"<h1>{TITLE}</h1>{above}<div class='body'>{''.join(elements)}</div>"


def test_a_standfirst_between_headline_and_body_is_of_the_text():
    above = f"<div class='lead'>{STANDFIRST}</div><p>By Ilva Terrence</p>"

    lines = completed(body_of(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>", above=above), FIRST, SECOND)

    assert lines == [STANDFIRST, FIRST, SECOND]


@pytest.mark.parametrize(
    "above",
    [
        f"<figure><figcaption>{STANDFIRST}</figcaption></figure>",
        f"<nav><p>{STANDFIRST}</p></nav>",
        f"<p class='newsletter-box'>{STANDFIRST}</p>",
        f"<p><a href='/other'>{STANDFIRST}</a></p>",
        "".join(f"<p>{number}. {STANDFIRST}</p>" for number in range(9)),
        f"<ul><li>{STANDFIRST}</li></ul>",
    ],
)
def test_captions_menus_appeals_links_and_other_texts_are_no_standfirst(above):
    lines = completed(body_of(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>", above=above), FIRST, SECOND)

    assert lines == [FIRST, SECOND]


DATED_CAPTION = (
    "The ferries of Lower Ombra in March 1987, seen from the pier (Photo: Harbour Archive)"
)


@pytest.mark.parametrize(
    "above",
    [
        "<p>PUBLISHED: November 19, 2026 at 8:59 p.m. | UPDATED: November 19, 2026, 9:16 p.m.</p>",
        "<p>Gazeta do Porto | 04.05.2026 às 13h36 • Atualizado às 20h13 | Por Ilva Terrence</p>",
        f"<div><img src='a.jpg'><div class='x'>{DATED_CAPTION}</div></div>",
    ],
)
def test_lines_of_times_and_dated_captions_are_no_standfirst(above):
    lines = completed(body_of(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>", above=above), FIRST, SECOND)

    assert lines == [FIRST, SECOND]


@pytest.mark.parametrize(
    "above",
    [
        f"<p>{DATED_CAPTION}</p>",
        f"<div><img src='a.jpg'><p>{DATED_CAPTION}.</p></div>",
        f"<div><img src='a.jpg'><p>{STANDFIRST}</p></div>",
        "<p>The last ferry of 2026 leaves at 8:59, and no one on the whole island steers it.</p>",
    ],
)
def test_a_standfirst_may_name_a_year_or_stand_beside_a_picture(above):
    lines = completed(body_of(f"<p>{FIRST}</p>", f"<p>{SECOND}</p>", above=above), FIRST, SECOND)

    assert len(lines) == 3


def test_a_skipped_paragraph_between_two_of_the_text_is_taken():
    third = "The tin boats are due in spring, and the wooden ones go to the museum of the harbour."
    box = f"<div class='box'><p>{STANDFIRST}.</p></div>"
    body = body_of(f"<p>{FIRST}</p><p>{SECOND}</p>{box}<p>{third}</p>")

    assert completed(body, FIRST, third) == [FIRST, SECOND, third]


def test_lists_of_links_are_left_out_and_a_single_one_stays():
    links = [f"The night that ferry no. {number} sank" for number in range(3)]
    body = body_of(
        f"<p>{FIRST}</p><p><a href='/0'>{links[0]}</a></p><p>{SECOND}</p>",
        f"<ul><li><a href='/1'>{links[1]}</a></li><li><a href='/2'>{links[2]}</a></li></ul>",
        f"<p>{FIRST} Again.</p>",
    )

    lines = completed(body, FIRST, links[0], SECOND, *links[1:], f"{FIRST} Again.")

    assert lines == [FIRST, links[0], SECOND, f"{FIRST} Again."]


def test_short_lines_behind_the_last_paragraph_stay_if_marked_up_as_paragraphs_are():
    body = body_of(f"<p>{FIRST}</p>" * 3, f"<p>{SECOND}</p><p>It is so.</p><span>Agency</span>")

    lines = completed(body, FIRST, FIRST, FIRST, SECOND, "It is so.", "Agency")

    assert lines == [FIRST, FIRST, FIRST, SECOND, "It is so."]


def test_a_short_sentence_beside_the_last_paragraph_stays_whatever_its_class():
    body = body_of(
        f"<p>{FIRST}</p>" * 3,
        f"<p>{SECOND}</p><p class='end'>So ist es.</p><p class='end'>Agency</p>",
        "<p class='end'><a href='/all'>Read all about tin.</a></p>",
    )

    lines = completed(
        body, FIRST, FIRST, FIRST, SECOND, "So ist es.", "Agency", "Read all about tin."
    )

    assert lines == [FIRST, FIRST, FIRST, SECOND, "So ist es."]


def test_a_table_behind_the_text_stays():
    rows = [f"Boat {number} | tin" for number in range(20)]
    cells = "".join(f"<tr><td>Boat {number}</td><td>tin</td></tr>" for number in range(20))

    lines = completed(body_of(f"<p>{FIRST}</p><table>{cells}</table>"), FIRST, *rows)

    assert lines == [FIRST, *rows]


def test_notices_are_left_out_by_their_markup_in_every_language():
    notice = "كل صباح تصلكم أخبار الميناء إلى بريدكم الإلكتروني مجاناً فلا تفوتوا شيئاً منها."
    body = body_of(f"<p>{FIRST}</p><p class='box-newsletter'>{notice}</p><p>{SECOND}</p>")

    lines = completed(body, FIRST, notice, SECOND, "© Ombra Post 2026")

    assert lines == [FIRST, SECOND]


def test_a_page_that_is_all_notices_keeps_its_text():
    body = body_of(f"<p class='newsletter-item'>{FIRST}</p><p class='newsletter-item'>{SECOND}</p>")

    assert completed(body, FIRST, SECOND) == [FIRST, SECOND]
