"""Invite members, change their roles, disable and enable them, set their passwords."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coranto.errors import DeskError
from coranto.model.members import ROLES, Actor, Member, MemberState, Role
from coranto.settings.validation_messages import suggest_nearest
from coranto.steps.desk import Desk
from coranto.steps.members import audit, passwords, permissions
from coranto.steps.members.random_secrets import make_id

MAX_NAME_CHARACTERS = 80
MAX_KEYS = 100
LANGUAGE_TAG_PATTERN = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
THEMES = ("", "light", "dark")


def has_members(desk: Desk) -> bool:
    """Whether anybody has joined the desk: names that are only given prove nothing then."""
    return desk.store.members.has_any()


def list_members(desk: Desk) -> list[Member]:
    """Every member, disabled ones too, by name."""
    return desk.store.members.all()


def find_member(desk: Desk, name: str) -> Member:
    """The member of this name. Raises DeskError, with the nearest name, when there is none."""
    member = desk.store.members.by_name(name)
    if member is None:
        names = [member.name for member in desk.store.members.all()]
        raise DeskError(f"there is no member {name[:80]}.{suggest_nearest(name[:80], names)}")
    return member


def add_member(  # noqa: PLR0913 - each is named
    desk: Desk,
    *,
    name: str,
    role: Role,
    languages: Sequence[str],
    state: MemberState,
    actor: Actor,
    now: datetime,
) -> Member:
    """Add a member. Raises DeskError for a name or role that cannot be."""
    name = " ".join(name.split())
    _refuse_bad_name(name)
    _refuse_bad_role(role, languages)
    member = Member(
        id=make_id(),
        name=name,
        role=role,
        role_languages=tuple(dict.fromkeys(languages)),
        state=state,
        created=now,
    )
    with desk.store.transaction():
        refuse_unpermitted_actor(desk, actor)
        if desk.store.members.by_name(name):
            raise DeskError(f"there is a member {name} already: a name belongs to one person.")
        desk.store.members.add(member)
        audit.append_entry(
            desk,
            actor=actor,
            action="members.add",
            subject=name,
            after=describe_member(member),
            now=now,
        )
    return member


def change_role(  # noqa: PLR0913 - each is named
    desk: Desk,
    member: Member,
    *,
    role: Role,
    languages: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> Member:
    """Give a member another role, for all languages or for some; this ends their sessions.

    Raises DeskError when it would take the role from the last owner.
    """
    _refuse_bad_role(role, languages)
    with desk.store.transaction():
        # First of all: after the change, members who made themselves owners would be.
        refuse_unpermitted_actor(desk, actor)
        if role != "owner":
            _refuse_last_owner(desk, member)
        desk.store.members.set_role(member.id, role, tuple(dict.fromkeys(languages)))
        return _finish_change(desk, member, action="members.role", actor=actor, now=now)


def disable_member(desk: Desk, member: Member, *, actor: Actor, now: datetime) -> Member:
    """Disable a member: their sessions and links end, and their tokens are refused.

    Raises DeskError for the last owner.
    """
    with desk.store.transaction():
        refuse_unpermitted_actor(desk, actor)
        _refuse_last_owner(desk, member)
        desk.store.members.set_disabled(member.id, now)
        desk.store.one_time_links.delete_of(member.id)
        return _finish_change(desk, member, action="members.disable", actor=actor, now=now)


def enable_member(desk: Desk, member: Member, *, actor: Actor, now: datetime) -> Member:
    """Let a disabled member in again, with the password and passkeys from before."""
    with desk.store.transaction():
        refuse_unpermitted_actor(desk, actor)
        desk.store.members.set_disabled(member.id, None)
        return _finish_change(desk, member, action="members.enable", actor=actor, now=now)


def set_password(  # noqa: PLR0913 - each is named
    desk: Desk,
    member: Member,
    *,
    password: str,
    actor: Actor,
    now: datetime,
    keep_session: str = "",
) -> Member:
    """Set a member's password; this ends all their sessions but the one with id `keep_session`.

    Raises DeskError for a weak password, and for anybody but the member.
    """
    if actor.member_id != member.id:
        raise DeskError("only members themselves set their passwords; a recovery link lets them.")
    passwords.refuse_weak_password(password, name=member.name)
    password_hash = passwords.hash_password(password)
    with desk.store.transaction():
        desk.store.members.set_password_hash(member.id, password_hash)
        desk.store.sessions.end_all(member.id, keep_session)
        audit.append_entry(
            desk, actor=actor, action="account.password", subject=member.name, now=now
        )
    return member


def set_preferences(  # noqa: PLR0913 - each is named
    desk: Desk,
    member: Member,
    *,
    language: str,
    theme: str,
    keys: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Member:
    """Store how a member wants the desk to look. Raises DeskError for values that cannot be."""
    if theme not in THEMES:
        raise DeskError(f"`{theme[:20]}` is no theme: light, dark, or empty for the system's.")
    if language and not LANGUAGE_TAG_PATTERN.fullmatch(language):
        raise DeskError(f"`{language[:20]}` is not a language tag such as en, fa or pt-BR.")
    if len(keys) > MAX_KEYS or any(len(command) + len(key) > 100 for command, key in keys.items()):
        raise DeskError("these are more keys than the desk has commands.")
    with desk.store.transaction():
        desk.store.members.set_preferences(member.id, language=language, theme=theme, keys=keys)
        changed = _reload(desk, member)
        audit.append_entry(
            desk,
            actor=actor,
            action="account.preferences",
            subject=member.name,
            before=_describe_preferences(member),
            after=_describe_preferences(changed),
            now=now,
        )
    return changed


def describe_member(member: Member) -> dict[str, Any]:
    """A member as the audit shows them."""
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "languages": list(member.role_languages),
        "state": member.state,
    }


def _describe_preferences(member: Member) -> dict[str, Any]:
    return {"language": member.language, "theme": member.theme, "keys": dict(member.keys)}


def _finish_change(
    desk: Desk, member: Member, *, action: str, actor: Actor, now: datetime
) -> Member:
    """End the member's sessions and append the change to the audit; call it in a transaction."""
    desk.store.sessions.end_all(member.id)
    changed = _reload(desk, member)
    audit.append_entry(
        desk,
        actor=actor,
        action=action,
        subject=member.name,
        before=describe_member(member),
        after=describe_member(changed),
        now=now,
    )
    return changed


