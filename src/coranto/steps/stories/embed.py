"""Documents → vectors, if the desk names an embedding model; the work goes on without one."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from coranto import settings
from coranto.analysis.stories.calibration import reports
from coranto.analysis.stories.embeddings import Scale, measured
from coranto.edges.embedder import Embedder, LocalModel, Model, Vector
from coranto.errors import ModelError
from coranto.model import Document
from coranto.reading.language import packs
from coranto.steps.desk import Desk

FILE = "vectors.db"
#: Characters of a text that are embedded: news is told there, and models read no further.
LEAD = 1_000
#: A language in which a model is heard no more than this is named.
DEAF = 0.1

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
        return self._vectors([_lead(document)])[0]

    @cached_property
    def scale(self) -> Scale:
        """How alike the model finds reports of events that are known; empty when it fails."""
        told = reports()
        found = self._vectors([each.headline for each in told])
        scale = measured(
            (each.language, each.event, vector)
            for each, vector in zip(told, found, strict=True)
            if vector is not None
        )
        self._tell(scale)
        return scale

    def _tell(self, scale: Scale) -> None:
        """Say of which languages of the desk the model knows nothing."""
        known = [
            one for (one, other), alike in scale.items() if one == other and alike.heard > DEAF
        ]
        deaf = [each for each in self._spoken if packs.primary(each) not in known]
        if deaf and not self.failure:
            log.warning(
                "embed: the model is not heard in %s: it does not tell known events apart there, "
                "or was not asked about any",
                ", ".join(map(packs.name, deaf)),
            )

    def prepare(self, documents: Iterable[Document]) -> None:
        """Get the vectors of many at once: one visit of an endpoint instead of many."""
        self._vectors([_lead(document) for document in documents])

    def _vectors(self, texts: Sequence[str]) -> list[Vector | None]:
        if not self.failure:
            try:
                return self._embedder.vectors(texts)
            except ModelError as error:
                self.failure = str(error)
                _log(error)
        return [None] * len(texts)


@contextmanager
def vectors_for(desk: Desk) -> Iterator[DeskVectors | None]:
    """What gives a desk's documents their vectors; None when no model is named or usable."""
    if not desk.settings.semantic.model:
        yield None
        return
    try:
        embedder = Embedder(_model(desk), desk.folder / FILE)
    except ModelError as error:
        _log(error)
        yield None
        return
    with embedder:
        yield DeskVectors(embedder, desk.settings.desk.languages)


def _model(desk: Desk) -> Model:
    """The model that the desk's file names; a relative folder is looked for in the desk."""
    named = desk.settings.semantic
    if not named.endpoint:
        folder = desk.folder / named.model
        return LocalModel(str(folder) if folder.is_dir() else named.model)
    # Loaded here: the HTTP library takes 100 ms to load.
    from coranto.edges.embeddings_api import Endpoint

    return Endpoint(
        named.endpoint,
        model=named.model,
        key=settings.environment_key(desk.settings),
        seconds=named.seconds,
    )


def _lead(document: Document) -> str:
    return f"{document.title[:LEAD]}\n{document.text[:LEAD]}"


def _log(error: ModelError) -> None:
    log.warning("embed: stories are found without the model: %s", error)
