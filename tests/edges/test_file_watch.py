"""A file that is saved, in one go or in two, and one that goes away."""

from coranto.edges import file_watch


def test_a_file_is_given_when_it_was_saved_and_when_it_went_away(tmp_path):
    file = tmp_path / "draft.md"
    file.write_text("one", encoding="utf-8")
    saved = file_watch.watch_saves(file, every=0.001)

    given = [next(saved).exists()]
    file.write_text("one and two", encoding="utf-8")
    given.append(next(saved).exists())
    file.unlink()
    given.append(next(saved).exists())
    file.write_text("one", encoding="utf-8")
    given.append(next(saved).exists())

    assert given == [True, True, False, True]
