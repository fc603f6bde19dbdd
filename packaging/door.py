"""Makes the environment once, then runs one of the project's commands in it.

Called by ``packaging/start`` (Linux) and ``packaging/start.cmd`` (Windows) with any Python 3.11 to 3.14; uses
nothing but the standard library. What it promises:

* the environment holds the versions of ``packaging/lock``, each checked against its hash, and bytecode;
* ``.sochibo.json`` in it is written last, so a set-up that was cut off is begun again from nothing;
* with that file fitting, a command starts at once;
* two commands started together don't disturb each other: the second waits for the first one's set-up;
* what goes wrong on the way is said in one sentence in Vietnamese and one in English, exit code 3.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ROOT / "packaging/lock/requirements.txt", "dev": ROOT / "packaging/lock/requirements-dev.txt"}
DEVELOPING = {"test", "check", "bench", "soak"}
STAMP = ".sochibo.json"
UNDER_WAY = ".under-way"
SPACE_NEEDED = {"run": 900, "dev": 1200}  # MB, measured and rounded up
WINDOWS = sys.platform == "win32"
STANDARD_ERROR = 2

Stamp = dict[str, str]


def tell(vietnamese: str, english: str) -> None:
    """One sentence in each language to the person in front of the screen."""
    print(f"{vietnamese}\n{english}", file=sys.stderr, flush=True)


def give_up(vietnamese: str, english: str) -> NoReturn:
    """Says why the command can't go on, and ends it with exit code 3."""
    tell(vietnamese, english)
    sys.exit(3)


# ---- the environment --------------------------------------------------------------------------------


def environment() -> Path:
    """Where the virtual environment is or will be: ``$SOCHIBO_VENV``, else ``.venv`` in the project."""
    return Path(os.environ.get("SOCHIBO_VENV") or ROOT / ".venv").absolute()


def python_of(venv: Path) -> Path:
    """The interpreter inside the environment."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def digest(paths: Sequence[Path]) -> str:
    """One hash over files, by name and content."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def catalogues() -> list[Path]:
    """The translations' sources."""
    return sorted((ROOT / "resources/locale").glob("*/LC_MESSAGES/*.po"))


def wished(extent: str) -> Stamp:
    """What the stamp must say for the environment to be used as it is."""
    return {
        "python": sys.version.split()[0],
        extent: digest([LOCKS[extent]]),
        "catalogues": digest(catalogues()),
        "root": str(ROOT),
        "version": own_version(),
    }


def own_version() -> str:
    """The program's version."""
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project["version"]


