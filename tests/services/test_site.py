"""The site's settings: what is in force, saving them, and undoing that."""

import pytest
from flask import Flask

from tests.conftest import TODAY
from wiki.db import begin_writing, db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Signature
from wiki.queries.site import find_about, read_site
from wiki.services.site import edit_site, save_about
from wiki.services.undo import undo_change
from wiki.site import DEFAULT, NAMES, SAVED, OperatorSetting, Site
from wiki.site.values import FIELDS, UnreadableSetting, check_digit, read_value

BY = Signature(None, TODAY)


def save(app: Flask, **values: str) -> int:
    """Save settings in a transaction of their own; return the id of the change, 0 for none."""
    with app.app_context():
        begin_writing()
        change = edit_site(values, BY)
        db.session.commit()
        return change.id if change else 0


def undo(app: Flask, change_id: int) -> int:
    with app.app_context():
        begin_writing()
        change = undo_change(db.session.get_one(Change, change_id), BY)
        db.session.commit()
        return change.id if change else 0


def site(app: Flask, **given: str) -> Site:
    with app.app_context():
        return read_site(
            {name: OperatorSetting(value, name.upper()) for name, value in given.items()}
        )


def test_nothing_is_saved_in_a_new_atlas(app: Flask) -> None:
    found = site(app)
    assert found.set_by == dict.fromkeys(NAMES, DEFAULT)
    assert found.site_title == "An atlas of AI safety"
    assert found.time_zone.key == "UTC"
    assert found.links == ()
    assert not found.refuses_crawlers


def test_the_operator_comes_before_the_author_and_the_author_before_the_default(app: Flask) -> None:
    save(app, site_title="Mine", licence="CC0", time_zone="Europe/Paris")
    found = site(app, site_title="Theirs")
    assert (found.site_title, found.set_by["site_title"]) == ("Theirs", "SITE_TITLE")
    assert (found.licence, found.set_by["licence"]) == ("CC0", SAVED)
    assert (found.time_zone.key, found.set_by["time_zone"]) == ("Europe/Paris", SAVED)
    assert found.set_by["language"] == DEFAULT
    assert found.is_set_by_operator("site_title")
    assert not found.is_set_by_operator("licence")


def test_what_is_not_sent_stays_and_what_is_emptied_is_the_default_again(app: Flask) -> None:
    save(app, site_title="Mine", author_name="Ada")
    save(app, author_name="")
    assert (site(app).site_title, site(app).author_name) == ("Mine", "The author")


def test_saving_what_stands_already_is_no_change(app: Flask) -> None:
    assert save(app, site_title="") == 0
    assert save(app, site_title="Mine") > 0
    assert save(app, site_title="Mine ") == 0


def test_one_save_is_one_change_that_is_undone_and_redone(app: Flask) -> None:
    undone = undo(app, save(app, site_title="Mine", accent="teal"))
    assert site(app).set_by == dict.fromkeys(NAMES, DEFAULT)
    undo(app, undone)
    assert (site(app).site_title, site(app).accent) == ("Mine", "teal")
    undo(app, save(app, accent="blue", licence="CC0"))
    assert (site(app).accent, site(app).licence) == ("teal", "")


def test_saving_after_everything_was_undone_brings_nothing_else_back(app: Flask) -> None:
    undo(app, save(app, site_title="Mine", accent="teal"))
    save(app, licence="CC0")
    found = site(app)
    assert [name for name in NAMES if found.set_by[name] == SAVED] == ["licence"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contact", "ada"),
        ("links", "https://a.example\nnonsense"),
        ("links", "https://a.example,b.example"),
        ("links", "https://a..example"),
        ("contact", "https://a.example,https://b.example"),
        ("contact", "https://a..example/me"),
        ("links", "\n".join(f"https://a.example/{n}" for n in range(21))),
        ("orcid", "0000-0002-1825-0098"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "x" * 5000),
        ("time_zone", "a\x00b"),
        ("language", "English"),
        ("accent", "pink"),
        ("crawlers", "maybe"),
        *((name, "a" * (field.limit + 1)) for name, field in FIELDS.items()),
    ],
)
def test_a_wrong_value_is_refused_by_its_name_and_nothing_is_written(
    app: Flask, name: str, value: str
) -> None:
    with app.app_context():
        begin_writing()
        with pytest.raises(Invalid) as refused:
            edit_site({"site_title": "Mine", name: value}, BY)
        assert refused.value.field == name
        db.session.commit()
    assert site(app).set_by == dict.fromkeys(NAMES, DEFAULT)


