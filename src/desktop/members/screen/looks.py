"""How members are shown: chips of states, hidden digits, days and ages in words."""

from datetime import date

from desktop.basics.language import Month, _, format_date, format_month, say
from desktop.members.rules.drafts import MemberDraft
from desktop.members.rules.words import EXIT_NAMES, State, called
from desktop.widgets.chips import Chip


def state_chip(state: State) -> Chip:
    """The chip of a state; the ordinary one is white and has no icon."""
    return {
        State.OFFICIAL: Chip(_("Official"), "plain"),
        State.PROBATIONARY: Chip(_("Probationary"), "gold", "clock"),
        State.EXEMPT: Chip(_("Exempt"), "slate", "minus"),
        State.ELSEWHERE: Chip(_("Elsewhere"), "slate", "arrow-right"),
        State.SUSPENDED: Chip(_("Suspended"), "red", "cross"),
        State.UNKNOWN: Chip(_("Not known yet"), "gold", "help"),
        State.LEFT: Chip(_("No longer here"), "slate", "minus"),
    }[state]


def part_words(state: State) -> str:
    """A state as the word beside its figure in a sum."""
    return {
        State.OFFICIAL: _("official"),
        State.PROBATIONARY: _("probationary"),
        State.EXEMPT: _("exempt"),
        State.ELSEWHERE: _("elsewhere"),
        State.SUSPENDED: _("suspended"),
        State.UNKNOWN: _("not known"),
        State.LEFT: _("no longer here"),
    }[state]


def gone_chip(draft: MemberDraft) -> Chip:
    """How somebody left."""
    words = say(called(EXIT_NAMES, draft.exit_kind)) if draft.exit_kind else _("No longer here")
    return Chip(words, "slate", "minus")


def hidden(number: str | None, shown: int = 4) -> str:
    """A number of which only the end can be read: "•••• •••• 4471"."""
    if not number:
        return ""
    if len(number) <= shown:
        return number
    return f"•••• •••• {number[-shown:]}"


def hidden_phone(phone: str | None) -> str:
    """A telephone number without its middle: "0915 ••• 238"."""
    if not phone or len(phone) < 9:
        return phone or ""
    return f"{phone[:4]} ••• {phone[-3:]}"


def birthday(draft: MemberDraft) -> str:
    """The birthday as far as it is known."""
    if draft.birth_year is None:
        return ""
    if draft.birth_month is None:
        return str(draft.birth_year)
    if draft.birth_day is None:
        return format_month(Month(draft.birth_year, draft.birth_month))
    return format_date(date(draft.birth_year, draft.birth_month, draft.birth_day))


def party_age(months: int | None) -> str:
    """Years and months since joining."""
    if months is None or months < 0:
        return ""
    years, rest = divmod(months, 12)
    if not rest:
        return _("{years} years", years=years)
    return (
        _("{years} years {months} months", years=years, months=rest)
        if years
        else _("{months} months", months=rest)
    )
