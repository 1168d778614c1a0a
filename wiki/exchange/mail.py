"""A digest of changes as a mail of plain text, by region."""

import re
from collections.abc import Sequence
from datetime import date
from email.header import Header
from email.utils import formataddr, getaddresses
from textwrap import TextWrapper, fill

from wiki.addresses import ascii_site
from wiki.dates import format_date
from wiki.queries.changelog.entries import RegionDigest
from wiki.text import UNSPACED, isolated

WIDTH = 72
NO_RECIPIENT = "A mail address is one such as list@example.org; before its @ stands plain ASCII."
HEADERS = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
HEADERS += "Content-Transfer-Encoding: 8bit\n"
# Such a letter is as wide as two others; a sign that is not shown stands for the second one.
_SECOND = "\u200b"
_BREAK = re.compile(rf"(?<={_SECOND})(?=\w)|(?<=\w)(?=[{UNSPACED}])")


class _Lines(TextWrapper):
    """Lines of a mail, which may end between letters of Chinese and Japanese, too.

    A line of more than 998 bytes would be broken on its way, perhaps within a letter.
    """

    def _split(self, text: str) -> list[str]:
        wide = re.sub(f"([{UNSPACED}])", rf"\1{_SECOND}", text)
        return [part for word in super()._split(wide) for part in _BREAK.split(word)]


def write_mail(
    title: str, base: str, since: date, until: date, groups: Sequence[RegionDigest]
) -> str:
    """Return the mail, headers first: what changed from one day to another.

    `title` is that of the atlas and `base` its address.
    """
    days = f"{format_date(since.isoformat())} to {format_date(until.isoformat())}"
    subject = Header(f"{isolated(title)}: {days}", "utf-8" if not title.isascii() else None)
    lines = [fill(f"What changed from {days}.", WIDTH)]
    for group in groups:
        name = group.region.title if group.region else "Elsewhere"
        lines += ["", name, "-" * min(len(name), WIDTH)]
        for line in group.lines:
            sentence, address = line.sentence, f"  {base}/c/{line.change_id}"
            reason = f". {isolated(sentence.reason)}" if sentence.reason else ""
            text = "".join(word.plain for word in sentence.words)
            lines += ["", _wrapped(text + reason), address]
            lines += ["", f"* {line.more} more in this change", address] if line.more else []
    lines += ["", f"All changes: {base}/changes", f"Feeds: {base}/feeds"]
    return f"Subject: {subject.encode()}\n{HEADERS}\n" + "\n".join(lines) + "\n"


def write_recipients(typed: str) -> str:
    """Return what stands in the header `To` for typed addresses, all of it in ASCII.

    Names are encoded and sites are in punycode. Raises ValueError where something is no address,
    or has letters beyond ASCII before its `@`, which not every server takes.
    """
    if not typed.isprintable() or "@" not in typed:
        raise ValueError(NO_RECIPIENT)
    if typed.isascii():
        return typed
    written = []
    for name, address in getaddresses([typed]):
        user, _, site = address.rpartition("@")
        ascii_ = f"{user}@{ascii_site(site)}"
        if not (user and site and ascii_.isascii()):
            raise ValueError(NO_RECIPIENT)
        written.append(formataddr((name, ascii_)))
    return ", ".join(written)


def _wrapped(text: str) -> str:
    """Return an item of a list, wrapped; a long address is not broken."""
    line = " ".join(text.split())
    lines = _Lines(
        WIDTH,
        initial_indent="* ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.fill(line).replace(_SECOND, "")
