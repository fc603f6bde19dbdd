"""What the desk of an open register is wired to."""

from typing import TYPE_CHECKING

from desktop import features
from desktop.app.find import find
from desktop.app.home import badges, home_rows
from desktop.app.settings_doors import settings_doors
from desktop.exchange.office import collects
from desktop.exchange.ways import ways
from desktop.members.queries.counts import cell_people
from desktop.organisations.queries import unit_name
from desktop.shell.wiring import Wiring
from desktop.storage.users import Right
from desktop.widgets.place import Place, WhoIsHere

if TYPE_CHECKING:
    from desktop.app.program import Program
    from desktop.storage.register import Register


def wiring_of(program: "Program", register: "Register") -> Wiring:
    """Everything that the desk needs of this register."""
    user = register.user
    rights = frozenset(right.value for right in Right if user.may(right))
    name = register.read(unit_name).result()
    return Wiring(
        runner=register,
        clock=program.clock,
        user=WhoIsHere(user.id, user.name, user.role, rights),
        unit=register.unit,
        unit_name=name,
        unit_short=_short(name),
        features=features.ROOMS,
        home=lambda reading: home_rows(reading, program.home),
        find=find,
        settings=settings_doors(program, register),
        crashed=program.crashed,
        collects=register.read(collects).result(),
        badges=badges,
        hand=hand_panels,
    )


def hand_panels(place: Place) -> None:
    """Give lower rooms' pages what upper rooms show on them."""

    def member_year(member_id: str) -> object:
        from desktop.meetings.screen.member_year import MemberYear

        return MemberYear(place, member_id)

    place.panels["member"] = member_year
    place.panels["cells"] = cell_people
    place.panels["ways"] = ways


def _short(name: str) -> str:
    short = name.removeprefix("Đảng bộ ")
    return short[:1].upper() + short[1:]
