"""The door for running it: whether the program is well, and its log."""

from loaders.building import fitting_build
from loaders.operating.health import Health, Part, health
from loaders.operating.journal import about, event, failed, start, timed

__all__ = ["Health", "Part", "about", "event", "failed", "fitting_build", "health", "start", "timed"]
