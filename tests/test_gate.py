import multiprocessing
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from wiki.gate import DEVICE_SECONDS, LINK_SECONDS, MINUTE, SESSION_SECONDS, Attempt, Gate
from wiki.gate.keys import hashed

HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(tmp_path: Path, clock: Clock) -> Gate:
    noise = Gate(tmp_path / "gate.sqlite", now=clock)
    noise.open_session(99)
    noise.make_link(99)
    return noise


def attempt(account: str = "Ada", address: str = HERE) -> Attempt:
    return Attempt(account=account, address=address)


def fail(gate: Gate, times: int, account: str = "Ada", address: str = HERE) -> list[int]:
    return [gate.count_attempt(attempt(account, address)) for _ in range(times)]


def test_a_session_is_found_by_its_token_until_it_is_closed(gate: Gate) -> None:
    token, other = gate.open_session(7), gate.open_session(7)
    assert gate.find_session(token) == 7
    gate.close_session(token)
    assert gate.find_session(token) is None
    assert gate.find_session(other) == 7


@pytest.mark.parametrize("token", ["", "nonsense", "\udcff", "' OR 1=1 --"])
def test_no_other_token_is_a_session_or_a_link(gate: Gate, token: str) -> None:
    assert gate.find_session(token) is None
    assert gate.find_link(token) is None
    assert gate.use_link(token) is None


def test_a_session_ends_after_ninety_days(gate: Gate, clock: Clock) -> None:
    token = gate.open_session(7)
    clock.seconds += SESSION_SECONDS - 1
    assert gate.find_session(token) == 7
    clock.seconds += 1
    assert gate.find_session(token) is None


def test_what_a_clock_that_was_ahead_wrote_counts_no_longer_than_it_may(
    gate: Gate, clock: Clock
) -> None:
    clock.seconds += (ahead := 10 * DEVICE_SECONDS)
    link, session = gate.make_link(7), gate.open_session(7)
    assert fail(gate, 6)[-1] > 0
    clock.seconds -= ahead
    assert gate.find_link(link) is None
    assert gate.find_session(session) is None
    assert gate.list_sessions(7, own=session) == []
    assert gate.use_link(link) is None
    assert fail(gate, 1) == [0]
    link, session = gate.make_link(7), gate.open_session(7)
    clock.seconds -= MINUTE
    assert gate.find_link(link) == 7, "a clock that is put right by a minute ends nothing"
    assert gate.find_session(session) == 7


def test_sessions_survive_a_restart(gate: Gate, tmp_path: Path, clock: Clock) -> None:
    token = gate.open_session(7)
    assert Gate(tmp_path / "gate.sqlite", now=clock).find_session(token) == 7


def test_closing_all_sessions_of_an_author_spares_the_others(gate: Gate) -> None:
    mine, link, theirs = gate.open_session(7), gate.make_link(7), gate.open_session(8)
    gate.close_sessions(7)
    assert gate.find_session(mine) is None
    assert gate.find_link(link) is None
    assert gate.find_session(theirs) == 8


def test_a_link_is_spent_once(gate: Gate) -> None:
    token = gate.make_link(7)
    assert gate.use_link(token) == 7
    assert gate.use_link(token) is None
    assert gate.find_link(token) is None


def test_looking_at_a_link_does_not_spend_it(gate: Gate) -> None:
    token = gate.make_link(7)
    assert gate.find_link(token) == 7
    assert gate.find_link(token) == 7
    assert gate.use_link(token) == 7


def test_a_link_is_good_for_fifteen_minutes(gate: Gate, clock: Clock) -> None:
    token, late = gate.make_link(7), gate.make_link(7)
    clock.seconds += LINK_SECONDS - 1
    assert gate.use_link(token) == 7
    clock.seconds += 1
    assert gate.find_link(late) is None
    assert gate.use_link(late) is None


def test_a_link_is_no_session_and_a_session_no_link(gate: Gate) -> None:
    assert gate.find_session(gate.make_link(7)) is None
    assert gate.use_link(gate.open_session(7)) is None


def test_a_link_pressed_in_many_places_at_once_works_in_one(gate: Gate) -> None:
    token = gate.make_link(7)
    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(lambda _: gate.use_link(token), range(16)))
    assert sorted(spent, key=str) == [7] + [None] * 15


