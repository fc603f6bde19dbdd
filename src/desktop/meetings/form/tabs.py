"""What the tabs with fields have in common: fields by the path that problems name, filled, read and judged."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.meetings.form.bench import Bench
from desktop.widgets.field import Field
from desktop.widgets.place import Place


class Looker(QWidget):
    """A tab that shows the draft anew only while it is in sight, else when it comes into sight."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self._behind = False
        bench.changed.connect(self._changed)
        bench.listed.connect(self._changed)

    def show_draft(self) -> None:
        """Show what changes with the draft."""

    def _changed(self) -> None:
        if self.isVisible():
            self.show_draft()
        else:
            self._behind = True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catch up."""
        if self._behind:
            self._behind = False
            self.show_draft()
        super().showEvent(event)


def follow(widgets: Sequence[QWidget]) -> None:
    """Tab goes from each to the next."""
    stops = [widget.editor if isinstance(widget, Field) else widget for widget in widgets]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


class FieldTab(Looker):
    """A tab made of fields. A problem shows beside its field once that was left, or when one jumps there."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.fields: dict[str, Field] = {}
        self._shown: set[str] = set()
        bench.judged.connect(self.show_problems)

    @property
    def place(self) -> Place:
        """What the page works with."""
        return self.bench.place

    def watch(self, path: str, field: Any, put: Callable[[], object]) -> Any:
        """Take a field in: ``put`` is called at each key, problems show from its leaving on."""
        self.fields[path] = field
        field.changed.connect(lambda: put())
        field.left.connect(lambda: self._left(path))
        return field

    def in_order(self, *paths: str) -> None:
        """Tab and Enter go through these fields in this order."""
        follow([self.fields[path] for path in paths])

    def forget(self, prefix: str) -> None:
        """Fields of a line that is gone."""
        for path in [path for path in self.fields if path.startswith(prefix)]:
            del self.fields[path]
            self._shown.discard(path)

    def show_problems(self) -> None:
        """Put the problems found beside the fields that were left."""
        for path in self._shown & self.fields.keys():
            self.fields[path].problem(self.bench.problem_at(path))

    def owns(self, path: str) -> bool:
        """Whether a problem belongs to a field of this tab."""
        return path in self.fields

    def go_to(self, path: str) -> None:
        """Put the cursor on a field and show what is wrong with it."""
        field = self.fields.get(path)
        if field is None:
            return
        self._shown.add(path)
        field.problem(self.bench.problem_at(path))
        field.take_focus()

    def show_all(self) -> None:
        """Finishing was tried: from now on every problem stands beside its field."""
        self._shown |= set(self.fields)
        self.show_problems()

    def take_focus(self) -> None:
        """To the first field."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.take_focus()

    def refresh(self) -> None:
        """Show the draft again after it was put in from outside."""

    def _left(self, path: str) -> None:
        self._shown.add(path)
        field = self.fields.get(path)
        if field is not None:
            field.problem(self.bench.problem_at(path))
