"""Bringing a person in: the post that they get, and each refusal, after which nobody is there."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from hall.access import access_of
from hall.importing import catalogue
from hall.models import Post, User
from hall.people import CannotAddPerson, NewPost, add_person
from hall.roles import Permission
from tests.hall.sheets import catalogue as sheet
from tests.hall.test_import_catalogue import NOW

pytestmark = pytest.mark.django_db

FROM = date(2026, 11, 20)
PERSON = {"username": "zhangsan", "name": "张三", "password": "xiang-shui-2026"}
CLERK = PERSON | {"role": "clerk", "window": "07"}


def add(*, username: str, name: str, password: str, **post) -> Post:
    return add_person(username=username, name=name, password=password, post=NewPost(valid_from=FROM, **post))


@pytest.fixture(autouse=True)
def hall():
    catalogue.load(sheet({}), effective_from=FROM, at=NOW)


@pytest.mark.parametrize(
    ("role", "place", "words"),
    [
        ("clerk", {"window": "07"}, "张三（窗口人员，07 民政窗口）"),
        ("section_chief", {"department": "区民政局"}, "张三（审批科长，区民政局）"),
        ("department_head", {"department": "mz"}, "张三（部门负责人，区民政局）"),
        ("office", {}, "张三（软环境办，云澜区政务服务中心）"),
        ("inspector", {}, "张三（纪检监察，云澜区政务服务中心）"),
    ],
)
def test_post(role, place, words):
    post = add(**PERSON, role=role, **place)
    assert str(post) == words
    user = User.objects.get()
    assert user.check_password("xiang-shui-2026")
    assert access_of(user, on=FROM).grant(Permission.APPLICATION_VIEW)
    assert not access_of(User.objects.get(), on=date(2026, 11, 19)).grant(Permission.APPLICATION_VIEW)


@pytest.mark.parametrize(
    ("case", "change", "sentence"),
    [
        ("unknown role", {"role": "boss"}, "没有角色“boss”；可用的角色：clerk（窗口人员）"),
        ("clerk without window", {"window": ""}, "窗口人员要写明窗口"),
        ("clerk with department", {"department": "区民政局"}, "窗口人员不写部门"),
        ("unknown window", {"window": "99"}, "没有 99 号窗口；有：07"),
        ("chief without department", {"role": "section_chief", "window": ""}, "审批科长要写明部门"),
        ("chief at a window", {"role": "section_chief", "department": "区民政局"}, "审批科长不写窗口"),
        (
            "unknown department",
            {"role": "section_chief", "window": "", "department": "区司法局"},
            "没有部门“区司法局”；有：区民政局",
        ),
        ("inspector at a window", {"role": "inspector"}, "纪检监察不写窗口"),
        ("no name", {"name": " "}, "写明姓名"),
        ("user name with a space", {"username": "zhang san"}, "中间不留空格"),
        ("long name", {"name": "长" * 41}, "写明姓名，最多 40 个字"),
        ("common password", {"password": "1q2w3e4r5t"}, "这个密码太常见"),
        ("short password", {"password": "short"}, "密码至少 10 个字符"),
        ("password of digits", {"password": "948372615048"}, "密码不能全是数字"),
        ("name as password", {"password": "zhangsan"}, "密码和用户名或姓名太像"),
    ],
)
def test_refusals(case, change, sentence):
    with pytest.raises(CannotAddPerson, match=sentence):
        add(**CLERK | change)
    assert not User.objects.exists(), case
    assert not Post.objects.exists(), case


def test_a_name_is_given_once():
    add(**CLERK)
    with pytest.raises(CannotAddPerson, match="用户名“zhangsan”已经有人用了"):
        add(**CLERK | {"name": "另一个人"})
    assert User.objects.get().display_name == "张三"


def run(monkeypatch, typed, *extra):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    output = io.StringIO()
    call_command("add_person", "zhangsan", "--name", "张三", "--role", "clerk", "--window", "07", *extra, stdout=output)
    return output.getvalue()


def test_the_command_reads_the_password_from_standard_input(monkeypatch):
    output = run(monkeypatch, "xiang-shui-2026\n", "--password-stdin", "--from", "2026-11-20")
    assert output == "已添加：张三（窗口人员，07 民政窗口），自 2026-11-20 起\n"
    assert User.objects.get().check_password("xiang-shui-2026")


def test_the_command_refuses_in_a_sentence(monkeypatch):
    with pytest.raises(CommandError, match="密码至少 10 个字符"):
        run(monkeypatch, "short\n", "--password-stdin")
    with pytest.raises(CommandError, match="这里不是终端"):
        run(monkeypatch, "xiang-shui-2026\n")
    assert not User.objects.exists()


def test_the_command_asks_twice_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    answers = iter(["xiang-shui-2026", "xiang-shui-2027", "xiang-shui-2026", "xiang-shui-2026"])
    monkeypatch.setattr("config.management.commands.add_person.getpass", lambda _prompt: next(answers))
    monkeypatch.setattr("sys.stdin", Terminal())
    arguments = ["add_person", "zhangsan", "--name", "张三", "--role", "clerk", "--window", "07"]
    with pytest.raises(CommandError, match="两次输入的密码不一样"):
        call_command(*arguments)
    assert not User.objects.exists()
    call_command(*arguments, stdout=io.StringIO())
    assert User.objects.get().check_password("xiang-shui-2026")
