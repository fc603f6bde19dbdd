"""Where things are: what the program brings along, and where a user's own things lie.

An editable install must not read a stale copy, so the source tree is looked at first and the installed
package's ``_data`` second. An environment variable that is empty, or not an absolute path, counts as unset
(XDG Base Directory Specification). Nothing here creates a folder.
"""

import errno
import os
import sys
from functools import cache
from pathlib import Path

NAME = "sochibo"
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_PACKAGE = Path(__file__).resolve().parents[1]


def resources() -> Path:
    """The folder of fonts, catalogues, icons and rule files."""
    return _brought_along("resources")


def migrations() -> Path:
    """The folder of the database's migrations."""
    return _brought_along("migrations")


@cache
def own_version() -> str:
    """The version of the program: as its source tree says, else as installed."""
    described = _PACKAGE.parents[1] / "pyproject.toml"
    if described.is_file():
        line = next(
            line for line in described.read_text("utf-8").splitlines() if line.startswith("version = ")
        )
        return line.split('"')[1]
    from importlib.metadata import version  # 60 ms that start-up need not pay

    return version(NAME)


def data_home(override: Path | None = None) -> Path:
    """The folder that holds the register; ``override`` is what ``--home`` or the settings say."""
    if override is not None:
        return override.expanduser().absolute()
    return _own("XDG_DATA_HOME", ".local/share", "data")


def state_home() -> Path:
    """The folder of logs and anchors, outside the register's: ``$SOCHIBO_STATE``, or the platform's."""
    return _from_environment("SOCHIBO_STATE") or _own("XDG_STATE_HOME", ".local/state", "state")


def config_home() -> Path:
    """The folder of the settings. It follows ``$SOCHIBO_STATE``, so that a test never meets a user's own."""
    state = _from_environment("SOCHIBO_STATE")
    return state / "config" if state else _own("XDG_CONFIG_HOME", ".config", "config")


def _brought_along(folder: str) -> Path:
    root = _PACKAGE.parents[1]
    if (root / "pyproject.toml").is_file() and (root / folder).is_dir():
        return root / folder
    return _PACKAGE / "_data" / folder


def _own(variable: str, below_home: str, below_local: str) -> Path:
    family = _family()
    if family == "win32":
        local = _from_environment("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return local / NAME / below_local
    if family == "darwin":
        return Path.home() / "Library" / "Application Support" / NAME / below_local
    return (_from_environment(variable) or Path.home() / below_home) / NAME


def _family() -> str:
    return sys.platform


def _from_environment(variable: str) -> Path | None:
    value = os.environ.get(variable, "")
    path = Path(value)
    return path if value and path.is_absolute() else None


def write_safely(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Make ``path`` hold exactly ``content``, or leave it as it was; a cut shows the old or the new.

    Written beside it as ``<name>.part``, flushed, read back and compared, renamed, the folder flushed. Only
    the owner may read it unless ``mode`` says otherwise. An error is an ``OSError`` for the caller to put into
    words; a failed flush is never tried again, because the kernel may have dropped the pages and would then
    report success.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _write_new(part, content, mode)
        if part.read_bytes() != content:
            raise OSError(errno.EIO, "what was read back differs from what was written", str(path))
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def save_for_user(path: Path, content: bytes) -> None:
    """The same for a file that the user saves where he likes: with the rights that his own files have there."""
    write_safely(path, content, 0o666)


def read_at_most(path: Path, most: int, unreadable: Exception) -> bytes:
    """A file whole; of a larger one, one byte more than ``most``, by which whoever reads it refuses it.

    ``unreadable`` is raised if the disk or stick doesn't give it.
    """
    try:
        with path.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise unreadable from error


def is_folder(path: Path) -> bool:
    """Whether a folder is there and answers. A stick that went while it was mounted is none, and no error.

    ``Path.is_dir`` raises on some Pythons what such a stick says (ENOTCONN, EIO, ECONNABORTED).
    """
    return os.path.isdir(path)


def flush_folder(folder: Path) -> None:
    """Make names that were just added, renamed or removed in ``folder`` last over a power cut.

    Windows has no such call for folders and keeps names in its journal; some shared folders and network drivers
    have none either, and what they can't do is no failure.
    """
    if _family() == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if error.errno not in _NO_SUCH_CALL:
            raise
    finally:
        os.close(opened)


def forget_cached(descriptor: int) -> None:
    """Have the next read of a flushed file come from the disk, where the platform can be asked."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _write_new(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
        forget_cached(opened.fileno())
