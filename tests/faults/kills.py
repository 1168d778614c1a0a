"""The server is killed while two clients save: all of its processes, or the main one alone."""

import time
from random import Random
from uuid import uuid4

from tests.faults.atlas import PLACES, copied, judge
from tests.faults.outcome import Outcome
from tests.faults.serving import SECONDS, Client, Server
from tests.test_serve import is_running

FIRST_PAGE_SECONDS = 3.0
MANY = 20  # trials
ENDING_SECONDS = 10
FEWEST, MOST = 5, 50  # saves before a kill; 200 kills come after more than 5,000


def kill_all(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill every process under two writing clients, start again, and look for what they saved."""
    outcome, target = Outcome(), "tests.faults.broken:forgetful" if broken else ""
    with copied() as folder:
        acknowledged: set[str] = set()
        server = Server(folder, target)
        server.wait()
        for _ in range(trials):
            name = uuid4().hex[:8]
            clients = [Client(server, place, f"{name}{n}") for n, place in enumerate(PLACES)]
            for client in clients:
                client.start()
            wait_for(clients, chance.randint(FEWEST, MOST))
            time.sleep(chance.random() * 0.05)
            server.kill()
            for client in clients:
                client.join(SECONDS)
                acknowledged |= set(client.acknowledged)
            server = Server(folder, target)
            first = server.wait()
            found = judge(folder, acknowledged)
            found.acknowledged = sum(len(client.acknowledged) for client in clients)
            outcome.add(found, times=[first])
        server.kill()
    if slow := len([first for first in outcome.times if first > FIRST_PAGE_SECONDS]):
        outcome.remarks.append(f"first page after more than 3 s: {slow} times")
        # One of a few may only mean that the machine was busy.
        outcome.torn += slow if trials >= MANY else 0
    return outcome


def wait_for(clients: list[Client], count: int) -> None:
    """Wait until the clients have saved so many times together."""
    deadline = time.monotonic() + SECONDS
    while sum(len(client.acknowledged) for client in clients) < count:
        if time.monotonic() > deadline or not any(client.is_alive() for client in clients):
            raise RuntimeError(f"saving was refused: {[client.refused for client in clients]}")
        time.sleep(0.01)


def kill_main(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill the main process alone: its workers have to end, and nothing may be lost."""
    outcome, target = Outcome(), "tests.faults.broken:lingering" if broken else ""
    for _ in range(trials):
        with copied() as folder:
            server = Server(folder, target)
            server.wait()
            clients = [Client(server, place, f"main{n}") for n, place in enumerate(PLACES)]
            for client in clients:
                client.start()
            wait_for(clients, chance.randrange(4, 12))
            left, begun = server.kill_main(), time.monotonic()
            patience = 2.0 if broken else ENDING_SECONDS
            while any(map(is_running, left)) and time.monotonic() < begun + patience:
                time.sleep(0.05)
            seconds = time.monotonic() - begun
            lingering = [one for one in left if is_running(one)]
            if lingering:
                server.kill()
            for client in clients:
                client.stopped.set()
                client.join(SECONDS)
            found = judge(folder, [one for client in clients for one in client.acknowledged])
            found.torn += [f"worker {one} runs on" for one in lingering]
            outcome.add(found, times=[seconds])
    return outcome
