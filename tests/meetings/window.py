"""A desk with the book of meetings over a real register, and hands that type a meeting."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import commit, press, settle

from desktop.features import Feature
from desktop.meetings.form.meeting import MeetingForm
from desktop.meetings.screen.page import MeetingsPage
from desktop.storage.register import Register


class Seat(AtDesk):
    """Somebody at the desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614) -> None:
        features = (Feature("meetings", "Meetings", "book", MeetingsPage),)
        super().__init__(register, width, height, features=features)

    @property
    def page(self) -> MeetingsPage:
        return self.page_of("meetings", MeetingsPage)

    @property
    def form(self) -> MeetingForm:
        assert self.page.form is not None
        return self.page.form

    def open(self, id: str | None = None) -> None:
        super().open("meetings", id)

    def write(self, text: str) -> None:
        """Lines into what has the focus, as an input method gives them."""
        for number, line in enumerate(text.strip().split("\n")):
            if number:
                press(self.focus, Qt.Key.Key_Return)
            commit(self.focus, line)
        settle(1)

    def enter(self, *texts: Any) -> None:
        """Type each text and go on; None leaves a field as it is."""
        for text in texts:
            if text is not None:
                self.say(text)
            self.key(Qt.Key.Key_Return)

    def felt(self) -> None:
        settle(1)
        elsewhere = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if elsewhere is None and QApplication.activeWindow() is not self.window:
            self.back()  # a list of names was open
