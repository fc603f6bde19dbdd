from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.basics import language
from desktop.basics.errors import Trouble
from desktop.basics.language import say
from desktop.rulebook.book import Rulebook

SHEET = """
id = "scoring-{first}"
topic = "scoring"
title = "Bảng"
owner = "Xã Đức Hạnh"
effective_from = {first}
{extra}
[documents]
a = "Hướng dẫn 1"
[source]
document = "a"
words = "Chấm điểm."
[no_theme]
value = "grant"
document = "a"
words = "Đủ điểm."
[[criteria]]
code = "1"
part = ""
title = "Tất cả"
most = {most}
[[levels]]
code = "GOOD"
label = "Tốt"
at_least = 90
[[levels]]
code = "POOR"
label = "Kém"
at_least = 0
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language.in_use()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(first: str, extra: str = "", most: str = "100", folder: str = "rules") -> Path:
        file = tmp_path / folder / "scoring" / f"{first}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SHEET.format(first=first, extra=extra, most=most), encoding="utf-8")
        return file

    return written


def refused(*folders: Path) -> Trouble:
    with pytest.raises(Trouble) as caught:
        Rulebook.load(*folders).scoring(date(2026, 1, 1))
    return caught.value


def test_all_shipped_rules_are_sound() -> None:
    ids = Rulebook.load().check()
    assert {"meetings-2018-07-06", "meetings-2025-10-28", "scoring-2025-10-28", "ethnic", "religion"} <= set(
        ids
    )
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1999, 1, 1), "meetings-2007-03-30"),
        (date(2018, 7, 5), "meetings-2007-03-30"),
        (date(2018, 7, 6), "meetings-2018-07-06"),
        (date(2025, 6, 30), "meetings-2018-07-06"),
        (date(2025, 7, 22), "meetings-2025-07-01"),
        (date(2025, 7, 23), "meetings-2025-07-23"),
        (date(2025, 10, 28), "meetings-2025-10-28"),
        (date(2026, 11, 3), "meetings-2026-07-26"),
        (date(2050, 1, 1), "meetings-2026-07-26"),
    ],
)
def test_the_set_in_force_on_the_day_is_taken(day: date, expected: str) -> None:
    assert Rulebook.load().meetings(day).id == expected


def test_a_set_is_found_by_the_id_that_a_record_kept() -> None:
    book = Rulebook.load()
    found = book.meetings_by_id("meetings-2018-07-06")
    assert found is not None
    assert found.term.last == date(2025, 6, 30)
    assert book.scoring_by_id("scoring-of-another-program") is None


def test_nothing_is_read_before_it_is_asked_for(write: Write) -> None:
    file = write("2026-01-01")
    file.write_text("not toml at all", encoding="utf-8")
    book = Rulebook.load(file.parents[1])
    with pytest.raises(Trouble, match="RUL-01"):
        book.scoring(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("extra", "code", "word"),
    [
        ("surprise = 1", "RUL-02", "surprise"),
        ("sample = 1", "RUL-04", "sample"),
        ("effective_to = 2025-12-31", "RUL-04", "last day"),
        ("effective_to = 2026-12-31T10:00:00", "RUL-04", "effective_to"),
        ('effective_to = "31/12/2026"', "RUL-04", "effective_to"),
        ('based_on = "scoring-1900-01-01"', "RUL-04", "based_on"),
        ('based_on = "scoring-2026-01-01"', "RUL-04", "based_on"),
    ],
)
def test_a_wrong_file_is_refused_by_name(write: Write, extra: str, code: str, word: str) -> None:
    file = write("2026-01-01", extra)
    error = refused(file.parents[1])
    assert error.code == code
    assert file.name in say(error.message)
    assert word in say(error.message)


@pytest.mark.parametrize(
    ("most", "code"), [("-1", "RUL-04"), ("9.55", "RUL-04"), ("true", "RUL-04"), ('"9"', "RUL-04")]
)
def test_points_are_numbers_with_at_most_one_decimal(write: Write, most: str, code: str) -> None:
    assert refused(write("2026-01-01", most=most).parents[1]).code == code


def test_a_missing_key_is_refused(write: Write) -> None:
    file = write("2026-01-01")
    file.write_text(file.read_text(encoding="utf-8").replace('owner = "Xã Đức Hạnh"', ""), encoding="utf-8")
    error = refused(file.parents[1])
    assert (error.code, "owner" in say(error.message)) == ("RUL-03", True)


def test_an_unknown_document_is_refused(write: Write) -> None:
    file = write("2026-01-01")
    text = file.read_text(encoding="utf-8").replace('document = "a"', 'document = "b"')
    file.write_text(text, encoding="utf-8")
    assert refused(file.parents[1]).code == "RUL-04"


def test_overlap_gap_and_nothing(write: Write, tmp_path: Path) -> None:
    write("2025-01-01")
    rules = write("2026-01-01").parents[1]
    assert refused(rules).code == "RUL-05"
    write("2025-01-01", "effective_to = 2025-12-30")
    assert refused(rules).code == "RUL-06"
    write("2025-01-01", "effective_to = 2025-12-31")
    assert Rulebook.load(rules).scoring(date(2025, 12, 31)).id == "scoring-2025-01-01"
    assert refused(tmp_path / "nowhere").code == "RUL-07"
    with pytest.raises(Trouble, match="RUL-07"):
        Rulebook.load().codes("shoe_sizes")


def test_the_offices_own_sets_win_for_the_days_they_cover(write: Write, tmp_path: Path) -> None:
    rules = write("2020-01-01").parents[1]
    own = write("2026-01-01", "effective_to = 2026-06-30", most="50", folder="own").parents[1]
    book = Rulebook.load(rules, own)
    assert [book.scoring(day).most for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 1))] == [
        1000,
        500,
        1000,
    ]
    assert Rulebook.with_office(tmp_path).scoring(date(2019, 1, 1)).id == "scoring-2018-07-06"
    assert Rulebook.with_office(tmp_path).scoring(date(2026, 1, 1)).id == "scoring-2020-01-01"


def test_a_set_takes_over_what_it_does_not_say_itself(write: Write) -> None:
    rules = write("2025-01-01", "effective_to = 2025-12-31").parents[1]
    later = rules / "scoring" / "2026.toml"
    later.write_text(
        'id = "later"\ntopic = "scoring"\nowner = "Tỉnh"\n'
        'effective_from = 2026-01-01\nbased_on = "scoring-2025-01-01"',
        encoding="utf-8",
    )
    sheet = Rulebook.load(rules).scoring(date(2026, 1, 1))
    assert (sheet.id, sheet.owner, sheet.most, sheet.term.last) == ("later", "Tỉnh", 1000, None)


def test_every_day_of_twenty_years_has_rules() -> None:
    book = Rulebook.load()
    for step in range(0, 365 * 20, 7):
        day = date(2010, 1, 1) + timedelta(days=step)
        rules = book.meetings(day)
        assert rules.term.first <= day
        assert book.scoring(day).level(0).code == "POOR"
