"""Stretching within limits, calibration, and what counts as a passphrase."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Refused, Trouble
from desktop.keys import passphrase
from desktop.keys.passphrase import FLOOR, Cost, Grade, calibrated, judged, must_be_enough, stretched

SALT = bytes(16)


@pytest.mark.parametrize(
    "cost",
    [
        Cost(FLOOR.memory - 1, 3, 4),
        Cost(FLOOR.memory, 2, 4),
        Cost(1024 * 1024 + 1, 3, 4),
        Cost(2**31 - 1, 3, 4),
        Cost(FLOOR.memory, 25, 4),
        Cost(FLOOR.memory, 3, 0),
        Cost(FLOOR.memory, 3, 9),
    ],
)
def test_a_cost_out_of_limits_is_refused_before_any_work(cost: Cost, monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not_run(**_: object) -> bytes:
        raise AssertionError("derived all the same")

    monkeypatch.setattr("argon2.low_level.hash_secret_raw", must_not_run)
    with pytest.raises(Trouble, match="KEY-04"):
        stretched("bốn con mèo vàng", SALT, cost)


def test_every_keyboard_gives_the_same_key() -> None:
    text = "Đồng chí nhớ gì thế"
    composed = stretched(unicodedata.normalize("NFC", text), SALT, FLOOR)
    assert composed == stretched(unicodedata.normalize("NFD", text), SALT, FLOOR)
    assert composed != stretched(text + " ", SALT, FLOOR)
    assert len(composed) == 32


def test_argon2id_agrees_with_the_other_interface_of_the_library() -> None:
    import argon2

    encoded = argon2.low_level.hash_secret(
        b"bon con meo vang", b"0123456789abcdef", 3, FLOOR.memory, 4, 32, argon2.low_level.Type.ID
    )
    import base64

    digest = base64.b64decode(encoded.split(b"$")[-1] + b"=")
    assert digest == stretched("bon con meo vang", b"0123456789abcdef", FLOOR)


@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        (5.0, Cost(65536, 3, 4)),
        (0.5, Cost(65536, 3, 4)),
        (0.25, Cost(131072, 3, 4)),
        (0.125, Cost(262144, 3, 4)),
        (0.0625, Cost(262144, 6, 4)),
        (0.0, Cost(262144, 24, 4)),
    ],
)
def test_calibration_spends_half_a_second_between_floor_and_cap(seconds: float, cost: Cost) -> None:
    assert calibrated(lambda _: seconds) == cost


@given(st.floats(0, 100))
def test_a_calibrated_cost_is_always_accepted(seconds: float) -> None:
    cost = calibrated(lambda _: seconds)
    assert cost.within_limits()
    assert cost.memory <= 256 * 1024


@pytest.mark.parametrize(
    "text",
    [
        "", "ngắn", "a b c d", "123456789012", "aaaaaaaaaaaaaaaa", "abababababab", "qwertyuiop12", "matkhau123456",
        "MậtKhẩu 2026!", "abcdefghijklmnop", "bí thư chi bộ 2026", "đảng viên 2026", "mật khẩu mật khẩu",
    ],
)  # fmt: skip
def test_what_a_guesser_tries_first_is_refused(text: str) -> None:
    assert not judged(text, ("Bí thư",)).enough
    with pytest.raises(Refused, match="KEY-05"):
        must_be_enough(text, ("Bí thư",))


@pytest.mark.parametrize(
    "text", ["bốn con mèo vàng", "xu9#kL2!pqzz", "tàu thuỷ chín khế ngọt", "Cầu-tre-lắc-lẻo-gập-ghềnh"]
)
def test_twelve_letters_or_four_words_are_enough(text: str) -> None:
    must_be_enough(text, ("Bí thư",))


def test_the_account_s_own_name_counts_little() -> None:
    assert judged("Nhà văn hoá xã", ()).enough
    assert not judged("Nhà văn hoá xã", ("Nhà văn hoá xã",)).enough


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    strength = judged(text, ("Bí thư",))
    assert isinstance(strength.grade, Grade)
    assert strength.message.text


def test_the_real_measurement_runs() -> None:
    assert passphrase._measured(FLOOR) > 0
