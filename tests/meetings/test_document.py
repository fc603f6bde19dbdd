"""The minutes on paper: the sample's figures, the wording, and what happens with little, much or odd text."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

import pypdfium2
import pytest
from tests.documents.reading import read_pages
from tests.meetings.sample import fill_in, sample_roster

from desktop.basics.errors import Trouble
from desktop.documents import digest
from desktop.documents.blocks import Heading, NumberedLine, Paragraph, SignatureBlock
from desktop.meetings.document.minutes import final, minutes, preview, title
from desktop.meetings.document.sheet import (
    GAP,
    Absence,
    Assigned,
    Attendance,
    Ballot,
    MinutesSheet,
    Person,
    Petitioned,
    Said,
    Scored,
    Theme,
)
from desktop.meetings.queries.opening import Opened, Past
from desktop.meetings.rules.draft import MeetingDraft
from desktop.meetings.rules.problems import Known
from desktop.meetings.rules.words import MeetingKind, OpinionKind, VoteMethod
from desktop.meetings.signing.paper import sheet_of
from desktop.rulebook.book import Rulebook
from desktop.rulebook.ruled import Threshold

DAY = date(2026, 11, 3)
ROLL = Attendance(
    total=24,
    official=22,
    probationary=2,
    present_official=17,
    present_probationary=2,
    base=21,
    exempt=3,
    exempt_absent=2,
    elsewhere=1,
    excused=(Absence("Nông Thị Thơm", "con ốm"), Absence("Hoàng Văn Páo", "đi làm xa")),
)
BARE = MinutesSheet("Đảng bộ xã Bình Lãng", "Chi bộ xóm Bản Lằng", MeetingKind.REGULAR, 2026, 11, ROLL)
SHORT = replace(
    BARE,
    start=datetime(2026, 11, 3, 19, 30),
    end=datetime(2026, 11, 3, 21, 40),
    place="Nhà văn hóa xóm Bản Lằng",
    chair=Person("Bế Đức Kiên", "Bí thư"),
    taker=Person("Lục Thị Yến", "Chi ủy viên"),
    conclusion="Nhất trí.",
    agreed=19,
)


def text_of(sheet: MinutesSheet) -> str:
    """All running text, one paragraph a line."""
    lines = []
    for block in minutes(sheet):
        match block:
            case Heading(text) | Paragraph(text):
                lines.append(text)
            case NumberedLine(mark, text):
                lines.append(f"{mark} {text}")
    return "\n".join(lines)


@pytest.fixture
def sample_sheet(sample: dict[str, Any], rulebook: Rulebook) -> MinutesSheet:
    """The sample meeting, judged by the room's own rules."""
    numbers = count(1)
    roster = sample_roster(sample)
    known = Known(roster, rulebook.meetings(DAY), rulebook.scoring(DAY), DAY)
    empty = MeetingDraft("m", "cell", 2026, 11)
    draft = fill_in(empty, sample, roster, known.sheet, lambda: f"{next(numbers):08d}")
    names = sample["organisation"]
    sheet = sheet_of(Opened(draft, known, Past(), names["cell"], names["superior"]))
    posts = {"Bế Đức Kiên": "Bí thư", "Lục Thị Yến": "Chi ủy viên"}
    assert sheet.chair is not None
    assert sheet.taker is not None
    return replace(
        sheet,
        chair=replace(sheet.chair, post=posts[sheet.chair.name]),
        taker=replace(sheet.taker, post=posts[sheet.taker.name]),
    )


