"""Quick find: without diacritics, the beginning of any word, and the best hit first."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.basics.ids import new_id
from desktop.basics.text import fold
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.finder import Hit
from desktop.storage.register import Register
from desktop.storage.work import Work

NAMES = (
    "Đặng Văn Quỳnh",
    "Đặng Thị Nông",
    "Nông Thị Thơm",
    "Nông Thị Thu",
    "Nòng Văn Dũng",
    "Nguyễn Thị Ánh",
    "Lê Đỗ Quyên",
    "Đỗ Lê",
)


def person(name: str, **fields: Any) -> dict[str, Any]:
    return {part: [] for part in MEMBER.parts} | {"full_name": name, "birth_year": 1984} | fields


def put(work: Work, *people: dict[str, Any]) -> list[str]:
    ids = [new_id() for _ in people]
    work.put_many(MEMBER, zip(ids, people, strict=True), reason="new")
    return ids


@pytest.fixture
def filled(register: Register) -> Register:
    register.write(put, *(person(name) for name in NAMES)).result()
    cell = {"name": "Chi bộ xóm Nà Pài", "parents": [], "names": [], "terms": []}
    register.write(lambda work: work.put(ORGANISATION, new_id(), cell)).result()
    return register


def found(register: Register, typed: str, limit: int = 12) -> list[str]:
    hits: tuple[Hit, ...] = register.read(lambda reading: reading.find(typed, limit)).result()
    return [hit.title for hit in hits]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("quynh", ["Đặng Văn Quỳnh"]),
        ("QUỲNH", ["Đặng Văn Quỳnh"]),
        ("đặng q", ["Đặng Văn Quỳnh"]),
        ("dang", ["Đặng Thị Nông", "Đặng Văn Quỳnh"]),
        ("do", ["Đỗ Lê", "Lê Đỗ Quyên"]),
        ("le", ["Đỗ Lê", "Lê Đỗ Quyên"]),
        ("na pai", ["Chi bộ xóm Nà Pài"]),
        ("xom", ["Chi bộ xóm Nà Pài"]),
        ("thi  thu", ["Nông Thị Thu"]),
        ("uynh", []),
        ("", []),
        ("   ", []),
        ("!?*\"'", []),
    ],
)
def test_what_is_found(filled: Register, typed: str, titles: list[str]) -> None:
    assert found(filled, typed) == titles


def test_the_given_name_comes_first(filled: Register) -> None:
    assert found(filled, "nong")[0] == "Đặng Thị Nông"
    assert set(found(filled, "nong")) == {"Đặng Thị Nông", "Nông Thị Thơm", "Nông Thị Thu", "Nòng Văn Dũng"}


def test_accents_that_were_typed_count(filled: Register) -> None:
    assert found(filled, "nòng") == ["Nòng Văn Dũng"]
    assert "Nòng Văn Dũng" not in found(filled, "nông")
    assert found(filled, "no\u0302ng") == found(filled, "nông")  # decomposed, as a Mac types it
    assert found(filled, "quynhf") == []


def test_numbers_are_found_and_never_shown(filled: Register) -> None:
    filled.write(put, person("Bế Đức Kiên", citizen_id="004084004471", card_no="12.345678")).result()
    for typed in ("004084004471", "0040", "12.345678", "12 345678"):
        [hit] = filled.read(lambda reading, typed=typed: reading.find(typed)).result()
        assert hit.title == "Bế Đức Kiên"
        assert "0040" not in hit.title + hit.subtitle
        assert hit.subtitle == "1984"


def test_the_limit_holds(filled: Register) -> None:
    assert len(found(filled, "thi", 2)) == 2


def test_a_name_that_was_changed_is_found_by_the_new_one_only(filled: Register) -> None:
    [id_] = filled.write(put, person("Triệu Thị Mẩy")).result()
    filled.write(lambda work: work.put(MEMBER, id_, person("Triệu Thị Mủi"))).result()
    assert found(filled, "may") == []
    assert found(filled, "mui") == ["Triệu Thị Mủi"]
    filled.write(lambda work: work.remove(MEMBER, id_, reason="edit")).result()
    assert found(filled, "mui") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_nothing_that_is_typed_is_an_error(filled: Register, typed: str) -> None:
    for title in found(filled, typed):
        assert all(word in fold(title) for word in re.findall("[a-z0-9]+", fold(typed)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.data())
def test_any_beginnings_of_words_find_the_person(filled: Register, name: str, data: st.DataObject) -> None:
    typed = " ".join(
        word[: data.draw(st.integers(1, len(word)))]
        for word in data.draw(st.permutations(fold(name).split()))
    )
    assert name in found(filled, typed)


def test_hits_of_one_kind_stand_in_vietnamese_order(register: Register) -> None:
    names = ("Nông Thị Thơm", "Nông Thị Oanh", "Nông Thị Đào", "Nông Thị Ánh", "Nông Thị Cúc")
    register.write(put, *(person(name) for name in names)).result()
    assert [name.split()[-1] for name in found(register, "nong thi")] == ["Ánh", "Cúc", "Đào", "Oanh", "Thơm"]
