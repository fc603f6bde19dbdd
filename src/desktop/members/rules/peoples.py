"""Ethnic groups and religions by the codes of Party statistics, with the spellings that lists have.

54 groups in the order of QĐ 121-TCTK/PPCĐ 02/3/1979. Their names are Vietnamese in every language.
"""

import re

from desktop.basics.text import fold

_GROUPS = (
    "Kinh|Tày|Thái|Hoa|Khơ-me|Mường|Nùng|Mông|Dao|Gia-rai|Ngái|Ê-đê|Ba-na|Xơ-đăng|Sán Chay|Cơ-ho|Chăm|"
    "Sán Dìu|Hrê|Mnông|Ra-glai|Xtiêng|Bru – Vân Kiều|Thổ|Giáy|Cơ-tu|Gié-Triêng|Mạ|Khơ-mú|Co|Tà-ôi|"
    "Chơ-ro|Kháng|Xinh-mun|Hà Nhì|Chu-ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn|"
    "Cơ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ Đu|Rơ-măm"
)
ETHNIC_GROUPS: dict[str, str] = {
    f"{place:02d}": name for place, name in enumerate(_GROUPS.split("|"), start=1)
} | {"55": "Gốc nước ngoài", "99": "Khác"}

RELIGIONS: dict[str, str] = {
    "0": "không",
    "1": "Công giáo",
    "2": "Tin Lành",
    "3": "Phật giáo",
    "4": "Cao Đài",
    "5": "Hòa Hảo",
    "6": "Hồi giáo",
    "9": "khác",
}

_OTHER_SPELLINGS = {
    "khmer": "05", "khome": "05", "hmong": "08", "meo": "08", "man": "09", "giarai": "10", "jrai": "10",
    "ede": "12", "rade": "12", "bahnar": "13", "xodang": "14", "sedang": "14", "caolan": "15",
    "sanchi": "15", "koho": "16", "bruvankieu": "23", "vankieu": "23", "nhang": "25", "gietrieng": "27",
    "khomu": "29", "taoi": "31", "phathen": "46",
}  # fmt: skip
_RELIGION_SPELLINGS = {
    "khong": "0", "ko": "0", "thienchua": "1", "thienchuagiao": "1", "conggiao": "1", "daothienchua": "1",
    "tinlanh": "2", "phat": "3", "phatgiao": "3", "daophat": "3", "caodai": "4", "hoahao": "5",
    "phatgiaohoahao": "5", "hoi": "6", "hoigiao": "6", "khac": "9",
}  # fmt: skip


def _key(text: str) -> str:
    return re.sub(r"[^a-z]", "", fold(text))


_BY_NAME = {_key(name): code for code, name in ETHNIC_GROUPS.items()}


def ethnic_code(text: str) -> str | None:
    """The code of a group by any spelling that lists have, accents or not; None: not one we know."""
    key = _key(text).removeprefix("dantoc").removeprefix("nguoi")
    return _BY_NAME.get(key) or _OTHER_SPELLINGS.get(key)


def religion_code(text: str) -> str | None:
    """The code of a religion by its name; None: not one we know."""
    key = _key(text).removeprefix("tongiao")
    return _RELIGION_SPELLINGS.get(key)
