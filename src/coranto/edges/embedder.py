"""Turn texts into vectors with an embedding model, and keep them in a file.

An optional door. Knows models and the file `vectors.db`; what vectors mean is not known
here. Whatever goes wrong is a ModelError: the caller goes on without vectors.
"""

import hashlib
import math
import os
import sqlite3
from array import array
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

from coranto.errors import ModelError

#: So many texts are asked for at once: what small servers take.
TEXTS_PER_BATCH = 64
#: A vector shorter than this is rounding error: it points nowhere.
MIN_VECTOR_LENGTH = 1e-30
#: Endings of the files that a model is made of, and the one that tells sentence-transformers how.
MODEL_FILE_SUFFIXES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt"})
MODULES_FILE = "modules.json"
VECTORS_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
  model TEXT NOT NULL,
  text BLOB NOT NULL,   -- SHA-256 of the text, in UTF-8
  vector BLOB NOT NULL, -- numbers in single precision, of this machine; none for no vector
  PRIMARY KEY (model, text)
) WITHOUT ROWID
"""

Vector: TypeAlias = Sequence[float]  #: an array in single precision, of length 1


class EmbeddingModel(Protocol):
    """What makes vectors."""

    @property
    def name(self) -> str:
        """Tells the model from all others: vectors of two names are never compared."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, all of one length. Raises ModelError."""


class LocalModel:
    """A model on this machine: a static one, or one of sentence-transformers.

    `model` is a folder, or a name on the Hugging Face hub, from where it is fetched once. What
    model2vec cannot read is given to sentence-transformers, if that is installed.
    """

    def __init__(self, model: str) -> None:
        self._model = model

    @cached_property
    def name(self) -> str:
        """The model's name; for a folder, with a fingerprint of its files."""
        folder = Path(self._model)
        return f"{self._model} {_fingerprint_files(folder)}" if folder.is_dir() else self._model

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text. Raises ModelError."""
        try:
            return [vector.tolist() for vector in self._loaded.encode(list(texts))]
        except ModelError:
            raise
        except Exception as error:  # whatever its libraries raise
            raise ModelError(
                f"the model {self._model} failed: {_first_error_line(error)}"
            ) from error

    @cached_property
    def _loaded(self) -> Any:
        try:
            import model2vec
        except ImportError as error:
            raise ModelError('a model needs `pip install "coranto[semantic]"`') from error
        try:
            return model2vec.StaticModel.from_pretrained(self._model, force_download=False)
        except Exception as error:  # noqa: BLE001 - tokenizers raises Exception itself
            return self._sentence_model(error)

    def _sentence_model(self, failure: Exception) -> Any:
        """The model as sentence-transformers reads it. Raises ModelError."""
        failed = f"the model {self._model} cannot be loaded: {_first_error_line(failure)}"
        if not self._is_transformer():
            raise ModelError(failed) from failure
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ModelError(
                f"{failed}; one that is not static needs `pip install sentence-transformers`"
            ) from failure
        try:
            return SentenceTransformer(self._model, device="cpu")
        except Exception as error:  # whatever its libraries raise
            raise ModelError(
                f"{failed}; nor as a sentence model: {_first_error_line(error)}"
            ) from error

    def _is_transformer(self) -> bool:
        file = Path(self._model) / MODULES_FILE
        try:
            if not Path(self._model).is_dir():
                from huggingface_hub import hf_hub_download

                file = Path(hf_hub_download(self._model, MODULES_FILE))
            return "Transformer" in file.read_text("utf-8")
        except Exception:  # noqa: BLE001 - no such name, no network, no library: it is none
            return False


def _fingerprint_files(folder: Path) -> str:
    """Changes when the files of a model do; reads only the ends of large ones."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in MODEL_FILE_SUFFIXES and path.is_file():
            with path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                digest.update(f"{path.relative_to(folder)} {size}\n".encode())
                for start in (0, max(0, size - 65_536)):
                    file.seek(start)
                    digest.update(file.read(65_536))
    return digest.hexdigest()[:12]


def _first_error_line(error: BaseException) -> str:
    """The first line of what a library says went wrong."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


class Embedder:
    """Vectors of texts: from the file when they are known, else from the model.

    A context manager. The file is only a cache: it may be deleted at any time.
    """

    def __init__(self, model: EmbeddingModel, path: Path) -> None:
        """Opens or makes the file. Raises ModelError when it cannot be used."""
        self._model = model
        self._path = path
        self._database = sqlite3.connect(path, timeout=10)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(VECTORS_SCHEMA)
        except sqlite3.Error as error:
            self._database.close()
            raise self._unusable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        """For each text its vector, or None when the model has nothing to say of it.

        Raises ModelError. What was got before that is kept.
        """
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        marks = [hashlib.sha256(text.encode()).digest() for text in texts]
        try:
            known = {mark: found for mark in marks if (found := self._known(mark)) is not None}
            missing = {m: t for m, t in zip(marks, texts, strict=True) if m not in known}
            for part in _split_batches(list(missing)):
                made = self._made([missing[mark] for mark in part])
                known |= dict(zip(part, made, strict=True))
                self._keep(dict(zip(part, made, strict=True)))
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        return [known[mark] or None for mark in marks]

    def _made(self, texts: Sequence[str]) -> "list[array[float]]":
        vectors = self._model.embed(texts)
        sizes = {len(vector) for vector in vectors} | self._size_before
        if len(sizes) > 1:
            among = " and ".join(map(str, sorted(sizes)))
            raise ModelError(f"{self._model.name}: vectors of {among} numbers do not compare")
        return [_normalise_vector(vector) for vector in vectors]

    @property
    def _size_before(self) -> set[int]:
        """How many numbers the model's vectors had so far; empty at first."""
        query = "SELECT length(vector) FROM vectors WHERE model = ? AND length(vector) > 0 LIMIT 1"
        return {row[0] // 4 for row in self._database.execute(query, [self._model.name])}

    def _known(self, mark: bytes) -> "array[float] | None":
        query = "SELECT vector FROM vectors WHERE model = ? AND text = ?"
        row = self._database.execute(query, [self._model.name, mark]).fetchone()
        if row is None:
            return None
        vector = array("f", row[0][: len(row[0]) // 4 * 4])
        return vector if all(map(math.isfinite, vector)) else None

    def _keep(self, made: "dict[bytes, array[float]]") -> None:
        rows = [(self._model.name, mark, vector.tobytes()) for mark, vector in made.items()]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _unusable(self, error: sqlite3.Error) -> ModelError:
        return ModelError(f"{self._path} cannot be used: {error}. It may be deleted.")


def _split_batches(marks: list[bytes]) -> list[list[bytes]]:
    return [
        marks[start : start + TEXTS_PER_BATCH] for start in range(0, len(marks), TEXTS_PER_BATCH)
    ]


def _normalise_vector(numbers: Sequence[float]) -> "array[float]":
    """The direction of a vector; empty for one that has none."""
    length = math.hypot(*numbers)
    if not MIN_VECTOR_LENGTH < length < math.inf:
        return array("f")
    return array("f", [number / length for number in numbers])
