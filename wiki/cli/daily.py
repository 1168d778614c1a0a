"""The daily copy of the database, made by the main process of the server.

That process answers no requests, and there is one of it however many workers there are. A copy is
read as visitors read: nobody has to wait for it, whether they read or save.
"""

import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

import click

from wiki.backups.rotation import make_daily
from wiki.config import Settings
from wiki.storage import Unavailable

FIRST_SECONDS = 20.0  # after the start, which has enough to do
EVERY_SECONDS = 10 * 60.0
NICE = 10


def make_daily_backups(config: Settings) -> None:
    """Make a copy of the database each day, for as long as the process runs.

    `WIKI_DAILY_BACKUPS=0` makes none. A copy that fails is reported once a day and tried again.
    """
    if not config.daily_backups:
        return
    with suppress(OSError, AttributeError):  # of this thread alone, on Linux
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
    reported_on = ""
    time.sleep(FIRST_SECONDS)
    while True:
        reported_on = make_if_due(config, datetime.now(UTC), reported_on)
        time.sleep(EVERY_SECONDS)


def make_if_due(config: Settings, now: datetime, reported_on: str = "") -> str:
    """Make the copy of the day of `now`, unless it exists already.

    `reported_on` is the day (ISO) on which a failure was reported last, "" for none; its new value
    is returned.
    """
    today = now.date()
    try:
        make_daily(config.database_path, config.backups_path, today, days=config.daily_backups)
    except (Unavailable, OSError) as error:
        if reported_on != today.isoformat():
            click.echo(f"No backup could be made today: {error}", err=True)
        return today.isoformat()
    return reported_on
