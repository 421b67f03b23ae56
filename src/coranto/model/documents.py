"""What the desk collects and derives: sources, captures, documents, stories, judgements.

Times are aware and in UTC. Languages are BCP 47 tags, "und" when unknown.
Offsets count characters (code points) of the text they point into.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

# The database and published editions hold these words: a new one needs no migration, but a
# renamed or removed one would stay in old rows and old editions.
SourceKind = Literal[
    "agency", "newspaper", "broadcaster", "blog", "ministry", "organisation", "account", "unknown"
]
FeedKind = Literal["rss", "rdf", "atom", "json", "sitemap", "telegram", "page", "unknown"]
#: How much a desk trusts and wants a source, 1 for most: set by a person, never computed.
Tier = Literal[1, 2, 3]
#: How sure it is that the documents of a story report one event.
Sureness = Literal["sure", "weak"]
#: The signal of the reason that says what little joins a document to a story.
WEAK_SIGNAL = "joined weakly"
#: The verb of a judgement that takes back another, whose id is its object.
UNDO_VERB = "undo"
DocumentKind = Literal["article", "post", "transcript"]
Relation = Literal["owner", "funder", "affiliation", "typology"]
#: Where a value was read: the page, the feed's entry, or worked out from the text. "guess" is a
#: date that a library picked out of a page which claims none.
Origin = Literal["page", "feed", "text", "guess", "none"]
#: How a page says when it was published: in metadata of the article's own, in other metadata or
#: for readers to see, or not at all: then a library guessed.
DateClaimKind = Literal["typed", "shown", "guessed", "none"]


def to_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a naive one."""
    # No zone is guessed: a wrong one would move a document by up to a day, out of its week.
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC)


