"""How long the stages of a build take: by the clock on the wall, and as work summed over all processes."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block to a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add({name: time.perf_counter() - started})

    def add(self, spent: Mapping[str, float]) -> None:
        """Count the seconds that another clock has measured."""
        for name, seconds in spent.items():
            self.spent[name] += seconds


class Timings:
    """The two clocks of a build, and how much it read."""

    def __init__(self) -> None:
        self.wall, self.work = Clock(), Clock()
        self.plans = self.characters = 0

    def save(self, path: Path) -> None:
        """Write them as JSON: plans and characters read, `wall_s` of the stages, `work_s` summed over processes."""
        stated = {
            "plans": self.plans,
            "characters": self.characters,
            "wall_s": {name: round(seconds, 3) for name, seconds in self.wall.spent.items()},
            "work_s": {name: round(seconds, 3) for name, seconds in self.work.spent.items()},
        }
        path.write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8")
