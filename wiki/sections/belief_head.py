"""The first line of a belief in a document: `claim ~70% — why`.

`~XX%` stands for no credence yet, and `~none%` for one that was withdrawn. They are read alike.
Tilde and per cent sign may be full-width, as Asian keyboards type them. A number in any other form
is refused where it may be meant as the credence: otherwise it would become part of the claim
unnoticed.
"""

import re

from wiki.credence import CredenceError, collapsed, format_credence, read_number
from wiki.forms.document_line import (
    THEN,
    FirstLine,
    Unreadable,
    Values,
    escape,
    join_dash,
    split_dash,
    unescape,
    unescaped_indexes,
)
from wiki.numerals import OTHER_DIGITS, has_other_digits

_WIDE_TILDE, _WIDE_CENT = "\uff5e", "\uff05"
_TILDES, _CENT = f"~{_WIDE_TILDE}", f"[%{_WIDE_CENT}]"
_ALIKE = f"{_TILDES}\u2248\u223c\u301c\u02dc"  # characters that people type for a tilde
_DIGITS = r"\d+(?:[.,\uff0e\uff0c\u066b]\d+)?"
YET, WITHDRAWN = "XX", "none"  # stand in place of a number: there is none yet, or none any more
_NONE = f"{YET}|{WITHDRAWN}"
_NOT = rf"\s?[^\s{_TILDES}%{_WIDE_CENT}]*\s?{_CENT}"
_AFTER = r"(?:\s*<|\s*$)"

# What would be read as the mark of a credence: within a claim it is written with a backslash.
NUMBER = rf"[{_TILDES}](?={_NOT})"
_CREDENCE = re.compile(
    rf"[{_TILDES}](?P<credence>{_NONE}|{_DIGITS}){_CENT}"
    rf"(?:{THEN}(?P<why>.*)|\s*(?P<published><.*)|\s*)$"
)
# A copied page may have lost what stood between the number and the why.
_CLOSE = re.compile(rf"[{_TILDES}](?P<credence>{_NONE}|{_DIGITS}){_CENT}(?P<published>[^\W\d_].*)$")
# A malformed credence, such as `~abc%`, where a credence would stand.
_NO_NUMBER = re.compile(
    rf"(?P<unclear>[{_TILDES}](?!(?:{_NONE}|{_DIGITS}){_CENT}){_NOT})(?:{THEN}|{_AFTER})"
)
# In a line without a number: what may have been meant as one. Marked as one it may stand anywhere,
# but for a share such as `~20% of us`; bare, at the end, the beginning or before a dash.
_UNIT = rf"(?:\s?(?:[%{_WIDE_CENT}\u066a\ufe6a]|per ?cent|pct))"
_AT_END = re.compile(
    rf"(?:(?<!\\)[{_ALIKE}]\s?(?:{_DIGITS}|\.\d+|XX)(?:\s?(?:/|in)\s?[\d.,]+)?{_UNIT}?"
    rf"|(?<![\d.,\\]){_DIGITS}{_UNIT})[\s.)\]*_`=]*$",
    re.IGNORECASE,
)
_STRONG = "[*_`=]{1,3}"
_AT_START = re.compile(
    rf"(?:[{_ALIKE}]\s?{_DIGITS}{_UNIT}|[\[(]{_DIGITS}{_UNIT}[\])]|{_DIGITS}{_UNIT}\s?[:—–-]"
    rf"|{_STRONG}[{_ALIKE}]?\s?{_DIGITS}{_UNIT}\s?[:—–-]*{_STRONG})"
)
_MARKED = re.compile(
    rf"[{_ALIKE}]\s?(?:XX|\.?\d[^\s{_ALIKE}%{_WIDE_CENT}]*?)"
    rf"(?:{_UNIT}(?!\s+of\b)|(?=[,;:—–-]+(?:\s|$)))",
    re.IGNORECASE,
)
_BEFORE_DASH = re.compile(
    rf"(?<![\d.,\\]){_DIGITS}{_UNIT}[)\]*_`=]{{0,3}}(?:\s?[;:]|\s?[–-]+)(?=\s)"
)
# A number right before the credence, or a why that is nothing but one: either may be meant.
_BESIDE = re.compile(rf"[{_TILDES}](?:{_NONE}|{_DIGITS}){_CENT}[\s,;/–—→>()-]*$")
_BREAK = re.compile(r"<(?:br|p|li|div)\b", re.IGNORECASE)
LONGEST = 60  # characters of what may be meant as a number
# What follows a tilde is looked at up to each of these places.
_STOP = re.compile(r"\s[–—-]+(?=\s)|—|[,;:](?=\s)|$")
_AROUND = " ([*_`\"'"
_BEHIND = " .)]*_`\"'!?"
# The words and signs that a number is typed with; a text with others is no number.
_NUMBER_WORDS = re.compile(
    r"(?<![^\W\d_])(?:about|circa|ca|approx|approximately|roughly|in|out of|of|per ?cent|pct"
    r"|under|over|below|above|at least|at most|between|from|to|and|or)(?![^\W\d_])"
    r"|(?<=\d)e(?=[+-]?\d)|(?<!\d)0x(?=\d)"
)
_NUMBER_SIGNS = frozenset(" .,_'/:%+-–—±~≈\u223c\u02dc<>≤≥=…→()[]\u066a\u066b\u066c\ufe6a‰‱")


