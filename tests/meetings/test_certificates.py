"""Closing a meeting with two signatures by certificate."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.keys.offices import AT, offices, strangers
from tests.meetings.test_actions import document, typed_in

from desktop.basics.errors import Refused
from desktop.documents.verify import verify
from desktop.keys.signer import Signer
from desktop.keys.trust import Trust
from desktop.meetings.actions.drafting import keep_meeting_draft, reopen_meeting
from desktop.meetings.actions.finishing import finish_meeting
from desktop.meetings.queries.opening import open_meeting
from desktop.meetings.signing.certificates import Hand, PaperToSign, file_signed, paper_to_sign, sign_as
from desktop.meetings.signing.paper import signed_paper
from desktop.storage.register import Register

TRUST = offices().authority.trust()


@pytest.fixture
def finished(register: Register, cell: str, sample: dict[str, Any]) -> str:
    return register.write(finish_meeting, typed_in(register, cell, sample)).result().meeting_id


@pytest.fixture
def paper(register: Register, finished: str) -> PaperToSign:
    return register.read(paper_to_sign, finished).result()


def by_both(paper: PaperToSign, taker: Signer | None = None, chair: Signer | None = None) -> bytes:
    once = sign_as(Hand.MINUTES_TAKER, paper.pdf, taker or offices().taker, paper.minutes_taker.post, AT)
    return sign_as(Hand.CHAIR, once, chair or offices().chair, paper.chair.post, AT)


def refused(register: Register, code: str, meeting_id: str, pdf: bytes, trust: Trust = TRUST) -> None:
    before = document(register, meeting_id)
    with pytest.raises(Refused, match=code):
        register.write(file_signed, meeting_id, pdf, trust).result()
    assert document(register, meeting_id) == before


def test_two_people_close_a_meeting(register: Register, finished: str, paper: PaperToSign) -> None:
    assert (paper.minutes_taker.name, paper.chair.name) == ("Lục Thị Yến", "Bế Đức Kiên")
    pdf = by_both(paper)
    closed = register.write(file_signed, finished, pdf, TRUST).result()
    stored = document(register, finished)
    assert (stored["state"], stored["signed_on"]) == ("SIGNED", TODAY)
    assert (stored["signed_by_chair"], stored["signed_by_minutes_taker"]) == ("Bế Đức Kiên", "Lục Thị Yến")
    assert stored["paper_sha256"] == closed.paper_sha256
    archived = register.read(signed_paper, finished).result()
    assert archived == pdf
    assert verify(archived, TRUST, TODAY.replace(year=2036), filed=stored["signed_on"]).holds
    refused(register, "MTG-09", finished, pdf)
    with pytest.raises(Refused, match="MTG-09"):
        register.read(paper_to_sign, finished).result()


def test_half_signed_unknown_or_damaged_papers_leave_the_meeting_open(
    register: Register, finished: str, paper: PaperToSign
) -> None:
    pdf = by_both(paper)
    once = sign_as(Hand.MINUTES_TAKER, paper.pdf, offices().taker, "", AT)
    refused(register, "MTG-42", finished, paper.pdf)
    refused(register, "MTG-42", finished, once)
    refused(register, "MTG-42", finished, pdf, Trust())
    refused(register, "MTG-42", finished, pdf, strangers().authority.trust())
    refused(register, "MTG-42", finished, pdf + b"junk")
    refused(register, "MTG-42", finished, by_both(paper, chair=strangers().chair))
    refused(register, "MTG-41", finished, b"junk" + pdf)
    refused(register, "MTG-41", finished, b"")


def test_others_than_the_printed_people_are_refused(
    register: Register, finished: str, paper: PaperToSign
) -> None:
    refused(register, "MTG-43", finished, by_both(paper, taker=offices().chair))
    refused(register, "MTG-43", finished, by_both(paper, offices().chair, offices().taker))


def test_a_meeting_changed_since_needs_a_new_paper(
    register: Register, finished: str, paper: PaperToSign
) -> None:
    pdf = by_both(paper)
    register.write(reopen_meeting, finished).result()
    refused(register, "MTG-36", finished, pdf)
    opened = register.read(open_meeting, finished).result()
    assert opened is not None
    changed = replace(opened.draft, conclusion=opened.draft.conclusion + " Thêm một ý.")
    register.write(keep_meeting_draft, changed).result()
    register.write(finish_meeting, changed).result()
    refused(register, "MTG-41", finished, pdf)
    again = register.read(paper_to_sign, finished).result()
    assert register.write(file_signed, finished, by_both(again), TRUST).result().meeting_id == finished


def test_signing_is_only_for_those_who_may(
    register: Register, finished: str, paper: PaperToSign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.storage.work import Work

    def refuse(_work: Work, _right: object) -> None:
        from desktop.basics.language import msg

        raise Refused("STO-20", msg("no"))

    monkeypatch.setattr(Work, "require", refuse)
    deed: Callable[..., object] = file_signed
    with pytest.raises(Refused, match="STO-20"):
        register.write(deed, finished, paper.pdf, TRUST).result()
