"""Factories that every suite shares."""

import hashlib

import pytest

from geo.gazetteer import Gazetteer
from loaders.models import PlanDocument


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture
def make_document():
    """A PlanDocument from a text and, where it matters, the adcode of its issuer."""

    def make(text: str, jurisdiction: str | None = None) -> PlanDocument:
        digest = hashlib.sha256(text.encode()).hexdigest()
        return PlanDocument("plan", None, "[plan]", None, jurisdiction, None, None, text, digest)

    return make
