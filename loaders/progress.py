"""The stages of a build in words, and a progress bar on the terminal for what reports a label and a fraction."""

import time
from collections.abc import Callable
from types import TracebackType

from tqdm import tqdm

READING_TABLES = "读取行政区划与地名"
READING_FILE = "读取文件 {name}"
FINDING_TASKS = "整理任务 {name}"
FINDING_NAMES = "识别项目与地点 {name}"
PLACING = "确定位置 {name}"
READING_PLAN = "阅读规划 {plan}"
READING_PLANS = "阅读规划 {done}/{total}，每秒 {rate} 份，还需 {left}"
MERGING = "合并地点"
DRAWING = "绘制底图"
CHECKING = "检查数据"
WRITING = "写入数据"
DONE = "完成"
SHORT_S = 0.2  # work done before needs no bar
Report = Callable[[str, float], None]


def part_of(report: Report, start: float, end: float) -> Report:
    """The report of a part of the work: its 0–1 are `start` to `end` of the whole."""
    return lambda label, fraction: report(label, start + fraction * (end - start))


class Pace:
    """Says how far the reading of plans is: the plan that is read, or with several workers how many and how fast."""

    def __init__(self, total: int, report: Report, *, workers: int = 1) -> None:
        self.read = 0
        self._total, self._report, self._workers = total, report, workers
        self._started = time.monotonic()

    def show(self, name: str, done: int) -> None:
        """Report that so many plans are done and which comes next; `read` of them were read in this run."""
        label = READING_PLAN.format(plan=name)
        if self._workers > 1 and self.read:
            rate = self.read / (time.monotonic() - self._started)
            left = tqdm.format_interval((self._total - done) / rate)
            label = READING_PLANS.format(done=done, total=self._total, rate=f"{rate:.1f}", left=left)
        self._report(label, done / self._total)


class ProgressBar:
    """Context manager and report function: `with ProgressBar() as report: report("reading", 0.4)`."""

    def __init__(self, *, quiet: bool = False) -> None:
        shape = "{l_bar}{bar}| {n:.0f}% [{elapsed}]"
        self._bar = tqdm(total=100, disable=quiet, bar_format=shape, leave=False, delay=SHORT_S)

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def __call__(self, label: str, fraction: float) -> None:
        """Show `label` and set the bar to `fraction` (0–1)."""
        self._bar.set_description(label, refresh=False)
        self._bar.update(round(fraction * 100) - self._bar.n)
