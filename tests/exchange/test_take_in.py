"""What the superior makes of each file: ready, taken already, a gap, another story, refused; twice is once."""

import hashlib
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused
from desktop.bundles.format import READING
from desktop.exchange.findings import kept
from desktop.exchange.ledger import hash_at, unsent
from desktop.exchange.office import Office, keep_office, office
from desktop.exchange.opening import bring_up_to_date
from desktop.exchange.outcomes import AlreadyTaken, Forked, Gap, Ready, Refusal, TooNew
from desktop.exchange.records import InboxRow, ProjectionErrorRow, SuperiorRow, UnitRow
from desktop.exchange.send import build, send
from desktop.exchange.take_in import INBOX, examine, take_in
from desktop.keys.authority import Why
from desktop.keys.certificates import Role
from desktop.members.bundle import KIND as MEMBER
from desktop.storage.log import read_head
from desktop.storage.records import Document, Kind
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.conftest import TODAY
from tests.exchange.offices import Pair, cell, member, rows
from tests.storage.opening import Secrets, opened


def sent(offices: Pair) -> Path:
    """One bundle of everything unacknowledged, on the stick."""
    [file] = send(offices.unit, offices.stick).files
    return file.path


def test_what_was_sent_stands_beside_the_own_rows(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ xóm Bản Lằng")
    member(offices.unit, "Nông Thị Thơm", home)
    before = rows(offices.above, offices.above.unit)
    path = sent(offices)
    looked = examine(offices.above, path)
    assert isinstance(looked, Ready)
    assert (looked.summary.changed, looked.summary.new) == ({"organisation": 1, "member": 1}, 3)
    assert rows(offices.above, offices.unit.unit) == {}
    assert isinstance(take_in(offices.above, path), Ready)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)
    assert rows(offices.above, offices.above.unit) == before