def test_the_day_is_that_of_the_saved_time_zone(app: Flask) -> None:
    save(app, time_zone="pacific/kiritimati")
    assert site(app).time_zone.key == "Pacific/Kiritimati"


def test_a_setting_is_read_as_people_type_it() -> None:
    assert read_value("orcid", "\uff10000\u20130002\u20101825\u22120097") == "0000-0002-1825-0097"
    assert read_value("contact", "HTTPS://x.org") == "HTTPS://x.org"


@pytest.mark.parametrize(
    "before", ["", "orcid.org/", "HTTPS://www.ORCID.org/", "ORCID: ", "ORCID iD "]
)
@pytest.mark.parametrize("after", ["", "/", "?lang=en", "/#works"])
def test_an_orcid_is_taken_however_it_is_copied(before: str, after: str) -> None:
    assert read_value("orcid", f"{before}0000-0002-1694-233x{after}") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("0000-0002-1825-0098", "an ORCID iD with the right last digit"),
        ("orcid.org/0000-0002-1825-0098/", "an ORCID iD with the right last digit"),
        ("Ada", "an ORCID iD"),
        ("https://example.org/0000-0002-1825-0097", "an ORCID iD"),
    ],
)
def test_an_orcid_is_refused_for_what_is_wrong_with_it(typed: str, wanted: str) -> None:
    with pytest.raises(UnreadableSetting) as refused:
        read_value("orcid", typed)
    assert refused.value.wanted == wanted


def test_check_digits_of_orcid() -> None:
    for orcid in ("0000000218250097", "0000000151093700", "000000021694233X"):
        assert check_digit(orcid[:-1]) == orcid[-1]


def test_a_page_of_contact_is_linked_with_the_subject(app: Flask) -> None:
    for contact, link in (
        ("", ""),
        ("https://example.org/@ada", "https://example.org/@ada?subject=A%20region"),
        ("https://example.org/?to=ada", "https://example.org/?to=ada&subject=A%20region"),
        ("https://example.org/#write", "https://example.org/?subject=A%20region#write"),
        ("ada+atlas@example.org", "mailto:ada%2Batlas@example.org?subject=A%20region"),
    ):
        assert site(app, contact=contact).contact_link("A region") == link


def test_the_page_about_is_saved_and_undone(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        assert save_about("", BY, base=0) is None
        change = save_about("Words.", BY, base=0)
        db.session.commit()
        found = find_about()
        assert change
        assert found
        assert found.body == "Words."
        db.session.rollback()
        begin_writing()
        with pytest.raises(Conflict):
            save_about("Others.", BY, base=0)
        assert save_about("Words.", BY, base=0) is None, "what stands already is no conflict"
        undo_change(change, BY)
        db.session.commit()
        assert find_about() is None


@pytest.mark.parametrize(
    "typed",
    [
        "https://a.example, https://b.example/@ada",
        "https://a.example; https://b.example/@ada;",
        "https://a.example,\nhttps://b.example/@ada,",
        "https://a.example,https://b.example/@ada",
        "https://a.example , ; https://b.example/@ada",
        "https://a.example\n,\nhttps://b.example/@ada",
    ],
)
def test_what_parts_the_addresses_of_a_list_is_no_part_of_them(app: Flask, typed: str) -> None:
    save(app, links=typed)
    assert site(app).links == ("https://a.example", "https://b.example/@ada")
