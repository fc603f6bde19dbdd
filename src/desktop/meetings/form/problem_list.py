"""What is still to be corrected: a card that jumps to the field, and the rule's words on request."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.basics.errors import Citation, Problem, Severity
from desktop.basics.language import _, plural, say
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.dialogs import Dialog

_ICONS = {
    Severity.ERROR: ("dot", "red"),
    Severity.WARNING: ("ring", "gold-dark"),
    Severity.HINT: ("ring", "muted"),
}


def headline(found: Sequence[Problem]) -> str:
    """ "2 things to correct", or that nothing is."""
    errors = sum(one.severity is Severity.ERROR for one in found)
    if errors:
        return plural("{n} thing to correct", "{n} things to correct", errors)
    rest = len(found)
    return plural("{n} reminder", "{n} reminders", rest) if rest else _("Nothing to correct")


def rest_words(hidden: Sequence[Problem]) -> str:
    """What the list has no room for, told apart as the heading does: it counts only what blocks."""
    blocking = sum(one.severity is Severity.ERROR for one in hidden)
    reminders = len(hidden) - blocking
    parts = []
    if blocking:
        parts.append(plural("{n} more thing to correct", "{n} more things to correct", blocking))
    if reminders:
        parts.append(plural("{n} more reminder", "{n} more reminders", reminders))
    return _("and {rest}", rest=", ".join(parts))


class ProblemRow(buttons.Button):
    """One problem; pressing it goes there."""

    def __init__(
        self, problem: Problem, pressed: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        icon, colour = _ICONS[problem.severity]
        words = say(problem.message)
        super().__init__("", "ghost", parent=parent)
        self.setIcon(icons.icon(icon, colour, theme.px(12)))
        self.setIconSize(QSize(theme.px(12), theme.px(12)))
        self.setAccessibleName(words)
        self.setToolTip(words if problem.source is None else f"{words}\n{problem.source.words}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet(
            f"QPushButton {{ text-align: left; color: {theme.COLOURS['ink']}; font-weight: 400; }}"
        )
        self._words = words
        self.clicked.connect(lambda: pressed())

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """The words end in "…" where there isn't room."""
        room = self.width() - theme.px(44)
        self.setText("  " + self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class ProblemCard(card.Card):
    """The list beside the form: errors first, then reminders."""

    jump = Signal(object)

    def __init__(self, most: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(_("Nothing to correct"), parent=parent)
        self._most = most
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.column.addLayout(self._rows)
        self.column.addStretch(1)
        self._shown: tuple[Problem, ...] | None = None

    def show_problems(self, found: Sequence[Problem]) -> None:
        """Show these, the errors first."""
        order = list(Severity)
        every = tuple(sorted(found, key=lambda one: order.index(one.severity)))
        if every == self._shown:
            return
        self._shown = every
        self.title.setText(headline(every))
        card.clear(self._rows)
        shown = every[: self._most] if self._most and len(every) > self._most else every
        for one in shown:
            self._rows.addWidget(ProblemRow(one, lambda one=one: self.jump.emit(one)))  # type: ignore[misc]  # bound now
        if len(shown) < len(every):
            self._rows.addWidget(labels.label(rest_words(every[len(shown) :]), "hint", "muted"))


class ProblemDialog(Dialog):
    """All of them, from the button beside the tabs."""

    def __init__(self, parent: QWidget, found: Sequence[Problem], jump: Callable[[Problem], object]) -> None:
        super().__init__(parent, headline(found), 560)
        order = list(Severity)
        for one in sorted(found, key=lambda one: order.index(one.severity)):
            self.column.addWidget(ProblemRow(one, lambda one=one: self._go(one, jump)))  # type: ignore[misc]  # bound now
            if one.source is not None:
                source = ", ".join(part for part in (one.source.article, one.source.document) if part)
                self.column.addWidget(labels.paragraph(f"{one.source.words} ({source})", "hint", "muted"))
        self.column.addStretch(1)
        self.add_button(_("Close"), self.reject)

    def _go(self, problem: Problem, jump: Callable[[Problem], object]) -> None:
        self.accept()
        jump(problem)


def show_rule(parent: QWidget, title: str, source: Citation) -> Dialog:
    """The rule's own words, with number and article."""
    asked = Dialog(parent, title, 480)
    asked.column.addWidget(labels.paragraph(source.words, "lead"))
    where = ", ".join(part for part in (source.article, source.document) if part)
    asked.column.addWidget(labels.paragraph(where, "second", "muted"))
    asked.column.addStretch(1)
    close = asked.add_button(_("Close"), asked.reject)
    asked.open()
    close.setFocus()
    return asked
