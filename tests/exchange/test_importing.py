import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.exchange.test_document import LINES, PROSE, UNSAID, any_entry
from tests.exchange.test_published import PAGE
from tests.new_pages import create_topic
from tests.writers import reread
from wiki import demo
from wiki.db import db
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.exporting import export_topic, to_document
from wiki.exchange.headings import is_section
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.options import ImportOptions
from wiki.exchange.report import ImportReport
from wiki.forms.anchors import map_anchors
from wiki.journal import Change, Signature, record, undo
from wiki.models import Area, Atlas, Essay, Reading, Relation, Topic
from wiki.naming import is_seen
from wiki.queries.areas import get_area, list_areas
from wiki.queries.items import list_items
from wiki.queries.names import find_topic
from wiki.queries.sources import source_for
from wiki.queries.topics import list_topics
from wiki.sections import SECTIONS, find_section
from wiki.sections.base import Section
from wiki.sections.belief import Belief
from wiki.services.areas import delete_area
from wiki.services.items import add_item, delete_item
from wiki.services.merge import merge_topic
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.text import name_key, slugify
from wiki.visibility import AUTHOR, VISITOR, is_public

TODAY = date(2026, 11, 23)
BY = Signature(None, TODAY)
HOME, ELSEWHERE = "7f1c2a44-0000-4000-8000-000000000001", "7f1c2a44-0000-4000-8000-000000000002"


@contextmanager
def atlas(name: str = HOME) -> Iterator[None]:
    """An empty atlas in memory."""
    app = Flask("atlas")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    with app.app_context():
        db.create_all()
        db.session.add(Atlas(id=name))
        db.session.commit()
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _empty_atlas() -> Iterator[None]:
    with atlas():
        yield


def take(*sources: str, **files: str) -> ImportReport:
    """Import texts, each a page; named ones as files of that name."""
    named = {f"page-{n}.md": source for n, source in enumerate(sources, 1)}
    named |= {f"{name}.md": source for name, source in files.items()}
    pages = [(name, read_page(name, source, today=TODAY)) for name, source in named.items()]
    report = import_documents(pages, BY)
    db.session.commit()
    return report


def page(title: str, body: str = "", head: str = "") -> str:
    """A page document; one without a heading is known by an empty section."""
    if not any(map(is_section, body.split("\n"))):
        body += "\n\n## Uncertainties\n"
    return f"---\ntitle: {title}\n{head}\n---\n{body}\n"


def exported() -> dict[str, str]:
    topics = list_topics(reader=AUTHOR)
    return {topic.slug: export_topic(topic, source_for(AUTHOR, UTC)) for topic in topics}


def topic(name: str) -> Topic:
    found = find_topic(name)
    assert found is not None
    return found


def values(name: str, section: str) -> list[dict[str, Any]]:
    kind = kind_of(section)
    items = list_items(kind, topic(name), reader=AUTHOR)
    return [kind.values(item, topic(name)) for item in items]


def kind_of(section: str) -> Section:
    kind = find_section(section)
    assert kind is not None
    return kind


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


BELIEFS = "## Current beliefs\n\n- first ~70% — since\n- second ~XX%\n"


def test_a_page_becomes_a_topic_with_its_items_in_order() -> None:
    report = take(page("Chips", BELIEFS, "summary: On chips\narea: Governance\nstatus: forming"))
    chips = topic("chips")
    assert (chips.title, chips.summary, chips.status) == ("Chips", "On chips", "Forming")
    reread(chips)
    assert chips.area is not None
    assert chips.area.title == "Governance"
    assert is_public(chips)
    assert values("chips", "beliefs") == [
        {"claim": "first", "credence": Decimal(70), "why": "since"} | UNSAID,
        {"claim": "second", "credence": None, "why": ""} | UNSAID,
    ]
    assert report.counts == {"topic": {"added": 1}, "area": {"added": 1}, "belief": {"added": 2}}
    assert report.sentence() == "1 page read: 4 added, 0 updated, 0 unchanged."


def test_a_published_page_is_taken_too() -> None:
    pages = [("norms.txt", read_page("norms.txt", PAGE, today=TODAY))]
    import_documents(pages, BY)
    norms = topic("norms-and-habits")
    assert (norms.status, norms.reviewed_on) == ("Exploring", date(2026, 5, 1))
    assert import_documents(pages, BY).change is None


def test_all_pages_together_are_one_change_and_one_undo() -> None:
    report = take(page("A", BELIEFS), page("B", "## Related regions\n- [[A]] — so"))
    assert count(Change) == 1
    assert report.change is not None
    with record(BY, undoes=report.change) as entry:
        undo(report.change, entry)
    assert list_topics(reader=AUTHOR) == []


