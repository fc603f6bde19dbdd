"""Quick find tells people of the same name apart by their cells, as these are called today."""

from typing import Any

from desktop.app.find import find
from desktop.basics.ids import new_id
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.register import Register
from desktop.storage.work import Work


def test_namesakes_are_told_apart_by_their_cells(register: Register) -> None:
    cells = {new_id(): name for name in ("Chi bộ xóm Nà Pài", "Chi bộ xóm Bản Lằng")}

    def whole(of: Any, /, **fields: Any) -> dict[str, Any]:
        return {part: [] for part in of.parts} | fields

    def filled(work: Work) -> None:
        for id_, name in cells.items():
            work.put(ORGANISATION, id_, whole(ORGANISATION, name=name, kind="CHI_BO_TRUC_THUOC"))
            at = [{"id": new_id(), "organisation_id": id_}]
            work.put(MEMBER, new_id(), whole(MEMBER, full_name="Nông Thị Thơm", birth_year=1984, cells=at))

    register.write(filled).result()
    told = [one.subtitle for one in register.read(find, "thom").result()]
    assert sorted(told) == ["1984 · Chi bộ xóm Bản Lằng", "1984 · Chi bộ xóm Nà Pài"]
    first = next(iter(cells))
    register.write(
        lambda work: work.put(ORGANISATION, first, whole(ORGANISATION, name="Chi bộ xóm Nà Pài 2"))
    ).result()
    assert any(one.subtitle.endswith("Nà Pài 2") for one in register.read(find, "thom").result())
