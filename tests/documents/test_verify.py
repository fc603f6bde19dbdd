"""What a signed paper is told to be: every way in which it can fail, and that it holds otherwise."""

import io
import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.documents.papers import CHAIR, TAKER, once, prepared, twice, unsigned
from tests.keys.offices import AT, DAY, YEAR, offices, strangers

from desktop import cli
from desktop.basics.errors import Trouble
from desktop.basics.language import format_number, say, use
from desktop.documents.sign import sign
from desktop.documents.verify import Since, Standing, Verdict, verify
from desktop.keys.authority import Why
from desktop.keys.trust import FOLDER, Trust

TRUST = offices().authority.trust()
TODAY = AT.date()


def test_a_paper_signed_by_both_holds() -> None:
    verdict = verify(twice(), TRUST, TODAY)
    assert verdict.holds
    first, second = verdict.signatures
    assert (first.name, second.name) == ("Lục Thị Yến", "Bế Đức Kiên")
    assert (first.since, second.since) == (Since.SIGNED_AGAIN, Since.NOTHING)
    assert all(one.whole and one.standing is Standing.TRUSTED for one in verdict.signatures)
    assert first.field == TAKER.field
    assert second.issuer == "Đảng ủy xã Bình Lãng"


def test_a_paper_with_an_empty_place_does_not_hold_yet() -> None:
    verdict = verify(once(), TRUST, TODAY)
    assert verdict.signatures[0].holds
    assert verdict.empty == 1
    assert not verdict.holds
    assert verify(prepared(), TRUST, TODAY) == Verdict((), 2, TODAY)
    assert verify(unsigned(), TRUST, TODAY) == Verdict((), 0, TODAY)
    assert not verify(unsigned(), TRUST, TODAY).holds


def holds(pdf: bytes) -> bool:
    try:
        return verify(pdf, TRUST, TODAY).holds
    except Trouble:
        return False


def test_no_flipped_byte_goes_unnoticed() -> None:
    pdf, chance = twice(), random.Random(1)
    places = [*range(0, len(pdf), len(pdf) // 30), *chance.sample(range(len(pdf)), 10)]
    for place in places:
        flipped = bytearray(pdf)
        flipped[place] ^= 1 << place % 8
        assert not holds(bytes(flipped)), place


@pytest.mark.soak
def test_no_flipped_byte_of_many_goes_unnoticed() -> None:
    pdf = twice()
    for place in range(0, len(pdf), 101):
        flipped = bytearray(pdf)
        flipped[place] ^= 1 << place % 8
        assert not holds(bytes(flipped)), place


def test_no_cut_goes_unnoticed() -> None:
    pdf = twice()
    assert not any(holds(pdf[:cut]) for cut in range(0, len(pdf), len(pdf) // 40))


def test_what_stands_behind_the_last_signature_is_noticed() -> None:
    for more in (b"\n", b"junk", b"% \xc4\x90 \n"):
        verdict = verify(twice() + more, TRUST, TODAY)
        assert not verdict.holds
        assert verdict.signatures[-1].whole
        assert verdict.signatures[-1].since is Since.CHANGED


def test_content_added_later_is_noticed_though_the_signatures_are_intact() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    for before in (once(), twice()):
        writer = IncrementalPdfFileWriter(io.BytesIO(before))
        writer.add_stream_to_page(0, writer.add_object(content_of(b"q 0 0 200 200 re f Q")))
        out = io.BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call]
        verdict = verify(out.getvalue(), TRUST, TODAY)
        assert not verdict.holds
        assert all(one.whole for one in verdict.signatures)
        assert all(one.since is Since.CHANGED for one in verdict.signatures)


def content_of(drawing: bytes) -> object:
    from pyhanko.pdf_utils.generic import StreamObject

    return StreamObject(stream_data=drawing)


def test_something_put_between_the_two_signatures_is_noticed() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(once()))
    writer.add_stream_to_page(0, writer.add_object(content_of(b"q 0 0 200 200 re f Q")))
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    pdf = sign(out.getvalue(), CHAIR.field, offices().chair, "", AT)
    first, second = verify(pdf, TRUST, TODAY).signatures
    assert (first.since, second.since) == (Since.CHANGED, Since.NOTHING)
    assert not verify(pdf, TRUST, TODAY).holds


def standing(trust: Trust, day: timedelta = timedelta(), filed: timedelta | None = None) -> Standing:
    when = AT + day
    verdict = verify(twice(), trust, when.date(), (AT + filed).date() if filed is not None else None)
    assert verdict.signatures[1].whole
    assert verdict.holds is all(one.standing is Standing.TRUSTED for one in verdict.signatures)
    return verdict.signatures[1].standing


def test_an_unknown_office_is_not_trusted() -> None:
    assert standing(Trust()) is Standing.UNKNOWN
    assert standing(strangers().authority.trust()) is Standing.UNKNOWN
    assert standing(TRUST) is Standing.TRUSTED
    pdf = sign(once(), CHAIR.field, strangers().chair, "", AT)
    assert [one.standing for one in verify(pdf, TRUST, TODAY).signatures] == [
        Standing.TRUSTED,
        Standing.UNKNOWN,
    ]


def test_without_a_list_nobody_is_trusted() -> None:
    assert standing(replace(TRUST, lists=TRUST.lists[:1])) is Standing.NO_LIST
    assert standing(replace(TRUST, lists=TRUST.lists[1:])) is Standing.UNKNOWN


def test_a_revoked_signer_counts_until_that_day() -> None:
    revoked = (
        offices().authority.revoke(offices().chair.certificate.serial, Why.CHANGED, AT + 10 * DAY).trust()
    )
    assert standing(revoked, 20 * DAY) is Standing.REVOKED
    assert standing(revoked, 20 * DAY, filed=timedelta()) is Standing.TRUSTED
    assert standing(revoked, 20 * DAY, filed=15 * DAY) is Standing.REVOKED
    assert standing(revoked, 4 * YEAR) is Standing.REVOKED


def test_an_expired_certificate_counts_for_a_paper_filed_in_time() -> None:
    assert standing(TRUST, 4 * YEAR) is Standing.EXPIRED
    assert standing(TRUST, 4 * YEAR, filed=timedelta()) is Standing.TRUSTED
    assert standing(TRUST, 25 * YEAR, filed=DAY) is Standing.TRUSTED
    assert standing(TRUST, -30 * DAY) is Standing.TOO_EARLY


def test_a_devices_key_signs_no_paper() -> None:
    pdf = sign(once(), CHAIR.field, offices().device, "", AT)
    assert verify(pdf, TRUST, TODAY).signatures[1].standing is Standing.WRONG_ROLE
    assert not verify(pdf, TRUST, TODAY).holds


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"xin chao", bytes(5000), b"%PDF-1.4\n%%EOF"])
def test_what_is_no_pdf_is_refused(junk: bytes) -> None:
    with pytest.raises(Trouble, match="PDF-11"):
        verify(junk, TRUST, TODAY)


