"""A draft file and the store → what is wrong with the draft, line by line. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from coranto.editing import checks
from coranto.editing import draft as drafts
from coranto.editing.checks import Context
from coranto.model import Document, Draft, Finding
from coranto.steps.compose import sources
from coranto.steps.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft that was understood, and what was found in it."""

    draft: Draft
    context: Context
    findings: tuple[Finding, ...]


def check(desk: Desk, text: str, *, number: int) -> Checked:
    """Check the draft of no. `number`. Raises DraftError where it cannot be understood."""
    draft = drafts.read(text)
    context = _context(desk, draft)
    findings = (*_number(draft, text, number), *checks.check(draft, context))
    return Checked(draft=draft, context=context, findings=findings)


def _number(draft: Draft, text: str, number: int) -> Iterator[Finding]:
    """The number at the top is the number in the file's name."""
    if draft.number != number:
        lines = enumerate(text.splitlines(), start=1)
        yield Finding(
            check="number",
            severity="error",
            line=next(at for at, line in lines if line.strip().startswith("number")),
            message=f"this is no. {draft.number}, in the file of no. {number}.",
            fix=f"write “number: {number}”, or rename the file",
        )


def _context(desk: Desk, draft: Draft) -> Context:
    cited: dict[tuple[str, int], Document] = {}
    for citation in draft.citations:
        document = desk.store.documents.get(citation.document_id, citation.version)
        if document:
            cited[citation.document_id, citation.version] = document
    ids = sorted({document_id for document_id, _ in cited})
    newest = {document.id: document for document in desk.store.documents.many(ids)}
    told = [item.story_id for section in draft.sections for item in section.items]
    return Context(
        documents=cited,
        newest=newest,
        sources=sources(desk),
        told=desk.store.editions.told([id_ for id_ in told if id_]),
    )
