"""What a document says of itself is read as it is meant, or refused: never passed over.

A page that says nothing of its visibility is public, so an instruction that is not understood must
not count as nothing said.
"""

from datetime import date

import pytest

from wiki.exchange.document import PageDocument, format_document, parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.importing import read_page
from wiki.exchange.unknown_keys import is_to_come

TODAY = date(2026, 11, 23)
BODY = "\n\n## Current beliefs\n\n- A claim ~70%\n"
PUBLISHED = "A page\n\nIts summary.\n\n{}\n\nCurrent beliefs\n\n• A claim ~70%\n"


def read(text: str) -> PageDocument:
    return read_page("page.md", text, today=TODAY)


def refused(text: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(text)
    return caught.value


def headed(head: str) -> str:
    return f"---\ntitle: A page\n{head}\n---{BODY}"


@pytest.mark.parametrize(
    "before",
    [
        "\n---\ntitle: A page\nvisibility: private\n---",
        "\n \t\n\n---\ntitle: A page\nvisibility: private\n---",
        "\u200b---\ntitle: A page\nvisibility: private\n---",
        "\ufeff\ufeff---\ntitle: A page\nvisibility: private\n---",
        "\ufeff\n---\ntitle: A page\nvisibility: private\n---",
        " ---\ntitle: A page\nvisibility: private\n---",
        "\t---\ntitle: A page\nvisibility: private\n---",
        "  ---\n  title: A page\n  visibility: private\n  ---",
        "---\ntitle: A page\nvisibility: private\n...",
        "---\ntitle: A page\nvisibility: private\n---\u200b",
        "---  \ntitle: A page\nvisibility: private\n---\t",
        "---\ntitle: A page\nVisibility: Private\n---",
        "---\ntitle: A page\nVISIBILITY: PRIVATE\n---",
        "---\ntitle: A page\nvisibility : private\n---",
        "---\ntitle: A page\n'visibility': \"private\"\n---",
        "---\ntitle: A page\nvisi\u200bbility: private\n---",
        "---\ntitle: A page\n\uff56isibility: private\n---",
        "---\r\ntitle: A page\r\nvisibility: private\r\n---",
    ],
)
def test_a_page_meant_to_be_private_is_private(before: str) -> None:
    page = read(before + BODY)
    assert (page.title, page.visibility) == ("A page", "private")
    assert [entry.values["claim"] for entry in page.entries("beliefs")] == ["A claim"]


PLACED = [
    ("<!-- mine -->\n---\ntitle: A page\nvisibility: private\n---" + BODY, 3),
    ("# mine\n---\ntitle: A page\nvisibility: private\n---" + BODY, 3),
    ("words\n---\nvisibility: private\n---" + BODY, 3),
    ("----\nvisibility: private\n----" + BODY, 2),
    ("—\nvisibility: private\n—" + BODY, 2),
    ("***\nvisibility: private\n***" + BODY, 2),
    ("```yaml\n---\nvisibility: private\n---\n```" + BODY, 3),
    ("~~~\nvisibility: private\n~~~" + BODY, 2),
    ("+++\nvisibility = 'private'\n+++" + BODY, 2),
    ("+++\naudience = 'me'\n+++" + BODY, 1),
    ("\n+++ \npublishDate = 2130-01-01\n+++" + BODY, 2),
    ("Visibility: private" + BODY, 1),
    ("- **visibility**: private" + BODY, 1),
    ("> visibility: private" + BODY, 1),
    ("<!-- visibility: private -->" + BODY, 1),
    ("#+VISIBILITY: private" + BODY, 1),
    (":visibility: private" + BODY, 1),
    ("visibility\uff1a private" + BODY, 1),
    ("title: A page" + BODY, 1),
    ("reviewed-on: 2026-05-01" + BODY, 1),
]
ELSEWHERE = [
    ("---\ntitle: A page\n---\n\nvisibility: private" + BODY, 5),
    ("---\ntitle: A page\n---\nprivate: true" + BODY, 4),
    ("---\ntitle: A page\n---\n---\nvisibility: private\n---" + BODY, 5),
    ("---\ntitle: A page\n---" + BODY + "\n---\nvisibility: private\n---\n", 10),
    ("---\ntitle: A page\n---" + BODY + "visibility: private\n", 8),
    ("---\ntitle: A page\n---\n\n## Where I currently stand\n\nvisibilty: private" + BODY, 7),
    ("---\ntitle: A page\n---\n\n## Loose ends\n\nVisibility = private" + BODY, 7),
    *(
        (f"---\ntitle: A page\n---\n\n## Loose ends\n\n{said}" + BODY, 7)
        for said in (
            "Private",
            "Visibility — private",
            "#private",
            "#ai #private",
            "# Private",
            "This page is private.",
            "**Draft**",
            "<!-- private -->",
            "(private)",
            "Only for me",
            "Do not publish this page!",
            "Don’t share",
            "Not for publication",
            "TODO: make private",
            "These notes must stay secret",
            "isPrivate: true",
            "status: unpublished",
            "Public: no",
            "Internal use only",
            "[internal use only]",
            "For internal use",
            "Embargoed until 2027",
            "Under embargo until 1 May 2027",
            "Personal",
            "For personal use only",
            "Team only",
            "Do not disclose",
            "#personal",
            "#ai #embargo",
            "<div hidden>",
            '<section class="a" hidden="until-found">',
            '<p style="display: none">Mine.</p>',
        )
    ),
    ("---\ntitle: A page\n---\n\n## Visibility\n\nprivate" + BODY, 5),
    ("---\ntitle: A page\n---\n\n## Public\n\nno" + BODY, 7),
    ("---\ntitle: A page\n---\n\n## Publish\n\nNever." + BODY, 7),
    ("Private" + BODY, 1),
    ("---\ntitle: A page\n---\n\nInternal use only" + BODY, 5),
    ("---\ntitle: A page\n---\n\n<div hidden>" + BODY, 5),
]
KEYS = [
    (headed("visibilty: private"), 3),
    (headed("visibility:"), 3),
    (headed("visibility: ~"), 3),
    (headed('visibility: "privat"'), 3),
    (headed("visibility: [private]"), 3),
    (headed("visib\u0456lity: private"), 3),  # with a Cyrillic letter
    (headed("visibility\uff1a private"), 3),
    (headed("\tvisibility: private"), 3),
    (headed("private: true"), 3),
    (headed("Private: yes"), 3),
    (headed("draft: true"), 3),
    (headed("public: false"), 3),
    (headed("published: no"), 3),
    (headed("access: private"), 3),
    (headed("more:\n  visibility: private"), 4),
    (headed("more: {private: true}"), 3),
    (headed("more:\n  - visibility: private"), 4),
    (headed("visibility: public\nVisibility: private"), 4),
    (headed("is_private: true"), 3),
    (headed("is-private: true"), 3),
    (headed("isPrivate: true"), 3),
    (headed("isprivate: true"), 3),
    (headed("privat: true"), 3),
    (headed("is_public: false"), 3),
    (headed("type: wip"), 3),
    (headed("type: [essay, geparkt]"), 3),
    (headed("tags: [law, wip]"), 3),
    (headed("category: privé"), 3),
    (headed("public: null"), 3),
    (headed("publish: never"), 3),
    (headed("publish:"), 3),
    (headed("dg-publish: false"), 3),
    (headed("share: false"), 3),
    (headed("access: only me"), 3),
    (headed("permissions: {read: me}"), 3),
    (headed("noindex: true"), 3),
    (headed("robots: noindex"), 3),
    (headed("private:"), 3),
    (headed("private: {}"), 3),
    (headed("tags: [private]"), 3),
    (headed("keywords: [ai, private]"), 3),
    (headed("tags:\n  - ai\n  - private"), 5),
    (headed("tags: ai, private"), 3),
    (headed("page_visibility: private"), 3),
    (headed("not_public: yes"), 3),
    (headed("mode: do not publish"), 3),
    (headed("# visibility: private"), 3),
    (headed("area: A # private"), 3),
    (headed("summary: |\n  visibility: private"), 4),
    (headed("summary: >-\n  words\n  private: true"), 5),
    (headed("title2: |\n  one\n  public: false"), 5),
    (headed("summary: This page is private."), 3),
    (headed("summary: embargoed until 2027"), 3),
    (headed("summary: Embargoed until May 2027."), 3),
    (headed("tags: [personal]"), 3),
    (headed("tags: '#personal'"), 3),
    (headed("category: Personal notes"), 3),
    (headed("personal: true"), 3),
    (headed("under-nda: yes"), 3),
    (headed("class: classified"), 3),
    (headed("sumary: words"), 3),
    (headed("sichtbarkeit: privat"), 3),
    *((headed(f"privacy: {yes}"), 3) for yes in ("true", "yes", "on", "1", "y", "2026", "all")),
    *((headed(f"{key}: yes"), 3) for key in ("secrecy", "access", "permissions", "page-privacy")),
    *((headed(f"{key}: true"), 3) for key in ("stop-sharing", "exclude_from_publish")),
    ("---\ntitle: A page\n---\n\nPrivacy: on" + BODY, 5),
    (headed("visibility: public\nprivacy: true"), 4),
    (headed("visibility: public\nsecrecy: true"), 4),
    (headed("tags: [ai, privat]"), 3),
    (headed("tags: [ai]\naudience: me"), 4),
    (headed("embargo: 2027-01-01"), 3),
    (headed("publishDate: 2099-01-01"), 3),
    (headed("date: 2099-01-01"), 3),
    (headed("publish_until: 2025-01-01"), 3),
    (headed("display: none"), 3),
    (headed("visibility: public\nprivate: yes"), 4),
    (headed("draft: true\nvisibility: public"), 3),
    (headed("reviewd_on: 2026-05-01"), 3),
    (headed("Title: Another"), 3),
    ("---\nvisibility: private\n ---" + BODY, 1),
    ("---\nvisibility: private\n----" + BODY, 1),
    ("---\n\nvisibility: private" + BODY, 1),
]


@pytest.mark.parametrize(("text", "line"), [*PLACED, *ELSEWHERE, *KEYS])
def test_an_instruction_that_is_not_read_is_refused_with_its_line(text: str, line: int) -> None:
    assert refused(text).line == line


@pytest.mark.parametrize(
    ("value", "ahead"),
    [
        *(("2026-12-24", True), ("2026/12/24", True), ("20261224", True), ("24.12.2026", True)),
        *(("24 Dec 2026", True), ("December 24, 2026", True), ("2026-12-24T09:00:00Z", True)),
        ("9.12.2026", True),  # in December, or in September
        *(("2026-11-20", False), ("1 May 2026", False), ("5/10/2026", False), ("2026", False)),
        *(("1798070400", True), ("1798070400000", True), ("1763596800", False)),  # seconds
        *(("Nov 2026", False), ("20261120", False), ("2026/1/2", False), ("soon", False)),
    ],
)
def test_a_day_to_come_is_one_however_it_is_written(value: str, ahead: bool) -> None:
    assert is_to_come("publishDate", value, TODAY) == ahead
    assert is_to_come("date", value, TODAY) == ahead


def test_a_day_that_has_been_is_not_to_come_in_another_order_of_its_numbers() -> None:
    assert not is_to_come("updated", "9.12.2026", TODAY)
    assert is_to_come("updated", "24.12.2026", TODAY)
    assert not is_to_come("created", "2026-11-24T08:00", TODAY)  # where it was written, it is today
    for name in ("created", "modified", "accessed", "lastmod"):
        assert is_to_come(name, "2030-01-01", TODAY)


@pytest.mark.parametrize(
    "value", ["tomorrow", "next week", "in 2 weeks", "Tomorrow at 9", "morgen"]
)
def test_a_day_to_come_may_be_named_from_today(value: str) -> None:
    assert is_to_come("date", value, TODAY)
    assert is_to_come("publishDate", value, TODAY)
    assert not is_to_come("updated", value, TODAY)
    assert refused(headed(f"date: {value}")).line == 3


@pytest.mark.parametrize(
    "name",
    [
        *("Plan (draft)", "Plan [private]", "Draft: plan", "Plan - draft", "Plan – not public"),
        *("Plan (draft 2)", "DRAFT v0.3 | Plan", "Private", "Plan #private", "Plan (for me only)"),
    ],
)
def test_a_title_a_heading_or_an_area_that_says_the_page_is_hidden_is_refused(name: str) -> None:
    bare = BODY.lstrip("\n")
    for text, line in (
        (f"---\nslug: a\ntitle: '{name}'\n---{BODY}", 3),
        (headed(f"area: '{name}'"), 3),
        (headed(f"area: 'Work/{name}'"), 3),
        (headed(f"short_title: '{name}'"), 3),
        (f"# {name}\n\n{bare}", 1),
        (f"---\ntitle: A page\n---{BODY}\n### {name} ###\n\ny\n", 9),
        (f"{name}\n\nCurrent beliefs\n\n• A claim ~70%\n", 1),
    ):
        error = refused(text)
        assert error.line == line, text
        assert "Write `visibility: private` or `visibility: public`" in error.reason
        assert read(headed(f"visibility: public\narea: '{name}'")).area == name


@pytest.mark.parametrize(
    "file", ["plan (private).md", "plan.draft.md", "Draft - plan.md", "drafts.md"]
)
def test_a_file_whose_name_is_the_title_and_says_the_page_is_hidden_is_refused(file: str) -> None:
    with pytest.raises(DocumentError, match="may be meant to keep this page from visitors"):
        read_page(file, BODY, today=TODAY)
    assert read_page(file, headed(""), today=TODAY).title == "A page"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("----\nvisibility: private\n----" + BODY, "two lines of ---: `visibility: …`"),
        (headed("visibilty: private"), "write `visibility`"),
        (headed("private: true"), "Write `visibility: private` or `visibility: public`"),
        (headed("visibility: public\nVisibility: private"), "“visibility” stands twice"),
        ("---\nvisibility: private" + BODY, "no closing ---"),
    ],
)
def test_what_to_write_instead_is_said(text: str, told: str) -> None:
    assert told in refused(text).reason


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("Reviewed-on: 2026-05-01", date(2026, 5, 1)),
        ("reviewed on: 2026-05-01", date(2026, 5, 1)),
        ("REVIEWED_ON: 2026-05-01", date(2026, 5, 1)),
    ],
)
def test_a_key_is_known_in_any_case_and_with_hyphens_or_spaces(head: str, found: date) -> None:
    assert read(headed(head)).reviewed_on == found


