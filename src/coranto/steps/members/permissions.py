"""Which role may do what: one table, for the pages, the API and the command line. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coranto.errors import DeskError
from coranto.model.members import ROLES, TOKEN_SCOPES, AccessToken, Member, Role, TokenScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What an action asks for."""

    role: Role  #: the least that may do it
    scope: TokenScope  #: the least that a personal token needs for it
    by_language: bool = False  #: a role for one of the languages that it is about is enough


_READ = Permission(role="reader", scope="read")
_COMMENT = Permission(role="reader", scope="decide")
_OWN_ACCOUNT = Permission(role="reader", scope="write")
_DECIDE = Permission(role="editor", scope="decide", by_language=True)
_WRITE = Permission(role="editor", scope="write", by_language=True)
_EDIT_DESK = Permission(role="editor", scope="write")
_PUBLISH = Permission(role="publisher", scope="write")
_OWN_DESK = Permission(role="owner", scope="write")

#: Action → what it asks for. Whatever a page, the API or a command changes is one of these.
ACTIONS: Mapping[str, Permission] = MappingProxyType(
    {
        "read": _READ,
        "account": _OWN_ACCOUNT,  # own sessions, password, passkeys, tokens, preferences
        "note": _COMMENT,
        "decide": _DECIDE,  # any of the following up to "remedy"
        "pick": _DECIDE,
        "drop": _DECIDE,
        "later": _DECIDE,
        "assign": _DECIDE,
        "undo": _DECIDE,
        "merge": _DECIDE,
        "split": _DECIDE,
        "move": _DECIDE,
        "apart": _DECIDE,
        "confirm": _DECIDE,
        "deny": _DECIDE,
        "remedy": _DECIDE,
        "write": _WRITE,
        "compose": _EDIT_DESK,
        "sources": _EDIT_DESK,
        "run": _EDIT_DESK,
        "sign": _PUBLISH,
        "publish": _PUBLISH,
        "correct": _PUBLISH,
        "members": _OWN_DESK,
        "settings": _OWN_DESK,
        "audit": _OWN_DESK,
        "erase": _OWN_DESK,
    }
)


def may(member: Member, action: str, languages: Collection[str] | None = None) -> bool:
    """Whether a member may do an action of `ACTIONS`; another raises KeyError.

    `languages`: of what it is done to. A role for some languages is enough where one of them is
    among these, or where they are not asked for (None). Who is disabled or only invited may
    nothing.
    """
    permission = ACTIONS[action]
    if member.state != "active":
        return False
    if not _is_at_least(member.role, permission.role):
        return False
    if not member.role_languages or permission.role == "reader":
        return True
    if not permission.by_language:
        return False
    wanted = {primary_subtag(tag) for tag in languages or ()}
    return languages is None or not wanted.isdisjoint(map(primary_subtag, member.role_languages))


def token_may(
    token: AccessToken, member: Member, action: str, languages: Collection[str] | None = None
) -> bool:
    """The same for somebody who comes with a personal token: its scopes have to allow it, too."""
    needed_scope = ACTIONS[action].scope
    widest = max((TOKEN_SCOPES.index(scope) for scope in token.scopes), default=-1)
    return widest >= TOKEN_SCOPES.index(needed_scope) and may(member, action, languages)


def refuse_unpermitted(
    member: Member, action: str, languages: Collection[str] | None = None
) -> None:
    """Raise DeskError, saying which role it takes, unless the member may do the action."""
    if may(member, action, languages):
        return
    if member.state != "active":
        raise DeskError(f"{member.name} is {member.state} and may do nothing here.")
    role = ACTIONS[action].role
    limit = f" for {', '.join(member.role_languages)} only" if member.role_languages else ""
    raise DeskError(
        f"{member.name} is {member.role}{limit}: “{action}” takes the role {role} or a higher one."
    )


def primary_subtag(tag: str) -> str:
    """The language of a BCP 47 tag, without script and region: "pt" of "pt-BR"."""
    return tag.partition("-")[0].lower()


def _is_at_least(role: Role, least: Role) -> bool:
    return ROLES.index(role) >= ROLES.index(least)
