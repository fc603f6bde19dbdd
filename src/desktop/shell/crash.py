"""Our own mistakes: a report without anyone's data, and a dialog that says what to do.

The report names the program's version, the system, and where in the program it happened. It holds no text of the
exception (that may quote what was typed) and no values of variables.
"""

import platform
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.basics.language import _
from desktop.widgets import labels, theme
from desktop.widgets.dialogs import Dialog

KEPT = 20


def report(error: BaseException, version: str, now: datetime) -> str:
    """The report of an exception and of those it came from."""
    lines = [
        f"sochibo {version}",
        f"{now:%Y-%m-%dT%H:%M:%S%z}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}",
    ]
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        for frame in traceback.extract_tb(one.__traceback__):
            lines.append(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}")
        one = one.__cause__ or one.__context__
    return "\n".join(lines) + "\n"


def save(text: str, folder: Path, now: datetime) -> Path:
    """Write a report into ``folder``; the newest twenty are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    file.write_text(text, encoding="utf-8")
    for old in sorted(folder.glob("crash-*.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return file


class CrashReporter:
    """Takes what nobody foresaw. Shows one dialog at a time; a failing report must not fail the program."""

    def __init__(self, folder: Path, version: Callable[[], str], now: Callable[[], datetime]) -> None:
        self._folder, self._version, self._now = folder, version, now
        self.window: QWidget | None = None
        self.shown: Dialog | None = None
        self.last: Path | None = None

    def __call__(self, error: BaseException) -> None:
        """Save a report and say so."""
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise error
        try:
            self.last = save(report(error, self._version(), self._now()), self._folder, self._now())
        except OSError:
            self.last = None
        if self.window is not None and self.shown is None:
            self.shown = crash_dialog(self.window, self.last)
            self.shown.finished.connect(self._closed)

    def install(self) -> None:
        """Also take exceptions that come out of Qt's own calls."""
        sys.excepthook = lambda _kind, error, _trace: self(error)

    def _closed(self) -> None:
        self.shown = None


def crash_dialog(window: QWidget, file: Path | None) -> Dialog:
    """Say that the mistake is ours and that nothing typed is lost."""
    made = Dialog(window, _("Something went wrong in the program"), 500)
    said = _("The mistake is the program's, not yours. What you typed is kept. You can go on working.")
    made.column.addWidget(labels.paragraph(said, "body", "ink2"))
    if file is not None:
        where = _(
            "A report without names or texts was saved. Pass this file on to whoever looks after the program:"
        )
        made.column.addWidget(labels.paragraph(where, "second", "ink2"))
        path = labels.paragraph(str(file), "hint", "muted")
        path.setTextInteractionFlags(path.textInteractionFlags().TextSelectableByMouse)
        made.column.addWidget(path)
    made.column.addStretch(1)
    made.add_button(_("Go on"), made.accept, "primary").setFocus()
    made.setMinimumHeight(theme.px(200))
    made.open()
    return made


def _short(file: str) -> str:
    """A file inside the program or a library, without the folders of this machine."""
    parts = Path(file).parts
    for root in ("desktop", "site-packages", "PySide6"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else "?"
