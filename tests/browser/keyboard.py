"""An author without a mouse: everything is reached by Tab, pressed and typed."""

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 150
Role = Literal["link", "button", "textbox", "checkbox", "combobox", "menu"]
# The beliefs of the published page, as its controls name them.
FIRST = "<e.g. Most warnings are sent in time and lost between two desks.>"
SECOND = "<Claim about whether drills keep people alert or wear them out.>"
THIRD = "<Claim about whether false alarms cost more than late ones.>"
IS_FOCUSED = "found => found.includes(document.activeElement)"


class Keyboard:
    """The keyboard of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> None:
        """Open a page and wait until its links and forms answer in place."""
        self.page.goto(address)
        expect(self.page.locator("[data-htmx-powered]").first).to_be_attached()

    def arrive(self, heading: str) -> None:
        """Expect another page, and wait until its scripts listen to keys."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state("domcontentloaded")

    def reach(self, role: Role, name: str | re.Pattern[str], *, back: bool = False) -> Locator:
        """Press Tab until the control with this name has the focus; it is there already or comes.

        The names are those a screen reader says.
        """
        wanted = self.find(role, name)
        expect(wanted.first).to_be_visible()
        for _ in range(MOST_TABS):
            if wanted.evaluate_all(IS_FOCUSED):
                return wanted
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"no {role} called {name!r} can be reached by Tab")

    def push(self, role: Role, name: str | re.Pattern[str], *, back: bool = False) -> None:
        """Reach a control and press Enter on it."""
        self.reach(role, name, back=back)
        self.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Reach a field and type over what it holds."""
        self.reach("textbox", name)
        self.press("Control+a")
        self.press("Delete")
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, role: Role, name: str | re.Pattern[str]) -> Locator:
        """Return the control with a role and an accessible name; a `menu` is what opens one."""
        if role == "menu":
            summary = self.page.locator("summary")
            named = summary.and_(self.page.get_by_label(name, exact=True))
            return named.or_(summary.and_(self.page.get_by_text(name, exact=True)))
        return self.page.get_by_role(role, name=name, exact=isinstance(name, str))

    def is_on(self, role: Role, name: str | re.Pattern[str]) -> None:
        """Expect the focus on a control."""
        expect(self.find(role, name)).to_be_focused()


def says(page: Page, text: str | re.Pattern[str]) -> None:
    """Expect the status line to say something: `.` at the end is part of it."""
    expect(page.locator("p[role=status]")).to_have_text(text)
