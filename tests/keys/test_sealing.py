"""Sealing and opening, and that another program's reading of the format agrees."""

import io

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.errors import Trouble
from desktop.keys.sealing import (
    Sealer,
    is_public,
    open_bounded,
    open_sealed,
    open_stream,
    seal,
    seal_stream,
)

ONE, OTHER, STRANGER = Sealer.new(), Sealer.new(), Sealer.new()


@given(st.binary(max_size=200_000))
def test_each_recipient_opens_and_nobody_else(content: bytes) -> None:
    sealed = seal(content, (ONE.public, OTHER.public))
    assert open_sealed(sealed, ONE) == open_sealed(sealed, OTHER) == content
    with pytest.raises(Trouble, match="KEY-12"):
        open_sealed(sealed, STRANGER)


def test_what_we_seal_is_plain_age() -> None:
    sealed = seal("biên bản".encode(), (ONE.public,))
    assert sealed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(ONE.secret)]) == "biên bản".encode()
    theirs = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(ONE.public)])
    assert open_sealed(theirs, ONE) == b"x"


def test_every_flipped_byte_and_every_cut_is_refused() -> None:
    sealed = seal(b"mot hai ba", (ONE.public,))
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Trouble, match="KEY-12"):
            open_sealed(bytes(altered), ONE)
        with pytest.raises(Trouble, match="KEY-12"):
            open_sealed(sealed[:place], ONE)
    with pytest.raises(Trouble, match="KEY-12"):
        open_sealed(sealed + b"0", ONE)


def test_streams_agree_with_memory_and_a_cut_is_noticed() -> None:
    content = bytes(range(256)) * 1024
    sealed, opened = io.BytesIO(), io.BytesIO()
    seal_stream(io.BytesIO(content), sealed, (ONE.public,))
    assert open_sealed(sealed.getvalue(), ONE) == content
    open_stream(io.BytesIO(sealed.getvalue()), opened, ONE)
    assert opened.getvalue() == content
    with pytest.raises(Trouble, match="KEY-12"):
        open_stream(io.BytesIO(sealed.getvalue()[:-1]), io.BytesIO(), ONE)


def test_a_bomb_stops_at_the_limit() -> None:
    sealed = seal(bytes(300_000), (ONE.public,))
    assert open_bounded(io.BytesIO(sealed), ONE, 300_000) == bytes(300_000)
    with pytest.raises(Trouble, match="KEY-12"):
        open_bounded(io.BytesIO(sealed), ONE, 299_999)


def test_sealing_to_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nobody"):
        seal(b"x", ())


def test_public_halves_are_recognised_exactly() -> None:
    assert is_public(ONE.public)
    assert not any(is_public(text) for text in ("", "age1", ONE.public.upper(), ONE.public + " ", ONE.secret))


def test_a_private_half_comes_back_and_never_shows() -> None:
    assert Sealer.of_secret(ONE.secret) == ONE
    assert ONE.secret not in repr(ONE)
    with pytest.raises(Trouble, match="KEY-12") as refused:
        Sealer.of_secret("AGE-SECRET-KEY-1WRONG")
    assert refused.value.__cause__ is None
