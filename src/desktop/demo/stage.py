"""What the demonstration agrees on: folders, the invented secretary, which records the pictures show."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.basics.errors import Refused
from desktop.basics.language import msg

TODAY = date(2026, 11, 9)
FIRST_DAY, LAST_DAY = date(2026, 11, 3), date(2026, 12, 31)
ACCOUNT = "Bí thư"
SECRETARY = "Bế Đức Kiên"
PASSPHRASE = "cánh đồng mùa gặt sớm"  # noqa: S105  (opens invented people only, and lies beside them)
CLERK_ACCOUNT = "Văn thư"
CLERK = "Lục Thị Yến"
CLERK_PASSPHRASE = "con suối qua bản vào thu"  # noqa: S105  (the same)
PROVINCE = "Đảng bộ tỉnh Cao Bằng"
SUPERIOR_ACCOUNT = "Ban Tổ chức"
SUPERIOR = "Hà Minh Tuệ"
SUPERIOR_PASSPHRASE = "đỉnh đèo mây trắng cuối năm"  # noqa: S105  (the same)
SIGNING_PASSPHRASES = {  # of the two who sign the sample's minutes with certificates
    "Lục Thị Yến": "nét bút sáng bên cửa sổ",
    "Bế Đức Kiên": "con dấu đỏ trên trang giấy",
}
MADE_BY = "sochibo demo"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things of one demonstration lie."""

    into: Path

    @property
    def home(self) -> Path:
        """The register."""
        return self.into / "home"

    @property
    def state(self) -> Path:
        """Anchors, settings and the log."""
        return self.into / "state"

    @property
    def screens(self) -> Path:
        """Pictures of the window."""
        return self.into / "screens"

    @property
    def passphrases(self) -> Path:
        """One passphrase a line: the secretary's first."""
        return self.into / "passphrase.txt"

    @property
    def superior(self) -> Path:
        """The superior's register."""
        return self.into / "superior"

    @property
    def superior_passphrase(self) -> Path:
        """What opens the superior's register."""
        return self.into / "superior-passphrase.txt"

    @property
    def stick(self) -> Path:
        """The folder that stands for the USB stick."""
        return self.into / "usb"

    @property
    def minutes(self) -> Path:
        """The sample meeting's paper."""
        return self.into / "bien-ban-ban-lang-2026-11.pdf"

    @property
    def summary(self) -> Path:
        """What was built and what came out."""
        return self.into / "summary.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """Ids of the records that pictures show."""

    cell_id: str = ""
    member_id: str = ""
    meeting_id: str = ""
    unsigned_id: str = ""


def day_of(today: date | None) -> date:
    """The day on which the demonstration plays. Refused DEM-02 for one on which the sample isn't held yet."""
    day = today or TODAY
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(
            "DEM-02",
            msg("The demonstration plays between {first} and {last}.", first=FIRST_DAY, last=LAST_DAY),
            msg("Choose such a day with --today, or leave it out."),
        )
    return day
