"""Adding readings from elsewhere: shared pages, the manifest, tokens, and `/api/readings`."""

import re
from html import unescape
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from tests.conftest import base_of, signed_in
from wiki.db import begin_writing, db
from wiki.models import Author
from wiki.queries.citing import words_of
from wiki.text import plain

URL = "https://example.org/paper?utm_source=x"
FORM = "application/x-www-form-urlencoded"


def made_token(author: FlaskClient, name: str = "phone") -> str:
    """Make a token in the settings and return it."""
    page = author.post("/settings/tokens", data={"name": name})
    found = re.search(r'id="token" value="([\w-]{30,})" readonly', page.text)
    assert found, page.text
    return found[1]


def test_what_a_browser_or_a_phone_shares_fills_the_form_and_saves_nothing(
    author: FlaskClient, client: FlaskClient
) -> None:
    asked = {"url": URL, "title": "On <counting>", "text": "They\nmiscounted."}
    form = author.get("/reading/new", query_string=asked).text
    assert f'value="{URL}"' in form
    assert 'value="On &lt;counting&gt;"' in form
    assert "They\nmiscounted.</textarea>" in form
    assert re.search(r'name="topics"[^>]*autofocus', form)
    # Phones send the address within the text.
    form = author.get("/reading/new", query_string={"title": "A", "text": f"See this {URL}"}).text
    assert f'name="url" value="{URL}"' in form
    assert "See this</textarea>" in form
    form = author.get("/reading/new", query_string={"text": f"See this ({URL})."}).text
    assert f'value="{URL}"' in form
    assert "See this</textarea>" in form
    assert "Nothing logged yet" in author.get("/reading").text
    refused = client.get("/reading/new", query_string=asked)
    assert refused.status_code == 401
    back = re.search(r'href="(/sign-in\?next=[^"]+)"', refused.text)
    assert back
    assert "title%3DOn" in back[1]  # signing in leads back to the form with all of it
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    target = manifest.get_json()["share_target"]
    assert (target["action"], target["params"]["text"]) == ("/reading/new", "text")
    for icon in manifest.get_json()["icons"]:
        assert client.get(icon["src"]).data.startswith(b"\x89PNG"), icon
    assert "manifest.webmanifest" in author.get("/").text
    assert "javascript:(function()" in author.get("/settings/capture").text


