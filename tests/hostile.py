"""What nobody well-meaning sends: every route of the app, asked in every wrong way."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlencode

from flask import Flask
from hypothesis import strategies as st
from werkzeug.routing import Rule

from wiki.sections import SECTIONS
from wiki.views.forms import AreaForm, NoteForm, TopicForm

SLUGS = ["compute", "elsewhere", "old", "hidden", "gone", "region-7", "noise", "no-such", "new"]
SLUGS += ["my-essay", "governance", "edit", "reading", "stance", "-", "0", "a" * 200, "a" * 201]
IDS = ["1", "2", "3", "4", "999", "0", "-1", "01", "1.5", "9" * 17, "9" * 18, "9" * 19, "9" * 40]
PICTURES = [f"{'0' * 32}.webp", f"{'a' * 32}.avif", f"{'0' * 32}.svg", "0.webp"]
MONTHS = [f"{datetime.now(UTC):%Y-%m}", "2026-13", "0000-00", "9999-12", "2026-1", "november"]
WORDS = ["a", "%00", "%ff", "%ED%A0%80", "..", "%2e%2e", "%2F", "x" * 3000, "%F0%9F%92%A9", "<b>"]
VERB_FORMS = [verb.form for section in SECTIONS for verb in section.verbs]
FIELDS = sorted(
    {name for section in SECTIONS for name in section.fields}
    | {name for form in (TopicForm, AreaForm, NoteForm) for name in form(today=None).data}  # type: ignore[arg-type]  # no date is read here
    | {
        *(name for section in SECTIONS for name in section.form.asides),
        *(name for form in VERB_FORMS for name in form(today=date.max).data),
        "x",
        "y",
        "preview",
        "minor",
        "base",
        "once",
        "take",
        "version",
        "again",
        "create",
        "direction",
        "essay",
        "next",
        "name",
        "password",
        "file",
        "alt",
        "decorative",
    }
)
ASKED = ["page", "at", "focus", "field", "area", "at_least", "at_most", "moved_since"]
ASKED += ["not_affirmed_since", "sort", "belief", "state", "since", "from", "to"]
TEXTS = [
    "",
    " ",
    "x",
    "Compute",
    "Elsewhere",
    "Nowhere at all",
    "new",
    "edit",
    "0",
    "1",
    "70",
    "70%",
    "0.7",
    "100",
    "1/0",
    "1 in 0",
    "1e400",
    "9" * 400,
    "-1",
    "NaN",
    "inf",
    "9223372036854775808",
    "2026-11-20",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "yesterday",
    "part of",
    "has part",
    "public",
    "private",
    "Exploring",
    "y",
    "up",
    "down",
    "https://example.org/a",
    "https://[",
    "https://example.org:99999/",
    "javascript:alert(1)",
    "/atlas/compute/beliefs",
    "//elsewhere.example",
    "\x00",
    "\ud800",
    "\U0001f4a9\U0001f5fa",
    "e\u0301" * 40,
    "a" + "\u0301" * 200,
    "\u202e\u2028\x0b\x85",
    "<not written>.",
    "<script>alert(1)</script>",
    "[[Compute|x]] [[Nowhere]] [[]] [[|]]",
    "]] [[",
    "a,b;c, ,,Compute,Elsewhere",
    "{{ 7 * 7 }}{% raw %}",
    "' OR 1=1 --",
    "[" * 10_000,
    "> " * 2_000 + "x",
    "x" * 2_001,
    "x" * 120_001,
]
ACCEPTS = ["*/*", "application/json", "text/markdown;q=1,*/*;q=0", ";q=", "a/b;q=x", "\xff", ","]
TAGS = ["*", '"', 'W/"x"', "x" * 9000, ",,,", '"a", W/"b', "\x7f"]
DATES = ["0", "Fri, 99 Foo 2026", "Thu, 01 Jan 9999999 00:00:00 GMT", "2026-11-20", "-1"]
ODD_METHODS = ["FOO", "get", "X" * 500, "PROPFIND", "TRACE", "CONNECT", "OPTIONS", "DELETE", "!"]
ODD_PATHS = ["//", "//x//", "/../", "/./map", "/%2e%2e/", "/%00", "/%ff", "/%zz", "/map//", "/map/"]
ODD_PATHS += ["/atlas/%ed%a0%80", "/atlas/" + "a" * 9000, "/static/%2e%2e/app.py", "/static/%00"]
ODD_PATHS += ["/static/" + "a" * 300, "/static/css", "/b/" + "9" * 400, "/sign-in/%0d%0aX:%20y"]
ODD_QUERIES = ["%ff=%ff", "&&&===", "%", "%00", "a=1&" * 3000, "at=%ed%a0%80", "focus", "?", "#"]
NO_HOSTS = ["x..y", "a" * 64, "a b", "[", "[::1", "x:99999", "x:y", "x:", "", "\xe9", "x" * 9000]
HEADERS = {
    "Accept": ACCEPTS,
    "Accept-Language": ["*", "\xff", "de-" * 900, ";q=", "en;q=nan"],
    "Accept-Encoding": ["br", "br;q=0", "zstd, *;q=x", ";", "identity;q=0,*;q=0"],
    "If-None-Match": TAGS,
    "If-Match": TAGS,
    "If-Modified-Since": DATES,
    "If-Unmodified-Since": DATES,
    "Range": ["bytes=0-0", "bytes=9-1", "bytes=-", "x=1", "bytes=0-,5-"],
    "If-Range": [*TAGS[:3], *DATES[:2]],
    "HX-Source": ["\xff", "", "<b>"],
    "HX-Target": ["\xff", "#", "x" * 9000],
    "HX-Current-URL": ["\xff", "http://[", "//x"],
    "HX-Boosted": ["true", "\xff"],
    "HX-Request": ["true", "false", "\xe9", ""],
    "Host": [*NO_HOSTS, "localhost", "evil.example", "[::1]:80", "a" * 63],
    "Origin": ["null", "http://localhost", "://", "http://[", "\xe9"],
    "Sec-Fetch-Mode": ["navigate", "\xff"],
    "Sec-Fetch-Site": ["same-origin", "none", "cross-site", "?"],
    "X-Forwarded-For": ["1.2.3.4", "x, ,", "[::1", "\xff"],
    "X-Forwarded-Proto": ["https", "gopher", "\xff", ","],
    "X-Forwarded-Host": [*NO_HOSTS, "localhost", ","],
    "X-Forwarded-Port": ["0", "x", "9" * 40],
    "Forwarded": ["for=_x;host=[", "\xff"],
    "X-HTTP-Method-Override": ["DELETE", "\xff"],
    "Content-Encoding": ["br", "\xff"],
    "Expect": ["100-continue", "\xff"],
    "Cookie": ["atlas", "=;=", "atlas=\xff", "a=" + "x" * 9000, "remember_token=\xff"],
    "Authorization": ["Basic x", "Basic =", "Bearer \xff"],
    "User-Agent": ["", "\xff" * 9000],
    "Referer": ["\xff", "http://["],
}
HOSTS = st.sampled_from([*HEADERS["Host"], "xn--a", "xn--", "XN--\xe9"])
COOKIES = ["atlas=x", "atlas=.eJw", "atlas=; atlas", 'a="', "remember_token=\xff", "=;;="]
BROKEN = "multipart/form-data; boundary=cut"
TYPES = [
    "",
    "application/json",
    "text/plain",
    "multipart/form-data",
    BROKEN,
    'multipart/form-data; boundary="',
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=\xff",
    ";;;",
]
BODIES = [
    b"",
    b"{}",
    b"[[[[[",
    b"&&&===&%&%f&%ff=%ff&\xff\xfe",
    b'--cut\r\nContent-Disposition: form-data; name="claim"\r\n\r\nno end',
    b"--cut\r\nContent-Disposition: form-data\r\n\r\nx\r\n--cut--",
    b'--cut\r\nContent-Disposition: form-data; name="claim"; filename="\xff"\r\n\r\nx\r\n--cut--',
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nx\r\n--cut--',
    b"--cut\r\n" + b"X" * 70_000,
    b"&".join(b"topics=%d" % number for number in range(1_100)),
    b"claim=" + b"y" * (2 * 2**20 + 1),
]


PLACE = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


@dataclass(frozen=True)
class Ask:
    """One request, as a client of the worst kind would send it."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/x-www-form-urlencoded"
    body: bytes = b""

    def options(self) -> dict[str, Any]:
        return {
            **self._place(),
            "method": self.method,
            "query_string": self.query,
            "headers": self.headers,
            "content_type": self.content_type,
            "input_stream": None,
            "data": self.body,
            "buffered": True,
        }

    def _place(self) -> dict[str, Any]:
        """Return the path as the test client takes it: it reads `//x` as a host."""
        if not self.path.startswith("//"):
            return {"path": self.path}
        sent = unquote_to_bytes(self.path.partition("?")[0]).decode("latin-1")
        return {"path": "/", "environ_overrides": {"PATH_INFO": sent}}


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Return every method of every route of our own, static files aside."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return [
        (method, rule)
        for rule in sorted(rules, key=lambda rule: (rule.rule, rule.endpoint))
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


