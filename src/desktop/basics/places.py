"""Where things are: what the program brings along, and where a user's own things lie.

An editable install must not read a stale copy, so the source tree is looked at first and the installed
package's ``_data`` second. An environment variable that is empty, or not an absolute path, counts as unset
(XDG Base Directory Specification). Nothing here creates a folder.
"""

import os
import sys
from pathlib import Path

NAME = "sochibo"
_PACKAGE = Path(__file__).resolve().parents[1]


def resources() -> Path:
    """The folder of fonts, catalogues, icons and rule files."""
    return _brought_along("resources")


def migrations() -> Path:
    """The folder of the database's migrations."""
    return _brought_along("migrations")


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
