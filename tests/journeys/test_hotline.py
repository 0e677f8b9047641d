"""A 12345 ticket edited, answered and closed; a second one withdrawn: the platform on its side, the officer in a browser."""

import json
import urllib.request

from django.utils import timezone

from cases.models import Case
from exchange import pushing, sending
from exchange.signing import key_of
from tests.exchange.platform import ADDRESS, PUSH_SECRET, SECRET, message, running, signed


def test_a_ticket_edited_withdrawn_answered(visitor, morning, committed_world, settings):
    settings.EXCHANGE_KEYS, settings.EXCHANGE_KEY = [key_of(SECRET)], key_of(PUSH_SECRET)
    officer = visitor()

    def push(body: bytes) -> str:
        """The platform pushes over the wire, and reads what becomes of it."""
        headers = signed(body, when=timezone.now()) | {"Content-Type": "application/json"}
        request = urllib.request.Request(officer.base + ADDRESS, data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)["state"]

    def do(number: str, act: str, **form: str) -> None:
        page = officer.go(f"/centre/{number}/{act}/")
        for name, value in form.items():
            field = page.locator(f"main [name={name}]").first
            if field.get_attribute("type") == "radio":
                page.check(f"main [name={name}][value={value}]")
            else:
                page.fill(f"main [name={name}]", value)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()

    def tell_the_platform() -> None:
        pushing.follow(at=timezone.now())
        sending.send_due(clock=timezone.now)

    with running() as platform:
        settings.EXCHANGE_URL = platform.url
        assert push(message(number="YL-2026-01", came_on="2026-03-01", protected=True)) == "taken"
        number = Case.objects.get().number
        officer.sign_in("sun")
        officer.go("/centre/")
        officer.click("12345 工单")
        officer.says("YL-2026-01", "已立案", "已设置平台地址")
        do(number, "accept")

        # edited: the handler reads on the case what changed
        edited = message(number="YL-2026-01", version=2, text="又等了两天，还是没有人答复。", protected=True)
        assert [push(edited), push(edited)] == ["changed", "changed"]
        page = officer.go(f"/centre/{number}/")
        officer.says("12345 工单第 2 版，改了：内容", "又等了两天，还是没有人答复。")
        assert "欧阳" not in page.content()

        # answered and closed: told in this order
        do(number, "find", result="upheld", text="查了台账，窗口压件七天。")
        do(number, "reply", text="已经办结，向您致歉。", question="材料交了没有人答复")
        do(number, "conclude")
        officer.says("已办结")
        tell_the_platform()
        assert platform.news == ["accepted", "replied", "closed"]
        officer.go("/exchange/")
        officer.click("YL-2026-01")
        officer.says("平台已收到", "第 2 版")

        # withdrawn: it stays open until its handler closes it with a reason
        second = {"number": "YL-2026-02", "name": "", "phone": "", "came_on": "2026-03-02"}
        assert push(message(**second)) == "taken"
        other = Case.objects.exclude(number=number).get().number
        officer.go(f"/centre/{other}/close_withdrawn/")
        officer.says("来件人没有撤回")
        assert push(message("ticket.withdrawn", number="YL-2026-02", version=2, reason="当天解决了")) == "withdrawn"
        officer.go(f"/centre/{other}/")
        officer.says("来件人通过 12345 撤回。原因：当天解决了", "待受理")
        do(other, "close_withdrawn", reason="电话核实，是本人撤回，问题已经解决。")
        officer.says("已办结")
        tell_the_platform()
        assert platform.news == ["accepted", "replied", "closed", "closed"]
        assert platform.got[-1]["data"] == {"number": "YL-2026-02", "result": "withdrawn"}
