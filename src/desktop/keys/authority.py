"""A collector's own certification authority: root, issuing key, certificates for devices and persons, lists of
revoked ones.

It lives in the collector's register: ``Authority.written`` holds private keys and goes into the vault, nowhere
else. An ``Authority`` doesn't change; issuing and revoking give the next one, which has to be kept. Revocation
lists exist from the start, also when they are empty: a verifier that has no list refuses (``trust``).

Lives: root 20 years, issuing key 6, devices, the collector and persons 3. A list stays usable as long as the
key that signed it: units may be cut off for months, and an old list must not stop their work.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.basics.text import nfc
from desktop.keys import strict
from desktop.keys.certificates import UNPARSED, Certificate, Role, role_usage
from desktop.keys.issuing import (
    CLOCK_SLACK,
    authority_certificate,
    builder_for,
    hash_for,
    key_usage,
    level_name,
    short,
    signed,
)
from desktop.keys.signer import PrivateKey, Signer, new_secret, read_secret, write_secret
from desktop.keys.trust import Trust, list_number, parse_list, signed_by

NOT_ISSUED: Final = "KEY-40"
REQUEST_UNSOUND: Final = "KEY-41"
DAMAGED_AUTHORITY: Final = "KEY-42"
CLOCK_BEHIND: Final = "KEY-43"
ISSUING_ENDED: Final = "KEY-44"
RESTORE: Final = msg("Restore the last good backup, or ask for help and read out the code.")
_YEAR: Final = timedelta(days=365, hours=6)
_ROOT_LIFE, _ISSUING_LIFE, _LEAF_LIFE = 20 * _YEAR, 6 * _YEAR, 3 * _YEAR
_LARGEST_REQUEST: Final = 8 * 1024
_MOST_ISSUED: Final = 100_000


class Why(StrEnum):
    """Why a certificate stops counting."""

    KEY_COMPROMISE = "keyCompromise"
    CHANGED = "affiliationChanged"
    REPLACED = "superseded"
    ENDED = "cessationOfOperation"


@dataclass(frozen=True, slots=True)
class Issued:
    """A line in the authority's book: a certificate that it issued. ``revoked`` is when it stopped counting.

    ``post`` is a person's, as the certificate has it. ``public`` is the public half (age) of a computer: with the
    certificate it stops counting, so the two stand on one line. Empty on the lines of the first books.
    """

    serial: int
    urn: str
    name: str
    role: Role
    until: datetime
    revoked: datetime | None = None
    why: Why | None = None
    post: str = ""
    public: str = ""

    def counts(self, at: datetime) -> bool:
        """Whether the certificate may be used at a moment."""
        return self.revoked is None and at <= self.until


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Authority:
    """Root, issuing key, and the collector's own signing key, with the book of what was issued."""

    root: Certificate
    issuing: Signer
    collector: Signer
    root_secret: bytes
    root_list: bytes
    issuing_list: bytes
    number: int  # of the issuing key's list
    book: tuple[Issued, ...] = ()

    @classmethod
    def found(cls, name: str, urn: str, at: datetime) -> "Authority":
        """A new authority for the collector ``name``; ``urn`` is its unit."""
        root_key, issuing_key = new_secret(ec.SECP384R1()), new_secret()
        top = level_name(name, root_key, "root")
        root = authority_certificate(top, top, root_key, root_key, urn, at, at + _ROOT_LIFE, 1)
        below = level_name(name, issuing_key, "issuing")
        issuing = authority_certificate(below, top, issuing_key, root_key, urn, at, at + _ISSUING_LIFE, 0)
        signer = Signer(issuing, (), write_secret(issuing_key))
        empty = cls(
            root=root,
            issuing=signer,
            collector=signer,  # replaced below
            root_secret=write_secret(root_key),
            root_list=_list(root, root_key, (), 1, at),
            issuing_list=_list(issuing, issuing_key, (), 1, at),
            number=1,
        )
        key = new_secret()
        made, certificate = empty._issue(key.public_key(), name, urn, Role.COLLECTOR, at)
        return replace(made, collector=Signer(certificate, (issuing,), write_secret(key)))

    @property
    def urn(self) -> str:
        """The collector's unit."""
        return self.collector.certificate.urn

    def trust(self) -> Trust:
        """The public half: what everyone who is to trust this collector needs."""
        return Trust((self.root,), (self.issuing.certificate,), (self.root_list, self.issuing_list))

    def issue_device(
        self, request: bytes, name: str, urn: str, at: datetime, public: str = ""
    ) -> tuple["Authority", Certificate]:
        """A certificate for a unit's device from its request (PKCS#10). What is in the request besides the key
        doesn't count. ``public``: the half to which things for it are sealed.

        Refused KEY-41 if the request is unsound, KEY-43 and KEY-44 as ``issue_person``.
        """
        made, certificate = self._issue(requested_key(request), name, urn, Role.DEVICE, at)
        *before, line = made.book
        return replace(made, book=(*before, replace(line, public=public))), certificate

    def issue_person(self, name: str, post: str, urn: str, at: datetime) -> tuple["Authority", Signer]:
        """A new key with a certificate for a person; to be kept as PKCS#12 under a passphrase of his own.

        Refused KEY-43 if the clock is behind the authority's beginning, KEY-44 after its issuing key's end.
        """
        key = new_secret()
        made, certificate = self._issue(key.public_key(), name, urn, Role.PERSON, at, post)
        return made, Signer(certificate, (self.issuing.certificate,), write_secret(key))

    def renewed(self, at: datetime) -> "Authority":
        """With a new key and certificate for the collector itself in the last year of the present one.

        Units trust the chain, so nothing changes for them. Nothing is renewed that couldn't live longer than now.
        """
        own, issuer = self.collector.certificate, self.issuing.certificate
        if not own.not_after - _YEAR <= at < issuer.not_after or own.not_after >= issuer.not_after:
            return self
        key = new_secret()
        made, certificate = self._issue(key.public_key(), own.name, own.urn, Role.COLLECTOR, at)
        return replace(made, collector=Signer(certificate, (issuer,), write_secret(key)))

    def revoke(self, serial: int, why: Why, at: datetime) -> "Authority":
        """From ``at`` on the certificate doesn't count.

        Refused KEY-40 if it wasn't issued here, or is revoked; KEY-43 if the clock is behind the authority's
        beginning: papers that were filed long before the revocation would count for nothing.
        """
        found = next((one for one in self.book if one.serial == serial), None)
        if found is None or found.revoked is not None:
            raise not_issued()
        self._must_have_begun(at)
        revoked = max(at, found.until - _LEAF_LIFE - CLOCK_SLACK).replace(
            microsecond=0
        )  # not before it was made
        book = tuple(replace(one, revoked=revoked, why=why) if one is found else one for one in self.book)
        return self._listing(book, self.number + 1, at)

    def catching_up(self, told: bytes, at: datetime) -> "Authority":
        """With what a list of this very authority tells and the book doesn't know, as after a restore of an older
        copy: its revocations count again, and the next list is newer than it. Any other list changes nothing.
        """
        issuer = self.issuing.certificate
        if told == self.issuing_list:
            return self
        try:
            found = x509.load_der_x509_crl(parse_list(told))
        except ValueError:
            return self
        if found.issuer != issuer.parsed.subject or not signed_by(found, issuer):
            return self
        book, number = _told(self.book, found, issuer.not_after), list_number(told)[0]
        if book == self.book and number < self.number:
            return self
        return self._listing(book, max(number, self.number) + 1, at)

    def _listing(self, book: tuple[Issued, ...], number: int, at: datetime) -> "Authority":
        issuer = self.issuing.certificate
        within = min(max(at, issuer.not_before + CLOCK_SLACK), issuer.not_after)  # whatever the clock shows
        made = _list(issuer, read_secret(self.issuing.secret), book, number, within)
        return replace(self, book=book, number=number, issuing_list=made)

    def written(self) -> bytes:
        """Everything, private keys too: for the vault and for nothing else."""
        return strict.written(
            {
                "format": "sochibo-authority/1",
                "root": strict.shown(self.root.der),
                "root_secret": strict.shown(self.root_secret),
                "root_list": strict.shown(self.root_list),
                "issuing": strict.shown(self.issuing.certificate.der),
                "issuing_secret": strict.shown(self.issuing.secret),
                "issuing_list": strict.shown(self.issuing_list),
                "collector": strict.shown(self.collector.certificate.der),
                "collector_secret": strict.shown(self.collector.secret),
                "number": self.number,
                "book": [_line(one) for one in self.book],
            }
        )

    @classmethod
    def read(cls, content: bytes) -> "Authority":
        """The authority that ``written`` wrote. Refused KEY-42 if it isn't that."""
        try:
            fields = strict.read(content)
            if fields.text("format") != "sochibo-authority/1":
                raise strict.Unreadable
            issuing = Certificate.parse(fields.octets("issuing", 16_384))
            made = cls(
                root=Certificate.parse(fields.octets("root", 16_384)),
                issuing=Signer(issuing, (), fields.octets("issuing_secret", 4096)),
                collector=Signer(
                    Certificate.parse(fields.octets("collector", 16_384)),
                    (issuing,),
                    fields.octets("collector_secret", 4096),
                ),
                root_secret=fields.octets("root_secret", 4096),
                root_list=fields.octets("root_list", 1_000_000),
                issuing_list=fields.octets("issuing_list", 8_000_000),
                number=fields.number("number"),
                book=fields.objects("book", _MOST_ISSUED, _issued),
            )
            fields.end()
        except ValueError:  # Unreadable, and enums that don't know a value
            raise Refused(DAMAGED_AUTHORITY, msg("The collector's kept keys are damaged."), RESTORE) from None
        return made

    def _issue(
        self, key: object, name: str, urn: str, role: Role, at: datetime, post: str = ""
    ) -> tuple["Authority", Certificate]:
        parent = self.issuing.certificate
        self._must_have_begun(at)
        if at >= parent.not_after:
            raise Refused(
                ISSUING_ENDED,
                msg(
                    "The key by which this office issues certificates ended on {day}.",
                    day=parent.not_after.astimezone().date(),
                ),
                msg(
                    "Look whether this computer shows the right date."
                    " If it does, ask whoever gave you this program for help."
                ),
            )
        until = min(at + _LEAF_LIFE, parent.not_after)
        attributes = [x509.NameAttribute(NameOID.COMMON_NAME, short(name))]
        if post:
            attributes.append(x509.NameAttribute(NameOID.TITLE, short(post)))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        builder = builder_for(x509.Name(attributes), parent.parsed.subject, key, urn, at, until)
        builder = builder.add_extension(role_usage(role), critical=False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(key_usage(authority=False), critical=True)
        certificate = signed(builder, read_secret(self.issuing.secret))
        line = Issued(certificate.serial, urn, nfc(name), role, certificate.not_after, post=nfc(post))
        return replace(self, book=(*self.book, line)), certificate

    def _must_have_begun(self, at: datetime) -> None:
        begun = self.issuing.certificate.not_before
        if at < begun:
            raise Refused(
                CLOCK_BEHIND,
                msg(
                    "This computer's clock shows {day}, but this office's certificates begin on {begun} only.",
                    day=at.astimezone().date(),
                    begun=begun.astimezone().date(),
                ),
                msg("Set the date of the computer, then try again."),
            )

    def __repr__(self) -> str:
        return f"Authority({self.root!r})"

    def __reduce__(self) -> str:
        raise TypeError("an authority is only written for the vault")


def not_issued() -> Refused:
    """The refusal to revoke what this office didn't issue, or what it revoked before."""
    return Refused(
        NOT_ISSUED,
        msg("This certificate wasn't issued here, or it is revoked already."),
        msg("Look in the list of units and keys."),
    )


def requested_key(request: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a request (PKCS#10) that its owner signed. Refused KEY-41 otherwise; P-256 only."""
    unsound = Refused(
        REQUEST_UNSOUND,
        msg("The request's key is damaged or wasn't signed by its owner."),
        msg("Have the unit make a new request."),
    )
    if len(request) > _LARGEST_REQUEST:
        raise unsound
    try:
        parsed = x509.load_der_x509_csr(request)
        key = parsed.public_key()
        sound = parsed.is_signature_valid and parsed.public_bytes(Encoding.DER) == request
    except (*UNPARSED, InvalidSignature):
        raise unsound from None
    if not sound or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise unsound
    return key


def request_for(key: PrivateKey, urn: str) -> bytes:
    """A request (PKCS#10) for ``key``, signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(urn)]), False)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


# -- lists and the book


def _list(issuer: Certificate, key: PrivateKey, book: tuple[Issued, ...], number: int, at: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.parsed.subject)
        .last_update(at - CLOCK_SLACK)
        .next_update(issuer.not_after)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for one in book:
        if one.revoked is not None:
            revoked = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.revoked)
            reason = x509.CRLReason(x509.ReasonFlags(one.why or Why.ENDED))
            builder = builder.add_revoked_certificate(revoked.add_extension(reason, critical=False).build())
    return builder.sign(key, hash_for(key)).public_bytes(Encoding.DER)


def _told(
    book: tuple[Issued, ...], found: x509.CertificateRevocationList, end: datetime
) -> tuple[Issued, ...]:
    """The book with the revocations of a list; of two moments for one certificate the earlier counts."""
    lines = {one.serial: one for one in book}
    for entry in found:
        serial, at = entry.serial_number, entry.revocation_date_utc
        # What was issued after the copy was made has no line; all that is left of it is that it doesn't count.
        line = lines.get(serial, Issued(serial, "", "", Role.DEVICE, end))
        if line.revoked is None or at < line.revoked:
            lines[serial] = replace(line, revoked=at, why=_why(entry))
    return tuple(lines.values())


def _why(entry: x509.RevokedCertificate) -> Why:
    try:
        return Why(entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value)
    except (x509.ExtensionNotFound, ValueError):
        return Why.ENDED


def _line(one: Issued) -> dict[str, strict.Plain]:
    return {
        "post": one.post,
        "public": one.public,
        "serial": f"{one.serial:x}",
        "urn": one.urn,
        "name": one.name,
        "role": one.role.value,
        "until": strict.moment_text(one.until),
        "revoked": strict.moment_text(one.revoked) if one.revoked else "",
        "why": one.why.value if one.why else "",
    }


def _issued(fields: strict.Fields) -> Issued:
    serial, why = int(fields.text("serial", 40), 16), fields.text("why")
    urn, name, role = fields.text("urn"), fields.text("name"), Role(fields.text("role"))
    until = fields.moment("until")
    post, public = (fields.text(key) if fields.has(key) else "" for key in ("post", "public"))  # younger
    revoked = fields.moment("revoked") if why else None
    if not why and fields.text("revoked"):
        raise strict.Unreadable
    return Issued(serial, urn, name, role, until, revoked, Why(why) if why else None, post, public)
