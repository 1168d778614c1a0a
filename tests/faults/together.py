"""Two authors at once, and readers while somebody saves."""

import re
import time
from random import Random
from threading import Event, Thread

from tests.faults.apart import apart
from tests.faults.atlas import PLACES, author_of, copied, fields, judge, open_app
from tests.faults.outcome import Found, Outcome
from tests.faults.serving import Client, Server, ask
from wiki.db import db

AT = {"base_url": "http://127.0.0.1:8000"}
STEPS = 8
FEWEST, MOST, PAGES_EACH = 8, 200, 10  # readers, and the pages of each of many
STAMP = re.compile(rb"Stamp ([0-9a-z]+)-([0-9]+) of (what|the)")
CLAIM = re.compile(r'<(?:textarea|input)[^>]*name="claim"[^>]*?(?:value="([^"]*)"|>([^<]*)<)')
PAGES = ("/atlas/region-1", "/atlas/region-1.json", "/atlas/region-1.md", "/beliefs")


def two_authors(trials: int, chance: Random, broken: bool) -> Outcome:
    """Let two authors open and save one text in any order; no acknowledged word may be lost."""
    outcome = Outcome()
    with copied() as folder:
        found, times = apart(_interleave, folder, trials, chance.random(), broken)
        judged = judge(folder)
        judged.lost, judged.acknowledged = found.lost, found.acknowledged
        outcome.add(judged, times=times)
        outcome.trials = trials
    return outcome


def _interleave(
    folder: object, trials: int, seed: float, broken: bool
) -> tuple[Found, list[float]]:
    """Each save adds a word to the text that its author had open; a conflict adds none."""
    app, chance, found, times = open_app(folder), Random(seed), Found(), []  # type: ignore[arg-type]
    authors = [author_of(app, folder) for _ in range(2)]  # type: ignore[arg-type]
    place = PLACES[0]
    for trial in range(trials):
        words: list[str] = []
        open_forms: list[tuple[str, str] | None] = [None, None]
        _save(authors[0], place, _form(authors[0], place)[0], f"Trial{trial}")
        for step in range(STEPS):
            who = chance.randrange(2)
            form = open_forms[who]
            if form is None:
                open_forms[who] = _form(authors[who], place)
                continue
            base = _form(authors[who], place)[0] if broken else form[0]
            begun, word = time.monotonic(), f"w{trial}x{step}"
            if _save(authors[who], place, base, f"{form[1]} {word}") == 303:
                words.append(word)
                times.append(time.monotonic() - begun)
            open_forms[who] = None
        text = _form(authors[0], place)[1].split()
        found.acknowledged += len(words)
        found.lost += len([word for word in words if word not in text])
    with app.app_context():
        db.engine.dispose()
    return found, times


def _form(browser: object, place: str) -> tuple[str, str]:
    """Return the version and the claim with which the form of a belief opens."""
    page = browser.get(f"{place}/edit", **AT).text  # type: ignore[attr-defined]
    base = page.partition('name="base" value="')[2].partition('"')[0]
    found = CLAIM.search(page)
    return base, (found[1] or found[2] or "").strip() if found else ""


def _save(browser: object, place: str, base: str, claim: str) -> int:
    data = fields(base, "x-1") | {"claim": claim, "why": "It was saved"}
    status: int = browser.post(place, data=data, **AT).status_code  # type: ignore[attr-defined]
    return status


def readers(trials: int, chance: Random, broken: bool) -> Outcome:
    """Read pages while a client saves: no page may mix two saves, or be older than the last one."""
    del chance
    outcome = Outcome()
    with copied() as folder:
        server = Server(folder, "bench.stale:blind" if broken else "")
        server.wait()
        client, ended, seen = Client(server, PLACES[0], "read"), Event(), list[Found]()
        client.start()
        while not client.acknowledged:
            time.sleep(0.01)
        count = max(FEWEST, min(MOST, trials // PAGES_EACH))
        times: list[float] = []
        threads = [
            Thread(target=_read, args=(server, client, max(1, trials // count), seen, times))
            for _ in range(count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ended.set()
        client.stopped.set()
        client.join()
        server.kill()
        found = judge(folder, client.acknowledged)
        for one in seen:
            found.lost += one.lost
            found.torn += one.torn
        outcome.add(found, times=times)
        outcome.trials = len(times)
    return outcome


def _read(server: Server, client: Client, each: int, seen: list[Found], times: list[float]) -> None:
    """Ask for pages; count stale ones as lost and mixed ones as torn."""
    found = Found()
    for number in range(each):
        last = int(client.acknowledged[-1].rpartition("-")[2])
        begun = time.monotonic()
        status, page = ask(server.port, PAGES[number % len(PAGES)])
        times.append(time.monotonic() - begun)
        stamps = {int(stamp) for _, stamp, _ in STAMP.findall(page)}
        if status != 200 or len(stamps) > 1:
            found.torn.append(f"a page was {status} with the stamps {sorted(stamps)}")
        elif max(stamps, default=0) < last:
            found.lost += 1
    seen.append(found)
