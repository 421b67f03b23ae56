"""What people decide about how a document is read, where the reading is wrong."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from coranto.model.documents import refuse_naive

#: What a remedy is about. "page" takes the page away: it is not the article.
RemedyField = Literal["title", "text", "published", "language", "page"]
REMEDY_FIELDS: tuple[RemedyField, ...] = get_args(RemedyField)
#: Verb of the judgement that a remedy is, and what parts its field from its choice.
REMEDY_VERB = "remedy"
REMEDY_SEPARATOR = ": "
#: The one choice for the field "page".
NOT_THE_ARTICLE = "not the article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One decision of a person about how a document is read."""

    id: int  #: of its judgement: `undo_remedy` takes it back
    document_id: str
    field: RemedyField
    #: "feed" or "page" for title, text and date; a BCP 47 tag for the language;
    #: "not the article" for the page.
    choice: str
    at: datetime
    who: str
    reason: str = ""

    def __post_init__(self) -> None:
        refuse_naive(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """The remedies that hold for one document: the last one for each field."""

    by_field: dict[RemedyField, Remedy] = field(default_factory=dict)

    def choice(self, name: RemedyField) -> str:
        """What was chosen for a field; "" when nobody chose."""
        remedy = self.by_field.get(name)
        return remedy.choice if remedy else ""

    @property
    def ignores_page(self) -> bool:
        """Whether a person said that the page is not the article."""
        return "page" in self.by_field
