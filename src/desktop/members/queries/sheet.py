"""What taking in a sheet needs to know of the people who are already there."""

from sqlalchemy import select

from desktop.members.records import Member
from desktop.members.rules.drafts import MemberDraft
from desktop.storage.work import Reading

_FIELDS = (
    "full_name",
    "birth_year",
    "birth_month",
    "birth_day",
    "citizen_id",
    "old_citizen_id",
    "citizen_id_written",
    "card_no",
    "old_card_no",
    "ceremony_date",
)


def people_to_recognise(reading: Reading) -> tuple[MemberDraft, ...]:
    """Everybody with name, birth and numbers, also who has left: enough to recognise them again."""
    query = select(Member.id, *(getattr(Member, name) for name in _FIELDS)).where(Member.unit == reading.unit)
    return tuple(
        MemberDraft(row.id, row.full_name or "", **dict(zip(_FIELDS[1:], row[2:], strict=True)))
        for row in reading.rows(query)
    )
