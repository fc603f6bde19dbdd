"""An invented desk for tests of the shell: its rows, its doors, and a runner that needs no register."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from desktop.basics.clock import Clock
from desktop.basics.errors import Refused, Trouble
from desktop.basics.language import Message, Month, Percent, msg
from desktop.features import Feature
from desktop.shell.first_run_doors import FirstRunDoors, FirstUnit, FirstUser
from desktop.shell.home_rows import (
    BackupRow,
    CellMonth,
    Coming,
    HomeRows,
    MembersRow,
    MonthRow,
    Movement,
    ToDo,
    Urgency,
)
from desktop.shell.settings_doors import BackupLine, Looks, NewUser, SettingsDoors, UserRow
from desktop.shell.unlock import UnlockDoors
from desktop.shell.wiring import Find, Wiring
from desktop.widgets.page import Page
from desktop.widgets.place import Place, WhoIsHere

T = TypeVar("T")
TODAY = date(2026, 11, 9)
CLOCK = Clock.showing(TODAY)
PASSPHRASE = "cánh đồng mùa gặt sớm"
GROUPS = ("7K3M", "9QXA", "2B4C", "D8EF", "5GHJ", "6NPR", "1STV")
CELLS = (
    "Xóm Bản Lằng",
    "Xóm Nà Pài",
    "Xóm Cốc Lùng",
    "Xóm Khuổi Sao",
    "Xóm Lũng Mười",
    "Xóm Pác Nặm",
    "Xóm Thôm Tấu",
    "Trạm Y tế",
    "Trường Tiểu học",
    "Trường THCS",
    "Công an xã",
    "Cơ quan xã",
)


class HereAndNow:
    """Runs queries at once on the calling thread; the first argument is a stand-in for the reading."""

    def read(self, query: Callable[..., T], /, *args: object) -> "Future[T]":
        return self._done(query, args)

    def write(self, action: Callable[..., T], /, *args: object) -> "Future[T]":
        return self._done(action, args)

    def _done(self, work: Callable[..., T], args: tuple[object, ...]) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(work(None, *args))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future


class PlainPage(Page):
    """A room's page that remembers what the window did with it."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.did: list[str] = []
        self.head("Sinh hoạt", "12 chi bộ")

    def open(self, id: str | None) -> None:
        self.did.append(f"open {id}")

    def leaving(self) -> None:
        self.did.append("leaving")

    def new(self) -> None:
        self.did.append("new")

    def finish(self) -> None:
        self.did.append("finish")

    def preview(self) -> None:
        self.did.append("preview")

    def edit(self) -> None:
        self.did.append("edit")

    def as_before(self) -> None:
        self.did.append("as before")


def home_rows() -> HomeRows:
    """The rows of the first reference picture, as far as they exist in this version."""
    states = [CellMonth.HELD] * 9 + [CellMonth.POSTPONED] * 2 + [CellMonth.MISSING]
    return HomeRows(
        to_do=(
            *(
                _to_do(urgency, title, when, *why, deed=deed)
                for urgency, title, when, why, deed in (
                    (
                        Urgency.OVERDUE,
                        "Chi bộ Trạm Y tế chưa sinh hoạt tháng 11",
                        "Quá hạn 2 ngày",
                        ("hạn 07/11", "Bí thư Lãnh Thị Bích"),
                        "Mở biên bản",
                    ),
                    (
                        Urgency.TODAY,
                        "6 biên bản chờ ký, trước hết xóm Bản Lằng",
                        "Hôm nay",
                        ("họp 03/11", "còn 2 điều cần sửa"),
                        "Mở để ký",
                    ),
                    (
                        Urgency.SOON,
                        "Gửi hồ sơ kết nạp Lý Thị Mẩy",
                        "Ngày mai",
                        ("10/11", "5 ngày làm việc từ nghị quyết 03/11"),
                        "Mở hồ sơ",
                    ),
                    (
                        Urgency.SOON,
                        "Chi bộ xóm Lũng Mười sinh hoạt bù",
                        "Ngày mai",
                        ("hoãn từ 03/11 vì mưa lũ, đã báo cấp trên",),
                        "Chuẩn bị",
                    ),
                    (
                        Urgency.LATER,
                        "Vàng A Sính: tổ chức lễ kết nạp",
                        "Còn 3 ngày",
                        ("12/11", "30 ngày làm việc từ QĐ 01/10"),
                        "Mở hồ sơ",
                    ),
                    (
                        Urgency.LATER,
                        "Đặng Văn Quỳnh hết 12 tháng dự bị",
                        "Còn 22 ngày",
                        ("01/12", "chi bộ xét công nhận chính thức"),
                        "Mở hồ sơ",
                    ),
                )
            ),
        ),
        done_today=4,
        coming=(
            Coming(date(2026, 12, 3), msg("Sinh hoạt thường kỳ tháng 12 – cả 12 chi bộ")),
            Coming(date(2026, 12, 15), msg("Hạn tự đánh giá, xếp loại đảng viên năm 2026")),
        ),
        month=MonthRow(Month(2026, 11), tuple(zip(CELLS, states, strict=True)), Percent(924)),
        backup=BackupRow(datetime(2026, 11, 8, 17, 2), True, ("E:", "D:")),
        members=MembersRow(
            300,
            299,
            (
                Movement(3, msg("kết nạp"), True, "admitted"),
                Movement(1, msg("chuyển đến"), True, "in"),
                Movement(2, msg("chuyển đi"), False, "out"),
                Movement(1, msg("từ trần"), False, "died"),
            ),
        ),
    )


