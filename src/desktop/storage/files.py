"""Which files the register keeps: the vault's list and its keys, inside the encrypted database."""

from dataclasses import dataclass

from sqlalchemy import Integer, String, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import Base

KEYS_MEDIA = "application/x-sochibo-keys"
HALF_SIGNED_MEDIA = "application/x-sochibo-half-signed"
STAY_HERE = frozenset({KEYS_MEDIA, HALF_SIGNED_MEDIA})
"""Media of files that never leave this computer except in its own backups, whatever anybody asks for."""


class FileRow(Base):
    """One file of the vault, by the hash of its clear content."""

    __tablename__ = "vault_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    media: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    kept_at: Mapped[str] = mapped_column(String(40))


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the vault: hash and size (bytes) of its clear content, media type, the name users see."""

    sha256: str
    size: int
    media: str
    name: str


def list_file(connection: Connection, file: KeptFile, kept_at: str) -> None:
    """Enter it; the same content twice is one file."""
    values = {"sha256": file.sha256, "size": file.size, "media": file.media, "name": file.name}
    connection.execute(insert(FileRow).values(**values, kept_at=kept_at).on_conflict_do_nothing())


def unlist(connection: Connection, sha256: str) -> None:
    """Forget it: the sealed file is swept at the next opening."""
    connection.execute(delete(FileRow).where(FileRow.sha256 == sha256))


def listed(connection: Connection, sha256s: list[str] | None = None) -> tuple[KeptFile, ...]:
    """The files of these hashes, or all."""
    query = select(FileRow.sha256, FileRow.size, FileRow.media, FileRow.name).order_by(FileRow.sha256)
    if sha256s is not None:
        query = query.where(FileRow.sha256.in_(sha256s))
    return tuple(KeptFile(*row) for row in connection.execute(query))
