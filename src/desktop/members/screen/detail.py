"""One person beside the list: who, since when, and the ways onward. Numbers are hidden until asked for."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.basics.language import _, format_date, say
from desktop.members.queries.person import MemberSheet
from desktop.members.rules.words import POST_NAMES, Sex, State, called
from desktop.members.screen.looks import birthday, gone_chip, hidden, hidden_phone, party_age, state_chip
from desktop.widgets import buttons, icons, labels, theme
from desktop.widgets.card import Card, clear, rule, scrolled
from desktop.widgets.chips import Chip, ChipLabel


class Detail(Card):
    """The card at the right. ``panel`` makes what upper rooms show of a person, by id."""

    def __init__(
        self,
        open_record: Callable[[], object],
        change_standing: Callable[[], object],
        panel: Callable[..., object] | None = None,
    ) -> None:
        super().__init__()
        self._panel = panel
        self._sheet: MemberSheet | None = None
        self._shown = False
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.px(12))
        picture = icons.label("person", "edge", 30)
        picture.setFixedSize(theme.px(48), theme.px(56))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._head.addWidget(picture)
        names = QVBoxLayout()
        names.setSpacing(theme.px(3))
        self.name = labels.Elided("", "section")
        self.under = labels.Elided("", "second", "muted")
        chips = QHBoxLayout()
        chips.setSpacing(theme.px(6))
        self.chip = ChipLabel(None, self)
        self.post = ChipLabel(None, self)
        chips.addWidget(self.chip)
        chips.addWidget(self.post)
        chips.addStretch(1)
        names.addWidget(self.name)
        names.addWidget(self.under)
        names.addLayout(chips)
        self._head.addLayout(names, 1)
        self.column.addLayout(self._head)
        self.column.addWidget(rule())
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(0, 0, theme.px(6), 0)
        self._body.setSpacing(theme.px(4))
        self.column.addWidget(scrolled(content), 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(theme.px(8))
        self.open_button = buttons.primary(_("Open record"), open_record)
        self.standing_button = buttons.button(_("Moving, leaving…"), change_standing)
        deeds.addWidget(self.open_button)
        deeds.addWidget(self.standing_button)
        deeds.addStretch(1)
        self.column.addLayout(deeds)
        self.show_sheet(None)

    @property
    def sheet(self) -> MemberSheet | None:
        """Who is shown."""
        return self._sheet

    def show_sheet(self, sheet: MemberSheet | None) -> None:
        """Show another person, or nobody."""
        if sheet is None or self._sheet is None or sheet.draft.id != self._sheet.draft.id:
            self._shown = False
        self._sheet = sheet
        for widget in (self.open_button, self.standing_button):
            widget.setEnabled(sheet is not None)
        self._fill()

    def _fill(self) -> None:
        clear(self._body)
        sheet = self._sheet
        if sheet is None:
            self.name.setText("")
            self.under.setText("")
            self.chip.show_chip(None)
            self.post.show_chip(None)
            self._body.addWidget(labels.paragraph(_("Choose somebody in the list."), "second", "muted"))
            self._body.addStretch(1)
            return
        draft, state = sheet.draft, sheet.standing.state
        self.name.setText(draft.full_name.upper())
        self.under.setText(
            _("Party member · {cell}", cell=sheet.cell_name) if sheet.cell_name else _("Party member")
        )
        self.chip.show_chip(
            gone_chip(draft) if state is State.LEFT and draft.exit_kind else state_chip(state)
        )
        posts = [say(called(POST_NAMES, post.post)) for post in draft.posts if post.to_on is None]
        self.post.show_chip(Chip(posts[0], "slate", "star") if posts else None)
        lines = QWidget()
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        for number, (caption, value, strong) in enumerate(self._lines(sheet)):
            grid.addWidget(labels.label(caption, "second", "muted"), number, 0)
            grid.addWidget(labels.paragraph(value or "–", "strong" if strong else "body"), number, 1)
        self._body.addWidget(lines)
        if draft.citizen_id or draft.card_no or draft.phone:
            words = _("Hide the numbers") if self._shown else _("Show the numbers")
            show = buttons.link(words, self._toggle, "eye-off" if self._shown else "eye")
            self._body.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        if draft.remark:
            self._body.addWidget(rule(soft=True))
            self._body.addWidget(labels.paragraph(draft.remark, "second", "ink2"))
        made = self._panel(draft.id) if self._panel is not None else None
        if isinstance(made, QWidget):
            self._body.addWidget(rule(soft=True))
            self._body.addWidget(made)
        self._body.addStretch(1)

    def _toggle(self) -> None:
        self._shown = not self._shown
        self._fill()

    def _lines(self, sheet: MemberSheet) -> list[tuple[str, str, bool]]:
        draft, words = sheet.draft, sheet.words
        sex = {Sex.MALE.value: _("Male"), Sex.FEMALE.value: _("Female")}.get(draft.sex or "", "")
        number = draft.citizen_id or draft.old_citizen_id
        work = (draft.position, words.get("occupation_code"), draft.workplace)
        lines = [
            (_("Birthday"), " · ".join(filter(None, (birthday(draft), sex))), False),
            (_("Ethnic group"), words.get("ethnic_code", ""), False),
            (_("Personal id"), (number or "") if self._shown else hidden(number), False),
            (_("Card"), (draft.card_no or draft.old_card_no or "") if self._shown
             else hidden(draft.card_no or draft.old_card_no), False),
            (_("Joined on"), format_date(draft.ceremony_date) if draft.ceremony_date else "", False),
            (_("Official since"), format_date(draft.official_date) if draft.official_date else "", False),
            (_("Party age"), party_age(sheet.party_months), True),
            (_("Work"), ", ".join(filter(None, work)), False),
            (_("Theory"), words.get("llct_level", ""), False),
            (_("Telephone"), (draft.phone or "") if self._shown else hidden_phone(draft.phone), False),
        ]  # fmt: skip
        if draft.exit_kind:
            day = format_date(draft.exit_on) if draft.exit_on else _("day not known")
            lines.append((_("Left on"), day, False))
        return lines