def refuse_naive(*moments: datetime | None) -> None:
    """Raise ValueError for a moment that is not in UTC; None passes."""
    # Only UTC, since the store compares times as texts.
    for moment in moments:
        if moment is not None and (moment.tzinfo is None or moment.utcoffset() != timedelta(0)):
            raise ValueError(f"{moment!r} is not in UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason behind a score, in an editor's words."""

    signal: str  #: the signal that was evaluated: "shared names"
    value: float  #: what it added to the score
    detail: str  #: the evidence: "Brasília, Lula"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One faulty part of an answer or a file that was left out, with the reason."""

    subject: str  #: the feed, entry, file or line it was found in
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One fact about who owns, funds or directs a source, with where it is written."""

    relation: Relation
    value: str
    reference: str  #: an address or a citation; "" when the register gives none
    as_of: str = ""  #: the date of the fact as the register writes it
    register: str = ""  #: the file it was imported from; "" when typed in
    row: str = ""  #: the row or record of that file, counted from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet, institution or account."""

    id: str  #: short, readable, stable: "ombra-courier"
    name: str
    homepage: str = ""
    kind: SourceKind = "unknown"
    country: str = ""  #: ISO 3166-1 alpha-2; "" when unknown
    languages: tuple[str, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()  #: empty means unreviewed
    # Removed, not deleted: published editions cite its documents.
    removed: datetime | None = None
    tier: Tier | None = None  #: None: that of its feeds' folder, else 2
    weight: float | None = None  #: how much it counts beside others of its tier; None as for `tier`

    @property
    def sole_language(self) -> str:
        """The language of all that it publishes; "" for none or several."""
        return self.languages[0] if len(self.languages) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address of a source that is polled, with the state of polling it."""

    id: str  #: first 12 hex digits of the SHA-256 of its address
    source_id: str
    url: str
    kind: FeedKind = "unknown"
    title: str = ""
    selector: str = ""  #: CSS selector of the links, for kind "page"
    pages: Literal["auto", "never"] = "auto"  #: whether the articles' pages are fetched
    attributes: dict[str, str] = field(default_factory=dict)  #: foreign OPML attributes
    folder: tuple[str, ...] = ()  #: OPML outlines above it
    etag: str = ""
    last_modified: str = ""
    failures: int = 0  #: consecutive ones; 0 after a success
    not_before: datetime | None = None  #: not polled earlier (Retry-After, back-off)
    moved_to: str = ""  #: the address a permanent redirect led to
    removed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the desk's list of feeds, with what holds for the sources in it."""

    path: tuple[str, ...]  #: OPML outlines, the outermost first
    tier: Tier | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLocation:
    """The place of a capture's record in the archive."""

    file: str  #: relative to the archive's folder
    offset: int  #: bytes
    length: int  #: bytes, compressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP response as it came, kept in the archive."""

    sha256: str  #: of the payload as it came: transfer coding undone, content coding kept
    url: str  #: the address that answered
    at: datetime
    status: int
    content_type: str
    place: RecordLocation
    run_id: int
    feed_id: str = ""  #: the feed that was polled; "" for a page
    asked: str = ""  #: the address first asked for, when redirects led to `url`

    def __post_init__(self) -> None:
        refuse_naive(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, as the feed gives it."""

    key: str  #: the feed's own id of it, else its address, else a hash of its title and text
    url: str  #: cleaned, absolute; "" when the entry has none
    title: str  #: plain text
    kind: DocumentKind = "article"
    published_raw: str = ""  #: as written
    updated_raw: str = ""
    language: str = "und"  #: as declared by the entry or its feed
    authors: tuple[str, ...] = ()
    summary: str = ""  #: HTML as written; untrusted, to be sanitised before any use
    content: str = ""  #: the same
    tags: tuple[str, ...] = ()
    source_name: str = ""  #: the outlet it comes from, where that is another than its feed's
    source_url: str = ""  #: cleaned: of that outlet's site or feed
    is_aggregated: bool = False  #: whether its feed passes on what other outlets publish


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What one capture of a feed says."""

    kind: FeedKind
    title: str = ""
    homepage: str = ""
    language: str = "und"
    generator: str = ""
    entries: tuple[Entry, ...] = ()
    feeds: tuple[str, ...] = ()  #: further sitemaps, for a sitemap index
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """A date as written, and the moment it means where that is certain."""

    # Kept as written, too: an editor may know what the parser could not.
    raw: str
    at: datetime | None  #: None when it is unknown or absurd
    precise: Literal["second", "day", "month", "none"] = "second"
    note: str = ""  #: why it is unknown, or what was assumed ("no zone given: UTC")

    def __post_init__(self) -> None:
        refuse_naive(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one capture of an article's page says. Unknown is "" or "und"."""

    title: str = ""
    text: str = ""  #: paragraphs parted by one newline
    authors: tuple[str, ...] = ()
    published_raw: str = ""
    published_kind: DateClaimKind = "shown"
    updated_raw: str = ""
    site_name: str = ""
    canonical: str = ""  #: the page's own claim, cleaned; believed only within the same site
    language: str = "und"  #: as declared
    links: tuple[str, ...] = ()  #: addresses in the article's text, cleaned
    titles: tuple[str, ...] = ()  #: every title that the page gives itself, most trusted first
    description: str = ""  #: what its metadata say of it, for other sites to show
    link_share: float = 0.0  #: of the characters that the page shows, 0 to 1
    is_paid: bool = False  #: whether the page says that not everybody may read it
    is_beginning: bool = False  #: whether the text breaks off where a wall begins
    asks_for_password: bool = False
    is_gate: bool = False  #: whether the text stands in a dialog, or around a form or a button
    is_marked_as_article: bool = True  #: whether markup, date, author or description say so
    is_named_as_site: bool = False  #: whether the only title is that of the front page
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One published text in one version, as one capture had it."""

    # From the address, not from the text: an edited article keeps its id.
    id: str  #: "d" and 12 base-32 digits of the SHA-256 of its key
    version: int  #: 1, 2, … ; a new one when the outlet edits the text or title
    source_id: str
    kind: DocumentKind
    key: str  #: its address without tracking, AMP and mobile forms: see reading/urls.py
    url: str  #: the address to show and link
    title: str
    text: str
    language: str = "und"
    published: datetime | None = None  #: None when the source does not say
    published_raw: str = ""
    precise: Literal["second", "day", "month", "none"] = "none"
    authors: tuple[str, ...] = ()
    site_name: str = ""
    links: tuple[str, ...] = ()
    title_from: Origin = "none"
    text_from: Origin = "none"
    published_from: Origin = "none"
    language_from: Origin = "none"
    # Always known, where `published` often is not: what has no date is ordered by it.
    seen: datetime  #: when the capture it was read from was made
    capture: str = ""  #: SHA-256 of that capture
    text_sha256: str = ""  #: of title, newline, text, in UTF-8
    is_beginning: bool = False  #: whether its page keeps the rest of the text behind a wall
    #: What people chose in the reading of this version: field of a remedy, id of its judgement.
    judged: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        refuse_naive(self.published, self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Which story a document belongs to, and why."""

    document_id: str
    story_id: str
    score: float
    reasons: tuple[Why, ...] = ()
    #: The part of the story that the document surely belongs to: the story's own id, or the id of
    #: the story that this part would be alone; "" in rows from before parts were told apart.
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Documents that report the same event, in the order they were published."""

    id: str  #: "s" and 12 base-32 digits, from its first document
    documents: tuple[Document, ...]
    placements: tuple[Placement, ...] = ()
    #: Documents of stories that continue it within the edition's week, in the order of time.
    later: tuple[Document, ...] = ()

    @property
    def sureness(self) -> Sureness:
        """Whether evidence beyond chance, or a person, joins all of its documents."""
        return "weak" if len(self.parts) > 1 else "sure"

    @property
    def parts(self) -> tuple[tuple[Document, ...], ...]:
        """The documents that surely belong together, part by part, the largest part first."""
        part_of = {placement.document_id: placement.part for placement in self.placements}
        documents_by_part: dict[str, list[Document]] = {}
        for document in self.documents:
            part = part_of.get(document.id) or self.id
            documents_by_part.setdefault(part, []).append(document)
        parts = sorted(documents_by_part.values(), key=len, reverse=True)
        return tuple(map(tuple, parts))

    @property
    def weak_links(self) -> tuple[Why, ...]:
        """Why its parts were joined although that is not sure; empty for a sure story."""
        if self.sureness == "sure":
            return ()
        ids = {document.id for document in self.documents}
        return tuple(
            why
            for placement in self.placements
            if placement.document_id in ids
            for why in placement.reasons
            if why.signal == WEAK_SIGNAL
        )

    def span(self) -> tuple[datetime, datetime]:
        """The earliest and latest publication of its documents (else when first seen)."""
        moments = [document.published or document.seen for document in self.documents]
        return min(moments), max(moments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words that stand in two texts: where in the copy, and where in its origin."""

    start: int
    end: int
    origin_start: int
    origin_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One document reprints another, or says that it does."""

    document_id: str
    origin_id: str  #: "" when only a credit tells of an origin that is not here
    # Two shares: a short notice may stand whole in a report that it is a small part of.
    overlap: float  #: share of the copy's own words that stand in the origin, 0 to 1
    origin_overlap: float  #: share of the origin's own words that stand in the copy
    passages: tuple[Passage, ...] = ()
    credit: str = ""  #: whom the copy names as its origin: "Reuters"
    reasons: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision of a person. Appended, never edited; a later one may reverse it."""

    at: datetime
    who: str
    verb: str  #: "merge", "split", "publish", "reject", "rename" …
    subject: str
    object: str = ""
    reason: str = ""
    member_id: str = ""  #: "" for a name that was only given
    through: str = "command line"  #: or "desk", "api"
