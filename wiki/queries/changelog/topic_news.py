"""How a region itself is told in the changelog: new, renamed, of another status, or removed."""

from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words, filled


def tell(topic: ItemChange) -> Parts:
    """Return the words for what happened to a region, none where it is no news."""
    before, after, net = topic.group.before, topic.group.after, topic.net
    if after is None:
        return [Words("region removed")] if before else []
    if before is None:
        summary, back = filled(after.get("summary")), topic.brought_back
        new = f"region{back}" if back else "new region"
        return [Words(new + (f" — {summary}" if summary else ""))]
    said = []
    if "title" in net:
        said.append(f"called {before['title']} before")
    if "status" in net:
        was, now = net["status"]
        said.append(f"{was or 'no status'} → {now or 'no status'}")
    return [Words(", ".join(said))] if said else []


NEWS = ChangelogRules(tell=tell, order=0)
