"""What every measurement needs: medians, a line of the table, invented people and meetings."""

import random
import statistics
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from desktop.basics.ids import new_id
from desktop.meetings.bundle import KIND as MEETING
from desktop.members.bundle import KIND as MEMBER
from desktop.storage.records import Document

NAMES = """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Nông Bế Triệu Lục Đàm
    Văn Thị Đức Minh Thanh Hữu Ngọc Quang Thu Xuân Hồng Đình Bích Kim Công
    An Bình Chi Dũng Đạt Hà Hạnh Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga Oanh Phúc Quỳnh Sơn Tâm Thảo Thơm Ổn
"""
FAMILY, MIDDLE, GIVEN = (line.split() for line in NAMES.strip().splitlines())
SENTENCE = "Đảng viên đã nghe phổ biến nghị quyết và thảo luận về nhiệm vụ của tháng tới. "


def median(seconds: Sequence[float]) -> float:
    """The middle one, in milliseconds."""
    return statistics.median(seconds) * 1000


def told(what: str, ours: float, baseline: float | None, most: float, unit: str = "ms") -> float:
    """Print one line ``ours | baseline | ratio (at most)``; gives what the limit is for."""
    figure = ours if baseline is None else ours / baseline
    against = f"{'–':>10}" if baseline is None else f"{baseline:>7.1f} ms"
    limit = f"≤ {most:g} {unit}" if baseline is None else f"{figure:4.1f} (≤ {most:g})"
    print(f"\n{what:<58} | {ours:>7.1f} ms | {against} | {limit}", end="")
    return figure


def names(count: int, seed: int = 7) -> list[str]:
    """That many invented names."""
    chance = random.Random(seed)
    return [f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}" for _ in range(count)]


def person(name: str, cell: str, number: int) -> Document:
    """A member of a cell."""
    empty: Document = {part: [] for part in MEMBER.parts}
    stage = {"id": new_id(), "stage": "OFFICIAL", "from_on": date(2015, 2, 3)}
    return empty | {
        "full_name": name,
        "sex": "F" if number % 2 else "M",
        "birth_year": 1950 + number % 55,
        "card_no": f"{number:08d}",
        "citizen_id": f"0040{number:08d}",
        "cells": [{"id": new_id(), "organisation_id": cell, "from_on": date(2015, 2, 3)}],
        "stages": [stage],
    }


def meeting(cell: str, people: Sequence[str], number: int = 0, month: int = 11) -> Document:
    """A finished meeting: roll-call, minutes of some 3,000 letters, votes, tasks, points."""
    line: dict[str, Any] = {"status": "PRESENT", "stage": "OFFICIAL", "votes": True, "late": False}
    empty: Document = {part: [] for part in MEETING.parts}
    return empty | {
        "organisation_id": cell,
        "organisation_name": "Chi bộ xóm Nà Pài",
        "kind": "REGULAR",
        "state": "FINISHED",
        "period_year": 2026,
        "period_month": month,
        "started_at": datetime(2026, month, 3, 19, 30),
        "place": "Nhà văn hóa xóm",
        "chair_id": people[0],
        "minutes_taker_id": people[1],
        "information": SENTENCE * 8,
        "past_assessment": SENTENCE * 10,
        "next_tasks": SENTENCE * 10,
        "conclusion": SENTENCE * 6 + str(number),
        "attendance": [line | {"id": new_id(), "member_id": id_, "exempt": False} for id_ in people],
        "opinions": [
            {"id": new_id(), "speaker_id": id_, "kind": "OPINION", "content": SENTENCE * 2}
            for id_ in people[:5]
        ],
        "votes": [
            {"id": new_id(), "item": SENTENCE, "kind": "RESOLUTION", "method": "HANDS", "yes": 28, "no": 0}
            for _ in range(2)
        ],
        "tasks": [{"id": new_id(), "content": SENTENCE, "owner_id": id_} for id_ in people[:6]],
        "scores": [
            {"id": new_id(), "criterion": f"c{place}", "points": 90, "most": 100} for place in range(8)
        ],
    }
