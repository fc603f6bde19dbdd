"""What the invented cells talked about in the months before: texts by month and by kind of cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """A month's matter: what was done, what is to do, the tasks that come of it."""

    done: str
    next: str
    tasks: Sequence[str]


_HAMLET = (
    Matter(
        "Vận động Nhân dân đón Tết vui tươi, tiết kiệm; 100 % hộ ký cam kết không đốt pháo.",
        "Phát động Tết trồng cây; chuẩn bị làm đất vụ xuân.",
        ("Lập danh sách hộ nghèo nhận quà Tết", "Vận động các hộ trồng 300 cây phân tán"),
    ),
    Matter(
        "Trồng 320 cây phân tán, vượt kế hoạch; tặng quà 6 hộ nghèo.",
        "Gieo cấy vụ xuân đúng khung thời vụ; phòng rét cho trâu bò.",
        ("Kiểm tra chuồng trại, phòng rét cho trâu bò", "Phối hợp tuần tra đường biên tháng 3"),
    ),
    Matter(
        "Gieo cấy xong 18 ha lúa xuân; không có trâu bò chết rét.",
        "Nạo vét mương nội đồng; vận động làm nhà vệ sinh.",
        ("Nạo vét 600 m mương nội đồng", "Vận động 4 hộ làm nhà vệ sinh hợp quy cách"),
    ),
    Matter(
        "Nạo vét 650 m mương; 3/4 hộ làm xong nhà vệ sinh.",
        "Phòng cháy rừng; rà soát hộ có người ở nhà tạm.",
        ("Trực phòng cháy rừng theo lịch", "Rà soát hộ còn ở nhà tạm, nhà dột nát"),
    ),
    Matter(
        "Không để xảy ra cháy rừng; đề nghị hỗ trợ 2 nhà tạm.",
        "Thu hoạch lúa xuân; đổ bê tông đường nội xóm.",
        ("Huy động ngày công làm đường nội xóm", "Vận động hiến đất mở rộng đường"),
    ),
    Matter(
        "Làm 400 m đường nội xóm; 3 hộ hiến 120 m² đất.",
        "Chuẩn bị vụ mùa; tuyên truyền phòng chống bão lũ.",
        ("Rà soát hộ ở nơi có nguy cơ sạt lở", "Thu nộp đảng phí quý II"),
    ),
    Matter(
        "Cấy xong vụ mùa; di dời kịp thời 2 hộ vùng sạt lở.",
        "Tuyên truyền Ngày Thương binh – Liệt sĩ; dọn vệ sinh đường xóm.",
        ("Thăm, tặng quà gia đình chính sách", "Dọn vệ sinh 2 km đường xóm"),
    ),
    Matter(
        "Thăm 5 gia đình chính sách; dọn vệ sinh 2 km đường.",
        "Khắc phục hậu quả mưa lũ; chuẩn bị năm học mới.",
        ("Vận động 100 % học sinh ra lớp", "Khắc phục đoạn mương bị vùi lấp"),
    ),
    Matter(
        "100 % trẻ em ra lớp; khắc phục xong đoạn mương.",
        "Thu hoạch vụ mùa; vận động bảo hiểm y tế.",
        ("Vận động 10 hộ tham gia bảo hiểm y tế", "Giúp 2 hộ neo đơn thu hoạch lúa"),
    ),
    Matter(
        "12 hộ tham gia bảo hiểm y tế; thu hoạch xong vụ mùa.",
        "Ký cam kết không thả rông gia súc; chuẩn bị ngày hội đại đoàn kết.",
        ("Vận động các hộ ký cam kết không thả rông gia súc", "Chuẩn bị ngày hội đại đoàn kết"),
    ),
    Matter(
        "Đa số hộ ký cam kết không thả rông gia súc; chuẩn bị xong ngày hội.",
        "Rà soát danh sách kiểm điểm cuối năm; trồng ngô vụ đông.",
        ("Rà soát danh sách kiểm điểm cuối năm", "Vận động trồng 3 ha ngô đông"),
    ),
)
_OFFICES: Mapping[str, Matter] = {
    "Chi bộ Trạm Y tế": Matter(
        "Khám, cấp thuốc cho 412 lượt người; tiêm chủng đạt 97 %.",
        "Giám sát dịch bệnh theo mùa; truyền thông tại 3 xóm.",
        ("Truyền thông phòng bệnh tại 3 xóm", "Kiểm kê thuốc và vật tư"),
    ),
    "Chi bộ Trường Tiểu học": Matter(
        "Duy trì sĩ số 99,2 %; dự giờ 14 tiết.",
        "Bồi dưỡng học sinh chưa hoàn thành; chăm sóc học sinh bán trú.",
        ("Kèm 9 học sinh chưa hoàn thành", "Tổ chức bữa ăn bán trú đúng khẩu phần"),
    ),
    "Chi bộ Trường THCS": Matter(
        "Duy trì sĩ số 98,5 %; ôn tập cho học sinh lớp 9.",
        "Phòng chống tảo hôn, bỏ học; sinh hoạt chuyên môn.",
        ("Thăm 5 gia đình có học sinh nghỉ dài ngày", "Sinh hoạt chuyên môn theo nghiên cứu bài học"),
    ),
    "Chi bộ Công an xã": Matter(
        "Giữ vững an ninh trật tự; cấp 58 căn cước, định danh mức 2 cho 41 người.",
        "Tuần tra đêm; tuyên truyền phòng chống mua bán người.",
        ("Tuần tra đêm theo lịch", "Tuyên truyền phòng chống mua bán người tại 2 xóm"),
    ),
    "Chi bộ Cơ quan xã": Matter(
        "Giải quyết 236 hồ sơ, đúng hạn 99,1 %; hướng dẫn nộp hồ sơ trực tuyến.",
        "Rà soát hộ nghèo; chuẩn bị kỳ họp Hội đồng nhân dân.",
        ("Rà soát hộ nghèo, cận nghèo", "Chuẩn bị báo cáo trình kỳ họp"),
    ),
}
THEMES: Mapping[int, str] = {
    3: "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh về gần dân, trọng dân",
    6: "Vai trò nêu gương của đảng viên trong xây dựng nông thôn mới",
    9: "Giữ vững đường biên, mốc giới: việc của mỗi đảng viên",
}
OPINIONS = (
    "Nhất trí với dự thảo; đề nghị phân công cụ thể từng tổ.",
    "Việc tháng trước còn chậm ở khâu vận động, cần đến từng nhà.",
    "Đề nghị gửi tài liệu sớm hơn để đảng viên ở xa kịp đọc.",
    "Tự nhận thiếu sót vì còn vắng một buổi lao động chung.",
    "Nên biểu dương các hộ làm tốt tại cuộc họp xóm.",
    "Cần nói bằng tiếng dân tộc khi tuyên truyền cho người cao tuổi.",
)
ABSENCES = ("ốm", "đi làm xa", "con ốm", "đi công tác", "đưa người nhà đi viện", "việc gia đình")


def matter(cell: str, month: int) -> Matter:
    """What a cell had to talk about in a month."""
    office = _OFFICES.get(cell)
    return office if office else _HAMLET[(month - 1) % len(_HAMLET)]
