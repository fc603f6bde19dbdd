"""The personal id (số định danh): twelve digits, of which six say something (NĐ 137/2015/NĐ-CP, article 13).

Three digits for the province of birth registration, one for century and sex, two for the year, six random.
Records may have been corrected later, so a contradiction is a warning and never refuses the number.
"""

import re
from dataclasses import dataclass

from desktop.members.rules.words import Sex

# The 63 provinces of the list in force until 30/6/2025: the numbers in ids never change.
_PROVINCES = (
    "1 2 4 6 8 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 "
    "56 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96"
)
PROVINCES = frozenset(map(int, _PROVINCES.split()))
_TWELVE = re.compile(r"\d{12}", re.ASCII)
_NINE = re.compile(r"\d{9}", re.ASCII)
_EIGHT = re.compile(r"\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class IdMeaning:
    """What a personal id says of its bearer."""

    province: int
    sex: Sex
    birth_year: int

    @property
    def province_known(self) -> bool:
        """False for a country's code, or a slip of the pen."""
        return self.province in PROVINCES


def is_citizen_id(text: str | None) -> bool:
    """Whether it has the form of a personal id."""
    return text is not None and _TWELVE.fullmatch(text) is not None


def is_old_citizen_id(text: str | None) -> bool:
    """Whether it has the form of an identity card's number before 2016 (CMND)."""
    return text is not None and _NINE.fullmatch(text) is not None


def is_old_card(text: str | None) -> bool:
    """Whether it has the form of a member's card before 02/9/2025."""
    return text is not None and _EIGHT.fullmatch(text) is not None


def meaning_of(citizen_id: str | None) -> IdMeaning | None:
    """What the id says; None if it isn't one."""
    if citizen_id is None or not is_citizen_id(citizen_id):
        return None
    century, odd = divmod(int(citizen_id[3]), 2)
    return IdMeaning(
        int(citizen_id[:3]), Sex.FEMALE if odd else Sex.MALE, 1900 + 100 * century + int(citizen_id[4:6])
    )
