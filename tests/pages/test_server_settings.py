"""The hardened settings of the server, and the example for a proxy before it."""

import base64
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
import streamlit
from streamlit import config

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
NGINX = (ROOT / ".deploy" / "nginx.conf").read_text(encoding="utf-8")
CADDY = (ROOT / ".deploy" / "Caddyfile").read_text(encoding="utf-8")
POLICY = re.compile(r'"(default-src [^"]*)"')
SERVED = {".css", ".js", ".md", ".svg", ".txt", ".woff2", ""}  # "": a licence
MB = 1_000_000


@pytest.mark.parametrize("name", ["server", "browser", "client", "runner"])
def test_streamlit_knows_every_setting(name):
    known = config._config_options_template
    assert [option for option in SETTINGS[name] if f"{name}.{option}" not in known] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.allowedHosts", ["localhost", "127.0.0.1", "::1"]),
        ("server.enableCORS", True),
        ("server.enableXsrfProtection", True),
        ("server.xsrfCookieSameSite", "strict"),
        ("server.enableAgentApi", False),
        ("server.maxUploadSize", 50),
        ("client.showErrorDetails", "none"),
        ("client.allowedOrigins", []),
        ("browser.gatherUsageStats", False),
    ],
)
def test_a_hardened_setting(name, value):
    section, option = name.split(".")
    assert SETTINGS[section][option] == value


def test_no_header_says_who_somebody_is():
    assert "trustedUserHeaders" not in SETTINGS["server"]


def test_only_assets_are_served():
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in files} <= SERVED


def test_the_examples_say_the_same():
    assert POLICY.findall(NGINX) == POLICY.findall(CADDY)
    assert len(POLICY.findall(NGINX)) == 2
    for name, value in re.findall(r'add_header +(\S+) +"?([^";$]+)"? always;', NGINX):
        assert re.search(rf'{name} "?{re.escape(value)}', CADDY), name


def test_pages_run_only_scripts_from_here_and_the_one_of_streamlit():
    page, inside_map = POLICY.findall(NGINX)
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{value}'" for value in hashes)
    assert f"script-src 'self' blob: {allowed};" in page
    assert "frame-ancestors 'none'" in page
    assert "frame-ancestors 'self'" in inside_map
    for policy in (page, inside_map):
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert not re.search(r"[ *]\*", policy)


def test_the_example_of_secrets_is_complete_but_for_the_secrets():
    section = tomllib.loads((ROOT / ".deploy" / "secrets.example.toml").read_text(encoding="utf-8"))["auth"]
    assert section.keys() == {"redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"}
    assert {name for name, value in section.items() if not value} == {"cookie_secret", "client_id", "client_secret"}
