"""What an operator sees of a running server: log lines and metrics."""

import json
import logging
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request as Question
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.served import SECONDS, free_port, make_checkout, start_server, workers
from wiki.db import db
from wiki.monitoring.lines import log_messages, request_logger
from wiki.monitoring.log_paths import HIDDEN, SECRET_BELOW
from wiki.monitoring.requests import Monitored

FAMILY = re.compile(r"# HELP (\w+) .+\.\n# TYPE \1 (counter|gauge|histogram)\n")
SAMPLE = re.compile(r'(\w+)(\{(?:\w+="[^"\\]*",?)+\})? (\S+)')


def get(address: str, **headers: str) -> int:
    try:
        with urlopen(Question(address, headers=headers), timeout=SECONDS) as answer:
            answer.read()
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code


def samples(port: int) -> dict[str, float]:
    """Return what Prometheus gets, by name and labels; what it could not read fails the test."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        said = answer.read().decode()
    found = {}
    for line in FAMILY.sub("", said).splitlines():
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        found[sample[1] + (sample[2] or "")] = float(sample[3])
    return found


def requests_in(found: dict[str, float]) -> float:
    return sum(value for name, value in found.items() if name.startswith("atlas_requests_total"))


def samples_with(port: int, requests: float) -> dict[str, float]:
    """Return the samples once they have so many requests, or after a while what there is.

    A request is counted when its answer was sent, so whoever got that may ask too early.
    """
    deadline = time.monotonic() + SECONDS
    while requests_in(found := samples(port)) < requests and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@contextmanager
def monitored(folder: Path, port: int, metrics: int) -> Iterator[subprocess.Popen[str]]:
    """Serve with a log in JSON and with metrics, from when it answers until the test is done."""
    set_so = {"WIKI_LOG": "json", "WIKI_METRICS_PORT": str(metrics)}
    with start_server(make_checkout(folder), port, WIKI_DEMO="0", **set_so) as server:
        try:
            deadline = time.monotonic() + SECONDS
            while True:
                with suppress(URLError, ConnectionError):
                    if get(f"http://127.0.0.1:{port}/healthz") == 200:
                        break
                assert time.monotonic() < deadline, "it never answered"
                time.sleep(0.1)
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)


def test_the_log_and_the_metrics_have_every_request_of_all_workers_and_no_secret(
    tmp_path: Path,
) -> None:
    port, metrics = free_port(), free_port()
    here = f"http://127.0.0.1:{port}"
    with monitored(tmp_path, port, metrics) as server:
        before = requests_in(samples_with(metrics, 1))
        for number in range(10):
            assert get(f"{here}/?token=hidden{number}", Cookie="atlas=hidden") == 200
            assert get(f"{here}//sign-in/hidden{number}", Authorization="Bearer hidden") == 404
        found = samples_with(metrics, before + 20)
        assert requests_in(found) == before + 20
        assert found['atlas_requests_total{method="GET",status="404"}'] == 10
        assert found["atlas_workers"] == 2
        counted = [
            found[f'atlas_request_seconds_count{{cache="{state}"}}']
            for state in ("hit", "miss", "bypass")
        ]
        assert sum(counted) == before + 20
        assert found['atlas_request_seconds_bucket{cache="miss",le="+Inf"}'] == counted[1]
        assert found["atlas_disk_free_bytes"] > 0

        assert get(f"http://127.0.0.1:{metrics}/metrics", Host="evil.example") == 403
        assert get(f"http://127.0.0.1:{metrics}/") == 404
        assert get(f"{here}/metrics") == 404
        assert requests_in(samples_with(metrics, before + 21)) == before + 21
        gone, _ = workers(server.pid)
        os.kill(gone, signal.SIGKILL)
        assert requests_in(samples(metrics)) == before + 21
        os.killpg(server.pid, signal.SIGTERM)
        told, errors = server.communicate(timeout=SECONDS)
    assert "hidden" not in told + errors
    assert "/sign-in/" not in re.sub(r"/sign-in/\.\.\.", "", told), "no link that signs in"
    lines = [json.loads(line) for line in told.splitlines()]
    named = [line for line in lines if line.get("path") == f"/sign-in/{HIDDEN}"]
    assert len(named) == 10
    assert set(named[0]) == {"time", "status", "method", "path", "bytes", "ms", "cache"}


def test_a_line_is_one_line_whatever_was_asked_for(capfd: pytest.CaptureFixture[str]) -> None:
    def application(environ: object, start: object) -> list[bytes]:
        start("200 OK", [])  # type: ignore[operator]  # as servers give it
        return [b"four"]

    observed = Monitored(application, [request_logger("text"), request_logger("json")])
    asked = {"REQUEST_METHOD": "BREW\n", "PATH_INFO": '/a\nb \x1b[31m\xc3\xbc"' + "x" * 9_000}
    assert observed(asked, lambda *_: None) == [b"four"]  # type: ignore[arg-type]
    as_text, line = capfd.readouterr().out.splitlines()
    path = r"/a%0Ab%20%1B%5B31m%C3%BC%22x+"
    assert re.fullmatch(rf"[0-9T:.-]+Z 200 OTHER {path} 4 B \d+\.\d ms bypass", as_text)
    assert re.fullmatch(path, json.loads(line)["path"])
    assert len(as_text) < 1_200


def test_messages_of_errors_name_no_link_that_signs_in(capfd: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    kept = list(root.handlers)
    for form in ("text", "json"):
        root.handlers = []
        log_messages(form)
        try:
            raise ValueError("/sign-in/hidden is wrong")
        except ValueError:
            logging.getLogger("atlas").exception("Exception on %s", "/sign-in/hidden")
    root.handlers = kept
    said = capfd.readouterr().err
    assert said.count("/sign-in/...") == 6  # message, source and error, twice
    assert "hidden" not in said
    assert "ValueError" in json.loads(said.splitlines()[-1])["traceback"]


def test_every_address_with_a_token_is_hidden_in_the_log(app: Flask) -> None:
    with_token = [rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    assert with_token
    assert all(rule.startswith(SECRET_BELOW) for rule in with_token)


def test_an_error_of_the_database_does_not_tell_what_was_typed(app: Flask) -> None:
    with app.app_context(), pytest.raises(DatabaseError) as failed:
        db.session.execute(text("SELECT :typed FROM nowhere"), {"typed": "in confidence"})
    assert "nowhere" in str(failed.value)
    assert "in confidence" not in str(failed.value)