def test_the_title_of_a_page_reads_as_that_page_has_it(author: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    for title, shown in (("__init__ and [x](y)", "__init__ and [x](y)"), ("<Home>", "Home")):
        form = author.get("/reading/new", query_string={"title": title}).text
        typed = re.search(r'name="title"[^>]*value="([^"]*)"', form)
        assert typed
        assert words_of(unescape(typed[1]), plain) == shown
        for _again in range(2):
            sent = {"url": f"https://example.org/{shown}", "title": title}
            answer = author.post("/api/readings", json=sent, headers=bearer)
            assert answer.get_json()["draft"] is None
        page = author.get(answer.location).text
        assert f"<title>{shown} · " in page


def test_a_token_of_an_author_who_is_gone_is_refused(app: Flask, author: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    with app.app_context():
        begin_writing()
        db.session.execute(delete(Author))
        db.session.commit()
    answer = app.test_client().post("/api/readings", json={"title": "A work"}, headers=bearer)
    assert answer.status_code == 401
    assert "make a new one" in answer.get_json()["error"]


def test_a_token_is_shown_once_adds_drafts_alone_and_can_be_revoked(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    token = made_token(author)
    listed = author.get("/settings/tokens").text
    assert "phone" in listed
    assert "not used yet" in listed
    assert token not in listed
    assert token.encode() not in app.extensions["atlas.gate"].path.read_bytes()
    program = app.test_client()
    bearer = {"Authorization": f"Bearer {token}", "Origin": "https://elsewhere.example"}
    sent = {"url": URL, "title": "A paper", "text": "Said.", "topics": ["Compute"]}
    added = program.post("/api/readings", json=sent, headers=bearer)
    assert added.status_code == 201, added.text
    address = added.get_json()["url"]
    assert added.headers["Location"] == address == "http://localhost/reading/1"
    assert program.get(address).status_code == 404
    draft = author.get(address).text
    assert "Draft of a reading" in draft
    assert "Said." in draft
    known = program.post(
        "/api/readings", data={"url": "http://www.example.org/paper/#a"}, headers=bearer
    )
    assert (known.status_code, known.get_json()["url"]) == (200, address)
    # Words that the known reading does not have are kept, in a draft of their own; once.
    more = {"url": URL, "text": "Said better."}
    kept = program.post("/api/readings", json=more, headers=bearer)
    assert (kept.status_code, kept.get_json()["url"]) == (200, address)
    assert "Said better." in author.get(kept.get_json()["draft"]).text
    for repeated in (more, sent):
        again = program.post("/api/readings", json=repeated, headers=bearer)
        assert (again.status_code, again.get_json()["draft"]) == (200, None)
    assert again.get_json()["url"] == address
    form = {"title": "Another", "topics": "Compute, Elsewhere"}
    assert program.post("/api/readings", data=form, headers=bearer).status_code == 201
    assert "last used" in author.get("/settings/tokens").text
    assert program.get("/reading/new", headers=bearer).status_code == 401
    other = signed_in(app, "Grace")
    key = re.search(r'name="revoke" value="(\w+)"', author.get("/settings/tokens").text)
    assert key
    assert other.post("/settings/tokens", data={"revoke": key[1]}).status_code == 422
    assert author.post("/settings/tokens", data={"revoke": key[1]}).status_code == 303
    assert program.post("/api/readings", json=sent, headers=bearer).status_code == 401


def test_what_a_known_reading_lacks_is_kept_in_a_draft_of_its_own(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    program = app.test_client()

    def draft_of(sent: dict[str, Any]) -> str | None:
        answer = program.post("/api/readings", json={"url": URL} | sent, headers=bearer)
        assert answer.status_code == 200, answer.text
        said: dict[str, str | None] = answer.get_json()
        return said["draft"]

    first = {"url": URL, "title": "A paper", "text": "Said."}
    assert program.post("/api/readings", json=first, headers=bearer).status_code == 201
    for said in ({}, {"title": "a  Paper"}, {"title": "A paper | Example"}, {"text": "Said."}):
        assert draft_of(said) is None
    renamed, tagged = {"title": "Another title"}, {"topics": ["Compute"]}
    for lacking, words in ((renamed, "Another title"), (tagged, "Compute")):
        draft = draft_of(lacking)
        assert draft
        assert words in author.get(draft).text
        assert draft_of(lacking) is None
    assert draft_of({"topics": [topic]}) is None  # the same region by its address
    refused = program.post("/api/readings", json={"url": URL, "topics": "Nowhere"}, headers=bearer)
    assert refused.status_code == 422


def test_what_a_program_sends_as_a_file_or_in_the_address_is_refused_and_not_dropped(
    app: Flask, author: FlaskClient
) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    program = app.test_client()
    words = {"url": URL, "text": (BytesIO(b"Said at length."), "words.txt")}  # curl -F text=@…
    for path, sent, where in (
        ("/api/readings", words, "“text” was sent as a file"),
        ("/api/readings?text=Said", {"url": URL}, "“text” was sent in the address"),
    ):
        answer = program.post(path, data=sent, headers=bearer)
        assert answer.status_code == 422
        assert where in answer.get_json()["error"]
    answer = program.post("/api/readings?title=T", json={"url": URL}, headers=bearer)
    assert answer.status_code == 422
    assert URL not in author.get("/reading/inbox").text


def test_an_entry_of_a_list_is_one_name_and_a_text_has_commas_between_names(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "A, B and C", "once": "a"})
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    program = app.test_client()

    def told(topics: Any) -> tuple[int, Any]:
        sent = {"title": f"About {topics}", "topics": topics}
        answer = program.post("/api/readings", json=sent, headers=bearer)
        return answer.status_code, answer.get_json()

    def regions_of(reading: str) -> set[str]:
        return set(re.findall(r'href="/atlas/([a-z-]+)"', author.get(reading).text))

    for whole in (["A, B and C", "Compute"], "A, B and C, Compute", "Compute, a,  b and c"):
        status, answer = told(whole)
        assert status == 201, answer
        assert {"a-b-and-c", topic} <= regions_of(answer["url"]), whole
    for parts in (["A", "B and C"], ["Compute, Elsewhere"]):
        status, answer = told(parts)
        assert (status, answer) == (422, {"error": f"There is no region called “{parts[0]}”."})
    form = {"title": "By a form", "topics": ["Compute", "A, B and C"]}
    assert program.post("/api/readings", data=form, headers=bearer).status_code == 201


def test_a_title_with_commas_may_be_typed_where_commas_part_names(
    author: FlaskClient, topic: str
) -> None:
    for title in ("A, B and C", "B and C", "X,Y", "X, y"):
        author.post(
            "/atlas/new", data={"title": title, "slug": f"of-{len(title)}-{title[0].lower()}"}
        )

    def said(topics: str) -> str:
        form = {"title": f"Typed {topics}", "takeaway": "Said.", "topics": topics, "once": topics}
        return author.post("/reading/new", data=form, follow_redirects=True).text

    read = said("Compute, A, B and C")
    assert 'href="/atlas/of-10-a"' in read
    assert 'href="/atlas/of-7-b"' not in read
    assert "There is no region called “X”" in said("X, Y")  # two regions may be meant
    author.post("/atlas/new", data={"title": "A", "slug": "of-a"})
    both = said("A, B and C")  # each of the names is a region's, as it was before
    assert 'href="/atlas/of-a"' in both
    assert 'href="/atlas/of-7-b"' in both


def test_what_a_program_sends_wrongly_is_answered_with_a_sentence_and_adds_nothing(
    app: Flask, author: FlaskClient
) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    program = app.test_client()
    wrong: list[tuple[int, dict[str, Any]]] = [
        (401, {"data": {"url": URL}}),
        (401, {"data": {"url": URL}, "headers": {"Authorization": "Bearer no"}}),
        (401, {"data": {"url": URL}, "headers": {"Authorization": "Basic YTpi"}}),
        (422, {"data": {}, "headers": bearer}),
        (422, {"data": {"url": "javascript:alert(1)"}, "headers": bearer}),
        (422, {"data": {"title": "A", "topics": "Nowhere"}, "headers": bearer}),
        (422, {"json": [1], "headers": bearer}),
        (422, {"json": {"url": 7}, "headers": bearer}),
        (422, {"json": {"title": "A", "topics": [7]}, "headers": bearer}),
        (422, {"json": {"title": "A", "topics": 0}, "headers": bearer}),
        (422, {"json": {"title": "A", "topics": {}}, "headers": bearer}),
        (422, {"json": {"title": "A", "takeaway": "Lost?"}, "headers": bearer}),
        (422, {"json": {"title": "A", "state": "published"}, "headers": bearer}),
        (422, {"data": {"title": ["A", "B"]}, "headers": bearer}),
        (422, {"data": {"title": "A", "note": "Lost?"}, "headers": bearer}),
        *(
            (400, {"data": body, "content_type": FORM, "headers": bearer})
            for body in (b"title=%E9t%E9", b"title=A&text=%FF%FE", b"title=\xe9")
        ),
        *(
            (422, {"data": body, "content_type": "application/json", "headers": bearer})
            for body in (
                b"{",
                b'{"url": "https://example.org/a", "url": "https://example.org/b"}',
                b'{"title": "\xed\xa0\x80 A"}',
                b'{"title": "A", "x": ' + b"[" * 5000,
            )
        ),
        (413, {"json": {"title": "A", "text": "a" * 200_000}, "headers": bearer}),
        (413, {"json": {"title": "A", "text": "a" * 3_000_000}, "headers": bearer}),
    ]
    for status, sent in wrong:
        answer = program.post("/api/readings", **sent)
        assert answer.status_code == status, (sent, answer.text[:300])
        assert answer.get_json()["error"]
    long = program.post("/api/readings", json={"title": "A", "text": "a" * 200_000}, headers=bearer)
    assert long.get_json()["error"].startswith("text: Too long: 200,000 of ")
    # The author's session counts for nothing here.
    assert author.post("/api/readings", data={"url": URL}).status_code == 401
    assert "Nothing logged yet" in author.get("/reading").text
    names = dict.fromkeys(("", "\u200b", " \u2060 "), "Give the token a name")
    for name, said in (names | {"a" * 101: "at most 100 characters"}).items():
        refused = author.post("/settings/tokens", data={"name": name})
        assert refused.status_code == 422
        assert said in refused.text
    for _ in range(19):
        made_token(author)
    assert "20 tokens already" in author.post("/settings/tokens", data={"name": "more"}).text


def test_the_inbox_is_filled_one_reading_after_another(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    for number, more in enumerate(({}, {"state": "draft"}, {"takeaway": "Said, nowhere."})):
        sent = {"title": f"Work {number}", "once": str(number)} | more
        assert author.post("/reading/new", data=sent).status_code == 303
    full = {"title": "Full", "takeaway": "Said.", "topics": "Compute", "once": "f"}
    author.post("/reading/new", data=full)
    author.post("/reading/new", data={"title": "Later", "later": "1", "once": "l"})
    page = author.get("/reading/inbox").text
    assert "3 readings without" in page
    assert "Full" not in page
    assert "Later</a>" not in page
    assert re.search(r'name="topics"[^>]*autofocus', page)  # it has its takeaway
    assert 'name="reading" value="3"' in page
    filled = {"reading": "3", "base": base_of(page), "topics": "Compute"}
    wrong = author.post("/reading/inbox", data=filled | {"topics": "Nowhere", "takeaway": "Kept"})
    assert wrong.status_code == 422
    assert "Kept</textarea>" in wrong.text
    answer = author.post("/reading/inbox", data=filled)
    assert answer.location == "/reading/inbox?after=3"
    page = author.get(answer.location).text
    assert "Saved “Work 2”." in page
    assert re.search(r'name="takeaway"[^>]*autofocus', page)
    assert 'name="reading" value="2"' in page
    filled = {"reading": "2", "base": base_of(page), "takeaway": "It counts.", "topics": "Compute"}
    assert author.post("/reading/inbox", data=filled | {"publish": "1"}).status_code == 303
    assert "It counts." in client.get("/atlas/compute").text
    stale = author.post("/reading/inbox", data=filled | {"takeaway": "Mine"})
    assert stale.status_code == 409
    assert "Mine</textarea>" in stale.text
    assert "It counts." in stale.text
    assert "1 reading without" in author.get("/reading/inbox?reading=99999999999999999999").text
    assert client.get("/reading/inbox").status_code == 401


def test_words_of_several_lines_sent_twice_make_no_second_draft(
    app: Flask, author: FlaskClient
) -> None:
    bearer = {"Authorization": f"Bearer {made_token(author)}"}
    for status in (201, 200):
        sent = {"url": URL, "title": "A", "text": "One line.  \r\nAnd another\u00a0one.\r\n"}
        answer = app.test_client().post("/api/readings", json=sent, headers=bearer)
        assert answer.status_code == status, answer.text
        assert answer.get_json()["draft"] is None
