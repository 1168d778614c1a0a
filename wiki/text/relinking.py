"""Renaming the targets of links within a text, with nothing else in the text changed.

Whether a piece of text is a link is never guessed: the text is read with probes in what looks like
a link, and again after each attempt; an attempt with another result than wanted is undone.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from wiki.text.bracketed import WORDS, name_pattern
from wiki.text.linking import links_of
from wiki.text.markers import ITEM
from wiki.text.probes import Probes, replaced
from wiki.text.region_names import AT, Region

# Signs that Markdown or the brackets may read as something else than a part of a title.
_ODD = re.compile(r"[^\w ,.;'’?()-]")
# Takes the name in a link; returns the name to write instead, None if the link stays.
Renamer = Callable[[str], str | None]
TRIED = 20  # attempts at one text where not all of its links can be written at once
READ = 600_000  # characters that are read in all of these attempts

_LINK = re.compile(
    rf"\[\[\s*(?P<name>{name_pattern('|')})(?<![\s\\\[])(?P<rest>\s*(?:\\?\|{WORDS})?\]\])"
    r"|(?P<web>\](?:\(|:)\s*<?\s*)(?:(?:\.{1,2}/)++|/)?(?P<place>atlas/[a-z0-9-]+)"
    r"(?=[)#?>\s]|\Z)"
)


class _Rewording(NamedTuple):
    """A text to write from `start` to `end`, where there seems to be a link.

    `links` are the numbers of the links that it changes, among all links of the text in order.
    """

    start: int
    end: int
    written: str
    links: tuple[int, ...] = ()


def link_to(region: Region, part: str = "") -> str:
    """Return what to type in `[[…]]` for a region: its title, or its address if that is safer.

    `part` is a heading within the region.
    """
    typed = f"{region.title}#{part}" if part else region.title
    address = f"{AT}{region.slug}" + (f"#{part}" if part else "")
    return typed if is_linkable(typed) else address


def is_linkable(name: str) -> bool:
    """Return whether `[[…]]` with this name between the brackets is a link by this very name."""
    if ITEM.fullmatch(name):
        return False
    return not _ODD.search(name) or ("|" not in name and _typed(f"[[{name}]]") == [name])


def rename_links(source: str, rename: Renamer) -> str:
    """Return a text whose links have the new names that `rename` returns for their names.

    `rename` returns None for a link that stays. Code is not altered.
    """
    before = _typed(source)
    wanted = [_renamed(typed, rename) for typed in before]
    if wanted == before:
        return source
    looking = list(_LINK.finditer(source))
    named, simple = [], []
    for match in looking:
        if written := _written(match, rename, match["name"]):
            named.append(match)
            simple.append(_Rewording(*match.span(), written))
    changed = sum(new != old for new, old in zip(wanted, before, strict=True))
    if len(simple) == changed and _typed(whole := _applied(source, simple)) == wanted:
        return whole
    # Rarely a probe itself changes how a text is read; then probing fewer places may not.
    rewordings = _probed(source, looking, before, rename) or _probed(source, named, before, rename)
    return _apply_valid(source, rewordings, before, wanted)


def _probed(
    source: str, looking: Sequence[re.Match[str]], before: Sequence[str], rename: Renamer
) -> list[_Rewording]:
    """Return the rewordings of those places that look like links and are some."""
    probes = Probes(source)
    read = _typed(probes.put_before(map(_name_begins, looking)))
    if [probes.without(typed) for typed in read] != before:
        return []
    links: dict[int, list[int]] = {}
    for at, typed in enumerate(read):
        for index in probes.numbers_in(typed):
            links.setdefault(index, []).append(at)
    rewordings = []
    for index, places in links.items():
        match = looking[index]
        if written := _written(match, rename, before[places[0]]):
            rewordings.append(_Rewording(*match.span(), written, tuple(places)))
    return sorted(rewordings)


def _name_begins(match: re.Match[str]) -> int:
    return match.start("name") if match["name"] else match.start("place") + len("atlas/")


def _apply_valid(
    source: str, rewordings: list[_Rewording], before: list[str], wanted: list[str]
) -> str:
    """Return a text with as many rewordings as change the links that they should, and no other."""
    accepted: list[_Rewording] = []
    waiting = [rewordings] if rewordings else []
    for _ in range(min(TRIED, READ // len(source))):
        if not waiting:
            break
        group = waiting.pop(0)
        tried = sorted([*accepted, *group])
        done = {at for one in tried for at in one.links}
        ought = [wanted[at] if at in done else typed for at, typed in enumerate(before)]
        if _typed(_applied(source, tried)) == ought:
            accepted = tried
        elif len(group) > 1:
            half = len(group) // 2
            waiting = [group[:half], group[half:], *waiting]
        elif "|" in group[0].written and "\\|" not in group[0].written:  # perhaps in a table
            waiting.insert(0, [group[0]._replace(written=group[0].written.replace("|", "\\|", 1))])
    return _applied(source, accepted)


def _typed(source: str) -> list[str]:
    return [link.typed for link in links_of(source)]


def _renamed(typed: str, rename: Renamer) -> str:
    """Return what a link names after renaming, its words included."""
    if (whole := rename(typed)) is not None:
        return _shown_by(typed, whole)
    name, bar, words = typed.partition("|")
    new = rename(name.strip()) if bar else None
    return typed if new is None else f"{new}|{words}"


def _shown_by(typed: str, new: str) -> str:
    """Return a link's new name; if that is an address, with the old name as the link's words."""
    return f"{new}|{typed}" if new.startswith(AT) and not typed.startswith(AT) else new


def _applied(source: str, rewordings: Sequence[_Rewording]) -> str:
    """Return a text with some rewordings, in the order of their places."""
    spans = [(one.start, one.end) for one in rewordings]
    return replaced(source, spans, [one.written for one in rewordings])


def _written(match: re.Match[str], rename: Renamer, read: str) -> str:
    """Return what to write in place of a link, "" where it stays.

    It may be typed as the name that it is read as or otherwise, with `&amp;` or a backslash.
    """
    if match["web"]:
        new = rename(f"/{match['place']}")
        return f"{match['web']}{new}" if new else ""
    inside = match["name"] + match["rest"].removesuffix("]]").rstrip()
    for typed in dict.fromkeys([inside, read]):
        if (new := rename(typed)) is not None:
            return f"[[{_shown_by(inside, new)}]]"
    for typed in dict.fromkeys([match["name"], read.partition("|")[0].strip()]):
        if (new := rename(typed)) is not None:
            return f"[[{new}{match['rest'].lstrip()}"
    return ""
