"""The changelog's words for a region itself: new, renamed, with another status, or removed."""

from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words


def describe_change(topic: ItemChange) -> Parts:
    """Return the words for what happened to a region, [] where it is no news."""
    before, after, net = topic.group.before, topic.group.after, topic.net
    if after is None:
        return [Words("region removed")] if before else []
    if before is None:
        summary = topic.filled(after.get("summary"))
        return [Words(f"region{topic.restored_words}" + (f" — {summary}" if summary else ""))]
    if after.get("merged_into"):
        merged = topic.names.topics([topic.group.item_id]) if not before.get("merged_into") else ()
        names = [Words(one.title, one.address) for one in merged]
        return [*names, Words(" merged into this region")] if names else []
    parts = []
    if "title" in net:
        parts.append(f"called {before['title']} before")
    if "status" in net:
        was, now = net["status"]
        parts.append(f"{was or 'no status'} → {now or 'no status'}")
    return [Words(", ".join(parts))] if parts else []


def opening(topic: ItemChange) -> str:
    """Return "New region" for a region that is new, "" for any other."""
    before, after = topic.group.before, topic.group.after
    is_new = before is None and after is not None and not topic.restored_words
    return "New region" if is_new else ""


def about(topic: ItemChange) -> str:
    """Return the summary of a region, which follows the sentence if it is new."""
    return topic.filled((topic.group.after or {}).get("summary"))


NEWS = ChangelogRules(describe_change=describe_change, order=0, opening=opening, about=about)
