"""Settings come from the environment and have a default."""

from geo import settings


def test_default_counts_from_the_root():
    assert settings.directory(settings.PLANS) == settings.ROOT / "data" / "plans"


def test_environment_wins(monkeypatch, tmp_path):
    monkeypatch.setenv(settings.BUILD.name, str(tmp_path))
    assert settings.directory(settings.BUILD) == tmp_path


def test_every_row_explains_itself():
    assert all(row.name.startswith("PLAN_ATLAS_") and row.help for row in settings.SETTINGS)


def test_text_is_the_default_when_nothing_is_said(monkeypatch):
    monkeypatch.setenv(settings.GEOCODERS.name, "  ")
    assert settings.text(settings.GEOCODERS) == settings.GEOCODERS.default
    monkeypatch.setenv(settings.GEOCODERS.name, " amap ")
    assert settings.text(settings.GEOCODERS) == "amap"


def test_secrets_fill_what_the_environment_leaves_open():
    secrets = {
        "PLAN_ATLAS_AMAP_KEY": "from secrets",
        "PLAN_ATLAS_TIANDITU_KEY": "from secrets",
        "PLAN_ATLAS_GEOCODERS": ["amap"],
        "PLAN_ATLAS_CONTACT": True,
        "PLAN_ATLAS_CACHE": 7,
        "database_password": "not ours",
    }
    environment = {"PLAN_ATLAS_AMAP_KEY": "from the operator"}
    found = settings.from_secrets(secrets, environment)
    assert found == {"PLAN_ATLAS_TIANDITU_KEY": "from secrets", "PLAN_ATLAS_CACHE": "7"}
