"""The last three steps of the first run: recovery paper, place for backups, where the members come from."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout

from desktop.basics.errors import Problem, Severity, Told
from desktop.basics.language import Message, _, msg, say
from desktop.shell.first_run_doors import FirstRunDoors, Next, PaperDoors
from desktop.shell.first_run_step import Step
from desktop.widgets import buttons, labels, theme
from desktop.widgets.choosing import ask_for_folder, ask_where_to_save
from desktop.widgets.fields import TextField
from desktop.widgets.notice import Notice, NoticeCard
from desktop.widgets.task import Task


class PaperStep(Step):
    """The recovery paper: shown once, printed or saved, two groups typed back."""

    def __init__(self, doors: PaperDoors, task: Task) -> None:
        super().__init__()
        self._doors, self._task = doors, task
        self._groups: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(8))
        self.column.addLayout(self._grid)
        self.column.addSpacing(theme.px(6))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.print_button = buttons.button(_("Print the paper"), self._print, icon="printer")
        self.save_button = buttons.button(_("Save as PDF…"), self._save, icon="download")
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        self._done = labels.Elided("", "second", "leaf")
        row.addWidget(self._done, 1)
        self.column.addLayout(row)
        note = _(
            "Save it onto a USB stick if there is no printer here; never into this computer's own folders."
        )
        self.column.addWidget(labels.paragraph(note, "hint", "muted"))
        self.column.addSpacing(theme.px(8))
        self.column.addWidget(labels.paragraph(_("Type two groups back from the paper"), "strong"))
        typed = QHBoxLayout()
        typed.setSpacing(theme.px(16))
        first, second = doors.ask_groups
        self.typed = {
            number: TextField(f"group.{number}", _("Group {number}", number=str(number + 1)))
            for number in (first, second)
        }
        for field in self.typed.values():
            field.setFixedWidth(theme.px(170))
            field.changed.connect(self._typed)
            typed.addWidget(field)
        typed.addStretch(1)
        self.column.addLayout(typed)
        self.column.addStretch(1)

    def title(self) -> str:
        return _("Recovery paper")

    def why(self) -> str:
        return _("Opens the register when the passphrase is forgotten. It is shown this one time only.")

    def summary(self) -> str:
        return _("in the safe")

    def begin(self) -> None:
        self.print_button.setFocus()

    def show_groups(self, groups: tuple[str, ...]) -> None:
        """Show the code."""
        self._groups = groups
        columns = 4 if theme.scale() < 1.3 else 3
        for number, group in enumerate(groups):
            box = labels.label(f"{number + 1}    {group}", "section")
            box.setStyleSheet(
                f"background: {theme.COLOURS['hover']}; border: 1px solid {theme.COLOURS['line']};"
                " border-radius: 6px; padding: 6px 10px;"
            )
            box.setAccessibleName(
                _("Group {number}: {letters}", number=str(number + 1), letters=" ".join(group))
            )
            self._grid.addWidget(box, number // columns, number % columns)

    def forget(self) -> None:
        self._groups = ()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for field in self.typed.values():
            field.line.clear()

    def ready(self) -> bool:
        return self._doors.confirm({number: field.text() for number, field in self.typed.items()})

    def show_problems(self) -> None:
        for number, field in self.typed.items():
            right = self._doors.confirm({number: field.text()})
            told = None if right else msg("Not as on the paper.")
            field.problem(Problem("KEY-06", Severity.ERROR, field.name, told) if told else None)
        wrong = [field for field in self.typed.values() if field.shown_problem is not None]
        if wrong:
            wrong[0].take_focus()

    def _typed(self) -> None:
        for field in self.typed.values():
            field.problem(None)
        self.changed.emit()

    def _print(self) -> None:
        self._task.aside(self, self._doors.paper, then=self._to_printer)

    def _to_printer(self, pdf: object) -> None:
        assert isinstance(pdf, bytes)
        if self._doors.print_paper(self, pdf):
            words = _("Sent to the printer")
            self._task.aside(self, self._doors.handed_over, then=lambda _x: self._done.setText(words))

    def _save(self) -> None:
        name = _("Recovery paper") + ".pdf"

        def save(file: str) -> None:
            self._task.aside(self, self._doors.paper, then=lambda pdf: self._write(pdf, Path(file)))

        ask_where_to_save(self, _("Save the recovery paper"), name, save, "recovery")

    def _write(self, pdf: object, path: Path) -> None:
        assert isinstance(pdf, bytes)

        def save() -> None:
            self._doors.save_paper(pdf, path)
            self._doors.handed_over()

        words = _("Saved: {file}", file=path.name)
        self._task.aside(self, save, then=lambda _x: self._done.setText(words))


class BackupStep(Step):
    """Where backups go besides the register's own folder."""

    def __init__(self, doors: FirstRunDoors, task: Task) -> None:
        super().__init__()
        self._doors, self._task = doors, task
        self.path: Path | None = None
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.choose = buttons.button(_("Choose a folder…"), self._choose, icon="folder")
        row.addWidget(self.choose)
        self._where = labels.Elided(_("none chosen yet"), "body", "ink2")
        row.addWidget(self._where, 1)
        self.column.addLayout(row)
        self._result = QVBoxLayout()
        self.column.addLayout(self._result)
        self.column.addSpacing(theme.px(8))
        for words in (
            _("A USB stick or a second disk, so that a broken disk or a stolen computer loses nothing."),
            _(
                "Backups are locked like the register: without passphrase or recovery paper they can't be read."
            ),
            _("You may go on without one; the home page will remind you."),
        ):
            self.column.addWidget(labels.paragraph(words, "body", "ink2"))
        self.column.addStretch(1)

    def title(self) -> str:
        return _("Place for backups")

    def why(self) -> str:
        return _("The register copies itself there every day that it is used.")

    def summary(self) -> str:
        return str(self.path) if self.path is not None else _("later")

    def done(self) -> bool:
        return self.path is not None

    def begin(self) -> None:
        self.choose.setFocus()

    def _choose(self) -> None:
        ask_for_folder(self, _("Choose a folder for backups"), self.try_place, "backups")

    def try_place(self, path: Path) -> None:
        """Make the first backup there."""
        self.choose.setEnabled(False)
        self._where.setText(str(path))
        self._task.aside(
            self, self._doors.try_backup, path, then=lambda m: self._tried(path, m), failed=self._failed
        )

    def _tried(self, path: Path, message: Message) -> None:
        self.path = path
        self.choose.setEnabled(True)
        self._say(Notice.done(say(message), str(path)))

    def _failed(self, told: Told) -> None:
        self.choose.setEnabled(True)
        self._say(Notice.refusal(told))

    def _say(self, notice: Notice) -> None:
        while (item := self._result.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._result.addWidget(NoticeCard(notice))


class MembersStep(Step):
    """Where the members come from."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = Next.IMPORT
        self._group = QButtonGroup(self)
        for number, (value, words, why) in enumerate(
            (
                (
                    Next.IMPORT,
                    _("From the Excel list that I have"),
                    _("Each doubtful row is shown before anything is kept."),
                ),
                (Next.BY_HAND, _("Type them by hand"), _("Best for a single cell with few members.")),
                (Next.HOME, _("Later"), _("The list stays empty; the members' page shows how to fill it.")),
            )
        ):
            made = QRadioButton(words)
            made.setAccessibleName(words)
            made.setChecked(number == 0)
            made.clicked.connect(lambda _checked=False, chosen=value: self._choose(chosen))
            self._group.addButton(made, number)
            self.column.addWidget(made)
            below = labels.paragraph(why, "hint", "muted")
            below.setContentsMargins(theme.px(32), 0, 0, theme.px(8))
            self.column.addWidget(below)
        self.column.addStretch(1)

    def title(self) -> str:
        return _("List of members")

    def why(self) -> str:
        return _("The register is ready. Where do the members come from?")

    def begin(self) -> None:
        self._group.button(0).setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, chosen: Next) -> None:
        self.chosen = chosen
