"""The author over HTTP: signs in, and saves beliefs of regions as htmx does."""

import http.client
import time
from pathlib import Path
from urllib.parse import urlencode

from bench.generated import BELIEFS, make_atlas
from bench.load import SECONDS
from wiki.db import begin_writing, db
from wiki.services.authors import main_author

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HTMX = {"HX-Request": "true"}


class Author:
    """The author in a browser, signed in at a port with a sign-in link."""

    def __init__(self, port: int, link: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookie: dict[str, str] = {}
        answer, _ = self._ask("POST", link)
        cookies = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
        self._cookie = {"Cookie": "; ".join(cookies)}

    def save(self, region: int, claim: str) -> float:
        """Save a new claim of a generated region's first belief; return the milliseconds it took.

        Raises SystemExit where the save is refused.
        """
        self._connection.close()  # opens again by itself; the server may have closed an idle one
        address = f"/atlas/region-{region}/beliefs/{first_belief(region)}"
        _, form = self._ask("GET", f"{address}/edit")
        base = form.partition('name="base" value="')[2].partition('"')[0]
        sent = {"base": base, "claim": claim, "credence": "40", "why": "It was saved"}
        begun = time.perf_counter()
        answer, text = self._ask("POST", address, urlencode(sent))
        took = (time.perf_counter() - begun) * 1000
        if answer.status != 200 or claim not in text:
            raise SystemExit(f"Saving answered {answer.status}: {text[:300]}")
        return took

    def close(self) -> None:
        """Close the connection to the server."""
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        headers = self._cookie | (FORM if body else {}) | (HTMX if self._cookie else {})
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer, answer.read().decode()


def first_belief(region: int) -> int:
    """Return the id of the first belief of a generated region."""
    return (region - 1) * BELIEFS + 1


def link_for(folder: Path, regions: int) -> str:
    """Generate an atlas in a folder and return a link (a path) that signs the author in."""
    app = make_atlas(folder, regions)
    with app.app_context():
        begin_writing()
        author_id = main_author("The author").id
        db.session.commit()
        token = app.extensions["atlas.gate"].make_link(author_id)
        db.engine.dispose()
    return f"/sign-in/{token}"
