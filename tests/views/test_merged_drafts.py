"""What is not published yet of a stance goes along when its region is merged, and comes back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.test_relocating import check
from tests.writers import inside, newest_id
from wiki.db import db
from wiki.models import NextVersion

NORMS, COMPUTE = "Norms, published.", "Compute, published."
MINE, THEIRS = "Norms, a draft.[^1]\n\n[^1]: A note.", "Compute, a draft.[^1]\n\n[^1]: Another."
OWN_LABELS = MINE.replace("[^1]", "[^1-2]")
HEAD = "\n\n## Norms\n\n"


@pytest.fixture
def regions(author: FlaskClient) -> None:
    for title in ("Norms", "Compute"):
        author.post("/atlas/new", data={"title": title, "once": title})


def publish(author: FlaskClient, slug: str, body: str) -> None:
    data = {"body": body, "once": f"{slug} published"}
    assert author.post(f"/atlas/{slug}/stance", data=data).status_code == 303


def at(author: FlaskClient, slug: str) -> str:
    """Return the address of the form of a region's stance, "" where there is none."""
    found = re.search(rf"/atlas/{slug}/stance/\d+(?=/edit)", author.get(f"/atlas/{slug}").text)
    return found[0] if found else ""


def keep(author: FlaskClient, slug: str, body: str, reason: str = "") -> None:
    """Save a draft of a region's stance, the first one or that of what is published or kept."""
    address = at(author, slug)
    data = {"body": body, "reason": reason, "keep": "next", "once": f"{slug} begun"}
    if address:
        form = author.get(f"{address}/edit?next=1").text
        number = re.search(r'name="next_version" value="(\d+)"', form)
        data |= {"base": base_of(form), "next_version": number[1] if number else "0"}
    assert author.post(address or f"/atlas/{slug}/stance", data=data).status_code == 303


def draft(author: FlaskClient, slug: str) -> str:
    """Return the draft that the page of a region offers to continue, "" where it offers none."""
    if ">Continue</a>" not in author.get(f"/atlas/{slug}").text:
        return ""
    form = author.get(f"{at(author, slug)}/edit?next=1").text
    assert "which was changed since you began" not in form
    found = re.search(r'<textarea[^>]*name="body"[^>]*>\s?(.*?)</textarea>', form, re.DOTALL)
    assert found
    return found[1].replace("\r\n", "\n")


def merge(author: FlaskClient) -> None:
    assert author.post("/atlas/norms/merge", data={"into": "Compute"}).status_code == 303


def undo(app: Flask, author: FlaskClient) -> int:
    return author.post(f"/c/{newest_id(app)}/undo").status_code


# What both regions publish, their drafts, and the draft there is after the merge.
CASES = {
    "a first draft": ("", "", MINE, "", MINE),
    "beside what is published": ("", COMPUTE, MINE, "", COMPUTE + HEAD + MINE),
    "below another first draft": ("", "", MINE, THEIRS, THEIRS + HEAD + OWN_LABELS),
    "a next version": (NORMS, COMPUTE, MINE, "", COMPUTE + HEAD + MINE),
    "below a next version": (NORMS, COMPUTE, MINE, THEIRS, THEIRS + HEAD + OWN_LABELS),
    "what is published below one": (NORMS, COMPUTE, "", THEIRS, THEIRS + HEAD + NORMS),
    "a next version where nothing is": (NORMS, "", MINE, "", MINE),
}


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize("case", CASES)
def test_a_draft_goes_to_the_other_region_and_one_undo_takes_it_back(
    app: Flask, author: FlaskClient, client: FlaskClient, case: str
) -> None:
    *texts, joined = CASES[case]
    for slug, text in zip(("norms", "compute"), texts[:2], strict=True):
        if text:
            publish(author, slug, text)
    for slug, text in zip(("norms", "compute"), texts[2:], strict=True):
        if text:
            keep(author, slug, text, f"Why {slug}")
    before = {slug: client.get(f"/atlas/{slug}.json").text for slug in ("norms", "compute")}
    assert "becomes a draft there" in author.get("/atlas/norms/merge").text
    merge(author)
    check(app)
    assert draft(author, "compute") == joined
    assert "a draft" not in client.get("/atlas/compute").text
    for _ in range(3):  # undone, merged again, and undone again
        assert undo(app, author) == 303
        check(app)
        is_merged = author.get("/atlas/norms").status_code == 301
        assert draft(author, "compute") == (joined if is_merged else texts[3])
    assert draft(author, "norms") == texts[2]
    assert {slug: client.get(f"/atlas/{slug}.json").text for slug in before} == before
    with inside(app):
        assert {one.typed["reason"] for one in db.session.query(NextVersion)} == {
            f"Why {slug}"
            for slug, text in zip(("norms", "compute"), texts[2:], strict=True)
            if text
        }
    merge(author)
    form = author.get(f"{at(author, 'compute')}/edit?next=1").text
    number = re.search(r'name="next_version" value="(\d+)"', form)
    assert number
    sent = {"body": joined, "base": base_of(form), "next_version": number[1], "publish": "1"}
    assert author.post(at(author, "compute"), data=sent).status_code == 303
    assert client.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"] == joined


