"""Work in a process of its own, which has everything imported already and may be killed.

This process opens no database: SQLite does not survive a fork.
"""

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

FORK = multiprocessing.get_context("fork")
SECONDS = 900  # only what hangs takes longer: 500 interleavings of two authors take three minutes


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Do something in another process, and return what it returns. Raises RuntimeError."""
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_send, args=(sender, work, arguments))
    process.start()
    sender.close()
    try:
        is_good, result = receiver.recv() if receiver.poll(SECONDS) else (False, "no answer")
    except EOFError:
        is_good, result = False, "it ended without an answer"
    process.join(SECONDS)
    if not is_good:
        raise RuntimeError(f"{work.__name__}: {result}")
    return result


def killed(work: Callable[..., Any], *arguments: Any, after: float) -> bool:
    """Do something in another process and kill it after so many seconds, unless it has ended.

    Returns whether it was killed.
    """
    process = FORK.Process(target=_quietly, args=(work, arguments))
    process.start()
    process.join(after)
    was_alive = process.is_alive()
    if was_alive and process.pid:
        os.kill(process.pid, signal.SIGKILL)
    process.join(SECONDS)
    return was_alive


def timed(work: Callable[..., Any], *arguments: Any) -> float:
    """Return how many seconds something takes in another process, with starting that.

    Raises RuntimeError where it fails: what cannot be done cannot be killed while it is done.
    """
    begun = time.monotonic()
    process = FORK.Process(target=_quietly, args=(work, arguments))
    process.start()
    process.join(SECONDS)
    if process.exitcode:
        raise RuntimeError(f"{work.__name__} failed")
    return time.monotonic() - begun


def _send(sender: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        sender.send((True, work(*arguments)))
    except BaseException:  # noqa: BLE001  # whatever it was, the other process tells it
        sender.send((False, traceback.format_exc()))
    sender.close()
    os._exit(0)


def _quietly(work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    try:
        work(*arguments)
    except BaseException:  # noqa: BLE001  # nothing of this process may go on after the work
        os._exit(1)
    os._exit(0)
