from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rulebook.book import Rulebook
from desktop.rulebook.ruled import Base, Span, Threshold

BOOK = Rulebook.load()
TODAY = BOOK.meetings(date(2026, 11, 3))
OLD = BOOK.meetings(date(2019, 3, 5))


def test_numbers_in_force_now() -> None:
    """CT 50-CT/TW 23/7/2025 and HD 42-HD/BTCTW 28/10/2025."""
    assert TODAY.regular_day.value == 3
    assert TODAY.regular_window.value == Span(1, 7)
    assert (TODAY.min_minutes.value, TODAY.min_minutes_with_theme.value) == (90, 120)
    assert (TODAY.papers_days_before.value, TODAY.publish_within_days.value) == (1, 2)
    assert TODAY.attendance_over.value == 900
    assert TODAY.attendance_base.value == Base(frozenset({"TEMP_ELSEWHERE"}), frozenset({"EXEMPT"}))
    assert TODAY.ideology_minutes.value == Span(15, 30)
    assert TODAY.min_minutes.citation.document == "Hướng dẫn 42-HD/BTCTW ngày 28/10/2025"


def test_numbers_of_2018() -> None:
    """HD 12-HD/BTCTW 06/7/2018."""
    assert OLD.regular_day.value == 0
    assert 31 in OLD.regular_window.value
    assert (OLD.min_minutes.value, OLD.min_minutes_with_theme.value) == (90, 120)
    assert OLD.attendance_over.value == 850
    assert OLD.excused_in_a_row.value == 3
    assert OLD.papers_days_before.value == 0
    assert OLD.attendance_over.citation.article == "Phần II.3"


def test_before_2018_no_minimum_was_set() -> None:
    rules = BOOK.meetings(date(2014, 5, 3))
    assert (rules.min_minutes.value, rules.attendance_over.value) == (0, 0)
    assert not rules.min_minutes.certain


def test_votes() -> None:
    """Charter articles 4.3, 5.2, 8.1, 9, 38.3."""
    two_thirds = {kind for kind, ruled in TODAY.votes.items() if ruled.value is Threshold.TWO_THIRDS}
    assert two_thirds == {"ADMISSION", "RECOGNITION", "DELETION", "EXPULSION", "DISSOLUTION"}
    assert TODAY.threshold("RESOLUTION").citation.article == "Điều 9"
    assert TODAY.threshold("ADMISSION").citation.article == "Điều 4.3"
    assert TODAY.threshold("anything else") is TODAY.votes["OTHER"]
    assert TODAY.secret("EXPULSION")
    assert not TODAY.secret("RESOLUTION")


def test_who_is_left_out_of_a_vote() -> None:
    base = TODAY.vote_base.value
    assert base.without == {"TEMP_ELSEWHERE", "SUSPENDED"}
    assert base.without_if_absent == {"EXEMPT"}
    assert BOOK.meetings(date(2025, 11, 3)).vote_base.citation.article == "Điều 9"
    assert not TODAY.vote_base.certain


def test_deletion_of_a_name() -> None:
    """Charter article 8.1."""
    assert (TODAY.missed_months.value, TODAY.missed_months_warning.value) == (3, 2)


def test_each_value_has_words_and_a_document() -> None:
    for rules in (OLD, TODAY):
        for citation in (*rules.sentences.values(), *(vote.citation for vote in rules.votes.values())):
            assert citation.document
            assert citation.words.endswith(".")


@pytest.mark.parametrize(
    ("base", "majority", "two_thirds"), [(12, 7, 8), (19, 10, 13), (0, 1, 0), (1, 1, 1), (3, 2, 2)]
)
def test_thresholds_of_the_examples(base: int, majority: int, two_thirds: int) -> None:
    assert Threshold.MAJORITY.needed(base) == majority
    assert Threshold.TWO_THIRDS.needed(base) == two_thirds


@given(st.integers(0, 5000))
def test_thresholds_are_the_smallest_that_do(base: int) -> None:
    majority, two_thirds = Threshold.MAJORITY.needed(base), Threshold.TWO_THIRDS.needed(base)
    assert Fraction(majority) > Fraction(base, 2) >= majority - 1
    assert two_thirds >= Fraction(2 * base, 3) > two_thirds - 1


def test_a_negative_base_is_a_bug() -> None:
    with pytest.raises(ValueError):
        Threshold.MAJORITY.needed(-1)
