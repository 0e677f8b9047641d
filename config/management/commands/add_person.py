"""``manage.py add_person USERNAME --name 张三 --role clerk --window 01``: bring somebody in, with their first post."""

import sys
from datetime import date
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from administration.telling import with_letters
from hall import clock
from hall.horizon import typed_day
from hall.models import PostProposal
from hall.organising.posts import enter_from_server
from hall.people import NewPost
from hall.refusals import Refused


class Command(BaseCommand):
    help = "添加一名工作人员和岗位。密码在终端输入，或用 --password-stdin 从标准输入读一行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", required=True, help="角色，例如 clerk（窗口人员）")
        parser.add_argument("--window", default="", help="窗口号，例如 01（窗口人员）")
        parser.add_argument("--department", default="", help="部门名称或代码（审批科长、部门负责人）")
        parser.add_argument("--from", dest="valid_from", type=typed_day, help="到岗日期，默认今天")
        parser.add_argument("--another", action="store_true", help="与已有账号同名的另一个人")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码（一行）")

    def handle(
        self, *, username: str, name: str, valid_from: date | None, password_stdin: bool, **options: Any
    ) -> None:
        place = {key: options[key] for key in ("role", "window", "department")}
        enter = with_letters(enter_from_server)
        try:
            clock.now()  # before anybody types a password
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else _typed_password()
            at = clock.now()
            first = NewPost(valid_from=valid_from or timezone.localdate(at), **place)
            person = {"username": username, "name": name, "password": password, "is_another": options["another"]}
            post = enter(**person, post=first, at=at)
        except Refused as refusal:
            raise CommandError(refusal.sentence.replace("勾选“同名的另一个人”", "加上 --another")) from None
        waits = "；等一个能确认的人在“岗位确认”页确认，才生效" if isinstance(post, PostProposal) else ""
        self.stdout.write(f"已添加：{post}，自 {post.valid_from} 起{waits}")


def _typed_password() -> str:
    """Ask twice on the terminal."""
    if not sys.stdin.isatty():
        raise CommandError("这里不是终端，输入不了密码；加上 --password-stdin，从标准输入读密码")
    password = getpass("密码：")
    if getpass("再输入一次：") != password:
        raise CommandError("两次输入的密码不一样，没有添加")
    return password
