"""Typed text: cleaning it, placeholders, slugs, and counting sentences."""

import re
import unicodedata

from slugify import slugify as ascii_slug

from wiki.slots import is_placeholder
from wiki.text.composition import composed
from wiki.text.directions import end_directions

# An entity ends with a semicolon: `&section=2` in an address is a parameter, and holds no `§`.
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

# All that ends a line or parts words: a vertical tab, a form feed and the separators of ASCII too.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"(?:[^\S\n]*+\n)*+")

# Abbreviations that a capital may follow without a new sentence.
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|cf|vs|Dr|Mr|Ms|Mrs|Prof|St|No|[A-Z])\.(?=\s)")

# A run of marks is matched from its first mark only; otherwise the time would be quadratic.
_SENTENCE_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?= [\"'“‘(\[]?[^\Wa-z_]|$)",
)

# Words of the slots of published pages.
_PAGE_WORDS = ("why", "claim", "question", "title", "takeaway", "reason", "observation")
# What a slot asks for is words with a space between, ends as `Claim about …` and `why.` do, or is
# one of these words. `List<T>`, `Map<K, V>`, an address or an HTML tag is none.
_ASKS = re.compile(rf"[^\W_] +[^\W_]|[….?:]$|^(?:{'|'.join(_PAGE_WORDS)})$", re.I)
_TAG = re.compile(r"/?[a-z][a-z0-9-]*\s+(?:[a-z-]+\s*=.*|/)$|\S*(?:://|@)\S*$", re.I)
_LONGEST_SLOT = 500  # characters
LONGEST_SLUG = 180  # characters, and a number where it is taken
# Words by which a slot is known within a text, where its brackets alone are not enough.
_SLOT_WORDS = {*_PAGE_WORDS, "headline"}
FIELD_NAMES = {*_SLOT_WORDS, "date", "direction", "effect", "summary", "why it matters"}
_WIDE_BRACKETS = str.maketrans("\uff1c\uff1e", "<>")
_GROUP = re.compile(r"<([^<>]*)>")
FIRST_STRONG, POP = "\u2068", "\u2069"  # what stands between has a direction of its own
_CLOSED_ALONE = re.compile(r"[^<>]{1,500}[^\s<>=-]>(?=\s|\.?$)")


def visible(text: str) -> str:
    """Return a text without invisible characters, such as a zero-width space."""
    if text.isascii():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def placeholder_words(value: str) -> str:
    """Return a placeholder's words without brackets; other text is returned as it is."""
    if not is_placeholder(value):
        return value
    return value.strip().removesuffix(".").rstrip()[1:-1].strip()


def names_a_field(value: str) -> bool:
    """Return whether a text is a placeholder that only names its own field: `<one-line why>`.

    Visitors are not shown such a placeholder, since it tells them nothing; `<my guess at a number>`
    they are shown.
    """
    words = placeholder_words(value).casefold().removeprefix("one-line ").removeprefix("a ")
    return is_placeholder(value) and words in FIELD_NAMES


def leftover_slot(value: str, former: str = "") -> str:
    """Return the part of a placeholder that is left over in a field that has been filled, or "".

    That is a group in angle brackets at the start or the end, beside other words; or anywhere one
    with a word of a slot, such as `why`, also where one of its brackets is gone. `former` is the
    field's text before, "" if that is not known (in a document): if it was a placeholder, its words
    and brackets count as well. A field that is still wholly a placeholder is not filled, so nothing
    is left over in it; but in a form, other words typed between the brackets of the former
    placeholder would not be shown, and are returned.
    """
    text = value.strip().translate(_WIDE_BRACKETS)
    if text != value.strip() and is_placeholder(text):
        return text  # in brackets that mark no slot, so that readers would see it
    if not is_placeholder(former):
        return "" if is_placeholder(text) else _half_filled(text)
    former_words = placeholder_words(former)
    if is_placeholder(text):
        return "" if placeholder_words(text) == former_words else text
    return _half_filled(text) or _leftover_of(former_words, text)


def _half_filled(text: str) -> str:
    """Return the part of a slot that is left over in a text with other words, or ""."""
    first = re.match(r"<([^<>]*)>\.?", text)
    last = re.match(r"<([^<>]*)>\.?$", text[max(text.rfind("<"), 0) :])
    for group in filter(None, (first, last)):
        outside = text.replace(group[0], "", 1)
        if _asks(group[1]) and re.search(r"\w", outside):
            return group[0]
    within = (group[0] for group in _GROUP.finditer(text) if _names_slot(group[1]))
    return next(within, "") or _half_open(text)


