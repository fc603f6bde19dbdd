from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from desktop.basics import language, places
from desktop.basics.language import (
    N_,
    Message,
    Month,
    Percent,
    Tenths,
    _,
    format_date,
    format_long_date,
    format_month,
    format_number,
    format_percent,
    format_time,
    msg,
    msg_plural,
    plural,
    say,
)


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Nothing is spoken yet, so that each test's catalogue is read: the same language isn't loaded twice."""
    before = dict(language._spoken)
    language._spoken.clear()
    yield
    language._spoken.clear()
    language._spoken.update(before)


@pytest.fixture
def vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="vi", domain="sochibo")
    catalogue.add("Members", "Đảng viên")
    catalogue.add("Hello {name}", "Chào {name}")
    catalogue.add("Broken {name}", "Hỏng {nam}")
    catalogue.add(("{n} person", "{n} people"), ("{n} người",))
    folder = tmp_path / "locale" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "sochibo.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(places, "resources", lambda: tmp_path)
    language.use("vi")


@pytest.mark.usefixtures("vietnamese")
def test_texts_are_translated_when_they_are_called() -> None:
    assert N_("Members") == "Members"
    assert _("Members") == "Đảng viên"
    assert _("Hello {name}", name="Hoa") == "Chào Hoa"
    assert say(msg("Hello {name}", name="Hoa")) == "Chào Hoa"
    assert plural("{n} person", "{n} people", 1857) == "1.857 người"
    assert say(msg_plural("{n} person", "{n} people", 2)) == "2 người"
    assert _("Unknown text") == "Unknown text"
    assert _("") == ""


@pytest.mark.usefixtures("vietnamese")
def test_a_message_keeps_until_the_language_is_known() -> None:
    message = msg("Hello {name}", name=msg("Members"))
    assert say(message) == "Chào Đảng viên"
    language.use("en")
    assert say(message) == "Hello Members"
    assert plural("{n} person", "{n} people", 1) == "1 person"
    assert plural("{n} person", "{n} people", 2) == "2 people"
    assert say(msg_plural("{n} person", "{n} people", 1)) == "1 person"


@pytest.mark.usefixtures("vietnamese")
def test_a_wrong_placeholder_in_a_translation_leaves_the_english_sentence() -> None:
    assert _("Broken {name}", name="Hoa") == "Broken Hoa"


def test_a_missing_catalogue_leaves_the_english_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "resources", lambda: tmp_path)
    language.use("vi")
    assert _("Members") == "Members"


def test_a_damaged_catalogue_leaves_the_english_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "sochibo.mo").write_bytes(b"not a catalogue")
    monkeypatch.setattr(places, "resources", lambda: tmp_path)
    language.use("vi")
    assert _("Members") == "Members"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        language.use("fr")


def test_messages_are_values() -> None:
    assert msg("a {x} {y}", x=1, y=2) == msg("a {x} {y}", y=2, x=1)
    assert len({msg("a"), msg("a"), msg("b")}) == 2
    assert Message("a") == msg("a")


def test_values_are_written_as_the_office_writes_them() -> None:
    language.use("en")
    assert _("{d}", d=date(2026, 3, 5)) == "05/3/2026"
    assert _("{d}", d=datetime(2026, 11, 3, 19, 30)) == "19:30 03/11/2026"
    assert _("{t}", t=time(7, 5)) == "07:05"
    assert _("{n}", n=1857) == "1.857"
    assert _("{n}", n=Tenths(-18575)) == "-1.857,5"
    assert _("{p}", p=Percent(765)) == "76,5\u00a0%"
    assert _("{m}", m=Month(2026, 2)) == "02/2026"
    assert _("in {year}", year="2026") == "in 2026"


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2026, 2, 5), "05/02/2026", "ngày 05 tháng 02 năm 2026"),
        (date(2026, 5, 27), "27/5/2026", "ngày 27 tháng 5 năm 2026"),
        (date(2026, 12, 10), "10/12/2026", "ngày 10 tháng 12 năm 2026"),
    ],
)
def test_dates(day: date, short: str, long: str) -> None:
    assert format_date(day) == short
    assert format_long_date(day) == long


def test_numbers_and_times() -> None:
    assert format_number(1_234_567) == "1.234.567"
    assert format_percent(905) == "90,5\u00a0%"
    assert format_percent(1000) == "100\u00a0%"
    assert format_time(time(19, 30)) == "19:30"
    assert format_month(date(2026, 11, 3)) == "11/2026"


def test_a_yes_or_no_is_no_value() -> None:
    with pytest.raises(TypeError):
        _("{x}", x=True)