def test_twice_is_once(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Bản Lằng")
    path = sent(offices)
    take_in(offices.above, path)
    assert isinstance(take_in(offices.above, path), AlreadyTaken)
    assert isinstance(examine(offices.above, path), AlreadyTaken)
    assert isinstance(take_in(offices.above, sent(offices)), AlreadyTaken)


def test_sending_alone_acknowledges_nothing(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Bản Lằng")
    sent(offices)
    waiting = offices.unit.read(unsent).result()
    assert waiting is not None
    assert (waiting.changes, waiting.carried) == (1, True)


def three(offices: Pair) -> list[Path]:
    """The log in three bundles, as volumes of it."""
    paths = []
    for name in ("Chi bộ một", "Chi bộ hai", "Chi bộ ba"):
        cell(offices.unit, name)
        offices.unit.write(pretend_acknowledged).result()
        [outgoing] = offices.unit.write(build, offices.unit.ground.home).result()
        paths.append(outgoing.path)
    return paths


def pretend_acknowledged(work: Work) -> None:
    """As if the superior had everything but the last record."""
    q = read_head(work.connection).q - 1
    values = {"acked_q": q, "acked_h": hash_at(work, q), "need_from": q + 1}
    work.connection.execute(update(SuperiorRow).values(values))


def test_what_comes_too_early_waits_by_name(offices: Pair) -> None:
    first, second, third = three(offices)
    whole = offices.unit.write(build, offices.unit.ground.home, whole=True).result()[0].path
    late = take_in(offices.above, third)
    assert isinstance(late, Gap)
    assert (late.first, late.last) == (1, 3)
    assert rows(offices.above, offices.unit.unit) == {}
    assert isinstance(take_in(offices.above, third), Gap)
    assert isinstance(take_in(offices.above, second), Gap)
    assert isinstance(take_in(offices.above, first), Gap)  # the record of the register's opening is missing
    assert isinstance(take_in(offices.above, whole), Ready)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)
    assert not list((offices.above.ground.home / "inbox").iterdir())
    assert states(offices.above) == {"applied": 1, "already": 3}


def heard_on(above: Register) -> date:
    """The day on which the one unit was last heard of."""
    [at] = above.read(
        lambda reading: reading.connection.execute(select(UnitRow.last_contact)).scalars().all()
    ).result()
    return datetime.fromisoformat(at).date()


def test_an_old_stick_makes_no_silent_unit_fresh(offices: Pair) -> None:
    old = sent(offices)
    take_in(offices.above, old)
    assert heard_on(offices.above) == TODAY
    later = replace(offices.above.ground, clock=Clock.showing(TODAY + timedelta(days=100)))
    secrets = Secrets.of(offices.above)
    offices.above.close()
    offices.above = opened(later, secrets)
    assert isinstance(take_in(offices.above, old), AlreadyTaken)
    assert heard_on(offices.above) == TODAY


def test_waiting_ones_go_in_one_after_the_other(offices: Pair) -> None:
    first = sent(offices)
    second, third, _ = three(offices)
    assert isinstance(take_in(offices.above, third), Gap)
    assert isinstance(take_in(offices.above, second), Gap)
    assert isinstance(take_in(offices.above, first), Ready)
    assert states(offices.above) == {"applied": 3}
    assert len(rows(offices.above, offices.unit.unit)) == 2


def states(register: Register) -> dict[str, int]:
    """How many bundles of each state lie in the inbox's book."""

    def count(reading: Reading) -> dict[str, int]:
        found = reading.connection.execute(select(InboxRow.state)).scalars()
        return dict(Counter(found))

    return register.read(count).result()


def test_a_kept_file_that_is_gone_is_forgotten(offices: Pair) -> None:
    first = sent(offices)
    second, *_ = three(offices)
    for path in (first, second):
        assert isinstance(take_in(offices.above, path), Ready)
    applied = offices.above.ground.home / INBOX / f"{hashlib.sha256(second.read_bytes()).hexdigest()}.scb"
    assert isinstance(take_in(offices.above, applied), Refusal)
    assert states(offices.above) == {"applied": 2}
    cell(offices.unit, "Chi bộ bốn")
    cell(offices.unit, "Chi bộ năm")
    offices.unit.write(pretend_acknowledged).result()
    assert isinstance(take_in(offices.above, sent(offices)), Gap)
    [one] = offices.above.read(kept).result()
    lies = one.path(offices.above.ground.home)
    lies.unlink()
    assert isinstance(examine(offices.above, lies), Refusal)
    assert states(offices.above) == {"applied": 2, "waiting": 1}
    assert isinstance(take_in(offices.above, lies), Refusal)
    assert states(offices.above) == {"applied": 2}


def test_another_story_is_kept_aside_and_changes_nothing(offices: Pair, tmp_path: Path) -> None:
    cell(offices.unit, "Chi bộ một")
    copy_home(offices.unit, tmp_path / "twin")
    cell(offices.unit, "Chi bộ hai")
    take_in(offices.above, sent(offices))
    before = rows(offices.above, offices.unit.unit)
    with twin(offices.unit, tmp_path / "twin") as clone:
        cell(clone, "Chi bộ khác")
        [outgoing] = clone.write(build, clone.ground.home).result()
        looked = examine(offices.above, outgoing.path)
        assert isinstance(looked, Forked)
        assert isinstance(take_in(offices.above, outgoing.path), Forked)
        assert isinstance(take_in(offices.above, outgoing.path), Forked)
        assert looked.declared == (len(clone.notices) > 0)
    assert rows(offices.above, offices.unit.unit) == before
    assert states(offices.above) == {"applied": 1, "aside": 1}
    cell(offices.unit, "Chi bộ ba")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def copy_home(register: Register, to: Path) -> None:
    """The folder as a clerk would copy it, database quiet."""
    register.on_writer(lambda raw: raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
    shutil.copytree(register.ground.home, to / "home", ignore=shutil.ignore_patterns("lock", "*-shm"))


def twin(register: Register, folder: Path) -> closing[Register]:
    """The copy, opened on another computer: no anchor there."""
    ground = replace(register.ground, home=folder / "home", state=folder / "state")
    return closing(opened(ground, Secrets.of(register)))


def test_files_that_are_not_for_here_are_refused_by_code(offices: Pair, tmp_path: Path) -> None:
    path = sent(offices)
    torn = tmp_path / "torn.scb"
    torn.write_bytes(path.read_bytes()[:-1])
    other = tmp_path / "other.scb"
    other.write_text("thực đơn")
    for file, code in (
        (torn, "BUN-03"),
        (other, "BUN-02"),
        (tmp_path / "absent.scb", "BUN-01"),
    ):
        for do in (examine, take_in):
            outcome = do(offices.above, file)
            assert isinstance(outcome, Refusal)
            assert outcome.code == code
    assert states(offices.above) == {}


def test_no_more_is_copied_than_a_bundle_can_have(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    path, inbox = sent(offices), offices.above.ground.home / INBOX
    size = path.stat().st_size
    for limit, code in ((size - 1, "BUN-06"), (size, None)):
        monkeypatch.setattr("desktop.exchange.take_in.READING", replace(READING, file=limit))
        outcome = take_in(offices.above, path)
        assert (outcome.code if isinstance(outcome, Refusal) else None) == code
        assert not list(inbox.iterdir())


def test_a_revoked_unit_is_refused_unread(offices: Pair) -> None:
    path = sent(offices)

    def revoke(work: Work) -> None:
        held = office(work)
        [device] = [one for one in held.authority.book if one.role is Role.DEVICE]
        revoked = held.authority.revoke(device.serial, Why.KEY_COMPROMISE, work.now - timedelta(hours=1))
        keep_office(work, Office(revoked, held.sealer))

    offices.above.write(revoke).result()
    outcome = take_in(offices.above, path)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "KEY-34"
    assert states(offices.above) == {}


def test_a_unit_that_nobody_entered_is_refused(offices: Pair) -> None:
    path = sent(offices)
    offices.above.write(lambda work: work.connection.execute(delete(UnitRow))).result()
    outcome = take_in(offices.above, path)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "EXC-10"


def test_who_collects_from_nobody_says_so(offices: Pair) -> None:
    path = sent(offices)
    with pytest.raises(Refused, match="EXC-02"):
        examine(offices.unit, path)


def test_what_cannot_be_shown_is_told_and_mended_later(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ một")
    person = member(offices.unit, "Nông Thị Thơm", home)
    path = sent(offices)

    def stumble(kind: Kind, document: Document, _version: int) -> Document:
        if kind is MEMBER:
            raise KeyError("a field that was once there")
        return document

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kind, "upcast", stumble)
        assert isinstance(take_in(offices.above, path), Ready)
    assert errors(offices.above) == [("member", person, "EXC-52")]
    assert ("member", person) not in rows(offices.above, offices.unit.unit)
    cell(offices.unit, "Chi bộ hai")
    take_in(offices.above, sent(offices))
    assert errors(offices.above) == []
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def errors(register: Register) -> list[tuple[str, str, str]]:
    """What couldn't be shown."""

    def read(reading: Reading) -> list[tuple[str, str, str]]:
        row = ProjectionErrorRow
        found = reading.connection.execute(select(row.kind, row.id, row.code))
        return [(kind, id_, code) for kind, id_, code in found]

    return register.read(read).result()


def test_a_late_stick_of_a_life_that_was_given_up_is_no_alarm(offices: Pair, tmp_path: Path) -> None:
    cell(offices.unit, "Chi bộ một")
    copy_home(offices.unit, tmp_path / "copy")
    cell(offices.unit, "Chi bộ hai")
    late = sent(offices)
    ground, secrets = offices.unit.ground, Secrets.of(offices.unit)
    offices.unit.close()
    shutil.rmtree(ground.home)
    shutil.copytree(tmp_path / "copy" / "home", ground.home)
    offices.unit = opened(ground, secrets)
    assert len(offices.unit.notices) == 1
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    outcome = take_in(offices.above, late)
    assert isinstance(outcome, Forked)
    assert outcome.declared
    cell(offices.unit, "Chi bộ ba")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)


def test_what_was_kept_for_a_later_program_goes_in_when_that_program_opens(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sent(offices)
    with monkeypatch.context() as older:
        older.setattr("desktop.exchange.take_in._readable", lambda *_: False)
        assert isinstance(take_in(offices.above, first), TooNew)
        bring_up_to_date(offices.above)
        assert states(offices.above) == {"received": 1}
    bring_up_to_date(offices.above)
    [waits] = offices.above.read(kept).result()
    assert waits.codes == ("EXC-60",)  # the first file of a unit is a second person's
    assert isinstance(take_in(offices.above, first), Ready)
    cell(offices.unit, "Chi bộ một")
    with monkeypatch.context() as older:
        older.setattr("desktop.exchange.take_in._readable", lambda *_: False)
        take_in(offices.above, sent(offices))
    bring_up_to_date(offices.above)
    assert rows(offices.above, offices.unit.unit) == rows(offices.unit, offices.unit.unit)
    assert states(offices.above) == {"applied": 2}
    assert not list((offices.above.ground.home / INBOX).iterdir())