@pytest.mark.parametrize(
    "text",
    [
        headed("# the best of it"),
        headed("private: false"),
        headed("is_private: false\nisDraft: no\npublish: true\nshare: yes"),
        headed("date_published: May 2026\npublisher: A press\naccessed: 2026-05-01"),
        headed("privacy: public\npublic-access: yes\naccessDate: 2026-05-01\ndg-publish: true"),
        headed("access: public\ntags: [public, policy]"),
        headed("aliases: [Public opinion]\nsummary: Public and private money"),
        headed("draft: no"),
        headed("type: book\ncategory: Progress\ntags: [roads in progress]"),
        headed("published: 2026-05-01"),
        headed("summary: 'Private: no'"),
        headed("area: Private law\nshort_title: Public goods (1)"),
        "---\ntitle: Private equity (the public side) - secret ballots\n---" + BODY,
        "# Draft animals: an internal market\n" + BODY + "\n## Public (draft horses)\n\ny\n",
        headed("tags: [a, b]"),
        headed("tags: [personal identity, sensitive periods]\nsource: classified ads"),
        headed("summary: Embargoed chips until 2027"),
        "---\ntitle: Personal data\n---\n\n## Loose ends\n\nTeams only win.\n\n<b>hidden</b>"
        + BODY,
        "---\ntitle: A page\n---\n\n## Where I currently stand\n\nPrivate: labs hold it." + BODY,
        "---\ntitle: A page\n---\n\n## Where I currently stand\n\nLow visibility is bad." + BODY,
        headed("") + "- Private labs lead ~60%\n- Secret programmes exist ~30%\n",
        "---\ntitle: A page\n---\n\n## Where I currently stand\n\nNot private.\n\nI share it."
        + BODY,
        "---\ntitle: A page\n---" + BODY + "\n## Private note\n\nMine.\n",
        "---\ntitle: A page\n---" + BODY + "\n## Other\n\ny\n\n## Private note\n\nMine.\n",
        "---\n\nA rule above, none below." + BODY,
    ],
)
def test_what_says_nothing_of_visitors_is_taken(text: str) -> None:
    assert read(text).visibility == ""