def _reload(desk: Desk, member: Member) -> Member:
    stored = desk.store.members.get(member.id)
    if stored is None:
        raise DeskError(f"there is no member {member.name} here.")
    return stored


def refuse_unpermitted_actor(desk: Desk, actor: Actor) -> None:
    """Raise DeskError for a member who is no owner.

    Who has a shell on the machine and no member's name has the database itself.
    """
    if not actor.member_id:
        return
    member = desk.store.members.get(actor.member_id)
    if member is None:
        raise DeskError(f"there is no member {actor.name} here.")
    permissions.refuse_unpermitted(member, "members")


def _refuse_last_owner(desk: Desk, member: Member) -> None:
    # Read anew: the caller's value may be of before another owner was disabled.
    stored = _reload(desk, member)
    is_active_owner = stored.role == "owner" and stored.state == "active"
    if is_active_owner and desk.store.members.count_active_owners() == 1:
        raise DeskError(
            f"{member.name} is the only owner: make somebody else an owner first, or nobody could "
            "manage the desk."
        )


def _refuse_bad_name(name: str) -> None:
    if not name or len(name) > MAX_NAME_CHARACTERS:
        raise DeskError(f"a member's name has 1 to {MAX_NAME_CHARACTERS} characters.")
    # Zero-width joiners belong to Persian and Indic names; other invisible characters would make
    # two names look alike, or turn the words around them.
    if any(unicodedata.category(char)[0] == "C" and char not in "\u200c\u200d" for char in name):
        raise DeskError("a member's name may hold no control characters.")


def _refuse_bad_role(role: str, languages: Sequence[str]) -> None:
    if role not in ROLES:
        raise DeskError(
            f"`{role[:20]}` is no role.{suggest_nearest(role[:20], ROLES)} "
            f"Valid: {', '.join(ROLES)}."
        )
    for tag in languages:
        if not LANGUAGE_TAG_PATTERN.fullmatch(tag):
            raise DeskError(f"`{tag[:20]}` is not a language tag such as en, fa or pt-BR.")
    if languages and role in {"reader", "owner"}:
        raise DeskError(
            f"the role {role} cannot be limited to languages; editor and publisher can."
        )
