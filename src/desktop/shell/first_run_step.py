"""What every step of the first run can do, and sentences that several use."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.basics.errors import Problem, Severity
from desktop.basics.language import Message, msg
from desktop.widgets import theme
from desktop.widgets.field import Field
from desktop.widgets.notice import NoticeBar


class Step(QWidget):
    """Base of the steps."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notices: NoticeBar | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, theme.px(6), 0)
        self.column.setSpacing(theme.px(4))

    def title(self) -> str:
        """The step's heading."""
        raise NotImplementedError

    def why(self) -> str:
        """One line below the heading."""
        return ""

    def summary(self) -> str:
        """What stands at the left once the step is done."""
        return ""

    def done(self) -> bool:
        """Whether that is something done, not put off."""
        return True

    def begin(self) -> None:
        """The step is shown."""

    def ready(self) -> bool:
        """Whether one may leave it."""
        return True

    def may_go_on(self) -> bool:
        """Whether the button is usable; if not, the reason is in sight."""
        return True

    def show_problems(self) -> None:
        """Say what is missing, beside the field."""

    def forget(self) -> None:
        """Drop secrets."""


def difference(one: str, other: str, shown: bool) -> Message:
    """Where two passphrases differ: the number of the word, and the two words only if they are in sight."""
    first, second = one.split(), other.split()
    for number, (a, b) in enumerate(zip(first, second, strict=False), 1):
        if a != b:
            if shown:
                return msg(
                    "Not the same as the line above. Word {number} differs: “{b}” and “{a}”.",
                    number=str(number),
                    a=a,
                    b=b,
                )
            return msg("Not the same as the line above. Word {number} differs.", number=str(number))
    return msg("Not the same as the line above: something is missing at the end.")


def complain(*asked: tuple[Field, bool, Message]) -> None:
    """Show each sentence under its field if it is missing, the cursor in the first such."""
    missing = [field for field, bad, _sentence in asked if bad]
    for field, bad, sentence in asked:
        field.problem(Problem("SHELL-01", Severity.ERROR, field.name, sentence) if bad else None)
    if missing:
        missing[0].take_focus()
