"""Enrolment by stick: the whole way, and everything that an attacker, a courier or a tired person may do."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.keys.offices import AT, DAY, UNIT, offices, strangers

from desktop.basics.errors import Refused, Told, Trouble
from desktop.keys import cms, strict
from desktop.keys.authority import Authority
from desktop.keys.certificates import Role
from desktop.keys.enrolment import (
    LIFE,
    Request,
    accept_grant,
    make_grant,
    make_kit,
    make_request,
    read_kit,
    read_request,
)
from desktop.keys.enrolment_files import PendingKit, PendingRequest, signed_file
from desktop.keys.phrase import OneTimeCode, Phrase
from desktop.keys.sealing import Sealer, open_sealed, seal

OFFICE = Sealer.new()


@cache
def way() -> tuple[bytes, PendingKit, bytes, PendingRequest, Request, Authority, bytes]:
    """All files of one enrolment."""
    kit_file, waiting = make_kit(offices().authority, OFFICE.public, "Chi bộ xóm Bản Lằng", AT)
    kit = read_kit(kit_file, AT)
    request_file, asked = make_request(kit, waiting.code, UNIT, "Chi bộ xóm Bản Lằng", "Máy văn phòng", AT)
    request = read_request(request_file, OFFICE, (waiting,), AT)
    heard = " ".join(asked.phrase().said_by_unit())
    authority, _, grant = make_grant(offices().authority, request, heard, OFFICE.public, AT)
    return kit_file, waiting, request_file, asked, request, authority, grant


@cache
def heard_at_unit() -> str:
    *_, request, authority, _ = way()
    return " ".join(request.phrase(authority).said_by_collector())


def test_the_whole_way() -> None:
    kit_file, waiting, _, asked, request, authority, grant = way()
    kit = read_kit(kit_file, AT + DAY)
    assert (kit.collector, kit.collector_name) == (authority.urn, "Đảng ủy xã Bình Lãng")
    assert (kit.unit_name, kit.age_key) == ("Chi bộ xóm Bản Lằng", OFFICE.public)
    assert (request.urn, request.device, request.kit) == (UNIT, "Máy văn phòng", waiting)
    assert request.phrase(authority) == asked.phrase()
    enrolled = accept_grant(grant, asked, heard_at_unit(), AT)
    assert enrolled.device.certificate.roles == {Role.DEVICE}
    assert enrolled.collector_age_key == OFFICE.public
    signature = cms.sign(b"bundle", enrolled.device, at=AT)
    assert cms.verify(b"bundle", signature, authority.trust(), AT).urn == UNIT
    receipt = cms.sign(b"receipt", authority.collector, at=AT)
    assert cms.verify(b"receipt", receipt, enrolled.trust, AT).role is Role.COLLECTOR


def test_what_is_kept_meanwhile_comes_back_the_same() -> None:
    _, waiting, _, asked, _, _, grant = way()
    assert PendingKit.read(waiting.written()) == waiting
    back = PendingRequest.read(asked.written())
    assert back.written() == asked.written()
    assert accept_grant(grant, back, heard_at_unit(), AT).device.secret == asked.secret
    for spoil in (b"", b"{}", waiting.written()[:-1], asked.written()[:-1], asked.written() + b" "):
        with pytest.raises(Refused, match="KEY-52"):
            PendingKit.read(spoil)
        with pytest.raises(Refused, match="KEY-52"):
            PendingRequest.read(spoil)
    for one in (waiting, asked, waiting.code, asked.phrase()):
        assert waiting.code.written() not in repr(one)
        assert asked.sealer.secret not in repr(one)


def test_the_code_is_not_on_the_stick() -> None:
    kit_file, waiting, request_file, *_ = way()
    for file in (kit_file, request_file, open_sealed(request_file, OFFICE)):
        assert waiting.code.characters.encode() not in file
        assert waiting.code.written().encode() not in file


# -- the kit


def test_no_flipped_bit_or_cut_of_a_kit_passes() -> None:
    file = way()[0]
    for place in range(0, len(file), 41):
        flipped = bytearray(file)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(Told, match=r"KEY-(3|5)"):
            read_kit(bytes(flipped), AT)
    for cut in range(0, len(file), 101):
        with pytest.raises(Refused, match="KEY-52"):
            read_kit(file[:cut], AT)
    for more in (b"\x00", file):
        with pytest.raises(Refused, match="KEY-52"):
            read_kit(file + more, AT)


def test_a_kit_is_good_for_90_days() -> None:
    assert read_kit(way()[0], AT + LIFE)
    with pytest.raises(Refused, match="KEY-56"):
        read_kit(way()[0], AT + LIFE + DAY)


def rewritten(change: Callable[[dict[str, strict.Plain]], None], signer: str = "collector") -> bytes:
    """A kit with something changed, signed anew by whoever."""
    from desktop.keys.certificates import Content
    from desktop.keys.enrolment_files import split

    fields = json.loads(split(way()[0])[0])
    change(fields)
    one = {"collector": offices().authority.collector, "stranger": strangers().authority.collector,
           "device": offices().device}[signer]  # fmt: skip
    return signed_file(fields, one, Content.KIT, AT)


@pytest.mark.parametrize(
    ("signer", "change", "code"),
    [
        ("stranger", {}, "KEY-33"),
        ("device", {}, "KEY-36"),
        ("collector", {"collector": "urn:sochibo:another"}, "KEY-52"),
        ("collector", {"format": "sochibo-kit/2"}, "KEY-52"),
        ("collector", {"age_key": "age1nothing"}, "KEY-52"),
        ("collector", {"root": strict.shown(offices().device.certificate.der)}, "KEY-52"),
        ("collector", {"issuing": strict.shown(offices().authority.root.der)}, "KEY-52"),
        ("collector", {"root": strict.shown(strangers().authority.root.der)}, "KEY-3"),
        ("collector", {"lists": []}, "KEY-33"),
        ("collector", {"lists": ["AAAA"]}, "KEY-52"),
        ("collector", {"more": 1}, "KEY-52"),
        ("collector", {"made": "2026-11-09"}, "KEY-52"),
        ("collector", {"unit_name": 5}, "KEY-52"),
    ],
)
def test_a_kit_of_another_shape_is_refused(signer: str, change: dict[str, strict.Plain], code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_kit(rewritten(lambda fields: fields.update(change), signer), AT)


def test_a_kit_with_other_keys_gives_another_phrase() -> None:
    """An attacker may well swap the whole kit: it is sound in itself. The telephone tells."""
    false_kit, _ = make_kit(strangers().authority, Sealer.new().public, "Chi bộ xóm Bản Lằng", AT)
    _, waiting, *_ = way()
    _, asked = make_request(read_kit(false_kit, AT), waiting.code, UNIT, "Chi bộ", "", AT)
    *_, request, authority, grant = way()
    assert asked.phrase() != request.phrase(authority)
    with pytest.raises(Refused, match="KEY-51"):
        accept_grant(grant, asked, heard_at_unit(), AT)


# -- the request


def test_a_request_with_another_code_is_refused() -> None:
    kit_file, waiting, *_ = way()
    file, _ = make_request(read_kit(kit_file, AT), OneTimeCode.new(), UNIT, "Chi bộ", "", AT)
    with pytest.raises(Refused, match="KEY-54"):
        read_request(file, OFFICE, (waiting,), AT)


def test_a_request_without_a_kit_that_waits_is_refused() -> None:
    _, waiting, file, *_ = way()
    other = make_kit(offices().authority, OFFICE.public, "Chi bộ khác", AT)[1]
    for pending in ((), (other,)):
        with pytest.raises(Refused, match="KEY-53"):
            read_request(file, OFFICE, pending, AT)
    assert read_request(file, OFFICE, (other, waiting), AT).kit == waiting


def test_a_request_to_another_office_or_damaged_is_not_opened() -> None:
    _, waiting, file, *_ = way()
    with pytest.raises(Trouble, match="KEY-12"):
        read_request(file, Sealer.new(), (waiting,), AT)
    for place in range(0, len(file), 53):
        flipped = bytearray(file)
        flipped[place] ^= 1
        with pytest.raises(Trouble, match="KEY-12"):
            read_request(bytes(flipped), OFFICE, (waiting,), AT)
    with pytest.raises(Refused, match="KEY-52"):
        read_request(bytes(2_000_000), OFFICE, (waiting,), AT)
    with pytest.raises(Refused, match="KEY-56"):
        read_request(file, OFFICE, (waiting,), AT + LIFE + DAY)


@pytest.mark.parametrize("name", ["urn", "name", "device", "age_key", "request", "made", "kit"])
def test_no_field_of_a_request_can_be_exchanged(name: str) -> None:
    """Anybody can seal to the collector; only who has the code can make the request."""
    kit_file, waiting, file, *_ = way()
    mine = json.loads(open_sealed(file, OFFICE))
    theirs_file, _ = make_request(
        read_kit(kit_file, AT), OneTimeCode.new(), "urn:sochibo:x", "Khác", "x", AT + DAY
    )
    theirs = json.loads(open_sealed(theirs_file, OFFICE))
    mine[name] = "0" * 36 if name == "kit" else theirs[name]
    with pytest.raises(Refused, match=r"KEY-5[34]"):
        read_request(seal(strict.written(mine), (OFFICE.public,)), OFFICE, (waiting,), AT)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format":"sochibo-request/2"}', b"\xff", b'{"a":1,"a":2}']
)
def test_a_request_of_another_shape_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="KEY-52"):
        read_request(seal(content, (OFFICE.public,)), OFFICE, (way()[1],), AT)


def test_a_unit_with_the_code_but_an_unsound_urn_is_refused() -> None:
    kit_file, waiting, *_ = way()
    for urn, name in (("x", "Chi bộ"), (UNIT, "")):
        file, _ = make_request(read_kit(kit_file, AT), waiting.code, urn, name, "", AT)
        with pytest.raises(Refused, match="KEY-52"):
            read_request(file, OFFICE, (waiting,), AT)


# -- the telephone and the grant


def test_nobody_is_granted_or_accepted_without_the_right_words() -> None:
    *_, asked, request, _, grant = way()
    mine = asked.phrase()
    for wrong in ("", "1234 5678 9012", " ".join(mine.said_by_collector()), " ".join(mine.groups)):
        with pytest.raises(Refused, match="KEY-51"):
            make_grant(offices().authority, request, wrong, OFFICE.public, AT)
    for wrong in ("", "1234 5678 9012", " ".join(mine.said_by_unit()), " ".join(mine.groups)):
        with pytest.raises(Refused, match="KEY-51"):
            accept_grant(grant, asked, wrong, AT)


def test_a_grant_for_another_request_is_refused() -> None:
    kit_file, waiting, _, asked, _, _, grant = way()
    file, other = make_request(read_kit(kit_file, AT), waiting.code, UNIT, "Chi bộ", "", AT)
    with pytest.raises(Trouble, match="KEY-12"):
        accept_grant(grant, other, " ".join(other.phrase().said_by_collector()), AT)
    inner = open_sealed(grant, asked.sealer)
    moved = seal(inner, (other.sealer.public,))
    with pytest.raises(Refused, match="KEY-55"):
        accept_grant(moved, other, " ".join(other.phrase().said_by_collector()), AT)
    assert file


def test_a_damaged_or_forged_grant_is_refused() -> None:
    *_, asked, request, _, grant = way()
    for cut in range(0, len(grant), 401):
        with pytest.raises(Trouble, match="KEY-12"):
            accept_grant(grant[:cut], asked, heard_at_unit(), AT)
    inner = open_sealed(grant, asked.sealer)
    for place in range(0, len(inner), 211):
        flipped = bytearray(inner)
        flipped[place] ^= 1
        with pytest.raises(Told, match=r"KEY-(3|5)"):
            accept_grant(seal(bytes(flipped), (asked.sealer.public,)), asked, heard_at_unit(), AT)
    theirs = replace(request)
    heard = " ".join(theirs.phrase(strangers().authority).said_by_unit())
    _, _, false = make_grant(strangers().authority, theirs, heard, OFFICE.public, AT)
    with pytest.raises(Refused, match="KEY-33"):
        accept_grant(false, asked, heard_at_unit(), AT)
    with pytest.raises(Refused, match="KEY-52"):
        accept_grant(bytes(2_000_000), asked, heard_at_unit(), AT)


# -- words


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=14, max_size=14))
def test_codes_are_read_however_they_are_typed(characters: str) -> None:
    code = OneTimeCode(characters)
    text = code.written()
    assert len(text) == 19
    for typed in (text, text.lower(), text.replace("-", " "), text.replace("-", ""), f" {text}\n"):
        assert OneTimeCode.parse(typed) == code


def test_typing_mistakes_in_a_code_are_noticed() -> None:
    text = OneTimeCode("0123456789ABCD").written().replace("-", "")
    passed = 0
    for place in range(len(text)):
        for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            typed = text[:place] + letter + text[place + 1 :]
            if typed != text:
                try:
                    OneTimeCode.parse(typed)
                except Refused as refused:
                    if refused.code != "KEY-50":
                        raise
                else:
                    passed += 1
    assert passed <= 3
    for wrong in ("", text[:-1], text + "0", "Đ" * 16, "٣" * 16):
        with pytest.raises(Refused, match="KEY-50"):
            OneTimeCode.parse(wrong)


def test_the_phrase_never_changes() -> None:
    phrase = Phrase.of(b"root", b"issuing", b"request", "age1x", "urn:x")
    assert phrase.groups == ("1312", "9520", "7017", "4199", "2337", "3126")
    assert Phrase.of(b"root", b"issuing", b"request", "age1xu", "rn:x") != phrase
    assert phrase.said_by_collector() + phrase.said_by_unit() == phrase.groups


def test_strict_reading_takes_only_what_would_be_written() -> None:
    sound = {"a": 1, "b": ["x", None, True], "c": {"đ": "ộ"}}
    assert strict.read(strict.written(sound))
    for wrong in (
        b'{"a":1, "b":2}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u0061"}',
        b"\xef\xbb\xbf{}",
        b'{"a":90071992547409930}',
        b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"a":[[[[[[[[1]]]]]]]]}',
    ):
        with pytest.raises(strict.Unreadable):
            strict.read(wrong)
