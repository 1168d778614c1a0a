"""The log: a line for each request and for each message, as text or as JSON, on standard output.

A line is written in one piece, so that those of several workers never mix.
"""

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from wiki.config import LOG_FORMS
from wiki.monitoring.log_paths import hide_secrets
from wiki.monitoring.requests import Observer, Request

NONE, TEXT, JSON = LOG_FORMS
STANDARD_OUTPUT = 1
_MESSAGE = "%(asctime)s %(levelname)s %(message)s"


def request_logger(form: str, write: Callable[[str], None] | None = None) -> Observer:
    """Return an observer that writes a line for each request, in the form `text` or `json`.

    `write` gets each line; by default it goes to standard output.
    """
    line_of = _json_line if form == JSON else _text_line
    put = write or write_line
    return lambda request: put(line_of(request, _now()))


def log_messages(form: str) -> None:
    """Send the program's warnings and errors to standard error, as lines of JSON or as text."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JSONFormatter() if form == JSON else _TextFormatter(_MESSAGE))
    logging.getLogger().addHandler(handler)


def message_line(form: str, message: str) -> str:
    """Return a message of the server as a line of the log in this form."""
    return json.dumps({"time": _now(), "message": message}) if form == JSON else message


def server_log(form: str) -> dict[str, Any] | None:
    """Return the logging configuration for granian: JSON lines for a JSON log, else None.

    It writes its messages on standard output, where all lines of a log have one form.
    """
    if form != JSON:
        return None
    return {"formatters": {name: {"()": _JSONFormatter} for name in ("generic", "access")}}


def write_line(line: str) -> None:
    """Write a line to standard output at once; if nobody can read it any more, it is dropped."""
    try:
        os.write(STANDARD_OUTPUT, f"{line}\n".encode())
    except OSError:
        return


def _text_line(request: Request, time: str) -> str:
    return (
        f"{time} {request.status} {request.method} {request.path} "
        f"{request.size} B {request.seconds * 1000:.1f} ms {request.cache}"
    )


def _json_line(request: Request, time: str) -> str:
    return json.dumps(
        {
            "time": time,
            "status": request.status,
            "method": request.method,
            "path": request.path,
            "bytes": request.size,
            "ms": round(request.seconds * 1000, 1),
            "cache": request.cache,
        }
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _TextFormatter(logging.Formatter):
    """Writes a message as text, without the secrets of addresses."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message with its traceback, if it has one, as text."""
        return hide_secrets(super().format(record))


class _JSONFormatter(logging.Formatter):
    """Writes a message as one JSON object in a line, with the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the message as one line of JSON."""
        fields = {"time": _now(), "level": record.levelname, "message": record.getMessage()}
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: hide_secrets(text) for name, text in fields.items()})
