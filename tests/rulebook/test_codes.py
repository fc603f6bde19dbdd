from datetime import date
from pathlib import Path

import pytest

from desktop.basics import language, places
from desktop.basics.errors import Trouble
from desktop.rulebook.book import Rulebook

BOOK = Rulebook.load()
LISTS = (
    "ethnic",
    "religion",
    "org_kind",
    "org_sector",
    "post",
    "occupation",
    "education_general",
    "education_professional",
    "education_political",
)


@pytest.mark.parametrize("name", LISTS)
def test_each_entry_is_found_by_its_own_words(name: str) -> None:
    listed = BOOK.codes(name)
    assert listed.source.document
    for entry in listed.entries:
        assert listed.get(entry.code) is entry
        assert listed.find(entry.label) is entry
        assert listed.find(entry.label.upper()) is entry


@pytest.mark.parametrize("name", LISTS)
def test_no_spelling_means_two_things(name: str) -> None:
    listed = BOOK.codes(name)
    for entry in listed.entries:
        for words in (entry.label, *entry.aliases):
            assert listed.find(words) is entry, words


def test_the_fifty_four_peoples_in_order() -> None:
    entries = BOOK.codes("ethnic").entries
    assert [entry.code for entry in entries] == [*(f"{n:02d}" for n in range(1, 56)), "99"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("KINH", "01"),
        ("tày", "02"),
        ("H'Mông", "08"),
        ("Mèo", "08"),
        ("Khơ me", "05"),
        ("Cao Lan", "15"),
        ("08", "08"),
        ("Giẻ Triêng", "27"),
        ("Phà Thẻn", "46"),
    ],
)
def test_old_spellings_are_recognised(written: str, code: str) -> None:
    found = BOOK.codes("ethnic").find(written)
    assert found is not None
    assert found.code == code


def test_unknown_words_are_not_guessed() -> None:
    assert BOOK.codes("ethnic").find("Xá") is None
    assert BOOK.codes("ethnic").find("") is None


def test_districts_ended_with_june_2025() -> None:
    kinds = BOOK.codes("org_kind")
    assert "HUYEN_UY" in {entry.code for entry in kinds.on(date(2025, 6, 30))}
    assert "HUYEN_UY" not in {entry.code for entry in kinds.on(date(2025, 7, 1))}


def test_a_label_follows_the_language() -> None:
    entry = BOOK.codes("post").get("SECRETARY")
    assert entry is not None
    before = language.in_use()
    try:
        language.use("en")
        assert entry.words == "Secretary"
        language.use("vi")
        assert entry.words == "Bí thư"
    finally:
        language.use(before)


def codes_file(folder: Path, codes: str) -> Path:
    file = folder / "codes" / "post.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'id = "post"\ntitle = "Chức vụ"\n[documents]\na = "A"\n[source]\ndocument = "a"\nwords = "Chức vụ."\n'
        + codes,
        encoding="utf-8",
    )
    return folder


def test_an_office_adds_its_own_entries(tmp_path: Path) -> None:
    own = codes_file(tmp_path, '[[codes]]\ncode = "X1"\nlabel = "Cán sự"\nenglish = "Officer"\n')
    listed = Rulebook.load(places.resources() / "rules", own).codes("post")
    assert [listed.entries[0].code, listed.entries[-1].code] == ["SECRETARY", "X1"]


def test_a_code_stands_once_only(tmp_path: Path) -> None:
    entry = '[[codes]]\ncode = "X1"\nlabel = "Cán sự"\nenglish = "Officer"\n'
    with pytest.raises(Trouble, match="RUL-04"):
        Rulebook.load(codes_file(tmp_path, entry + entry)).codes("post")
