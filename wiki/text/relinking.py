"""Writing the links of a text otherwise: under another name, or where a name is not linked yet.

What is typed stays as it is but for that. Whether a piece of text is a link is never guessed: the
text is read again after each attempt, and one that did not do what was wanted is not kept.
"""

import re
from collections.abc import Callable, Iterator

from wiki.naming import name_key
from wiki.text.linking import TypedLink, links_of
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


def find_mention(source: str, title: str) -> tuple[str, TypedLink] | None:
    """Return a text in which the first mention of a title that is no link is one, and that link."""
    before = _typed(source)
    for tried, (start, end) in enumerate(_mentions(source, title)):
        if tried == TRIED:
            break
        words = source[start:end]
        if ITEM.fullmatch(words):
            continue
        linked = f"{source[:start]}[[{words}]]{source[end:]}"
        after = links_of(linked)
        if len(after) != len(before) + 1:
            continue
        others = (at for at, typed in enumerate(before) if after[at].typed != typed)
        place = next(others, len(before))
        rest = [link.typed for link in after[place + 1 :]]
        if name_key(after[place].typed) == name_key(title) and rest == before[place:]:
            return linked, after[place]
    return None


def _typed(source: str) -> list[str]:
    return [link.typed for link in links_of(source)]


def _mentions(source: str, title: str) -> Iterator[tuple[int, int]]:
    words = r"\s+".join(map(re.escape, title.split()))
    for match in re.finditer(rf"(?<![\w\[|/]){words}(?![\w\]|])", source, re.IGNORECASE):
        if "\n\n" not in match[0]:
            yield match.span()


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
