"""The form of a reading away from a region's page: it says what the reading changes as well."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Once, Way, base_of

READING = {"title": "A count", "url": "", "takeaway": "They miscounted.", "once": "r"}
REGIONS = {"topics": "Compute, Verification"}


@pytest.fixture
def page(way: Way, topic: str, once: Once) -> str:
    """Two regions, with a belief each; a trigger of the first promises to move its belief."""
    at = f"/atlas/{topic}"

    def write() -> None:
        way.post("/atlas/new", {"title": "Verification", "once": "v"})
        belief = {"claim": "Chips can be counted", "credence": "55", "once": "b1"}
        way.post(f"{at}/beliefs", belief)
        belief = {"claim": "Counts can be checked", "credence": "40", "once": "b2"}
        way.post("/atlas/verification/beliefs", belief)
        trigger = {"observation": "A miscount", "belief": "b-1", "size": "55 to 30", "once": "t"}
        way.post(f"{at}/triggers", trigger)

    once(write)
    return at


def held(client: FlaskClient) -> list[float]:
    """Return the credences of both beliefs."""
    pages = (client.get(f"/atlas/{slug}.json").get_json() for slug in ("compute", "verification"))
    return [page["sections"]["beliefs"][0]["credence"] for page in pages]


def test_show_answers_with_what_the_regions_hold_and_saves_nothing(
    way: Way, client: FlaskClient, page: str
) -> None:
    assert "bears_1" not in way.get("/reading/new").text
    shown = way.post("/reading/new?show=1", READING | REGIONS)
    assert shown.status_code == 200
    assert shown.text.startswith("<!doctype") == (not way.htmx)
    words = " ".join(re.sub(r"<[^>]+>", " ", shown.text).split())
    assert "would take Chips can be counted from 55% to 30%" in words
    assert {"bears_1", "bears_2", "happened", "promised"} <= set(
        re.findall(r'name="(\w+)"', shown.text)
    )
    assert not re.search(r'name="credence_1"[^>]*value="[^"]', shown.text)
    assert '" checked' not in shown.text
    assert "They miscounted." in shown.text
    assert 'name="shown" value="compute,verification"' in shown.text
    assert "A count" not in client.get("/reading").text
    unnamed = way.post("/reading/new?show=1", READING)
    assert "Name a region first" in unnamed.text


@pytest.mark.parametrize("topics", ["Timelinez", "Compute, Timelinez"])
@pytest.mark.parametrize("is_new", [True, False])
def test_show_says_which_region_there_is_not(
    way: Way, page: str, topics: str, is_new: bool
) -> None:
    address = "/reading/new"
    if not is_new:
        assert way.post(address, READING | REGIONS).status_code < 400
        address = "/reading/1/edit"
    answer = way.post(f"{address}?show=1", READING | {"topics": topics})
    assert answer.status_code == 422
    assert "There is no region called “Timelinez”." in answer.text
    assert "Name a region first" not in answer.text
    assert ("would take" in answer.text) == ("Compute" in topics)


def test_a_region_whose_title_has_commas_counts_as_one_of_those_shown(
    way: Way, client: FlaskClient, page: str
) -> None:
    for title in ("What's next, now, really?", "Who's next, really?"):
        way.post("/atlas/new", {"title": title, "once": title})
    topics = {"topics": "Compute, What's next, now, really?, Who's next, really?, Verification"}
    shown = way.post("/reading/new?show=1", READING | topics)
    assert 'name="shown" value="compute,whats-next-now-really,whos-next-really"' in shown.text
    assert way.post("/reading/new", READING | topics).status_code < 400
    for slug in ("compute", "whats-next-now-really", "whos-next-really", "verification"):
        assert "A count" in client.get(f"/atlas/{slug}").text


def test_a_reading_moves_beliefs_of_several_regions_in_one_change(
    way: Way, client: FlaskClient, page: str
) -> None:
    said = {"shown": "compute,verification", "happened": "1", "promised": "1", "reason": "Off"}
    said |= {"bears_1": "against", "seen_1": "55", "credence_2": "60", "seen_2": "40"}
    for _ in range(2):  # sent twice, it is saved once
        assert way.post("/reading/new", READING | REGIONS | said).status_code < 400
    assert held(client) == [30, 60]
    assert client.get("/atlas/compute.json").get_json()["sections"]["triggers"][0]["cause"] == "r-1"
    told = client.get("/changes").text
    assert "55% → 30%" in told
    edit = way.get("/reading/1/edit").text
    assert 'name="shown" value="compute,verification"' in edit
    data = READING | {"topics": "Compute", "base": base_of(edit), "shown": "compute,verification"}
    data |= {"bears_1": "for", "bears_2": "neutral", "credence_1": "", "credence_2": ""}
    assert way.post("/reading/1/edit", data).status_code < 400
    (reading,) = client.get("/atlas/compute.json").get_json()["sections"]["reading"]
    assert reading["bears"] == {"b-1": "for", "b-2": "neutral"}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"promised": "1"}, "Tick what happened as well"),
        ({"happened": "1", "promised": "1", "credence_1": "35"}, "Two numbers are given"),
        ({"happened": "1", "promised": "1", "seen_1": "54"}, "It is 55 now"),
        ({"happened": "1", "promised": "9"}, "not on this page"),
        ({"shown": "verification", "credence_1": "30"}, "not on this page"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(
    way: Way, client: FlaskClient, page: str, sent: dict[str, str], message: str
) -> None:
    answer = way.post("/reading/new", READING | REGIONS | sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert "They miscounted." in answer.text
    assert held(client) == [55, 40]


def test_a_promise_about_a_belief_of_another_region_is_kept_too(
    way: Way, client: FlaskClient, page: str
) -> None:
    trigger = {"observation": "A check", "belief": "b-2", "size": "40 to 80", "once": "t2"}
    assert way.post(f"{page}/triggers", trigger).status_code == 200
    form = way.get(f"{page}/reading/new").text
    assert '-promised-2"' in form
    assert 'name="seen_2" value="40"' in form
    sent = READING | {"happened": "2", "promised": "2", "seen_2": "39"}
    stale = way.post(f"{page}/reading", sent)
    assert stale.status_code == 422
    assert "It is 40 now" in stale.text
    assert way.post(f"{page}/reading", sent | {"seen_2": "40"}).status_code == 200
    assert held(client) == [55, 80]


def test_another_reading_follows_after_save_in_tab_order(way: Way, page: str) -> None:
    for address in ("/reading/new?topics=compute", f"{page}/reading/new"):
        form = way.get(address).text.partition('class="buttons"')[2]
        buttons = re.findall(r">(Save|Save and log another|Cancel)</", form)
        assert buttons == ["Save", "Save and log another", "Cancel"]
    answer = way.browser.post("/reading/new", data=READING | REGIONS | {"again": "1"})
    assert answer.headers["Location"] == "/reading/new?topics=Compute,Verification"
    form = way.browser.get(answer.headers["Location"]).text
    assert "Added “A count”." in form
    assert 'name="title" value=""' in form


EDITS = {
    "/reading/1/edit": {"topics": "Compute", "shown": "compute"},
    "/atlas/compute/reading/1": {"topics": "Compute"},
}


@pytest.fixture
def known(way: Way, page: str) -> str:
    """A reading of the first region; the version that a form has which is opened on it."""
    assert way.post("/reading/new", READING | {"topics": "Compute"}).status_code < 400
    return base_of(way.get("/reading/1/edit").text)


def bearings(client: FlaskClient) -> dict[str, str]:
    (found,) = client.get("/atlas/compute.json").get_json()["sections"]["reading"]
    return dict(found["bears"])


@pytest.mark.parametrize("address", EDITS)
def test_a_form_of_another_window_takes_no_bearing_away(
    way: Way, client: FlaskClient, known: str, address: str
) -> None:
    form = READING | EDITS[address] | {"base": known}
    assert way.post(address, form | {"bears_1": "for"}).status_code < 400
    assert bearings(client) == {"b-1": "for"}
    assert way.post(address, form | {"bears_1": ""}).status_code == 409
    assert bearings(client) == {"b-1": "for"}


@pytest.mark.parametrize("address", EDITS)
def test_a_form_that_is_sent_twice_is_no_conflict(
    way: Way, client: FlaskClient, known: str, address: str
) -> None:
    form = READING | EDITS[address] | {"base": known, "takeaway": "They counted.", "reason": "Off"}
    for _ in range(2):
        assert way.post(address, form | {"bears_1": "for", "credence_1": "50"}).status_code < 400
    assert (bearings(client), held(client)) == ({"b-1": "for"}, [50, 40])


@pytest.mark.parametrize("address", EDITS)
def test_a_reason_is_not_dropped_where_nothing_changed(
    way: Way, page: str, known: str, address: str
) -> None:
    form = READING | EDITS[address] | {"base": known}
    answer = way.post(address, form | {"reason": "A reason that took long"})
    assert answer.status_code == 422
    assert "Nothing else changed, so there is nothing to give a reason for." in answer.text
    assert "A reason that took long" in answer.text


@pytest.mark.parametrize("address", ["/reading/new", "/atlas/compute/reading"])
def test_nor_where_the_form_of_a_new_reading_is_sent_again(
    way: Way, page: str, address: str
) -> None:
    form = READING | {"topics": "Compute", "shown": "compute", "credence_1": "50"}
    for _ in range(2):
        assert way.post(address, form | {"reason": "Off by a tenth"}).status_code < 400
    assert way.post(address, form | {"reason": "Another reason"}).status_code == 422


@pytest.mark.parametrize("address", ["/reading/new", "/atlas/compute/reading"])
def test_a_refused_address_is_no_title_that_was_typed(way: Way, page: str, address: str) -> None:
    refused = way.post(address, {"url": "ftp://example.org/a", "title": "", "once": "wrong"})
    assert refused.status_code == 422
    title = re.search(r'<input[^>]*name="title"[^>]*>', refused.text)
    assert title
    assert 'value=""' in title[0]
    corrected = {"url": "https://example.org/a", "title": "", "once": "wrong"}
    assert way.post(address, corrected).status_code < 400
    log = way.browser.get("/reading").text
    assert "ftp://" not in log
    assert 'href="https://example.org/a"' in log
