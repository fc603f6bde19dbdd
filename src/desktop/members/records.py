"""Tables of the members. A person's standing is separate dated facts, never one status field (decision 15).

All spans are half-open: they hold from ``from_on`` on and end before ``to_on``. ``None`` at the start means
"longer than the register knows", ``None`` at the end "still".
"""

from typing import Any

from sqlalchemy import Date, Index, Integer, String, Text

from desktop.storage.records import Base, Part, Record, a, b, derived, t, within_unit


class Member(Record, Base):
    """A Party member, also one who has left. Birth day and month may be unknown: then only the year is."""

    __tablename__ = "member"
    __table_args__ = (Index("member_by_name", "unit", "name_sort", "name_fold"),)

    full_name = a(Text)
    other_name = a(Text)
    sex = a(String(1))
    birth_year = a(Integer)
    birth_month = b(Integer)
    birth_day = b(Integer)
    citizen_id = b(String(12))
    old_citizen_id = b(String(12))
    citizen_id_written = b(Text)  # as a source had it, when it can't be a citizen id: kept, never judged
    card_no = b(Text)
    old_card_no = b(Text)
    card_issued_on = b(Date)
    file_no = b(Text)
    list_no = a(Integer)
    ethnic_code = a(String(8))
    religion_code = b(String(8))
    birth_place = b(Text)
    home_place = b(Text)
    perm_address = b(Text)
    temp_address = b(Text)
    phone = b(Text)
    occupation_code = a(String(32))
    workplace = a(Text)
    position = a(Text)
    edu_general = a(String(16))
    edu_prof = a(Text)
    llct_level = a(String(32))
    health = b(Text)
    residence_cell = b(Text)
    admission_decision_no = a(Text)
    admission_decision_date = a(Date)
    ceremony_date = a(Date)
    recognition_decision_no = a(Text)
    recognition_decision_date = a(Date)
    official_date = a(Date)
    exit_kind = a(String(32))
    exit_on = a(Date)  # the first day no longer a member here; None beside a kind: day unknown
    exit_decision_no = a(Text)
    exit_place = b(Text)
    remark = t(Text)

    name_fold = derived(Text)
    name_sort = derived(Text)


class _Span(Part):
    __abstract__ = True
    __root__ = "member"

    from_on = a(Date)
    to_on = a(Date)


class MemberCell(_Span, Base):
    """The cell that the person belongs to; one at a time."""

    __tablename__ = "member_cell"

    organisation_id = a(String(36), index=True)
    decision_no = a(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The cell is an organisation of the register."""
        return (within_unit("organisation", "organisation_id"),)


class MemberStage(_Span, Base):
    """Probationary or official membership. No stage on a day: not known yet."""

    __tablename__ = "member_stage"

    stage = a(String(16))
    decision_no = a(Text)


class MemberExemption(_Span, Base):
    """Exempt from work and meetings (miễn công tác và sinh hoạt đảng)."""

    __tablename__ = "member_exemption"

    ground = b(Text)
    decision_no = a(Text)


class MemberElsewhere(_Span, Base):
    """Temporary activity elsewhere; still counted at home."""

    __tablename__ = "member_elsewhere"

    organisation_id = a(String(36))
    place_name = a(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The other place, if it is an organisation of this register."""
        return (within_unit("organisation", "organisation_id"),)


class MemberSuspension(_Span, Base):
    """Suspended from Party activity, prosecuted or detained."""

    __tablename__ = "member_suspension"

    ground = b(Text)
    decision_no = a(Text)


class MemberPost(_Span, Base):
    """A post in an organisation: secretary, deputy secretary, committee member."""

    __tablename__ = "member_post"

    organisation_id = a(String(36), index=True)
    post = a(String(32))
    decision_no = a(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The organisation whose post it is."""
        return (within_unit("organisation", "organisation_id"),)
