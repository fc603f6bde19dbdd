"""Who opens the register, who no longer does, and what is refused."""

import base64
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.power_cut import cut_at_each_step

from desktop.basics.errors import Refused, Told, Trouble
from desktop.keys.data_key import DataKey, Purpose
from desktop.keys.recovery import RecoveryCode
from desktop.keys.sealing import Sealer, seal
from desktop.keys.slots import FILE_NAME, KeySlots

FIRST, SECOND = "bốn con mèo vàng", "ba chiếc thuyền nan nhỏ"
MADE, KEY, CODE = KeySlots.create("Bí thư", FIRST)
SECRETARY = MADE.accounts()[0].id
CONTENT = MADE.to_bytes()


def refusal(run: Callable[[], object]) -> str:
    with pytest.raises(Told) as told:
        run()
    return told.value.code


def altered(change: Callable[[dict[str, object]], object]) -> KeySlots:
    """The file as someone would leave it who alters it knowingly, checksum included."""
    found = json.loads(CONTENT)
    change(found)
    found.pop("checksum")

    def written(content: dict[str, object]) -> bytes:
        return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    return KeySlots.from_bytes(written({**found, "checksum": hashlib.sha256(written(found)).hexdigest()}))


# -- opening


def test_passphrase_and_recovery_code_open_the_same_key() -> None:
    assert MADE.unlock(SECRETARY, FIRST).same_as(KEY)
    assert MADE.unlock_with_recovery(RecoveryCode.parse(CODE.written())).same_as(KEY)
    assert MADE.database == "register-1.db"


def test_decomposed_typing_opens_too() -> None:
    import unicodedata

    assert MADE.unlock(SECRETARY, unicodedata.normalize("NFD", FIRST)).same_as(KEY)


def test_what_doesnt_open() -> None:
    assert refusal(lambda: MADE.unlock(SECRETARY, FIRST + " ")) == "KEY-01"
    assert refusal(lambda: MADE.unlock(SECRETARY, "")) == "KEY-01"
    assert refusal(lambda: MADE.unlock("nobody", FIRST)) == "KEY-14"
    assert refusal(lambda: MADE.unlock_with_recovery(RecoveryCode.new())) == "KEY-07"


@pytest.mark.parametrize(
    ("account", "passphrase", "code"),
    [
        ("", FIRST, "KEY-11"),
        ("   ", FIRST, "KEY-11"),
        ("x" * 41, FIRST, "KEY-11"),
        ("Bí\x00thư", FIRST, "KEY-11"),
        ("Bí thư", "ngắn", "KEY-05"),
        ("Bí thư", "Bí thư Bí thư", "KEY-05"),
    ],
)
def test_what_is_refused_at_the_start(account: str, passphrase: str, code: str) -> None:
    assert refusal(lambda: KeySlots.create(account, passphrase)) == code


# -- changing


def test_a_second_account_opens_the_same_key_and_the_first_still_does() -> None:
    both, account = MADE.add(KEY, "  Văn   phòng ", SECOND)
    assert account.label == "Văn phòng"
    assert [known.label for known in both.accounts()] == ["Bí thư", "Văn phòng"]
    assert both.unlock(account.id, SECOND).same_as(KEY)
    assert both.unlock(SECRETARY, FIRST).same_as(KEY)
    assert both.unlock_with_recovery(CODE).same_as(KEY)
    assert refusal(lambda: both.unlock(account.id, FIRST)) == "KEY-01"
    assert refusal(lambda: both.add(KEY, "VĂN PHÒNG", SECOND)) == "KEY-11"
    renamed = both.rename(KEY, account.id, "Phó bí thư")
    assert renamed.accounts()[1].label == "Phó bí thư"
    assert renamed.unlock(account.id, SECOND).same_as(KEY)


def test_a_removed_account_gets_neither_this_key_nor_the_next() -> None:
    both, account = MADE.add(KEY, "Văn phòng", SECOND)
    alone = both.remove(KEY, account.id)
    assert refusal(lambda: alone.unlock(account.id, SECOND)) == "KEY-14"
    following = KEY.next()
    rotated = alone.rotated(KEY, following)
    assert rotated.database == "register-2.db"
    assert rotated.unlock(SECRETARY, FIRST).same_as(following)
    assert rotated.unlock_with_recovery(CODE).same_as(following)
    gone = both.prove(account.id, SECOND)
    assert refusal(lambda: rotated.data_key(gone)) == "KEY-08"


def test_the_last_account_stays() -> None:
    assert refusal(lambda: MADE.remove(KEY, SECRETARY)) == "KEY-10"


