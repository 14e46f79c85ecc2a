"""The examples for containers, checked without an engine: whether what they name is there, pinned and closed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from geo.settings import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / ".deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
KNOWN_KEYS = {
    "build",
    "cap_drop",
    "command",
    "depends_on",
    "deploy",
    "environment",
    "healthcheck",
    "image",
    "mem_limit",
    "ports",
    "profiles",
    "read_only",
    "restart",
    "secrets",
    "security_opt",
    "shm_size",
    "tmpfs",
    "volumes",
}
PINNED = re.compile(r"[\w./-]+:\d+(\.\d+|-\d+)[\w.-]*")
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("plan-atlas")]


def instructions(name):
    """The words after every instruction of this name."""
    joined = re.sub(r"\\\n", " ", CONTAINERFILE)
    return [line.split()[1:] for line in joined.splitlines() if line.startswith(f"{name} ")]


def test_every_copied_file_is_part_of_the_repository_and_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    copied = [source for words in instructions("COPY") if not words[0].startswith("--from") for source in words[:-1]]
    assert {"app.py", "data", "geo", "loaders", "pages", "static", ".streamlit/config.toml"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source not in ignored
        assert re.search(rf"^{re.escape(source)}(/|$)", kept, re.MULTILINE), source


def test_secrets_and_what_is_made_stay_out_of_images_and_git():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".streamlit/secrets.toml", ".deploy/secrets", "data/build", "data/cache", "data/store"} <= {
        *ignored
    }
    for secret in COMPOSE["secrets"].values():
        path = DEPLOY / secret["file"]
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0, path


def test_images_are_pinned():
    bases = re.findall(r"^ARG PYTHON=(.*)$", CONTAINERFILE, re.MULTILINE)
    assert {words[0] for words in instructions("FROM")} == {"${PYTHON}"}
    for image in [*bases, *(service["image"] for service in SERVICES.values())]:
        assert PINNED.fullmatch(image), image
    version = re.match(r".*python:(3\.\d+)", bases[0])[1]
    assert version == "3.11"  # that of the tests and of the README


def test_the_program_runs_as_nobody_in_particular():
    assert instructions("USER") == [["atlas"]]
    assert CONTAINERFILE.index("\nUSER") > CONTAINERFILE.index("\nCOPY static")
    assert "apt-get" not in CONTAINERFILE
    assert "--uid 10001" in CONTAINERFILE
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name


@pytest.mark.parametrize("file", ["Containerfile", "compose.yaml", "entrypoint.sh", "nginx.conf", "upstream.conf"])
def test_every_setting_exists(file):
    text = (DEPLOY / file).read_text(encoding="utf-8")
    known = {setting.name for setting in SETTINGS} | {"PLAN_ATLAS_HOST"}  # of the compose file alone
    assert set(re.findall(r"\bPLAN_ATLAS_[A-Z_]+", text)) <= known


def test_streamlit_knows_its_settings():
    from streamlit import config

    known = {option.env_var for option in config._config_options_template.values()}
    for text in (CONTAINERFILE, (DEPLOY / "compose.yaml").read_text(encoding="utf-8")):
        assert set(re.findall(r"\bSTREAMLIT_[A-Z_]+", text)) <= known


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_only_what_compose_understands(name):
    service = SERVICES[name]
    assert service.keys() <= KNOWN_KEYS
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["restart"] in {"unless-stopped", "no"}
    for other, condition in service.get("depends_on", {}).items():
        assert other in SERVICES
        if condition["condition"] == "service_healthy":
            assert SERVICES[other].get("healthcheck", {"test": "that of the image"}).get("test")
    for secret in service.get("secrets", []):
        assert (secret if isinstance(secret, str) else secret["source"]) in COMPOSE["secrets"]
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_no_password_stands_in_it():
    words = yaml.safe_dump(COMPOSE)
    assert not re.search(r"(?i)password['\"]?: *(?!.*(file|/run/secrets))\w", words)
    assert not re.search(r"://\w+:[^@\s]+@", words)
    assert SERVICES["database"]["environment"]["POSTGRES_PASSWORD_FILE"].startswith("/run/secrets/")
    assert "ports" not in SERVICES["database"]


def test_two_servers_stand_behind_the_proxy():
    served = re.findall(r"^ +server (\S+):8501", (DEPLOY / "upstream.compose.conf").read_text(), re.MULTILINE)
    assert served == ["app1", "app2"]
    assert SERVICES["app1"] == SERVICES["app2"]
    assert set(served) == set(SERVICES["proxy"]["depends_on"])


def test_commands_exist():
    parser = subprocess.run([sys.executable, "-m", "loaders", "--help"], cwd=ROOT, capture_output=True, text=True)
    wanted = set(re.findall(r"python -m loaders (\w+)", yaml.safe_dump(COMPOSE) + CONTAINERFILE))
    assert wanted == {"build", "publish", "health"}
    assert {name for name in wanted if f"\n    {name} " not in parser.stdout} == set()


@pytest.fixture
def entrypoint(tmp_path):
    """Runs the entrypoint with a command and settings, on a build of its own."""

    def run(*command, **environment):
        settings = {"PLAN_ATLAS_BUILD": str(tmp_path / "build"), "PLAN_ATLAS_STORE": str(tmp_path / "store")}
        path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
        return subprocess.run(
            ["sh", ".deploy/entrypoint.sh", *command],
            cwd=ROOT,
            env={**os.environ, **path, **settings, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_entrypoint_makes_the_build_before_the_app_starts(entrypoint, tmp_path):
    answer = entrypoint("echo", "streamlit run")
    assert (answer.returncode, answer.stdout) == (0, "streamlit run\n"), answer.stderr
    assert (tmp_path / "build" / "manifest.json").exists()


def test_the_entrypoint_reads_the_password_and_makes_no_build_for_other_commands(entrypoint, tmp_path):
    (tmp_path / "password").write_text("from a file\n")
    answer = entrypoint("sh", "-c", 'echo "$PGPASSWORD"', PGPASSWORD_FILE=str(tmp_path / "password"))
    assert answer.stdout == "from a file\n", answer.stderr
    assert entrypoint("true", PGPASSWORD_FILE=str(tmp_path / "none")).returncode != 0
    assert not (tmp_path / "build").exists()


def test_the_command_of_the_health_check_fails_when_nothing_answers():
    (check,) = re.findall(r'CMD \["python", "-c", "(.*)"\]\n?$', CONTAINERFILE)
    answer = subprocess.run([sys.executable, "-c", check.replace("8501", "9")], capture_output=True, check=False)
    assert answer.returncode == 1
