"""What the changelog says of each thing an author can do, and what it leaves out."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, signed_in
from tests.views.changelog_reading import (
    CLAIM,
    change,
    head,
    later,
    let_settle,
    press,
    told,
    undo,
    write,
)
from tests.writers import newest_id
from wiki.queries.changelog.edit_groups import find_entry_revisions
from wiki.queries.changelog.entries import list_entries
from wiki.queries.topics import get_topic
from wiki.visibility import VISITOR

pytestmark = pytest.mark.usefixtures("settled")
READING = {"title": "On counting", "url": "", "takeaway": "Count."}


@pytest.fixture
def settled(app: Flask, topic: str, noise: None) -> None:
    let_settle(app)


@pytest.fixture
def belief(app: Flask, author: FlaskClient, topic: str, settled: None) -> str:
    """A belief of long ago; what stands at its address on the page."""
    write(author, "beliefs", **CLAIM, credence="60")
    later(app, 120)
    return "beliefs/2"


def first(client: FlaskClient) -> str:
    return told(client)[0]


def test_a_new_belief_is_told_with_its_number(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "beliefs", **CLAIM, credence="60")
    write(author, "beliefs", claim="No number", credence="")
    assert told(client)[:2] == [
        "Compute: No number added, no number yet",
        "Compute: Chips can be counted added at 60%",
    ]


def test_a_moved_number_is_told_with_its_reading_and_reason(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "reading", **READING)
    change(author, belief, credence="72", cause="r-2", reason="It was done")
    sentence = "Compute: Chips can be counted 60% → 72% after reading On counting. It was done"
    assert first(client) == sentence
    assert told(client, "/atlas/compute/changes")[0] == sentence
    assert told(client, f"/c/{newest_id(app)}") == [sentence]
    page = client.get("/changes").text
    assert '<em><a href="/b/2">Chips can be counted</a></em>' in page
    assert '<em><a href="/r/2">On counting</a></em>' in page
    assert f'href="/c/{newest_id(app)}"' in page
    assert sentence not in told(client, "/atlas/noise/changes")


def test_a_trigger_can_be_the_cause(author: FlaskClient, client: FlaskClient, belief: str) -> None:
    write(author, "triggers", observation="A count is published")
    change(author, belief, credence="72", cause="t-2")
    assert first(client) == (
        "Compute: Chips can be counted 60% → 72% after this happened: A count is published"
    )


def test_the_moves_of_one_group_are_told_once_as_what_they_come_to(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    before = told(client)
    change(author, belief, credence="65", reason="A first look")
    begun = newest_id(app)
    later(app, 29)
    change(author, belief, credence="72", reason="A second look")
    assert told(client) == [
        "Compute: Chips can be counted 60% → 72%. A first look. A second look",
        *before,
    ]
    assert f'href="/c/{begun}"' in client.get("/changes").text
    assert f'href="/c/{begun + 1}"' not in client.get("/changes").text
    assert f'<a href="/c/{begun + 1}">' in client.get(f"/c/{begun}").text
    assert f'<a href="/c/{begun}">' in client.get(f"/c/{begun + 1}").text
    assert "60% → 65%" in told(client, f"/c/{begun}")[0]


def test_half_an_hour_between_two_moves_makes_two_groups(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, credence="65")
    later(app, 30)
    change(author, belief, credence="72")
    assert [one[-9:] for one in told(client)[:2]] == ["65% → 72%", "60% → 65%"]


def test_another_authors_edit_ends_a_group(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, credence="65")
    change(signed_in(app, "Grace"), belief, credence="70")
    change(author, belief, credence="72")
    assert [one[-9:] for one in told(client)[:3]] == ["70% → 72%", "65% → 70%", "60% → 65%"]


def test_a_group_that_comes_to_nothing_is_not_told(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    before = told(client)
    change(author, belief, credence="72")
    change(author, belief, credence="60")
    assert told(client) == before
    write(author, "beliefs", claim="A slip", credence="1")
    press(author, "beliefs/3/delete")
    assert told(client) == before


@pytest.mark.parametrize("source", ["r-2", "t-2"])
@pytest.mark.parametrize(
    ("first_cause", "second_cause", "corrected", "sentences"),
    [
        (True, True, "60", []),
        (True, False, "60", []),
        (False, True, "60", []),
        (True, True, "37", ["60% → 37%"]),
        (True, False, "37", ["60% → 37%"]),
        (False, True, "37", ["60% → 37%"]),
    ],
)
def test_a_number_corrected_with_the_same_cause_is_one_move(
    author: FlaskClient,
    client: FlaskClient,
    belief: str,
    source: str,
    first_cause: bool,
    second_cause: bool,
    corrected: str,
    sentences: list[str],
) -> None:
    write(author, "reading", **READING)
    write(author, "triggers", observation="A count is published")
    before = told(client)
    change(author, belief, credence="31", cause=source if first_cause else "")
    change(author, belief, credence=corrected, cause=source if second_cause else "")
    lead = {"r-2": "after reading On counting", "t-2": "after this happened: A count is published"}
    expected = [f"Compute: Chips can be counted {one} {lead[source]}" for one in sentences]
    assert told(client) == [*expected, *before]


def test_a_save_with_another_cause_begins_a_group(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "reading", **READING)
    write(author, "triggers", observation="A count is published")
    change(author, belief, credence="65", cause="r-2")
    change(author, belief, credence="66")
    change(author, belief, credence="70", cause="t-2")
    change(author, belief, credence="72", cause="r-2")
    change(author, belief, credence="73", cause="r-2")
    assert [re.search(r"\d+% → .*", one)[0] for one in told(client)[:3]] == [  # type: ignore[index]
        "70% → 73% after reading On counting",
        "66% → 70% after this happened: A count is published",
        "60% → 66% after reading On counting",
    ]


def test_a_belief_just_written_is_told_before_it_moves_because_of_something(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "reading", **READING)
    write(author, "beliefs", claim="Rents fall", credence="40")
    change(author, "beliefs/3", credence="55", cause="r-2")
    assert told(client)[:2] == [
        "Compute: Rents fall 40% → 55% after reading On counting",
        "Compute: Rents fall added at 40%",
    ]


def test_a_short_search_tells_the_same_groups_as_a_search_of_all_changes(
    app: Flask, author: FlaskClient, belief: str
) -> None:
    write(author, "reading", **READING)
    write(author, "triggers", observation="A count is published")
    later(app, 31)
    for number, cause in ((65, "r-2"), (66, ""), (70, "t-2"), (72, ""), (75, "r-2")):
        change(author, belief, credence=str(number), cause=cause)
        later(app, 20)
    write(author, "beliefs", claim="Rents fall", credence="40")
    with app.app_context():
        every, _ = find_entry_revisions(None, reader=VISITOR)
        for back in range(1, 12):
            some, _ = find_entry_revisions(None, reader=VISITOR, back=back)
            assert some == every[: len(some)], back
        assert some


def test_an_undone_change_and_its_undoing_cancel_and_redoing_tells_it_again(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    before = told(client)
    change(author, belief, credence="72")
    moved = newest_id(app)
    after = told(client)
    later(app)
    undo(author, moved)
    assert told(client) == before
    assert f'href="/c/{moved + 1}"' in client.get(f"/c/{moved}").text
    undo(author, moved + 1)
    assert told(client) == after


def test_what_was_taken_back_of_a_group_is_left_out_of_it(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, claim="Chips can well be counted")
    change(author, belief, credence="72")
    undo(author, newest_id(app))
    assert first(client) == "Compute: Chips can well be counted reworded"


def test_a_group_keeps_its_address_when_its_beginning_is_taken_back(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, credence="72")
    begun = newest_id(app)
    undo(author, begun)
    change(author, belief, credence="65")
    assert first(client) == "Compute: Chips can be counted 60% → 65%"
    assert f'href="/c/{begun}"' in client.get("/changes").text


@pytest.mark.parametrize(
    ("place", "fields", "sentence"),
    [
        ("affirm", {}, "still 60%"),
        ("retire", {"outcome": "dropped", "on": ""}, "no longer held at 60%"),
        ("retire", {"outcome": "true", "on": ""}, "resolved true at 60%"),
        ("retire", {"outcome": "void", "on": ""}, "badly put at 60%"),
    ],
)
def test_what_becomes_of_a_belief_is_told(
    author: FlaskClient,
    client: FlaskClient,
    belief: str,
    place: str,
    fields: dict[str, str],
    sentence: str,
) -> None:
    press(author, f"{belief}/{place}", **fields)
    assert first(client) == f"Compute: Chips can be counted {sentence}"


def test_what_came_back_is_told(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    press(author, f"{belief}/delete")
    later(app)
    press(author, f"{belief}/restore")
    assert first(client) == "Compute: Chips can be counted brought back"


@pytest.mark.parametrize(
    ("section", "fields", "address", "anchor"),
    [
        ("reading", {"takeaway": "Count."}, "/reading/2", "r-2"),
        ("writing", {"body": "Count."}, "/writing/on-counting", "e-2"),
    ],
)
def test_a_reading_or_essay_that_came_back_is_not_told_as_new(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    section: str,
    fields: dict[str, str],
    address: str,
    anchor: str,
) -> None:
    write(author, section, title="On counting", state="published", **fields)
    let_settle(app)
    assert author.post(f"{address}/delete").status_code == 303
    later(app)
    assert author.post("/deleted", data={"anchor": anchor}).status_code == 303
    assert first(client) == "Compute: On counting brought back"


@pytest.mark.parametrize(
    ("section", "fields", "done", "told"),
    [
        (
            "regions",
            {"region": "Elsewhere", "kind": "leans on", "reason": "It stands on it"},
            {},
            "Compute: leans on Elsewhere again",
        ),
        ("stance", {"body": "I stand here."}, {}, "Compute: stance brought back"),
        (
            "triggers",
            {"observation": "A ban"},
            {"happened": {"happened_on": "2026-05-01"}},
            "Compute: A ban brought back",
        ),
        (
            "uncertainties",
            {"question": "Who counts?"},
            {"settle": {"state": "void"}},
            "Compute: Who counts? brought back",
        ),
    ],
)
def test_what_came_back_is_not_told_as_new(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    section: str,
    fields: dict[str, str],
    done: dict[str, dict[str, str]],
    told: str,
) -> None:
    write(author, section, **fields)
    for verb, typed in done.items():
        press(author, f"{section}/2/{verb}", **typed)
    let_settle(app)
    press(author, f"{section}/2/delete")
    later(app)
    press(author, f"{section}/2/restore")
    assert first(client) == told


def test_a_number_of_the_past_is_told_as_such(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, **CLAIM, credence="40", at="2024-03-05")
    assert first(client) == "Compute: Chips can be counted: I held 40% on 5 March 2024"


def test_a_change_of_every_field_of_a_belief_is_told_alone_and_beside_another(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    day = {"resolves_on": "2027-05-01"}
    change(author, belief, **CLAIM, credence="60", **day)
    assert first(client) == "Compute: Chips can be counted to resolve by 1 May 2027"
    later(app)
    other = {"claim": "Chips are counted", "resolves_on": "2028-01-02"}
    change(author, belief, **other, credence="72")
    assert first(client) == (
        "Compute: Chips are counted 60% → 72%, reworded, to resolve by 2 January 2028"
    )
    # The number stands in the margin, so what is seen beside the claim begins with no comma.
    beside = '<b><span class="visually-hidden">,</span><span class="gap"> </span>reworded, to '
    assert beside in client.get("/changes").text
    later(app)
    change(author, belief, claim="Chips are counted", why="As said", resolves_on="")
    assert first(client) == "Compute: Chips are counted reworded, without a day to resolve by"


def test_a_reason_of_a_relation_that_changes_is_told(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    relation = {"region": "Noise", "kind": "related"}
    write(author, "regions", **relation, reason="Both hum")
    later(app)
    change(author, "regions/2", **relation, reason="Both buzz")
    assert first(client) == "Compute: related to Noise — Both buzz"


def test_words_and_ranges_are_told(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, claim="Chips are counted")
    assert first(client) == "Compute: Chips are counted reworded"
    later(app)
    change(author, belief, range="55-70")
    assert first(client) == "Compute: Chips are counted range 55 to 70%"
    later(app)
    change(author, belief, range="")
    assert first(client) == "Compute: Chips are counted without a range"


@pytest.mark.parametrize("at_once", [False, True])
def test_a_slot_is_told_once_it_is_filled(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, at_once: bool
) -> None:
    before = told(client)
    write(author, "beliefs", claim="<a claim>", credence="")
    assert told(client) == before
    if not at_once:
        later(app)
    change(author, "beliefs/2", claim="Chips count", credence="60")
    assert first(client) == "Compute: Chips count added at 60%"
    link = re.findall(r'href="(/c/\d+)"', client.get("/changes").text)[0]
    assert told(client, link) == ["Compute: Chips count added at 60%"]
    assert "shortly before or after" not in client.get(link).text


def test_the_life_of_a_question_is_told(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "uncertainties", question="How many?")
    assert first(client) == "Compute: unsure: How many?"
    later(app)
    press(author, "uncertainties/2/settle", state="answered", cause="b-2")
    assert first(client) == "Compute: How many? answered by Chips can be counted"
    later(app)
    press(author, "uncertainties/2/settle", state="open", cause="")
    assert first(client) == "Compute: How many? open again"


def test_the_life_of_a_trigger_is_told(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "reading", **READING)
    write(author, "triggers", observation="A count is published")
    assert first(client) == "Compute: would be moved by A count is published"
    later(app)
    press(author, "triggers/2/happened", happened_on="2026-06-03", cause="r-2")
    assert first(client) == (
        "Compute: A count is published happened: 3 June 2026, seen in On counting"
    )


def test_a_reading_is_told_when_it_has_a_takeaway(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    before = told(client)
    write(author, "reading", **READING | {"takeaway": ""})
    assert told(client) == before
    later(app)
    change(author, "reading/2", takeaway="Count.", topics="compute")
    assert first(client) == "Compute: read On counting — Count."
    later(app)
    change(author, "reading/2", takeaway="Recount.", topics="compute")
    assert told(client)[1:] == before


def test_what_one_reading_sets_off_is_one_entry_with_one_address(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "triggers", observation="A count is published")
    later(app)
    fields = {"happened": "2", "bears_2": "for", "credence_2": "72", "reason": "It was done"}
    write(author, "reading", **READING, read_on="2026-06-03", **fields)
    sentences = [
        "Compute: Chips can be counted 60% → 72% after reading On counting. It was done",
        "Compute: A count is published happened: 3 June 2026, seen in On counting. It was done",
        "Compute: read On counting, for Chips can be counted — Count.",
    ]
    assert told(client)[:3] == sentences
    assert told(client, f"/c/{newest_id(app)}") == sentences
    assert client.get("/changes").text.count(f'href="/c/{newest_id(app)}"') == 1
    undo(author, newest_id(app))
    assert not [one for one in told(client) if " On counting" in one and "noisy" not in one]


def test_a_stance_is_told_by_what_changed_or_as_reworded(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "stance", body="I think so.")
    assert first(client) == "Compute: stance written"
    later(app)
    change(author, "stance/2", body="I doubt it.")
    assert first(client) == "Compute: stance reworded"
    later(app)
    change(author, "stance/2", body="I do not know.", reason="Less sure of the count")
    assert first(client) == "Compute: Less sure of the count"
    assert (
        '<a href="/atlas/compute#stance">Less sure of the count</a>' in client.get("/changes").text
    )


def test_regions_and_relations_are_told(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Verification", "summary": "Who counts"})
    assert first(client) == "New region: Verification. Who counts"
    write(author, "regions", region="verification", kind="leans on", reason="It needs a count")
    assert first(client) == "Compute: leans on Verification — It needs a count"
    assert told(client, "/atlas/verification/changes")[0] == first(client)
    later(app)
    head(author, title="Compute", status="Forming")
    assert first(client) == "Compute: no status → Forming"
    head(author, title="Chips", status="Forming")
    assert first(client) == "Chips: called Compute before, no status → Forming"


def test_moves_reviews_notes_and_summaries_are_not_told(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "beliefs", claim="Another", credence="1")
    before = [told(client), told(author)]
    press(author, "beliefs/3/move", direction="up")
    press(author, "reviewed")
    press(author, "note", body="For me alone", base="0")
    place = re.findall(r'name="[xy]"[^>]* value="(-?\d+)"', author.get("/atlas/compute/place").text)
    press(author, "place", x=str(int(place[0]) + 1), y=place[1])
    head(author, summary="On chips and boards")
    author.post("/areas/new", data={"title": "Anywhere"})
    assert [told(client), told(author)] == before


def test_a_small_edit_is_not_told_and_the_history_says_so(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    before = told(client)
    change(author, belief, why="Because", minor="1")
    assert told(client) == before
    assert "minor edit" in client.get("/b/2/history").text
    later(app)
    change(author, belief, claim="Chips count")
    assert first(client) == "Compute: Chips count reworded"
    assert client.get("/b/2/history").text.count("minor edit") == 1


def test_a_small_edit_on_a_page_of_its_own_is_not_told_either(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "reading", title="On counting")
    let_settle(app)
    before = told(client)
    form = author.get("/reading/2/edit").text
    sent = {"base": base_of(form), "title": "On counting", "takeaway": "Count.", "minor": "1"}
    refused = author.post("/reading/2/edit", data=sent | {"read_on": "soon"})
    assert refused.status_code == 422
    for page, is_ticked in ((form, False), (refused.text, True)):
        box = re.search(r'<input type="checkbox" name="minor" value="1"([^>]*)>', page)
        assert box
        assert (box[1] == " checked") == is_ticked
    assert author.post("/reading/2/edit", data=sent).status_code == 303
    assert told(client) == before
    assert "minor edit" in client.get("/r/2/history").text
    assert 'name="minor"' not in author.get("/reading/new").text


def test_a_number_that_moves_is_no_small_edit(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, credence="72", minor="1")
    assert first(client).endswith("60% → 72%")


def test_a_trigger_that_happens_is_no_small_edit_of_a_reading(
    author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    write(author, "triggers", observation="A count is published")
    write(author, "reading", **READING)
    change(author, "reading/2", happened="2", minor="1")
    assert any("A count is published happened" in sentence for sentence in told(client))


def test_what_was_written_in_private_moves_for_visitors_once_it_is_edited_in_public(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, "beliefs", slug="hidden", claim="A secret claim", credence="31")
    later(app)
    before = told(client)
    assert first(author) == "New region: Hidden (private), with 1 belief"
    head(author, slug="hidden", visibility="public", title="Hidden")
    assert first(client) == "New region: Hidden, with 1 belief"
    let_settle(app)
    change(author, "beliefs/2", slug="hidden", claim="An open claim", credence="60")
    assert told(client) == [
        "Hidden: An open claim 31% → 60%, reworded",
        "New region: Hidden, with 1 belief",
        *before,
    ]
    head(author, slug="hidden", visibility="private", title="Hidden")
    assert told(client) == before
    assert "Hidden" not in client.get("/changes.rss").text


def test_a_region_that_is_public_again_is_no_news(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    before = told(client)
    head(author, visibility="private", title="Compute")
    later(app)
    head(author, visibility="public", title="Compute")
    assert told(client) == before


def test_a_hidden_reason_or_cause_is_dropped(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, "beliefs", slug="hidden", claim="A secret claim", credence="31")
    both = READING | {"topics": "compute,hidden", "bears_2": "for", "credence_2": "50"}
    write(author, "reading", slug="hidden", **both, reason="A secret reason")
    number = newest_id(app)
    assert first(client) == "Compute: read On counting — Count."
    paths = ("/changes", f"/c/{number}", "/changes.json", "/atlas/compute/changes")
    for path in (*paths, "/atlas/compute/history", "/r/2/history"):
        page = client.get(path).text
        assert "secret" not in page
        assert "Hidden" not in page
    assert "A secret reason" in author.get(f"/c/{number}").text


def test_the_first_page_shows_the_latest_five_changes_of_mind(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    for number in range(7):
        write(author, "beliefs", claim=f"Claim {number}", credence="60")
        later(app)
        write(author, "reading", title=f"Work {number}", url="", takeaway="T")
    page = client.get("/").text.partition("Latest changes of mind")[2].partition("</section>")[0]
    assert [f"Claim {n}" in page for n in range(7)] == [False, False] + [True] * 5
    assert "Work" not in page


def test_pages_hold_fifty_and_lead_on(author: FlaskClient, client: FlaskClient, topic: str) -> None:
    for number in range(60):
        write(author, "beliefs", claim=f"Claim {number:02}", credence="60")
    older = re.findall(r'<a href="([^"]+)" rel="next">Older</a>', client.get("/changes").text)
    one, two = told(client), told(client, older[0])
    assert len(one) == 50
    assert one[0] == "Compute: Claim 59 added at 60%"
    assert two[0] == "Compute: Claim 09 added at 60%"
    assert 'rel="next"' not in client.get(older[0]).text
    assert '<a href="/changes">Latest</a>' in client.get(older[0]).text
    assert '<a href="/changes">Latest</a>' not in client.get("/changes").text


@pytest.mark.parametrize("place", ["0", "-3", "x", "", "1.5", "9" * 30])
def test_no_place_in_the_changelog_is_refused(client: FlaskClient, place: str) -> None:
    answer = client.get(f"/changes?before={place}")
    assert answer.status_code == 400
    assert "go back to the latest ones" in answer.text


@pytest.mark.parametrize("of_topic", [False, True])
def test_all_pages_together_tell_each_entry_once(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    monkeypatch: pytest.MonkeyPatch,
    of_topic: bool,
) -> None:
    monkeypatch.setattr("wiki.queries.changelog.entries.SEARCHED", (3, 6, None))
    for number in range(20):
        write(author, "beliefs", claim=f"Claim {number:02}", credence="60")
        if number % 4 == 0:
            later(app)
            change(author, "beliefs/2", credence=str(61 + number))
    paged, before, older = [], None, True
    with app.app_context():
        mine = get_topic(topic, reader=VISITOR) if of_topic else None
        whole, _ = list_entries(mine, reader=VISITOR)
        while older:
            entries, older = list_entries(mine, reader=VISITOR, before=before, count=3)
            paged += entries
            before = entries[-1].change_id
    assert len(whole) > 25
    assert paged == whole


def test_a_large_change_is_told_in_part_and_whole_at_its_address(
    app: Flask, author: FlaskClient, client: FlaskClient, tmp_path: object, topic: str
) -> None:
    claims = "\n".join(f"- Claim {number} ~{number}%" for number in range(1, 41))
    file = f"{tmp_path}/page.md"
    with open(file, "w", encoding="utf-8") as page:
        page.write(f"---\ntitle: Compute\n---\n\n## Current beliefs\n\n{claims}\n")
    assert app.test_cli_runner().invoke(args=["import", file]).exit_code == 0
    entry = client.get("/changes.json").get_json()["items"][0]
    assert entry["title"] == "Compute: Claim 1 added at 1%, and 39 more"
    month = f"/changes/{datetime.now(UTC):%Y-%m}"
    for path in ("/changes", month, f"{month}.md"):
        assert "28 more in this change" in client.get(path).text
    assert "and 37 more" in client.get("/").text
    assert len(told(client, f"/c/{newest_id(app)}")) == 40


def test_nothing_yet_is_said(client: FlaskClient, app: Flask) -> None:
    page = client.get("/atlas/far-away/changes?before=1").text
    assert "Nothing older." in page


def open_links(client: FlaskClient, path: str) -> list[str]:
    """Return the addresses of changes that a page links to, all of which have to be there."""
    links = sorted(set(re.findall(r'href="(/c/\d+)"', client.get(path).text)))
    assert [link for link in links if client.get(link).status_code != 200] == []
    return links


def edit_reading(author: FlaskClient, number: int, **fields: str) -> None:
    at = f"/reading/{number}/edit"
    sent = {"base": base_of(author.get(at).text), "title": "Work", "takeaway": "So"} | fields
    assert author.post(at, data=sent).status_code == 303


def test_a_change_leads_to_no_other_one_that_is_hidden(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    assert author.post("/atlas/new", data={"title": "Open"}).status_code == 303
    assert author.post("/atlas/new", data={"title": "Closed"}).status_code == 303
    write(author, "beliefs", "open", **CLAIM)
    shown = f"/c/{newest_id(app)}"
    write(author, "reading", "open", title="Work", takeaway="So")
    edit_reading(author, 2, topics="Open", takeaway="Not so")
    write(author, "regions", "open", region="Closed", kind="related", reason="")
    assert len(open_links(client, shown)) == 4
    edit_reading(author, 2, topics="Closed")
    head(author, "closed", title="Closed", visibility="private")
    assert len(open_links(client, shown)) == 1  # that of the region itself
    assert len(open_links(author, shown)) > 1


def test_no_page_leads_to_an_undone_change_that_is_hidden(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author, "reading", title="Work", takeaway="So")
    edit_reading(author, 2, topics="Elsewhere")
    undo(author, newest_id(app))
    undoing = f"/c/{newest_id(app)}"
    assert "Undoes" in client.get(undoing).text
    head(author, "elsewhere", title="Elsewhere", visibility="private")
    assert "Undoes" not in client.get(undoing).text
    for path in (undoing, "/history", "/r/2/history", "/atlas/compute/history"):
        open_links(client, path)


@pytest.mark.parametrize("correct", ["edit", "undo"])
def test_a_region_that_a_reading_had_by_mistake_does_not_tell_of_it(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, correct: str
) -> None:
    author.post("/atlas/new", data={"title": "Open"})
    let_settle(app)
    write(author, "reading", title="Work", takeaway="So")
    mine, others = "/atlas/compute/changes", "/atlas/open/changes"
    before = told(client, others)
    edit_reading(author, 2, topics="Compute, Open")
    assert told(client, others)[0] == "Compute, Open: read Work — So"
    if correct == "edit":
        edit_reading(author, 2, topics="Compute")
    else:
        undo(author, newest_id(app))
    assert told(client, others) == before
    assert "Work" not in client.get(f"{others}.rss").text
    assert told(client, mine)[0] == told(client)[0] == "Compute: read Work — So"
