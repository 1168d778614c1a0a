"""The author's queue: what to look at next, and why."""
