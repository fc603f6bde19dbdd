"""Words as the user sees them. Message ids are plain English; Vietnamese is the default catalogue.

Nothing is translated at import: ``N_`` and ``msg`` only mark, ``_`` and ``say`` translate when they are
called. Placeholders go by name. Values are written as Vietnamese offices write them in either language:
05/3/2026, 19:30, 1.857, 76,5 %. A whole number gets its thousands points, so a year or a document number
that must not have them is passed as ``str``.
"""

import gettext
from dataclasses import dataclass
from datetime import date, datetime, time

from desktop.basics import places

LANGUAGES = ("vi", "en")
DOMAIN = "sochibo"


@dataclass(frozen=True, slots=True)
class Tenths:
    """A number with one decimal, kept as whole tenths: ``Tenths(765)`` is written 76,5."""

    tenths: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in tenths of a percent: ``Percent(765)`` is written 76,5 %."""

    tenths: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, written 3/2026 (or 02/2026)."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be said later: an English id and its named values. Equal texts with equal values are equal.

    ``many`` is the English plural, chosen by the value ``n``.
    """

    text: str
    values: "tuple[tuple[str, Value], ...]" = ()
    many: str = ""


Value = str | int | date | datetime | time | Tenths | Percent | Month | Message


def N_(text: str) -> str:  # noqa: N802 - the name that every extractor of texts knows
    """Mark ``text`` for the catalogue; it comes back as it is."""
    return text


def msg(text: str, /, **values: Value) -> Message:
    """A message to be said later."""
    return Message(text, tuple(sorted(values.items())))


def msg_plural(one: str, many: str, n: int, /, **values: Value) -> Message:
    """A message to be said later whose words depend on how many (``{n}``)."""
    return Message(one, tuple(sorted({**values, "n": n}.items())), many)


def say(message: Message) -> str:
    """The message in the language in use, its values filled in."""
    values = dict(message.values)
    if message.many:
        n = values.get("n")
        return plural(message.text, message.many, n if isinstance(n, int) else 0, **values)
    return _(message.text, **values)


def _(text: str, /, **values: Value) -> str:
    """``text`` in the language in use, its values filled in."""
    return _filled(_catalogue().gettext(text) if text else "", text, values)


def plural(one: str, many: str, n: int, /, **values: Value) -> str:
    """``one`` or ``many`` by ``n`` in the language in use; ``{n}`` is filled in as well."""
    return _filled(_catalogue().ngettext(one, many, n), one if n == 1 else many, {**values, "n": n})


def use(language: str) -> None:
    """Speak ``language`` from now on, "vi" or "en". A missing catalogue leaves the English ids."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    if not _spoken or in_use() != language:
        _spoken["now"] = (language, _load(language))


def in_use() -> str:
    """The language in use."""
    return _spoken["now"][0] if _spoken else LANGUAGES[0]


def format_date(day: date) -> str:
    """05/3/2026: two figures for the day; a leading zero for the months 1 and 2 only (HD 05-HD/VPTW 2026)."""
    return f"{day.day:02d}/{_month(day.month)}/{day.year}"


def format_long_date(day: date) -> str:
    """ "ngày 05 tháng 3 năm 2026", as a paper's place-and-date line has it (HD 05-HD/VPTW 2026)."""
    return f"ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}"


def format_month(month: Month | date) -> str:
    """3/2026, and 02/2026."""
    return f"{_month(month.month)}/{month.year}"


def format_time(moment: time | datetime) -> str:
    """19:30."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def format_moment(moment: datetime) -> str:
    """19:30 05/3/2026."""
    return f"{format_time(moment)} {format_date(moment)}"


def format_number(number: int | Tenths) -> str:
    """1.857, and 1.857,5 for tenths."""
    if isinstance(number, Tenths):
        sign = "-" if number.tenths < 0 else ""
        whole, tenth = divmod(abs(number.tenths), 10)
        return f"{sign}{format_number(whole)},{tenth}"
    return f"{number:,}".replace(",", ".")


def format_percent(tenths: int) -> str:
    """765 is "76,5 %"; a whole percentage keeps no decimal: 1000 is "100 %". The space doesn't break."""
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{format_number(whole)}{f',{tenth}' if tenth else ''}\u00a0%"


def written(value: Value) -> str:
    """A value as it stands inside a sentence."""
    match value:
        case str():
            return value
        case Message():
            return say(value)
        case bool():
            raise TypeError("a sentence says yes or no in words of its own")
        case int() | Tenths():
            return format_number(value)
        case Percent():
            return format_percent(value.tenths)
        case datetime():
            return format_moment(value)
        case date():
            return format_date(value)
        case time():
            return format_time(value)
        case Month():
            return format_month(value)


_spoken: dict[str, tuple[str, gettext.NullTranslations]] = {}


def _catalogue() -> gettext.NullTranslations:
    if not _spoken:
        use(LANGUAGES[0])
    return _spoken["now"][1]


def _load(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    file = places.resources() / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with file.open("rb") as opened:
            return gettext.GNUTranslations(opened)
    except (OSError, UnicodeDecodeError):  # gettext reports a damaged catalogue as OSError
        return gettext.NullTranslations()


def _filled(translated: str, english: str, values: dict[str, Value]) -> str:
    if not values:
        return translated
    words = {name: written(value) for name, value in values.items()}
    try:
        return translated.format_map(words)
    except (KeyError, IndexError, ValueError):
        # A wrong placeholder in a translation must not take the sentence away from the user;
        # packaging/catalogue.py finds it before a release does.
        return english.format_map(words)


def _month(month: int) -> str:
    return f"{month:02d}" if month <= 2 else str(month)
