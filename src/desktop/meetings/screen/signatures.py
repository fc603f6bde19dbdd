"""Beside the paper: who signs or signed it, whether that still holds, and what can be done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date, format_moment, say
from desktop.documents.verify import Found, Since, Standing
from desktop.meetings.document.sheet import Person
from desktop.meetings.signing.certificates import Hand
from desktop.meetings.signing.standing import Signatures
from desktop.widgets import buttons, card, icons, labels, theme
from desktop.widgets.chips import ChipLabel, State, chip_of

WIDTH = 264


class SignaturePanel(QFrame):
    """A card with the two people above and the deeds below; how to sign is always in sight."""

    certificate_asked = Signal()
    paper_asked = Signal()
    edit_asked = Signal()
    remove_asked = Signal()
    tasks_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setFixedWidth(min(theme.px(WIDTH), 372))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.addWidget(labels.Elided(_("Signatures"), "section"), 1)
        self._chip = ChipLabel(parent=self)
        head.addWidget(self._chip)
        column.addLayout(head)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(8))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.px(6))
        inside.addLayout(self._lines)
        inside.addStretch(1)
        column.addWidget(card.scrolled(content), 1)
        self.certificate = buttons.button(
            _("Sign with certificates…"), self.certificate_asked.emit, icon="signature"
        )
        self.on_paper = buttons.button(_("Sign on paper…"), self.paper_asked.emit, icon="pen")
        self.edit = buttons.button(_("Change the minutes"), self.edit_asked.emit, icon="pen")
        self.tasks = buttons.button(_("Open tasks"), self.tasks_asked.emit, icon="clock")
        self.remove = buttons.button(_("Take out…"), self.remove_asked.emit, icon="trash")
        for one in (self.tasks, self.remove):
            inside.addWidget(one)
        for one in (self.edit, self.certificate, self.on_paper):
            column.addWidget(one)

    def prefer(self, certificates: bool) -> None:
        """Which of the two ways of signing is the page's red button."""
        for one, chosen in ((self.certificate, certificates), (self.on_paper, not certificates)):
            one.dress("primary" if chosen else "plain")

    def show_nothing(self, signed: bool, held: bool) -> None:
        """While the signatures are being looked at, or for a month without a meeting."""
        card.clear(self._lines)
        self._chip.show_chip(chip_of(State.SIGNED if signed else State.TO_SIGN) if held else None)

    def show_signatures(self, found: Signatures) -> None:
        """Say what there is to be said."""
        card.clear(self._lines)
        verdict = found.verdict
        by = {one.field: one for one in verdict.signatures} if verdict is not None else {}
        for hand, person in ((Hand.MINUTES_TAKER, found.minutes_taker), (Hand.CHAIR, found.chair)):
            self._lines.addWidget(_signer(hand, person, found, by.get(hand.value)))
        if verdict is not None:
            for words, icon, tone in _findings(verdict.signatures, verdict.holds):
                self._lines.addWidget(_line(words, icon, tone))
        elif found.signed_on is not None:
            words = _("Signed by hand on the print of this paper.")
            self._lines.addWidget(labels.paragraph(words, "second", "ink2"))
            code = _("Check code in the foot: {code}", code=found.code)
            self._lines.addWidget(labels.paragraph(code, "second", "ink2"))
        self._lines.addSpacing(theme.px(2))
        self._lines.addWidget(card.rule())
        self._lines.addWidget(labels.paragraph(_note(found), "hint", "muted"))

    def words(self) -> str:
        """Everything that is said, for tests and screen readers."""
        shown = self.findChildren(QLabel)
        return "\n".join(one.text() for one in shown if one.text())


def _signer(hand: Hand, person: Person, found: Signatures, signature: Found | None) -> QWidget:
    role = _("Wrote the minutes") if hand is Hand.MINUTES_TAKER else _("Chaired the meeting")
    if person.post:
        role = f"{role} · {person.post}"
    if signature is not None and signature.claimed is not None:
        when = _("{moment}, this computer's clock", moment=format_moment(signature.claimed))
    elif found.signed_on is not None:
        when = _("signed {day}", day=format_date(found.signed_on))
    elif found.first_at is not None and hand is Hand.MINUTES_TAKER:
        when = _("signed {moment}", moment=format_moment(found.first_at.astimezone()))
    else:
        when = _("not signed yet")
    signed = found.signed_on is not None or (found.first_at is not None and hand is Hand.MINUTES_TAKER)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(10))
    row.addWidget(icons.label("signature" if signed else "ring", "leaf" if signed else "edge", 18))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(labels.Elided(person.name or "—", "strong"))
    words.addWidget(labels.paragraph(role, "second", "ink2"))
    words.addWidget(labels.paragraph(when, "second", "ink2"))
    row.addLayout(words, 1)
    return made


def _findings(signatures: tuple[Found, ...], holds: bool) -> list[tuple[str, str, str]]:
    """Words, icon and tone of what the bytes say: unchanged, and whether the people are known here."""
    if holds:
        return [(_("Whole since it was signed"), "shield", "leaf")]
    changed = [one for one in signatures if not one.whole or one.since is Since.CHANGED]
    if changed or not signatures:
        words = say(changed[0].trouble()) if changed else _("This file isn't signed.")
        return [(words, "warning", "red")]
    doubtful = next((one for one in signatures if one.standing is not Standing.TRUSTED), None)
    found = [(_("Whole since it was signed"), "shield", "leaf")]
    if doubtful is not None:
        found.append((say(doubtful.trouble()), "warning", "gold"))
    return found


def _line(words: str, icon: str, tone: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, theme.px(2), 0, 0)
    row.setSpacing(theme.px(10))
    row.addWidget(icons.label(icon, {"gold": "gold-dark"}.get(tone, tone), 18))
    row.addWidget(labels.paragraph(words, "strong", tone), 1)
    return made


def _note(found: Signatures) -> str:
    if found.signed_on is not None:
        return _("To correct signed minutes, write further ones; these stay as they are.")
    if found.first_at is not None:
        return _("The first signature is kept. It counts as long as the minutes aren't changed.")
    if found.void:
        return _("The minutes were changed after the first signature, so both sign anew.")
    return _("Once both have signed, these minutes never change.")
