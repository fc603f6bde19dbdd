"""A file that the user saves: whole or not at all, and a refusal in words."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from desktop.app.doors import save_paper
from desktop.basics import language
from desktop.basics.errors import Trouble, why_not
from desktop.basics.language import say
from desktop.basics.places import write_safely
from desktop.exchange import joining
from desktop.meetings.form import paper

SAVES = {
    "MTG-40": paper.write_out,
    "EXC-08": joining.write_out,
    "PDF-05": lambda path, content: save_paper(content, path),
}


def refusing(number: int) -> Any:
    """As a full stick: it takes the beginning, and then no more."""

    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("code", SAVES)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.ENOTCONN])
def test_what_was_there_stays_and_nothing_half_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, number: int
) -> None:
    old, new = tmp_path / "Biên bản.pdf", tmp_path / "mới.pdf"
    old.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", refusing(number))
    for path in (old, new):
        with pytest.raises(Trouble, match=code) as caught:
            SAVES[code](path, bytes(100_000))
        assert caught.value.next_step is not None
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {old.name: b"old"}


@pytest.mark.parametrize("code", ["MTG-40", "EXC-08"])
def test_others_may_read_it_as_any_file_of_the_user(tmp_path: Path, code: str) -> None:
    SAVES[code](tmp_path / "a.pdf", b"content")
    (tmp_path / "b.pdf").write_bytes(b"content")
    assert (tmp_path / "a.pdf").stat().st_mode == (tmp_path / "b.pdf").stat().st_mode
    write_safely(tmp_path / "c.pdf", b"content")
    assert (tmp_path / "c.pdf").stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no room is left."),
        (errno.EROFS, "nothing may be written there."),
        (errno.EACCES, "nothing may be written there."),
        (errno.EINVAL, "the name has a sign that isn't allowed there, or is too long."),
        (errno.ENAMETOOLONG, "the name has a sign that isn't allowed there, or is too long."),
        (errno.ENOTCONN, "the folder or stick doesn't answer."),
    ],
)
def test_the_reason_is_a_sentence_of_ours(number: int, words: str) -> None:
    language.use("en")
    assert say(why_not(OSError(number, "whatever the system says"))) == words
    language.use("vi")
    assert say(why_not(OSError(number, "whatever the system says"))) != words
