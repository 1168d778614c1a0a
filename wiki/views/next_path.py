"""Where a form leads on to, such as that of signing in: a path on this site, nothing else."""

import re
from urllib.parse import unquote

# A capture carries its text in the address: 3,000 letters, each up to nine signs once encoded.
LONGEST_NEXT = 32_000
# A proxy keeps few bytes for the headers of an answer: nginx 4 KB.
LONGEST_LOCATION = 2_000
MOST_LAYERS = 4
_LOOPS = re.compile(r"/sign-(in|out)(/|$)")
_CLIMBS = re.compile(r"//|/\.{1,2}(/|$)")


def safe_next(path: str) -> str:
    """Return where to go after signing in: `path` if it is on this site, else the first page.

    The path is checked after each level of URL decoding, as proxies may decode it before the
    browser does. Its query string may contain anything.
    """
    if len(path) > LONGEST_NEXT or not path.isprintable():
        return "/"
    alone = re.split("[?#]", path, maxsplit=1)[0]
    for _layer in range(MOST_LAYERS):
        if not _is_here(alone):
            return "/"
        alone, before = unquote(alone), alone
        if alone == before:
            return path
    return "/"


def _is_here(path: str) -> bool:
    """Return whether a browser takes this for a path on this site, outside the sign-in pages."""
    plain = path.startswith("/") and "\\" not in path and path.isprintable()
    return plain and not _CLIMBS.search(path) and not _LOOPS.match(path)
