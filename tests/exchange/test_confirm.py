"""The rules that ask for a second person, each at its border, and who may be that person."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.basics.errors import Refused, Trouble
from desktop.exchange.confirm import Confirmation, confirm, seconds, take_in_with_care
from desktop.exchange.outcomes import Asks, Gap, Ready
from desktop.exchange.send import send
from desktop.exchange.stops import Facts, Stop, is_odd, trips, words_of
from desktop.exchange.take_in import INBOX, examine, keep_for_later
from desktop.storage.accounts import add_user
from desktop.storage.audit import AuditRow
from desktop.storage.opening import Founder
from desktop.storage.register import Register
from desktop.storage.users import Role
from desktop.storage.work import Reading
from tests.conftest import PASSPHRASE
from tests.exchange.offices import Pair, cell, rows
from tests.exchange.test_take_in import sent, states, three

OTHER = "mưa rào trên mái ngói đỏ"
EVERY = (
    (Facts(removed=3, members=10), None),
    (Facts(removed=4, members=10), Stop.REMOVED),
    (Facts(removed=4, members=199), Stop.REMOVED),
    (Facts(removed=4, members=200), None),
    (Facts(removed=7, members=300), Stop.REMOVED),
    (Facts(removed=6, members=300), None),
    (Facts(moved=30, members=300), None),
    (Facts(moved=31, members=300), Stop.MEMBERS),
    (Facts(moved=1, members=0), None),
    (Facts(closed=1), Stop.CLOSED),
    (Facts(odd_dates=1), Stop.DATES),
    (Facts(suspect=1, records=5), None),
    (Facts(suspect=2, records=9), Stop.CLOCK),
    (Facts(first=True, new_device=True, new_life=True, moved=5, members=5), Stop.FIRST),
    (Facts(new_device=True), Stop.DEVICE),
    (Facts(new_life=True), Stop.LIFE),
    (Facts(differing=("BUN-45",)), Stop.FIGURES),
    (Facts(), None),
)


@pytest.mark.parametrize(("facts", "stop"), EVERY)
def test_each_rule_trips_at_its_border(facts: Facts, stop: Stop | None) -> None:
    found = trips(facts)
    assert [trip.stop for trip in found] == ([] if stop is None else [stop])
    assert all(words_of(trip).text for trip in found)


def test_a_day_is_odd_ahead_and_a_year_back() -> None:
    today = date(2026, 11, 9)
    days = (date(2026, 11, 10), today, date(2025, 11, 9), date(2025, 11, 8))
    assert [is_odd(day, today) for day in days] == [True, False, False, True]
    assert [is_odd(day, today, back=False) for day in days] == [True, False, False, False]


def second_user(register: Register, role: Role = Role.DEPUTY) -> str:
    """Somebody else with a passphrase of his own."""
    return add_user(register, Founder("Phó bí thư", "Hà Minh Tuệ", OTHER, role)).id


def audited(register: Register) -> list[tuple[str, str | None, str | None]]:
    """What was written down about confirming."""

    def read(reading: Reading) -> list[tuple[str, str | None, str | None]]:
        row = AuditRow
        query = select(row.action, row.entity, row.reason).where(row.action.startswith("confirm"))
        return [tuple(one) for one in reading.connection.execute(query.order_by(row.n))]  # type: ignore[misc]

    return register.read(read).result()


def test_what_trips_a_rule_is_left_untouched(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path = sent(offices)
    outcome = take_in_with_care(offices.above, path)
    assert isinstance(outcome, Asks)
    assert [trip.stop for trip in outcome.summary.stops] == [Stop.FIRST]
    assert rows(offices.above, offices.unit.unit) == {}
    assert states(offices.above) == {}
    assert not list((offices.above.ground.home / INBOX).iterdir())


def test_the_only_user_confirms_with_his_passphrase_and_a_reason(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    assert seconds(above) == ()
    with pytest.raises(Refused, match="EXC-62"):
        confirm(above, Confirmation(PASSPHRASE, reason="  "))
    with pytest.raises(Trouble, match="KEY-01"):
        confirm(above, Confirmation("sai", reason="Đã gọi đơn vị"))
    confirmed = confirm(above, Confirmation(PASSPHRASE, reason="Đã gọi đơn vị"))
    assert isinstance(take_in_with_care(above, path, confirmed), Ready)
    me = above.user.id
    assert audited(above)[0][::2] == ("confirm-failed", "KEY-01")
    assert audited(above)[-1] == ("confirm-by", me, "Đã gọi đơn vị")
    file = audited(above)[-2]
    assert (file[0], file[1], str(file[2]).split()[1]) == ("confirm-file", offices.unit.unit, "first")
    cell(offices.unit, "Chi bộ hai")
    assert isinstance(take_in_with_care(above, sent(offices)), Ready)


def test_with_another_user_it_must_be_he(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    other = second_user(above)
    assert [one.id for one in seconds(above)] == [other]
    for wrong in (None, above.user.id, "nobody"):
        with pytest.raises(Refused, match="EXC-63"):
            confirm(above, Confirmation(PASSPHRASE, wrong, "một mình"))
    with pytest.raises(Trouble, match="KEY-01"):
        confirm(above, Confirmation(PASSPHRASE, other))
    confirmed = confirm(above, Confirmation(OTHER, other))
    assert isinstance(take_in_with_care(above, path, confirmed), Ready)
    assert audited(above)[-1] == ("confirm-by", other, None)


def test_a_viewer_is_no_second_person(offices: Pair) -> None:
    other = second_user(offices.above, Role.VIEWER)
    assert seconds(offices.above) == ()
    with pytest.raises(Refused, match="EXC-63"):
        confirm(offices.above, Confirmation(OTHER, other, "vì sao"))


def test_a_confirmation_counts_for_one_file_alone(offices: Pair) -> None:
    first = sent(offices)
    second, third, _ = three(offices)
    above = offices.above
    for early in (third, second):
        assert isinstance(take_in_with_care(above, early), Gap)
    confirmed = confirm(above, Confirmation(PASSPHRASE, reason="Đã gọi"))
    assert isinstance(take_in_with_care(above, first, confirmed), Ready)
    assert states(above) == {"applied": 3}, "what waited trips nothing"


def test_what_is_put_off_lies_here_and_is_taken_later(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    assert isinstance(keep_for_later(above, path), Asks)
    assert states(above) == {"received": 1}
    path.unlink()
    [kept] = (above.ground.home / INBOX).iterdir()
    confirmed = confirm(above, Confirmation(PASSPHRASE, reason="Hôm sau"))
    assert isinstance(take_in_with_care(above, kept, confirmed), Ready)
    assert states(above) == {"applied": 1}
    assert not list((above.ground.home / INBOX).iterdir())


def test_a_file_that_changed_meanwhile_is_judged_anew(offices: Pair) -> None:
    cell(offices.unit, "Chi bộ một")
    path, above = sent(offices), offices.above
    confirmed = confirm(above, Confirmation(PASSPHRASE, reason="Đã gọi"))
    take_in_with_care(above, path, confirmed)
    homes = [cell(offices.unit, f"Chi bộ {n}") for n in range(5)]
    harmless = sent(offices)
    assert isinstance(examine(above, harmless), Ready)
    for id_ in homes:
        remove(offices.unit, id_)
    cell(offices.unit, "Chi bộ cuối")
    [file] = send(offices.unit, offices.stick).files
    harmless.write_bytes(Path(file.path).read_bytes())  # made and removed meanwhile: nobody ever saw them
    assert isinstance(take_in_with_care(above, harmless), Ready)
    left = [id_ for (kind, id_) in rows(offices.unit, offices.unit.unit) if kind == "organisation"]
    for name in range(3):
        left.append(cell(offices.unit, f"Chi bộ sau {name}"))
    assert isinstance(take_in_with_care(above, sent(offices)), Ready)
    for id_ in left[:4]:
        remove(offices.unit, id_)
    outcome = take_in_with_care(above, sent(offices))
    assert isinstance(outcome, Asks)
    assert [(trip.stop, trip.n) for trip in outcome.summary.stops] == [(Stop.REMOVED, 4)]


def remove(register: Register, id_: str) -> None:
    """Take a cell out."""
    kind = register.ground.kinds["organisation"]
    register.write(lambda work: work.remove(kind, id_, reason="edit")).result()
