"""The door for running it: whether the program is well, and its log."""

from loaders.building import fitting_build
from loaders.operating.health import Health, Part, health
from loaders.operating.journal import about, event, failed, start, timed
from loaders.operating.memory import give_back

__all__ = ["Health", "Part", "about", "event", "failed", "fitting_build", "give_back", "health", "start", "timed"]
