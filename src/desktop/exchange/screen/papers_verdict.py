"""What is to be said of a signed file, in plain words: the bottom line large, then each signature."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.basics.errors import Told
from desktop.basics.language import Message, _, format_date, plural, say
from desktop.documents.advice import advice
from desktop.documents.verify import Found, Since, Standing
from desktop.exchange.papers import Checked
from desktop.widgets import card, icons, labels, theme

_ICONS = {"leaf": "check", "gold": "warning", "red": "cross", "ink2": "dot"}


class VerdictCard(QFrame):
    """A card that scrolls: what is said, and below it what is rarely wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(10), theme.px(12))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, theme.px(6), 0)
        inside.setSpacing(theme.px(8))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(6))
        inside.addLayout(self._lines)
        inside.addStretch(1)
        self._below = QVBoxLayout()
        self._below.setSpacing(theme.px(8))
        inside.addLayout(self._below)
        self._area = card.scrolled(content)
        column.addWidget(self._area)

    def put_below(self, widget: QWidget) -> None:
        """Put something that is rarely wanted below everything that is said."""
        self._below.addWidget(widget)

    def offer_below(self, offered: bool) -> None:
        """Whether what lies below is of any use now."""
        for place in range(self._below.count()):
            item = self._below.itemAt(place)
            if item is not None and (widget := item.widget()) is not None:
                widget.setVisible(offered)

    def show_checked(self, found: Checked) -> None:
        """Everything about a file, from the bottom line on."""
        self._begin()
        verdict = found.verdict
        self._big(say(verdict.summary()), "leaf" if verdict.holds else "red")
        failing = next((one for one in verdict.signatures if not one.holds), None)
        if failing is not None:
            whose = _("Signature of {name}", name=failing.name or _("nobody named"))
            self._lines.addWidget(labels.paragraph(whose, "second", "ink2"))
            self._lines.addWidget(labels.paragraph(say(failing.trouble()), "strong"))
        if verdict.empty:
            words = plural(
                "{n} place for a signature is still empty.",
                "{n} places for signatures are still empty.",
                verdict.empty,
            )
            self._lines.addWidget(_line(words, "red"))
        told = advice(verdict)
        if told is not None:
            code, step = told
            day = _("Judged at {day}.", day=format_date(verdict.judged_at))
            self._next(code, None if found.nobody else step, f"{day} · ")
        if found.nobody:
            words = _(
                "This office trusts no authority yet. Enrol with the superior, or choose a further root."
            )
            self._lines.addWidget(_line(words, "gold"))
        for number, one in enumerate(verdict.signatures, 1):
            self._lines.addWidget(card.rule())
            self._signature(number, one)
        if not found.pages:
            self._lines.addWidget(_line(_("The pages can't be shown here."), "gold"))

    def show_refusal(self, told: Told) -> None:
        """Of a file that can't be checked at all."""
        self._begin()
        self._big(say(told.message), "red")
        self._next(told.code, told.next_step)

    def words(self) -> str:
        """Everything that is said, for tests."""
        return "\n".join(one.text() for one in self.findChildren(QLabel) if one.text())

    def _begin(self) -> None:
        card.clear(self._lines)
        self._area.verticalScrollBar().setValue(0)

    def _big(self, words: str, tone: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(icons.label("shield" if tone == "leaf" else "cross", tone, 28))
        row.addWidget(labels.paragraph(words, "section", tone), 1)
        self._lines.addLayout(row)

    def _next(self, code: str, step: Message | None, before: str = "") -> None:
        if step is not None:
            self._lines.addWidget(labels.paragraph(say(step), "body"))
        words = before + _("Code {code}", code=code)
        self._lines.addWidget(labels.paragraph(words, "second", "ink2"))

    def _signature(self, number: int, one: Found) -> None:
        name = one.name or _("nobody named")
        self._lines.addWidget(labels.paragraph(f"{number}. {name}", "strong"))
        who, whole, *others = one.lines()
        self._lines.addWidget(labels.paragraph(say(who), "second", "ink2"))
        unsure = one.standing in (Standing.UNKNOWN, Standing.NO_LIST, Standing.OLD_LIST)
        if one.standing is not Standing.TRUSTED and not unsure and one.issuer:
            issued = _("The certificate was issued by {issuer}.", issuer=one.issuer)
            self._lines.addWidget(labels.paragraph(issued, "second", "ink2"))
        self._lines.addWidget(_line(say(whole), "leaf" if one.whole else "red"))
        tone = "leaf" if one.standing is Standing.TRUSTED else "gold" if unsure else "red"
        tones = (tone, "red" if one.since is Since.CHANGED else "leaf")
        for words, colour in zip(others, tones, strict=False):  # of what isn't whole, nothing else is said
            self._lines.addWidget(_line(say(words), colour))
        self._lines.addWidget(_line(say(one.covered()), "ink2"))


def _line(words: str, tone: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    colour = {"gold": "gold-dark"}.get(tone, tone)
    row.addWidget(icons.label(_ICONS[tone], colour, 16))
    row.addWidget(labels.paragraph(words, "body", tone if tone != "leaf" else "ink"), 1)
    return made
