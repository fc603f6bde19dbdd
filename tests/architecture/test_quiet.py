"""The quiet suite would notice: a small suite inside the suite, in which each test makes one kind of noise."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NOISES = """
import logging, socket, warnings, sys

def test_log():
    logging.getLogger("desktop.x").warning("unexpected")

def test_announced_log(loud):
    loud.log("STO-04")
    logging.getLogger("desktop.x").error("STO-04 disk full")

def test_announced_but_silent(loud):
    loud.log("STO-04")

def test_print():
    print("left over")

def test_standard_error():
    sys.stderr.write("left over")

def test_announced_print(loud):
    loud.output()
    print("meant")

def test_python_warning():
    warnings.warn("old", DeprecationWarning)

def test_network():
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=0.1)
    except OSError:
        pass  # the test swallows it, the suite doesn't

def test_file_socket():
    one, two = socket.socketpair()
    one.close(); two.close()

def test_qt_warning(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("QPainter::begin: unexpected")

def test_silence():
    pass
"""


def test_every_noise_fails_a_test_and_silence_does_not(tmp_path: Path) -> None:
    suite = tmp_path / "noises"
    suite.mkdir()
    (suite / "test_noises.py").write_text(NOISES, "utf-8")
    (suite / "conftest.py").write_text('pytest_plugins = ["tests.quiet"]\n', "utf-8")
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-o", "pythonpath="]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-rA", str(suite)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    outcome = {
        line.split("::")[1].split()[0]: line.split()[0]
        for line in done.stdout.splitlines()
        if line.startswith(("PASSED", "FAILED"))
    }
    noisy = {"log", "announced_but_silent", "print", "standard_error", "python_warning", "network"} | {
        "qt_warning"
    }
    quiet = {"announced_log", "announced_print", "file_socket", "silence"}
    assert done.returncode == 1, done.stdout
    assert outcome == {f"test_{n}": "FAILED" for n in noisy} | {f"test_{n}": "PASSED" for n in quiet}
