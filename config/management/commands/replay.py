"""``manage.py replay events.jsonl --out result.jsonl [--dry-run]``: dated acts through the same verbs and the same sweep."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.passing import pass_time
from hall.importing.meter import Meter
from hall.refusals import Refused
from replay import outcome
from replay.playing import Played
from replay.runner import replayed

Write = Callable[[Iterable[str]], None]
EVERY = 500  # acts between two reports of progress


class Command(BaseCommand):
    help = "回放一份有日期的办理记录（JSON Lines）：每一步走同样的动词和同样的计时器，时钟拨到当时。格式见 docs/replay.md。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="记录文件；- 表示标准输入")
        parser.add_argument("--out", default="-", help="结果文件；不写或 - 表示标准输出")
        parser.add_argument("--dry-run", action="store_true", help="试放：只出结果，数据库里什么都不留")
        parser.add_argument("--batch", default="", help="这一批的名称；同一批里放过的行不会再放。默认按文件内容区分")

    def handle(self, *, file: str, out: str, dry_run: bool, batch: str, **options: Any) -> None:
        with _opened(file) as source, self.result(out) as write:
            try:
                with replayed(
                    source,
                    pass_time=pass_time,
                    batch=batch.strip(),
                    dry_run=dry_run,
                    progress=self.progress(),
                ) as played:
                    write(f"{line}\n" for line in outcome.lines(played))
            except Refused as refusal:
                raise CommandError(refusal.sentence) from None
        self.say(played, dry_run=dry_run)

    def result(self, out: str) -> AbstractContextManager[Write]:
        """Where the result goes: opened before anything is played."""
        return nullcontext(self.stdout.writelines) if out == "-" else _put_in_place(Path(out))

    def progress(self) -> Any:
        meter = Meter(self.stderr, "步")

        def report(done: int, total: int) -> None:
            if done % EVERY == 0 or (done == total and total > EVERY):
                meter(done, total)

        return report

    def say(self, played: Played, *, dry_run: bool) -> None:
        """What happened, on standard error: standard output may be the result."""
        refused = sum(len(each) for each in played.refused.values())
        again = f"，其中 {played.repeats} 步以前放过，没有重做" if played.repeats else ""
        self.stderr.write(
            f"做了 {played.count} 步{again}；没有做成 {refused} 行；{len(played.cases)} 件", style_func=str
        )
        if played.older:
            self.stderr.write(
                f"事项目录从 {played.catalogue_since} 起才有：{played.first_day} 起登记的 {played.older} 件按那天公布的一版计时，"
                "公布的生效日期没有改动",
                style_func=str,
            )
        if dry_run:
            self.stderr.write("这是试放，数据库里什么都没有留下", style_func=str)


def _opened(name: str) -> BinaryIO:
    """The file, or a copy of standard input, which cannot be read twice. :raises CommandError: it cannot be read."""
    if name == "-":
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        while chunk := sys.stdin.buffer.read(1 << 20):
            copy.write(chunk)
        copy.seek(0)
        return copy
    try:
        return Path(name).open("rb")
    except FileNotFoundError:
        raise CommandError(f"没有找到文件“{name}”，核对路径") from None
    except OSError:
        raise CommandError(f"“{name}”不是能读的文件") from None


@contextmanager
def _put_in_place(path: Path) -> Iterator[Write]:
    """
    A file beside the place, moved there when it is whole: a reader sees the old result or the new one. What is no ordinary file (a
    device, a pipe) is written into: put in its place, a file would take the place of /dev/null.
    """
    if path.exists() and not path.is_file():
        try:
            with path.open("w", encoding="utf-8") as device:
                yield device.writelines
        except OSError:
            raise CommandError(f"不能写“{path}”") from None
        return
    path = path.resolve()  # through a link, to what it leads to
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError:
        raise CommandError(f"不能写“{path}”") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file.writelines
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
