"""Units below: who is enrolled, enrolment by stick and telephone, revoking, and keys of persons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date
from desktop.exchange.enrolling import withdraw_kit
from desktop.exchange.screen.units_grant import GrantView
from desktop.exchange.screen.units_kit import KitView
from desktop.exchange.screen.units_list import UnitsList
from desktop.exchange.screen.units_people import KeyDialog, PeopleView
from desktop.exchange.screen.units_words import RevokeDialog
from desktop.exchange.units import (
    Enrolments,
    KitLine,
    PersonLine,
    Reason,
    UnitLine,
    enrolments,
    revoke_computers,
    revoke_key,
)
from desktop.widgets.dialogs import confirm
from desktop.widgets.notice import Notice
from desktop.widgets.page import Page
from desktop.widgets.place import Place


class UnitsPage(Page):
    """The page. ``open`` takes the URN of a unit, or "kit", "grant", "people"."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.searchable = False
        self.head(_("Units below"), place.unit_name)
        self.list = UnitsList(place.user.may("users"))
        self.kit = KitView(place)
        self.grant = GrantView(place)
        self.people = PeopleView()
        self._wanted: str | None = None
        self._stack = QStackedWidget()
        for view in (self.list, self.kit, self.grant, self.people):
            self._stack.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.list.kit_asked.connect(self.new)
        self.list.grant_asked.connect(self._to_grant)
        self.list.people_asked.connect(lambda: self._to(self.people))
        self.list.withdraw_asked.connect(self._ask_withdraw)
        self.list.revoke_asked.connect(self._ask_revoke_unit)
        for back in (self.kit, self.grant, self.people):
            back.back_asked.connect(lambda: self._to(self.list))
        self.kit.given.connect(self._kit_given)
        self.grant.granted.connect(self.refresh)
        self.people.new_asked.connect(self._ask_key)
        self.people.revoke_asked.connect(self._ask_revoke_key)
        for view in (self.kit, self.grant):
            escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), view)
            escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            escape.activated.connect(view.back_asked)

    def open(self, id: str | None) -> None:
        """The list as of now; or a part of the page."""
        views: dict[str, QWidget] = {"kit": self.kit, "grant": self.grant, "people": self.people}
        self._wanted = id if id not in views else None
        shown = views.get(id or "")
        if shown is None and (id is not None or self._stack.currentWidget() is self.list):
            shown = self.list
        self.refresh()
        if shown is not None:
            self._to(shown)

    def refresh(self) -> None:
        """Ask anew."""
        self.place.task.read(self, enrolments, then=self._show)

    def new(self) -> None:
        """Ctrl+N: a kit; on the list of persons a key."""
        if not self.place.user.may("users"):
            return
        if self._stack.currentWidget() is self.people:
            self._ask_key()
        else:
            if self.kit.kit is None:
                self.kit.begin()
            self._to(self.kit)

    def finish(self) -> None:
        """Ctrl+Enter: write the kit, or grant."""
        shown = self._stack.currentWidget()
        if shown is self.kit and self.kit.kit is None:
            self.kit.start()
        elif shown is self.grant:
            self.grant.start()

    def _show(self, found: Enrolments) -> None:
        self.list.show_enrolments(found)
        self.people.show_people(found.people)
        if self._wanted is not None:
            self.list.table.choose(self._wanted)
            self._wanted = None
        if self._stack.currentWidget() is self.list and self.isVisible():
            self.list.take_focus()

    def _to(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        persons = view is self.people
        self.head(_("Keys of persons") if persons else _("Units below"), self.place.unit_name)
        if isinstance(view, UnitsList | KitView | GrantView | PeopleView):
            view.take_focus()

    def _kit_given(self) -> None:
        self._wanted = self.kit.kit.id if self.kit.kit is not None else None
        self.refresh()

    def _to_grant(self) -> None:
        self.grant.begin()
        self._to(self.grant)

    def _ask_withdraw(self, kit: KitLine) -> None:
        confirm(
            self,
            _("Withdraw the enrolment file for {name}?", name=kit.name),
            _("A request that was made with it is refused. The unit then needs a new file and a new code."),
            _("Withdraw"),
            lambda: self.place.task.run(self, withdraw_kit, kit.id, then=lambda _none: self._withdrawn(kit)),
            danger=True,
        )

    def _withdrawn(self, kit: KitLine) -> None:
        self.place.notify(Notice.done(_("The enrolment file for {name} is withdrawn.", name=kit.name)))
        self.refresh()

    def _ask_revoke_unit(self, unit: UnitLine) -> None:
        heard = format_date(unit.last_contact) if unit.last_contact else _("never")
        effects = (
            _("From now on everything that the unit's computer signs is refused, also on sticks under way."),
            _("What was taken in stays. Last taken in: {day}.", day=heard),
            _("To send again, the unit must be enrolled anew with a new file and a call."),
        )

        def then(why: Reason) -> None:
            self.place.task.carry(
                self, revoke_computers, unit.urn, why, then=lambda _number: self._unit_revoked(unit)
            )

        RevokeDialog(self, _("Revoke the computer of {name}?", name=unit.name), effects, then).open()

    def _unit_revoked(self, unit: UnitLine) -> None:
        self.place.notify(Notice.done(_("The computer of {name} is revoked.", name=unit.name)))
        self.refresh()

    def _ask_key(self) -> None:
        KeyDialog(self, self.place, self._key_made).open()

    def _key_made(self, file: object) -> None:
        self.place.notify(Notice.done(_("The key file is written."), str(file)))
        self.refresh()

    def _ask_revoke_key(self, person: PersonLine) -> None:
        effects = (
            _("Papers signed with this key from now on don't hold. Papers filed before stay good."),
            _("The units hear of it with their next receipt."),
        )

        def then(why: Reason) -> None:
            self.place.task.carry(
                self, revoke_key, person.serial, why, then=lambda _none: self._key_revoked(person)
            )

        RevokeDialog(self, _("Revoke the key of {name}?", name=person.name), effects, then).open()

    def _key_revoked(self, person: PersonLine) -> None:
        self.place.notify(Notice.done(_("The key of {name} is revoked.", name=person.name)))
        self.refresh()
