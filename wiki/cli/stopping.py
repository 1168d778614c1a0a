"""Ending a command in order when a signal stops it, so that no drafts are left behind."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What a system sends that goes down, `timeout`, a supervisor, or a terminal that is closed.
STOPPING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Make the signals that end a process raise SystemExit in the block, as Ctrl-C does its own.

    They would end it at once, and drafts that hold a whole atlas would stay. A signal that is
    ignored, as under `nohup`, or already handled is left alone.
    """
    if threading.current_thread() is not threading.main_thread():  # no other one hears signals
        yield
        return
    unheard = [signum for signum in STOPPING if signal.getsignal(signum) == signal.SIG_DFL]
    for signum in unheard:
        signal.signal(signum, _stop)
    try:
        yield
    finally:
        for signum in unheard:
            signal.signal(signum, signal.SIG_DFL)


def _stop(signum: int, _frame: FrameType | None) -> None:
    """End the program with the status that shells give for a signal."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)  # a second one would interrupt what is cleared away
    raise SystemExit(128 + signum)
