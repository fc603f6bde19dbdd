"""A quiet and steady suite: what nobody expected fails the test.

Besides Python's warnings and Qt's (both set in ``pyproject.toml``), a test fails that

* logs something at WARNING or above,
* prints something,
* asks for an address on the network, or connects to one.

A test that means it says so, and then it must really come: ``loud.log("STO-04")``, ``loud.output()``. A test that
reads the log or the output itself (``caplog``, ``capsys``, ``capfd``) answers for it alone; benchmarks may print.
"""

import logging
import os
import re
import socket
import sys
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# As members/actions/sheet_file.py sets it, before any test imports openpyxl.
os.environ["OPENPYXL_LXML"] = "False"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # also for one who calls pytest by hand

# Steady: no time limits on a shared machine, and on the project's own machine the same examples each time.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


class Loud:
    """What this test says that it will do aloud."""

    def __init__(self) -> None:
        self.patterns: list[str] = []
        self.printing = False

    def log(self, pattern: str) -> None:
        """A record whose level or text matches the pattern will come."""
        self.patterns.append(pattern)

    def output(self) -> None:
        """The test prints."""
        self.printing = True


class Ear(logging.Handler):
    """Hears every record of WARNING and above, and every word to the network."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.test: str | None = None
        self.records: list[str] = []
        self.calls: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the record's level, logger and text."""
        self.records.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def audit(self, event: str, args: tuple[object, ...]) -> None:
        """Refuses the network, however a test comes to it."""
        if self.test is None or event not in NETWORK:
            return
        if event == "socket.getaddrinfo":
            call = f"{event} {args[0]}"
        else:
            end = args[0]
            if not isinstance(end, socket.socket) or end.family not in {socket.AF_INET, socket.AF_INET6}:
                return
            call = f"{event} {args[1]}"
        self.calls.append(call)
        raise PermissionError(f"a test must not use the network: {call}")


NETWORK = {"socket.connect", "socket.sendto", "socket.bind", "socket.getaddrinfo"}
EAR = Ear()
sys.addaudithook(EAR.audit)


@pytest.fixture
def loud(request: pytest.FixtureRequest) -> Loud:
    """Says what this test will log or print."""
    words = Loud()
    request.node.stash[LOUD] = words
    return words


LOUD = pytest.StashKey[Loud]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Listens from before the first fixture until after the last one."""
    EAR.test = item.nodeid
    EAR.records.clear()
    EAR.calls.clear()
    logging.getLogger().addHandler(EAR)
    try:
        return (yield)
    finally:
        logging.getLogger().removeHandler(EAR)
        EAR.test = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns a pass into a failure when something was said that nobody expected."""
    report = yield
    if report.passed and (complaints := complaints_about(item, report)):
        report.outcome = "failed"
        report.longrepr = "This test was not quiet:\n" + "\n".join(complaints)
    return report


def complaints_about(item: pytest.Item, report: pytest.TestReport) -> list[str]:
    """What was heard in this phase (set-up, call, tear-down) beyond what the test announced."""
    fixtures = set(getattr(item, "fixturenames", ()))
    loud = item.stash.get(LOUD, None) or Loud()
    complaints = [f"network: {call}" for call in EAR.calls]
    if "caplog" not in fixtures:
        expected = [re.compile(pattern) for pattern in loud.patterns]
        complaints += [
            f"log: {record}" for record in EAR.records if not any(p.search(record) for p in expected)
        ]
        if report.when == "call":
            complaints += [
                f"log: nothing matched {p.pattern!r}"
                for p in expected
                if not any(p.search(record) for record in EAR.records)
            ]
    if report.when != "setup":  # what set-up heard may have been announced for the call
        EAR.records.clear()
    EAR.calls.clear()
    reads_output = fixtures & {"capsys", "capfd", "capsysbinary", "capfdbinary"}
    if not loud.printing and not reads_output and item.get_closest_marker("bench") is None:
        complaints += [
            f"{title}:\n{text}"
            for title, text in report.sections
            if title in {f"Captured stdout {report.when}", f"Captured stderr {report.when}"} and spoken(text)
        ]
    return complaints


def spoken(text: str) -> str:
    """What was printed, without the line that Qt's drawing in memory says of each window, also after a test."""
    return "\n".join(
        line for line in text.splitlines() if "does not support propagateSizeHints" not in line
    ).strip()
