"""The server's main process stops on a signal, whatever it is doing at that moment."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from threading import Event, Thread
from typing import Any

import pytest
from granian.constants import Interfaces

from wiki.cli.main_process import MainProcess

SECONDS = 5


@pytest.fixture
def server() -> MainProcess:
    return MainProcess("wiki:create_app", interface=Interfaces.WSGI)


def finishes(work: Callable[[], None]) -> bool:
    """Return whether some work ends, in a thread that the test can leave behind where not."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(SECONDS)
    return not thread.is_alive()


@pytest.mark.parametrize("name", ["signal_handler_interrupt", "signal_handler_reload"])
def test_a_signal_may_come_while_the_main_thread_has_the_lock(
    server: MainProcess, name: str
) -> None:
    def meet_signal() -> None:
        event: Any = server.main_loop_interrupt
        with event._cond:  # as within its wait() and clear()
            getattr(server, name)()

    assert finishes(meet_signal)
    assert server.main_loop_interrupt.wait(SECONDS)
    server.interrupt_signal = server.reload_signal = False


def test_a_signal_is_not_lost_while_a_worker_is_replaced(server: MainProcess) -> None:
    server.signal_handler_interrupt()
    assert server.main_loop_interrupt.wait(SECONDS)
    server.main_loop_interrupt.clear()  # as the loop does before it replaces workers
    assert server.main_loop_interrupt.wait(SECONDS)
    server.interrupt_signal = False


@pytest.mark.parametrize("was_told", [True, False])
def test_workers_that_end_by_themselves_are_a_failure_unless_all_were_told_to_stop(
    server: MainProcess, was_told: bool
) -> None:
    inside: Any = server
    inside._sso, inside._ipc_sig = None, Event()  # as granian has them once it serves
    server.interrupt_children.append(0)
    server.interrupt_signal = was_told
    with nullcontext() if was_told else pytest.raises(SystemExit):
        server.shutdown()


def test_a_signal_that_reaches_another_thread_is_handled_all_the_same() -> None:
    """Python calls a handler in the main thread alone, and does not wake it for that."""
    program = """
import os, signal, threading
from granian.constants import Interfaces
from wiki.cli.main_process import MainProcess
server = MainProcess("wiki:create_app", interface=Interfaces.WSGI)
signal.signal(signal.SIGTERM, server.signal_handler_interrupt)
def signal_me():
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
threading.Timer(0.2, signal_me).start()
server.main_loop_interrupt.wait()
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
