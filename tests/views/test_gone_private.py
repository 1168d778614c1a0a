"""A reading or an essay that went to private regions alone is in no past page any more."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.views.test_hidden_edits import regions, tag
from tests.views.test_opening import check, show

__all__ = ["regions"]
DAY = "2026-05-03"
PAGES = [f"/?at={DAY}", f"/atlas/compute?since={DAY}"]
PAGES += [f"/atlas/compute{form}?at={DAY}" for form in ("", ".json", ".md")]
OWN = {"reading": ("On counting", ["/r/1", "/reading/1"]), "writing": ("My essay", ["/e/1"])}


def straight(name: str) -> None:
    tag(name, "drawer")


def by_way_of_another(name: str) -> None:
    tag(name, "quay")
    show(6, "private", slug="quay")


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize("went", [straight, by_way_of_another])
@pytest.mark.parametrize("name", OWN)
def test_what_went_to_private_regions_alone_is_in_no_past_page(
    client: FlaskClient, went: Callable[[str], None], name: str
) -> None:
    title, addresses = OWN[name]
    before = {page for page in PAGES if title in client.get(page).text}
    assert f"/atlas/compute?at={DAY}" in before
    went(name)
    assert [page for page in PAGES if title in client.get(page).text] == []
    for address in addresses:
        assert client.get(f"{address}?at={DAY}").status_code == 404
    check()
    tag(name, "drawer", "compute")
    assert {page for page in PAGES if title in client.get(page).text} == before
