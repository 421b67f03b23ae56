"""What a week's texts show together: its agenda, repeated texts, outlets without reports. Pure.

Reading a week takes long, so what was read can be kept as JSON: a story that people change is then
ranked anew as the whole week would rank it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from coranto.editing.ranking.agenda import MIN_OTHER_OUTLETS, Agenda, names_in, read_agenda
from coranto.editing.ranking.form import (
    DocumentForm,
    RepeatedTexts,
    count_marked_texts,
    document_form,
    find_repeated_texts,
)
from coranto.model import Document


@dataclass(frozen=True, kw_only=True)
class WeekEvidence:
    """What the signals of the ranking know of a week as a whole."""

    agenda: Agenda
    repeated: RepeatedTexts
    marked_by_outlet: Mapping[str, tuple[int, int]]  #: texts that are no reports, all texts
    _forms: dict[str, DocumentForm] = field(default_factory=dict)

    def own_form(self, document: Document) -> DocumentForm:
        """What a document is by its form, whatever its outlet's other texts are."""
        if document.id not in self._forms:
            self._forms[document.id] = document_form(document, self.repeated)
        return self._forms[document.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KeptEvidence:
    """The evidence of a week as JSON has it: outlets by their number in `outlets`."""

    outlets: tuple[str, ...]
    names: dict[str, tuple[int, ...]]
    repeated: tuple[tuple[str, str], ...]
    marked: dict[str, tuple[int, int]]


def gather_evidence(documents: Iterable[Document]) -> WeekEvidence:
    """Read the documents of a week."""
    document_list = list(documents)
    forms: dict[str, DocumentForm] = {}
    repeated = find_repeated_texts(document_list)
    without_outlets = WeekEvidence(
        agenda=read_agenda(document_list), repeated=repeated, marked_by_outlet={}, _forms=forms
    )
    return WeekEvidence(
        agenda=without_outlets.agenda,
        repeated=repeated,
        marked_by_outlet=count_marked_texts(document_list, without_outlets.own_form),
        _forms=forms,
    )


def encode_evidence(evidence: WeekEvidence) -> bytes:
    """The evidence as JSON, without what concerns single documents."""
    # A name of fewer outlets counts for none of them.
    counted_names = {
        name: outlets
        for name, outlets in evidence.agenda.outlets_by_name.items()
        if len(outlets) >= MIN_OTHER_OUTLETS
    }
    outlets = sorted(frozenset[str]().union(*counted_names.values()))
    numbers = {outlet: number for number, outlet in enumerate(outlets)}
    kept = _KeptEvidence(
        outlets=tuple(outlets),
        names={
            name: tuple(sorted(numbers[outlet] for outlet in counted_names[name]))
            for name in sorted(counted_names)
        },
        repeated=tuple(sorted(evidence.repeated.keys)),
        marked=dict(sorted(evidence.marked_by_outlet.items())),
    )
    return msgspec.json.encode(kept)


def decode_evidence(encoded: str, documents: Iterable[Document]) -> WeekEvidence:
    """The evidence of a week, for these of its documents. Raises msgspec.DecodeError."""
    kept = msgspec.json.decode(encoded, type=_KeptEvidence)
    outlets_by_name = {
        name: frozenset(kept.outlets[number] for number in numbers)
        for name, numbers in kept.names.items()
    }
    names = frozenset(outlets_by_name)
    return WeekEvidence(
        agenda=Agenda(
            outlets_by_name=outlets_by_name,
            names_by_document={
                document.id: names_in(document, names)
                for document in documents
                if document.kind != "post"
            },
        ),
        repeated=RepeatedTexts(frozenset(kept.repeated)),
        marked_by_outlet=kept.marked,
    )
