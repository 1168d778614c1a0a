"""Recognising one page by several addresses on its site: with and without `.pdf`, `?share=1` etc.

Two such addresses alone do not make one work, as they do not surely lead to the same. They count
where title and authors are the same already.
"""

import re

_PAPERS = ("doi:", "arxiv:")  # begin a bare address that names no site

# Parts of a path that name not a page but the form in which it is shown.
_FORMS = re.compile(
    r"abs|abstract|amp|doi|download|epdf|epub|file|forum|full|fulltext|full-text|hash|html|paper"
    r"|papers|pdf|pdfs|print|view",
    re.IGNORECASE,
)
_FIRST_PAGE = re.compile(r"(?:index|default)\.[a-z]+", re.IGNORECASE)
_ENDING = re.compile(
    r"(?:\.(?:abstract|amp|epub|full|full-text|html?|pdf|ps|short|xhtml))+$", re.IGNORECASE
)
_PROCEEDINGS = re.compile(r"-(?:abstract|paper)(?=-conference$|$)", re.IGNORECASE)
_VERSION = re.compile(r"(?<=\d)v\d+$")

# Parameters that say how a page is shown, where in it, or how its reader came there.
_SHOWN = re.compile(
    r"ab_channel|amp|casa_token|download|feature|format|from|needaccess|noteid|output|outputtype"
    r"|partner|pp|print|ref|ref_|referrer|share|shared|si|smid|source|src|time_continue|via",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?:t|start)=[\dhms]+")
_FILM = "/watch"


def site_of(bare: str) -> str:
    """Return the host of an address as `bare_url` returns it, "" for a DOI or an arXiv number."""
    return "" if bare.startswith(_PAPERS) else re.split("[/?#]", bare, maxsplit=1)[0]


def page_key(bare: str) -> str:
    """Return a key that is the same for several forms of one page's address.

    `bare` is an address as `bare_url` returns it. A DOI or an arXiv number is its own key.
    """
    if bare.startswith(_PAPERS):
        return bare
    address, sign, route = bare.partition("#")
    path, _, query = address.partition("?")
    site, *names = path.split("/")
    parameters = [part for part in query.split("&") if part and _is_of_page(part, path)]
    own_query = f"?{'&'.join(sorted(parameters))}" if parameters else ""
    return "/".join((site, *_page_names(names))) + own_query + sign + route


def _page_names(names: list[str]) -> list[str]:
    """Return the parts of a path that tell a page from other pages."""
    parts = [name for name in names if name and not _FORMS.fullmatch(name)]
    if parts and _FIRST_PAGE.fullmatch(parts[-1]):
        return parts[:-1]
    if parts:
        last = _VERSION.sub("", _PROCEEDINGS.sub("", _ENDING.sub("", parts[-1])))
        is_within = last != parts[-1] and parts[-2:-1] == [last]  # a file in its page's folder
        parts[-1:] = [] if is_within else [last]
    return parts


def _is_of_page(parameter: str, path: str) -> bool:
    """Return whether a parameter (`name=value`) tells a page from other pages."""
    name = parameter.partition("=")[0]
    if path.endswith(_FILM):
        return name == "v"
    is_script = "." in path.rpartition("/")[2] or "/" not in path  # there `t` may be a topic
    return not (_SHOWN.fullmatch(name) or (not is_script and _TIME.fullmatch(parameter)))
