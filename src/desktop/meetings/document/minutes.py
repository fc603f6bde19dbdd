"""The minutes of a cell's meeting: from a frozen sheet to blocks and to PDF bytes.

Parts and order follow HD 42-HD/BTCTW (28/10/2025), header and closing HD 05-HD/VPTW (27/5/2026). Where a draft
has gaps yet, dots stand on its preview.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from desktop.basics.language import Tenths, format_date, format_long_date, format_number, format_percent
from desktop.documents.blocks import (
    Block,
    Header,
    Heading,
    NumberedLine,
    Paragraph,
    SignatureBlock,
    Signer,
    Title,
)
from desktop.documents.digest import Paper, finished
from desktop.documents.page import Mark, draw
from desktop.documents.style import PaperStyle, style_on
from desktop.meetings.document.sheet import GAP, Absence, Attendance, Ballot, MinutesSheet, Person, Theme
from desktop.meetings.rules.counting import share_tenths
from desktop.meetings.rules.words import MeetingKind, OpinionKind, VoteMethod
from desktop.rulebook.ruled import Threshold

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI")
_ENDS: Final = ".!?…:;,"
_MARKED: Final = re.compile(r"[-–—+•*]|\w{1,3}[.)]\s")


def title(sheet: MinutesSheet) -> str:
    """The paper's name for its metadata and for a file: kind and month, nobody's name."""
    return f"Biên bản {_subject(sheet)}"


def preview(sheet: MinutesSheet) -> bytes:
    """The paper as it stands, marked as a draft on every page. Refuses (PDF-01) a letter without a shape."""
    return draw(minutes(sheet), _style(sheet), title(sheet), Mark.DRAFT)


def final(sheet: MinutesSheet) -> Paper:
    """The paper to be signed, its check code in the foot. The same sheet gives the same bytes.

    Refuses (PDF-01) a letter without a shape. A roll-call that doesn't add up never gets here.
    """
    if sheet.attendance.uncalled:
        raise ValueError("the roll-call doesn't add up to the list of members")
    return finished(minutes(sheet), _style(sheet), title(sheet))


def minutes(sheet: MinutesSheet) -> tuple[Block, ...]:
    """The minutes as blocks, in the order of the regulation; parts with nothing in them are left out."""
    blocks: list[Block] = [
        Header(sheet.superior, sheet.cell, sheet.number),
        Title("Biên bản", _subject(sheet)),
        *(Paragraph(text) for text in _opening(sheet)),
    ]
    parts = (
        ("THÀNH PHẦN", _numbered(_attendants(sheet))),
        ("NỘI DUNG", _content(sheet)),
        ("Ý KIẾN THẢO LUẬN", _discussion(sheet)),
        ("BIỂU QUYẾT", _votes(sheet)),
        ("KẾT LUẬN", _conclusion(sheet)),
    )
    filled = [(name, lines) for name, lines in ((name, list(lines)) for name, lines in parts) if lines]
    for roman, (name, lines) in zip(_ROMAN, filled, strict=False):
        blocks += [Heading(f"{roman}- {name}"), *lines]
    blocks += [Paragraph(_ending(sheet)), _signatures(sheet)]
    return tuple(blocks)


# -- opening -----------------------------------------------------------------


def _style(sheet: MinutesSheet) -> PaperStyle:
    return style_on(sheet.start.date() if sheet.start else date(sheet.year, sheet.month, 1))


def _subject(sheet: MinutesSheet) -> str:
    more = " (bổ sung)" if sheet.amends else ""
    return f"{_OCCASIONS[sheet.kind]} {_month(sheet.month)} năm {sheet.year}{more}"


def _opening(sheet: MinutesSheet) -> Iterator[str]:
    start = sheet.start
    when = f"{_hour(start)}, {format_long_date(start)}" if start else f"{_hour(None)}, ngày {GAP}"
    what = _OCCASIONS[sheet.kind]
    if sheet.theme:
        joint = "" if sheet.kind is MeetingKind.THEMATIC else ", kết hợp sinh hoạt chuyên đề"
        what += f"{joint} “{_bare(sheet.theme.title)}”"
    yield f"Hôm nay, vào hồi {when}, tại {sheet.place or GAP}, {sheet.cell} tổ chức {what}."
    if sheet.amends:
        why = f" Lý do: {_stopped(sheet.amends_why)}" if sheet.amends_why else ""
        yield (
            f"Biên bản này bổ sung biên bản buổi sinh hoạt ngày {format_date(sheet.amends)} đã ký; "
            f"biên bản đã ký được giữ nguyên.{why}"
        )


def _attendants(sheet: MinutesSheet) -> Iterator[str]:
    roll = sheet.attendance
    yield (
        f"Tổng số đảng viên của chi bộ: {roll.total} đồng chí (chính thức: {roll.official}, "
        f"dự bị: {roll.probationary}); được miễn công tác và sinh hoạt đảng: {roll.exempt}; "
        f"sinh hoạt tạm thời nơi khác: {roll.elsewhere}."
    )
    yield _present(roll)
    yield _absent(roll)
    if delegates := _delegates(sheet):
        yield delegates
    chair, taker = _titled(sheet.chair), _titled(sheet.taker)
    yield f"Chủ trì: {chair}. Thư ký: {taker}."


def _present(roll: Attendance) -> str:
    came = roll.exempt - roll.exempt_absent
    exempt = f"; trong đó có {came} đồng chí được miễn sinh hoạt vẫn đến dự" if came > 0 else ""
    late = f"; đến muộn {len(roll.late)} ({', '.join(roll.late)})" if roll.late else ""
    share = f", đạt {_percent(roll.present, roll.base)} ({roll.present}/{roll.base})" if roll.base else ""
    return (
        f"Có mặt: {roll.present} đồng chí (chính thức: {roll.present_official}, "
        f"dự bị: {roll.present_probationary}){share}{exempt}{late}."
    )


def _absent(roll: Attendance) -> str:
    if not roll.absent and not roll.uncalled:
        return "Vắng mặt: không."
    counted = [
        f"có lý do {len(roll.excused)}{_names(roll.excused)}",
        f"không lý do {len(roll.unexcused)}{_names(roll.unexcused)}",
        f"miễn sinh hoạt {roll.exempt_absent}",
        f"tạm thời nơi khác {roll.elsewhere}",
    ]
    if roll.suspended:
        counted.append(f"đình chỉ sinh hoạt {roll.suspended}")
    if roll.uncalled > 0:
        counted.append(f"chưa điểm danh {roll.uncalled}")
    return f"Vắng mặt {roll.absent}: {', '.join(counted)}."


def _names(absences: tuple[Absence, ...]) -> str:
    named = (f"{one.name or GAP} – {_bare(one.reason)}" if one.reason else one.name for one in absences)
    return f" ({'; '.join(named)})" if absences else ""


def _delegates(sheet: MinutesSheet) -> str:
    superiors = "; ".join(_titled(person) for person in sheet.superiors)
    guests = "; ".join(_posted(person) for person in sheet.guests)
    if superiors and guests:
        return f"Đại biểu cấp trên: {superiors}. Khách mời: {guests}."
    if superiors:
        return f"Đại biểu cấp trên: {superiors}."
    return f"Khách mời: {guests}." if guests else ""


# -- what was held and said ----------------------------------------------------


def _content(sheet: MinutesSheet) -> Iterator[Block]:
    if prepared := _preparation(sheet):
        yield Paragraph(prepared)
    before = sheet.month - 1 or 12
    items = (
        ("Thông báo thời sự, văn bản, ý kiến chỉ đạo của cấp trên", sheet.information),
        (f"Đánh giá kết quả thực hiện nhiệm vụ {_month(before)}", sheet.past_assessment),
        (f"Phương hướng, nhiệm vụ {_month(sheet.month)}", sheet.next_tasks),
        (_theme_name(sheet.theme), _theme_text(sheet.theme)),
        ("Nội dung khác", sheet.other_items),
    )
    filled = [(name, text.strip()) for name, text in items if text.strip()]
    for number, (name, text) in enumerate(filled, start=1):
        yield NumberedLine(f"{number}.", _told(name, text))


def _preparation(sheet: MinutesSheet) -> str:
    done = []
    if sheet.committee_met_on:
        done.append(f"chi ủy họp chuẩn bị nội dung ngày {format_date(sheet.committee_met_on)}")
    if sheet.papers_sent_on:
        done.append(f"tài liệu được gửi đến đảng viên ngày {format_date(sheet.papers_sent_on)}")
    return f"Công tác chuẩn bị: {'; '.join(done)}." if done else ""


def _theme_name(theme: Theme | None) -> str:
    if theme is None:
        return ""
    author = f" (người chuẩn bị: đồng chí {theme.author})" if theme.author else ""
    return f"Sinh hoạt chuyên đề “{_bare(theme.title)}”{author}"


def _theme_text(theme: Theme | None) -> str:
    if theme is None:
        return ""
    # What was typed says it better than a count; the opinions themselves follow in the next part.
    counted = f"có {theme.opinions} ý kiến thảo luận" if theme.opinions else "chi bộ thảo luận"
    return theme.text.strip() or counted


def _discussion(sheet: MinutesSheet) -> Iterator[Block]:
    said = [one for one in sheet.opinions if one.text.strip()]
    for one in said:
        if one.kind not in (OpinionKind.SUPERIOR, OpinionKind.RESERVED):
            yield _dashed(f"{_comrade(one.speaker, one.member)}{_MANNERS.get(one.kind, '')}: {one.text}")
    for one in said:
        if one.kind is OpinionKind.SUPERIOR:
            yield _dashed(f"Ý kiến của đại biểu cấp trên (đồng chí {one.speaker or GAP}): {one.text}")
    petitions = [one for one in sheet.petitions if one.text.strip()]
    if petitions:
        yield Paragraph("Kiến nghị của đảng viên và nhân dân:")
    for petition in petitions:
        notes = [f"{petition.raised_by} nêu"] if petition.raised_by else []
        notes += [f"thuộc thẩm quyền {petition.route}"] if petition.route else []
        behind = f" ({'; '.join(notes)})" if notes else ""
        answer = f". Trả lời: {petition.answer}" if petition.answer else ""
        yield _dashed(f"{_bare(petition.text)}{behind}{answer}")


def _votes(sheet: MinutesSheet) -> Iterator[Block]:
    for number, vote in enumerate(sheet.ballots, start=1):
        yield NumberedLine(f"{number}.", _vote(vote))
    for said in sheet.opinions:
        if said.kind is OpinionKind.RESERVED and said.text.strip():
            yield _dashed(f"{_comrade(said.speaker, said.member)} bảo lưu ý kiến: {said.text}")


def _vote(vote: Ballot) -> str:
    there = f", có mặt biểu quyết {vote.present_eligible}" if vote.present_eligible is not None else ""
    share = f" ({_percent(vote.agree, vote.summoned)})" if vote.summoned and vote.agree is not None else ""
    method = f" Hình thức biểu quyết: {_METHODS[vote.method]}." if vote.method else ""
    return (
        f"{_bare(vote.item) or GAP}: tổng số đảng viên chính thức được triệu tập {vote.summoned}{there}; "
        f"tán thành {_figure(vote.agree)}{share}, không tán thành {_figure(vote.disagree)}, "
        f"ý kiến khác {_figure(vote.other)}.{method} "
        f"Cần {_THRESHOLDS[vote.threshold]} (từ {vote.need} đồng chí trở lên) tán thành: {_OUTCOMES[vote.passed]}."
    )


# -- conclusion and end ----------------------------------------------------------


def _conclusion(sheet: MinutesSheet) -> Iterator[Block]:
    text = sheet.conclusion.strip()
    if text:
        yield Paragraph(_told("Đồng chí chủ trì kết luận", text))
    tasks = [task for task in sheet.tasks if task.work.strip()]
    if tasks:
        yield Paragraph("Phân công:")
    for task in tasks:
        due = f"; thời hạn: {format_date(task.due)}" if task.due else ""
        yield _dashed(f"{_comrade(task.owner, task.member)}: {_bare(task.work)}{due}")
    if sheet.score:
        points = _points(sheet.score.points)
        most = _points(sheet.score.most)
        yield Paragraph(f"Chất lượng buổi sinh hoạt: {points}/{most}, xếp loại {sheet.score.level}.")
        if sheet.score.remedies:
            yield Paragraph(_told("Biện pháp khắc phục hạn chế", sheet.score.remedies))


def _ending(sheet: MinutesSheet) -> str:
    start, end = sheet.start, sheet.end
    other_day = start and end and start.date() != end.date()
    day = format_long_date(end) if end and other_day else "cùng ngày"
    read = "Biên bản đã được đọc cho chi bộ nghe"
    if sheet.agreed is not None and sheet.attendance.present:
        read += f" và được {_percent(sheet.agreed, sheet.attendance.present)} đảng viên có mặt thống nhất"
    return f"Buổi sinh hoạt kết thúc vào hồi {_hour(end)} {day}. {read}."


def _signatures(sheet: MinutesSheet) -> SignatureBlock:
    return SignatureBlock(
        Signer("Người ghi biên bản", name=sheet.taker.name if sheet.taker else ""),
        Signer("Chủ trì hội nghị", name=sheet.chair.name if sheet.chair else ""),
    )


# -- words -------------------------------------------------------------------------


def _numbered(texts: Iterator[str]) -> Iterator[Block]:
    for number, text in enumerate(texts, start=1):
        yield NumberedLine(f"{number}.", text)


def _dashed(text: str) -> NumberedLine:
    return NumberedLine("-", _stopped(text))


def _comrade(name: str, member: bool) -> str:
    return f"Đồng chí {name or GAP}" if member else name or GAP


def _titled(person: Person | None) -> str:
    return f"đồng chí {_posted(person)}" if person else GAP


def _posted(person: Person) -> str:
    return f"{person.name}, {_bare(person.post)}" if person.post else person.name


def _bare(text: str) -> str:
    return text.strip().rstrip(".").rstrip()


def _stopped(text: str) -> str:
    bare = text.rstrip()
    return bare if bare.endswith(tuple(_ENDS)) else f"{bare}."


def _told(name: str, text: str) -> str:
    """One line stands beside its title; several stand below it, each with a dash if it has no mark yet."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        return f"{name}: {_stopped(lines[0])}"
    marked = (line if _MARKED.match(line) else f"- {line}" for line in lines)
    return "\n".join((f"{name}:", *(_stopped(line) for line in marked)))