# -- the sample ----------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Hôm nay, vào hồi 19 giờ 30 phút, ngày 03 tháng 11 năm 2026, tại Nhà văn hóa xóm Bản Lằng, "
        "Chi bộ xóm Bản Lằng tổ chức sinh hoạt chi bộ thường kỳ, kết hợp sinh hoạt chuyên đề "
        "“Nâng cao chất lượng sinh hoạt chi bộ vùng biên giới”.",
        "1. Tổng số đảng viên của chi bộ: 24 đồng chí (chính thức: 22, dự bị: 2); "
        "được miễn công tác và sinh hoạt đảng: 3; sinh hoạt tạm thời nơi khác: 1.",
        "2. Có mặt: 19 đồng chí (chính thức: 17, dự bị: 2), đạt 90,5\u00a0% (19/21); "
        "trong đó có 1 đồng chí được miễn sinh hoạt vẫn đến dự.",
        "3. Vắng mặt 5: có lý do 2 (Nông Thị Thơm – con ốm; Hoàng Văn Páo – đi làm xa), không lý do 0, "
        "miễn sinh hoạt 2, tạm thời nơi khác 1.",
        "4. Đại biểu cấp trên: đồng chí Đàm Quốc Vinh, Đảng ủy viên phụ trách chi bộ. "
        "Khách mời: Sùng A Dế, Trưởng ban công tác Mặt trận xóm.",
        "Công tác chuẩn bị: chi ủy họp chuẩn bị nội dung ngày 30/10/2026; "
        "tài liệu được gửi đến đảng viên ngày 01/11/2026.",
        "- Làm 1,2 km đường bê tông nội xóm, đạt 100 % kế hoạch.",
        "4. Sinh hoạt chuyên đề “Nâng cao chất lượng sinh hoạt chi bộ vùng biên giới” "
        "(người chuẩn bị: đồng chí Lục Thị Yến): Đồng chí Lục Thị Yến trình bày chuyên đề đã chuẩn bị; "
        "chi bộ thảo luận, có 11 ý kiến.",
        "- Ý kiến của đại biểu cấp trên (đồng chí Đàm Quốc Vinh): Ghi nhận chi bộ chuẩn bị kỹ; "
        "đề nghị hoàn thành hai việc còn chậm trong tháng 11.",
        "- Đề nghị xã sửa kênh mương Khuổi Đuổi (Sùng A Dế nêu; thuộc thẩm quyền cấp xã).",
        "1. Nghị quyết tháng 11: tổng số đảng viên chính thức được triệu tập 19, có mặt biểu quyết 17; "
        "tán thành 17 (89,5\u00a0%), không tán thành 0, ý kiến khác 0. "
        "Hình thức biểu quyết: giơ thẻ đảng. "
        "Cần quá nửa (từ 10 đồng chí trở lên) tán thành: được thông qua.",
        "2. Đề nghị kết nạp quần chúng Vàng A Sính: tổng số đảng viên chính thức được triệu tập 19, "
        "có mặt biểu quyết 17; tán thành 15 (78,9\u00a0%), không tán thành 1, ý kiến khác 1. "
        "Hình thức biểu quyết: bỏ phiếu kín. "
        "Cần ít nhất hai phần ba (từ 13 đồng chí trở lên) tán thành: được thông qua.",
        "- Đồng chí Hoàng Minh Sơn: Vận động 2 hộ còn lại ký cam kết không thả rông gia súc; "
        "thời hạn: 20/11/2026.",
        "Chất lượng buổi sinh hoạt: 93/100, xếp loại Tốt.",
        "Buổi sinh hoạt kết thúc vào hồi 21 giờ 40 phút cùng ngày. Biên bản đã được đọc cho chi bộ nghe "
        "và được 100\u00a0% đảng viên có mặt thống nhất.",
    ],
)
def test_the_sample_stands_in_the_minutes(sample_sheet: MinutesSheet, line: str) -> None:
    assert line in text_of(sample_sheet).splitlines()


def test_chair_and_taker_of_the_sample(sample_sheet: MinutesSheet) -> None:
    line = "5. Chủ trì: đồng chí Bế Đức Kiên, Bí thư. Thư ký: đồng chí Lục Thị Yến, Chi ủy viên."
    assert line in text_of(sample_sheet).splitlines()
    closing = minutes(sample_sheet)[-1]
    assert isinstance(closing, SignatureBlock)
    assert (closing.left, closing.right) == (
        replace(closing.right, authority="Người ghi biên bản", name="Lục Thị Yến"),
        replace(closing.right, authority="Chủ trì hội nghị", name="Bế Đức Kiên"),
    )


