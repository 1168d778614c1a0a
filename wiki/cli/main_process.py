"""The main process of the server: it starts the workers, replaces them, and stops with them.

Granian 2.8 sets a `threading.Event` in its handlers of signals. They run in the thread that waits
for that event, possibly while it holds the event's lock; then nothing moves any more, and the
server never stops. It also clears the event while it replaces a worker, and with it a signal that
came just before. And a signal that reaches another thread does not end the wait: Python calls the
handlers in the main thread alone, once that runs again.
"""

import time
from threading import Event, Thread
from typing import Any

from granian.server.mp import MPServer

WAKE_SECONDS = 0.1
LOOK_SECONDS = 0.5


class InterruptibleEvent(Event):
    """An event for which the main thread waits in short turns, so that signals are handled."""

    def wait(self, timeout: float | None = None) -> bool:
        """Return True once the event is set, or whether it is when the seconds are over."""
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(LOOK_SECONDS):
            pass
        return True


class MainProcess(MPServer):
    """Granian's server, which stops on the first signal whatever it is doing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.main_loop_interrupt = InterruptibleEvent()

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Stop soon: handles SIGINT and SIGTERM."""
        self.interrupt_signal = True
        self._wake()

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        """Replace all workers soon: handles SIGHUP."""
        self.reload_signal = True
        self._wake()

    def _wake(self) -> None:
        """Let the main thread look at the signals, from a thread that may wait for its lock."""
        Thread(target=self._keep_waking, daemon=True).start()

    def _keep_waking(self) -> None:
        while self.interrupt_signal or self.reload_signal:
            self.main_loop_interrupt.set()
            time.sleep(WAKE_SECONDS)
