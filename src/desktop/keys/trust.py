"""Whom this office trusts: public roots, issuing certificates and lists of revoked ones.

They lie in clear in ``<home>/trust/``, so that a signature can be checked without unlocking the register. Roots
get there by enrolment or by the hand of whoever runs the office, never by themselves. Whoever can write that
folder decides what ``verify`` believes; what the register itself takes in is judged by the trust that it keeps.

A signature is trusted only if each certificate of its chain was looked up in its issuer's list: no list, no trust.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import msg
from desktop.basics.places import read_at_most, write_safely
from desktop.keys.certificates import UNPARSED, Certificate, first_name

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext

FOLDER: Final = "trust"
NO_TRUST_FILE: Final = "KEY-37"
_SUFFIXES: Final = (".cer", ".crl", ".crt", ".pem")
_LARGEST_FILE: Final = 8 * 1024 * 1024
_MOST_FILES: Final = 500
_PEM: Final = re.compile(
    rb"-----BEGIN (CERTIFICATE|X509 CRL)-----\r?\n[0-9A-Za-z+/=\r\n]+-----END \1-----(?:\r?\n)?"
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What is trusted (``roots``), what is known on the way (``issuers``), and each issuer's list (DER)."""

    roots: tuple[Certificate, ...] = ()
    issuers: tuple[Certificate, ...] = ()
    lists: tuple[bytes, ...] = ()

    def joined(self, other: "Trust") -> "Trust":
        """Both together; of each issuer's lists only the newest.

        Where there are two, one that its issuer didn't sign, as far as the issuers here are known, gives way.
        """
        roots = tuple(dict.fromkeys((*self.roots, *other.roots)))
        issuers = tuple(dict.fromkeys((*self.issuers, *other.issuers)))
        newest: dict[bytes, bytes] = {}
        for one in (*self.lists, *other.lists):
            rival = newest.setdefault(_issuer(one), one)
            if rival != one and _rank(rival, (*roots, *issuers)) < _rank(one, (*roots, *issuers)):
                newest[_issuer(one)] = one
        return Trust(roots, issuers, tuple(newest.values()))

    def renewed(self, lists: Iterable[bytes]) -> "Trust":
        """With newer lists that came along, if an issuer that is trusted already signed them; nothing else counts.

        A stranger's list, or an older one, changes nothing. ValueError for what is no list.
        """
        known = (*self.roots, *self.issuers)
        sound = tuple(one for one in map(parse_list, lists) if _is_sound(one, known))
        return self.joined(Trust(lists=sound))

    def revoked_at(self, certificate: Certificate, above: Iterable[Certificate] = ()) -> datetime | None:
        """When a certificate was revoked by its issuer's own list, or None. Only a list that the issuer signed
        counts; ``above`` are further certificates among which the issuer may be.
        """
        parsed = certificate.parsed
        issuers = [one for one in (*self.roots, *self.issuers, *above) if one.parsed.subject == parsed.issuer]
        for one in self.lists:
            found = x509.load_der_x509_crl(one)
            if found.issuer != parsed.issuer or not any(signed_by(found, each) for each in issuers):
                continue
            entry = found.get_revoked_certificate_by_serial_number(parsed.serial_number)
            if entry is not None:
                return entry.revocation_date_utc
        return None

    def serial_revoked_at(self, serial: int, issuer: str) -> datetime | None:
        """As ``revoked_at``, of a certificate of which only the number and the issuer's name are at hand."""
        for one in self.lists:
            found = x509.load_der_x509_crl(one)
            if first_name(found.issuer) == issuer and _is_sound(one, (*self.roots, *self.issuers)):
                entry = found.get_revoked_certificate_by_serial_number(serial)
                if entry is not None:
                    return entry.revocation_date_utc
        return None

    def has_list_of(self, certificate: Certificate) -> bool:
        """Whether there is a list of whoever issued this certificate."""
        return any(x509.load_der_x509_crl(one).issuer == certificate.parsed.issuer for one in self.lists)

    def list_until(self, certificate: Certificate) -> datetime | None:
        """Until when the list counts that its known issuer signed; None if there is none, or it names no end."""
        for one in self.lists:
            found = x509.load_der_x509_crl(one)
            if found.issuer == certificate.parsed.issuer and _is_sound(one, (*self.roots, *self.issuers)):
                return found.next_update_utc
        return None

    def validation(self, at: datetime) -> "ValidationContext":
        """pyHanko's view of this trust at a moment. Slow at first: it loads the library.

        Lists are *required*: the library's softer modes ignore a list that a certificate doesn't itself point to,
        and so let a revoked signer pass. A list written after ``at`` still tells what was revoked before.
        """
        from asn1crypto import crl
        from asn1crypto import x509 as asn1
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[asn1.Certificate.load(one.der) for one in self.roots],
            other_certs=[asn1.Certificate.load(one.der) for one in self.issuers],
            crls=[crl.CertificateList.load(one) for one in self.lists],
            moment=at,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
        )

    @classmethod
    def read(cls, folder: Path) -> "Trust":
        """What lies in the folder; nothing if there is no folder. Refused KEY-37 if too many files lie there.

        What is no trust file, or can't be read, is passed over: it gives nobody trust, and takes nobody's away but
        its own issuer's, whose list is missing then.
        """
        if not folder.is_dir():
            return cls()
        paths = sorted(
            path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file()
        )
        if len(paths) > _MOST_FILES:
            raise _no_trust_file(folder)
        found = []
        for path in paths:
            with suppress(Refused, Trouble):
                found.append(read_file(path))
        together = cls(
            tuple(chain.from_iterable(one.roots for one in found)),
            tuple(chain.from_iterable(one.issuers for one in found)),
            tuple(chain.from_iterable(one.lists for one in found)),
        )
        return cls().joined(together)  # once all issuers are known, their lists are told from others

    def write(self, folder: Path) -> None:
        """Add to the folder what isn't there yet; of an issuer's lists the newest stays. Trouble KEY-45 (disk).

        Only files that this made before are looked at: whatever else lies there stops nobody.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, content in self._beside(folder)._files():
                path = folder / name
                if not path.is_file() or path.read_bytes() != content:
                    write_safely(path, content)
        except OSError as error:
            raise Trouble(
                "KEY-45",
                msg("The list of trusted offices could not be written."),
                msg("Check that the disk is not full or write-protected, then try again."),
            ) from error

    def _beside(self, folder: Path) -> "Trust":
        """With the newer of its lists that lie in the folder already."""
        both = self
        for name, _ in self._files():
            with suppress(Refused, Trouble):  # damaged, or not there yet: it is written anew
                both = both.joined(Trust(lists=read_file(folder / name).lists))
        return both

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for certificate in (*self.roots, *self.issuers):
            yield f"{certificate.sha256[:32]}.cer", certificate.der
        for one in self.lists:
            yield f"{hashlib.sha256(_issuer(one)).hexdigest()[:32]}.crl", one


def read_file(path: Path) -> Trust:
    """What one file holds: certificates and lists, as DER or PEM. One that issued itself is a root.

    Refused KEY-37 if it is none of that; Trouble KEY-46 if it can't be read.
    """
    unreadable = Trouble(
        "KEY-46",
        msg("The file {file} can't be read.", file=path.name),
        msg("Check its name, and that the stick or folder is there."),
    )
    content = read_at_most(path, _LARGEST_FILE, unreadable)
    try:
        return _read(content)
    except (*UNPARSED, Refused):
        raise _no_trust_file(path) from None


def parse_list(der: bytes) -> bytes:
    """A list of revoked certificates, checked for its form. ValueError if it is none."""
    if len(der) > _LARGEST_FILE:
        raise ValueError("a list is at most 8 MB")
    try:
        found = x509.load_der_x509_crl(der)
        _ = list_number(der), _issuer(der), found.signature, found.next_update_utc
        _ = list(found.extensions), [list(one.extensions) for one in found]
    except UNPARSED:
        raise ValueError("no list") from None
    if found.public_bytes(Encoding.DER) != der:
        raise ValueError("not written as it should be")
    return der


def _read(content: bytes) -> Trust:
    if len(content) > _LARGEST_FILE:
        raise ValueError("too large")
    if not content.startswith(b"-----BEGIN"):
        try:
            return _sorted([Certificate.parse(content)], [])
        except Refused:
            return _sorted([], [parse_list(content)])
    if _PEM.sub(b"", content).strip():
        raise ValueError("something else stands in the file")
    certificates: list[Certificate] = []
    lists: list[bytes] = []
    for block in _PEM.finditer(content):
        if block[1] == b"CERTIFICATE":
            parsed = x509.load_pem_x509_certificate(block[0])
            certificates.append(Certificate.parse(parsed.public_bytes(Encoding.DER)))
        else:
            lists.append(parse_list(x509.load_pem_x509_crl(block[0]).public_bytes(Encoding.DER)))
    return _sorted(certificates, lists)


def _sorted(certificates: list[Certificate], lists: list[bytes]) -> Trust:
    if any(not one.is_authority for one in certificates):
        raise ValueError("only authorities are trusted")
    roots = tuple(one for one in certificates if one.is_root)
    return replace(
        Trust(),
        roots=roots,
        issuers=tuple(one for one in certificates if not one.is_root),
        lists=tuple(lists),
    )


def _issuer(der: bytes) -> bytes:
    """Whose list it is: name and key, so that a stranger's list never takes another's place by its name."""
    found = x509.load_der_x509_crl(der)
    try:
        key = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        key = None
    return found.issuer.public_bytes() + (key or b"")


def list_number(der: bytes) -> tuple[int, datetime]:
    """By which the newer of two lists is known: its number and its moment."""
    found = x509.load_der_x509_crl(der)
    try:
        number = found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        number = 0
    return number, found.last_update_utc


def _rank(der: bytes, known: Iterable[Certificate]) -> tuple[bool, int, datetime]:
    return (_is_sound(der, known), *list_number(der))


def _is_sound(der: bytes, known: Iterable[Certificate]) -> bool:
    found = x509.load_der_x509_crl(der)
    return any(one.parsed.subject == found.issuer and signed_by(found, one) for one in known)


def signed_by(found: x509.CertificateRevocationList, issuer: Certificate) -> bool:
    """Whether the issuer's key signed this list."""
    key = issuer.parsed.public_key()
    try:
        return found.is_signature_valid(key)  # type: ignore[arg-type]  # parse() let only kinds pass that sign lists
    except UNPARSED:
        return False


def _no_trust_file(path: Path) -> Refused:
    return Refused(
        NO_TRUST_FILE,
        msg("{file} is no root certificate and no list of revoked ones.", file=path.name),
        msg("Take the file from whoever issued the certificates."),
    )
