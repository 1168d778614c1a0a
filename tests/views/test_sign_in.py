import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from wiki import create_app
from wiki.db import db
from wiki.gate import Gate
from wiki.models import Author
from wiki.queries.authors import find_author
from wiki.services import authors
from wiki.views.next_path import LONGEST_NEXT, safe_next
from wiki.views.sign_in import MISSING, WRONG

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "COST", 2)


@pytest.fixture
def ada(app: Flask) -> int:
    """An author with a password, beside one who has none."""
    with app.app_context():
        authors.make_author("Noise")
        author = authors.make_author("Ada Lovelace")
        authors.set_password(author, PASSWORD)
        db.session.commit()
        return author.id


def gate_of(app: Flask) -> Gate:
    gate: Gate = app.extensions["atlas.gate"]
    return gate


def try_in(
    client: FlaskClient, name: str = "Ada Lovelace", password: str = PASSWORD, wanted: str = ""
) -> TestResponse:
    typed = {"name": name, "password": password, "next": wanted}
    return client.post("/sign-in", data=typed)


def is_signed_in(client: FlaskClient) -> bool:
    """The form sends whoever is signed in away."""
    return client.get("/sign-in").status_code == 303


def cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def session_cookie(answer: TestResponse) -> str:
    (found,) = [cookie for cookie in cookies(answer) if "device=" not in cookie]
    return found


def test_name_and_password_open_a_session(client: FlaskClient, ada: int) -> None:
    assert not is_signed_in(client)
    answer = try_in(client, wanted="/atlas/new?title=A")
    assert answer.status_code == 303
    assert answer.location == "/atlas/new?title=A"
    assert is_signed_in(client)


@pytest.mark.parametrize("way", ["password", "link"])
def test_who_signs_in_while_the_password_is_changed_is_not_signed_in(
    app: Flask, client: FlaskClient, ada: int, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def change(*given: object) -> None:
        run = app.test_cli_runner().invoke
        done = pool.submit(run, args=["author", "Ada Lovelace"], input="another horse").result()
        assert done.exit_code == 0

    def open_late(gate: Gate, author_id: int, *, browser: str = "") -> str:
        change()
        return opens(gate, author_id, browser=browser)

    opens, link = Gate.open_session, gate_of(app).make_link(ada)
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(Gate, "open_session", open_late)
        answer = try_in(client) if way == "password" else client.post(f"/sign-in/{link}")
    assert answer.status_code == (422 if way == "password" else 404)
    assert not is_signed_in(client)
    assert gate_of(app).list_sessions(ada, own="") == []


def test_a_name_is_known_whatever_its_case_and_a_password_however_it_was_composed(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    with app.app_context():
        author = find_author("ada lovelace")
        assert author
        authors.set_password(author, "caf\u00e9 con leche")
        db.session.commit()
    assert try_in(client, " ADA  lovelace", "cafe\u0301 con leche").status_code == 303


def test_the_cookie_carries_the_token_and_nothing_else(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    cookie = session_cookie(try_in(client))
    value, *attributes = cookie.split("; ")
    name, _, packed = value.partition("=")
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of the default interface
    held = serializer.loads(packed)
    assert name == "atlas"
    assert held.keys() == {"_user_id", "_permanent"}
    assert gate_of(app).find_session(held["_user_id"]) == ada
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} < set(attributes)
    assert "Secure" not in attributes
    assert any(attribute.startswith("Expires=") for attribute in attributes)


def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(app: Flask, ada: int) -> None:
    safe = create_app(Path(app.instance_path), {"WIKI_BASE_URL": "https://atlas.example.org"})
    cookie = session_cookie(try_in(safe.test_client()))
    assert cookie.startswith("__Host-atlas=")
    assert {"Secure", "HttpOnly", "Path=/"} < set(cookie.split("; "))
    assert "Domain" not in cookie


def test_an_author_is_sent_no_second_cookie(client: FlaskClient, ada: int) -> None:
    try_in(client)
    assert not cookies(client.get("/"))
    assert not cookies(client.get("/sign-in"))


def test_a_session_survives_a_restart(app: Flask, client: FlaskClient, ada: int) -> None:
    cookie = session_cookie(try_in(client))
    secret = str(app.secret_key)
    again = create_app(Path(app.instance_path), {"WIKI_SECRET_KEY": secret})
    fresh = again.test_client(use_cookies=False)
    assert fresh.get("/sign-in", headers={"Cookie": cookie.split(";")[0]}).status_code == 303


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Ada Lovelace", "wrong horse"),
        ("Ada Lovelace", "x" * 1001),
        ("Noise", PASSWORD),
        ("Nobody", PASSWORD),
        ("n" * 5000, PASSWORD),
        ("Ada Lovelace", "\x00"),
    ],
)
def test_what_is_wrong_is_not_told_and_the_password_not_shown(
    client: FlaskClient, ada: int, name: str, password: str
) -> None:
    answer = try_in(
        client,
        name.encode("utf-8", "replace").decode(),
        password.encode("utf-8", "replace").decode(),
    )
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert password not in answer.text
    assert not is_signed_in(client)