def test_an_account_has_five_attempts_in_fifteen_minutes(gate: Gate, clock: Clock) -> None:
    assert fail(gate, 2) == [0, 0]
    clock.seconds += 5 * MINUTE
    assert fail(gate, 4) == [0, 0, 0, 10 * MINUTE]
    clock.seconds += 10 * MINUTE - 0.5
    assert fail(gate, 1) == [1]
    clock.seconds += 0.5
    assert fail(gate, 3) == [0, 0, 5 * MINUTE]


def test_an_account_is_the_same_from_everywhere_and_however_it_is_typed(gate: Gate) -> None:
    for number, name in enumerate(("Ada", "ada", " ADA", "Ada ", "aDa")):
        fail(gate, 1, name, f"192.0.2.{number}")
    assert gate.count_attempt(attempt("Ada", "198.51.100.1"))
    assert gate.count_attempt(attempt("Ben", "198.51.100.1")) == 0


def test_an_address_has_twenty_attempts_whatever_the_account(gate: Gate) -> None:
    assert not any(fail(gate, 1, f"name {number}")[0] for number in range(20))
    assert gate.count_attempt(attempt("Ada", HERE)) == 15 * MINUTE
    assert gate.count_attempt(attempt("Ada", THERE)) == 0


def test_having_to_wait_does_not_make_the_wait_longer(gate: Gate, clock: Clock) -> None:
    fail(gate, 50)
    clock.seconds += 15 * MINUTE
    assert fail(gate, 1) == [0]


def test_signing_in_forgets_the_failures_of_the_account_but_not_of_the_address(gate: Gate) -> None:
    fail(gate, 4)
    gate.count_attempt(attempt("Ada", HERE))
    gate.forget_attempt(attempt("Ada", HERE))
    assert fail(gate, 5, "Ada", THERE) == [0] * 5
    others = [fail(gate, 1, f"name {number}")[0] for number in range(17)]
    assert others == [0] * 16 + [15 * MINUTE]


def test_signing_in_often_is_no_failure(gate: Gate) -> None:
    for _ in range(40):
        assert gate.count_attempt(attempt("Ada", HERE)) == 0
        gate.forget_attempt(attempt("Ada", HERE))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "unknown", False),
    ],
)
def test_addresses_of_ipv6_are_counted_by_their_network(
    gate: Gate, one: str, other: str, same: bool
) -> None:
    for number in range(20):
        gate.count_attempt(attempt(f"name {number}", one))
    assert bool(gate.count_attempt(attempt("Ada", other))) is same


def test_attempts_made_at_once_are_all_counted(gate: Gate) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: gate.count_attempt(attempt("Ada", HERE)), range(24)))
    assert waits.count(0) == 5


def known(gate: Gate, author_id: int = 7, account: str = "Ada") -> Attempt:
    """An attempt from a browser that has signed an author in before."""
    device = gate.remember_device(author_id)
    return Attempt(account=account, address=HERE, author_id=7, device=device)


def test_strangers_keep_no_known_device_waiting(gate: Gate) -> None:
    mine = known(gate)
    fail(gate, 5, "Ada", THERE)
    for number in range(20):
        fail(gate, 1, f"name {number}", HERE)
    assert gate.count_attempt(attempt("Ada", "198.51.100.1"))
    assert gate.count_attempt(attempt("Ben", HERE))
    assert gate.count_attempt(mine) == 0


def test_a_known_device_has_five_attempts_of_its_own(gate: Gate, clock: Clock) -> None:
    mine, other = known(gate), known(gate)
    assert [gate.count_attempt(mine) for _ in range(6)] == [0] * 5 + [15 * MINUTE]
    assert gate.count_attempt(other) == 0
    assert gate.count_attempt(attempt()) == 0
    clock.seconds += 15 * MINUTE
    assert gate.count_attempt(mine) == 0


def test_a_known_device_that_signs_in_leaves_the_failures_of_strangers_counted(gate: Gate) -> None:
    mine = known(gate)
    fail(gate, 5, "Ada", THERE)
    for _ in range(4):
        gate.count_attempt(mine)
    gate.count_attempt(mine)
    gate.forget_attempt(mine)
    assert [gate.count_attempt(mine) for _ in range(5)] == [0] * 5
    assert gate.count_attempt(attempt("Ada", "198.51.100.1"))


def test_a_device_of_one_author_helps_nobody_to_guess_at_another(gate: Gate) -> None:
    device = gate.remember_device(8)
    guess = Attempt(account="Ada", address=HERE, author_id=7, device=device)
    nobody = Attempt(account="Nobody", address=HERE, author_id=None, device=device)
    assert [gate.count_attempt(guess) for _ in range(6)] == [0] * 5 + [15 * MINUTE]
    assert [gate.count_attempt(nobody) for _ in range(6)] == [0] * 5 + [15 * MINUTE]


