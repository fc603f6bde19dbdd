"""Guards of the process, tried in a process of their own."""

import subprocess
import sys

import pytest

from desktop.keys import harden

_PROBE = """
import resource, ctypes
from desktop.keys.harden import harden
print(sorted(harden()), resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads back what only Linux has")
def test_no_core_dump_and_no_attaching() -> None:
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "['core', 'dumpable'] 0 0"
    assert done.stderr == ""


def test_a_platform_that_refuses_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(harden.ctypes, "CDLL", refuse)
    monkeypatch.setattr("resource.setrlimit", refuse)
    assert harden.harden() == frozenset()
