"""The feeds of blogs, from which the author's own essays come."""

import gzip
import json
import time
from datetime import UTC, date

import pytest
from flask import Flask

from tests.writers import reread
from wiki.db import begin_writing, db
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import looks_like_works, read_works
from wiki.exchange.library.report import LibraryReport
from wiki.exchange.library.work import UnreadableFile, WorksRead
from wiki.journal import Signature, record
from wiki.models import Essay
from wiki.sections import essay
from wiki.services import shared

TODAY = date(2026, 11, 20)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
RSS = f"""
{HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:m="http://search.yahoo.com/mrss/">
<channel><title>Bookmarks</title><link>https://blog.example/</link>
<atom:link href="https://blog.example/feed.xml" rel="self"/>
<item><title>Cats &amp;amp; &lt;b&gt;dogs&lt;/b&gt;</title><m:title>No</m:title>
 <link>/cats?utm_source=rss</link><guid isPermaLink="false">urn:1</guid>
 <pubDate>Fri, 01 May 2026 23:30:00 -0500</pubDate><category>Compute</category>
 <category><![CDATA[Nowhere]]></category>
 <content:encoded>&lt;p&gt;All of it</content:encoded></item>
<item><description><![CDATA[<p>First <i>words</i> of a note.</p>]]></description>
 <guid>https://blog.example/note</guid></item>
<item><title>Cats, again</title><link>https://www.blog.example/cats/</link></item>
<item><title>Nowhere to go</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/posts/">
<entry><title type="html">On &lt;i&gt;counting&lt;/i&gt;</title><id>tag:blog.example,2026:1</id>
 <link rel="edit" href="/edit"/><link type="text/html" href="one"/>
 <published>2026-05-02T00:30:00+09:00</published><category term="x" label="Compute"/></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Two <b>marks</b></div></title>
 <id>https://blog.example/two</id><updated>2027-01-01</updated></entry></feed>"""
RSS_1 = f"""{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
<item><title>Über</title><link>https://blog.example/o</link><dc:date>2019-03</dc:date></item>
</rdf:RDF>"""
JSON = json.dumps(
    {
        "items": [
            {
                "id": "1",
                "url": "post",
                "title": "In JSON",
                "date_published": "2026-05-01T10:00:00Z",
            },
            {
                "id": "https://blog.example/b",
                "content_html": "<p>Only <b>text</b>",
                "tags": ["A", 3],
            },
            {"id": 5, "title": ["x"]},
            "no entry",
        ],
        "home_page_url": "https://blog.example/",
        "version": "https://jsonfeed.org/version/1.1",
    },
    indent=1,
).replace("jsonfeed.org/", "jsonfeed.org\\/")


def read(text: str | bytes) -> WorksRead:
    data = text if isinstance(text, bytes) else text.encode()
    assert looks_like_works(data)
    return read_works(data, today=TODAY, zone=UTC)


def listed(text: str | bytes) -> list[tuple[str, str, str]]:
    return [(work.title, work.url, work.published_on) for work in read(text).works]


def test_title_address_and_day_of_each_entry_are_read_from_every_format() -> None:
    assert listed(RSS) == [
        ("Cats & dogs", "https://blog.example/cats?utm_source=rss", "2026-05-02"),
        ("First words of a note.", "https://blog.example/note", ""),
        ("Cats, again", "https://www.blog.example/cats/", ""),
    ]
    found = read(RSS)
    assert [(row.line, row.label) for row in found.refused] == [(15, "Nowhere to go")]
    assert found.works[0].details == [("category", "Compute"), ("category", "Nowhere")]
    assert listed(ATOM) == [
        ("On counting", "https://blog.example/posts/one", "2026-05-01"),
        ("Two marks", "https://blog.example/two", ""),
    ]
    for encoding in ("utf-8", "iso-8859-1", "utf-16"):
        data = RSS_1.replace("UTF-8", encoding).encode(encoding)
        assert listed(gzip.compress(data)) == [("Über", "https://blog.example/o", "2019-03")]
    assert listed(JSON) == [
        ("In JSON", "https://blog.example/post", "2026-05-01"),
        ("Only text", "https://blog.example/b", ""),
    ]
    assert [row.line for row in read(JSON).refused] == [17, 23]
    for text, title in (
        ("words " * 99, f"{'words ' * 15}words …"),
        ("字" * 150, f"{'字' * 100} …"),
    ):
        item = f"<item><description>{text}</description><link>https://b.example</link></item>"
        assert read(f"<rss><channel>{item}</channel></rss>").works[0].title == title