def test_each_answer_has_plain_words() -> None:
    use("en")
    verdict = verify(twice(), TRUST, TODAY)
    words = [say(line) for line in verdict.lines()]
    assert words[0] == "This paper holds: 2 signatures, judged at 09/11/2026."
    assert words[2] == "Whole: what was signed is exactly what stands here."
    for standing_ in Standing:
        for since in Since:
            for whole, lines in ((True, 6), (False, 4)):  # of what isn't whole, nothing else is said
                odd = replace(verdict.signatures[0], standing=standing_, since=since, whole=whole, day=TODAY)
                told = [say(line) for line in Verdict((odd,), 1, TODAY).lines()]
                assert told[0] == "This paper can't be relied on."
                assert len(told) == lines
    use("vi")


# -- the command line


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "twice.pdf").write_bytes(twice())
    (tmp_path / "once.pdf").write_bytes(once())
    (tmp_path / "root.pem").write_bytes(TRUST.roots[0].parsed.public_bytes(Encoding.PEM))
    TRUST.write(tmp_path / "home" / FOLDER)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = cli.main(["verify", *words, "--today", "2026-11-10", "--lang", "en"])
    use("vi")
    return code, capsys.readouterr().out


def test_the_command_needs_no_register_and_says_yes_only_if_all_hold(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(files / "home")]
    code, words = said(capsys, str(files / "twice.pdf"), *home)
    assert code == 0
    assert "This paper holds: 2 signatures" in words
    assert said(capsys, str(files / "once.pdf"), *home)[0] == 1
    assert said(capsys, str(files / "twice.pdf"), "--home", str(files / "other"))[0] == 1
    code, words = said(capsys, str(files / "twice.pdf"), *home, "--json")
    facts = json.loads(words)
    assert facts["holds"] is True
    assert [one["name"] for one in facts["signatures"]] == ["Lục Thị Yến", "Bế Đức Kiên"]
    assert said(capsys, str(files / "root.pem"), *home)[0] == 3
    assert said(capsys, str(files / "missing.pdf"), *home)[0] == 3


def test_a_root_can_be_given_by_hand_but_not_without_its_list(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = ["--home", str(files / "other")]
    assert said(capsys, str(files / "twice.pdf"), *elsewhere, "--root", str(files / "root.pem"))[0] == 1
    more = [str(path) for path in sorted((files / "home" / FOLDER).iterdir())]
    given = [word for path in more for word in ("--root", path)]
    assert said(capsys, str(files / "twice.pdf"), *elsewhere, *given)[0] == 0
    assert said(capsys, str(files / "twice.pdf"), *elsewhere, "--root", str(files / "twice.pdf"))[0] == 2


def test_the_day_of_filing_can_be_given(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(files / "twice.pdf"), "--home", str(files / "home")]
    late = ["verify", *words, "--today", "2036-01-01"]
    assert cli.main(late) == 1
    assert cli.main([*late, "--filed", "2026-11-10"]) == 0
    capsys.readouterr()


def test_each_signature_says_what_part_of_the_file_it_covers() -> None:
    use("en")
    first, second = verify(twice(), TRUST, TODAY).signatures
    assert (second.reach, second.size) == (len(twice()), len(twice()))
    assert first.reach == len(once())
    assert say(second.covered()) == "It covers the whole file."
    assert say(first.covered()).startswith("It covers the first ")
    junk = verify(twice() + b"junk", TRUST, TODAY).signatures[-1]
    assert junk.reach == junk.size - 4
    part, whole = (format_number(one) for one in (junk.reach, junk.size))
    words = f"It covers the first {part} of {whole} bytes; what follows was added later."
    assert say(junk.covered()) == words  # in KB both would be the same figure