def stamp_of(venv: Path) -> Stamp:
    """What the last finished set-up left; empty if there was none or it was cut off."""
    if (venv / UNDER_WAY).exists():
        return {}
    try:
        stamp = json.loads((venv / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


@contextmanager
def alone(venv: Path) -> Iterator[None]:
    """Holds other set-ups of the same environment back until the block ends."""
    with Path(f"{venv}.lock").open("a+b") as door:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(door.fileno(), msvcrt.LK_LOCK, 1)  # tries for ten seconds
                    break
                except OSError:
                    time.sleep(1)
        else:
            import fcntl

            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tell(
                    "Một lệnh khác đang chuẩn bị môi trường, xin chờ…",
                    "Another command is setting up; waiting for it…",
                )
                fcntl.flock(door, fcntl.LOCK_EX)
        yield


def prepare(venv: Path, extent: str) -> None:
    """Brings the environment to what the lock says; does nothing if it's there already."""
    want = wished(extent)
    if want.items() <= stamp_of(venv).items():
        return
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        with alone(venv):
            have = stamp_of(venv)  # the command that was waited for may have done it
            if not want.items() <= have.items():
                bring_up(venv, extent, want, have)
    except PermissionError as error:
        give_up(
            f"Không ghi được vào {error.filename}: hãy chép thư mục chương trình đến nơi được phép ghi.",
            f"{error.filename} can't be written to: copy the program's folder to where you may write.",
        )
    except OSError as error:
        if error.errno != 28:  # ENOSPC
            raise
        out_of_space(venv, extent)


def bring_up(venv: Path, extent: str, want: Stamp, have: Stamp) -> None:
    """Makes or renews the environment; the stamp is written when all else is done."""
    began = time.monotonic()
    own = python_of(venv)
    keep = have.get("python") == want["python"] and have.get("root") == want["root"] and own.exists()
    if not keep or have.get(extent) != want[extent]:
        tell(
            "Đang chuẩn bị môi trường lần đầu, mất khoảng một phút…",
            "Setting up, which takes about a minute the first time…",
        )
        if shutil.disk_usage(venv.parent).free < SPACE_NEEDED[extent] * 1_000_000:
            out_of_space(venv, extent)
        if not keep:
            clear(venv)
            make(venv)
            have = {}
        (venv / UNDER_WAY).touch()
        install(own, LOCKS[extent])
        compile_all(own, venv)
    link(venv)
    translate(own)
    if keep:
        want = {**have, **want}
    part = venv / (STAMP + ".part")
    part.write_text(json.dumps(want, indent=1), "utf-8")
    os.replace(part, venv / STAMP)
    (venv / UNDER_WAY).unlink(missing_ok=True)
    seconds = round(time.monotonic() - began)
    if seconds >= 2:
        tell(f"Xong sau {seconds} giây.", f"Ready after {seconds} seconds.")


def clear(venv: Path) -> None:
    """Removes an environment that doesn't fit or was never finished; refuses a folder that isn't one."""
    if not venv.exists():
        return
    ours = [venv / UNDER_WAY, venv / STAMP, venv / "pyvenv.cfg"]
    if not any(path.exists() for path in ours) and any(venv.iterdir()):
        give_up(
            f"{venv} có những tệp khác, nên không được dùng cho môi trường Python.",
            f"{venv} holds other files and is not taken for the Python environment.",
        )
    shutil.rmtree(venv)


def make(venv: Path) -> None:
    """A new, empty environment with pip. Marked as unfinished from its first file on."""
    venv.mkdir(parents=True)
    (venv / UNDER_WAY).touch()
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        print(made.stdout, made.stderr, file=sys.stderr)
        give_up("Không tạo được môi trường Python.", "The Python environment could not be made.")


def install(python: Path, lock: Path) -> None:
    """Installs what the lock lists: wheels only, hashes checked, nothing else resolved."""
    command = [str(python), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    command += ["--no-compile", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    command += [] if sys.stderr.isatty() else ["-q"]
    done = subprocess.run(  # the command's own standard output is for what the user asked for
        [*command, "-r", str(lock)], stdout=STANDARD_ERROR, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode == 0:
        return
    print(done.stderr.strip()[-3000:], file=sys.stderr)
    if "No space left" in done.stderr or "Errno 28" in done.stderr:
        out_of_space(environment(), "dev")
    if "DO NOT MATCH THE HASHES" in done.stderr.upper():
        give_up(
            "Gói tải về không khớp mã băm đã khóa, nên không được cài.",
            "A downloaded package doesn't match its locked hash, so nothing was installed.",
        )
    unreached = "Retrying (" in done.stderr or "(from versions: none)" in done.stderr
    if "No matching distribution" in done.stderr and not unreached:
        give_up(
            "Kho gói không có phiên bản đã khóa cho máy này.",
            "The package index has no locked version for this computer.",
        )
    give_up(
        "Không tải được các gói Python. Hãy kiểm tra mạng rồi chạy lại; chỉ lần đầu mới cần mạng.",
        "The Python packages could not be downloaded. Check the network and run this again (only once).",
    )


def compile_all(python: Path, venv: Path) -> None:
    """Bytecode for all: uncompiled imports are three times as slow."""
    folders = [str(venv / ("Lib" if WINDOWS else "lib")), str(ROOT / "src"), str(ROOT / "migrations")]
    subprocess.run([str(python), "-m", "compileall", "-q", "-q", "-j", "0", *folders], check=False)


def link(venv: Path) -> None:
    """Lets the environment see ``src`` and the program's version, and puts a command ``sochibo`` into it.

    A path file and not an editable install: that would build a package, for which the index must be asked.
    """
    site = next(
        (venv / ("Lib" if WINDOWS else "lib")).glob("site-packages" if WINDOWS else "python3*/site-packages")
    )
    try:  # relative, because before Python 3.13 such a file is read in the system's old encoding
        source = os.path.relpath(ROOT / "src", site.resolve())
    except ValueError:  # another drive
        source = str(ROOT / "src")
    (site / "sochibo.pth").write_text(source + "\n", "utf-8")
    for old in site.glob("sochibo-*.dist-info"):
        shutil.rmtree(old)
    (site / f"sochibo-{own_version()}.dist-info").mkdir()
    metadata = f"Metadata-Version: 2.1\nName: sochibo\nVersion: {own_version()}\n"
    (site / f"sochibo-{own_version()}.dist-info/METADATA").write_text(metadata, "utf-8")
    if WINDOWS:
        (venv / "Scripts/sochibo.cmd").write_text('@"%~dp0python.exe" -m desktop %*\r\n', "utf-8")
    else:
        command = venv / "bin/sochibo"
        command.write_text('#!/bin/sh\nexec "$(dirname -- "$0")/python" -m desktop "$@"\n', "utf-8")
        command.chmod(0o755)


def translate(python: Path) -> None:
    """Compiles the message catalogues."""
    tool = ROOT / "packaging/catalogue.py"
    if not tool.exists():
        return
    done = subprocess.run([str(python), str(tool), "compile"], cwd=ROOT, stdout=STANDARD_ERROR, check=False)
    if done.returncode != 0:
        give_up("Không biên dịch được bản dịch.", "The message catalogues could not be compiled.")


def out_of_space(venv: Path, extent: str) -> NoReturn:
    """The disk is full, or will be."""
    give_up(
        f"Ổ đĩa của {venv.parent} không đủ chỗ: cần khoảng {SPACE_NEEDED[extent]} MB trống.",
        f"The disk of {venv.parent} has too little room: about {SPACE_NEEDED[extent]} MB are needed.",
    )


# ---- the commands -----------------------------------------------------------------------------------


def call(python: Path, *arguments: str, **changes: str) -> int:
    """Runs one program of the environment in the foreground; its exit code."""
    try:
        return subprocess.run(
            [str(python), *arguments], env={**os.environ, **changes}, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130


def demo(python: Path, arguments: list[str]) -> int:
    """Builds the invented commune, in ``build/demo`` unless told otherwise, and opens the window if it can."""
    if not any(word == "--into" or word.startswith("--into=") for word in arguments):
        arguments = ["--into", str(ROOT / "build/demo"), *arguments]
    seen = WINDOWS or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not seen and "--no-window" not in arguments:
        arguments = [*arguments, "--no-window"]
    return call(python, "-m", "desktop", "demo", *arguments)


def check(python: Path) -> int:
    """Everything that needs no run of the program: style, types, floors of the house, translations."""
    steps = {
        "ruff": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy"],
        "imports": [
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--config",
            "packaging/contracts.ini",
        ],
        "catalogue": ["packaging/catalogue.py", "check"],
    }
    running = {
        name: subprocess.Popen(
            [str(python), *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        for name, words in steps.items()
    }
    worst = 0
    for name, process in running.items():
        said, _ = process.communicate()
        print(f"{name}: {'ok' if process.returncode == 0 else 'FAILED'}", flush=True)
        if process.returncode != 0:
            print(said, flush=True)
        worst = max(worst, abs(process.returncode))
    return worst


def test(python: Path, arguments: list[str]) -> int:
    """The checks, then the suite on all cores. Both are always run; the suite's closing line comes last.

    Whoever names tests gets only these, one after another.
    """
    wrong = 0 if arguments else check(python)
    words = arguments or ["-n", str(cores()), "--dist", "worksteal"]
    right = pytest(python, "-m", "not soak and not bench", *words)
    if wrong:
        print("FAILED: see the checks above the tests", file=sys.stderr, flush=True)
    return right or wrong


def cores() -> int:
    """How many may run the suite: those that this process may use, at most four, as each takes 600 MB."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 4)


def pytest(python: Path, *arguments: str) -> int:
    """The suite, drawn in memory, from the project's root."""
    os.chdir(ROOT)
    return call(python, "-m", "pytest", *arguments, QT_QPA_PLATFORM="offscreen")


def main(words: list[str]) -> int:
    """The command named by the first word, with the other words handed on."""
    verb, arguments = words[0], words[1:]
    extent = "dev" if verb in DEVELOPING else "run"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    venv = environment()
    prepare(venv, extent)
    python = python_of(venv)
    match verb:
        case "run":
            return call(python, "-m", "desktop", *arguments)
        case "demo":
            return demo(python, arguments)
        case "test":
            return test(python, arguments)
        case "check":
            return check(python)
        case "bench":
            return pytest(python, "tests/benchmarks", "-m", "bench", "-s", *arguments)
        case "soak":
            # A sweep of every fault takes longer than what counts as hanging for one test.
            return pytest(python, "-m", "soak", "-o", "faulthandler_timeout=7200", *arguments)
        case _:
            tell("Không có lệnh này.", "There is no such command.")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