def test_progress_is_told_page_by_page() -> None:
    heard: list[tuple[int, int]] = []
    pages = [(name, PageDocument(title=name)) for name in ("A", "B")]
    import_documents(pages, BY, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 2), (2, 2)]


def test_nothing_imported_changes_nothing() -> None:
    assert import_documents([], BY).change is None


def test_the_demo_comes_in_without_complaint_and_only_once() -> None:
    first = demo.fill(BY)
    db.session.commit()
    assert first.counts["topic"]["added"] == len(list(Path(demo.__file__).parent.glob("*.md")))
    areas = db.session.scalars(select(Area).order_by(Area.position)).all()
    assert [area.title for area in areas][:2] == ["AI Safety Strategy", "Technical Alignment"]
    again = demo.fill(BY)
    assert again.change is None
    assert again.missing == []


def test_the_demo_goes_out_and_into_an_empty_atlas_unchanged() -> None:
    demo.fill(BY)
    before = exported()
    with atlas():
        take(**before)
        assert exported() == before
    with atlas(ELSEWHERE):
        take(**before)
        assert exported() == {name: text.replace(HOME, ELSEWHERE) for name, text in before.items()}


def test_importing_again_updates_by_equal_text() -> None:
    take(page("A", BELIEFS))
    report = take(page("a", "## Current beliefs\n\n- FIRST ~71% — since\n- third ~5%\n"))
    assert report.counts["belief"] == {"updated": 1, "added": 1}
    assert [(v["claim"], v["credence"]) for v in values("a", "beliefs")] == [
        ("FIRST", 71),
        ("second", None),
        ("third", 5),
    ]


def test_importing_again_updates_by_id_in_the_atlas_it_came_from() -> None:
    take(page("A", BELIEFS))
    changed = exported()["a"].replace("first", "other words")
    assert take(changed).counts["belief"] == {"updated": 1, "unchanged": 1}
    assert [v["claim"] for v in values("a", "beliefs")] == ["other words", "second"]


def test_an_id_of_another_atlas_means_nothing_here() -> None:
    take(page("A", BELIEFS))
    foreign = exported()["a"].replace(HOME, ELSEWHERE).replace("first", "other words")
    assert take(foreign).counts["belief"] == {"added": 1, "unchanged": 1}


def test_an_id_of_another_page_makes_a_new_item_once() -> None:
    take(page("A", BELIEFS), page("B"))
    copied = exported()["a"].replace("title: A", "title: B").replace("slug: a", "slug: b")
    assert take(copied).counts["belief"] == {"added": 2}
    assert take(copied).change is None
    assert len(values("a", "beliefs")) == 2


def test_a_deleted_item_that_a_document_names_comes_back() -> None:
    take(page("A", BELIEFS))
    text = exported()["a"]
    beliefs = kind_of("beliefs")
    delete_item(beliefs, topic("a"), list_items(beliefs, topic("a"), reader=AUTHOR)[0], BY)
    assert take(text).counts["belief"] == {"updated": 1, "unchanged": 1}
    assert exported()["a"] == text


def test_a_deleted_region_that_a_document_names_comes_back() -> None:
    take(page("A", BELIEFS))
    text = exported()["a"]
    delete_topic(topic("a"), BY)
    take(text)
    assert exported()["a"] == text


def test_ids_come_back_in_an_empty_atlas_and_new_entries_take_none_of_them() -> None:
    body = "## Current beliefs\n- none ~1%\n- nine ~2% ^b-9\n- one ~3% ^b-1\n"
    with atlas(ELSEWHERE):
        take(page("A", body, f"atlas: {HOME}"))
        kept = {b.claim: b.id for b in db.session.scalars(select(Belief))}
    assert kept["nine"] == 9
    assert kept["one"] == 1
    assert kept["none"] > 9


@pytest.mark.parametrize("section", ["Recent reading", "Related writing"])
@pytest.mark.parametrize("day", ["", "2026-05-01 "])
def test_works_of_one_day_or_of_none_keep_the_order_of_the_file(section: str, day: str) -> None:
    names = ["First", "Second", "Third"]
    lines = [f"- {day}[{name}](https://x.org/{name})" for name in names]
    name = "reading" if section == "Recent reading" else "writing"
    for body in ("\n".join(lines[1:]), "\n".join(lines)):
        take(page("A", f"## {section}\n{body}"))
    assert [value["title"] for value in values("a", name)] == names
    take(page("B", f"## {section}\n" + "\n".join(lines).replace("x.org", "y.org")))
    assert [value["title"] for value in values("b", name)] == names
    written = [line for line in exported()["b"].split("\n") if "y.org" in line]
    assert [re.findall(r"\[(\w+)\]", line)[0] for line in written] == names


