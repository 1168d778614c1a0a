"""The first line of a reading or an essay in a document: `2026-05-01 [Title](URL) — takeaway`.

The date may be written in other ways, and an address may stand without a title. An address anywhere
else is refused: otherwise it would become part of the text unnoticed. A title may stand without an
address, too: then a year at its beginning is part of it, as in `2001 A Space Odyssey`.
"""

import re

from wiki.dates import MONTHS
from wiki.forms.document_line import (
    DASH,
    TYPED_DASH,
    Unreadable,
    escape,
    join_dash,
    split_dash,
    unescape,
    unescaped_indexes,
)

_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\.?"
_ISO = r"\d{4}(?:-\d\d){0,2}"
_DATE = re.compile(
    rf"(?P<date>{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{4}}|{_ISO}"
    r"|<date>)(?P<colon>:?)(?:\s+|$)"
)
# A day before a title that is no link. Without a year it may begin the title.
_SHORT = rf"\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}|[Tt]oday|[Yy]esterday"
_BEFORE_TITLE = re.compile(
    rf"(?P<open>\()?(?P<date>{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}"
    rf"|{_MONTH} \d{{4}}|{_ISO}|(?P<short>{_SHORT})|<date>)(?(open)\))(?P<sign>[:,]?)(?:\s+|$)"
)
_DASHED = re.compile(r"(?:[—–]|-{1,3})\s+")
# What only resembles such a day: `**2026-05-01**`, `[[2026-05-01]]`, `Mon 3 May`, or an hour.
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_NEARLY = re.compile(
    rf"(?P<day>(?:[*_~]{{1,3}}|\[{{1,2}})(?:{_MONTH} \d|\d{{1,2}} {_MONTH}|\d{{4}}-\d\d)[^\s:]*"
    rf"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? "
    rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|\d{{4}}-\d\d)(?!\w)"
    rf"|\d{{4}}-\d\d-\d\d(?:\s+\d{{1,2}}:\d\d|[^\s:,]+))"
)
_SLOT = re.compile(r"<[^<>]+>")  # of a title that is not filled in yet
_YEAR = re.compile(r"\d{4}")
_PUBLISHED = re.compile(r"(?:<date>)?\s*(?P<title><[^<>]*>)\s*(?P<rest><[^<>]*>\.?)$")
# An address, a DOI or the number of an arXiv paper, each of which the field takes.
_ADDRESS = re.compile(
    r"<(?P<held>https?://[^<>\s]+)>|(?P<bare>https?://\S+|(?:doi: ?)?10\.\d{4,9}/\S+"
    r"|arxiv: ?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)",
    re.IGNORECASE,
)
_PAGE_LINK = re.compile(r"!?\[\[[^\]]+\]\]")
_LOST = re.compile(
    r"(?<!\\)(?:://|\][(\[])|(?:^|[\s(])(?:www\.|doi:|10\.\d{4,9}/|arxiv: ?\d)\S", re.IGNORECASE
)
_HYPHEN = re.compile(rf"(?<=\s){TYPED_DASH}\s")
_HELD = re.compile(rf"(?<=\s)\\({TYPED_DASH})(?=\s)")  # with a backslash: part of the title
_BARE = re.compile(rf"{TYPED_DASH}\s")  # in place of a title
_REST = re.compile(rf"(?:\s*(?:{DASH}|(?<=\s){TYPED_DASH}(?=\s))\s*(?P<rest>.*)|\s*)$")
# A title of the link itself, which browsers show beside the pointer; the atlas keeps none.
_TIP = re.compile(r"""\S+\s+(?P<tip>"[^"]*"|'[^']*')""")
_NUMBERS = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
# A day in numbers, with its year, that is written in a way which is not read.
_DAY_FIRST = re.compile(r"(?=\S*(?:19|20)\d\d)\d{1,4}([./-])\d{1,2}\1\d{1,4}(?=[\s:,])")
LONGEST_DATE = 40  # characters
HOW = "An entry reads 2026-05-01 [Title](https://…) — and then words"


