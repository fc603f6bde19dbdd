"""Texts for old fonts: each letter by tables written out here once more, and what nobody may garble."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.basics.old_fonts import (
    How,
    OldCode,
    OldFont,
    Reread,
    all_syllables,
    either_way,
    from_tcvn3,
    from_vni,
    old_font,
    reread,
    reread_without_font,
)
from desktop.basics.syllables import is_syllable

TCVN3, CAPITALS, VNI = OldFont(OldCode.TCVN3), OldFont(OldCode.TCVN3, capitals=True), OldFont(OldCode.VNI)
_UNICODE = (
    "à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ đ è é ẻ ẽ ẹ ê ề ế ể ễ ệ ì í ỉ ĩ ị "
    "ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ ù ú ủ ũ ụ ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
)
_TCVN3 = (
    "µ ¸ ¶ · ¹ ¨ » ¾ ¼ ½ Æ © Ç Ê È É Ë ® Ì Ð Î Ï Ñ ª Ò Õ Ó Ô Ö × Ý Ø Ü Þ "
    "ß ã á â ä « å è æ ç é ¬ ê í ë ì î ï ó ñ ò ô \xad õ ø ö ÷ ù ú ý û ü þ"
)
_VNI = (
    "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò "
    "oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î"
)
LETTERS, IN_TCVN3, IN_VNI = (text.split(" ") for text in (_UNICODE, _TCVN3, _VNI))
TO_TCVN3 = dict(zip(LETTERS, IN_TCVN3, strict=True)) | dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
TO_VNI = dict(zip(LETTERS, IN_VNI, strict=True))
TO_VNI |= {letter.upper(): old.upper() for letter, old in TO_VNI.items()}
_NAMES = (
    "an ấu bảo bế chẩu chuyên cường dế diễm dũng dương đào đặng đỗ giàng giáp hạnh hờ hữu kiên lợi lũng lý mã mông "
    "mẩy nghĩa nguyễn nguyệt nông ngọc oanh ơn páo phượng quách quyết sầm sính tẩn thắng thúy triệu tùng uyên ước "
    "vàng vũ xuân yến ái ánh ấm ỷ"
)
names = st.lists(st.sampled_from(_NAMES.split(" ")), min_size=1, max_size=5).map(" ".join)


def without_tone(letter: str) -> str:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    return unicodedata.normalize(
        "NFC", "".join(piece for piece in unicodedata.normalize("NFD", letter) if piece not in tones)
    )


def in_tcvn3(text: str) -> str:
    """As somebody types it; a capital with a tone as two letters."""
    text = "".join(
        without_tone(char) + char.lower()
        if char.lower() in LETTERS and char not in (*LETTERS, *TO_TCVN3)
        else char
        for char in text
    )
    return "".join(TO_TCVN3.get(char, char) for char in text)


def in_vni(text: str) -> str:
    return "".join(TO_VNI.get(char, char) for char in text)


def test_there_are_134_letters() -> None:
    assert len(set(LETTERS)) == len(set(IN_TCVN3)) == len(set(IN_VNI)) == 67
    assert len(TO_VNI) == len(set(TO_VNI.values())) == 134
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in LETTERS)


@pytest.mark.parametrize("letter", LETTERS)
def test_each_small_letter(letter: str) -> None:
    assert from_tcvn3(TO_TCVN3[letter]) == letter
    assert from_vni(TO_VNI[letter]) == letter


@pytest.mark.parametrize("letter", [letter.upper() for letter in LETTERS])
def test_each_capital(letter: str) -> None:
    assert from_vni(TO_VNI[letter]) == letter
    assert reread(f"§µo {TO_TCVN3[letter.lower()]}", CAPITALS) == Reread(f"ĐÀO {letter}", How.READ)
    if letter in TO_TCVN3:
        assert from_tcvn3(TO_TCVN3[letter]) == letter
    else:
        # Written as two: the capital without its tone, then the small letter with it.
        shape = without_tone(letter)
        assert from_tcvn3(TO_TCVN3.get(shape, shape) + TO_TCVN3[letter.lower()]) == letter
    if len(TO_VNI[letter]) == 2:
        assert from_vni(TO_VNI[letter][0] + TO_VNI[letter][1].lower()) == letter


@given(st.text(alphabet=[*LETTERS, *"abcdeghiklmnopqrstuvxy", " ", ".", "1"]))
def test_what_is_written_down_is_read_again(text: str) -> None:
    assert from_tcvn3(in_tcvn3(text)) == text
    assert from_vni(in_vni(text)) == text
    assert from_vni(in_vni(text.upper())) == text.upper()


@given(names)
def test_names_come_through_every_font(name: str) -> None:
    assert reread(in_tcvn3(name), TCVN3).text == name
    assert reread(in_tcvn3(name), CAPITALS).text == name.upper()
    for spelt in (name, name.upper(), name.title()):
        assert reread(in_vni(spelt), VNI).text == spelt


@given(names)
def test_what_was_retyped_in_unicode_stays(name: str) -> None:
    plain = "".join(char for char in name if ord(char) < 256)
    for font in (TCVN3, CAPITALS, VNI):
        if plain != name:
            assert reread(name.title(), font) == Reread(name.title(), How.KEPT)


@given(st.text(), st.sampled_from([TCVN3, CAPITALS, VNI]))
def test_nothing_breaks_it(text: str, font: OldFont) -> None:
    found = reread(text, font)
    assert found.how not in (How.KEPT, How.UNREADABLE) or found.text == text
    reread_without_font(text)
    either_way(text)


@given(names)
def test_good_vietnamese_is_never_taken_for_a_lost_font(name: str) -> None:
    for spelt in (name, name.upper(), name.title(), unicodedata.normalize("NFD", name)):
        assert reread_without_font(spelt) is None


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", TCVN3),
        (".vntime", TCVN3),
        ("VnTime", TCVN3),
        (" .VnTime ", TCVN3),
        (".VnArial Narrow", TCVN3),
        (".VnEnglish", TCVN3),
        (".VnTimeH", CAPITALS),
        (".vntimeh", CAPITALS),
        ("vntimeh", CAPITALS),
        (".VNTIMEH", CAPITALS),
        (".VnArialH", CAPITALS),
        (".VnArial NarrowH", CAPITALS),
        (".VnTimeH Bold", CAPITALS),
        ("VNI-Times", VNI),
        ("vni-helve", VNI),
        ("VNI Times", VNI),
        ("Times New Roman", None),
        ("VNF-Comic Sans", None),
        ("VNtimes New Roman", None),
        ("UVN Van", None),
        ("Verdana", None),
        ("", None),
        (None, None),
    ],
)
def test_fonts_by_their_names(name: str | None, font: OldFont | None) -> None:
    assert old_font(name) == font


@pytest.mark.parametrize(
    ("written", "font", "text", "how"),
    [
        ("La §øc Ph\xad¬ng", TCVN3, "La Đức Phương", How.READ),
        ("m· v¨n vinh", CAPITALS, "MÃ VĂN VINH", How.READ),
        ("NGUYÔN V¡N ¸NH", TCVN3, "NGUYỄN VĂN ÁNH", How.READ),
        ("DANH S¸CH §¶NG VI£N", TCVN3, "DANH SÁCH ĐẢNG VIÊN", How.READ),
        ("Ph¹m ThÞ A¸nh", TCVN3, "Phạm Thị Ánh", How.READ),
        ("D\xad¬ng Ngäc Dòng", TCVN3, "Dương Ngọc Dũng", How.READ),
        ("Dòng", TCVN3, "Dũng", How.EITHER),
        ("Hoàng A Páo", TCVN3, "Hoàng A Páo", How.KEPT),
        ("Lý A Páo", TCVN3, "Lý A Páo", How.KEPT),
        ("Nguyễn Văn Vò", TCVN3, "Nguyễn Văn Vò", How.KEPT),
        ("NguyÔn V¨n Tư", TCVN3, "Nguyễn Văn Tư", How.MIXED),
        ("NguyÔnữ", TCVN3, "NguyÔnữ", How.UNREADABLE),
        ("Иванов", TCVN3, "Иванов", How.UNREADABLE),
        ("20/12/1979", CAPITALS, "20/12/1979", How.READ),
        ("ÑAËNG VAÊN HUØNG", VNI, "ĐẶNG VĂN HÙNG", How.READ),
        ("AÙnh", VNI, "Ánh", How.READ),
        ("Aùnh", VNI, "Ánh", How.READ),
        ("Hoàng", VNI, "Hồng", How.EITHER),
        ("Páo", VNI, "Páo", How.KEPT),
        ("©", VNI, "©", How.UNREADABLE),
    ],
)
def test_how_a_text_is_read(written: str, font: OldFont, text: str, how: How) -> None:
    assert reread(written, font) == Reread(text, how)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("NguyÔn V¨n A", "Nguyễn Văn A"),
        ("NGUYÔN V¡N S¸NG", "NGUYỄN VĂN SÁNG"),
        ("BÝ th\xad", "Bí thư"),
        ("Dòng", None),
        ("Müller", None),
        ("François", None),
        ("Señor", None),
        ("«Bản Lằng»", None),
        ("n°1 §2 5×3", None),
        ("NguyÔn Văn Tư", None),
        ("Nguyễn\xad Văn", None),
        ("Nam\xad", None),
    ],
)
def test_only_what_can_be_nothing_else_is_read_without_its_font(written: str, text: str | None) -> None:
    assert reread_without_font(written) == (None if text is None else Reread(text, How.LOST))


def test_texts_that_go_both_ways() -> None:
    assert either_way("Vò Dòng") == "Vũ Dũng"
    assert either_way("Lý A Páo") is None
    assert either_way("Nguyễn Vò") is None
    assert either_way("Tan") is None


@pytest.mark.parametrize("word", ["nghĩa", "Giàng", "QUYẾT", "ước", "Yến", "uỷ", "ủy", "Khuổi", "gì", "a"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngiăã", "vaên", "bóóc", "boc", "cạnp", "Müller", "", "x", "thư1", "páò"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_all_words_of_a_text() -> None:
    assert all_syllables("Chi bộ xóm Lũng Mật, 12/5")
    assert not all_syllables("Y Blơ-Ê")
