"""A real Chromium against a real server on a real database."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from hall.models import User
from tests.world import PASSWORD, at

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 780}
AXE = next((Path(__file__).parent.parent / "vendor").glob("axe-core-*/axe.min.js"))
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def morning() -> Iterator[time_machine.Traveller]:
    """Monday 2 March 2026, nine o'clock in the hall; the clock goes on ticking from there."""
    with time_machine.travel(at("2026-03-02 09:00"), tick=True) as traveller:
        yield traveller


def painted(page: Page) -> None:
    """Wait until the page is to be seen: Chromium drops the keys that come before (nobody presses one on a blank page)."""
    page.evaluate(
        "() => new Promise(seen => { const look = () => performance.getEntriesByType('paint').length ? seen()"
        " : requestAnimationFrame(look); look(); })"
    )


@cache
def axe() -> str:
    # large text needs the contrast of small text too: then it does not matter at which of its sizes it is looked at
    every_text = "axe._audit.checks['color-contrast'].options.contrastRatio.large.expected = 4.5"
    return f"{AXE.read_text(encoding='utf-8')};{every_text}"


class Visitor:
    """One person's browser. Every page that it opens must be free of script errors and of refused resources."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.page: Page = context.new_page()
        self.noise: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        # a 4xx answer that the journey asks for on purpose is also reported on the console
        if kind == "error" and "Failed to load resource" not in text:
            self.noise.append(text)

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, username: str) -> Page:
        """As if this person had signed in a moment ago; most journeys are about what comes after."""
        client = Client()
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        session = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        self.page.context.add_cookies([{**session, "url": self.base}])
        return self.go("/landing/")

    def sign_in_by_hand(self, username: str) -> Page:
        self.go("/login/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        return self.page

    def says(self, *sentences: str) -> None:
        """The page shows each of these, and its script has run: a key pressed now is not lost."""
        self.page.wait_for_load_state("domcontentloaded")  # a page that is still being read shows its beginning
        text = self.page.inner_text("main")
        for sentence in sentences:
            assert sentence in text, f"{sentence!r} is not on {self.page.url}:\n{text}"
        self.page.wait_for_load_state("domcontentloaded")

    def click(self, words: str) -> None:
        """Follow the link or press the button in the main part whose words begin so."""
        self.page.locator("main a:visible, main button:visible").filter(has_text=words).first.click()
        self.page.wait_for_load_state()

    def bring_axe(self) -> None:
        """Have axe-core in every page from now on: sent to the browser once, not once a page."""
        self.page.add_init_script(axe())

    def violations(self, *rules: str, within: str = "html", without: tuple[str, ...] = ()) -> list[str]:
        """What axe-core finds on the page as it is now, or in this part of it `without` others, by all its rules or by these only."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        scope = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
        run = "([part, asked]) => axe.run(part, {runOnly: asked, resultTypes: ['violations'], preload: false}).then(r => r.violations)"
        part = {"include": [[within]], "exclude": [[each] for each in without]}
        results = self.page.evaluate(run, [part, scope])
        return [f"{each['id']}: {node['html'][:120]}" for each in results for node in each["nodes"]]


@pytest.fixture
def visitor(browser: Browser, live_server, committed_world) -> Iterator[Callable[..., Visitor]]:
    """``visitor(width=…, **context)``: a new person with a browser of their own."""
    contexts: list[BrowserContext] = []
    people: list[Visitor] = []

    def arrive(*, size: dict[str, int] = DESK, **options: object) -> Visitor:
        context = browser.new_context(viewport=size, locale="zh-CN", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        people.append(Visitor(context, live_server.url))
        return people[-1]

    yield arrive
    noise = [line for person in people for line in person.noise]
    for context in contexts:
        context.close()
    assert not noise, noise
