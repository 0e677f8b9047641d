"""
What the checkout at hand answers on the dumped hall: every page of every case, every act's form, what each act shows and says,
and the same of the API; one file each, so that two releases can be laid side by side (tests/upgrade/compare.py).

    .venv/bin/python -m tests.upgrade.answers FOLDER

The clock stands. Every act is taken back after its answer was kept, so each is done on the hall as it was dumped. It knows
addresses, roles and tables, and no module of the product: those may move.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from launch.commands import ends_by_signal, signals_go_to
from launch.ladder import throw_away_servers
from tests.upgrade import dump
from tests.upgrade.keys import ENVIRONMENT, LAST

NOW = LAST + timedelta(minutes=30)
REMEDIES = "六十日内向区人民政府申请行政复议"
REASON = {"reason": "比对两个版本"}
# What a person sends with each act of the desk; {} is an act without fields.
ACTS: dict[str, dict[str, Any]] = {
    "visit": {"purpose": "correct", "cause": "window"},
    "notify": {"missing": ["2", "3"], "remark_2": "要盖章", "remark_3": ""},
    "receive": {"materials": ["2", "3"], "channel": "mail"},
    "accept": {},
    "correct": {"what_1": "日期写错，已改", "what_2": ""},
    "accept_with_gaps": {"pledge": "容缺〔2026〕900号", "pledged_on": "2026-04-01", "voluntary": "on"},
    "accept_on_commitment": {"pledge": "承诺〔2026〕900号"},
    "supplement": {"materials": ["3"], "channel": "mail"},
    "tell_overdue": {"how": "电话告知本人"},
    "verify": {"holds": "yes", "finding": "现场相符"},
    "decline": {"ground": "other_law", "reason": "不属于本机关职权", "remedies": REMEDIES},
    "not_required": {"reason": "已改为备案"},
    "close_not_corrected": {"reason": "", "remedies": REMEDIES},
    "suspend": {"ground": "testing", "notice_number": "特告〔2026〕900号", "declared_days": "5"},
    "prolong": {"notice_number": "特告〔2026〕901号", "days": "3", "reason": "专家还要复核"},
    "resume": {},
    "extend": {"rank": "本机关负责人", "document": "批〔2026〕900号", "reason": "案情复杂", "days": "5"},
    "decide": {"result": "grant", "reason": "", "remedies": REMEDIES, "urgent": "当天要证"},
    "undo": {"reason": "点错了"},
    "deliver": {"method": "courier", "proof": "EMS1234567"},
    "archive": {},
    "withdraw": {"reason": "不办了"},
    "terminate": {"ground": "force_majeure", "reason": "受灾停工", "remedies": REMEDIES},
    "void": {"ground": "wrong_item", "reason": "应登记为另一事项"},
    "tell_hearing": {"parties": "王小明、东邻李某", "interest": "相邻采光"},
    "ask_hearing": {"party": "东邻李某"},
    "announce_hearing": {"sits_at": "2026-04-15 09:00", "place": "三楼", "chair": "钱局"},
    "hold_hearing": {},
    "give_up_hearing": {"reason": "书面放弃"},
    "cancel_hearing": {"reason": "撤回要求"},
    "contact": {"phone": "13812349999", "email": "a@b.example"},
    "hand-up": {"step": "grant", "note": "建议准予"},
    "answer-hand-up": {"answer": "补一份平面图"},
    "owner": {"reason": "分担"},
    "check": {"finding": "相符"},
    "amount": {"amount": "1200"},
}
# Where a program sends something else than a person.
FOR_PROGRAMS: dict[str, dict[str, Any]] = {
    "visit": {"window": "22", "purpose": "correct", "cause": "window"},
    "notify": {"missing": [{"material": 2, "remark": "要盖章"}, {"material": 3}]},
    "receive": {"window": "22", "materials": [2, 3], "channel": "mail"},
    "correct": {"corrections": [{"material": 1, "what": "日期写错，已改"}]},
    "accept_with_gaps": {"pledge": "容缺〔2026〕900号", "pledged_on": "2026-04-01", "voluntary": True},
    "supplement": {"window": "22", "materials": [3], "channel": "mail"},
    "verify": {"holds": True, "finding": "现场相符"},
    "suspend": {**ACTS["suspend"], "declared_days": 5},
    "extend": {**ACTS["extend"], "days": 5},
    "decide": {"result": "grant", "urgent": "当天要证"},
    "announce_hearing": {**ACTS["announce_hearing"], "sits_at": "2026-04-15T09:00:00+08:00"},
    "owner": {"to": "wang", "reason": "分担"},
    "print": {"kind": "receipt", "reason": "再打一份"},
}
FORESEEN = ["suspend", "resume", "extend", "withdraw", "terminate", "void", "tell_hearing", "ask_hearing", "announce_hearing", "hold_hearing", "give_up_hearing", "cancel_hearing"]  # fmt: skip
OF_AN_ENQUIRY: dict[str, dict[str, Any]] = {
    "answer": {"text": "带身份证来"},
    "hand-over": {"to": "SJ:", "reason": "属于对方职责"},
    "take": {},
}
OF_A_COMPLAINT: dict[str, dict[str, Any]] = {
    "accept": {"grade": "general"},
    "decline": {"reason": "不在受理范围，可以找街道"},
    "find": {"result": "upheld", "text": "查实"},
    "reply": {"text": "已处理"},
    "conclude": {},
}
OF_A_CARD = {
    "explain": {"reason": "材料当天才补齐"},
    "appeal": {"reason": "材料当天才补齐"},
    "ruling": {"upheld": "yes", "reason": "查看了收件记录"},
}
# Pages that speak of no single case, by who reads them.
LISTS = {
    "zhang": [
        "/desk/", "/desk/?tab=all", "/desk/?tab=forgotten&columns=owner&dense=1", "/desk/?state=accepted", "/desk/counts/", "/desk/bulk/", "/desk/drafts/",
        "/desk/handover/", "/desk/find/?q=%E4%BA%91%E6%BE%9C", "/desk/register/", "/desk/register/?item=WJ-XK-0001", "/desk/register/?item=WJ-XK-0005",
        "/desk/archive/", "/desk/enquiries/", "/desk/enquiries/new/", "/letters/", "/letters/contact/", "/landing/", "/password/",
    ],
    "li": ["/desk/", "/desk/enquiries/", "/letters/"],
    "zhao": ["/desk/", "/desk/handed-up/", "/oversight/", "/oversight/cards/", "/letters/"],
    "feng": ["/desk/handed-up/", "/letters/"],
    "qian": ["/oversight/", "/landing/"],
    "sun": ["/centre/", "/centre/?tab=all", "/letters/"],
    "zhou": ["/oversight/", "/oversight/?department=WJ", "/oversight/cases/", "/oversight/cases/?lamp=red", "/oversight/cards/", "/oversight/authority/", "/oversight/authority/list/?by=handed_up", "/letters/"],
    "wu": ["/centre/", "/oversight/", "/oversight/cases/", "/desk/"],
    "zheng": [
        "/administration/", "/administration/readings/", "/administration/readings/WJ-XK-0005/", "/administration/reconciliation/", "/administration/letters/",
        "/administration/people/", "/administration/rotation/", "/administration/windows/", "/administration/delegations/", "/administration/calendar/",
        "/administration/calendar/?year=2026",
    ],
    "": ["/", "/c/", "/items/", "/items/WJ-XK-0001/", "/calculator/?direction=forward&quantity=3&unit=working_day&start_on=2026-03-26&start_time=17:01", "/complain/", "/complain/file/", "/accessibility/", "/privacy/", "/login/", "/nowhere/"],
}  # fmt: skip
API_LISTS = {
    "zhang": ["applications/", "enquiries/", "desk/counts/", "desk/search/?q=2026", "desk/views/", "desk/bulk/1/", "desk/bulk/3/", "contact/", "items/", "items/WJ-XK-0005/", "calculator/?direction=forward&quantity=3&unit=working_day&start=2026-03-26T17:01:00%2B08:00"],
    "feng": ["hand-ups/", "cards/", "board/"],
    "sun": ["complaints/"],
    "zhou": ["board/", "cards/", "authority/"],
    "zheng": ["letters/not-sent/"],
}  # fmt: skip
# Names of cases on which each act is done although another case in the same state had it: what they have besides counts.
SPECIAL = ("hearing", "two-officers", "over", "handed", "tolerated", "gap", "promised", "suspended", "company", "third", "just", "told", "old", "corrected", "archived")  # fmt: skip
ABOUT_A_CASE = {"WJ": ["zhang", "zhao", "qian"], "SJ": ["li", "feng"], None: ["zhang"]}  # who asks first, by department


@contextmanager
def dumped_hall() -> Iterator[None]:
    """The dump on throw-away servers, migrated to the release at hand, with Django set up."""
    os.environ.update(ENVIRONMENT)
    with signals_go_to(ends_by_signal), throw_away_servers() as servers:
        os.environ.update({**servers.environment, "HALL_MODE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"})
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        settings.PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]
        settings.AXES_ENABLED = False
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        with connection.cursor() as cursor:
            dump.load(cursor)
        connection.close()
        call_command("migrate", verbosity=0)
        yield
        connection.close()


class Asking:
    """Asks as one person or another, keeps each answer in a file, and takes back what it did."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.total, self.broken = folder, 0, 0
        self.clients: dict[str, Any] = {}
        self.met: set[tuple[object, ...]] = set()
        self.last = ""

    def client(self, who: str) -> Any:
        from django.contrib.auth import get_user_model
        from django.test import Client

        if who not in self.clients:
            self.clients[who] = Client(REMOTE_ADDR="10.9.9.9", raise_request_exception=False)
            if who:
                self.clients[who].force_login(get_user_model().objects.get(username=who))
        return self.clients[who]

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        from django.core.cache import cache
        from django.db import transaction

        cache.clear()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def page(self, name: str, address: str, people: list[str], form: dict[str, Any] | None = None) -> bool:
        """
        Open a page, or send a form and follow where it leads, as the first of these people who gets in.

        Returns whether the page offers the form of an act.
        """
        for who in people:
            client = self.client(who)  # signed in before: what follows is taken back
            with self.taken_back():
                answer = client.get(address) if form is None else client.post(address, form)
                led_to = answer.headers.get("Location", "")
                after = client.get(led_to) if led_to.startswith("/") else None
            if answer.status_code != 404:
                break
        text = (
            f"{who or 'nobody'} {'GET' if form is None else 'POST'} {address}\n{answer.status_code} {normal(led_to)}\n"
        )
        body = after if after is not None else answer
        if "html" in body.headers.get("Content-Type", "") or "json" in body.headers.get("Content-Type", ""):
            text += normal(body.content.decode())
        else:
            text += f"{body.headers.get('Content-Type')} {len(body.content) // 2000} × 2 kB"
        self.keep(f"pages/{name}.html", text, answer.status_code)
        self.last = text
        return 'name="version"' in text

    def call(self, name: str, address: str, people: list[str], body: dict[str, Any] | None = None) -> None:
        """The same of the API."""
        for who in people:
            client = self.client(who)  # signed in before: what follows is taken back
            with self.taken_back():
                path = f"/api/v1/{address}"
                answer = (
                    client.get(path)
                    if body is None
                    else client.post(path, json.dumps(body), content_type="application/json")
                )
            if answer.status_code not in (403, 404):
                break
        content = answer.content.decode()
        if "json" in answer.headers.get("Content-Type", ""):
            content = json.dumps(json.loads(content), ensure_ascii=False, indent=1, sort_keys=True)
        text = f"{who or 'nobody'} {'GET' if body is None else 'POST'} {path}\n{answer.status_code}\n{normal(content)}"
        self.keep(f"api/{name}.json", text, answer.status_code)

    def is_first(self, *what: object) -> bool:
        known = what in self.met
        self.met.add(what)
        return not known

    def keep(self, name: str, text: str, status: int) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.total += 1
        self.broken += status >= 500
        if self.total % 500 == 0:
            print(f"{self.total} answers", flush=True)


