"""How loud a month is, and what can be asked of it."""

from datetime import date

import pytest

from desktop.collector.rules import CellMonth, MonthState, Tone, month_shown, month_state
from desktop.collector.words import names_of

FIRST, DUE = date(2026, 11, 1), date(2026, 11, 7)
MET = CellMonth("Chi bộ một", held=True, signed=True, on_time=True)
NOT = CellMonth("Chi bộ hai")


@pytest.mark.parametrize(
    ("today", "heard", "kept", "state"),
    [
        (date(2026, 10, 31), date(2026, 10, 30), True, MonthState.TO_COME),
        (date(2026, 11, 1), date(2026, 11, 1), True, MonthState.OPEN),
        (date(2026, 11, 7), date(2026, 11, 1), True, MonthState.OPEN),
        (date(2026, 11, 8), date(2026, 11, 1), True, MonthState.OVER),
        (date(2026, 12, 8), date(2026, 10, 31), True, MonthState.UNHEARD),
        (date(2026, 12, 8), None, True, MonthState.UNHEARD),
        (date(2026, 12, 8), date(2026, 12, 8), False, MonthState.NOT_KEPT),
    ],
)
def test_a_month_is_asked_for_only_once_it_is_over_and_something_came(
    today: date, heard: date | None, kept: bool, state: MonthState
) -> None:
    assert month_state(FIRST, DUE, today, heard, kept) is state


@pytest.mark.parametrize(
    ("signed", "of", "tone"),
    [
        (12, 12, Tone.DONE),
        (11, 12, Tone.SLIGHT),
        (9, 10, Tone.SLIGHT),
        (9, 12, Tone.LACKING),
        (8, 12, Tone.LACKING),
        (7, 11, Tone.FAR),
        (0, 3, Tone.FAR),
    ],
)
def test_a_month_is_as_loud_as_it_lacks(signed: int, of: int, tone: Tone) -> None:
    cells = [MET] * signed + [NOT] * (of - signed)
    assert month_shown(10, MonthState.OVER, cells).tone is tone
    assert month_shown(10, MonthState.OPEN, cells).tone is Tone.PLAIN
    assert month_shown(10, MonthState.NOT_KEPT, ()).tone is Tone.EMPTY


def test_a_month_names_who_lacks_what() -> None:
    unsigned = CellMonth("Chi bộ ba", held=True, on_time=True)
    late = CellMonth("Chi bộ bốn", held=True, signed=True)
    month = month_shown(9, MonthState.OVER, [MET, NOT, unsigned, late])
    assert (month.expected, month.held, month.signed, month.on_time) == (4, 3, 2, 2)
    assert (month.lacking, month.unsigned, month.late) == ((NOT,), (unsigned,), (late,))


def test_something_known_of_a_month_is_shown_although_nothing_was_asked() -> None:
    assert month_shown(12, MonthState.UNHEARD, [MET]).counts
    assert not month_shown(12, MonthState.UNHEARD, [NOT]).counts


def test_names_stand_without_the_full_stop_of_their_reason_those_without_one_first() -> None:
    postponed = CellMonth("Chi bộ Trường Tiểu học", reason="Hội giảng; đã báo cáo Đảng ủy xã.")
    silent = CellMonth("Chi bộ Trạm Y tế")
    assert names_of((postponed, silent)) == "Trạm Y tế, Trường Tiểu học (Hội giảng; đã báo cáo Đảng ủy xã)"
