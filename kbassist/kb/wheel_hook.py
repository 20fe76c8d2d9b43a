"""Compiles the knowledge when the wheel is built, so that an installed kbassist never has to."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
    """hatchling's door for a build step."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put `kbassist/data/knowledge.sqlite` into the wheel; a checkout installed as editable compiles into the cache."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from kbassist.kb.compile import build

        target = Path(tempfile.mkdtemp(prefix="kbassist-")) / "knowledge.sqlite"
        build([root / "knowledge"], target, "shipped")
        build_data["force_include"][str(target)] = "kbassist/data/knowledge.sqlite"
