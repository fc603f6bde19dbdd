"""A log told in two ways: nothing more is taken in until a person has answered; nothing is lost meanwhile."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from desktop.basics.errors import Refused
from desktop.bundles.log_range import LogSource
from desktop.bundles.read import CheckedBundle
from desktop.bundles.refusals import STATE_ROOT, refusal
from desktop.collector.board import board
from desktop.exchange import send as sending
from desktop.exchange.acknowledge import give_receipt
from desktop.exchange.findings import answer, findings, kept, open_matters, why_kept, words_of
from desktop.exchange.held import held_unit
from desktop.exchange.intake import DISAGREES, FORK, note_finding
from desktop.exchange.outcomes import AlreadyTaken, Forked, Frozen, Gap, Ready
from desktop.exchange.projection import ERASED, project
from desktop.exchange.receive import read_answer, receive
from desktop.exchange.records import UnitEntityRow, UnitLogRow, UnitRow
from desktop.exchange.send import build, send
from desktop.exchange.take_in import INBOX, examine, look, take_in
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.audit import AuditRow
from desktop.storage.register import Register
from desktop.storage.work import Reading, Work
from tests.exchange.offices import Pair, cell, member, rows
from tests.exchange.test_take_in import copy_home, errors, pretend_acknowledged, sent, states
from tests.storage.opening import Secrets, opened


@pytest.fixture
def twin(offices: Pair, tmp_path: Path) -> Iterator[Register]:
    """The unit's whole computer copied, also what lies outside the folder: nothing says that it is a copy."""
    cell(offices.unit, "Chi bộ một")
    copy_home(offices.unit, tmp_path / "twin")
    shutil.copytree(offices.unit.ground.state, tmp_path / "twin" / "state")
    ground = replace(offices.unit.ground, home=tmp_path / "twin" / "home", state=tmp_path / "twin" / "state")
    with closing(opened(ground, Secrets.of(offices.unit))) as clone:
        assert clone.notices == []
        yield clone


def of_twin(clone: Register, name: str) -> Path:
    """Another cell entered on the copy, and its bundle."""
    cell(clone, name)
    [outgoing] = clone.write(build, clone.ground.home).result()
    return outgoing.path


def test_a_fork_freezes_the_unit_until_it_is_answered(offices: Pair, twin: Register) -> None:
    above, unit = offices.above, offices.unit.unit
    cell(offices.unit, "Chi bộ hai")
    assert isinstance(take_in(above, sent(offices)), Ready)
    before = rows(above, unit)
    other = of_twin(twin, "Chi bộ khác")
    forked = take_in(above, other)
    assert isinstance(forked, Forked)
    assert not forked.declared
    [found] = above.read(findings).result()
    assert (found.unit, found.kind) == (unit, FORK)
    assert all(words.text for words in words_of(found))
    cell(offices.unit, "Chi bộ ba")
    later = sent(offices)
    assert isinstance(examine(above, later), Frozen)
    assert isinstance(take_in(above, later), Frozen)
    assert isinstance(take_in(above, later), Frozen)
    assert rows(above, unit) == before
    assert states(above) == {"applied": 1, "aside": 2}
    assert above.read(open_matters).result() == 3
    assert above.read(board, 2026).result().calling
    carried = give_receipt(above, unit, offices.stick)
    seen = {one.codes: one.state.value for one in read_answer(offices.unit, carried.path).seen}
    assert seen[("EXC-61",)] == "aside"
    assert answer(above, unit, found.kind, found.subject, "Máy cũ chưa cất, đã thu lại") == 1
    assert rows(above, unit) == rows(offices.unit, unit)
    assert states(above) == {"applied": 2, "aside": 1}
    assert above.read(findings).result() == ()
    assert above.read(open_matters).result() == 0
    assert [one.state.value for one in above.read(kept).result()] == ["aside"]
    assert not above.read(board, 2026).result().calling
    assert audit_of(above, "answered") == [f"fork {found.subject}: Máy cũ chưa cất, đã thu lại"]
    assert isinstance(take_in(above, later), AlreadyTaken)
    cell(offices.unit, "Chi bộ bốn")
    assert isinstance(take_in(above, sent(offices)), Ready)


