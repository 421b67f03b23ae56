"""Documents → vectors, if the desk names an embedding model; the work goes on without one."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from coranto import settings
from coranto.analysis.stories.calibration import load_known_events
from coranto.analysis.stories.embeddings import ModelCalibration, calibrate_model
from coranto.edges.embedder import Embedder, EmbeddingModel, LocalModel, Vector
from coranto.errors import ModelError
from coranto.model import Document
from coranto.reading.language import packs
from coranto.steps.desk import Desk

VECTORS_FILE = "vectors.db"
#: Characters of a text that are embedded: news is told there, and models read no further.
MAX_EMBEDDED_CHARACTERS = 1_000
#: A language in which a model is heard no more than this is named.
MIN_MODEL_WEIGHT = 0.1

log = logging.getLogger("coranto")


class DeskVectors:
    """The vector of a document, as `analysis.stories` asks for it: None when there is none.

    After a first failure the model is left alone; the failure is logged once.
    """

    def __init__(self, embedder: Embedder, spoken: Sequence[str] = ()) -> None:
        self._embedder = embedder
        self._spoken = spoken  #: languages of the desk
        self.failure = ""  #: why the model is not asked any more

    def __call__(self, document: Document) -> Vector | None:
        """The vector of one document."""
        return self._vectors([_embedded_text(document)])[0]

    @cached_property
    def scale(self) -> ModelCalibration:
        """How alike the model finds reports of events that are known; empty when it fails."""
        told = load_known_events()
        found = self._vectors([each.headline for each in told])
        scale = calibrate_model(
            (each.language, each.event, vector)
            for each, vector in zip(told, found, strict=True)
            if vector is not None
        )
        self._tell(scale)
        return scale

    def _tell(self, scale: ModelCalibration) -> None:
        """Say of which languages of the desk the model knows nothing."""
        known = [
            one
            for (one, other), alike in scale.items()
            if one == other and alike.heard > MIN_MODEL_WEIGHT
        ]
        deaf = [each for each in self._spoken if packs.primary_subtag(each) not in known]
        if deaf and not self.failure:
            log.warning(
                "embed: the model is not heard in %s: it does not tell known events apart there, "
                "or was not asked about any",
                ", ".join(map(packs.language_name, deaf)),
            )

    def prepare(self, documents: Iterable[Document]) -> None:
        """Get the vectors of many at once: one visit of an endpoint instead of many."""
        self._vectors([_embedded_text(document) for document in documents])

    def _vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        if not self.failure:
            try:
                return self._embedder.vectors(texts)
            except ModelError as error:
                self.failure = str(error)
                _log_failure(error)
        return [None] * len(texts)


@contextmanager
def open_vectors(desk: Desk) -> Iterator[DeskVectors | None]:
    """What gives a desk's documents their vectors; None when no model is named or usable."""
    if not desk.settings.semantic.model:
        yield None
        return
    try:
        embedder = Embedder(_embedding_model(desk), desk.folder / VECTORS_FILE)
    except ModelError as error:
        _log_failure(error)
        yield None
        return
    with embedder:
        yield DeskVectors(embedder, desk.settings.desk.languages)


def _embedding_model(desk: Desk) -> EmbeddingModel:
    """The model that the desk's file names; a relative folder is looked for in the desk."""
    named = desk.settings.semantic
    if not named.endpoint:
        folder = desk.folder / named.model
        return LocalModel(str(folder) if folder.is_dir() else named.model)
    # Loaded here: the HTTP library takes 100 ms to load.
    from coranto.edges.embeddings_api import EmbeddingsEndpoint

    return EmbeddingsEndpoint(
        named.endpoint,
        model=named.model,
        key=settings.environment_key(desk.settings),
        seconds=named.seconds,
    )


def _embedded_text(document: Document) -> str:
    return f"{document.title[:MAX_EMBEDDED_CHARACTERS]}\n{document.text[:MAX_EMBEDDED_CHARACTERS]}"


def _log_failure(error: ModelError) -> None:
    log.warning("embed: stories are found without the model: %s", error)
