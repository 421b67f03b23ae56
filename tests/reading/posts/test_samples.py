"""Columns of posts, judged by the values in them."""

from coranto.reading.posts.columns import recognise_columns
from coranto.reading.posts.samples import has_rounded_ids, refine_columns


def table(*rows, **chosen):
    columns = recognise_columns(rows[0].keys(), chosen=chosen)
    return refine_columns(columns, rows)


def test_date_and_time_of_day_are_one_time():
    columns, _ = table({"Who": "ana", "created_date": "2025-10-09", "created_time": "12:00:04"},
                       account="Who")  # fmt: skip

    assert columns.of["time"] == ("created_date", "created_time")
    assert columns.describe() == "account=Who, time=created_date + created_time"


def test_a_column_that_has_the_whole_time_stays_alone():
    whole = {"user": "ana", "date": "2025-10-09 12:00:04", "time": "12:00:04"}
    swapped = {"user": "ana", "date": "2025-10-09", "time": "2025-10-09T12:00:04Z"}

    assert table(whole)[0].of["time"] == ("date",)
    assert table(swapped)[0].of["time"] == ("time",)


def test_a_chosen_time_is_not_doubted():
    columns, _ = table({"user": "ana", "date": "2025-10-09", "time": "12:00:04"}, time="date")

    assert columns.of["time"] == ("date",)


def test_the_posts_own_addresses_are_not_their_links():
    rows = [
        {"id": f"11632{at}", "user": "ana", "date": "1760011200",
         "url": f"https://hill.example/@ana/11632{at}"}
        for at in range(3)
    ]  # fmt: skip

    columns, notes = table(*rows)

    assert "links" not in columns.of
    assert columns.of["post"] == ("id",)
    assert '"url" holds the posts\' own addresses' in notes[0]


def test_without_an_id_the_own_address_is_the_id_and_another_column_has_the_links():
    rows = [
        {"user": "ana", "date": "1760011200", "url": "https://lake.example/a",
         "link": f"https://hill.example/p/{at}"}
        for at in range(30)
    ]  # fmt: skip

    columns, _ = table(*rows)

    assert (columns.of["post"], columns.of["links"]) == (("link",), ("url",))


def test_links_to_pages_stay_links():
    rows = [
        {"id": f"11632{at}", "user": "ana", "date": "1760011200",
         "url": f"https://lake.example/{at % 7}"}
        for at in range(30)
    ]  # fmt: skip

    assert table(*rows)[0].of["links"] == ("url",)
    assert table(*rows)[1] == []


def test_ids_that_a_spreadsheet_rounded_are_known():
    assert has_rounded_ids(["1.29403E+18"])
    assert has_rounded_ids(["1,2E+18", "77"])
    assert has_rounded_ids([f"129403{at:09}0000" for at in range(5)])
    assert not has_rounded_ids([f"1294030000{at:09}" for at in range(100)])
    assert not has_rounded_ids(["3e10", "ana+E+1", "100000000000000", "", None])


def test_accounts_on_instagram_are_told_apart_by_their_user_names():
    """Two people may both be called Ana."""
    row = {"Account": "Ana", "User Name": "ana_77", "Post Created": "2025-10-09 12:00:01 EDT",
           "URL": "https://i.example/p/Ca1/", "Link": "https://i.example/p/Ca1/", "Photo": "",
           "Description": "Shut"}  # fmt: skip

    columns, _ = table(row)

    assert columns.layout == "CrowdTangle, Instagram"
    assert columns.of["account"] == ("User Name",)
    assert "links" not in columns.of
