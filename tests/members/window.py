"""A desk with the rooms of cells and members over a real register."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.features import Feature
from desktop.members.form.member import MemberForm
from desktop.members.queries.counts import cell_people
from desktop.members.screen.page import MembersPage
from desktop.organisations.form.organisation import OrganisationForm
from desktop.organisations.screen.page import OrganisationsPage
from desktop.storage.register import Register
from desktop.widgets.field import Field, LineField
from tests.shell.at_desk import AtDesk
from tests.widgets.hands import press, settle, type_words


class Seat(AtDesk):
    """Somebody at the desk."""

    def __init__(self, register: Register, width: int = 1093, height: int = 614) -> None:
        features = (
            Feature("cells", "Cells", "cells", OrganisationsPage),
            Feature("members", "Members", "person", MembersPage),
        )
        super().__init__(register, width, height, features=features, panels={"cells": cell_people})

    @property
    def members(self) -> MembersPage:
        return self.page_of("members", MembersPage)

    @property
    def cells(self) -> OrganisationsPage:
        return self.page_of("cells", OrganisationsPage)

    @property
    def form(self) -> MemberForm:
        assert self.members.form is not None
        return self.members.form

    @property
    def cell_form(self) -> OrganisationForm:
        assert self.cells.form is not None
        return self.cells.form

    def fill(self, field: Field, text: str) -> None:
        """Type into a field, over what stands there, and leave it."""
        assert isinstance(field, LineField)
        if QApplication.activeWindow() is not self.desk:
            self.back()
        field.take_focus()
        settle(1)
        field.line.selectAll()
        type_words(field.line, text)
        press(field.line, Qt.Key.Key_Return)
        settle(1)
