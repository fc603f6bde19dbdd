"""Fields of one line: words, days, times, numbers, passphrases. Their look and keys are ``field``'s."""

from datetime import date, time

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.basics.clock import Clock
from desktop.basics.language import _
from desktop.basics.text import tidy
from desktop.widgets import buttons, icons, theme
from desktop.widgets.field import LineField
from desktop.widgets.typed import (
    Unread,
    read_date,
    read_number,
    read_tenths,
    read_time,
    write_date,
    write_time,
)


class TextField(LineField[str]):
    """One line of words. Spaces at the ends and doubled ones go when the field is left."""

    def _read(self) -> str | None:
        return tidy(self.text()) or None

    def value(self) -> str | None:
        """The words, None when there are none."""
        return self._read()


class DateField(LineField[date]):
    """A day, typed dd/mm/yyyy or shorter; the weekday stands in the help line once it is read."""

    def __init__(
        self,
        name: str,
        words: str,
        clock: Clock,
        help: str = "",
        past: bool = False,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        self._clock = clock
        self._past = past
        self._first_help = help
        super().__init__(name, words, help, _("dd/mm/yyyy"), reserve, parent)

    def _read(self) -> date | Unread | None:
        return read_date(self.text(), self._clock.today(), self._past)

    def _write(self, value: date) -> str:
        return write_date(value)

    def _tidy(self) -> None:
        super()._tidy()
        day = self.value()
        if not self._first_help:
            self.set_help("" if day is None else weekday(day))

    def set_value(self, value: date | None) -> None:
        """Put a day in."""
        super().set_value(value)
        if not self._first_help:
            self.set_help("" if value is None else weekday(value))


class TimeField(LineField[time]):
    """A time of day, typed 19:30, 1930 or 19h30."""

    def _read(self) -> time | Unread | None:
        return read_time(self.text())

    def _write(self, value: time) -> str:
        return write_time(value)


class NumberField(LineField[int]):
    """A whole number within bounds; with ``tenths`` one decimal is allowed and the value is whole tenths."""

    def __init__(
        self,
        name: str,
        words: str,
        least: int | None = 0,
        most: int | None = None,
        tenths: bool = False,
        help: str = "",
        figure: bool = False,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        self._least, self._most, self._tenths = least, most, tenths
        super().__init__(name, words, help, "", reserve, parent)
        if figure:
            self.line.setProperty("kind", "figure")
            self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _read(self) -> int | Unread | None:
        read = read_tenths if self._tenths else read_number
        return read(self.text(), self._least, self._most)

    def _write(self, value: int) -> str:
        if not self._tenths:
            return str(value)
        return f"{value // 10},{value % 10}" if value % 10 else str(value // 10)


class PassphraseField(LineField[str]):
    """A passphrase: kept as typed but NFC; an eye shows it; a hint says when Caps Lock is on."""

    def __init__(
        self, name: str, words: str, help: str = "", reserve: bool = True, parent: QWidget | None = None
    ):
        super().__init__(name, words, help, "", reserve, parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.eye = buttons.icon_button("eye", _("Show the passphrase"), self._toggle)
        self.eye.setParent(self.line)
        self.eye.setCheckable(True)
        self.eye.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line.setTextMargins(0, 0, theme.px(28), 0)
        self.line.installEventFilter(self)

    def show_words(self, shown: bool) -> None:
        """Show or hide what is typed."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.eye.setChecked(shown)
        self.eye.setIcon(icons.icon("eye-off" if shown else "eye", "ink2", theme.px(18)))
        words = _("Hide the passphrase") if shown else _("Show the passphrase")
        self.eye.setToolTip(words)
        self.eye.setAccessibleName(words)

    def clear(self) -> None:
        """Forget what was typed, undo history included."""
        self.line.clear()
        self.line.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep the eye at the right end."""
        if watched is self.line and event.type() == QEvent.Type.Resize and hasattr(self, "eye"):
            side = theme.px(26)
            self.eye.setFixedSize(QSize(side, side))
            self.eye.move(self.line.width() - side - 5, (self.line.height() - side) // 2)
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        self.show_words(self.line.echoMode() is QLineEdit.EchoMode.Password)

    def _tidy(self) -> None:
        """A passphrase is never tidied."""

    def _read(self) -> str | None:
        return self.text() or None


class Pause(QObject):
    """Says ``paused`` when typing has rested for a moment; drafts are kept then."""

    paused = Signal()

    def __init__(self, parent: QObject, milliseconds: int = 800) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self.paused)

    def touched(self) -> None:
        """Something was typed."""
        self._timer.start()

    def hurry(self) -> None:
        """Say it now if something waits."""
        if self._timer.isActive():
            self._timer.stop()
            self.paused.emit()


def weekday(day: date) -> str:
    """Monday … Sunday in the language in use."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )[day.weekday()]
