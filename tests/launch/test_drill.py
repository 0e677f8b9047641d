"""The dump of a drill: nobody else reads it, it does not stay unsaid, and losses are told from the hall's own faults."""

import os
import stat

import pytest

from launch import drill, places


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "VAR", tmp_path)
    return tmp_path


def test_nobody_else_reads_a_dump(var):
    before = os.umask(0o000)
    try:
        with drill._own_file() as dump:
            assert stat.S_IMODE(dump.stat().st_mode) == 0o600
            dump.unlink()
    finally:
        os.umask(before)


def test_a_dump_that_stays_is_named(var, capsys):
    with pytest.raises(RuntimeError), drill._own_file() as dump:
        raise RuntimeError("the restore failed")
    assert f"the dump is kept, for your eyes only, until the next drill: {dump}" in "".join(capsys.readouterr())


def test_the_next_drill_removes_what_was_kept(var):
    (var / "drill-99999999.dump").write_text("old")
    (var / f"drill-{os.getppid()}.dump").write_text("of a drill under way")
    with drill._own_file() as dump:
        assert {path.name for path in var.iterdir()} == {f"drill-{os.getppid()}.dump", dump.name}


def test_what_the_copy_alone_lacks():
    hall = "01012026112300001 少一张牌\n830 件、1200 个时限，用时 1.1 秒，1 处不符\nCommandError: 有 1 处不符"
    assert drill.missing_from(hall.replace("1.1 秒", "0.9 秒"), hall) == []
    copy = f"01012026112300002 少一个时限\n{hall}"
    assert drill.missing_from(copy, hall) == ["01012026112300002 少一个时限"]
