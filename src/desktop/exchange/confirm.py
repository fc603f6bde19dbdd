"""The second person: what trips a rule (``stops``) is taken in only after somebody else has confirmed it.

Somebody else is another active user of this register who may write, with his own passphrase. Where there is none,
the present user gives his own passphrase again and a reason. Both are audited, and so is an attempt that failed.
Stretching a passphrase takes half a second on the caller's thread: call it aside, not on the window's.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.basics.errors import Refused, Told
from desktop.basics.language import msg
from desktop.exchange.outcomes import Asks, Outcome, Ready
from desktop.exchange.preview import preview_of
from desktop.exchange.take_in import Authentic, take_in
from desktop.storage.accounts import users
from desktop.storage.register import Register
from desktop.storage.users import Right, User
from desktop.storage.work import Reading, Work

NO_REASON, NOT_SECOND = "EXC-62", "EXC-63"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Second:
    """Somebody who may confirm: the id of his account, his name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, repr=False)
class Confirmation:
    """What was typed. ``second`` is the other user's account; None: the present user's own, with a reason."""

    passphrase: str
    second: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmation whose passphrase was right: by whom, and why if it was the present user himself."""

    by: str
    reason: str


def seconds(register: Register) -> tuple[Second, ...]:
    """Who may confirm beside the present user; nobody: he confirms himself, with a reason."""
    accounts = {account.id for account in register.slots.accounts()}
    found: tuple[User, ...] = register.read(users).result()
    return tuple(
        Second(one.id, one.name)
        for one in found
        if one.may(Right.WRITE) and one.id in accounts and one.id != register.user.id
    )


def confirm(register: Register, typed: Confirmation) -> Confirmed:
    """Check the passphrase. Refused EXC-62 (no reason), EXC-63 (not another user who may write), STO-20.

    Trouble KEY-01 if the passphrase is wrong.
    """
    register.read(_must_write).result()
    others = {one.id for one in seconds(register)}
    reason = " ".join(typed.reason.split())[:LONGEST_REASON]
    if others and typed.second not in others:
        raise Refused(
            NOT_SECOND,
            msg("Another user of this register has to confirm it with his own passphrase."),
            msg("Let a second person come to this desk."),
            field="second",
        )
    if not others and typed.second not in (None, register.user.id):
        raise Refused(NOT_SECOND, msg("There is no other user here who may confirm it."), field="second")
    if not others and not reason:
        raise Refused(
            NO_REASON,
            msg("You are the only one who may confirm it: say why in one sentence."),
            field="reason",
        )
    by = typed.second if others and typed.second else register.user.id
    try:
        register.slots.unlock(by, typed.passphrase).wipe()
    except Told as told:
        register.write(_note_failed, by, told.code).result()
        raise
    return Confirmed(by, reason)


def take_in_with_care(register: Register, path: Path, confirmed: Confirmed | None = None) -> Outcome:
    """``take_in``, but what trips a rule is left untouched (``Asks``) unless it is confirmed.

    A confirmation counts for this file alone: what was waiting for it is asked about again. Refusals as there.
    """
    return take_in(register, path, partial(_gate, register, confirmed))


def gate(register: Register, found: Authentic, ready: Ready, chosen: bool) -> Asks | None:
    """The gate without a confirmation: for what waits here and now fits."""
    return _gate(register, None, found, ready, chosen)


def _gate(
    register: Register, confirmed: Confirmed | None, found: Authentic, ready: Ready, chosen: bool
) -> Asks | None:
    """Judged on the very copy that is taken in, so that nothing can be put in its place meanwhile."""
    assert found.checked is not None
    trips = preview_of(register, found.unit.urn, found.checked).trips
    if not trips:
        return None
    if confirmed is None or not chosen:
        return Asks(ready.summary.stopped(trips))
    rules = ",".join(trip.stop.value for trip in trips)
    register.write(_note_confirmed, found.unit.urn, found.sha256, rules, confirmed).result()
    return None


def _must_write(reading: Reading) -> None:
    if not reading.user.may(Right.WRITE):
        raise Refused(
            "STO-20",
            msg("Your role in this register doesn't allow that."),
            msg("Ask the secretary to do it, or to change your role in Settings."),
        )


def _note_confirmed(work: Work, unit: str, sha256: str, rules: str, confirmed: Confirmed) -> None:
    work.require(Right.WRITE)
    work.audit("confirm-file", unit, f"{sha256[:16]} {rules}")
    work.audit("confirm-by", confirmed.by, confirmed.reason or None)


def _note_failed(work: Work, by: str, code: str) -> None:
    work.audit("confirm-failed", by, code)
