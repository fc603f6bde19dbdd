"""The cell of people whose rows don't name one: the title's, or the one that somebody chose."""

from dataclasses import replace

from desktop.basics.language import plural
from desktop.members.actions.sheet_cells import cell_key
from desktop.members.actions.sheet_plan import EXPECTED, DoubtKind, ImportPlan, PlannedCell, doubt


def place_words(plan: ImportPlan) -> str:
    """The question where they belong; its answer stands behind it."""
    number = len(plan.untold)
    if any(person.cell is not None and person.cell == plan.title_cell for person in plan.untold):
        return plural(
            "The row of {n} person names no cell; the list's title says:",
            "The rows of {n} people name no cell; the list's title says:",
            number,
        )
    return plural(
        "The row of {n} person names no cell; taken into:",
        "The rows of {n} people name no cell; taken into:",
        number,
    )


def placed(plan: ImportPlan, name: str | None) -> ImportPlan:
    """The plan with everybody whose row names no cell in the cell ``name``, or in none."""
    people = tuple(person if person.told else replace(person, cell=name) for person in plan.people)
    used = {person.cell for person in people}
    cells = tuple(cell for cell in plan.cells if cell.name in used)
    if name is not None and name in used and all(cell.name != name for cell in cells):
        same = next((cell.name for cell in cells if cell.key == cell_key(name)), None)
        if same is not None:
            return placed(plan, same)
        cells = (*cells, PlannedCell(name, cell_key(name)))
    doubts = [one for one in plan.doubts if one.kind is not DoubtKind.CELL_MISSING]
    if name is None:
        doubts += [doubt(row, "", DoubtKind.CELL_MISSING) for one in plan.untold for row in one.rows]
    ordered = sorted(doubts, key=lambda one: (one.row, one.column))
    missing = {one for one in plan.missing if one != "cell"}
    if name is None and not any(person.told for person in people):
        missing.add("cell")
    told = tuple(field for field in EXPECTED if field in missing)
    return replace(plan, people=people, cells=cells, doubts=tuple(ordered), missing=told)
