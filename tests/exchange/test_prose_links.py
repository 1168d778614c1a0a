"""Links in the texts of another atlas lead to what the import made of the items they name."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from tests.exchange.made import Make, made_in, run
from tests.writers import Writer, check_projections, count_changes, inside, section
from wiki.db import db
from wiki.journal import record
from wiki.models import Area, Atlas, Essay, Reading, Topic
from wiki.queries.names import find_topic
from wiki.queries.topics import find_note, get_topic
from wiki.sections.stance import Stance
from wiki.services.collections import add_shared
from wiki.services.topics import save_note
from wiki.visibility import AUTHOR

ada = Writer("Ada")
LINKS = "[[b-1]], [this](/b/1), `[[b-1]]`, [[r-1|the work]] and [[e-1]]"


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    """Give a function that makes an atlas with an id of its own."""
    with made_in(tmp_path, empty_instance) as make_one:

        def make(name: str) -> Flask:
            app = make_one(name)
            with inside(app):
                db.session.execute(update(Atlas).values(id=str(uuid4())))
                db.session.commit()
            return app

        yield make


def add_alone(name: str, **values: Any) -> None:
    """Add a reading or an essay of no region."""
    with ada.saving() as by:
        add_shared(section(name), values, by, once="")


def write_tides(app: Flask) -> None:
    """A region, a reading and an essay whose texts link to its belief, and to each other."""
    with inside(app):
        tides = ada.topic("Tides", summary="Of [[b-1]]")
        ada.topic("Moon")
        ada.add(tides, "beliefs", claim="The moon pulls the sea", credence=Decimal(90), why="")
        ada.add(tides, "stance", body=f"I hold {LINKS}.")
        ada.add(tides, "uncertainties", question="How much does [[b-1]] matter?")
        ada.add(tides, "regions", region="Moon", kind="related", reason="By [[b-1]]")
        with ada.saving() as by:
            save_note(tides, "Mind [[b-1]]", by, base=0)
        add_alone("reading", title="On tides", takeaway=f"It has {LINKS}", url="")
        add_alone("writing", title="My tides", body=f"I write {LINKS}", url="", slug="")


def write_addressed(app: Flask, title: str, body: str) -> None:
    """A region, an area and an essay that have the same addresses in two atlases."""
    with inside(app):
        topic = ada.topic(f"{title} region", area="Sea", slug="sea")
        area = db.session.query(Area).one()
        with ada.saving() as by, record(by) as entry:
            entry.alter(area, title=f"{title} area")
        ada.add(topic, "stance", body=body)
        add_alone("writing", title=f"{title} essay", body=body, url="", slug="sea")


def test_links_by_address_lead_to_what_regions_areas_and_essays_became(
    make: Make, tmp_path: Path
) -> None:
    """Each of the three gets another address here, as its own leads to something else."""
    one, other = make("one"), make("other")
    write_addressed(other, "Old", "x")
    with inside(other), ada.saving() as by, record(by) as entry:
        for model in (Topic, Area, Essay):
            row: Any = db.session.query(model).one()
            entry.alter(row, slug="ocean")
    links = "[r](/atlas/sea#beliefs), [[/atlas/sea|w]], [a](/areas/sea), [e](/writing/sea#x)"
    kept = "`[e](/writing/sea)`, [o](/writing/seaside), [b](https://example.org/writing/sea)"
    write_addressed(one, "New", f"{links}, [up](../writing/sea), {kept}")
    run(other, "import", "--pages", exported(one, tmp_path / "out"))
    with inside(other):
        topic = find_topic("New region")
        essay = db.session.query(Essay).filter_by(title="New essay").one()
        area = db.session.query(Area).filter_by(title="New area").one()
        assert topic
        here = {"atlas": topic.slug, "areas": area.slug, "writing": essay.slug}
        assert "sea" not in here.values()
        led = links
        for root, slug in here.items():
            led = led.replace(f"/{root}/sea", f"/{root}/{slug}")
        stance = db.session.query(Stance).filter_by(topic_id=topic.id).one()
        assert stance.body == essay.body == f"{led}, [up](../writing/{essay.slug}), {kept}"
    said = run(other, "import", "--pages", exported(one, tmp_path / "again"))
    assert "No change" in said or "0" in said


def write_markets(app: Flask) -> None:
    """Other items that have the same names."""
    with inside(app):
        markets = ada.topic("Markets")
        ada.add(
            markets, "beliefs", claim="Prices will crash", credence=Decimal(20), why="On [[b-1]]"
        )
        add_alone("reading", title="On prices", takeaway="Of [[b-1]]", url="")
        add_alone("writing", title="My markets", body="On [[b-1]]", url="", slug="")


def exported(app: Flask, folder: Path) -> Path:
    run(app, "export", "--all", folder)
    return folder


def texts(app: Flask) -> list[str]:
    """Return all texts that `write_tides` writes, as they are in an atlas."""
    with inside(app):
        tides = get_topic("tides", reader=AUTHOR)
        work = db.session.query(Reading).filter_by(title="On tides").one()
        essay = db.session.query(Essay).filter_by(title="My tides").one()
        note = find_note(tides)
        assert note
        said = [tides.summary, note.body, work.takeaway, essay.body]
    page = app.test_client().get("/atlas/tides.json").get_json()["sections"]
    said += [page["stance"]["body"], page["uncertainties"][0]["question"]]
    return [*said, page["regions"][0]["reason"]]


def test_texts_of_a_whole_export_link_to_the_items_they_linked_to(
    make: Make, tmp_path: Path
) -> None:
    one, other = make("one"), make("other")
    write_tides(one)
    write_markets(other)
    folder = exported(one, tmp_path / "out")
    here = [
        text.replace("[[b-1]]", "[[b-2]]")
        .replace("/b/1", "/b/2")
        .replace("`[[b-2]]`", "`[[b-1]]`")
        .replace("r-1", "r-2")
        .replace("e-1", "e-2")
        for text in texts(one)
    ]
    said = run(other, "import", "--pages", folder)
    assert "so the link to it is words" not in said
    assert texts(other) == here
    with inside(other):
        check_projections()
    # What was there keeps its own links, and a second import changes nothing.
    belief = other.test_client().get("/atlas/markets.json").get_json()["sections"]["beliefs"][0]
    assert belief["why"] == "On [[b-1]]"
    before = count_changes(other)
    run(other, "import", "--pages", folder)
    assert count_changes(other) == before
    assert texts(other) == here
    # In its own atlas and in an empty one, everything keeps its name.
    own = texts(one)
    run(one, "import", "--pages", folder)
    empty = make("empty")
    run(empty, "import", "--pages", folder)
    assert texts(one) == texts(empty) == own


def test_a_page_alone_names_no_item_here_that_it_does_not_have(make: Make, tmp_path: Path) -> None:
    one, other = make("one"), make("other")
    write_tides(one)
    write_markets(other)
    folder = exported(one, tmp_path / "out")
    page = folder / "tides.md"
    page.write_text(page.read_text().replace("I hold", "Since [a change](/c/1) I hold"))
    said = run(other, "import", page, folder / "moon.md")
    for named in ("/c/1", "r-1", "e-1"):
        assert f"no file has what {named} names, so the link to it is words." in said
    stance = other.test_client().get("/atlas/tides.json").get_json()["sections"]["stance"]
    led = "[[b-2]], [this](/b/2), `[[b-1]]`, the work and e-1"
    assert stance["body"] == f"Since a change I hold {led}."


def test_a_page_of_no_atlas_links_to_its_own_items_and_to_those_that_are_here(
    make: Make, tmp_path: Path
) -> None:
    app, page = make("one"), tmp_path / "rain.md"
    write_markets(app)
    page.write_text(
        "# Rain\n\n## Where I currently stand\n\nOn [[b-7]] and [[b-1]]\n\n"
        "## Current beliefs\n\n- It rains ~30% — it does ^b-7\n"
    )
    run(app, "import", page)
    stance = app.test_client().get("/atlas/rain.json").get_json()["sections"]["stance"]
    assert stance["body"] == "On [[b-2]] and [[b-1]]"


def test_the_address_of_a_region_in_a_text_is_the_one_that_it_has_here(
    make: Make, tmp_path: Path
) -> None:
    one, other = make("one"), make("other")
    led = "On [the sea](/atlas/sea#beliefs), [[/atlas/sea|it]], [a][1] and `/atlas/sea`"
    with inside(one):
        ada.topic("The sea", slug="sea")
        tides = ada.topic("Tides")
        ada.add(tides, "stance", body=f"{led}\n\n[1]: /atlas/sea")
        ada.add(tides, "beliefs", claim="They come from [the sea](/atlas/sea)", why="")
        add_alone("writing", title="My tides", body=led, url="", slug="")
    with inside(other):
        ada.topic("The sea", slug="ocean")
        ada.topic("Seas", slug="seas")
    folder = exported(one, tmp_path / "out")
    run(other, "import", "--pages", folder)
    before = count_changes(other)
    run(other, "import", "--pages", folder)
    assert count_changes(other) == before
    here = led.replace("sea#", "ocean#").replace("sea|", "ocean|")
    page = other.test_client().get("/atlas/tides.json").get_json()["sections"]
    assert page["stance"]["body"] == f"{here}\n\n[1]: /atlas/ocean"
    (belief,) = page["beliefs"]
    assert belief["claim"] == "They come from [the sea](/atlas/ocean)"
    with inside(other):
        assert db.session.query(Essay).one().body == here
