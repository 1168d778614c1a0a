"""The author's settings: what they change, and what is refused."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wiki.site import NAMES, OperatorSetting
from wiki.site.values import FIELDS, LINE

ALL = {
    "site_title": "Climate & policy",
    "site_summary": "Where I stand on <it>.",
    "author_name": "Ada Lovelace",
    "contact": "ada@example.org",
    "links": "https://a.example/@ada\nhttps://ada.example",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "licence": "CC BY 4.0",
    "stub_notice": "Nothing here. Please get in touch.",
    "time_zone": "Pacific/Kiritimati",
    "language": "de",
    "accent": "teal",
    "crawlers": "refused",
}


@pytest.fixture(autouse=True)
def nothing_is_given(app: Flask) -> None:
    """Take away what the operator of the tests sets."""
    give(app)


def give(app: Flask, **values: str) -> None:
    given = {name: OperatorSetting(value, f"WIKI_{name.upper()}") for name, value in values.items()}
    config = app.extensions["atlas.settings"]
    app.extensions["atlas.settings"] = replace(config, site_settings=given)


def save(author: FlaskClient, base: str | None = None, **values: str) -> TestResponse:
    """Send the form as it was opened, with some values changed."""
    return author.post("/settings", data=values | {"base": base or opened(author)})


def opened(author: FlaskClient) -> str:
    found = re.search(r'name="base" value="(\d+)"', author.get("/settings").text)
    assert found
    return found[1]


def main(answer: TestResponse) -> str:
    return answer.text.partition("<main")[2].partition("</main>")[0]


def changes(author: FlaskClient) -> int:
    return author.get("/history").text.count("<li>")


def errors(answer: TestResponse) -> dict[str, str]:
    """Return the error at each field."""
    fields = re.split(r'class="field (?:field-)?', answer.text)[1:]
    found = {}
    for field in fields:
        error = re.search(r"<b>Error:</b> (.*?)</p>", field)
        if error:
            found[re.split(r'[ "]', field)[0]] = error[1]
    return found


def test_only_the_author_opens_and_saves_settings(client: FlaskClient) -> None:
    for address in ("/settings", "/settings/history", "/settings/password", "/settings/sessions"):
        assert client.get(address).status_code == 401, address
    for address in ("/settings", "/settings/password", "/settings/sessions", "/about/edit"):
        assert client.post(address, data={"site_title": "Theirs"}).status_code == 401, address
    assert "<title>An atlas of AI safety</title>" in client.get("/").text


def test_everything_that_is_set_is_what_readers_see(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    answer = save(author, **ALL)
    assert (answer.status_code, answer.location) == (303, "/settings")
    home = client.get("/").text
    assert "<title>Climate &amp; policy</title>" in home
    assert "Where I stand on &lt;it&gt;." in home
    assert 'data-accent="teal"' in home
    assert '<link rel="me" href="https://ada.example">' in home
    page = client.get(f"/atlas/{topic}").text
    assert "Ada Lovelace</a> · CC BY 4.0" in page
    assert 'Nothing here. Please <a href="mailto:ada@example.org?subject=Compute">get in' in page
    assert re.search(r'<h1[^>]* lang="de">Compute</h1>', page)
    assert '<html lang="en"' in page
    feed = client.get("/changes.json").get_json()
    assert feed["title"] == "Climate & policy: changes"
    assert feed["authors"] == [{"name": "Ada Lovelace"}]
    assert feed["language"] == "de"
    assert "<dc:rights>CC BY 4.0</dc:rights>" in client.get("/map.svg").text
    about = client.get("/about").text
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in about
    shown = author.get("/settings").text
    for value in ("Climate &amp; policy", "Pacific/Kiritimati", "0000-0002-1825-0097"):
        assert f'value="{value}"' in shown


def test_a_save_is_undone_and_told_in_the_history_but_is_no_change_of_mind(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    before = main(client.get("/changes"))
    save(author, site_title="Mine", licence="CC0")
    save(author, site_title="Ours")
    assert "Edited settings: site title" in client.get("/history").text
    assert main(client.get("/changes")) == before
    undo = re.findall(r'action="(/c/\d+/undo)"', author.get("/settings").text)
    assert len(undo) == 1
    assert author.post(undo[0], data={"next": "/settings"}).location == "/settings"
    assert "<title>Mine</title>" in client.get("/").text


def test_what_settings_were_is_told_to_the_author_alone(
    author: FlaskClient, client: FlaskClient
) -> None:
    save(author, site_title="Mine", contact="home@example.org")
    save(author, contact="")
    page = author.get("/settings/history").text
    assert "Compare the two marked versions" in page
    versions = re.findall(r'name="from" value="(\d+)"', page)
    pair = f"from={min(versions, key=int)}&to={max(versions, key=int)}"
    assert "home@example.org" in author.get(f"/settings/history?{pair}").text
    for address in ("/history", "/c/1", "/c/2"):
        text = client.get(address).text
        assert "home@example.org" not in text
        assert "/settings/history" not in text


def test_an_earlier_version_is_restored(author: FlaskClient, client: FlaskClient) -> None:
    save(author, site_title="Mine", accent="teal")
    version = opened(author)
    save(author, site_title="Ours", accent="blue")
    sent = {"version": version, "base": opened(author)}
    assert author.post("/settings/history/restore", data=sent).status_code == 303
    assert "<title>Mine</title>" in client.get("/").text
    assert 'data-accent="teal"' in client.get("/").text


def test_without_anything_saved_there_is_no_history(author: FlaskClient) -> None:
    assert author.get("/settings/history").status_code == 404
    assert "/settings/history" not in author.get("/settings").text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("site_title", "", "Give the atlas a title."),
        ("site_title", " \t ", "Give the atlas a title."),
        ("site_title", "\u200b\u00a0", "Give the atlas a title."),
        ("site_title", "a" * (LINE + 1), f"Too long: {LINE + 1:,} of {LINE:,} characters."),
        ("contact", "ada", "It has to be a mail address or the address of a page"),
        ("contact", "javascript:alert(1)", "It has to be a mail address or the address of a page"),
        ("links", "https://a.example\nada", "It has to be the address of a page on each line"),
        ("links", "javascript:alert(1)", "It has to be the address of a page on each line"),
        ("orcid", "0000-0002-1825-0098", "It has to be an ORCID iD with the right last digit"),
        ("time_zone", "Mars/Olympus", "It has to be the name of a time zone"),
        ("time_zone", "localtime", "It has to be the name of a time zone"),  # another one elsewhere
        (
            "time_zone",
            "right/Europe/Paris",
            "It has to be the name of a time zone",
        ),  # by 27 seconds
        ("time_zone", "../../etc/passwd", "It has to be the name of a time zone"),
        ("language", "English", "It has to be the code of a language"),
        ("accent", "pink", "It is one of rust, crimson, "),
        ("accent", "#ff0000", "It is one of rust, crimson, "),
        ("crawlers", "yes", "It is one of allowed, refused."),
    ],
)
def test_a_wrong_value_is_an_error_at_its_field_and_nothing_is_written(
    author: FlaskClient, client: FlaskClient, name: str, value: str, said: str
) -> None:
    sent = ALL | {name: value}
    answer = save(author, **sent)
    assert answer.status_code == 422
    assert errors(answer).keys() == {"accents" if name == "accent" else name}
    assert next(iter(errors(answer).values())).startswith(said)
    assert "<title>Error: Settings" in answer.text
    assert "Climate &amp; policy" in answer.text or name == "site_title", "what was typed is kept"
    assert changes(author) == 0
    assert "<title>An atlas of AI safety</title>" in client.get("/").text


def test_every_wrong_field_has_its_own_error(author: FlaskClient) -> None:
    answer = save(author, site_title="", orcid="1", language="?", time_zone="Mars")
    assert set(errors(answer)) == {"site_title", "orcid", "language", "time_zone"}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_operator_set_is_shown_with_its_name_and_not_taken(
    app: Flask, author: FlaskClient, client: FlaskClient, name: str
) -> None:
    value = {"links": "https://op.example", "orcid": "0000-0001-5109-3700"}.get(
        name,
        {"time_zone": "UTC", "language": "en", "accent": "plum", "crawlers": "allowed"}.get(
            name, "op@example.org"
        ),
    )
    give(app, **{name: value})
    page = author.get("/settings").text
    assert f"as <code>WIKI_{name.upper()}</code>" in page
    assert f'name="{name}"' not in page
    answer = save(author, **{"site_title": "Mine"} | {name: ALL[name]})
    assert answer.status_code == 422
    label = FIELDS[name].label
    said = f"{label} is set by the operator (WIKI_{name.upper()}), so it cannot be changed here."
    assert errors(answer) == {name: said}
    assert changes(author) == 0
    others = {other: text for other, text in ALL.items() if other != name}
    assert save(author, **others).status_code == 303


def test_settings_that_were_saved_meanwhile_are_shown_beside_what_was_typed(
    author: FlaskClient, client: FlaskClient
) -> None:
    base = opened(author)
    save(author, site_title="Theirs")
    answer = save(author, base, site_title="Mine")
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert "<title>Theirs</title>" in client.get("/").text
    again = re.search(r'name="base" value="(\d+)"', answer.text)
    assert again
    assert save(author, again[1], site_title="Mine").status_code == 303
    assert "<title>Mine</title>" in client.get("/").text


def test_a_form_sent_twice_is_one_change(author: FlaskClient) -> None:
    base = opened(author)
    assert save(author, base, site_title="Mine").status_code == 303
    assert save(author, base, site_title="Mine").status_code == 303
    assert changes(author) == 1


def test_crawlers_that_train_models_are_named_where_they_are_not_wanted(
    author: FlaskClient, client: FlaskClient
) -> None:
    assert "GPTBot" not in client.get("/robots.txt").text
    save(author, site_title="Mine", crawlers="refused")
    groups = [group.splitlines() for group in client.get("/robots.txt").text.split("\n\n")]
    assert groups[0] == ["User-agent: *", "Disallow: /sign-in"]
    assert {"User-agent: GPTBot", "User-agent: CCBot"} <= set(groups[1])
    assert groups[1][-1] == "Disallow: /"
    assert groups[2][0].startswith("Sitemap: ")


def test_the_time_zone_in_force_decides_every_day_of_the_past(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    # There, it is tomorrow for whoever lives twelve hours west of Greenwich.
    now = datetime.now(UTC)
    east, west = ((now + timedelta(hours=hours)).date() for hours in (14, -12))
    save(author, site_title="Mine", time_zone="Pacific/Kiritimati")
    assert client.get(f"/atlas/{topic}?at={east}").status_code == 200
    assert client.get(f"/atlas/{topic}?at={west}").status_code == 404, "it had not begun there"
    save(author, time_zone="Etc/GMT+12")
    assert client.get(f"/atlas/{topic}?at={west}").status_code == 200
    assert client.get(f"/atlas/{topic}?at={east}").status_code == 400, "it is still to come"
