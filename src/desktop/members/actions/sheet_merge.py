"""The same person in two rows: recognised by number, or by name and birth; what the later row adds is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from desktop.basics.text import fold
from desktop.members.actions.sheet_columns import Columns
from desktop.members.actions.sheet_plan import Doubt, DoubtKind, PlannedPerson, doubt
from desktop.members.actions.sheet_values import written
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.judgement import birth_of

_COMPARED = (
    ("full_name", "full_name"),
    ("birth_year", "birth"),
    ("ceremony_date", "ceremony_date"),
    ("citizen_id", "citizen_id"),
)


def numbers_of(person: MemberDraft) -> tuple[str, ...]:
    """Numbers that only this person bears: personal id and card share one list, old ones have their own."""
    new = [number for number in (person.citizen_id, person.card_no) if number is not None]
    old = [f"id {person.old_citizen_id}"] if person.old_citizen_id else []
    old += [f"card {person.old_card_no}"] if person.old_card_no else []
    old += [f"written {person.citizen_id_written}"] if person.citizen_id_written else []
    return (*dict.fromkeys(new), *old)


def name_of(person: MemberDraft) -> str:
    """The name as it is compared."""
    return fold(person.full_name)


def births_agree(one: MemberDraft, other: MemberDraft) -> bool:
    """Same full birthday, or the same year where one of them has no more than that."""
    if one.birth_year is None or one.birth_year != other.birth_year:
        return False
    mine, theirs = birth_of(one), birth_of(other)
    return mine is None or theirs is None or mine == theirs


def numbers_clash(one: MemberDraft, other: MemberDraft) -> bool:
    """Whether both have a personal id or new card, and not the same."""
    mine = {number for number in (one.citizen_id, one.card_no) if number is not None}
    theirs = {number for number in (other.citizen_id, other.card_no) if number is not None}
    return bool(mine) and bool(theirs) and not mine & theirs


def same_person(one: MemberDraft, other: MemberDraft) -> bool:
    """Whether two records are of one person.

    A common number and either the name or the birth; or name and birth, nothing speaking against it. A year of
    birth alone needs the day of joining besides.
    """
    named, born = name_of(one) == name_of(other), births_agree(one, other)
    if set(numbers_of(one)) & set(numbers_of(other)):
        return named or born
    if not (named and born) or numbers_clash(one, other):
        return False
    if birth_of(one) is not None and birth_of(other) is not None:
        return True
    return one.ceremony_date is not None and one.ceremony_date == other.ceremony_date


@dataclass(slots=True)
class Gathering:
    """People in the order of their first rows, with an index by number and name."""

    columns: Columns
    people: list[PlannedPerson] = field(default_factory=list)
    recognised: list[tuple[int, int]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _by_key: dict[str, list[int]] = field(default_factory=dict)

    def take(self, new: PlannedPerson) -> None:
        """Add a person, or recognise one who is already there."""
        places = self._candidates(new.person)
        found = next((place for place in places if same_person(self.people[place].person, new.person)), None)
        if found is None:
            self._tell_namesakes(places, new)
            self._index(len(self.people), new.person)
            self.people.append(new)
            return
        known = self.people[found]
        self.recognised.append((new.rows[0], known.rows[0]))
        self._tell(
            new, "full_name", DoubtKind.DUPLICATE_ROW, name=new.person.full_name, first=str(known.rows[0])
        )
        self._tell_differences(known, new)
        self.people[found] = merged(known, new)
        self._index(found, self.people[found].person)

    def _candidates(self, person: MemberDraft) -> list[int]:
        places: dict[int, None] = {}
        for key in (*numbers_of(person), f"name {name_of(person)}"):
            places.update(dict.fromkeys(self._by_key.get(key, ())))
        return list(places)

    def _index(self, place: int, person: MemberDraft) -> None:
        for key in (*numbers_of(person), f"name {name_of(person)}"):
            known = self._by_key.setdefault(key, [])
            if place not in known:
                known.append(place)

    def _tell_namesakes(self, places: Iterable[int], new: PlannedPerson) -> None:
        for place in places:
            other = self.people[place]
            row = str(other.rows[0])
            if set(numbers_of(other.person)) & set(numbers_of(new.person)):
                self._tell(new, "citizen_id", DoubtKind.ID_OF_TWO, name=other.person.full_name, first=row)
            elif births_agree(other.person, new.person):
                self._tell(new, "full_name", DoubtKind.SAME_NAME_AND_BIRTH, first=row)

    def _tell_differences(self, known: PlannedPerson, new: PlannedPerson) -> None:
        for attribute, column in _COMPARED:
            mine, theirs = getattr(known.person, attribute), getattr(new.person, attribute)
            if mine is not None and theirs is not None and mine != theirs:
                self._tell_difference(known, new, column, written(theirs))
        if known.told and new.told and known.cell and new.cell and known.cell != new.cell:
            self._tell_difference(known, new, "cell", new.cell)
        if known.status_text and new.status_text and known.status != new.status:
            self._tell_difference(known, new, "status", new.status_text)

    def _tell_difference(self, known: PlannedPerson, new: PlannedPerson, column: str, text: str) -> None:
        header = self.columns.headers.get(column, column)
        self._tell(
            new, column, DoubtKind.DUPLICATE_DIFFERS, header=header, first=str(known.rows[0]), written=text
        )

    def _tell(self, new: PlannedPerson, column: str, kind: DoubtKind, **values: str) -> None:
        self.doubts.append(doubt(new.rows[0], self.columns.letter(column), kind, **values))


def merged(known: PlannedPerson, new: PlannedPerson) -> PlannedPerson:
    """The earlier row's word stands; what it leaves open the later one fills."""
    gained = {
        one.name: getattr(new.person, one.name)
        for one in fields(MemberDraft)
        if getattr(known.person, one.name) in (None, ())
    }
    person = replace(known.person, **gained)
    if person.citizen_id is not None and known.person.citizen_id is None:
        person = replace(person, citizen_id_written=known.person.citizen_id_written)
    blank = not known.status_text
    return PlannedPerson(
        person,
        new.status if blank else known.status,
        new.status_text if blank else known.status_text,
        new.cell if new.told and not known.told else known.cell or new.cell,
        (*known.rows, *new.rows),
        known.post or new.post,
        known.told or new.told,
    )
