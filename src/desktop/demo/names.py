"""Invented names as they are borne in the communes of the northern border, by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class People:
    """One people: its code in the list of peoples, how often it comes, and what its names are made of."""

    code: str
    weight: int
    surnames: Sequence[str]
    middle: Sequence[str]
    given: Sequence[str]
    middle_women: Sequence[str]
    given_women: Sequence[str]


_KINH_MIDDLE = ("Văn", "Đức", "Xuân", "Minh", "Quang", "Hữu", "Ngọc", "Đình")
_GIVEN = [
    "An",
    "Bảo",
    "Bình",
    "Chung",
    "Chuyên",
    "Cương",
    "Cường",
    "Dũng",
    "Duy",
    "Đại",
    "Điệp",
    "Đông",
    "Giáp",
    "Hải",
    "Hậu",
    "Hiếu",
    "Hợp",
    "Hưng",
    "Huy",
    "Khải",
    "Khánh",
    "Kiểm",
    "Lâm",
    "Lập",
    "Long",
    "Lợi",
    "Luân",
    "Nghĩa",
    "Nghiệp",
    "Ngọc",
    "Nhật",
    "Ninh",
    "Phong",
    "Phúc",
    "Quân",
    "Quý",
    "Quyết",
    "Sơn",
    "Tài",
    "Tâm",
    "Thành",
    "Thắng",
    "Thuận",
    "Tiến",
    "Toàn",
    "Trường",
    "Tuấn",
    "Tùng",
    "Tuyên",
    "Vinh",
    "Vượng",
    "Ước",
    "Ưng",
]
_GIVEN_WOMEN = [
    "Ánh",
    "Bích",
    "Châm",
    "Dịu",
    "Duyên",
    "Đào",
    "Điệp",
    "Hạnh",
    "Hảo",
    "Hiền",
    "Hoa",
    "Hồng",
    "Huế",
    "Hương",
    "Khuyên",
    "Lan",
    "Lê",
    "Liên",
    "Loan",
    "Lương",
    "Mai",
    "Minh",
    "Ngà",
    "Nguyệt",
    "Nhàn",
    "Nhinh",
    "Oanh",
    "Phương",
    "Phượng",
    "Quế",
    "Thảo",
    "Thắm",
    "Thêu",
    "Thúy",
    "Thư",
    "Tuyết",
    "Tươi",
    "Uyên",
    "Vân",
    "Viên",
    "Xuyến",
    "Yên",
]
_TAY = [
    "Nông",
    "Hoàng",
    "Lục",
    "Hà",
    "Hứa",
    "Lý",
    "Ma",
    "Mã",
    "Triệu",
    "Vi",
    "Lương",
    "Sầm",
    "La",
    "Đinh",
    "Chu",
    "Đàm",
    "Bế",
    "Đoàn",
    "Lãnh",
    "Mông",
    "Phan",
    "Tô",
]

PEOPLES: tuple[People, ...] = (
    People(
        "02", 38, _TAY, (*_KINH_MIDDLE, "Ích", "Trung"), _GIVEN, ("Thị", "Thị", "Thúy", "Bích"), _GIVEN_WOMEN
    ),
    People(
        "07",
        24,
        [
            "Nông",
            "Hoàng",
            "Lương",
            "Vi",
            "Lý",
            "Sầm",
            "Hà",
            "Đàm",
            "Long",
            "Mông",
            "Nùng",
            "Phùng",
            "Tô",
            "Linh",
            "Triệu",
            "Hứa",
        ],
        ("Văn", "Văn", "Xuân", "Thanh", "Chí"),
        [*_GIVEN, "Páo", "Slao", "Tụng", "Lìn"],
        ("Thị",),
        [*_GIVEN_WOMEN, "Slâm", "Nái", "Pảo"],
    ),
    People(
        "08",
        18,
        ["Vàng", "Giàng", "Sùng", "Thào", "Lầu", "Hầu", "Dương", "Lý", "Vừ", "Ly", "Chá", "Cứ", "Mùa", "Ma"],
        ("A", "A", "Mí", "Seo", "Văn"),
        [
            "Páo",
            "Chứ",
            "Dế",
            "Sính",
            "Tủa",
            "Lử",
            "Nhè",
            "Vảng",
            "Pó",
            "Say",
            "Súng",
            "Chớ",
            "Giống",
            "Hờ",
            "Tráng",
            "Khua",
            "Phừ",
            "Sình",
            "Dình",
        ],
        ("Thị", "Thị", ""),
        ["Mỹ", "Mẩy", "Dở", "Sua", "Ca", "Chía", "Xúa", "Dua", "Mo", "Pàng", "Súa", "Vá", "Say", "Dí"],
    ),
    People(
        "09",
        10,
        ["Bàn", "Triệu", "Đặng", "Phùng", "Tẩn", "Lý", "Chảo", "Phàn", "Dương"],
        ("Văn", "Chòi", "Tòn", "Phúc", "Sành", "Kiềm"),
        [
            "Sếnh",
            "Phin",
            "Vạng",
            "Chiêu",
            "Quyên",
            "Dào",
            "Lụa",
            "Pu",
            "Hin",
            "Cói",
            "Nhàn",
            "Quấy",
            "Sieo",
            "Vần",
        ],
        ("Thị", "Mùi", "Mản"),
        ["Mẩy", "Chài", "Pham", "Phấy", "Viện", "Nái", "Ghến", "Khe", "Lai", "Dất"],
    ),
    People(
        "01",
        7,
        ["Nguyễn", "Trần", "Phạm", "Lê", "Đỗ", "Vũ", "Bùi", "Ngô", "Đào"],
        _KINH_MIDDLE,
        _GIVEN,
        ("Thị", "Thị", "Thu", "Thúy"),
        _GIVEN_WOMEN,
    ),
    People(
        "43",
        3,
        ["Lang", "Chi", "Lò", "Dìu", "Hoàng", "Mông"],
        ("Văn", "Đình"),
        ["Páo", "Khùn", "Chấn", "Sài", "Chung", "Dìu", "Vấn"],
        ("Thị",),
        ["Sao", "Slen", "Nhình", "Đẹp", "Phảy"],
    ),
)


class Namer:
    """Names one after another, none twice, none of those that are ``taken``."""

    def __init__(self, dice: Random, taken: Sequence[str] = ()) -> None:
        self._dice = dice
        self._taken = set(taken)

    def name(self, woman: bool, people: People) -> str:
        """A name that nobody of the commune bears yet."""
        while True:
            middle = self._dice.choice(people.middle_women if woman else people.middle)
            given = self._dice.choice(people.given_women if woman else people.given)
            words = (self._dice.choice(people.surnames), middle, given)
            full = " ".join(word for word in words if word)
            if full not in self._taken:
                self._taken.add(full)
                return full

    def people(self) -> People:
        """One of the peoples, as often as each lives there."""
        return self._dice.choices(PEOPLES, [one.weight for one in PEOPLES])[0]