@pytest.mark.usefixtures("regions")
def test_what_was_typed_on_after_the_merge_outlives_its_undo(
    app: Flask, author: FlaskClient
) -> None:
    publish(author, "compute", COMPUTE)
    keep(author, "norms", MINE)
    merge(author)
    keep(author, "compute", f"{COMPUTE} More.{HEAD}{MINE}")
    assert undo(app, author) == 303
    assert draft(author, "norms") == MINE
    assert draft(author, "compute") == f"{COMPUTE} More."
    merge(author)
    keep(author, "compute", f"{COMPUTE}{HEAD}All of it anew.")
    assert undo(app, author) == 303
    assert draft(author, "norms") == MINE
    assert "All of it anew." in author.get(f"{at(author, 'compute')}/edit?next=1").text


@pytest.mark.usefixtures("regions")
def test_an_undo_that_would_hide_a_newer_draft_is_refused(app: Flask, author: FlaskClient) -> None:
    keep(author, "norms", MINE)
    merge(author)
    keep(author, "compute", "Anew.")
    assert undo(app, author) == 409
    assert draft(author, "compute") == "Anew."
    page = author.get("/atlas/compute").text
    discard = re.search(r'action="(/next/stance/\d+/discard)"', page)
    number = re.search(r'name="next_version" value="(\d+)"', page)
    assert discard
    assert number
    author.post(discard[1], data={"next_version": number[1]})
    assert undo(app, author) == 303
    assert draft(author, "norms") == MINE
    # And one that is no merge: the stance is taken back that the draft was begun on.
    publish(author, "compute", COMPUTE)
    keep(author, "compute", THEIRS)
    answer = author.post(f"/c/{newest_id(app)}/undo")
    assert answer.status_code == 409
    assert "publish or discard it first" in answer.text
    assert draft(author, "compute") == THEIRS


@pytest.mark.usefixtures("regions")
def test_two_drafts_that_are_too_long_together_are_not_merged(
    app: Flask, author: FlaskClient
) -> None:
    for slug in ("norms", "compute"):
        keep(author, slug, "word " * 15_000)
    answer = author.post("/atlas/norms/merge", data={"into": "Compute"})
    assert answer.status_code == 422
    assert "The two texts together are longer than" in answer.text
    check(app)


@pytest.mark.usefixtures("regions")
def test_a_draft_of_a_private_region_does_not_tell_its_title(
    app: Flask, author: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "Plans", "visibility": "private", "once": "p"})
    publish(author, "compute", COMPUTE)
    keep(author, "plans", MINE)
    data = {"into": "Compute", "publish": "y"}
    assert author.post("/atlas/plans/merge", data=data).status_code == 303
    assert draft(author, "compute") == f"{COMPUTE}\n\n* * *\n\n{MINE}"
    assert undo(app, author) == 303
    assert draft(author, "compute") == ""
    assert draft(author, "plans") == MINE
