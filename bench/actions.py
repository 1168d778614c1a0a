"""How long the author's actions take to show a result, on a slow processor; and a first view.

    .venv/bin/python -m bench.actions

Chromium, slowed four times, has a region of a generated atlas open. The figure of an action is the
longest of its interactions (a key, a click), from the input to the next paint, as Chromium's event
timing has it for INP: in steps of 8 milliseconds, the median of a few rounds. Then a visitor's
first view of the same page, with the server's own compression: requests, HTML and CSS in bytes.
"""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import click
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright

from bench.author import link_for
from bench.chromium import FLAGS, find_chromium
from bench.figures import record_figure, sized
from bench.load import Server, ask, request, servers

REGIONS, ROUNDS, SLOWED = 100, sized(5, 1), 4
REGION = "/atlas/region-50"
BELIEF, OTHER, TRIGGER, QUESTION = "#b-491", "#b-492", "#t-393", "#q-393"
OBSERVE = """
  window.waits = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.interactionId) window.waits.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
SETTLED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => setTimeout(() => { done(window.waits.splice(0)); }, 60))))"""
Action = Callable[[Page], None]


def press(selector: str, seen: str) -> Action:
    """Return an action: click on a selector, and wait until the selector `seen` is visible."""

    def act(page: Page) -> None:
        page.locator(selector).first.click()
        expect(page.locator(seen).first).to_be_visible()

    return act


def type_into(field: str, text: str) -> Action:
    """Return an action: replace the text in a field of the open form, key by key."""

    def act(page: Page) -> None:
        page.locator(f"form [name={field}]").first.click()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)

    return act


def key(name: str, seen: str, *, hidden: bool = False) -> Action:
    """Return an action: press a key, and wait until the selector `seen` is visible, or hidden."""

    def act(page: Page) -> None:
        page.keyboard.press(name)
        element = expect(page.locator(seen).first)
        element.to_be_hidden() if hidden else element.to_be_visible()

    return act


def says(action: Action, words: str) -> Action:
    """Return an action that ends when the status line has these words."""

    def act(page: Page) -> None:
        action(page)
        expect(page.locator("p[role=status]").first).to_contain_text(words)

    return act


UNDO = says(press("button:text-is('Undo')", "p[role=status]"), "Undone")
SAVE = key("Control+Enter", "form [name=base]", hidden=True)
CANCEL = key("Escape", "form [name=base]", hidden=True)
ACTIONS: dict[str, Action] = {
    "open a belief": press(f"{BELIEF} a.control", "form [name=claim]"),
    "type a claim": type_into("claim", "Oversight by tests holds"),
    "type a credence": type_into("credence", "62"),
    "type a reason": type_into("why", "Audits see what was said of [[region-3]] in time"),
    "save a belief": SAVE,
    "undo it": UNDO,
    "open a credence": press(f"{BELIEF} a[href*='field=credence']", "form [name=credence]"),
    "cancel": CANCEL,
    "open a menu": press(f"{OTHER} summary", f"{OTHER} .move-down"),
    "move down": says(press(f"{OTHER} .move-down", "p[role=status]"), "Moved"),
    "delete": says(press(f"{OTHER} button[aria-label^=Delete]", "p[role=status]"), "Deleted"),
    "undo that": UNDO,
    "open a stance": press("#stance a.control", "form [name=body]"),
    "type a stance": type_into("body", "It is held by [[region-2]], with some doubt."),
    "save a stance": SAVE,
    "add an uncertainty": press("a.control:text-is('Add uncertainty')", "form [name=question]"),
    "type a question": type_into("question", "What would change the whole of it?"),
    "save an uncertainty": key("Control+Enter", "form [name=question]", hidden=True),
    "undo the uncertainty": UNDO,
    "open a trigger": press(f"{TRIGGER} a.control", "form [name=observation]"),
    "cancel the trigger": CANCEL,
    "open the header": press("#header a.control", "form [name=summary]"),
    "type a summary": type_into("summary", "What is believed of it, in a line"),
    "save the header": SAVE,
}


def measure(page: Page) -> dict[str, float]:
    """Do every action once; return, by name, the milliseconds of its slowest interaction."""
    found = {}
    for name, act in ACTIONS.items():
        act(page)
        waits: list[float] = page.evaluate(SETTLED)
        found[name] = max(waits, default=0.0)
    return found


def act_slowly(browser: Browser, server: Server, link: str) -> dict[str, list[float]]:
    """Sign in with a link, slow the browser down, and do every action in a few rounds.

    Return, by action, the milliseconds of each round but the first.
    """
    waits: dict[str, list[float]] = {name: [] for name in ACTIONS}
    with closing(browser.new_context(base_url=f"http://127.0.0.1:{server.port}")) as context:
        context.add_init_script(OBSERVE)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        for round_number in range(ROUNDS + 1):  # the first one compiles scripts
            page.goto(REGION)
            expect(page.locator("[data-htmx-powered]").first).to_be_attached()
            page.evaluate(SETTLED)
            for name, wait in measure(page).items():
                if round_number:
                    waits[name].append(wait)
    return waits


def first_view(browser: Browser, server: Server) -> None:
    """Print and record the requests of a visitor's first view, and the bytes of its HTML and CSS.

    The list of links to prerender is fetched afterwards, and not counted.
    """
    with closing(browser.new_context()) as context:
        page, answers = context.new_page(), list[Response]()
        page.on("response", lambda answer: answers.append(answer))  # no builtin
        page.goto(f"http://127.0.0.1:{server.port}{REGION}")
        page.wait_for_load_state("networkidle")
        later = ("favicon", "speculation-rules")
        requested = [one for one in answers if not any(name in one.url for name in later)]
    sizes = {"document": 0, "stylesheet": 0}
    for answer in requested:
        kind, path = answer.request.resource_type, f"/{answer.url.split('/', 3)[3]}"
        size = len(ask(server.port, request(path, Accept_Encoding="br")).body)
        click.echo(f"{size:>8,} {kind:12}{path}")
        if kind in sizes:
            sizes[kind] += size
    record_figure("actions.requests", len(requested))
    record_figure("actions.html", sizes["document"] / 1000, "brotli")
    record_figure("actions.css", sizes["stylesheet"] / 1000, "brotli")


def main() -> None:
    """Measure all actions and the first view, print the figures and record the slowest action."""
    expect.set_options(timeout=30_000)
    program = find_chromium() or None
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        link = link_for(Path(folder), REGIONS)
        target = ("wiki:create_app", {"WIKI_DATA": folder})
        with servers({"atlas": target}) as started:
            server = started["atlas"]
            with closing(playwright.chromium.launch(executable_path=program, args=FLAGS)) as one:
                first_view(one, server)
                found = act_slowly(one, server, link)
    for name, waits in found.items():
        click.echo(f"{name:24}{median(waits):>6.0f} ms, at most {max(waits):.0f}")
    slowest = max(found, key=lambda name: median(found[name]))
    record_figure("actions.inp", median(found[slowest]), slowest)


if __name__ == "__main__":
    main()