def test_a_rejected_form_keeps_the_name_and_where_one_wanted_to_go(
    client: FlaskClient, ada: int
) -> None:
    page = try_in(client, "Ada <b>", "wrong horse", "/map").text
    assert 'value="Ada &lt;b&gt;"' in page
    assert 'name="next" value="/map"' in page
    assert "<title>Error: " in page


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("Ada Lovelace", ""), (" ", "")])
def test_an_empty_field_is_asked_for_and_counts_as_no_attempt(
    client: FlaskClient, ada: int, name: str, password: str
) -> None:
    for _ in range(6):
        answer = try_in(client, name, password)
    assert answer.status_code == 422
    assert MISSING in answer.text
    assert try_in(client).status_code == 303


def test_the_fields_are_named_as_password_managers_know_them(client: FlaskClient) -> None:
    page = client.get("/sign-in?next=/map").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'name="next" value="/map"' in page
    assert page.count("autofocus") == 1


def test_after_five_failures_the_account_has_to_wait(client: FlaskClient, ada: int) -> None:
    for _ in range(5):
        assert try_in(client, password="wrong horse").status_code == 422
    answer = try_in(client)
    assert answer.status_code == 429
    assert 890 <= int(answer.headers["Retry-After"]) <= 900
    assert "Too many attempts: try again in 15 minutes." in answer.text
    assert 'value="Ada Lovelace"' in answer.text
    assert not is_signed_in(client)


def test_an_unknown_name_has_to_wait_just_as_well(client: FlaskClient) -> None:
    answers = [try_in(client, "Nobody").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_signing_in_forgets_the_failures_before_it(client: FlaskClient, ada: int) -> None:
    for _ in range(4):
        try_in(client, password="wrong horse")
    assert try_in(client).status_code == 303
    assert [try_in(client, password="wrong horse").status_code for _ in range(5)] == [422] * 5


def device_cookie(answer: TestResponse) -> str:
    (found,) = [cookie for cookie in cookies(answer) if "device=" in cookie]
    return found


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ada Lovelace", "wrong horse"), ("Noise", PASSWORD), ("Nobody", PASSWORD)],
)
def test_every_failed_attempt_costs_the_same_work_whoever_exists(
    app: Flask,
    client: FlaskClient,
    ada: int,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    password: str,
) -> None:
    """Else the time of an answer would tell which names exist."""
    work: list[tuple[int, ...]] = []
    derive = authors._derive

    def count(password: str, salt: bytes, *cost: int) -> bytes:
        work.append((len(salt), *cost))
        return derive(password, salt, *cost)

    monkeypatch.setattr(authors, "_derive", count)
    assert try_in(client, name, password).status_code == 422
    assert work == [(16, 2, 8, 1)]


