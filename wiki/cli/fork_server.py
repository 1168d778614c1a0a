"""The process that the server's workers are forked from: multiprocessing's fork server.

It imports the application once, while the main process does the same. A worker begins as a copy of
it, within milliseconds. It can be copied, as it has one thread and no connection; the main process
has several of both. Without it each worker begins afresh, which takes longer.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PRELOADED = "wiki.preload"
UNHEARD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start() -> bool:
    """Start the fork server, unless it runs already; return whether it runs.

    It does not run on systems other than Linux, nor where no file can be made for its socket, as on
    a full disk. It ignores the signals that end the main process, and ends by itself after the last
    worker. Workers begin with these signals blocked, too.
    """
    if sys.platform != "linux":
        return False
    # Imported here: other systems have no fork server.
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # it lets signals through when it starts
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, UNHEARD)
    forkserver.set_forkserver_preload([PRELOADED])
    try:
        with _environment():
            forkserver.ensure_running()
    except OSError:
        return False
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        # If multiprocessing has to start it by itself, that is without our path.
        forkserver.set_forkserver_preload([])
    return True


@contextmanager
def _environment() -> Iterator[None]:
    """Set environment variables for a process that is started in the block: its paths and threads.

    It looks for modules where this process does. The fork server of Python 3.11 would look in the
    working folder first, whatever lies there, and not where only this process does. And numpy would
    start threads, for products of matrices. The workers get the variables of the main process
    later.
    """
    path = os.pathsep.join(map(os.path.abspath, sys.path))
    variables = {"PYTHONPATH": path, "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"}
    former = {name: os.environ.pop(name) for name in variables if name in os.environ}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]
        os.environ.update(former)