def arguments(rule: Rule) -> dict[str, Sequence[str]]:
    """Return what may stand in each place of a route, by its converter: right and wrong."""
    known = {"slug": SLUGS, "section": [section.name for section in SECTIONS], "id": IDS}
    known |= {"month": [*MONTHS, *WORDS], "picture": PICTURES}
    known["verb"] = sorted({verb.name for section in SECTIONS for verb in section.verbs})
    return {
        name: choices.split(",") if choices else known.get(kind or name, WORDS)
        for kind, choices, name in PLACE.findall(rule.rule)
    }


def address(rule: Rule, values: dict[str, str]) -> str:
    """Return a route's path with these words in its places, converted by nobody."""
    return PLACE.sub(lambda place: values[place[3]], rule.rule)


def encoded(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return a form's fields as a browser sends them, surrogates included."""
    return urlencode(list(pairs), encoding="utf-8", errors="surrogatepass").encode("ascii")


def asks(app: Flask) -> st.SearchStrategy[Ask]:
    """Return requests to any route, or to none."""
    known = st.sampled_from(routes(app)).flatmap(lambda route: _asked(*route))
    anywhere = st.text().map(lambda path: Ask("GET", f"/{quote(path)}"))
    return st.one_of(known, known, known, anywhere, _odd())


def _odd() -> st.SearchStrategy[Ask]:
    """Return requests of methods, paths and queries that no form and no link has."""
    signs = [chr(number) for number in (*range(0x20, 0x7F), *range(0xA0, 0x100))]
    anything = st.text(sorted({*signs} - {*"?#"}), max_size=9)
    method = st.sampled_from(["GET", "POST", *ODD_METHODS])
    path = st.sampled_from(ODD_PATHS) | anything.map("/{}".format)
    return st.builds(Ask, method, path, st.sampled_from(ODD_QUERIES) | anything, _headers())


def texts() -> st.SearchStrategy[str]:
    anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
    return st.one_of(st.sampled_from(TEXTS), anything, st.integers().map(str))


def _asked(method: str, rule: Rule) -> st.SearchStrategy[Ask]:
    places = st.fixed_dictionaries(
        {
            name: st.sampled_from(list(choices) + WORDS[:3])
            for name, choices in arguments(rule).items()
        }
    )
    pairs = st.lists(st.tuples(st.sampled_from(FIELDS), texts()), max_size=10)
    asked = st.sampled_from([*FIELDS, *ASKED])
    query = st.lists(st.tuples(asked, texts()), max_size=3)
    sent = st.one_of(
        st.tuples(st.just("application/x-www-form-urlencoded"), pairs.map(encoded)),
        st.tuples(st.just("application/json"), pairs.map(_as_json)),
        st.tuples(st.just("multipart/form-data; boundary=cut"), pairs.map(_multipart)),
        st.tuples(st.sampled_from(TYPES), st.sampled_from(BODIES)),
    )
    return st.builds(
        lambda words, typed, headers, body: Ask(
            method, address(rule, words), encoded(typed).decode(), headers, *body
        ),
        places, query, _headers(), sent,
    )  # fmt: skip


def _headers() -> st.SearchStrategy[dict[str, str]]:
    optional = {name: st.sampled_from(values) for name, values in HEADERS.items()}
    some = st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)
    return some.flatmap(lambda names: st.fixed_dictionaries({n: optional[n] for n in names}))


def _as_json(pairs: list[tuple[str, str]]) -> bytes:
    return json.dumps(dict(pairs)).encode()


def _multipart(pairs: list[tuple[str, str]]) -> bytes:
    lines = (
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in pairs
    )
    return "".join(lines).encode("utf-8", "surrogatepass") + b"--cut--\r\n"
