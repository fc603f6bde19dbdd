"""From rows to people: each cell read, each oddity told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.basics.text import fold
from desktop.members.actions.sheet_cells import CellNames
from desktop.members.actions.sheet_columns import Columns, visible
from desktop.members.actions.sheet_file import Cell, CellValue, SheetRow
from desktop.members.actions.sheet_old_text import OldTexts, name_text
from desktop.members.actions.sheet_plan import Doubt, DoubtKind, PlannedPerson, SheetStatus, doubt
from desktop.members.actions.sheet_posts import post_and_job
from desktop.members.actions.sheet_values import (
    ReadDay,
    read_birth,
    read_card,
    read_day,
    read_id,
    read_name,
    written,
)
from desktop.members.rules.drafts import MemberDraft, draft_of
from desktop.members.rules.identity import meaning_of
from desktop.members.rules.judgement import surely_younger
from desktop.members.rules.words import Sex
from desktop.rulebook.book import Rulebook
from desktop.rulebook.membership import MembershipRules
from desktop.storage.records import Document

# The first phrase that stands in the folded status decides.
_STATUSES: tuple[tuple[SheetStatus, tuple[str, ...]], ...] = (
    (SheetStatus.DECEASED, ("tu tran", "da mat", "chet", "qua doi", "hy sinh", "mat")),
    (SheetStatus.EXPELLED, ("khai tru",)),
    (SheetStatus.DELETED, ("xoa ten",)),
    (SheetStatus.ANNULLED, ("huy quyet dinh", "huy bo quyet dinh", "huy qd")),
    (SheetStatus.RESIGNED, ("ra khoi dang", "xin ra")),
    (SheetStatus.SUSPENDED, ("dinh chi", "tam giam", "khoi to", "truy to")),
    (SheetStatus.EXEMPT, ("mien sinh hoat", "mien cong tac", "mien shd", "mien sh", "mien ct", "mien")),
    (SheetStatus.ELSEWHERE, ("tam thoi", "noi khac", "di lam an xa", "di lam xa", "sinh hoat tam")),
    (SheetStatus.ACTIVE, ("chuyen den", "moi den", "tiep nhan")),
    (SheetStatus.TRANSFERRED_OUT, ("chuyen di", "chuyen sinh hoat", "chuyen shd", "da chuyen", "chuyen")),
    (SheetStatus.PROBATIONARY, ("du bi", "dvdb", "db")),
    (SheetStatus.OFFICIAL, ("chinh thuc", "dvct", "ct")),
    (SheetStatus.ACTIVE, ("dang sinh hoat", "sinh hoat", "dang sh", "binh thuong", "con sinh hoat")),
)
_PEOPLE = re.compile(r"^\s*(?:dân tộc|người|tôn giáo)\s+", re.IGNORECASE)
_MARKS = frozenset({"x", "v", "1", "+", "✓", "✔", "nu", "nam", "co"})


@dataclass(slots=True)
class Reader:
    """Reads rows of one sheet; gathers the doubts as it goes."""

    columns: Columns
    cells: CellNames
    rulebook: Rulebook
    today: date
    title_cell: str | None = None
    old: OldTexts = field(default_factory=OldTexts)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def rules(self) -> MembershipRules:
        """Those of today."""
        return self.rulebook.membership(self.today)

    @property
    def title_name(self) -> str | None:
        """The cell that the title names, under the name that it has here."""
        return self.title_cell and self.cells.name_of(self.title_cell)

    def person(self, row: SheetRow, section: str | None) -> PlannedPerson:
        """One row as a person. ``section``: the cell that a heading between the rows names."""
        kept: list[str] = []
        name = self._name(row)
        self.doubts += self.old.doubts(row, self.columns, name)
        birth_cell, birth_field, birth_sex = self._birth_cell(row)
        numbers, meant_year, meant_sex = self._numbers(row, birth_cell.value)
        birth = read_birth(birth_cell.value, meant_year, self.today)
        self._tell_birth(row, birth_field, birth_cell.value, birth, kept)
        self._check_id(row, numbers, birth.year)
        sex = self._sex(row, birth_sex, meant_sex)
        status, status_text = self._status(row, kept)
        document: Document = {
            "full_name": name,
            "sex": sex,
            "birth_year": birth.year,
            "birth_month": birth.month,
            "birth_day": birth.day,
            "ethnic_code": self._coded(row, "ethnic", "ethnic", DoubtKind.ETHNIC_UNKNOWN, kept),
            "religion_code": self._coded(row, "religion", "religion", DoubtKind.RELIGION_UNKNOWN, kept),
            "llct_level": self._coded(row, "llct_level", "education_political", None, kept),
            "occupation_code": self._coded(row, "occupation", "occupation", None, kept),
            "phone": self._phone(row),
            **numbers,
        }
        document |= {
            day: self._day(row, day, birth.year, kept) for day in _DAYS if day in self.columns.places
        }
        document |= {text: self._text(row, text) for text in _TEXTS if text in self.columns.places}
        document |= self._education(row, document.get("edu_prof"), kept)
        post, document["position"] = post_and_job(document.get("position"))
        document["remark"] = self._remark(row, kept)
        draft = draft_of("", document)
        self._check_days(row, draft)
        cell, told = self._cell_name(row, section)
        return PlannedPerson(draft, status, status_text, cell, (row.number,), post, told)

    def tell(
        self, row: SheetRow, column: str, kind: DoubtKind, value: CellValue = None, **values: str | date
    ) -> None:
        """Note a doubt about a cell; ``value`` is what was written there."""
        if "{written}" in doubt(0, "", kind).message.text:
            values.setdefault("written", written(value))
        self.doubts.append(doubt(row.number, self.columns.letter(column), kind, **values))

    def cell(self, row: SheetRow, name: str) -> Cell:
        """The cell of a field; a formula in it is told."""
        found = self.columns.cell(row, name)
        if found.formula is not None and name not in ("note", "number"):
            self.tell(row, name, DoubtKind.FORMULA, found.value)
        return found

    def _name(self, row: SheetRow) -> str:
        fields = ("full_name",) if "full_name" in self.columns.places else ("family_name", "given_name")
        if "full_name" in self.columns.places and "given_name" in self.columns.places:
            fields = ("full_name", "given_name")
        texts = [name_text(cell) for cell in (self.cell(row, one) for one in fields) if not cell.empty]
        name, kinds = read_name(
            " ".join(text.strip(" ") for text in texts) if len(texts) > 1 else "".join(texts)
        )
        for kind in kinds:
            if kind is DoubtKind.NAME_ODD:
                self.tell(row, fields[0], kind, name)
            else:
                self.tell(row, fields[0], kind, name=name)
        return name

    def _birth_cell(self, row: SheetRow) -> tuple[Cell, str, Sex | None]:
        for name, sex in (("birth_male", Sex.MALE), ("birth_female", Sex.FEMALE)):
            found = self.cell(row, name)
            if not found.empty and written(found.value).lower() not in _MARKS:
                return found, name, sex
        for name, sex in (("male", Sex.MALE), ("female", Sex.FEMALE)):
            found = self.cell(row, name)
            if "birth" not in self.columns.places and not found.empty and _looks_like_a_day(found.value):
                return found, name, sex
        return self.cell(row, "birth"), "birth", None

    def _numbers(
        self, row: SheetRow, birth: CellValue
    ) -> tuple[dict[str, str | None], int | None, Sex | None]:
        guessed = read_birth(birth, None, self.today).year
        number = read_id(self.cell(row, "citizen_id"), guessed)
        card_value = self.cell(row, "card_no").value
        card, old_card, odd = read_card(card_value)
        if odd:
            self.tell(row, "card_no", DoubtKind.CARD_ODD, card_value)
        separate_old = written(self.cell(row, "old_card_no").value) or None
        if "citizen_id" in self.columns.places:
            for kind in number.kinds:
                values = {"number": number.digits or number.old or ""}
                sentence = doubt(0, "", kind).message.text
                shown = {key: value for key, value in values.items() if f"{{{key}}}" in sentence}
                self.tell(row, "citizen_id", kind, self.columns.cell(row, "citizen_id").value, **shown)
        if number.digits and card and number.digits != card:
            self.tell(row, "card_no", DoubtKind.CARD_DIFFERS, card)
        # Since 02/9/2025 a card bears the personal id: where the id itself is old or damaged, the card gives it.
        citizen_id = number.digits or card
        meant = meaning_of(citizen_id)
        sex = meant.sex if meant else _sex_of_damaged(number.kept, guessed)
        numbers = {
            "citizen_id": citizen_id,
            "old_citizen_id": number.old,
            "citizen_id_written": None if citizen_id == number.kept else number.kept,
            "card_no": card,
            "old_card_no": old_card or separate_old,
        }
        return numbers, meant.birth_year if meant else None, sex

    def _tell_birth(
        self, row: SheetRow, name: str, value: CellValue, birth: ReadDay, kept: list[str]
    ) -> None:
        if birth.kind is not None:
            shown = {} if birth.full is None else {"day": birth.full}
            self.tell(row, name, birth.kind, value, **_asked_for(birth.kind, shown))
        elif birth.year is None:
            self.tell(row, name, DoubtKind.BIRTH_MISSING)
        if birth.kind in (DoubtKind.BIRTH_UNREADABLE, DoubtKind.BIRTH_IMPOSSIBLE):
            kept.append(self._noted(name, value))

    def _check_id(self, row: SheetRow, numbers: Mapping[str, str | None], birth_year: int | None) -> None:
        meant = meaning_of(numbers["citizen_id"])
        number = numbers["citizen_id"] or ""
        if meant is None:
            return
        if birth_year is not None and meant.birth_year != birth_year:
            self.tell(row, "citizen_id", DoubtKind.ID_YEAR_DIFFERS, year=str(meant.birth_year), number=number)
        if not meant.province_known:
            self.tell(row, "citizen_id", DoubtKind.ID_PROVINCE_UNKNOWN, number=number)
        told = self._told_sex(row)
        if told is not None and told != meant.sex:
            self.tell(row, "citizen_id", DoubtKind.ID_SEX_DIFFERS, number=number)

    def _told_sex(self, row: SheetRow) -> Sex | None:
        for name, sex in (("female", Sex.FEMALE), ("male", Sex.MALE)):
            if fold(written(self.columns.cell(row, name).value)) in _MARKS:
                return sex
        return _SEXES.get(fold(written(self.columns.cell(row, "sex").value)))

    def _sex(self, row: SheetRow, by_birth: Sex | None, by_id: Sex | None) -> str | None:
        told = self._told_sex(row) or by_birth
        column = self.cell(row, "sex")
        if told is None and not column.empty:
            self.tell(row, "sex", DoubtKind.SEX_UNREADABLE, column.value)
        if (
            told is None
            and by_id is None
            and "female" in self.columns.places
            and "male" not in self.columns.places
        ):
            # A single column "Nữ" with marks: no mark means a man.
            told = (
                Sex.MALE
                if "birth" in self.columns.places and self.columns.cell(row, "female").empty
                else None
            )
        sex = told or by_id
        return None if sex is None else sex.value

    def _day(self, row: SheetRow, name: str, birth_year: int | None, kept: list[str]) -> date | None:
        value = self.cell(row, name).value
        found = read_day(value, birth_year or 1900, self.today)
        if found.kind is not None:
            shown = {} if found.full is None else {"day": found.full}
            self.tell(row, name, found.kind, value, **_asked_for(found.kind, shown))
        if found.full is None and value is not None and written(value):
            kept.append(self._noted(name, value))
        return found.full

    def _check_days(self, row: SheetRow, draft: MemberDraft) -> None:
        joined, least = draft.ceremony_date, self.rules.least_age.value
        for name in _DAYS:
            day = getattr(draft, name)
            if day is not None and day > self.today:
                self.tell(row, name, DoubtKind.DATE_IN_FUTURE, day=day)
        if joined is None or draft.birth_year is None:
            return
        if surely_younger(draft, least, joined):
            self.tell(row, "ceremony_date", DoubtKind.JOINED_AS_CHILD, day=joined, age=str(least))
        elif not surely_younger(draft, 61, joined):
            self.tell(row, "ceremony_date", DoubtKind.JOINED_PAST_60, day=joined)

    def _status(self, row: SheetRow, kept: list[str]) -> tuple[SheetStatus, str]:
        text = written(self.cell(row, "status").value)
        if "status" not in self.columns.places:
            return SheetStatus.UNKNOWN, ""
        if not text:
            self.tell(row, "status", DoubtKind.BLANK_STATUS)
            return SheetStatus.UNKNOWN, ""
        status = read_status(text)
        if status is SheetStatus.UNKNOWN:
            self.tell(row, "status", DoubtKind.UNKNOWN_STATUS, text)
            kept.append(self._noted("status", text))
        return status, text

    def _cell_name(self, row: SheetRow, section: str | None) -> tuple[str | None, bool]:
        value = self.cell(row, "cell").value
        raw = str(value) if value is not None and visible(str(value)) else section
        told = raw is not None
        raw = raw or self.title_cell
        if raw is None:
            self.tell(row, "cell", DoubtKind.CELL_MISSING)
            return None, told
        name = self.cells.name_of(raw)
        kind = self.cells.doubt_about(raw)
        if kind is not None and name is not None:
            self.tell(row, "cell", kind, raw, name=name)
        return name, told

    def _text(self, row: SheetRow, name: str) -> str | None:
        return written(self.cell(row, name).value) or None

    def _education(self, row: SheetRow, profession: object, kept: list[str]) -> Document:
        """Schooling, and what a column "Trình độ" says of either kind: "7/10" and "Đại học" stand there in turn."""
        general = self._coded(row, "edu_general", "education_general", None, kept)
        text = self._text(row, "education")
        found = self.rulebook.codes("education_general").find(text) if text else None
        if found is not None and general in (None, found.code):
            return {"edu_general": found.code}
        if text and found is None and profession is None and not re.search(r"\d\s*/\s*\d", text):
            return {"edu_general": general, "edu_prof": text}
        if text:
            kept.append(self._noted("education", text))
        return {"edu_general": general}

    def _coded(
        self, row: SheetRow, name: str, codes: str, kind: DoubtKind | None, kept: list[str]
    ) -> str | None:
        text = written(self.cell(row, name).value)
        if not text:
            return None
        found = self.rulebook.codes(codes).find(_PEOPLE.sub("", text))
        if found is not None:
            return found.code
        kept.append(self._noted(name, text))
        if kind is not None:
            self.tell(row, name, kind, text)
        return None

    def _phone(self, row: SheetRow) -> str | None:
        text = written(self.cell(row, "phone").value)
        digits = re.sub(r"\D", "", text)
        if len(digits) == 9 and not text.startswith("0"):
            return f"0{digits}"
        return text or None

    def _remark(self, row: SheetRow, kept: list[str]) -> str | None:
        note = self.columns.cell(row, "note")
        text = note.formula or (note.value if isinstance(note.value, str) else written(note.value))
        if note.formula is not None or re.match(r"\s*[=+@]\s*\w", text):
            self.tell(row, "note", DoubtKind.FORMULA_IN_NOTE)
        return "\n".join(filter(None, (text.strip(), *kept))) or None

    def _noted(self, name: str, value: CellValue) -> str:
        return f"{self.columns.headers.get(name, name)}: {written(value)}"


_DAYS = ("admission_decision_date", "ceremony_date", "official_date", "card_issued_on")
_TEXTS = (
    "other_name",
    "file_no",
    "admission_decision_no",
    "birth_place",
    "home_place",
    "perm_address",
    "temp_address",
    "edu_prof",
    "workplace",
    "position",
    "residence_cell",
)
_SEXES = {
    "nu": Sex.FEMALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "ba": Sex.FEMALE,
    "gai": Sex.FEMALE,
    "nam": Sex.MALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "ong": Sex.MALE,
    "trai": Sex.MALE,
}


def read_status(text: str) -> SheetStatus:
    """What a status says, in the many words that lists have for it."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(visible(text))))} "
    return next(
        (status for status, phrases in _STATUSES if any(f" {phrase} " in words for phrase in phrases)),
        SheetStatus.UNKNOWN,
    )


def _asked_for(kind: DoubtKind, values: Mapping[str, date]) -> dict[str, date]:
    sentence = doubt(0, "", kind).message.text
    return {name: value for name, value in values.items() if f"{{{name}}}" in sentence}


def _looks_like_a_day(value: CellValue) -> bool:
    return isinstance(value, int | float | datetime | date) or len(re.findall(r"\d", str(value))) >= 4


def _sex_of_damaged(text: str | None, birth_year: int | None) -> Sex | None:
    # Of an id that lost a digit at its end, the first six still say what they say if the year agrees.
    if text is None or not re.fullmatch(r"0\d{10}", text):
        return None
    meant = meaning_of(f"{text}0")
    return meant.sex if meant and meant.province_known and meant.birth_year == birth_year else None
