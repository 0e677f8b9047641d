"""Somebody files a complaint or report in a browser, page by page, and keeps the code."""

import re
from collections.abc import Sequence
from typing import Any

from tests.journeys.conftest import Visitor

TEXT = "材料交齐一周还没有答复。"
WHO = {"name": "田禾", "phone": "13800138000"}


def go_on(person: Visitor, words: str = "") -> None:
    """Press the page's own button: the last one in the main part."""
    person.page.locator("main form button[type=submit]").last.click()
    person.page.wait_for_load_state()
    person.says(*([words] if words else []))


def fill_in(person: Visitor, *, kind: str, signed: str, photos: Sequence[Any] = (), checked: Any = None) -> None:
    """
    From the first page to the check page.

    :param checked: is called with each page, and with the check page.
    """
    page = person.go("/complain/")
    person.click("我要投诉、举报")
    person.says("我们不保存什么")
    page.check(f"[name=kind][value={kind}]")
    page.check(f"[name=signed][value={signed}]")
    look(checked, person)
    go_on(person, "反映哪一类问题")
    page.select_option("[name=category]", "efficiency")
    look(checked, person)
    go_on(person, "事情的经过")
    page.fill("[name=text]", TEXT)
    if photos:
        page.set_input_files("[name=evidence]", list(photos))
    look(checked, person)
    go_on(person)
    if signed != "anonymous":
        for name, value in WHO.items():
            page.fill(f"[name={name}]", value)
        look(checked, person)
        go_on(person)
    person.says("核对您填的内容", TEXT, "谁看得到什么")
    look(checked, person)


def look(checked: Any, person: Visitor) -> None:
    if checked is not None:
        checked(person)


def send(person: Visitor) -> str:
    """Send what the check page shows; return the code."""
    go_on(person, "已收到")
    code = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", person.page.inner_text("main"))
    assert code
    return code.group()


def confirm(person: Visitor, code: str) -> None:
    """Type the last four digits back, wrong first: the receipt goes only from a browser whose person has kept it."""
    page = person.page
    page.fill("[name=last_four]", "0000" if code[-4:] != "0000" else "1111")
    go_on(person, "和凭证码的最后四位不一样")
    page.fill("[name=last_four]", code[-4:])
    go_on(person)
    assert page.url.endswith("/items/")


def accessible(person: Visitor) -> None:
    """On a phone: nothing for axe-core to find, nothing to be scrolled sideways, nothing that the browser keeps."""
    assert person.violations() == []
    page = person.page
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def do(who: Visitor, number: str, act: str, **form: str) -> None:
    """An act of the centre, on its own page."""
    page = who.go(f"/centre/{number}/{act}/")
    for name, value in form.items():
        field = page.locator(f"main [name={name}]").first
        if field.get_attribute("type") == "radio":
            page.check(f"main [name={name}][value={value}]")
        elif field.evaluate("field => field.tagName") == "SELECT":
            page.select_option(f"main [name={name}]", value)
        else:
            page.fill(f"main [name={name}]", value)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
