"""Enrolment in the window, by keyboard, against a real superior: mistyped, misheard, locked between, and done."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.bundles.format import BundleKind
from desktop.bundles.names import FOLDER, INWARD, OUTWARD, file_name
from desktop.exchange.enrolling import GivenKit, give_kit, grant, look_at_request, waiting
from desktop.exchange.office import reporting, superior
from desktop.keys.trust import FOLDER as TRUST
from desktop.keys.trust import Trust
from desktop.organisations.actions import found_unit
from tests.conftest import TODAY
from tests.exchange.offices import Pair, strangers
from tests.exchange.window import Seat, put_in, words_on
from tests.widgets.looking import looking

Sit = Callable[..., Seat]


@pytest.fixture
def sit(qapp: QApplication) -> Iterator[Sit]:
    """Desks that are left when the test is over."""
    seats: list[Seat] = []

    def made(*given: object, **named: object) -> Seat:
        seats.append(Seat(*given, **named))  # type: ignore[arg-type]  # handed through
        return seats[-1]

    with looking(qapp):
        yield made
        for seat in seats:
            seat.leave()


@pytest.fixture
def apart(made_register: tuple[Path, bytes, bytes], ground: object, tmp_path: Path) -> Iterator[Pair]:
    """Two registers that don't know each other yet, both with a name."""
    both = strangers(made_register, ground, tmp_path)  # type: ignore[arg-type]  # the fixture's ground
    both.above.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    both.unit.write(found_unit, "Chi bộ xóm Bản Lằng").result()
    yield both
    both.close()


def kit_on(pair: Pair) -> GivenKit:
    """The superior gives a kit and lays it on the stick."""
    given = pair.above.write(give_kit, "Chi bộ xóm Bản Lằng").result()
    put(pair.stick / FOLDER / INWARD, BundleKind.KIT, given.file)
    return given