def _half_open(text: str) -> str:
    """Return a slot with only one of its brackets, and the words beside it, or ""."""
    opened = text[text.rfind("<") :] if "<" in text else ""
    if ">" not in opened and opened[1:2].isalpha() and _names_slot(opened[1:60].rstrip()):
        return opened
    closed = _CLOSED_ALONE.match(text)
    return closed[0] if closed and _names_slot(closed[0][:-1]) else ""


def _names_slot(inner: str) -> bool:
    """Whether words between brackets have one of a slot's among them."""
    if len(inner) > _LONGEST_SLOT or inner != inner.strip() or _TAG.match(inner):
        return False
    words = re.findall(r"\w+", inner.casefold())
    return bool(_SLOT_WORDS.intersection(words)) or words[:2] == ["e", "g"]


def _asks(inner: str) -> bool:
    """Return whether words in angle brackets ask for text, as those of a placeholder do."""
    if len(inner) > _LONGEST_SLOT or inner != inner.strip():
        return False
    return bool(_ASKS.search(inner)) and not _TAG.match(inner)


def _leftover_of(former_words: str, text: str) -> str:
    """Return the words or brackets of a former placeholder that a text still has, or ""."""
    phrase = former_words.rstrip(" ….:?!")
    words = set(re.findall(r"\w+", phrase.casefold()))
    whole = re.search(re.escape(phrase), text, re.IGNORECASE) if len(words) > 1 else None
    if whole:
        return whole[0]
    for group in _GROUP.finditer(text):
        inside = set(re.findall(r"\w+", group[1].casefold()))
        if inside and inside <= words:
            return group[0]
    if text.count("<") == text.count(">"):
        return ""
    return "<" if text[:1] == "<" else ">" if text.rstrip(".")[-1:] == ">" else ""


def slugify(title: str) -> str:
    """Return the slug of a title: a-z, 0-9 and hyphens, `&` as `and`; "" where nothing remains.

    It has whole words, and at most LONGEST_SLUG characters.
    """
    words = re.sub("['’]", "", title[:1000]).replace("&", " and ")
    return ascii_slug(
        words,
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=LONGEST_SLUG,
        word_boundary=True,
    )


def clean_text(value: str) -> str:
    """Return typed text as it may be stored: in NFC, with plain line ends, no control characters.

    Blank lines before and after are dropped. The indent of the first line stays, since it says
    whether that is code, or which level of a list.
    """
    text = composed(without_controls(_LINE_ENDS.sub("\n", value))).rstrip()
    return text[_BLANK_LINES.match(text).end() :]  # type: ignore[union-attr]  # matches any text


def without_controls(text: str) -> str:
    """Return a text without the characters that XML does not allow.

    Typed text loses them in `clean_text`, and rendered text once more, because Markdown makes
    new ones from `&#1;`.
    """
    return _UNWANTED.sub("", text)


def clean_line(value: str) -> str:
    """Return cleaned text as one line, each run of white space as one space.

    Directions of writing that it sets end with it: it may stand within a sentence.
    """
    return end_directions(" ".join(clean_text(value).split()))


def escape_marks(value: str) -> str:
    """Return plain words as Markdown that shows exactly these words."""
    return re.sub(r"([\\`*_{}\[\]<>#|~^&!])", r"\\\1", value)


def count_sentences(text: str) -> int:
    """Return the number of sentences; a full stop within one, as in `e.g. so`, does not count."""
    words = " ".join(ABBREVIATION.sub(" ", text).split())
    rest = re.split(r"[.!?…]", text.rstrip("\"'”’)] "))[-1]
    return len(_SENTENCE_END.findall(words)) + bool(rest.strip())


def isolated(words: str) -> str:
    """Return words as they may stand within a plain sentence, whichever way they are written.

    Where they hold a letter that is written from right to left, they are isolated, so that the
    sentence keeps its order around them (Unicode Standard Annex #9, section 2.4): a number right
    behind them would else be shown before them.
    """
    is_mixed = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in words)
    return f"{FIRST_STRONG}{words}{POP}" if is_mixed else words


def quoted(words: str) -> str:
    """Return words in quotation marks, for a sentence that names something by its title."""
    return f"“{isolated(words)}”"


def counted(number: int, noun: str = "", plural: str = "") -> str:
    """Return a number with its noun, such as `1,200 links`; the plural ends in s by default.

    Without a noun it is the number alone, as people read it.
    """
    words = noun if number == 1 or not noun else plural or f"{noun}s"
    return f"{number:,} {words}".rstrip()
