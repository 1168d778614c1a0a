"""Folders of bookmarks, in the ways that programs write them, and other folders and tags."""

from datetime import UTC, date

import pytest

from wiki.exchange.library.reading import read_works
from wiki.exchange.library.work import Work

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n"
PAGE = '<DT><A HREF="https://a.example/">A page</A>\n'
CLINIC = '<DT><A HREF="https://clinic.example/">My clinic</A>\n'
LATER = '<DT><A HREF="https://later.example/">To be read</A>\n'
SAFARI = (
    f"<DT><H3 FOLDED>Favorites</H3>\n<DL><p>\n{PAGE}</DL><p>\n"
    f"<DT><H3 FOLDED>Private</H3>\n<DL><p>\n{CLINIC}</DL><p>\n"
    f'<DT><H3 FOLDED id="com.apple.ReadingList">Leseliste</H3>\n<DL><p>\n{LATER}</DL><p>\n'
)


def works(text: str) -> list[Work]:
    found = read_works(text.encode(), today=date(2026, 11, 28), zone=UTC)
    assert found.refused == []
    return found.works


def folder(work: Work) -> str:
    return dict(work.details).get("folder", "")


@pytest.mark.parametrize(
    "text", [HEAD + SAFARI, f"{HEAD}<DL><p>\n{SAFARI}</DL>", SAFARI.replace("<DT>", HEAD, 1)]
)
def test_the_topmost_folders_count_with_a_list_around_them_and_without(text: str) -> None:
    page, clinic, later = works(text)
    assert (folder(page), page.hidden_reason, page.unread_reason) == ("Favorites", "", "")
    assert (folder(clinic), clinic.hidden_reason) == ("Private", "in the folder Private")
    assert (folder(later), later.unread_reason) == ("Leseliste", "Leseliste")


@pytest.mark.parametrize(
    ("marks", "named"),
    [
        (f"<H3>Private</H3><DL>{CLINIC}</DL>", "Private"),
        (f"<H3><b>Pri</b>vate</H3><DL>{CLINIC}</DL>", "Private"),
        (f"<H3><!-- a folder -->Private</H3><DL>{CLINIC}</DL>", "Private"),
        (f"<H3>Private</H3><DL><DL>{CLINIC}</DL></DL>", "Private"),
        (f"<H3>Private</H3><DL><H3>Peas</H3><DL>{CLINIC}</DL></DL>", "Private / Peas"),
        (f"<H3>Private</H3><DL><H3>Peas</H3><DL>{PAGE}</DL>{CLINIC}</DL>", "Private"),
        (f"<DL><DT><H3>Private</H3><DD>Of mine\n<DL>{CLINIC}</DL></DL>", "Private"),
        (f"<DL>{PAGE}<DD>Said<H2>Private</H2><DL>{CLINIC}</DL></DL>", "Private"),
        # Nothing ends, or there are no lists of this kind.
        (f"<DL><H3>Private</H3><DL>{CLINIC}", "Private"),
        (f"<DL><H3>Private</H3>{CLINIC}</DL>", "Private"),
        (f"<H3>Private</H3><ul><li>{CLINIC}</ul>", "Private"),
        (f"<H2>Private</H2><H3>Peas</H3><DL>{PAGE}</DL><H3>Beans</H3>{CLINIC}", "Private / Beans"),
    ],
)
def test_a_private_folder_counts_however_its_list_is_written(marks: str, named: str) -> None:
    *_, clinic = works(f"{HEAD}{marks}")
    assert folder(clinic) == named
    assert clinic.hidden_reason == "in the folder Private"


def test_the_title_of_a_file_holds_for_all_of_it_and_is_no_folder() -> None:
    text = HEAD + SAFARI
    found = works(text.replace("Bookmarks</H1>", "Private</H1>"))
    assert {work.hidden_reason for work in found} == {"in the folder Private"}
    page, clinic, _ = works(text.replace("Bookmarks</H1>", "Unread</H1>"))
    assert (page.unread_reason, clinic.unread_reason) == ("Unread", "Unread")
    assert (page.hidden_reason, clinic.hidden_reason) == ("", "in the folder Private")
    assert folder(page) == "Favorites"


@pytest.mark.parametrize(
    "marks",
    [
        f"<DL><H3>Private</H3><DL>{CLINIC}</DL>{PAGE}</DL>",
        f"<H3>Private</H3><DL>{CLINIC}</DL>{PAGE}",
        f"<DL><H3>Private</H3><DL>{CLINIC}</DL><H3>Peas</H3><DL>{PAGE}</DL></DL>",
        f"<DL>{CLINIC}<DD><h1>Private</h1>\n{PAGE}</DL>",
        f"<H1>Private</H1><ul>{CLINIC}</ul><H1>Peas</H1><ul>{PAGE}</ul>",
        f"</DL></DL><H3>Private</H3><DL>{CLINIC}</DL></DL>{PAGE}",
    ],
)
def test_a_private_folder_ends_where_it_ends(marks: str) -> None:
    *_, page = works(f"{HEAD}{marks}")
    assert (page.title, page.hidden_reason) == ("A page", "")


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ('TOREAD="1"', "toread"),
        ("TOREAD", "toread"),
        ('UNREAD="1"', "unread"),
        ('STATUS="unread"', "status: unread"),
        ('TAGS="garden,to-read"', "tags: garden,to-read"),
        ('TAGS="_toread"', "tags: _toread"),
        ('TOREAD="0" UNREAD="false" STATUS="read" TAGS="reading"', ""),
    ],
)
def test_a_bookmark_says_in_many_ways_that_it_is_to_be_read(said: str, unread: str) -> None:
    (work,) = works(f'{HEAD}<DL><DT><A HREF="https://a.example/" {said}>A page</A></DL>')
    assert work.unread_reason == unread


@pytest.mark.parametrize(
    ("text", "hidden", "unread"),
    [
        ("@book{a, title = {Peas}, keywords = {garden, to-read}}", "", "keywords: garden, to-read"),
        ("@book{a, title = {Peas}, groups = {My private links}}", "groups: My private links", ""),
        ("@book{a, title = {Peas}, mendeley-groups = {Reading list}}", "", "Reading list"),
        ("TY  - BOOK\nTI  - Peas\nKW  - Unread\nER  - \n", "", "keywords: Unread"),
        ('[{"id": "a", "type": "book", "title": "Peas", "keyword": "to read"}]', "", "to read"),
        (
            "Key,Item Type,Title,Date Added,Manual Tags\nA,book,Peas,2022,garden; to read\n",
            "",
            "manual tags: garden; to read",
        ),
        ("@book{a, title = {Peas}, keywords = {reading, unread books in schools}}", "", ""),
    ],
)
def test_tags_and_folders_of_other_formats_say_it_too(text: str, hidden: str, unread: str) -> None:
    (work,) = works(text)
    assert work.hidden_reason == hidden
    assert work.unread_reason.endswith(unread)
    assert bool(work.unread_reason) == bool(unread)


@pytest.mark.parametrize(
    "address",
    ["place:sort=8&maxResults=10", "javascript:alert(1)", "JavaScript:void 0", "about:config"],
)
def test_a_command_of_the_browser_stays_a_draft(address: str) -> None:
    command, page = works(f'{HEAD}<DL><DT><A HREF="{address}">Most visited</A>\n{PAGE}</DL>')
    assert command.hidden_reason == f"href: {address.partition(':')[0]}:"
    assert page.hidden_reason == ""
