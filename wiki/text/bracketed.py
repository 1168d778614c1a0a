"""What may stand in `[[…]]`: the name of a region or item, and words for it behind a bar.

A title may have pairs of brackets: `[[A [b] c]]`. A pair with `(` or a bracket behind it, as in
`[[see [a](b)]]`, is a link of Markdown, and `[^1]` a footnote: what has one of these is no name.
Nor has `[[[a]]]` its outer brackets in its name, which is `a`.
"""

_PAIR = r"\[(?!\^)[^\[\]|\n]{1,200}\](?![(\[:])"  # with no other pair in it
_ONE_PAIR = r"\[[^\[\]]{0,500}\]\]\]"


def name_pattern(excluded: str = "") -> str:
    """Return a part of a pattern that takes the name in a link, or nothing.

    `excluded` are signs that it has not, as in the brackets of a pattern. Without any of them it
    takes the words behind a bar, too.
    """
    return rf"(?!{_ONE_PAIR}){_with_pairs(excluded)}"


def _with_pairs(excluded: str = "") -> str:
    other = rf"[^\[\]{excluded}]"
    return rf"{other}{{0,500}}(?:{_PAIR}{other}{{0,200}}){{0,4}}"


WORDS = _with_pairs()  # behind the bar; it may take nothing
