"""A desk with the rooms of cells and members over a real register."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.features import Feature
from desktop.members.form.member import MemberForm
from desktop.members.queries.counts import cell_people
from desktop.members.screen.page import MembersPage
from desktop.organisations.form.organisation import OrganisationForm
from desktop.organisations.screen.page import OrganisationsPage
from desktop.shell.desk import Desk
from desktop.storage.register import Register
from desktop.widgets.field import Field, LineField
from tests.shell import scene
from tests.widgets.hands import press, settle, type_words, wait_until


class Seat:
    """Somebody at the desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614) -> None:
        self.crashes: list[BaseException] = []
        features = (
            Feature("cells", "Cells", "cells", OrganisationsPage),
            Feature("members", "Members", "person", MembersPage),
        )
        wiring = replace(
            scene.wiring(self.crashes), runner=register, features=features, panels={"cells": cell_people}
        )
        self.desk = Desk(wiring)
        register.on_change(self.desk.task.announce)
        self.desk.resize(width, height)
        self.desk.show()
        self.desk.activateWindow()
        QTest.qWaitForWindowActive(self.desk)

    @property
    def members(self) -> MembersPage:
        page = self.desk.page("members")
        assert isinstance(page, MembersPage)
        return page

    @property
    def cells(self) -> OrganisationsPage:
        page = self.desk.page("cells")
        assert isinstance(page, OrganisationsPage)
        return page

    @property
    def form(self) -> MemberForm:
        assert self.members.form is not None
        return self.members.form

    @property
    def cell_form(self) -> OrganisationForm:
        assert self.cells.form is not None
        return self.cells.form

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def open(self, room: str, id: str | None = None) -> None:
        self.desk.go(room, id)
        self.rest()

    def rest(self) -> None:
        """Until nothing is on its way."""
        settle()
        self.until(lambda: self.desk.task.idle)
        settle()
        assert not self.crashes, self.crashes

    def until(self, happened: Callable[[], bool]) -> None:
        wait_until(happened)

    def say(self, field: Field, text: str) -> None:
        """Type into a field, over what stands there, and leave it."""
        assert isinstance(field, LineField)
        if QApplication.activeWindow() is not self.desk:
            self.desk.activateWindow()
            QTest.qWaitForWindowActive(self.desk)
        field.take_focus()
        settle(1)
        field.line.selectAll()
        type_words(field.line, text)
        press(field.line, Qt.Key.Key_Return)
        settle(1)

    def leave(self) -> None:
        self.desk.keep_everything()
        self.rest()
        self.desk.close_down()
        self.desk.close()
        self.desk.deleteLater()
        settle()