def write_link(date: str, title: str, url: str, rest: str = "") -> str:
    """Return the line `2026-05-01 [Title](URL) — rest`; empty date and rest are left out."""
    link = f"[{escape(title, r'[][]')}]({escape(url, r'[()]')})"
    return join_dash(f"{date} {link}".strip(), rest)


def read_link(line: str, *, takes_words: bool = True) -> tuple[str, str, str, str]:
    """Return date, title, URL and the text after them from a document's line; "" for missing ones.

    Without `takes_words`, as for an essay, a hyphen within a title that is no link is part of it.
    Raises Unreadable where an address is not part of a link.
    """
    if published := _PUBLISHED.match(line):
        return "", published["title"], "", published["rest"]
    date, title, url, rest = _read(line, takes_words=takes_words)
    if not date and _is_day(rest):
        return rest, title, url, ""  # some write the day behind the work
    return date, title, url, rest


def _read(line: str, *, takes_words: bool) -> tuple[str, str, str, str]:
    """Return date, title, URL and the text after them, as they stand. Raises Unreadable."""
    start, middle, end = _link(line)
    if middle >= 0:
        date = _date_before(line[:start])
        title, url = line[start + 1 : middle], line[middle + 2 : end]
        if tipped := _TIP.fullmatch(url):
            tip = tipped["tip"][:60]
            raise Unreadable(
                f"{tip} behind the address is not kept: write it behind a dash. {HOW}."
            )
        url = url[1:-1] if url[:1] == "<" and url[-1:] == ">" else url
        return date, unescape(title), unescape(url), _rest(line, end + 1)
    date, words = _dated(line, takes_words=takes_words)
    if address := _ADDRESS.match(words):
        url = address["held"] or address["bare"].rstrip(".,;:!?")
        end = address.end() if address["held"] else address.start() + len(url)
        return date, "", unescape(url), _rest(words, end)
    if _YEAR.fullmatch(date) and not _SLOT.match(words):
        date, words = "", line  # the year begins the title, as in `2001 A Space Odyssey`
    title, rest = _split(words, takes_words=takes_words)
    if date and not _YEAR.fullmatch(date) and (not title or _BARE.match(title)):
        raise Unreadable(f"No title stands behind the day “{date}”. {HOW}.")
    if _PAGE_LINK.match(title):
        raise Unreadable(f"“{title[:60]}” is a link to a page, and no work. {HOW}.")
    if _LOST.search(title):
        raise Unreadable(f"The address in “{title[:60]}” is not read here. {HOW}.")
    if _ADDRESS.match(rest):
        raise Unreadable(f"The address “{rest[:60]}” stands in place of the words. {HOW}.")
    if numbers := _NUMBERS.fullmatch(title) or (date == "" and _DAY_FIRST.match(title)):
        raise Unreadable(f"“{numbers[0]}” is not read as a date. {HOW}.")
    return date, unescape(_HELD.sub(r"\1", title)), "", unescape(rest)


def _split(words: str, *, takes_words: bool) -> tuple[str, str]:
    """Return a title that is no link and the words after it.

    A free-standing hyphen separates them, as behind a link, where no dash does; `1914 - 1918` has
    none.
    """
    title, rest = split_dash(words)
    for hyphen in _HYPHEN.finditer(words) if title == words else ():
        before, behind = words[: hyphen.start()].rstrip(), words[hyphen.end() :].strip()
        is_span = before[-1:].isdigit() and behind[:1].isdigit()
        if before and (_is_day(behind) or (takes_words and not is_span)):
            return before, behind
    return title, rest


def _is_day(text: str) -> bool:
    """Return whether a text is a date and nothing else; a year alone may be a title."""
    found = _DATE.fullmatch(text)
    return found is not None and text != "<date>" and not _YEAR.fullmatch(text)