def test_the_samples_pages_in_order(sample_sheet: MinutesSheet) -> None:
    paper = final(sample_sheet)
    pages = read_pages(paper.pdf)
    assert len(pages) in (3, 4)
    text = " ".join(pages)
    wanted = [
        "ĐẢNG BỘ XÃ BÌNH LÃNG CHI BỘ XÓM BẢN LẰNG * ĐẢNG CỘNG SẢN VIỆT NAM",
        "BIÊN BẢN sinh hoạt chi bộ thường kỳ tháng 11 năm 2026 -----",
        "I- THÀNH PHẦN",
        "II- NỘI DUNG",
        "Đánh giá kết quả thực hiện nhiệm vụ tháng 10:",
        "Phương hướng, nhiệm vụ tháng 11:",
        "III- Ý KIẾN THẢO LUẬN",
        "IV- BIỂU QUYẾT",
        "V- KẾT LUẬN",
        "NGƯỜI GHI BIÊN BẢN Lục Thị Yến CHỦ TRÌ HỘI NGHỊ Bế Đức Kiên",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert digest.holds(paper.pdf)
    assert final(sample_sheet) == paper


def test_the_title_names_nobody(sample_sheet: MinutesSheet) -> None:
    assert title(sample_sheet) == "Biên bản sinh hoạt chi bộ thường kỳ tháng 11 năm 2026"


# -- wording -------------------------------------------------------------------


def test_parts_with_nothing_in_them_are_left_out() -> None:
    text = text_of(SHORT)
    assert [line for line in text.splitlines() if line[:1] in "IV"] == ["I- THÀNH PHẦN", "II- KẾT LUẬN"]
    assert "Khách mời" not in text
    assert "4. Chủ trì: đồng chí Bế Đức Kiên, Bí thư. Thư ký: đồng chí Lục Thị Yến, Chi ủy viên." in text


def test_gaps_of_a_draft_are_dotted() -> None:
    text = text_of(BARE)
    assert f"vào hồi {GAP} giờ {GAP} phút, ngày {GAP}, tại {GAP}" in text
    assert f"Chủ trì: {GAP}. Thư ký: {GAP}." in text
    assert f"kết thúc vào hồi {GAP} giờ {GAP} phút cùng ngày" in text
    open_vote = Ballot("Nghị quyết", 19, None, None, None, Threshold.MAJORITY, 10, None)
    line = text_of(replace(BARE, ballots=(open_vote,)))
    assert f"tán thành {GAP}, không tán thành {GAP}, ý kiến khác {GAP}." in line
    assert preview(BARE).startswith(b"%PDF-")


def test_members_not_called_yet_are_counted_in_a_draft_and_stop_the_final_paper() -> None:
    half = replace(SHORT, attendance=replace(ROLL, excused=()))
    assert "chưa điểm danh 2." in text_of(half)
    with pytest.raises(ValueError, match="add up"):
        final(half)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (MeetingKind.REGULAR, "sinh hoạt chi bộ thường kỳ tháng 02 năm 2026"),
        (MeetingKind.EXTRAORDINARY, "sinh hoạt chi bộ bất thường tháng 02 năm 2026"),
        (MeetingKind.THEMATIC, "sinh hoạt chi bộ chuyên đề tháng 02 năm 2026"),
        (MeetingKind.COMMITTEE, "họp chi ủy tháng 02 năm 2026"),
    ],
)
def test_kind_and_month_in_the_title(kind: MeetingKind, words: str) -> None:
    assert title(replace(BARE, kind=kind, month=2)) == f"Biên bản {words}"


@pytest.mark.parametrize("kind", MeetingKind)
def test_every_kind_has_a_name(kind: MeetingKind) -> None:
    assert text_of(replace(SHORT, kind=kind))


def test_a_thematic_meeting_names_its_theme() -> None:
    text = text_of(replace(SHORT, kind=MeetingKind.THEMATIC, theme=Theme("Giữ đường biên.", opinions=3)))
    assert "tổ chức sinh hoạt chi bộ chuyên đề “Giữ đường biên”." in text
    assert "Sinh hoạt chuyên đề “Giữ đường biên”: có 3 ý kiến thảo luận." in text


def test_january_looks_back_at_december() -> None:
    text = text_of(replace(SHORT, year=2027, month=1, past_assessment="tốt", next_tasks="tiếp tục"))
    assert "Đánh giá kết quả thực hiện nhiệm vụ tháng 12: tốt." in text
    assert "Phương hướng, nhiệm vụ tháng 01: tiếp tục." in text


def test_an_end_on_another_day_is_dated() -> None:
    text = text_of(replace(SHORT, end=datetime(2026, 11, 4, 0, 10)))
    assert "kết thúc vào hồi 00 giờ 10 phút ngày 04 tháng 11 năm 2026." in text


