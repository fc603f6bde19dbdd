"""Compiles the message catalogues before a wheel is made, so that an installed program speaks Vietnamese."""

import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own configuration type is private
    """Called by hatchling (``tool.hatch.build.targets.wheel.hooks.custom``)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Runs the same tool as ``start`` does."""
        subprocess.run([sys.executable, "packaging/catalogue.py", "compile"], cwd=Path(self.root), check=True)
