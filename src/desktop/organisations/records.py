"""Tables of the organisations. All spans are half-open: they hold from ``from`` on and end before ``to``.

``None`` at the start means "longer than the register knows", ``None`` at the end "still".
"""

from typing import Any

from sqlalchemy import Date, Index, String, Text

from desktop.storage.records import Base, Part, Record, a, b, derived, t, within_unit


class Organisation(Record, Base):
    """A committee, an intermediate organisation or a cell (domain: kinds of organisation)."""

    __tablename__ = "organisation"
    __table_args__ = (Index("organisation_by_name", "unit", "name_sort"),)

    name = a(Text)
    kind = a(String(32))
    sector = a(String(32))
    org_code = a(String(32))
    decision_no = a(Text)
    doc_name_parent = a(Text)
    doc_name_self = a(Text)
    doc_place = a(Text)
    founded_on = a(Date)
    ended_on = a(Date)
    hamlets = a(Text)
    phone = b(Text)
    remark = t(Text)

    name_fold = derived(Text)
    name_sort = derived(Text)


class OrganisationParent(Part, Base):
    """Which organisation it belonged to, and when; ``parent_id`` None: the top of this register."""

    __tablename__ = "organisation_parent"
    __root__ = "organisation"

    parent_id = a(String(36), index=True)
    valid_from = a(Date)
    valid_to = a(Date)
    decision_no = a(Text)

    @classmethod
    def references(cls) -> tuple[Any, ...]:
        """The parent is another organisation of the register."""
        return (within_unit("organisation", "parent_id"),)


class OrganisationName(Part, Base):
    """A former name; the present one stands in the root."""

    __tablename__ = "organisation_name"
    __root__ = "organisation"

    name = a(Text)
    valid_from = a(Date)
    valid_to = a(Date)
    decision_no = a(Text)


class OrganisationTerm(Part, Base):
    """A term of office (nhiệm kỳ); document numbers count anew in each."""

    __tablename__ = "organisation_term"
    __root__ = "organisation"

    term_from = a(Date)
    term_to = a(Date)