def test_less_than_all_agreed() -> None:
    assert "và được 94,7\u00a0% đảng viên có mặt thống nhất" in text_of(replace(SHORT, agreed=18))
    assert text_of(replace(SHORT, agreed=None)).endswith("Biên bản đã được đọc cho chi bộ nghe.")


def test_unexcused_suspended_and_late_are_named() -> None:
    roll = replace(
        ROLL,
        total=27,
        official=25,
        unexcused=(Absence("Ma Văn Tự"), Absence("Lý Thị Xa", "")),
        suspended=1,
        late=("Hà Thị Nhung",),
    )
    text = text_of(replace(SHORT, attendance=roll))
    assert "Vắng mặt 8: có lý do 2" in text
    assert "không lý do 2 (Ma Văn Tự; Lý Thị Xa), miễn sinh hoạt 2, tạm thời nơi khác 1, " in text
    assert "đình chỉ sinh hoạt 1." in text
    assert "vẫn đến dự; đến muộn 1 (Hà Thị Nhung)." in text


def test_a_vote_that_failed_and_a_reserved_opinion() -> None:
    vote = Ballot("Đề nghị kết nạp", 19, 12, 4, 1, Threshold.TWO_THIRDS, 13, False, VoteMethod.BALLOT, 17)
    reserved = Said("Hà Thị Nhung", "chưa đủ thời gian thử thách", OpinionKind.RESERVED)
    text = text_of(replace(SHORT, ballots=(vote,), opinions=(reserved,)))
    assert "12 (63,2\u00a0%), không tán thành 4, ý kiến khác 1. Hình thức biểu quyết: bỏ phiếu kín." in text
    assert "tán thành: không được thông qua." in text
    assert "- Đồng chí Hà Thị Nhung bảo lưu ý kiến: chưa đủ thời gian thử thách." in text
    assert "THẢO LUẬN" not in text


def test_guests_are_not_called_comrades() -> None:
    text = text_of(
        replace(
            SHORT,
            opinions=(Said("Sùng A Dế", "cùng tham gia", member=False),),
            tasks=(Assigned("Tổ tự quản", "trực đêm", member=False),),
            petitions=(Petitioned("Sửa mương.", answer="đã ghi nhận"),),
        )
    )
    assert "- Sùng A Dế: cùng tham gia." in text
    assert "- Tổ tự quản: trực đêm." in text
    assert "- Sửa mương. Trả lời: đã ghi nhận." in text


def test_several_lines_stand_below_their_title_with_dashes() -> None:
    text = text_of(replace(SHORT, next_tasks="Làm đường\n- Thu phí;\n1. Rà soát\n"))
    assert "nhiệm vụ tháng 11:\n- Làm đường.\n- Thu phí;\n1. Rà soát." in text


def test_an_amendment_says_what_it_completes() -> None:
    sheet = replace(SHORT, amends=datetime(2026, 10, 5, 14), amends_why="ghi thiếu một ý kiến")
    assert title(sheet).endswith("năm 2026 (bổ sung)")
    assert "bổ sung biên bản buổi sinh hoạt ngày 05/10/2026 đã ký" in text_of(sheet)
    assert "Lý do: ghi thiếu một ý kiến." in text_of(sheet)


def test_lines_without_words_are_left_out() -> None:
    empty = replace(
        SHORT, opinions=(Said("Hà Thị Nhung", " "),), petitions=(Petitioned(""),), tasks=(Assigned("Ai", ""),)
    )
    assert text_of(empty) == text_of(SHORT)
    nobody = replace(SHORT, opinions=(Said("", "nhất trí"),), tasks=(Assigned("", "trực đêm"),))
    assert f"- Đồng chí {GAP}: nhất trí." in text_of(nobody)
    assert f"- Đồng chí {GAP}: trực đêm." in text_of(nobody)


def test_half_points_are_printed() -> None:
    scored = Scored(875, 1000, "Khá", "Gợi ý thảo luận tập trung hơn")
    text = text_of(replace(SHORT, score=scored))
    assert "Chất lượng buổi sinh hoạt: 87,5/100, xếp loại Khá." in text
    assert "Biện pháp khắc phục hạn chế: Gợi ý thảo luận tập trung hơn." in text


# -- on paper --------------------------------------------------------------------


