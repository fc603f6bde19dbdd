"""Which fields a member's form has, in the order of the paper, two beside each other where they are short."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.basics.clock import Clock
from desktop.basics.language import _
from desktop.members.form.fields import BirthField
from desktop.members.queries.opening import Opened
from desktop.members.rules.words import POST_NAMES, Post, Sex, Stage
from desktop.widgets.choices import Answers, Choice, Tick
from desktop.widgets.fields import DateField, TextField

Pair = tuple[QWidget, QWidget | None]


@dataclass(frozen=True, slots=True)
class CardSpec:
    """One card: its title and its rows."""

    title: str
    rows: tuple[Pair, ...]


def cards(opened: Opened, clock: Clock, tick: Callable[[str, str], Tick]) -> tuple[CardSpec, ...]:
    """All cards with fresh fields. ``tick`` makes a tick that the form knows."""

    def day(name: str, words: str) -> DateField:
        return DateField(name, words, clock)

    def code(name: str, words: str) -> Choice[str]:
        return Choice[str](name, words, [(one.code, one.words) for one in opened.codes[name]])

    line = TextField
    sexes = [(Sex.MALE.value, _("Male"), "slate"), (Sex.FEMALE.value, _("Female"), "slate")]
    stages = [
        (Stage.PROBATIONARY.value, _("Probationary"), "gold"),
        (Stage.OFFICIAL.value, _("Official"), "leaf"),
    ]
    posts = [(post.value, _(POST_NAMES[post])) for post in Post]
    in_cells = [(one.code, one.words) for one in opened.cells]
    person = (
        (line("full_name", _("Full name at birth")), line("other_name", _("Other name"))),
        (Answers[str]("sex", _("Sex"), sexes), BirthField("birth", _("Birthday"), clock)),
        (line("birth_place", _("Place of birth registration")), line("home_place", _("Home place"))),
        (line("perm_address", _("Permanent residence")), line("temp_address", _("Temporary residence"))),
        (code("ethnic_code", _("Ethnic group")), code("religion_code", _("Religion"))),
        (
            line("citizen_id", _("Personal id (12 digits)")),
            line("old_citizen_id", _("Old identity card (9 digits)")),
        ),
        (line("phone", _("Telephone")), line("health", _("Health"))),
    )
    membership = (
        (Choice[str]("cell_id", _("Cell"), in_cells), day("cell_from", _("In this cell since"))),
        (
            Answers[str]("stage", _("Probationary or official"), stages),
            day("ceremony_date", _("Joined on (ceremony)")),
        ),
        (
            line("admission_decision_no", _("Decision to admit, number")),
            day("admission_decision_date", _("Decision to admit, day")),
        ),
        (
            line("recognition_decision_no", _("Decision to recognise, number")),
            day("recognition_decision_date", _("Decision to recognise, day")),
        ),
        (day("official_date", _("Official since")), line("file_no", _("File number"))),
        (line("card_no", _("Card number (12 digits)")), day("card_issued_on", _("Card issued on"))),
        (
            line("old_card_no", _("Old card number (8 digits)")),
            Choice[str]("post", _("Post in the cell"), posts, empty=_("No post")),
        ),
        (day("post_from", _("In this post since")), QWidget()),
    )
    work = (
        (code("occupation_code", _("Occupation group")), line("position", _("Position"))),
        (line("workplace", _("Workplace")), code("edu_general", _("General education"))),
        (line("edu_prof", _("Professional education")), code("llct_level", _("Political theory"))),
    )
    facts = (
        (tick("exempt", _("Exempt from work and meetings")), line("exempt_ground", _("Ground"))),
        (day("exempt_from", _("Exempt from")), day("exempt_to", _("Back on"))),
        (tick("elsewhere", _("Active elsewhere for a time")), line("elsewhere_place", _("Where"))),
        (day("elsewhere_from", _("Elsewhere from")), day("elsewhere_to", _("Back on"))),
        (tick("suspended", _("Suspended from activity")), line("suspended_ground", _("Ground"))),
        (day("suspended_from", _("Suspended from")), day("suspended_to", _("Ends on"))),
    )
    return (
        CardSpec(_("Person"), person),
        CardSpec(_("Membership"), membership),
        CardSpec(_("Work and learning"), work),
        CardSpec(_("Exempt, elsewhere, suspended"), facts),
        CardSpec(_("Remark"), ((line("remark", _("Remark")), None),)),
    )
