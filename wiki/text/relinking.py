"""Writing the links of a text under another name.

What is typed stays as it is but for that. Whether a piece of text is a link is never guessed: the
text is read again after each attempt, and one that did not do what was wanted is not kept.
"""

import re
from collections.abc import Callable

from wiki.text.linking import links_of
from wiki.text.markers import ITEM
from wiki.text.region_names import AT, Region

# What Markdown or the brackets themselves may take otherwise than as a part of a title.
_ODD = re.compile(r"[^\w ,.;'’?()-]")
# From the name in a link to the name that it is to have, None for a link that stays.
Renamer = Callable[[str], str | None]
TRIED = 50  # places of one text that are looked at one by one

_LINK = re.compile(
    r"(?P<open>\[\[\s*)(?P<name>[^\[\]|]{1,500}?)(?P<rest>\s*(?:\\?\|[^\[\]]{0,500})?\]\])"
    r"|(?P<web>\]\(<?)(?P<address>/atlas/[a-z0-9-]+)(?=[)#?>\s])"
)


def link_to(region: Region, part: str = "") -> str:
    """Return what to type in `[[…]]`: the title, or the address where that is safer."""
    typed = f"{region.title}#{part}" if part else region.title
    is_plain = not ITEM.fullmatch(typed)
    if is_plain and not _ODD.search(typed):
        return typed
    is_safe = is_plain and "|" not in typed and _typed(f"[[{typed}]]") == [typed]
    return typed if is_safe else f"{AT}{region.slug}" + (f"#{part}" if part else "")


def rename_links(source: str, rename: Renamer) -> str:
    """Return a text whose links have the names that `rename` gives them; code stays as it is."""
    before = _typed(source)
    wanted = [_renamed(typed, rename) for typed in before]
    if wanted == before:
        return source
    matches = [match for match in _LINK.finditer(source) if _replaced(match, rename)]
    whole = _with(source, matches, rename)
    changed = sum(new != old for new, old in zip(wanted, before, strict=True))
    if len(matches) == changed and _typed(whole) == wanted:
        return whole
    kept: list[re.Match[str]] = []
    for match in matches[:TRIED]:  # some of them are no links
        now, tried = (_typed(_with(source, some, rename)) for some in (kept, [*kept, match]))
        places = [at for at, typed in enumerate(tried[: len(now)]) if typed != now[at]]
        if len(tried) == len(now) and [tried[at] for at in places] == [wanted[at] for at in places]:
            kept += [match] if places else []
    return _with(source, kept, rename)


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
    """Return a new name, with the old one for its words where it is an address."""
    return f"{new}|{typed}" if new.startswith(AT) and not typed.startswith(AT) else new


def _with(source: str, matches: list[re.Match[str]], rename: Renamer) -> str:
    """Return a text in which some links are renamed."""
    parts, at = [], 0
    for match in matches:
        parts += [source[at : match.start()], _replaced(match, rename)]
        at = match.end()
    return "".join([*parts, source[at:]])


def _replaced(match: re.Match[str], rename: Renamer) -> str:
    """Return what to write in place of a link, "" where it stays."""
    if match["web"]:
        new = rename(match["address"])
        return f"{match['web']}{new}" if new else ""
    inside = match["name"] + match["rest"].removesuffix("]]").rstrip()
    if (new := rename(inside)) is not None:
        return f"[[{_shown_by(inside, new)}]]"
    new = rename(match["name"])
    return f"[[{new}{match['rest'].lstrip()}" if new is not None else ""