def _link(line: str) -> tuple[int, int, int]:
    """Return the indexes at which a link begins, its title ends and its address ends; -1 for none.

    Brackets within the title may be in pairs or single.
    """
    indexes = unescaped_indexes(line, "[]")
    if not indexes or line[indexes[0]] != "[":
        return -1, -1, -1
    depth, middle = 0, -1
    for index in indexes:
        depth += 1 if line[index] == "[" else -1
        if line[index] == "]" and line[index + 1 : index + 2] == "(":
            middle = index if middle < 0 or depth == 0 else middle
        if depth == 0:
            break
    end = _address_end(line, middle + 2) if middle >= 0 else -1
    return (indexes[0], middle, end) if end >= 0 else (-1, -1, -1)


def _address_end(line: str, start: int) -> int:
    """Return the index at which a link's address ends, -1 where its parentheses do not close."""
    indexes = unescaped_indexes(line[start:], "()")
    depth = 0
    for index in indexes:
        depth += 1 if line[start + index] == "(" else -1
        if depth < 0:
            address = line[start : start + index]
            if " " not in address:
                return start + index
            break
    closing = (start + index for index in indexes if line[start + index] == ")")
    return next(closing, -1)


def _date_before(words: str) -> str:
    """Return the date typed before a link. Raises Unreadable where it cannot be one."""
    date = words.strip().rstrip(":,–—-").strip()
    date = date[1:-1] if date[:1] == "(" and date[-1:] == ")" else date
    if len(date) > LONGEST_DATE or not (date == "<date>" or date[-1:].isalnum() or not date):
        raise Unreadable(f"“{date[:60]}” before the link is no date. {HOW}.")
    return "" if date == "<date>" else date


def _dated(line: str, *, takes_words: bool) -> tuple[str, str]:
    """Return the date before a title that is no link, "" for none, and the text after it.

    Raises Unreadable where it is not clear whether a day is one or begins the title.
    """
    match = _BEFORE_TITLE.match(line)
    nearly = _NEARLY.match(line)
    if nearly and (not match or _CLOCK.match(line, match.end())):
        raise Unreadable(f"“{nearly['day']}” is not read as a date. {HOW}.")
    if not match or (_YEAR.fullmatch(match["date"]) and (match["sign"] or match["open"])):
        return "", line  # of `1984: a novel` the year is the title
    date = "" if match["date"] == "<date>" else match["date"]
    words, sign = line[match.end() :].lstrip(), match["sign"] or match["open"]
    if date and not _YEAR.fullmatch(date) and (dash := _DASHED.match(words)):
        behind = words[dash.end() :]
        if takes_words and not _split(behind, takes_words=True)[1]:
            return date, words  # a day and words, without a title
        words, sign = behind, "—"
    if match["short"] and not _is_before(date, sign, words):
        return "", line
    return date, words


def _is_before(date: str, sign: str | None, words: str) -> bool:
    """Return whether a day without a year, with the sign after it, is that of the title behind it.

    It is not, but begins the title, in `Today is here`. Raises Unreadable where it may be either.
    """
    is_named, is_certain = not date[0].isdigit() and not date[-1].isdigit(), bool(sign)
    if is_named:
        is_certain = date.islower()
    if is_certain or _ADDRESS.match(words) or _SLOT.match(words):
        return True
    if is_named and not sign:
        return False
    raise Unreadable(
        f"“{date}” may be a day, or begin the title. Write the day with its year, or the title as "
        "[Title]()."
    )


def _rest(line: str, end: int) -> str:
    """Return the text after a link. Raises Unreadable where no dash comes before it."""
    match = _REST.match(line, end)
    if not match:
        words = line[end : end + 60].strip()
        raise Unreadable(f"Before “{words}” a dash has to stand. {HOW}.")
    return unescape(match["rest"] or "")