BLOCKS = "<p>Good <i>mor</i>ning!</p><p>I read&amp;wrote.<br>Then<BR/>slept.</p><ul><li>a<li>b"
WORDS = "Good morning! I read&wrote. Then slept. a b"
XHTML = BLOCKS.replace("<br>", "<br/>").replace("<li>", "<li/>") + "</ul>"


def test_blocks_without_space_between_them_do_not_melt_into_one_word() -> None:
    link = "<link>https://b.example/1</link>"
    item = f"<item><description><![CDATA[{BLOCKS}]]></description>{link}</item>"
    plain = f"<item><description>{XHTML}</description>{link}</item>"
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://b.example/1</id>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{XHTML}</div></content></entry>
<entry><id>https://b.example/2</id><content type="html"><![CDATA[{BLOCKS}]]></content></entry>
</feed>"""
    version = "https://jsonfeed.org/version/1.1"
    items = [{"id": "https://b.example/1", "content_html": BLOCKS}]
    json_feed = json.dumps({"version": version, "items": items})
    rss = f"<rss><channel>{item}{plain}</channel></rss>"
    assert {work.title for text in (rss, atom, json_feed) for work in read(text).works} == {WORDS}


BOMB = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 20))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f"<!DOCTYPE r [<!ENTITY a0 'ha'>{BOMB}]><rss version='2.0'>&a19;</rss>", "entities"),
        ("<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>", "entities"),
        ("<!DOCTYPE r [<!ENTITY % a SYSTEM 'http://[::1]/'> %a;]><rss></rss>", "entities"),
        (RSS[:700], "damaged in line 12"),
        ("<rss><channel>" + "<a>" * 200_000, "elements within elements"),
        ("<rss>" + "<a/>" * 1_100_000 + "</rss>", "too many parts"),
        ("<rss version='2.0'><channel/></rss>", "has no entries"),
        (JSON[:-9], "no whole JSON"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "no feed"),
        ('{"version": "https://jsonfeed.org/version/1", "x": ' + "[" * 99_999, "no feed"),
        (gzip.compress(b"<rss>" + b" " * 20_000_000, mtime=0), "may have 16 MiB"),
        ("<rss><channel>" + "<item/>" * 10_001 + "</channel></rss>", "more than 10,000 works"),
    ],
)
def test_a_hostile_or_damaged_feed_is_refused_with_one_sentence(
    data: str | bytes, said: str
) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableFile, match=said):
        read(data)
    assert time.process_time() - begun < 2


def imported(text: str, *, publish: bool = False) -> LibraryReport:
    db.session.commit()
    begin_writing()
    report = import_works(read(text), Signature(None, TODAY), publish=publish)
    db.session.commit()
    return report


def test_entries_become_essays_once(app: Flask, topic: str) -> None:
    with app.app_context():
        first = imported(RSS)
        assert first.sentence() == "4 essays in RSS: 1 known, 2 new, 0 changed, 1 refused."
        assert "It stands in this file before." in [row.reason for row in first.rows]
        assert imported(RSS).change is None
        cats = db.session.get_one(Essay, 1)
        assert (cats.state, [each.slug for each in reread(cats).topics]) == ("draft", [topic])
        # The same title on the same day is the same essay at another address.
        moved = imported(RSS.replace("blog.example", "new.example"))
        assert [row.outcome for row in moved.rows[1:]] == ["known", "new", "known"]
        many = [f"<item><title>Open</title><link>http://b.example/{n}</link></item>" for n in "abc"]
        feed = f"<rss><channel>{''.join(many)}</channel></rss>"
        assert imported(feed, publish=True).counts["new"] == 3
        dated = feed.replace("</link>", "</link><pubDate>2 May 2026</pubDate>", 1)
        assert imported(dated).rows[0].reason == "Adds the date of publication."
        found = db.session.query(Essay.slug, Essay.state).filter(Essay.title == "Open").all()
        assert found == [(slug, "published") for slug in ("open", "open-2", "open-3")]


NO_DAYS = [
    "Wed, 30 Nov -0001 00:00:00 +0000",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "Mon, 01 Jan 0024 00:00:00 GMT",
    "Mon Jan  1 00:00:00 0001",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "0001-01-01T00:00:00Z",
    "-0001-11-30T00:00:00+00:00",
    "0000-00-00 00:00:00",
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:00+00:00",
]


@pytest.mark.parametrize("said", NO_DAYS)
def test_a_date_that_programs_write_for_none_is_no_day(app: Flask, said: str) -> None:
    feed = f"<rss><channel>{_dated('An entry', said)}</channel></rss>"
    assert listed(feed) == [("An entry", "https://b.example/a", "")]
    with app.app_context():
        imported(feed)
        known = imported(feed.replace(said, "2 May 2026")).rows
        assert [row.reason for row in known] == ["Adds the date of publication."]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("01 Jan 98 00:00:00 GMT", "1998-01-01"),
        ("Mon, 01 Jan 24 00:00:00 +0000", "2024-01-01"),
        ("Mon Jan  1 00:00:00 2024", "2024-01-01"),
        ("Thu, 01 Jan 1970 00:00:01 GMT", "1970-01-01"),
        ("1970-01-01", "1970-01-01"),
    ],
)
def test_a_date_that_is_close_to_one_for_none_is_a_day(said: str, day: str) -> None:
    feed = f"<rss><channel>{_dated('An entry', said)}</channel></rss>"
    assert listed(feed) == [("An entry", "https://b.example/a", day)]


def _dated(title: str, said: str) -> str:
    link = "<link>https://b.example/a</link>"
    return f"<item><title>{title}</title>{link}<pubDate>{said}</pubDate></item>"


def entries(*addresses: str, title: str = "Links") -> str:
    dated = f"<title>{title}</title><pubDate>2 May 2026</pubDate>"
    items = [f"<item>{dated}<link>{address}</link></item>" for address in addresses]
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def addresses() -> list[str]:
    return [row.url for row in db.session.query(Essay).order_by(Essay.id)]


def test_two_addresses_in_one_feed_are_two_essays_whatever_their_title_and_day(app: Flask) -> None:
    old, more = [[f"https://{site}.example/{n}" for n in "abc"] for site in ("old", "new")]
    with app.app_context():
        first = imported(entries(old[0], old[1], f"{old[0]}?utm_source=x"))
        assert first.counts == {"new": 2, "known": 1}
        assert addresses() == old[:2]
        # One that is there by its address is no other one by its title, in any order.
        assert imported(entries(old[2], old[1], old[0])).counts == {"new": 1, "known": 2}
        assert addresses() == old
        # A blog at a new address: each of its entries is one that was there.
        assert imported(entries(*more)).change is None
        assert imported(entries(*more, "https://new.example/d")).counts == {"known": 3, "new": 1}


def test_an_essay_kept_here_is_one_entry_of_its_title(app: Flask) -> None:
    one, other = "https://b.example/1", "https://b.example/2"
    with app.app_context():
        values = {"title": "Links", "body": "Text", "state": "draft", "published_on": "2026"}
        with record(Signature(None, TODAY)) as entry:
            shared.create(entry, essay.SECTION, None, values)
        for again in (False, True):
            counts = imported(entries(one, other)).counts
            assert counts == ({"known": 2} if again else {"known": 1, "new": 1})
        assert imported(entries(other, one)).change is None
