"""What is wrong with a draft of a member. Rules V-P1 to V-P3 and the checks of personal ids."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from desktop.basics.errors import Citation, Problem, Severity
from desktop.basics.language import Message, msg
from desktop.basics.text import fold, tidy
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.identity import is_citizen_id, is_old_card, is_old_citizen_id, meaning_of
from desktop.members.rules.standing import has_left
from desktop.members.rules.words import ExitKind, Post, Sex, Stage
from desktop.organisations.rules.spans import first_overlap
from desktop.rulebook.membership import MembershipRules

_FILE_NO = re.compile(r"\d{6} ?[A-ZĐ]{2,3}")
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class Alike:
    """Another person of the register who may be the same: what the judgement compares."""

    id: str
    full_name: str
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    citizen_id: str | None = None
    card_no: str | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What the register knows besides the draft. ``cells`` None: not looked up yet, so not judged."""

    cells: frozenset[str] | None = None
    alike: tuple[Alike, ...] = ()
    before: MemberDraft | None = None


def problems(
    draft: MemberDraft, today: date, rules: MembershipRules, around: Around | None = None
) -> tuple[Problem, ...]:
    """Everything found in ``draft``, errors first.

    Errors refuse the record: no name, a day that doesn't exist, an id that isn't twelve digits or is another
    person's, days out of order, not exactly one cell while a member, official before probationary. Warnings and
    hints never do.
    """
    around = around or Around()
    found: list[Problem] = []
    for judge in (_person, _numbers, _dates, _facts, _order_of_stages, _leaving):
        found.extend(judge(draft, today))
    found.extend(_by_rules(draft, rules))
    found.extend(_cells(draft, today, around))
    found.extend(_same_person(draft, around))
    order = list(Severity)
    return tuple(sorted(found, key=lambda problem: order.index(problem.severity)))


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last of that month if it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def birth_of(draft: "MemberDraft | Alike") -> date | None:
    """The full birth date, if it is known and exists."""
    if draft.birth_year is None or draft.birth_month is None or draft.birth_day is None:
        return None
    try:
        return date(draft.birth_year, draft.birth_month, draft.birth_day)
    except ValueError:
        return None


def surely_younger(draft: MemberDraft, years: int, day: date) -> bool:
    """Whether the person was certainly younger than ``years`` on ``day``; a birth year alone gives the doubt."""
    born = birth_of(draft)
    if born is not None:
        return months_later(born, 12 * years) > day
    return draft.birth_year is not None and draft.birth_year + years > day.year


def _error(code: str, field: str, message: Message) -> Problem:
    return Problem(code, Severity.ERROR, field, message)


def _warning(code: str, field: str, message: Message, source: Citation | None = None) -> Problem:
    return Problem(code, Severity.WARNING, field, message, source)


def _hint(code: str, field: str, message: Message) -> Problem:
    return Problem(code, Severity.HINT, field, message)


def _person(draft: MemberDraft, today: date) -> Iterable[Problem]:
    if not tidy(draft.full_name):
        yield _error("MEM-01", "full_name", msg("Write the full name."))
    if draft.sex is None:
        yield _hint("MEM-02", "sex", msg("Male or female isn't known yet."))
    elif draft.sex not in (Sex.MALE, Sex.FEMALE):
        yield _error("MEM-02", "sex", msg("Choose male or female."))
    year, month, day = draft.birth_year, draft.birth_month, draft.birth_day
    if year is None:
        yield _warning("MEM-03", "birth_year", msg("The year of birth isn't known yet."))
        if month is not None or day is not None:
            yield _error("MEM-04", "birth_year", msg("A birthday needs its year."))
        return
    if not today.year - _OLDEST <= year <= today.year:
        yield _error("MEM-04", "birth_year", msg("The year of birth can't be {year}.", year=str(year)))
    elif day is not None and month is None:
        yield _error("MEM-04", "birth_month", msg("A day of birth needs its month."))
    elif month is not None and not 1 <= month <= 12:
        yield _error("MEM-04", "birth_month", msg("There is no such month."))
    elif month is not None and day is not None and birth_of(draft) is None:
        yield _error("MEM-04", "birth_day", msg("This month has no such day."))
    elif month is None or day is None:
        yield _hint("MEM-05", "birth_day", msg("Of the birthday only the year is known."))