def test_ids_of_two_atlases_are_not_mixed_in_an_empty_one() -> None:
    reading = "## Recent reading\n- [{0}](https://x.org/{0}) ^r-1\n"
    take(
        page("A", reading.format("one"), f"atlas: {HOME}"),
        page("B", reading.format("two"), f"atlas: {ELSEWHERE}"),
    )
    assert [v["title"] for v in values("a", "reading")] == ["one"]
    assert [v["title"] for v in values("b", "reading")] == ["two"]


def test_what_a_document_lacks_is_reported_and_kept() -> None:
    take(page("A", BELIEFS + "\n## Where I currently stand\n\nHere."))
    report = take(page("A", "## Current beliefs\n\n- second ~XX%\n"))
    assert report.change is None
    assert report.missing == [
        ("page-1.md", "Where I currently stand", "Here."),
        ("page-1.md", "Current beliefs", "first"),
    ]
    assert report.sentence().endswith("2 in the atlas but not in the files, and kept.")


def test_a_field_that_an_entry_of_its_own_page_lacks_is_emptied() -> None:
    take(page("A", "## What would update me\n- a war\n  effect: down"))
    take(page("A", "## What would update me\n- a war"))
    (found,) = values("a", "triggers")
    assert (found["observation"], found["effect"]) == ("a war", "")


def test_the_header_keeps_what_a_document_does_not_say() -> None:
    take(page("A", head="summary: S\narea: X\nstatus: settled\nreviewed_on: 2026-05-01"))
    assert take(page("A", head="visibility: private")).counts == {"topic": {"updated": 1}}
    a = topic("a")
    assert (a.summary, a.status, a.visibility) == ("S", "Settled", "private")
    assert take(page("A", head="area: x")).change is None


def test_a_region_is_found_by_an_old_address() -> None:
    take(page("A", head="slug: old"))
    topic("a").slug = "new-one"
    take(page("B", head="slug: old"))
    assert [(t.title, t.slug) for t in list_topics(reader=AUTHOR)] == [("B", "new-one")]


def renamed(name: str, title: str) -> None:
    edit_topic(topic(name), {"title": title}, BY)
    db.session.commit()


@pytest.mark.parametrize(
    ("file", "head", "title"),
    [
        ("notes", "slug: compute", "What compute costs"),
        ("notes", "slug: old", "What compute costs"),
        ("us-policy", "", "US policy"),
        ("US_POLICY", "", "US policy"),
    ],
)
def test_a_document_without_a_title_renames_no_region(file: str, head: str, title: str) -> None:
    create_topic({"title": "What compute costs", "slug": "old"}, BY)
    topic("old").slug = "compute"
    create_topic({"title": "US policy", "slug": "us-policy"}, BY)
    db.session.commit()
    before = sorted((t.title, t.slug) for t in list_topics(reader=AUTHOR))
    text = f"---\n{head}\n---\n\n## Current beliefs\n\n- first ~60%\n"
    report = take(**{file: text})
    assert sorted((t.title, t.slug) for t in list_topics(reader=AUTHOR)) == before
    assert [one["claim"] for one in values(title, "beliefs")] == ["first"]
    assert report.notes == []


def test_a_new_region_without_a_title_is_named_after_its_slug_or_file() -> None:
    take(notes="---\nslug: compute\n---\n## Uncertainties\n", us_policy="## Uncertainties\n")
    titles = {t.slug: t.title for t in list_topics(reader=AUTHOR)}
    assert titles == {"compute": "Compute", "us-policy": "Us policy"}


@pytest.mark.parametrize("head", ["", "visibility: public", "slug: plan-of-old"])
def test_a_former_title_is_of_its_region_and_opens_and_renames_nothing(head: str) -> None:
    take(page("Secret plan", head="visibility: private"))
    renamed("Secret plan", "The plan")
    report = take(page("secret PLAN", BELIEFS, head))
    (plan,) = list_topics(reader=AUTHOR)
    assert (plan.title, plan.visibility) == ("The plan", "private")
    assert [belief["claim"] for belief in values("The plan", "beliefs")] == ["first", "second"]
    first, *others = report.notes
    assert first.startswith("The page “secret PLAN” is of the region “The plan”, which had")
    assert bool(others) == (head == "visibility: public")
    assert all("stays private" in note for note in others)
    take(page("Chips", "## Related regions\n- [[Secret plan]] — so"))
    assert values("Chips", "regions")[0]["region"] == "The plan"
    assert count(Topic) == 2


