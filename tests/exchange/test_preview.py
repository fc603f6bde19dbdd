"""What a bundle would change, in a clerk's words: by table, against a real pair, and with odd things in it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from desktop.basics import language
from desktop.basics.ids import new_id
from desktop.basics.language import Month, Value, written
from desktop.exchange.compared import What
from desktop.exchange.figures import Figures
from desktop.exchange.outcomes import Ready
from desktop.exchange.preview import Change, Preview
from desktop.exchange.preview_lines import about_words, change_lines, group_words, lines_of
from desktop.exchange.preview_words import FIELDS, Lexicon, changes_of, shown, title_of
from desktop.exchange.stops import Stop
from desktop.exchange.take_in import Look, look, take_in
from desktop.kinds import ALL
from desktop.meetings.rules.words import MEETING
from desktop.rulebook.book import Rulebook
from desktop.storage.records import Document
from desktop.storage.register import Register
from tests.conftest import TODAY
from tests.exchange.offices import Pair, cell, member
from tests.exchange.test_take_in import sent

ODD: tuple[Any, ...] = (
    None,
    "",
    7,
    True,
    [],
    ["x"],
    [{}],
    {},
    {"id": 3},
    "9999-99-99",
    "\u202ex\n\ty",
    "d" * 5000,
)


def lexicon(rulebook: Rulebook, **names: str) -> Lexicon:
    return Lexicon(ALL, rulebook, names)


TITLES: tuple[tuple[str, Document, str], ...] = (
    ("member", {"full_name": "Nông Thị Thơm"}, "Nông Thị Thơm"),
    ("member", {}, "A person without a name"),
    ("organisation", {"name": "Chi bộ xóm Nà Pài"}, "Chi bộ xóm Nà Pài"),
    ("organisation", {"name": ["x"]}, "An organisation without a name"),
    (
        "meeting",
        {"kind": "REGULAR", "period_year": 2026, "period_month": 9, "organisation_name": "Chi bộ xóm Nà Pài"},
        "Regular meeting 9/2026, Chi bộ xóm Nà Pài",
    ),
    ("meeting", {"kind": "REGULAR", "organisation_id": "c1"}, "Regular meeting, Chi bộ một"),
    ("meeting", {"kind": 5, "period_year": "x"}, "5, ?"),
    ("task_progress", {"state": "DONE"}, "Task: Làm đường"),
    ("unheard", {}, "A record of another kind"),
)


@pytest.mark.parametrize(("kind", "document", "words"), TITLES)
def test_titles(rulebook: Rulebook, kind: str, document: Document, words: str) -> None:
    language.use("en")
    known = lexicon(rulebook, c1="Chi bộ một", t1="Làm đường")
    assert written(title_of(kind, document, known, "t1")) == words


VALUES: tuple[tuple[str, str, Any, str], ...] = (
    ("member", "citizen_id", "004079001234", "•••234"),
    ("member", "citizen_id", "12", "(given)"),
    ("member", "perm_address", "Xóm Nà Pài", "(given)"),
    ("member", "health", None, "–"),
    ("member", "official_date", "2026-08-15", "15/8/2026"),
    ("member", "official_date", "15 tháng 8", "?"),
    ("member", "sex", "F", "Female"),
    ("member", "sex", "Z", "Z"),
    ("member", "position", "  Trưởng\n thôn ", "Trưởng thôn"),
    ("member", "cells", [{"id": "1", "organisation_id": "c1"}], "Chi bộ một"),
    ("member", "cells", [{"id": "1", "organisation_id": "c9"}], "?"),
    ("member", "suspensions", [{"id": "1", "to_on": "2026-01-01"}], "No"),
    ("meeting", "state", "SIGNED", "Signed"),
    ("meeting", "started_at", "2026-11-03T19:30", "19:30 03/11/2026"),
    ("meeting", "score_total", 765, "76,5"),
    ("meeting", "votes", [{}, {}], "2 lines"),
)


@pytest.mark.parametrize(("kind", "key", "value", "words"), VALUES)
def test_values(rulebook: Rulebook, kind: str, key: str, value: Any, words: str) -> None:
    language.use("en")
    assert written(shown(ALL[kind], key, {key: value}, lexicon(rulebook, c1="Chi bộ một"))) == words


def test_a_birthday_is_one_field_and_the_unnamed_are_counted(rulebook: Rulebook) -> None:
    language.use("en")
    old = {"birth_year": 1979, "birth_month": 5, "birth_day": 12, "phone": "0912345678"}
    new = {"birth_year": 1997, "birth_month": 5, "birth_day": 12, "phone": "0999999678", "unheard_of": 3}
    found = [
        (written(one.label), written(one.old), written(one.new))
        for one in changes_of(ALL["member"], old, new, lexicon(rulebook))
    ]
    assert found == [
        ("Birthday", "12/5/1979", "12/5/1997"),
        ("Telephone", "•••678", "changed"),
        ("Other fields", "–", "1 changed"),
    ]


@pytest.mark.parametrize("kind", list(FIELDS))
def test_odd_values_never_break_the_words(rulebook: Rulebook, kind: str) -> None:
    known = lexicon(rulebook)
    keys = [*FIELDS[kind], "birth_year", "organisation_id", "period_month", "tasks", "unheard_of"]
    for odd in ODD:
        for key in keys:
            for change in changes_of(ALL[kind], {}, {key: odd}, known):
                assert all(isinstance(written(value), str) for value in (change.old, change.new))
        assert written(title_of(kind, dict.fromkeys(keys, odd), known))


def seen(offices: Pair) -> tuple[Ready, Preview]:
    found = look(offices.above, sent(offices))
    assert isinstance(found.outcome, Ready)
    assert found.preview is not None
    return found.outcome, found.preview


def edit(register: Register, kind: str, id_: str, **values: Any) -> None:
    """Other values of one record."""

    def put(work: Any) -> None:
        work.put(work.kinds[kind], id_, work.get(work.kinds[kind], id_) | values)

    register.write(put).result()


def meet(register: Register, home: str, day: date, state: str = "CONCLUDED", **more: Any) -> str:
    """Enter a meeting."""
    id_ = new_id()
    document: Document = {part: [] for part in ALL[MEETING].parts} | {
        "organisation_id": home,
        "organisation_name": "Chi bộ một",
        "kind": "REGULAR",
        "state": state,
        "period_year": day.year,
        "period_month": day.month,
        "started_at": datetime(day.year, day.month, day.day, 19, 30),
        **more,
    }
    register.write(lambda work: work.put(work.kinds[MEETING], id_, document)).result()
    return id_


def test_a_first_bundle_is_summed_up(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ một")
    for name in ("Nông Thị Thơm", "Lò Văn Páo"):
        member(offices.unit, name, home)
    meet(offices.unit, home, date(2026, 10, 3))
    outcome, preview = seen(offices)
    assert [trip.stop for trip in outcome.summary.stops] == [Stop.FIRST]
    assert (preview.before, preview.after) == (Figures(0, 0, 0), Figures(2, 0, 1))
    assert preview.meetings == ((Month(2026, 10), 1),)
    assert [(group.kind, group.what, group.n) for group in preview.groups] == [
        ("member", What.NEW, 2),
        ("meeting", What.NEW, 1),
        ("organisation", What.NEW, 1),
    ]
    assert (preview.ordinary_n, len(preview.ordinary), preview.look) == (4, 4, ())
    assert (preview.people, preview.records) == (1, 5)


def titles(changes: tuple[Change, ...]) -> list[tuple[Value, What]]:
    return [(one.title, one.what) for one in changes]


def test_later_ones_tell_old_and_new(offices: Pair) -> None:
    language.use("en")
    home = cell(offices.unit, "Chi bộ một")
    people = [member(offices.unit, f"Nông Văn {n}", home) for n in range(12)]
    signed = meet(offices.unit, home, date(2026, 9, 3), "SIGNED_ON_PAPER", present=17)
    take_in(offices.above, sent(offices))
    edit(offices.unit, "member", people[0], birth_year=1997, citizen_id="004079001234")
    edit(offices.unit, MEETING, signed, present=16)
    member(offices.unit, "Hầu Văn Chứ", home)
    meet(offices.unit, home, date(2026, 11, 10))
    outcome, preview = seen(offices)
    assert [trip.stop for trip in outcome.summary.stops] == [Stop.CLOSED, Stop.DATES]
    lines = [tuple(written(one) for one in line) for change in preview.look for line in change_lines(change)]
    assert ("Regular meeting 9/2026, Chi bộ một", "Present", "17", "16") in lines
    assert ("Regular meeting 11/2026, Chi bộ một", "Meeting", "–", "New") in lines
    assert len(lines) == 2
    ordinary = [
        tuple(written(one) for one in line) for change in preview.ordinary for line in change_lines(change)
    ]
    assert ("Nông Văn 0", "Personal id (12 digits)", "–", "•••234") in ordinary
    assert ("Nông Văn 0", "Birthday", "–", "1997") in ordinary
    assert ("Hầu Văn Chứ", "Member's file", "–", "New") in ordinary
    assert (preview.before.members, preview.after.members) == (12, 13)
    assert (preview.since, preview.days) == (offices.above.ground.clock.today(), 0)
    words = [language.say(one) for one in lines_of(Look(outcome, preview))]
    assert "To look at: 1 signed record was changed or removed." in words
    assert "Members: 12 → 13" in words
    assert all(language.say(group_words(group)) for group in preview.groups)
    about = {written(one) for group in preview.groups for one in about_words(group)}
    assert about == {"Birthday 1", "Personal id (12 digits) 1", "Hầu Văn Chứ"}


def test_a_scan_that_follows_a_signature_is_no_edit(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ một")
    signed = meet(offices.unit, home, date(2026, 9, 3), "SIGNED_ON_PAPER")
    take_in(offices.above, sent(offices))
    edit(offices.unit, MEETING, signed, state="SIGNED", paper_digest="0" * 64)
    assert seen(offices)[0].summary.stops == ()


def test_many_who_come_and_go_are_shown(offices: Pair) -> None:
    home = cell(offices.unit, "Chi bộ một")
    people = [member(offices.unit, f"Nông Văn {n}", home) for n in range(10)]
    take_in(offices.above, sent(offices))
    edit(offices.unit, "member", people[0], exit_kind="TRANSFERRED_OUT", exit_on=date(2026, 10, 1))
    assert seen(offices)[0].summary.stops == ()
    member(offices.unit, "Lò Thị Ế", home)
    outcome, preview = seen(offices)
    assert [(trip.stop, trip.n, trip.of) for trip in outcome.summary.stops] == [(Stop.MEMBERS, 2, 10)]
    assert titles(preview.look) == [("Nông Văn 0", What.CHANGED), ("Lò Thị Ế", What.NEW)]
    assert (preview.before.members, preview.after.members) == (10, 10)


def test_figures_that_lie_are_seen_before_taking_in(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.bundles.read import CheckedBundle
    from desktop.bundles.refusals import STATE_ROOT, refusal

    cell(offices.unit, "Chi bộ một")
    take_in(offices.above, sent(offices))
    cell(offices.unit, "Chi bộ hai")
    monkeypatch.setattr(CheckedBundle, "state_faults", lambda *_: (refusal(STATE_ROOT),))
    assert [trip.stop for trip in seen(offices)[0].summary.stops] == [Stop.FIGURES]


def test_long_lists_end_and_the_count_is_true(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.exchange.preview.MOST", 5)
    home = cell(offices.unit, "Chi bộ một")
    for n in range(20):
        member(offices.unit, f"Nông Văn {n}", home)
    preview = seen(offices)[1]
    assert (len(preview.ordinary), preview.ordinary_n) == (5, 21)


def test_what_was_erased_or_is_hostile_is_still_shown(offices: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    import desktop.exchange.compared as module

    home = cell(offices.unit, "Chi bộ một")
    member(offices.unit, "Nông Thị Thơm", home)

    def broken(_payloads: Any) -> Document:
        raise TypeError("rows that are none")

    monkeypatch.setattr(module, "join", broken)
    _outcome, preview = seen(offices)
    language.use("en")
    names = {written(one.title) for one in preview.ordinary}
    assert names == {"A person without a name", "An organisation without a name"}
    for odd in ODD:
        monkeypatch.setattr(
            module,
            "join",
            lambda _payloads, odd=odd: dict.fromkeys(("full_name", "kind", "state", "tasks"), odd),
        )
        seen(offices)


def test_it_says_on_which_days_the_changes_were_made(offices: Pair) -> None:
    language.use("en")
    cell(offices.unit, "Chi bộ một")
    seen = look(offices.above, sent(offices))
    assert seen.preview is not None
    assert seen.preview.made == (TODAY, TODAY)
    assert "Entered on 09/11/2026" in {language.say(line) for line in lines_of(seen)}
    stretched = replace(seen.preview, made=(date(2026, 3, 15), date(2026, 4, 2)))
    words = [language.say(line) for line in lines_of(Look(seen.outcome, stretched))]
    assert "Entered from 15/3/2026 to 02/4/2026" in words
