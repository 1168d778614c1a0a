"""A citation as one sentence."""

from wiki.dates import format_date
from wiki.exchange.reference import Reference
from wiki.text import isolated, quoted


def write_sentence(reference: Reference) -> str:
    """Return a sentence that says who wrote what, how it stood on which day, and where.

    For example `Ada Lovelace, “Chips count” (~70%), in “Compute”, An atlas, as of 1 May 2026,
    https://example.org/b/12?at=2026-05-01.`
    """
    detail = f" ({reference.detail})" if reference.detail else ""
    when = f"as of {format_date(reference.as_of)}" if reference.as_of else ""
    parts = [
        ", ".join(isolated(str(author)) for author in reference.authors),
        f"{quoted(reference.title)}{detail}",
        f"in {quoted(reference.section)}" if reference.section else "",
        isolated(reference.container),
        when or format_date(reference.issued),
        reference.url,
    ]
    return f"{', '.join(part for part in parts if part)}."
