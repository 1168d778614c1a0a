"""Characters that set the direction of what follows: https://unicode.org/reports/tr9/#X1."""

import re

EMBEDDINGS, ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
POP_EMBEDDING, POP_ISOLATE = "\u202c", "\u2069"
_ANY = re.compile(f"[{EMBEDDINGS}{ISOLATES}{POP_EMBEDDING}{POP_ISOLATE}]")


def end_directions(line: str) -> str:
    """Return a line with an ending character for each direction of writing that it leaves open.

    Nothing else is altered. What follows the line on a page then has the page's own direction.
    """
    opened: list[str] = []
    isolates = 0
    for sign in _ANY.findall(line):
        if sign in EMBEDDINGS:
            opened.append(POP_EMBEDDING)
        elif sign in ISOLATES:
            opened.append(POP_ISOLATE)
            isolates += 1
        elif sign == POP_ISOLATE and isolates:  # ends what was opened within it, too
            isolates -= 1
            while opened.pop() != POP_ISOLATE:
                pass
        elif [sign] == opened[-1:]:
            opened.pop()
    return line + "".join(reversed(opened))