def test_a_title_is_of_the_region_that_has_it_now_and_not_of_one_that_had_it() -> None:
    take(page("Plan"))
    renamed("Plan", "Old plan")
    create_topic({"title": "Plan", "slug": "plan-2"}, BY)
    db.session.commit()
    report = take(page("Plan", BELIEFS), page("Old plan", "## Where I currently stand\n\nSo."))
    assert report.notes == []
    assert len(values("Plan", "beliefs")) == 2
    assert len(values("Old plan", "stance")) == 1


def test_the_page_of_a_region_that_was_merged_is_refused_at_its_line() -> None:
    take(page("Plan", head="visibility: private"), page("Whole", head="visibility: private"))
    merge_topic(topic("Plan"), "Whole", BY, publish=False)
    db.session.commit()
    for head in ("", "slug: plan"):
        with pytest.raises(DocumentError, match=r"line 2: “Plan” was merged into “Whole”: put"):
            take(page("Plan", BELIEFS, head))
    take(page("Chips", "## Related regions\n- [[Plan]] — so"))
    assert values("Chips", "regions")[0]["region"] == "Whole"


@pytest.mark.parametrize("title", ["Éthique & Économie", "日本", "🦔", "1984"])
def test_titles_of_any_letters_are_found_again(title: str) -> None:
    pages = [
        page(f"'{title}'", "## Related regions\n- [[B]]", f"area: '{title}'"),
        page("B", f"## Related regions\n- [[{title}]]", f"area: '{title.upper()}'"),
    ]
    take(*pages)
    assert count(Relation) == 1
    assert count(Area) == 1
    assert take(*pages).change is None


def test_a_region_may_be_made_by_a_later_file_and_both_ends_speak() -> None:
    take(
        page("A", "## Related regions\n- [[B]] — from here\n  kind: leans on"),
        page("B", "## Related regions\n- [[a]] — from there"),
    )
    assert values("a", "regions") == [{"region": "B", "kind": "leans on", "reason": "from here"}]
    assert values("b", "regions") == [{"region": "A", "kind": "supports", "reason": "from there"}]


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("## Related regions\n- [[Nowhere]]", 6, "no region called “Nowhere”"),
        ("## Related regions\n- [[A]]", 6, "related to itself"),
        ("## Recent reading\n- [T]()\n  topics: B, Nowhere", 6, "no region called “Nowhere”"),
        ("## Related writing\n- [T]()\n  slug: a\n- [U]()\n  slug: a", 8, "the address of T"),
    ],
)
def test_what_cannot_be_kept_is_named_by_file_and_line(body: str, line: int, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        take(page("B"), page("A", body))
    assert (refused.value.file, refused.value.line) == ("page-2.md", line)
    assert reason in refused.value.reason
    assert str(refused.value).startswith(f"page-2.md, line {line}: ")


@pytest.mark.parametrize(
    ("title", "head", "reason"),
    [
        ("'[[x]]'", "", "line 2: .*cannot hold"),
        ("B", "slug: new", "line 3: .*word that addresses need.*`new-2` is free"),
    ],
)
def test_a_title_or_an_address_that_cannot_be_kept_is_refused_at_its_line(
    title: str, head: str, reason: str
) -> None:
    with pytest.raises(DocumentError, match="page-1.md, " + reason):
        take(page(title, head=head))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (page("A"), page("a")),
        (page("What’s A"), page("What's  a")),
    ],
)
def test_two_files_of_one_region_are_refused(one: str, other: str) -> None:
    with pytest.raises(DocumentError, match=r"page-2.md, line 2: .* stands in page-1.md too"):
        take(one, other)


def test_an_address_that_another_file_takes_by_its_title_is_refused_at_its_line() -> None:
    with pytest.raises(DocumentError, match=r"page-2.md, line 3: `a` is the address of A, choose"):
        take(page("A"), page("B", "", "slug: a"))


def test_titles_that_make_one_address_are_two_regions_and_the_report_says_so() -> None:
    report = take(page("C++"), page("C#"), page("Edit"))
    assert {topic.slug: topic.title for topic in list_topics(reader=AUTHOR)} == {
        "c": "C++",
        "c-2": "C#",
        "edit-2": "Edit",
    }
    taken = "the one that its title makes is taken."
    assert report.notes == [
        f"The address of the new region “C#” is /atlas/c-2: {taken}",
        f"The address of the new region “Edit” is /atlas/edit-2: {taken}",
    ]
    again = take(page("C#", "## Where I currently stand\nSharp.\n"))
    assert again.notes == []
    assert [topic.title for topic in list_topics(reader=AUTHOR)] == ["C#", "C++", "Edit"]


