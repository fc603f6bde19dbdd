"""Who may do what. Roles are rules of the program, not of cryptography: any valid key opens the whole file."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Boolean, String, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import Base


class Role(StrEnum):
    """The four roles of a register."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"
    CLERK = "clerk"
    VIEWER = "viewer"


class Right(StrEnum):
    """What an action may ask for."""

    READ = "read"
    WRITE = "write"
    SIGN = "sign"
    RESTRICTED = "restricted"
    USERS = "users"
    RESTORE = "restore"


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.SECRETARY: frozenset(Right),
    Role.DEPUTY: frozenset({Right.READ, Right.WRITE, Right.SIGN, Right.RESTRICTED, Right.RESTORE}),
    Role.CLERK: frozenset({Right.READ, Right.WRITE, Right.SIGN}),
    Role.VIEWER: frozenset({Right.READ}),
}


class UserRow(Base):
    """A user; ``id`` is the id of the key slot. Names stay inside the encrypted file."""

    __tablename__ = "register_user"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(Boolean)


@dataclass(frozen=True, slots=True)
class User:
    """A user of this register."""

    id: str
    name: str
    role: Role
    active: bool = True

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return self.active and right in _RIGHTS[self.role]


def read_users(connection: Connection) -> tuple[User, ...]:
    """All users, the active ones first, then by name."""
    query = select(UserRow.id, UserRow.name, UserRow.role, UserRow.active)
    users = (User(id_, name, Role(role), active) for id_, name, role, active in connection.execute(query))
    return tuple(sorted(users, key=lambda user: (not user.active, user.name)))