def _to_do(urgency: Urgency, title: str, when: str, *why: str, deed: str) -> ToDo:
    return ToDo(urgency, msg(title), msg(when), tuple(msg(one) for one in why), msg(deed), "meetings", "m1")


def finds(_reading: object, text: str, limit: int) -> tuple[Find, ...]:
    """Quick find over four invented things."""
    from desktop.basics.text import fold

    every = (
        Find("members", "1", "Nông Thị Thơm", "Xóm Bản Lằng, sinh 1984", "person"),
        Find("members", "2", "Nông Văn Thức", "Xóm Bản Lằng, sinh 1971", "person"),
        Find("cells", "3", "Chi bộ xóm Bản Lằng", "24 đảng viên", "cells"),
        Find("meetings", "4", "Thường kỳ tháng 11/2026", "Chi bộ xóm Bản Lằng, 03/11/2026", "book"),
    )
    words = fold(text).split()
    return tuple(f for f in every if all(w in fold(f"{f.title} {f.subtitle}") for w in words))[:limit]


def judge(passphrase: str, avoid: tuple[str, ...] = ()) -> tuple[int, Message]:
    """As the real one does, roughly."""
    from desktop.keys.passphrase import judged

    strength = judged(passphrase, avoid)
    return int(strength.grade), strength.message


@dataclass
class Settings:
    """A settings page's other side, remembering what was asked."""

    now: Looks = field(default_factory=Looks)
    asked: list[object] = field(default_factory=list)
    people: list[UserRow] = field(
        default_factory=lambda: [
            UserRow("u1", "Bế Đức Kiên", "Bí thư", "secretary", True, True),
            UserRow("u2", "Lục Thị Yến", "Phó Bí thư", "deputy", True),
            UserRow("u3", "Bàn Văn Sếnh", "Văn phòng", "clerk", False),
        ]
    )

    def set_looks(self, looks: Looks) -> None:
        self.now = looks
        self.asked.append(looks)

    def add_user(self, new: NewUser) -> None:
        self.asked.append(new)
        self.people.append(UserRow(f"u{len(self.people) + 1}", new.name, new.account, new.role, True))

    def set_role(self, user: str, role: str) -> None:
        self.asked.append((user, role))
        self.people = [replace(u, role=role) if u.id == user else u for u in self.people]

    def stop_user(self, user: str) -> None:
        self.asked.append(user)
        self.people = [replace(u, active=False) if u.id == user else u for u in self.people]

    def change(self, old: str, new: str) -> None:
        if old != PASSPHRASE:
            raise Trouble("KEY-01", msg("This is not the passphrase."), msg("Try again."))
        self.asked.append(new)

    def backups(self) -> tuple[BackupLine, ...]:
        return (
            BackupLine(Path("/media/usb/so-chi-bo.backup"), datetime(2026, 11, 8, 17, 2), 900_000, True),
            BackupLine(Path("/media/usb/so-chi-bo-2.backup"), datetime(2026, 11, 7, 17, 0), 900_000, False),
        )

    def doors(self) -> SettingsDoors:
        return SettingsDoors(
            looks=lambda: self.now,
            set_looks=self.set_looks,
            judge=judge,
            users=lambda: tuple(self.people),
            add_user=self.add_user,
            set_role=self.set_role,
            stop_user=self.stop_user,
            change_passphrase=self.change,
            backups=self.backups,
            back_up=lambda: self.asked.append("back up"),
            set_backup_places=self.asked.append,
            check=lambda: (),
            new_recovery_paper=self.asked.append,
            version="0.1.0",
        )