def put(folder: Path, kind: BundleKind, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(kind, "", "Bình Lãng", TODAY, 1)
    path.write_bytes(content)
    return path


def granted(pair: Pair) -> str:
    """The superior calls, types what he hears, and lays the answer on the stick; gives what he reads aloud."""
    request = next((pair.stick / FOLDER / OUTWARD).glob("*.scb")).read_bytes()
    looked = pair.above.read(look_at_request, request).result()
    said = pair.unit.read(waiting).result()
    assert said is not None
    answer = pair.above.write(grant, request, " ".join(said.read_aloud)).result()
    put(pair.stick / FOLDER / INWARD, BundleKind.GRANT, answer)
    return " ".join(looked.read_aloud)


def asked(seat: Seat, code: str) -> None:
    """From the teaching page to a written request, by keyboard."""
    seat.open()
    assert "isn’t enrolled with a superior yet" in words_on(seat.page)
    seat.enter()
    seat.rest()
    assert "From Đảng bộ xã Bình Lãng for Chi bộ xóm Bản Lằng" in words_on(seat.page)
    seat.joining.ask.code.take_focus()
    seat.say(code)
    seat.enter()
    assert seat.focus is seat.joining.ask.device.editor
    seat.enter()
    assert seat.focus is seat.joining.ask.button
    seat.enter()
    seat.rest()


def test_a_unit_is_enrolled_by_keyboard(sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    given = kit_on(apart)
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit)
    asked(seat, given.code.written())
    said = apart.unit.read(waiting).result()
    assert said is not None
    shown = words_on(seat.page)
    assert "   ".join(said.read_aloud) in shown
    assert "Đảng bộ xã Bình Lãng calls you" in shown
    heard = granted(apart)
    assert heard not in shown
    assert seat.focus is seat.joining.answer.heard.editor
    seat.say(heard)
    seat.joining.answer.answer.search(apart.stick)
    seat.rest()
    seat.ctrl_enter()
    seat.rest()
    above, device = apart.unit.read(reporting).result()
    assert above.urn == apart.above.unit
    assert device.signer.certificate.urn == apart.unit.unit
    assert Trust.read(apart.unit.ground.home / TRUST).roots == above.trust.roots
    shown = words_on(seat.page)
    assert "Choose a stick" in shown
    assert "Nothing was sent yet." in shown
    assert seat.page.subtitle == "Đảng bộ xã Bình Lãng"


def test_a_mistyped_code_is_said_beside_its_field(
    sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = kit_on(apart)
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit)
    code = given.code.written()
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    asked(seat, wrong)
    field = seat.joining.ask.code
    assert field.shown_problem is not None
    assert field.shown_problem.code == "KEY-50"
    assert field.text() == wrong  # nothing typed is lost
    assert seat.focus is field.editor
    assert "Code KEY-50" in words_on(seat.page)
    assert not (apart.stick / FOLDER / OUTWARD).exists()
    assert apart.unit.read(waiting).result() is None
    for _ in range(len(wrong)):
        seat.key(Qt.Key.Key_Backspace)
    seat.say(code)
    assert field.shown_problem is None
    seat.ctrl_enter()
    seat.rest()
    assert apart.unit.read(waiting).result() is not None


def test_a_misheard_phrase_changes_nothing(sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    given = kit_on(apart)
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit)
    asked(seat, given.code.written())
    heard = granted(apart)
    seat.say("0000 0000 0000")
    seat.joining.answer.answer.search(apart.stick)
    seat.rest()
    seat.ctrl_enter()
    seat.rest()
    field = seat.joining.answer.heard
    assert field.shown_problem is not None
    assert field.shown_problem.code == "KEY-51"
    assert apart.unit.read(superior).result() is None
    for _ in range(14):
        seat.key(Qt.Key.Key_Backspace)
    seat.say(heard)
    seat.enter()
    assert seat.focus is seat.joining.answer.button
    seat.enter()
    seat.rest()
    assert apart.unit.read(superior).result() is not None


def test_one_goes_on_another_day(sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    given = kit_on(apart)
    put_in(monkeypatch, apart.stick)
    first = sit(apart.unit)
    asked(first, given.code.written())
    groups = first.joining.answer.aloud.text()
    heard = granted(apart)
    second = sit(apart.unit)  # as after locking
    second.open()
    second.rest()
    assert second.joining.answer.aloud.text() == groups
    assert second.joining.answer.answer.path is not None
    second.say(heard)
    second.ctrl_enter()
    second.rest()
    assert apart.unit.read(superior).result() is not None


def test_a_damaged_answer_is_refused_by_its_code(
    sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = kit_on(apart)
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit)
    asked(seat, given.code.written())
    heard = granted(apart)
    answer = next(path for path in (apart.stick / FOLDER / INWARD).iterdir() if "CAP" in path.name)
    answer.write_bytes(answer.read_bytes()[:-3])
    seat.say(heard)
    seat.joining.answer.answer.take(answer)
    seat.ctrl_enter()
    seat.rest()
    assert re.search(r"Code (KEY|BUN)-\d\d", words_on(seat.page))
    assert seat.joining.answer.heard.text() == heard
    assert apart.unit.read(superior).result() is None


def test_a_stick_without_a_kit_says_so(sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit)
    seat.open()
    seat.enter()
    seat.rest()
    assert "No enrolment file lies there." in words_on(seat.page)
    assert not seat.joining.ask.button.isEnabled()
    seat.joining.ask.kit.take(put(apart.stick, BundleKind.KIT, b"something else"))
    seat.rest()
    assert re.search(r"Code (KEY|BUN)-\d\d", words_on(seat.page))
    assert not seat.joining.ask.button.isEnabled()


def test_who_may_not_enrol_is_told_who_may(sit: Sit, apart: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(monkeypatch, apart.stick)
    seat = sit(apart.unit, rights="read write")
    seat.open()
    assert "The secretary of this register can enrol it." in words_on(seat.page)
    assert seat.joining.empty.button is None


def test_an_enrolled_unit_is_enrolled_anew(sit: Sit, offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    offices.above.write(found_unit, "Đảng bộ xã Bình Lãng").result()
    offices.unit.write(found_unit, "Chi bộ xóm Bản Lằng").result()
    before = offices.unit.read(reporting).result()[1].signer.certificate
    given = kit_on(offices)
    put_in(monkeypatch, offices.stick)
    seat = sit(offices.unit)
    seat.open()
    seat.page.before.anew_button.click()
    seat.rest()
    assert seat.page.here() == "join"
    seat.joining.ask.code.take_focus()
    seat.say(given.code.written())
    seat.ctrl_enter()
    seat.rest()
    heard = granted(offices)
    seat.say(heard)
    seat.joining.answer.answer.search(offices.stick)
    seat.rest()
    seat.ctrl_enter()
    seat.rest()
    assert offices.unit.read(reporting).result()[1].signer.certificate != before
    assert seat.page.here() is None


def test_one_may_turn_back_from_enrolling_anew(
    sit: Sit, offices: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in(monkeypatch, offices.stick)
    seat = sit(offices.unit)
    seat.open(id="join")
    assert seat.joining.back.isVisible()
    seat.joining.back.click()
    seat.rest()
    assert "Choose a stick" in words_on(seat.page)
