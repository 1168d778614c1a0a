"""Connecting the server with the log and the metrics that an operator reads."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from wiki.config import Settings
from wiki.monitoring.counts import WorkerCounts
from wiki.monitoring.exposition import exposition
from wiki.monitoring.lines import NONE, log_messages, request_logger
from wiki.monitoring.listener import LOOPBACK, listen
from wiki.monitoring.requests import Monitored, Observer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@contextmanager
def answering_metrics(config: Settings) -> Iterator[Path | None]:
    """Answer `/metrics` on its port during the block, which gets the folder for workers' counts.

    It is None if no port for metrics is set. Raises ClickException where the port cannot be used.
    """
    if not config.metrics_port:
        yield None
        return
    with TemporaryDirectory(prefix="atlas-counts-") as folder:
        counts = Path(folder)
        try:
            listener = listen(
                config.metrics_port, partial(exposition, counts, config, started=time.time())
            )
        except OSError as error:
            raise click.ClickException(
                f"No metrics can be served on {LOOPBACK}, port {config.metrics_port} "
                f"({error.strerror}): choose another WIKI_METRICS_PORT."
            ) from error
        with listener:
            yield counts


def monitored(
    make: "Callable[[], WSGIApplication]", log: str, counts: Path | None
) -> "WSGIApplication":
    """Return the application that `make` returns, with its requests logged and counted.

    `log` is the form of the log. `counts` is the folder for the worker's counts, None to count
    nothing.
    """
    observers: list[Observer] = []
    log_messages(log)  # before Flask looks whether anybody handles its messages
    if log != NONE:
        observers.append(request_logger(log))
    if counts:
        observers.append(WorkerCounts(counts))
    app = make()
    return Monitored(app, observers) if observers else app