def test_a_changed_passphrase_replaces_the_old_one_and_the_pair() -> None:
    changed = MADE.change_passphrase(SECRETARY, FIRST, SECOND)
    assert changed.unlock(SECRETARY, SECOND).same_as(KEY)
    assert refusal(lambda: changed.unlock(SECRETARY, FIRST)) == "KEY-01"
    assert refusal(lambda: MADE.change_passphrase(SECRETARY, SECOND, FIRST)) == "KEY-01"
    assert refusal(lambda: MADE.change_passphrase(SECRETARY, FIRST, "ngắn")) == "KEY-05"
    assert changed.file.accounts[0].public != MADE.file.accounts[0].public


def test_a_forgotten_passphrase_is_set_with_the_recovery_code() -> None:
    key = MADE.unlock_with_recovery(CODE)
    helped = MADE.set_passphrase(key, SECRETARY, SECOND)
    assert helped.unlock(SECRETARY, SECOND).same_as(KEY)


def test_a_new_recovery_code_replaces_the_old_sheet() -> None:
    renewed, code = MADE.new_recovery(KEY)
    assert renewed.unlock_with_recovery(code).same_as(KEY)
    assert refusal(lambda: renewed.unlock_with_recovery(CODE)) == "KEY-07"
    assert renewed.unlock(SECRETARY, FIRST).same_as(KEY)


def test_a_change_needs_the_key_of_this_file() -> None:
    other = DataKey.new()
    assert refusal(lambda: MADE.add(other, "Văn phòng", SECOND)) == "KEY-08"
    assert refusal(lambda: MADE.seal(other, b"")) == "KEY-08"
    rotated = MADE.rotated(KEY, KEY.next())
    assert refusal(lambda: rotated.remove(KEY, SECRETARY)) == "KEY-13"
    with pytest.raises(ValueError, match="follow"):
        MADE.rotated(KEY, DataKey(2, other.secret, other.proof))


# -- sealing to everybody


def test_a_backup_key_opens_with_anyones_passphrase_and_the_code() -> None:
    both, account = MADE.add(KEY, "Văn phòng", SECOND)
    sealed = both.seal(KEY, b"backup key")
    for holder in (
        both.prove(SECRETARY, FIRST),
        both.prove(account.id, SECOND),
        both.prove_with_recovery(CODE),
    ):
        assert both.open_content(holder, sealed) == b"backup key"


def test_what_a_stranger_sealed_to_the_public_halves_is_refused() -> None:
    publics = (MADE.file.accounts[0].public,)
    holder = MADE.prove(SECRETARY, FIRST)
    assert refusal(lambda: MADE.open_content(holder, seal(b"SCC1" + bytes(48) + b"x", publics))) == "KEY-08"
    assert refusal(lambda: MADE.open_content(holder, seal(b"", publics))) == "KEY-08"
    assert refusal(lambda: MADE.open_content(holder, b"junk")) == "KEY-12"
    # the sealed data key can't be passed off as sealed content, nor the other way round
    assert refusal(lambda: MADE.open_content(holder, MADE.file.sealed)) == "KEY-08"


# -- the file


def test_the_file_tells_nothing_secret() -> None:
    text = CONTENT.decode()
    for secret in (FIRST, KEY.secret.hex(), base64.b64encode(KEY.secret).decode(), CODE.groups[0]):
        assert secret not in text
    assert "AGE-SECRET" not in text


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_every_flipped_byte_is_called_damage(place: int, flip: int) -> None:
    content = bytearray(CONTENT)
    content[place] ^= flip
    assert refusal(lambda: KeySlots.from_bytes(bytes(content))) in {"KEY-02", "KEY-03"}


@given(st.integers(0, len(CONTENT) - 1))
def test_every_cut_is_called_damage(place: int) -> None:
    assert refusal(lambda: KeySlots.from_bytes(CONTENT[:place])) == "KEY-02"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    assert refusal(lambda: KeySlots.from_bytes(content)) == "KEY-02"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"format":"sochibo-keyslots","version":true}',
        b" " * 300_000,
    ],
)
def test_odd_files_are_refused(content: bytes) -> None:
    assert refusal(lambda: KeySlots.from_bytes(content)) == "KEY-02"


def test_a_newer_file_is_told_apart() -> None:
    assert refusal(lambda: altered(lambda found: found.update(version=2))) == "KEY-03"


def _weaken(found: dict[str, object]) -> None:
    found["accounts"][0]["cost"]["memory"] = 8  # type: ignore[index]  # plain JSON


def _raise_cost(found: dict[str, object]) -> None:
    found["accounts"][0]["cost"]["memory"] = 128 * 1024  # type: ignore[index]  # plain JSON


def _relabel(found: dict[str, object]) -> None:
    found["accounts"][0]["label"] = "Người khác"  # type: ignore[index]  # plain JSON


def _add_stranger(found: dict[str, object]) -> None:
    stranger, _, _ = KeySlots.create("Kẻ lạ", SECOND)
    accounts = json.loads(stranger.to_bytes())["accounts"]
    found["accounts"].extend(accounts)  # type: ignore[attr-defined]  # plain JSON