def normal(text: str) -> str:
    """The text without what differs from request to request: keys of forms, tokens, digests in static names."""
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|idem)" value=")[^"]*', r"\1…", text)
    text = re.sub(r'"X-CSRFToken": ?"[^"]*"|(data-csrf=")[^"]*', r"\1…", text)
    text = re.sub(r'nonce="[^"]*"', 'nonce="…"', text)
    text = re.sub(r"(/static/[\w./-]+?)\.[0-9a-f]{12}(\.\w+)", r"\1\2", text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "…", text)
    text = re.sub(r"用时 [\d.]+ 秒", "用时 … 秒", text)
    return re.sub(r"[ \t]+\n", "\n", text)


def rows(query: str) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def ask_everything(folder: Path) -> Asking:
    asking = Asking(folder)
    manifest = json.loads(dump.MANIFEST.read_text(encoding="utf-8"))
    names = {number: ref for ref, number in manifest["cases"].items()}
    cases = rows(
        "SELECT c.kind, c.number, d.code, c.version, c.state FROM cases_case c LEFT JOIN hall_department d ON d.id = c.department_id ORDER BY c.id"
    )
    for who, addresses in LISTS.items():
        for place, address in enumerate(addresses):
            asking.page(f"lists/{who or 'nobody'}-{place:02d}", address, [who])
    for who, addresses in API_LISTS.items():
        for place, address in enumerate(addresses):
            asking.call(f"lists/{who}-{place:02d}", address, [who])
    for kind, number, department, version, state in cases:
        name = names.get(number, number)
        people = ABOUT_A_CASE[department]
        asking.page(f"oversight/{name}", f"/oversight/cases/{number}/", ["zhou"])
        for part in ("deadlines", "history", "cards"):
            readers = ["sun"] if kind == "complaint" else [*people, "zhou"]
            asking.call(f"{part}/{name}", f"cases/{number}/{part}/", readers)
        if number in manifest["codes"]:
            _by_receipt_code(asking, name, manifest["codes"][number])
        if kind == "application":
            _application(asking, name, number, version, state, people)
        elif kind == "enquiry":
            _enquiry(asking, name, number, version, people)
        else:
            _complaint(asking, name, number, version)
    for (card,) in rows("SELECT id FROM cases_card ORDER BY id"):
        asking.page(f"cards/{card}", f"/oversight/cards/{card}/", ["zhou"])
        for act, form in OF_A_CARD.items():
            asking.page(f"cards/{card}-{act}", f"/oversight/cards/{card}/{act}/", ["zhao", "feng", "zhou"])
            asking.page(f"cards/{card}-{act}-sent", f"/oversight/cards/{card}/{act}/", ["zhao", "feng", "zhou"], form)
    for number, printed, kind in manifest["prints"]:
        asking.page(f"sheets/{printed}-{kind}", f"/desk/cases/{number}/prints/{printed}/", ["zhang", "li"])
    return asking


def _by_receipt_code(asking: Asking, name: str, code: str) -> None:
    asking.client("").cookies.clear()
    asking.page(f"status/{name}", "/c/", [""], {"code": code})
    asking.call(f"lookup/{name}", "lookup/", [""], {"code": code})


def _application(asking: Asking, name: str, number: str, version: int, state: str, people: list[str]) -> None:
    offers = ""  # the acts that somebody is offered: a chief others than a clerk
    for who in people:
        asking.page(f"case/{name}-{who}", f"/desk/cases/{number}/", [who])
        offers += asking.last
    asking.page(f"file/{name}", f"/desk/cases/{number}/file/", people)
    asking.page(f"receipt/{name}", f"/desk/cases/{number}/receipt/", people)
    asking.call(f"applications/{name}", f"applications/{number}/", people)
    for part in ("power", "documents"):
        asking.call(f"applications/{name}-{part}", f"applications/{number}/{part}/", people)
    second = rows("SELECT id FROM hall_user WHERE username = 'wang'")[0][0]
    for act, form in ACTS.items():
        address = f"/desk/cases/{number}/{act}/"
        if address not in offers and not asking.is_first("not offered", act, state):
            continue  # what is not offered is refused in the same words as on the first case in this state
        offered = asking.page(f"act/{act}/{name}", address, people)
        if not name.startswith(SPECIAL) and not asking.is_first(act, state, offered):
            continue
        sent = {"version": version, "step": "preview", **form, **({"to": str(second)} if act == "owner" else {})}
        asking.page(f"act/{act}/{name}-sent", address, people, sent)
        if offered:
            asking.page(f"act/{act}/{name}-empty", address, people, {"version": version - 1, "step": "preview"})
        _for_programs(asking, name, number, act, people)


def _for_programs(asking: Asking, name: str, number: str, act: str, people: list[str]) -> None:
    sent = {key: value for key, value in FOR_PROGRAMS.get(act, ACTS.get(act, {})).items() if value != ""}
    asking.call(f"act/{act}/{name}", f"applications/{number}/{act}/", people, sent)
    if act in FORESEEN:
        asking.call(f"act/{act}/{name}-preview", f"applications/{number}/{act}/preview/", people, sent)


def _enquiry(asking: Asking, name: str, number: str, version: int, people: list[str]) -> None:
    people = [*people, *[who for who in ("zhang", "li") if who not in people]]
    asking.page(f"enquiries/{name}", f"/desk/enquiries/{number}/", people)
    asking.call(f"enquiries/{name}", f"enquiries/{number}/", people)
    for act, form in OF_AN_ENQUIRY.items():
        asking.page(f"enquiries/{name}-{act}", f"/desk/enquiries/{number}/{act}/", people)
        asking.page(
            f"enquiries/{name}-{act}-sent", f"/desk/enquiries/{number}/{act}/", people, {"version": version, **form}
        )
        sent = {"department": "SJ", "reason": "属于对方职责"} if act == "hand-over" else form
        asking.call(f"enquiries/{name}-{act}", f"enquiries/{number}/{act.replace('-', '_')}/", people, sent)


def _complaint(asking: Asking, name: str, number: str, version: int) -> None:
    asking.page(f"centre/{name}", f"/centre/{number}/", ["sun"])
    asking.page(f"centre/{name}-inspector", f"/centre/{number}/", ["wu"])
    asking.call(f"complaints/{name}", f"complaints/{number}/", ["sun"])
    for act, form in OF_A_COMPLAINT.items():
        asking.page(f"centre/{name}-{act}", f"/centre/{number}/{act}/", ["sun"])
        asking.page(f"centre/{name}-{act}-sent", f"/centre/{number}/{act}/", ["sun"], {"version": version, **form})
        asking.call(f"complaints/{name}-{act}", f"complaints/{number}/{act}/", ["sun"], form)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("say into which folder the answers go")
        return 2
    for part in ("pages", "api"):
        shutil.rmtree(Path(arguments[0]) / part, ignore_errors=True)
    with dumped_hall():
        import logging

        import time_machine

        logging.disable(logging.ERROR)
        with time_machine.travel(NOW, tick=False):
            asking = ask_everything(Path(arguments[0]))
    print(f"{asking.kept} answers, {asking.broken} of them an error of the server")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