def test_an_area_that_was_deleted_is_made_again_beside_it_and_the_report_says_so() -> None:
    take(page("A", "", "area: Test area"))
    delete_area(get_area("test-area", reader=AUTHOR), BY)
    db.session.commit()
    report = take(page("B", "", "area: Test Area"))
    assert [area.slug for area in list_areas(reader=AUTHOR)] == ["test-area-2"]
    assert report.notes == [
        "The address of the new area “Test Area” is /areas/test-area-2: "
        "the one that its title makes is taken."
    ]


def test_a_bad_file_is_named_when_it_is_read() -> None:
    with pytest.raises(DocumentError, match=r"^bad.md, line 6: "):
        take(bad=page("A", "## Current beliefs\n- a ~200%"))


WORK = "## Recent reading\n- 2026-05-01 [Work](https://x.org) — good\n  authors: Ada\n"


def test_a_reading_on_two_pages_is_one_and_a_bare_mention_takes_nothing_away() -> None:
    pages = [page("A", WORK), page("B", "## Recent reading\n- [work](https://x.org)")]
    take(*pages)
    assert count(Reading) == 1
    (found,) = values("b", "reading")
    assert (found["takeaway"], found["authors"], found["topics"]) == ("good", "Ada", ["A", "B"])
    assert take(*pages).change is None


@pytest.mark.parametrize("other", ["dx.doi.org/10.1000/X", "www.doi.org/10.1000/x/"])
@pytest.mark.parametrize(
    ("section", "model"), [("Recent reading", Reading), ("Related writing", Essay)]
)
def test_a_work_is_one_however_its_address_is_spelt_and_keeps_the_first_spelling(
    other: str, section: str, model: Any
) -> None:
    first, second = (
        page(name, f"## {section}\n- [Work](https://{url})")
        for name, url in (("A", "doi.org/10.1000/x"), ("B", other))
    )
    take(first)
    take(second)
    row = db.session.scalars(select(model)).one()
    assert (row.url, len(reread(row).topics)) == ("https://doi.org/10.1000/x", 2)
    assert take(second).change is None
    # At another address it is another reading, and the same essay, which one title names.
    take(page("B", f"## {section}\n- [Work](https://doi.org/10.1000/y)"))
    assert count(model) == (2 if model is Reading else 1)


@pytest.mark.parametrize(
    ("section", "line", "model"),
    [
        ("Recent reading", "- [Basilisk](https://example.org/b)", Reading),
        ("Related writing", "- [Basilisk](https://example.org/b)", Essay),
    ],
)
def test_a_public_page_that_names_a_work_of_private_regions_alone_does_not_open_it(
    section: str, line: str, model: Any
) -> None:
    noun = model.__kind__
    listed = f"## {section}\n\n{line}\n"
    take(page("Diary", listed, "visibility: private"), page("Open"))
    for named in (page("Open", listed), page("Diary", f"{listed}  topics: Open\n")):
        (note,) = take(named).notes
        assert note.startswith(f"The {noun} “Basilisk” stays hidden from visitors, though the")
        row = db.session.scalars(select(model)).one()
        assert not is_public(reread(row))
        assert [topic.title for topic in row.topics] == ["Diary"]
    edit_topic(topic("Diary"), {"visibility": "public"}, BY)
    db.session.commit()
    assert take(page("Open", listed)).notes == []
    assert {topic.title for topic in reread(row).topics} == {"Diary", "Open"}


def test_a_deleted_work_of_a_private_region_comes_back_hidden_and_is_named() -> None:
    listed = "## Recent reading\n\n- [Basilisk](https://example.org/b)"
    take(page("Diary", listed, "visibility: private"), page("Open"))
    reading = db.session.scalars(select(Reading)).one()
    delete_item(kind_of("reading"), topic("Diary"), reading, BY)
    db.session.commit()
    head = f"atlas: {HOME}\nvisibility: public"
    report = take(page("Open", f"{listed} ^r-{reading.id}", head))
    assert [note.partition("” ")[2][:12] for note in report.notes] == [
        "was deleted,",
        "stays hidden",
    ]
    assert not is_public(reread(reading))


def test_an_unchanged_copy_on_another_page_does_not_undo_an_edit() -> None:
    take(page("A", WORK + "  topics: B"), page("B"))
    texts = exported()
    texts["a"] = texts["a"].replace("good", "better")
    report = take(**texts)
    assert values("b", "reading")[0]["takeaway"] == "better"
    assert report.counts["reading"] == {"updated": 1}
    assert report.missing == []


