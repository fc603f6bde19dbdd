"""Tables of the exchange: own keys, the superior and what it acknowledged, units and everything they sent.

Nothing here is logged: it is how this office stands to others, not what it records. The rows of a unit's log keep
its bytes as they came, under a key that contains the hash, so that two records with the same number can lie side
by side: that is what a fork's alarm needs.
"""

from sqlalchemy import Boolean, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.storage.records import UNIT_LENGTH, Base


class OwnKeyRow(Base):
    """A role in which this register signs and opens: ``device`` (sends) or ``collector`` (takes in).

    The private halves lie in the vault, in the file with hash ``file``.
    """

    __tablename__ = "exchange_key"

    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    file: Mapped[str] = mapped_column(String(64))
    since: Mapped[str] = mapped_column(String(40))


class SuperiorRow(Base):
    """To whom this register reports, whom it trusts for that, and how far the superior's last receipt goes."""

    __tablename__ = "superior"

    urn: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(String(80))
    """Public half (age) of the superior's computer."""
    trust: Mapped[bytes] = mapped_column(LargeBinary)
    coll_inc: Mapped[str | None] = mapped_column(String(26))
    receipt_no: Mapped[int | None] = mapped_column(Integer)
    acked_inc: Mapped[str | None] = mapped_column(String(26))
    acked_q: Mapped[int | None] = mapped_column(Integer)
    acked_h: Mapped[str | None] = mapped_column(String(43))
    need_from: Mapped[int] = mapped_column(Integer)
    wanted: Mapped[str] = mapped_column(Text)
    """JSON list: hashes of files that the superior misses."""
    answered_at: Mapped[str | None] = mapped_column(String(40))
    """When the last receipt taken was written, by its signed cover, but never later than it was read here."""


class OutboxRow(Base):
    """A bundle that was made: it lies sealed in the folder ``outbox`` until a receipt covers it."""

    __tablename__ = "outbox"

    bundle_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    content_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    addressee: Mapped[str] = mapped_column(String(UNIT_LENGTH))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    inc: Mapped[str | None] = mapped_column(String(26))
    first: Mapped[int | None] = mapped_column(Integer)
    last: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[str] = mapped_column(String(40))
    carried_at: Mapped[str | None] = mapped_column(String(40))
    acked_at: Mapped[str | None] = mapped_column(String(40))


class ReceiptInRow(Base):
    """A receipt that came back, as it came, and what it meant."""

    __tablename__ = "receipt_in"

    collector: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    coll_inc: Mapped[str] = mapped_column(String(26), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))
    q: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[str] = mapped_column(String(40))


class UnitRow(Base):
    """A unit below: who it is, how far its log was adopted, and when it was last heard of."""

    __tablename__ = "unit"

    urn: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    public: Mapped[str] = mapped_column(String(80))
    certificate: Mapped[str] = mapped_column(String(64))
    enrolled_at: Mapped[str] = mapped_column(String(40))
    inc: Mapped[str | None] = mapped_column(String(26))
    epoch: Mapped[int] = mapped_column(Integer)
    q: Mapped[int] = mapped_column(Integer)
    h: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    agrees: Mapped[bool] = mapped_column(Boolean)
    """Whether root and figures were the unit's own after the last bundle."""
    last_contact: Mapped[str | None] = mapped_column(String(40))
    receipt_no: Mapped[int] = mapped_column(Integer)
    receipt_digest: Mapped[str] = mapped_column(String(64))


class UnitLogRow(Base):
    """One record of a unit's log, verbatim."""

    __tablename__ = "unit_log"
    __table_args__ = (Index("unit_log_place", "unit", "q"),)

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    inc: Mapped[str] = mapped_column(String(26), primary_key=True)
    q: Mapped[int] = mapped_column(Integer, primary_key=True)
    h: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    status: Mapped[str] = mapped_column(String(8))
    header: Mapped[bytes] = mapped_column(LargeBinary)
    pa: Mapped[bytes | None] = mapped_column(LargeBinary)
    sa: Mapped[bytes | None] = mapped_column(LargeBinary)
    pb: Mapped[bytes | None] = mapped_column(LargeBinary)
    sb: Mapped[bytes | None] = mapped_column(LargeBinary)
    pt: Mapped[bytes | None] = mapped_column(LargeBinary)
    st: Mapped[bytes | None] = mapped_column(LargeBinary)


class UnitEntityRow(Base):
    """The latest adopted record of each of a unit's aggregates: what its state root is made of."""

    __tablename__ = "unit_entity"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    q: Mapped[int] = mapped_column(Integer)
    op: Mapped[str] = mapped_column(String(8))


class UnitFileRow(Base):
    """A file that a unit's records name: here in the vault, or still missing."""

    __tablename__ = "unit_file"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    media: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    here: Mapped[bool] = mapped_column(Boolean)


class UnitPaperRow(Base):
    """A file that an aggregate of a unit names, and when it was filed: when the first file that says so came in.

    Papers are judged at that day. Only what was taken in files anything.
    """

    __tablename__ = "unit_paper"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    filed_at: Mapped[str] = mapped_column(String(40))


class InboxRow(Base):
    """A bundle of an enrolled unit that came in and was found authentic, and what became of it.

    One that waits or was put aside lies sealed in the folder ``inbox`` under its hash.
    """

    __tablename__ = "inbox"
    __table_args__ = (Index("inbox_unit", "unit", "state"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH))
    bundle_id: Mapped[str] = mapped_column(String(32))
    content_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    codes: Mapped[str] = mapped_column(Text)
    first: Mapped[int] = mapped_column(Integer)
    last: Mapped[int] = mapped_column(Integer)
    inc: Mapped[str] = mapped_column(String(26))
    epoch: Mapped[int] = mapped_column(Integer)
    head: Mapped[str] = mapped_column(String(43))
    made_at: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[str] = mapped_column(String(40))
    applied_at: Mapped[str | None] = mapped_column(String(40))


class ReceiptOutRow(Base):
    """A receipt that was given; its letter lies in the outbox."""

    __tablename__ = "receipt_out"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    bundle_id: Mapped[str] = mapped_column(String(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    given_at: Mapped[str] = mapped_column(String(40))


class ProjectionErrorRow(Base):
    """A record that is in the log but can't be shown in the tables, until a later one mends it."""

    __tablename__ = "projection_error"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    q: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text)
    found_at: Mapped[str] = mapped_column(String(40))


class FindingRow(Base):
    """Something about a unit that a person must look at: a branch, a fork, figures that disagree."""

    __tablename__ = "finding"

    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    found_at: Mapped[str] = mapped_column(String(40))
    solved_at: Mapped[str | None] = mapped_column(String(40))
