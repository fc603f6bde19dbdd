import logging
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.quiet import Loud

from desktop.basics import logs
from desktop.basics.errors import Refused, Trouble
from desktop.basics.ids import new_id
from desktop.basics.language import msg

LOG = logging.getLogger("desktop.test")
PERSON = "Nguyễn Thị Hoa"


class Kind(StrEnum):
    MEETING = "meeting"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger("desktop").level
    yield logs.start(tmp_path)
    logs.stop()
    logging.getLogger("desktop").setLevel(level)


def line(sentence: object, *values: object) -> str:
    record = logging.LogRecord("desktop", logging.INFO, "", 0, sentence, values, None)
    return logs.Discreet("%(message)s").format(record)


def test_what_happened_and_to_which_id(file: Path) -> None:
    meeting = new_id()
    LOG.info(
        "Kept %s %s on %s, %d lines, %s, %s",
        logs.own("meeting"),
        meeting,
        date(2026, 11, 3),
        24,
        Kind.MEETING,
        None,
    )
    assert f"Kept meeting {meeting} on 2026-11-03, 24 lines, MEETING, None" in file.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "value",
    [
        PERSON,
        "hoa",
        "004068020429",
        "65544334",
        ["Hoa"],
        {"name": "Hoa"},
        Path("/home/hoa"),
        b"Hoa",
        msg("Hoa"),
    ],
)
def test_what_could_be_a_person_is_withheld(value: object) -> None:
    assert line("Refused %s", value) == "Refused ***"


def test_sentences_that_were_put_together_are_withheld() -> None:
    assert line(f"Refused {PERSON}") == "***"
    assert line(["Hoa"]) == "***"
    assert line("Too few %s %s", 1) == "Too few %s %s ***"
    assert line("By name %(who)s", {"who": PERSON}) == "By name ***"


def test_an_exception_is_its_kind_and_its_places(file: Path, loud: Loud) -> None:
    loud.log("Broke while keeping")
    loud.log("Told")

    def fails() -> None:
        raise ValueError(f"no such member: {PERSON}")

    try:
        fails()
    except ValueError as error:
        LOG.exception("Broke while keeping, %s", error)
    try:
        raise Trouble("STO-03", msg("{who} is missing", who=PERSON)) from KeyError(PERSON)
    except Trouble:
        LOG.exception("Told")
    text = file.read_text(encoding="utf-8")
    assert "Broke while keeping, ValueError" in text
    assert "test_logs.py:" in text
    assert "fails" in text
    assert "Trouble STO-03" in text
    assert "Hoa" not in text


def test_a_refusal_is_its_code(file: Path) -> None:
    LOG.info("Refused, %s", Refused("MTG-02", msg("{who} may not vote", who=PERSON)))
    assert "Refused, MTG-02" in file.read_text(encoding="utf-8")


def test_trouble_of_the_system_is_its_number() -> None:
    assert line("Not written: %s", OSError(28, "No space left", "/home/hoa/x")) == "Not written: OSError 28"


def test_details_only_when_asked_for(tmp_path: Path, file: Path) -> None:
    LOG.debug("Quiet")
    assert "Quiet" not in file.read_text(encoding="utf-8")
    logs.start(tmp_path, verbose=True)
    LOG.debug("Loud")
    assert "Loud" in file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file in the way", encoding="utf-8")
    logs.start(tmp_path)
    assert not any(isinstance(one, logging.FileHandler) for one in logging.getLogger("desktop").handlers)


@given(st.text(min_size=1))
def test_no_text_with_letters_beyond_ascii_passes(text: str) -> None:
    assert line("x %s", text) == "x ***" or text.isascii()
