"""Reading what bookmarklets, phones and programs send of a page, as fields of a new reading."""

from collections.abc import Mapping

from wiki.forms.fields import LINE
from wiki.text.shared_address import split_shared
from wiki.text.titles import safe_title


def shared_values(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields `url`, `title` and `takeaway` from a sent `url`, `title` and `text`.

    A phone often sends the address within the text: without a `url` it is taken from there. The
    title is plain text and becomes Markdown. Fields that are empty are left out.
    """
    url, text = sent.get("url", "").strip(), sent.get("text", "").strip()
    if not url:
        url, text = split_shared(text)
    title = sent.get("title", "").strip()
    takeaway = "" if text == title else text
    if len(title) <= LINE:  # a longer one is refused as it is
        title = safe_title(title)
    values = {"url": url, "title": title, "takeaway": takeaway}
    return {name: value for name, value in values.items() if value}