@pytest.mark.parametrize("name", [HOME, ELSEWHERE])
def test_copies_that_were_edited_in_two_ways_are_refused(name: str) -> None:
    take(page("A", WORK + "  topics: B"), page("B", "## Related regions\n- [[A]] — so"))
    texts = exported()
    edits = {"a": texts["a"].replace("good", "better"), "b": texts["b"].replace("good", "bad")}
    with atlas(name):
        if name == HOME:
            take(**texts)
        with pytest.raises(DocumentError, match="something else of this reading: takeaway"):
            take(**edits)


@pytest.mark.parametrize("title", ["A", "B"])
def test_a_relation_may_be_edited_at_either_end(title: str) -> None:
    take(page("A", "## Related regions\n- [[B]] — so\n  kind: leans on"), page("B"))
    texts = exported()
    for old, new in (("leans on", "part of"), ("supports", "has part")):
        texts[title.lower()] = texts[title.lower()].replace(old, new)
    take(**texts)
    assert values("a", "regions") == [{"region": "B", "kind": "part of", "reason": "so"}]
    assert values("b", "regions") == [{"region": "A", "kind": "has part", "reason": ""}]


def test_an_entry_with_an_id_can_empty_a_field() -> None:
    take(page("A", WORK))
    take(exported()["a"].replace(" — good", "").replace("  authors: Ada ^r-1\n", "  ^r-1\n"))
    (found,) = values("a", "reading")
    assert (found["takeaway"], found["authors"]) == ("", "")


def test_a_document_takes_no_region_off_a_reading() -> None:
    take(page("A", WORK + "  topics: B"), page("B"))
    take(exported()["a"].replace("  topics: B", "  topics:"))
    assert values("a", "reading")[0]["topics"] == ["A", "B"]


def test_empty_slots_on_two_pages_are_two() -> None:
    slot = "## Recent reading\n- <date><title><takeaway>.\n"
    pages = [page("A", slot), page("B", slot)]
    take(*pages)
    assert count(Reading) == 2
    assert take(*pages).change is None


def test_an_essay_is_found_by_its_address() -> None:
    essay = "## Related writing\n- [An essay](/writing/an-essay)\n  body: words\n"
    take(page("A", essay), page("B", "## Related writing\n- [Renamed](/writing/an-essay)\n"))
    assert count(Essay) == 1
    assert values("b", "writing")[0]["title"] == "Renamed"
    assert values("b", "writing")[0]["body"] == "words"


def test_essays_of_one_title_at_two_addresses_are_two() -> None:
    essay = "- [An essay](/writing/{0})\n  slug: {0}\n"
    text = page("A", "## Related writing\n" + essay.format("one") + essay.format("two"))
    take(text)
    assert count(Essay) == 2
    before = exported()
    with atlas():
        take(**before)
        assert exported() == before


def test_equal_entries_stay_as_many_as_they_are() -> None:
    text = page("A", "## Uncertainties\n- Why?\n- Why?\n")
    take(text)
    assert len(values("a", "uncertainties")) == 2
    assert take(text).change is None


def test_what_the_atlas_does_not_know_is_kept_with_the_topic() -> None:
    text = page("A", "## Loose ends\n\n  - one\n\n## Private note\n\nMine.", "tags: [a, no]")
    take(text)
    out = exported()["a"]
    assert "\ntags: [a, no]\n" in out
    assert "\n## Loose ends\n\n  - one\n" in out
    assert out.endswith("\n## Private note\n\nMine.\n")
    assert take(page("A")).change is None
    assert take(text).change is None


def test_a_visitor_gets_no_note_no_unknown_parts_and_no_private_names() -> None:
    take(
        page("A", WORK + "  topics: Secret\n\n## Related regions\n- [[Secret]]\n\n## Odd\n\nwords"),
        page("Secret", head="visibility: private"),
    )
    save_note(topic("a"), "Mine.", BY, base=0)
    shown = export_topic(topic("a"), source_for(VISITOR, UTC))
    for word in ("Secret", "Mine", "Private note", "Odd", "words"):
        assert word not in shown
        assert word in export_topic(topic("a"), source_for(AUTHOR, UTC))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("## Current beliefs\n- <Claim about …>Labs publish too loosely ~70%", 6),
        ("## Current beliefs\n- Fine ~5%\n- Labs publish too loosely ~70% — They do <why.>", 7),
        ("## Where I currently stand\n\n<Headline view: how I see it.> Darkly.", 5),
        ("## Uncertainties\n- Why? Why it matters: <one line why> it decides", 6),
        ("## Recent reading\n- 2026-05-01 [A work](https://x.org) — <the takeaway> Good", 6),
        ("## Current beliefs\n- Real claim (why <one-line why> here) ~30%", 6),
        ("## Current beliefs\n- <Claim about X. Labs do ~30%", 6),
        ("## Current beliefs\n- Claim about X> Labs do ~30%", 6),
        ("## Current beliefs\n- \uff1cClaim\uff1e Labs ~30%", 6),
        ("## Uncertainties\n- What <question> matters?", 6),
        ("## What would update me\n- <Observation> A thing", 6),
    ],
)
def test_a_half_filled_slot_is_refused_with_its_line(body: str, line: int) -> None:
    with pytest.raises(DocumentError, match="is left over from an empty slot") as refused:
        take(page("A", body))
    assert refused.value.line == line


