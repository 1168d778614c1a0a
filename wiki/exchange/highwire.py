"""The tags in a page's head by which Zotero saves it, in the words that HighWire Press began."""

from wiki.exchange.reference import Reference
from wiki.text.people import Name

Tags = list[tuple[str, str]]


def make_tags(reference: Reference) -> Tags:
    """Return the name and the content of each tag for the page that a reference describes."""
    tags = [("citation_title", reference.title)]
    tags += [("citation_author", _name(name)) for name in reference.authors]
    if reference.issued:
        tags.append(("citation_publication_date", reference.issued.replace("-", "/")))
    if reference.url:
        tags.append(("citation_public_url", reference.url))
    # Without a type Zotero takes any page with these tags for an article in a journal.
    return [*tags, ("z:itemType", reference.kind)]


def _name(name: Name) -> str:
    """Return a name with its comma, behind which a name without a given name has nothing."""
    return (
        f"{name.literal}," if name.literal else f"{name.family}, {name.given} {name.suffix}".strip()
    )