def _swap_recovery(found: dict[str, object]) -> None:
    stranger, _, _ = KeySlots.create("Kẻ lạ", SECOND)
    found["recovery"] = json.loads(stranger.to_bytes())["recovery"]


def _swap_public(found: dict[str, object]) -> None:
    found["accounts"][0]["public"] = Sealer.new().public  # type: ignore[index]  # plain JSON


def _other_register(found: dict[str, object]) -> None:
    found["register"] = "01a20127-e873-7415-b322-b59fc268238b"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_weaken, "KEY-04"),
        (_raise_cost, "KEY-01"),
        (_relabel, "KEY-08"),
        (_add_stranger, "KEY-08"),
        (_swap_recovery, "KEY-08"),
        (_swap_public, "KEY-01"),
        (_other_register, "KEY-01"),
    ],
)
def test_a_knowingly_altered_file_is_refused_at_unlocking(
    change: Callable[[dict[str, object]], None], code: str
) -> None:
    assert refusal(lambda: altered(change).unlock(SECRETARY, FIRST)) == code


def test_a_whole_key_of_a_strangers_making_is_refused() -> None:
    """The public halves are known, so anyone can seal a key of his own to them; the proof tells."""
    stranger = DataKey.new()
    from desktop.keys import slots

    forged = slots._sealed_file(MADE.register, MADE.file.accounts, MADE.file.recovery, stranger)
    assert refusal(lambda: KeySlots(forged).unlock(SECRETARY, FIRST)) == "KEY-08"
    assert refusal(lambda: KeySlots(forged).unlock_with_recovery(CODE)) == "KEY-08"


@pytest.mark.parametrize("name", ["../other.db", "/etc/passwd", "register-2.db", "register-01.db"])
def test_the_file_can_only_name_its_own_database(name: str) -> None:
    assert refusal(lambda: altered(lambda found: found.update(database=name))) == "KEY-02"


def test_unknown_and_missing_fields_are_refused() -> None:
    assert refusal(lambda: altered(lambda found: found.update(extra=1))) == "KEY-02"
    for field in json.loads(CONTENT):
        if field not in {"checksum"}:
            assert refusal(lambda field=field: altered(lambda found: found.pop(field))) == "KEY-02"  # type: ignore[misc]


def test_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    MADE.write(path)
    assert KeySlots.read(path) == MADE
    assert os.listdir(tmp_path) == [FILE_NAME]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_missing_file_and_a_full_disk_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / FILE_NAME
    assert refusal(lambda: KeySlots.read(path)) == "KEY-09"
    MADE.write(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refusal(lambda: MADE.rotated(KEY, KEY.next()).write(path)) == "KEY-15"
    monkeypatch.undo()
    assert KeySlots.read(path) == MADE
    assert os.listdir(tmp_path) == [FILE_NAME]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="cuts the power in a forked child")
def test_a_power_cut_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    rotated = MADE.rotated(KEY, KEY.next())
    MADE.write(path)
    seen = []
    for _ in cut_at_each_step(lambda: rotated.write(path)):
        found = KeySlots.read(path)
        seen.append(found.generation)
        assert found in (MADE, rotated)
        assert set(os.listdir(tmp_path)) <= {FILE_NAME, FILE_NAME + ".part"}
    assert set(seen) == {1, 2}
    assert seen == sorted(seen)
    rotated.write(path)
    assert os.listdir(tmp_path) == [FILE_NAME]


# -- the data key


def test_a_wiped_key_is_gone() -> None:
    key = MADE.unlock(SECRETARY, FIRST)
    assert re.fullmatch(r"x'[0-9a-f]{64}'", key.raw_key())
    key.wipe()
    assert not any(key.secret)
    with pytest.raises(RuntimeError, match="wiped"):
        key.raw_key()
    with pytest.raises(RuntimeError, match="wiped"):
        key.subkey(Purpose.ANCHOR)


def test_derived_keys_differ_by_purpose_and_generation() -> None:
    every = [key.subkey(purpose) for key in (KEY, KEY.next()) for purpose in Purpose]
    assert len(set(every)) == len(every)
    assert KEY.subkey(Purpose.ANCHOR) == KEY.subkey(Purpose.ANCHOR)


def test_a_key_neither_shows_nor_pickles() -> None:
    import pickle

    assert KEY.secret.hex()[:8] not in repr(KEY)
    with pytest.raises(TypeError):
        pickle.dumps(KEY)
    with pytest.raises(ValueError, match="later"):
        KEY.next(1)


def test_no_refusal_quotes_a_secret() -> None:
    with pytest.raises(Trouble) as told:
        MADE.unlock(SECRETARY, SECOND)
    assert SECOND not in repr(told.value)
    with pytest.raises(Refused) as refused:
        MADE.set_passphrase(KEY, SECRETARY, "ngắn")
    assert "ngắn" not in repr(refused.value)