def test_a_half_filled_slot_of_a_published_page_or_a_summary_is_refused() -> None:
    with pytest.raises(DocumentError, match="left over"):
        take(PAGE.replace("~XX%<one-line why>", "~60%They say so.<one-line why>"))
    with pytest.raises(DocumentError, match=r"line 3: .*left over"):
        take(page("A", head="summary: <What this is about.> Chips"))


SLOT = "## Current beliefs\n- If <some of them> ~70% — <one-line why>.\n"


def test_what_only_looks_like_a_slot_can_be_meant_and_then_stays() -> None:
    text = page("A", SLOT)
    with pytest.raises(DocumentError, match="--as-is"):
        take(text)
    documents = [("a.md", read_page("a.md", text, today=TODAY))]
    import_documents(documents, BY, ImportOptions(as_is=True))
    assert values("a", "beliefs")[0]["claim"] == "If <some of them>"
    before = exported()
    assert take(*before.values()).change is None
    with atlas():
        take(*before.values())
        assert exported() == before


@pytest.mark.parametrize(
    ("head", "body"), [("summary: <What this is about.> Chips", ""), ("", SLOT)]
)
def test_an_atlas_with_deleted_regions_alone_takes_no_half_filled_slot(
    head: str, body: str
) -> None:
    delete_topic(create_topic({"title": "Gone"}, BY), BY)
    db.session.commit()
    exported_page = page("A", body, head=f"atlas: {ELSEWHERE}\n{head}")
    with pytest.raises(DocumentError, match="is left over from an empty slot"):
        take(exported_page)
    with atlas():
        assert take(exported_page).change


def test_a_slot_that_is_whole_or_words_of_ones_own_are_taken() -> None:
    take(page("A", "## Current beliefs\n- <Claim> ~XX% — <why>.\n- A List<T> and a < b ~70%"))
    assert len(values("a", "beliefs")) == 2


