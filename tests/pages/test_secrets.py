"""Streamlit's secrets reach the settings of the program at its start, and nothing else does."""

from types import SimpleNamespace

import pytest
import streamlit as st

from pages.components import secrets


class Secrets(dict):
    """Stands for `st.secrets`; `exists` tells whether there is a file."""

    exists = True

    def load_if_toml_exists(self):
        return self.exists


@pytest.fixture
def environment(monkeypatch):
    """An environment of the test's own."""
    variables = {"PATH": "/bin"}
    monkeypatch.setattr(secrets, "os", SimpleNamespace(environ=variables))
    return variables


def test_settings_among_the_secrets_are_handed_over(monkeypatch, environment):
    monkeypatch.setattr(st, "secrets", Secrets(PLAN_ATLAS_AMAP_KEY="geheim", token="other"))
    secrets.hand_over()
    assert environment == {"PATH": "/bin", "PLAN_ATLAS_AMAP_KEY": "geheim"}


def test_without_a_file_of_secrets_nothing_happens(monkeypatch, environment):
    none = Secrets(PLAN_ATLAS_AMAP_KEY="geheim")
    none.exists = False
    monkeypatch.setattr(st, "secrets", none)
    secrets.hand_over()
    assert environment == {"PATH": "/bin"}


def test_app_starts_without_a_file_of_secrets(app):
    assert not app.open().test.exception
