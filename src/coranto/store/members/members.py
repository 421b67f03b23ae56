"""Members and the hashes of their passwords."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from coranto.model.members import Member, MemberState, Role
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database

#: Zero-width joiners, which Persian and Indic names are written with: nobody sees them.
_INVISIBLE = dict.fromkeys((0x200C, 0x200D))


def fold_name(name: str) -> str:
    """The name without case, compatibility forms and doubled spaces: two that look alike are one.

    For "ＡＤＡ " and "Ada" it is "ada".
    """
    visible = name.translate(_INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


class Members:
    """The table `members`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("members")

    def add(self, member: Member) -> None:
        """Add a member. Raises StoreError when another has the name."""
        self._sql.write(
            "add_member",
            id=member.id,
            name=member.name,
            folded_name=fold_name(member.name),
            role=member.role,
            role_languages=converters.from_list(member.role_languages),
            created_at=converters.from_time(member.created),
            joined_at=converters.from_time(member.created) if member.state == "active" else None,
        )

    def get(self, member_id: str) -> Member | None:
        """The member with this id."""
        row = self._sql.row("get_member", id=member_id)
        return None if row is None else _member_from_row(row)

    def by_name(self, name: str) -> Member | None:
        """The member of this name, in whatever case."""
        row = self._sql.row("member_by_name", folded_name=fold_name(name))
        return None if row is None else _member_from_row(row)

    def all(self) -> list[Member]:
        """Every member, disabled ones too, by name."""
        return [_member_from_row(row) for row in self._sql.rows("all_members")]

    def has_any(self) -> bool:
        """Whether anybody has joined the desk."""
        return self._sql.row("any_member") is not None

    def count_active_owners(self) -> int:
        """How many owners have joined and are not disabled."""
        return int(self._sql.value("active_owners"))

    def set_role(self, member_id: str, role: Role, role_languages: Sequence[str]) -> None:
        """Give a member a role."""
        languages = converters.from_list(role_languages)
        self._sql.write("set_role", id=member_id, role=role, role_languages=languages)

    def set_disabled(self, member_id: str, at: datetime | None) -> None:
        """Disable a member, or enable with None."""
        self._sql.write("set_disabled", id=member_id, disabled_at=converters.from_time_or_none(at))

    def set_joined(self, member_id: str, at: datetime) -> None:
        """Mark a member as joined; the first time stays."""
        self._sql.write("set_joined", id=member_id, joined_at=converters.from_time(at))

    def set_password_hash(self, member_id: str, password_hash: str) -> None:
        """Store the hash of a member's password; "" for none."""
        self._sql.write("set_password", id=member_id, password=password_hash)

    def password_hash(self, member_id: str) -> str:
        """The hash of a member's password; "" when there is none."""
        return self._sql.value("password_of", id=member_id) or ""

    def set_preferences(
        self, member_id: str, *, language: str, theme: str, keys: Mapping[str, str]
    ) -> None:
        """Store how a member wants the desk to look."""
        self._sql.write(
            "set_preferences",
            id=member_id,
            language=language,
            theme=theme,
            keys=converters.from_map(keys),
        )


def _member_from_row(row: Row) -> Member:
    state: MemberState = "active" if row["joined_at"] else "invited"
    return Member(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        role_languages=converters.to_tuple(row["role_languages"]),
        state="disabled" if row["disabled_at"] else state,
        created=converters.to_time(row["created_at"]),
        language=row["language"],
        theme=row["theme"],
        keys=converters.to_map(row["keys"]),
    )
