"""The main process of the server: it starts the workers, replaces them, and stops with them.

Granian 2.8 sets a `threading.Event` in its handlers of signals. They run in the thread that waits
for that event, possibly while it holds the event's lock; then nothing moves any more, and the
server never stops. It also clears the event while it replaces a worker, and with it a signal that
came just before. And a signal that reaches another thread does not end the wait: Python calls the
handlers in the main thread alone, once that runs again.

It also takes "spawn" for a start method that it does not know, because it shares one socket between
its workers, which a fork server could not hand on. On Linux, and there alone, each worker opens a
socket of its own (SO_REUSEPORT), so that nothing is shared.
"""

import os
import signal
import time
from multiprocessing.context import ForkServerProcess
from threading import Event, Thread
from typing import Any

from granian.server.mp import MPServer, WorkerProcess

from wiki.cli import fork_server

WAKE_SECONDS = 0.1
LOOK_SECONDS = 0.5
FORK_TRIES = 5


class InterruptibleEvent(Event):
    """An event for which the main thread waits in short turns, so that it can handle signals."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the event is set, or for so many seconds; return whether it is set."""
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(LOOK_SECONDS):
            pass
        return True


class Fork(ForkServerProcess):
    """A process forked from the fork server; if that has just ended, from a new one."""

    def start(self) -> None:
        """Start the process. Raises EOFError or OSError if no fork server stays alive."""
        self._environ = dict(os.environ)  # the fork server may be older than some of it
        for tries_left in reversed(range(FORK_TRIES)):
            fork_server.start()
            try:
                return super().start()
            except (EOFError, OSError):
                # One that is killed takes connections for a moment, and is said to run.
                if not tries_left:
                    raise
                time.sleep(WAKE_SECONDS)

    def run(self) -> None:
        """Do the work of the process, with the environment variables of the main process.

        Ctrl-C stays blocked: it is meant for the main process.
        """
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {*fork_server.UNHEARD} - {signal.SIGINT})
        os.environ.clear()
        os.environ.update(self._environ)
        super().run()


class MainProcess(MPServer):
    """Granian's server, which stops on the first signal whatever it is doing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.main_loop_interrupt = InterruptibleEvent()

    def _spawn_worker(  # type: ignore[override]  # as in granian's MPServer
        self, idx: int, target: Any, callback_loader: Any
    ) -> WorkerProcess:
        """Return a worker that is still to be started, as a fork where there is a fork server."""
        worker = super()._spawn_worker(idx, target, callback_loader)
        if fork_server.start():
            fresh = worker.inner
            worker.inner = Fork(name=fresh.name, target=target, args=fresh._args)
        return worker

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the workers. Raises SystemExit if something failed.

        Workers that got the signal to stop as well, and ended before they were told to, did not
        fail.
        """
        try:
            super().shutdown(exit_code)  # type: ignore[no-untyped-call]
        except SystemExit:
            if exit_code or not self.interrupt_signal:
                raise

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Handle SIGINT and SIGTERM: ask the main loop to stop."""
        self.interrupt_signal = True
        self._wake()

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        """Handle SIGHUP: ask the main loop to replace all workers."""
        self.reload_signal = True
        self._wake()

    def _wake(self) -> None:
        """Wake the main thread, by another thread, as setting the event may wait for its lock."""
        Thread(target=self._keep_waking, daemon=True).start()

    def _keep_waking(self) -> None:
        while self.interrupt_signal or self.reload_signal:
            self.main_loop_interrupt.set()
            time.sleep(WAKE_SECONDS)
