"""Steps that several journeys take."""

import re

from tests.journeys.conftest import Visitor
from tests.world import PERSON


def register(clerk: Visitor, item: str, *, materials: int) -> tuple[str, str]:
    """Register an application for one person with the first `materials` papers; return its number and receipt code."""
    page = clerk.go(f"/desk/register/?item={item}")
    page.check("[name=applicant_kind][value=person]")
    page.fill("[name=applicant_id]", PERSON.number)
    page.fill("[name=applicant_name]", PERSON.name)
    page.fill("[name=phone]", PERSON.phone)
    for position in range(1, materials + 1):
        page.check(f"[name=materials][value='{position}']")
    clerk.click("登记，先不打印")
    clerk.says("收件凭证")
    text = page.inner_text("main")
    number = re.search(r"\b0101 ?\d{8} ?\d{5}\b", text)
    code = re.search(r"\b\d{4} \d{4} \d{4} \d{4}\b", text)
    assert number, text
    assert code, text
    return number.group().replace(" ", ""), code.group()


def act(clerk: Visitor, number: str, name: str, button: str) -> None:
    """Open an act's page and press its button at once."""
    clerk.go(f"/desk/cases/{number}/{name}/")
    clerk.click(button)


def look_up(applicant: Visitor, code: str) -> None:
    applicant.go("/c/")
    applicant.page.fill("[name=code]", code)
    applicant.page.keyboard.press("Enter")
    applicant.page.wait_for_url("**/c/status/")


def print_what_is_asked_for(person: Visitor, address: str) -> None:
    """What an act's page wants printed before: its link, and the button behind it."""
    page = person.go(address)
    page.locator("main .notice a", has_text="打印").first.click()
    page.locator("main form .acts button[type=submit]").first.click()
    page.wait_for_url("**/prints/**")
