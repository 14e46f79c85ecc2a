"""What an archive of any size would take, from builds that were measured; used by `bench_scale.py`.

The work on plans (reading, places, parts) is shared by workers, the rest is done by one process. Both are taken as
proportional to the plans, which the measured growth confirms or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

CORES = (2, 16, 64, 256)
CORES_PER_MACHINE = 16
MEMORY_PER_MACHINE_GB = 64
EFFICIENCY = 0.85  # of many workers, where only two were measured
DATABASE_PER_BUILD = 18.0  # bytes in PostGIS for a byte of the build: 3,672 MB for 199 MB (`bench_serving.py`)
COPIES = 2  # builds kept: the present and the previous one
DAY_S = 86_400


class Build(Protocol):
    """What is needed of a measured build (see `bench_scale.Measured`)."""

    plans: int
    workers: int
    characters: int
    seconds: float
    work_s: dict[str, float]
    peak_mb: float
    lead_mb: float
    worker_mb: float
    build_bytes: int
    text_bytes: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs of one plan: seconds of shared work and of the one process, bytes; and memory of a worker and the rest.

    `start_s` is what a build takes before its first plan; `plans` and `workers` are those of the build they are from.
    """

    plans: int
    workers: int
    characters: float
    shared_s: float
    single_s: float
    start_s: float
    build_bytes: float
    text_bytes: float
    worker_mb: float
    lead_mb: float


def costs(found: Sequence[Build]) -> Costs:
    """Costs per plan from the largest build, with most workers if there are several.

    Time the clock shows beyond the shared work, spread over the workers, is that of the one process. Of two sizes with
    the same workers, what does not grow is the start.
    """
    largest = max(found, key=lambda one: (one.plans, one.workers))
    others = [one for one in found if one.workers == largest.workers and one.plans < largest.plans]
    start = 0.0
    if others:
        small = min(others, key=lambda one: one.plans)
        slope = (largest.seconds - small.seconds) / (largest.plans - small.plans)
        start = max(0.0, small.seconds - slope * small.plans)
    workers = max(1, largest.workers)
    shared = sum(largest.work_s.values())
    single = max(0.0, largest.seconds - start - shared / workers)
    return Costs(
        plans=largest.plans,
        workers=largest.workers,
        characters=largest.characters / largest.plans,
        shared_s=shared / largest.plans,
        single_s=single / largest.plans,
        start_s=start,
        build_bytes=largest.build_bytes / largest.plans,
        text_bytes=largest.text_bytes / largest.plans,
        worker_mb=largest.worker_mb or largest.lead_mb,
        lead_mb=largest.lead_mb,
    )


def hours(cost: Costs, *, plans: int, cores: int) -> float:
    """Hours of a build with as many workers as cores."""
    shared = plans * cost.shared_s / (cores * (EFFICIENCY if cores > 1 else 1))
    return (cost.start_s + shared + plans * cost.single_s) / 3600


def markdown(cost: Costs, *, plans: int) -> list[str]:
    """The model for so many plans: machines, hours and storage, then what it assumes."""
    lines = [f"### Model: {plans:,} plans", "", "| cores | machines | hours | plans/day | cost of one process |"]
    lines.append("|---|---|---|---|---|")
    for cores in CORES:
        took = hours(cost, plans=plans, cores=cores)
        alone = plans * cost.single_s / 3600
        machines = -(-cores // CORES_PER_MACHINE)
        per_day = plans * DAY_S / (took * 3600)
        lines.append(f"| {cores} | {machines} | {took:,.1f} | {per_day:,.0f} | {alone:,.1f} h |")
    build, text = cost.build_bytes * plans / 1e9, cost.text_bytes * plans / 1e9
    held = CORES_PER_MACHINE * cost.worker_mb / 1000
    return [
        *lines,
        "",
        f"- Storage: texts {text:,.1f} GB, build {build:,.1f} GB ({COPIES * build:,.1f} GB with the previous one), "
        f"PostGIS {build * DATABASE_PER_BUILD * COPIES:,.0f} GB for two builds.",
        f"- Memory: {cost.worker_mb:,.0f} MB a worker, so {held:,.0f} GB of {MEMORY_PER_MACHINE_GB} GB on a machine of "
        f"{CORES_PER_MACHINE} cores; the process that leads held {cost.lead_mb:,.0f} MB at {cost.plans:,} plans.",
        "",
        "Assumptions:",
        f"- Measured on {cost.plans:,} made-up plans of {cost.characters:,.0f} characters with "
        f"{cost.workers or 'no'} workers: {cost.shared_s * 1000:,.0f} ms of shared work and "
        f"{cost.single_s * 1000:,.1f} ms of one process a plan, {cost.build_bytes / 1000:,.1f} kB of build; "
        f"{cost.start_s:,.1f} s to start.",
        "- Time and storage grow in proportion to the plans (the measured growth stands above); cores are like these.",
        f"- Workers reach {EFFICIENCY} of their sum also where there are more than two; shared storage and the network "
        "keep up. Not measured beyond this machine.",
        f"- A byte of the build takes {DATABASE_PER_BUILD:g} in PostGIS with its indexes, as measured on a build of a "
        "million made-up projects (`bench_serving.py`).",
        "- The process that leads knows something of every plan (box, codes, files): its memory grows with the "
        "archive and is not in the table.",
    ]