def fits_on_one(sheet: MinutesSheet) -> bool:
    return len(read_pages(final(sheet).pdf)) == 1


def test_a_short_meeting_fits_on_one_page() -> None:
    assert fits_on_one(replace(SHORT, information="Bản tin tháng 11."))


def test_a_long_meeting_keeps_every_word_over_twelve_pages() -> None:
    said = tuple(Said(f"Người Thứ {n}", f"ý kiến số {n}. " + "Nội dung thảo luận. " * 25) for n in range(75))
    pages = read_pages(final(replace(SHORT, opinions=said)).pdf)
    assert len(pages) >= 12
    text = " ".join(pages)
    assert all(f"Đồng chí Người Thứ {n}: ý kiến số {n}." in text for n in range(75))
    assert "NGƯỜI GHI BIÊN BẢN" in pages[-1]
    assert "Biên bản đã được đọc cho chi bộ nghe" in pages[-1]
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]


@pytest.mark.parametrize("lines", range(12, 26))
def test_the_signatures_always_have_text_above_them(lines: int) -> None:
    pages = read_pages(final(replace(SHORT, other_items="\n".join(["Một việc."] * lines))).pdf)
    assert "kết thúc vào hồi" in pages[-1].split("NGƯỜI GHI")[0]


@pytest.mark.parametrize("typed", ['<img src="file:///etc/passwd"/>', "a < b & c", "<b>", "&amp;", "</para>"])
def test_markup_in_any_field_is_printed_as_it_was_typed(typed: str) -> None:
    sheet = replace(
        SHORT,
        superior=typed,
        cell=typed,
        place=typed,
        chair=Person(typed, typed),
        taker=Person(typed, typed),
        superiors=(Person(typed, typed),),
        guests=(Person(typed, typed),),
        attendance=replace(ROLL, excused=(Absence(typed, typed), Absence(typed, typed))),
        information=typed,
        past_assessment=typed,
        next_tasks=typed,
        other_items=typed,
        theme=Theme(typed, typed, text=typed),
        opinions=(Said(typed, typed),),
        petitions=(Petitioned(typed, typed, typed, typed),),
        ballots=(Ballot(typed, 19, 17, 0, 0, Threshold.MAJORITY, 10, True),),
        conclusion=typed,
        tasks=(Assigned(typed, typed),),
        score=Scored(930, 1000, "Tốt", typed),
    )
    text = "".join("".join(read_pages(final(sheet).pdf)).split())
    assert text.count("".join(typed.split())) >= 30


def test_decomposed_text_gives_the_same_paper(sample_sheet: MinutesSheet) -> None:
    def decomposed(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    typed = replace(SHORT, place="Nhà văn hóa xóm Bản Lằng", conclusion="Nhất trí, tiếp tục cuối năm")
    nfd = replace(typed, place=decomposed(typed.place), conclusion=decomposed(typed.conclusion))
    assert nfd.place != typed.place
    assert final(nfd) == final(typed)


def test_names_of_two_hundred_words_stay_on_the_paper() -> None:
    name = " ".join(f"Tên{n}" for n in range(200))
    text = " ".join(read_pages(final(replace(SHORT, chair=Person(name), taker=Person(name))).pdf))
    assert text.count("Tên199") == 4


def test_a_letter_without_a_shape_is_named() -> None:
    with pytest.raises(Trouble) as refused:
        final(replace(SHORT, conclusion="Nhất trí 👍"))
    assert refused.value.code == "PDF-01"


@pytest.mark.parametrize("draw", [preview, lambda sheet: final(sheet).pdf])
def test_nobody_stands_in_the_metadata(draw: Callable[[MinutesSheet], bytes]) -> None:
    with pypdfium2.PdfDocument(draw(SHORT)) as document:
        told = str(document.get_metadata_dict())
    assert "Kiên" not in told
    assert "Yến" not in told


def test_a_preview_is_no_final_paper() -> None:
    with pytest.raises(Trouble) as refused:
        digest.recompute(preview(SHORT))
    assert refused.value.code == "PDF-02"


def test_where_nobody_is_absent_no_noughts_are_counted() -> None:
    whole = Attendance(
        total=24, official=22, probationary=2, present_official=22, present_probationary=2, base=24
    )
    assert "Vắng mặt: không." in text_of(replace(SHORT, attendance=whole))