def _numbers(draft: MemberDraft, today: date) -> Iterable[Problem]:
    if draft.citizen_id is not None and not is_citizen_id(draft.citizen_id):
        yield _error("MEM-06", "citizen_id", msg("A personal id has 12 digits."))
    if draft.citizen_id is None:
        yield _hint("MEM-07", "citizen_id", msg("The personal id isn't known yet."))
    if draft.old_citizen_id is not None and not is_old_citizen_id(draft.old_citizen_id):
        yield _warning("MEM-08", "old_citizen_id", msg("An old identity card has 9 digits."))
    if draft.old_card_no is not None and not is_old_card(draft.old_card_no):
        yield _warning("MEM-09", "old_card_no", msg("A member's card issued before 02/9/2025 has 8 digits."))
    if draft.card_no is not None and not is_citizen_id(draft.card_no):
        yield _warning("MEM-10", "card_no", msg("A member's card has 12 digits since 02/9/2025."))
    elif draft.card_no and draft.citizen_id and draft.card_no != draft.citizen_id:
        yield _warning("MEM-11", "card_no", msg("The card bears another number than the personal id."))
    if draft.file_no and not _FILE_NO.fullmatch(draft.file_no):
        yield _hint("MEM-12", "file_no", msg("A file number looks like 000001 CB."))
    meant = meaning_of(draft.citizen_id)
    if meant is None:
        return
    if draft.sex is not None and draft.sex != meant.sex:
        yield _warning("MEM-13", "citizen_id", msg("By its fourth digit the id belongs to the other sex."))
    if draft.birth_year is not None and draft.birth_year != meant.birth_year:
        yield _warning(
            "MEM-14",
            "citizen_id",
            msg("By its digits the id belongs to someone born in {year}.", year=str(meant.birth_year)),
        )
    if not meant.province_known:
        yield _warning("MEM-15", "citizen_id", msg("The id's first three digits are no province's."))


def _dates(draft: MemberDraft, today: date) -> Iterable[Problem]:
    for field in ("admission_decision_date", "ceremony_date", "official_date", "exit_on", "card_issued_on"):
        day = getattr(draft, field)
        if day is not None and day > today:
            yield _warning("MEM-16", field, msg("This day lies in the future: {day}.", day=day))
    born = birth_of(draft)
    if born is not None and draft.ceremony_date is not None and draft.ceremony_date <= born:
        yield _error("MEM-17", "ceremony_date", msg("The day of joining lies before the birthday."))
    decided, joined = draft.admission_decision_date, draft.ceremony_date
    if decided is not None and joined is not None and joined < decided:
        yield _warning("MEM-18", "ceremony_date", msg("The ceremony lies before the decision to admit."))
    if joined is not None and draft.official_date is not None and draft.official_date < joined:
        yield _error("MEM-19", "official_date", msg("Official membership can't begin before joining."))


def _by_rules(draft: MemberDraft, rules: MembershipRules) -> Iterable[Problem]:
    joined = draft.admission_decision_date or draft.ceremony_date
    if joined is not None and surely_younger(draft, rules.least_age.value, joined):
        yield _warning(
            "MEM-20",
            "ceremony_date",
            msg("Younger than {n} years at admission.", n=rules.least_age.value),
            rules.least_age.citation,
        )
    if draft.ceremony_date is not None and draft.official_date is not None:
        expected = months_later(draft.ceremony_date, rules.probation_months.value)
        if draft.official_date != expected and draft.official_date >= draft.ceremony_date:
            yield _warning(
                "MEM-21",
                "official_date",
                msg("By the rule the official day would be {day}.", day=expected),
                rules.probation_months.citation,
            )


