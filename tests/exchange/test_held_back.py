"""What says of itself that it is private or a draft stays a draft, whatever an import is told."""

from datetime import UTC, date

import pytest
from flask import Flask

from wiki.db import begin_writing, db
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.report import LibraryReport
from wiki.journal import Signature
from wiki.models import Reading

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


def states(model: type[Reading]) -> dict[str, str]:
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
