"""Changing which items the links of a text lead to, as where the text comes from another atlas."""

import re
from collections.abc import Callable

from wiki.text.probes import Probes, replaced
from wiki.text.roles import Role, roles_of
from wiki.text.unlinking import unlink

# Takes the anchor (`b-12`) or address (`/b/12`, `/writing/tides`, `/areas/sea`) in a link; returns
# the one to write instead, "" if only the link's words are to remain, None if the link stays.
NewTarget = Callable[[str], str | None]

_LINK = re.compile(
    r"\[\[\s*(?P<anchor>[a-z]-[1-9][0-9]{0,17})(?=\s*(?:\\?\||\]\]))"
    r"|\][(:]\s{0,9}<?(?:(?P<dots>(?:\.{1,2}/)++)|/)"
    r"(?P<address>(?:[a-z]/(?=[1-9][0-9]{0,17}(?![\w-]))|(?:areas|writing)/)(?P<last>[a-z0-9-]+))"
    r"(?![\w-])"
)
_BARE_END = re.compile(r"\s*\]\]")


def rewrite_item_links(source: str, new_target: NewTarget) -> tuple[str, list[str]]:
    """Return a text whose links to items have new targets, and the names in removed links.

    Essays and areas are named by their addresses, too.

    A removed link, for which `new_target` returns "", is replaced by its words. Links in code stay.
    """
    targets = [(link, new_target(_named(link))) for link in _LINK.finditer(source)]
    found = [(link, target) for link, target in targets if target is not None]
    if not found:
        return source, []
    roles = roles_of(source, [_span(link) for link, _ in found])
    links = [one for one, role in zip(found, roles, strict=True) if role is Role.LINK]
    probes = Probes(source)
    removed = [_named(link) for link, target in links if not target]
    texts = [
        _written(link, target) or _to_remove(link, probes.probe(index))
        for index, (link, target) in enumerate(links)
    ]
    rewritten = replaced(source, [_span(link) for link, _ in links], texts)
    if removed:
        rewritten = unlink(rewritten, lambda typed: bool(probes.numbers_in(typed)))
    return rewritten, removed


def _named(link: re.Match[str]) -> str:
    return link["anchor"] or f"/{link['address']}"


def _span(link: re.Match[str]) -> tuple[int, int]:
    """Return where a link's target stands; behind dots only its last part: these need the rest."""
    if link["anchor"]:
        return link.span("anchor")
    return link.span("last" if link["dots"] else "address")


def _written(link: re.Match[str], target: str) -> str:
    """Return what to write for a new target in the place that `_span` gives."""
    return target.rpartition("/")[2] if link["dots"] else target.removeprefix("/")


def _to_remove(link: re.Match[str], name: str) -> str:
    """Return a link's new target, a `name` by which the next step finds the link and removes it.

    A link without words, such as `[[b-12]]`, gets its anchor for them.
    """
    is_bare = link["anchor"] and _BARE_END.match(link.string, link.end())
    return f"{name}|{link['anchor']}" if is_bare else name
