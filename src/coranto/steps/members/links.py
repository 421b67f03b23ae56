"""One-time links: for the first owner, an invitation, or a member who is locked out.

Looking at a link spends nothing, since programs that scan mail do so; only `spend_link` does,
which a page calls for a form that a person sent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from coranto.errors import DeskError
from coranto.model.members import Actor, LinkPurpose, Member, OneTimeLink, Role
from coranto.steps.desk import Desk
from coranto.steps.members import audit, passwords, roster
from coranto.steps.members.random_secrets import hash_secret, make_id, make_secret

#: How long each kind of link is good for: an invitation has to survive a holiday.
LINK_TIMES: dict[LinkPurpose, timedelta] = {
    "owner": timedelta(days=1),
    "invitation": timedelta(days=14),
    "recovery": timedelta(days=1),
}
_NO_LINK_TEXT = "this link was used already or has expired: ask for a new one."


def owner_link(desk: Desk, *, now: datetime) -> str:
    """The secret of a new link that makes the first owner; "" when the desk has an owner.

    Links that were made for this before are void.
    """
    with desk.store.transaction():
        if desk.store.members.count_active_owners():
            return ""
        return _replace_link(desk, purpose="owner", member=None, now=now)


def invite_member(  # noqa: PLR0913 - each is named
    desk: Desk,
    *,
    name: str,
    role: Role,
    languages: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> tuple[Member, str]:
    """Add somebody as invited. Returns the member and the secret of their one-time link.

    Raises DeskError when the name is taken or cannot be, or the actor is no owner.
    """
    with desk.store.transaction():
        member = roster.add_member(
            desk,
            name=name,
            role=role,
            languages=languages,
            state="invited",
            actor=actor,
            now=now,
        )
        return member, _replace_link(desk, purpose="invitation", member=member, now=now)


def create_link(
    desk: Desk, *, purpose: LinkPurpose, member: Member, actor: Actor, now: datetime
) -> str:
    """The secret of a new link for a member; an earlier one of theirs is void.

    An "invitation" is for who has not joined yet, a "recovery" for who has. Raises DeskError for
    another member, or when the actor is no owner.
    """
    if purpose == "owner":
        raise DeskError("the first owner's link is made when the desk starts.")
    if member.state == "disabled":
        raise DeskError(f"{member.name} is disabled: enable the account first.")
    if (purpose == "invitation") != (member.state == "invited"):
        raise DeskError(f"{member.name} is {member.state}: this kind of link is for others.")
    with desk.store.transaction():
        roster.refuse_unpermitted_actor(desk, actor)
        audit.append_entry(
            desk,
            actor=actor,
            action="members.link",
            subject=member.name,
            after={"purpose": purpose, "expires": (now + LINK_TIMES[purpose]).isoformat()},
            now=now,
        )
        return _replace_link(desk, purpose=purpose, member=member, now=now)


def peek_link(desk: Desk, secret: str, *, now: datetime) -> OneTimeLink | None:
    """The link of a secret, unless it was spent or has expired. Spends and writes nothing."""
    return desk.store.one_time_links.by_hash(hash_secret(secret), now=now)


def spend_link(
    desk: Desk, secret: str, *, name: str = "", password: str | None, now: datetime
) -> Member:
    """Spend a link: its member joins, or comes back, with this password.

    `name` is for the first owner only. `password`: None where the member will sign in by a
    passkey or a provider. A recovery takes away all that the member signed in with before:
    sessions, tokens, passkeys, providers. Raises DeskError for a link that is no longer good, a
    weak password, or a name that cannot be; the link stays unspent in the last two cases.
    """
    link = peek_link(desk, secret, now=now)
    if link is None:
        raise DeskError(_NO_LINK_TEXT)
    password_hash = ""
    if password is not None:
        passwords.refuse_weak_password(password, name=link.member_name or name)
        # Before the transaction: hashing takes long, and would hold up everybody who writes.
        password_hash = passwords.hash_password(password)
    with desk.store.transaction():
        # The row decides: of two who send the form at once, one finds it deleted.
        if not desk.store.one_time_links.spend(link.id):
            raise DeskError(_NO_LINK_TEXT)
        if link.purpose == "owner":
            member = _make_owner(desk, name, now)
        else:
            member = _admit_member(desk, link, now)
        desk.store.members.set_password_hash(member.id, password_hash)
    return member


def _make_owner(desk: Desk, name: str, now: datetime) -> Member:
    if desk.store.members.count_active_owners():
        raise DeskError("the desk has an owner by now: ask them for an invitation.")
    desk.store.one_time_links.delete_of("")
    actor = Actor(name=" ".join(name.split()), through="desk")
    return roster.add_member(
        desk, name=name, role="owner", languages=(), state="active", actor=actor, now=now
    )


def _admit_member(desk: Desk, link: OneTimeLink, now: datetime) -> Member:
    before = desk.store.members.get(link.member_id)
    if before is None:
        raise DeskError(_NO_LINK_TEXT)
    if link.purpose == "recovery":
        # Who lost a device or a password may have lost it to somebody.
        desk.store.sessions.end_all(before.id)
        desk.store.access_tokens.delete_of(before.id)
        desk.store.passkeys.delete_of(before.id)
        desk.store.identities.delete_of(before.id)
    desk.store.members.set_joined(before.id, now)
    member = desk.store.members.get(before.id) or before
    audit.append_entry(
        desk,
        actor=Actor(name=member.name, member_id=member.id, through="desk"),
        action="members.recover" if link.purpose == "recovery" else "members.join",
        subject=member.name,
        before=roster.describe_member(before),
        after=roster.describe_member(member),
        now=now,
    )
    return member


def _replace_link(desk: Desk, *, purpose: LinkPurpose, member: Member | None, now: datetime) -> str:
    secret = make_secret()
    link = OneTimeLink(
        id=make_id(),
        purpose=purpose,
        member_id=member.id if member else "",
        member_name=member.name if member else "",
        created=now,
        expires=now + LINK_TIMES[purpose],
    )
    desk.store.one_time_links.delete_of(link.member_id)
    desk.store.one_time_links.add(link, hash_secret(secret))
    return secret
