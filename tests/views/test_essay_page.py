"""An essay's own page: contents, how long it takes, and the essays before and after it."""

import re

from flask.testing import FlaskClient

from tests.conftest import base_of

LONG = "# First\n\n" + "word " * 300 + "\n\n## Second\n\n# Third\n\n$\\foo{x}$"


def write(author: FlaskClient, title: str, day: str, **fields: str) -> None:
    data = {"title": title, "published_on": day, "body": "Text.", "topics": "compute"}
    answer = author.post("/writing/new", data=data | {"state": "published"} | fields)
    assert answer.status_code == 303, answer.text


def shown(client: FlaskClient, slug: str) -> str:
    answer = client.get(f"/writing/{slug}")
    assert answer.status_code == 200
    return answer.text


def others(client: FlaskClient, slug: str) -> list[tuple[str, str]]:
    """Return the essays before and after an essay: what the link is and where it leads."""
    found = re.findall(r'href="/writing/([a-z-]+)" rel="(prev|next)"', shown(client, slug))
    return [(rel, other) for other, rel in found]


def test_an_essay_with_three_headings_has_contents_that_lead_to_them(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "Long", "2026-01-01", body=LONG)
    page = shown(client, "long")
    listed = page.partition('<nav class="outline"')[2].partition("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', listed)
    assert targets == ["e-1-part-first", "e-1-part-second", "e-1-part-third"]
    for target in targets:
        assert page.count(f' id="{target}"') == 1


def test_an_essay_without_headings_has_no_contents(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "Short", "2026-01-01")
    page = shown(client, "short")
    assert 'class="outline"' not in page
    assert "1 minute to read" in page


def test_an_essay_says_how_long_it_takes(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "Long", "2026-01-01", body=LONG)
    write(author, "Elsewhere", "2026-01-01", body="", url="https://example.org/a")
    write(author, "A slot", "2026-01-01", body="<text of it>")
    assert "2 minutes to read" in shown(client, "long")
    assert "to read" not in shown(client, "elsewhere")
    assert "to read" not in shown(client, "a-slot")


def test_only_the_author_is_told_of_a_formula_that_cannot_be_read(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "Long", "2026-01-01", body=LONG)
    assert "not understood as a formula" in shown(author, "long")
    visitors = shown(client, "long")
    assert "$\\foo{x}$" in visitors
    assert "not understood" not in visitors


def test_an_essay_leads_to_the_one_before_and_the_one_after(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, "First", "2026-01-01")
    write(author, "Second", "2026-03-01")
    write(author, "Third", "2026-05-01")
    write(author, "A draft", "2026-02-01", state="draft")
    write(author, "Secret", "2026-04-01", topics="hidden")
    write(author, "Elsewhere", "2026-04-02", body="", url="https://example.org/a")
    write(author, "<a title>", "2026-06-01")
    assert others(client, "first") == [("next", "second")]
    assert others(client, "second") == [("prev", "first"), ("next", "third")]
    assert others(client, "third") == [("prev", "second")]
    assert others(client, "elsewhere") == [("prev", "second"), ("next", "third")]
    assert others(author, "second") == [("prev", "a-draft"), ("next", "secret")]
    assert others(author, "third") == [("prev", "secret"), ("next", "a-title")]


def test_an_essay_alone_leads_nowhere(author: FlaskClient, client: FlaskClient, topic: str) -> None:
    write(author, "Only", "2026-01-01")
    assert others(client, "only") == []
    assert "Other essays" not in shown(client, "only")


def test_an_emptied_address_is_made_from_the_title_that_is_typed_with_it(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "First title", "2026-01-01")
    form = author.get("/writing/first-title/edit").text
    sent = {"base": base_of(form), "title": "Second title", "slug": ""}
    assert author.post("/writing/first-title/edit", data=sent).status_code == 303
    assert "Second title" in shown(client, "second-title")
    assert client.get("/writing/first-title").status_code == 301
