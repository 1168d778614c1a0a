"""The clock is set forward and back, and passes the change to and from summer time."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tests.faults.apart import apart
from tests.faults.atlas import PLACES, author_of, copied, judge, open_app, save
from tests.faults.outcome import Found, Outcome
from wiki.db import db
from wiki.journal import Change, writer

BERLIN = ZoneInfo("Europe/Berlin")
AT = {"base_url": "http://127.0.0.1:8000"}
PAGES = ("/", "/changes", "/beliefs", "/atlas/region-1", "/changes.atom", "/atlas/region-1/history")
CHANGES_OF_CLOCK = (
    datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 59, tzinfo=BERLIN),
)
JUMPS = (-400, -2, -1 / 24, 1 / 24, 1, 40, 4000)  # days


def moved(trials: int, chance: Random, broken: bool) -> Outcome:
    """Save while the clock jumps; the journal keeps its order and every page still answers."""
    outcome = Outcome()
    for _ in range(trials):
        with copied() as folder:
            outcome.add(apart(_save_at_odd_times, folder, chance.random(), broken))
    return outcome


def _save_at_odd_times(folder: Path, seed: float, broken: bool) -> Found:
    chance, found, acknowledged = Random(seed), Found(), []
    app = open_app(folder)
    browser = author_of(app, folder)
    now = [chance.choice(CHANGES_OF_CLOCK)]
    writer.utc_now = lambda: now[0]  # type: ignore[attr-defined]
    if broken:
        # Of the two times that it compares, it takes the one of the clock.
        writer.max = lambda *given: given[0] if given[1:] else max(*given)  # type: ignore[attr-defined]
    for number in range(12):
        status = save(browser, PLACES[number % 2], stamp := f"clock-{number}")
        if status == 303:
            acknowledged.append(stamp)
        else:
            found.torn.append(f"a save was answered {status}")
        jump = chance.choice(JUMPS) if number % 2 else chance.choice((-1, 1)) / 24 / 60
        now[0] = now[0] + timedelta(days=jump)
    for page in PAGES:
        if (status := app.test_client().get(page, **AT).status_code) not in (200, 404):
            found.torn.append(f"{page} answers {status}")
    with app.app_context():
        moments = db.session.scalars(select(Change.at).order_by(Change.id)).all()
        if list(moments) != sorted(moments):
            found.torn.append("time runs backwards in the journal")
        db.session.remove()
        db.engine.dispose()
    judged = judge(folder, acknowledged)
    judged.torn += found.torn
    return judged
