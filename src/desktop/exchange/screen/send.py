"""Send and receive."""

from desktop.basics.language import _
from desktop.widgets.page import Page
from desktop.widgets.place import Place


class SendPage(Page):
    """Send and receive."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.head(_("Send and receive"))
