"""Formulas: from TeX to MathML that consists of listed elements and attributes only.

latex2mathml is not safe by itself: `\\text{<img …>}` comes out as an element, `\\href` as a link.
Its answer is therefore read as XML and written anew from the lists below, without addresses,
styles, classes, ids and events. What is too long, is not well-formed, or holds anything that is not
listed is refused, and the formula is shown as it was typed.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup

from wiki.text.words import without_controls

LONGEST = 2_000  # characters of TeX
DEEPEST = 100  # levels of elements
WIDE = 30  # characters in a line of code or in a formula that may be too wide for a phone

# Elements that hold text, and elements that hold elements.
TOKENS = {"mi", "mn", "mo", "ms", "mtext"}
LAYOUT = {"math", "menclose", "mfrac", "mmultiscripts", "mover", "mpadded", "mphantom"}
LAYOUT |= {"mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"}
LAYOUT |= {"mtable", "mtd", "mtr", "munder", "munderover"}
# How many elements an element needs, where that is fixed.
CHILDREN = dict.fromkeys(("mfrac", "mover", "mroot", "msub", "msup", "munder"), 2)
CHILDREN |= {"msubsup": 3, "munderover": 3}

_TRUTH = re.compile(r"true|false")
_LENGTH = re.compile(r"[+-]?\d{0,2}(?:\.\d{1,5})?(?:em|ex|px|pt|mm|cm|in|pc|%)?")
_WORDS = re.compile(r"[a-z]{1,20}(?:[ -][a-z]{1,20}){0,40}")
_LENGTHS = re.compile(rf"{_LENGTH.pattern}(?: {_LENGTH.pattern}){{0,40}}")
ATTRIBUTES = dict.fromkeys(
    ("accent", "accentunder", "displaystyle", "fence", "largeop", "movablelimits"), _TRUTH
)
ATTRIBUTES |= dict.fromkeys(("separator", "stretchy", "symmetric"), _TRUTH)
ATTRIBUTES |= dict.fromkeys(
    ("depth", "height", "linethickness", "lspace", "maxsize", "minsize", "rspace", "width"), _LENGTH
)
ATTRIBUTES |= dict.fromkeys(("columnalign", "columnlines", "rowlines", "mathvariant"), _WORDS)
ATTRIBUTES |= dict.fromkeys(("form", "notation"), _WORDS)
ATTRIBUTES |= dict.fromkeys(("columnspacing", "rowspacing"), _LENGTHS)
ATTRIBUTES |= {"scriptlevel": re.compile(r"[+-]?\d")}

UNREAD = Markup(
    '<span class="unread-formula">{}<small> (not understood as a formula; readers see it as '
    "typed)</small></span>"
)

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
# Definitions: what they expand to grows without limit.
_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?(?:new)?command|[egx]?def|let|DeclareMathOperator|(?:re)?newenvironment)"
    r"(?![a-zA-Z])"
)
_MATH = re.compile(
    r'<math(?: display="block")?(?: tabindex="0")? data-tex="([^"]*)">.*?</math>', re.DOTALL
)
_UNREAD = re.compile(r'<span class="unread-formula">(.*?)<small>.*?</small></span>', re.DOTALL)


class Refused(Exception):
    """The MathML made from a formula has an element or a structure that is not allowed."""


def math_or_typed(typed: str, *, for_author: bool) -> Markup:
    """Return a formula, typed as `$…$` or `$$…$$`, as MathML.

    A formula that cannot be converted is returned as it was typed, for the author with a remark.
    """
    mathml = _mathml(typed)
    if mathml:
        return Markup(mathml)
    return UNREAD.format(typed) if for_author else Markup("{}").format(typed)


def with_tex(html: str) -> str:
    """Return HTML with every formula as it was typed, for programs that may not know MathML."""
    return _UNREAD.sub(r"\1", _MATH.sub(r"\1", html))


@lru_cache(maxsize=512)
def _mathml(typed: str) -> str:
    """Return the MathML of a formula, "" where it is refused."""
    is_block = typed.startswith("$$")
    tex = (typed[2:-2] if is_block else typed[1:-1]).strip()
    if len(tex) > LONGEST or _DEFINES.search(tex):
        return ""
    try:
        root = _rewritten(ElementTree.fromstring(_converted(tex, is_block)), 0)
    except Exception:  # noqa: BLE001 - whatever the converter raises, the formula is shown as typed
        return ""
    root.attrib = {"display": "block"} if is_block else {}
    if len(tex) > WIDE:
        root.set("tabindex", "0")  # so that it can be scrolled by keyboard in every browser
    root.set("data-tex", typed)
    return without_controls(ElementTree.tostring(root, "unicode", short_empty_elements=False))


def _converted(tex: str, is_block: bool) -> str:
    from latex2mathml.converter import convert  # it reads a table of symbols, which few pages need

    return convert(tex, display="block" if is_block else "inline")


def _rewritten(node: Element, depth: int) -> Element:
    """Return a copy of a MathML element with its allowed parts. Raises Refused for any others."""
    name = node.tag.removeprefix(_NAMESPACE)
    text = node.text or ""
    is_token = name in TOKENS
    if depth > DEEPEST or not (is_token or name in LAYOUT) or (node.tail or "").strip():
        raise Refused
    # A command that is not known comes out as its own name.
    if (is_token and (len(node) or re.match(r"\\.", text))) or (not is_token and text.strip()):
        raise Refused
    if len(node) != CHILDREN.get(name, len(node)):
        raise Refused
    copy = Element(name, {key: value for key, value in node.items() if _is_listed(key, value)})
    copy.text = text if is_token else None
    copy.extend(_rewritten(child, depth + 1) for child in node)
    return copy


def _is_listed(name: str, value: str) -> bool:
    return name in ATTRIBUTES and bool(ATTRIBUTES[name].fullmatch(value))
