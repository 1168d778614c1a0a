"""Files from before regions were merged are read: what was merged since is left out and named."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import signed_in
from tests.exchange.made import Make, made_in, refused, run
from tests.views.test_relocating import check
from tests.writers import Writer, inside
from wiki.queries.topics import get_topic
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

ada = Writer("Ada")
LEFT = "the relation to “Beta” is left out, as that region was merged into “Alpha”."


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


def write(app: Flask) -> None:
    """Three regions, each related to the others, with a belief and an essay."""
    with inside(app):
        alpha, beta, gamma = (ada.topic(title) for title in ("Alpha", "Beta", "Gamma"))
        for topic in (alpha, beta, gamma):
            claim = f"Claim of {topic.title}"
            ada.add(topic, "beliefs", claim=claim, credence=Decimal(40), why="")
            essay = {"title": f"Essay of {topic.title}", "body": "Words", "topics": [topic.title]}
            ada.add(topic, "writing", **essay, url="", slug="", published_on="")
        for topic, region in ((alpha, "Beta"), (gamma, "Alpha"), (gamma, "Beta")):
            reason = f"{topic.title} because of {region}"
            ada.add(topic, "regions", region=region, kind="related", reason=reason)


def merge(app: Flask, slug: str = "beta", into: str = "Alpha") -> None:
    answer = signed_in(app, "Ada").post(f"/atlas/{slug}/merge", data={"into": into})
    assert answer.status_code == 303


def exported(make: Make, tmp_path: Path) -> tuple[Flask, Path]:
    """Return an atlas with the three regions, and its export from before Beta was merged."""
    app, folder = make("one"), tmp_path / "out"
    write(app)
    run(app, "export", "--all", folder)
    merge(app)
    return app, folder


def page(app: Flask, slug: str) -> dict[str, Any]:
    sections: dict[str, Any] = app.test_client().get(f"/atlas/{slug}.json").get_json()["sections"]
    return sections


def test_an_export_from_before_a_merge_is_merged_without_the_page_of_the_merged_region(
    make: Make, tmp_path: Path
) -> None:
    app, folder = exported(make, tmp_path)
    before = page(app, "alpha"), page(app, "gamma")
    said = run(app, "import", "--pages", folder)
    assert "beta.md: “Beta” was merged into “Alpha”, so this page is left out." in said
    assert f"The page “Alpha”: {LEFT}" in said
    assert f"The page “Gamma”: {LEFT}" in said
    assert "in the atlas but not in the files" not in said
    assert (page(app, "alpha"), page(app, "gamma")) == before
    # All else is brought up to date.
    gamma = folder / "gamma.md"
    gamma.write_text(gamma.read_text().replace("Claim of Gamma", "Claim made anew"))
    run(app, "import", "--pages", folder)
    assert [row["claim"] for row in page(app, "gamma")["beliefs"]] == ["Claim made anew"]
    assert page(app, "alpha") == before[0]
    assert app.test_client().get("/atlas/beta").location == "/atlas/alpha"
    check(app)


def test_an_export_is_merged_into_another_atlas_in_which_two_of_its_regions_are_one(
    make: Make, tmp_path: Path
) -> None:
    one, other, folder = make("one"), make("other"), tmp_path / "out"
    write(one)
    run(one, "export", "--all", folder)
    with inside(other):
        for title in ("Alpha", "Beta"):
            ada.topic(title)
    merge(other)
    said = run(other, "import", "--pages", folder)
    assert "beta.md: “Beta” was merged into “Alpha”" in said
    assert [row["slug"] for row in page(other, "alpha")["regions"]] == ["gamma"]
    assert [row["claim"] for row in page(other, "gamma")["beliefs"]] == ["Claim of Gamma"]
    tagged = sorted(row["title"] for row in page(other, "alpha")["writing"])
    assert tagged == ["Essay of Alpha", "Essay of Beta"]
    check(other)


def test_a_merged_region_whose_title_the_other_took_over_is_left_out(
    make: Make, tmp_path: Path
) -> None:
    app, folder = exported(make, tmp_path)
    with inside(app), ada.saving() as by:
        edit_topic(get_topic("alpha", reader=AUTHOR), {"title": "Beta"}, by)
    said = run(app, "import", "--pages", folder)
    assert "beta.md: “Beta” was merged into “Beta”, so this page is left out." in said
    check(app)


def test_a_document_from_before_a_merge_keeps_all_but_the_relation_to_itself(
    make: Make, tmp_path: Path
) -> None:
    app, folder = exported(make, tmp_path)
    before = page(app, "alpha")
    assert f"The page “Alpha”: {LEFT}" in run(app, "import", folder / "alpha.md")
    assert page(app, "alpha") == before
    assert "“Beta” was merged into “Alpha”: put into" in refused(app, "import", folder / "beta.md")
    # What never was merged is wrong still.
    itself = folder / "alpha.md"
    itself.write_text(itself.read_text().replace("[[Beta]]", "[[Alpha]]"))
    assert "A region cannot be related to itself" in refused(app, "import", itself)


def test_two_names_of_one_region_make_one_relation_of_the_page_of_a_third(
    make: Make, tmp_path: Path
) -> None:
    app = make("one")
    with inside(app):
        for title in ("Alpha", "Beta", "Delta"):
            ada.topic(title)
    merge(app)
    merge(app, "delta")
    file = tmp_path / "fourth.md"
    file.write_text("# Fourth\n\n## Related regions\n\n- [[Beta]] — Once\n- [[Delta]] — Twice\n")
    said = run(app, "import", file)
    assert "the relation to “Delta” is left out" in said
    assert [(row["slug"], row["reason"]) for row in page(app, "fourth")["regions"]] == [
        ("alpha", "Once")
    ]
