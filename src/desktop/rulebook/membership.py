"""Rules of membership in force on one day (Charter, articles 1 and 5)."""

from dataclasses import dataclass

from desktop.rulebook.reading import Table, a_number, documents_of, ruled, term_of
from desktop.rulebook.ruled import Ruled, Term


@dataclass(frozen=True, slots=True)
class MembershipRules:
    """Limits of age in years, times in months."""

    term: Term
    least_age: Ruled[int]
    probation_months: Ruled[int]


def membership_rules(table: Table) -> MembershipRules:
    """The rules of one file. Refuses (RUL-02 to RUL-04) what it doesn't know, misses or can't read."""
    documents = documents_of(table)
    rules = MembershipRules(
        term_of(table),
        ruled(table, "least_age", documents, a_number),
        ruled(table, "probation_months", documents, a_number),
    )
    table.close()
    return rules
