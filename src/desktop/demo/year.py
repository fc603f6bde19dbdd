"""The months before the sample meeting: every cell's regular meetings, entered through the room's own actions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from desktop.basics.ids import new_id
from desktop.demo.matters import ABSENCES, OPINIONS, THEMES, matter
from desktop.meetings.actions.drafting import start_meeting
from desktop.meetings.actions.finishing import finish_meeting, miss_meeting, postpone_meeting
from desktop.meetings.actions.tasks import set_task_state
from desktop.meetings.queries.duties import open_tasks
from desktop.meetings.queries.opening import known_for
from desktop.meetings.rules.draft import MeetingDraft, OpinionLine, TaskLine, VoteLine, from_plain
from desktop.meetings.rules.problems import Known
from desktop.meetings.rules.roster import call_roll
from desktop.meetings.rules.scoring import lay_sheet
from desktop.meetings.rules.voting import voting_base
from desktop.meetings.rules.words import MEETING, Presence, TaskState, VoteKind, VoteMethod
from desktop.meetings.signing.closing import sign_on_paper
from desktop.rulebook.scoring import Measure, ScoreSheet
from desktop.storage.work import Work

YEAR = 2026
_SEED = 3
_LATE = ("Chi bộ xóm Lũng Mười", 5, date(YEAR, 5, 12))
_MISSED = (
    "Chi bộ xóm Pác Nặm",
    8,
    "Mưa lũ chia cắt đường vào xóm suốt tuần đầu tháng 8; đã báo cáo Đảng ủy xã.",
)
_POSTPONED = {
    ("Chi bộ xóm Khuổi Sao", 7): (date(YEAR, 7, 7), "Tập trung khắc phục sạt lở; đã báo cáo Đảng ủy xã."),
    ("Chi bộ Trường THCS", 6): (date(YEAR, 6, 6), "Trùng ngày coi thi tốt nghiệp; đã báo cáo Đảng ủy xã."),
}
_NOVEMBER_POSTPONED = {
    "Chi bộ xóm Lũng Mười": (date(YEAR, 11, 10), "Hoãn từ ngày 03/11 vì mưa lũ; đã báo cáo Đảng ủy xã."),
    "Chi bộ Trường Tiểu học": (date(YEAR, 11, 12), "Hội giảng cấp tỉnh; đã báo cáo Đảng ủy xã."),
}
_NOVEMBER_TO_COME = "Chi bộ Trạm Y tế"
_NOVEMBER_UNSIGNED = ("Chi bộ xóm Cốc Lùng", "Chi bộ Công an xã", "Chi bộ xóm Thôm Tấu")


@dataclass(frozen=True, slots=True)
class Step:
    """One cell's month."""

    cell: str
    cell_id: str
    month: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A finished meeting whose minutes wait for their signatures."""

    id: str
    day: date
    chair: str
    taker: str
    to_sign: bool = True


@dataclass
class Tale:
    """What the year came to, counted while it is entered."""

    held: int = 0
    signed: int = 0
    late: int = 0
    missed: int = 0
    postponed: int = 0
    still_postponed: int = 0

    def facts(self) -> dict[str, int]:
        """The counts."""
        return {
            "held": self.held,
            "signed_on_paper": self.signed,
            "late": self.late,
            "missed": self.missed,
            "postponed_and_held_later": self.postponed,
            "postponed": self.still_postponed,
        }


def steps(cell_ids: Mapping[str, str], months: Sequence[int]) -> Iterator[Step]:
    """Month after month, cell after cell."""
    for month in months:
        for cell, cell_id in cell_ids.items():
            yield Step(cell, cell_id, month)


class Chronicle:
    """Enters one meeting after another; the same ones each time."""

    def __init__(self) -> None:
        self._dice = Random(_SEED)  # noqa: S311  (invents meetings, guards nothing)
        self.tale = Tale()

    def enter(self, work: Work, step: Step) -> Unsigned | None:
        """What the cell did about its month; the meeting, if it held one."""
        if step.month == 11:
            return self._november(work, step)
        if (step.cell, step.month) == _MISSED[:2]:
            miss_meeting(work, step.cell_id, YEAR, step.month, _MISSED[2])
            self.tale.missed += 1
            return None
        day = None
        if (put_off := _POSTPONED.get((step.cell, step.month))) is not None:
            day, why = put_off
            postpone_meeting(work, step.cell_id, YEAR, step.month, day, why)
            self.tale.postponed += 1
        if (step.cell, step.month) == _LATE[:2]:
            day = _LATE[2]
            self.tale.late += 1
        return self._hold(work, step, day)

    def sign(self, work: Work, meeting: Unsigned) -> str:
        """Sign on paper, on the meeting's day or the one after; gives the archived paper's hash."""
        day = min(meeting.day + timedelta(days=self._dice.randint(0, 1)), work.today)
        self.tale.signed += 1
        return sign_on_paper(work, meeting.id, meeting.chair, meeting.taker, day).paper_sha256

    def _november(self, work: Work, step: Step) -> Unsigned | None:
        if step.cell == _NOVEMBER_TO_COME or step.cell in _NOVEMBER_POSTPONED:
            self.report_tasks(work, step)
        if step.cell == _NOVEMBER_TO_COME:
            return None
        if (put_off := _NOVEMBER_POSTPONED.get(step.cell)) is not None:
            postpone_meeting(work, step.cell_id, YEAR, 11, *put_off)
            self.tale.still_postponed += 1
            return None
        meeting = self._hold(work, step, None)
        return replace(meeting, to_sign=step.cell not in _NOVEMBER_UNSIGNED)

    def _hold(self, work: Work, step: Step, day: date | None) -> Unsigned:
        self.report_tasks(work, step)
        kept = work.draft(MEETING, start_meeting(work, step.cell_id, YEAR, step.month, day=day).meeting_id)
        assert kept is not None
        draft = self._held(from_plain(kept.body), step)
        known = known_for(work, draft)
        draft = self._called(call_roll(draft, known.roster, new_id))
        draft = self._scored(self._said(draft, step, known), known.sheet)
        finish_meeting(work, draft)
        self.tale.held += 1
        people = known.people
        assert draft.ended_at is not None
        chair, taker = people[draft.chair_id or ""].name, people[draft.minutes_taker_id or ""].name
        return Unsigned(draft.id, draft.ended_at.date(), chair, taker)

    def _held(self, draft: MeetingDraft, step: Step) -> MeetingDraft:
        assert draft.planned_at is not None
        hamlet = "xóm" in step.cell
        start = datetime.combine(draft.planned_at.date(), time(19, 30) if hamlet else time(15, 0))
        theme = THEMES.get(step.month, "")
        minutes = self._dice.choice((125, 130, 135)) if theme else self._dice.choice((90, 95, 100, 105))
        where = f"Nhà văn hóa {step.cell.removeprefix('Chi bộ ')}" if hamlet else "Phòng họp cơ quan"
        return replace(
            draft,
            started_at=start,
            ended_at=start + timedelta(minutes=minutes),
            place=where,
            committee_met_at=start - timedelta(days=self._dice.choice((3, 4, 5))),
            notice_sent_on=start.date() - timedelta(days=3),
            superior_told_on=start.date() - timedelta(days=3),
            papers_sent_on=start.date() - timedelta(days=self._dice.choice((1, 2, 2))),
            scorer_id=draft.minutes_taker_id,
            theme_title=theme,
            theme_author_id=draft.chair_id if theme else None,
            theme_content="Trình bày chuyên đề đã chuẩn bị; chi bộ thảo luận, liên hệ trách nhiệm từng đảng viên."
            if theme
            else "",
        )

    def _called(self, draft: MeetingDraft) -> MeetingDraft:
        roll = list(draft.roll)
        for place, line in enumerate(roll):
            chance = self._dice.random()
            if line.member_id in (draft.chair_id, draft.minutes_taker_id):
                continue
            if line.status is Presence.PRESENT and chance < 0.06:
                reason = self._dice.choice(ABSENCES)
                roll[place] = replace(line, status=Presence.EXCUSED, reason=reason)
            elif line.status is Presence.PRESENT and chance < 0.065:
                roll[place] = replace(line, status=Presence.UNEXCUSED, reason="đã nhắc nhở tại buổi sau")
            elif line.status is Presence.PRESENT and chance > 0.98:
                roll[place] = replace(line, late=True)
            elif line.status is Presence.EXEMPT and chance < 0.2:
                roll[place] = replace(line, status=Presence.PRESENT, reason="")
        return replace(draft, roll=tuple(roll), agreed=sum(one.status is Presence.PRESENT for one in roll))

    def _said(self, draft: MeetingDraft, step: Step, known: Known) -> MeetingDraft:
        told = matter(step.cell, step.month)
        assert draft.started_at is not None
        there = [line.member_id for line in draft.roll if line.status is Presence.PRESENT]
        speakers = self._dice.sample(there, min(len(there), self._dice.randint(3, 6)))
        due = draft.started_at.date() + timedelta(days=22)
        base = voting_base(draft.roll, known.rules)
        against = self._dice.choice((0, 0, 0, 0, 1))
        resolution = VoteLine(
            new_id(),
            f"Nghị quyết tháng {step.month:02d}" if step.month < 3 else f"Nghị quyết tháng {step.month}",
            VoteKind.RESOLUTION,
            VoteMethod.CARD,
            base.present - against,
            0,
            against,
        )
        return replace(
            draft,
            information="Thông báo thời sự trong nước, quốc tế; phổ biến văn bản, ý kiến chỉ đạo của Đảng ủy xã.",
            past_assessment=f"{told.done}\nThu đảng phí đủ.",
            next_tasks=told.next,
            conclusion="Nhất trí đánh giá kết quả tháng trước và nhiệm vụ trọng tâm tháng này.",
            opinions=tuple(
                OpinionLine(new_id(), speaker_id=speaker, content=words)
                for speaker, words in zip(speakers, self._dice.sample(OPINIONS, len(OPINIONS)), strict=False)
            ),
            votes=(resolution,),
            tasks=tuple(
                TaskLine(new_id(), content, self._dice.choice(there), "", due) for content in told.tasks
            ),
        )

    def _scored(self, draft: MeetingDraft, sheet: ScoreSheet) -> MeetingDraft:
        lines = []
        for line in lay_sheet(draft, sheet, new_id).scores:
            criterion = sheet.criterion(line.criterion)
            assert criterion is not None
            lost = self._dice.choice((0, 0, 0, 10, 20)) if criterion.most >= 50 else 0
            if criterion.measure is Measure.TASKS_DONE:
                lost = self._dice.choice((0, 0, 30, 60))
            lines.append(replace(line, points=criterion.most - lost))
        return replace(draft, scores=tuple(lines))

    def report_tasks(self, work: Work, step: Step) -> None:
        """Say of the cell's open tasks what became of them."""
        for task in open_tasks(work, step.cell_id):
            # What October left open in November is a task still to be followed, as life has it.
            if step.month < 11 or self._dice.random() > 0.12:
                set_task_state(work, task.id, TaskState.DONE, "Đã hoàn thành.")
