"""Keep the keys out of crash dumps and away from the user's other programs, as far as a platform allows.

An administrator, or harmful software that runs as the user, can still read the memory; the manual says so.
"""

import ctypes
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def harden() -> frozenset[str]:
    """Turn off core dumps and (Linux) attaching to this process. Returns what could be done; never fails."""
    done = set()
    if _no_core_file():
        done.add("core")
    if sys.platform == "linux" and _not_dumpable():
        done.add("dumpable")
    return frozenset(done)


def _no_core_file() -> bool:
    try:
        import resource
    except ImportError:  # Windows has no core files
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return False
    return True


def _not_dumpable() -> bool:
    try:
        return int(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False
