"""Broken CSV: a bad row costs itself."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.posts.csv_repair import MAX_FIELD_LINES, BadRow, read_csv_rows


def read(text, width=2):
    return list(read_csv_rows(io.StringIO(text, newline=""), width=width, delimiter=","))


def test_a_quoted_field_may_go_over_lines():
    assert read('a,"one\ntwo ""three"""\nb,four\n') == [
        ["a", 'one\ntwo "three"'],
        ["b", "four"],
    ]


def test_what_is_no_row_is_told_and_the_next_is_read():
    assert read('a,"one\nb,two\n\nc\nd,"x"y\ne,three') == [
        BadRow(line=2, reason="a quotation mark in the wrong place", text='a,"one'),
        ["b", "two"],
        BadRow(line=5, reason="too few columns", text="c"),
        BadRow(line=6, reason="a quotation mark in the wrong place", text='d,"x"y'),
        ["e", "three"],
    ]


def test_a_field_of_endless_lines_is_given_up():
    found = read('a,"one\n' + "b,two\n" * MAX_FIELD_LINES + 'c,three"\n')

    assert isinstance(found[0], BadRow)
    assert found[1] == ["b", "two"]


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), max_size=20))
def test_sound_rows_are_read_as_written(sound):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(sound)

    assert read(stream.getvalue(), width=3) == sound


@given(st.text(alphabet='a",\n\r', max_size=60))
def test_no_line_is_lost(text):
    lines = [line for line in io.StringIO(text, newline="") if line.strip("\r\n")]
    found = read(text)

    told = sum(1 for row in found if isinstance(row, BadRow))
    assert told + sum(1 for row in found if isinstance(row, list)) <= len(lines) or not lines
    assert all(len(row) == 2 for row in found if isinstance(row, list))
