"""A short hash of what pyproject.toml asks for. Each lock carries it in its first line, so a stale one shows."""

import hashlib
import json
import sys
import tomllib
from pathlib import Path


def requirements_sum(pyproject: Path) -> str:
    """Changes when a requirement, a group, or the Python versions change, and not when a comment does."""
    project = tomllib.loads(pyproject.read_text("utf-8"))
    asked = [
        project["project"]["requires-python"],
        sorted(project["project"]["dependencies"]),
        {group: sorted(wants) for group, wants in project["dependency-groups"].items()},
    ]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


if __name__ == "__main__":
    print(requirements_sum(Path(sys.argv[1])))
