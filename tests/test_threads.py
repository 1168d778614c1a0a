"""Several windows save at the same moment, through the real WSGI app: none of it is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import base_of, signed_in
from tests.writers import check_journal
from wiki.db import db
from wiki.journal import Revision

WINDOWS, SAVES, TRIES = 6, 20, 5


def post(window: FlaskClient, address: str, data: dict[str, str]) -> tuple[int, str]:
    """Save, and again where nothing was saved because others had the database for too long.

    On a machine that has much else to do one window can wait longer for its turn than SQLite lets
    it.
    """
    for _ in range(TRIES):
        answer = window.post(address, data=data, headers={"HX-Request": "true"})
        if answer.status_code != 503:
            break
    return answer.status_code, answer.text


def at_once(app: Flask, work: Callable[[FlaskClient, int], int]) -> list[int]:
    """Run the work in every window, begun together; return what each gives."""
    windows = [signed_in(app, "Ada" if number % 2 else "Grace") for number in range(WINDOWS)]
    begin = Barrier(WINDOWS)

    def run(number: int) -> int:
        begin.wait()
        return work(windows[number], number)

    with ThreadPoolExecutor(WINDOWS) as pool:
        return list(pool.map(run, range(WINDOWS)))


@pytest.fixture
def beliefs(author: FlaskClient, topic: str) -> list[int]:
    """Add a belief for each window and return their ids."""
    for number in range(WINDOWS):
        form = {"claim": f"Belief {number}", "credence": "50", "once": f"once-{number}"}
        assert post(author, f"/atlas/{topic}/beliefs", form)[0] == 200
    data = author.get(f"/atlas/{topic}.json").get_json()
    return [belief["id"] for belief in data["sections"]["beliefs"]]


def claims_in_the_journal(app: Flask) -> set[str]:
    with app.app_context():
        check_journal()
        states = db.session.scalars(select(Revision.after).where(Revision.kind == "belief"))
        return {state["claim"] for state in states if state}


def test_different_beliefs_saved_at_once_are_all_saved(
    app: Flask, topic: str, beliefs: list[int]
) -> None:
    def work(window: FlaskClient, number: int) -> int:
        address = f"/atlas/{topic}/beliefs/{beliefs[number]}"
        for save in range(SAVES):
            base = base_of(window.get(f"{address}/edit").text)
            form = {"base": base, "claim": f"{number} saved {save}"}
            assert post(window, address, form)[0] == 200
        return SAVES

    assert sum(at_once(app, work)) == WINDOWS * SAVES
    expected = {f"{n} saved {save}" for n in range(WINDOWS) for save in range(SAVES)}
    assert expected <= claims_in_the_journal(app)


def test_one_belief_saved_at_once_loses_no_save_that_was_acknowledged(
    app: Flask, topic: str, beliefs: list[int]
) -> None:
    address = f"/atlas/{topic}/beliefs/{beliefs[0]}"

    def work(window: FlaskClient, number: int) -> int:
        """Add a word to what stands there; where somebody was faster, to theirs."""
        clashes = 0
        for save in range(SAVES):
            text = window.get(f"{address}/edit").text
            while True:
                data = window.get(f"/atlas/{topic}.json").get_json()
                claim = data["sections"]["beliefs"][0]["claim"]
                form = {"base": base_of(text), "claim": f"{claim} {number}.{save}"}
                status, text = post(window, address, form)
                assert status in (200, 409), text
                if status == 200:
                    break
                clashes += 1
        return clashes

    at_once(app, work)
    with app.app_context():
        check_journal()
    final = app.test_client().get(f"/atlas/{topic}.json").get_json()["sections"]["beliefs"][0]
    words = final["claim"].split()[2:]
    assert sorted(words) == sorted(f"{n}.{save}" for n in range(WINDOWS) for save in range(SAVES))


def test_everybody_adds_at_once_and_every_place_in_the_order_is_kept(
    app: Flask, topic: str
) -> None:
    def work(window: FlaskClient, number: int) -> int:
        for save in range(SAVES):
            form = {"claim": f"{number} added {save}", "once": f"{number}-{save}"}
            assert post(window, f"/atlas/{topic}/beliefs", form)[0] == 200
        return SAVES

    at_once(app, work)
    claims_in_the_journal(app)
    data = app.test_client().get(f"/atlas/{topic}.json").get_json()["sections"]["beliefs"]
    assert len(data) == len({belief["claim"] for belief in data}) == WINDOWS * SAVES


def test_one_form_sent_from_everywhere_at_once_is_saved_once(app: Flask, topic: str) -> None:
    def work(window: FlaskClient, number: int) -> int:
        form = {"title": "Only one", "topics": "compute", "once": "the-same"}
        status, text = post(window, f"/atlas/{topic}/reading", form)
        assert status == 200, text
        return status

    at_once(app, work)
    data = app.test_client().get(f"/atlas/{topic}.json").get_json()
    assert len(data["sections"]["reading"]) == 1