def test_a_browser_that_signed_in_before_is_not_kept_waiting_by_strangers(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    assert try_in(client).status_code == 303
    client.post("/sign-out")
    stranger = app.test_client()
    for _ in range(25):
        try_in(stranger, password="wrong horse")
    assert try_in(stranger).status_code == 429
    assert try_in(client, password="wrong horse").status_code == 422
    assert try_in(client).status_code == 303


def test_a_link_makes_a_browser_known_as_well(app: Flask, client: FlaskClient, ada: int) -> None:
    assert client.post(f"/sign-in/{gate_of(app).make_link(ada)}").status_code == 303
    client.post("/sign-out")
    for _ in range(6):
        try_in(app.test_client(), password="wrong horse")
    assert try_in(client).status_code == 303


def test_a_known_browser_that_fails_five_times_has_to_wait(client: FlaskClient, ada: int) -> None:
    try_in(client)
    client.post("/sign-out")
    tries = [try_in(client, password="wrong horse").status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_a_browser_known_for_one_author_counts_as_a_stranger_for_another(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    assert try_in(client).status_code == 303
    for name in ("Noise", "Nobody"):
        tries = [try_in(client, name).status_code for _ in range(6)]
        assert tries == [422] * 5 + [429]


def test_a_new_password_makes_every_browser_a_stranger(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    try_in(client)
    app.test_cli_runner().invoke(args=["author", "Ada Lovelace"], input=PASSWORD)
    for _ in range(5):
        try_in(app.test_client(), password="wrong horse")
    assert try_in(client).status_code == 429


def test_the_cookie_of_a_known_browser_is_sent_when_signing_in_and_to_no_page(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    value, *attributes = device_cookie(try_in(client)).split("; ")
    assert value.startswith("atlas-device=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/sign-in", "Max-Age=31536000"} < set(attributes)
    assert "Secure" not in attributes
    assert client.get_cookie("atlas-device", path="/sign-in")
    assert client.get_cookie("atlas-device", path="/") is None
    safe = create_app(Path(app.instance_path), {"WIKI_BASE_URL": "https://atlas.example.org"})
    value, *attributes = device_cookie(try_in(safe.test_client())).split("; ")
    assert value.startswith("__Secure-atlas-device=")
    assert {"Secure", "HttpOnly", "Path=/sign-in"} < set(attributes)


def test_the_cookie_of_a_known_browser_changes_each_time_and_signs_nobody_in(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    first, second = device_cookie(try_in(client)), device_cookie(try_in(client))
    assert first.split(";")[0] != second.split(";")[0]
    held = {"Cookie": second.split(";")[0]}
    alone = app.test_client(use_cookies=False)
    assert alone.get("/sign-in", headers=held).status_code == 200
    typed = {"name": "Ada Lovelace", "password": "wrong horse"}
    assert alone.post("/sign-in", data=typed, headers=held).status_code == 422


@pytest.mark.parametrize("value", ["", "nonsense", "\xff", "x" * 9000])
def test_a_forged_cookie_of_a_known_browser_is_a_strangers(
    app: Flask, ada: int, value: str
) -> None:
    browser = app.test_client(use_cookies=False)
    typed = {"name": "Ada Lovelace", "password": "wrong horse"}
    held = {"Cookie": f"atlas-device={value}"}
    tries = [browser.post("/sign-in", data=typed, headers=held).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_visitors_get_no_cookie(app: Flask, client: FlaskClient, ada: int) -> None:
    link = gate_of(app).make_link(ada)
    answers = [
        client.get("/sign-in?next=/map"),
        try_in(client, password="wrong horse"),
        client.get(f"/sign-in/{link}"),
        client.get("/sign-in/spent"),
        client.post("/sign-in/spent"),
        client.post("/sign-out"),
        *(try_in(client, "Nobody") for _ in range(6)),
    ]
    assert answers[-1].status_code == 429
    assert [cookies(answer) for answer in answers] == [[]] * len(answers)


def test_nobody_may_keep_a_page_about_signing_in(app: Flask, client: FlaskClient, ada: int) -> None:
    link = gate_of(app).make_link(ada)
    answers = [
        client.get("/sign-in"),
        try_in(client, password="wrong horse"),
        client.get(f"/sign-in/{link}"),
        client.get("/sign-in/spent"),
        client.post(f"/sign-in/{link}"),
        client.post("/sign-out"),
        try_in(client),
    ]
    kept = {answer.headers["Cache-Control"] for answer in answers}
    assert kept == {"private, no-store"}


def test_signing_out_ends_the_session_on_the_server(client: FlaskClient, ada: int) -> None:
    cookie = session_cookie(try_in(client))
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(client)
    kept = client.get("/sign-in", headers={"Cookie": cookie.split(";")[0]})
    assert kept.status_code == 200


def test_signing_out_here_leaves_the_session_elsewhere(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    elsewhere = app.test_client()
    try_in(client)
    try_in(elsewhere)
    client.post("/sign-out")
    assert is_signed_in(elsewhere)


def test_signing_in_again_ends_the_session_before(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    cookie = session_cookie(try_in(client))
    try_in(client)
    old = app.test_client(use_cookies=False)
    assert old.get("/sign-in", headers={"Cookie": cookie.split(";")[0]}).status_code == 200
    assert is_signed_in(client)


def test_signing_out_cannot_be_done_by_following_a_link(client: FlaskClient, ada: int) -> None:
    try_in(client)
    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)


def test_a_link_shows_a_button_and_the_press_signs_in_once(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    address = f"/sign-in/{gate_of(app).make_link(ada)}"
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert page.text.count('class="primary"') == 1
    assert client.head(address).status_code == 200
    assert not is_signed_in(client)
    answer = client.post(address)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "no longer works" in answer.text
        assert 'class="primary"' not in answer.text


def test_a_link_works_while_the_account_has_to_wait(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    for _ in range(6):
        answer = try_in(client, password="wrong horse")
    assert answer.status_code == 429
    assert client.post(f"/sign-in/{gate_of(app).make_link(ada)}").status_code == 303


def test_a_session_of_an_author_who_is_not_in_this_atlas_is_none(
    app: Flask, client: FlaskClient, ada: int
) -> None:
    assert client.post(f"/sign-in/{gate_of(app).make_link(4711)}").status_code == 404
    try_in(client)
    with app.app_context():
        db.session.delete(db.session.get_one(Author, ada))
        db.session.commit()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "cookie",
    [
        "atlas=nonsense",
        "atlas=.eJwrLU4tAgADrgGp.aSNhkg.forged-signature",
        "remember_token=1|abc",
        "remember_token=1|\u00e9",
        ";=1|abc",
        "=;",
    ],
)
def test_a_forged_cookie_is_a_visitors(client: FlaskClient, cookie: str) -> None:
    answer = client.get("/sign-in", headers={"Cookie": cookie.encode().decode("latin-1")})
    assert answer.status_code == 200
    assert not cookies(answer)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map",
        "/atlas/coordination?at=2026-05-01#b-12",
        "/reading/new?url=https%3A%2F%2Fexample.org%2F%2Fa%5C%0A&title=A%20%22b%22",
        "/reading/new?url=https://example.org//a",
        "/search?q=50%25",
        "/atlas/sign-in",
        "/sign-informed",
    ],
)
def test_after_signing_in_one_lands_where_one_wanted(path: str) -> None:
    assert safe_next(path) == path


def test_a_text_too_long_to_come_along_is_said_to_be_left_behind(
    client: FlaskClient, ada: int
) -> None:
    said = "is too long to come along"
    left = f"/reading/new?text={'w' * LONGEST_NEXT}"
    page = client.get("/sign-in", query_string={"next": left}).text
    assert said in page
    assert 'name="next" value="/"' in page
    for near in ("/map", "//evil.example", ""):
        assert said not in client.get("/sign-in", query_string={"next": near}).text


@pytest.mark.parametrize("sign", ["w", "漢", "%", "\n"])
@pytest.mark.parametrize("is_signed_in_already", [False, True])
def test_a_long_text_that_was_shared_is_there_after_signing_in(
    app: Flask, client: FlaskClient, ada: int, sign: str, is_signed_in_already: bool
) -> None:
    shared = f"Begin {sign * 3_000} end"  # as much as the bookmarklet sends
    asked = {"url": "https://example.org/a?b=1&c=2", "title": "A & <b>", "text": shared}
    refused = client.get("/reading/new", query_string=asked)
    assert refused.status_code == 401
    link = unescape(re.findall(r'href="(/sign-in\?next=[^"]+)"', refused.text)[0])
    if is_signed_in_already:
        try_in(client)
        answer = client.get(link)
    else:
        form = client.get(link).text
        wanted = unescape(re.findall(r'name="next" value="([^"]*)"', form)[0])
        wrong = try_in(client, password="wrong horse", wanted=wanted).text
        assert unescape(re.findall(r'name="next" value="([^"]*)"', wrong)[0]) == wanted
        answer = try_in(client, wanted=wanted)
    assert answer.status_code == 200, "a proxy may refuse so long a header"
    (refreshed,) = re.findall(r'content="0; url=([^"]+)"', answer.text)
    (linked,) = re.findall(r'<a href="(/reading/new[^"]+)"', answer.text)
    assert refreshed == linked
    filled = client.get(unescape(linked)).text
    assert unescape(filled.partition("<textarea")[2].partition("</textarea>")[0]).endswith(shared)
    assert 'value="https://example.org/a?b=1&amp;c=2"' in filled


@pytest.mark.parametrize(
    "path",
    [
        "",
        "map",
        "https://evil.example",
        "https:evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\x00/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%2fevil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/%252fevil.example",
        "/%25252fevil.example",
        "/%2525252525252fevil.example",
        "/.//evil.example",
        "/./evil.example",
        "/..//evil.example",
        "/map/..//evil.example",
        "/%2e%2e//evil.example",
        "/map//evil.example",
        "//evil.example/%2f..",
        "//evil.example\\@localhost/",
        "/\u2028/evil.example",
        "/\ud800",
        "?next=/map",
        "#top",
        "/" + "a" * LONGEST_NEXT,
        "/sign-in",
        "/sign-in?next=/sign-in",
        "/sign-in/token",
        "/sign%2din",
        "/sign-out",
    ],
)
def test_after_signing_in_one_lands_on_no_other_site_and_not_at_the_form_again(path: str) -> None:
    assert safe_next(path) == "/"


@given(st.text(st.sampled_from("/\\.%25fFcC0aA9dD\t\n:@?#e"), max_size=12))
def test_no_spelling_leads_to_another_site(path: str) -> None:
    found = safe_next(path)
    alone = found.split("?")[0].split("#")[0]
    assert found in (path, "/")
    assert found.startswith("/")
    assert "//" not in alone
    assert "\\" not in alone
    assert found.isprintable()


def test_where_one_wanted_to_go_is_checked_in_every_answer(client: FlaskClient, ada: int) -> None:
    evil = "//evil.example"
    assert "evil" not in client.get("/sign-in", query_string={"next": evil}).text
    assert "evil" not in try_in(client, password="wrong horse", wanted=evil).text
    assert try_in(client, wanted=evil).location == "/"
    assert client.get("/sign-in", query_string={"next": evil}).location == "/"


@pytest.mark.parametrize("address", ["/settings", "/review", "/atlas/compute/note"])
def test_a_page_for_the_author_does_not_tell_a_visitor_that_something_was_not_saved(
    client: FlaskClient, topic: str, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 401
    assert "<title>For the author · " in answer.text
    sent = client.post("/atlas/compute/note", data={"body": "Words"})
    assert "<title>Error: not saved · " in sent.text
