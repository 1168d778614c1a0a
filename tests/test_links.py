"""What links to a region: told on its page, in its data and to nobody who may not read the text."""

import re
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient

from tests.saying import Writer, check_projections, inside

ada = Writer()


def section(page: str) -> str:
    """Return the text of the section “What links here”, "" where there is none."""
    found = re.search(r'<section id="links-here".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_every_text_that_links_is_told_with_its_sentence(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        goal, other = ada.topic("Trade law"), ada.topic("Chips", summary="Under [[trade law]].")
        ada.add(other, "stance", body="Rain. See [[Trade law#beliefs|the rules]], e.g. on tin. So.")
        held = ada.add(goal, "beliefs", claim="Tariffs fall", credence=Decimal(60)).item.id
        ada.add(other, "beliefs", claim=f"As [[b-{held}]] says", credence=None, why="")
        ada.add(other, "uncertainties", question="Is [law](/atlas/trade-law) enough?")
        ada.add(other, "triggers", observation="A ruling in `[[Trade law]]` only")
        ada.add(goal, "uncertainties", question="Does [[Trade law]] link to itself?")
        ada.add(other, "reading", title="A book", takeaway="On [[Trade law]].", topics=[other])
        ada.add(goal, "reading", title="Own", takeaway="On [[Trade law]].", topics=[goal])
        check_projections()
    told = section(client.get("/atlas/trade-law").text)
    assert told == (
        "What links here"
        " Named in the summary of Chips Under trade law ."
        " Named in where I stand on Chips See the rules , e.g. on tin."
        f" Named in a belief in Chips As b-{held} says"
        " Named as an uncertainty in Chips Is law enough?"
        " Named in what I read A book On Trade law ."
    )
    data = client.get("/atlas/trade-law.json").json
    assert data is not None
    assert [(one["slug"], one["section"]) for one in data["backlinks"]] == [
        ("chips", name) for name in ("summary", "stance", "beliefs", "uncertainties", "reading")
    ]
    assert data["backlinks"][1]["sentence"] == "See the rules, e.g. on tin."
    page = client.get("/atlas/chips").text
    assert f'As <a href="/b/{held}">Tariffs fall</a> says' in page
    assert client.get("/atlas/trade-law/links").text.count('<p class="why">') == 5
    assert section(page) == ""
