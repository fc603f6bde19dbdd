"""The recovery code: round trips, forgiving reading, and typing mistakes that are always noticed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Refused
from desktop.keys.recovery import ALPHABET, GROUPS, RecoveryCode, groups_to_type_back

codes = st.binary(min_size=16, max_size=16).map(RecoveryCode)
places = st.integers(0, 27)


@given(codes)
def test_what_is_printed_can_be_typed(code: RecoveryCode) -> None:
    assert RecoveryCode.parse(code.written()) == code
    assert len(code.groups) == GROUPS
    assert {len(group) for group in code.groups} == {4}


@given(codes)
def test_typing_is_forgiven_case_separators_and_lookalikes(code: RecoveryCode) -> None:
    typed = "  ".join(code.groups).lower().replace("0", "o").replace("1", "l")
    assert RecoveryCode.parse(typed + "\n") == code
    assert RecoveryCode.parse("".join(code.groups).replace("0", "O").replace("1", "i")) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed_and_its_group_named(
    code: RecoveryCode, place: int, letter: str
) -> None:
    text = "".join(code.groups)
    if text[place] == letter:
        return
    with pytest.raises(Refused) as refused:
        RecoveryCode.parse(text[:place] + letter + text[place + 1 :])
    assert refused.value.code == "KEY-06"
    assert ("group", place // 4 + 1) in refused.value.message.values


@given(codes, places, places, st.sampled_from(ALPHABET), st.sampled_from(ALPHABET))
def test_two_wrong_characters_are_noticed(
    code: RecoveryCode, first: int, second: int, one: str, other: str
) -> None:
    letters = list("".join(code.groups))
    letters[first], letters[second] = one, other
    if "".join(letters) == "".join(code.groups):
        return
    with pytest.raises(Refused):
        RecoveryCode.parse("".join(letters))


@given(codes, places, places)
def test_two_characters_swapped_are_noticed(code: RecoveryCode, first: int, second: int) -> None:
    letters = list("".join(code.groups))
    letters[first], letters[second] = letters[second], letters[first]
    if "".join(letters) == "".join(code.groups):
        return
    with pytest.raises(Refused):
        RecoveryCode.parse("".join(letters))


@pytest.mark.parametrize("text", ["", "ABCD", "0" * 27, "0" * 29, "U" * 28, "ệ" * 28, "🙂" * 28, "0" * 5000])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="KEY-06"):
        RecoveryCode.parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with suppress(Refused):  # any other error fails the test
        assert len(RecoveryCode.parse(text).secret) == 16


def test_two_groups_are_typed_back() -> None:
    code = RecoveryCode.new()
    for _ in range(50):
        first, second = groups_to_type_back()
        assert 0 <= first < second < GROUPS
    typed = {2: code.groups[2].lower(), 5: f" {code.groups[5]} "}
    assert code.confirms(typed)
    assert not code.confirms({2: code.groups[2], 5: "0000" if code.groups[5] != "0000" else "1111"})
    assert not code.confirms({})
    assert not code.confirms({7: code.groups[0]})


def test_the_code_does_not_show_itself() -> None:
    code = RecoveryCode.new()
    assert code.groups[0] not in repr(code)
    assert RecoveryCode.new() != code
