"""The reading log as a place: filters, a year at a glance, and what each reading moved."""

import re

import feedparser
from flask.testing import FlaskClient

from tests.conftest import base_of


def titles(page: str) -> list[str]:
    return re.findall(r"Work [A-Z]", page.partition('<section class="part"')[2])


def test_the_log_is_narrowed_down_and_shows_its_year(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    works: list[dict[str, str]] = [
        {"title": "Work A", "authors": "Ada Lovelace", "read_on": "2026-05-01", "takeaway": "One"},
        {"title": "Work B", "authors": "Émile Zola", "read_on": "2026-05-01", "topics": "Compute"},
        {"title": "Work C", "read_on": "2026-05", "topics": "Compute", "takeaway": "Counting"},
        {"title": "Work D", "read_on": "2025-12-31", "topics": "Compute", "takeaway": "Older"},
        {"title": "Work E", "topics": "Compute", "takeaway": "Whenever"},
        {"title": "Work F", "topics": "Compute", "read_on": "2026-06-01", "state": "draft"},
    ]
    for number, work in enumerate(works):
        sent = work | {"once": str(number)}
        assert author.post("/reading/new", data=sent).status_code == 303
    asked = {
        "": ["Work C", "Work B", "Work A", "Work D", "Work E"],
        "topic=compute": ["Work C", "Work B", "Work D", "Work E"],
        "topic=Compute&year=2026": ["Work C", "Work B"],
        "author=emile": ["Work B"],
        "q=count": ["Work C"],
        "year=2026-05": ["Work C", "Work B", "Work A"],
        "takeaway=without": ["Work B"],
        "takeaway=with&year=2026": ["Work C", "Work A"],
        "q=count&author=zola": [],
    }
    for query, found in asked.items():
        page = client.get(f"/reading?{query}").text
        assert sorted(titles(page)) == sorted(found), query
        assert "Work F" not in page
    assert "Work F" in author.get("/reading?year=2026-06").text
    page = client.get("/reading").text
    assert "<title>1 May 2026: 2</title>" in page
    assert re.search(r"<td><time[^>]*>1 May 2026</time></td><td>2</td>", page)
    assert "<td>day not known</td><td>1</td>" in page
    assert "<title>31 December 2025: 1</title>" in client.get("/reading?year=2025").text
    wrong = ("topic=nowhere", "year=soon", "takeaway=maybe", "year=2026-13", "topic=%00")
    no_year = ("year=yesterday", "year=today", "year=3+May", "year=9999")
    for query in wrong + no_year:
        assert client.get(f"/reading?{query}").status_code == 400, query
    for query in ("author=%00", "q=%22", "q=" + "a" * 3000, "author=%25_", "page=0&year=2026"):
        assert client.get(f"/reading?{query}").status_code == 200, query
    assert author.post(
        "/atlas/compute/edit",
        data={
            "title": "Compute",
            "visibility": "private",
            "base": base_of(author.get("/atlas/compute/edit").text),
        },
    ).status_code in (200, 303)
    assert client.get("/reading?topic=compute").status_code == 400


def test_the_log_counts_anew_what_is_hidden_and_shown_again(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    def counts() -> tuple[int, int]:
        """Return how many readings the page counts, and how many of 1 May 2026."""
        page = client.get("/reading").text
        found = re.search(r"(\d+) readings?, newest first", page)
        day = re.search(r"<title>1 May 2026: (\d+)</title>", page)
        return int(found[1]) if found else 0, int(day[1]) if day else 0

    def save(place: str, **said: str) -> None:
        base = base_of(author.get(f"{place}/edit").text)
        assert author.post(f"{place}/edit", data=said | {"base": base}).status_code in (200, 303)

    work = {"title": "Work A", "read_on": "2026-05-01", "takeaway": "One", "topics": "Compute"}
    for number in range(2):
        author.post("/reading/new", data=work | {"once": str(number), "title": f"Work {number}"})
    assert counts() == (2, 2)
    save(f"/atlas/{topic}", title="Compute", visibility="private")
    assert counts() == (0, 0)
    save(f"/atlas/{topic}", title="Compute", visibility="public")
    assert counts() == (2, 2)


def test_the_calendar_counts_what_the_log_counts(author: FlaskClient) -> None:
    for number, title in enumerate(("On counting", "<a work on chips>")):
        sent = {"title": title, "read_on": "2026-05-01", "once": str(number)}
        assert author.post("/reading/new", data=sent).status_code == 303
    page = author.get("/reading").text
    assert "1 reading, newest first." in page
    assert "<summary>1 in 2026</summary>" in page


def test_what_a_reading_moved_is_told_in_the_log_on_its_page_and_in_its_feed_item(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    at = "/atlas/compute"
    belief = {"claim": "Chips can be <counted>", "credence": "60", "once": "b"}
    assert author.post(f"{at}/beliefs", data=belief).status_code == 303
    trigger = {"observation": "A miscount is found", "belief": "b-1", "once": "t"}
    author.post(f"{at}/triggers", data=trigger)
    sent = {"title": "Work A", "takeaway": "They miscounted.", "topics": "Compute", "once": "r"}
    sent |= {"shown": "compute", "happened": "1", "credence_1": "72", "seen_1": "60"}
    assert author.post("/reading/new", data=sent).status_code == 303
    feed = feedparser.parse(client.get("/reading.atom").data).entries[0]
    content = feed.get("summary") or feed.content[0].value
    for told in (client.get("/reading").text, client.get("/reading/1").text, content):
        words = " ".join(re.sub(r"<[^>]+>", "", told).split())
        assert "Moved Chips can be &lt;counted&gt; 60% → 72%" in words
        assert "Made A miscount is found happen" in words
    page = client.get("/reading/1").text
    assert re.search(r'class="u-read-of h-cite">\s*<h1[^>]*><span class="p-name">Work A', page)
    form = author.get(f"{at}/edit").text
    hidden = {"title": "Compute", "visibility": "private", "base": base_of(form)}
    author.post(f"{at}/edit", data=hidden)
    form = author.get("/reading/1/edit").text
    both = {"base": base_of(form), "title": "Work A", "topics": "Compute, Elsewhere"}
    assert author.post("/reading/1/edit", data=both).status_code == 303
    for path in ("/reading", "/reading/1", "/reading.json"):
        told = client.get(path).text
        assert "They miscounted." in told
        assert "counted&gt;" not in told
        assert "happen<" not in told
