"""
The keyboard alone: presses are counted from an empty desk (ux.md §7: 45 typed, 20 with a card reader, 3 to close).

A chord (Ctrl+Enter) is one press. A Chinese character is one: how many keys an input method takes is not the page's.
What a card reader sends is no press: it types the number, then Enter.
"""

import re

import pytest

from cases.models import Case
from tests.journeys.conftest import painted
from tests.world import PERSON, at
from worklists.models import Draft

pytestmark = pytest.mark.browser
TYPED, WITH_READER, TO_CLOSE = 45, 20, 3


class Keys:
    """Presses on one page's keyboard, counted."""

    def __init__(self, page):
        self.page, self.count, self.place = page, 0, ""

    def look(self) -> None:
        """Nobody presses a key on a page that is not to be seen yet."""
        if self.page.url != self.place:
            painted(self.page)
            self.place = self.page.url

    def press(self, *names: str) -> None:
        for name in names:
            self.look()
            self.page.keyboard.press(name)
            self.count += 1

    def type(self, text: str) -> None:
        self.look()
        for character in text:
            if character.isascii():
                self.page.keyboard.press(character)
            else:
                self.page.keyboard.insert_text(character)
            self.count += 1

    def reader(self, text: str) -> None:
        """A burst of keys from a card reader: nobody pressed them."""
        self.look()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.name || document.activeElement.id")


@pytest.fixture
def clerk(visitor, morning, committed_world):
    person = visitor()
    person.page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1 }")
    person.sign_in("zhang")
    person.page.wait_for_selector("#scan:focus")  # an empty desk: the scan box has the focus
    return person


def registered(page) -> Case:
    """The slip is on the way to the printer: its page has opened the print dialog."""
    page.wait_for_url("**/prints/*/")
    page.wait_for_function("window.printed === 1")
    return Case.objects.get()


def test_a_case_is_logged_with_45_presses_typed(clerk):
    keys, page = Keys(clerk.page), clerk.page
    keys.type("ggcs")
    keys.press("Enter")
    page.wait_for_url("**/register/**")
    assert keys.focused() == "applicant_id"
    keys.type(PERSON.number)
    keys.press("Enter")
    assert keys.focused() == "applicant_name"
    keys.type(PERSON.name)
    keys.press("Enter")
    keys.type(PERSON.phone)
    keys.press("Enter", "0", "Control+Enter")  # all papers are here; send
    case = registered(page)
    assert case.application.received.count() == 3
    print(f"logging a case, typed: {keys.count} presses")
    assert keys.count <= TYPED


def test_a_card_reader_logs_a_case_in_20_presses(clerk):
    keys, page = Keys(clerk.page), clerk.page
    keys.press("1", "Enter")  # the first item of this desk's list
    page.wait_for_url("**/register/**")
    keys.reader(PERSON.number)
    assert keys.focused() == "applicant_name"
    keys.type(PERSON.name)
    keys.press("Enter")
    keys.type(PERSON.phone)
    keys.press("Enter", "0", "Control+Enter")
    case = registered(page)
    assert case.application.applicant_id == PERSON.number
    print(f"logging a case with a card reader: {keys.count} presses")
    assert keys.count <= WITH_READER


def test_3_presses_close_a_case_and_open_the_next(clerk, committed_world):
    first, second = (committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}").case for n in (1, 2))
    page = clerk.go(f"/desk/cases/{first.number}/?list=")
    keys = Keys(page)
    keys.press("F4")
    page.wait_for_url("**/decide/**")
    keys.press("1", "Control+Enter")
    page.wait_for_url(f"**/cases/{second.number}/**")
    clerk.says("刚办结", "撤回办结")
    first.refresh_from_db()
    assert first.state == "decided_granted"
    print(f"closing a case: {keys.count} presses")
    assert keys.count <= TO_CLOSE


def test_alt_and_arrows_go_through_the_list_from_a_field(clerk, committed_world):
    numbers = [committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}").case.number for n in (1, 2)]
    page = clerk.go(f"/desk/cases/{numbers[0]}/?list=")
    page.focus("#scan")
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(f"**/{numbers[1]}/**")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_url(f"**/{numbers[0]}/**")


