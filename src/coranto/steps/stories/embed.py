"""Documents → vectors, if the desk names an embedding model.

A model that cannot be used is logged and never ends a run: stories are then found without it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from coranto import settings
from coranto.analysis.stories.calibration import load_known_events
from coranto.analysis.stories.embeddings import ModelCalibration, calibrate_model
from coranto.edges.embedder import (
    BUNDLED_MODEL,
    Embedder,
    EmbeddingModel,
    Vector,
    load_local_model,
)
from coranto.errors import ModelError
from coranto.model import Document
from coranto.reading.language import packs
from coranto.steps.desk import Desk

VECTORS_FILE = "vectors.db"
#: Characters of a title that are embedded.
MAX_TITLE_CHARACTERS = 1_000
#: Characters of a text that are embedded: the news is told there. With 1,000 a transformer takes
#: more than twice as long, and stories of the example week come out alike.
MAX_LEAD_CHARACTERS = 300
#: A desk's language in which the model has no more weight than this is named in the log.
MIN_MODEL_WEIGHT = 0.1

log = logging.getLogger("coranto")


class DeskVectors:
    """The vector of a document, as `analysis.stories` asks for it; None when there is none.

    After a first failure the model is not asked again; the failure is logged once.
    """

    def __init__(self, embedder: Embedder, desk_languages: Sequence[str] = ()) -> None:
        self._embedder = embedder
        self._desk_languages = desk_languages  #: languages of the desk
        self.failure = ""  #: why the model is not asked any more
        self.embedded_documents = 0  #: that the model was asked about, and not the cache
        self.embedding_seconds = 0.0  #: that the model took for them

    def __call__(self, document: Document) -> Vector | None:
        """The vector of one document, None when the model has failed."""
        return self._document_vectors([document])[0]

    @cached_property
    def scale(self) -> ModelCalibration:
        """How similar the model finds reports of known events; empty when it fails.

        One fixed measure for all models made stories worse with good models, so each is
        measured on made-up reports in thirteen languages.
        """
        events = load_known_events()
        vectors = self._vectors([event.headline for event in events])
        scale = calibrate_model(
            (event.language, event.event, vector)
            for event, vector in zip(events, vectors, strict=True)
            if vector is not None
        )
        self._warn_of_unheard_languages(scale)
        return scale

    def _warn_of_unheard_languages(self, scale: ModelCalibration) -> None:
        """Log the languages of the desk in which the model does not tell events apart."""
        heard_languages = [
            language
            for (language, other_language), similarity in scale.items()
            if language == other_language and similarity.heard > MIN_MODEL_WEIGHT
        ]
        unheard_languages = [
            language
            for language in self._desk_languages
            if packs.primary_subtag(language) not in heard_languages
        ]
        if unheard_languages and not self.failure:
            log.warning(
                "embed: the model is not heard in %s: it does not tell known events apart there, "
                "or was not asked about any",
                ", ".join(map(packs.language_name, unheard_languages)),
            )

    def prepare(self, documents: Iterable[Document]) -> None:
        """Compute the vectors of many documents with one request to an endpoint."""
        self._document_vectors(documents)

    def headings(self, headings: Sequence[str]) -> list[Vector | None]:
        """The vector of each heading; None for all when the model has failed."""
        return self._vectors([heading[:MAX_TITLE_CHARACTERS] for heading in headings])

    def _document_vectors(self, documents: Iterable[Document]) -> list[Vector | None]:
        texts_before, seconds_before = self._embedder.computed_texts, self._embedder.model_seconds
        vectors = self._vectors([_embedded_text(document) for document in documents])
        self.embedded_documents += self._embedder.computed_texts - texts_before
        self.embedding_seconds += self._embedder.model_seconds - seconds_before
        return vectors

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
    """Open the embedding model of a desk; None when none is named or it cannot be used."""
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


@contextmanager
def open_offline_vectors(desk: Desk) -> Iterator[DeskVectors | None]:
    """Open the embedding model of a desk if it can be asked without the network; else None."""
    model_settings = desk.settings.semantic
    is_here = model_settings.model == BUNDLED_MODEL or (desk.folder / model_settings.model).is_dir()
    if model_settings.endpoint or not is_here:
        yield None
        return
    with open_vectors(desk) as vectors:
        yield vectors


def _embedding_model(desk: Desk) -> EmbeddingModel:
    """The model that coranto.toml names; a relative folder is looked for in the desk."""
    model_settings = desk.settings.semantic
    if not model_settings.endpoint:
        folder = desk.folder / model_settings.model
        return load_local_model(str(folder) if folder.is_dir() else model_settings.model)
    # Loaded here: the HTTP library takes 100 ms to load.
    from coranto.edges.embeddings_api import EmbeddingsEndpoint

    return EmbeddingsEndpoint(
        model_settings.endpoint,
        model=model_settings.model,
        key=settings.environment_key(desk.settings),
        seconds=model_settings.seconds,
    )


def _embedded_text(document: Document) -> str:
    return f"{document.title[:MAX_TITLE_CHARACTERS]}\n{document.text[:MAX_LEAD_CHARACTERS]}"


def _log_failure(error: ModelError) -> None:
    log.warning("embed: the work goes on without the model: %s", error)
