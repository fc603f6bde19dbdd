"""Units that sent something, put into a superior's register as taking in leaves them. All invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert

from desktop.basics.ids import new_id
from desktop.bundles.receipt import State
from desktop.exchange.records import FindingRow, InboxRow, UnitLogRow, UnitRow
from desktop.meetings.rules.words import MEETING
from desktop.storage.register import Register
from desktop.storage.snapshot import store_documents
from desktop.storage.work import Work

SIGNED, HELD, MISSED = "SIGNED", "CONCLUDED", "MISSED"


@dataclass
class Neighbour:
    """A unit: ``met`` says for each month how many of its cells signed; ``began`` is its register's first day."""

    name: str
    cells: int = 3
    met: dict[int, int] = field(default_factory=dict)
    days: int | None = 0
    agrees: bool = True
    waiting: int = 0
    findings: int = 0
    members: int = 0
    began: date = date(2026, 1, 2)
    unsigned: dict[int, int] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        """Made from the name."""
        return f"urn:sochibo:test:{'-'.join(self.name.lower().encode('ascii', 'ignore').decode().split())}"


def put(register: Register, *units: Neighbour, year: int = 2026) -> list[str]:
    """Enter them; gives their URNs."""
    return register.write(_put, units, year).result()


def _put(work: Work, units: tuple[Neighbour, ...], year: int) -> list[str]:
    return [_one(work, unit, f"{unit.urn}-{number}", year) for number, unit in enumerate(units)]


def _one(work: Work, unit: Neighbour, urn: str, year: int) -> str:
    heard = None if unit.days is None else work.now - timedelta(days=unit.days)
    work.connection.execute(
        insert(UnitRow).values(
            urn=urn,
            name=unit.name,
            public="age1x",
            certificate="0" * 64,
            enrolled_at="2026-01-02T08:00:00+07:00",
            epoch=1,
            q=1 if heard else 0,
            agrees=unit.agrees,
            last_contact=None if heard is None else heard.isoformat(timespec="seconds"),
            receipt_no=0,
            receipt_digest="0" * 64,
        )
    )
    if heard is not None:
        header = f'{{"t":"{unit.began.isoformat()}T08:00:00+07:00"}}'.encode()
        row = {"unit": urn, "inc": "a" * 26, "q": 1, "h": b"0" * 32, "status": "adopted", "header": header}
        work.connection.execute(insert(UnitLogRow).values(**row))
    for number in range(unit.waiting):
        work.connection.execute(insert(InboxRow).values(_inbox(urn, number, work.now)))
    for number in range(unit.findings):
        found = {"unit": urn, "kind": "figures", "subject": str(number), "found_at": work.now.isoformat()}
        work.connection.execute(insert(FindingRow).values(**found))
    _records(work, unit, urn, year)
    return urn


def _records(work: Work, unit: Neighbour, urn: str, year: int) -> None:
    place, member, meeting = (work.kinds[name] for name in ("organisation", "member", MEETING))
    cells = [(new_id(), f"Chi bộ xóm {number + 1}") for number in range(unit.cells)]

    def whole(of: Any, /, **values: Any) -> dict[str, Any]:
        return {part: [] for part in of.parts} | values

    places = [(id_, whole(place, name=name, kind="CHI_BO_TRUC_THUOC")) for id_, name in cells]
    store_documents(work.connection, place, urn, places)
    people = [(new_id(), whole(member, full_name=f"Người {n}")) for n in range(unit.members)]
    store_documents(work.connection, member, urn, people)
    held = []
    for month, signed in unit.met.items():
        late, unsigned = unit.late.get(month, 0), unit.unsigned.get(month, 0)
        for number, (id_, _name) in enumerate(cells[: signed + unsigned]):
            day = datetime.combine(date(year, month, 9 if number < late else 3), time(19, 30))
            held.append(
                (
                    new_id(),
                    whole(
                        meeting,
                        organisation_id=id_,
                        kind="REGULAR",
                        state=SIGNED if number < signed else HELD,
                        period_year=year,
                        period_month=month,
                        started_at=day,
                        ended_at=day + timedelta(hours=2),
                        present=17,
                        total=20,
                    ),
                )
            )
    store_documents(work.connection, meeting, urn, held)


def _inbox(urn: str, number: int, now: datetime) -> dict[str, Any]:
    stamp = now.isoformat(timespec="seconds")
    return {
        "sha256": f"{number}{urn}"[:64],
        "unit": urn,
        "bundle_id": "0" * 32,
        "content_id": "0" * 64,
        "state": State.WAITING.value,
        "codes": "[]",
        "first": 10,
        "last": 11,
        "inc": "a" * 26,
        "epoch": 1,
        "head": "a" * 43,
        "made_at": stamp,
        "received_at": stamp,
    }