def test_the_same_copy_again_asks_no_more_but_a_new_file_of_it_does(offices: Pair, twin: Register) -> None:
    above, unit = offices.above, offices.unit.unit
    cell(offices.unit, "Chi bộ hai")
    take_in(above, sent(offices))
    other = of_twin(twin, "Chi bộ khác")
    take_in(above, other)
    [found] = above.read(findings).result()
    answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị")
    assert isinstance(take_in(above, other), Forked)
    assert above.read(findings).result() == ()
    assert isinstance(take_in(above, of_twin(twin, "Chi bộ khác nữa")), Forked)
    assert len(above.read(findings).result()) == 1


def test_what_waits_while_frozen_goes_in_after_the_answer(offices: Pair, twin: Register) -> None:
    above, unit = offices.above, offices.unit.unit
    cell(offices.unit, "Chi bộ hai")
    take_in(above, sent(offices))
    give = give_receipt(above, unit, offices.stick)
    receive(offices.unit, give.path)
    take_in(above, of_twin(twin, "Chi bộ khác"))
    cell(offices.unit, "Chi bộ ba")
    missing = sent(offices)
    cell(offices.unit, "Chi bộ bốn")
    offices.unit.write(pretend_acknowledged).result()
    early = sent(offices)
    assert isinstance(take_in(above, early), Gap)
    assert isinstance(take_in(above, missing), Frozen)
    assert len(list((above.ground.home / INBOX).iterdir())) == 3
    words = [why_kept(one).text for one in above.read(kept).result()]
    assert len(set(words)) == 3
    [found] = above.read(findings).result()
    assert answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị") == 2
    assert rows(above, unit) == rows(offices.unit, unit)


def test_what_asks_for_a_second_person_after_the_answer_says_so(offices: Pair, twin: Register) -> None:
    above, unit = offices.above, offices.unit.unit
    home = cell(offices.unit, "Chi bộ hai")
    member(offices.unit, "Nông Thị Thơm", home)
    take_in(above, sent(offices))
    take_in(above, of_twin(twin, "Chi bộ khác"))
    member(offices.unit, "Lục Văn Páo", home)  # one of one: more than a tenth
    later = sent(offices)
    assert isinstance(take_in(above, later), Frozen)
    [found] = above.read(findings).result()
    assert answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị") == 0
    words = [why_kept(one).text for one in above.read(kept).result()]
    assert words.count("Kept for a second person to confirm") == 1
    assert "Kept until the unit's question is answered" not in words
    assert above.read(open_matters).result() == 1
    assert isinstance(take_in(above, later), Ready)
    assert above.read(open_matters).result() == 0


