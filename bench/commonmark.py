"""How text is read here compared with CommonMark: the examples of its specification, one by one.

    .venv/bin/python -m bench.commonmark SPEC.json [--list]

The file is the specification's list of examples as JSON, which is not part of this repository:
`spec.json` at spec.commonmark.org, or `commonmark.json` in the tests of several parsers. Compared
is what can be seen: words, line breaks, kinds of blocks, emphasis, links and their addresses; not
tags, white space, or the distance between the items of a list. Headings count as the same two
levels down.
"""

import json
import re
import sys
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import click

from wiki.text import render
from wiki.text.dialect import HEADINGS
from wiki.text.links import link_address

Seen = list[tuple[str, str]]
STYLES = {"em", "strong", "code", "del"}  # seen on the words; which stands in which is not
UNSEEN = {"tbody", "thead", "span"}
RAW = re.compile(r"<(?:[a-zA-Z/!?])[^>]*>")

ON_PURPOSE = (
    "HTML is shown as typed",
    "a picture is a link",
    "a link leads to the web, a mailbox or this site only",
    "[[…]] names a region, and a bare address is a link",
)


class Look(HTMLParser):
    """The visible parts of a piece of HTML: blocks and links, and words with their style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: Seen = []
        self.inside: list[str] = []
        self.feed(html)
        self.close()

    def _is_seen(self, tag: str) -> bool:
        return tag not in UNSEEN | STYLES and not (tag == "p" and "li" in self.inside[-1:])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the start of a block or link, with its address or first number, or a break."""
        if self._is_seen(tag):
            values = dict(attrs)
            about = unquote(unescape(values.get("href") or "")) + (
                values.get("start") or ""
            ).lstrip("0")
            self.seen.append((f"<{tag}>", about))
        if tag not in ("br", "hr"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a block or a link, with the tag that it closes."""
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass
            if self._is_seen(tag):
                self.seen.append((f"</{tag}>", ""))

    def handle_data(self, data: str) -> None:
        """Note words, joined with those before them if they look the same."""
        code = "pre" in self.inside
        words = data.rstrip("\n").expandtabs(4) if code else " ".join(data.split())
        if not words:
            return
        style = "words " + " ".join(sorted(STYLES.intersection(self.inside)))
        if self.seen and self.seen[-1][0] == style and not code:
            words = f"{self.seen.pop()[1]} {words}"
        self.seen.append((style, words))


def here(markdown: str) -> str:
    """Return the HTML that the atlas makes of a Markdown text."""
    return str(render(markdown, resolve=lambda title: None, ids="x"))


def lowered(html: str) -> str:
    """Return the specification's HTML with its headings at the levels the atlas uses."""
    return re.sub(r"(</?)(h[1-6])>", lambda m: f"{m[1]}{HEADINGS[m[2]]}>", html)


def reason(markdown: str, html: str, section: str) -> str:
    """Return why an example looks different: an intended reason, or its section's name."""
    if section in ("HTML blocks", "Raw HTML") or any(m[0] in html for m in RAW.finditer(markdown)):
        return ON_PURPOSE[0]
    if "<img" in html:
        return ON_PURPOSE[1]
    if any(link_address(address) is None for address in re.findall(r'href="([^"]*)"', html)):
        return ON_PURPOSE[2]
    if "[[" in markdown or (section == "Autolinks" and "<a" not in html):
        return ON_PURPOSE[3]
    return section


def main() -> None:
    """Compare every example and print how many differ, by reason; with --list, also which."""
    examples = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    reasons: Counter[str] = Counter()
    for index, example in enumerate(examples, 1):
        markdown, html = example["markdown"], example["html"]
        if Look(here(markdown)).seen == Look(lowered(html)).seen:
            continue
        why = reason(markdown, html, example["section"])
        reasons[why] += 1
        if "--list" in sys.argv:
            click.echo(
                f"--- {index} ({why})\n{markdown}\nspecification: {html}\nhere: {here(markdown)}"
            )
    on_purpose = sum(reasons[why] for why in ON_PURPOSE)
    total = sum(reasons.values())
    click.echo(f"{total} of {len(examples)} examples are seen otherwise, {on_purpose} on purpose.")
    for why, count in reasons.most_common():
        click.echo(f"{count:5}  {why}")


if __name__ == "__main__":
    main()
