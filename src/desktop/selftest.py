"""A built package proves itself: everything it needs is there and works on this machine, on throw-away data.

Run by the packaging tests and by ``sochibo selftest`` on an office PC; nothing of the user's is touched.
"""

import platform
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from desktop import kinds
from desktop.basics import language
from desktop.basics.errors import Told
from desktop.basics.ids import new_id
from desktop.basics.places import migrations, own_version, resources
from desktop.rulebook.book import Rulebook

_PASSPHRASE = "một câu chỉ để tự kiểm tra"  # noqa: S105  (opens only the throw-away register below)


def prove(window: bool = True) -> dict[str, Any]:
    """Run every step; gives versions, the verdict of each step and whether all are ``ok``."""
    folder = Path(tempfile.mkdtemp(prefix="sochibo-selftest-"))
    steps: dict[str, str] = {}
    try:
        for name, step in _steps(folder, window).items():
            steps[name] = _verdict(step)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "whole": all(verdict == "ok" for verdict in steps.values()),
        "version": own_version(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "steps": steps,
    }


def _verdict(step: Callable[[], None]) -> str:
    try:
        step()
    except Told as told:
        return told.code
    except Exception as error:  # noqa: BLE001  (a self-test reports whatever is wrong with this machine)
        return f"{type(error).__name__}: {error}"
    return "ok"


def _steps(folder: Path, window: bool) -> dict[str, Callable[[], None]]:
    steps: dict[str, Callable[[], None]] = {
        "resources": _resources,
        "rules": _rules,
        "texts": _texts,
        "register": lambda: _register(folder),
        "paper": _paper,
        "sheets": _sheets,
    }
    if window:
        steps["window"] = _window
    return steps


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise RuntimeError(what)


def _resources() -> None:
    for found in ("fonts", "icons", "locale", "rules"):
        _must((resources() / found).is_dir(), f"{found} missing")
    _must(any((migrations() / "versions").glob("*.py")), "migrations missing")


def _rules() -> None:
    Rulebook.load(resources() / "rules").check()


def _texts() -> None:
    before = language.in_use()
    language.use("vi")
    try:
        _must(language._("Home") != "Home", "the Vietnamese catalogue is missing")
    finally:
        language.use(before)


def _register(folder: Path) -> None:
    """Make, write, check, back up, bring back, open again."""
    from desktop.members.bundle import KIND
    from desktop.storage.check import check
    from desktop.storage.opening import Founder, found, unlock
    from desktop.storage.records import Document
    from desktop.storage.register import Ground
    from desktop.storage.safekeeping import bring_back, save_backup, with_recovery

    rules = Rulebook.load(resources() / "rules")
    ground = Ground(folder / "home", folder / "state", kinds.ALL, rules)
    register, code = found(ground, Founder("thử", "Người Thử", _PASSPHRASE))
    with closing(register):
        person: Document = {"full_name": "Người Thử"} | {part: [] for part in KIND.parts}
        register.write(lambda work: work.put(KIND, new_id(), person)).result()
        sha256 = register.write(lambda work: work.keep_file(b"%PDF-", "application/pdf", "thử")).result()
        account = register.user.id
        backup = save_backup(register)
    bring_back(ground, backup.path, prove=with_recovery(code))
    with closing(unlock(ground, account, _PASSPHRASE)) as again:
        _must(again.read(lambda reading: reading.file(sha256)).result() == b"%PDF-", "vault")
        _must(not again.read(check).result().faults, "faults")
    for path in folder.rglob("*"):
        _must(path.is_dir() or "Người Thử".encode() not in path.read_bytes(), "plain text on disk")


def _paper() -> None:
    from desktop.basics.clock import Clock
    from desktop.documents.preview import pages
    from desktop.documents.recovery_paper import recovery_paper

    paper = recovery_paper(["0000"] * 7, "Đảng bộ xã thử", "Người Thử", Clock().today())
    _must(len(list(pages(paper, 40))) == 1, "pages")


def _sheets() -> None:
    import io

    import openpyxl

    written = io.BytesIO()
    openpyxl.Workbook().save(written)
    openpyxl.load_workbook(written, read_only=True).close()
    _must(bool(openpyxl.DEFUSEDXML), "defusedxml missing")


def _window() -> None:
    from desktop.app.start import prove_window

    prove_window()