def test_where_the_front_matter_says_who_may_read_nothing_else_is_asked() -> None:
    head = "visibility: public\ndraft: no\naudience: me"
    page = read(headed(head) + "\n## Loose ends\n\nvisibility: private\n")
    assert page.visibility == "public"
    assert page.front_matter == {"draft": "draft: no", "audience": "audience: me"}
    assert read(headed("visibility: private\ndraft: true")).visibility == "private"
    told = str(refused(headed("audience: me")))
    assert "“audience” is no key of Atlas" in told
    assert "Write `visibility: private` or `visibility: public`" in told
    assert "“draft” contradicts" in str(refused(headed("visibility: public\ndraft: true")))
    carried = read(headed("visibility: public\natlas: 7f1c\ndraft: true"))
    assert carried.front_matter == {"draft": "draft: true"}


def test_a_page_of_an_atlas_carries_what_resembles_our_keys_as_before() -> None:
    head = "summary: Ours\nvisibility: public\natlas: 7f1c\nSummary: Theirs\nareas: [x]\n"
    page = read(f"---\ntitle: A page\n{head}---{BODY}")
    assert page.front_matter == {"Summary": "Summary: Theirs", "areas": "areas: [x]"}
    assert page.summary == "Ours"
    assert parse_document(format_document(page), today=TODAY) == page


