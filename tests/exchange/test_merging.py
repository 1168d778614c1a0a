"""Merging an export into an atlas in use: all of it but the journal comes along."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.exchange.made import Make, made_in, refused, run
from tests.pictures import drawing
from tests.planting import plant
from tests.writers import Writer, check_projections, inside, newest, reread, section
from wiki.db import db
from wiki.forms.quotes import make_quote
from wiki.journal import record, version
from wiki.media.names import name_for
from wiki.media.shelf import Shelf
from wiki.models import Area, Atlas, Essay, Reading, Topic
from wiki.queries.areas import list_areas
from wiki.queries.topics import get_topic, list_topics
from wiki.services.areas import delete_area, make_area
from wiki.services.collections import add_shared, delete_shared, save_shared
from wiki.services.reading_list import put_on_list
from wiki.services.topics import delete_topic, edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


def add(name: str, **values: Any) -> Any:
    """Add a reading or essay of no region."""
    ada = Writer("Ada")
    with ada.saving() as by:
        return add_shared(section(name), values, by, once="")[0]


def save(name: str, item: Any, **values: Any) -> None:
    """Save a reading or essay on the version it has now."""
    ada = Writer("Ada")
    with ada.saving() as by:
        topic: Any = None
        known = section(name).values(item, topic) | values
        base = version(section(name).kind, item.id)
        save_shared(section(name), item, known, by, base=base)


def content(app: Flask) -> Counter[tuple[str, ...]]:
    """Return what the files of an export say of an atlas, but for items on regions' pages."""
    said: Counter[tuple[str, ...]] = Counter()
    with inside(app):
        for model, fields in (
            (Area, ("title", "summary", "slug")),
            (Topic, ("title", "summary", "slug", "visibility")),
            (Essay, ("title", "body", "url", "published_on", "slug", "state")),
            (Reading, ("title", "url", "authors", "takeaway", "read_on", "quotes", "state")),
        ):
            kind: Any = model
            for row in db.session.scalars(select(kind).where(kind.deleted_at.is_(None))):
                tags = sorted(topic.title for topic in getattr(reread(row), "live_topics", ()))
                if not (tags and kind is Reading):
                    values = [str(getattr(row, name)) for name in fields]
                    said[(model.__name__, *values, *tags)] += 1
    return said


def test_all_that_an_export_says_comes_into_an_atlas_in_use_once(
    make: Make, tmp_path: Path
) -> None:
    one, other = make("one"), make("other")
    folder = tmp_path / "out"
    data = drawing(form="WEBP")
    picture = name_for(data, "webp")
    with inside(one):
        plant()
        add("writing", title="Seen", body=f"![A drawing](/media/{picture})")
    Shelf(tmp_path / "one" / "media").keep(picture, data, "A red drawing")
    run(one, "export", "--all", folder)
    with inside(other):
        db.session.execute(update(Atlas).values(id=str(uuid4())))
        db.session.commit()
        Writer("Grace").topic("Here before")
    assert "dry run" in run(other, "import", "--pages", "--dry-run", folder)
    assert content(other).total() == 1
    run(other, "import", "--pages", folder)
    ours, theirs = content(one), content(other)
    assert ours - theirs == Counter()
    assert [said[:2] for said in theirs - ours] == [("Topic", "Here before")]
    shelf = Shelf(tmp_path / "other" / "media")
    assert (shelf.read(picture), shelf.words(picture)) == (data, "A red drawing")
    run(make("restored"), "import", folder)
    shelf = Shelf(tmp_path / "restored" / "media")
    assert (shelf.read(picture), shelf.words(picture)) == (data, "A red drawing")
    with inside(other):
        check_projections()
    assert ": 0 added, " in run(other, "import", "--pages", folder)
    assert content(other) == theirs
    # And into the atlas that it comes from, where nothing differs.
    assert ": 0 added, 0 updated, " in run(one, "import", "--pages", folder)


