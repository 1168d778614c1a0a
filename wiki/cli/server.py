"""The command behind `make run`: everything that has to happen before serving, and serving."""

import atexit
import errno
import multiprocessing
import os
import signal
import socket
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from sqlalchemy.exc import DatabaseError

from wiki.cli import fork_server
from wiki.cli.authors import link_for
from wiki.cli.context import error_sentence, progress, reading, settings, site
from wiki.cli.daily import make_daily_backups
from wiki.cli.documents import fill_if_empty
from wiki.cli.main_process import MainProcess
from wiki.cli.monitoring import answering_metrics, monitored
from wiki.cli.ports import listen_error, listening_processes
from wiki.cli.upgrading import bring_up_to_date
from wiki.config import Settings
from wiki.config.network import EVERYWHERE
from wiki.db import CONNECTIONS, begin_writing, db
from wiki.memory import use_one_heap
from wiki.models import Author
from wiki.monitoring.lines import NONE, message_line, server_log
from wiki.queries.authors import list_authors
from wiki.services.authors import main_author
from wiki.storage import UNWRITABLE, Unavailable, code_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

WORKERS = 2
LONGEST_STOP_SECONDS = 5
LOOK_SECONDS = 0.5
PORT_SECONDS = 2
HEADER_SECONDS = 30


@click.command()
@click.option("--empty", is_flag=True, help="Leave an empty atlas empty, as WIKI_DEMO=0 does.")
@with_appcontext
def serve(empty: bool = False) -> None:
    """Bring the database up to date, fill an empty one with the demo, and serve the atlas.

    It prints the address and a one-time sign-in link. WIKI_HOST and WIKI_PORT say where it serves.

    \b
    Examples:
      flask serve
      flask serve --empty
      WIKI_PORT=8080 flask serve
    """
    config = settings()
    check_port(config)
    fork_server.start()  # what it does takes a while, and so does what follows
    with reading():
        bring_up_to_date(config)
    invited = invite(with_demo=config.demo and not empty)
    lines = [f"The atlas is at {config.base_url}", invited, "Ctrl-C stops it."]
    Thread(target=announce, args=(config, lines), daemon=True).start()
    Thread(target=make_daily_backups, args=(config,), daemon=True).start()
    run(config)


def invite(*, with_demo: bool = True) -> str:
    """Fill an empty atlas with the demo if wanted, and return a sentence on how to sign in.

    If nothing can be written, the sentence says so: what the atlas holds can still be read.
    """
    with reading():
        try:
            begin_writing()
            author = main_author(site().author_name)
            if with_demo:
                fill_if_empty()
            sentence = sign_in_sentence(author)
            db.session.commit()
        except (DatabaseError, Unavailable) as error:
            db.session.rollback()
            if code_of(error) not in UNWRITABLE or not list_authors():
                raise
            sentence = f"Nothing can be saved and nobody can sign in. {error_sentence(error)}"
    return sentence


def sign_in_sentence(author: Author) -> str:
    """Return a sentence with a one-time link, or without it if the sentence goes to a log.

    If the gate is damaged or locked, the sentence says so: the atlas is served all the same. Raises
    Unavailable where the gate cannot be written.
    """
    if settings().log != NONE:
        return f"To sign in as {author.name}, ask for a link with the command sign-in-link."
    try:
        return f"Sign in as {author.name}, once and within 15 minutes: {link_for(author)}"
    except Unavailable as error:
        if code_of(error) in UNWRITABLE:  # then the atlas may be so, too: the caller says it
            raise
        return f"Nobody can sign in. {error_sentence(error)}"


def announce(config: Settings, lines: list[str]) -> None:
    """Print these lines as soon as the server answers on its port."""
    here = (EVERYWHERE.get(config.host, config.host), config.port)
    with progress("Starting the server"):
        while True:
            try:
                socket.create_connection(here, timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
    click.echo("\n".join(message_line(config.log, line) for line in lines))
    sys.stdout.flush()


def run(config: Settings, target: str = "wiki:create_app") -> None:
    """Serve the atlas until the process is stopped.

    `target` names a function without parameters that returns the application.
    """
    # No worker is a copy of this process: it would have its connections and locks as well.
    multiprocessing.set_start_method("spawn", force=True)
    server = MainProcess(
        target,
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=min(WORKERS, os.cpu_count() or 1),
        workers_kill_timeout=LONGEST_STOP_SECONDS,
        respawn_failed_workers=True,  # one that was killed is replaced, and the others serve on
        blocking_threads=CONNECTIONS,
        websockets=False,
        # One request after the other on a connection: each has then a length that is known.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        log_level=LogLevels.error,
        log_dictconfig=server_log(config.log),
    )
    with answering_metrics(config) as counts:
        server.serve(target_loader=partial(load, log=config.log, counts=counts))


def load(target: str, *, log: str = NONE, counts: Path | None = None) -> "WSGIApplication":
    """Return the application in a worker, which logs and counts its requests as asked.

    Ctrl-C reaches every process of a terminal, and the main process then tells the workers to stop.
    A worker of granian 2.8 that is told twice may never end, so workers ignore Ctrl-C.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    use_one_heap()  # before there are threads
    Thread(target=end_with_main_process, daemon=True).start()
    module, _, name = target.partition(":")
    application = monitored(getattr(import_module(module), name), log, counts)
    # The last thing that a worker does. Otherwise Python would stop the threads that still answer,
    # which granian's do not survive: the worker would end as a crash, with a core dump.
    atexit.register(os._exit, 0)
    return application


def end_with_main_process() -> None:
    """Wait until the main process or the fork server has ended, then stop this worker.

    Otherwise a worker would keep the port, with nobody to stop or replace it. Without the fork
    server, the main process takes the worker for dead, and starts another one in its place.
    """
    main, started_by = multiprocessing.parent_process(), os.getppid()
    if main is None:
        return
    while main.is_alive() and os.getppid() == started_by:
        main.join(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_STOP_SECONDS)
    os._exit(1)


def check_port(config: Settings) -> None:
    """Raise ClickException where the server cannot listen on its port.

    Without this check it would share the port with another server. Workers whose main process was
    killed need a moment to end, so the port is tried for two seconds.
    """
    deadline = time.monotonic() + PORT_SECONDS
    while error := listen_error(config.host, config.port):
        if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            raise click.ClickException(
                f"Nothing can be served on {config.host}, port {config.port} ({error.strerror}): "
                f"{_port_advice(config.port)}, or another WIKI_HOST."
            )
        time.sleep(0.1)


def _port_advice(port: int) -> str:
    """Return advice on a port that is in use, with the process that uses it, if known."""
    other = f"choose another port, such as WIKI_PORT={port % 65535 + 1}"
    holders = listening_processes(port)
    if not holders:
        return other
    named = " and ".join(f"process {process_id} ({command})" for process_id, command in holders)
    numbers = " ".join(str(process_id) for process_id, _ in holders)
    return f"{named} has it; stop that with `kill {numbers}`, or {other}"
