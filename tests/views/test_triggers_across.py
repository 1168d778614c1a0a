"""A trigger bears on a belief of any region, and keeps doing so when one of the two moves."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.writers import Writer, check_journal, check_projections, count_changes, inside

ada = Writer()


@pytest.fixture
def beliefs(app: Flask) -> None:
    """A belief each in four regions; Norms is related to Compute."""
    with inside(app):
        compute, norms, far, secret = (
            ada.topic(title) for title in ("Compute", "Norms", "Far away", "Hidden away")
        )
        ada.add(compute, "regions", region="Norms", kind="related", reason="")
        for topic, claim in (
            (compute, "Chips count"),
            (norms, "Norms hold"),
            (far, "Ships sail far"),
            (secret, "Ships sink"),
        ):
            ada.add(topic, "beliefs", claim=claim, credence=Decimal(40), why="")


@pytest.mark.usefixtures("beliefs")
def test_a_trigger_names_a_belief_of_another_region_and_moves_it_there(
    app: Flask, way: Way, client: FlaskClient
) -> None:
    form = way.get("/atlas/compute/triggers/new").text
    assert '<option value="b-1">Chips count</option>' in form
    assert '<option value="b-2">Norms: Norms hold</option>' in form
    assert "Ships sail far" not in form, "only related regions are offered"
    sent = {"observation": "A wreck", "size": "40 to 25", "elsewhere": "ships sail", "once": "a"}
    answer = way.post("/atlas/compute/triggers", sent)
    assert answer.status_code == 200
    assert "would take <em>Ships sail far</em> from 40% to 25%" in client.get("/atlas/compute").text
    form = way.get("/atlas/compute/triggers/1/edit").text
    assert '<option value="b-3" selected>Far away: Ships sail far</option>' in form
    # Saved again without a word about it, the belief stays.
    kept = {"observation": "A big wreck", "belief": "b-3", "elsewhere": "", "base": base_of(form)}
    assert way.post("/atlas/compute/triggers/1", kept).status_code == 200
    # Once it is seen, the belief's form opens where the belief is, with the number promised.
    seen = way.browser.post(
        "/atlas/compute/triggers/1/happened",
        data={"happened_on": "2026-05-01", "cause": ""},
        headers=way.headers,
    )
    place = seen.headers["HX-Redirect"] if way.htmx else seen.location
    assert place.startswith("/atlas/far-away/beliefs/3/edit?cause=t-1")
    form = way.browser.get(place).text
    assert "Marked as happened." in form
    assert "25%, as you said you would" in form
    assert 'value="t-1" checked' in form
    moved = {"claim": "Ships sail far", "credence": "25", "cause": "t-1", "base": base_of(form)}
    assert way.post("/atlas/far-away/beliefs/3", moved).status_code == 200
    page = client.get("/atlas/compute").text
    assert "40% → 25%" in " ".join(page.split())
    assert "A big wreck" in client.get("/b/3/history").text
    with inside(app):
        check_journal()
        check_projections()


@pytest.mark.usefixtures("beliefs")
def test_what_names_no_belief_or_several_is_refused_and_kept(
    app: Flask, author: FlaskClient
) -> None:
    before = count_changes(app)
    for field, typed, words in (
        ("elsewhere", "ships", "b-3 “Ships sail far”; b-4 “Ships sink”"),
        ("elsewhere", "No such claim", "No belief reads so."),
        ("elsewhere", "b-99", "No belief reads so."),
        ("elsewhere", "t-1", "No belief reads so."),
        ("belief", "b-99", "No belief reads so."),
        ("belief", "r-1", "No belief reads so."),
    ):
        sent = {"observation": "A wreck", field: typed, "once": "a"}
        answer = author.post("/atlas/compute/triggers", data=sent)
        assert answer.status_code == 422, typed
        assert words in answer.text
        assert "A wreck" in answer.text
    # Two beliefs are one too many; the one that is chosen already is not.
    sent = {"observation": "A wreck", "belief": "b-1", "elsewhere": "ships sail", "once": "a"}
    answer = author.post("/atlas/compute/triggers", data=sent)
    assert (answer.status_code, count_changes(app)) == (422, before)
    assert "Another belief is chosen in the list above." in answer.text
    assert '<option value="b-1" selected>' in answer.text
    answer = author.post("/atlas/compute/triggers", data=sent | {"elsewhere": "b-1"})
    assert answer.status_code == 303
    # What was saved before is left for one that is named.
    base = base_of(author.get("/atlas/compute/triggers/1/edit").text)
    answer = author.post("/atlas/compute/triggers/1", data=sent | {"base": base})
    assert answer.status_code == 303
    assert '"b-3" selected' in author.get("/atlas/compute/triggers/1/edit").text
