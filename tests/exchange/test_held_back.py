"""What says of itself that it is private or a draft stays a draft, whatever an import is told."""

from datetime import UTC, date
from typing import Any

import pytest
from flask import Flask

from wiki.db import begin_writing, db
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.report import LibraryReport
from wiki.journal import Signature
from wiki.models import Essay, Reading
from wiki.queries.essays import list_drafts_elsewhere
from wiki.queries.reading_list import list_to_read
from wiki.visibility import AUTHOR

TODAY = date(2026, 11, 20)
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def context(app: Flask) -> object:
    with app.app_context():
        yield


def published(text: str) -> LibraryReport:
    """Import a file whose works are to be published."""
    db.session.commit()
    begin_writing()
    read = read_works(text.encode(), today=TODAY, zone=UTC)
    report = import_works(read, Signature(None, TODAY), publish=True)
    db.session.commit()
    return report


def states(model: type[Any]) -> dict[str, str]:
    return {row.title: row.state for row in db.session.query(model).order_by(model.id)}


def test_a_private_bookmark_stays_a_draft_and_is_named() -> None:
    report = published(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><H1>Bookmarks</H1><DL><p>"
        '<DT><A HREF="https://example.org/1" PRIVATE>Diary</A>\n'
        "<DT><H3>Private</H3><DL><DT><A HREF='https://example.org/2'>Letters</A></DL>\n"
        '<DT><A HREF="https://example.org/3">Peas</A></DL>'
    )
    assert states(Reading) == {"Diary": "draft", "Letters": "draft", "Peas": "published"}
    assert list(report.lines()) == [
        "3 works in bookmarks: 0 known, 3 new, 0 changed, 0 refused.",
        "  line 1 new (Diary): Stays a draft: private.",
        "  line 2 new (Letters): Stays a draft: in the folder Private.",
    ]


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_page_in_two_folders_is_as_closed_as_the_closer_of_them(is_turned: bool) -> None:
    page = '<DT><A HREF="https://example.org/{}" ADD_DATE="1616337559">{}</A>'
    folders = [
        ("Garden", ("Diary", "Peas", "Both")),
        ("Private", ("Diary", "Both")),
        ("Reading List", ("Peas", "Both")),
    ]
    text = "".join(
        f"<DT><H3>{name}</H3><DL>{''.join(page.format(one, one) for one in pages)}</DL>"
        for name, pages in (folders[::-1] if is_turned else folders)
    )
    report = published(f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{text}</DL>")
    assert set(states(Reading).items()) == {(n, "draft") for n in ("Diary", "Peas", "Both")}
    assert set(listed()) == {"Peas", "Both"}
    said = "\n".join(report.lines())
    assert "(Diary): Stays a draft: in the folder Private." in said
    assert "(Both): Onto the reading list: Reading List. It is private: in the folder" in said
    notes = {row.title: str(row.quotes) for row in db.session.query(Reading)}
    assert all("day in the file: 2021-03-21" in notes[name] for name in listed())
    assert "private in the file: in the folder Private" in notes["Both"]
    assert published(f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{text}</DL>").change is None


def test_what_is_private_in_a_file_is_not_shown_with_a_published_reading() -> None:
    published("@book{a, title={Diary of peas}}")
    private = "@book{b, title={Diary of peas}, author={Ann Lee}, year={2019}, keywords={private},"
    private += " url={https://example.org/secret}}"
    assert published(private).rows[0].reason == "Adds quotes and notes."
    (row,) = db.session.query(Reading)
    assert (row.state, row.url, row.authors, row.published_on) == ("published", "", "", "")
    assert "url: https://example.org/secret\nauthors: Ann Lee" in row.quotes[-1]["note"]
    assert published(private).change is None


def listed() -> list[str]:
    return [row.title for row in list_to_read(reader=AUTHOR)]


def test_what_is_still_to_be_read_goes_onto_the_reading_list() -> None:
    shelves = {"Now": "currently-reading", "Next": "to-read", "Done": "read", "Left": "abandoned"}
    rows = "".join(
        f"{n},{title},Ed Low,{shelf},\n" for n, (title, shelf) in enumerate(shelves.items())
    )
    table = f"Book Id,Title,Author,Exclusive Shelf,Date Read\n{rows}"
    report = published(table)
    assert published(table).change is None
    assert listed() == ["Now", "Next"]
    assert states(Reading) == dict.fromkeys(shelves, "draft") | {"Done": "published"}
    said = "\n".join(report.lines())
    assert "(Now): Onto the reading list: currently-reading." in said
    assert "(Left): Stays a draft: exclusive shelf: abandoned." in said
    published(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><H1>Bookmarks</H1><DL><p>"
        '<DT><A HREF="https://example.org/1" ADD_DATE="1616337559" TOREAD="1">Peas</A>'
        '<DT><A HREF="https://example.org/2" ADD_DATE="1616337559" TOREAD="0">Beans</A></DL>'
    )
    assert listed() == ["Now", "Next", "Peas"]
    peas = db.session.query(Reading).filter(Reading.title == "Peas").one()
    assert (peas.state, peas.read_on) == ("draft", "")
    assert "day in the file: 2021-03-21" in peas.quotes[-1]["note"]
    assert states(Reading)["Beans"] == "published"
    published(
        "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
        '<li><a href="https://example.org/3" time_added="1616337559" tags="">Leeks</a></li></ul>'
        '<h1>Read Archive</h1><ul><li><a href="https://example.org/4" time_added="1616337559" '
        'tags="">Chives</a></li></ul></body></html>'
    )
    assert listed() == ["Now", "Next", "Peas", "Leeks"]
    assert states(Reading)["Chives"] == "published"


def test_the_list_names_what_a_newer_file_says_otherwise() -> None:
    columns = "Book Id,Title,Author,Exclusive Shelf,Date Read"
    published(f"{columns}\n1,Peas,Ed Low,to-read,\n2,Beans,Ed Low,read,2026/01/02\n")
    newer = f"{columns}\n1,Peas,Ed Low,read,2026/02/03\n2,Beans,Ed Q. Low,read,2026/04/05\n"
    otherwise = "The file says otherwise, and the reading stays as it is:"
    for _ in range(2):
        said = "\n".join(published(newer).lines())
        assert "It stays on the reading list, though the file has it as read on 2026-02-03." in said
        assert f"(Beans): {otherwise} the authors, the day of reading." in said
    assert listed() == ["Peas"]
    work = "@book{{a, title={{{}}}, author={{Low, Ed}}, date={{{}}}, doi={{10.1234/{}}}}}"
    published(work.format("Leaks", "2026-05", "AB"))
    (same,) = published(work.format("Leaks.", "2026", "ab")).rows
    (other,) = published(work.format("Leeks", "2025", "ab")).rows
    assert (same.reason, other.reason) == ("", f"{otherwise} the title, the date of publication.")


def test_a_tag_and_a_state_of_our_own_list_keep_a_work_a_draft() -> None:
    published("@book{a, title={Diary}, keywords={garden; private}}")
    ours = "title,url,authors,read_on,takeaway,citation_key,state,queued\n"
    published(f"{ours}Rough,,,,,,draft,\nOpen,,,,,,published,\nLater,,,,,,draft,1\n")
    found = {"Diary": "draft", "Rough": "draft", "Open": "published", "Later": "draft"}
    assert states(Reading) == found
    assert listed() == ["Later"]


WORDPRESS = """<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>{}</channel>
</rss>"""


def post(title: str, more: str, day: str = "Fri, 01 May 2026 10:00:00 +0000") -> str:
    link = f"<link>https://blog.example/{title.lower()}</link><pubDate>{day}</pubDate>"
    return f"<item><title>{title}</title>{link}<wp:ping_status>open</wp:ping_status>{more}</item>"


def status(value: str, kind: str = "post") -> str:
    said = f"<wp:status>{value}</wp:status><wp:post_type>{kind}</wp:post_type>"
    return f"{said}<wp:post_password></wp:post_password><wp:is_sticky>0</wp:is_sticky>"


def test_what_is_not_published_on_the_blog_is_not_published_here() -> None:
    feed = WORDPRESS.format(
        post("Open", status("publish"))
        + post("Rough", status("draft"))
        + post("Mine", status("private"))
        + post("Gone", status("trash"))
        + post("Asked", status("pending"))
        + post("Soon", status("future"), "Fri, 01 Jan 2027 10:00:00 +0000")
        + post("Later", "", "Fri, 01 Jan 2027 10:00:00 +0000")
        + post("Locked", "<wp:post_password>abc</wp:post_password>")
        + post("Protected: Tale", "")
        + post("Tagged", "<category>Private</category>")
        + post("Sea", status("inherit", "attachment"))
        + post("Menu", status("publish", "nav_menu_item"))
        + post("Old", status("inherit", "revision"))
        + post("Style", status("publish", "wp_global_styles"))
        + post("About", status("publish", "page"))
        + post("Ann Lee", status("publish", "feedback"))
    )
    report = published(feed)
    found = states(Essay)
    assert [title for title in found if found[title] == "published"] == ["Open", "About"]
    assert len(found) == 12
    assert list_drafts_elsewhere() == []
    said = "\n".join(report.lines())
    assert "Left out: 1 attachment, 1 menu item, 1 revision, 1 theme part." in said
    for words in (
        "(Rough): Stays a draft: status: draft.",
        "(Ann Lee): Stays a draft: post_type: feedback.",
        "(Mine): Stays a draft: status: private.",
        "(Later): Stays a draft: its day is to come, 2027-01-01.",
        "(Locked): Stays a draft: protected by a password.",
        "(Protected: Tale): Stays a draft: “Protected: Tale”.",
        "(Tagged): Stays a draft: “Private”.",
    ):
        assert words in said
    assert "abc" not in said
    assert published(feed).change is None


def test_what_is_published_on_the_blog_later_gets_its_address() -> None:
    published(WORDPRESS.format(post("Rough", status("draft"))))
    (draft,) = db.session.query(Essay)
    assert (draft.url, "blog.example/rough" in draft.body) == ("", True)
    later = WORDPRESS.format(post("Rough", status("publish"), "Sat, 02 May 2026 10:00:00 +0000"))
    (row,) = published(later).rows
    stays = "The file says otherwise, and the essay stays as it is:"
    assert row.reason == f"Adds the address. {stays} the date of publication."
    assert (draft.url, draft.body) == ("https://blog.example/rough", "")
    assert list_drafts_elsewhere() == [draft]
    (again,) = published(later.replace("<title>Rough", "<title>Smooth")).rows
    assert again.reason == f"{stays} the title, the date of publication."


def test_two_entries_of_one_title_are_two_where_one_is_no_draft() -> None:
    other = (
        post("Rough", status("publish")).replace("/rough", "/rough-2").replace("01 May", "03 May")
    )
    published(WORDPRESS.format(post("Rough", status("draft")) + other))
    assert [row.state for row in db.session.query(Essay).order_by(Essay.id)] == [
        "draft",
        "published",
    ]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"
 xmlns:blogger="http://schemas.google.com/blogger/2018" xmlns:thr="http://purl.org/syndication/thread/1.0">
{}</feed>"""


def entry(title: str, more: str) -> str:
    link = f"<link href='https://blog.example/{title}'/><published>2026-05-01</published>"
    return f"<entry><title>{title}</title>{link}{more}</entry>"


def test_drafts_and_comments_of_atom_and_json_are_known_for_what_they_are() -> None:
    kind = "http://schemas.google.com/blogger/2008/kind#"
    report = published(
        ATOM.format(
            entry("open", "<app:control><app:draft>no</app:draft></app:control>")
            + entry(
                "live", "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"
            )
            + entry("rough", "<app:control><app:draft>yes</app:draft></app:control>")
            + entry("half", "<blogger:status>DRAFT</blogger:status>")
            + entry("c1", "<blogger:type>COMMENT</blogger:type>")
            + entry("c2", f"<category scheme='{kind[:-1]}' term='{kind}comment'/>")
            + entry("c3", "<thr:in-reply-to ref='x'/>")
        )
    )
    drafts = {"open": "published", "live": "published", "rough": "draft", "half": "draft"}
    assert states(Essay) == drafts
    assert "Left out: 3 comments." in report.sentence()
    items = ",".join(
        f'{{"id": "{n}", "url": "https://blog.example/j{n}", "title": "J{n}", {more}}}'
        for n, more in enumerate(
            (
                '"tags": ["x"], "_meta": {"featured": true}',
                '"_draft": true',
                '"status": "draft"',
                '"_blog": {"visibility": "private"}',
                '"published": false',
                '"date_published": "2027-01-01T00:00:00Z"',
            )
        )
    )
    head = '"version": "https://jsonfeed.org/version/1.1"'
    published(f'{{{head}, "items": [{items}]}}')
    found = {title: state for title, state in states(Essay).items() if title.startswith("J")}
    assert found == {"J0": "published"} | dict.fromkeys(("J1", "J2", "J3", "J4", "J5"), "draft")
    assert list_drafts_elsewhere() == []
