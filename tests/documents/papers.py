"""Real minutes, signed by two people of an invented office; made once for the tests of signatures."""

from functools import cache

from tests.keys.offices import AT, offices
from tests.meetings.test_document import SHORT

from desktop.documents.sign import SigningPlace, sign, with_places
from desktop.meetings.document.minutes import final

TAKER = SigningPlace("NguoiGhiBienBan", "NGƯỜI GHI BIÊN BẢN", "Lục Thị Yến")
CHAIR = SigningPlace("ChuTri", "CHỦ TRÌ HỘI NGHỊ", "Bế Đức Kiên")


@cache
def unsigned() -> bytes:
    """The finished minutes."""
    return final(SHORT).pdf


@cache
def prepared() -> bytes:
    """With both empty places."""
    return with_places(unsigned(), (TAKER, CHAIR))


@cache
def once() -> bytes:
    """Signed by the minutes taker."""
    return sign(prepared(), TAKER.field, offices().taker, "Chi ủy viên", AT)


@cache
def twice() -> bytes:
    """Signed by both."""
    return sign(once(), CHAIR.field, offices().chair, "Bí thư chi bộ", AT)