@pytest.mark.parametrize("ending", ["password", "age", "replaced"])
def test_a_device_is_forgotten_with_the_password_with_age_and_when_replaced(
    gate: Gate, clock: Clock, ending: str
) -> None:
    mine = known(gate)
    if ending == "password":
        gate.close_sessions(7)
    elif ending == "age":
        clock.seconds += DEVICE_SECONDS
    else:
        gate.remember_device(7, before=mine.device)
    fail(gate, 5)
    assert gate.count_attempt(mine)


def test_a_gate_of_an_earlier_version_keeps_its_sessions_and_gains_devices(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "earlier.sqlite"
    with closing(sqlite3.connect(path)) as earlier:
        earlier.executescript("""
            CREATE TABLE session (token TEXT PRIMARY KEY, author_id INTEGER, at REAL);
            CREATE TABLE link (token TEXT PRIMARY KEY, author_id INTEGER, at REAL);
            CREATE TABLE attempt (id INTEGER PRIMARY KEY, account TEXT, address TEXT, at REAL);
            PRAGMA user_version = 1;""")
        token = hashed("a token")
        earlier.execute("INSERT INTO session VALUES (?, 7, ?)", (token, clock.seconds))
        earlier.commit()
    gate = Gate(path, now=clock)
    assert gate.find_session("a token") == 7
    assert gate.count_attempt(known(gate)) == 0
    assert gate.find_session("a token") == 7


def test_a_gate_without_browsers_lists_its_sessions_and_gains_them(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "gate.sqlite"
    with closing(sqlite3.connect(path)) as older:
        older.executescript("""
            CREATE TABLE session (
                token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
            CREATE TABLE device (
                token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
            PRAGMA user_version = 2;""")
        values = (hashed("older"), 1, clock())
        older.execute("INSERT INTO session VALUES (?, ?, ?)", values)
        older.commit()
    gate = Gate(path, now=clock)
    assert [one.browser for one in gate.list_sessions(1, own="older")] == [""]
    clock.seconds += 1
    token = gate.open_session(1, browser="Firefox on Linux")
    found = gate.list_sessions(1, own=token)
    assert [(one.browser, one.is_own) for one in found] == [("Firefox on Linux", True), ("", False)]
    assert gate.close_other(1, found[1].name, own=token)
    assert not gate.close_other(1, found[0].name, own=token), "its own session is no other"
    assert gate.find_session(token) == 1


def test_others_are_closed_with_links_and_devices_but_not_other_authors(gate: Gate) -> None:
    own, others = gate.open_session(1), [gate.open_session(1) for _ in range(2)]
    link, theirs = gate.make_link(1), gate.open_session(2)
    assert gate.close_others(1, own=own) == 2
    assert [gate.find_session(token) for token in (own, theirs, *others)] == [1, 2, None, None]
    assert gate.find_link(link) is None


def test_looking_for_a_session_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gate.sqlite"
    assert Gate(path).find_session("a token") is None
    assert not path.exists()


def knock(path: Path, turns: int) -> list[int]:
    return [Gate(path).count_attempt(attempt("Ada", HERE)) for _ in range(turns)]


def test_workers_share_one_count_from_the_first_use_on(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.starmap(knock, [(tmp_path / "gate.sqlite", 4)] * 3)
    assert [wait for waits in found for wait in waits].count(0) == 5


def test_the_file_is_its_owners_alone_and_holds_no_token_name_or_address(
    gate: Gate, tmp_path: Path
) -> None:
    tokens = [gate.open_session(7), gate.make_link(7), gate.remember_device(7)]
    gate.count_attempt(attempt("a password typed as a name", "203.0.113.77"))
    kept = tmp_path / "gate.sqlite"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (*tokens, "a password", "203.0.113"):
        assert secret.encode() not in content


def test_what_is_too_old_is_dropped(gate: Gate, tmp_path: Path, clock: Clock) -> None:
    before = (tmp_path / "gate.sqlite").stat().st_size
    for _ in range(30):
        for number in range(10):
            gate.make_link(7)
            gate.open_session(7)
            gate.count_attempt(attempt(f"name {number}", HERE))
        clock.seconds += SESSION_SECONDS
    assert (tmp_path / "gate.sqlite").stat().st_size <= before + 4096
