"""A paper that the superior's disk lost is asked for: found out once at an opening, or where it is missed."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from desktop.basics.errors import Told
from desktop.exchange.acknowledge import give_receipt, state_of_unit
from desktop.exchange.lost_files import mind_files
from desktop.exchange.office import office
from desktop.exchange.opening import bring_up_to_date
from desktop.exchange.outcomes import Ready
from desktop.exchange.receive import receive
from desktop.exchange.records import UnitFileRow
from desktop.exchange.send import send
from desktop.exchange.take_in import take_in
from desktop.storage.opening import unlock
from desktop.storage.safekeeping import bring_back, save_backup, with_passphrase
from desktop.storage.vault import Vault
from tests.conftest import PASSPHRASE
from tests.exchange.offices import Pair, cell
from tests.exchange.test_files import PAPER, keep_meeting
from tests.exchange.test_take_in import sent


def sealed(offices: Pair) -> set[Path]:
    return set((offices.above.ground.home / "vault").iterdir())


def asked(offices: Pair) -> tuple[str, ...]:
    """What the next receipt asks for."""
    unit = offices.unit.unit
    found: tuple[str, ...] = (
        offices.above.read(lambda reading: state_of_unit(reading, unit, office(reading))).result().blobs
    )
    return found


@pytest.fixture
def taken(offices: Pair) -> tuple[str, Path]:
    """A paper that was taken in: its hash, and where it lies sealed."""
    before = sealed(offices)
    sha256 = offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ một")).result()
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    [path] = sealed(offices) - before
    return sha256, path


def test_a_paper_that_a_restore_came_without_is_asked_for_and_comes(
    offices: Pair, taken: tuple[str, Path]
) -> None:
    sha256, path = taken
    backup = save_backup(offices.above)
    account, ground = offices.above.user.id, offices.above.ground
    offices.above.close()
    path.unlink()
    (backup.files / path.name).unlink()
    bring_back(ground, backup.path, prove=with_passphrase(None, PASSPHRASE), present=(account, PASSPHRASE))
    offices.above = unlock(ground, account, PASSPHRASE)
    bring_up_to_date(offices.above)
    assert asked(offices) == (sha256,)
    assert receive(offices.unit, give_receipt(offices.above, offices.unit.unit, offices.stick).path).missing
    [file] = send(offices.unit, offices.stick).files
    assert isinstance(take_in(offices.above, file.path), Ready)
    assert offices.above.read(lambda reading: reading.file(sha256)).result() == PAPER
    assert asked(offices) == ()
    bring_up_to_date(offices.above)
    assert asked(offices) == ()


def test_a_vault_that_is_gone_lost_everything(offices: Pair, taken: tuple[str, Path]) -> None:
    shutil.move(taken[1].parent, taken[1].parent.with_name("elsewhere"))
    mind_files(offices.above)
    shutil.move(taken[1].parent.with_name("elsewhere"), taken[1].parent)
    assert asked(offices) == (taken[0],)


def test_where_nothing_is_lost_nothing_is_written(
    offices: Pair, taken: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("nothing is to be written")

    with monkeypatch.context() as patch:
        patch.setattr(offices.above, "write", refuse)
        mind_files(offices.above)
        mind_files(offices.unit)
    assert asked(offices) == ()


def test_neither_a_receipt_nor_an_opening_looks_at_each_file(
    offices: Pair, taken: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the folder is read once")

    monkeypatch.setattr(Vault, "has", refuse)
    mind_files(offices.above)
    give_receipt(offices.above, offices.unit.unit, offices.stick)


def test_a_folder_that_cannot_be_read_says_nothing(
    offices: Pair, taken: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "no")

    with monkeypatch.context() as patch:
        patch.setattr("desktop.storage.vault.os.scandir", refuse)
        mind_files(offices.above)
    assert asked(offices) == ()


def test_what_several_units_name_is_lost_to_all(offices: Pair, taken: tuple[str, Path]) -> None:
    values = {"unit": "urn:sochibo:test:khac", "sha256": taken[0], "size": 1, "media": "x", "name": "x"}
    named = insert(UnitFileRow).values(**values, here=True)
    offices.above.write(lambda work: work.connection.execute(named)).result()
    taken[1].unlink()
    mind_files(offices.above)
    here = offices.above.read(
        lambda reading: reading.connection.execute(select(UnitFileRow.here)).all()
    ).result()
    assert [one.here for one in here] == [False, False]


def test_a_key_that_is_missing_does_not_keep_the_papers_from_being_minded(
    offices: Pair, taken: tuple[str, Path]
) -> None:
    for path in sealed(offices):
        path.unlink()
    with pytest.raises(Told, match="STO-41"):
        bring_up_to_date(offices.above)  # whom it trusts isn't known any more either
    rows = offices.above.read(
        lambda reading: reading.connection.execute(UnitFileRow.__table__.select()).all()
    ).result()
    assert [one.here for one in rows] == [False]
