"""The desk: sidebar, top bar, one page at a time, quick find over it. What one works at once unlocked.

Pages are made when they are first opened and stay, with what is typed in them, until the register is locked.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import Message, _, say
from desktop.features import Feature
from desktop.shell.busy import BusyBar
from desktop.shell.help_page import HelpPage
from desktop.shell.home import HomePage
from desktop.shell.quick_find import QuickFind
from desktop.shell.settings_page import SettingsPage
from desktop.shell.sidebar import Sidebar, Stop
from desktop.shell.top_bar import TopBar
from desktop.shell.wiring import Find, Wiring
from desktop.widgets import card, theme
from desktop.widgets.notice import Notice, NoticeBar
from desktop.widgets.page import Page
from desktop.widgets.place import Place
from desktop.widgets.task import Task

HOME, SETTINGS, HELP = "home", "settings", "help"


class _Stack(QStackedWidget):
    """As small as the page that is shown, not as the largest one."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """That page's size."""
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """That page's least size."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class Desk(QWidget):
    """One open register."""

    lock_asked = Signal()
    quit_asked = Signal()
    restyle_asked = Signal()
    """Language or text size changed: the window builds its desk anew."""

    def __init__(self, wiring: Wiring, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self._wiring = wiring
        self.task = Task(wiring.runner, self._told, wiring.crashed, self)
        self.place = Place(
            self.task,
            self.go,
            self.notify,
            wiring.clock,
            wiring.user,
            wiring.unit,
            wiring.unit_name,
            dict(wiring.panels),
        )
        wiring.hand(self.place)
        self._pages: dict[str, Page] = {}
        self._makers = self._every_maker()
        self.current = ""
        self.came_from: list[tuple[str, str | None]] = []
        self._lay_out()
        self._bind_keys()
        self.task.busy.connect(self._busy.show_busy)
        self.task.changed.connect(lambda _changes: self._ask_badges())
        QTimer.singleShot(0, self, self._ask_badges)  # after the page that is opened first

    def go(self, name: str, id: str | None = None) -> None:
        """Open a page by name, for a record if one is named. An unknown name goes home."""
        if name not in self._makers:
            name, id = HOME, None
        if self.current and self.current != name:
            self._pages[self.current].leaving()
        if name not in self._pages:
            self._add(name)
        page = self._pages[name]
        self.current = name
        self._quick.close_up()
        self._stack.setCurrentWidget(page)
        self._stack.updateGeometry()
        self._sidebar.show_place(name)
        self._top.follow(page)
        self._area.verticalScrollBar().setValue(0)
        self._fit()
        page.open(id)

    def notify(self, notice: Notice) -> None:
        """Show a card at the foot of the page."""
        self._notices.show_notice(notice)
        self._put_overlays()

    def page(self, name: str) -> Page | None:
        """A page that has been made."""
        return self._pages.get(name)

    def whereabouts(self) -> tuple[str, str | None]:
        """The page that is shown and what it shows, as ``go`` takes them."""
        return self.current, self._shown().here()

    def set_badge(self, name: str, number: int) -> None:
        """How many things wait in a place of the sidebar."""
        self._sidebar.set_badge(name, number)

    def _ask_badges(self) -> None:
        self.task.read(self, self._wiring.badges, then=self._show_badges)

    def _show_badges(self, found: Mapping[str, int]) -> None:
        for name, number in found.items():
            self.set_badge(name, number)

    def keep_everything(self) -> None:
        """Let each page hand over what isn't kept yet: before locking and closing."""
        for page in self._pages.values():
            page.leaving()

    def close_down(self) -> None:
        """Take no more results."""
        self.task.close()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What floats above the page keeps its place."""
        super().resizeEvent(event)
        self._put_overlays()
        self._fit()

    def _every_maker(self) -> dict[str, Callable[[Place], Page]]:
        wiring = self._wiring
        makers: dict[str, Callable[[Place], Page]] = {HOME: lambda place: HomePage(place, wiring.home)}
        for feature in self._features():
            makers[feature.name] = feature.make
        makers[SETTINGS] = self._make_settings
        makers[HELP] = lambda _place: HelpPage()
        return makers

    def _features(self) -> list[Feature]:
        wiring = self._wiring
        shown = (one for one in wiring.features if wiring.collects or not one.collects)
        return [one for one in shown if wiring.user.may(one.right)]

    def _make_settings(self, place: Place) -> Page:
        made = SettingsPage(place, self._wiring.settings)
        made.looks_changed.connect(self.restyle_asked)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        stops = [Stop(HOME, _("Home"), "home", 1)]
        stops += [Stop(f.name, _(f.title), f.icon, n) for n, f in enumerate(self._features(), 2)]
        foot = [Stop(SETTINGS, _("Settings"), "gear"), Stop(HELP, _("Help"), "help", key="F1")]
        self._sidebar = Sidebar(self._wiring.unit_short, stops, foot)
        self._sidebar.going.connect(self.go)
        row.addWidget(self._sidebar)
        column = QVBoxLayout()
        column.setSpacing(0)
        post = self._wiring.user_post
        self._top = TopBar(self._wiring.user.name, say(post) if isinstance(post, Message) else post)
        self._top.find_asked.connect(self._open_quick)
        self._top.lock_asked.connect(self.lock_asked)
        self._top.quit_asked.connect(self.quit_asked)
        self._top.passphrase_asked.connect(lambda: self.go(SETTINGS, "passphrase"))
        column.addWidget(self._top)
        self._stack = _Stack()
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._area: QScrollArea = card.scrolled(self._stack)
        # No page needs it on the smallest screen; in a window that was made smaller nothing may be out of reach.
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        column.addWidget(self._area, 1)
        row.addLayout(column, 1)
        self._notices = NoticeBar(self)
        self._busy = BusyBar(self)
        self._quick = QuickFind(self.task, self._wiring.find, self._page_finds, self)
        self._quick.found.connect(self._found)

    def _add(self, name: str) -> None:
        page = self._makers[name](self.place)
        self._pages[name] = page
        self._stack.addWidget(page)
        page.heading_changed.connect(lambda: self._heading_changed(name))

    def _heading_changed(self, name: str) -> None:
        if name == self.current:
            self._top.follow(self._pages[name])

    def _told(self, _screen: object, told: Told) -> None:
        self.notify(Notice.refusal(told))

    def _page_finds(self) -> list[Find]:
        buttons = self._sidebar.buttons.values()
        return [Find(b.stop.name, None, b.stop.words, _("Page"), b.stop.icon) for b in buttons]

    def _found(self, find: object) -> None:
        if isinstance(find, Find):
            self.go(find.room, find.id)

    def _open_quick(self) -> None:
        self._quick.open_on(self.window().focusWidget())
        self._put_overlays()

    def _fit(self) -> None:
        """Tell the page how much room it has."""
        if self.current:
            width = self.width() - self._sidebar.width()
            self._shown().fit(width, self.height() - self._top.height())

    def _put_overlays(self) -> None:
        left = self._sidebar.width()
        width = self.width() - left
        self._quick.move(left + width - self._quick.width() - theme.px(theme.MARGIN), theme.px(8))
        wide = min(theme.px(620), width - 2 * theme.MARGIN)
        self._notices.setFixedSize(wide, self._notices.height_for(wide))
        foot = self.height() - self._notices.height() - theme.px(14)
        self._notices.move(left + (width - wide) // 2, foot)
        self._notices.raise_()
        self._busy.move(self.width() - self._busy.width() - theme.px(14), self.height() - theme.px(70))

    def _bind_keys(self) -> None:
        for number, feature in enumerate((HOME, *(f.name for f in self._features())), 1):
            if number <= 9:
                self._key(f"Alt+{number}", self._to(feature))
        self._key("Ctrl+K", self._open_quick)
        self._key("Ctrl+L", self.lock_asked.emit)
        self._key("F1", self._open_help)
        self._key("Ctrl+N", lambda: self._shown().new())
        self._key("Ctrl+Return", lambda: self._shown().finish())
        self._key("Ctrl+Enter", lambda: self._shown().finish())
        self._key("Ctrl+P", lambda: self._shown().preview())
        self._key("Ctrl+D", lambda: self._shown().as_before())
        self._key("Ctrl+F", lambda: self._shown().search())
        self._key("F2", lambda: self._shown().edit())

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.activated.connect(lambda: act())

    def _to(self, name: str) -> Callable[[], None]:
        return lambda: self.go(name)

    def _shown(self) -> Page:
        return self._pages[self.current]

    def _open_help(self) -> None:
        topic = self._shown().help_topic() if self.current != HELP else ""
        self.go(HELP, topic)
        QTimer.singleShot(0, self, lambda: self._pages[HELP].setFocus())
