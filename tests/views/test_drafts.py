"""Which forms keep what is typed as a draft in the browser, and which do not.

`static/js/drafts.js` keeps the text of a form that names its draft (`data-draft`).
"""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from wiki.installation import TEMPLATES

# Addresses of forms that keep a draft, with its name.
DRAFTS = {
    "/atlas/new": "topic:new",
    "/atlas/compute/edit": "topic:1",
    "/atlas/compute/document": "document:1",
    "/atlas/compute/note": "note:1",
    "/atlas/compute/duplicate": "duplicate:1",
    "/atlas/compute/merge": "merge:1",
    "/atlas/compute/stance/new": "stance:new-1",
    "/atlas/compute/beliefs/new": "belief:new-1",
    "/atlas/compute/beliefs/1/edit": "belief:1",
    "/atlas/compute/beliefs/1/retire": "belief:1/retire",
    "/atlas/compute/beliefs/1/relocate": "belief:1/relocate",
    "/areas/new": "area:new",
    "/areas/governance/edit": "area:1",
    "/areas/governance/merge": "area-merge:1",
    "/reading/new": "reading:new",
    "/reading/1/edit": "reading:1",
    "/reading/list": "list:new",
    "/reading/inbox": "inbox:2",
    "/writing/new": "essay:new",
    "/media/new": "picture:new",
    "/settings": "site:settings",
    "/about/edit": "about:about",
}
# Forms in which an author types, and that keep no draft, with the reason.
WITHOUT_DRAFT = {
    "capture/tokens.html": "The page shows a token.",
    "errors/kept.html": "The form that was refused keeps the draft.",
    "imports/new.html": "The words go with a file, which no browser keeps.",
    "imports/restore.html": "A title is typed to confirm.",
    "purge/index.html": "A name is typed to confirm.",
    "settings/password.html": "A password is typed.",
    "sign_in/form.html": "A password is typed.",
    "start/form.html": "A password is typed.",
    "topics/place.html": "Two numbers are typed.",
}
TYPED = re.compile(r"ui\.field\(|<textarea|type=\"(text|password)\"|\{% include (?!\"_this_atlas)")


def typed_forms() -> Iterator[tuple[str, str]]:
    """Yield the template and the first tag of every posted form in which somebody types."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        for tag, inside in re.findall(r"(<form\b[^>]*>)(.*?)</form>", file.read_text(), re.DOTALL):
            is_posted = "ui.hx_form" in tag or 'method="post"' in tag
            if is_posted and TYPED.search(inside):
                yield file.relative_to(TEMPLATES).as_posix(), tag


def test_every_form_in_which_somebody_types_keeps_a_draft_or_says_why_not() -> None:
    forms = list(typed_forms())
    assert len(forms) > len(DRAFTS) // 2
    without = {name for name, tag in forms if "data-draft" not in tag}
    assert without == set(WITHOUT_DRAFT)


@pytest.mark.parametrize(("address", "name"), DRAFTS.items())
def test_a_form_names_its_draft(author: FlaskClient, topic: str, address: str, name: str) -> None:
    author.post(f"/atlas/{topic}/beliefs", data={"claim": "Chips count"})
    author.post(f"/atlas/{topic}/reading", data={"title": "A work"})
    author.post("/reading/new", data={"title": "Another work", "state": "draft"})
    assert f'data-draft="{name}"' in author.get(address).text