def test_keys_are_ignored_while_composing_or_switched_off(clerk):
    page = clerk.page
    page.evaluate(
        "document.getElementById('scan').dispatchEvent(new KeyboardEvent('keydown', {key: 'F2', isComposing: true, bubbles: true}))"
    )
    assert page.url.endswith("/desk/")
    page.focus("main h1 ~ * a, main a")
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    page.click("[data-keys-toggle]")
    page.keyboard.press("F2")
    page.wait_for_timeout(200)
    assert page.url.endswith("/desk/")
    page.click("[data-keys-toggle]")
    page.keyboard.press("F2")
    page.wait_for_url("**/register/")


def test_a_form_is_kept_every_five_seconds(clerk):
    page = clerk.go("/desk/register/?item=WJ-XK-0001")
    page.fill("[name=applicant_name]", PERSON.name)
    page.locator("[data-draft-said]", has_text="草稿已存").wait_for()
    draft = Draft.objects.get()
    in_the_browser = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )  # htmx keeps the page's path
    assert PERSON.name not in in_the_browser
    clerk.go("/desk/drafts/")
    clerk.click("接着填")
    assert page.input_value("[name=applicant_name]") == PERSON.name
    assert f"draft={draft.pk}" in page.url


def test_from_the_scan_box_into_the_list_and_ticks(clerk, committed_world):
    numbers = [committed_world.accepted(when=at(f"2026-03-02 08:{n:02}"), idem=f"k{n}").case.number for n in range(30)]
    page = clerk.go("/desk/")
    page.wait_for_selector("#scan:focus")
    keys = Keys(page)
    keys.press("ArrowDown")
    first = page.evaluate("document.activeElement.pathname")
    assert first == f"/desk/cases/{numbers[0]}/"
    keys.press("j", " ")
    assert "已选 1 件" in page.inner_text("#bulk")
    assert page.is_checked(f"input[form=bulk][value='{numbers[1]}']")
    bar = page.locator("#bulk").bounding_box()
    assert page.evaluate("scrollY") == 0
    assert bar["y"] + bar["height"] <= 768, "the bar is on the first screen, thirty rows or not"
    keys.press("k", "ArrowUp")
    assert keys.focused() == "q"
    keys.press("Escape", "j", "Enter")
    page.wait_for_url(f"**/{numbers[0]}/**")


def test_one_box_ticks_the_whole_page(clerk, committed_world):
    for n in range(3):
        committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}")
    page = clerk.go("/desk/")
    whole = page.locator("[data-all] input")
    whole.check()
    assert "已选 3 件" in page.inner_text("#bulk")
    page.locator("input[form=bulk]").nth(1).uncheck()
    assert whole.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    whole.check()
    whole.uncheck()
    assert not page.is_visible("#bulk")


def test_one_key_takes_the_next_step(clerk, committed_world):
    case = committed_world.register(when=at("2026-03-02 08:30")).application.case
    page = clerk.go(f"/desk/cases/{case.number}/")
    Keys(page).press("F6")
    page.wait_for_url("**/accept/**")
    Keys(page).press("Control+Enter")
    page.wait_for_url(f"**/cases/{case.number}/")
    clerk.says("已受理", "打印受理通知书")


def test_the_button_is_in_sight_and_ticks_all_papers(clerk, committed_world):
    committed_world.register(when=at("2026-03-02 08:30"))
    page = clerk.go("/desk/register/?item=WJ-XK-0001")
    button = page.get_by_role("button", name="登记并打印").bounding_box()
    assert button["y"] + button["height"] <= 768
    assert not page.is_visible("[name=note]")
    page.get_by_role("button", name="全选").click()
    assert page.locator("[name=materials]:checked").count() == 3
    page.fill("[name=applicant_id]", PERSON.number)
    page.keyboard.press("Tab")
    page.locator("#same", has_text="同一事项还有在办的办件").wait_for()


