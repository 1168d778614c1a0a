"""The author's review queue: what to look at next, and why."""