def test_figures_that_still_disagree_ask_again(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    above, unit = offices.above, offices.unit.unit
    with monkeypatch.context() as patch:
        patch.setattr(CheckedBundle, "state_faults", lambda *_: (refusal(STATE_ROOT),))
        cell(offices.unit, "Chi bộ một")
        take_in(above, sent(offices))
        [found] = above.read(findings).result()
        answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị")
        assert above.read(findings).result() == ()
        cell(offices.unit, "Chi bộ hai")
        take_in(above, sent(offices))
        assert len(above.read(findings).result()) == 1
    cell(offices.unit, "Chi bộ ba")
    take_in(above, sent(offices))
    assert above.read(findings).result() == ()


@pytest.mark.parametrize("answered", [False, True])
def test_sending_everything_settles_figures_that_disagree(offices: Pair, answered: bool) -> None:
    above, unit = offices.above, offices.unit.unit
    cell(offices.unit, "Chi bộ một")
    take_in(above, sent(offices))
    above.write(lambda work: work.connection.execute(delete(UnitEntityRow))).result()
    cell(offices.unit, "Chi bộ hai")
    outcome = take_in(above, sent(offices))
    assert isinstance(outcome, Ready)
    assert outcome.codes[0] == STATE_ROOT
    for found in above.read(findings).result() if answered else ():
        answer(above, unit, found.kind, found.subject, "Đã gọi đơn vị gửi lại")
    [whole] = send(offices.unit, offices.stick, whole=True).files
    looked = look(above, whole.path)
    assert isinstance(looked.outcome, Ready)
    assert looked.outcome.summary.stops == ()  # after it they agree
    assert isinstance(take_in(above, whole.path), Ready)
    assert rows(above, unit) == rows(offices.unit, unit)
    assert above.read(findings).result() == ()
    assert above.read(board, 2026).result().left_out == 0
    assert isinstance(take_in(above, whole.path), AlreadyTaken)


def test_sending_everything_fills_in_a_piece_that_is_missing(offices: Pair) -> None:
    above, unit = offices.above, offices.unit.unit
    person = member(offices.unit, "Nông Thị Thơm", cell(offices.unit, "Chi bộ một"))
    take_in(above, sent(offices))

    def lose(work: Work) -> None:
        work.connection.execute(update(UnitLogRow).where(UnitLogRow.q == 3).values(pa=None))
        project(work, unit, [("member", person)])

    above.write(lose).result()
    assert errors(above) == [("member", person, ERASED)]
    [whole] = send(offices.unit, offices.stick, whole=True).files
    assert isinstance(take_in(above, whole.path), Ready)
    assert errors(above) == []
    assert rows(above, unit) == rows(offices.unit, unit)
    assert isinstance(take_in(above, whole.path), AlreadyTaken)


def end(register: Register, id_: str) -> None:
    """A cell ends."""

    def record(work: Work) -> None:
        document = work.get(ORGANISATION, id_)
        assert document is not None
        work.put(ORGANISATION, id_, document | {"ended_on": work.today})

    register.write(record).result()


def in_volumes(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The whole log once more, two records a file."""
    with monkeypatch.context() as patch:
        patch.setattr(sending, "MOST_RECORDS", 2)
        return [one.path for one in send(offices.unit, offices.stick, whole=True).files]


def broken(offices: Pair) -> Path:
    """Two members and two cells are held; of one record of each half a piece or its line is missing.

    Gives the file that brought them. A cell more is entered at the unit and not sent yet.
    """
    above, unit = offices.above, offices.unit.unit
    home = cell(offices.unit, "Chi bộ một")
    people = [member(offices.unit, name, home) for name in ("Nông Thị Thơm", "Lục Văn Páo")]
    cell(offices.unit, "Chi bộ hai")
    file = sent(offices)
    assert isinstance(take_in(above, file), Ready)
    cell(offices.unit, "Chi bộ ba")

    def lose(work: Work) -> None:
        work.connection.execute(update(UnitLogRow).where(UnitLogRow.q.in_((3, 4))).values(pa=None))
        work.connection.execute(delete(UnitEntityRow).where(UnitEntityRow.q.in_((2, 5))))
        project(work, unit, [("member", person) for person in people])
        note_finding(work, unit, DISAGREES, "now")
        work.connection.execute(update(UnitRow).values(agrees=False))

    above.write(lose).result()
    assert len(errors(above)) == 2
    return file


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the last first"])
def test_sending_everything_in_several_volumes_settles_it_too(
    offices: Pair, monkeypatch: pytest.MonkeyPatch, turned: bool
) -> None:
    above, unit = offices.above, offices.unit.unit
    broken(offices)
    volumes = in_volumes(offices, monkeypatch)
    assert len(volumes) == 3
    looked = [look(above, path).outcome for path in volumes]  # all of them at once, as the desk does
    assert [one.summary.stops for one in looked if isinstance(one, Ready)] == [(), (), ()]
    outcomes = [type(take_in(above, path)) for path in (volumes[::-1] if turned else volumes)]
    assert outcomes == [Ready, Ready, AlreadyTaken if turned else Ready]  # nothing was left for the last
    assert errors(above) == []
    assert above.read(findings).result() == ()
    assert above.read(board, 2026).result().left_out == 0
    assert rows(above, unit) == rows(offices.unit, unit)
    assert [type(take_in(above, path)) for path in volumes] == [AlreadyTaken] * 3


def test_the_first_volume_alone_sets_nothing_back(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    above, unit = offices.above, offices.unit.unit
    home = cell(offices.unit, "Chi bộ một")
    cell(offices.unit, "Chi bộ hai")
    end(offices.unit, home)  # a later record of the first volume's cell
    assert isinstance(take_in(above, sent(offices)), Ready)
    before = rows(above, unit)

    def disagree(work: Work) -> None:
        note_finding(work, unit, DISAGREES, "now")
        work.connection.execute(update(UnitRow).values(agrees=False))

    above.write(disagree).result()
    first, *_ = in_volumes(offices, monkeypatch)
    assert isinstance(take_in(above, first), Ready)
    assert rows(above, unit) == before
    assert (
        above.read(lambda reading: held_unit(reading, unit).entities).result()
        == offices.unit.read(lambda reading: tuple(sorted(LogSource(reading.connection).entities()))).result()
    )
    assert len(above.read(findings).result()) == 1  # only the last one tells whether they agree


def test_an_old_file_of_a_unit_whose_figures_disagree_is_still_taken_once(offices: Pair) -> None:
    file = broken(offices)
    assert isinstance(take_in(offices.above, file), Ready)  # it holds the whole of what is held
    cell(offices.unit, "Chi bộ bốn")
    offices.above.write(lambda work: note_finding(work, offices.unit.unit, DISAGREES, "now")).result()
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    offices.above.write(lambda work: note_finding(work, offices.unit.unit, DISAGREES, "now")).result()
    assert isinstance(take_in(offices.above, file), AlreadyTaken)


@pytest.mark.parametrize(
    ("kind", "subject", "reason", "code"),
    [(FORK, "x", " ", "EXC-62"), (FORK, "x", "vì sao", "EXC-64"), ("figures", "now", "vì sao", "EXC-64")],
)
def test_what_is_not_open_is_not_answered(
    offices: Pair, kind: str, subject: str, reason: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        answer(offices.above, offices.unit.unit, kind, subject, reason)


def set_back(offices: Pair, home: Path) -> None:
    """A copy of the folder put in the place of the unit's own, on the same computer."""
    ground, secrets = offices.unit.ground, Secrets.of(offices.unit)
    offices.unit.close()
    shutil.rmtree(ground.home)
    shutil.copytree(home, ground.home)
    offices.unit = opened(ground, secrets)
    assert len(offices.unit.notices) == 1


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the later first"])
def test_a_register_set_back_twice_to_different_copies_is_no_alarm(
    offices: Pair, tmp_path: Path, turned: bool
) -> None:
    copy_home(offices.unit, tmp_path / "older")
    cell(offices.unit, "Chi bộ một")
    copy_home(offices.unit, tmp_path / "newer")
    set_back(offices, tmp_path / "older" / "home")
    first = sent(offices)
    set_back(offices, tmp_path / "newer" / "home")
    second = sent(offices)
    one, other = (second, first) if turned else (first, second)
    assert isinstance(take_in(offices.above, one), Ready)
    outcome = take_in(offices.above, other)
    assert isinstance(outcome, Forked)
    assert outcome.declared
    assert states(offices.above) == {"applied": 1, "aside": 1}


def test_a_copy_that_went_on_and_was_set_back_later_is_an_alarm(
    offices: Pair, twin: Register, tmp_path: Path
) -> None:
    cell(offices.unit, "Chi bộ hai")
    assert isinstance(take_in(offices.above, sent(offices)), Ready)
    cell(twin, "Chi bộ khác")
    copy_home(twin, tmp_path / "copy")
    cell(twin, "Chi bộ khác nữa")
    ground = replace(twin.ground, home=tmp_path / "copy" / "home")
    twin.close()
    with closing(opened(ground, Secrets.of(offices.unit))) as back:
        assert len(back.notices) == 1
        outcome = take_in(offices.above, of_twin(back, "Chi bộ thứ ba"))
    assert isinstance(outcome, Forked)
    assert not outcome.declared


def test_two_lives_of_one_epoch_are_an_alarm(offices: Pair, tmp_path: Path) -> None:
    outcomes = []
    for name in ("one", "other"):
        copy_home(offices.unit, tmp_path / name)
        ground = replace(offices.unit.ground, home=tmp_path / name / "home", state=tmp_path / name / "state")
        with closing(opened(ground, Secrets.of(offices.unit))) as moved:
            assert len(moved.notices) == 1
            outcomes.append(take_in(offices.above, of_twin(moved, f"Chi bộ {name}")))
    assert isinstance(outcomes[0], Ready)
    assert isinstance(outcomes[1], Forked)
    assert not outcomes[1].declared


def audit_of(register: Register, action: str) -> list[str]:
    """What was written down under a word."""

    def read(reading: Reading) -> list[str]:
        query = select(AuditRow.reason).where(AuditRow.action == action).order_by(AuditRow.n)
        return [str(one) for one in reading.connection.execute(query).scalars()]

    return register.read(read).result()
