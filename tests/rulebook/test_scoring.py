from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rulebook.book import Rulebook
from desktop.rulebook.ruled import Ruled
from desktop.rulebook.scoring import NoTheme, ScoreSheet

SHEET = Rulebook.load().scoring(date(2026, 11, 3))
FULL = {line.code: line.most for line in SHEET.criteria}


def rescaling() -> ScoreSheet:
    from dataclasses import replace

    return replace(SHEET, no_theme=Ruled(NoTheme.RESCALE, SHEET.no_theme.citation))


def test_the_sample_sheet_has_a_hundred_points() -> None:
    assert SHEET.most == 1000
    by_part: dict[str, int] = {}
    for line in SHEET.criteria:
        by_part[line.part[:1]] = by_part.get(line.part[:1], 0) + line.most
    assert list(by_part.values()) == [50, 50, 100, 300, 100, 50, 300, 50]
    assert SHEET.sample


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (1000, "GOOD"),
        (900, "GOOD"),
        (899, "FAIR"),
        (700, "FAIR"),
        (699, "AVERAGE"),
        (500, "AVERAGE"),
        (499, "POOR"),
        (0, "POOR"),
    ],
)
def test_levels(total: int, level: str) -> None:
    assert SHEET.level(total).code == level


@pytest.mark.parametrize(
    ("code", "share", "points"),
    [
        ("2.1", 900, 40),
        ("2.1", 899, 30),
        ("2.1", 750, 30),
        ("2.1", 650, 20),
        ("2.1", 649, 10),
        ("4.5", 501, 50),
        ("4.5", 500, 40),
        ("4.5", 400, 40),
        ("4.5", 300, 30),
        ("4.5", 0, 20),
        ("7", 1000, 300),
        ("7", 899, 270),
        ("7", 500, 150),
        ("7", 499, 100),
    ],
)
def test_points_proposed_from_a_figure(code: str, share: int, points: int) -> None:
    line = SHEET.criterion(code)
    assert line is not None
    choice = line.proposed(share)
    assert choice is not None
    assert choice.points == points


def test_what_is_judged_by_eye_has_no_proposal() -> None:
    line = SHEET.criterion("1")
    assert line is not None
    assert line.proposed(1000) is None
    assert SHEET.criterion("99") is None


def test_a_month_without_a_theme() -> None:
    plain = {code: points for code, points in FULL.items() if code != "4.3"}
    assert "4.3" not in {line.code for line in SHEET.criteria_for(has_theme=False)}
    assert SHEET.total(plain, has_theme=False) == 1000
    assert rescaling().total(plain, has_theme=False) == 1000
    less = {**plain, "7": 270}  # 92 of 95 points
    assert SHEET.total(less, has_theme=False) == 970
    assert rescaling().total(less, has_theme=False) == 968
    assert SHEET.total({**less, "4.3": 50}, has_theme=True) == 970


@given(
    st.lists(st.integers(0, 10), min_size=len(SHEET.criteria), max_size=len(SHEET.criteria)), st.booleans()
)
def test_a_total_stays_on_the_scale(tenths: list[int], has_theme: bool) -> None:
    points = {line.code: line.most * share // 10 for line, share in zip(SHEET.criteria, tenths, strict=True)}
    for sheet in (SHEET, rescaling()):
        assert 0 <= sheet.total(points, has_theme) <= sheet.most


def test_before_the_guide_of_2025_only_the_total_is_asked_for() -> None:
    old = Rulebook.load().scoring(date(2019, 3, 5))
    assert [line.code for line in old.criteria] == ["total"]
    assert old.total({"total": 875}, has_theme=False) == 875
