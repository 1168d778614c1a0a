"""Merging a region into another one: what goes there, what leads there, and what is told of it."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.changelog_reading import told
from tests.views.test_relocating import check
from tests.writers import Writer, count_changes, inside, newest_id
from wiki.db import utc_now
from wiki.services.merge import merge_topic
from wiki.services.topics import edit_topic, save_note

ada = Writer()


def moment(day: int) -> datetime:
    return datetime(2026, 5, day, 12, tzinfo=UTC)


@pytest.fixture
def regions(app: Flask) -> None:
    """Norms, which had another name, and Compute, since 3 May; both related to Verification."""
    with inside(app), clock(moment(3)):
        norms, compute = ada.topic("Norms of *old*"), ada.topic("Compute")
        with ada.saving() as by:
            edit_topic(norms, {"title": "Norms"}, by, change_address=True)
        ada.topic("Verification")
        ada.topic("Takeoff", summary="See [[Norms]]")
        for topic, word in ((norms, "norms"), (compute, "compute")):
            ada.add(topic, "stance", body=f"On {word}.[^1]\n\n[^1]: The note on {word}.")
            ada.add(topic, "beliefs", claim=f"Claim of {word}", credence=Decimal(40), why="")
            ada.add(topic, "regions", region="Verification", kind="leans on", reason=f"By {word}")
            with ada.saving() as by:
                save_note(topic, f"Note of {word}", by, base=0)
        ada.add(norms, "uncertainties", question="Who keeps them?", why_it_matters="")
        ada.add(norms, "triggers", observation="A breach", effect="", belief="b-2", size="")
        ada.add(norms, "regions", region="Compute", kind="related", reason="")
        ada.add(norms, "regions", region="Takeoff", kind="related", reason="Slowly")
        for title, topics in (("On norms", ["Norms"]), ("On both", ["Norms", "Compute"])):
            ada.add(norms, "reading", title=title, takeaway="Read it.", url="", topics=topics)


def merge(author: FlaskClient, slug: str = "norms", **fields: str) -> Any:
    return author.post(f"/atlas/{slug}/merge", data=fields)


def page(client: FlaskClient, slug: str = "compute") -> dict[str, Any]:
    sections: dict[str, Any] = client.get(f"/atlas/{slug}.json").get_json()["sections"]
    return sections


@pytest.mark.usefixtures("regions")
def test_all_that_a_region_holds_goes_to_the_other_and_one_undo_takes_all_of_it_back(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    before = {slug: client.get(f"/atlas/{slug}.json").text for slug in ("norms", "compute")}
    assert 'href="/atlas/norms/merge"' in author.get("/atlas/norms/edit").text
    assert "<h1>Merge into another region</h1>" in author.get("/atlas/norms/merge").text
    answer = merge(author, into="compute")
    assert answer.location == "/atlas/compute"
    after = author.get("/atlas/compute").text
    assert "Merged “Norms” into “Compute”. Undo available." in after
    check(app)
    held = page(client)
    body = held["stance"]["body"]
    assert body.startswith("On compute.[^1]\n\n[^1]: The note on compute.\n\n## Norms\n\nOn norms.")
    assert "[^1-2]: The note on norms." in body
    assert [row["claim"] for row in held["beliefs"]] == ["Claim of compute", "Claim of norms"]
    assert [row["question"] for row in held["uncertainties"]] == ["Who keeps them?"]
    assert sorted(row["title"] for row in held["reading"]) == ["On both", "On norms"]
    ties = {row["slug"]: row["reason"] for row in held["regions"]}
    assert ties == {"verification": "By compute", "takeoff": "Slowly"}
    assert "Note of compute\n\n## Norms\n\nNote of norms" in author.get("/atlas/compute/note").text
    # Every address leads on, also those it had before, and so do links by its title.
    for old, tail in (("norms", ""), ("norms", ".json"), ("norms-of-old", "/reading.rss")):
        moved = client.get(f"/atlas/{old}{tail}")
        assert (moved.status_code, moved.location) == (301, f"/atlas/compute{tail}")
    assert client.get("/b/1").location == "/atlas/compute#b-1"
    assert '<a href="/atlas/compute">Norms</a>' in client.get("/atlas/takeoff").text
    assert client.get("/search?q=norms").status_code == 200
    assert "Norms" not in re.findall(r'"title": ?"([^"]+)"', client.get("/map.json").text)
    # The day before, its page stands as it stood; of days since then, the other's does.
    for path in ("/atlas/norms", "/atlas/norms-of-old"):
        past = client.get(f"{path}?at=2026-05-03")
        assert past.status_code == 200
        assert "Claim of norms" in past.text
        assert "Claim of compute" not in past.text
    assert "Claim of norms" in client.get("/atlas/norms.md?at=2026-05-03").text
    assert "Claim of norms" not in client.get("/atlas/compute?at=2026-05-03").text
    today = utc_now().date()
    late = client.get(f"/atlas/norms?at={today}")
    assert (late.status_code, late.location) == (301, f"/atlas/compute?at={today}")
    # It is told in one sentence, and both histories are one.
    assert told(client)[0] == "Compute: Norms merged into this region"
    assert "Merged region “Norms” into “Compute”" in client.get("/atlas/compute/history").text
    assert "Added belief “Claim of norms”" in client.get("/atlas/compute/history").text
    assert "Added belief “Claim of norms”" in client.get("/b/1/history").text
    assert author.get("/atlas/new?title=Norms").status_code == 200
    number = newest_id(app)
    for path in (f"/c/{number}", "/history", "/changes", "/feeds", "/deleted"):
        assert client.get(path).status_code in (200, 401, 404), path
    assert author.post(f"/c/{number}/undo").status_code == 303
    check(app)
    assert {slug: client.get(f"/atlas/{slug}.json").text for slug in before} == before
    assert told(client)[0] != "Compute: Norms merged into this region"
    # Undoing that merges them again, and the region is not there beside the other.
    assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
    check(app)
    assert client.get("/atlas/norms").location == "/atlas/compute"
    assert "Norms" not in re.findall(r'"title": ?"([^"]+)"', client.get("/map.json").text)


@pytest.mark.usefixtures("regions")
def test_what_was_private_is_published_only_where_the_author_says_so(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        secret = ada.topic("Secret plans", visibility="private")
        ada.add(secret, "stance", body="We hide.")
        ada.add(secret, "beliefs", claim="Hiding works", credence=Decimal(30), why="")
        ada.add(secret, "regions", region="Takeoff", kind="related", reason="Hidden tie")
    before = count_changes(app)
    refused = merge(author, "secret-plans", into="Compute")
    assert refused.status_code == 422
    assert "Compute is public: tick this box if visitors may read what is private here." in (
        refused.text
    )
    assert count_changes(app) == before
    assert "Hiding works" not in client.get("/atlas/compute").text
    assert merge(author, "secret-plans", into="Compute", publish="y").status_code == 303
    check(app)
    assert "Hiding works" in client.get("/atlas/compute").text
    assert client.get("/atlas/secret-plans").status_code == 404
    assert client.get("/atlas/secret-plans?at=2026-11-20").status_code == 404
    assert author.get("/atlas/secret-plans").location == "/atlas/compute"
    paths = ["/atlas/compute", "/atlas/compute/history", "/changes", "/changes.rss", "/history"]
    for path in (*paths, f"/c/{newest_id(app)}", "/b/3/history", "/atlas/takeoff/history"):
        found = client.get(path)
        assert found.status_code == 200, path
        assert "Secret" not in found.text, path
    # The other way round, what was public is hidden with its past.
    with inside(app):
        ada.topic("Vault", visibility="private")
    assert merge(author, into="Vault").status_code == 303
    check(app)
    for path in ("/atlas/norms", "/atlas/norms?at=2026-05-03", "/b/1", "/b/1/history"):
        assert client.get(path).status_code == 404, path
    for path in ("/changes", "/history", "/", "/?at=2026-05-03", "/beliefs?at=2026-05-03"):
        assert "Claim of norms" not in client.get(path).text, path
        assert "Vault" not in client.get(path).text, path


@pytest.mark.usefixtures("regions")
def test_a_chain_of_merges_leads_to_the_last_region(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    before = count_changes(app)
    for into, words in (
        ("", "Name the region to merge into."),
        ("Norms", "A region cannot be merged with itself: name another one."),
        ("Nowhere", "There is no region called “Nowhere”."),
    ):
        answer = merge(author, into=into)
        assert answer.status_code == 422
        assert words in answer.text
    assert author.post("/atlas/takeoff/delete").status_code == 303
    assert "The region “Takeoff” was deleted" in merge(author, into="Takeoff").text
    assert merge(author, "takeoff", into="Norms").status_code == 409
    assert count_changes(app) == before + 1
    assert merge(author, into="Compute").status_code == 303
    first = newest_id(app)
    assert merge(author, "compute", into="Verification").status_code == 303
    check(app)
    assert client.get("/atlas/norms").location == "/atlas/verification"
    assert client.get("/atlas/norms?at=2026-05-03").status_code == 200
    assert client.get("/atlas/norms?at=3+May+2026").location == "/atlas/norms?at=2026-05-03"
    assert author.post(f"/c/{first}/undo").status_code == 409
    assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
    check(app)
    assert client.get("/atlas/norms").location == "/atlas/compute"
    claims = [row["claim"] for row in page(client)["beliefs"]]
    assert claims == ["Claim of compute", "Claim of norms"]


def textarea(form: str) -> str:
    return form.partition("<textarea")[2].partition("</textarea>")[0]


@pytest.mark.usefixtures("regions")
def test_what_only_documents_say_goes_there_too(
    app: Flask, author: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    for word in ("norms", "compute"):
        file = tmp_path / f"{word}.md"
        text = client.get(f"/atlas/{word}.md").text
        text = text.replace("visibility:", f"tags: {word}\n{word}: mine\nvisibility:", 1)
        text += f"\n## Sources\n\nThose of {word}.\n\n## On {word}\n\nMore.\n"
        file.write_text(text, encoding="utf-8")
        assert app.test_cli_runner().invoke(args=["import", str(file)]).exit_code == 0
    address = "/atlas/compute/document"
    before = author.get(address).text
    merge(author, into="compute")
    document = unescape(author.get(address).text)
    assert "## Sources\n\nThose of compute.\n\nThose of norms.\n" in document
    for part in ("## On compute\n\nMore.", "## On norms\n\nMore.", "tags: compute", "norms: mine"):
        assert part in document, document
    author.post(f"/c/{newest_id(app)}/undo")
    assert textarea(author.get(address).text) == textarea(before)


def test_joined_private_notes_keep_their_footnotes_and_the_title_as_it_is(
    app: Flask, author: FlaskClient
) -> None:
    with inside(app):
        for title in ("Alpha", "Beta *new* _x_"):
            topic = ada.topic(title)
            with ada.saving() as by:
                save_note(topic, f"Says[^1] `[^1]`.\n\n[^1]: Of {title[:4]}", by, base=0)
    merge(author, "beta-new-x", into="Alpha")
    note = unescape(textarea(author.get("/atlas/alpha/note").text))
    assert note.partition(">")[2].strip() == (
        "Says[^1] `[^1]`.\n\n[^1]: Of Alph\n\n## Beta \\*new\\* \\_x\\_\n\n"
        "Says[^1-2] `[^1]`.\n\n[^1-2]: Of Beta"
    )


def test_joined_texts_keep_their_addresses_and_code_that_is_open_to_themselves(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        for title in ("Alpha", "Beta"):
            body = (
                f"[of {title}][1]\n\n[1]: https://{title.lower()}.example/\n\n```\ncode of {title}"
            )
            ada.add(ada.topic(title), "stance", body=body)
    merge(author, "beta", into="Alpha")
    page = client.get("/atlas/alpha").text
    for title in ("Alpha", "Beta"):
        assert f'<a href="https://{title.lower()}.example/" rel="noopener">of {title}</a>' in page
        assert f"<pre><code>code of {title}\n</code></pre>" in page


def test_a_past_day_of_a_merged_region_is_cited_as_that_region(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3)):
            norms = ada.topic("Norms")
            ada.topic("Compute")
            ada.add(norms, "beliefs", claim="Claim of norms", credence=50, why="")
            ada.topic("Plans", visibility="private")
        with clock(moment(9)), ada.saving() as by:
            merge_topic(norms, "Compute", by, publish=False)
    then = "at=2026-05-04"
    for browser in (client, author):
        page = browser.get(f"/atlas/norms?{then}").text
        links = {unescape(link) for link in re.findall(r'href="(/atlas/norms[^"]*)"', page)}
        of_the_day = {link for link in links if then in link}
        assert f"/atlas/norms/cite?{then}" in of_the_day
        for link in of_the_day:
            answer = browser.get(link, follow_redirects=True)
            assert answer.status_code == 200, link
            assert "Compute" not in answer.text.partition("</h1>")[0], link
        for tail in ("/cite", ".bib", ".csl.json"):
            cited = browser.get(f"/atlas/norms{tail}?{then}")
            assert cited.status_code == 200, tail
            assert "Norms" in cited.text, tail
            assert f"/atlas/norms?{then}" in unescape(cited.text), tail
            for day in ("2026-05-10", "nonsense"):  # of later days, the other region is cited
                late = browser.get(f"/atlas/norms{tail}?at={day}")
                assert late.location == f"/atlas/compute{tail}?at={day}"
            assert browser.get(f"/atlas/plans{tail}?{then}").status_code == 404
    assert client.get("/atlas/norms/cite").location == "/atlas/compute/cite"
