"""What bookmarklets, phones and programs send of a page, as fields of a new reading."""

from collections.abc import Mapping

from wiki.text.shared_address import split_shared


def shared_values(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields `url`, `title` and `takeaway` of what was sent as url, title and text.

    A phone often sends the address within the text: without a url it is taken from there. Fields
    that are empty are left out.
    """
    url, text = sent.get("url", "").strip(), sent.get("text", "").strip()
    if not url:
        url, text = split_shared(text)
    title = sent.get("title", "").strip()
    values = {"url": url, "title": title, "takeaway": "" if text == title else text}
    return {name: value for name, value in values.items() if value}
