"""Settings of the program: one row each, read from the environment.

The same rows feed `--help` and the table in the README.
"""

import os
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Setting(NamedTuple):
    """An environment variable, its default and what it does (Chinese, shown to the operator)."""

    name: str
    default: str
    help: str


BUILD = Setting("PLAN_ATLAS_BUILD", "data/build", "生成数据的目录；首次启动时建立，可随时删除重建")
PLANS = Setting("PLAN_ATLAS_PLANS", "data/plans", "规划原文（.txt）及其元数据（.toml）所在目录")
SETTINGS: tuple[Setting, ...] = (BUILD, PLANS)


def directory(setting: Setting) -> Path:
    """Absolute directory of a setting; a relative value counts from the root of the program."""
    return ROOT / os.environ.get(setting.name, setting.default)