def write(values: Values) -> str:
    """Return a document's line `claim ~70% — why`.

    A value `withdrawn` that is true says that a credence which is missing was withdrawn.
    """
    credence, none = values["credence"], WITHDRAWN if values.get("withdrawn") else YET
    numeral = none if credence is None else format_credence(credence)
    line = f"{escape(values['claim'], NUMBER)} ~{numeral}%"
    return join_dash(line, escape(values["why"], NUMBER))


def read(line: str) -> Values:
    """Return claim, credence and why from a document's line, by name.

    Raises Unreadable where the credence is unclear.
    """
    indexes = unescaped_indexes(line, _TILDES)
    tries = ((form, index) for form in (_CREDENCE, _CLOSE) for index in indexes)
    match = next((match for form, index in tries if (match := form.match(line, index))), None)
    end = match.start() if match else len(line)
    if end < len(line) and end - 1 in unescaped_indexes(line[:end], _ALIKE):  # `~~70%`
        raise Unreadable(f"A credence reads ~70%, and not {line[end - 1 :].split()[0]}.")
    if unclear := _unclear(line[:end], indexes):
        raise Unreadable(f"A credence reads ~70%, or ~XX% for none yet, and not {unclear}.")
    if not match:
        claim, why = split_dash(line)
        _ask_for_number(line, claim, why)
        return {"claim": unescape(claim), "credence": None, "why": unescape(why)}
    why = match.groupdict().get("why") or match["published"] or ""
    _refuse_second(line[:end], why, indexes)
    if _BREAK.search(why) and any(_CREDENCE.match(why, n) for n in unescaped_indexes(why, _TILDES)):
        raise Unreadable("Two beliefs stand in this line: begin each on a line of its own.")
    return {
        "claim": unescape(line[:end]),
        # Unchanged: the form field reads it as it reads every credence.
        "credence": None if match["credence"] in (YET, WITHDRAWN) else match["credence"],
        "why": unescape(why),
    }


def _unclear(text: str, indexes: list[int]) -> str:
    """Return the text at the place of a credence that is not one, such as `~abc%`; "" for none."""
    tried = (match for index in indexes if (match := _NO_NUMBER.match(text, index)))
    return next((match["unclear"] for match in tried), "")


def _refuse_second(claim: str, why: str, indexes: list[int]) -> None:
    """Raise Unreadable where another number stands beside the credence."""
    tried = (_BESIDE.match(claim, index) for index in indexes if index < len(claim))
    second = next(filter(None, tried), None) or _BESIDE.fullmatch(why.strip()[:LONGEST])
    if second:
        raise Unreadable(
            f"Two numbers stand side by side: leave one. Where {second[0].strip()} belongs to the "
            f"words, write a backslash before its mark: \\{second[0].strip()}."
        )


def _ask_for_number(line: str, claim: str, why: str) -> None:
    """Raise Unreadable for a line without a credence if a text in it may be meant as one."""
    indexes = unescaped_indexes(line, _ALIKE)
    tried = (_MARKED.match(line, index) for index in indexes)
    found = next(filter(None, tried), None) or _BEFORE_DASH.search(line)
    found = found or _AT_END.search(claim[-LONGEST:]) or _AT_START.match(claim.lstrip()[:LONGEST])
    found = found or (_AT_END.fullmatch(why) if len(why) <= LONGEST else None)
    found = found or _AT_START.match(why[:LONGEST])
    if found:
        raise _question(found[0].strip(" ."))
    of_why = len(line) - len(why)
    for index in indexes:
        if index < len(claim) or index == of_why:
            _ask_about(line[index : index + LONGEST + 1])


def _ask_about(text: str) -> None:
    """Raise Unreadable for a text that begins with a tilde if a number may follow that."""
    numeral = next((index for index, sign in enumerate(text) if sign.isnumeric()), len(text))
    ends = (stop.start() for stop in _STOP.finditer(text, numeral))
    for end in (end for end in ends if end <= LONGEST):
        shown = text[:end].rstrip(_BEHIND)
        typed = collapsed(shown[1:].lstrip(_AROUND))
        if not _is_like_number(typed):
            return  # nor is more of the text one
        try:
            read_number(typed, confirmed=False)
        except CredenceError as error:
            raise _question(shown, error.message) from error
        raise _question(shown)


def _is_like_number(typed: str) -> bool:
    """Return whether a text has digits, and otherwise only words and signs of numbers."""
    signs = _NUMBER_WORDS.sub("", typed)
    is_numeral = [sign.isnumeric() and not sign.isalpha() for sign in signs]
    pairs = zip(signs, is_numeral, strict=True)
    is_path = typed.startswith("/")
    return any(is_numeral) and not is_path and all(n or s in _NUMBER_SIGNS for s, n in pairs)


def _question(shown: str, reason: str = "") -> Unreadable:
    """Return the error that asks whether a text is the credence, and says why it cannot be read."""
    reason = reason or (OTHER_DIGITS if has_other_digits(shown) else "")
    question = f"Is {shown} the credence? {reason}".rstrip()
    return Unreadable(
        f"{question} Then write it as ~70% at the end of the claim, with a dash "
        "before the why: ~70% — why. If it belongs to the words, end the claim with the "
        "credence, or with ~XX% for none yet."
    )


HEAD = FirstLine(("claim", "credence", "why"), write, read)
