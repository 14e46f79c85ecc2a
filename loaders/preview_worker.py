"""The process that looks through long texts; see `loaders.previewing.preview_safely`."""

import base64
import sys
from typing import Any

from loaders import tables
from loaders.intake.limits import Limits
from loaders.intake.worker import Say, serve
from loaders.models import Metadata
from loaders.previewing import PlanPreview, preview_plan


def _preview(order: dict[str, Any], content: bytes, limits: Limits, say: Say) -> dict[str, object]:
    del limits

    def report(label: str, fraction: float) -> None:
        say({"label": label, "fraction": fraction})

    found = preview_plan(content.decode(), Metadata(**order["metadata"]), report)
    return {"packed": base64.b64encode(tables.pack(PlanPreview, [found])).decode()}


if __name__ == "__main__":
    sys.exit(serve(_preview))
