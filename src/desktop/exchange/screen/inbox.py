"""Take in."""

from desktop.basics.language import _
from desktop.widgets.page import Page
from desktop.widgets.place import Place


class InboxPage(Page):
    """Take in."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.head(_("Take in"))
