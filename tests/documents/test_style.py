"""The look of papers is dated data."""

from datetime import date
from itertools import pairwise

import pytest

from desktop.documents.style import all_styles, style_on


@pytest.mark.parametrize(
    ("day", "style"),
    [
        (date(2010, 1, 1), "papers-2018-04-03"),
        (date(2026, 5, 26), "papers-2018-04-03"),
        (date(2026, 5, 27), "papers-2026-05-27"),
        (date(2026, 11, 3), "papers-2026-05-27"),
    ],
)
def test_the_style_follows_the_day(day: date, style: str) -> None:
    assert style_on(day).id == style


def test_the_figures_of_hd_05_2026() -> None:
    style = style_on(date(2026, 11, 3))
    page, body = style.page, style.body
    assert (page.width, page.height) == (210, 297)
    assert (page.top, page.bottom, page.left, page.right) == (20, 20, 30, 15)
    assert (body.size, body.line, body.gap, body.indent) == (14, 19, 6, 10)
    assert page.number_size == 13
    assert style.source.document.startswith("Hướng dẫn 05-HD/VPTW")
    assert "national.size" in style.doubtful


def test_one_style_ends_where_the_next_begins() -> None:
    styles = all_styles()
    for earlier, later in pairwise(styles):
        assert earlier.effective_to is not None
        assert (later.effective_from - earlier.effective_to).days == 1
    assert styles[-1].effective_to is None
    assert len({style.id for style in styles}) == len(styles)


def test_what_is_doubtful_exists() -> None:
    for style in all_styles():
        for path in style.doubtful:
            part, value = path.split(".")
            assert getattr(getattr(style, part), value)