def _hour(moment: datetime | None) -> str:
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút" if moment else f"{GAP} giờ {GAP} phút"


def _month(month: int) -> str:
    return f"tháng {month:02d}" if month <= 2 else f"tháng {month}"


def _percent(part: int, whole: int) -> str:
    return format_percent(share_tenths(part, whole) or 0)


def _figure(number: int | None) -> str:
    return GAP if number is None else str(number)


def _points(tenths: int) -> str:
    return format_number(tenths // 10) if tenths % 10 == 0 else format_number(Tenths(tenths))


_OCCASIONS: Final = {
    MeetingKind.REGULAR: "sinh hoạt chi bộ thường kỳ",
    MeetingKind.THEMATIC: "sinh hoạt chi bộ chuyên đề",
    MeetingKind.EXTRAORDINARY: "sinh hoạt chi bộ bất thường",
    MeetingKind.COMMITTEE: "họp chi ủy",
    MeetingKind.PARTY_COMMITTEE: "họp đảng ủy",
    MeetingKind.CONGRESS: "đại hội chi bộ",
    MeetingKind.GROUP: "sinh hoạt tổ đảng",
    MeetingKind.ONLINE: "sinh hoạt chi bộ trực tuyến",
    MeetingKind.JOINT: "sinh hoạt chi bộ ghép",
    MeetingKind.MODEL: "sinh hoạt chi bộ mẫu",
    MeetingKind.EVALUATION: "hội nghị kiểm điểm, đánh giá, xếp loại",
    MeetingKind.ADMISSION_REVIEW: "sinh hoạt chi bộ xét kết nạp đảng viên",
    MeetingKind.CEREMONY: "lễ kết nạp đảng viên",
    MeetingKind.RECOGNITION_REVIEW: "sinh hoạt chi bộ xét công nhận đảng viên chính thức",
}
_METHODS: Final = {VoteMethod.CARD: "giơ thẻ đảng", VoteMethod.BALLOT: "bỏ phiếu kín"}
_MANNERS: Final = {
    OpinionKind.PETITION: " (kiến nghị)",
    OpinionKind.SELF_CRITICISM: " (tự phê bình)",
    OpinionKind.CRITICISM: " (phê bình)",
}
_THRESHOLDS: Final = {Threshold.MAJORITY: "quá nửa", Threshold.TWO_THIRDS: "ít nhất hai phần ba"}
_OUTCOMES: Final = {True: "được thông qua", False: "không được thông qua", None: GAP}
