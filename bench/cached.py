"""The cost of a kept answer, against a bare Flask route and a constant answer of the same bytes.

    .venv/bin/python -m bench.cached

All run under granian as `make run` starts it, and get requests in turn, a few thousand in each
round. Microseconds are of processor time, of all processes of a server, for one request; medians of
the rounds, and the ratio within each round. The last lines are of `app.wsgi_app` alone.
"""

import json
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import click
from flask import Flask, Response
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from bench.figures import record_figure, sized
from bench.load import CONNECTIONS, Client, Server, ask, request, servers
from bench.pages import furnished
from wiki import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PAGE = "/atlas/compute-governance"
ROUNDS, ALONE = sized((9, 20_000), (2, 1_000))
EACH, EACH_NOT_KEPT = sized(150, 20), sized(3, 1)  # requests on each connection
ANSWER, AT = "BENCH_ANSWER", "BENCH_AT"
Rounds = list[dict[str, float]]
OF_SERVER = {"date", "server", "connection", "transfer-encoding"}


def constant() -> "WSGIApplication":
    """Return a WSGI application that always gives the stored answer and does nothing else."""
    body, headers = answer_to_give()

    def answer(_environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        start_response("200 OK", headers.copy())
        return [body]

    return answer


def bare() -> Flask:
    """Return a Flask application with one route that gives the stored answer."""
    app = Flask("bare")
    body, headers = answer_to_give()

    @app.get(os.environ.get(AT, PAGE))
    def show() -> Response:
        return Response(body, headers=headers)

    return app


def answer_to_give() -> tuple[bytes, list[tuple[str, str]]]:
    """Return the body and headers that `keep_answer` stored for `bare` and `constant`."""
    file = Path(os.environ[ANSWER])
    headers = [(name, value) for name, value in json.loads(file.read_text())]
    return file.with_suffix(".body").read_bytes(), headers


def keep_answer(file: Path, head: bytes, body: bytes) -> None:
    """Store an answer in a file, for the applications `bare` and `constant`."""
    lines = (line.partition(b": ") for line in head.split(b"\r\n")[1:])
    pairs = [(name.decode(), value.decode()) for name, _, value in lines]
    file.write_text(json.dumps([pair for pair in pairs if pair[0].lower() not in OF_SERVER]))
    file.with_suffix(".body").write_bytes(body)


def cost(server: Server, sent: bytes, each: int) -> float:
    """Return the microseconds of processor time of an answer.

    `each` requests on each connection.
    """
    with closing(Client(server.port, sent)) as client:
        begun = server.processor_seconds()
        client.ask(each)
        return (server.processor_seconds() - begun) * 1_000_000 / (each * CONNECTIONS)


def compare(folder: Path, encoding: str) -> Rounds:
    """Measure the page in one encoding and print a table; return the microseconds by round."""
    data, answer_file = {"WIKI_DATA": str(folder)}, folder / f"answer-{encoding}.json"
    plain = request(PAGE, Accept_Encoding=encoding)
    with servers({"kept": ("wiki:create_app", data)}) as started:
        answer = ask(started["kept"].port, plain)
    keep_answer(answer_file, answer.head, answer.body)
    targets = {
        "kept": ("wiki:create_app", data),
        "not kept": ("wiki:create_app", data | {"WIKI_PAGE_CACHE": "0"}),
        "bare Flask route": ("bench.cached:bare", {ANSWER: str(answer_file)}),
        "constant answer": ("bench.cached:constant", {ANSWER: str(answer_file)}),
    }
    conditional = request(PAGE, Accept_Encoding=encoding, If_None_Match=answer.header("ETag"))
    with servers(targets) as started:
        requests = {name: (server, plain, EACH) for name, server in started.items()}
        requests["not kept"] = (started["not kept"], plain, EACH_NOT_KEPT)
        requests["kept, 304"] = (started["kept"], conditional, EACH)
        rounds = [{name: cost(*what) for name, what in requests.items()} for _ in range(ROUNDS)]
    click.echo(f"\n{PAGE}, {encoding}, {len(answer.body):,} bytes")
    click.echo(f"{'':30}{'µs':>8}{'bare Flask takes':>22}")
    for name in requests:
        middle, ratio = median(one[name] for one in rounds), against_bare(rounds, name)
        click.echo(f"{name:30}{middle:>8.0f}{ratio:>20.2f} ×")
    return rounds


def against_bare(rounds: Rounds, name: str) -> float:
    """Return the ratio of the bare Flask route's time to that of the answer `name`."""
    return median(one["bare Flask route"] / max(one[name], 0.001) for one in rounds)


def record_figures(by_encoding: dict[str, Rounds]) -> None:
    """Record the figures with a limit, for brotli; those without compression are in the note."""
    packed, plain = by_encoding["br"], by_encoding["identity"]
    for key, name in (("cached.page", "kept"), ("cached.304", "kept, 304")):
        note = f"brotli; {against_bare(plain, name):.2f} × as it is"
        record_figure(key, against_bare(packed, name), note)
    over, over_plain = (
        median(one["kept"] - one["constant answer"] for one in rounds) for rounds in (packed, plain)
    )
    record_figure("cached.cost", over, f"brotli; {over_plain:.0f} µs as it is")


def alone(folder: Path) -> None:
    """Print the cost of the cache alone, without a server, beside a constant answer."""
    app = create_app(folder, {})
    sent = Headers({"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html,*/*"})
    environ = EnvironBuilder(PAGE, base_url="http://127.0.0.1:8000", headers=sent).get_environ()
    headers: list[tuple[str, str]] = []

    def start_response(_status: str, sent_headers: list[tuple[str, str]]) -> None:
        headers[:] = sent_headers

    body = b"".join(app.wsgi_app(environ, start_response))  # type: ignore[arg-type]
    conditional = environ | {"HTTP_IF_NONE_MATCH": dict(headers)["ETag"]}
    same = headers.copy()

    def constantly(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", same.copy())
        return [body]

    def microseconds(application: Any, environ: dict[str, Any]) -> float:
        begun = time.thread_time()
        for _ in range(ALONE):
            application(environ, start_response)
        return (time.thread_time() - begun) * 1_000_000 / ALONE

    cases = {
        "kept": (app.wsgi_app, environ),
        "kept, 304": (app.wsgi_app, conditional),
        "constant answer": (constantly, environ),
    }
    rounds = [{name: microseconds(*what) for name, what in cases.items()} for _ in range(ROUNDS)]
    click.echo(f"\n{'in app.wsgi_app alone':30}{'µs':>8}")
    for name in cases:
        click.echo(f"{name:30}{median(one[name] for one in rounds):>8.1f}")


def main() -> None:
    """Measure kept answers over a demo atlas, print tables and record the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        furnished(folder)
        record_figures({encoding: compare(folder, encoding) for encoding in ("br", "identity")})
        alone(folder)


if __name__ == "__main__":
    main()