def test_what_was_written_since_an_export_stays_and_what_is_no_part_of_one_is_refused(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    with inside(app):
        essay = add("writing", title="On tides", body="They turn.").id
        reading = add("reading", title="Tables", url="https://example.org/t").id
        Writer().topic("Tides", area="Sea")
    run(app, "export", "--all", folder)
    with inside(app):
        save("reading", db.session.get_one(Reading, reading), takeaway="Exact")
        save("writing", db.session.get_one(Essay, essay), title="On the tides")
    run(app, "import", "--pages", folder)
    with inside(app):
        assert db.session.get_one(Reading, reading).takeaway == "Exact"
        assert db.session.get_one(Essay, essay).title == "On tides"  # as in the export
    run(app, "purge", f"e-{essay}", f"r-{reading}", "--yes")
    run(app, "import", "--pages", folder)  # what was purged is written anew
    with inside(app):
        for model, number, title in ((Essay, essay, "On tides"), (Reading, reading, "Tables")):
            kind: Any = model
            (row,) = db.session.scalars(select(kind).where(kind.title == title))
            assert row.id > number
    before = content(app)
    tides = folder / "essays" / "on-tides.md"
    written = tides.read_text()
    faults = [
        (
            tides,
            written.replace('"On tides"', '["a"]'),
            "on-tides.md, line 3: title takes one",
        ),
        (tides, written.replace("---\n\n", 'topics: ["Moon"]\n---\n\n'), "called “Moon”"),
        (folder / "areas.yaml", "- slug: [", "areas.yaml, line 1: This file is not plain YAML"),
        (folder / "areas.yaml", "- slug: sea\n", "areas.yaml, line 1: This area has no title."),
        (
            folder / "areas.yaml",
            "- slug: sea\n  title: Sea # salt\n",
            "areas.yaml, line 2: title: what follows “ #” would be lost",
        ),
        (
            folder / "areas.yaml",
            " " * 2_200_000,
            "areas.yaml, line 1: This list has more than 2 MiB",
        ),
        (folder / "reading.json", "[{", "reading.json, line 1: This is not"),
        (folder / "reading.json", '[{"id": "r-1"}]', "reading.json, line 1: r-1: Title: "),
        (tides, written.replace("state:", "draft:"), "line 5: “draft” is no key of an essay"),
        (folder / "reading.json", '[{"id": "r-1", "private": true}]', "“private” is no field"),
        (folder / "reading.json", '{"id": "r-1"}', "reading.json, line 1: This is not"),
        (folder / "reading.json", "[1]", "reading.json, line 1: This is not"),
        *(
            (folder / "reading.json", f'[{{"id": "r-1", "title": "T", {said}}}]', told)
            for said, told in (
                ('"quotes": [{"text": "Words"}]', "r-1: `quotes` is not as an export writes it."),
                ('"authors": [1]', "r-1: `authors` is not as an export writes it."),
                ('"bears": "b-1"', "r-1: Bears on: Write what it bears on such as"),
            )
        ),
    ]
    for file, text, sentence in faults:
        kept = file.read_text()
        file.write_text(text)
        assert sentence in refused(app, "import", "--pages", folder)
        file.write_text(kept)
    assert content(app) == before
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    (nothing / "note.md").write_text("Words.")
    assert "There is no page, essay" in refused(app, "import", "--pages", nothing)


def test_what_was_made_private_or_a_draft_since_an_export_stays_so_and_is_named(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    ada = Writer()
    with inside(app):
        ada.topic("Tides", area="Sea")
        tides = get_topic("tides", reader=AUTHOR)
        add("writing", title="On tides", body="They turn.", topics=[tides])
        add("reading", title="Tables", url="https://example.org/t", topics=[tides])
        add("reading", title="Charts", url="https://example.org/c", takeaway="Large")
    run(app, "export", "--all", folder)
    with inside(app):
        for kind, model in (("writing", Essay), ("reading", Reading)):
            for row in db.session.scalars(select(model)):
                save(kind, row, state="draft")
        with ada.saving() as by:
            edit_topic(get_topic("tides", reader=AUTHOR), {"visibility": "private"}, by)
    for more in (["--dry-run"], []):
        said = run(app, "import", "--pages", *more, folder)
        for noun, title, state in (
            ("region", "Tides", "private"),
            ("essay", "On tides", "a draft"),
            ("reading", "Charts", "a draft"),
            ("reading", "Tables", "a draft"),
        ):
            assert f"The {noun} “{title}” stays {state}, though the files have it public: " in said
    with inside(app):
        assert get_topic("tides", reader=AUTHOR).visibility == "private"
        states = [
            *db.session.scalars(select(Essay.state)),
            *db.session.scalars(select(Reading.state)),
        ]
        assert set(states) == {"draft"}


def test_what_went_to_private_regions_since_an_export_stays_hidden_and_is_named(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    ada = Writer()
    with inside(app):
        for title, visibility in (("Tides", "public"), ("Diary", "private")):
            ada.topic(title, visibility=visibility)
        both = [get_topic(name, reader=AUTHOR) for name in ("tides", "diary")]
        add("writing", title="On tides", body="They turn.", topics=both[:1])
        add("reading", title="Tables", url="https://example.org/t", topics=both[:1])
        add("reading", title="Charts", url="https://example.org/c", topics=both)
        add("reading", title="To come", url="https://example.org/n", topics=both[:1], queued=1)
        add("reading", title="Begun", url="https://example.org/b", topics=both, state="draft")
    run(app, "export", "--all", folder)
    with inside(app):
        diary = get_topic("diary", reader=AUTHOR)
        for kind, model in (("writing", Essay), ("reading", Reading)):
            for row in db.session.scalars(select(model)):
                save(kind, row, topics=[diary])
    before = content(app)
    for more in (["--dry-run"], []):
        said = run(app, "import", "--pages", *more, folder)
        for what in ("essay “On tides”", "reading “Tables”", "reading “Charts”", "reading “Begun”"):
            assert said.count(f"The {what} stays hidden from visitors, though the files") == 1
    assert content(app) == before
    with inside(app):
        rows = [*db.session.scalars(select(Essay)), *db.session.scalars(select(Reading))]
        assert {tuple(topic.title for topic in reread(row).topics) for row in rows} == {("Diary",)}


def test_a_reading_is_one_in_both_atlases_however_its_address_is_spelt(
    make: Make, tmp_path: Path
) -> None:
    one, other, folder = make("one"), make("other"), tmp_path / "out"
    for app, url in ((one, "https://dx.doi.org/10.1000/X"), (other, "https://doi.org/10.1000/x")):
        with inside(app):
            add("reading", title="Tables", url=url, takeaway="Exact")
            db.session.execute(update(Atlas).values(id=str(uuid4())))
            db.session.commit()
    run(one, "export", "--all", folder)
    assert ": 0 added, 0 updated, 1 unchanged" in run(other, "import", "--pages", folder)
    with inside(other):
        assert db.session.scalars(select(Reading.url)).one() == "https://doi.org/10.1000/x"


def test_areas_come_into_an_empty_atlas_in_their_order_and_at_their_addresses(
    make: Make, tmp_path: Path
) -> None:
    one, other, folder = make("one"), make("other"), tmp_path / "out"
    ada = Writer()
    with inside(one):
        with ada.saving() as by, record(by) as entry:
            for title, slug in (("Zeta", "first-slug"), ("Beta", ""), ("Alpha", "")):
                make_area(entry, title, f"On {title}", slug)
        for title, area in (("Aaa", "Beta"), ("Bbb", "Zeta")):
            ada.topic(title, area=area)
    run(one, "export", "--all", folder)
    run(other, "import", "--pages", folder)
    for app in (one, other):
        with inside(app):
            areas = [(area.title, area.slug) for area in list_areas(reader=AUTHOR)]
            assert areas == [("Zeta", "first-slug"), ("Beta", "beta"), ("Alpha", "alpha")]
            grouped = {
                topic.title: topic.area and topic.area.title
                for topic in map(reread, list_topics(reader=AUTHOR))
            }
            assert grouped == {"Aaa": "Beta", "Bbb": "Zeta"}


def test_what_a_reading_of_no_region_bears_on_comes_along(make: Make, tmp_path: Path) -> None:
    one, other, folder = make("one"), make("other"), tmp_path / "out"
    ada = Writer()
    with inside(one):
        gone = ada.topic("Gone")
        ada.add(gone, "beliefs", claim="Of a region that goes")
        ada.add(ada.topic("Tides"), "beliefs", claim="Tides rise")
        add("reading", title="Tables", takeaway="x", bears={"b-1": "against", "b-2": "for"})
        with ada.saving() as by:
            delete_topic(get_topic("gone", reader=AUTHOR), by)
    with inside(other):
        here = ada.topic("Here before")
        ada.add(here, "beliefs", claim="Another belief")
        ada.add(here, "beliefs", claim="And another")
        db.session.execute(update(Atlas).values(id=str(uuid4())))
        db.session.commit()
    run(one, "export", "--all", folder)
    assert "nothing here has the id b-1, so it is left out" in run(
        other, "import", "--pages", folder
    )
    with inside(other):
        assert reread(db.session.scalars(select(Reading)).one()).bears == {"b-3": "for"}
        check_projections()
    assert ": 0 added, 0 updated, " in run(other, "import", "--pages", folder)
    with inside(one), ada.saving() as by:
        delete_shared(db.session.scalars(select(Reading)).one(), by)
    run(one, "import", "--pages", folder)
    with inside(one):
        assert reread(db.session.scalars(select(Reading)).one()).bears == {
            "b-1": "against",
            "b-2": "for",
        }


def quotes_of(app: Flask) -> list[tuple[str, bool]]:
    """Return the words of the quotes of all readings, with whether visitors see them."""
    with inside(app):
        rows = db.session.scalars(select(Reading).order_by(Reading.id))
        return [(quote["text"], quote["public"]) for row in rows for quote in row.quotes]


def test_a_quote_that_was_hidden_since_an_export_stays_hidden_and_is_not_doubled(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    shown = [make_quote("Seen by all", public=True), make_quote("Seen too", public=True)]
    with inside(app):
        Writer().topic("Tides")
        topics = [get_topic("tides", reader=AUTHOR)]
        add("reading", title="Tables", url="https://example.org/t", topics=topics, quotes=shown)
        add("reading", title="Charts", url="https://example.org/c", takeaway="x", quotes=shown)
    run(app, "export", "--all", folder)
    hidden = [make_quote("Seen by all"), shown[1]]
    with inside(app):
        for row in db.session.scalars(select(Reading)):
            save("reading", row, quotes=hidden)
    said = run(app, "import", "--pages", folder)
    assert quotes_of(app) == [("Seen by all", False), ("Seen too", True)] * 2
    for title in ("Tables", "Charts"):
        assert f"A quote of the reading “{title}” stays hidden, though the files" in said


def test_a_quote_that_was_opened_since_an_export_is_not_doubled(make: Make, tmp_path: Path) -> None:
    app, folder = make("one"), tmp_path / "out"
    quotes = [make_quote("Yes.", page="3"), make_quote("Yes.", page="90"), make_quote("No.")]
    with inside(app):
        add("reading", title="Charts", url="https://example.org/c", takeaway="x", quotes=quotes)
    run(app, "export", "--all", folder)
    with inside(app):
        opened = [quote | {"public": True} for quote in quotes]
        more = make_quote("Since then", public=True)
        save("reading", db.session.scalars(select(Reading)).one(), quotes=[*opened, more])
    run(app, "import", "--pages", folder)
    said = [("Yes.", False), ("Yes.", False), ("No.", False), ("Since then", True)]
    assert quotes_of(app) == said  # as the export has it, and as a page document closes it
    with inside(app):
        kept = db.session.scalars(select(Reading)).one().quotes
        assert [quote["page"] for quote in kept] == ["3", "90", "", ""]


def test_an_import_that_was_undone_makes_the_same_areas_again(make: Make, tmp_path: Path) -> None:
    one, other, folder = make("one"), make("other"), tmp_path / "out"
    ada = Writer()
    with inside(one):
        ada.topic("Tides", area="Governance")
        with ada.saving() as by, record(by) as entry:
            make_area(entry, "Sea", "On the sea", "the-deep")
    run(one, "export", "--all", folder)
    for _ in range(2):
        run(other, "import", "--pages", folder)
        with inside(other):
            kept = db.session.execute(select(Area.slug, Area.deleted_at).order_by(Area.id)).all()
            assert [tuple(row) for row in kept] == [("governance", None), ("the-deep", None)]
            with ada.saving() as by:
                undo_change(newest(), by)
    run(other, "import", "--pages", folder)
    with inside(other), ada.saving() as by:
        delete_area(list_areas(reader=AUTHOR)[0], by)
    run(other, "import", "--pages", folder)
    with inside(other):  # what was thrown away is made anew
        assert [area.slug for area in list_areas(reader=AUTHOR)] == ["the-deep", "governance-2"]


def test_what_was_deleted_since_an_export_comes_back_and_is_named(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    ada = Writer()
    with inside(app):
        ada.topic("Tides")
        add("writing", title="On tides", body="They turn.")
        tides = get_topic("tides", reader=AUTHOR)
        add("reading", title="Tables", url="https://example.org/t", topics=[tides])
    run(app, "export", "--all", folder)
    with inside(app):
        with ada.saving() as by:
            delete_shared(db.session.scalars(select(Reading)).one(), by)
        with ada.saving() as by:
            delete_topic(get_topic("tides", reader=AUTHOR), by)
        with ada.saving() as by:
            delete_shared(db.session.scalars(select(Essay)).one(), by)
    said = run(app, "import", "--pages", folder)
    assert "The region “Tides” was deleted, and is there again." in said
    assert "The reading “Tables” was deleted, and is there again." in said
    assert "The essay “On tides” was deleted, and is there again." in said


def test_a_page_document_alone_opens_no_region(make: Make, tmp_path: Path) -> None:
    app, page = make("one"), tmp_path / "tides.md"
    with inside(app):
        Writer().topic("Tides", visibility="private")
    page.write_text("---\ntitle: Tides\nvisibility: public\n---\n\n## Current beliefs\n")
    said = run(app, "import", page)
    assert "The region “Tides” stays private, though the files have it public: choose" in said
    with inside(app):
        assert get_topic("tides", reader=AUTHOR).visibility == "private"


def test_a_document_of_before_does_not_open_what_was_hidden_since_and_names_it(
    make: Make, tmp_path: Path
) -> None:
    app, folder = make("one"), tmp_path / "out"
    ada = Writer()
    shown = [make_quote("Seen by all", public=True)]
    with inside(app):
        for title in ("Tides", "Moon"):
            ada.topic(title)
        moon = [get_topic("moon", reader=AUTHOR)]
        add("writing", title="On tides", body="They turn.", topics=moon)
        add("reading", title="Tables", url="https://example.org/t", topics=moon, read_on="2026-05")
        add("reading", title="Charts", url="https://example.org/c", topics=moon, quotes=shown)
        add("reading", title="Almanac", url="https://example.org/a", topics=moon, read_on="2026")
    run(app, "export", "tides", "moon", folder)
    with inside(app):
        with ada.saving() as by:
            edit_topic(get_topic("tides", reader=AUTHOR), {"visibility": "private"}, by)
        save("writing", db.session.scalars(select(Essay)).one(), state="draft")
        tables, charts, almanac = db.session.scalars(select(Reading).order_by(Reading.id))
        save("reading", tables, state="draft")
        save("reading", charts, quotes=[make_quote("Seen by all")])
        with ada.saving() as by:
            put_on_list(almanac, by)
    before = content(app), quotes_of(app)
    files = sorted(folder.glob("*.md"))
    assert "visibility: public" in files[1].read_text()
    for given in (files, ["--dry-run", folder], [folder]):
        said = run(app, "import", *given)
        for named in (
            "The region “Tides” stays private",
            "The essay “On tides” stays a draft",
            "The reading “Tables” stays a draft",
            "A quote of the reading “Charts” stays hidden",
            "The reading “Almanac” stays on the reading list",
        ):
            assert said.count(f"{named}, though the files have it public: ") == 1, said
        assert (content(app), quotes_of(app)) == before
    with inside(app):
        assert db.session.scalars(select(Reading.queued)).all() == [None, None, 1]