def test_ticking_rows_shows_the_bar_and_shift_takes_a_range(clerk, committed_world):
    for n in range(4):
        committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}")
    page = clerk.go("/desk/")
    assert not page.is_visible("#bulk")
    boxes = page.locator("input[form=bulk][type=checkbox]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert "已选 3 件" in page.inner_text("#bulk")
    page.click("#bulk button[value=grant]")
    clerk.says("批量办结（准予） 3 件")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/bulk/[0-9]+/"))
    clerk.says("全部处理完：共 3 件，已办 3 件")


def hidden_by_the_bar(page) -> str:
    """The name of what has the focus, if it lies under the bar at the lower edge; "" where it is to be seen."""
    return page.evaluate(
        """() => {
            const here = document.activeElement, bar = document.querySelector(".in-sight:not([hidden])");
            const field = here.getBoundingClientRect(), edge = bar.getBoundingClientRect();
            const covers = !bar.contains(here) && field.bottom > edge.top && field.top < edge.bottom;
            return covers ? here.name || here.textContent : "";
        }"""
    )


@pytest.mark.parametrize("large", ["0", "1"])
def test_the_bar_hides_no_field_that_has_the_focus(clerk, committed_world, large):
    clerk.page.context.add_cookies([{"name": "large_text", "value": large, "url": clerk.base}])
    page = clerk.go("/desk/register/?item=WJ-XK-0001")
    page.locator("summary", has_text="有代理人").click()
    page.focus("[name=applicant_id]")
    for _ in range(24):
        page.keyboard.press("Tab")
        assert hidden_by_the_bar(page) == ""


FRAME = 5  # pixels around what has the focus
OPENED = [("更多（", "/desk/cases/{number}/"), ("视图", "/desk/")]


@pytest.mark.parametrize(("words", "address"), OPENED)
def test_the_frame_of_what_opens_lies_on_nothing(clerk, committed_world, words, address):
    case = committed_world.accepted(when=at("2026-03-02 08:30"), idem="k").case
    page = clerk.go(address.format(number=case.number))
    head = page.locator("main summary", has_text=words).last
    head.click()
    below = head.locator("xpath=following-sibling::*[1]").locator("a, label, button").first
    gap = below.bounding_box()["y"] - head.bounding_box()["y"] - head.bounding_box()["height"]
    assert gap >= FRAME


def test_no_enter_in_a_field_registers(clerk, committed_world):
    page = clerk.go("/desk/register/?item=WJ-XK-0001")
    keys = Keys(page)
    page.fill("[name=applicant_id]", PERSON.number)
    page.fill("[name=applicant_name]", PERSON.name)
    page.fill("[name=phone]", PERSON.phone)
    page.focus("[name=phone]")
    keys.press("Enter")
    assert keys.focused() == "materials"
    keys.press("Enter", "Enter", "Enter")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.focus("[name=materials]")
    keys.press("0", "Enter")
    assert not Case.objects.exists()
    keys.press("Control+Enter")
    registered(page)


def test_back_from_a_bulk_page_the_ticks_are_counted(clerk, committed_world):
    for n in range(3):
        committed_world.accepted(when=at(f"2026-03-02 08:3{n}"), idem=f"k{n}")
    page = clerk.go("/desk/")
    for box in (0, 2):
        page.locator("input[form=bulk][name=number]").nth(box).check()
    page.click("button[value=grant]")
    page.wait_for_url("**/bulk/")
    page.click("text=返回，不办")
    page.wait_for_url("**/desk/")
    page.locator("[data-ticked]", has_text="已选 2 件").wait_for()


def test_the_form_of_an_act_opens_in_its_first_field(clerk, committed_world):
    number = committed_world.register(when=at("2026-03-02 08:30"), materials=[1]).application.case.number
    for act, field in (("notify", "missing"), ("receive", "materials"), ("name_agent", "agent_name")):
        page = clerk.go(f"/desk/cases/{number}/{act}/")
        assert page.evaluate("document.activeElement.name") == field, act
