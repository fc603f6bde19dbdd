"""Invented members for the tests of this room."""

from datetime import date

from desktop.basics.errors import Citation
from desktop.members.rules.drafts import InCell, InStage, MemberDraft
from desktop.rulebook.membership import MembershipRules
from desktop.rulebook.ruled import Ruled, Term

TODAY = date(2026, 11, 22)
CHARTER = Citation("Điều lệ Đảng", "1", "Công dân Việt Nam từ mười tám tuổi trở lên")
RULES = MembershipRules(Term("test", "test", date(2011, 1, 1), None), Ruled(18, CHARTER), Ruled(12, CHARTER))
THOM = MemberDraft(
    "thom",
    "Nông Thị Thơm",
    sex="F",
    birth_year=1984,
    birth_month=6,
    birth_day=12,
    citizen_id="004184004471",
    card_no="004184004471",
    ceremony_date=date(2014, 2, 3),
    official_date=date(2015, 2, 3),
    cells=(InCell("c", organisation_id="cell"),),
    stages=(
        InStage("s1", date(2014, 2, 3), date(2015, 2, 3), "PROBATIONARY"),
        InStage("s2", date(2015, 2, 3), None, "OFFICIAL"),
    ),
)
