"""Settings come from the environment and have a default."""

from geo import settings


def test_default_counts_from_the_root():
    assert settings.directory(settings.PLANS) == settings.ROOT / "data" / "plans"


def test_environment_wins(monkeypatch, tmp_path):
    monkeypatch.setenv(settings.BUILD.name, str(tmp_path))
    assert settings.directory(settings.BUILD) == tmp_path


def test_every_row_explains_itself():
    assert all(row.name.startswith("PLAN_ATLAS_") and row.help for row in settings.SETTINGS)
