"""Words: what every typed text passes, placeholders, slugs, addresses one may link to."""

import re
import unicodedata
from itertools import groupby
from urllib.parse import urlsplit

from slugify import slugify as ascii_slug

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def is_placeholder(value: str) -> bool:
    """Whether a field is wholly in angle brackets, a final full stop aside: a slot not filled."""
    text = value.strip().removesuffix(".").rstrip()
    inner = text[1:-1]
    return (
        text[:1] == "<" and text[-1:] == ">" and bool(inner.strip()) and not set(inner) & set("<>")
    )


def placeholder_words(value: str) -> str:
    """The words of a placeholder without its brackets; any other text as it is."""
    if not is_placeholder(value):
        return value
    return value.strip().removesuffix(".").rstrip()[1:-1].strip()


def slugify(title: str) -> str:
    """An address for a title: a-z, 0-9 and hyphens, `&` as `and`; empty if only emoji."""
    words = re.sub("['’]", "", title[:1000]).replace("&", " and ")
    return ascii_slug(words, entities=False, decimal=False, hexadecimal=False)


def clean_text(value: str) -> str:
    """What every input passes: NFC, plain line ends, nothing that breaks a page or a feed."""
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", value)
    return _composed(_UNWANTED.sub("", text)).strip()


def clean_line(value: str) -> str:
    """`clean_text` on one line: every run of white space is one space."""
    return " ".join(clean_text(value).split())


def escape_marks(value: str) -> str:
    """Plain words as Markdown that reads as just these words."""
    return re.sub(r"([\\`*_{}\[\]<>#|~^&!])", r"\\\1", value)


def is_safe_url(url: str) -> bool:
    """Whether a reading or an essay may link there: http or https, with a host."""
    if re.search(r"[\x00-\x20\x7f<>\"\\]", url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _composed(text: str) -> str:
    """NFC, but over 30 marks on one letter stay as typed: normalising takes quadratic time."""
    if text.isascii():
        return text
    runs = groupby(text, key=lambda sign: unicodedata.combining(sign) > 0)
    if any(marks and sum(1 for _ in run) > 30 for marks, run in runs):
        return text
    return unicodedata.normalize("NFC", text)
