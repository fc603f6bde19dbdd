"""Sending without a window: watched and stopped at each stage; what was sent before; receipts; the delivery note."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.basics.errors import Refused, Trouble
from desktop.bundles.drive import Carried
from desktop.documents.preview import page_count
from desktop.exchange import joining
from desktop.exchange import send as sending
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.ledger import Sending, sendings, unsent
from desktop.exchange.note import Delivery, NotedFile, check_digits, delivery_note
from desktop.exchange.receive import receipts_on, receive_from
from desktop.exchange.send import Stage, send, stopped
from desktop.exchange.standing import standing
from desktop.exchange.take_in import take_in
from desktop.exchange.unsent_list import What, unsent_records
from desktop.storage.work import Work
from tests.exchange.offices import Pair, cell, enrol, member, strangers
from tests.exchange.test_files import keep_meeting


def filled(pair: Pair) -> None:
    """Enough records that sealing is told of."""
    home = cell(pair.unit, "Chi bộ xóm Nà Pài")
    for number in range(110):
        member(pair.unit, f"Nông Văn Số {number}", home)


def before(pair: Pair) -> tuple[Sending, ...]:
    return pair.unit.read(sendings).result()


def test_sending_tells_how_far_it_is(offices: Pair) -> None:
    filled(offices)
    told: list[tuple[Stage, int, int]] = []
    sent = send(offices.unit, offices.stick, watch=lambda *state: told.append(state))
    assert list(dict.fromkeys(stage for stage, _done, _of in told)) == list(Stage)
    bytes_ = [(done, of) for stage, done, of in told if stage is not Stage.SEALING]
    assert bytes_ == sorted(bytes_)
    assert bytes_[-1] == (2 * sent.files[0].size,) * 2
    assert sent.numbers == (1,)


@pytest.mark.parametrize("stage", Stage)
def test_stopping_loses_nothing_at_any_stage(offices: Pair, stage: Stage) -> None:
    filled(offices)

    def stop(now: Stage, _done: int, _of: int) -> None:
        if now is stage:
            raise stopped()

    with pytest.raises(Refused, match="EXC-05"):
        send(offices.unit, offices.stick, watch=stop)
    assert [path for path in offices.stick.rglob("*") if path.suffix in (".scb", ".part")] == []
    left = offices.unit.read(unsent).result()
    assert left is not None
    assert (left.changes, left.carried) == (111, False)
    assert all(one.carried is None for one in before(offices))
    send(offices.unit, offices.stick)
    assert len(list(offices.stick.rglob("*.scb"))) == 1
    assert take_in(offices.above, next(offices.stick.rglob("*.scb"))).summary.new == 112  # type: ignore[union-attr]  # it is ready


def test_an_unfit_stick_is_found_before_anything_is_built(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    with pytest.raises(Trouble, match="USB-01"):
        send(offices.unit, offices.stick / "nowhere")
    assert before(offices) == ()


def test_what_is_unsent_is_told_by_kind(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ xóm Nà Pài")
    for name in ("Nông Văn Tú", "Lục Thị Yến"):
        member(offices.unit, name, home)
    left = offices.unit.read(unsent).result()
    assert left is not None
    assert left.parts == (("member", 2), ("organisation", 1))
    assert left.changes == sum(n for _kind, n in left.parts)
    assert left.size > 0


def test_what_was_sent_before_says_how_far_it_came(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    send(offices.unit, offices.stick)
    cell(offices.unit, "Chi bộ xóm Cốc Lùng")
    send(offices.unit, offices.stick)
    assert [(one.number, one.changes, one.received) for one in before(offices)] == [
        (2, 2, None),
        (1, 1, None),
    ]
    first = next(offices.stick.rglob("*_1.scb"))
    take_in(offices.above, first)
    give_receipt(offices.above, offices.unit.unit, offices.stick)
    receive_from(offices.unit, offices.stick)
    assert [one.received is not None for one in before(offices)] == [False, True]


def carried(pair: Pair) -> bool:
    left = pair.unit.read(unsent).result()
    assert left is not None
    return left.carried


def test_a_sending_is_carried_when_all_its_files_are(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    offices.unit.write(keep_meeting, cell(offices.unit, "Chi bộ xóm Nà Pài")).result()
    monkeypatch.setattr(sending, "_loads", lambda files: iter([(), files]))
    real, times = sending.carry, []

    def full(*given: Any, **named: Any) -> Carried:
        times.append(1)
        if len(times) == 2:
            raise stopped()
        return real(*given, **named)

    monkeypatch.setattr(sending, "carry", full)
    with pytest.raises(Refused, match="EXC-05"):
        send(offices.unit, offices.stick)
    assert not carried(offices)
    send(offices.unit, offices.stick)
    assert carried(offices)
    cell(offices.unit, "Chi bộ xóm Cốc Lùng")
    assert not carried(offices)


def test_what_was_carried_before_an_enrolment_is_not_on_its_way(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    send(offices.unit, offices.stick)
    assert carried(offices)
    enrol(offices.unit, offices.above)
    assert not carried(offices)
    send(offices.unit, offices.stick)
    assert carried(offices)


def test_receipts_are_found_by_their_cover(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    file = send(offices.unit, offices.stick).files[0].path
    take_in(offices.above, file)
    kept = [give_receipt(offices.above, offices.unit.unit, offices.stick).path for _ in range(3)]
    (offices.stick / "broken.scb").write_bytes(b"no bundle")
    assert receipts_on(offices.stick, offices.unit.unit) == tuple(kept)
    assert receipts_on(offices.stick, "urn:sochibo:somebody-else") == ()
    answers = receive_from(offices.unit, offices.stick)
    assert [name for name, _received in answers.received] == [path.name for path in kept]
    assert answers.newest is not None
    assert answers.newest.open == 0


def test_one_bad_receipt_stops_none(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ xóm Nà Pài")
    take_in(offices.above, send(offices.unit, offices.stick).files[0].path)
    bad = give_receipt(offices.above, offices.unit.unit, offices.stick).path
    give_receipt(offices.above, offices.unit.unit, offices.stick)
    content = bytearray(bad.read_bytes())
    content[-60] ^= 1
    bad.write_bytes(content)
    answers = receive_from(offices.unit, offices.stick)
    assert len(answers.received) == 1
    assert answers.newest is not None
    assert answers.newest.open == 0


def test_the_note_is_one_page_and_the_same_each_time() -> None:
    given = Delivery(
        "Chi bộ xóm Bản Lằng",
        "Đảng bộ xã Bình Lãng",
        datetime(2026, 11, 9, 14, 41),
        (14,),
        27,
        tuple(NotedFile(f"DULIEU_Ban-Lang_2026-11-09_{n}.scb", 3_800_000, "ab12" * 16) for n in range(3)),
    )
    pdf = delivery_note(given)
    assert page_count(pdf) == 1
    assert pdf == delivery_note(given)
    assert check_digits("ab12" * 16) == "ab12 ab12 ab12 ab12"


def test_small_files_say_what_went_wrong(offices: Pair, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="EXC-06"):
        joining.read_small(tmp_path / "nowhere")
    with pytest.raises(Trouble, match="EXC-08"):
        joining.write_out(tmp_path / "nowhere" / "note.pdf", b"x")
    with pytest.raises(Trouble, match="USB-01"):
        joining.lay_file(offices.unit, tmp_path / "nowhere", b"x", "a.scb", "GUI-DI")
    assert not list((offices.unit.ground.home / "outbox").iterdir())  # nothing stays behind
    laid = joining.lay_file(offices.unit, offices.stick, b"x", "a.scb", "GUI-DI")
    assert joining.read_small(laid.path) == b"x"


def test_the_page_is_told_everything_at_once(
    offices: Pair, made_register: tuple[Path, bytes, bytes], ground: object, tmp_path: Path
) -> None:
    found = offices.unit.read(standing).result()
    assert (found.enrolled, found.superior, found.waiting) == (True, "Đảng ủy xã Bình Lãng", None)
    apart = strangers(made_register, ground, tmp_path / "apart")  # type: ignore[arg-type]  # the fixture's ground
    alone = apart.unit.read(standing).result()
    assert (alone.enrolled, alone.superior, alone.sendings) == (False, "", ())
    apart.close()


def test_each_change_is_listed_with_what_became_of_it(offices: Pair) -> None:
    old = cell(offices.unit, "Chi bộ xóm Nà Pài")
    gone = member(offices.unit, "Nông Văn Tú", old)
    take_in(offices.above, send(offices.unit, offices.stick).files[0].path)
    give_receipt(offices.above, offices.unit.unit, offices.stick)
    receive_from(offices.unit, offices.stick)
    assert offices.unit.read(unsent_records).result() == ()
    new = cell(offices.unit, "Chi bộ xóm Cốc Lùng")
    kinds = offices.unit.ground.kinds

    def change(work: Work, name: str) -> None:
        document = work.get(kinds["organisation"], old)
        assert document is not None
        work.put(kinds["organisation"], old, document | {"name": name})

    offices.unit.write(change, "Chi bộ Nà Pài 1").result()
    offices.unit.write(change, "Chi bộ Nà Pài").result()
    offices.unit.write(lambda work: work.remove(kinds["member"], gone, reason="edit")).result()
    found = offices.unit.read(unsent_records).result()
    assert [(one.id, one.title, one.what, one.changes) for one in found] == [
        (gone, "", What.REMOVED, 1),
        (old, "Chi bộ Nà Pài", What.CHANGED, 2),
        (new, "Chi bộ xóm Cốc Lùng", What.NEW, 1),
    ]
    left = offices.unit.read(unsent).result()
    assert left is not None
    assert len(found) == left.changes, "a thing that was changed twice is one change"
    assert len(offices.unit.read(unsent_records, 2).result()) == 2


def test_a_stick_that_went_meanwhile_is_not_written_to_in_its_place(
    offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mount point stays behind as a plain folder of the computer's own disk: umount -l, a stick pulled out."""
    filled(offices)
    real, gone = os.stat, False

    def stat(path: Any, *args: Any, **options: Any) -> os.stat_result:
        found = real(path, *args, **options)
        if gone and not isinstance(path, int) and os.fspath(path) == str(offices.stick):
            return os.stat_result((*found[:2], found.st_dev + 1, *found[3:]))
        return found

    def pull(_stage: Stage, _done: int, _of: int) -> None:
        nonlocal gone
        gone = True

    monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(Trouble, match="USB-01"):
        send(offices.unit, offices.stick, watch=pull)
    assert list(offices.stick.iterdir()) == []
    gone = False
    assert send(offices.unit, offices.stick).files
