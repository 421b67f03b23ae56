"""The inbox: stories of a week as people read them, and what they decided about each.

Times are aware and in UTC. Languages are BCP 47 tags, "und" when unknown.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coranto.model.documents import Sureness, Tier, Why, refuse_naive

#: What a person decides about a story. The database holds these words.
StoryVerb = Literal["pick", "drop", "later", "assign", "note"]
#: What has been decided about a story for the edition of a week.
DecisionState = Literal["open", "picked", "dropped", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One judgement of a person about a story of the inbox."""

    id: int  #: of the judgement: `undo_decision` takes it back
    verb: StoryVerb | Literal["undo"]
    story_id: str  #: the story as it is called today
    at: datetime
    who: str
    member_id: str = ""  #: "" for somebody on the command line
    through: str = "command line"  #: or "desk", "api"
    #: "assign": to whom; "later": the last day, in ISO 8601, of the week that it is not told in;
    #: "undo": the id of the judgement that it takes back; else "".
    target: str = ""
    reason: str = ""  #: of a note, its text
    #: What others decided about the story since the person who decides last looked at it.
    others: tuple["Decision", ...] = ()

    def __post_init__(self) -> None:
        refuse_naive(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryOutlet:
    """An outlet that reports a story."""

    source_id: str
    name: str
    country: str  #: ISO 3166-1 alpha-2; "" when unknown
    tier: Tier
    documents: int  #: that it has in the story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryNetwork:
    """A network of accounts that posted a story beyond chance."""

    network_id: str
    accounts: int
    posts: int  #: of the story's own


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A story of one week as a list shows it. Derived: a run or a rebuild writes it anew."""

    story_id: str
    title: str  #: of its best document; a post's first words
    title_language: str
    title_document: str  #: id of the document that the title is of
    languages: tuple[str, ...]  #: primary subtags, the most frequent first
    outlets: tuple[StoryOutlet, ...]  #: in the order in which they reported it
    kinds: tuple[str, ...]  #: of its documents ("article", "post") and of their sources ("agency")
    section: str  #: id of the edition's section that it belongs to
    folders: tuple[str, ...]  #: of its documents' feeds: "World", "World/Europe"
    watch_words: tuple[str, ...]  #: of the desk, that its title or lead holds
    documents: int
    posts: int  #: among the documents
    copies: int  #: documents that reprint another text
    independent: int  #: sources that report on their own; 0 when it has posts only
    independence: tuple[Why, ...]  #: who counts as one
    networks: tuple[StoryNetwork, ...]  #: that pushed it beyond chance
    told: tuple[int, ...]  #: numbers of the editions that had it
    continues: tuple[tuple[int, str], ...]  #: numbers that had an earlier story of it → heading
    sureness: Sureness
    weak_links: tuple[Why, ...]  #: why it is not sure that all is one event
    first_at: datetime  #: its earliest document was published, else first seen
    last_at: datetime  #: its latest one
    arrived_at: datetime  #: its first document came to the desk
    renewed_at: datetime  #: its newest document came to the desk
    score: float
    ranking: tuple[Why, ...]  #: reasons whose values sum up to the score
    is_excluded: bool  #: muted, or outside the desk's topic
    is_no_report: bool  #: by its form, and little else speaks for it
    #: Ids of stories that its documents would have opened: decisions about them are about it.
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLabels:
    """What filters look at of a story: less than its summary, since all stories are looked at."""

    values: dict[str, tuple[str, ...]]  #: key of a filter → the story's values: "language", "tier"
    independent: int  #: as in the summary, as are the others
    renewed_at: datetime
    former_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filter of the inbox that was given a name."""

    id: int
    name: str
    query: str  #: as `format_filter` writes it
    owner: str  #: whose it is; "" when all share it
    made_by: str
    made_at: datetime
