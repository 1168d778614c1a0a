"""The author's queue: what stands in it, in which order, and what takes it off."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import change, head, later, press, undo, write

LATELY = (datetime.now(UTC).date() - timedelta(days=3)).isoformat()


def queue(author: FlaskClient, title: str) -> list[str]:
    """Return the tasks under a heading, as words."""
    page = author.get("/review").text
    part = page.partition(f"<h2>{title}</h2>")[2].partition("</ol>")[0]
    return [words(task) for task in re.findall(r'<li class="task".*?</li>', part, re.S)]


def words(html: str) -> str:
    html = re.sub(r'<div class="controls">.*', "", html, flags=re.S)
    html = re.sub(r'<span class="dot"> · </span>changed <time.*?(?=</p>)', "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def due(author: FlaskClient) -> list[str]:
    return [task.split()[0] for task in queue(author, "Review overdue")]


def leaning(author: FlaskClient) -> list[str]:
    return queue(author, "Beliefs that lean on one that moved")


@pytest.fixture
def leans(author: FlaskClient, topic: str) -> None:
    """Compute, reviewed today, leans on Elsewhere; each holds a belief."""
    write(author, "beliefs", claim="Chips count", credence="70")
    write(author, "beliefs", slug="elsewhere", claim="It rains", credence="60")
    write(author, "regions", region="elsewhere", kind="leans on")
    press(author, "reviewed")


def test_the_queue_is_the_authors_alone(client: FlaskClient, topic: str) -> None:
    answer = client.get("/review")
    assert answer.status_code == 401
    assert "/review" not in client.get("/").text


def test_an_empty_queue_says_so(author: FlaskClient, topic: str) -> None:
    assert "Nothing is due, and nothing is half-finished." in author.get("/review").text
    assert 'href="/review"' in author.get("/").text


def test_due_pages_come_the_oldest_first_then_the_most_related_then_those_read_on(
    author: FlaskClient, topic: str
) -> None:
    for title in ("Alone", "Read", "Fresh"):
        author.post("/atlas/new", data={"title": title})
    for slug in ("elsewhere", "alone", "read"):
        head(author, slug=slug, title=slug.title(), status="Exploring", reviewed_on="2025-05-01")
    head(author, title="Compute", status="Exploring", reviewed_on="2025-04-01")
    head(author, slug="fresh", title="Fresh", status="Exploring", reviewed_on=LATELY)
    write(author, "regions", slug="elsewhere", region="fresh")
    write(author, "reading", slug="read", title="A work", url="", read_on=LATELY, takeaway="T")
    assert due(author) == ["Compute", "Elsewhere", "Read", "Alone"]
    assert queue(author, "Review overdue")[1:3] == [
        "Elsewhere overdue since July 2025, 1 related region",
        "Read overdue since July 2025, 1 reading in the last 30 days",
    ]
    press(author, "reviewed")
    assert due(author) == ["Elsewhere", "Read", "Alone"]


def test_slots_come_the_quickest_first(author: FlaskClient, topic: str) -> None:
    write(author, "stance", body="<three sentences>")
    write(author, "uncertainties", question="<a question>", why_it_matters="<why>")
    write(author, "uncertainties", question="How many?", why_it_matters="<why>")
    write(author, "beliefs", claim="<a claim>", credence="", why="<why>")
    write(author, "beliefs", claim="No reason", credence="60", why="<why>")
    write(author, "beliefs", claim="No number", credence="")
    write(author, "beliefs", claim="All there", credence="60")
    head(author, title="Compute", summary="<one line>")
    assert queue(author, "Not filled in yet") == [
        "No number Compute · to fill: the number",
        "No reason ~60% Compute · to fill: why",
        "Compute to fill: summary",
        "How many? Compute · to fill: why it matters",
        "a question Compute · to fill: question, why it matters",
        "a claim Compute · to fill: claim, why, the number",
        "Where I currently stand Compute · to fill: the text",
    ]
    page = author.get("/review").text
    assert "/atlas/compute/beliefs/3/edit?field=credence" in page
    change(author, "beliefs/3", credence="50")
    press(author, "beliefs/2/delete")
    assert len(queue(author, "Not filled in yet")) == 5


def test_a_belief_comes_up_once_the_time_it_was_to_resolve_by_is_over(
    author: FlaskClient, topic: str
) -> None:
    today = datetime.now(UTC).date()
    yesterday = (today - timedelta(days=1)).isoformat()
    days = {"Over": yesterday, "Long over": "2019", "Now": today.isoformat(), "Soon": "2999-05"}
    for claim, day in days.items():
        write(author, "beliefs", claim=claim, credence="70", resolves_on=day)
    write(author, "beliefs", claim="This year", credence="70", resolves_on=str(today.year))
    title = "Outcome due"
    first, second = queue(author, title)
    assert first == "Long over ~70% Compute · was to resolve by 2019"
    assert second.startswith("Over ~70%")
    press(author, "beliefs/2/retire", outcome="true")
    press(author, "beliefs/1/retire", outcome="dropped")
    assert queue(author, title) == []


def test_readings_without_a_takeaway_wait_for_one(author: FlaskClient, topic: str) -> None:
    title = "Readings without a takeaway"
    write(author, "reading", title="Old", url="", read_on="2024-05", takeaway="")
    write(author, "reading", title="New", url="", read_on="2026-05-01", takeaway="<one line>")
    write(author, "reading", title="Told", url="", read_on="2026-05-02", takeaway="T")
    data = {"title": "Of no region", "url": "", "takeaway": "", "read_on": "2023"}
    author.post("/reading/new", data=data)
    assert queue(author, title) == [
        "New Compute · read on 1 May 2026",
        "Old Compute · read on May 2024",
        "Of no region read on 2023",
    ]
    assert 'href="/reading/4/edit"' in author.get("/review").text
    change(author, "reading/1", takeaway="T", topics="compute")
    assert "Old" not in " ".join(queue(author, title))


def test_a_trigger_comes_up_when_its_belief_moved_since_it_was_written(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    title = "Triggers whose belief moved"
    write(author, "beliefs", claim="Chips count", credence="70")
    write(author, "triggers", observation="A count", belief="b-1", size="70 to 90")
    write(author, "triggers", observation="Unbound")
    later(app, 10)
    assert queue(author, title) == []
    change(author, "beliefs/1", credence="60")
    change(author, "beliefs/1", credence="55")
    assert queue(author, title) == [
        "A count Compute · Chips count moved 70 → 55 since you wrote it"
    ]
    later(app, 10)
    change(author, "triggers/1", size="55 to 90")
    assert queue(author, title) == []


def test_a_trigger_that_happened_waits_for_nothing(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    write(author, "beliefs", claim="Chips count", credence="70")
    write(author, "triggers", observation="A count", belief="b-1")
    later(app, 10)
    change(author, "beliefs/1", credence="60")
    press(author, "triggers/1/happened", happened_on="2026-05-01", cause="")
    assert queue(author, "Triggers whose belief moved") == []


@pytest.mark.usefixtures("leans")
def test_a_belief_comes_up_when_one_it_leans_on_moved(author: FlaskClient) -> None:
    assert leaning(author) == []
    change(author, "beliefs/2", slug="elsewhere", credence="35")
    assert leaning(author) == ["Chips count ~70% Compute · It rains moved 60 → 35 since you looked"]
    change(author, "beliefs/2", slug="elsewhere", credence="60")
    assert leaning(author) == []


@pytest.mark.usefixtures("leans")
def test_a_belief_that_came_and_moved_since_counts_from_where_it_came(
    author: FlaskClient,
) -> None:
    write(author, "beliefs", slug="elsewhere", claim="It snows", credence="20")
    assert leaning(author) == []
    change(author, "beliefs/3", slug="elsewhere", credence="10")
    assert leaning(author) == ["Chips count ~70% Compute · It snows moved 20 → 10 since you looked"]


@pytest.mark.usefixtures("leans")
def test_what_leans_is_told_from_what_it_leans_on(author: FlaskClient) -> None:
    change(author, "beliefs/1", credence="35")
    assert leaning(author) == []


@pytest.mark.usefixtures("leans")
def test_a_number_of_the_past_is_no_move(author: FlaskClient) -> None:
    change(author, "beliefs/2", slug="elsewhere", claim="It rains", credence="35", at="2024-05-01")
    assert leaning(author) == []


@pytest.mark.usefixtures("leans")
@pytest.mark.parametrize("way", ["affirm", "edit", "review"])
def test_affirming_editing_or_reviewing_takes_it_off(
    app: Flask, author: FlaskClient, way: str
) -> None:
    head(author, title="Compute", reviewed_on="2026-05-01")
    change(author, "beliefs/2", slug="elsewhere", credence="35")
    assert len(leaning(author)) == 1
    if way == "affirm":
        press(author, "beliefs/1/affirm")
    elif way == "edit":
        change(author, "beliefs/1", credence="65")
    else:
        press(author, "reviewed")
    assert leaning(author) == []


@pytest.mark.usefixtures("leans")
def test_the_queue_affirms_the_number_that_it_shows_and_no_other(
    app: Flask, author: FlaskClient
) -> None:
    change(author, "beliefs/2", slug="elsewhere", credence="35")
    page = author.get("/review").text
    button = page.partition('action="/atlas/compute/beliefs/1/affirm"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', button))
    change(author, "beliefs/1", credence="65")
    answer = author.post("/atlas/compute/beliefs/1/affirm", data=sent)
    assert answer.status_code == 422
    assert "The number moved meanwhile: it is 65% now." in answer.text


@pytest.mark.usefixtures("leans")
def test_a_statement_knows_when_it_changed_and_was_affirmed(
    app: Flask, author: FlaskClient
) -> None:
    change(author, "beliefs/2", slug="elsewhere", credence="35")
    shown = r"changed <time[^>]*>[^<]+</time>(, reaffirmed <time[^>]*>[^<]+</time>)?"
    page = author.get("/review").text.partition("Beliefs that lean")[2]
    assert re.search(shown, page)[1] is None  # type: ignore[index]  # it is there
    press(author, "beliefs/1/affirm")
    change(author, "beliefs/2", slug="elsewhere", credence="30")
    page = author.get("/review").text.partition("Beliefs that lean")[2]
    assert re.search(shown, page)[1]  # type: ignore[index]  # it is there
    assert "moved 35 → 30 since" in page


@pytest.mark.usefixtures("leans")
def test_what_was_undone_neither_moved_nor_affirmed(app: Flask, author: FlaskClient) -> None:
    change(author, "beliefs/2", slug="elsewhere", credence="35")
    press(author, "beliefs/1/affirm")
    assert leaning(author) == []
    undo(author, 8)
    assert len(leaning(author)) == 1
    undo(author, 7)
    assert leaning(author) == []


def test_fifty_of_a_kind_are_shown_and_the_rest_counted(author: FlaskClient, topic: str) -> None:
    for number in range(53):
        write(author, "beliefs", claim=f"Claim {number}", credence="")
    page = author.get("/review").text
    assert page.count('<li class="task"') == 50
    assert '<data class="left" value="53">53</data> things to look at.' in page
    assert "3 more follow when these are done." in page
