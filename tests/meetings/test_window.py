"""The sample meeting typed into the real window by keyboard alone; drafts, errors, signing, sizes."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from tests.meetings.sample import fill_in
from tests.meetings.window import Seat
from tests.widgets.hands import nameless, press, settle

from desktop.basics import language
from desktop.basics.errors import Problem, Severity
from desktop.basics.ids import new_id
from desktop.basics.language import msg
from desktop.meetings.actions.drafting import keep_meeting_draft, start_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.form import meeting as tabs
from desktop.meetings.form.bench import KEEP_AFTER
from desktop.meetings.form.problem_list import rest_words
from desktop.meetings.form.signing_dialog import SigningDialog
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.rules.absences import Before
from desktop.meetings.rules.draft import MeetingDraft, from_plain
from desktop.meetings.rules.words import Presence
from desktop.storage.register import Register
from desktop.widgets import theme
from desktop.widgets.fields import TimeField

KEY = Qt.Key
pytestmark = [
    pytest.mark.usefixtures("look"),
    pytest.mark.qt_log_ignore(
        "does not support grabbing the keyboard", "does not support raise", extend=True
    ),
]


def expected(register: Register, cell: str, sample: dict[str, Any]) -> MeetingDraft:
    """What the sample says, with ids of this register."""
    kept = register.write(start_meeting, cell, 2026, 11).result()
    found = register.read(open_meeting, kept.meeting_id).result()
    assert found is not None
    return fill_in(found.draft, sample, found.known.roster, found.known.sheet, new_id)


def without_ids(draft: MeetingDraft) -> MeetingDraft:
    lists = ("roll", "superiors", "guests", "opinions", "votes", "tasks", "petitions", "scores")
    return replace(
        draft, **{part: tuple(replace(line, id="") for line in getattr(draft, part)) for part in lists}
    )


def short(day: Any) -> str:
    return f"{day:%d/%m/%Y}"


def test_the_sample_is_typed_by_keyboard(
    seat: Seat, register: Register, cell: str, sample: dict[str, Any]
) -> None:
    said = sample["meeting"]
    seat.open()
    assert seat.page.book.current() is not None
    seat.key(KEY.Key_Return)  # the square of this month
    seat.rest()

    # before the meeting
    seat.enter(None, None, "2140", said["place"], None, None)
    seat.enter(short(said["committee_met_at"]), "19h30", short(said["notice_sent_on"]))
    seat.enter(
        short(said["superior_told_on"]), short(said["papers_sent_on"]), said["theme_title"], "luc thi yen"
    )

    # roll-call
    seat.ctrl(KEY.Key_PageDown)
    for person in sample["members"]:
        status = Presence(person["status"])
        if status is Presence.EXCUSED:
            seat.say("/")
            seat.enter(person["name"])
            seat.say("L")
            seat.enter(person["reason"])
    seat.say("/")
    seat.enter("nong van thuc")
    seat.say("C")
    for part in ("superiors", "guests"):
        visitors = seat.form.roll_call.visitors
        visitors.adders[part].setFocus()
        seat.key(KEY.Key_Space)
        settle()
        seat.enter(sample[part][0]["name"])
        seat.say(sample[part][0]["post"])
        seat.key(KEY.Key_Return)
        put = QApplication.activeModalWidget()
        assert isinstance(put, QDialog)
        press(put, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
        seat.back()

    # content
    seat.form.choose(tabs.CONTENT)
    for name in ("information", "past_assessment", "next_tasks", "theme_content", "other_items"):
        seat.write(said[name])
        seat.key(KEY.Key_Tab)
    seat.form.content.opinions.add.setFocus()
    seat.key(KEY.Key_Return)
    for one in sample["opinions"]:
        superior = one.get("kind") == "SUPERIOR"
        seat.enter(one.get("speaker") or one["speaker_name"])
        if superior:
            for _ in range(4):
                seat.key(KEY.Key_Down)
        seat.enter(None, one["content"])
    seat.enter(None, None, None)  # a blank line goes
    assert len(seat.form.bench.draft.opinions) == 12
    seat.form.content.petitions.add.setFocus()
    seat.key(KEY.Key_Return)
    petition = sample["petitions"][0]
    seat.enter(petition["content"], petition["raised_by"])
    seat.key(KEY.Key_Down)
    seat.key(KEY.Key_Down)

    # votes, conclusion, tasks
    seat.form.choose(tabs.DECISIONS)
    for one in sample["votes"]:
        seat.form.decisions.add_vote_button.setFocus()
        seat.key(KEY.Key_Return)
        seat.enter(one["item"])
        if one["kind"] == "ADMISSION":
            seat.key(KEY.Key_Down)
        seat.key(KEY.Key_Return)
        for _ in range(1 if one["method"] == "CARD" else 2):
            seat.key(KEY.Key_Down)
        seat.enter(None, str(one["yes"]), str(one["no"]), str(one["other"]))
    seat.form.decisions.go_to("conclusion")
    seat.write(said["conclusion"])
    seat.form.decisions.tasks.add.setFocus()
    seat.key(KEY.Key_Return)
    for one in sample["tasks"]:
        seat.enter(one["content"], one["owner"], short(one["due_on"]))
    seat.enter(None, None, None)

    # score
    seat.form.choose(tabs.SCORING)
    for points in sample["scores"].values():
        seat.enter(str(points))
    seat.write(said["remedies"])
    seat.key(KEY.Key_Tab)
    seat.enter("luc thi yen", "19")

    typed = seat.form.bench.draft
    wanted = without_ids(expected(register, cell, sample))
    assert without_ids(typed) == replace(wanted, id=typed.id)
    assert seat.form.bench.problems == ()

    seat.ctrl(KEY.Key_Return)
    seat.rest()
    assert seat.page.form is None
    finished = seat.page.done.opened
    assert finished is not None
    assert finished.draft.id == typed.id
    document = register.read(lambda reading: reading.get(reading.kinds["meeting"], typed.id)).result()
    assert document is not None
    assert (document["summoned"], document["score_total"], document["attendance_tenths"]) == (19, 930, 905)
    seat.until(lambda: seat.page.done.paper.pages.pages > 0)

    # signing
    seat.ctrl(KEY.Key_Return)
    dialog = seat.page.findChild(SigningDialog)
    assert dialog is not None
    dialog.yes.setFocus()
    press(dialog.yes, KEY.Key_Return)
    seat.back()
    seat.rest()
    assert seat.page.done.opened is not None
    assert seat.page.done.opened.signed
    seat.until(lambda: seat.page.done.paper.pages.pages > 0)
    seat.open()
    assert seat.page.book.table.entries.book is not None


def test_what_is_typed_is_kept_within_a_second(seat: Seat, register: Register, cell: str) -> None:
    seat.open(f"{cell}/2026-11")
    place = seat.form.preparation.fields["place"]
    place.take_focus()
    draft_id = seat.form.bench.draft.id

    def kept() -> bool:
        found = register.read(lambda reading: reading.draft("meeting", draft_id)).result()
        return found is not None and from_plain(found.body).place == "Nhà văn hóa"

    assert not kept()
    assert KEEP_AFTER < 1000
    seat.say("Nhà văn hóa")
    seat.until(kept)
    seat.until(lambda: seat.page.kept_words.startswith("Kept"))


def test_locking_loses_nothing(register: Register, cell: str) -> None:
    first = Seat(register)
    first.open(f"{cell}/2026-11")
    first.form.choose(tabs.CONTENT)
    first.write("Thông báo thời sự\nvà văn bản mới")
    draft_id = first.page.here()
    first.leave()
    again = Seat(register)
    again.open(draft_id)
    assert again.form.bench.draft.information == "Thông báo thời sự\nvà văn bản mới"
    again.leave()


def test_errors_are_shown_where_they_are(
    seat: Seat, register: Register, cell: str, sample: dict[str, Any]
) -> None:
    draft = expected(register, cell, sample)
    votes = (draft.votes[0], replace(draft.votes[1], method=None))
    register.write(keep_meeting_draft, replace(draft, votes=votes)).result()
    seat.open(draft.id)
    seat.ctrl(KEY.Key_Return)
    settle()
    assert seat.form.tabs.current == tabs.DECISIONS
    card = seat.form.decisions.cards[votes[1].id]
    shown = card.method.shown_problem
    assert shown is not None
    assert shown.code == "MTG-19"
    assert seat.focus is card.method.editor
    seat.key(KEY.Key_Down)
    seat.key(KEY.Key_Down)
    assert seat.form.bench.errors == ()
    seat.form.preparation.fields["place"].take_focus()
    place = seat.form.preparation.fields["place"].editor
    assert isinstance(place, QLineEdit)
    seat.form.choose(tabs.PREPARATION)
    place.setFocus()
    place.selectAll()
    seat.key(KEY.Key_Delete)
    seat.key(KEY.Key_Return)
    found = seat.form.preparation.fields["place"].shown_problem
    assert found is not None
    assert found.code == "MTG-12"


def test_another_day_calls_another_roll(seat: Seat, cell: str) -> None:
    seat.open(f"{cell}/2026-4")
    assert len(seat.form.bench.draft.roll) == 23
    seat.open(f"{cell}/2026-11")
    assert len(seat.form.bench.draft.roll) == 24
    day = seat.form.preparation.fields["started_at"]
    day.take_focus()
    press(seat.focus, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    seat.enter("03/4/2026")
    seat.until(lambda: len(seat.form.bench.draft.roll) == 23)
    seat.rest()


def test_late_space_and_the_equation(seat: Seat, cell: str) -> None:
    seat.open(f"{cell}/2026-11")
    seat.form.choose(tabs.ROLL_CALL)
    roll = seat.form.roll_call.roll
    seat.key(KEY.Key_Down)
    seat.say("E")
    assert roll.current() is not None
    assert roll.current().line.late  # type: ignore[union-attr]
    seat.key(KEY.Key_Space)
    assert roll.current().line.status is Presence.EXCUSED  # type: ignore[union-attr]
    assert seat.focus is seat.form.roll_call.reason
    seat.enter("bận")
    assert seat.focus is roll
    assert roll.currentIndex().row() == 2
    seat.say("K")
    seat.key(KEY.Key_Escape)
    seat.say("M")  # not exempt: an error, said at once
    assert "MTG-17" in [one.code for one in seat.form.bench.errors]


def test_last_time_again(seat: Seat, register: Register, cell: str, sample: dict[str, Any]) -> None:
    register.write(finish_meeting, expected(register, cell, sample)).result()
    seat.open(f"{cell}/2026-12")
    seat.form.choose(tabs.CONTENT)
    seat.ctrl(KEY.Key_D)
    assert seat.form.bench.draft.information == sample["meeting"]["information"].strip()


@pytest.mark.parametrize("spoken", ["vi", "en"])
def test_everything_fits_the_smallest_window(
    spoken: str, register: Register, cell: str, sample: dict[str, Any]
) -> None:
    language.use(spoken)
    draft = expected(register, cell, sample)
    register.write(keep_meeting_draft, draft).result()
    seat = Seat(register, 1093, 540)
    wide = theme.LARGEST_PAGE[0] - theme.SIDEBAR
    high = theme.LARGEST_PAGE[1] - theme.TOP_BAR
    seat.open()
    sizes = {"book": seat.page.minimumSizeHint()}
    seat.open("tasks")
    sizes["tasks"] = seat.page.minimumSizeHint()
    seat.open(draft.id)
    for tab, name in enumerate(tabs.TABS):
        seat.form.choose(tab)
        seat.rest()
        sizes[name] = seat.form.minimumSizeHint()
    too_large = {
        name: size.toTuple() for name, size in sizes.items() if size.width() > wide or size.height() > high
    }
    unnamed = nameless(seat.page)
    seat.leave()
    assert not too_large
    assert not unnamed


def test_a_viewer_only_looks(register: Register, cell: str) -> None:
    kept = register.write(start_meeting, cell, 2026, 11).result()
    seat = Seat(register)
    seat.open()
    seat.page._writes = False
    seat.open(kept.meeting_id)
    assert seat.page.form is None
    assert not seat.page.done.sign_button.isVisible()
    seat.leave()


def test_what_is_hidden_is_counted_as_the_heading_counts() -> None:
    def some(number: int, severity: Severity) -> list[Problem]:
        return [Problem("MTG-12", severity, "place", msg("x"), None)] * number

    four, eight = some(4, Severity.ERROR), some(3, Severity.WARNING) + some(1, Severity.HINT)
    assert rest_words(four + eight) == "and 4 more things to correct, 4 more reminders"
    assert rest_words(eight) == "and 4 more reminders"


def test_the_shown_start_counts(seat: Seat, cell: str) -> None:
    seat.open(f"{cell}/2026-11")
    start = seat.form.preparation.fields["start"]
    assert isinstance(start, TimeField)
    assert start.value() == seat.form.bench.draft.started_at.time()  # type: ignore[union-attr]
    assert "started_at" not in [one.field for one in seat.form.bench.errors]
    start.take_focus()
    seat.key(KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    seat.key(KEY.Key_Delete)
    seat.key(KEY.Key_Return)
    assert "started_at" in [one.field for one in seat.form.bench.errors]
    assert seat.form.bench.draft.held_on is not None


def test_the_year_warns_beside_the_name(seat: Seat, cell: str) -> None:
    seat.open(f"{cell}/2026-11")
    seat.form.choose(tabs.ROLL_CALL)
    roll, bench = seat.form.roll_call.roll, seat.form.bench
    who = bench.draft.roll[1].member_id
    known = replace(bench.known, before={who: Before(unexcused=1)})
    bench.opened = replace(bench.opened, known=known)
    roll.go_to(1)
    seat.say("K")
    row = roll.entries.rows[1]
    assert (row.detail, row.warning) == ("2 months", "2 months without reason")
    assert row.warning in row.spoken
    assert [one.field for one in bench.problems if one.code == "MTG-23"] == [f"roll.{who}"]
