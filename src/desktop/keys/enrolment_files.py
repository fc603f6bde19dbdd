"""The files of an enrolment and what is kept meanwhile: their form, read strictly.

Each file is one canonical JSON object; signed ones begin with ``SCB-ENROL/1`` and have the object and its detached
signature behind one another, each with its length (4 bytes, big-endian). Nothing may follow.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.basics.errors import Refused, Told
from desktop.basics.language import msg
from desktop.keys import cms, strict
from desktop.keys.certificates import Certificate, Content
from desktop.keys.phrase import OneTimeCode, Phrase
from desktop.keys.sealing import Sealer, is_public
from desktop.keys.signer import Signer, read_secret
from desktop.keys.trust import Trust, parse_list

UNSOUND: Final = "KEY-52"
LARGEST: Final = 1024 * 1024
MOST_LISTS, LONGEST_LIST, LONGEST_CERTIFICATE = 8, 512 * 1024, 16 * 1024
_MARK: Final = b"SCB-ENROL/1\n"


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit as a unit has read it. Whether its root is the right one, only the phrase tells."""

    id: str
    collector: str
    collector_name: str
    unit_name: str
    age_key: str
    made: datetime
    trust: Trust
    file: bytes

    @property
    def root(self) -> Certificate:
        """The only root in it."""
        return self.trust.roots[0]

    @property
    def issuing(self) -> Certificate:
        """The only issuing certificate in it."""
        return self.trust.issuers[0]


@dataclass(frozen=True, slots=True, repr=False)
class PendingKit:
    """What the collector keeps of a kit that it gave out, until it was used: the code is a secret."""

    id: str
    unit_name: str
    code: OneTimeCode
    file_sha256: bytes
    made: datetime

    def written(self) -> bytes:
        """For the vault."""
        fields: dict[str, strict.Plain] = {
            "format": "sochibo-pending-kit/1",
            "id": self.id,
            "unit_name": self.unit_name,
            "code": self.code.written(),
            "file": strict.shown(self.file_sha256),
            "made": strict.moment_text(self.made),
        }
        return strict.written(fields)

    @classmethod
    def read(cls, content: bytes) -> "PendingKit":
        """What ``written`` wrote. Refused KEY-52 otherwise."""
        try:
            fields = strict.read(content)
            expect(fields, "sochibo-pending-kit/1")
            made = cls(
                fields.text("id"),
                fields.text("unit_name"),
                OneTimeCode.parse(fields.text("code")),
                fields.octets("file", 32),
                fields.moment("made"),
            )
            fields.end()
        except (strict.Unreadable, Refused):
            raise unsound() from None
        return made


@dataclass(frozen=True, slots=True, repr=False)
class PendingRequest:
    """What the unit keeps until the grant comes: the kit, and its new private keys."""

    kit: Kit
    urn: str
    secret: bytes
    sealer: Sealer
    request: bytes

    def phrase(self) -> Phrase:
        """The phrase as it comes out here."""
        kit = self.kit
        return Phrase.of(kit.root.der, kit.issuing.der, self.request, self.sealer.public, self.urn)

    def written(self) -> bytes:
        """For the vault: it holds private keys."""
        fields: dict[str, strict.Plain] = {
            "format": "sochibo-pending-request/1",
            "kit": strict.shown(self.kit.file),
            "urn": self.urn,
            "secret": strict.shown(self.secret),
            "sealer": self.sealer.secret,
            "request": strict.shown(self.request),
        }
        return strict.written(fields)

    @classmethod
    def read(cls, content: bytes) -> "PendingRequest":
        """What ``written`` wrote. Refused KEY-52 otherwise."""
        try:
            fields = strict.read(content)
            expect(fields, "sochibo-pending-request/1")
            file, urn = fields.octets("kit", LARGEST), fields.text("urn")
            secret, sealer = fields.octets("secret", 4096), Sealer.of_secret(fields.text("sealer"))
            request = fields.octets("request", 8192)
            fields.end()
            kit = kit_of(file)
            read_secret(secret)
        except (strict.Unreadable, Told):
            raise unsound() from None
        return cls(kit, urn, secret, sealer, request)


def signed_file(fields: dict[str, strict.Plain], signer: Signer, kind: Content, at: datetime) -> bytes:
    """One object and its detached signature."""
    content = strict.written(fields)
    signature = cms.sign(content, signer, kind=kind, at=at)
    parts = (len(part).to_bytes(4, "big") + part for part in (content, signature))
    return _MARK + b"".join(parts)


def split(file: bytes) -> tuple[bytes, bytes]:
    """Content and signature. Refused KEY-52 unless the file is exactly these two."""
    if len(file) > LARGEST or not file.startswith(_MARK):
        raise unsound()
    parts, at = [], len(_MARK)
    for _ in range(2):
        start = at + 4
        at = start + int.from_bytes(file[at:start], "big")
        parts.append(file[start:at])
    if at != len(file):
        raise unsound()
    return parts[0], parts[1]


def kit_of(file: bytes) -> Kit:
    """A kit's content; its signature isn't verified here."""
    content, _ = split(file)
    try:
        fields = strict.read(content)
        expect(fields, "sochibo-kit/1")
        root = Certificate.parse(fields.octets("root", LONGEST_CERTIFICATE))
        issuing = Certificate.parse(fields.octets("issuing", LONGEST_CERTIFICATE))
        lists = tuple(parse_list(one) for one in fields.octets_list("lists", MOST_LISTS, LONGEST_LIST))
        kit = Kit(
            fields.text("id"),
            fields.text("collector"),
            fields.text("collector_name"),
            fields.text("unit_name"),
            fields.text("age_key"),
            fields.moment("made"),
            Trust((root,), (issuing,), lists),
            file,
        )
        fields.end()
    except (ValueError, Refused):
        raise unsound() from None
    if not root.is_root or not issuing.is_authority or issuing.is_root or not is_public(kit.age_key):
        raise unsound()
    return kit


def expect(fields: strict.Fields, expected: str) -> None:
    """Unreadable unless the object says that it is of this format."""
    if fields.text("format") != expected:
        raise strict.Unreadable


def unsound() -> Refused:
    """The refusal of a file that isn't what it should be."""
    return Refused(
        UNSOUND,
        msg("This enrolment file is damaged, or it is something else."),
        msg("Use another copy of it."),
    )
