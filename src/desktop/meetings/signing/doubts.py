"""What to say, before anything is signed, of a key whose signature wouldn't hold: why, and what to do."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from desktop.basics.errors import Refused
from desktop.basics.language import Message, msg
from desktop.keys.certificates import moment

if TYPE_CHECKING:
    from desktop.documents.verify import Found

WOULD_NOT_HOLD: Final = "MTG-42"


def out_of_time(
    name: str,
    issuer: str,
    today: date,
    *,
    ends: datetime,
    begins: datetime | None = None,
    revoked: datetime | None = None,
) -> Refused | None:
    """The refusal of a certificate that doesn't count today, as far as its dates tell; None if it counts."""
    at = moment(today)
    if revoked is not None and revoked <= at:
        return _revoked(name, issuer, revoked.astimezone().date())
    if at > ends:
        return _expired(name, issuer, ends.astimezone().date())
    if begins is not None and at < begins:
        return _too_early(name, begins.astimezone().date(), today)
    return None


def would_not_hold(found: "Found", today: date) -> Refused:
    """The refusal of a signature that was tried and wouldn't hold; nothing of it is kept."""
    from desktop.documents.verify import Standing

    day = found.day or today
    match found.standing:
        case Standing.REVOKED:
            return _revoked(found.name, found.issuer, day)
        case Standing.EXPIRED:
            return _expired(found.name, found.issuer, day)
        case Standing.TOO_EARLY:
            return _too_early(found.name, day, today)
        case Standing.UNKNOWN:
            message = msg(
                "This office doesn't know {issuer}, who issued the certificate, so it can't sign.",
                issuer=found.issuer,
            )
            return _refused(message, msg("Choose the key that the superior issued, or enrol there first."))
        case Standing.NO_LIST | Standing.OLD_LIST:
            message = msg(
                "The list of certificates that {issuer} revoked is missing or too old, so nothing can be signed.",
                issuer=found.issuer,
            )
            return _refused(message, msg("Read in the superior's newest receipt; it brings the list."))
        case _:
            return _refused(msg("This signature wouldn't hold, so it wasn't kept."), found.trouble())


def _expired(name: str, issuer: str, day: date) -> Refused:
    message = msg("The certificate of {name} expired on {day}, so it can't sign.", name=name, day=day)
    return _refused(message, _another_key(issuer))


def _revoked(name: str, issuer: str, day: date) -> Refused:
    message = msg("The certificate of {name} was revoked on {day}, so it can't sign.", name=name, day=day)
    return _refused(message, _another_key(issuer))


def _too_early(name: str, day: date, today: date) -> Refused:
    message = msg(
        "The certificate of {name} is valid only from {day} on, so it can't sign.", name=name, day=day
    )
    step = msg("This computer shows {today}: set its date right if that is wrong, else wait.", today=today)
    return _refused(message, step)


def _another_key(issuer: str) -> Message:
    return msg("Ask {issuer} for a new key, or sign on paper.", issuer=issuer)


def _refused(message: Message, step: Message) -> Refused:
    return Refused(WOULD_NOT_HOLD, message, step, field="key")