def _facts(draft: MemberDraft, today: date) -> Iterable[Problem]:
    for field in ("cells", "stages", "exemptions", "elsewheres", "suspensions"):
        spans = [fact.span for fact in getattr(draft, field)]
        overlap = first_overlap(spans)
        if overlap is not None:
            yield _error("MEM-22", f"{field}.{overlap[1]}", msg("Two entries cover the same days."))
    for one, other in combinations(range(len(draft.posts)), 2):
        first, second = draft.posts[one], draft.posts[other]
        same = (first.organisation_id, first.post) == (second.organisation_id, second.post)
        if same and first.span.meets(second.span):
            yield _error("MEM-22", f"posts.{other}", msg("Two entries cover the same days."))
    for field in ("cells", "stages", "exemptions", "elsewheres", "suspensions", "posts"):
        for place, fact in enumerate(getattr(draft, field)):
            if not fact.span.ordered:
                yield _error("MEM-23", f"{field}.{place}", msg("The first day must come before the last."))
    for place, post in enumerate(draft.posts):
        if post.post not in list(Post):
            yield _error("MEM-24", f"posts.{place}", msg("Choose the post from the list."))


def _order_of_stages(draft: MemberDraft, today: date) -> Iterable[Problem]:
    stages = sorted(draft.stages, key=lambda fact: fact.span.order)
    for earlier, later in pairwise(stages):
        if earlier.stage == Stage.OFFICIAL and later.stage == Stage.PROBATIONARY:
            yield _error("MEM-25", "stages", msg("Probation comes before official membership, not after it."))
    if any(fact.stage not in list(Stage) for fact in stages):
        yield _error("MEM-26", "stages", msg("Choose probationary or official."))
    if not stages and draft.exit_kind is None:
        yield _hint("MEM-27", "stages", msg("Probationary or official isn't known yet."))


def _leaving(draft: MemberDraft, today: date) -> Iterable[Problem]:
    if draft.exit_kind is not None and draft.exit_kind not in list(ExitKind):
        yield _error("MEM-28", "exit_kind", msg("Choose how the membership ended."))
    if draft.exit_on is not None and draft.exit_kind is None:
        yield _error("MEM-28", "exit_kind", msg("Choose how the membership ended."))
    if draft.exit_kind is not None and draft.exit_on is None:
        yield _hint("MEM-29", "exit_on", msg("The day of leaving isn't known yet."))
    if draft.exit_on and draft.ceremony_date and draft.exit_on <= draft.ceremony_date:
        yield _error("MEM-30", "exit_on", msg("The day of leaving lies before joining."))


def _cells(draft: MemberDraft, today: date, around: Around) -> Iterable[Problem]:
    if not has_left(draft, today) and len([fact for fact in draft.cells if fact.to_on is None]) != 1:
        yield _error("MEM-31", "cells", msg("A member belongs to exactly one cell: choose it."))
    if around.cells is None:
        return
    for place, fact in enumerate(draft.cells):
        if fact.organisation_id not in around.cells:
            yield _error("MEM-32", f"cells.{place}", msg("Members belong to a cell: choose one."))


def _same_person(draft: MemberDraft, around: Around) -> Iterable[Problem]:
    for other in around.alike:
        if other.id == draft.id:
            continue
        yield from _same_number(draft, other, "citizen_id", around)
        yield from _same_number(draft, other, "card_no", around)
        same_name = fold(tidy(other.full_name)) == fold(tidy(draft.full_name))
        if same_name and _births_agree(draft, other):
            yield _warning(
                "MEM-35",
                "full_name",
                msg("{name} with the same birth is already there.", name=other.full_name),
            )


def _same_number(draft: MemberDraft, other: Alike, field: str, around: Around) -> Iterable[Problem]:
    number = getattr(draft, field)
    if number is None or number != getattr(other, field):
        return
    # What came from elsewhere may stand twice: that is a finding, and must not block other corrections.
    unchanged = around.before is not None and getattr(around.before, field) == number
    say: Callable[[str, str, Message], Problem] = _warning if unchanged else _error
    code = "MEM-33" if field == "citizen_id" else "MEM-34"
    yield say(code, field, msg("{name} already has this number.", name=other.full_name))


def _births_agree(draft: MemberDraft, other: Alike) -> bool:
    if draft.birth_year is None or draft.birth_year != other.birth_year:
        return False
    mine, theirs = birth_of(draft), birth_of(other)
    return mine is None or theirs is None or mine == theirs
