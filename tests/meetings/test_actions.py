"""A meeting's life in a register: started, kept, finished, corrected, signed; what is refused and what is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from tests.meetings.sample import DAY, fill_in

from desktop.basics.errors import Refused
from desktop.basics.ids import new_id
from desktop.meetings.actions.drafting import (
    amend_meeting,
    drop_meeting_draft,
    keep_meeting_draft,
    reopen_meeting,
    start_meeting,
)
from desktop.meetings.actions.finishing import (
    NotFinished,
    finish_meeting,
    miss_meeting,
    postpone_meeting,
    put_back_meeting,
    remove_meeting,
)
from desktop.meetings.actions.tasks import set_task_state
from desktop.meetings.queries.book import book, meeting_rows
from desktop.meetings.queries.duties import DutyKind, duties, member_year, month_summary, open_tasks
from desktop.meetings.queries.opening import Opened, open_meeting, rejudged
from desktop.meetings.queries.roster import head_counts, roster_on
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.problems import problems
from desktop.meetings.rules.timing import Standing
from desktop.meetings.rules.words import MeetingState, Presence, TaskState
from desktop.meetings.signing.closing import sign_on_paper
from desktop.meetings.signing.paper import preview_of, signed_paper
from desktop.storage.register import Register
from desktop.storage.users import Role
from desktop.storage.work import Reading, Work

TODAY = date(2026, 11, 9)


def opened(register: Register, meeting_id: str) -> Opened:
    found = register.read(open_meeting, meeting_id).result()
    assert found is not None
    return found


def typed_in(register: Register, cell: str, sample: dict[str, Any]) -> MeetingDraft:
    """The sample meeting, started from its month and typed in, kept but not finished."""
    kept = register.write(start_meeting, cell, 2026, 11).result()
    found = opened(register, kept.meeting_id)
    draft = fill_in(found.draft, sample, found.known.roster, found.known.sheet, new_id)
    register.write(keep_meeting_draft, draft).result()
    return draft


@pytest.fixture
def draft(register: Register, cell: str, sample: dict[str, Any]) -> MeetingDraft:
    return typed_in(register, cell, sample)


@pytest.fixture
def finished(register: Register, draft: MeetingDraft) -> str:
    return register.write(finish_meeting, draft).result().meeting_id


@pytest.fixture
def signed(register: Register, finished: str) -> Iterator[str]:
    register.write(sign_on_paper, finished, "Bế Đức Kiên", "Lục Thị Yến", TODAY).result()
    return finished


def document(register: Register, meeting_id: str) -> dict[str, Any]:
    found = register.read(lambda reading: reading.get(reading.kinds["meeting"], meeting_id)).result()
    assert found is not None
    return found


def test_a_new_meeting_knows_what_is_known(register: Register, cell: str) -> None:
    kept = register.write(start_meeting, cell, 2026, 11).result()
    found = opened(register, kept.meeting_id)
    names = {person.member_id: person.name for person in found.known.roster}
    assert found.draft.planned_at == datetime(2026, 11, 3, 19, 30)
    assert (names[found.draft.chair_id or ""], names[found.draft.minutes_taker_id or ""]) == (
        "Bế Đức Kiên",
        "Lục Thị Yến",
    )
    assert [person.name for person in found.known.roster][:3] == [
        "Bế Đức Kiên",
        "Bàn Văn Sếnh",
        "Lục Thị Yến",
    ]
    statuses = [line.status for line in found.draft.roll]
    assert (statuses.count(Presence.PRESENT), statuses.count(Presence.EXEMPT)) == (20, 3)
    assert (found.cell, found.superior) == ("Chi bộ xóm Bản Lằng", "Đảng bộ xã Bình Lãng")
    assert (found.state, found.drafted, found.writable) == (None, True, True)
    assert len(found.draft.scores) == 19  # one line waits for a theme
    assert register.write(start_meeting, cell, 2026, 11).result().meeting_id == kept.meeting_id


def test_the_sample_gives_all_its_figures(register: Register, finished: str, sample: dict[str, Any]) -> None:
    stored = document(register, finished)
    figures = sample["figures"]
    assert {name: stored[name] for name in figures if name in stored} == {
        name: value for name, value in figures.items() if name in stored
    }
    assert (stored["score_total"], stored["score_level"]) == (930, "GOOD")
    votes = [(vote["summoned"], vote["need"], vote["yes"], vote["passed"]) for vote in stored["votes"]]
    assert votes == [(19, 10, 17, True), (19, 13, 15, True)]
    assert stored["rule_set"] == "meetings-2026-07-26"
    assert stored["state"] == "CONCLUDED"
    assert sum(line["votes"] for line in stored["attendance"]) == 19
    assert register.read(lambda reading: reading.drafts("meeting")).result() == ()


def test_a_kept_draft_comes_back_as_it_was(register: Register, draft: MeetingDraft) -> None:
    assert opened(register, draft.id).draft == draft
    assert problems(draft, opened(register, draft.id).known) == ()


def test_errors_block_the_finishing_and_lose_nothing(register: Register, draft: MeetingDraft) -> None:
    wrong = replace(draft, place="")
    register.write(keep_meeting_draft, wrong).result()
    with pytest.raises(NotFinished) as refused:
        register.write(finish_meeting, wrong).result()
    assert (refused.value.code, refused.value.field) == ("MTG-12", "place")
    assert opened(register, draft.id).draft == wrong


def test_changing_the_day_changes_the_list(register: Register, draft: MeetingDraft) -> None:
    earlier = replace(draft, started_at=datetime(2026, 4, 3, 19, 30), ended_at=None)
    called, known = register.read(rejudged, earlier).result()
    assert len(called.roll) == 23  # one came in May
    assert "Trần Thị Hậu" not in [person.name for person in known.roster]


def test_an_unsigned_meeting_is_changed_under_its_own_id(register: Register, finished: str) -> None:
    found = opened(register, finished)
    assert (found.state, found.writable) == (MeetingState.CONCLUDED, False)
    register.write(reopen_meeting, finished).result()
    found = opened(register, finished)
    assert found.writable
    again = register.write(finish_meeting, replace(found.draft, place="Nhà ông Sơn")).result()
    assert (again.meeting_id, again.again) == (finished, True)
    assert document(register, finished)["place"] == "Nhà ông Sơn"


def test_a_finished_meeting_is_shown_by_what_judged_it(register: Register, finished: str, cell: str) -> None:
    """Somebody leaves afterwards: the finished roll-call stays, the next one is without him."""

    def leave(work: Work) -> str:
        person = roster_on(work, cell, DAY)[-1]
        kept = work.get(work.kinds["member"], person.member_id)
        assert kept is not None
        kept |= {"exit_kind": "TRANSFERRED_OUT", "exit_on": date(2026, 11, 1)}
        work.put(work.kinds["member"], person.member_id, kept)
        return person.name

    gone = register.write(leave).result()
    found = opened(register, finished)
    assert len(found.draft.roll) == 24
    assert gone in [person.name for person in found.known.roster]
    assert len(register.read(roster_on, cell, DAY).result()) == 23
    assert register.read(head_counts, TODAY).result() == {cell: 23}


def test_signing_closes_for_ever(register: Register, signed: str) -> None:
    stored = document(register, signed)
    assert (stored["state"], stored["signed_on"]) == ("SIGNED_ON_PAPER", TODAY)
    assert (stored["signed_by_chair"], stored["signed_by_minutes_taker"]) == ("Bế Đức Kiên", "Lục Thị Yến")
    pdf = register.read(signed_paper, signed).result()
    assert pdf is not None
    assert pdf.startswith(b"%PDF")
    from desktop.documents.digest import holds, recompute

    assert holds(pdf)
    assert recompute(pdf) == stored["paper_digest"]
    found = opened(register, signed)
    for action in (
        lambda: register.write(keep_meeting_draft, found.draft),
        lambda: register.write(finish_meeting, found.draft),
        lambda: register.write(reopen_meeting, signed),
        lambda: register.write(remove_meeting, signed, "nhầm"),
        lambda: register.write(sign_on_paper, signed, "a", "b", TODAY),
    ):
        with pytest.raises(Refused) as refused:
            action().result()
        assert refused.value.code == "MTG-09"
    assert document(register, signed) == stored


@pytest.mark.parametrize(
    ("chair", "taker", "day", "code"),
    [
        ("Bế Đức Kiên", " ", TODAY, "MTG-38"),
        ("Bế Đức Kiên", "Lục Thị Yến", date(2026, 11, 2), "MTG-39"),
        ("Bế Đức Kiên", "Lục Thị Yến", date(2026, 11, 10), "MTG-39"),
    ],
)
def test_signing_asks_for_names_and_a_day(
    chair: str, taker: str, day: date, code: str, register: Register, finished: str
) -> None:
    with pytest.raises(Refused) as refused:
        register.write(sign_on_paper, finished, chair, taker, day).result()
    assert refused.value.code == code


def test_what_is_being_changed_is_not_signed(register: Register, finished: str) -> None:
    register.write(reopen_meeting, finished).result()
    with pytest.raises(Refused) as refused:
        register.write(sign_on_paper, finished, "a", "b", TODAY).result()
    assert refused.value.code == "MTG-36"


def test_a_signed_meeting_is_corrected_by_a_new_one(register: Register, signed: str, cell: str) -> None:
    before = document(register, signed)
    with pytest.raises(Refused) as refused:
        register.write(amend_meeting, signed, " ").result()
    assert refused.value.code == "MTG-33"
    kept = register.write(amend_meeting, signed, "ghi nhầm giờ kết thúc").result()
    found = opened(register, kept.meeting_id)
    assert found.amended_start == datetime(2026, 11, 3, 19, 30)
    done = replace(found.draft, ended_at=datetime(2026, 11, 3, 21, 45))
    assert problems(done, found.known) == ()
    register.write(finish_meeting, done).result()
    assert document(register, signed) == before
    rows = register.read(meeting_rows, cell).result()
    assert [row.id for row in rows] == [kept.meeting_id]
    assert len(register.read(open_tasks).result()) == 3


def test_an_unsigned_meeting_is_not_amended(register: Register, finished: str) -> None:
    with pytest.raises(Refused) as refused:
        register.write(amend_meeting, finished, "x").result()
    assert refused.value.code == "MTG-32"


def test_removed_and_put_back(register: Register, finished: str, cell: str) -> None:
    before = document(register, finished)
    register.write(remove_meeting, finished, "nhập nhầm chi bộ").result()
    assert register.read(meeting_rows, cell).result() == ()
    assert register.read(open_meeting, finished).result() is None
    register.write(put_back_meeting, finished).result()
    assert document(register, finished) == before


def test_a_draft_thrown_away_can_be_kept_again(register: Register, draft: MeetingDraft) -> None:
    thrown = register.write(drop_meeting_draft, draft.id).result()
    assert thrown == draft
    assert register.read(open_meeting, draft.id).result() is None
    register.write(keep_meeting_draft, draft).result()
    assert opened(register, draft.id).draft == draft


def test_tasks_are_followed_also_after_signing(register: Register, signed: str, cell: str) -> None:
    tasks = register.read(open_tasks, cell).result()
    assert [(task.owner, task.due_on) for task in tasks] == [
        ("Hoàng Minh Sơn", date(2026, 11, 20)),
        ("Lục Thị Yến", date(2026, 11, 25)),
        ("Bế Đức Kiên", date(2026, 11, 30)),
    ]
    register.write(set_task_state, tasks[0].id, TaskState.DONE, "xong 18/11").result()
    register.write(set_task_state, tasks[1].id, TaskState.CARRIED_OVER).result()
    assert [task.state for task in register.read(open_tasks, cell).result()] == [
        TaskState.CARRIED_OVER,
        TaskState.OPEN,
    ]
    kept = register.write(start_meeting, cell, 2026, 12).result()
    past = opened(register, kept.meeting_id).past
    assert (past.tasks_given, past.tasks_done, past.tasks_carried, past.done_share) == (3, 1, 1, 333)
    with pytest.raises(Refused) as refused:
        register.write(set_task_state, "nobody's", TaskState.DONE).result()
    assert refused.value.code == "MTG-35"


def test_next_month_starts_from_the_last(register: Register, finished: str, cell: str) -> None:
    kept = register.write(start_meeting, cell, 2026, 12).result()
    found = opened(register, kept.meeting_id)
    assert found.draft.planned_at == datetime(2026, 12, 3, 19, 30)
    assert found.draft.place == "Nhà văn hóa xóm Bản Lằng"
    assert found.past.meeting is not None
    absences = {person.name: found.past.absences_of(person.member_id) for person in found.known.roster}
    assert (absences["Nông Thị Thơm"], absences["Bế Đức Kiên"]) == (1, 0)


def test_the_book_of_the_year(register: Register, cell: str, draft: MeetingDraft) -> None:
    def square(month: int) -> Any:
        found = register.read(book, 2026).result()
        assert [row.cell_id for row in found.rows] == [cell]
        return found.rows[0].squares[month - 1]

    assert square(11).standing is Standing.DRAFT
    assert square(11).meeting_id == draft.id
    assert square(10).standing is Standing.NOT_KEPT
    assert square(12).standing is Standing.TO_COME
    register.write(finish_meeting, draft).result()
    assert (square(11).standing, square(11).day) == (Standing.HELD, DAY)
    register.write(sign_on_paper, draft.id, "a", "b", TODAY).result()
    assert square(11).standing is Standing.SIGNED
    register.write(miss_meeting, cell, 2026, 4, "sạt lở, cô lập").result()
    assert (square(4).standing, square(4).reason) == (Standing.MISSING, "sạt lở, cô lập")
    # What was written up for older months says from when on this cell is kept here.
    assert (square(3).standing, square(10).standing) == (Standing.NOT_KEPT, Standing.MISSING)
    postponed = register.write(postpone_meeting, cell, 2026, 12, date(2026, 12, 10), "mưa lũ").result()
    assert (square(12).standing, square(12).day) == (Standing.POSTPONED, date(2026, 12, 10))
    assert register.write(start_meeting, cell, 2026, 12).result().meeting_id == postponed
    found = register.read(book, 2026).result()
    assert (found.rows[0].people, found.rows[0].held, found.held(11)) == (24, 1, 1)


def test_months_before_the_register_are_not_asked_for(register: Register, cell: str) -> None:
    def year(number: int) -> Any:
        return register.read(book, number).result().rows[0]

    assert (year(2026).held, year(2026).asked, year(2025).asked) == (0, 1, 0)
    assert [square.standing for square in year(2025).squares] == [Standing.NOT_KEPT] * 12
    register.write(miss_meeting, cell, 2026, 9, "mưa lũ").result()
    assert (year(2026).asked, year(2025).asked) == (3, 0)


def test_a_cell_is_not_asked_for_months_before_it_was_founded(register: Register, cell: str) -> None:
    def founded(work: Work) -> None:
        kind = work.kinds["organisation"]
        document = work.get(kind, cell)
        assert document is not None
        work.put(kind, cell, document | {"founded_on": date(2026, 11, 20)})

    register.write(founded).result()
    row = register.read(book, 2026).result().rows[0]
    assert (row.asked, row.squares[10].standing) == (0, Standing.NOT_KEPT)
    assert row.squares[11].standing is Standing.TO_COME


def test_a_fresh_meeting_starts_when_it_is_planned(register: Register, cell: str) -> None:
    kept = register.write(start_meeting, cell, 2026, 11).result()
    found = opened(register, kept.meeting_id)
    assert found.draft.started_at == found.draft.planned_at == datetime(2026, 11, 3, 19, 30)
    assert "started_at" not in [one.field for one in problems(found.draft, found.known)]


def test_a_viewer_marks_no_task(register: Register, signed: str, cell: str) -> None:
    def as_viewer(work: Work) -> None:
        work.actor = replace(work.actor, role=Role.VIEWER)
        set_task_state(work, "any", TaskState.DONE)

    with pytest.raises(Refused) as refused:
        register.write(as_viewer).result()
    assert refused.value.code == "STO-20"


def test_not_held_needs_a_reason(register: Register, cell: str) -> None:
    with pytest.raises(Refused) as refused:
        register.write(miss_meeting, cell, 2026, 4, "").result()
    assert refused.value.code == "MTG-33"


def test_duties(register: Register, cell: str, draft: MeetingDraft) -> None:
    def kinds() -> list[DutyKind]:
        return [duty.kind for duty in register.read(duties).result()]

    assert kinds() == [DutyKind.DRAFT]  # October was before this register
    register.write(miss_meeting, cell, 2026, 9, "mưa lũ").result()
    assert kinds() == [DutyKind.MISSING, DutyKind.DRAFT]
    register.write(finish_meeting, draft).result()
    assert kinds() == [DutyKind.MISSING, DutyKind.SIGN]
    register.write(sign_on_paper, draft.id, "a", "b", TODAY).result()
    assert kinds() == [DutyKind.MISSING]
    summary = register.read(month_summary, 2026, 11).result()
    assert (summary.held, summary.cells, summary.tenths) == (1, 1, 905)


def test_one_members_year(register: Register, finished: str, cell: str) -> None:
    thom = next(p for p in register.read(roster_on, cell, DAY).result() if p.name == "Nông Thị Thơm")
    rows = register.read(member_year, thom.member_id, 2026).result()
    assert [(row.day, row.status, row.reason) for row in rows] == [(DAY, Presence.EXCUSED, "con ốm")]


def test_the_preview_is_drawn_from_gaps_too(register: Register, cell: str) -> None:
    kept = register.write(start_meeting, cell, 2026, 11).result()
    assert preview_of(opened(register, kept.meeting_id)).startswith(b"%PDF")


def test_unknown_things_are_refused(register: Register, cell: str) -> None:
    for action, code in (
        (lambda: register.write(start_meeting, "nowhere", 2026, 11), "MTG-30"),
        (lambda: register.write(reopen_meeting, "nothing"), "MTG-31"),
        (lambda: register.write(put_back_meeting, "nothing"), "MTG-31"),
    ):
        with pytest.raises(Refused) as refused:
            action().result()
        assert refused.value.code == code


def test_quick_find_knows_meetings(register: Register, finished: str) -> None:
    def hits(reading: Reading) -> list[tuple[str, str]]:
        return [
            (hit.kind, hit.title) for hit in reading.find("chuyen de bien gioi") or reading.find("ban lang")
        ]

    assert ("meeting", "Chi bộ xóm Bản Lằng") in register.read(hits).result()
