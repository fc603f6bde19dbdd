"""Keys with which people of this office sign papers: their PKCS#12 files, kept in the vault as they were given.

A key opens only with its owner's passphrase, which is never kept. The table is local: nothing of it is logged, and
the files never travel.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.basics.text import tidy
from desktop.keys.certificates import Certificate, Role, moment
from desktop.keys.signer import Signer
from desktop.keys.trust import FOLDER, Trust
from desktop.storage.files import KEYS_MEDIA
from desktop.storage.records import Base
from desktop.storage.users import Right
from desktop.storage.work import Reading, Work

if TYPE_CHECKING:
    from desktop.storage.register import Register

NOT_FOR_PAPERS, NOT_KEPT = "KEY-70", "KEY-71"


class SigningKeyRow(Base):
    """One kept key. ``certificate`` is the SHA-256 of its certificate, ``file`` that of the PKCS#12 file."""

    __tablename__ = "signing_key"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(Text)
    certificate: Mapped[str] = mapped_column(String(64))
    serial: Mapped[str] = mapped_column(String(40))
    valid_until: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[str] = mapped_column(String(40))
    added_by: Mapped[str] = mapped_column(String(36))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A kept key as lists show it: whose it is, by what certificate, until when.

    ``revoked``: since when a list of its issuer says that it counts no longer; only ``kept_keys`` asks for that.
    """

    id: str
    name: str
    post: str
    certificate: str
    serial: str
    valid_until: datetime
    issuer: str
    revoked: datetime | None = None

    def expired(self, on: date) -> bool:
        """Whether papers of that day can't be signed with it any more; a day counts to its end, as in ``verify``."""
        return moment(on) > self.valid_until


def keep_signing_key(work: Work, file: bytes, passphrase: str, post: str = "") -> SigningKey:
    """Keep a PKCS#12 file; the same certificate again takes the place of the one kept. An expired one is kept too.

    ``post`` counts where the certificate names none. Refused STO-20, KEY-38, KEY-30, KEY-70 (a certificate that
    isn't for signing papers); Trouble KEY-39 if the passphrase doesn't open it, STO-40 (the disk).
    """
    work.require(Right.SIGN)
    certificate = usable(Signer.from_pkcs12(file, passphrase).certificate)
    _forget(work, certificate.sha256)
    kept = SigningKey(
        new_id(),
        certificate.name,
        certificate.post or tidy(post),
        certificate.sha256,
        f"{certificate.serial:x}",
        certificate.not_after,
        certificate.issuer_name,
    )
    sha256 = work.keep_file(file, KEYS_MEDIA, "signing-key")
    work.connection.execute(
        insert(SigningKeyRow).values(
            id=kept.id,
            name=kept.name,
            post=kept.post,
            certificate=kept.certificate,
            serial=kept.serial,
            valid_until=kept.valid_until.isoformat(timespec="seconds"),
            issuer=kept.issuer,
            file=sha256,
            added_at=work.now.isoformat(timespec="seconds"),
            added_by=work.actor.id,
        )
    )
    work.audit("signing_key.kept", entity=kept.id)
    return kept


def signing_keys(reading: Reading) -> tuple[SigningKey, ...]:
    """The kept keys, by name."""
    row = SigningKeyRow
    query = select(row.id, row.name, row.post, row.certificate, row.serial, row.valid_until, row.issuer)
    found = reading.connection.execute(query.order_by(row.name, row.valid_until.desc())).all()
    return tuple(
        SigningKey(
            one.id,
            one.name,
            one.post,
            one.certificate,
            one.serial,
            datetime.fromisoformat(one.valid_until),
            one.issuer,
        )
        for one in found
    )


def kept_keys(register: "Register") -> tuple[SigningKey, ...]:
    """The kept keys, by name, with what the trusted lists of revoked certificates say. For a thread that may wait."""
    keys = register.read(signing_keys).result()
    if not keys:
        return keys
    trust = Trust.read(register.ground.home / FOLDER)
    return tuple(
        replace(key, revoked=trust.serial_revoked_at(int(key.serial, 16), key.issuer)) for key in keys
    )


def remove_signing_key(work: Work, id_: str) -> None:
    """Take a kept key out; its file is swept at the next opening. Refused STO-20, KEY-71 if it isn't there."""
    work.require(Right.SIGN)
    row = SigningKeyRow
    found = work.connection.execute(select(row.certificate).where(row.id == id_)).scalar_one_or_none()
    if found is None:
        raise _not_kept()
    _forget(work, found)
    work.audit("signing_key.removed", entity=id_)


def open_signing_key(reading: Reading, id_: str, passphrase: str) -> Signer:
    """A kept key, ready to sign. Refused KEY-71; Trouble KEY-39 (the wrong passphrase), STO-41, STO-42 (the file)."""
    row = SigningKeyRow
    sha256 = reading.connection.execute(select(row.file).where(row.id == id_)).scalar_one_or_none()
    if sha256 is None:
        raise _not_kept()
    return Signer.from_pkcs12(reading.file(sha256), passphrase)


def usable(certificate: Certificate) -> Certificate:
    """The certificate, if papers may be signed with it. Refused KEY-70: an authority's, or a computer's of ours."""
    ours = certificate.roles
    if certificate.is_authority or (ours and Role.PERSON not in ours):
        raise Refused(
            NOT_FOR_PAPERS,
            msg("This certificate isn't a person's, so papers can't be signed with it."),
            msg("Choose the key file that was issued to the one who signs."),
        )
    return certificate


def _forget(work: Work, certificate: str) -> None:
    """Forget the key of a certificate, if one is kept, and unlist its file."""
    row = SigningKeyRow
    held = work.connection.execute(
        select(row.file).where(row.certificate == certificate)
    ).scalar_one_or_none()
    if held is None:
        return
    work.connection.execute(delete(row).where(row.certificate == certificate))
    work.forget_file(held)


def _not_kept() -> Refused:
    return Refused(
        NOT_KEPT, msg("This key is no longer kept in the register."), msg("Choose another key, or its file.")
    )
