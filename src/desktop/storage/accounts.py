"""Users of a register: adding, removing, changing roles and passphrases. For the window and the command line.

Stretching a passphrase takes half a second and is done on the caller's thread, so these are called aside, not on
the window's thread. The encrypted list of users is written before the key file: a power cut in between leaves a
user without a key, who can be added again, never a key without a user.
"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.basics.errors import Refused
from desktop.basics.language import msg
from desktop.keys.passphrase import FLOOR, Cost
from desktop.keys.recovery import RecoveryCode
from desktop.keys.slots import KeySlots
from desktop.storage.opening import Founder
from desktop.storage.register import Register, RegisterRow
from desktop.storage.users import Right, Role, User, UserRow, read_users
from desktop.storage.work import Reading, Work


def users(reading: Reading) -> tuple[User, ...]:
    """All users of the register, the active ones first."""
    return read_users(reading.connection)


def add_user(register: Register, new: Founder, cost: Cost = FLOOR) -> User:
    """One more user with a passphrase of his own. Refused KEY-05, KEY-11, STO-20."""
    register.read(_must_manage).result()
    slots, account = register.slots.add(register.key, new.account, new.passphrase, cost)
    user = User(account.id, new.name, new.role)
    register.write(_keep_user, user, "user-added").result()
    register.keep_slots(slots)
    return user


def remove_user(register: Register, user_id: str) -> None:
    """Take a user's access away and give the register a new key. Refused STO-21 for oneself, STO-22.

    Older backups can still be opened with what he knew; the window says so.
    """
    register.read(_must_manage).result()
    if user_id == register.user.id:
        raise Refused("STO-21", msg("You can't remove yourself."), msg("Another secretary has to do it."))
    register.write(_retire_user, user_id).result()
    if any(account.id == user_id for account in register.slots.accounts()):
        register.renew_key(register.slots.remove(register.key, user_id))


def change_role(register: Register, user_id: str, name: str, role: Role) -> User:
    """Another name or role. Refused STO-22 if no active secretary would be left."""
    register.read(_must_manage).result()
    changed = register.write(_rename_user, user_id, name, role).result()
    if user_id == register.user.id:
        register.switch_user(changed)
    return changed


def change_passphrase(register: Register, old: str, new: str, cost: Cost = FLOOR) -> None:
    """The present user's own passphrase. Trouble KEY-01 if the old one is wrong; Refused KEY-05 if weak."""
    register.keep_slots(register.slots.change_passphrase(register.user.id, old, new, cost))
    register.write(lambda work: work.audit("passphrase", register.user.id)).result()


def reset_passphrase(register: Register, new: str, cost: Cost = FLOOR) -> None:
    """A new passphrase for the present user after opening with the recovery code. Refused KEY-05 if weak."""
    register.keep_slots(register.slots.set_passphrase(register.key, register.user.id, new, cost))
    register.write(lambda work: work.audit("passphrase-reset", register.user.id)).result()


def new_recovery_code(register: Register, hand_over: Callable[[RecoveryCode], object]) -> RecoveryCode:
    """A new paper code; the old paper opens only older backups from now on. Refused STO-20.

    ``hand_over`` puts the new paper where it belongs. What it raises is raised, and the old paper stays valid:
    at no moment is there a code that stands on no paper.
    """
    slots, code = prepared_code(register)
    hand_over(code)
    register.keep_slots(slots)
    register.write(_paper_made, "recovery-code").result()
    return code


def prepared_code(register: Register) -> tuple[KeySlots, RecoveryCode]:
    """A new paper code that doesn't count yet, and the slots with which ``keep_code`` lets it. Refused STO-20."""
    register.read(_must_manage).result()
    return register.slots.new_recovery(register.key)


def keep_code(register: Register, slots: KeySlots) -> None:
    """From now on the prepared code counts, the one before no more; it is still to be confirmed. Twice is once."""
    if slots is not register.slots:
        register.keep_slots(slots)
        register.write(lambda work: work.audit("recovery-code")).result()


def confirm_paper(register: Register) -> None:
    """The code of the first run stands on paper: somebody typed it back from there."""
    register.write(_paper_made, "recovery-paper").result()


def paper_due(reading: Reading) -> bool:
    """Whether the first run was broken off before its recovery paper was confirmed: perhaps nobody has the code."""
    return bool(reading.connection.execute(select(RegisterRow.paper_due)).scalar_one())


def _paper_made(work: Work, action: str) -> None:
    work.connection.execute(update(RegisterRow).values(paper_due=False))
    work.audit(action)


def _must_manage(reading: Reading) -> None:
    if not reading.user.may(Right.USERS):
        raise Refused(
            "STO-20",
            msg("Your role in this register doesn't allow that."),
            msg("Ask the secretary to do it, or to change your role in Settings."),
        )


def _keep_user(work: Work, user: User, action: str) -> User:
    values = {"name": user.name, "role": user.role.value, "active": user.active}
    statement = insert(UserRow).values(id=user.id, **values)
    work.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    work.audit(action, user.id, user.role.value)
    return user


def _retire_user(work: Work, user_id: str) -> None:
    _leave_a_secretary(work, user_id)
    work.connection.execute(update(UserRow).where(UserRow.id == user_id).values(active=False))
    work.audit("user-removed", user_id)


def _rename_user(work: Work, user_id: str, name: str, role: Role) -> User:
    if role is not Role.SECRETARY:
        _leave_a_secretary(work, user_id)
    row = work.connection.execute(select(UserRow.active).where(UserRow.id == user_id)).one()
    return _keep_user(work, replace(User(user_id, name, role), active=row.active), "user-changed")


def _leave_a_secretary(work: Work, leaving: str) -> None:
    left = [u for u in users(work) if u.active and u.role is Role.SECRETARY and u.id != leaving]
    if not left:
        raise Refused(
            "STO-22",
            msg("One active secretary must stay."),
            msg("Give another user the role of secretary first."),
        )