def wiring(crashed: list[BaseException] | None = None, settings: Settings | None = None) -> Wiring:
    """Everything a desk asks for."""
    made = settings or Settings()
    kept = crashed if crashed is not None else []
    rights = frozenset({"read", "write", "users"})
    return Wiring(
        runner=HereAndNow(),
        clock=CLOCK,
        user=WhoIsHere("u1", "Bế Đức Kiên", "secretary", rights),
        unit="urn:sochibo:x",
        unit_name="Đảng bộ xã Bình Lãng",
        unit_short="Xã Bình Lãng",
        features=(
            Feature("cells", "Cells", "cells", PlainPage),
            Feature("members", "Members", "person", PlainPage),
            Feature("meetings", "Meetings", "book", PlainPage),
        ),
        home=lambda _reading: home_rows(),
        find=finds,
        settings=made.doors(),
        crashed=kept.append,
        user_post="Bí thư",
    )


def unlock_doors(**named: object) -> UnlockDoors:
    """Two accounts, one passphrase, one paper."""

    def unlock(account: str, passphrase: str) -> str:
        if passphrase != PASSPHRASE:
            raise Trouble("KEY-01", msg("This is not the passphrase."), msg("Try again."))
        return f"opened by {account}"

    def recover(code: str, passphrase: str) -> str:
        if code.replace("-", "") != "".join(GROUPS):
            raise Refused("KEY-06", msg("The code isn't right."))
        return f"recovered, {len(passphrase)}"

    made = UnlockDoors(
        accounts=lambda: (("u1", "Bế Đức Kiên – Bí thư"), ("u2", "Lục Thị Yến – Phó Bí thư")),
        unlock=unlock,
        recover=recover,
        judge=judge,
        unit="Đảng bộ xã Bình Lãng",
        version="0.1.0",
        kept_at=datetime(2026, 11, 9, 11, 48),
    )
    return replace(made, **named)  # type: ignore[arg-type]  # the names are checked by replace


@dataclass
class FirstRunSide:
    """A first run's other side, remembering what was made."""

    founded: tuple[FirstUnit, FirstUser] | None = None
    backup: Path | None = None
    saved: Path | None = None
    printed: int = 0

    def found(self, unit: FirstUnit, user: FirstUser) -> tuple[str, ...]:
        self.founded = (unit, user)
        return GROUPS

    def confirm(self, typed: Mapping[int, str]) -> bool:
        return all(text.upper() == GROUPS[number] for number, text in typed.items())

    def print_paper(self, _parent: QWidget, _pdf: bytes) -> bool:
        self.printed += 1
        return True

    def save_paper(self, _pdf: bytes, path: Path) -> None:
        self.saved = path

    def try_backup(self, path: Path) -> Message:
        if path.name == "full":
            raise Trouble("STO-09", msg("The disk is full."), msg("Choose another folder."))
        self.backup = path
        return msg("The first backup is there, opened and checked.")

    def doors(self) -> FirstRunDoors:
        return FirstRunDoors(
            kinds=(
                ("DANG_BO_XA", msg("Commune, ward or special zone organisation")),
                ("CHI_BO", msg("Grassroots cell")),
            ),
            posts=(("secretary", msg("Secretary")), ("deputy", msg("Deputy secretary"))),
            judge=judge,
            found=self.found,
            paper=lambda: b"%PDF",
            save_paper=self.save_paper,
            print_paper=self.print_paper,
            confirm=self.confirm,
            confirmed=lambda: None,
            try_backup=self.try_backup,
        )
