"""Who works at a desk, how they prove it, and the record of what they did.

Secrets are none of these values: the store has only their hashes. Times are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from coranto.model.documents import refuse_naive

# The database and the audit hold these words: renaming one needs a migration.
Role = Literal["reader", "editor", "publisher", "owner"]
#: Every role, from the one that may least.
ROLES: tuple[Role, ...] = get_args(Role)
MemberState = Literal["invited", "active", "disabled"]
LinkPurpose = Literal["owner", "invitation", "recovery"]
#: What a personal access token may be used for; each further one includes those before it.
TokenScope = Literal["read", "decide", "write"]
TOKEN_SCOPES: tuple[TokenScope, ...] = get_args(TokenScope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and by which way."""

    name: str
    member_id: str = ""  #: "" for a name that was only given, as on the command line
    through: str = "command line"  #: or "desk", "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who works at the desk."""

    id: str
    name: str  #: as judgements and the audit bear it; no other member has it
    role: Role
    #: BCP 47 tags that the role holds for; elsewhere the member is a reader. () for all.
    role_languages: tuple[str, ...] = ()
    state: MemberState = "active"
    created: datetime
    language: str = ""  #: of the desk's own words; "" for what the browser asks for
    theme: str = ""  #: "light", "dark"; "" for what the browser asks for
    keys: Mapping[str, str] = field(default_factory=dict)  #: command → key, where remapped

    def __post_init__(self) -> None:
        refuse_naive(self.created)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that a member signed in with."""

    id: str  #: names the session in lists; it is not the secret that the browser holds
    member_id: str
    created: datetime
    last_used: datetime
    expires: datetime  #: at the latest, however much it is used
    address: str  #: of the network that it was started from
    agent: str  #: what the browser says of itself

    def __post_init__(self) -> None:
        refuse_naive(self.created, self.last_used, self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A key of WebAuthn that a member's device holds the secret half of."""

    id: str  #: credential id, base64url
    member_id: str
    name: str
    public_key: bytes  #: COSE
    sign_count: int  #: uses that the device has counted; 0 when it counts none
    created: datetime
    last_used: datetime | None

    def __post_init__(self) -> None:
        refuse_naive(self.created, self.last_used)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A personal token for the API and the command line."""

    id: str
    member_id: str
    name: str  #: what it is for, in the member's words
    scopes: tuple[TokenScope, ...]
    created: datetime
    expires: datetime
    last_used: datetime | None = None

    def __post_init__(self) -> None:
        refuse_naive(self.created, self.expires, self.last_used)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """An address that makes an owner, or lets an invited or locked-out member in, once."""

    id: str
    purpose: LinkPurpose
    member_id: str  #: "" for the first owner, who is nobody yet
    member_name: str
    created: datetime
    expires: datetime

    def __post_init__(self) -> None:
        refuse_naive(self.created, self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act of a person, chained to the one before it by its hash."""

    number: int  #: from 1, without a gap
    at: datetime
    actor: Actor
    action: str  #: as in `steps/members/permissions.py`, or finer: "members.role"
    subject: str  #: what it was done to
    before: Mapping[str, Any]  #: plain JSON values; empty for what was not there
    after: Mapping[str, Any]
    previous_hash: str  #: of the entry before; "" for the first
    hash: str  #: SHA-256 over all of the above, in hex

    def __post_init__(self) -> None:
        refuse_naive(self.at)
