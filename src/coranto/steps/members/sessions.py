"""Sessions: browsers that a member signed in with. The store has only hashes of their secrets."""

from datetime import datetime, timedelta

from coranto.model.members import Actor, Member, Session
from coranto.steps.desk import Desk
from coranto.steps.members import audit
from coranto.steps.members.random_secrets import hash_secret, make_id, make_secret

#: Seconds after which a session ends, however much it is used, and how long it may lie idle.
MAX_SESSION_SECONDS = 30 * 24 * 3600
MAX_IDLE_SECONDS = 7 * 24 * 3600
#: Its use is recorded at most this often: reading a page should not write.
TOUCH_SECONDS = 3600
MAX_AGENT_CHARACTERS = 300


def start_session(  # noqa: PLR0913 - each is named
    desk: Desk, member: Member, *, address: str, agent: str, now: datetime, method: str = "password"
) -> str:
    """Start a session for a member who has signed in. Returns its secret, for the cookie.

    Always a new secret: one that the browser brought may be known to somebody else.
    """
    secret = make_secret()
    session = Session(
        id=make_id(),
        member_id=member.id,
        created=now,
        last_used=now,
        expires=now + timedelta(seconds=MAX_SESSION_SECONDS),
        address=address[:MAX_AGENT_CHARACTERS],
        agent=agent[:MAX_AGENT_CHARACTERS],
    )
    with desk.store.transaction():
        desk.store.sessions.forget_ended(now=now, used_since=_used_since(now))
        desk.store.sessions.add(session, hash_secret(secret))
        audit.append_entry(
            desk,
            actor=_as_actor(member),
            action="session.start",
            subject=member.name,
            after={"session": session.id, "address": session.address, "by": method},
            now=now,
        )
    return secret


def find_session(desk: Desk, secret: str, now: datetime) -> tuple[Member, Session] | None:
    """The member and session of a secret; None when it ended or never was. Writes nothing."""
    session = desk.store.sessions.by_hash(hash_secret(secret), now=now, used_since=_used_since(now))
    member = desk.store.members.get(session.member_id) if session else None
    return (member, session) if member and session and member.state == "active" else None


def touch_session(desk: Desk, session: Session, now: datetime) -> None:
    """Record that a session is in use, at most once an hour."""
    if now - session.last_used >= timedelta(seconds=TOUCH_SECONDS):
        desk.store.sessions.touch(session.id, now)


def list_sessions(desk: Desk, member: Member, now: datetime) -> list[Session]:
    """A member's sessions, the last used first."""
    return desk.store.sessions.of_member(member.id, now=now, used_since=_used_since(now))


def end_session(desk: Desk, session: Session, *, actor: Actor, now: datetime) -> None:
    """End a session: on signing out, or out of the list of sessions."""
    with desk.store.transaction():
        if desk.store.sessions.end(session.id, session.member_id):
            audit.append_entry(
                desk,
                actor=actor,
                action="session.end",
                subject=actor.name,
                before={"session": session.id, "address": session.address},
                now=now,
            )


def end_other_sessions(
    desk: Desk, member: Member, *, except_id: str, actor: Actor, now: datetime
) -> int:
    """End all sessions of a member but one. Returns how many ended."""
    with desk.store.transaction():
        count = desk.store.sessions.end_all(member.id, except_id)
        audit.append_entry(
            desk,
            actor=actor,
            action="session.end_others",
            subject=member.name,
            before={"sessions": count},
            now=now,
        )
    return count


def _used_since(now: datetime) -> datetime:
    return now - timedelta(seconds=MAX_IDLE_SECONDS)


def _as_actor(member: Member) -> Actor:
    return Actor(name=member.name, member_id=member.id, through="desk")
