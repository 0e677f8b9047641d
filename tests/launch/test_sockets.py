"""The private socket folder and the web server's door."""

import os
import socket
import stat
from pathlib import Path

import pytest

from launch import sockets
from launch.say import StartFailed
from launch.users import Runner


@pytest.fixture
def me():
    return Runner("me", os.geteuid(), os.getegid(), dropped=False)


@pytest.mark.parametrize(
    ("case", "spare", "fits"),
    [("exactly as long as the kernel takes", 0, True), ("one byte longer", -1, False), ("one byte shorter", 1, True)],
)
def test_longest_socket_path(case, spare, fits):
    length = sockets.LONGEST_PATH - len(sockets.LONGEST_NAME) - spare
    assert sockets.fits(Path("/" + "a" * (length - 1))) is fits


def test_path_length_is_counted_in_bytes():
    characters = (sockets.LONGEST_PATH - len(sockets.LONGEST_NAME)) // 2
    assert sockets.fits(Path("/" + "a" * characters))
    assert not sockets.fits(Path("/" + "政" * characters))


def test_longest_path_is_what_the_kernel_takes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("a" * sockets.LONGEST_PATH)
    with socket.socket(socket.AF_UNIX) as door, pytest.raises(OSError, match="too long"):
        door.bind("a" * (sockets.LONGEST_PATH + 2))


def test_short_folder_is_used_and_closed_to_others(tmp_path, me, monkeypatch):
    monkeypatch.setattr(sockets, "LONGEST_PATH", 400)
    folder = sockets.socket_folder(tmp_path / "run", tmp_path / "note", me)
    assert folder == tmp_path / "run"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (tmp_path / "note").exists()


def test_a_long_path_gets_the_same_short_folder_again(tmp_path, me):
    long = tmp_path / ("政务" * 20) / "run"
    first = sockets.socket_folder(long, tmp_path / "note", me)
    try:
        assert sockets.fits(first)
        assert first.parent == Path("/tmp")
        assert stat.S_IMODE(first.stat().st_mode) == 0o700
        assert sockets.socket_folder(long, tmp_path / "note", me) == first
    finally:
        first.rmdir()


def test_noted_folder_that_is_a_link_is_not_trusted(tmp_path, me):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "note").write_text(str(tmp_path / "link"))
    folder = sockets.socket_folder(tmp_path / ("政务" * 20) / "run", tmp_path / "note", me)
    folder.rmdir()
    assert folder != tmp_path / "link"


def test_nobody_answers_on_a_socket_left_by_a_dead_server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("left")
        assert not sockets.answers(Path("left"))
        door.listen()
        assert sockets.answers(Path("left"))
    assert not sockets.answers(Path("left"))


def test_taken_port_is_told_with_another_one_to_try():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(
            StartFailed, match=rf"port {port} of this machine\. Stop that program, or .*PORT=\d+ make run"
        ):
            sockets.check_port(port)
    sockets.check_port(port)
