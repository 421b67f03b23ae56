"""Personal access tokens, for the API and for signing on the command line."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from coranto.errors import DeskError
from coranto.model.members import TOKEN_SCOPES, AccessToken, Actor, Member, TokenScope
from coranto.steps.desk import Desk
from coranto.steps.members import audit
from coranto.steps.members.random_secrets import hash_secret, make_id, make_secret

#: Begins every token, so that scanners of published files find one that got there.
TOKEN_PREFIX = "coranto_"  # noqa: S105 - no secret
DEFAULT_TOKEN_DAYS = 90
MAX_TOKEN_DAYS = 366
MAX_NAME_CHARACTERS = 80
MAX_TOKENS_PER_MEMBER = 50
#: Its use is recorded at most this often.
TOUCH_SECONDS = 3600


def create_token(  # noqa: PLR0913 - each is named
    desk: Desk,
    member: Member,
    *,
    name: str,
    scopes: Sequence[TokenScope],
    days: int = DEFAULT_TOKEN_DAYS,
    actor: Actor,
    now: datetime,
) -> tuple[AccessToken, str]:
    """Make a token. Returns it and its secret, which is shown once. Raises DeskError."""
    _refuse_bad_token(name, scopes, days)
    if member.state != "active":
        raise DeskError(f"{member.name} is {member.state} and can have no token.")
    secret = f"{TOKEN_PREFIX}{make_secret()}"
    token = AccessToken(
        id=make_id(),
        member_id=member.id,
        name=" ".join(name.split()),
        scopes=tuple(scope for scope in TOKEN_SCOPES if scope in scopes),
        created=now,
        expires=now + timedelta(days=days),
    )
    with desk.store.transaction():
        if len(desk.store.access_tokens.of_member(member.id)) >= MAX_TOKENS_PER_MEMBER:
            raise DeskError(f"{member.name} has {MAX_TOKENS_PER_MEMBER} tokens: revoke some first.")
        desk.store.access_tokens.add(token, hash_secret(secret))
        audit.append_entry(
            desk,
            actor=actor,
            action="account.token",
            subject=member.name,
            after={
                "id": token.id,
                "name": token.name,
                "scopes": list(token.scopes),
                "expires": token.expires.isoformat(),
            },
            now=now,
        )
    return token, secret


def find_token(desk: Desk, secret: str, now: datetime) -> tuple[Member, AccessToken] | None:
    """The member and token of a secret; None when it expired, was revoked or never was."""
    if not secret.startswith(TOKEN_PREFIX):
        return None
    token = desk.store.access_tokens.by_hash(hash_secret(secret), now=now)
    member = desk.store.members.get(token.member_id) if token else None
    return (member, token) if member and token and member.state == "active" else None


def touch_token(desk: Desk, token: AccessToken, now: datetime) -> None:
    """Record that a token is in use, at most once an hour."""
    if token.last_used is None or now - token.last_used >= timedelta(seconds=TOUCH_SECONDS):
        desk.store.access_tokens.touch(token.id, now)


def list_tokens(desk: Desk, member: Member) -> list[AccessToken]:
    """A member's tokens, expired ones too; the newest first."""
    return desk.store.access_tokens.of_member(member.id)


def revoke_token(desk: Desk, member: Member, token_id: str, *, actor: Actor, now: datetime) -> None:
    """Revoke a token of a member. Raises DeskError when they have none with this id."""
    with desk.store.transaction():
        if not desk.store.access_tokens.delete(token_id, member.id):
            raise DeskError(f"{member.name} has no token {token_id[:40]}.")
        audit.append_entry(
            desk,
            actor=actor,
            action="account.token_revoked",
            subject=member.name,
            before={"id": token_id},
            now=now,
        )


def _refuse_bad_token(name: str, scopes: Sequence[str], days: int) -> None:
    if not name.strip() or len(name) > MAX_NAME_CHARACTERS:
        raise DeskError(
            f"a token needs a name that says what it is for, of up to {MAX_NAME_CHARACTERS} "
            "characters."
        )
    if not scopes or not set(scopes) <= set(TOKEN_SCOPES):
        raise DeskError(f"a token needs scopes. Valid: {', '.join(TOKEN_SCOPES)}.")
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise DeskError(f"a token is good for 1 to {MAX_TOKEN_DAYS} days.")