@st.composite
def any_items(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for section in SECTIONS:
        few = 1 if section.single else 2
        for entry in draw(st.lists(any_entry(section), max_size=few)):
            found.append((section.name, dict(entry.values)))
    return found


TITLES = LINES.filter(lambda title: is_seen(title) and "[[" not in title and "]]" not in title)


@settings(max_examples=20)
@given(
    titles=st.lists(TITLES, min_size=2, max_size=4, unique_by=name_key),
    pages=st.lists(any_items(), min_size=2, max_size=4),
    notes=st.lists(PROSE, min_size=4, max_size=4),
    areas=st.lists(TITLES, min_size=4, max_size=4, unique_by=slugify),
)
def test_any_atlas_goes_out_and_into_an_empty_one_unchanged(
    titles: list[str],
    pages: list[list[tuple[str, dict[str, Any]]]],
    notes: list[str],
    areas: list[str],
) -> None:
    with atlas():
        topics = _built(titles, pages, notes, areas)
        before = exported()
        documents = {name: to_document(topics[name], source_for(AUTHOR, UTC)) for name in before}
    with atlas():
        report = take(**before)
        assert set(report.counts) <= {"topic", "area", "note", *(s.kind for s in SECTIONS)}
        assert exported() == before
        again = take(**before)
        assert again.change is None
        assert again.missing == []
        for topic in list_topics(reader=AUTHOR):
            assert to_document(topic, source_for(AUTHOR, UTC)) == documents[topic.slug]


def _built(
    titles: list[str],
    pages: list[list[tuple[str, dict[str, Any]]]],
    notes: list[str],
    areas: list[str],
) -> dict[str, Topic]:
    """Make topics with items, essays at addresses of their own, and relations among the topics."""
    made: list[Topic] = []
    for place, title in enumerate(titles):
        header = {"title": title, "slug": f"topic-{place}", "area": areas[place].lower()}
        made.append(create_topic(header, BY))
        db.session.commit()
    for place, (topic, items) in enumerate(zip(made, pages, strict=False)):
        others = [other for other in made if other is not topic]
        related = set[int]()
        for number, (name, said) in enumerate(items):
            if "topics" in said:
                said["topics"] = others[: len(said["topics"])]
            if "slug" in said:
                said["slug"] = f"essay-{place}-{number}"
            if name == "regions":
                said["region"] = others[number % len(others)]
                if place > made.index(said["region"]) or said["region"].id in related:
                    continue
                related.add(said["region"].id)
            links = {n: said.pop(n) for n in kind_of(name).anchor_fields}
            saved = add_item(kind_of(name), topic, said, BY)
            _link(saved.item, links)
            db.session.commit()
        save_note(topic, notes[place], BY, base=0)
        db.session.commit()
    return {topic.slug: topic for topic in made}


def _link(item: Any, links: dict[str, Any]) -> None:
    """Let an item name others, of those it would name the ones that are there."""
    rows = {
        "b": {f"b-{row.id}" for row in db.session.query(Belief)},
        "r": {f"r-{row.id}" for row in db.session.query(Reading)},
    }
    here = {
        name: map_anchors(value, lambda anchor: anchor if anchor in rows[anchor[0]] else "")
        for name, value in links.items()
    }
    with record(BY) as entry:
        entry.alter(item, **here)


RIDGE = """## Current beliefs
- Ridges hold ~60% ^b-4
- Valleys hold ~30% ^b-7

## Uncertainties
- Which holds?
  settled: answered
  cause: b-7

## What would update me
- A slide
  belief: b-4
  size: 60 to 40
  cause: r-2

## Recent reading
- 2026-05-01 [On ridges](https://example.org/ridges) — they hold
  bears: b-4 for, b-7 against, b-99 neutral ^r-2
"""


@pytest.mark.parametrize("home", ["", f"atlas: {ELSEWHERE}"])
def test_what_items_say_of_each_other_comes_along_under_the_ids_they_get(home: str) -> None:
    add_item(kind_of("beliefs"), create_topic({"title": "Before"}, BY), {"claim": "x"}, BY)
    take(page("Ridge", RIDGE, home))
    first, second = values("ridge", "beliefs")
    assert (first["claim"], second["claim"]) == ("Ridges hold", "Valleys hold")
    one, other = (f"b-{row.id}" for row in db.session.query(Belief).filter(Belief.id > 1))
    (reading,) = db.session.query(Reading)
    assert reread(reading).bears == {one: "for", other: "against"}
    (trigger,) = values("ridge", "triggers")
    assert (trigger["belief"], trigger["cause"]) == (one, f"r-{reading.id}")
    assert values("ridge", "uncertainties")[0]["cause"] == other


@pytest.mark.parametrize(
    ("here", "wrong"),
    [("b-4 for", "b-99999 for"), ("belief: b-4", "belief: b-99999"), ("cause: r-2", "cause: r-99")],
)
def test_an_id_of_this_atlas_that_names_nothing_is_refused_with_its_line(
    here: str, wrong: str
) -> None:
    known = RIDGE.replace(", b-99 neutral", "")
    take(page("Ridge", known, f"atlas: {HOME}"))
    with pytest.raises(DocumentError) as caught:
        take(page("Ridge", known.replace(here, wrong), f"atlas: {HOME}"))
    assert wrong.split(": ")[-1].split()[0] in caught.value.reason
    assert caught.value.line > 1


def test_the_id_of_a_deleted_belief_names_nothing() -> None:
    known = RIDGE.replace(", b-99 neutral", "")
    take(page("Ridge", known, f"atlas: {HOME}"))
    with record(BY) as entry:
        entry.delete(db.session.get_one(Belief, 7))
    db.session.commit()
    text = page("Ridge", "## What would update me\n- A flood\n  belief: b-7\n", f"atlas: {HOME}")
    with pytest.raises(DocumentError, match="b-7"):
        take(text)


def test_the_report_names_an_id_of_another_atlas_that_names_nothing_here() -> None:
    add_item(kind_of("beliefs"), create_topic({"title": "Before"}, BY), {"claim": "x"}, BY)
    report = take(page("Ridge", RIDGE, f"atlas: {ELSEWHERE}"))
    assert any("nothing here has the id b-99" in note and "line" in note for note in report.notes)


def test_what_a_document_says_of_others_is_brought_up_to_date() -> None:
    take(page("Ridge", RIDGE, f"atlas: {HOME}"))
    known = RIDGE.replace(", b-99 neutral", "")
    take(page("Ridge", known.replace("b-4 for", "b-4 against"), f"atlas: {HOME}"))
    (reading,) = db.session.query(Reading)
    assert reread(reading).bears == {"b-4": "against", "b-7": "against"}
    assert take(export_topic(topic("ridge"), source_for(AUTHOR, UTC))).change is None