@pytest.mark.parametrize(
    ("meta", "found"),
    [
        ("Strategy · Forming · Last reviewed May 1, 2026 · Private", "private"),
        ("Strategy·Exploring·Not reviewed yet·Private", "private"),
        ("Not reviewed yet · Private", "private"),
        ("Private", "private"),
        ("(private)", "private"),
        ("🔒 Private", "private"),
        ("🔒 Private · Forming", "private"),
        ("Strategy · Forming · Not reviewed yet", ""),
    ],
)
def test_a_copy_of_a_private_page_stays_private(meta: str, found: str) -> None:
    page = read(PUBLISHED.format(meta))
    assert page.visibility == found
    assert page.summary == "Its summary."


@pytest.mark.parametrize(
    "said", ["visibility: private", "Private: yes", "visibilty = private", "Draft · hidden"]
)
def test_an_instruction_in_a_published_page_is_refused(said: str) -> None:
    assert refused(PUBLISHED.format(said)).line == 5


QUOTED = """---
title: A page
---

## Recent reading

- A work
  quotes: |
    > The first words.
    public

    > no
    note: private

  takeaway: It says so.
"""


def test_a_public_quote_says_nothing_of_the_quote_below_it_or_of_the_page() -> None:
    (entry,) = read(QUOTED).entries("reading")
    said = [(quote["text"], quote["note"], quote["public"]) for quote in entry.values["quotes"]]
    assert said == [("The first words.", "", True), ("no", "private", False)]


@pytest.mark.parametrize("line", ["private", "public: no", "> no\n    private"])
def test_what_is_no_part_of_a_quote_is_refused_among_quotes(line: str) -> None:
    refused(QUOTED.replace("> no", line))


@pytest.mark.parametrize("line", ["private", "do not publish"])
def test_an_instruction_below_the_quotes_is_refused(line: str) -> None:
    assert "may be meant to keep this page from visitors" in str(
        refused(QUOTED.replace("It says so.", f"It says so.\n\n  {line}"))
    )
