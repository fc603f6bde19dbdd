"""The first two steps of the first run: whose register it is, and who opens it."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import _, msg, say
from desktop.shell.first_run_doors import FirstRunDoors, FirstUnit, FirstUser
from desktop.shell.first_run_step import Step, complain, difference
from desktop.widgets import buttons, labels, theme
from desktop.widgets.choices import Choice, Tick
from desktop.widgets.fields import PassphraseField, TextField
from desktop.widgets.meter import Meter
from desktop.widgets.notice import Notice, NoticeCard, Tone

ENOUGH = 2  # the grade from which a passphrase may be used


class UnitStep(Step):
    """Whose register it is."""

    def __init__(self, doors: FirstRunDoors) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        self.kind: Choice[str] = Choice(
            "kind", _("Kind of organisation"), [(c, say(w)) for c, w in doors.kinds]
        )
        if doors.kinds:
            self.kind.set_value(doors.kinds[0][0])
        self.name = TextField("name", _("Name of the organisation"), _("such as “Đảng bộ xã Bình Lãng”"))
        self.above = TextField(
            "above", _("Organisation directly above"), _("such as “Đảng bộ tỉnh Cao Bằng”")
        )
        self.place = TextField("place", _("Place on the papers"), _("“Bình Lãng, ngày … tháng … năm …”"))
        for number, field in enumerate((self.kind, self.name, self.above, self.place)):
            grid.addWidget(field, number // 2, number % 2)
            field.changed.connect(self.changed)
        self.column.addLayout(grid)
        if doors.restore is not None:
            row = QHBoxLayout()
            row.addWidget(labels.label(_("Is there a backup of your register already?"), "second", "ink2"))
            row.addWidget(buttons.link(_("Bring it back"), doors.restore))
            row.addStretch(1)
            self.column.addLayout(row)
        self.column.addStretch(1)

    def title(self) -> str:
        return _("Your organisation")

    def why(self) -> str:
        return _("Its name stands on the minutes. It can be changed later.")

    def summary(self) -> str:
        return self.name.text()

    def begin(self) -> None:
        self.kind.take_focus()

    def value(self) -> FirstUnit:
        """What was typed."""
        return FirstUnit(
            self.kind.value() or "",
            self.name.value() or "",
            self.above.value() or "",
            self.place.value() or "",
        )

    def ready(self) -> bool:
        return bool(self.kind.value() and self.name.value())

    def show_problems(self) -> None:
        complain(
            (self.kind, self.kind.value() is None, msg("Choose the kind of organisation.")),
            (self.name, self.name.value() is None, msg("The organisation needs a name.")),
        )


class UserStep(Step):
    """The first user and the passphrase."""

    def __init__(self, doors: FirstRunDoors) -> None:
        super().__init__()
        self._doors = doors
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.name = TextField("name", _("Full name"), reserve=False)
        self.post: Choice[str] = Choice(
            "post", _("Post"), [(c, say(w)) for c, w in doors.posts], reserve=False
        )
        if doors.posts:
            self.post.set_value(doors.posts[0][0])
        row.addWidget(self.name, 1)
        row.addWidget(self.post, 1)
        self.column.addLayout(row)
        self.column.addSpacing(theme.px(6))
        self.passphrase = PassphraseField(
            "passphrase", _("Passphrase – best a sentence easy to remember"), reserve=False
        )
        self.meter = Meter()
        self.again = PassphraseField("again", _("Type the passphrase again"))
        self.shown = Tick("shown", _("Show the passphrase while typing"))
        self.shown.toggled.connect(self._show_words)
        for field in (self.passphrase, self.meter, self.again, self.shown):
            self.column.addWidget(field)
        self.column.addSpacing(theme.px(6))
        warning = Notice(
            Tone.REMINDER,
            _("Nobody can bring back a forgotten passphrase"),
            _("The next step prints a recovery paper. Only that paper opens the register then."),
            icon="key",
        )
        self.column.addWidget(NoticeCard(warning))
        self.column.addStretch(1)
        for line in (self.passphrase, self.again):
            line.changed.connect(self._judge)
        self.name.changed.connect(self.changed)
        self.again.left.connect(self._compare)
        self._judge()

    def title(self) -> str:
        return _("User and passphrase")

    def why(self) -> str:
        return _("This person opens the register every day. Others can be added later.")

    def summary(self) -> str:
        return self.name.text()

    def begin(self) -> None:
        self.name.take_focus()

    def value(self) -> FirstUser:
        """What was typed."""
        return FirstUser(self.name.value() or "", self.post.value() or "", self.passphrase.text())

    def forget(self) -> None:
        self.passphrase.clear()
        self.again.clear()

    def ready(self) -> bool:
        return bool(self.name.value()) and self._grade() >= ENOUGH and self._same()

    def show_problems(self) -> None:
        self._compare()
        grade, sentence = self._doors.judge(self.passphrase.text(), self._known())
        complain(
            (self.name, self.name.value() is None, msg("Type the name.")),
            (self.passphrase, grade < ENOUGH, sentence),
        )
        if self._grade() >= ENOUGH and not self._same():
            self.again.take_focus()

    def _known(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name.value(),)))

    def _grade(self) -> int:
        return self._doors.judge(self.passphrase.text(), self._known())[0]

    def _same(self) -> bool:
        return self.passphrase.text() == self.again.text()

    def _judge(self) -> None:
        self.meter.show_grade(*self._doors.judge(self.passphrase.text(), self._known()))
        if self._same():
            self.again.problem(None)
        self.passphrase.problem(None)
        self.changed.emit()

    def _compare(self) -> None:
        if self.again.text() and not self._same():
            told = difference(self.passphrase.text(), self.again.text(), self.shown.value())
            self.again.problem(Problem("KEY-05", Severity.ERROR, "again", told))
        else:
            self.again.problem(None)

    def _show_words(self, shown: bool) -> None:
        self.passphrase.show_words(shown)
        self.again.show_words(shown)
